"""The desk: one opened vault on one day. Everything that asks or writes begins here; questions are functions of it."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from vaultnet.errors import ERROR, Finding
from vaultnet.index import ask, pulse
from vaultnet.index.store import Synced, count_findings, read_findings, state_path
from vaultnet.index.sync import open_index
from vaultnet.vault.config import Config, read_config

if TYPE_CHECKING:
    from vaultnet.vault.change import Change

Progress = Callable[[int, int], None]


class Reason(NamedTuple):
    """Why an answer says what it says: words, and the line of a note that they rest on ("" and 0 for none)."""

    text: str
    path: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.text} ({self.path}:{self.line})" if self.path else self.text


class Line(NamedTuple):
    """A line that a chapter adds to a brief: what it is about, the text with `[[links]]`, and the reason."""

    label: str
    text: str
    reason: Reason


class Moment(NamedTuple):
    """Something that matters on a day: a chapter's line for the agenda.

    `section` is "waits", "meetings", "moments" or "happened"; `kind` one of the words of the agenda (due, reply,
    promise, ...); `rank` orders good moments, lower first. All moments of one path become one line, but those with an
    `item` (a task of nobody's in a daily note) stand for themselves.
    """

    section: str
    kind: str
    name: str
    path: str
    date: str
    text: str
    reasons: tuple[Reason, ...]
    rank: float = 0.0
    item: str = ""


class Desk:
    """One opened vault. The index is opened, and made equal to the disk, when the first question is asked."""

    def __init__(
        self,
        root: str,
        today: date,
        load_chapters: Callable[[], Sequence[ModuleType]] = tuple,
        *,
        warn: Callable[[str], None] = lambda message: None,
        progress: Progress | None = None,
    ) -> None:
        self.root = root
        self.today = today
        self.day = today.isoformat()
        self.config: Config = read_config(root)
        self.ahead = 7  # days that the agenda looks at, today included
        self.wrote = False
        self.kept: dict[str, Any] = {}  # answers that one command needs for every row it shows; gone with the index
        self._load_chapters = load_chapters
        self._warn, self._progress = warn, progress
        self._index: sqlite3.Connection | None = None
        self._synced = Synced(0, 0, 0, 0)

    @property
    def index(self) -> sqlite3.Connection:
        """The index, equal to the disk as it was when the first question came."""
        if self._index is None:
            self.sync()
        assert self._index is not None
        return self._index

    def sync(self, *, rebuild: bool = False, force: bool = False) -> Synced:
        """Open the index if need be and make it equal the disk. Raises `Refused` for a vault emptied at once."""
        self.kept.clear()
        if self._index is not None:
            self._index.close()
        self._index, self._synced = open_index(
            self.root, self.config, rebuild=rebuild, force=force, progress=self._progress, warn=self._warn
        )
        from vaultnet.vault.sweep import sweep, sweep_folder

        with suppress(OSError):  # the journal that a killed command was writing
            sweep_folder(self.state)
        if self._synced.left:
            for path in sweep(self.root, self._synced.left):
                self._warn(f"{path}: text that another program saved while vaultnet wrote; compare it with the note")
        pulse.begin_day(self._index, self.day)
        return self._synced

    @property
    def until(self) -> str:
        """The last day that the agenda looks at."""
        return (self.today + timedelta(days=self.ahead - 1)).isoformat()

    def damaged(self) -> bool:
        """Whether the index file is damaged: asked when a question ended in a fault that nobody foresaw."""
        from vaultnet.index.store import index_path, is_damaged

        return is_damaged(index_path(self.root))

    def heal(self) -> None:
        """Take a damaged index away; the next question makes it anew."""
        from vaultnet.index.store import index_path
        from vaultnet.index.sync import discard

        if self._index is not None:
            self._index.close()
            self._index = None
        self._warn("the index was damaged: made anew from the notes")
        discard(index_path(self.root))

    def chapters(self, hook: str) -> list[ModuleType]:
        """The chapters that have this hook, in the order of their `ORDER` and name."""
        modules = [module for module in self._load_chapters() if hasattr(module, hook)]
        return sorted(modules, key=lambda module: (getattr(module, "ORDER", 50), module.__name__))

    def findings(self) -> list[Finding]:
        """Every fault in the vault's notes, by path and line."""
        return read_findings(self.index)

    def unread(self) -> list[Finding]:
        """The notes and folders that could not be read; none while no question has been asked."""
        found = read_findings(self._index) if self._index is not None else []
        return [finding for finding in found if finding.code == "unreadable"]

    def count_findings(self, checks: bool = False) -> tuple[int, int]:
        """How many findings stand, and how many are errors; (0, 0) while no question has been asked. Those that single
        notes have; with `checks` what the chapters find as well, which takes a look at many notes."""
        found, errors = count_findings(self._index) if self._index is not None else (0, 0)
        told = [one for chapter in self.chapters("check") for one in chapter.check(self)] if checks else []
        return found + len(told), errors + sum(one.severity == ERROR for one in told)

    def read(self, path: str) -> tuple[str, bytes]:
        """A note's text as it is on the disk now, and its bytes. Raises `Refused` for what cannot be edited safely."""
        from vaultnet.errors import Refused
        from vaultnet.vault.change import resolve_in_vault
        from vaultnet.vault.files import read_text

        text, raw, fault = read_text(resolve_in_vault(self.root, path))
        if fault is not None:
            raise Refused(fault.message, path=path, line=fault.line, hint=fault.hint)
        return text, raw

    def check(self, changes: "Sequence[Change]") -> None:
        """Raise the `Refused` that `apply` would raise before it writes."""
        from vaultnet.vault import write

        write.check(self.root, changes)

    def apply(self, changes: "Sequence[Change]", told: str) -> None:
        """Write changes to the disk, all or none, and remember them for `undo`. Raises `Refused`."""
        from vaultnet.vault import write

        self.wrote = True
        write.apply(self.root, changes, state=state_path(self.root), told=told)

    @property
    def state(self) -> str:
        """The folder that keeps what `undo` needs."""
        return state_path(self.root)

    def note(self, number: int) -> ask.NoteRow | None:
        """The note of this number in the index."""
        return ask.note_of(self.index, number)
