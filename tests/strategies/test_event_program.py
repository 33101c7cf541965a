"""Professional events: talks and deadlines as lines, events of several days, and what an event gave."""

import pytest
from vaults import Vault

EVENT = "Events/2026-12-01 Days.md"


def event(vault: Vault, *lines: str, path: str = EVENT, **keys: str) -> None:
    fields = {"kind": "conference", "status": "planned", **keys}
    head = "".join(f"{key}: {value}\n" for key, value in fields.items())
    vault.write(path, f"---\ntype: event\n{head}---\n" + "".join(f"{line}\n" for line in lines))


# talks and deadlines -------------------------------------------------------------------------------------------------


def talks(vault: Vault) -> list[tuple[str, int]]:
    brief = [line for line in vault.json("show", "days")["brief"] if line["label"] == "Your talk"]
    return [(line["text"], reason["line"]) for line in brief for reason in line["reasons"]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- talk 14:00 room B: The migration nobody noticed", "14:00 room B: The migration nobody noticed"),
        ("- my talk at 14.30 in room B", "14:30 room B"),
        ('- Talk: "Looms"', "Looms"),
        ("* talk in the big hall, 9:05: [[Looms|looms]]", "09:05 the big hall: looms"),
        ("- talk 9h00", "09:00"),
    ],
)
def test_a_talk_is_a_line_as_people_type_it(vault: Vault, line: str, expected: str) -> None:
    event(vault, "", line, date="2026-12-01")
    assert talks(vault) == [(expected, 8)]


@pytest.mark.parametrize(
    "line",
    ["- talk with [[Ada]]: looms", "- talk to Ada at 14:00", "- talks were long", "- talk", "- [ ] talk 14:00: x",
     "talk 14:00: prose", "- `talk 14:00: x`", "- talk about money: no"],
)  # fmt: skip
def test_what_only_begins_like_a_talk_is_none(vault: Vault, line: str) -> None:
    event(vault, line, date="2026-12-01")
    assert talks(vault) == []


def test_the_agenda_has_the_talk_with_its_day_and_the_deadline_on_its_own(vault: Vault) -> None:
    event(vault, "- talk 14:00 room B: looms", "- deadline 2026-11-25: slides to the chair", date="2026-12-01")
    said = vault.ok("agenda", "--days", "14")
    assert "your talk 14:00 room B" in said and "deadline: slides to the chair" in said
    items = [item for section in vault.json("agenda")["sections"] for item in section["items"]]
    assert [(item["kinds"], item["date"], item["reasons"][0]["line"]) for item in items] == [
        (["task"], "2026-11-25", 8)
    ]
    later = [section["key"] for section in vault.json("agenda", "--today", "2026-11-26")["sections"]]
    assert later == ["meetings"], "what has gone by is not held against anybody"


@pytest.mark.parametrize("status", ["cancelled", "declined", "postponed"])
def test_what_will_not_be_asks_for_nothing(vault: Vault, status: str) -> None:
    event(vault, "- deadline 2026-11-25: slides", date="2026-11-27", status=status)
    assert vault.json("agenda")["sections"] == []


def test_a_task_with_a_day_is_a_deadline_of_the_page_and_once_only_on_the_agenda(vault: Vault) -> None:
    event(vault, "- [ ] print the badge 📅 2026-11-26", date="2026-12-01")
    assert "print the badge (by Thu 26 Nov)" in vault.ok("show", "days")
    assert vault.ok("agenda").count("print the badge") == 1
    vault.ok("prep", "days")
    assert "**Before it:** print the badge (by Thu 26 Nov)" in vault.read(EVENT)


# days and keys -------------------------------------------------------------------------------------------------------


def test_an_event_of_several_days_stays_on_the_agenda_until_its_last(vault: Vault) -> None:
    event(vault, path="Events/Camp.md", date="2026-11-22", end="2026-11-24")
    for day, shown in (("2026-11-21", True), ("2026-11-23", True), ("2026-11-24", True), ("2026-11-25", False)):
        sections = {section["key"] for section in vault.json("agenda", "--days", "2", "--today", day)["sections"]}
        assert ("meetings" in sections) is shown, day
        assert ("happened" in sections) is not shown, "it is asked about once it is over"
    assert "until Tue 24 Nov" in vault.ok("agenda", "--today", "2026-11-23")


def test_an_end_that_is_a_slip_keeps_nothing_on_the_agenda(vault: Vault) -> None:
    event(vault, path="Events/Camp.md", date="2026-11-02", end="2027-11-03")
    assert [section["key"] for section in vault.json("agenda")["sections"]] == ["happened"]


# the brief -----------------------------------------------------------------------------------------------------------


def test_a_name_in_the_title_that_fits_one_person_is_put_into_the_new_note(vault: Vault) -> None:
    for name in ("Yuki Tanaka", "Ana Lima", "Ana Costa"):
        vault.person(name)
    made = "Events/2026-11-27 Dinner with yuki and Ana.md"
    vault.ok("prep", "Dinner with yuki and Ana", "--date", "2026-11-27")
    assert '  - "[[Yuki Tanaka]]"' in vault.read(made) and "Ana Lima" not in vault.read(made)
    assert "**When:** Fri 27 Nov" in vault.read(made)


def test_the_brief_says_whom_i_know_at_a_firm_and_who_has_no_note_yet(vault: Vault) -> None:
    vault.write("Organizations/Helio.md", "---\ntype: organization\n---\n")
    vault.person("Ingrid Dahl", "2026-11-02 call: x", organization="Helio")
    event(vault, date="2026-12-01", targets='["[[Helio]]"]', people='["[[Somebody New]]"]')
    vault.ok("prep", "days")
    assert "- [[Helio]]: [[Ingrid Dahl]]" in vault.read(EVENT)
    assert "without a note yet: [[Somebody New]]" in vault.read(EVENT)


def test_what_i_could_offer_is_what_giving_would_name(vault: Vault) -> None:
    vault.write("Me.md", "---\ntype: me\nexpertise:\n  - design\n---\n")
    vault.person("Ada", needs=["a designer for a dashboard"])
    event(vault, date="2026-12-01", targets='["[[Ada]]"]')
    vault.ok("prep", "days")
    assert "Offer: design." in vault.read(EVENT)


# what it gave --------------------------------------------------------------------------------------------------------


@pytest.fixture
def past(vault: Vault) -> Vault:
    vault.person("Jonas Weber", "2026-10-02 got introduction: to the board", "2026-11-02 call: robots")
    vault.person("Ida Lund")
    event(vault, "- met [[Jonas Weber]]: robots", "- met [[Ida Lund]]: looms",
          "- [x] send [[Ida Lund]] the paper #promise 📅 2026-09-20 ✅ 2026-09-19",
          "- [ ] call [[Jonas Weber]] #promise 📅 2026-09-30",
          path="Events/2026-09-10 Fair.md", date="2026-09-10", status="held")  # fmt: skip
    event(vault, path="Events/2026-11-10 Meetup.md", date="2026-11-10", kind="meetup")
    return vault


def test_the_page_of_an_event_says_what_it_gave(past: Vault) -> None:
    brief = {line["label"]: line["text"] for line in past.json("show", "fair")["brief"]}
    assert brief["Met"] == "[[Ida Lund]] · [[Jonas Weber]]"
    assert "paper: done" in brief["You promised"] and "(by Wed 30 Sep)" in brief["You promised"]
    assert brief["In touch since"] == "[[Jonas Weber]] (2 Nov)"
    assert brief["Came of it"] == "[[Jonas Weber]], 2 Oct: got introduction: to the board"


def test_events_side_by_side_say_what_each_gave_and_asking_writes_nothing(past: Vault) -> None:
    before = past.bytes()
    gave, waiting = past.json("debrief")
    assert (gave["name"], gave["promised"], gave["done"], gave["open"]) == ("2026-09-10 Fair", 2, 1, 1)
    assert gave["met"] == ["Ida Lund", "Jonas Weber"] and gave["since"] == ["Jonas Weber"]
    assert [one["text"] for one in gave["led_to"]] == ["got introduction: to the board"]
    assert (waiting["name"], waiting["status"]) == ("2026-11-10 Meetup", "planned")
    said = past.ok("debrief")
    assert "2 people  1 of 2" in said and "Did it happen?" in said
    past.ok("show", "fair")
    assert past.bytes() == before


@pytest.mark.parametrize("words", [("fair", "--met", ""), ("fair", "--met", "Ida", "--cancelled"), ("--cancelled",)])
def test_what_cannot_be_meant_is_refused(past: Vault, words: tuple[str, ...]) -> None:
    before = past.bytes()
    assert past.run("debrief", *words).code == 2
    assert past.bytes() == before
