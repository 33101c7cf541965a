"""Figure 6: whatever happens to a vault, its watcher has the index equal to a rebuild within five seconds, and lives.

    python tests/proofs/watcher.py [NOTES]

A checkout of 10,000 notes and back, saves of vim (the real one, where there is one), VS Code and Obsidian, folders moved
inside, out and in, the root removed and made again, a watcher killed and another begun. The limit of 50 watches has a
proof of its own, `watch_limits.py`.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from harness import TESTS, base, difference, dump, hold, main, rebuilt

sys.path.insert(0, str(TESTS / "basics"))
from test_watch import as_obsidian, as_vim, as_vs_code
from watching import NEW, Watching, wait_until, write

from vaultnet.basics import watch as module
from vaultnet.basics.watch import Hint, Hints
from vaultnet.index.store import connect, index_path
from vaultnet.vault.config import read_config

NOTES = 10_000
SECONDS, EVENTS, PATIENCE = 5.0, 20, 60.0
NOTE = """---
type: person
tier: close
knows:
  - "[[P{other}]]"
---
Text of branch {branch}.

## Log
- 2026-11-0{branch} call: plans, and what [[P{other}]] said
- 2026-10-01 email in: a question
"""


def figure(notes: int) -> str:
    """What was done, how long the index took, and how many events one edit gave."""
    told = _checkouts(base() / "large", notes)
    root = base() / "vault"
    _branches(root, 200)
    hints = _counted()
    watching = Watching(root)
    try:
        told += _saves(root, watching, hints)
        told += _folders(root, watching)
        told.append(("root removed and made again", _root_again(root, watching)))
        hold(watching.thread.is_alive() and not watching.failed, f"the watcher died: {watching.failed}")
    finally:
        watching.end()
    told.append(("killed watcher, another begun", _killed(root)))
    late = [f"{what}: {seconds:.1f} s" for what, seconds in told if seconds > SECONDS]
    hold(not late, "; ".join(late))
    worst = max(told, key=lambda one: one[1])
    most = max(hints[1])
    hold(most <= EVENTS, f"{most} events for one edit")
    return (f"watcher: {len(told)} happenings, index equal to a rebuild each time, slowest {worst[1]:.1f} s ({worst[0]});"
            f" 0 deaths; at most {most} events an edit")  # fmt: skip


def _seconds(what: str, true: Callable[[], bool]) -> float:
    begun = time.monotonic()
    hold(wait_until(true, PATIENCE), f"{what}: not followed within {PATIENCE:.0f} s")
    return time.monotonic() - begun


def _checkouts(root: Path, notes: int) -> list[tuple[str, float]]:
    """A branch and back under the eyes of `vaultnet watch`, a process of its own, as people have it running."""
    _branches(root, notes)
    out, err = base() / "out", base() / "err"
    command = [sys.executable, "-m", "vaultnet", "--vault", str(root), "watch"]
    with out.open("wb") as lines, err.open("wb") as remarks:
        process = subprocess.Popen(command, stdout=lines, stderr=remarks, env=dict(os.environ))
    told = []
    try:
        _seconds("start", lambda: b"watching" in err.read_bytes())
        paths = {f"People/P{number}.md" for number in range(notes)}
        for branch in ("one", "two"):
            mark = out.stat().st_size
            _git(root, "checkout", "-q", branch)
            done = _seconds("checkout", lambda mark=mark: paths <= _there(out.read_text()[mark:].splitlines()))
            told.append((f"checkout of {notes:,} notes", done))
            with closing(connect(index_path(str(root)))) as connection:
                faults = difference(dump(connection), rebuilt(str(root), read_config(str(root))))
            hold(not faults, f"after a checkout: {faults[:5]}")
        hold(process.poll() is None, f"the watcher died: {err.read_text()}")
    finally:
        process.terminate()
        process.wait()
    return told


def _there(lines: list[str]) -> set[str]:
    """The notes told of that are not gone: one that is away for a moment may be told as removed, then as added."""
    last = dict(reversed(line.split(" ", 1)) for line in lines if " " in line)
    return {path for path, kind in last.items() if kind != "removed"}


def _branches(root: Path, notes: int) -> None:
    """A repository with two branches in which every note is another."""
    for branch, name in ((1, "one"), (2, "two")):
        for number in range(notes):
            text = NOTE.format(branch=branch, other=(number * 7 + branch) % notes)
            write(root / "People" / f"P{number}.md", text)
        if name == "one":
            write(root / "People" / "Ada.md")
            write(root / "Old" / "Note.md")
            _git(root, "init", "-q", "-b", "one")
        else:
            _git(root, "checkout", "-qb", "two")
        _git(root, "add", "-A")
        _git(root, "commit", "-qm", name)


def _git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", "-c", "gc.auto=0")
    subprocess.run(("git", *who, *words), cwd=root, check=True, capture_output=True)


def _counted() -> tuple[list[Hint], list[int]]:
    """Counts what the watcher hears: hints since the last look, and how many each edit gave."""
    hints: list[Hint] = []

    class Counted(Hints):
        def add(self, hint: Hint, now: float) -> None:
            hints.append(hint)
            super().add(hint, now)

    module.Hints = Counted  # type: ignore[misc]
    return hints, []


def _vim(note: Path) -> None:
    """The real editor, with the backup that a home folder's settings would make."""
    subprocess.run(["vim", "-Nu", "NONE", "-es", "-c", "set backupskip= writebackup", "-c", "normal! Goby vim", "-c", "wq",
                    str(note)], check=True, capture_output=True, stdin=subprocess.DEVNULL)  # fmt: skip


def _saves(root: Path, watching: Watching, hints: tuple[list[Hint], list[int]]) -> list[tuple[str, float]]:
    told = []
    ways = [("VS Code", as_vs_code), ("Obsidian", as_obsidian), ("vim as traced", as_vim)]
    ways += [("vim", _vim)] if shutil.which("vim") else []
    note = root / "People" / "Ada.md"
    for name, save in ways:
        note.write_text("before\n")
        hold(not watching.left(), "before a save")
        time.sleep(0.3)
        watching.lines.clear()
        hints[0].clear()
        save(note)
        told.append((f"a save of {name}", _seconds(name, lambda: "People/Ada.md" in _there(watching.lines.copy()))))
        hold(not watching.left(), f"after a save of {name}")
        time.sleep(0.3)
        hints[1].append(len(hints[0]))
    return told


def _folders(root: Path, watching: Watching) -> list[tuple[str, float]]:
    outside = root.parent / "outside"
    told = []
    for name, old, new in (("inside", root / "Old", root / "Archive"), ("out", root / "Archive", outside),
                           ("in", outside, root / "Back")):  # fmt: skip
        watching.lines.clear()
        old.rename(new)
        told.append((f"a folder moved {name}", _seconds(name, lambda: bool(watching.lines))))
        hold(not watching.left(), f"after a folder was moved {name}")
    return told


def _root_again(root: Path, watching: Watching) -> float:
    away = root.with_name("away")
    root.rename(away)
    root.mkdir()
    time.sleep(1)
    root.rmdir()
    away.rename(root)
    time.sleep(1)
    watching.lines.clear()
    write(root / "People" / "Late.md", NEW)
    seconds = _seconds("root", lambda: any("Late.md" in line for line in watching.lines))
    hold(not watching.left(), "after the root was made again")
    return seconds


def _killed(root: Path) -> float:
    """A watcher in a process of its own is killed while notes change; the next one makes up for it."""
    command = [sys.executable, "-m", "vaultnet", "--vault", str(root), "watch"]
    first = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=dict(os.environ)
    )
    time.sleep(2)
    for number in range(50):
        write(root / "People" / f"P{number}.md", NEW)
        if number == 25:
            first.send_signal(signal.SIGKILL)
    first.wait()
    begun = time.monotonic()
    second = Watching(root)
    try:
        hold(second.thread.is_alive(), "the second watcher died")
        seconds = time.monotonic() - begun
        hold(not second.left(), f"after a killed watcher: {second.left()[:5]}")
    finally:
        second.end()
    return seconds


if __name__ == "__main__":
    main(figure, NOTES)
