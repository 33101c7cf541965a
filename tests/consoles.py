"""Console transcripts: commands with what they answer, to be read like a session at the terminal, and run as a test.

    ; a comment, or a setting before the first command: `; vault: sample`, `; setup: read_only`
    >>> People/Ada Lovelace.md
    (a note of the vault the transcript begins with)
    <<<
    $ vaultnet due
    what it says on stdout
    2> what it says on stderr
    ! 4

`! 4` is the exit code, left out where it is 0. Besides vaultnet there are `cat`, `ls`, `cd`, `rm`, `echo TEXT >> FILE`.
Environment variables stand before a command. VAULTNET_UPDATE=1 in the environment writes down what is said now.
"""

import os
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from vaults import Ran, run_here

UPDATE = bool(os.environ.get("VAULTNET_UPDATE"))
# the cache's and the state's folder are named after the vault's path, an undo entry after its process
_HASH, _PID = re.compile(r"(?<=/)[\w .()-]+-[0-9a-f]{8}\b"), re.compile(r"(?<=\d{8}-)\d+(?=\.json)")
_MARKS = ("$ ", "2> ", "! ", "; ", ">>> ")


class Step(NamedTuple):
    """A command with what it is to say."""

    line: int
    command: str
    said: tuple[str, ...]


class Transcript(NamedTuple):
    """A transcript: its settings, the files its vault begins with, the text before the first command, the steps.

    `between` are the comments that stand before each step."""

    path: Path
    settings: dict[str, str]
    files: dict[str, str]
    head: list[str]
    steps: list[Step]
    between: list[list[str]]


def read(path: Path) -> Transcript:
    """The transcript in a file."""
    lines = path.read_text("utf-8").split("\n")
    head: list[str] = []
    settings: dict[str, str] = {}
    files: dict[str, str] = {}
    at = 0
    while at < len(lines) and not lines[at].startswith("$ "):
        line = lines[at]
        if line.startswith(">>> "):
            end = lines.index("<<<", at)
            files[line[4:]] = "".join(one + "\n" for one in lines[at + 1 : end])
            head += lines[at : end + 1]
            at = end + 1
            continue
        found = re.match(r"; ([a-z]+): (.+)", line)
        if found:
            settings[found[1]] = found[2]
        head.append(line)
        at += 1
    steps: list[Step] = []
    between: list[list[str]] = [[]]
    while at < len(lines):
        start, command = at, lines[at][2:]
        said = []
        at += 1
        while at < len(lines) and not lines[at].startswith(("$ ", "; ")):
            said.append(lines[at])
            at += 1
        while said and not said[-1]:
            said.pop()
        steps.append(Step(start + 1, command, tuple(said)))
        comments = []
        while at < len(lines) and not lines[at].startswith("$ "):
            comments.append(lines[at])
            at += 1
        between.append(comments)
    return Transcript(path, settings, files, head, steps, between)


def said_by(ran: Ran, base: str) -> tuple[str, ...]:
    """How a transcript shows an answer. The test's own folder is shown as `$DIR`."""
    out, err = (_PID.sub("PID", _HASH.sub("HASH", text.replace(base, "$DIR"))) for text in (ran.out, ran.err))
    lines = out.split("\n")
    for line in lines:
        assert not line.startswith(_MARKS), f"a transcript cannot show this line: {line}"
    lines += [f"2> {line}".rstrip() for line in err.rstrip("\n").split("\n")] if err else []
    if out.endswith("\n") or not out:
        lines.remove("") if not out else lines.pop(len(out.split("\n")) - 1)
    if ran.code:
        lines.append(f"! {ran.code}")
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def play(transcript: Transcript, base: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Run every step where the vault is; what each says."""
    return [said_by(_shell(step.command, monkeypatch), str(base)) for step in transcript.steps]


def hold(transcript: Transcript, told: list[tuple[str, ...]]) -> None:
    """Hold what was said against the transcript, or write it down."""
    if UPDATE:
        _write(transcript, told)
        return
    for step, said in zip(transcript.steps, told, strict=True):
        assert said == step.said, f"{transcript.path.parent.name}/{transcript.path.name}:{step.line}: $ {step.command}"


def _write(transcript: Transcript, told: list[tuple[str, ...]]) -> None:
    lines = list(transcript.head)
    for step, said, comments in zip(transcript.steps, told, transcript.between, strict=False):
        lines += comments
        lines += [f"$ {step.command}", *said, ""]
    lines += transcript.between[-1]
    transcript.path.write_text("\n".join(lines).rstrip("\n") + "\n", "utf-8")


def _shell(command: str, monkeypatch: pytest.MonkeyPatch) -> Ran:
    """The few commands a transcript knows."""
    words = shlex.split(command)
    with monkeypatch.context() as patch:
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            name, _, value = words.pop(0).partition("=")
            patch.setenv(name, value)
        if words[0] == "vaultnet":
            return run_here(*words[1:])
    if words[0] == "cat":
        return Ran(0, "".join(Path(word).read_bytes().decode("utf-8") for word in words[1:]), "")
    if words[0] == "ls":
        names = sorted(path.name for path in Path(words[1] if words[1:] else ".").iterdir() if path.name[0] != ".")
        return Ran(0, "".join(name + "\n" for name in names), "")
    if words[0] == "cd":
        monkeypatch.chdir(words[1])
        return Ran(0, "", "")
    if words[0] == "rm":
        Path(words[1]).unlink()
        return Ran(0, "", "")
    if words[0] == "echo" and words[-2] == ">>":
        with open(words[-1], "a", encoding="utf-8") as file:
            file.write(" ".join(words[1:-2]) + "\n")
        return Ran(0, "", "")
    raise AssertionError(f"a transcript knows no command {words[0]}")
