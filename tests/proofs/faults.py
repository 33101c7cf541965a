"""Figure 5, call by call: every file call of every command fails once, as on a disk that is full, broken or locked away.

Where `kills.py` ends the process, here it goes on: each note must be as it was or as it was to be, the cause be named,
the exit code be right, no temporary file be left after the next command, the index equal one made anew, and `undo` give
back what stood there before. Commands that only read must write nothing at all; the watcher must get over it.

    python tests/proofs/faults.py [STEP: every STEP-th call only]
"""

import contextlib
import errno
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from unittest.mock import patch

import harness
from every_command import READS, Call, unclassified, uncovered, writing_calls
from harness import Kept, Ran, base, difference, dump, hold, rebuilt, run_here, traceback_in
from kills import Trial, quick

from vaultnet.index.live import LiveIndex
from vaultnet.index.store import connect as connected
from vaultnet.index.store import index_path
from vaultnet.vault import disk, sweep
from vaultnet.vault.change import CAUSES
from vaultnet.vault.config import read_config

CODES = (errno.ENOSPC, errno.EIO, errno.EACCES)
ASKS = frozenset(
    "read scan list stat exists is_link real_path same_file writable".split()
)  # all others change something
PIECEMEAL = frozenset({"git setup", "git sync"})  # writes .gitattributes, then .gitignore; the next run adds what lacks
FINDING = re.compile(r"\d+ findings?: vaultnet doctor")
REFUSED, NO_SUCH_NAME, USAGE = 3, 4, 2
VERSIONS = {
    "base.md": "---\ntier: close\n---\n## Log\n- 2026-01-01 call: x\n",
    "ours.md": "---\ntier: inner\n---\n## Log\n- 2026-01-01 call: x\n- 2026-02-01 call: mine\n",
    "theirs.md": "---\ntier: close\n---\n## Log\n- 2026-01-01 call: x\n- 2026-03-01 call: theirs\n",
}


class Failing:
    """Lets file call number `at` fail with `code`, and remembers which it was."""

    def __init__(self, at: int, code: int) -> None:
        self.at, self.code = at, code
        self.count, self.hit = 0, ""

    def __call__(self, name: str, path: str) -> None:
        self.count += 1
        if self.count == self.at:
            self.hit = name
            raise OSError(self.code, os.strerror(self.code), path)


@contextlib.contextmanager
def hooked(hook: Callable[[str, str], None]) -> Iterator[None]:
    """The hook of the door, taken off in any case."""
    disk.on_call = hook
    try:
        yield
    finally:
        disk.on_call = None


def named(ran: Ran, code: int) -> bool:
    """Whether it is said what the disk refused."""
    causes = (os.strerror(code), CAUSES.get(code, ("",))[0])
    return any(cause and cause in ran.err for cause in causes)


def judge(trial: Trial, ran: Ran, code: int, where: str) -> None:
    """What holds after a command one of whose calls failed."""
    vault, what = trial.vault, f"{' '.join(trial.call)}, {where}: exit {ran.code}: {ran.all[:600]}"
    hold(not traceback_in(ran), what)
    now = vault.bytes()
    there = {path: text for path, text in now.items() if "/.vn-" not in f"/{path}"}
    told = named(ran, code) or FINDING.search(ran.err)  # a folder or note that cannot be read is a finding
    if ran.code == 0:  # what is not as it was to be was left out for a cause that is told
        hold(there == trial.after or told, f"{what}\nand the notes are not as they were to be")
        touched = {path for path, text in trial.before.items() if trial.after.get(path) != text}
        others = {path for path, text in trial.before.items() if there.get(path) != text} - touched
        hold(all(path in ran.all for path in others), f"{what}\nand others are changed, unsaid: {sorted(others)}")
    else:
        hold(told, f"{what}\nand the cause is not named")
        # a note or the settings that cannot be read: what they would have said is not there
        hold(ran.code in (REFUSED, NO_SUCH_NAME, USAGE), f"{what}\nand the exit code is another one")
        hold(there == trial.before or trial.name in PIECEMEAL, f"{what}\nand the notes are not as they were")
    with patch.object(sweep, "_dead", lambda pid: True):  # the next command is of this very process here
        trial.judge_what_is_left(what, there)


def at_every_call(trials: Iterable[Trial], step: int) -> int:
    """Each trial with each of its calls failing once (or every `step`-th); how many calls failed."""
    failed = 0
    for trial in trials:
        at, hit = 1, True
        while hit:
            for code in CODES if step == 1 else [CODES[failed % len(CODES)]]:
                trial.prepare()
                failing = Failing(at, code)
                with hooked(failing):
                    ran = trial.vault.run(*trial.call)
                hit = bool(failing.hit)
                if not hit:
                    break
                failed += 1
                judge(trial, ran, code, f"file call {at} ({failing.hit}) fails with {errno.errorcode[code]}")
            at += step
    return failed


def merging() -> int:
    """`git merge-file` with each of its calls failing; how many did."""
    folder = base() / "merging"
    folder.mkdir()
    before, at = Path.cwd(), 0
    os.chdir(folder)
    try:
        while True:
            at += 1
            for name, text in VERSIONS.items():
                (folder / name).write_text(text, encoding="utf-8")
            failing = Failing(at, code := CODES[at % len(CODES)])
            with hooked(failing):
                ran = run_here("git", "merge-file", *VERSIONS)
            left = sorted(path.name for path in folder.iterdir())
            what = f"git merge-file, file call {at} ({failing.hit}): exit {ran.code}: {ran.all}"
            hold(left == sorted(VERSIONS) and not traceback_in(ran), f"{what}\nleft {left}")
            ours = (folder / "ours.md").read_text(encoding="utf-8")
            if not failing.hit:
                hold(ran.code == 0 and "mine" in ours and "theirs" in ours, what)
                return at - 1
            if ran.code:
                hold(ran.code == REFUSED and named(ran, code) and ours == VERSIONS["ours.md"], what)
            else:
                hold("mine" in ours and "theirs" in ours, what)
    finally:
        os.chdir(before)


def reading(vault: Kept, commands: Iterable[tuple[str, list[Call]]], step: int) -> int:
    """Commands that only read: they change nothing, whichever call fails; how many calls failed."""
    failed = 0
    os.environ["EDITOR"] = "true"
    for name, call in ((name, (*name.split(), *call)) for name, calls in commands for call in calls):
        before, at = vault.bytes(), 1
        while True:
            failing, wrote = Failing(at, code := CODES[failed % len(CODES)]), []

            def hook(operation: str, path: str, failing: Failing = failing, wrote: list[str] = wrote) -> None:
                if operation not in ASKS:
                    wrote.append(f"{operation} {path}")
                failing(operation, path)

            with hooked(hook):
                ran = vault.run(*call)
            what = f"{' '.join(call)}, file call {at} ({failing.hit}): exit {ran.code}: {ran.all[:600]}"
            hold(not wrote, f"{what}\nand it wrote: {wrote}: give `{name}` a call in WRITES")
            hold(not traceback_in(ran) and (ran.code in (0, 1) or named(ran, code) or FINDING.search(ran.err)), what)
            hold(vault.bytes() == before, f"{what}\nand the notes are others")
            if not failing.hit:
                break
            failed += 1
            at += step
    return failed


def watching(vault: Kept) -> int:
    """What `watch` does after each event, with each of its calls failing: it writes nothing, and the next look mends it."""
    vault.put_back()
    root, at = str(vault.root), 0
    live = LiveIndex(root, read_config(root), lambda _: None)
    live.look()
    try:
        while True:
            at += 1
            path = "People/Mara Okafor.md"
            vault.write(path, vault.texts[path] + f"- 2026-11-2{at % 3} call: look {at}\n".encode())
            failing, before = Failing(at, CODES[at % len(CODES)]), vault.bytes()
            with hooked(failing), contextlib.suppress(OSError):
                live.look([path] if at % 2 else None)
            hold(vault.bytes() == before, f"the watcher wrote, file call {at}")
            live.look()  # what it plans after any fault
            with contextlib.closing(connected(index_path(root))) as connection:
                faults = difference(dump(connection), rebuilt(root, read_config(root)))
            hold(not faults, f"the watcher after file call {at} ({failing.hit}) failed: {faults[:5]}")
            if not failing.hit and at % 2 == 0:  # a look at everything makes the most calls
                return at - 1
    finally:
        live.close()
        vault.put_back()


def figure(step: int, calls: list[tuple[str, Call]] | None = None) -> str:
    """The proof: each call of every command (or of these) fails, or every `step`-th."""
    quick()
    missing = [*uncovered(), *unclassified()]
    hold(calls is not None or not missing, f"no call in tests/every_command.py for: {', '.join(missing)}")
    vault = harness.kept_sample()
    os.chdir(vault.root)
    time.sleep(2.1 if step == 1 else 0)  # until the index believes the notes' times
    chosen = writing_calls() if calls is None else calls
    failed = at_every_call((Trial(vault, name, call) for name, call in chosen), step)
    vault.put_back()
    vault.run("index")
    merged = merging()
    read = reading(vault, READS.items(), step)
    watched = watching(vault)
    return (f"faults: {failed:,} failed calls of {len(chosen)} writing commands, {merged} of git merge-file, {read} of "
            f"commands that read, {watched} of the watcher: every note as it was or as it was to be, every cause named, "
            "0 temporary files, index equal to one made anew")  # fmt: skip


if __name__ == "__main__":
    if sys.platform != "linux":
        harness.leave_out("it is written for Linux")
    harness.main(figure, 1)
