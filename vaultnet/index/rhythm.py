"""When people were in contact: one row a person, worked out again whenever a note that bears on it changes."""

import sqlite3
from collections.abc import Iterable
from datetime import date
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

ALL_FROM = 500  # more people than this: one pass over everything is cheaper than a query each


_CONTACTS = """select c.person, c.date, c.direction, f.path, c.line, c.word
  from contact c join file f on f.note = c.note join person p on p.note = c.person"""


def refresh(connection: sqlite3.Connection, notes: Iterable[int] | None) -> None:
    """Work out the rhythm of these notes' people anew (None = everybody). People without contact have an empty one."""
    some = None if notes is None else set(notes)
    if some is None or len(some) > ALL_FROM:
        connection.execute("delete from rhythm")
        stated = _stated(connection, "p.stated <> ''", ())
        # by path, not by number: the numbers of notes are not the same after a rebuild
        put(connection, "rhythm", _grouped(connection.execute(f"{_CONTACTS} order by 1, 2, 4, 5"), stated))
        missing = connection.execute("select note from person where note not in (select person from rhythm)").fetchall()
        put(connection, "rhythm", [(number, *measure([], *stated.get(number, ("", "")))) for (number,) in missing])
        return
    for note in some:
        connection.execute("delete from rhythm where person = ?", (note,))
        stated = _stated(connection, "p.note = ?", (note,))
        if stated:
            rows = connection.execute(f"{_CONTACTS} where c.person = ? order by 2, 4, 5", (note,)).fetchall()
            put(connection, "rhythm", [(note, *measure([row[1:] for row in rows], *stated[note]))])


def put(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[int | float | str, ...]]) -> None:
    """Put rows, a person's number and their `Rhythm` each, into a table of this form."""
    connection.executemany(f"insert into {table} values ({', '.join('?' * (1 + len(Rhythm._fields)))})", rows)


def _stated(connection: sqlite3.Connection, where: str, values: tuple[int, ...]) -> dict[int, tuple[str, str]]:
    """The last contact that notes state, and where they do: person -> (day or "", path)."""
    rows = connection.execute(
        f"select p.note, p.stated, f.path from person p join file f on f.note = p.note where {where}", values
    )
    return {number: (day, path) for number, day, path in rows}


Contact = tuple[str, str, str, int, str]


class Rhythm(NamedTuple):
    """What the table `rhythm` holds of a person, in its order; days ISO or "", the gaps' median in days. `known` is the
    later of the last contact and a stated one, `known_day` its ordinal (0 = none)."""

    known: str
    known_day: int
    known_path: str
    known_line: int
    days: int
    last: str
    last_path: str
    last_line: int
    last_word: str
    came: str
    came_path: str
    came_line: int
    other: str
    mutual: str
    unanswered: int
    gaps: int
    median: float


def _grouped(
    rows: Iterable[tuple[int, str, str, str, int, str]], stated: dict[int, tuple[str, str]]
) -> Iterable[tuple[int | float | str, ...]]:
    for person, contacts in groupby(rows, key=itemgetter(0)):
        yield (person, *measure([row[1:] for row in contacts], *stated.get(person, ("", ""))))


def measure(contacts: list[Contact], stated: str, own_path: str) -> Rhythm:
    """The rhythm of contacts (ISO day, direction, path, line, word), oldest first, and of a contact stated in the note."""
    came: Contact = ("", "", "", 0, "")
    other = mutual = ""
    unanswered = 0
    for contact in contacts:
        day, direction = contact[:2]
        if direction == "out":
            other = day
            unanswered += 1
        else:
            mutual, unanswered = day, 0
            if direction == "in":
                came = contact
            else:
                other = day
    last: Contact = contacts[-1] if contacts else ("", "", "", 0, "")
    days = [date.fromisoformat(day).toordinal() for day in dict.fromkeys(contact[0] for contact in contacts)]
    gaps = [after - before for before, after in pairwise(days)]
    gaps.sort()
    middle = (gaps[len(gaps) // 2] + gaps[~(len(gaps) // 2)]) / 2 if gaps else 0.0
    if stated > last[0]:
        known = (stated, date.fromisoformat(stated).toordinal(), own_path, 1)
    else:
        known = (last[0], days[-1] if days else 0, last[2], last[3])
    return Rhythm(*known, len(days), last[0], last[2], last[3], last[4], came[0], came[2], came[3], other, mutual,
                  unanswered, len(gaps), middle)  # fmt: skip
