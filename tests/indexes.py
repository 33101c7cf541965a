"""Compare two indexes row by row: law 2 says that one kept up step by step equals one made anew."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing

from vaultnet.index.store import create
from vaultnet.index.sync import sync
from vaultnet.vault.config import Config

Row = tuple[object, ...]
Dump = dict[str, list[Row]]

_NOTES = ("note", "target", "person")  # columns that hold a note's number, besides note.id
# When a file was last touched is remembered as "look again" for two seconds: by design no two runs agree on it.
_LEFT_OUT = {"meta": "*", "file": ("stat",)}


def dump(connection: sqlite3.Connection) -> Dump:
    """Every table of an index, sorted, with the notes' paths for their numbers; the full text as its words."""
    paths: dict[object, object] = dict(connection.execute("select note, path from file"))
    paths[None] = None
    found: Dump = {}
    names = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'fts%'"
    ).fetchall()
    for (table,) in names:
        left_out = _LEFT_OUT.get(table, ())
        if left_out == "*":
            continue
        columns = [row[1] for row in connection.execute(f"pragma table_info({table})") if row[1] not in left_out]
        numbers = {i for i, name in enumerate(columns) if name in _NOTES or (table, name) == ("note", "id")}
        rows = connection.execute(f"select {', '.join(columns)} from {table}")
        found[table] = _sorted(
            tuple(paths.get(cell, f"note {cell}: gone") if i in numbers else cell for i, cell in enumerate(row))
            for row in rows
        )
    connection.execute("create virtual table if not exists temp.words using fts5vocab(main, fts, instance)")
    words = connection.execute('select doc, term, col, "offset" from temp.words')
    found["fts"] = _sorted((paths.get(doc, f"note {doc}: gone"), *word) for doc, *word in words)
    return found


def rebuilt(root: str, config: Config) -> Dump:
    """The dump of an index made anew from the notes, in memory."""
    with closing(create(":memory:")) as connection:
        sync(connection, root, config, rebuild=True)
        return dump(connection)


def difference(one: Dump, other: Dump) -> list[str]:
    """What tells two dumps apart, a line a row; empty for equal ones."""
    told = []
    for table in sorted(one.keys() | other.keys()):
        rows, others = Counter(one.get(table, [])), Counter(other.get(table, []))
        told += [f"- {table} {row}" for row in (rows - others).elements()]
        told += [f"+ {table} {row}" for row in (others - rows).elements()]
    return told


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=repr)
