"""Questions to the index about what people said: who said it, on which topics, and with whom it was shared."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from vaultnet.index.ask import TermRow

INSIGHT, NEWS = "insight", "news"


class SpeakerRow(NamedTuple):
    """Somebody who said what stands on a line (0: in a whole insight note). `person` is None where no note was found;
    `name` the note's, else the key of the link; `confidential` of the person."""

    note: int
    line: int
    person: int | None
    name: str
    type: str
    confidential: int


def speakers(connection: sqlite3.Connection) -> list[SpeakerRow]:
    """Who said what: the person in whose own log an insight line stands, people in its HEAD, an insight note's source."""
    rows = connection.execute(
        """select e.note, e.line, e.note, n.name, n.type, coalesce(p.confidential, 0)
             from entry e join note n on n.id = e.note left join person p on p.note = e.note
             where e.word = 'insight' and e.own
           union
           select l.note, l.line, l.target, coalesce(n.name, l.key), coalesce(n.type, ''), coalesce(p.confidential, 0)
             from entry e join link l on l.note = e.note and l.line = e.line and l.role = 'who'
             left join note n on n.id = l.target left join person p on p.note = l.target
             where e.word = 'insight'
           union
           select l.note, 0, l.target, coalesce(n.name, l.key), coalesce(n.type, ''), coalesce(p.confidential, 0)
             from note i join link l on l.note = i.id and l.role = 'source'
             left join note n on n.id = l.target left join person p on p.note = l.target
             where i.type = 'insight'
           order by 1, 2, 4"""
    )
    return list(map(SpeakerRow._make, rows))


def topics(connection: sqlite3.Connection) -> list[tuple[int, int, str, str]]:
    """(note, line, key, text) of the topics of insight and news lines, and (note, 0, key, text) of insight notes."""
    return connection.execute(
        """select t.note, t.line, t.key, t.text from entry e
             join term t on t.note = e.note and t.kind = 'topics' and t.line = e.line where e.word in ('insight', 'news')
           union
           select t.note, 0, t.key, t.text from note i join term t on t.note = i.id and t.kind = 'topics'
             where i.type = 'insight' order by 1, 2, 3, 4"""
    ).fetchall()


def shared(connection: sqlite3.Connection) -> list[tuple[int, int, int, str]]:
    """(note, line, person, name) with whom insight and news lines were shared; line 0 for insight notes."""
    return connection.execute(
        """select l.note, l.line, p.note, n.name from entry e
             join link l on l.note = e.note and l.line = e.line and l.role = '.shared_with'
             join person p on p.note = l.target join note n on n.id = p.note where e.word in ('insight', 'news')
           union
           select l.note, 0, p.note, n.name from note i join link l on l.note = i.id and l.role = 'shared_with'
             join person p on p.note = l.target join note n on n.id = p.note where i.type = 'insight'
           order by 1, 2, 4"""
    ).fetchall()


def bodies(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The path and text of every insight note."""
    return connection.execute(
        "select i.path, t.body from note i join text t on t.note = i.id where i.type = 'insight' order by i.path"
    ).fetchall()


def said_on(connection: sqlite3.Connection) -> set[tuple[int, int]]:
    """(note, line) of every insight line."""
    return set(connection.execute("select note, line from entry where word = 'insight'"))


def terms_below(connection: sqlite3.Connection, kinds: Iterable[str], topic: str) -> list[TermRow]:
    """Terms of people of these kinds that are a topic (as `topic_key` gives it) or one below it, by path and line."""
    some = tuple(kinds)
    rows = connection.execute(
        f"""select t.note, n.path, n.name, n.type, t.kind, t.key, t.text, t.line
            from term t join note n on n.id = t.note join person p on p.note = t.note
            where t.kind in ({", ".join("?" * len(some))}) and (t.key = ? or (t.key > ? and t.key < ?))
            order by n.path, t.line, t.kind""",
        (*some, topic, topic + "/", topic + "0"),
    )
    return [TermRow(*row) for row in rows]
