"""`vaultnet watch`: keep the index equal to the notes while they are edited, and say what changed.

What the system reports is a *hint*, what the disk shows is the truth. A hint of a few notes is answered by looking at
those, within milliseconds; many hints, folders that moved, lost events and the passing of time by a scan of everything.
What is told comes from the index itself, compared with what was told before: see `index/live.py`.
"""

import contextlib
import math
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import click

from vaultnet.errors import Refused
from vaultnet.index.live import LiveIndex, identity
from vaultnet.show.console import Call, remark, say
from vaultnet.vault.config import FILE, Config
from vaultnet.vault.files import is_note

# Act when no event has come for 3 ms, in any case after 50 ms; a note that is still being written gets these 50 ms.
LEAD, MOST = 0.003, 0.05
# Above so many notes at once, and where folders changed: scan everything, when it has been quiet for a while.
BURST, QUIET, PATIENCE = 100, 0.2, 2.0
SETTINGS = (FILE, ".obsidian/templates.json", ".obsidian/plugins/templater-obsidian/data.json")
TICK = 0.5  # how often the vault's own folder is looked at, and whether to stop
DEAF_EVERY = 2.0  # how often everything is scanned where the system reports nothing, or not all
RETRY = 0.5
MOVE_DELAY = 0.02  # a file that leaves the vault makes watchdog hold all events back, for 0.5 s if we let it

NOW, WRITING, ALL, FAULT = "now", "writing", "all", "fault"


class Hint(NamedTuple):
    """Look at these notes NOW, or when they are no longer WRITING; or at ALL. FAULT: the handler failed, and how."""

    word: str
    paths: tuple[str, ...] = ()


class Hints:
    """The hints that wait, and when they are due. It keeps no clock: every call is told the time."""

    def __init__(self) -> None:
        self._now: set[str] = set()
        self._writing: dict[str, float] = {}
        self._first = self._last = 0.0
        self._all_since = math.inf

    def add(self, hint: Hint, now: float) -> None:
        """Take a hint in."""
        if not self._now and not self._writing:
            self._first = now
        if hint.word in (NOW, WRITING) or self._all_since == math.inf:
            self._last = now  # asking again for the scan that is already planned does not put it off
        if hint.word == WRITING:
            for path in hint.paths:
                if path not in self._now:
                    self._writing.setdefault(path, now)
        elif hint.word == NOW:
            self._now.update(hint.paths)
            for path in hint.paths:
                self._writing.pop(path, None)
        else:
            self._all_since = min(self._all_since, now)
        if self._burst():
            self._all_since = min(self._all_since, now)

    def due(self) -> float:
        """When to take what waits; infinity while nothing does."""
        everything = min(self._last + QUIET, self._all_since + PATIENCE) if self._all_since < math.inf else math.inf
        if self._burst():
            return everything
        some = min(self._last + LEAD, self._first + MOST) if self._now else math.inf
        return min(everything, some, min(self._writing.values(), default=math.inf) + MOST)

    def take(self, now: float) -> list[str] | None:
        """The notes to look at, None for all: to be called when something is due."""
        if self._all_since < math.inf and now >= min(self._last + QUIET, self._all_since + PATIENCE):
            self._now.clear()
            self._writing.clear()
            self._all_since = math.inf
            return None
        taken = self._now | {path for path, since in self._writing.items() if now >= since + MOST}
        self._now = set()
        self._writing = {path: since for path, since in self._writing.items() if path not in taken}
        self._first = min(self._writing.values(), default=0.0)
        return sorted(taken)

    def _burst(self) -> bool:
        return len(self._now) + len(self._writing) > BURST


def hint_of(root: str, kind: str, is_folder: bool, paths: Iterable[str]) -> Hint | None:
    """What an event under `root` hints at. `kind` is watchdog's word; `paths` are absolute, where from and where to."""
    notes = []
    for path in filter(None, paths):
        if path != root and not path.startswith(root + os.sep):
            return Hint(ALL)  # reported under another name of the vault
        inside = path[len(root) + 1 :].replace(os.sep, "/")
        if inside in SETTINGS:
            return Hint(ALL)
        if is_folder:
            # what a folder brings along or takes away is not always reported, and what goes out never
            if not any(part.startswith(".") for part in inside.split("/")):
                return Hint(ALL)
        elif is_note(inside):
            if not inside.isascii() and any("\ud800" <= char <= "\udfff" for char in inside):
                return Hint(ALL)  # no UTF-8: the index has it under the name that can be shown
            notes.append(inside)
    if not notes:
        return None
    return Hint(WRITING if kind in ("modified", "attrib") else NOW, tuple(notes))


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


class _Watcher:
    """Brings hints and index together: one loop, in the thread of the caller."""

    def __init__(
        self, root: str, config: Config, tell: Callable[[str], None], warn: Callable[[str], None], every: float
    ) -> None:
        self.root, self._tell, self._warn, self._every = root, tell, warn, every
        self.index = LiveIndex(root, config, lambda message: self._once(message, message))
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
        ready(len(self.index.seen or ()))
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
        self.index.close()

    def _add(self, hint: Hint) -> None:
        if hint.word == FAULT:
            self._once(hint.paths[0], f"an event could not be read ({hint.paths[0]}): looking at all notes")
        self._hints.add(hint, time.monotonic())

    def _look(self, paths: list[str] | None) -> None:
        if not os.path.isdir(self.root):
            return  # an index is not emptied because a disk is not there; the next tick tells
        try:
            news = self.index.look(paths)
        except Refused as refusal:  # told once; every scan tries again
            self._once("refused", str(refusal))
            return
        except Exception as error:
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
        root_is = identity(self.root, times=False)
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
        root_is = identity(self.root, times=False)
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
@click.pass_context
def watch_command(ctx: click.Context) -> None:
    """Keep the index equal to the notes while you edit them, and print one line per change.

    Not needed for right answers: every command looks at the notes before it answers. It is for programs that
    read the lines, and for large vaults. Ends with Ctrl-C.

    \b
    Example:
      vaultnet watch
    """
    call = ctx.find_object(Call)
    assert call is not None
    desk = call.desk
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
