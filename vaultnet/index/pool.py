"""Notes into rows: in this process, or in a pool where there is much to read. Workers parse; only the parent stores."""

import os
from collections import deque
from collections.abc import Iterator
from typing import Any

from vaultnet.index.resolve import Targets
from vaultnet.index.rows import TABLES, Rows, add_rows
from vaultnet.index.store import Progress
from vaultnet.note import broken_note, read_note
from vaultnet.text.names import folder
from vaultnet.vault.config import Config
from vaultnet.vault.files import Stat, digest, read_text

CHUNK = 250
POOL_FROM = 5_000  # fewer notes than this are read sooner than a pool starts
AHEAD = 3  # chunks read ahead of the one that is being stored; more would only fill the memory

Job = tuple[int, str, str, Stat]
# note, path, stat, hash
FileRow = tuple[int, str, Stat, bytes]

_context: dict[str, Any] = {}


def read_all(
    root: str,
    jobs: list[Job],
    config: Config,
    targets: Targets | None,
    hashes: dict[int, bytes],
    progress: Progress | None,
) -> Iterator[tuple[Rows, list[FileRow]]]:
    """Rows of all jobs, chunk by chunk and in their order; from a pool where there is enough to read."""
    chunks = [jobs[start : start + CHUNK] for start in range(0, len(jobs), CHUNK)]
    _context.update(root=root, config=config, targets=targets, hashes=hashes)
    del targets
    results = _pooled(chunks) if len(jobs) >= POOL_FROM and _cores() > 1 else map(_read_chunk, chunks)
    done = 0
    for (rows, files), chunk in zip(results, chunks, strict=True):
        yield rows, files
        done += len(chunk)
        if progress:
            progress(done, len(jobs))


def _cores() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _pooled(chunks: list[list[Job]]) -> Iterator[tuple[Rows, list[FileRow]]]:
    import multiprocessing
    import threading

    workers = min(_cores(), 4)
    # a process with threads (`watch`) must not fork: the child may inherit a lock that nobody gives back
    alone = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if alone else "spawn")
    # a forked worker finds the context in its copy of this process, which then needs it no more
    pool = context.Pool(workers, initializer=_begin, initargs=({} if alone else dict(_context),))
    if alone:
        _context.clear()
    try:
        waiting: deque[Any] = deque()
        for chunk in chunks:
            waiting.append(pool.apply_async(_read_chunk, (chunk,)))
            if len(waiting) >= workers + AHEAD:
                yield waiting.popleft().get()
        while waiting:
            yield waiting.popleft().get()
    finally:
        pool.terminate()
        pool.join()


def _begin(context: dict[str, Any]) -> None:
    """A worker's first act: Ctrl-C is the parent's to answer, and `terminate` must find no handler of the parent's."""
    import gc
    import signal

    gc.disable()  # rows have no cycles, and the worker ends soon
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _context.update(context)


def _read_chunk(chunk: list[Job]) -> tuple[Rows, list[FileRow]]:
    """Read notes into rows: those whose hash is known and the same give only their file row."""
    root, config, targets, hashes = (_context[name] for name in ("root", "config", "targets", "hashes"))
    reading = config.reading
    rows: Rows = {table: [] for table in TABLES}
    files = []
    for number, path, real, stat in chunk:
        text, raw, fault = read_text(root + "/" + real)
        known_by = digest(raw, fault)
        files.append((number, path, stat, known_by))
        if hashes.get(number) == known_by and fault is None:
            continue
        note = read_note(path, text, reading) if fault is None else broken_note(path, fault, reading)
        add_rows(rows, number, note, reading.tiers)
    if targets is not None:
        rows["link"] = targets.resolved(rows["link"], {number: folder(path) for number, path, _, _ in chunk})
    return rows, files
