"""Whether another program's file stood in a note's place when we replaced it: no replace tells what it replaced.

Linux is asked, by inotify, and knows. Elsewhere the folder's names say it nearly as well: a program that saves by
replacing has its new file in the folder first; where one was there before and is gone afterwards, it took the place.
"""

import os
import struct
import sys
from contextlib import suppress

from vaultnet.vault import disk

_MOVED_FROM, _MOVED_TO, _CREATE = 0x40, 0x80, 0x100  # of inotify(7)
_HEAD = struct.Struct("iIII")


class Arrivals:
    """What takes the place of the note `here`, from now on until it is closed; `new` is the file of ours that will."""

    def __init__(self, here: str, new: str) -> None:
        self._here, self._new = here, new
        self._queue = _inotify(os.path.dirname(here))
        self._names, self._mine = frozenset[str](), 0

    def look(self) -> None:
        """Take down what the folder holds, as late as can be before the replacing."""
        if self._queue < 0:
            self._names, self._mine = _others(self._here), disk.stat(self._new).st_ino

    def before_ours(self) -> bool:
        """After ours took the place: whether another file had taken it just before."""
        if self._queue < 0:
            return bool(self._names - _others(self._here)) and disk.stat(self._here).st_ino == self._mine
        note, new = (os.fsencode(os.path.basename(path)) for path in (self._here, self._new))
        other, ours = False, 0
        for mask, cookie, name in self._events():
            if name == new and mask & _MOVED_FROM:
                ours = cookie
            elif name == note and ours and cookie == ours:
                return other
            elif name == note and mask & (_MOVED_TO | _CREATE):
                other = True
        return False

    def _events(self) -> list[tuple[int, int, bytes]]:
        raw, found, at = b"", [], 0
        with suppress(BlockingIOError):
            while more := os.read(self._queue, 1 << 16):
                raw += more
        while at < len(raw):
            _, mask, cookie, size = _HEAD.unpack_from(raw, at)
            at += _HEAD.size + size
            found.append((mask, cookie, raw[at - size : at].rstrip(b"\0")))
        return found

    def close(self) -> None:
        """Hear no more."""
        if self._queue >= 0:
            os.close(self._queue)


def _others(here: str) -> frozenset[str]:
    names = disk.listing(os.path.dirname(here))
    return frozenset(name for name in names if not name.startswith(f".vn-{os.getpid()}-"))


def _inotify(folder: str) -> int:
    """A queue of what comes into the folder; -1 where there is none to be had."""
    if sys.platform != "linux":
        return -1
    import ctypes

    try:
        libc = ctypes.CDLL(None)
        queue = int(libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        wanted = _MOVED_FROM | _MOVED_TO | _CREATE
        if queue >= 0 and libc.inotify_add_watch(queue, os.fsencode(folder), wanted) < 0:
            os.close(queue)
            return -1
    except (OSError, AttributeError):
        return -1
    return queue
