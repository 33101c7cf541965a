"""What notes have in common: where two people were named together, what both link to, who is at an organization."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from vaultnet.index.ask import TermRow
from vaultnet.text.names import key

_SOME = 500  # numbers in one query


class SharedRow(NamedTuple):
    """A note that names two people among its `people`, or in HEAD of its lines."""

    type: str
    name: str
    path: str
    date: str
    status: str


def named_together(connection: sqlite3.Connection, one: int, other: int) -> list[SharedRow]:
    """Projects and events that name both of two people, by date and path."""
    rows = connection.execute(
        """select distinct g.type, g.name, g.path, g.date, g.status from link a join link b on b.note = a.note
             join note g on g.id = a.note
           where a.target = ? and b.target = ? and a.role in ('people', 'who') and b.role in ('people', 'who')
             and g.type in ('project', 'event') order by g.date, g.path""",
        (one, other),
    )
    return list(map(SharedRow._make, rows))


def linked_by_both(connection: sqlite3.Connection, one: int, other: int, role: str) -> list[str]:
    """What both of two notes link to in a role (a frontmatter key), notes or not, by name as it is compared."""
    rows = connection.execute(
        """select distinct coalesce(t.name, a.key) from link a join link b on b.role = a.role and b.note = ?
             and coalesce(b.target, b.key) = coalesce(a.target, a.key) left join note t on t.id = a.target
           where a.note = ? and a.role = ? order by 1""",
        (other, one, role),
    )
    return [name for (name,) in rows]


def been_at(connection: sqlite3.Connection, person: int) -> set[str]:
    """The organizations that have a note and that a person is or was at, by `organization` and Career lines."""
    rows = connection.execute(
        """select t.name from link l join note t on t.id = l.target where l.note = :one and l.role = 'organization'
           union
           select t.name from entry e join link l on l.note = e.note and l.line = e.line join note t on t.id = l.target
             where e.note = :one and e.word = 'career' and t.type = 'organization'""",
        {"one": person},
    )
    return {name for (name,) in rows}


def staff(connection: sqlite3.Connection, organization: int, names: Iterable[str]) -> dict[int, int]:
    """Who is at an organization: person -> the line that says so. By their `organization` key (a link, or one of its
    names in words), else by the newest line of their Career."""
    found = dict(
        connection.execute(
            """select e.note, e.line from link l join entry e on e.note = l.note and e.line = l.line
                 join person p on p.note = e.note
               where l.target = ? and e.word = 'career' and p.organization = '' and not exists
                 (select 1 from entry x where x.note = e.note and x.word = 'career' and x.date > e.date)""",
            (organization,),
        ).fetchall()
    )
    keys = set(map(key, names))
    for person, said in connection.execute("select note, organization from person where organization <> ''"):
        if key(said) in keys:
            found[person] = 1
    found.update(
        connection.execute(
            "select l.note, l.line from link l join person p on p.note = l.note where l.target = ? and l.role = 'organization'",
            (organization,),
        )
    )
    return found


def terms_of_some(connection: sqlite3.Connection, notes: Iterable[int], kinds: Iterable[str]) -> list[TermRow]:
    """The terms of these kinds in these notes, by key, path and line."""
    wanted, some = list(notes), tuple(kinds)
    found: list[TermRow] = []
    for start in range(0, len(wanted), _SOME):
        numbers = wanted[start : start + _SOME]
        rows = connection.execute(
            f"""select t.note, n.path, n.name, n.type, t.kind, t.key, t.text, t.line from term t join note n on n.id = t.note
                where t.note in ({", ".join("?" * len(numbers))}) and t.kind in ({", ".join("?" * len(some))})""",
            (*numbers, *some),
        )
        found += map(TermRow._make, rows)
    return sorted(found, key=lambda term: (term.key, term.path, term.line, term.kind))
