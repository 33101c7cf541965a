"""What the logs of some people say, without a query for each of them."""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple


class SaidRow(NamedTuple):
    """A dated line in a person's own log."""

    person: int
    date: str
    path: str
    line: int
    text: str


def logs_of(connection: sqlite3.Connection, people: Iterable[int], day: str) -> list[SaidRow]:
    """The dated lines in the logs of these people up to a day, oldest first."""
    wanted = sorted(set(people))
    found: list[SaidRow] = []
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        rows = connection.execute(
            f"""select e.note, e.date, n.path, e.line, e.text from entry e join note n on n.id = e.note
                where e.note in ({", ".join("?" * len(some))}) and e.own and e.date <> '' and e.date <= ?""",
            (*some, day),
        )
        found += map(SaidRow._make, rows)
    return sorted(found, key=lambda row: (row.date, row.path, row.line))
