"""The sentences of the design's "It works if", one test each, on the sample vault: a person would say yes to them."""

from datetime import date, timedelta

import pytest
from vaults import TODAY, Vault

NOW = date.fromisoformat(TODAY)
MONTH = [(NOW - timedelta(days=back)).isoformat() for back in range(0, 31, 3)]


@pytest.mark.parametrize("day", MONTH)
def test_in_a_month_of_logs_nobody_is_shown_whom_one_spoke_to_this_week(asked: Vault, day: str) -> None:
    """communication: in a month of logs nobody is shown whom one spoke to this week."""
    week = (date.fromisoformat(day) - timedelta(days=6)).isoformat()
    rows = asked.json("due", "--today", day)
    assert rows
    for row in rows:
        if row["why"] != "reply":  # who waits for an answer is shown at once
            assert (row["last_contact"] or "") < week, row


@pytest.mark.parametrize("day", MONTH)
def test_nobody_in_inner_is_missed_with_nothing_entered_but_log_lines(asked: Vault, day: str) -> None:
    """communication: ... and nobody in `inner` is missed, with nothing entered but log lines."""
    shown = {row["name"] for row in asked.json("due", "--today", day)}
    cadence = {"Mara Okafor": 42, "Chiara Bellini": 7}  # their own; the others by their tier
    people = asked.json("list", "person", "--tier", "inner", "--today", day)
    assert len(people) == 6
    for row in people:
        if row["name"] == "Wolfgang Ahrens":  # he has died
            assert row["name"] not in shown
            continue
        due = date.fromisoformat(row["last_contact"]) + timedelta(days=cadence.get(row["name"], 14))
        assert (row["name"] in shown) == (due.isoformat() <= day), (row, due)


def test_one_log_line_takes_somebody_off_the_list(sample: Vault) -> None:
    """communication: nothing is entered but log lines."""
    assert "Łukasz Wiśniewski" in {row["name"] for row in sample.json("due")}
    sample.ok("log", "łukasz", "call: trains, again")
    assert "Łukasz Wiśniewski" not in {row["name"] for row in sample.json("due")}
    assert sample.json("show", "łukasz")["next_contact"] == "2026-12-07"


def test_every_open_promise_is_on_one_screen(asked: Vault) -> None:
    """reliability: every open promise in one screen."""
    lines = asked.ok("promise").splitlines()
    assert len(lines) <= 24
    assert max(len(line) for line in lines) <= 120
    open_ = [
        line
        for text in asked.bytes().values()
        for line in text.decode("utf-8").splitlines()
        if line.startswith("- [ ]") and ("#promise" in line or "#waiting" in line)
    ]
    assert sum(line[:3].isalnum() and line[3:5] == "  " for line in lines) == len(open_) == 14


def test_a_promise_is_ticked_from_the_phone_or_the_terminal(sample: Vault) -> None:
    """reliability: ... ticked from phone or terminal."""
    handle = next(row["id"] for row in sample.json("promise") if "rubric" in row["text"])
    path = "People/Mara Okafor.md"
    before = sample.read(path)
    line = next(line for line in before.splitlines() if "rubric" in line)
    sample.ok("done", handle)
    by_terminal = sample.json("promise", "--record")
    terminal_line = next(line for line in sample.read(path).splitlines() if "rubric" in line)
    assert terminal_line == line.replace("[ ]", "[x]") + f" ✅ {TODAY}"
    sample.write(path, before.replace(line, line.replace("[ ]", "[x]") + f" ✅ {TODAY}"))  # what Obsidian Tasks writes
    assert sample.json("promise", "--record") == by_terminal
    assert len(sample.json("promise")) == 13


def test_a_moved_date_shows_as_moved_not_as_kept(sample: Vault) -> None:
    """reliability: a moved date shows as moved, not as kept."""
    before = sample.json("promise", "--record")
    sample.ok("done", "incident reviews", "--move", "in 2 weeks")
    row = next(row for row in sample.json("promise") if "incident reviews" in row["text"])
    assert (row["due"], row["was"]) == ("2026-12-07", ["2026-11-24"])
    assert "moved from" in sample.ok("promise", "Sofia Lindqvist")
    sample.ok("done", "incident reviews")
    after = sample.json("promise", "--record")
    assert (after["kept"], after["renegotiated"]) == (before["kept"], before["renegotiated"] + 1)


def test_the_debrief_of_fourteen_people_is_one_command_after_phone_lines(sample: Vault) -> None:
    """events: the debrief of 14 people takes three minutes from phone lines."""
    names = [f"Guest Number{number:02}" for number in range(14)]
    lines = [f"- met [[{name}]] (Company {name[-2:]}): robots" for name in names]
    lines.append(f"- [ ] send [[{names[3]}]] the paper #promise by 2026-12-05")
    with open(sample.root / "Events" / "2026-11-20 Lunch Sam Ortiz.md", "a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    out = sample.ok("debrief", "lunch sam")
    assert "15 people met" in out and "14 notes made" in out and "send Guest Number03 the paper" in out
    made = sample.json("list", "person", "--field", "met=2026-11-20")
    assert [row["name"] for row in made] == names
    assert made[3]["organization"] == "Company 03" and made[3]["last_contact"] == "2026-11-20"
    assert sample.json("show", "2026-11-20 Lunch Sam Ortiz")["status"] == "held"
    assert "Guest Number03" in {row["name"] for row in sample.json("promise")}
    assert sample.json("doctor")["findings"] == []
    assert "nothing to change" in sample.ok("debrief", "lunch sam")


def test_half_a_year_later_it_says_which_conference_led_to_anything(asked: Vault) -> None:
    """events: six months later it says which conference led to anything."""
    said = asked.ok("debrief", "2026-06-18 NetOps Days Leipzig", "--dry-run")
    assert "田中 美咲" in said and "opportunity" in said and "Kofi Asante-Boateng" in said
