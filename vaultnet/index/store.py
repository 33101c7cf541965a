"""The index file: where it lies, opening it, and putting a note's rows in and out. Wrong version or damage: begin anew."""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from vaultnet.dates import read_cadence
from vaultnet.errors import ERROR, Finding
from vaultnet.note import Note
from vaultnet.text.links import unlinked
from vaultnet.text.names import folder, key
from vaultnet.text.plain import Value

SCHEMA = 1
BUSY_MS = 5_000
HERE = os.path.dirname(__file__)
Row = tuple[Any, ...]

# table -> columns in the order of `add_rows`
_INSERTS = {
    "note": 10, "person": 12, "name": 4, "link": 6, "entry": 11, "task": 13, "term": 5, "finding": 8, "text": 3,
}  # fmt: skip
TABLES = tuple(_INSERTS)
Rows = dict[str, list[Row]]


def index_path(root: str) -> str:
    """Where the index of the vault at `root` lies: in the user's cache folder, named after the vault's path."""
    import hashlib

    base = os.environ.get("VAULTNET_CACHE_DIR")
    if not base:
        from platformdirs import user_cache_dir

        base = user_cache_dir("vaultnet", appauthor=False)
    name = hashlib.blake2b(os.fsencode(os.path.realpath(root)), digest_size=8).hexdigest()
    return os.path.join(base, name, f"index-{SCHEMA}.db")


def state_path(root: str) -> str:
    """The folder that keeps what `undo` needs for the vault at `root`, in the user's state folder."""
    import hashlib

    base = os.environ.get("VAULTNET_STATE_DIR")
    if not base:
        from platformdirs import user_state_dir

        base = user_state_dir("vaultnet", appauthor=False)
    name = hashlib.blake2b(os.fsencode(os.path.realpath(root)), digest_size=8).hexdigest()
    return os.path.join(base, name)


def connect(path: str) -> sqlite3.Connection:
    """A connection to an index that stands. Raises sqlite3.DatabaseError where it is none of this version."""
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    try:
        (version,) = connection.execute("pragma user_version").fetchone()
        if version != SCHEMA:
            raise sqlite3.DatabaseError("another version")
        connection.execute("pragma synchronous = normal")
        connection.execute("pragma temp_store = memory")
    except BaseException:
        connection.close()
        raise
    return connection


def create(path: str) -> sqlite3.Connection:
    """An empty index for a cold load: no journal, no indexes yet (`finish` adds them). ":memory:" keeps it in memory."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("pragma page_size = 8192")
    connection.execute("pragma journal_mode = off")
    connection.execute("pragma synchronous = off")
    connection.execute("pragma cache_size = -16000")
    connection.execute("pragma temp_store = memory")
    run_script(connection, "schema.sql")
    # undocumented by SQLite, measured to halve the time the full text takes; harmless where it is unknown
    with contextlib.suppress(sqlite3.DatabaseError):
        connection.execute("insert into fts(fts, rank) values('hashsize', 33554432)")
    return connection


def finish(connection: sqlite3.Connection) -> None:
    """Indexes and version: from here on the index is one that `connect` opens."""
    run_script(connection, "indexes.sql")
    with contextlib.suppress(sqlite3.DatabaseError):
        connection.execute("insert into fts(fts, rank) values('hashsize', 1048576)")
    connection.execute("pragma analysis_limit = 400")
    connection.execute("analyze")
    connection.execute(f"pragma user_version = {SCHEMA}")


def run_script(connection: sqlite3.Connection, name: str) -> None:
    """Run one of the SQL files beside this one, inside the transaction that is open (`executescript` would end it)."""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        lines = [line.partition("--")[0] for line in file]
    for statement in "".join(lines).split(";"):
        if statement.strip():
            connection.execute(statement)


def empty(connection: sqlite3.Connection) -> None:
    """Drop everything, within the transaction that is open: for a rebuild in place, while others may be reading."""
    tables = connection.execute(
        "select type, name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%'"
        " and name not like 'fts_%' order by type desc"
    ).fetchall()
    for kind, name in tables:
        connection.execute(f"drop {kind} {name}")
    run_script(connection, "schema.sql")


def add_rows(rows: Rows, number: int, note: Note, tiers: dict[str, int]) -> None:
    """Add a note's rows to those of a chunk, table by table; links still without their target."""
    own = key(note.name)
    rows["note"].append((number, note.path, folder(note.path), note.name, note.type, note.kind, note.date, note.status,
                         note.gathers, json.dumps(note.fields, ensure_ascii=False) if note.fields else "{}"))  # fmt: skip
    rows["text"].append((number, "\n".join((note.name, *note.names)), note.text))
    rows["name"].append((own, number, 0, note.name))
    if note.type != "sync-copy":
        rows["name"] += [(key(name), number, 1, name) for name in note.names if key(name) != own]
    if note.type == "person":
        rows["person"].append(_person(number, note.facts, tiers))
    rows["link"] += [(number, line, name, role, None, 0) for line, name, role in note.links]
    rows["entry"] += [
        (number, entry.line, entry.date, entry.word, entry.kind, entry.direction, contact, own_log, entry.names, entry.text,
         json.dumps(fields, ensure_ascii=False) if fields else "")
        for entry, contact, own_log, fields in note.entries
    ]  # fmt: skip
    rows["task"] += [
        (number, line, task.status, task.side, task.due, task.done, task.created, task.scheduled, task.cancelled,
         task.recurrence, " ".join(task.was), task.text, contact)
        for line, task, contact in note.tasks
    ]  # fmt: skip
    rows["term"] += [(number, *term) for term in note.terms]
    rows["finding"] += [(number, *finding) for finding in note.findings]


def _person(number: int, facts: dict[str, Value], tiers: dict[str, int]) -> Row:
    tier = str(facts.get("tier") or "").lower()
    cadence = facts.get("cadence")
    days = read_cadence(cadence) if isinstance(cadence, str | int) and not isinstance(cadence, bool) else None
    if days is None and cadence in (None, ""):
        days = tiers.get(tier)
    paused = truth(facts.get("paused")) or truth(facts.get("deceased"))
    return (number, tier, days, int(paused), int(truth(facts.get("confidential"))), text_of(facts.get("snooze_until")),
            text_of(facts.get("birthday")), text_of(facts.get("organization")), text_of(facts.get("title")),
            text_of(facts.get("location")), text_of(facts.get("relationship")),
            text_of(facts.get("last_contact")))  # fmt: skip


def truth(value: Value) -> bool:
    """Whether a `paused`-like key is set: anything but no value, false, "no" and 0 (`deceased: 2024-05-01` is set)."""
    return bool(value) and str(value).strip().lower() not in ("false", "no", "off", "0")


def text_of(value: Value) -> str:
    """A field as one line of text, links as they read, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(unlinked(str(one)) for one in value)
    return unlinked(str(value)).strip()


def insert(connection: sqlite3.Connection, rows: Rows) -> None:
    """Put rows in, table by table."""
    for table, width in _INSERTS.items():
        if rows.get(table):
            marks = ", ".join("?" * width)
            # two equal lines of one note are one row
            word = "insert or ignore" if table in ("link", "term", "name") else "insert"
            connection.executemany(f"{word} into {table} values ({marks})", rows[table])
    texts = rows.get("text")
    if texts:
        connection.executemany("insert into fts(rowid, names, body) values (?, ?, ?)", texts)


def delete(connection: sqlite3.Connection, notes: Sequence[int]) -> None:
    """Take every row of these notes out, the full text first: it needs the old text to forget it."""
    for start in range(0, len(notes), 500):
        some = notes[start : start + 500]
        marks = ", ".join("?" * len(some))
        connection.execute(
            "insert into fts(fts, rowid, names, body)"
            f" select 'delete', note, names, body from text where note in ({marks})", some)  # fmt: skip
        for table in TABLES:
            column = "id" if table == "note" else "note"
            connection.execute(f"delete from {table} where {column} in ({marks})", some)


def set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep one fact about the index itself."""
    connection.execute("insert or replace into meta values (?, ?)", (name, value))


def get_meta(connection: sqlite3.Connection, name: str) -> str:
    """A fact about the index itself, "" where there is none."""
    row = connection.execute("select value from meta where key = ?", (name,)).fetchone()
    return row[0] if row else ""


def read_findings(connection: sqlite3.Connection) -> list[Finding]:
    """Every finding that stands, by path and line."""
    rows: Iterable[Row] = connection.execute(
        "select code, severity, path, line, message, hint, source from finding order by path, line, code, message"
    )
    return [Finding(*row) for row in rows]


def count_findings(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many findings stand, and how many of them are errors."""
    row = connection.execute("select count(*), coalesce(sum(severity = ?), 0) from finding", (ERROR,)).fetchone()
    return row[0], row[1]
