"""Questions to the index about contact lines outside a person's log that name nobody in their HEAD."""

import sqlite3
from typing import NamedTuple

from vaultnet.words import VERBS


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
    """Entries outside a person's own log without a link in HEAD, by date, path and line: those with words in HEAD, and
    contact without any whose text may begin with who took part. A verb with words is no contact until they are a link."""
    rows = connection.execute(
        f"""select e.note, n.path, e.line, e.date, e.word, e.names, e.text from entry e join note n on n.id = e.note
           where not e.own and e.word <> '' and e.date <> ''
             and (e.contact or (e.names <> '' and e.word in ({", ".join("?" * len(VERBS))})))
             and not exists (select 1 from link l where l.note = e.note and l.line = e.line and l.role = 'who')
           order by e.date, n.path, e.line""",
        VERBS,
    )
    return list(map(NamelessRow._make, rows))
