"""A watcher at work on a small vault, for the tests of `watch`."""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from indexes import difference, dump, rebuilt

from vaultnet.basics import watch as module
from vaultnet.index.store import connect, index_path
from vaultnet.vault.config import read_config

PATIENCE = 20.0
NEVER = 3600.0
NEW = "---\ntype: person\naliases: [Enchantress]\n---\n\n- 2026-02-07 coffee with [[P3]]: looms\n"


def wait_until(what: Callable[[], object], patience: float = PATIENCE) -> bool:
    """Whether it came true before our patience ended."""
    end = time.monotonic() + patience
    while not what():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def write(path: Path, text: str = "") -> Path:
    """Make a note, its folder included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or f"# {path.stem}\n\nA friend of [[Ada]].\n")
    return path


class Watching:
    """A watcher at work in a thread."""

    def __init__(self, root: Path, every: float = NEVER) -> None:
        self.root = root
        self.lines: list[str] = []
        self.warnings: list[str] = []
        self.failed: list[BaseException] = []
        self.stop = threading.Event()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(every,), daemon=True)
        self.thread.start()
        assert self.ready.wait(PATIENCE), self.failed or self.warnings

    def _run(self, every: float) -> None:
        try:
            module.watch(
                str(self.root), read_config(str(self.root)), tell=self.lines.append, warn=self.warnings.append,
                stop=self.stop, reconcile_seconds=every, ready=lambda _: self.ready.set(),
            )  # fmt: skip
        except BaseException as error:
            self.failed.append(error)

    def told(self, *lines: str) -> bool:
        """Whether all these lines are told, sooner or later."""
        return wait_until(lambda: set(lines) <= set(self.lines))

    def left(self) -> list[str]:
        """What tells the index apart from one made anew, once that is nothing or our patience ends."""
        rows = ["not looked yet"]

        def same() -> bool:
            wanted = rebuilt(str(self.root), read_config(str(self.root)))
            try:
                with closing(connect(index_path(str(self.root)))) as connection:
                    rows[:] = difference(dump(connection), wanted)[:20]
            except sqlite3.DatabaseError as error:
                rows[:] = [repr(error)]
            return not rows

        wait_until(same)
        return rows

    def end(self) -> None:
        """Stop, which must succeed in any case."""
        self.stop.set()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
        assert not self.failed


def in_place(note: Path) -> None:
    note.write_text(NEW)


Start = Callable[..., Watching]


def small_vault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A vault of 38 notes that link to each other; its index beside it."""
    monkeypatch.setenv("VAULTNET_CACHE_DIR", str(folder / "cache"))
    monkeypatch.setattr(module, "TICK", 0.05)  # only so that the tests end sooner
    root = folder / "vault"
    write(root / "People" / "Ada.md", "---\ntype: person\naliases: [Countess]\n---\n\n- 2026-01-05 call: engines\n")
    for number in range(12):
        write(
            root / "People" / "Old" / f"P{number}.md",
            f"# P{number}\n\n- [ ] write to [[Ada]] by 2026-02-0{number % 9}\n",
        )
    for number in range(25):
        write(root / "Meetings" / f"2026-01-{number + 1:02} Talk.md", f"- 2026-01-05 met [[P{number % 12}]], [[Ada]]\n")
    return root
