"""Figure 10: after any series of commands, edits, renames and syncs the index kept up equals one made anew.

    python tests/proofs/machine.py [RUNS]

A run begins with a small vault of a dozen notes out of the sample vault, and takes ten steps by chance: vaultnet's own
commands, writes of another program (whole, torn, emptied, restored), renames of notes and folders, sync copies, a git
conflict, changed settings, an undo, the root removed and made again. After every step the index is compared with a new
one, row by row: in one half of the runs as the next command finds it, in the other as a watcher has it after the events.
"""

import math
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from harness import PROJECT, Kept, Vault, base, hold, main, run_here, traceback_in

from vaultnet.basics.watch import ALL, Hint, Hints, hint_of
from vaultnet.errors import Refused
from vaultnet.index.live import LiveIndex
from vaultnet.vault.config import read_config

SAMPLE = PROJECT / "sample_vault"
RUNS, STEPS, NOTES = 2_000, 10, 12
BATCHED = 0.25  # how often a watcher hears of two happenings at once
ROOT_AGAIN = "the root removed and made again"
TEXTS = ["call: the new plan", "email in: a question", "gave advice: sleep", "got introduction: [[Tomás Reis]]",
         "news: moved", 'insight: "it eases" #topic/hbm', "thanked: for all of it", "? how is it going"]  # fmt: skip
DAYS = ["2026-11-20", "2026-11-23", "2026-12-01", "yesterday", "friday"]
TOMLS = ['channels = ["walk"]\n', "[tiers]\nclose = 10\n", '[folders]\nPeople = "person"\n', "per_week = 2\n", ""]


def figure(runs: int) -> str:
    """That many runs, every other one followed by a watcher's index; what was done, and that it held."""
    sources = sorted((SAMPLE).rglob("*.md"))
    steps = commands = looks = 0
    for run in range(runs):
        chance = random.Random(run)
        vault = _vault(chance, sources, run)
        live = Live(vault) if run % 2 else None
        done: list[str] = []
        for step in range(STEPS):
            act = chance.choice(ACTS)
            done.append(act(vault, chance))
            commands += done[-1].startswith("vaultnet")
            steps += 1
            if live is None:
                ran = run_here("index", "--vault", str(vault.root))
                hold(ran.code in (0, 1, 3) and not traceback_in(ran), f"run {run}, after {done[-1]}: {ran.all}")
                equal = ran.code != 3
            else:
                live.hear(done[-1])
                if step < STEPS - 1 and chance.random() < BATCHED:
                    continue  # the next happening falls into the same batch of events
                equal = live.look()
                looks += 1
            if equal:
                told = vault.index_faults()
                hold(not told, f"run {run}, after {'; '.join(done[-3:])}:\n" + "\n".join(told[:20]))
        if live is not None:
            live.index.close()
        shutil.rmtree(vault.root)
    return (f"machine: {runs:,} runs, {steps:,} steps, {commands:,} of them commands, {looks:,} looks of a watcher: the index "
            "equals a rebuild every time")  # fmt: skip


class Live:
    """The index of a watcher, which is told what changed by events alone: by the same functions that `watch` calls.

    The events are made from what the disk shows before and after, as the system would report them; so each run is the
    same every time. `watcher.py` has the system's own.
    """

    def __init__(self, vault: Kept) -> None:
        self.root = str(vault.root)
        self.index = LiveIndex(self.root, read_config(self.root), lambda _: None)
        self.index.look()
        self.hints = Hints()
        self.seen = self._shown()
        self.behind = False

    def _shown(self) -> dict[str, tuple[bool, tuple[int, ...]]]:
        shown = {}
        for folder, folders, names in os.walk(self.root):
            for name in [*folders, *names]:
                path = os.path.join(folder, name)
                stat = os.stat(path)
                what = () if name in folders else (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
                shown[path] = (name in folders, (stat.st_ino, *what))
        return shown

    def hear(self, said: str) -> None:
        """Take in the events of what was done."""
        before, self.seen = self.seen, self._shown()
        if said.startswith(ROOT_AGAIN):
            self.hints.add(Hint(ALL), 0.0)  # nothing is reported: the next tick sees another folder
            return
        for path in sorted(before.keys() | self.seen.keys()):
            if before.get(path) == self.seen.get(path):
                continue
            is_folder = (self.seen.get(path) or before[path])[0]
            kinds = ["deleted"] if path not in self.seen else ["modified", "closed"] if path in before else ["created"]
            for kind in kinds:
                hint = hint_of(self.root, kind, is_folder, (path,))
                if hint is not None:
                    self.hints.add(hint, 0.0)

    def look(self) -> bool:
        """Look at what the events hint at; whether the index is equal, which it is not where an emptied vault is refused."""
        while self.hints.due() < math.inf or self.behind:  # one hint may be due later than another
            paths = self.hints.take(self.hints.due()) if self.hints.due() < math.inf else None
            try:
                self.index.look(None if self.behind else paths)
            except Refused:
                self.behind = True  # every scan tries again
                if self.hints.due() == math.inf:
                    return False
            else:
                self.behind = False
        return True


def _vault(chance: random.Random, sources: list[Path], run: int) -> Kept:
    vault = Vault(base() / f"vault-{run}")
    people = [path for path in sources if path.parent.name == "People"]
    for path in {*chance.sample(people, NOTES // 2), *chance.sample(sources, NOTES // 2)}:
        vault.write(str(path.relative_to(SAMPLE)), path.read_text(encoding="utf-8"))
    vault.write("Me.md", (SAMPLE / "Me.md").read_text(encoding="utf-8"))
    return Kept(vault.root)


def _notes(vault: Kept) -> list[str]:
    found = (path.relative_to(vault.root) for path in vault.root.rglob("*.md") if path.is_file())
    return sorted(str(path) for path in found) or ["People/Nobody.md"]


def _person(vault: Kept, chance: random.Random) -> str:
    people = [path for path in _notes(vault) if path.startswith("People/")]
    return chance.choice(people or _notes(vault))


def _command(vault: Kept, chance: random.Random) -> str:
    one, other, note = _person(vault, chance), _person(vault, chance), chance.choice(_notes(vault))
    text, day, some = chance.choice(TEXTS), chance.choice(DAYS), chance.randrange(9)
    args = chance.choice([
        ["log", one, text, "--on", chance.choice(DAYS[:2])], ["promise", one, "send it", "--by", day], ["agenda", "--write"],
        ["followup", one], ["followup", "--due"], ["set", one, f"tier={chance.choice(['close', 'inner', ''])}"],
        ["set", one, "organization=Acme", "title=CTO"], ["due", one, "--snooze", "3w"], ["done", "send", "--move", "friday"],
        ["done", "send"], ["new", "person", f"New {some}", "tier=close"], ["move", one, f"Old {some}"],
        ["move", one, other, "--merge"], ["move", note, f"Archive/{some}"], ["undo"], ["undo"],
        ["prep", f"Lunch {some}", "--date", "2026-11-20"], ["debrief", note, "--met", f"Guest {some}"],
        ["session", one], ["request", "advice", one, "--for", "the plan"], ["request", note, "granted"],
        ["introduce", one, other], ["insight", one, "it gets better", "--topic", "hbm"], ["thank", one, "for the time"],
        ["share", "it", "--with", one], ["doctor", "--fix"],
    ])  # fmt: skip
    ran = run_here(*args, "--vault", str(vault.root), "--no-input")
    hold(not traceback_in(ran), f"{args}: {ran.all}")
    return f"vaultnet {' '.join(args)}"


def _put(vault: Kept, path: str, text: bytes) -> None:
    there = vault.root / path
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(text)


def _saved(vault: Kept, chance: random.Random) -> str:
    path = chance.choice(_notes(vault))
    there = vault.root / path
    before = there.read_bytes() if there.is_file() else b""
    line = f"- {chance.choice(DAYS[:2])} {chance.choice(TEXTS)}\n".encode()
    cut = chance.randrange(len(before) + 1)
    after = chance.choice([before + line, before[:cut], b"", before.replace(b"\n", b"\r\n"), before[:cut] + line + before[cut:],
                           before.replace(b"[[", b"[", 1), b"\xff\xfe" + before])  # fmt: skip
    if chance.random() < 0.5:  # as editors do that replace the file
        (there.parent / "x.tmp").write_bytes(after) if there.parent.is_dir() else None
        if there.parent.is_dir():
            (there.parent / "x.tmp").replace(there)
        return f"a save by rename of {path}"
    _put(vault, path, after)
    return f"a save of {path}"


def _moved(vault: Kept, chance: random.Random) -> str:
    path, name = chance.choice(_notes(vault)), chance.choice(["Ada", "Événement", "2026-11-22", "Tomás Reis", "hbm"])
    to = f"{chance.choice(['People', 'Events', 'Daily', 'Archive/x'])}/{name}.md"
    if (vault.root / path).is_file():
        (vault.root / to).parent.mkdir(parents=True, exist_ok=True)
        (vault.root / path).rename(vault.root / to)
    return f"{path} renamed to {to}"


def _folder(vault: Kept, chance: random.Random) -> str:
    folders = [path for path in vault.root.iterdir() if path.is_dir()]
    if not folders:
        return "nothing"
    one, to = (
        chance.choice(folders),
        vault.root / chance.choice(["People", "Kontakte", "Events", ".hidden", "templates"]),
    )
    if not to.exists():
        one.rename(to)
    return f"folder {one.name} renamed to {to.name}"


def _gone(vault: Kept, chance: random.Random) -> str:
    path = chance.choice(_notes(vault))
    (vault.root / path).unlink(missing_ok=True)
    return f"{path} deleted"


def _copied(vault: Kept, chance: random.Random) -> str:
    path = chance.choice(_notes(vault))
    mark = chance.choice([" (conflicted copy 2026-11-20)", ".sync-conflict-20261120-101010-ABCDEFG", " 2", "-LAPTOP"])
    if (vault.root / path).is_file():
        shutil.copy2(vault.root / path, vault.root / f"{path[:-3]}{mark}.md")
    return f"a copy of {path}"


def _conflict(vault: Kept, chance: random.Random) -> str:
    path = chance.choice(_notes(vault))
    there = vault.root / path
    if there.is_file():
        lines = there.read_bytes().split(b"\n")
        at = chance.randrange(len(lines))
        lines[at:at] = [
            b"<<<<<<< ours",
            b"- 2026-11-20 call: one",
            b"=======",
            b"- 2026-11-20 call: two",
            b">>>>>>> theirs",
        ]
        there.write_bytes(b"\n".join(lines))
    return f"a git conflict in {path}"


def _settings(vault: Kept, chance: random.Random) -> str:
    _put(vault, "vaultnet.toml", chance.choice(TOMLS).encode())
    return "other settings"


def _again(vault: Kept, chance: random.Random) -> str:
    """A note restored with its old time, as `cp -p` or a sync program does."""
    path = chance.choice(_notes(vault))
    there = vault.root / path
    if there.is_file():
        stat = there.stat()
        there.write_bytes(there.read_bytes()[::-1])
        os.utime(there, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    time.sleep(0.002)
    return f"{path} restored with its old time"


def _root_again(vault: Kept, chance: random.Random) -> str:
    """The vault removed and made again, whole or in part, as a sync program or a disk that was away does."""
    texts = vault.bytes()
    shutil.rmtree(vault.root)
    vault.root.mkdir()
    share = chance.choice([0.0, 0.3, 0.8, 1.0, 1.0])
    for path, text in texts.items():
        if chance.random() <= share:
            _put(vault, path, text)
    return f"{ROOT_AGAIN}, {share:.0%} of it"


Act = Callable[[Kept, random.Random], str]
ACTS: list[Act] = [
    *[_command] * 6,
    *[_saved] * 3,
    _moved,
    _moved,
    _folder,
    _gone,
    _copied,
    _conflict,
    _settings,
    _again,
    _root_again,
]

if __name__ == "__main__":
    main(figure, RUNS)
