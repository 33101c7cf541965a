"""What a command loads before it answers: each import is time that somebody waits, every day."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent

# dear, or of no use to a command that only answers
HEAVY = {
    "yaml",
    "frontmatter",
    "jinja2",
    "watchdog",
    "rich",
    "rapidfuzz",
    "dateutil",
    "multiprocessing",
    "concurrent",
    "asyncio",
    "difflib",
    "statistics",
    "ctypes",
    "dataclasses",
    "email",
    "http",
    "logging",
    "socket",
    "subprocess",
    "tempfile",
    "unittest",
    "urllib.request",
    "xml",
    "importlib.metadata",
    "platformdirs",
}
# what click loads by itself is nobody's fault here
PROBE = """
import sys
import click
before = set(sys.modules)
from vaultnet.cli import main
try:
    main(sys.argv[1:])
finally:
    print("\\n".join(["== loaded", *sorted(set(sys.modules) - before)]))
"""


def loaded(*arguments: str, **environment: str) -> set[str]:
    """The modules that a command loads besides click's, in a process of its own."""
    # a process that is measured has loaded coverage, and with it modules that vaultnet would have to answer for
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    process = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        capture_output=True,
        text=True,
        env={**surroundings, "PYTHONPATH": str(PROJECT), **environment},
        check=False,
    )
    assert process.returncode == 0, process.stderr
    answer, _, modules = process.stdout.partition("== loaded\n")
    assert answer.strip(), "the command answered nothing"
    return set(modules.split())


def heavy(modules: set[str]) -> set[str]:
    return {name for name in HEAVY if name in modules}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sample vault, indexed, and long enough ago that no file is read again for caution's sake."""
    folder = tmp_path_factory.mktemp("startup")
    shutil.copytree(PROJECT / "sample_vault", folder / "vault")
    long_ago = time.time() - 3600
    for path in (folder / "vault").rglob("*"):
        os.utime(path, (long_ago, long_ago))
    environment = {"VAULTNET_VAULT": str(folder / "vault"), "VAULTNET_CACHE_DIR": str(folder / "cache"),
                   "VAULTNET_STATE_DIR": str(folder / "state"), "VAULTNET_TODAY": "2026-11-23"}  # fmt: skip
    loaded("due", **environment)
    return environment


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_no_chapter_and_no_vault(option: str) -> None:
    modules = loaded(option)
    assert heavy(modules) == set()
    assert "sqlite3" not in modules
    assert {name for name in modules if name.startswith("vaultnet.")} <= {
        "vaultnet.cli",
        "vaultnet.errors",
        "vaultnet.show",
        "vaultnet.show.console",
    }


def test_due_on_an_unchanged_vault_loads_nothing_that_it_does_not_need(vault: dict[str, str]) -> None:
    modules = loaded("due", **vault)
    assert heavy(modules) == set()
    chapters = {name.split(".")[2] for name in modules if name.startswith("vaultnet.strategies.")}
    assert chapters == {"communication"}
    assert not {name for name in modules if name.startswith("vaultnet.basics.")}


@pytest.mark.parametrize(
    "command",
    [("find", "meetup"), ("list", "person"), ("show", "Mara Okafor"), ("agenda",), ("promise",), ("index",),
     ("log", "--help"), ("new", "--help"), ("watch", "--help")],
)  # fmt: skip
def test_other_answers_load_nothing_heavy_either(command: tuple[str, ...], vault: dict[str, str]) -> None:
    assert heavy(loaded(*command, **vault)) == set()


def test_doctor_loads_what_compares_names_and_nothing_else(vault: dict[str, str]) -> None:
    assert heavy(loaded("doctor", **vault)) == {"rapidfuzz"}


def test_settings_are_parsed_only_where_there_are_any(vault: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "Ada.md").write_text(
        "---\ntype: person\n---\n## Log\n- 2026-11-20 call: x\n", encoding="utf-8"
    )
    assert "tomllib" in loaded("list", "person", **vault)
    assert "tomllib" not in loaded("list", "person", **{**vault, "VAULTNET_VAULT": str(tmp_path / "plain")})


def test_plain_frontmatter_is_read_without_yaml_and_other_frontmatter_with_it(
    vault: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "Ada.md").write_text("---\ntype: person\ntags:\n  - ai\n---\n", encoding="utf-8")
    here = {**vault, "VAULTNET_VAULT": str(tmp_path)}
    assert "yaml" not in loaded("list", "person", **here)
    (tmp_path / "Bob.md").write_text("---\ntype: person\nmotto: >\n  be\n  kind\n---\n", encoding="utf-8")
    assert "yaml" in loaded("list", "person", **here)
