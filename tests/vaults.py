"""Vaults to run the command line on, and ways to run it: in this process (fast), or as a process of its own."""

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from vaultnet.cli import open_desk
from vaultnet.cli import run as run_cli
from vaultnet.show.console import Call

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent / "sample_vault"
TODAY = "2026-11-23"  # a Monday; the fixed date of the sample vault
# what of the surroundings may change an answer
FOREIGN = ("VISUAL", "EDITOR", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONIOENCODING")


class Ran(NamedTuple):
    """How a command ended: its exit code, and what it said on stdout and stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer, read as JSON."""
        return json.loads(self.out)

    @property
    def all(self) -> str:
        """Everything it said."""
        return self.out + self.err


class Typed(io.StringIO):
    """A terminal at which somebody types these answers."""

    def isatty(self) -> bool:
        return True


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@contextmanager
def _streams(given: str | None, typed: str | None) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """stdin, stdout and stderr of a run. stdout stays a pipe, so that tables read the same; questions go to stderr."""
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    streams = (
        io.StringIO(given or "") if typed is None else Typed(typed),
        io.TextIOWrapper(out, "utf-8", newline="", write_through=True),
        (io.TextIOWrapper if typed is None else Terminal)(err, "utf-8", newline="", write_through=True),
    )
    sys.stdin, sys.stdout, sys.stderr = streams
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for stream in streams[1:]:
            stream.detach()  # else the wrapper closes the bytes under it when it goes


def run_here(*args: str, input: str | None = None, typed: str | None = None) -> Ran:
    """Run the command line in this process. `typed`: answers of a person at a terminal (stdin and stderr are one)."""
    call = Call(open_desk)
    with _streams(input, typed) as (out, err):
        try:
            code = run_cli(call, list(args))
        finally:
            if call.opened is not None and call.opened._index is not None:
                call.opened._index.close()
    return Ran(code, out.getvalue().decode("utf-8"), err.getvalue().decode("utf-8"))


def run_apart(*args: str, input: str | None = None, env: dict[str, str] | None = None, cwd: str | None = None) -> Ran:
    """Run the command line as a process of its own."""
    done = subprocess.run([sys.executable, "-m", "vaultnet", *args], input=input or "", capture_output=True, check=False,
                          encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1", **(env or {})}, cwd=cwd)  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


class Vault:
    """A folder of notes that commands are run on."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def write(self, path: str, text: str | bytes) -> Path:
        """Write a note (or any file), its folders too."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return file

    def person(self, name: str, *log: str, **fields: Any) -> Path:
        """Write a person's note: fields as given (lists as block lists), log lines without their dash."""
        lines = ["---", "type: person"]
        for key, value in fields.items():
            if isinstance(value, list):
                lines += [f"{key}:", *(f"  - {json.dumps(one, ensure_ascii=False)}" for one in value)]
            else:
                lines.append(f"{key}: {json.dumps(value, ensure_ascii=False) if '[' in str(value) else value}")
        lines += ["---", "## Log", *(f"- {line}" for line in log)]
        return self.write(f"People/{name}.md", "\n".join(lines) + "\n")

    def read(self, path: str) -> str:
        """A note's text."""
        return (self.root / path).read_bytes().decode("utf-8")

    def bytes(self) -> dict[str, bytes]:
        """Every file with its bytes, hidden ones too."""
        files = sorted(path for path in self.root.rglob("*") if path.is_file())
        return {str(path.relative_to(self.root)): path.read_bytes() for path in files}

    def run(self, *args: str, input: str | None = None, typed: str | None = None) -> Ran:
        """Run a command on this vault, in this process."""
        return run_here("--vault", str(self.root), *args, input=input, typed=typed)

    def apart(self, *args: str, **more: Any) -> Ran:
        """Run a command on this vault, as a process of its own."""
        return run_apart("--vault", str(self.root), *args, **more)

    def json(self, *args: str) -> Any:
        """The JSON answer of a command that must answer."""
        ran = self.run("--json", *args)
        assert ran.code == 0, ran.all
        return ran.json

    def ok(self, *args: str) -> str:
        """What a command that must answer says on stdout."""
        ran = self.run(*args)
        assert ran.code == 0, ran.all
        return ran.out


def copy_sample(to: Path) -> Vault:
    """A copy of the sample vault."""
    shutil.copytree(SAMPLE, to, ignore=shutil.ignore_patterns(".*"))
    return Vault(to)
