"""The index file: where it lies, and opening it. Wrong version or damage: begin anew."""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from functools import cache
from typing import NamedTuple
from zlib import crc32

from vaultnet.errors import ERROR, Finding
from vaultnet.text.names import file_name
from vaultnet.vault.config import Config

SCHEMA = 14
BUSY_MS = 5_000
HERE = os.path.dirname(__file__)

Progress = Callable[[int, int], None]


class Synced(NamedTuple):
    """What a sync found: notes in the index, how many came, changed or went, and which ("added", path), unless all are new.

    `left` are the folders with temporary files of a killed command, `links` the notes looked at that are links to others."""

    notes: int
    added: int
    changed: int
    removed: int
    paths: tuple[tuple[str, str], ...] = ()
    left: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


class Diff(NamedTuple):
    added: list[str]
    changed: list[str]
    removed: list[str]


def index_path(root: str) -> str:
    """Where the index of the vault at `root` lies: in the user's cache folder, named after the vault's path."""
    base = os.environ.get("VAULTNET_CACHE_DIR")
    if not base:
        from platformdirs import user_cache_dir

        base = user_cache_dir("vaultnet", appauthor=False)
    return os.path.join(base, _name_of(root), f"index-{SCHEMA}.db")


def state_path(root: str) -> str:
    """The folder that keeps what `undo` needs for the vault at `root`, in the user's state folder."""
    base = os.environ.get("VAULTNET_STATE_DIR")
    if not base:
        from platformdirs import user_state_dir

        base = user_state_dir("vaultnet", appauthor=False)
    return os.path.join(base, _name_of(root))


def _name_of(root: str) -> str:
    """A folder's name for a vault: the vault's own, and a sum of its whole path, which no second vault of the name shares."""
    path = os.path.realpath(root)
    return f"{file_name(os.path.basename(path)) or 'vault'}-{crc32(os.fsencode(path)):08x}"


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


def is_damaged(index: str | sqlite3.Connection) -> bool:
    """Whether an index, open or at this path, is damaged. All of it is read: to be asked after something went wrong."""
    try:
        if isinstance(index, str):
            with contextlib.closing(sqlite3.connect(index)) as connection:
                return is_damaged(connection)
        told = index.execute("pragma integrity_check(9999)").fetchall()
        # what SQLite cannot know: both tables name the same notes
        other = "select 1 from file f left join note n on n.id = f.note where n.path is not f.path limit 1"
        if index.execute(other).fetchone():
            return True
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # it quotes what it found
        return True
    # SQLite 3.40 tells of NULLs that are not there, where a table without rowid has its key's columns apart
    return any(line != "ok" and not line.startswith("NULL value in") for (line,) in told)


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
        connection.execute("insert into fts(fts, rank) values('hashsize', 16777216)")
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
    for statement in _statements(name):
        connection.execute(statement)


@cache
def _statements(name: str) -> tuple[str, ...]:
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        lines = [line.partition("--")[0] for line in file]
    return tuple(statement for statement in "".join(lines).split(";") if statement.strip())


def empty(connection: sqlite3.Connection) -> None:
    """Drop everything, within the transaction that is open: for a rebuild in place, while others may be reading."""
    tables = connection.execute(
        "select type, name from sqlite_master where type in ('table', 'view') and name not like 'sqlite_%'"
        " and name not like 'fts_%' order by type desc"
    ).fetchall()
    for kind, name in tables:
        connection.execute(f"drop {kind} {name}")
    run_script(connection, "schema.sql")


def set_meta(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep one fact about the index itself."""
    connection.execute("insert or replace into meta values (?, ?)", (name, value))


def get_meta(connection: sqlite3.Connection, name: str) -> str:
    """A fact about the index itself, "" where there is none."""
    row = connection.execute("select value from meta where key = ?", (name,)).fetchone()
    return row[0] if row else ""


def read_findings(connection: sqlite3.Connection) -> list[Finding]:
    """Every finding that stands, by path and line."""
    rows = connection.execute(
        "select code, severity, path, line, message, hint, source from finding order by path, line, code, message"
    )
    return [Finding(*row) for row in rows]


def count_findings(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many findings stand, and how many of them are errors."""
    row = connection.execute("select count(*), coalesce(sum(severity = ?), 0) from finding", (ERROR,)).fetchone()
    return row[0], row[1]


def fingerprint(config: Config) -> str:
    """What of the configuration, and of vaultnet itself, the rows depend on."""
    from vaultnet import __version__

    reading = config.reading
    return repr((__version__, sorted(reading.folders.items()), sorted(reading.keys.items()), sorted(reading.channels),
                 list(reading.tiers.items()), config.ignore, sorted(reading.ties.items())))  # fmt: skip
