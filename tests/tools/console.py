"""Console blocks of the documentation: found, run in a scratch folder, compared, written anew.

A block is fenced as ```console. Lines that begin with `$ ` are run by the shell, one after the other; the lines below are
what came out (stdout and stderr). A page's blocks run in order and share one folder: a copy of the sample vault, or an
empty folder. `cd` and `export` hold for the rest of the page.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
TODAY = "2026-11-23"


class Block(NamedTuple):
    """A block of a page: where its lines stand in the text, and its first line's number."""

    start: int
    end: int
    line: int
    text: str


def blocks(page: str) -> list[Block]:
    """The console blocks of a page."""
    return [Block(m.start(1), m.end(1), page.count("\n", 0, m.start(1)) + 1, m[1]) for m in BLOCK.finditer(page)]


def commands(block: str) -> list[str]:
    """What is typed in a block."""
    return [line[2:] for line in block.splitlines() if line.startswith("$ ")]


class Shell:
    """A scratch folder in which the commands of one page are run, with an index and an undo journal of its own."""

    def __init__(self, scratch: Path) -> None:
        tools = scratch / "bin"
        tools.mkdir(parents=True)
        program = tools / "vaultnet"
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m vaultnet "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        self.here = scratch / "home"
        self.here.mkdir()
        kept = {key: value for key, value in os.environ.items() if not key.startswith("VAULTNET_")}
        self.env = kept | {
            "HOME": str(self.here), "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
            "VAULTNET_TODAY": TODAY, "VAULTNET_CACHE_DIR": str(scratch / "cache"),
            "VAULTNET_STATE_DIR": str(scratch / "state"), "NO_COLOR": "1", "COLUMNS": "120", "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        self.scratch = scratch

    def run(self, command: str) -> str:
        """What a command prints, stdout and stderr in their order."""
        word, _, rest = command.partition(" ")
        if word == "cd":
            self.here = (self.here / rest).resolve()
            return ""
        if word == "export":
            name, _, value = rest.partition("=")
            self.env[name] = value
            return ""
        done = subprocess.run(["/bin/sh", "-c", command], cwd=self.here, env=self.env, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120)  # fmt: skip
        return done.stdout.decode("utf-8", "replace").replace(str(self.scratch / "home") + "/", "")


def rendered(page: str, shell: Shell) -> str:
    """The page with the output of every block as it comes out today."""
    parts, at = [], 0
    for block in blocks(page):
        lines = []
        for command in commands(block.text):
            out = shell.run(command)
            lines.append(f"$ {command}\n" + (out if not out or out.endswith("\n") else out + "\n"))
        parts += [page[at : block.start], "".join(lines)]
        at = block.end
    return "".join([*parts, page[at:]])


def shell_for(page: str, scratch: Path) -> Shell:
    """The folder a page begins in: empty where its first command makes a vault, else a copy of the sample vault."""
    shell = Shell(scratch)
    first = next((command for block in blocks(page) for command in commands(block.text)), "")
    if not first.startswith(("vaultnet init", "export ")):
        shell.run("vaultnet init sample --sample")
        shell.run("cd sample")
    return shell
