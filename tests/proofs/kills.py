"""Figure 2: `kill -9` at every file call of every writing command, and at random points in a real process.

A killed command may leave each note as it was or as it was to be, nothing between; the next command leaves no temporary
file, its index equals one made anew, and `undo` gives back what stood there before.

    python tests/proofs/kills.py [RANDOM_KILLS]
"""

import hashlib
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import harness
from every_command import FIRST, NO_NOTES, NOT_UNDONE, NOTES, Call, uncovered, writing_calls
from harness import Bytes, Kept, ended, forked, hold

from vaultnet.index.store import index_path
from vaultnet.vault import disk, write

INDEX = "index"  # killed at random too, while it makes an index from nothing


class Trial:
    """One call on one vault, to be killed again and again."""

    def __init__(self, vault: Kept, name: str, call: Call) -> None:
        self.vault, self.name, self.call = vault, name, call
        self.rebuilt: dict[str, list[str]] = {}
        self.prepare()
        self.before = vault.bytes()
        begun = time.perf_counter()
        hold(vault.run(*call).code == 0, f"{' '.join(call)} does not work on the sample vault")
        self.seconds = time.perf_counter() - begun
        self.after = vault.bytes()
        hold(
            name in (INDEX, "init", *NO_NOTES) or self.after != self.before,
            f"{' '.join(call)} writes nothing: no proof",
        )

    def prepare(self) -> None:
        """The vault as it is to be before the call."""
        self.vault.put_back()
        for path, text in NOTES.get(self.name, {}).items():
            os.utime(self.vault.write(path, text), (1, 1))
        for first in FIRST.get(self.name, []):
            self.vault.ok(*first)
        if self.name == INDEX:
            shutil.rmtree(Path(index_path(str(self.vault.root))).parent, ignore_errors=True)
        else:
            self.vault.run(INDEX)

    def judge(self, where: str) -> None:
        """What holds after the kill; `where` it was."""
        vault, what = self.vault, f"{' '.join(self.call)} killed {where}"
        self._nothing_lost(vault.bytes(), what)
        self.judge_what_is_left(what)

    def judge_what_is_left(self, what: str, known: Bytes | None = None) -> None:
        """What holds once the next command has run; `known`: the notes, judged already, which it must not change."""
        vault = self.vault
        ran = vault.run(INDEX)
        hold(ran.code in (0, 1) and not harness.traceback_in(ran), f"{what}: the next command says {ran.all}")
        hold("saved while" not in ran.err, f"{what}: {ran.err}")
        now = vault.bytes()
        if known is None:
            self._nothing_lost(now, what)
        else:
            hold(now == known, f"{what}: the next command changes notes")
        hold(not vault.temporaries(), f"{what}: left {vault.temporaries()}")
        told = hashlib.sha256(repr(sorted(now.items())).encode()).hexdigest()
        if self.name == INDEX or told not in self.rebuilt:  # the same notes by the same steps: compared already
            faults = vault.index_faults()
            hold(not faults, f"{what}: the index is another than one made anew: {faults[:3]}")
            self.rebuilt[told] = faults
        if self.name not in NOT_UNDONE:
            vault.run("undo")
            hold(vault.bytes() == self.before, f"{what}: undo does not give back what was there")

    def _nothing_lost(self, now: Bytes, what: str) -> None:
        before, after = self.before, self.after
        moved = {before[path] for path in before.keys() - after.keys()}
        for path in before.keys() | after.keys() | now.keys():
            if "/.vn-" in f"/{path}":
                continue
            allowed = {before.get(path), after.get(path)} | (moved if path not in before else set())
            hold(now.get(path) in allowed, f"{what}: {path} is neither as it was nor as it was to be")
        made = {after[path] for path in after.keys() - before.keys()}
        done = all(now.get(path) == text for path, text in after.items())
        for path in before.keys() - after.keys():  # moved, or merged into a note that is as it was to be
            hold(path in now or done or (made | {before[path]}) & set(now.values()), f"{what}: {path} is lost")


def quick() -> None:
    """Nothing waits for an editor: the notes were quiet for years."""
    write._GRACE = 0


def at_call(trial: Trial, at: int) -> tuple[bool, str]:
    """The command, killed before its file call number `at`; whether it came to that, and which call it was."""
    trial.prepare()
    reading, writing = os.pipe()

    def work() -> int:
        count = 0

        def hook(name: str, path: str) -> None:
            nonlocal count
            count += 1
            if count == at:
                os.write(writing, name.encode())
                os.kill(os.getpid(), signal.SIGKILL)

        disk.on_call = hook
        return trial.vault.run(*trial.call).code

    killed = ended(forked(work)) == -signal.SIGKILL
    os.close(writing)
    with open(reading, encoding="ascii") as pipe:
        return killed, pipe.read()


def at_every_call(trials: Iterable[Trial], step: int = 1) -> int:
    """Every trial killed at every call (or every `step`-th); how many kills that made."""
    kills = 0
    for trial in trials:
        at, killed = 1, True
        while killed:
            killed, name = at_call(trial, at)
            kills += killed
            trial.judge(f"at file call {at} ({name or 'none'})")
            at += step
    return kills


def at_random(trials: list[Trial], times: int, chance: random.Random) -> int:
    """Processes killed from outside, at any moment; how many were still at it."""
    kills = 0
    for _ in range(times):
        trial = chance.choice(trials)
        trial.prepare()
        pid = forked(lambda trial=trial: trial.vault.run(*trial.call).code)  # type: ignore[misc]
        after = chance.uniform(0.001, 1.3 * trial.seconds + 0.005)
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
        kills += ended(pid) == -signal.SIGKILL
        trial.judge(f"after {after * 1000:.1f} ms")
    return kills


def figure(times: int, calls: list[tuple[str, Call]] | None = None, step: int = 1) -> str:
    """The proof: `times` kills at random, and one at every file call of every writing command (or of these `calls`)."""
    quick()
    missing = uncovered() if calls is None else []
    vault = harness.kept_sample()
    os.chdir(vault.root)
    time.sleep(2.1 if step == 1 else 0)  # until the index believes the notes' times
    trials = [Trial(vault, name, call) for name, call in (writing_calls() if calls is None else calls)]
    counted = at_every_call(trials, step)
    trials.append(Trial(vault, INDEX, (INDEX,)))
    hit = at_random(trials, times, random.Random(2))
    names = {trial.name for trial in trials} - {INDEX}
    hold(not missing, f"no call in tests/every_command.py for: {', '.join(missing)} ({len(names)} commands held)")
    return (f"kills: {counted} at file calls of {len(names)} commands, {times} at random ({hit} before the command's end):"
            " 0 bytes lost, 0 temporary files after the next command, index equal to one made anew")  # fmt: skip


if __name__ == "__main__":
    if sys.platform != "linux":
        harness.leave_out("it is written for Linux")
    harness.main(figure, 1_000)
