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
_INSERT = "insert into rhythm values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def refresh(connection: sqlite3.Connection, notes: Iterable[int] | None) -> None:
    """Work out the rhythm of these notes' people anew (None = everybody). People without contact have an empty one."""
    some = None if notes is None else set(notes)
    if some is None or len(some) > ALL_FROM:
        connection.execute("delete from rhythm")
        # by path, not by number: the numbers of notes are not the same after a rebuild
        connection.executemany(_INSERT, _grouped(connection.execute(f"{_CONTACTS} order by 1, 2, 4, 5")))
        missing = "select note from person where note not in (select person from rhythm)"
        connection.executemany(_INSERT, [(number, *EMPTY) for (number,) in connection.execute(missing).fetchall()])
        return
    for note in some:
        connection.execute("delete from rhythm where person = ?", (note,))
        if connection.execute("select 1 from person where note = ?", (note,)).fetchone():
            rows = connection.execute(f"{_CONTACTS} where c.person = ? order by 2, 4, 5", (note,)).fetchall()
            connection.executemany(_INSERT, _grouped(rows) if rows else [(note, *EMPTY)])


Contact = tuple[str, str, str, int, str]


class Rhythm(NamedTuple):
    """What the table `rhythm` holds of a person, in its order; days ISO or "", the gaps' median in days."""

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


EMPTY = Rhythm(0, "", "", 0, "", "", "", 0, "", "", 0, 0, 0.0)


def _grouped(rows: Iterable[tuple[int, str, str, str, int, str]]) -> Iterable[tuple[int | float | str, ...]]:
    for person, contacts in groupby(rows, key=itemgetter(0)):
        yield (person, *measure([row[1:] for row in contacts]))


def measure(contacts: list[Contact]) -> Rhythm:
    """The rhythm of contacts (ISO day, direction, path, line, word), which must be in order and at least one."""
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
    last = contacts[-1]
    days = [date.fromisoformat(day).toordinal() for day in dict.fromkeys(contact[0] for contact in contacts)]
    gaps = [after - before for before, after in pairwise(days)]
    gaps.sort()
    middle = (gaps[len(gaps) // 2] + gaps[~(len(gaps) // 2)]) / 2 if gaps else 0.0
    return Rhythm(len(days), last[0], last[2], last[3], last[4], came[0], came[2], came[3], other, mutual, unanswered,
            len(gaps), middle)  # fmt: skip
