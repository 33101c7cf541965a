"""Fills README.md with what `make demo` and `make test` print in a fresh copy: `python tests/tools/readme_output.py`.

Name one of the two to run only that. The copy holds what git would clone and what is not ignored; nothing is cached.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
COMMANDS = ("make demo", "make test")
BLOCK = r"(<!-- output: {} -->\n```text\n)(.*?)(```\n<!-- /output -->)"


def block_of(text: str, command: str) -> str:
    """What stands in the block of a command."""
    found = re.search(BLOCK.format(re.escape(command)), text, re.S)
    assert found, f"README.md has no block for {command}"
    return found[2]


def filled(text: str, command: str, output: str) -> str:
    """The text with the block of a command filled anew."""
    return re.sub(BLOCK.format(re.escape(command)), lambda m: m[1] + output + m[3], text, flags=re.S)


def shortened(output: str) -> str:
    """pytest's rows of dots without those between the first and the last: they say nothing and fill a page."""
    row = r"[.sxX]{20,} +\[ *\d+%\]\n"
    return re.sub(rf"({row})(?:{row})+({row})", r"\1...\n\2", output)


def fresh_copy(to: Path) -> None:
    """What a clone would hold, and what is new and not ignored."""
    names = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True,
                           capture_output=True).stdout.decode("utf-8")  # fmt: skip
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


def output_of(command: str, where: Path) -> str:
    """What a command prints there, without the name of the place."""
    done = subprocess.run(command.split(), cwd=where, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)  # fmt: skip
    text = done.stdout.decode("utf-8").replace(f"{where}/", "").replace(str(where), ".")
    text = re.sub(r"^WARNING: .*\n", "", text, flags=re.M)  # what pip thinks of its settings on this machine
    if done.returncode:
        print(text)
        raise SystemExit(f"{command} failed with {done.returncode}: README.md stays as it is")
    return shortened(text.rstrip() + "\n")


def main(wanted: list[str]) -> None:
    """Run the commands and fill their blocks."""
    for command in wanted:
        with tempfile.TemporaryDirectory() as scratch:
            where = Path(scratch) / "vaultnet"
            where.mkdir()
            fresh_copy(where)
            output = output_of(command, where)
        README.write_text(filled(README.read_text(encoding="utf-8"), command, output), encoding="utf-8")


if __name__ == "__main__":
    main([command for command in COMMANDS if not sys.argv[1:] or command.split()[1] in sys.argv[1:]])
