"""Speed and memory, as ratios to floors taken in the same run, as a Markdown table: `make bench`, `make bench N=1000`.

A machine drifts, so a figure counts only beside the one measured next to it: every row is the median of interleaved
pairs of whole processes, with files in the page cache and modules compiled. "Cold" is without an index. The floors:

FMFLOOR      read every note and parse it with python-frontmatter
SCANFLOOR    stat every note
"""

import argparse
import compileall
import contextlib
import importlib.util
import json
import math
import os
import platform
import random
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from ties import PER_PERSON, tie
from vault import TOPICS

HERE = Path(__file__).parent
TODAY = "2026-11-01"
FMFLOOR = """
import os, sys, frontmatter
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".md"):
            frontmatter.loads(open(os.path.join(folder, name), encoding="utf-8").read())
"""
SCANFLOOR = """
import os, sys
def scan(folder):
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                scan(entry.path)
            elif entry.name.endswith(".md"):
                entry.stat()
scan(sys.argv[1])
"""
QUERY_FLOOR = "import click, sqlite3\n" + SCANFLOOR
# a query in another process: asks until the word is found, then says when that was
READER = """
import sqlite3, sys, time
index = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=10)
for line in sys.stdin:
    word, until = line.strip(), time.monotonic() + 5
    while not index.execute("select 1 from fts where fts match ? limit 1", (word,)).fetchone():
        if time.monotonic() > until:
            break
        time.sleep(0.0003)
    print(time.monotonic(), flush=True)
"""
# everybody's ties, counted
TIES = """
import sys
from datetime import date
from vaultnet.people.desk import Desk
from vaultnet.people.strength import tied
print(sum(map(len, tied(Desk(sys.argv[1], date.fromisoformat(sys.argv[2]))).values())) // 2)
"""
# a chain of people whom one does not know, the first of them tied to somebody one does
FAR = ("Far One", "Far Two", "Far Three")
LOST_MS = 4_900  # the reader gives up after 5 s
RACY_SECONDS = 2.3  # a note written just before a scan is read again by the next one: wait until none is


class Fault(Exception):
    """A command that did not do what is measured."""


class Row(NamedTuple):
    """A line of the table. `values` are what the median is of; `detail` says what they were made of."""

    work: str
    limit: float
    values: list[float]
    unit: str = ""
    detail: str = ""
    figure: float | None = None  # where it is not the median

    def text(self) -> str:
        reached = statistics.median(self.values) if self.figure is None else self.figure
        digits = 0 if self.unit == " MB" else 1 if self.unit else 2
        low, high = min(self.values), max(self.values)
        verdict = "ok" if reached <= self.limit else "**MISSED**"
        return (
            f"| {self.work} | {self.limit:g}{self.unit} | {reached:.{digits}f}{self.unit} |"
            f" {low:.{digits}f}-{high:.{digits}f} | {verdict} | {self.detail} |"
        )


class Vault(NamedTuple):
    """A generated vault, with the environment in which vaultnet keeps its index away from the user's."""

    root: Path
    people: int
    notes: int
    size: int
    environment: dict[str, str]

    @property
    def cache(self) -> Path:
        return Path(self.environment["VAULTNET_CACHE_DIR"])


class Bench:
    """Makes vaults in a temporary folder and times whole processes on them."""

    def __init__(self, top: Path, generator: Path) -> None:
        self.top, self.generator = top, generator
        self.vaultnet = str(Path(sys.executable).parent / "vaultnet")
        self.errors = top / "stderr"
        self.rows: list[Row] = []
        self.cpus = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []

    # --- what is measured

    def vault(self, people: int) -> Vault:
        """A vault of that many people; the same folder again for the same number."""
        home = self.top / str(people)
        root = home / "vault"
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "VAULTNET_VAULT": str(root),
            "VAULTNET_TODAY": TODAY,
            "VAULTNET_CACHE_DIR": str(home / "cache"),
            "VAULTNET_STATE_DIR": str(home / "state"),
        }
        if not home.exists():
            say(f"making a vault of {people:,} people")
            home.mkdir()
            command = [sys.executable, str(self.generator), str(root), str(people)]
            subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
            time.sleep(RACY_SECONDS)
        sizes = [path.stat().st_size for path in root.rglob("*.md")]
        return Vault(root, people, len(sizes), sum(sizes), environment)

    def time(self, vault: Vault, *command: str, cold: bool = False) -> float:
        """Seconds that a whole process takes. Raises `Fault` with what the process said."""
        if cold:
            shutil.rmtree(vault.cache, ignore_errors=True)
        with open(self.errors, "wb") as errors:
            start = time.perf_counter()
            code = subprocess.run(
                command, env=vault.environment, cwd=self.top, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=errors, check=False,
            ).returncode  # fmt: skip
            seconds = time.perf_counter() - start
        said = self.errors.read_text() if code else ""
        findings = code == 1 and "index" in command and "unexpected fault" not in said  # a vault may have some
        if code and not findings:
            raise Fault(f"{' '.join(command[:3])}: exit {code}\n{said}")
        return seconds

    def ask(self, vault: Vault, *arguments: str) -> str:
        """What a vaultnet command answers."""
        command = [self.vaultnet, *arguments]
        return subprocess.run(command, env=vault.environment, cwd=self.top, capture_output=True, text=True).stdout

    def index(self, vault: Vault) -> float:
        return self.time(vault, self.vaultnet, "index", cold=True)

    def settle(self, vault: Vault) -> None:
        """An index that is whole, in which nothing waits to be read again."""
        time.sleep(RACY_SECONDS)
        self.ask(vault, "index")

    def pairs(self, count: int, first: Callable[[], float], second: Callable[[], float]) -> list[tuple[float, float]]:
        """As many pairs, after one that does not count; each begins with the other one than the last."""
        first(), second()
        taken = []
        for number in range(count):
            if number % 2:
                b = second()
                taken.append((first(), b))
            else:
                taken.append((first(), second()))
        return taken

    def ratio(self, work: str, limit: float, pairs: list[tuple[float, float]]) -> None:
        """A row of first / second."""
        self.rows.append(Row(work, limit, [a / b for a, b in pairs], detail=both(pairs)))
        say(self.rows[-1].text())

    @contextlib.contextmanager
    def cores(self, count: int) -> Iterator[None]:
        """Only so many cores for the processes started here."""
        if self.cpus:
            os.sched_setaffinity(0, self.cpus[:count])
        try:
            yield
        finally:
            if self.cpus:
                os.sched_setaffinity(0, self.cpus)

    # --- the rows

    def cold(self, vault: Vault, count: int) -> None:
        ours = partial(self.index, vault)
        floor = partial(self.time, vault, sys.executable, "-c", FMFLOOR, str(vault.root))
        if len(self.cpus) != 1:
            with self.cores(2):
                pairs = self.pairs(count, ours, floor)
            self.ratio("cold `index` on 2 cores / FMFLOOR", 2.3, pairs)
        if self.cpus:
            with self.cores(1):
                pairs = self.pairs(count, ours, floor)
            self.ratio("cold `index` on 1 core / FMFLOOR", 3.0, pairs)

    def unchanged(self, vault: Vault, count: int) -> None:
        self.settle(vault)
        common, rare = pick_words(vault.root)
        for name, command in (
            ("`due --json`, nothing changed", ("due", "--json")),
            ("`find` a common word, nothing changed", ("find", common)),
            ("`find` a rare word, nothing changed", ("find", rare)),
        ):
            pairs = self.pairs(
                count,
                partial(self.time, vault, self.vaultnet, *command),
                partial(self.time, vault, sys.executable, "-c", QUERY_FLOOR, str(vault.root)),
            )
            self.ratio(f"{name} / (click + sqlite3 + SCANFLOOR)", 2.0, pairs)

    def start_up(self, vault: Vault, count: int) -> None:
        for option in ("--version", "--help"):
            pairs = self.pairs(
                count,
                partial(self.time, vault, self.vaultnet, option),
                partial(self.time, vault, sys.executable, "-c", "import click"),
            )
            self.ratio(f"`{option}` / `import click`", 1.5, pairs)

    def one_changed(self, vault: Vault, count: int) -> None:
        notes = random.Random(1).sample(sorted((vault.root / "People").glob("*.md")), count + 1)

        def changed() -> float:
            with open(notes.pop(), "a", encoding="utf-8") as note:
                note.write("\n- 2026-10-31 call: a line more\n")
            return self.time(vault, self.vaultnet, "due", "--json")

        def unchanged() -> float:
            self.settle(vault)
            return self.time(vault, self.vaultnet, "due", "--json")

        taken = []
        for _ in range(count + 1):
            before = unchanged()
            taken.append((changed(), before))
        del taken[0]
        values = [(a - b) * 1000 for a, b in taken]
        self.rows.append(Row("one note changed, over `due --json` unchanged", 25, values, " ms", both(taken)))
        say(self.rows[-1].text())

    def growth(self, small: Vault, large: Vault, count: int) -> None:
        def row(work: str, pairs: list[tuple[float, float]]) -> None:
            values = [math.log(a / b) / math.log(large.notes / small.notes) for a, b in pairs]
            work = f"growth exponent of {work}, {small.people:,} -> {large.people:,} people"
            self.rows.append(Row(work, 1.1, values, detail=both(pairs)))
            say(self.rows[-1].text())

        row("cold `index`", self.pairs(count, partial(self.index, large), partial(self.index, small)))
        for vault in (small, large):
            self.settle(vault)
        due = [partial(self.time, vault, self.vaultnet, "due", "--json") for vault in (large, small)]
        row("`due --json`, nothing changed", self.pairs(count, *due))

    def graph(self, vault: Vault, count: int, limit: float) -> None:
        """Questions about ties as whole commands, beside `due --json` unchanged, in a vault made as dense as a real network.
        Somebody far away comes into it, and the vault is not the generator's afterwards: this part comes last."""
        topic = pick_topic(vault.root)
        people = sorted(path.stem for path in (vault.root / "People").glob("*.md"))
        self.settle(vault)
        tie(vault.root, max(0, int(PER_PERSON * vault.people * 1.02) - self.ties(vault)), [topic, *TOPICS])
        for name, knows in zip(FAR, (people[0], *FAR), strict=False):
            note = f'---\ntype: person\nknows:\n  - "[[{knows}]]"\n---\n'
            (vault.root / "People" / f"{name}.md").write_text(note, encoding="utf-8")
        self.settle(vault)
        ties = self.ties(vault)
        say(f"{vault.people:,} people, {ties:,} ties between two of them")
        for name, asked in (
            ("`path` to somebody far", ("path", FAR[-1])),
            ("`path` between two others", ("path", people[len(people) // 3], people[2 * len(people) // 3])),
            ("`introduce`", ("introduce",)),
            ("`introduce` for one person", ("introduce", people[len(people) // 3])),
            ("`who` on a topic", ("who", topic)),
            ("`who --to advise` on a topic", ("who", topic, "--to", "advise")),
            ("`who --to sponsor`", ("who", "--to", "sponsor")),
            ("`give`", ("give",)),
        ):
            pairs = self.pairs(
                count,
                partial(self.time, vault, self.vaultnet, *asked, "--json"),
                partial(self.time, vault, self.vaultnet, "due", "--json"),
            )
            self.ratio(f"{name}, {vault.people:,} people, {ties:,} ties / `due --json`, nothing changed", limit, pairs)

    def ties(self, vault: Vault) -> int:
        """How many pairs of people are tied by evidence."""
        command = [sys.executable, "-c", TIES, str(vault.root), TODAY]
        return int(subprocess.run(command, env=vault.environment, cwd=self.top, capture_output=True, check=True).stdout)

    def memory(self, vault: Vault, count: int, limit: float) -> None:
        values = []
        for _ in range(count):
            shutil.rmtree(vault.cache, ignore_errors=True)
            values.append(peak([self.vaultnet, "index"], vault.environment) / 1024)
        work = f"peak memory of the largest process, cold, {vault.people:,} people"
        self.rows.append(Row(work, limit, values, " MB"))
        say(self.rows[-1].text())

    def watch(self, vault: Vault, saves: int) -> None:
        """Save a note, and see when a query in another process finds what was saved."""
        self.settle(vault)
        index = self.ask(vault, "index", "--path").strip()
        notes = sorted((vault.root / "People").glob("*.md"))
        chosen = random.Random(2)
        times: list[float] = []
        with (
            open(self.errors, "wb") as errors,
            running([self.vaultnet, "watch"], vault.environment, stdout=subprocess.DEVNULL, stderr=errors) as watcher,
            running([sys.executable, "-c", READER, index], vault.environment, stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE, text=True) as reader,
        ):  # fmt: skip
            found = reader.stdout
            assert found

            def save(number: int) -> float:
                note, word = chosen.choice(notes), f"zq{number}x{os.getpid()}"
                text = f"{note.read_text(encoding='utf-8')}\n{word}\n"
                print(word, file=reader.stdin, flush=True)
                time.sleep(0.02 + 0.03 * chosen.random())
                if number % 2:  # as Obsidian and most editors do
                    start = time.monotonic()
                    note.write_text(text, encoding="utf-8")
                else:  # as vim and sync programs do
                    other = note.with_name(f".{word}.tmp")
                    other.write_text(text, encoding="utf-8")
                    start = time.monotonic()
                    other.replace(note)
                return (float(found.readline()) - start) * 1000

            while save(10_000 + len(times)) > LOST_MS:  # until the watch has begun
                times.append(0)
                if watcher.poll() is not None or len(times) > 10:
                    raise Fault(f"`vaultnet watch` shows nothing:\n{self.errors.read_text()}")
            times = sorted(save(number) for number in range(saves))
        lost = sum(one > LOST_MS for one in times)
        detail = f"{saves} saves, max {times[-1]:.1f} ms" + (f", **{lost} LOST**" if lost else "")
        for share, limit in ((0.5, 15), (0.95, 30)):
            figure = times[min(len(times) - 1, math.ceil(share * len(times)) - 1)]
            work = f"`watch`: save -> visible to a query in another process, p{share * 100:.0f}"
            self.rows.append(Row(work, limit, times, " ms", detail, figure))
            say(self.rows[-1].text())


def both(pairs: list[tuple[float, float]]) -> str:
    """The medians of both sides, in seconds or milliseconds."""
    sides = [statistics.median(side) for side in zip(*pairs, strict=True)]
    texts = [f"{one:.2f} s" if one >= 1 else f"{one * 1000:.0f} ms" for one in sides]
    return f"{texts[0]}, {texts[1]}; {len(pairs)} pairs"


def pick_words(root: Path) -> tuple[str, str]:
    """A word that stands in most notes, and one that stands in few."""
    sample = random.Random(3).sample(sorted((root / "People").glob("*.md")), 100)
    found: Counter[str] = Counter()
    for note in sample:
        body = note.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
        found.update(set(re.findall(r"(?<![\w[#|/])[a-z]{5,12}(?=[ .])", body)))
    ordered = [word for word, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))]
    return ordered[0], ordered[-1]


def pick_topic(root: Path) -> str:
    """The first topic of the first person who has one."""
    for note in sorted((root / "People").glob("*.md")):
        found = re.search(r"^(?:expertise|interests|topics):\n  - (.+)$", note.read_text(encoding="utf-8"), re.M)
        if found:
            return found[1].strip()
    raise Fault("nobody of this vault has a topic")


@contextlib.contextmanager
def running(
    command: list[str], environment: dict[str, str], *, stdin: int = subprocess.DEVNULL,
    stdout: int | IO[bytes], stderr: IO[bytes] | None = None, text: bool = False,
) -> Iterator["subprocess.Popen[str]"]:  # fmt: skip
    """A process that is ended with the block."""
    process = subprocess.Popen(command, env=environment, stdin=stdin, stdout=stdout, stderr=stderr, text=text)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def peak(command: list[str], environment: dict[str, str]) -> float:
    """The largest memory, in KiB, that any one process of this command ever held: the greatest VmHWM."""
    started = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    highest: float = 0
    while started.poll() is None:
        for pid in family(started.pid):
            with contextlib.suppress(OSError):
                found = re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{pid}/status").read_text())
                highest = max(highest, int(found[1]) if found else 0)
        time.sleep(0.005)
    return highest


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{thread}/children").read_text().split():
                yield from family(int(child))


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def compile_everything() -> None:
    """What is imported is compiled before anything is timed."""
    package = importlib.util.find_spec("vaultnet")
    assert package and package.submodule_search_locations
    for folder in {sysconfig.get_path("purelib"), *package.submodule_search_locations}:
        compileall.compile_dir(folder, quiet=2)


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed and memory of vaultnet, as ratios.")
    parser.add_argument("--people", type=int, default=10_000, help="people in the vault that is measured (10,000)")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of a cold index (5); quick commands get more")
    parser.add_argument("--saves", type=int, default=200, help="saves that are watched (200)")
    parser.add_argument("--large", action="store_true", help="a vault of ten times as many people as well")
    parser.add_argument("--generator", type=Path, default=HERE / "vault.py", help="another program that takes OUT N")
    parser.add_argument("--only", default="", help="rows whose part has this name: cold, unchanged, start, watch, ...")
    options = parser.parse_args()
    if options.people < 1000 or options.pairs < 1 or options.saves < 1:
        parser.error("at least 1,000 people, one pair and one save")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    compile_everything()
    load = os.getloadavg()[0]  # other work on the machine spoils most what uses two cores
    pairs = options.pairs
    with tempfile.TemporaryDirectory(prefix="vaultnet-bench-") as top:
        bench = Bench(Path(top), options.generator.resolve())
        vault = bench.vault(options.people)
        answer = json.loads(bench.ask(vault, "index", "--json"))
        if answer["notes"] != vault.notes:
            raise SystemExit(f"the vault has {vault.notes} notes, the index {answer['notes']}")
        limits = {options.people: 120, options.people * 10: 300}

        def growth() -> None:
            bench.growth(bench.vault(options.people // 10), vault, pairs)

        def large() -> None:
            tenfold = bench.vault(options.people * 10)
            bench.growth(bench.vault(options.people // 10), tenfold, pairs)
            bench.memory(tenfold, 3, limits[tenfold.people])
            bench.graph(tenfold, pairs, 4.0)

        parts: dict[str, Callable[[], None]] = {
            "cold": lambda: bench.cold(vault, pairs),
            "unchanged": lambda: bench.unchanged(vault, 2 * pairs + 1),
            "start": lambda: bench.start_up(vault, 4 * pairs + 1),
            "changed": lambda: bench.one_changed(vault, pairs + 2),
            "watch": lambda: bench.watch(vault, options.saves),
            "growth": growth,
            "memory": lambda: bench.memory(vault, pairs, limits[options.people]),
            "large": large,
            "graph": lambda: bench.graph(vault, pairs, 2.0),
        }
        failed = []
        for name, part in parts.items():
            if options.only in ("", name) and (name != "large" or options.large):
                try:
                    part()
                except Fault as fault:  # the other rows are still worth having
                    failed.append(f"{name}: {fault}")
                    say(failed[-1])
        cores = len(bench.cpus) or os.cpu_count()
        print(
            f"\n{vault.people:,} people, {vault.notes:,} notes, {vault.size / 1e6:.1f} MB; {cores} cores,"
            f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()};"
            f" load average before the run {load:.1f}\n"
        )
        print("| work | limit | median | spread | | of (medians) |\n|---|---|---|---|---|---|")
        for row in bench.rows:
            print(row.text())
    if failed:
        raise SystemExit("\nnot measured:\n" + "\n".join(failed))


if __name__ == "__main__":
    main()
