"""The documentation says what is: its console blocks are run, docs/cli.md is made from the commands, its links lead somewhere.

`VAULTNET_DOCS_UPDATE=1 pytest tests/test_docs.py` writes docs/cli.md and the output of the console blocks anew.
`python tests/tools/readme_output.py` does so for what `make demo` and `make test` print.
"""

import os
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from tools.console import ROOT, blocks, rendered, shell_for
from tools.make_cli_docs import PAGE, cli_page
from tools.readme_output import block_of
from vaults import Vault

from vaultnet.cli import MODULES

UPDATE = bool(os.environ.get("VAULTNET_DOCS_UPDATE"))
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [README, *DOCS]
STRATEGIES = sorted((ROOT / "docs" / "strategies").glob("*.md"))
RUN = [page for page in PAGES if blocks(page.read_text(encoding="utf-8"))]
FENCED = re.compile(r"^(```+).*?^\1$|`[^`\n]+`", re.M | re.S)
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
# what belongs to one machine or one person, and not into documentation
PRIVATE = re.compile(r"(?<![\w.~])/(?:work|root|tmp|home|var)\b|\.\./shared|\bassistants?\b|https?://[^\s/]*(?:pypi|proxy|registry)|"
                     r"\blocalhost\b", re.I)  # fmt: skip


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", RUN, ids=named)
def test_the_console_blocks_of_a_page_say_what_comes_out(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    now = rendered(text, shell_for(text, tmp_path / "shell"))
    broken = [word for word in ("unexpected fault", "Traceback", "Usage: ") if word in now]
    assert not broken, f"{named(page)}: a command failed"
    if UPDATE:
        page.write_text(now, encoding="utf-8")
        return
    for before, after in zip(blocks(text), blocks(now), strict=True):
        where = f"{named(page)}:{before.line}: run with VAULTNET_DOCS_UPDATE=1 if this is meant"
        assert before.text == after.text, where


def test_the_page_of_the_commands_is_made_from_them() -> None:
    if UPDATE:
        PAGE.write_text(cli_page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == cli_page(), "stale: python tests/tools/make_cli_docs.py"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_of_a_page_lead_to_files(page: Path) -> None:
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    gone = []
    for target in LINK.findall(text):
        path = unquote(target.partition("#")[0])
        if path and not re.match(r"[a-z]+:", path) and not (page.parent / path).exists():
            gone.append(target)
    assert not gone


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_names_no_place_of_one_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = [f"{named(page)}:{text.count(chr(10), 0, m.start()) + 1}: {m[0]}" for m in PRIVATE.finditer(text)]
    assert not found


def test_every_word_of_the_glossary_is_used() -> None:
    rows = re.findall(r"^\| ([a-z][a-z -]*) \|", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.M)
    words = [word for word in rows if word != "word"]
    assert len(words) > 30
    files = [page for page in PAGES if page.name != "glossary.md"] + sorted((ROOT / "vaultnet").rglob("*.py"))
    text = "\n".join(file.read_text(encoding="utf-8") for file in files).lower()
    assert not [word for word in words if not re.search(rf"\b{re.escape(word)}(?:s|es)?\b", text)]
    assert words == list(dict.fromkeys(words)), "a word stands twice"


def test_every_command_is_shown_in_the_tutorial_or_on_a_strategys_page() -> None:
    pages = [ROOT / "docs" / "tutorial.md", *STRATEGIES]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert not [name for name in MODULES if not re.search(rf"vaultnet {name}\b", text)]


def test_every_command_in_the_pages_exists() -> None:
    later = {"COMMAND"}
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        typed = re.findall(
            r"(?:^(?:\$ )?|`)vaultnet ([a-z]+)\b(?! (?:is|has|writes|reads|makes|works|tends))", text, re.M
        )
        unknown = {name for name in typed if name not in MODULES and name not in later}
        assert not {name for name in unknown if f"`vaultnet {name}" in text or f"$ vaultnet {name}" in text}, named(
            page
        )


@pytest.mark.parametrize("page", STRATEGIES, ids=named)
def test_a_strategys_page_is_what_help_prints(page: Path, asked: Vault) -> None:
    assert asked.run("help", page.stem).out == page.read_text(encoding="utf-8").rstrip() + "\n"


@pytest.mark.parametrize("page", STRATEGIES, ids=named)
def test_a_strategys_page_has_all_its_parts(page: Path) -> None:
    headings = re.findall(r"^## (.*)$", page.read_text(encoding="utf-8"), re.M)
    assert headings[-3:] == ["Lines and keys it reads", "Rules", "What it will never do"]


def test_the_clauses_of_the_format_are_numbered_without_a_gap() -> None:
    text = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    sections = [int(n) for n in re.findall(r"^## (\d+)\. ", text, re.M)]
    assert sections == list(range(1, len(sections) + 1))
    clauses = [(int(a), int(b)) for a, b in re.findall(r"^(\d+)\.(\d+)\. ", text, re.M)]
    for before, after in pairwise(clauses):
        assert after in ((before[0], before[1] + 1), (before[0] + 1, 1)), f"{before} is followed by {after}"


def test_every_finding_that_the_code_knows_stands_in_the_format() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "vaultnet").rglob("*.py")))
    made = re.findall(r"\b(?:Fault|Finding|Unreadable)\(\s*\"([a-z-]+)\"", code)
    listed = (ROOT / "docs" / "format.md").read_text(encoding="utf-8").partition("## 15. ")[2]
    assert not [one for one in set(made) if f"`{one}`" not in listed]


def test_the_wheel_brings_the_pages_that_help_prints() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {"docs/strategies", "docs/format.md", "docs/config.md"} <= set(wheel["only-include"])


def demo() -> str:
    """What README.md says that `make demo` prints."""
    return block_of(README.read_text(encoding="utf-8"), "make demo")


def test_the_readmes_demo_runs_what_the_makefile_runs() -> None:
    recipe = re.findall(r"\$\(call show,(vaultnet [^)]*)\)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert recipe
    assert re.findall(r"^\$ (vaultnet .*)$", demo(), re.M) == recipe, "stale: python tests/tools/readme_output.py"


def test_the_readmes_demo_shows_todays_agenda(asked: Vault) -> None:
    found = re.search(r"^\$ vaultnet agenda\n(.*?)\n*^\$ ", demo(), re.M | re.S)
    assert found
    assert found[1] == asked.ok("agenda").rstrip(), "stale: python tests/tools/readme_output.py"
