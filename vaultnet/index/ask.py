"""Questions to the index, as rows. What they mean is the business of the floors above."""

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from vaultnet.text.links import find_links, link_key
from vaultnet.text.names import key

_OPEN = "t.status not in ('x', 'X', '-')"


class NoteRow(NamedTuple):
    """A note as lists show it. `fields` is its frontmatter as JSON."""

    id: int
    path: str
    name: str
    type: str
    kind: str
    date: str
    status: str
    fields: str


class EntryRow(NamedTuple):
    """An entry with the note it stands in. `own`: in the person's own log; `fields`: its inline fields as JSON or ""."""

    note: int
    path: str
    name: str
    type: str
    line: int
    date: str
    word: str
    kind: str
    direction: str
    contact: int
    own: int
    names: str
    text: str
    fields: str


class TaskRow(NamedTuple):
    """A task with the note it stands in; `was` the dates it was moved from, oldest first, joined by blanks."""

    note: int
    path: str
    name: str
    type: str
    date: str
    line: int
    status: str
    side: str
    due: str
    done: str
    created: str
    scheduled: str
    cancelled: str
    recurrence: str
    was: str
    text: str
    nudged: str


class LinkRow(NamedTuple):
    """A link between two notes of the index. `role` as in the table `link`."""

    note: int
    path: str
    name: str
    type: str
    line: int
    role: str


class TermRow(NamedTuple):
    """A tag, topic, need or offer and the note it stands in. `kind` as in the table `term`; `text` as written."""

    note: int
    path: str
    name: str
    type: str
    kind: str
    key: str
    text: str
    line: int


class Hit(NamedTuple):
    """A note found by its text: the line of the first match and the words around it."""

    path: str
    name: str
    type: str
    line: int
    snippet: str


_NOTE = """n.id, n.path, n.name, n.type, n.kind, n.date, n.status,
  coalesce((select fields from front where front.note = n.id), '{}')"""


def note_at(connection: sqlite3.Connection, path: str) -> NoteRow | None:
    """The note at a vault-relative path."""
    row = connection.execute(f"select {_NOTE} from note n where path = ?", (path,)).fetchone()
    return NoteRow(*row) if row else None


def note_of(connection: sqlite3.Connection, number: int) -> NoteRow | None:
    """The note of this number."""
    row = connection.execute(f"select {_NOTE} from note n where id = ?", (number,)).fetchone()
    return NoteRow(*row) if row else None


def notes_of_type(connection: sqlite3.Connection, type_: str, since: str = "", until: str = "9999") -> list[NoteRow]:
    """Notes of a type whose date (none counts as "") lies in [since, until], by date and path."""
    rows = connection.execute(
        f"select {_NOTE} from note n where type = ? and date >= ? and date <= ? order by date, path",
        (type_, since, until),
    )
    return [NoteRow(*row) for row in rows]


def named(connection: sqlite3.Connection, name: str) -> list[tuple[NoteRow, int]]:
    """Notes of exactly this name (rank 0: their file's name, 1: a further name)."""
    rows = connection.execute(
        f"select {_NOTE}, m.rank from name m join note n on n.id = m.note where m.key = ? order by m.rank, n.path",
        (key(name),),
    )
    return [(NoteRow(*row[:-1]), row[-1]) for row in rows]


def named_like(connection: sqlite3.Connection, start: str) -> list[NoteRow]:
    """Notes with a name that begins with `start`."""
    low = key(start)
    rows = connection.execute(
        f"select distinct {_NOTE} from name m join note n on n.id = m.note where m.key >= ? and m.key < ? order by n.path",
        (low, low + "\U0010ffff"),
    )
    return [NoteRow(*row) for row in rows]


def check_names(connection: sqlite3.Connection, start: str, types: Iterable[str]) -> None:
    """Raises sqlite3.DatabaseError where the index is damaged so that a name which nobody has may be somebody's: there is a
    name without a note, or a note (of these types where any are given) whose file begins so."""
    lost = "select 1 from name m where not exists (select 1 from note n where n.id = m.note) limit 1"
    rows = connection.execute(
        "select type from note where lower(substr(name, 1, ?)) = lower(?) and type <> 'sync-copy'", (len(start), start)
    )
    some = tuple(types)
    if connection.execute(lost).fetchone() or any(not some or type_ in some for (type_,) in rows):
        raise sqlite3.DatabaseError("the index has lost names")


def all_names(connection: sqlite3.Connection, types: Iterable[str] = ()) -> list[tuple[str, int, str]]:
    """Every name as (text, note, type); only of these types where any are given."""
    some = tuple(types)
    where = f"where n.type in ({', '.join('?' * len(some))})" if some else ""
    return connection.execute(
        f"select m.text, m.note, n.type from name m join note n on n.id = m.note {where} order by m.key, n.path", some
    ).fetchall()


def accented_names(connection: sqlite3.Connection) -> list[tuple[str, int, str]]:
    """The names as `all_names` gives them that hold anything but ASCII."""
    return connection.execute(
        """select m.text, m.note, n.type from name m join note n on n.id = m.note
           where m.key glob '*[^' || char(1) || '-~]*' order by m.key, n.path"""
    ).fetchall()


_ENTRY = """e.note, n.path, n.name, n.type, e.line, e.date, e.word, e.kind, e.direction, e.contact, e.own, e.names,
  e.text, e.fields"""


def entries_about(connection: sqlite3.Connection, person: int, words: Iterable[str] = ()) -> list[EntryRow]:
    """Entries in a person's own note and those elsewhere that name them in HEAD, oldest first; only of these words."""
    some = tuple(words)
    only = f" and e.word in ({', '.join('?' * len(some))})" if some else ""
    rows = connection.execute(
        f"""select {_ENTRY} from entry e join note n on n.id = e.note where e.note = ?{only}
            union
            select {_ENTRY} from link l join entry e on e.note = l.note and e.line = l.line join note n on n.id = e.note
            where l.target = ? and l.role = 'who'{only} order by 6, 2, 5""",
        (person, *some, person, *some),
    )
    return [EntryRow(*row) for row in rows]


def entries_in(connection: sqlite3.Connection, note: int) -> list[EntryRow]:
    """The entries of one note, in the order of its lines."""
    rows = connection.execute(
        f"select {_ENTRY} from entry e join note n on n.id = e.note where e.note = ? order by e.line", (note,)
    )
    return [EntryRow(*row) for row in rows]


def entries_of(
    connection: sqlite3.Connection, words: Iterable[str], since: str = "", until: str = "9999"
) -> list[EntryRow]:
    """Every entry with one of these words, by date, path and line."""
    some = tuple(words)
    rows = connection.execute(
        f"""select {_ENTRY} from entry e join note n on n.id = e.note
            where e.word in ({", ".join("?" * len(some))}) and e.word <> '' and e.date >= ? and e.date <= ?
            order by e.date, n.path, e.line""",
        (*some, since, until),
    )
    return [EntryRow(*row) for row in rows]


def entries_with_people(connection: sqlite3.Connection, words: Iterable[str]) -> list[tuple[EntryRow, int]]:
    """Every entry with one of these words and each person it is about (its own log's, and those linked in HEAD), by date,
    path and line."""
    some = tuple(words)
    marks = ", ".join("?" * len(some))
    rows = connection.execute(
        f"""select {_ENTRY}, e.note as who from entry e join note n on n.id = e.note
              where e.word in ({marks}) and e.word <> '' and e.own
            union
            select {_ENTRY}, l.target from entry e join link l on l.note = e.note and l.line = e.line and l.role = 'who'
              join person p on p.note = l.target join note n on n.id = e.note
              where e.word in ({marks}) and e.word <> '' and not (e.own and l.target = e.note)
            order by 6, 2, 5, who""",
        (*some, *some),
    )
    return [(EntryRow(*row[:-1]), row[-1]) for row in rows]


def terms(connection: sqlite3.Connection, kinds: Iterable[str], keys: Iterable[str] | None = None) -> list[TermRow]:
    """Terms of these kinds (expertise, interests, topics, needs, offers, tag), by key, path and line; only of these keys
    (as `topic_key` gives them)."""
    some = tuple(kinds)
    wanted = None if keys is None else tuple(keys)
    only = "" if wanted is None else f" and t.key in ({', '.join('?' * len(wanted))})"
    rows = connection.execute(
        f"""select t.note, n.path, n.name, n.type, t.kind, t.key, t.text, t.line from term t join note n on n.id = t.note
            where t.kind in ({", ".join("?" * len(some))}){only} order by t.key, n.path, t.line, t.kind""",
        (*some, *(wanted or ())),
    )
    return [TermRow(*row) for row in rows]


def terms_of(connection: sqlite3.Connection, note: int) -> list[TermRow]:
    """A note's terms, by kind, line and key."""
    rows = connection.execute(
        """select t.note, n.path, n.name, n.type, t.kind, t.key, t.text, t.line from term t join note n on n.id = t.note
           where t.note = ? order by t.kind, t.line, t.key""",
        (note,),
    )
    return [TermRow(*row) for row in rows]


def who_of(
    connection: sqlite3.Connection, note: int, line: int, role: str = "who"
) -> list[tuple[int | None, str, str]]:
    """The links of a role on one line: (note or None, its name, else the name as it was written, its type)."""
    rows = connection.execute(
        """select l.target, n.name, coalesce(n.type, ''), l.key from link l left join note n on n.id = l.target
           where l.note = ? and l.line = ? and l.role = ? order by l.key""",
        (note, line, role),
    ).fetchall()
    return [(number, name or _as_written(connection, note, key_), type_) for number, name, type_, key_ in rows]


def linked(connection: sqlite3.Connection, note: int, role: str) -> list[tuple[int | None, str, str, int]]:
    """What a note links to in a role (a frontmatter key): (note or None, name as in `who_of`, type, line), in order."""
    rows = connection.execute(
        """select l.target, n.name, coalesce(n.type, ''), l.line, l.key
           from link l left join note n on n.id = l.target where l.note = ? and l.role = ? order by l.line, l.key""",
        (note, role),
    ).fetchall()
    return [
        (number, name or _as_written(connection, note, key_), type_, line) for number, name, type_, line, key_ in rows
    ]


def _as_written(connection: sqlite3.Connection, note: int, link: str) -> str:
    """The target of an unresolved link as the note has it: the index keeps only the form that is compared."""
    return _names_written(connection, connection.total_changes, note).get(link, link)


@lru_cache(maxsize=16)
def _names_written(connection: sqlite3.Connection, changes: int, note: int) -> dict[str, str]:
    """The first form of every link of a note. Kept, for a long note may hold a thousand tasks with somebody without one."""
    names: dict[str, str] = {}
    for one in find_links(text_of(connection, note)):
        names.setdefault(link_key(one.target), one.target.strip())
    return names


def links_to(connection: sqlite3.Connection, note: int, roles: Iterable[str] = ()) -> list[LinkRow]:
    """The links that lead to a note; only of these roles."""
    some = tuple(roles)
    only = f" and l.role in ({', '.join('?' * len(some))})" if some else ""
    rows = connection.execute(
        f"""select l.note, n.path, n.name, n.type, l.line, l.role from link l join note n on n.id = l.note
            where l.target = ?{only} order by n.path, l.line, l.role""",
        (note, *some),
    )
    return [LinkRow(*row) for row in rows]


_TASK = ("t.note, n.path, n.name, n.type, n.date, t.line, t.status, t.side, t.due, t.done, t.created, t.scheduled,"
         " t.cancelled, t.recurrence, t.was, t.text, t.nudged")  # fmt: skip


def tasks(connection: sqlite3.Connection, *, open_only: bool = True, sided: bool = False) -> list[TaskRow]:
    """Tasks by due date (those without one last), path and line; `sided`: only promises and what is waited for."""
    where = [_OPEN] if open_only else []
    where += ["t.side <> ''"] if sided else []
    rows = connection.execute(
        f"""select {_TASK} from task t join note n on n.id = t.note {"where " + " and ".join(where) if where else ""}
            order by t.due = '', t.due, n.path, t.line"""
    )
    return [TaskRow(*row) for row in rows]


def tasks_of(connection: sqlite3.Connection, note: int) -> list[TaskRow]:
    """The tasks that bear on a note: those standing in it, and those elsewhere that link to it."""
    rows = connection.execute(
        f"""select {_TASK} from task t join note n on n.id = t.note where t.note = ?
            union
            select {_TASK} from link l join task t on t.note = l.note and t.line = l.line join note n on n.id = t.note
            where l.target = ? and l.role = 'task' order by 9, 2, 6""",
        (note, note),
    )
    return [TaskRow(*row) for row in rows]


def text_of(connection: sqlite3.Connection, note: int) -> str:
    """The text of a note as it was last read, line ends as "\\n"."""
    row = connection.execute("select body from text where note = ?", (note,)).fetchone()
    return row[0] if row else ""


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many notes of each type."""
    return dict(connection.execute("select type, count(*) from note group by type order by type").fetchall())


def find(connection: sqlite3.Connection, words: str, limit: int) -> list[Hit]:
    """Full text, best first: notes that hold all the words (the last one may be a beginning)."""
    query = _query(words)
    if not query:
        return []
    rows = connection.execute(
        """select n.path, n.name, n.type, highlight(fts, 1, char(2), char(3)) from fts
           join note n on n.id = fts.rowid where fts match ? and n.type <> 'sync-copy'
           order by bm25(fts, 8.0, 1.0), n.path limit ?""",
        (query, limit),
    )
    return [Hit(path, name, type_, *_snippet(marked)) for path, name, type_, marked in rows]


def _query(words: str) -> str:
    """What people type as an FTS5 query: quoted phrases stay phrases, every other word is looked for as it is."""
    parts = words.replace("\0", " ").split('"')
    phrases = []
    for place, part in enumerate(parts):
        for piece in [part] if place % 2 else part.split():
            if any(char.isalnum() for char in piece):
                phrases.append(f'"{piece}"')
    if phrases and words.rstrip()[-1].isalnum():  # "C++" is no beginning
        phrases[-1] += "*"
    return " ".join(phrases)


def _snippet(marked: str) -> tuple[int, str]:
    """The line with most matches (the first of them) and its text; matches in the name alone give line 1."""
    lines = marked.split("\n")
    best = max(range(len(lines)), key=lambda i: (lines[i].count("\x02"), -i))
    text = lines[best].replace("\x03", "")
    at = text.find("\x02")
    text = text.replace("\x02", "").strip()
    if at < 0:
        return 1, ""
    return best + 1, text if len(text) <= 160 else ("…" if at > 60 else "") + text[
        max(0, at - 60) : at + 100
    ].strip() + "…"
