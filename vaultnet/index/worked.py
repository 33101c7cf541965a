"""Who has worked with me, for everybody at once: parts in projects, and what people are to me."""

import sqlite3
from typing import NamedTuple


class PartRow(NamedTuple):
    """A person's part in a project: `role` in words, "" where only `people` names them; `path`:`line` says so."""

    person: int
    project: int
    name: str
    path: str
    line: int
    role: str


def parts(connection: sqlite3.Connection) -> list[PartRow]:
    """Every part that a person has in a project, by project and line; who stands in `people` and has a role has two rows."""
    rows = connection.execute(
        """select l.target, n.id, n.name, n.path, l.line, '' from note n
             join link l on l.note = n.id and l.role = 'people' join person p on p.note = l.target where n.type = 'project'
           union all
           select l.target, n.id, n.name, n.path, l.line, e.text from note n
             join entry e on e.note = n.id and e.word = 'role'
             join link l on l.note = e.note and l.line = e.line and l.role = 'who' join person p on p.note = l.target
             where n.type = 'project'
           order by 4, 5, 1"""
    )
    return list(map(PartRow._make, rows))


def relationships(connection: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """What people are to me, in words: (person, path, relationship), by path."""
    return connection.execute(
        """select p.note, n.path, p.relationship from person p join note n on n.id = p.note
           where p.relationship <> '' order by n.path"""
    ).fetchall()
