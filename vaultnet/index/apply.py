"""Carrying out a difference between disk and index: rows out, rows in, links and rhythms that it bears on."""

import sqlite3
from collections.abc import Iterable, Iterator

from vaultnet.index import rhythm
from vaultnet.index.pool import FileRow, Job, read_all
from vaultnet.index.resolve import Targets, follow, soften
from vaultnet.index.rows import delete, insert
from vaultnet.index.store import Diff, Progress, Synced, fingerprint, set_meta
from vaultnet.vault.config import Config
from vaultnet.vault.files import Scan, touched

RACY_NS = 2_000_000_000
_BEARING = ("who", "people", "task")  # the roles of links that bear on somebody's rhythm
Name = tuple[str, int, int]  # key, note, rank


def apply(
    connection: sqlite3.Connection, root: str, config: Config, found: Scan, diff: Diff, started: int,
    progress: Progress | None,
) -> Synced:  # fmt: skip
    numbers = {path: number for number, path in _known(connection, (*diff.changed, *diff.removed))}
    (next_number,) = connection.execute("select coalesce(max(note), 0) + 1 from file").fetchone()
    same: list[FileRow] = []
    old_names: set[Name] = set()
    moved: set[int] = set()
    gone = [numbers[path] for path in diff.removed]
    if gone:
        old_names |= _names(connection, gone)
        moved |= _out(connection, gone)
        _forget(connection, gone)
    jobs: list[Job] = [(numbers[path], path, found.odd.get(path, path), found.files[path]) for path in diff.changed]
    jobs += [(next_number + i, path, found.odd.get(path, path), found.files[path]) for i, path in enumerate(diff.added)]
    hashes = _hashes(connection, [job[0] for job in jobs])
    new_names: set[Name] = set()
    paths = [("added", path) for path in diff.added] + [("removed", path) for path in diff.removed]
    targets, open_keys = Targets(()), set[str]()
    for rows, files in read_all(root, jobs, config, None, hashes, progress):
        for row in files:
            same.append(_settled(row, started))
        replaced = [row[0] for row in rows["note"] if row[0] in hashes]
        now = {row[0]: row[3] for row in files}
        paths += [("changed", row[1]) for row in rows["note"] if hashes.get(row[0], now[row[0]]) != now[row[0]]]
        old_names |= _names(connection, replaced)
        moved |= _out(connection, replaced)
        delete(connection, replaced)
        links = rows.pop("link")
        insert(connection, rows)  # the links last: their targets are looked up among the names
        targets.learn(connection, links)
        links = targets.resolved(links, {row[0]: row[2] for row in rows["note"]})
        insert(connection, {"link": links})
        new_names |= {row[:3] for row in rows["name"]}
        open_keys |= {link[2] for link in links if link[4] is None}
        moved |= {row[0] for row in rows["note"]} | {
            target for _, _, _, role, target, _ in links if role in _BEARING and target is not None
        }
    moved |= soften(connection, open_keys) if open_keys else set()
    connection.executemany("insert or replace into file values (?, ?, ?, ?)", same)
    # by note as well: a name that one note loses and another has, or gains, leads elsewhere now
    moved |= follow(connection, {name for name, _, _ in old_names ^ new_names})
    rhythm.refresh(connection, moved)
    changed = len(paths) - len(diff.added) - len(diff.removed)
    (notes,) = connection.execute("select count(*) from file").fetchone()
    return Synced(notes, len(diff.added), changed, len(diff.removed), tuple(sorted(paths, key=lambda p: p[1])))


def _settled(row: FileRow, started: int) -> FileRow:
    """The file row to remember: no stat of a file touched just before the scan, so that it is read again; nor of one that
    could not be read: the cause may go (a disk that answers again) and leave no trace in the stat."""
    note, path, stat, digest = row
    return row if digest and touched(stat) < started - RACY_NS else (note, path, b"", digest)


def _known(connection: sqlite3.Connection, paths: Iterable[str]) -> Iterator[tuple[int, str]]:
    for path in paths:
        yield connection.execute("select note, path from file where path = ?", (path,)).fetchone()


def _hashes(connection: sqlite3.Connection, numbers: list[int]) -> dict[int, bytes]:
    if len(numbers) > 1000:
        known = dict(connection.execute("select note, hash from file"))
        return {number: known[number] for number in numbers if number in known}
    rows = (connection.execute("select note, hash from file where note = ?", (n,)).fetchone() for n in numbers)
    return dict(row for row in rows if row)


def _batches(notes: Iterable[int]) -> Iterator[tuple[tuple[int, ...], str]]:
    """The numbers some hundreds at a time, with as many question marks."""
    numbers = tuple(notes)
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        yield some, ", ".join("?" * len(some))


def _names(connection: sqlite3.Connection, notes: Iterable[int]) -> set[Name]:
    sql = "select key, note, rank from name where note in"
    return {name for some, marks in _batches(notes) for name in connection.execute(f"{sql} ({marks})", some)}


def _out(connection: sqlite3.Connection, notes: Iterable[int]) -> set[int]:
    """The notes whose rhythm these notes bear on: themselves, and everybody they link to."""
    roles = ", ".join(f"'{role}'" for role in _BEARING)
    sql = f"select distinct target from link where role in ({roles}) and target is not null and note in"
    found = set(notes)
    for some, marks in _batches(found):
        found = found.union(target for (target,) in connection.execute(f"{sql} ({marks})", some))
    return found


def _forget(connection: sqlite3.Connection, notes: list[int]) -> None:
    delete(connection, notes)
    connection.executemany("delete from file where note = ?", ((n,) for n in notes))
    connection.executemany("delete from rhythm where person = ?", ((n,) for n in notes))


def fill(
    connection: sqlite3.Connection, root: str, config: Config, found: Scan, started: int, progress: Progress | None
) -> None:
    """Everything, into empty tables. `started`: when the scan began, ns."""
    jobs: list[Job] = [
        (number, path, found.odd.get(path, path), found.files[path])
        for number, path in enumerate(sorted(found.files), 1)
    ]
    # the table of all names is given away: of 100,000 people it is a fifth of the memory, and only the workers need it
    for rows, files in read_all(root, jobs, config, Targets(job[:2] for job in jobs), {}, progress):
        insert(connection, rows)
        connection.executemany(
            "insert into file values (?, ?, ?, ?)",
            [_settled(row, started) for row in files],
        )
    soften(connection)
    keep_folder_faults(connection, found)
    rhythm.refresh(connection, None)
    set_meta(connection, "reading", fingerprint(config))
    set_meta(connection, "generation", "1")


def keep_folder_faults(connection: sqlite3.Connection, found: Scan) -> None:
    connection.execute("delete from finding where note is null")
    connection.executemany(
        "insert into finding values (null, ?, 'error', ?, ?, ?, ?, '')",
        [(fault.code, path, fault.line, fault.message, fault.hint) for path, fault in found.faults],
    )
