import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from vaults import Vault

from vaultnet.index.resolve import AMBIGUOUS, EXACT, SOFT, Targets
from vaultnet.index.sync import open_index
from vaultnet.vault.config import Config

Notes = dict[str, str]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Callable[[Notes], sqlite3.Connection]]:
    """The index of a vault with these notes."""
    with contextlib.ExitStack() as stack:

        def made(notes: Notes) -> sqlite3.Connection:
            vault = Vault(tmp_path / "vault")
            for path, text in notes.items():
                vault.write(path, text)
            connection, _ = open_index(str(vault.root), Config())
            return stack.enter_context(contextlib.closing(connection))

        yield made


def targets(connection: sqlite3.Connection) -> list[tuple[str, str | None, int]]:
    """Where each link leads: (key, path, how surely)."""
    return connection.execute(
        "select l.key, t.path, l.soft from link l left join note t on t.id = l.target order by l.line, l.key"
    ).fetchall()


def resolve(paths: list[str], link: str, linking: str = "") -> tuple[str | None, int]:
    number, how = Targets(enumerate(paths)).resolve(link, linking)
    return (None if number is None else paths[number]), how


@pytest.mark.parametrize(
    ("paths", "link", "linking", "found", "how"),
    [
        (["Ada.md"], "ada", "", "Ada.md", EXACT),
        (["People/Ada.md"], "ada", "Daily", "People/Ada.md", EXACT),
        (["People/Ada.md"], "people/ada", "", "People/Ada.md", EXACT),
        (["People/Ada.md"], "other/ada", "", None, EXACT),
        (["x/People/Ada.md"], "people/ada", "", "x/People/Ada.md", EXACT),
        (["x/People/Ada.md", "People/Ada.md"], "people/ada", "x", "People/Ada.md", EXACT),
        (["xPeople/Ada.md"], "people/ada", "", None, EXACT),
        (["a/Ada.md", "b/Ada.md"], "ada", "b", "b/Ada.md", EXACT),
        (["a/Ada.md", "b/Ada.md"], "ada", "c", "a/Ada.md", AMBIGUOUS),
        (["b/Ada.md", "a/Ada.md"], "ada", "", "a/Ada.md", AMBIGUOUS),
        (["long/Ada.md", "s/Ada.md"], "ada", "", "s/Ada.md", EXACT),
        (["Ada.md", "s/Ada.md"], "ada", "x", "Ada.md", EXACT),
        (["a/Ada.md", "a/b/Ada.md"], "ada", "a/b", "a/b/Ada.md", EXACT),
        (["ÅDNE.md"], "ådne", "", "ÅDNE.md", EXACT),
        (["a\u030adne.md"], "ådne", "", "a\u030adne.md", EXACT),
        (["Ada.md"], "bob", "", None, EXACT),
    ],
)
def test_a_link_leads_where_obsidian_leads_it(
    paths: list[str], link: str, linking: str, found: str | None, how: int
) -> None:
    assert resolve(paths, link, linking) == (found, how)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("[[Ada]]", "People/Ada.md"),
        ("[[ada.md]]", "People/Ada.md"),
        ("[[People/Ada|A]]", "People/Ada.md"),
        ("[[Ada#Log]]", "People/Ada.md"),
        ("[[Ada#^block]]", "People/Ada.md"),
        ("![[Ada]]", "People/Ada.md"),
        ("[a](People/Ada.md)", "People/Ada.md"),
        ("[a](../People/Ada.md#Log)", "People/Ada.md"),
        ("[a](My%20Note.md)", "My Note.md"),
        ("[[Nobody]]", None),
    ],
)
def test_every_way_to_write_a_link_is_resolved(
    index: Callable[[Notes], sqlite3.Connection], written: str, path: str | None
) -> None:
    connection = index({"People/Ada.md": "", "My Note.md": "", "Daily/2026-11-22.md": f"see {written}"})
    ((_, target, how),) = targets(connection)
    assert (target, how) == (path, EXACT)


def test_an_alias_is_followed_softly_where_one_note_alone_has_it(
    index: Callable[[Notes], sqlite3.Connection],
) -> None:
    connection = index(
        {
            "People/Ada.md": "---\naliases: [The Countess, Both]\n---\n",
            "People/Bob.md": "---\naliases: [Both]\n---\n",
            "L.md": "[[the countess]]\n[[Both]]\n[[Ada]]\n",
        }
    )
    assert targets(connection) == [
        ("the countess", "People/Ada.md", SOFT),
        ("both", None, EXACT),
        ("ada", "People/Ada.md", EXACT),
    ]


def test_a_file_name_goes_before_an_alias(index: Callable[[Notes], sqlite3.Connection]) -> None:
    connection = index({"Ada.md": "", "Bob.md": "---\naliases: Ada\n---\n", "L.md": "[[Ada]]"})
    assert targets(connection) == [("ada", "Ada.md", EXACT)]


def test_the_further_names_of_a_sync_copy_lead_nowhere(index: Callable[[Notes], sqlite3.Connection]) -> None:
    front = "---\naliases: The Countess\n---\n"
    connection = index({"Ada.md": front, "Ada (conflicted copy).md": front, "L.md": "[[The Countess]]"})
    assert targets(connection) == [("the countess", "Ada.md", SOFT)]


def test_a_link_by_alias_counts_as_contact(index: Callable[[Notes], sqlite3.Connection]) -> None:
    connection = index(
        {"People/Ada.md": "---\naliases: The Countess\n---\n", "Daily/2026-11-22.md": "- call [[The Countess]]: x\n"}
    )
    assert [row[0] for row in connection.execute("select last from rhythm")] == ["2026-11-22"]
