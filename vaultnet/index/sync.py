"""Make the index equal the disk: one scan, one diff, one transaction. What is unchanged is not read.

A file is unchanged when size, mtime, ctime and inode are what they were. One that was touched less than two seconds before
the scan is looked at again next time (git's rule for racy files): it may be written once more within the same clock tick.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from vaultnet.errors import Refused
from vaultnet.index import rhythm
from vaultnet.index.pool import FileRow, Job, Progress, read_all
from vaultnet.index.resolve import Targets, choose, follow, soften
from vaultnet.index.store import (
    connect,
    create,
    delete,
    empty,
    finish,
    get_meta,
    index_path,
    insert,
    set_meta,
)
from vaultnet.vault.config import Config
from vaultnet.vault.files import Scan, look, scan

RACY_NS = 2_000_000_000
VANISHED_AT_LEAST = 10


class Synced(NamedTuple):
    """What a sync found: notes in the index, how many came, changed or went, and which ("added", path), unless all are new."""

    notes: int
    added: int
    changed: int
    removed: int
    paths: tuple[tuple[str, str], ...] = ()


class _Diff(NamedTuple):
    added: list[str]
    changed: list[str]
    removed: list[str]


def open_index(
    root: str, config: Config, *, rebuild: bool = False, force: bool = False, progress: Progress | None = None,
    warn: Callable[[str], None] = lambda message: None,
) -> tuple[sqlite3.Connection, Synced]:  # fmt: skip
    """The vault's index, equal to the disk, and what changed since the last time.

    A missing, damaged or foreign index is made anew without a question; where the cache folder cannot be used, or is
    locked for long, the index is kept in memory for this once. Raises `Refused` where most notes have vanished at once.
    """
    path = index_path(root)
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with contextlib.suppress(sqlite3.DatabaseError):
            if os.path.exists(path):
                connection = connect(path)
                return connection, sync(connection, root, config, rebuild=rebuild, force=force, progress=progress)
        with _lock(os.path.dirname(path)):
            if os.path.exists(path):
                try:  # another process may have made it while we waited
                    connection = connect(path)
                    return connection, sync(connection, root, config, force=force, progress=progress)
                except sqlite3.OperationalError:
                    raise
                except sqlite3.DatabaseError:
                    warn("the index was damaged or of another version: made anew from the notes")
                    discard(path)
            return _build(path, root, config, progress)
    except (sqlite3.OperationalError, OSError) as error:
        warn(f"the index cannot be kept in the cache folder ({error}): answering without it")
        connection = create(":memory:")
        found = scan(root, config)
        _fill(connection, root, config, found, progress)
        finish(connection)
        return connection, Synced(len(found.files), len(found.files), 0, 0)


def discard(path: str) -> None:
    """Take an index away, with what SQLite keeps beside it."""
    for name in (path, path + "-wal", path + "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def _build(path: str, root: str, config: Config, progress: Progress | None) -> tuple[sqlite3.Connection, Synced]:
    """A cold load into a file of its own, put in place when it is whole."""
    temporary = os.path.join(os.path.dirname(path), f"build-{os.getpid()}.db")
    discard(temporary)
    found = scan(root, config)
    connection = create(temporary)
    try:
        connection.execute("begin")
        _fill(connection, root, config, found, progress)
        finish(connection)
        connection.execute("commit")
        connection.close()
        discard(path)
        os.replace(temporary, path)
    finally:
        connection.close()
        discard(temporary)
    connection = connect(path)
    connection.execute("pragma journal_mode = wal")
    return connection, Synced(len(found.files), len(found.files), 0, 0)


@contextlib.contextmanager
def _lock(directory: str) -> Iterator[None]:
    """One builder at a time; where the system has no such locks, two may build and the last one's index stays."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - not on POSIX
        yield
        return
    with open(os.path.join(directory, "lock"), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def sync(
    connection: sqlite3.Connection, root: str, config: Config, *, rebuild: bool = False, force: bool = False,
    progress: Progress | None = None,
) -> Synced:  # fmt: skip
    """Make an open index equal the disk, in one transaction. Raises `Refused` (nothing changed) for a vault emptied at
    once, sqlite3.OperationalError where the index stays locked."""
    started = time.time_ns()
    found = scan(root, config)
    generation = get_meta(connection, "generation")
    if get_meta(connection, "reading") != _fingerprint(config):
        rebuild = True
    diff = _Diff([], [], []) if rebuild else _diff(connection, found)
    if not rebuild and not any(diff):
        return Synced(len(found.files), 0, 0, 0)
    connection.execute("begin immediate")
    try:
        if get_meta(connection, "generation") != generation:  # another process was here between our scan and the lock
            started, found = time.time_ns(), scan(root, config)
            diff = diff if rebuild else _diff(connection, found)
        if rebuild:
            empty(connection)
            _fill(connection, root, config, found, progress)
            finish(connection)
            done = Synced(len(found.files), len(found.files), 0, 0)
        else:
            if not force:
                _refuse_emptied(connection, diff)
            done = _apply(connection, root, config, found, diff, started, progress)
            _keep_folder_faults(connection, found)
        set_meta(connection, "generation", str(int(generation or 0) + 1))
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return done


def sync_paths(connection: sqlite3.Connection, root: str, config: Config, paths: Iterable[str]) -> Synced:
    """Make the index equal the disk for a few vault-relative paths only: what a watcher does with a hint.

    Raises sqlite3.OperationalError where the index stays locked.
    """
    started = time.time_ns()
    connection.execute("begin immediate")
    try:
        found = look(root, config, paths)
        diff = _Diff([], [], [])
        for path in sorted(set(paths)):
            row = connection.execute("select size, mtime, ctime, inode from file where path = ?", (path,)).fetchone()
            stat = found.files.get(path)
            if stat is None and row is not None:
                diff.removed.append(path)
            elif stat is not None and row is None:
                diff.added.append(path)
            elif stat is not None and row != stat:
                diff.changed.append(path)
        if any(diff):
            done = _apply(connection, root, config, found, diff, started, None)
            set_meta(connection, "generation", str(int(get_meta(connection, "generation") or 0) + 1))
        else:
            (notes,) = connection.execute("select count(*) from file").fetchone()
            done = Synced(notes, 0, 0, 0)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return done


def _diff(connection: sqlite3.Connection, found: Scan) -> _Diff:
    """Disk against index, by path: one pass over each."""
    files = found.files
    known = {row[0]: row[1:] for row in connection.execute("select path, size, mtime, ctime, inode from file")}
    if known == files:
        return _Diff([], [], [])
    added, changed = [], []
    for path, stat in files.items():
        before = known.pop(path, None)
        if before is None:
            added.append(path)
        elif before != stat:
            changed.append(path)
    return _Diff(sorted(added), sorted(changed), sorted(known))


def _refuse_emptied(connection: sqlite3.Connection, diff: _Diff) -> None:
    (before,) = connection.execute("select count(*) from file").fetchone()
    gone = len(diff.removed) - len(diff.added)
    if gone >= VANISHED_AT_LEAST and gone * 2 > before:
        raise Refused(
            f"{gone} of {before} notes have vanished at once: the index stays as it is",
            hint="is the vault mounted, and the folder the right one? If the notes are gone for good: vaultnet index --force",
        )


def _apply(
    connection: sqlite3.Connection, root: str, config: Config, found: Scan, diff: _Diff, started: int,
    progress: Progress | None,
) -> Synced:  # fmt: skip
    numbers = {path: number for number, path in _known(connection, (*diff.changed, *diff.removed))}
    (next_number,) = connection.execute("select coalesce(max(note), 0) + 1 from file").fetchone()
    same: list[FileRow] = []
    old_names: set[str] = set()
    moved: set[int] = set()
    gone = [numbers[path] for path in diff.removed]
    if gone:
        old_names |= _names(connection, gone)
        moved |= _out(connection, gone)
        _forget(connection, gone)
    jobs: list[Job] = [(numbers[path], path, found.odd.get(path, path), found.files[path]) for path in diff.changed]
    jobs += [(next_number + i, path, found.odd.get(path, path), found.files[path]) for i, path in enumerate(diff.added)]
    hashes = _hashes(connection, [job[0] for job in jobs])
    new_names: set[str] = set()
    paths = [("added", path) for path in diff.added] + [("removed", path) for path in diff.removed]
    for rows, files in read_all(root, jobs, config, None, hashes, progress):
        fresh = [row[0] for row in rows["note"]]
        for row in files:
            same.append(_settled(row, started))
        replaced = [number for number in fresh if number in hashes]
        paths += [("changed", row[1]) for row in rows["note"] if row[0] in hashes]
        old_names |= _names(connection, replaced)
        moved |= _out(connection, replaced)
        delete(connection, replaced)
        insert(connection, rows)
        new_names |= _names(connection, fresh)
        _settle(connection, fresh)
        moved |= _out(connection, fresh) | set(fresh)
    connection.executemany("insert or replace into file values (?, ?, ?, ?, ?, ?, ?)", same)
    moved |= follow(
        connection, (old_names ^ new_names) | _names(connection, (j[0] for j in jobs if j[0] not in hashes))
    )
    rhythm.refresh(connection, moved)
    changed = len(paths) - len(diff.added) - len(diff.removed)
    (notes,) = connection.execute("select count(*) from file").fetchone()
    return Synced(notes, len(diff.added), changed, len(diff.removed), tuple(sorted(paths, key=lambda p: p[1])))


def _settled(row: FileRow, started: int) -> FileRow:
    """The stat to remember: a file touched just before the scan is remembered as never seen, so that it is read again."""
    note, path, size, mtime, ctime, inode, digest = row
    return row if max(mtime, ctime) < started - RACY_NS else (note, path, size, -1, ctime, inode, digest)


def _known(connection: sqlite3.Connection, paths: Iterable[str]) -> Iterator[tuple[int, str]]:
    for path in paths:
        yield connection.execute("select note, path from file where path = ?", (path,)).fetchone()


def _hashes(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, bytes]:
    if len(numbers) > 1000:
        known = dict(connection.execute("select note, hash from file"))
        return {number: known[number] for number in numbers if number in known}
    rows = (connection.execute("select note, hash from file where note = ?", (n,)).fetchone() for n in numbers)
    return dict(row for row in rows if row)


def _names(connection: sqlite3.Connection, notes: Iterable[int]) -> set[str]:
    return {key_ for note in notes for (key_,) in connection.execute("select key from name where note = ?", (note,))}


def _out(connection: sqlite3.Connection, notes: Iterable[int]) -> set[int]:
    """The notes whose rhythm these notes bear on: themselves, and everybody they link to."""
    found = set(notes)
    for note in tuple(found):
        found.update(t for (t,) in connection.execute(
            "select target from link where note = ? and role in ('who', 'people', 'task') and target is not null",
            (note,)))  # fmt: skip
    return found


def _forget(connection: sqlite3.Connection, notes: list[int]) -> None:
    delete(connection, notes)
    connection.executemany("delete from file where note = ?", ((n,) for n in notes))
    connection.executemany("delete from rhythm where person = ?", ((n,) for n in notes))


def _settle(connection: sqlite3.Connection, notes: list[int]) -> None:
    """Give the links of these notes their targets."""
    known: dict[str, list[tuple[str, int]]] = {}
    for note in notes:
        (linking,) = connection.execute("select folder from note where id = ?", (note,)).fetchone()
        changes = []
        for line, name, role in connection.execute("select line, key, role from link where note = ?", (note,)):
            last = name[name.rfind("/") + 1 :]
            if last not in known:
                known[last] = connection.execute(
                    "select n.path, n.id from name m join note n on n.id = m.note where m.key = ? and m.rank = 0",
                    (last,)).fetchall()  # fmt: skip
            if known[last]:
                changes.append((*choose(name, linking, known[last]), note, line, name, role))
        connection.executemany(
            "update link set target = ?, soft = ? where note = ? and line = ? and key = ? and role = ?", changes
        )
    open_keys = {
        name for note in notes
        for (name,) in connection.execute("select key from link where note = ? and target is null", (note,))
    }  # fmt: skip
    if open_keys:
        soften(connection, open_keys)


def _fill(connection: sqlite3.Connection, root: str, config: Config, found: Scan, progress: Progress | None) -> None:
    """Everything, into empty tables."""
    started = time.time_ns()
    numbered = list(enumerate(sorted(found.files), 1))
    targets = Targets(numbered)
    jobs: list[Job] = [(number, path, found.odd.get(path, path), found.files[path]) for number, path in numbered]
    for rows, files in read_all(root, jobs, config, targets, {}, progress):
        insert(connection, rows)
        connection.executemany(
            "insert into file values (?, ?, ?, ?, ?, ?, ?)",
            [_settled(row, started) for row in files],
        )
    soften(connection)
    _keep_folder_faults(connection, found)
    rhythm.refresh(connection, None)
    set_meta(connection, "reading", _fingerprint(config))
    set_meta(connection, "generation", "1")


def _keep_folder_faults(connection: sqlite3.Connection, found: Scan) -> None:
    connection.execute("delete from finding where note is null")
    connection.executemany(
        "insert into finding values (null, ?, 'error', ?, ?, ?, ?, '')",
        [(fault.code, path, fault.line, fault.message, fault.hint) for path, fault in found.faults],
    )


def _fingerprint(config: Config) -> str:
    from vaultnet import __version__

    reading = config.reading
    return repr((__version__, sorted(reading.folders.items()), sorted(reading.keys.items()), sorted(reading.channels),
                 list(reading.tiers.items()), sorted(reading.ties.items())))  # fmt: skip
