"""Questions to the index about contact lines outside a person's log that name nobody in their HEAD."""

import sqlite3
from typing import NamedTuple


class NamelessRow(NamedTuple):
    """A contact line that names nobody by a link in its HEAD. `names` are the words of HEAD that may name somebody."""

    note: int
    path: str
    line: int
    date: str
    word: str
    names: str
    text: str


def nameless(connection: sqlite3.Connection) -> list[NamelessRow]:
    """Contact entries outside a person's own log without a link in HEAD, by date, path and line: those with words in HEAD,
    and those without any whose text may begin with who took part."""
    rows = connection.execute(
        """select e.note, n.path, e.line, e.date, e.word, e.names, e.text from entry e join note n on n.id = e.note
           where e.contact and not e.own and e.word <> ''
             and not exists (select 1 from link l where l.note = e.note and l.line = e.line and l.role = 'who')
           order by e.date, n.path, e.line"""
    )
    return list(map(NamelessRow._make, rows))
