"""Every row of every answer says in JSON what it rests on, and `move` follows links of every form."""

import pytest
from every_command import commands
from vaults import Vault

ROWS = {
    "due": ["", "--triage"], "find": ["error"], "followup": [""], "give": ["", "--history"], "insight": [""],
    "introduce": [""], "list": ["person", "daily"], "log": ["mara", "--inbox"], "promise": [""], "request": [""],
    "session": ["", "--advice"], "share": [""], "thank": [""], "who": ["platform"],
}  # fmt: skip
# they answer with one object, or only write
NO_ROWS = frozenset(
    """
agenda debrief doctor done edit help index init move new path prep set show undo watch git
""".split()
)


def test_every_command_is_known_to_answer_in_rows_or_not() -> None:
    assert {name.split()[0] for name, _ in commands()} <= set(ROWS) | NO_ROWS


@pytest.mark.parametrize("words", [[name, *call.split()] for name, some in ROWS.items() for call in some], ids=" ".join)
def test_every_row_says_what_it_rests_on(asked: Vault, words: list[str]) -> None:
    for row in asked.json(*words):
        assert row["reasons"], row
        assert all(set(reason) == {"text", "path", "line"} for reason in row["reasons"])


def test_move_follows_a_link_with_a_title_and_a_bracket_in_its_address(vault: Vault) -> None:
    vault.person("Ada (x) y")
    vault.write("n.md", "[q](People/Ada%20%28x%29%20y.md \"t\") [r](<People/Ada (x) y.md#Log> 't')\n")
    vault.ok("move", "People/Ada (x) y.md", "Ada B")
    assert vault.read("n.md") == "[q](People/Ada%20B.md \"t\") [r](<People/Ada B.md#Log> 't')\n"
