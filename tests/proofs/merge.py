"""A proof, not a test: notes edited on two machines at once are merged without losing a line, or having one twice.

First random pairs of edits of one note, merged by the function itself and, to compare, by plain git. Then three clones
of a bare repository under random concurrent work, brought together by `vaultnet git sync` (a rebase), `git merge` and
`git cherry-pick`. A merge that counts is one run of the driver, started by git; what each was given and gave is kept.

    python tests/proofs/merge.py [PAIRS] [MERGES]       10,000 pairs, and work until git has merged 10,000 notes
"""

import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[2]))

from vaultnet.text.frontmatter import conflict_line, read_front
from vaultnet.text.merge import Merged, merge

PAIRS, MERGES, MOST_CONFLICTS = 10_000, 10_000, 0.05
DAY = date(2026, 1, 1)
WORDS = (
    "pricing looms scope venue budget latency hiring review talk draft garden on-call compilers café 日本 größe".split()
)
MARK = re.compile(r"\[mark:: ([0-9a-z-]+)\]")
KEYS = ("tier", "title", "location", "organization", "birthday", "email", "phone", "cadence")
LISTS = ("tags", "aliases", "interests", "expertise")


# A note and its edits -----------------------------------------------------------------------------------------------


class Style(NamedTuple):
    """How a note is laid out; the same for all who edit it."""

    eol: str
    mark: bool
    bare: bool
    newest_first: bool


class Draft:
    """A note in parts, so that an edit is one line of code."""

    def __init__(self, dice: random.Random, label: str) -> None:
        self.dice, self.label, self.count = dice, label, 0
        self.front: list[list[str]] = [["type: person"], ["last_contact: 2026-03-01"]]
        for key in KEYS[: dice.randrange(2, 6)]:
            comment = ["# what I know of it"] if dice.random() < 0.1 else []
            self.front.append([*comment, f"{key}: {self.value()}{'  # as told' if dice.random() < 0.1 else ''}"])
        for key in LISTS[: dice.randrange(1, 4)]:
            self.front.append(self.listed(key, [self.word() for _ in range(dice.randrange(1, 4))]))
        self.prose = [f"{' '.join(self.word() for _ in range(6))}." for _ in range(dice.randrange(0, 4))]
        self.region = [f"**Who:** {self.word()}"] if dice.random() < 0.3 else []
        self.tasks = [self.task() for _ in range(dice.randrange(0, 4))]
        self.log: list[str] = []
        for number in range(dice.randrange(0, 6)):
            self.log.append(self.entry(DAY + timedelta(days=7 * number)))
        self.style = Style(dice.choice(("\n", "\n", "\n", "\r\n", "\r")), dice.random() < 0.1, dice.random() < 0.2,
                           dice.random() < 0.3)  # fmt: skip
        if self.style.newest_first:
            self.log.reverse()

    def word(self) -> str:
        return self.dice.choice(WORDS)

    def value(self) -> str:
        word = self.word()
        return self.dice.choice((word, f'"{word} {self.word()}"', f"'{word}'", str(self.dice.randrange(100))))

    def listed(self, key: str, items: list[str]) -> list[str]:
        items = list(dict.fromkeys(items))
        if self.dice.random() < 0.2:
            return [f"{key}: [{', '.join(items)}]"]
        return [f"{key}:", *(f"  - {item}" for item in items)]

    def marked(self) -> str:
        """A mark that no other line has: what must be there in the end."""
        self.count += 1
        return f"[mark:: {self.label}-{self.count}]"

    def entry(self, day: date) -> str:
        channel = self.dice.choice(("call", "coffee with [[Grace Hopper]]", "email out", "gave advice", "news"))
        more = f"\n  {self.word()} {self.marked()}" if self.dice.random() < 0.1 else ""
        return f"- {day} {channel}: {self.word()} {self.word()} {self.marked()}{more}"

    def task(self) -> str:
        return f"- [ ] {self.word()} the {self.word()} {self.marked()} #promise 📅 2026-0{self.dice.randrange(4, 9)}-01"

    def text(self) -> str:
        region = (
            ["%% vaultnet:begin briefing %%", *self.region, "%% vaultnet:end briefing %%", ""] if self.region else []
        )
        parts = ["---", *(line for chunk in self.front for line in chunk), "---", *region, *self.prose]
        for heading, lines in (("## Open", self.tasks), ("## Log", self.log)):
            if lines:
                parts += ["", heading, *lines]
        text = "\n".join(parts) + ("" if self.style.bare else "\n")
        return ("\ufeff" if self.style.mark else "") + text.replace("\n", self.style.eol)


def log(note: Draft) -> None:
    day = DAY + timedelta(days=note.dice.randrange(70, 200))
    note.log.insert(0 if note.style.newest_first else len(note.log), note.entry(day))
    note.front[1] = [f"last_contact: {max(note.front[1][0][14:], str(day))}"]


def tick(note: Draft) -> None:
    if note.tasks:
        place = note.dice.randrange(len(note.tasks))
        note.tasks[place] = note.tasks[place].replace("[ ]", "[x]", 1) + " ✅ 2026-03-02"


def promise(note: Draft) -> None:
    note.tasks.append(note.task())


def field(note: Draft) -> None:
    key = note.dice.choice(KEYS)
    there = [place for place, chunk in enumerate(note.front) if chunk[-1].startswith(f"{key}:")]
    if there:
        note.front[there[0]][-1] = f"{key}: {note.value()}"
    else:
        note.front.append([f"{key}: {note.value()}"])


def item(note: Draft) -> None:
    places = [p for p, chunk in enumerate(note.front) if chunk[0].partition(":")[0] in LISTS]
    if not places:
        return
    place = note.dice.choice(places)
    chunk = note.front[place]
    key, _, flow = chunk[0].partition(":")
    items = flow.strip(" []").split(", ") if flow else [line[4:] for line in chunk[1:]]
    if note.dice.random() < 0.3 and len(items) > 1:
        items.pop(note.dice.randrange(len(items)))
    else:
        items.insert(note.dice.randrange(len(items) + 1), note.word())
    note.front[place] = note.listed(key, items)


def reword(note: Draft) -> None:
    if note.log:
        place = note.dice.randrange(len(note.log))
        note.log[place] = note.log[place].replace(": ", f": {note.word()} and ", 1)


def write(note: Draft) -> None:
    if note.prose:
        note.prose[note.dice.randrange(len(note.prose))] = f"{note.word()} {note.word()} {note.word()}."


def render(note: Draft) -> None:
    note.region = [f"**Who:** {note.word()} {note.word()}", f"**Ask:** {note.word()}"][: note.dice.randrange(1, 3)]


def comment(note: Draft) -> None:
    note.front[-1] = [f"# {note.word()} {note.marked()}", *note.front[-1]]


EDITS: list[tuple[Callable[[Draft], None], int]] = [
    (log, 50), (tick, 10), (promise, 9), (item, 10), (field, 10), (reword, 5), (render, 6), (write, 3), (comment, 1),
]  # fmt: skip


def edit(note: Draft) -> None:
    """What a person does to a note between two syncs."""
    for do in note.dice.choices([do for do, _ in EDITS], [weight for _, weight in EDITS], k=note.dice.randrange(1, 4)):
        do(note)


def known(note: Draft, dice: random.Random) -> None:
    """The same new line on both sides, each where that side adds its own: a copy pasted, or a sync program's."""
    day = DAY + timedelta(days=dice.randrange(70, 200))
    line = f"- {day} call: {dice.choice(WORDS)} {dice.choice(WORDS)} [mark:: both-1]"
    note.log.insert(0 if note.style.newest_first else len(note.log), line)


def pair(seed: int) -> tuple[str, str, str]:
    """A note, and what two machines made of it."""
    texts = []
    for label in ("base", "ours", "theirs"):
        note = Draft(random.Random(seed), "base")
        if label != "base":
            note.label, note.count = label, 0
            note.dice = random.Random(f"{seed} {label}")
            edit(note)
            if (
                random.Random(f"{seed} both").random() < 0.15
            ):  # one machine's line that reached the other by another way
                known(note, random.Random(f"{seed} known"))
        texts.append(note.text())
    return texts[0], texts[1], texts[2]


# What must hold -----------------------------------------------------------------------------------------------------


def twice(base: str, ours: str, theirs: str, merged: str) -> list[str]:
    """What stands more often in a merged note than on either side: dated and ticked lines, and their marks.

    What is in conflict is shown with both sides' texts and does not count. A mark that stands on several lines because
    somebody took both of two lines in conflict stands on as many as there are, where neither side changed those of the base.
    """
    outside = re.sub(r"(?ms)^<{7} .*?^>{7} [^\n]*", "", merged.replace("\r\n", "\n").replace("\r", "\n"))
    seen, before, one, two = (_lines_and_marks(text) for text in (outside, base, ours, theirs))
    found = []
    for what, lines in seen.items():
        most = max(one[what].total(), two[what].total())
        if lines.total() > most and most > 1 and not before[what] - one[what] and not before[what] - two[what]:
            most = (one[what] | two[what]).total()
        if lines.total() > most:
            found.append(what)
    return sorted(found)


def _lines_and_marks(text: str) -> defaultdict[str, Counter[str]]:
    """The dated and ticked lines, and the marks; each with the lines on which it stands."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for line in (line.strip() for line in re.split(r"\r\n|\n|\r", text)):
        if re.match(r"- (\d{4}-\d\d-\d\d|\[.\]) ", line):
            found[line][line] += 1
        for mark in MARK.findall(line):
            found[mark][line] += 1
    return found


def faults(base: str, ours: str, theirs: str) -> Iterator[str]:
    """What a merge of these does wrong."""
    merged, swapped = merge(base, ours, theirs), merge(base, theirs, ours)
    lost = (set(MARK.findall(ours)) | set(MARK.findall(theirs))) - set(MARK.findall(merged.text))
    if lost:
        yield f"lost: {sorted(lost)}"
    if more := twice(base, ours, theirs, merged.text):
        yield f"stands twice: {more}"
    front = read_front(merged.text)
    if front.faults:
        yield f"the frontmatter cannot be read: {front.faults[0].message}"
    if len(merged.conflicts) != len(swapped.conflicts):
        yield "more conflicts with the sides swapped"
    if not merged.conflicts and merged.text != swapped.text:
        yield "another result with the sides swapped"
    if _settled(front.fields) != _settled(read_front(swapped.text).fields):
        yield "other values with the sides swapped"
    later = max(str(read_front(side).fields.get("last_contact")) for side in (ours, theirs))
    if str(front.fields.get("last_contact")) != later:
        yield "an earlier last_contact"
    if not merged.conflicts and conflict_line(merged.text.replace("\r\n", "\n").replace("\r", "\n")):
        yield "markers, and no conflict"
    ends = set(re.findall(r"\r\n|\n|\r", ours))
    if set(re.findall(r"\r\n|\n|\r", merged.text)) - ends:
        yield "other line ends"
    bare = {text.endswith(("\r", "\n")) for text in (base, ours, theirs)}
    if merged.text.startswith("\ufeff") != ours.startswith("\ufeff") or (
        len(bare) == 1 and merged.text.endswith(("\r", "\n")) not in bare
    ):
        yield "byte-order mark or last line end changed"
    for one, two, result in ((ours, ours, ours), (base, theirs, theirs), (ours, base, ours)):
        if merge(base, one, two) != Merged(result, ()):
            yield "one side only, and not taken as it is"


def _settled(fields: dict[str, object]) -> list[tuple[str, str]]:
    """The values, with those in conflict in one order."""
    shown = {}
    for key, value in fields.items():
        other = fields.get(f"conflict_{key}")
        shown[key.removeprefix("conflict_")] = sorted([repr(value), repr(other)]) if other is not None else repr(value)
        if key.startswith("conflict_"):
            shown[key.removeprefix("conflict_")] = sorted(
                [repr(value), repr(fields.get(key.removeprefix("conflict_")))]
            )
    return sorted((key, str(value)) for key, value in shown.items())


def git_merge(folder: Path, base: str, ours: str, theirs: str) -> tuple[bool, bool]:
    """Whether plain git is in conflict about these, and whether what it leaves has a readable frontmatter."""
    for name, text in (("O", base), ("A", ours), ("B", theirs)):
        (folder / name).write_bytes(text.encode())
    done = subprocess.run(["git", "merge-file", "-p", "A", "O", "B"], cwd=folder, capture_output=True, check=False)
    return done.returncode != 0, not read_front(done.stdout.decode()).faults


def prove_pairs(count: int, *, plain: bool = True) -> bool:
    """Merge random pairs; print what came out."""
    conflicts = git_conflicts = git_broken = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(count):
            base, ours, theirs = pair(seed)
            conflicts += bool(merge(base, ours, theirs).conflicts)
            for fault in faults(base, ours, theirs):
                wrong += 1
                if wrong <= 20:
                    print(f"merge: pair {seed}: {fault}")
            if plain:
                conflict, readable = git_merge(Path(folder), base, ours, theirs)
                git_conflicts, git_broken = git_conflicts + conflict, git_broken + (not readable)
    share = conflicts / count
    print(f"merge: {count} pairs, {wrong} faults, {conflicts} conflicts ({share:.1%}, at most {MOST_CONFLICTS:.0%})")
    if plain:
        print(f"merge: plain git had {git_conflicts} conflicts ({git_conflicts / count:.1%}), "
              f"{git_broken} times with a frontmatter that cannot be read")  # fmt: skip
    return not wrong and share <= MOST_CONFLICTS


# Three clones -------------------------------------------------------------------------------------------------------

NOTES, SEASON = 30, 1_000
WAYS = ("sync", "sync", "merge", "cherry-pick")


def change(clone: Path, dice: random.Random, mark: str) -> None:
    """One edit of one note of a clone, as vaultnet's commands make it; each line wears a mark of its own."""
    from vaultnet.text.edit import add_item, append_line, set_field
    from vaultnet.text.tasks import complete

    path = clone / "People" / f"Person {dice.randrange(NOTES)}.md"
    text = path.read_bytes().decode()
    if conflict_line(text):
        return
    kind = dice.choices(("log", "field", "tag", "promise", "tick", "new"), (60, 8, 10, 10, 8, 4))[0]
    day = DAY + timedelta(days=dice.randrange(300))
    if kind == "log":
        old = str(read_front(text).fields.get("last_contact"))
        text = append_line(text, "Log", f"- {day} call: {dice.choice(WORDS)} [mark:: {mark}]")
        text = set_field(text, "last_contact", max(old, str(day)))
    elif kind == "field":
        text = set_field(text, dice.choice(KEYS), dice.choice(WORDS))
    elif kind == "tag":
        text = add_item(text, "tags", dice.choice(WORDS))
    elif kind == "promise":
        text = append_line(text, "Open", f"- [ ] send {dice.choice(WORDS)} [mark:: {mark}] #promise 📅 2026-12-01")
    elif kind == "tick":
        line = next((line for line in re.split(r"\r?\n", text) if line.startswith("- [ ]")), "")
        text = text.replace(line, complete(line, day.isoformat()).lines[-1], 1) if line else text
    else:
        path = clone / "People" / f"New {mark}.md"
        text = f"---\ntype: person\n---\n## Log\n- {day} call: [mark:: {mark}]\n"
    path.write_bytes(text.encode())


def resolve(clone: Path) -> int:
    """Take both sides wherever a person would have to choose; how many notes that were."""
    done = subprocess.run(
        ["git", "diff", "--name-only", "--diff-filter=U", "-z"], cwd=clone, capture_output=True, check=True
    )
    paths = [path for path in done.stdout.decode().split("\0") if path]
    for path in paths:
        text = (clone / path).read_bytes().decode()
        text = re.sub(r"(?m)^\|{7} base\r?\n(?:.*\n)*?(?========)", "", text)
        text = re.sub(r"(?m)^(?:<{7} ours|={7}|>{7} theirs)\r?\n", "", text)
        (clone / path).write_bytes(re.sub(r"(?m)^conflict_.*\n", "", text).encode())
    return len(paths)


def together(clones: list[Path], ways: list[str]) -> list[tuple[bool, int, str]]:
    """Bring all these clones up to date at the same time; for each: whether it is, notes in conflict, what was said."""
    with ThreadPoolExecutor(len(clones)) as pool:
        return list(pool.map(bring, clones, ways))


def bring(clone: Path, way: str) -> tuple[bool, int, str]:
    """Commit, receive and send; where it stops at a conflict, take both sides, to go on the next time."""
    if way == "sync":
        words = [sys.executable, __file__, "--sync", str(clone)]
        done = subprocess.run(words, capture_output=True, text=True, check=False, env=os.environ | {"VN_WAY": way})
        stopped = resolve(clone) if done.returncode and "both sides changed" in done.stderr else 0
        fault = done.stderr if done.returncode not in (0, 3) or "Traceback" in done.stderr else ""
        return done.returncode == 0, stopped, fault

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        env = os.environ | {"VN_WAY": way, "GIT_EDITOR": "true"}
        return subprocess.run(["git", *words], cwd=clone, capture_output=True, text=True, check=False, env=env)

    git("add", "-A")
    git("commit", "-qm", "work")
    git("fetch", "-q")
    mine, base = git("rev-parse", "HEAD").stdout.strip(), git("merge-base", "HEAD", "origin/main").stdout.strip()
    stopped = 0
    if way == "merge" or mine == base:
        done = git("merge", "-q", "-m", "both", "origin/main")
        end = ("commit", "-qm", "both")
    else:
        git("reset", "-q", "--hard", "origin/main")
        end = ("cherry-pick", "--continue")
        done = git("cherry-pick", "--allow-empty", "--keep-redundant-commits", f"{base}..{mine}")
    for _ in range(20):
        if not done.returncode:
            return git("push", "-q", "origin", "HEAD:main").returncode == 0, stopped, ""
        stopped += resolve(clone)
        git("add", "-A")
        done = git(*end)
    return False, stopped, f"{way} does not end: {done.stderr}"


def sync_here(clone: Path) -> None:
    """The command itself, with a driver that keeps a copy of what the real one is given, and of what it gives."""
    from vaultnet.cli import main as command
    from vaultnet.vault import repository

    real, kept = repository.driver(), shlex.quote(str(clone.parent / "merges" / clone.name))
    copies = "".join(f"cp {one} {kept}-$VN_WAY-$$.{one[1]}; " for one in ("%O", "%A", "%B"))
    repository.driver = lambda: f"{copies}{real}; code=$?; cp %A {kept}-$VN_WAY-$$.R; exit $code"
    command(["--vault", str(clone), "git", "sync"])


def prove_clones(merges: int, seed: int = 1) -> bool:
    """Random work in three clones until git has merged so many notes; print what came out."""
    dice = random.Random(seed)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # what is proven here is no disk
    seen = Seen()
    while seen.merges < merges:  # every thousand with clones of their own: notes are not to grow without end
        with tempfile.TemporaryDirectory(dir=memory) as folder, patch.dict(os.environ, surroundings(Path(folder))):
            work(Path(folder), min(SEASON, merges - seen.merges), dice, seen)
    return seen.told()


def work(base: Path, merges: int, dice: random.Random, seen: "Seen") -> None:
    """Three clones, until git has merged so many notes in them."""
    clones = begin(base)
    done = 0
    while len(list((base / "merges").glob("*.R"))) < merges:
        seen.rounds += 1
        for clone in clones:
            for _ in range(dice.randrange(NOTES // 2, 2 * NOTES)):
                done += 1
                change(clone, dice, f"{clone.name}-{done}")
        seen.waited += settle(clones, dice, seen.faults)
    for _ in clones:
        seen.waited += settle(clones, dice, seen.faults)
    seen.faults += compare(clones)
    for path in sorted((base / "merges").glob("*.R")):
        seen.count(path)


def surroundings(base: Path) -> dict[str, str]:
    """Nobody's settings, and somebody to commit as."""
    names = {f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")}
    mails = {f"GIT_{role}_EMAIL": "ada@example.org" for role in ("AUTHOR", "COMMITTER")}
    folders = {f"VAULTNET_{name}_DIR": str(base / name.lower()) for name in ("CACHE", "STATE")}
    quick = {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "core.fsync", "GIT_CONFIG_VALUE_0": "none",
             "GIT_CONFIG_KEY_1": "gc.auto", "GIT_CONFIG_VALUE_1": "0"}  # fmt: skip
    return {**names, **mails, **folders, **quick, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def begin(base: Path) -> list[Path]:
    """A bare repository, and three clones of it that are set up."""
    (base / "merges").mkdir()
    git = ["git", "-c", "init.defaultBranch=main"]
    subprocess.run([*git, "init", "-q", "--bare", "hub.git"], cwd=base, check=True)
    subprocess.run([*git, "clone", "-q", "hub.git", "a"], cwd=base, check=True, capture_output=True)
    (base / "a" / "People").mkdir()
    for number in range(NOTES):
        eol = "\r\n" if number == 1 else "\n"
        front = f"type: person\nlast_contact: 2026-01-01 # the last\ntags:\n  - n{number}"
        text = f"---\n{front}\n---\n\n## Open\n\n## Log\n- 2026-01-01 met\n"
        (base / "a" / "People" / f"Person {number}.md").write_bytes(text.replace("\n", eol).encode())
    (base / "a" / "vaultnet.toml").write_text("")
    clones = [base / name for name in "abc"]
    assert bring(clones[0], "sync")[0]
    for clone in clones[1:]:
        subprocess.run([*git, "clone", "-q", "hub.git", clone.name], cwd=base, check=True)
    assert all(done for done, _, _ in together(clones, ["sync"] * 3))
    return clones


def settle(clones: list[Path], dice: random.Random, faults: list[str]) -> int:
    """Bring all up to date, each in a way of its own; where one stops at a conflict, choose and go on. Notes so chosen."""
    stopped = 0
    waiting = {clone: dice.choice(WAYS) for clone in clones}
    for _ in range(20):
        ended = together(list(waiting), list(waiting.values()))
        faults += [fault for _, _, fault in ended if fault]
        stopped += sum(notes for _, notes, _ in ended)
        waiting = {clone: way for (clone, way), (done, _, _) in zip(waiting.items(), ended, strict=True) if not done}
        if not waiting:
            return stopped
    faults.append(f"a clone cannot be brought up to date: {waiting}")
    return stopped


def compare(clones: list[Path]) -> Iterator[str]:
    """What is not as it should be when all clones have synced."""
    texts = [{path.name: path.read_bytes() for path in (clone / "People").iterdir()} for clone in clones]
    if texts[0] != texts[1] or texts[1] != texts[2]:
        yield "the clones differ"
    written = set()
    for clone in clones:
        log = subprocess.run(
            ["git", "log", "-p", "--format=", "-m", "HEAD"], cwd=clone, capture_output=True, check=True
        )
        reflog = subprocess.run(["git", "log", "-g", "-p", "--format="], cwd=clone, capture_output=True, check=True)
        written |= set(MARK.findall((log.stdout + reflog.stdout).decode()))
    lost = written - set(MARK.findall("".join(text.decode() for text in texts[0].values())))
    if lost or not written:
        yield f"lost: {sorted(lost)}"
    for name, text in texts[0].items():
        if read_front(text.decode()).faults:
            yield f"{name}: the frontmatter cannot be read"


class Seen:
    """What was seen in the clones."""

    def __init__(self) -> None:
        self.rounds = self.waited = self.conflicts = self.plain = self.broken = 0
        self.faults: list[str] = []
        self.ways: Counter[str] = Counter()

    @property
    def merges(self) -> int:
        """How many notes git has merged."""
        return self.ways.total()

    def count(self, path: Path) -> None:
        """One merge by git: what the driver gave is what is wanted, with the sides swapped too. Plain git merges it as well."""
        self.ways[path.name.partition("-")[2].rpartition("-")[0]] += 1
        base, ours, theirs, given = (path.with_suffix(end).read_bytes().decode() for end in (".O", ".A", ".B", ".R"))
        merged, swapped = merge(base, ours, theirs), merge(base, theirs, ours)
        self.conflicts += bool(merged.conflicts)
        if given != merged.text:
            self.faults.append(f"{path.name}: the driver gave another text")
        if len(merged.conflicts) != len(swapped.conflicts) or not (merged.conflicts or merged.text == swapped.text):
            self.faults.append(f"{path.name}: another result with the sides swapped")
        if (set(MARK.findall(ours)) | set(MARK.findall(theirs))) - set(MARK.findall(given)):
            self.faults.append(f"{path.name}: lines lost")
        if more := twice(base, ours, theirs, given):
            self.faults.append(f"{path.name}: stands twice: {more}")
        if read_front(given).faults:
            self.faults.append(f"{path.name}: the merged frontmatter cannot be read")
        conflict, readable = git_merge(path.parent, base, ours, theirs)
        self.plain, self.broken = self.plain + conflict, self.broken + (not readable)

    def told(self) -> bool:
        """Print the figures; whether they are reached."""
        for fault in self.faults[:20]:
            print(f"merge: clones: {fault}")
        merges, share = self.merges, self.conflicts / max(1, self.merges)
        shown = ", ".join(f"{self.ways[way]:,} by {way}" for way in dict.fromkeys(WAYS))
        print(f"merge: three clones, {self.rounds} rounds: git merged {merges:,} notes ({shown}), {len(self.faults)} faults, "
              f"{self.conflicts} conflicts ({share:.1%}, at most {MOST_CONFLICTS:.0%}); {self.waited} waited for a choice"
              )  # fmt: skip
        print(f"merge: plain git would have had {self.plain} conflicts ({self.plain / max(1, merges):.1%}), "
              f"{self.broken} times with a frontmatter that cannot be read")  # fmt: skip
        # fewer say nothing of shares
        return not self.faults and (merges < 200 or (share <= MOST_CONFLICTS and all(self.ways[way] for way in WAYS)))


def main() -> int:
    """Both proofs; 77 = there is no git here."""
    if sys.argv[1:2] == ["--sync"]:
        sync_here(Path(sys.argv[2]))
        return 0
    try:
        subprocess.run(["git", "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        print("merge: left out, there is no git here")
        return 77
    pairs, merges = (
        int(said) if said else usual for said, usual in zip([*sys.argv[1:3], "", ""], (PAIRS, MERGES), strict=False)
    )
    held = []
    for prove, number in ((prove_pairs, pairs), (prove_clones, merges)):
        begun = time.perf_counter()
        held.append(prove(number))
        print(f"merge: {time.perf_counter() - begun:.0f} s")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
