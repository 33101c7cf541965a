"""What the proofs have in common: how a figure is told, vaults that are put back, commands in processes of their own.

Not a proof itself: `make proofs` leaves this file out.
"""

import contextlib
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PROJECT = TESTS.parent
CORPORA = PROJECT.parent / "shared" / "corpora"
sys.path[:0] = [str(folder) for folder in (PROJECT, TESTS, TESTS / "text") if str(folder) not in sys.path]

from indexes import difference, dump, rebuilt  # noqa: E402
from vaults import TODAY, Ran, Vault, copy_sample, run_here  # noqa: E402

from vaultnet.index import store  # noqa: E402
from vaultnet.vault.config import read_config  # noqa: E402

LEFT_OUT = 77
Bytes = dict[str, bytes]


class Falls(AssertionError):
    """A figure that is not reached: what was seen."""


def main(figure: Callable[[int], str], default: int) -> None:
    """Run a proof as a program: `python edits.py [COUNT]`. Prints its figure; exits 1 where it falls short."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else default
    with surroundings():
        try:
            print(figure(count), flush=True)
        except Falls as seen:
            print(f"{Path(sys.argv[0]).stem}: falls short: {seen}", flush=True)
            sys.exit(1)


def leave_out(reason: str) -> None:
    """This proof cannot run here."""
    print(f"{Path(sys.argv[0]).stem}: left out, {reason}")
    sys.exit(LEFT_OUT)


def hold(true: object, seen: object) -> None:
    """Unlike `assert`, also where Python leaves those out."""
    if not true:
        raise Falls(seen)


@contextlib.contextmanager
def surroundings() -> Iterator[Path]:
    """A folder that everybody may enter; its cache, state and day are those of the commands run meanwhile."""
    base = Path(tempfile.mkdtemp(prefix="vn-proof-"))
    base.chmod(0o755)
    before = dict(os.environ)
    os.environ.update(VAULTNET_CACHE_DIR=str(base / "cache"), VAULTNET_STATE_DIR=str(base / "state"))
    os.environ.update(VAULTNET_TODAY=TODAY, VAULTNET_PROOF_FOLDER=str(base))
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    os.environ.update({f"GIT_{who}_{what}": "x@x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")})
    for name in ("VISUAL", "EDITOR", "VAULTNET_VAULT", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        os.environ.pop(name, None)
    try:
        yield base
    finally:
        os.environ.clear()
        os.environ.update(before)
        for path in base.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)
        shutil.rmtree(base)


def base() -> Path:
    """The folder of the proof that runs."""
    return Path(os.environ["VAULTNET_PROOF_FOLDER"])


def median_ms(seconds: list[float]) -> float:
    """The median, in milliseconds."""
    return statistics.median(seconds) * 1000


def percent(part: int, whole: int) -> str:
    """A part of a whole, as people write it."""
    return f"{100 * part / max(whole, 1):.2f} %"


class Kept(Vault):
    """A vault that is put back after each trial, file by file: what was not touched stays known to the index."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.texts = self.bytes()

    def bytes(self) -> Bytes:
        """Every file with its bytes, those of git's own folder left out."""
        found = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name != ".git"]  # where a git may still be at work
            for path in (Path(folder, name) for name in names):
                if path.is_file():
                    found[str(path.relative_to(self.root))] = path.read_bytes()
        return dict(sorted(found.items()))

    def state(self) -> Path:
        """Where its undo journal lies."""
        return Path(store.state_path(str(self.root)))

    def put_back(self) -> None:
        """All files as they were, no journal, no repository."""
        while (self.root / ".git").exists():  # a git that a killed command began may be writing still
            shutil.rmtree(self.root / ".git", ignore_errors=True)
        now = self.bytes()
        for path in now.keys() - self.texts.keys():
            (self.root / path).unlink()
        for path, text in self.texts.items():
            if now.get(path) != text:
                self.write(path, text)
                os.utime(self.root / path, (1, 1))  # long quiet: nothing to wait for
        shutil.rmtree(self.state(), ignore_errors=True)

    def index_faults(self) -> list[str]:
        """What tells its index apart from one made anew; empty as it should be."""
        with contextlib.closing(store.connect(store.index_path(str(self.root)))) as connection:
            return difference(dump(connection), rebuilt(str(self.root), read_config(str(self.root))))

    def temporaries(self) -> list[str]:
        """Temporary files in the vault, beside its index and in its journal."""
        folders = (self.root, Path(store.index_path(str(self.root))).parent, self.state())
        found = [path for folder in folders for path in folder.rglob("*") if ".git" not in path.parts]
        mine = (path for path in found if path.name.startswith((".vn-", "build-")) or path.name.endswith(".tmp"))
        return sorted(str(path.relative_to(base())) for path in mine)


def kept_sample(name: str = "sample") -> Kept:
    """A copy of the sample vault, its index warm."""
    copy = copy_sample(base() / name)
    for path in copy.root.rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1))
    kept = Kept(copy.root)
    kept.run("index")
    return kept


def forked(work: Callable[[], int | None]) -> int:
    """Run `work` in a process of its own, quietly; its number, to be waited for (`ended`)."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = work() or 0
        finally:
            os._exit(code)
    return pid


def ended(pid: int) -> int:
    """Wait for a process; its exit code, minus the signal where one ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def traceback_in(ran: Ran) -> bool:
    """Whether a command ended as none should."""
    return "Traceback" in ran.all or "unexpected fault" in ran.err or "cannot be used" in ran.err


__all__ = [
    "CORPORA",
    "Bytes",
    "Falls",
    "Kept",
    "Ran",
    "Vault",
    "base",
    "difference",
    "dump",
    "ended",
    "forked",
    "hold",
    "kept_sample",
    "leave_out",
    "main",
    "median_ms",
    "percent",
    "rebuilt",
    "run_here",
    "surroundings",
    "traceback_in",
]
