"""Collaboration: who could join, by work together that went well and by how free they are; whose part is to be named."""

from typing import Any

import pytest
from vaults import Vault

from vaultnet.cli import load_chapters
from vaultnet.people.candidate import Want
from vaultnet.people.desk import Desk
from vaultnet.people.person import find_note
from vaultnet.people.project import project_lines
from vaultnet.strategies.collaboration import candidates

SPOKE = "2026-11-01 call: looms"


def project(vault: Vault, name: str, *roles: str, **fields: Any) -> None:
    """A project with these role lines."""
    lines = ["---", "type: project"]
    for key, value in fields.items():
        lines += [f"{key}:", *(f"  - {one}" for one in value)] if isinstance(value, list) else [f"{key}: {value}"]
    vault.write(f"Projects/{name}.md", "\n".join([*lines, "---", *(f"- {role}" for role in roles)]) + "\n")


def desk_of(vault: Vault) -> Desk:
    from datetime import date

    return Desk(str(vault.root), date(2026, 11, 23), load_chapters)


def joining(vault: Vault, *topics: str, place: str = "") -> dict[str, dict[str, Any]]:
    """Who could join: name -> parts and the texts of the reasons."""
    found = candidates(desk_of(vault), Want(topics, "join", place))
    return {
        one.person.name: {
            **one.parts,
            "why": [r.text for r in (*one.reasons, *(r for more in one.details for r in more()))],
        }
        for one in found
    }


def test_work_that_was_finished_says_more_than_work_that_goes_on_and_what_was_dropped_says_nothing(
    vault: Vault,
) -> None:
    for name in ("Ada", "Bob", "Cleo", "Dora"):
        vault.person(name, SPOKE)
    project(vault, "Survey", "[[Ada]] statistics", status="done")
    project(vault, "Course", "[[Bob]] exercises", status="active")
    project(vault, "Circle", "[[Cleo]] host", status="dropped")
    project(vault, "Book", "[[Dora]] pictures", status="someday")
    found = joining(vault)
    assert {name: one["worked"] for name, one in found.items()} == {"Ada": 0.6, "Bob": 0.3}
    assert found["Ada"]["why"][0] == "finished Survey with you"


def test_thanks_count_for_work_together(vault: Vault) -> None:
    vault.person("Ada", "2026-10-01 thanked: for the tables")
    vault.person("Bob", "2026-10-01 thanked: for lunch")
    project(vault, "Survey", "[[Ada]] statistics", status="done")
    found = joining(vault)
    assert found["Ada"]["worked"] == 0.68
    assert "you thanked them 1 Oct" in found["Ada"]["why"]
    assert "Bob" not in found, "thanks alone are no work together"


def test_who_is_at_work_on_two_active_ones_is_said_to_be_and_is_less_free(vault: Vault) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        vault.person(name, SPOKE, expertise=["writing"])
    project(vault, "Course", "[[Ada]] exercises", "[[Bob]] timetable", status="active")
    project(vault, "Meetup", "[[Ada]] programme", status="in progress")
    project(vault, "Survey", "[[Cleo]] statistics", status="done")
    found = joining(vault, "writing")
    assert {name: one["free"] for name, one in found.items()} == {"Ada": 0.2, "Bob": 0.5, "Cleo": 1.0}
    assert found["Ada"]["why"][0] == "on two active ones: Course, Meetup"
    assert "on one active one: Course" in found["Bob"]["why"]
    assert not any("active" in text for text in found["Cleo"]["why"])


def test_the_field_is_expertise_or_the_topic_of_work_done_together(vault: Vault) -> None:
    vault.person("Ada", SPOKE, expertise=["Survey design"])
    vault.person("Bob", SPOKE)
    vault.person("Cleo", SPOKE)
    project(vault, "Survey", "[[Bob]] statistics", status="done", topics=["survey design"])
    project(vault, "Poll", "[[Cleo]] questions", status="active", topics=["survey-design"])
    found = joining(vault, "survey-design")
    assert {name: one["field"] for name, one in found.items()} == {"Ada": 1.0, "Bob": 0.8, "Cleo": 0.6}


def test_near_is_the_city_asked_for_else_mine(vault: Vault) -> None:
    vault.write("Me.md", "---\ntype: me\nlocation: Berlin, Germany\n---\n")
    vault.person("Ada", SPOKE, expertise=["writing"], location="Berlin")
    vault.person("Bob", SPOKE, expertise=["writing"], location="Lisbon")
    found = joining(vault, "writing")
    assert (found["Ada"]["near"], found["Bob"]["near"]) == (1.0, 0.0)
    assert "in Berlin" in found["Ada"]["why"]
    found = joining(vault, "writing", place="lisbon")
    assert (found["Ada"]["near"], found["Bob"]["near"]) == (0.0, 1.0)


def test_a_title_that_names_the_topic_is_told_with_its_line(asked: Vault) -> None:
    for row in asked.json("who", "platform", "--to", "join", "--limit", "0"):
        assert all(reason["path"] and reason["line"] for reason in row["reasons"]), row
    assert "    Platform Engineer (People/Sofia Lindqvist.md:" in asked.ok("who", "platform", "--to", "join", "--why")


def test_who_is_left_alone_is_not_asked_to_join(vault: Vault) -> None:
    vault.person("Ada", SPOKE, expertise=["writing"], paused=True)
    vault.person("Bob", SPOKE, expertise=["writing"])
    assert [row["name"] for row in vault.json("who", "writing", "--to", "join")] == ["Bob"]


@pytest.mark.parametrize(("to", "still"), [("join", "have worked with you"), ("sponsor", "could speak for you")])
def test_where_nobody_has_to_do_with_the_topic_the_answer_says_so_first(asked: Vault, to: str, still: str) -> None:
    said = f"nobody has to do with quantum yet; these {still}:\n"
    assert asked.ok("who", "quantum", "--to", to).startswith(said + "1 ")
    assert asked.ok("who", "quantum", "--to", to, "--why").startswith(said + "1 ")
    ran = asked.run("--json", "who", "quantum", "--to", to)
    assert ran.err == said and {row["parts"]["field"] for row in ran.json} == {0.0}
    assert "nobody" not in asked.ok("who", "writing", "--to", to, "--limit", "1") + asked.ok("who", "--to", to)


def test_other_questions_are_none_of_its_business(vault: Vault) -> None:
    vault.person("Ada", SPOKE, expertise=["writing"])
    project(vault, "Survey", "[[Ada]] statistics", status="done")
    assert candidates(desk_of(vault), Want(("writing",), "advise")) == []


def test_only_the_days_of_a_project_are_work_on_it_and_one_past_its_end_is_finished(vault: Vault) -> None:
    vault.person("Zed", SPOKE)
    part = "[[Zed]] reviewer"
    project(vault, "Ended", part, end="2026-11-22", topics=["looms"])
    project(vault, "Late", part, status="active", end="2026-11-22", topics=["looms"])
    project(vault, "Coming", part, status="active", start="2026-12-01", topics=["looms"])
    told = vault.ok("who", "looms", "--to", "join", "--why")
    assert "free    1.00" in told and "active one" not in told and "works on" not in told
    assert "finished Ended with you" in told and "finished Late" not in told
    assert [row["text"] for row in vault.json("thank")] == ["part in Ended (reviewer)"]
    (together,) = [line["text"] for line in vault.json("show", "zed")["brief"] if line["label"] == "Together"]
    assert together == "[[Late]] (reviewer) · [[Coming]] (reviewer) · [[Ended]] (reviewer, done)"
    assert "on one active one: Coming" in vault.ok("who", "looms", "--to", "join", "--why", "--today", "2026-12-01")
    assert "on two active ones: Ended, Late" in vault.ok(
        "who", "looms", "--to", "join", "--why", "--today", "2026-10-01"
    )


@pytest.mark.parametrize("line", ["[[Bea]] and [[Dot]] reviewers ^r", "[[Dot|D.]], [[Bea]] — reviewers",
                                  "[[Bea]] & [[Acme]], and [[People/Dot]]: reviewers"])  # fmt: skip
def test_everybody_at_the_beginning_of_a_role_line_has_the_part(vault: Vault, line: str) -> None:
    for name in ("Bea", "Dot"):
        vault.person(name, "2026-01-01 call: looms")
    vault.write("Acme.md", "---\ntype: organization\n---\n")
    project(vault, "Survey", line, status="done", end="2026-09-01", topics=["looms"])
    assert [(row["name"], row["text"]) for row in vault.json("thank")] == [
        ("Bea", "part in Survey (reviewers)"), ("Dot", "part in Survey (reviewers)")]  # fmt: skip
    assert vault.ok("show", "survey").count("(reviewers)") == 4, "their part, and that nobody has named it"
    told = vault.ok("who", "looms", "--to", "join", "--why")
    assert told.count("reviewers, Survey (") == 4 and "[[" not in told
    said = vault.ok("thank", "bea", "--credit", "survey")
    assert "Bea named for reviewers, Survey; Dot with them: one line, one mark" in said
    assert vault.json("thank") == []


def test_a_part_is_owed_credit_until_it_is_named_or_thanked_and_only_when_the_work_is_done(vault: Vault) -> None:
    vault.person("Ada", SPOKE)
    vault.person("Bob", "2026-09-20 thanked: for the pictures")
    vault.person("Cleo", SPOKE)
    vault.person("Dora", SPOKE)
    project(vault, "Survey", "[[Ada]] statistics", "[[Bob]] pictures", "[[Cleo]] questions [credited:: 2026-09-15]",
            "[[Eve]] printing", status="done", end="2026-09-15")  # fmt: skip
    project(vault, "Course", "[[Dora]] exercises", status="active")
    assert [row["name"] for row in vault.json("thank")] == ["Ada", "Eve"], "also who has no note yet"
    brief = {line["label"]: line["text"] for line in vault.json("show", "ada")["brief"]}
    assert brief["Thanks"] == "not named yet for statistics, [[Survey]]"
    assert brief["Together"] == "[[Survey]] (statistics, done)"


def test_the_lines_of_a_project_say_who_what_is_open_and_what_came_of_it(asked: Vault) -> None:
    desk = desk_of(asked)
    lines: dict[str, list[str]] = {}
    for line in project_lines(desk, find_note(desk, "On-call Survey 2026")):
        lines.setdefault(line.label, []).append(line.text)
        assert line.reason.path == "Projects/On-call Survey 2026.md" and line.reason.line >= 1
    assert list(lines) == ["With", "Last", "Open", "Outcome", "Not named yet"]
    assert lines["Not named yet"] == ["[[נועה ברק]] (statistics)"]
    assert "[[Sofia Lindqvist]] (test reader)" in lines["With"]
    assert lines["Open"] == ["send [[נועה ברק]] the corrected author list (yours, by Fri 13 Nov)"]


@pytest.mark.parametrize("status", ["active", "Done", "on hold", "In Progress", "cancelled", '"[[active]]"', ""])
def test_common_words_for_a_status_are_understood(vault: Vault, status: str) -> None:
    project(vault, "Survey", status=status)
    assert vault.json("doctor")["findings"] == []


def test_a_brief_beside_an_event_is_not_made_longer_by_projects(sample: Vault) -> None:
    sample.ok("prep", "platformconf")
    assert "Together" not in sample.read("Events/2026-11-26 PlatformConf.md")
