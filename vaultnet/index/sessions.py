"""Questions to the index about mentoring: who is a mentor or mentee, which sessions there are, and what was advised."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from vaultnet.index.ask import EntryRow

KIND = "mentoring"  # the kind of event that a session is
ROLES = ("mentor", "mentee")


class SessionRow(NamedTuple):
    """A mentoring event and one of the people in it; `date` ISO."""

    person: int
    note: int
    path: str
    name: str
    date: str
    status: str


def roles(connection: sqlite3.Connection, *, paused: bool = False) -> dict[int, tuple[str, ...]]:
    """Who is a mentor or a mentee: person -> "mentor", "mentee" or both. The paused and the deceased are left out, or,
    with `paused`, the only ones."""
    found = {}
    for number, relationship in connection.execute(
        "select note, relationship from person where paused = ? and relationship like '%ment%'", (paused,)
    ):
        mine = roles_in(relationship)
        if mine:
            found[number] = mine
    return found


def roles_in(relationship: str) -> tuple[str, ...]:
    """The roles of mentoring among the words of a `relationship`."""
    words = {word.strip().lower().removesuffix("s") for word in relationship.split(",")}
    return tuple(role for role in ROLES if role in words)


def sessions(connection: sqlite3.Connection, person: int | None = None) -> list[SessionRow]:
    """Every mentoring event and each of its people, or those with one person, by date and path."""
    only = " and l.target = ?" if person is not None else ""
    rows = connection.execute(
        f"""select l.target, n.id, n.path, n.name, n.date, n.status from note n
            join link l on l.note = n.id and l.role = 'people' and l.target is not null
            where n.type = 'event' and n.kind = ? and n.date <> ''{only} group by l.target, n.id order by n.date, n.path""",
        (KIND, person) if person is not None else (KIND,),
    )
    return list(map(SessionRow._make, rows))


def questions(connection: sqlite3.Connection) -> list[tuple[int, str, str, int]]:
    """What is noted to be asked, of everybody: (note, question, path, line), by path and line."""
    return connection.execute(
        """select e.note, e.text, n.path, e.line from entry e join note n on n.id = e.note
           where e.word = '?' and e.word <> '' order by n.path, e.line"""
    ).fetchall()


_ENTRY = """e.note, n.path, n.name, n.type, e.line, e.date, e.word, e.kind, e.direction, e.contact, e.own, e.names,
  e.text, e.fields"""
# said twice, as a partial index is used only where its own condition stands in the query
_ADVICE = "e.word in ('got', 'gave') and e.word <> '' and e.kind = 'advice'"


def advice_lines(connection: sqlite3.Connection) -> list[tuple[EntryRow, int]]:
    """Every line of advice and each person it is between me and, by date, path and line."""
    return _lines(connection, f"select {_ENTRY}, e.note as who from entry e join note n on n.id = e.note"
                  f" join person p on p.note = e.note where {_ADVICE} and e.own union"
                  f" select {_ENTRY}, l.target from entry e"
                  " join link l on l.note = e.note and l.line = e.line and l.role = 'who'"
                  " join person p on p.note = l.target join note n on n.id = e.note"
                  f" where {_ADVICE} and not (e.own and l.target = e.note)", ())  # fmt: skip


def advice_of(connection: sqlite3.Connection, person: int) -> list[tuple[EntryRow, int]]:
    """The same of one person."""
    return _lines(connection, f"select {_ENTRY}, e.note as who from entry e join note n on n.id = e.note"
                  f" where e.note = ? and {_ADVICE} and e.own union"
                  f" select {_ENTRY}, l.target from link l"
                  " join entry e on e.note = l.note and e.line = l.line join note n on n.id = e.note"
                  f" where l.target = ? and l.role = 'who' and {_ADVICE} and not (e.own and l.target = e.note)",
                  (person, person))  # fmt: skip


def _lines(connection: sqlite3.Connection, sql: str, values: Iterable[int]) -> list[tuple[EntryRow, int]]:
    rows = connection.execute(f"{sql} order by 6, 2, 5, who", tuple(values))
    return [(EntryRow(*row[:-1]), row[-1]) for row in rows]
