import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vaults import Vault

from vaultnet.index import ask, inbox, pulse
from vaultnet.index.sync import open_index
from vaultnet.vault.config import Config

NOTES = {
    "People/Ada Lovelace.md": "---\ntype: person\naliases: [The Countess]\ntier: close\n---\n"
    "Writes C++ and node.js.\n\n## Log\n"
    "- 2026-11-20 email in: the analytical engine\n- 2026-11-10 call: engine and café culture\n- 2026-11-01 news: became CTO\n",
    "People/Bob Ng.md": '---\ntype: person\norganization: "[[Acme]]"\nknows: "[[Ada Lovelace]]"\n---\n## Log\n'
    "- 2026-11-15 met [[Ada Lovelace]]: 100% agreed\n- [ ] send [[Ada Lovelace]] the deck #promise 📅 2026-12-01\n",
    "People/Ann.md": "---\ntype: person\ntier: inner\npaused: true\n---\n",
    "Organizations/Acme.md": 'An organization. Said "hello world" and it\'s fine.\n',
    "Events/2026-11-18 Lunch.md": '---\npeople:\n  - "[[Ada Lovelace]]"\nkind: lunch\n---\n- met Jonas Weber: robotics\n',
    "Daily/2026-11-21.md": "- coffee with [[Ada Lovelace]]: soon\n- gave introduction to [[Bob Ng]]: x\n",
    "Ada Lovelace (conflicted copy).md": "engine engine engine",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    base = tmp_path_factory.mktemp("ask")
    vault = Vault(base / "vault")
    for path, text in NOTES.items():
        vault.write(path, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAULTNET_CACHE_DIR", str(base / "cache"))
        connection, _ = open_index(str(vault.root), Config())
        with contextlib.closing(connection):
            yield connection


def number(index: sqlite3.Connection, name: str) -> int:
    ((row, _),) = [found for found in ask.named(index, name) if found[0].type != "sync-copy"]
    return row.id


# Full text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "paths"),
    [
        ("engine", {"People/Ada Lovelace.md"}),
        ("ENGINE culture", {"People/Ada Lovelace.md"}),
        ("engi", {"People/Ada Lovelace.md"}),
        ("engi culture", set()),
        ("cafe", {"People/Ada Lovelace.md"}),
        ("countess", {"People/Ada Lovelace.md"}),
        ("C++", {"People/Ada Lovelace.md"}),
        ("node.js", {"People/Ada Lovelace.md"}),
        ("100%", {"People/Bob Ng.md"}),
        ('"hello world"', {"Organizations/Acme.md"}),
        ('"world hello"', set()),
        ('"hello wor', {"Organizations/Acme.md"}),
        ("it's", {"Organizations/Acme.md"}),
        ("lunch", {"Events/2026-11-18 Lunch.md"}),
        ("nosuchword", set()),
        ("", set()),
        ('"', set()),
        ("* - ( ) : ^", set()),
        ("engine*", {"People/Ada Lovelace.md"}),
        ("engi*", set()),
        ("engine AND culture", {"People/Ada Lovelace.md"}),
        ("engine OR nosuchword", set()),
        ("NOT engine", set()),
        ("names:Ada", set()),
    ],
)
def test_what_people_type_is_looked_for_as_it_is(index: sqlite3.Connection, words: str, paths: set[str]) -> None:
    assert {hit.path for hit in ask.find(index, words, 20)} == paths


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(), st.text(st.sampled_from("ab \"'*():^-+{}~NEARORANDNOT\0\n\t.,é%_\\"), max_size=25)))
def test_no_characters_make_a_search_fail(index: sqlite3.Connection, words: str) -> None:
    try:
        words.encode()
    except UnicodeEncodeError:
        return
    for hit in ask.find(index, words, 20):
        assert hit.type != "sync-copy"


def test_a_hit_names_the_line_with_most_matches_and_shows_it(index: sqlite3.Connection) -> None:
    (hit,) = ask.find(index, "engine culture", 5)
    assert (hit.line, hit.snippet) == (10, "- 2026-11-10 call: engine and café culture")
    assert NOTES[hit.path].split("\n")[hit.line - 1] == hit.snippet
    (hit,) = ask.find(index, "engine", 5)
    assert hit.line == 9


def test_a_match_in_the_name_alone_gives_the_first_line(index: sqlite3.Connection) -> None:
    (hit,) = [hit for hit in ask.find(index, "ann", 5) if hit.name == "Ann"]
    assert (hit.line, hit.snippet) == (1, "")


def test_a_long_line_is_cut_around_the_match(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    vault.write("A.md", "x " * 200 + "needle " + "y " * 200)
    with contextlib.closing(open_index(str(vault.root), Config())[0]) as connection:
        (hit,) = ask.find(connection, "needle", 5)
    assert hit.line == 1 and "needle" in hit.snippet and len(hit.snippet) <= 164
    assert hit.snippet.startswith("…") and hit.snippet.endswith("…")


def test_names_weigh_more_than_text_and_the_limit_is_kept(index: sqlite3.Connection) -> None:
    hits = ask.find(index, "ada", 20)
    assert hits[0].path == "People/Ada Lovelace.md"
    assert len(hits) > 2
    assert ask.find(index, "ada", 2) == hits[:2]


# Names --------------------------------------------------------------------------------------------------------------


def test_a_name_is_found_exactly_its_file_before_its_further_names(index: sqlite3.Connection) -> None:
    assert [(row.path, rank) for row, rank in ask.named(index, "ada LOVELACE")] == [("People/Ada Lovelace.md", 0)]
    assert [(row.path, rank) for row, rank in ask.named(index, "the countess")] == [("People/Ada Lovelace.md", 1)]
    assert ask.named(index, "Ada") == []


def test_a_name_is_found_by_its_beginning(index: sqlite3.Connection) -> None:
    assert [row.name for row in ask.named_like(index, "The C")] == ["Ada Lovelace"]
    assert [row.name for row in ask.named_like(index, "an")] == ["Ann"]
    assert ask.named_like(index, "%") == []


# People and their contacts --------------------------------------------------------------------------------------------


def test_contacts_come_from_the_own_log_from_other_notes_and_from_events(index: sqlite3.Connection) -> None:
    rows = pulse.contacts(index, number(index, "Ada Lovelace"), "2026-11-30")
    assert [(row.date, row.word, row.direction, row.path, row.line) for row in rows] == [
        ("2026-11-10", "call", "", "People/Ada Lovelace.md", 10),
        ("2026-11-15", "met", "", "People/Bob Ng.md", 7),
        ("2026-11-18", "lunch", "", "Events/2026-11-18 Lunch.md", 3),
        ("2026-11-20", "email", "in", "People/Ada Lovelace.md", 9),
        ("2026-11-21", "coffee", "", "Daily/2026-11-21.md", 1),
    ]
    assert [row.date for row in pulse.contacts(index, number(index, "Ada Lovelace"), "2026-11-15")] == [
        "2026-11-10",
        "2026-11-15",
    ]


def test_a_line_in_one_persons_log_that_names_another_is_contact_with_both(index: sqlite3.Connection) -> None:
    assert [(row.date, row.word) for row in pulse.contacts(index, number(index, "Bob Ng"), "9999")] == [
        ("2026-11-15", "met"),
        ("2026-11-21", "gave"),
    ]


def test_contact_that_names_nobody_by_a_link_is_listed(index: sqlite3.Connection) -> None:
    assert [(row.path, row.names) for row in inbox.nameless(index)] == [("Events/2026-11-18 Lunch.md", "Jonas Weber")]


def test_entries_about_a_person_stand_in_their_note_or_name_them(index: sqlite3.Connection) -> None:
    rows = ask.entries_about(index, number(index, "Ada Lovelace"))
    assert [row.date for row in rows] == ["2026-11-01", "2026-11-10", "2026-11-15", "2026-11-20", "2026-11-21"]
    assert [row.word for row in ask.entries_about(index, number(index, "Ada Lovelace"), ["news", "met"])] == [
        "news",
        "met",
    ]


def test_tasks_and_links_that_bear_on_a_note(index: sqlite3.Connection) -> None:
    ada, bob = number(index, "Ada Lovelace"), number(index, "Bob Ng")
    assert ask.tasks_of(index, ada) == ask.tasks_of(index, bob)
    assert [(row.side, row.due, row.line) for row in ask.tasks_of(index, ada)] == [("mine", "2026-12-01", 8)]
    assert [(row.path, row.role) for row in ask.links_to(index, ada, ["knows", "people"])] == [
        ("Events/2026-11-18 Lunch.md", "people"),
        ("People/Bob Ng.md", "knows"),
    ]
    assert ask.linked(index, bob, "organization") == [(number(index, "Acme"), "Acme", "organization", 3)]


def test_how_many_notes_of_each_type(index: sqlite3.Connection) -> None:
    assert ask.counts(index) == {"daily": 1, "event": 1, "organization": 1, "person": 3, "sync-copy": 1}


def test_the_text_of_a_note_is_kept_as_it_was_read(index: sqlite3.Connection) -> None:
    assert ask.text_of(index, number(index, "Bob Ng")) == NOTES["People/Bob Ng.md"]
    assert ask.text_of(index, 9999) == ""


def test_a_long_note_is_read_once_for_all_the_names_in_it_that_have_no_note(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    tasks = [f"- [ ] write to [[Nobody {number}]] #promise" for number in range(300)]
    vault.write("Plans.md", "\n".join(tasks) + "\n")
    connection, _ = open_index(str(vault.root), Config())
    read: list[str] = []
    with contextlib.closing(connection):
        connection.set_trace_callback(read.append)
        (note,) = connection.execute("select id from note where path = 'Plans.md'").fetchone()
        names = [ask.who_of(connection, note, line, "task") for line in range(1, 301)]
    assert names == [[(None, f"Nobody {number}", "")] for number in range(300)]
    assert sum("select body" in one for one in read) == 1
