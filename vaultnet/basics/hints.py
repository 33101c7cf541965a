"""Hints that notes have changed: what an event hints at, how long to wait for more, and when a scan is due instead."""

import math
import os
from collections.abc import Iterable
from typing import NamedTuple

from vaultnet.vault.config import FILE
from vaultnet.vault.files import is_note

# Act when no event has come for 3 ms, in any case after 50 ms; a note that is still being written gets these 50 ms.
LEAD, MOST = 0.003, 0.05
# Above so many notes at once, and where folders changed: scan everything, when it has been quiet for a while.
BURST, QUIET, PATIENCE = 100, 0.2, 2.0
SETTINGS = (FILE, ".obsidian/templates.json", ".obsidian/plugins/templater-obsidian/data.json")

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
