"""The error catalogue: for everything that can go wrong, the smallest vault that provokes it, and exactly what is said.

`errors/<code>/vault` is the vault, `errors/<code>/case.console` the session on it (see `tests/consoles.py`); a setting
`; setup: NAME` names a function here that makes what files cannot hold. VAULTNET_UPDATE=1 writes down what is said now.
"""

import ast
import ctypes
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from consoles import hold, play, read
from vaults import HERE, run_here

from vaultnet.index.store import SCHEMA, index_path, state_path
from vaultnet.vault import disk

CASES = sorted(path for path in (HERE / "errors").iterdir() if path.is_dir())
ADA = "People/Ada Lovelace.md"


@contextmanager
def large(root: Path) -> Iterator[None]:
    """A note of 17 MB."""
    (root / "People" / "Diary.md").write_bytes(b"---\ntype: person\n---\n" + b"dear diary, nothing new\n" * 750_000)
    yield


@contextmanager
def twins(root: Path) -> Iterator[None]:
    """Two notes whose names are one for a system that takes no heed of case, and two of one accent written two ways."""
    for name in ("ada lovelace", "Zoe\u0301", "Zo\u00e9"):
        (root / "People" / f"{name}.md").write_text("---\ntype: person\n---\nanother\n", encoding="utf-8")
    yield


@contextmanager
def long(root: Path) -> Iterator[None]:
    """A note of more lines than anybody writes."""
    (root / "People" / "Diary.md").write_bytes(b"---\ntype: person\n---\n" + b"\n" * 500_001)
    yield


class _Capabilities(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def bound_by_modes() -> Iterator[None]:
    """As a user whom file modes bind. Root is not: on Linux it lays down its capability to pass them over for the while,
    and can still enter whatever private folder the project itself lies in."""
    if os.name == "nt":
        pytest.skip("file modes are POSIX's")
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "capset"):
        pytest.skip("root passes over file modes here, and cannot lay that down")
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    held = (_Capabilities * 2)()
    assert libc.capget(header, held) == 0
    effective = held[0].effective
    held[0].effective = effective & ~0b110  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    assert libc.capset(header, held) == 0
    try:
        yield
    finally:
        held[0].effective = effective
        assert libc.capset(header, held) == 0


@contextmanager
def no_permission(root: Path) -> Iterator[None]:
    """Ada's note may not be read."""
    with bound_by_modes():
        (root / ADA).chmod(0)
        try:
            yield
        finally:
            (root / ADA).chmod(0o644)


@contextmanager
def read_only(root: Path) -> Iterator[None]:
    """The folder of people may only be read."""
    with bound_by_modes():
        (root / "People").chmod(0o555)
        (root / ADA).chmod(0o444)
        try:
            yield
        finally:
            (root / "People").chmod(0o755)


@contextmanager
def no_cache(root: Path) -> Iterator[None]:
    """A file stands where the cache folder is to be."""
    Path(os.environ["VAULTNET_CACHE_DIR"]).write_text("")
    yield


@contextmanager
def nothing(root: Path) -> Iterator[None]:
    """No vaultnet.toml: the folder is no vault."""
    (root / "vaultnet.toml").unlink()
    yield


@contextmanager
def _at(operation: str, what: Callable[[str], None]) -> Iterator[None]:
    """Once, when the disk is asked for this operation on a note."""
    done: list[str] = []

    def hook(name: str, path: str) -> None:
        if name == operation and "/vault/" in path and not done:
            done.append(path)
            what(path)

    disk.on_call = hook
    try:
        yield
    finally:
        disk.on_call = None


@contextmanager
def saved_meanwhile(root: Path) -> Iterator[None]:
    """An editor saves the note at the moment when its new text is put in place."""

    def save(_: str) -> None:
        note = root / ADA
        note.write_text(note.read_text(encoding="utf-8").replace("person\n", "person\ntier: inner\n"), encoding="utf-8")

    with _at("exchange", save):
        yield


@contextmanager
def saved_before(root: Path) -> Iterator[None]:
    """An editor saves the note between our reading and our writing."""

    def save(_: str) -> None:
        note = root / ADA
        note.write_text(note.read_text(encoding="utf-8").replace("person\n", "person\ntier: inner\n"), encoding="utf-8")

    with _at("real_path", lambda _: None), _at_second_read(save):
        yield


@contextmanager
def _at_second_read(what: Callable[[str], None]) -> Iterator[None]:
    reads: list[str] = []

    def hook(name: str, path: str) -> None:
        if name == "read" and path.endswith(ADA):
            reads.append(path)
            if len(reads) == 3:  # the index's, the edit's, and now the check before writing
                what(path)

    disk.on_call = hook
    try:
        yield
    finally:
        disk.on_call = None


@contextmanager
def disk_full(root: Path) -> Iterator[None]:
    """The new text finds no room."""

    def full(path: str) -> None:
        raise OSError(28, "No space left on device", path)

    with _at("write", full):
        yield


def _made(root: Path) -> Path:
    run_here("index", "--vault", str(root))
    return Path(index_path(str(root)))


@contextmanager
def index_garbage(root: Path) -> Iterator[None]:
    """The index is a file of something else."""
    _made(root).write_bytes(b"this is no database, whatever its name says\n" * 100)
    yield


@contextmanager
def index_torn(root: Path) -> Iterator[None]:
    """The middle of the index is gone."""
    path = _made(root)
    raw = path.read_bytes()
    path.write_bytes(raw[:8192] + bytes(len(raw) - 8192))
    yield


@contextmanager
def index_newer(root: Path) -> Iterator[None]:
    """The index is one of a version to come."""
    connection = sqlite3.connect(_made(root))
    connection.execute(f"pragma user_version = {SCHEMA + 1}")
    connection.close()
    yield


@contextmanager
def index_locked(root: Path) -> Iterator[None]:
    """Another process writes the index, and takes its time."""
    path = _made(root)
    (root / "People" / "Grace Hopper.md").write_text("---\ntype: person\n---\n", "utf-8")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("begin immediate")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vaultnet.index.store.BUSY_MS", 20)
        yield
    holder.execute("rollback")
    holder.close()


@contextmanager
def vanished(root: Path) -> Iterator[None]:
    """Twelve notes, known to the index, are gone."""
    (root / "People").mkdir()
    for number in range(12):
        (root / "People" / f"Person {number:02}.md").write_text("---\ntype: person\n---\n", "utf-8")
    _made(root)
    shutil.rmtree(root / "People")
    yield


@contextmanager
def journal_damaged(root: Path) -> Iterator[None]:
    """What `undo` needs is written, but not whole."""
    with pytest.MonkeyPatch.context() as patch:
        whole = disk.write_new

        def torn(path: str, data: bytes, **more: object) -> None:
            whole(path, data[: len(data) // 2] if "state" in path else data, **more)  # type: ignore[arg-type]

        patch.setattr(disk, "write_new", torn)
        yield


@contextmanager
def link_outside(root: Path) -> Iterator[None]:
    """A note and a folder that are links out of the vault."""
    outside = root.parent / "outside"
    (outside / "Events").mkdir(parents=True)
    (outside / "secret.md").write_text("---\ntype: person\n---\n", "utf-8")
    (root / "People" / "Secret.md").symlink_to(outside / "secret.md")
    (root / "Events").symlink_to(outside / "Events")
    yield


def codes() -> set[str]:
    """Every code that the source gives a finding or fault."""
    found = set()
    for path in (HERE.parent / "vaultnet").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Fault", "Finding", "Unreadable"):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_code_of_a_finding_has_its_case(code: str) -> None:
    assert (HERE / "errors" / code / "case.console").is_file()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder for a test that everybody may enter (pytest's own may only be entered by its owner)."""
    base = Path(tempfile.mkdtemp(prefix="vn-"))
    base.chmod(0o755)
    yield base
    shutil.rmtree(base)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_goes_wrong_is_said_in_one_clear_message(
    case: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = open_folder / "vault"
    if (case / "vault").is_dir():
        shutil.copytree(case / "vault", root)
    root.mkdir(exist_ok=True)
    toml = root / "vaultnet.toml"
    if not toml.exists():
        toml.write_text("")
    for name in ("CACHE", "STATE"):
        monkeypatch.setenv(f"VAULTNET_{name}_DIR", str(open_folder / name.lower()))
        if name == "STATE":
            (open_folder / name.lower()).mkdir()
    monkeypatch.chdir(root)
    transcript = read(case / "case.console")
    with ExitStack() as stack:
        if "setup" in transcript.settings:
            stack.enter_context(globals()[transcript.settings["setup"]](root))
        told = play(transcript, open_folder, monkeypatch)
    hold(transcript, told)
    assert Path(state_path(str(root))).parent == open_folder / "state"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_no_case_shows_a_traceback_or_an_unexpected_fault(case: Path) -> None:
    said = (case / "case.console").read_text("utf-8")
    assert "Traceback" not in said and "unexpected fault" not in said
