"""What is said to a terminal: tables that wrap, lines broken between words, columns of any script; a pipe has plain lines."""

from pathlib import Path

import pytest
from vaults import Vault

from vaultnet.people.desk import Reason
from vaultnet.show import console

WORDS = "promised: send Ada Lovelace the interview rubric, and say which of the two looms she may keep until the spring"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A terminal of 80 columns."""
    monkeypatch.setattr(console, "on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    return monkeypatch


@pytest.mark.parametrize("width", [56, 60, 80, 100, 200])
def test_a_long_text_wraps_between_words_below_itself(
    terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    terminal.setenv("COLUMNS", str(width))
    console.say_table([("today", "Ada", WORDS), ("Wed", "Grace Hopper", "birthday")])
    said = capsys.readouterr().out.splitlines()
    assert max(map(console.cell_width, said)) <= width
    at = said[0].index("promised")
    assert all(line[:at].strip() == "" for line in said[1:-1]) and said[-1][at:] == "birthday"
    assert " ".join(line[at:].strip() for line in said[:-1]) == WORDS


def test_where_little_room_is_left_the_text_stands_below_its_row(
    terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = (
        "ghx",
        "11 Dec",
        "agreed",
        "Sofia Lindqvist",
        "recommendation for Maple Ledger",
        "do it: half a page is enough",
    )
    console.say_table([row, (*row[:5], WORDS)])
    said = capsys.readouterr().out.splitlines()
    assert said[0] == said[2] == "ghx  11 Dec  agreed  Sofia Lindqvist  recommendation for Maple Ledger"
    assert said[1] == "    do it: half a page is enough" and said[3].startswith("    promised: send")
    assert max(map(len, said)) <= 80


def test_columns_that_are_too_wide_together_are_cut_and_none_is_lost(
    terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    console.say_table([("1", "A" * 50, "B" * 50, WORDS, "now")], grow=3)
    first = capsys.readouterr().out.splitlines()[0]
    assert len(first) <= 80 and first.count("…") == 2 and first.startswith("1  ") and first.endswith("  now")


@pytest.mark.parametrize("name", ["田中 美咲", "김하린", "\u1100\u1175\u11b7", "Adébáyọ̀", "אבג", "अनन्या"])
def test_what_follows_a_name_stands_in_its_column_in_any_script(
    terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    console.say_table([(name, "x"), ("Grace Hopper", WORDS)])
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith(name) and console.cell_width(first) == len("Grace Hopper") + 3, (
        "no blanks after the last word"
    )


def test_words_longer_than_a_line_are_broken_and_nothing_is_lost() -> None:
    for word in ("x" * 130, "織機" * 40):
        lines = console.wrapped(f"see {word} there", 40)
        assert max(map(console.cell_width, lines)) <= 40
        assert "".join(lines).replace(" ", "") == f"see{word}there"


def test_a_line_of_prose_keeps_its_indent_and_the_place_of_a_reason_stays_whole(
    terminal: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    console.say(f"  {WORDS}\n\nshort")
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("  promised") and said[1].startswith("    ") and said[-2:] == ["", "short"]
    assert max(map(len, said)) <= 80
    console.say_reasons(
        [Reason("last contact 14 Aug, 3 months ago (inner tier, every 6 weeks)", "People/Mara Okafor.md", 52)]
    )
    assert capsys.readouterr().out.splitlines()[1] == "      (People/Mara Okafor.md:52)"


def test_in_a_pipe_a_row_is_a_line_however_long(capsys: pytest.CaptureFixture[str]) -> None:
    console.say_table([("today", "Ada", WORDS * 3)])
    console.say_reasons([Reason(WORDS * 3, "People/Ada.md", 3)])
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    "words", [["agenda"], ["due"], ["promise"], ["request"], ["session"], ["show", "mara"], ["insight"]]
)
def test_no_answer_passes_the_edge_of_a_terminal(sample: Vault, terminal: pytest.MonkeyPatch, words: list[str]) -> None:
    assert max(map(console.cell_width, sample.ok(*words).splitlines())) <= 80


def test_a_path_alone_is_escaped_on_a_terminal_and_as_the_disk_has_it_on_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    console.say_path("People/\x1b[31mred.md")
    monkeypatch.setattr(console, "on_terminal", lambda: True)
    console.say_path("People/\x1b[31mred.md")
    assert capsys.readouterr().out.splitlines() == ["People/\x1b[31mred.md", r"People/\x1b[31mred.md"]


def test_a_traceback_reaches_the_terminal_through_the_filter(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    vault.write("People/\x1b[31mred.md", "---\ntype: person\nname: {\n---\n")
    ran = vault.run("--debug", "set", "People/\x1b[31mred.md", "tier=close")
    assert ran.code == 3 and "Traceback" in ran.err and r"\x1b[31mred" in ran.err
    assert "\x1b" not in ran.all
