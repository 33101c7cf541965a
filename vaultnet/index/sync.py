"""Make the index equal the disk: one scan, one diff, one transaction. What is unchanged is not read.

A file is unchanged when size, mtime, ctime and inode are what they were. One that was touched less than two seconds before
the scan is looked at again next time (git's rule for racy files): it may be written once more within the same clock tick.
"""

import contextlib
import os
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from vaultnet.errors import Refused
from vaultnet.index.store import (
    Diff,
    Progress,
    Synced,
    connect,
    create,
    empty,
    fingerprint,
    finish,
    get_meta,
    index_path,
    is_damaged,
    set_meta,
)
from vaultnet.vault.config import Config
from vaultnet.vault.files import Scan, digest, look, read_text, scan

VANISHED_AT_LEAST = 3  # one or two notes are deleted on any day, in a vault of three as well


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
        try:
            if os.path.exists(path):
                connection = connect(path)
                return connection, sync(connection, root, config, rebuild=rebuild, force=force, progress=progress)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise  # it was waited for once; a second wait would only add up
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
        from vaultnet.index.apply import fill

        started, connection = time.time_ns(), create(":memory:")
        found = scan(root, config)
        fill(connection, root, config, found, started, progress)
        finish(connection)
        return connection, Synced(len(found.files), len(found.files), 0, 0, links=tuple(found.links))


def discard(path: str) -> None:
    """Take an index away, with what SQLite keeps beside it."""
    for name in (path, path + "-wal", path + "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def _build(path: str, root: str, config: Config, progress: Progress | None) -> tuple[sqlite3.Connection, Synced]:
    """A cold load into a file of its own, put in place when it is whole."""
    from vaultnet.index.apply import fill

    temporary = os.path.join(os.path.dirname(path), f"build-{os.getpid()}.db")
    discard(temporary)
    started = time.time_ns()
    found = scan(root, config)
    try:
        with contextlib.closing(create(temporary)) as connection:
            connection.execute("begin")
            fill(connection, root, config, found, started, progress)
            finish(connection)
            connection.execute("commit")
        discard(path)
        os.replace(temporary, path)
    finally:
        discard(temporary)
    connection = connect(path)
    connection.execute("pragma journal_mode = wal")
    return connection, Synced(len(found.files), len(found.files), 0, 0, links=tuple(found.links))


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
        for name in os.listdir(directory):
            if name.startswith("build-"):  # nobody else builds now: a killed process left it
                discard(os.path.join(directory, name))
        yield


def sync(
    connection: sqlite3.Connection, root: str, config: Config, *, rebuild: bool = False, force: bool = False,
    progress: Progress | None = None,
) -> Synced:  # fmt: skip
    """Make an open index equal the disk, in one transaction. Raises `Refused` (nothing changed) for a vault emptied at
    once, sqlite3.OperationalError where the index stays locked, another DatabaseError where it is damaged."""
    started = time.time_ns()
    found = scan(root, config)
    generation = get_meta(connection, "generation")
    if get_meta(connection, "reading") != fingerprint(config):
        rebuild = True
    diff = Diff([], [], []) if rebuild else _diff(connection, found)
    if not rebuild and not any(diff) and not _new_faults(connection, found):
        return Synced(len(found.files), 0, 0, 0, left=tuple(sorted(found.left)), links=tuple(found.links))
    from vaultnet.index.apply import apply, fill, keep_folder_faults  # reading notes: not needed where nothing changed

    connection.execute("begin immediate")
    try:
        if get_meta(connection, "generation") != generation:  # another process was here between our scan and the lock
            started, found = time.time_ns(), scan(root, config)
            diff = diff if rebuild else _diff(connection, found)
        if not force:
            _refuse_emptied(connection, root, found, _diff(connection, found) if rebuild else diff)
        if rebuild:
            empty(connection)
            fill(connection, root, config, found, started, progress)
            finish(connection)
            done = Synced(len(found.files), len(found.files), 0, 0)
        else:
            done = apply(connection, root, config, found, diff, started, progress)
            keep_folder_faults(connection, found)
        set_meta(connection, "generation", str(int(generation or 0) + 1))
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return done._replace(left=tuple(sorted(found.left)), links=tuple(found.links))


def sync_paths(connection: sqlite3.Connection, root: str, config: Config, paths: Iterable[str]) -> Synced:
    """Make the index equal the disk for a few vault-relative paths only: what a watcher does with a hint.

    Raises sqlite3.OperationalError where the index stays locked, `Refused` for a vault emptied at once.
    """
    from vaultnet.index.apply import apply

    paths = list(paths)
    if get_meta(connection, "reading") != fingerprint(config):
        return sync(connection, root, config)
    started = time.time_ns()
    connection.execute("begin immediate")
    try:
        found = look(root, config, paths)
        diff = Diff([], [], [])
        for path in sorted(set(paths)):
            row = connection.execute("select stat from file where path = ?", (path,)).fetchone()
            stat = found.files.get(path)
            if stat is None and row is not None:
                diff.removed.append(path)
            elif stat is not None and row is None:
                diff.added.append(path)
            elif stat is not None and row != (stat,):
                diff.changed.append(path)
        if any(diff):
            _refuse_emptied(connection, root, found, diff)
            done = apply(connection, root, config, found, diff, started, None)
            set_meta(connection, "generation", str(int(get_meta(connection, "generation") or 0) + 1))
        else:
            (notes,) = connection.execute("select count(*) from file").fetchone()
            done = Synced(notes, 0, 0, 0)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise
    return done._replace(links=tuple(found.links))


def _diff(connection: sqlite3.Connection, found: Scan) -> Diff:
    """Disk against index, by path: one pass over each."""
    files = found.files
    known = dict(connection.execute("select path, stat from file"))
    if known == files:
        return Diff([], [], [])
    added, changed = [], []
    for path, stat in files.items():
        before = known.pop(path, None)
        if before is None:
            added.append(path)
        elif before != stat:
            changed.append(path)
    return Diff(sorted(added), sorted(changed), sorted(known))


def _new_faults(connection: sqlite3.Connection, found: Scan) -> bool:
    """Whether folders or files that cannot be read are others than before."""
    known = set(connection.execute("select path, message from finding where note is null"))
    return known != {(path, fault.message) for path, fault in found.faults}


def _refuse_emptied(connection: sqlite3.Connection, root: str, found: Scan, diff: Diff) -> None:
    """Raise `Refused` where more than half of the notes are gone. What was added makes up for nothing: another vault in
    this one's place has notes, too. A note that stands elsewhere under its name or with its text has only moved."""
    (before,) = connection.execute("select count(*) from file").fetchone()

    def most(gone: list[str]) -> bool:
        return len(gone) >= VANISHED_AT_LEAST and len(gone) * 2 > before

    if not most(diff.removed):
        return
    names = Counter(os.path.basename(path) for path in diff.added)
    gone = _unmatched(diff.removed, names, os.path.basename)
    if most(gone):  # only now is it worth reading what came
        read = (read_text(f"{root}/{found.odd.get(path, path)}") for path in diff.added)
        texts = Counter(digest(raw, fault) for _, raw, fault in read)
        del texts[b""]
        known = dict(connection.execute("select path, hash from file"))
        gone = _unmatched(gone, texts, known.__getitem__)
    if most(gone):
        if is_damaged(connection):  # it may be the index that has lost their names, not the vault
            raise sqlite3.DatabaseError("the index is damaged")
        closed = "".join(f"; {path}: {fault.message}" for path, fault in found.faults[:1])
        raise Refused(
            f"{len(gone)} of {before} notes have vanished at once: the index stays as it is{closed}",
            hint="is the vault mounted, and the folder the right one? If the notes are gone for good: vaultnet index --force",
        )


def _unmatched(paths: list[str], there: Counter[Any], of: Callable[[str], Any]) -> list[str]:
    """The paths for which nothing is left in `there`; each of its entries stands for one path."""
    left = []
    for path in paths:
        if there[of(path)]:
            there[of(path)] -= 1
        else:
            left.append(path)
    return left
