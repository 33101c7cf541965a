"""Figure 5: a disk full at each byte, a vault that may only be read, an index locked, corrupt, empty, newer.

The note stays as it was, the message names the cause, the exit code is the right one; a corrupt index heals in one command.

    python tests/proofs/disk.py [BYTES: how many different sizes are tried for each command, at most]
"""

import contextlib
import os
import re
import resource
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import harness
from every_command import FIRST, NO_NOTES, NOTES, Call, uncovered, writing_calls
from harness import Kept, Ran, hold, traceback_in
from kills import quick
from test_errors import bound_by_modes
from vaults import Vault

from vaultnet.index import store
from vaultnet.index.store import SCHEMA, index_path

FULL = re.compile(
    r"the disk is full|larger than the system allows|cannot be made: |git \w+: .*(?:size limit|write|unable)"
)
NO_PERMISSION = re.compile(r"no permission to write here|cannot be made: Permission denied")
PIECEMEAL = {"git setup"}  # writes .gitattributes, then .gitignore, no notes; what is missing the next run adds
UNKEPT = "the index cannot be kept in the cache folder"
ANEW = "the index was damaged or of another version: made anew from the notes"


def prepare(vault: Kept, name: str) -> None:
    """The sample vault as the call is to find it, its index warm."""
    vault.put_back()
    for path, text in NOTES.get(name, {}).items():
        os.utime(vault.write(path, text), (1, 1))
    for first in FIRST.get(name, []):
        vault.ok(*first)
    vault.run("index")


def limited(vault: Kept, call: Call, limit: int) -> Ran:
    """Run a call while files may not grow beyond `limit` bytes, those of programs that it starts neither."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        return vault.run(*call)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# The disk -----------------------------------------------------------------------------------------------------------


def full_at_each_byte(vault: Kept, calls: list[tuple[str, Call]], most: int) -> int:
    """Each call with files that may grow to 0, 1, 2 ... bytes, until it goes through; how many sizes were tried."""
    tried = 0
    for name, call in calls:
        prepare(vault, name)
        before = vault.bytes()
        hold(vault.run(*call).code == 0, f"{call} does not work")
        after = vault.bytes()
        kept = vault.state().rglob("*")
        sizes_ = [path.stat().st_size for path in kept if path.is_file()]
        sizes_ += [len(text) for path, text in after.items() if before.get(path) != text]
        largest = max(sizes_, default=40_000)  # git's own files, where it is git that writes
        sizes = sorted(
            {*range(0, largest, max(1, largest // most)), *range(min(most, 40, largest)), largest - 1, largest}
        )
        prepare(vault, name)
        for size in sizes:
            tried += 1
            ran = limited(vault, call, size)
            what = f"{' '.join(call)} with files of at most {size} bytes: exit {ran.code}: {ran.err[:600]}"
            hold(not traceback_in(ran) and ran.code in (0, 3), what)
            now = vault.bytes()
            if ran.code == 3:
                hold(FULL.search(ran.err), what)
                either = all(
                    now.get(path) in (before.get(path), after.get(path)) for path in now.keys() | before.keys()
                )
                hold(now == before or (name in PIECEMEAL and either), f"{what}\nand the notes are not as they were")
                if now != before or name in NO_NOTES:  # a git that was ended leaves its lock
                    prepare(vault, name)
            else:
                hold(now == after, f"{what}\nand the notes are not as they were to be")
                prepare(vault, name)
    return tried


def read_only(vault: Kept, calls: list[tuple[str, Call]]) -> int:
    """Every writing call where nothing may be written, and questions, which are answered; how many calls."""
    folders = [vault.root, *(path for path in vault.root.rglob("*") if path.is_dir())]
    modes = {path: path.stat().st_mode for path in [*folders, *vault.root.rglob("*")]}
    calls = [(name, call) for name, call in calls if name not in NO_NOTES]  # root's git is root: no mode binds it
    for name, call in calls:
        prepare(vault, name)
        before = vault.bytes()
        modes |= {path: path.stat().st_mode for path in vault.root.rglob("*") if path not in modes}
        try:
            with bound_by_modes():
                for path in sorted(modes, reverse=True):
                    if path.exists():
                        path.chmod(0o555 if path.is_dir() else 0o444)
                ran = vault.run(*call)
                hold("Mara" in vault.ok("show", "mara"), "no question is answered")
        finally:
            for path, mode in sorted(modes.items()):
                if path.exists():
                    path.chmod(mode)
        what = f"{' '.join(call)} in a vault that may only be read: exit {ran.code}: {ran.err[:600]}"
        hold(ran.code == 3 and NO_PERMISSION.search(ran.err) and not traceback_in(ran), what)
        hold(vault.bytes() == before, f"{what}\nand the notes are not as they were")
    return len(calls)


# The index ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def locked(vault: Vault) -> Iterator[None]:
    """Another process writes the index and takes its time; a note is new, so that there is something to write."""
    vault.write("Other.md", "see [[Mara Okafor]]\n")
    before, store.BUSY_MS = store.BUSY_MS, 50
    holder = sqlite3.connect(index_path(str(vault.root)), isolation_level=None)
    holder.execute("begin exclusive")
    try:
        yield
    finally:
        holder.execute("rollback")
        holder.close()
        store.BUSY_MS = before


def garbage(path: Path) -> None:
    """No database at all."""
    path.write_bytes(b"this is no database, whatever its name says\n" * 500)


def nothing(path: Path) -> None:
    """Zero bytes: to SQLite a database like any other."""
    path.write_bytes(b"")


def half(path: Path) -> None:
    """Cut off in the middle."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def hollow(path: Path) -> None:
    """The first page is whole, all others are zeros."""
    raw = path.read_bytes()
    path.write_bytes(raw[:8192] + bytes(len(raw) - 8192))


def newer(path: Path) -> None:
    """Of a version to come."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"pragma user_version = {SCHEMA + 1}")


def journal_of_another(path: Path) -> None:
    """A write-ahead log that belongs to no index."""
    path.with_name(path.name + "-wal").write_bytes(b"\x37\x7f\x06\x82" + os.urandom(5000))


DAMAGES = [garbage, nothing, half, hollow, newer, journal_of_another]
QUESTIONS: list[Call] = [
    ("list", "person"),
    ("due",),
    ("agenda",),
    ("find", "kubernetes"),
    ("show", "mara"),
    ("promise",),
]


def faults_of_the_index(vault: Kept, questions: list[Call]) -> int:
    """Each damage, found by each of several commands, one of which writes; how many were tried."""
    prepare(vault, "")
    answers = {call: vault.ok(*call) for call in questions}
    writes: Call = ("log", "mara", "call: kubernetes")
    path = Path(index_path(str(vault.root)))
    for damage in DAMAGES:
        for call in [*questions, writes]:
            prepare(vault, "")
            with contextlib.closing(sqlite3.connect(path)) as connection:
                connection.execute("pragma wal_checkpoint(truncate)")
            damage(path)
            ran = vault.run(*call)
            what = f"{' '.join(call)} with an index {damage.__name__}: exit {ran.code}: {ran.err[:600]}"
            hold(ran.code == 0 and not traceback_in(ran), what)
            hold(damage is journal_of_another or ANEW in ran.err or "the index was damaged" in ran.err, what)
            hold(call == writes or ran.out == answers[call], f"{what}\nand the answer is another one")
            hold(not vault.index_faults() if call != writes else True, f"{what}\nand the index is wrong")
            again = vault.run("list", "person")
            hold(again.code == 0 and "index" not in again.err, f"{what}\nand it is not healed: {again.err}")
    for size in (0, 5_000, 100_000):
        prepare(vault, "")
        shutil.rmtree(path.parent)
        ran = limited(vault, questions[0], size)
        what = f"no room for the index ({size} bytes): exit {ran.code}: {ran.err[:600]}"
        hold(ran.code == 0 and UNKEPT in ran.err, what)
        hold(ran.out == answers[questions[0]], f"{what}\nand the answer is another one")
        hold(not vault.temporaries(), f"{what}\nleft {vault.temporaries()}")
    for call in [*questions, writes]:
        prepare(vault, "")
        with locked(vault):
            ran = vault.run(*call)
        what = f"{' '.join(call)} with the index locked: exit {ran.code}: {ran.err[:600]}"
        hold(ran.code == 0 and UNKEPT in ran.err and "locked" in ran.err, what)
        hold(call == writes or ran.out == answers[call], f"{what}\nand the answer is another one")
    hold(
        b"kubernetes" in vault.bytes()["People/Mara Okafor.md"], "what was logged with the index locked is not written"
    )
    return (len(DAMAGES) + 1) * (len(questions) + 1) + 3


def figure(most: int, calls: list[tuple[str, Call]] | None = None) -> str:
    """The proof: at most so many sizes of a full disk for each writing command."""
    quick()
    vault = harness.kept_sample()
    os.chdir(vault.root)
    chosen = writing_calls() if calls is None else calls
    tried = full_at_each_byte(vault, chosen, most)
    refused = read_only(vault, chosen)
    indexes = faults_of_the_index(vault, QUESTIONS if calls is None else QUESTIONS[:1])
    shutil.rmtree(Path(index_path(str(vault.root))).parent)
    hold(calls is not None or not uncovered(), f"no call in tests/every_command.py for: {', '.join(uncovered())}")
    return (f"disk: {len(chosen)} calls, full at {tried:,} sizes, refused {refused} times where nothing may be written, "
            f"{indexes} commands upon an index locked, damaged, empty or newer: every note as it was or as it was to be, "
            "every cause named, every index healed by one command")  # fmt: skip


if __name__ == "__main__":
    if sys.platform != "linux":
        harness.leave_out("it is written for Linux")
    harness.main(figure, 400)
