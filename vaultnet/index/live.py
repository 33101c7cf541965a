"""An index that stays open: made equal to the disk again and again, and what is new in it since the last look.

What is new is read from the index itself, not from what one sync did: another command, which makes the index equal the
disk as well, may have been faster, and its changes are news too.
"""

import os
import sqlite3
import time
from collections.abc import Callable

from vaultnet.errors import Refused, UsageFault
from vaultnet.index.store import index_path
from vaultnet.index.sync import VANISHED_AT_LEAST, open_index, sync, sync_paths
from vaultnet.vault.config import FILE, Config, read_config

FLICKER = 0.003  # some editors move the old note away before they write the new one: look twice before it is gone
BUSY_MS = 1000  # less than for a command: whoever keeps an index up can come back later


class LiveIndex:
    """The index of one vault, for a process that goes on while the vault changes."""

    def __init__(self, root: str, config: Config, warn: Callable[[str], None]) -> None:
        self.root, self.config, self._warn = root, config, warn
        self.seen: dict[str, bytes] | None = None
        self._settings = identity(os.path.join(root, FILE))
        self._file = index_path(root)
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, ...] | None = None
        self._links: set[str] = set()  # notes that are links: what they lead to changes, and no event names them

    def look(self, paths: list[str] | None = None) -> list[tuple[str, str]]:
        """Look at these notes, None for all, and give what is new: ("added", path), "changed" or "removed".

        Raises `Refused` for a vault emptied at once and sqlite3.Error where the index cannot be written. After that, as
        after anything else it raises, it can be called again; the first look that succeeds has no news.
        """
        try:
            return self._look(paths)
        except (Refused, sqlite3.OperationalError):  # locked, or no room: the connection itself is sound
            raise
        except BaseException:
            self.close()
            raise

    def _look(self, paths: list[str] | None) -> list[tuple[str, str]]:
        self._read_settings()
        if self._connection is None or self._replaced(paths is None):
            from vaultnet.index import apply  # noqa: F401 - loaded now, so that the first save need not wait for it

            self.close()
            self._connection, done = open_index(self.root, self.config, warn=self._warn)
            self._links = set(done.links)
            self._connection.execute(f"pragma busy_timeout = {BUSY_MS}")
            self._opened = identity(self._file, times=False)
            return self._news(self._connection, None)
        if paths and self._absent(paths):
            time.sleep(FLICKER)
            if self._absent(paths) >= VANISHED_AT_LEAST:
                paths = None  # only a scan can tell whether the vault was emptied
        if paths is None:
            self._links = set(sync(self._connection, self.root, self.config).links)
        else:
            paths = [*paths, *self._links.difference(paths)]
            self._links.update(sync_paths(self._connection, self.root, self.config, paths).links)
        return self._news(self._connection, paths)

    def _absent(self, paths: list[str]) -> int:
        return sum(not os.path.exists(f"{self.root}/{path}") for path in paths)

    def close(self) -> None:
        """Let go of the index."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _replaced(self, whole: bool) -> bool:
        """Whether another process has put a new index in place of ours, or ours is in memory only and need not be."""
        if identity(self._file, times=False) != self._opened:
            return True
        if not whole or self._connection is None or self._opened is None:
            return False
        return not any(file for _, name, file in self._connection.execute("pragma database_list") if name == "main")

    def _read_settings(self) -> None:
        """Keep up with vaultnet.toml: a command with the new settings would rebuild the index, and we after it."""
        path = os.path.join(self.root, FILE)
        now = identity(path)
        if now != self._settings:
            self._settings = now
            try:
                self.config = read_config(self.root)
            except UsageFault as fault:
                self._warn(str(fault))

    def _news(self, connection: sqlite3.Connection, paths: list[str] | None) -> list[tuple[str, str]]:
        seen = self.seen if self.seen is not None else {}
        if paths is None:
            now: dict[str, bytes] = dict(connection.execute("select path, hash from file"))
            looked = now.keys() | seen.keys()
        else:
            rows = (connection.execute("select path, hash from file where path = ?", (p,)).fetchone() for p in paths)
            now, looked = dict(row for row in rows if row), set(paths)
        news = []
        for path in sorted(path for path in looked if now.get(path) != seen.get(path)):
            word = "added" if path not in seen else "changed" if path in now else "removed"
            news.append((word, path))
            if path in now:
                seen[path] = now[path]
            else:
                del seen[path]
        first, self.seen = self.seen is None, seen
        return [] if first else news


def identity(path: str, *, times: bool = True) -> tuple[int, ...] | None:
    """What tells that this is still the same file; None where there is none."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size) if times else (stat.st_dev, stat.st_ino)
