"""A fault at every call in turn: an error, a kill, a full disk, a folder that may not be written.

Run as a program (`python test_disk_faults.py <part> <folder>`) this file does what would harm the test process itself.
"""

import base64
import errno
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from vaultnet.errors import Refused, UsageFault
from vaultnet.vault import change, disk, journal, sweep, write
from vaultnet.vault.change import Change

NOTES = {"Ada.md": b"ada\n" * 50, "P/Grace.md": b"grace\r\n", "Kay.md": b"\xff\x00kay"}
CHANGES = {
    "create": [Change("New/Max.md", None, b"max\n")],
    "replace": [Change("Ada.md", NOTES["Ada.md"], b"ADA\n")],
    "rename": [Change("Q/Grace.md", b"grace\r\n", b"grace\r\n", source="P/Grace.md")],
    "rename and edit": [Change("P/Hopper.md", b"grace\r\n", b"hopper\n", source="P/Grace.md")],
    "delete": [Change("Kay.md", NOTES["Kay.md"], None)],
}
CHANGES["all at once"] = [
    *CHANGES["create"],
    *CHANGES["replace"],
    *CHANGES["rename and edit"],
    *CHANGES["delete"],
    Change("Last.md", None, b"last\n"),
]
AFTER = {
    name: {path: text for path, text in NOTES.items() if path not in {c.source or c.path for c in changes}}
    | {c.path: c.after for c in changes if c.after is not None}
    for name, changes in CHANGES.items()
}


def fresh(top: Path) -> None:
    shutil.rmtree(top, ignore_errors=True)
    for path, text in NOTES.items():
        (top / "vault" / path).parent.mkdir(parents=True, exist_ok=True)
        (top / "vault" / path).write_bytes(text)
        os.utime(top / "vault" / path, (1, 1))  # long quiet: nothing to wait for


def run(top: Path, name: str) -> None:
    write.apply(str(top / "vault"), CHANGES[name], state=str(top / "state"), told=name)


def held(top: Path) -> dict[str, bytes]:
    return {file.relative_to(top).as_posix(): file.read_bytes() for file in top.rglob("*") if file.is_file()}


def sweep_all(top: Path) -> None:
    """What the next command does; afterwards no temporary file is left and nothing had to be kept."""
    folders = [folder.relative_to(top / "vault").as_posix() for folder in (top / "vault").rglob("*") if folder.is_dir()]
    assert sweep.sweep(str(top / "vault"), ["", *folders]) == []
    assert not list((top / "vault").rglob(".vn-*"))


def take_back(top: Path) -> None:
    try:
        _, changes, entry = journal.undo(str(top / "vault"), str(top / "state"))
    except UsageFault:
        return
    write.apply(str(top / "vault"), changes, state=str(top / "state"), told="", journal=False)
    journal.undone(entry)


def hold_to_the_law(top: Path, name: str) -> None:
    """Every note is as it was or as it was to be, and what is done can be undone from the journal."""
    sweep_all(top)
    allowed = {path: {NOTES.get(path), AFTER[name].get(path)} for path in NOTES | AFTER[name]}
    allowed.get("P/Hopper.md", set()).add(b"grace\r\n")  # renamed, not yet edited
    now = held(top / "vault")
    assert set(now) <= set(allowed)
    for path, texts in allowed.items():
        assert now.get(path) in texts, path
    assert b"grace\r\n" in now.values() or b"hopper\n" in now.values()
    take_back(top)
    assert held(top / "vault") == NOTES


class Counter:
    """Lets `fault` happen at call `at`, or at every call from there on."""

    def __init__(self, at: int, fault: Callable[[str], None], *, on: bool = False) -> None:
        self.at, self.fault, self.on, self.count = at, fault, on, 0

    def __call__(self, name: str, path: str) -> None:
        self.count += 1
        if self.count == self.at or (self.on and self.count > self.at):
            self.fault(name)


def raising(code: int) -> Callable[[str], None]:
    def fault(name: str) -> None:
        raise OSError(code, os.strerror(code))

    return fault


def full(name: str) -> None:
    if name in ("create", "write", "sync", "make_folder", "exchange", "replace"):
        raise OSError(errno.ENOSPC, "full")


@pytest.fixture(params=["exchange", "no exchange", "no links either"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "_GRACE", 0)
    monkeypatch.setattr(sweep, "_dead", lambda pid: True)
    monkeypatch.setattr(disk, "on_call", None)
    if request.param != "exchange":
        monkeypatch.setattr(disk, "_renameat2", lambda *_: raising(errno.ENOSYS)(""))
    if request.param == "no links either":
        monkeypatch.setattr(os, "link", lambda *_, **__: raising(errno.EPERM)(""))


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("name", CHANGES)
def test_one_error_at_any_call_leaves_all_as_it_was_or_all_done(tmp_path: Path, name: str, code: int) -> None:
    at, fired = 0, True
    while fired:
        at += 1
        fresh(tmp_path)
        disk.on_call = counter = Counter(at, raising(code))
        try:
            run(tmp_path, name)
            done = True
        except Refused as refused:
            assert refused.message == change.CAUSES[code][0] and refused.path
            done = False
        disk.on_call, fired = None, counter.count >= at
        sweep_all(tmp_path)
        assert held(tmp_path / "vault") == (AFTER[name] if done else NOTES)
        assert [*held(tmp_path).keys() - {f"vault/{path}" for path in held(tmp_path / "vault")}] == (
            [f"state/00000001-{os.getpid()}.json"] if done else []
        )
        take_back(tmp_path)
        assert held(tmp_path / "vault") == NOTES
    assert at > 15


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("fault", [raising(errno.EACCES), full])
def test_errors_that_do_not_end_lose_nothing(tmp_path: Path, fault: Callable[[str], None]) -> None:
    at, fired = 0, True
    while fired:
        at += 1
        fresh(tmp_path)
        disk.on_call = counter = Counter(at, fault, on=True)
        try:
            run(tmp_path, "all at once")
        except Refused as refused:
            assert refused.exit_code == 3
        disk.on_call, fired = None, counter.count >= at
        hold_to_the_law(tmp_path, "all at once")


@pytest.mark.usefixtures("system")
def test_an_interrupt_at_any_call_is_rolled_back(tmp_path: Path) -> None:
    def interrupt(name: str) -> None:
        raise KeyboardInterrupt

    at, fired = 0, True
    while fired:
        at += 1
        fresh(tmp_path)
        disk.on_call = counter = Counter(at, interrupt)
        try:
            run(tmp_path, "all at once")
        except KeyboardInterrupt:
            sweep_all(tmp_path)
            assert held(tmp_path / "vault") in (NOTES, AFTER["all at once"])
        disk.on_call, fired = None, counter.count >= at
        hold_to_the_law(tmp_path, "all at once")


def in_a_process_of_its_own(part: str, folder: Path) -> str:
    ran = subprocess.run(
        [sys.executable, __file__, part, str(folder)],
        capture_output=True,
        text=True,
        env=dict(os.environ, PYTHONPATH=HOME),
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


HOME = str(Path(__file__).parents[2])


def test_a_kill_at_any_call_loses_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    assert int(in_a_process_of_its_own("kill", tmp_path)) > 150


def test_a_full_disk_at_any_byte_leaves_the_notes_as_they_were(tmp_path: Path) -> None:
    assert "the file would be larger than the system allows" in in_a_process_of_its_own("full", tmp_path)


def test_what_may_not_be_written_is_refused_by_name() -> None:
    top = Path(tempfile.mkdtemp(prefix="vn-nobody-"))  # not tmp_path, which only its owner may enter
    top.chmod(0o755)
    try:
        said = in_a_process_of_its_own("nobody", top)
    finally:
        shutil.rmtree(top)
    assert said.splitlines() == [
        "Ada.md: no permission to write here",
        "P/Grace.md: no permission to write here",
        "P/New.md: no permission to write here",
        "P/Deep/New.md: no permission to write here",
        "state: no permission to write here",
    ]


def kill_at_every_call(top: Path) -> None:
    write._GRACE = 0
    kills = 0
    for name in [*CHANGES, *CHANGES]:
        at, killed = 0, True
        while killed:
            at += 1
            fresh(top)
            pid = os.fork()
            if pid == 0:
                disk.on_call = Counter(at, lambda name: os.kill(os.getpid(), signal.SIGKILL))
                run(top, name)
                os._exit(0)
            killed = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
            kills += killed
            hold_to_the_law(top, name)
        if name == [*CHANGES][-1]:  # once more on a system that cannot exchange
            disk._renameat2 = lambda *_: raising(errno.ENOSYS)("")
    print(kills)


def fill_at_every_byte(top: Path) -> None:
    said, size, done = set(), 0, False
    while not done:
        fresh(top)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        try:
            run(top, "all at once")
            done = True
        except Refused as refused:
            said.add(refused.message)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert done or held(top) == {f"vault/{path}": text for path, text in NOTES.items()}
        size += 1
    assert held(top / "vault") == AFTER["all at once"] and size > 500
    print(*said)


def try_as_nobody(top: Path) -> None:
    fresh(top / "it")
    top, vault = top / "it", top / "it" / "vault"
    hashlib.sha256(base64.b64encode(json.dumps("loaded while we may").encode()))
    import ctypes  # noqa: F401

    if os.getuid() == 0:
        for path in [top, *top.rglob("*")]:
            os.chown(path, 65534, 65534)
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)

    def told(change: Change) -> None:
        try:
            write.apply(str(vault), [Change("First.md", None, b"1"), change], state=str(top / "state"), told="")
        except Refused as refused:
            print(str(refused).splitlines()[0].replace(str(top) + "/", ""))
        assert held(vault) == NOTES

    (vault / "Ada.md").chmod(0o400)
    told(Change("Ada.md", NOTES["Ada.md"], b"x"))
    (vault / "P").chmod(0o500)
    told(Change("P/Grace.md", NOTES["P/Grace.md"], b"x"))
    told(Change("P/New.md", None, b"x"))
    told(Change("P/Deep/New.md", None, b"x"))
    top.chmod(0o500)  # no state folder can be made
    told(Change("Second.md", None, b"x"))
    for path in (top, vault / "P"):
        path.chmod(0o700)


if __name__ == "__main__":
    {"kill": kill_at_every_call, "full": fill_at_every_byte, "nobody": try_as_nobody}[sys.argv[1]](Path(sys.argv[2]))
