"""Professional events: `met` lines as people type them on a phone, and what `debrief` makes of those without a link."""

import pytest
from vaults import Vault

EVENT = "Events/2026-11-20 Days.md"
HEAD = "---\ntype: event\nkind: conference\ndate: 2026-11-20\nstatus: planned\n---\n"


def event(vault: Vault, *lines: str) -> None:
    vault.write(EVENT, HEAD + "".join(f"{line}\n" for line in lines))


def body(vault: Vault) -> list[str]:
    return vault.read(EVENT).partition("---\n")[2].partition("---\n")[2].splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "- met Jonas Weber (Siemens): robotics",
        "- met Jonas Weber: robotics",
        "- met Jonas Weber at the door",
        "- met the team of the robotics lab: loud",
        "- met: Jonas Weber",
        "- 2026-11-20 met Jonas Weber - robotics",
        "- met [[Ada Lovelace]] and Jonas Weber (Siemens): robotics",
        "- met [[Ada Lovelace]] and Jonas Weber at the door",
        "- Met jonas weber: robotics",
        "- Met: [[Ada Lovelace]] about looms",
        "* spoke to [[Nia Poe]]: books",
        "- [[Ola R]] (Beta): pens",
    ],
)
def test_a_met_line_without_a_link_is_told_with_its_place(vault: Vault, line: str) -> None:
    vault.person("Ada Lovelace")
    event(vault, "", line)
    ran = vault.run("debrief", "days")
    assert ran.code == 0 and f"{EVENT}:8: " in ran.err and line in ran.err
    assert body(vault) == ["", line], "nothing is guessed"
    assert not (vault.root / "People" / "Jonas Weber.md").exists()
    told = vault.json("debrief", "days")["unlinked"]
    assert told == [{"text": line, "path": EVENT, "line": 8}]


def test_a_name_that_a_note_has_is_a_name_in_whatever_case_and_a_link_beside_met_is_told_with_its_name(
    vault: Vault,
) -> None:
    vault.person("Kim Vale")
    event(vault, "* met Kim vale: rules", "- Met: [[Kimmy]] about x")
    told = vault.run("debrief", "days").err
    assert "somebody is named here without a link" in told and '--met "Kim vale"' in told
    assert "Kimmy does not count as met" in told and "nobody is named" not in told
    assert vault.ok("debrief", "days", "--met", "Kim vale", "--met", "Kimmy")
    assert body(vault)[0] == "* met [[Kim Vale|Kim vale]]: rules"
    assert vault.run("debrief", "days").err == "", "who is met by another line is not told again"


def test_an_event_without_a_date_is_not_debriefed_since_nobody_would_count(vault: Vault) -> None:
    vault.write("Events/NoDate.md", "---\ntype: event\nkind: conference\n---\n- met [[Ada Lovelace]]: looms\n")
    ran = vault.run("debrief", "NoDate")
    assert ran.code == 2 and "vaultnet set NoDate date=" in ran.err
    assert "held" not in vault.read("Events/NoDate.md")


@pytest.mark.parametrize(
    "line",
    [
        "- met [[Ada Lovelace]] (Analytical Ltd): looms with Jonas Weber",
        "- met [[Ada Lovelace]] at the door",
        "- met [[Ada Lovelace]], [[Grace Hopper]] - ships",
        "- [[Ada Lovelace]] met: x",
        "- [ ] met Jonas Weber? ask him",
        "- `met Jonas Weber`",
        "- method: ask first",
        "Met Jonas Weber in prose.",
    ],
)
def test_a_line_that_links_everybody_or_is_no_met_line_is_not_told(vault: Vault, line: str) -> None:
    vault.person("Ada Lovelace")
    vault.person("Grace Hopper")
    event(vault, line)
    ran = vault.run("debrief", "days")
    assert ran.code == 0 and ran.err == "", ran.err
    assert vault.json("debrief", "days")["unlinked"] == []


def test_met_names_link_where_they_stand_and_take_the_firm_along(vault: Vault) -> None:
    event(vault, "- met Jonas Weber (Siemens) and Ida Lund: robotics, said Jonas Weber")
    ran = vault.run("debrief", "days", "--met", "Jonas Weber")
    assert ran.code == 0
    assert body(vault) == ["- met [[Jonas Weber]] (Siemens) and Ida Lund: robotics, said Jonas Weber"], (
        "one line, not two"
    )
    assert "organization: Siemens" in vault.read("People/Jonas Weber.md")
    assert "Ida Lund" in vault.run("debrief", "days").err, "the other one is still told"
    vault.ok("undo")
    assert body(vault) == ["- met Jonas Weber (Siemens) and Ida Lund: robotics, said Jonas Weber"]


def test_on_a_terminal_it_is_asked_who_was_met(vault: Vault) -> None:
    vault.person("Łukasz Nowak")
    event(
        vault, "- met Lukasz (Acme): venues", "- met Jonas Weber (Siemens) & Ida Lund: robotics", "- met the team: loud"
    )
    ran = vault.run("debrief", "days", typed="1\n1\n\n")
    assert ran.code == 0, ran.all
    assert body(vault) == [
        "- met [[Łukasz Nowak|Lukasz]] (Acme): venues",
        "- met [[Jonas Weber]] (Siemens) & Ida Lund: robotics",
        "- met the team: loud",
    ]
    assert "met: 2026-11-20" in vault.read("People/Jonas Weber.md")
    assert not (vault.root / "People" / "Ida Lund.md").exists() and not (vault.root / "People" / "Lukasz.md").exists()
    assert f"{EVENT}:8: " in ran.err and f"{EVENT}:9: " in ran.err
    assert vault.json("show", "łukasz")["last_contact"] == "2026-11-20"


def test_the_line_that_is_told_is_the_one_that_stands_there_now(vault: Vault) -> None:
    vault.write(EVENT, "---\ntype: event\nkind: meetup\n---\n## Log\n- met the team: x\n\n## Talks\n- met the crowd\n")
    ran = vault.run("debrief", "days", "--met", "Ida Lund")
    lines = vault.read(EVENT).split("\n")
    for text in ("- met the team: x", "- met the crowd"):
        assert f"{EVENT}:{lines.index(text) + 1}: " in ran.err


def test_a_second_person_of_one_name_gets_a_note_and_a_link_of_their_own(vault: Vault) -> None:
    vault.person("Jonas Weber")
    event(vault, "- met Jonas Weber (Siemens): another one")
    vault.run("debrief", "days", typed="2\n")
    assert body(vault) == ["- met [[Jonas Weber (Siemens)|Jonas Weber]] (Siemens): another one"]
    assert (vault.root / "People" / "Jonas Weber (Siemens).md").exists()


def test_somebody_met_whose_name_no_file_can_carry_is_one_person(vault: Vault) -> None:
    vault.write("Events/2026-11-20 Lunch.md", "---\ntype: event\ndate: 2026-11-20\n---\n")
    for _ in range(2):
        vault.ok("debrief", "Lunch", "--met", 'New "X" / #1')
    assert [path.name for path in (vault.root / "People").iterdir()] == ["New X 1.md"]
    assert vault.read("Events/2026-11-20 Lunch.md").count("- met [[New X 1]]\n") == 1
    assert vault.json("show", "New X 1")["last_contact"] == "2026-11-20"


def test_a_way_in_to_somebody_says_what_comes_before_asking(sample: Vault) -> None:
    page = sample.ok("prep", "platformconf", "--dry-run")
    assert "Way in: [[Tomás Reis]]" in page and "; not yet: thank them first" in page
    assert "ask Tomás Reis later: thank them first" in sample.ok("agenda", "--why")


def test_whom_one_knows_is_met_without_a_way_in(vault: Vault) -> None:
    vault.person("Ada", "2026-10-05 call: looms", colleagues=["[[Bob]]"])
    vault.person("Bob", "2026-10-06 call: looms")
    vault.write(
        "Events/Fair.md", '---\ntype: event\nkind: conference\ndate: 2026-11-26\ntargets:\n  - "[[Ada]]"\n---\n'
    )
    told = vault.ok("prep", "fair", "--dry-run")
    assert "you know them yourself" in told and "Way in: [[Bob]]" not in told
    assert "ask" not in vault.ok("agenda")


def test_doctor_tells_guests_in_words_and_who_was_met_without_a_link(vault: Vault) -> None:
    vault.write(
        "Events/2026-11-20 Fair.md", "---\ntype: event\npeople:\n  - Femke de Vries\n---\n- met Fatima Zahra: ramps\n"
    )
    found = {(one["code"], one["line"]) for one in vault.run("--json", "doctor").json["findings"]}
    assert found == {("plain-name", 4), ("met-unlinked", 6)} or found == {("plain-name", 3), ("met-unlinked", 6)}
    assert "Fatima Zahra: ramps" in vault.ok("show", "2026-11-20 Fair")
