"""`vaultnet watch`: keep the index equal to the notes while they are edited, and say what changed.

What the system reports is a *hint*, what the disk shows is the truth. A hint of a few notes is answered by looking at
those, within milliseconds; many hints, folders that moved, lost events and the passing of time by a scan of everything.
What is told comes from the index itself, compared with what was told before: so a change is told once and never missed,
be it that another command, which makes the index equal the disk as well, was faster.
"""

import contextlib
import os
import queue
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any

import click

from vaultnet.basics.hints import ALL, FAULT, Hint, Hints, hint_of
from vaultnet.errors import Refused, UsageFault
from vaultnet.index.store import index_path
from vaultnet.index.sync import VANISHED_AT_LEAST, open_index, sync, sync_paths
from vaultnet.people.desk import Desk
from vaultnet.show.console import remark, say
from vaultnet.vault.config import FILE, Config, read_config

FLICKER = 0.003  # some editors move the old note away before they write the new one: look twice before it is gone
TICK = 0.5  # how often the vault's own folder is looked at, and whether to stop
DEAF_EVERY = 2.0  # how often everything is scanned where the system reports nothing, or not all
RETRY = 0.5
MOVE_DELAY = 0.02  # a file that leaves the vault makes watchdog hold all events back, for 0.5 s if we let it
BUSY_MS = 1000


class _Ears:
    """What the system reports of the vault: the only part that knows watchdog."""

    def __init__(self, root: str, put: Callable[[Hint], None]) -> None:
        self.root = root
        self._put = put
        self._threads: list[threading.Thread] = []
        self._close: Callable[[], None] = lambda: None

    def listen(self) -> None:
        """Begin anew. Raises OSError where the system does not allow it."""
        from watchdog import events
        from watchdog.observers import Observer
        from watchdog.utils import BaseThread

        self.close()
        shorten_moves()
        _hush()
        # with the root's own links followed, else watchdog would watch the link
        root, put = os.path.realpath(self.root), self._put

        class Handler(events.FileSystemEventHandler):
            def dispatch(self, event: events.FileSystemEvent) -> None:
                try:  # an exception here would end watchdog's thread, and nothing would be heard any more
                    paths = (os.fsdecode(event.src_path), os.fsdecode(event.dest_path or ""))
                    hint = hint_of(root, event.event_type, event.is_directory, paths)
                except Exception as error:
                    hint = Hint(FAULT, (f"{type(error).__name__}: {error}",))
                if hint is not None:
                    put(hint)

        # Never opened and closed-without-write: our own reading would come back as an event. DirModified adds nothing.
        names = "FileCreated FileModified FileMoved FileDeleted FileClosed FileAttrib DirCreated DirMoved DirDeleted"
        kinds = [getattr(events, f"{name}Event") for name in names.split() if hasattr(events, f"{name}Event")]
        observer = Observer()
        unheard = _on_warning(lambda: put(Hint(ALL)))

        def close() -> None:
            unheard()
            observer.stop()
            if observer.is_alive():
                observer.join(2 * TICK)

        self._close = close
        try:
            observer.schedule(Handler(), root, recursive=True, event_filter=kinds)
            observer.start()
        except BaseException:
            self.close()
            raise
        self._threads = [thread for thread in threading.enumerate() if isinstance(thread, BaseThread)]

    def alive(self) -> bool:
        """Whether every thread that listens still does."""
        return bool(self._threads) and all(thread.is_alive() for thread in self._threads)

    def close(self) -> None:
        """Stop listening."""
        close, self._close, self._threads = self._close, lambda: None, []
        close()


def shorten_moves() -> bool:
    """Let a file that leaves the vault hold the other events back less long; False where watchdog has no such place."""
    from importlib import import_module

    places = (("inotify_move_event_grouper", "InotifyMoveEventGrouper"), ("inotify_buffer", "InotifyBuffer"))
    for module, name in places:
        with contextlib.suppress(ImportError, AttributeError, OSError):
            place = getattr(import_module(f"watchdog.observers.{module}"), name)
            if isinstance(place.delay, int | float):
                place.delay = MOVE_DELAY
                return True
    return False


def _hush() -> None:
    """A folder that leaves the vault and comes back makes watchdog warn of its own bookkeeping."""
    import warnings

    warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")


def _on_warning(call: Callable[[], None]) -> Callable[[], None]:
    """Have `call` called when watchdog logs a warning: its only sign that events were lost. Gives what ends that."""
    import logging

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            call()

    log, listener = logging.getLogger("watchdog"), Listener(logging.WARNING)
    log.addHandler(listener)
    return lambda: log.removeHandler(listener)


def unwatched(root: str) -> tuple[int, int]:
    """How many of the vault's folders the system does not watch, and how many folders there are.

    Where watches are used up watchdog goes on in silence. Linux lists those that stand; elsewhere the answer is 0.
    """
    watches = 0
    try:
        for name in os.listdir("/proc/self/fd"):
            with contextlib.suppress(FileNotFoundError):
                if os.readlink(f"/proc/self/fd/{name}").endswith("inotify"):
                    with open(f"/proc/self/fdinfo/{name}", encoding="ascii") as file:
                        watches += sum(line.startswith("inotify ") for line in file)
    except OSError:
        return 0, 0
    folders, waiting = 0, [root]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:  # unreadable ones cannot be watched
            folders += 1
            waiting += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    return max(folders - watches, 0), folders


class _Eyes:
    """The index: made equal to the disk, and what is new in it since the last look."""

    def __init__(self, root: str, config: Config, warn: Callable[[str], None]) -> None:
        self.root, self.config, self._warn = root, config, warn
        self.seen: dict[str, bytes] | None = None
        self._settings = _identity(os.path.join(root, FILE))
        self._file = index_path(root)
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, ...] | None = None

    def look(self, paths: list[str] | None) -> list[tuple[str, str]]:
        """Look at these notes, or at all; what was added, changed or removed. Raises what the index raises."""
        self._read_settings()
        if self._connection is None or self._replaced(paths is None):
            self.close()
            self._connection, _ = open_index(self.root, self.config, warn=self._warn)
            self._connection.execute(f"pragma busy_timeout = {BUSY_MS}")
            self._opened = _identity(self._file, times=False)
            paths = None
        else:
            if paths and self._absent(paths):
                time.sleep(FLICKER)
                if self._absent(paths) >= VANISHED_AT_LEAST:
                    paths = None  # only a scan can tell whether the vault was emptied
            if paths is None:
                sync(self._connection, self.root, self.config)
            else:
                sync_paths(self._connection, self.root, self.config, paths)
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
        if _identity(self._file, times=False) != self._opened:
            return True
        if not whole or self._connection is None or self._opened is None:
            return False
        return not any(file for _, name, file in self._connection.execute("pragma database_list") if name == "main")

    def _read_settings(self) -> None:
        """Keep up with vaultnet.toml: a command with the new settings would rebuild the index, and we after it."""
        path = os.path.join(self.root, FILE)
        now = _identity(path)
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


def _identity(path: str, *, times: bool = True) -> tuple[int, ...] | None:
    """What tells that this is still the same file; None where there is none."""
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return (stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size) if times else (stat.st_dev, stat.st_ino)


class _Watcher:
    """Brings ears and eyes together: one loop, in the thread of the caller."""

    def __init__(
        self, root: str, config: Config, tell: Callable[[str], None], warn: Callable[[str], None], every: float
    ) -> None:
        self.root, self._tell, self._warn, self._every = root, tell, warn, every
        self.eyes = _Eyes(root, config, lambda message: self._once(message, message))
        self._queue: queue.SimpleQueue[Hint] = queue.SimpleQueue()
        self.ears = _Ears(root, self._queue.put)
        self._hints = Hints()
        self._warned: set[str] = set()
        self._root_is: tuple[int, ...] | None = None
        self._hearing = False
        self._next_tick = self._next_scan = self._not_before = 0.0
        self._delay = RETRY

    def run(self, stop: threading.Event, ready: Callable[[int], None]) -> None:
        """Watch until `stop` is set."""
        self._look(None)  # before a thread is started: a cold load may fork
        self._listen(time.monotonic())
        self._look(None)  # what was saved in between
        ready(len(self.eyes.seen or ()))
        while not stop.is_set():
            now = time.monotonic()
            if now >= self._next_tick:
                self._tick(now)
            wake = min(max(self._hints.due(), self._not_before), self._next_tick)
            with contextlib.suppress(queue.Empty):
                self._add(self._queue.get(timeout=max(wake - time.monotonic(), 0.0)))
                while True:
                    self._add(self._queue.get_nowait())
            now = time.monotonic()
            if now >= self._hints.due() and now >= self._not_before:
                self._look(self._hints.take(now))

    def close(self) -> None:
        """Stop listening and let go of the index."""
        self.ears.close()
        self.eyes.close()

    def _add(self, hint: Hint) -> None:
        if hint.word == FAULT:
            self._once(hint.paths[0], f"an event could not be read ({hint.paths[0]}): looking at all notes")
        self._hints.add(hint, time.monotonic())

    def _look(self, paths: list[str] | None) -> None:
        if not os.path.isdir(self.root):
            return  # an index is not emptied because a disk is not there; the next tick tells
        try:
            news = self.eyes.look(paths)
        except Refused as refusal:  # told once; every scan tries again
            self._once("refused", str(refusal))
            return
        except Exception as error:
            if not isinstance(error, sqlite3.OperationalError):  # locked, or no room: the connection itself is sound
                self.eyes.close()
            self._once(type(error).__name__, f"the index could not be kept up: {error}; trying again")
            now = time.monotonic()
            self._hints.add(Hint(ALL), now)
            self._not_before, self._delay = now + self._delay, min(self._delay * 2, max(self._every, RETRY))
            return
        self._delay = RETRY
        self._warned.discard("refused")
        for word, path in news:  # outside of `try`: where nobody reads on there is no reason to go on
            self._tell(f"{word} {path}")

    def _tick(self, now: float) -> None:
        """Is it still the same folder, does the listening go on, is it time for a scan?"""
        self._next_tick = now + TICK
        root_is = _identity(self.root, times=False)
        if root_is is None:
            self._once("gone", f"{self.root} is not there: waiting for it to come back")
            self.ears.close()
            self._root_is, self._hearing = None, False
        elif root_is != self._root_is or now >= self._next_scan or (self._hearing and not self.ears.alive()):
            self._warned.discard("gone")
            self._listen(now)
            self._hints.add(Hint(ALL), now)

    def _listen(self, now: float) -> None:
        """Listen to the folder that is there now, and plan the next scan by how well we hear."""
        root_is = _identity(self.root, times=False)
        self._next_scan = now + min(DEAF_EVERY, self._every)
        if root_is != self._root_is or not self.ears.alive():
            self._root_is, self._hearing = root_is, False
            try:
                self.ears.listen()
            except Exception as error:  # too many programs that watch, or a system that cannot
                self._once("deaf", f"the system reports no changes ({error}): looking every {DEAF_EVERY:.0f} s instead")
                return
            self._hearing = True
        missing, folders = unwatched(self.root)
        if missing:
            few = f"{missing} of {folders} folders are not watched (sysctl fs.inotify.max_user_watches)"
            self._once("few", f"{few}: looking at all notes every {DEAF_EVERY:.0f} s")
        else:
            self._next_scan = now + self._every

    def _once(self, kind: str, message: str) -> None:
        if kind not in self._warned:
            self._warned.add(kind)
            self._warn(message)


def watch(
    root: str, config: Config, *, tell: Callable[[str], None], warn: Callable[[str], None], stop: threading.Event,
    reconcile_seconds: float = 30.0, ready: Callable[[int], None] = lambda notes: None,
) -> None:  # fmt: skip
    """Keep the index of the vault at `root` equal to the disk until `stop` is set (noticed within half a second).

    `tell` gets a line for each note that came, changed or went; `warn` what goes wrong, each thing once: nothing that
    the disk or the index do ends the watch. `ready` is called with the number of notes when the first look is done.
    """
    watcher = _Watcher(root, config, tell, warn, reconcile_seconds)
    try:
        watcher.run(stop, ready)
    finally:
        watcher.close()


@click.command("watch")
@click.pass_obj
def watch_command(desk: Desk) -> None:
    """Keep the index equal to the notes while you edit them, and print one line per change.

    Not needed for right answers: every command looks at the notes before it answers. It is for programs that
    read the lines, and for large vaults. Ends with Ctrl-C.

    \b
    Example:
      $ vaultnet watch
      changed People/Ada Lovelace.md
    """
    stop = threading.Event()
    before: list[tuple[signal.Signals, Any]] = []

    def ready(notes: int) -> None:
        # not earlier: workers that read a large vault would inherit the handlers, and could not be ended
        for number in (signal.SIGINT, signal.SIGTERM):
            before.append((number, signal.signal(number, lambda *_: stop.set())))
        remark(f"watching {os.path.basename(desk.root)}: {notes} notes (stop with Ctrl-C)")

    try:
        watch(desk.root, desk.config, tell=say, warn=remark, stop=stop, ready=ready)
    finally:
        for number, handler in before:
            signal.signal(number, handler)


commands = [watch_command]
