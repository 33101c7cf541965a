"""Lines as people type and paste them: what each of them counts for, and what `log` and others make of them."""

import pytest
from vaults import Vault


def last(vault: Vault, name: str = "Ada Lovelace") -> str | None:
    found: str | None = vault.json("show", name)["last_contact"]
    return found


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-20 10:00 call: looms",
        "2026-11-20T09:30 call: looms",
        "2026-11-20 (Fri) call: looms",
        "2026-11-20 Friday call: looms",
        "[[2026-11-20]] 10:00 call: looms",
    ],
)
def test_a_time_of_day_or_a_weekday_after_the_date_changes_nothing(vault: Vault, line: str) -> None:
    vault.person("Ada Lovelace", line)
    row = vault.json("show", "ada")["timeline"][0]
    assert (row["date"], row["word"], row["text"]) == ("2026-11-20", "call", "looms")


def test_news_with_a_time_of_day_is_no_contact(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-20 10:00 news: became CTO", tier="close")
    assert last(vault) is None
    assert "became CTO" in vault.ok("agenda")


@pytest.mark.parametrize("line", ["2026-11-21 ? how was it", "2026-11-21 ~~call: cancelled~~", "2026-11-21"])
def test_a_question_a_line_struck_out_and_an_empty_one_are_no_contact(vault: Vault, line: str) -> None:
    vault.person("Ada Lovelace", "2026-09-01 call: looms", line)
    assert last(vault) == "2026-09-01"


@pytest.mark.parametrize("worn", ["22.11.2026", "2026/11/22", "20261105", "12-11-2026"])
def test_a_date_in_another_form_is_a_finding(vault: Vault, worn: str) -> None:
    vault.person("Ada Lovelace", f"{worn} call: looms")
    assert f'"{worn}" is not a date' in vault.run("doctor").out


@pytest.mark.parametrize("heading", ["## Log:", "## log 📞", "## **Log**"])
def test_a_decorated_log_is_the_log(vault: Vault, heading: str) -> None:
    vault.write("People/Ada Lovelace.md", f"---\ntype: person\n---\n{heading}\n- 2026-09-01 call: looms\n")
    assert last(vault) == "2026-09-01"
    vault.ok("log", "ada", "call: ships")
    assert vault.read("People/Ada Lovelace.md").endswith("- 2026-09-01 call: looms\n- 2026-11-23 call: ships\n")


@pytest.mark.parametrize("status", ["postponed", "tentative", "cancelled", "planned"])
def test_an_event_that_was_not_held_is_no_contact(vault: Vault, status: str) -> None:
    vault.person("Ada Lovelace")
    note = f"---\ntype: meeting\ndate: 2026-11-17\nstatus: {status}\npeople:\n  - '[[Ada Lovelace]]'\n---\n"
    vault.write("Events/2026-11-17 Call.md", note)
    assert last(vault) is None


def test_news_of_somebody_else_in_a_log_is_not_its_owners(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-21 [[Grace Hopper]] news: moved to Rome")
    vault.person("Grace Hopper")
    assert "moved to Rome" not in vault.ok("agenda")
    assert "moved to Rome" in vault.ok("show", "grace")


def test_what_is_not_counted_is_not_in_the_timeline(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-09-01 call: looms")
    vault.write("Daily/2026-11-19.md", "- call [[Ada Lovelace]] tomorrow\n")
    assert last(vault) == "2026-09-01"
    assert "tomorrow" not in vault.ok("log", "ada")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("email out: sent the draft", "- 2026-11-23 email out with [[Grace Hopper]]: sent the draft"),
        ("lunch: looms", "- 2026-11-23 lunch with [[Grace Hopper]]: looms"),
        ("gave introduction: to Sol", "- 2026-11-23 gave introduction with [[Grace Hopper]]: to Sol"),
        ("we spoke of looms", "- 2026-11-23 met with [[Grace Hopper]]: we spoke of looms"),
    ],
)
def test_a_line_for_two_keeps_its_own_channel(vault: Vault, text: str, line: str) -> None:
    vault.person("Ada Lovelace")
    vault.person("Grace Hopper")
    vault.ok("log", "ada", "grace", text)
    assert line in vault.read("People/Ada Lovelace.md").splitlines()
    assert last(vault, "grace") == "2026-11-23"


@pytest.mark.parametrize("text", ["", "  ", "2026-11-01"])
def test_a_line_without_words_is_refused(vault: Vault, text: str) -> None:
    vault.person("Ada Lovelace")
    assert vault.run("log", "ada", text).code == 2


def test_news_of_two_people_at_once_is_refused(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.person("Grace Hopper")
    assert vault.run("log", "ada", "grace", "news: moved").code == 2
    assert vault.run("log", "ada", "--in", "news: moved").code == 2


def test_a_pasted_line_keeps_its_own_date(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.ok("log", "ada", "2026-10-01 call: looms")
    assert "- 2026-10-01 call: looms\n" in vault.read("People/Ada Lovelace.md")
    assert vault.run("log", "ada", "--on", "yesterday", "2026-10-01 call: looms").code == 2


def test_doctor_leaves_code_alone(vault: Vault) -> None:
    vault.person("Ada Lovelace", aliases=["Ada"])
    vault.write("N.md", "[[Ada]] and `[[Ada]]`\n")
    vault.ok("doctor", "--fix")
    assert vault.read("N.md") == "[[Ada Lovelace|Ada]] and `[[Ada]]`\n"


def test_a_person_stays_a_person_where_the_new_folder_does_not_say_so(vault: Vault) -> None:
    vault.write("People/Ada Lovelace.md", "## Log\n- 2026-09-01 call: looms\n")
    vault.write("Projects/P.md", "[Ada](../People/Ada%20Lovelace.md) [a](<../People/Ada Lovelace.md>)\n")
    vault.ok("move", "ada", "Archive/")
    assert [row["name"] for row in vault.json("list", "person")] == ["Ada Lovelace"]
    assert vault.read("Projects/P.md") == "[Ada](../Archive/Ada%20Lovelace.md) [a](<../Archive/Ada Lovelace.md>)\n"


def test_another_day_for_an_open_follow_up_is_taken(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.ok("followup", "ada", "--by", "friday")
    vault.ok("followup", "ada", "--by", "2026-12-07")
    assert "due: 2026-12-07" in vault.read("Follow-ups/2026-11-27 Ada Lovelace.md")


def test_a_date_property_that_is_a_link_is_a_date(vault: Vault) -> None:
    vault.write("People/Ada Lovelace.md", '---\ntype: person\nlast_contact: "[[2026-11-20]]"\n---\n')
    assert last(vault) == "2026-11-20"
    assert vault.json("doctor")["findings"] == []
