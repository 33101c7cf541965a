"""Reliability: what is open both ways, `done` wherever a line stands, nudges; and the manners of it."""

import pytest
from vaults import TODAY, Vault

TOMAS = "People/Tomás Reis.md"
WAITING = "- [ ] [[Ada Lovelace]] sends the deck #waiting"


def draft(vault: Vault, path: str) -> str:
    """The part of a note that is meant for somebody else."""
    return vault.read(path).partition("## Draft\n")[2]


# On the agenda -------------------------------------------------------------------------------------------------------


def test_what_is_promised_to_somebody_without_a_note_is_told_as_it_is_for_those_with_one(vault: Vault) -> None:
    vault.write("Events/Talk.md", "---\ntype: event\ndate: 2026-11-20\nstatus: held\n---\n## Log\n"
                "- [ ] call [[New One]] back #promise 📅 2026-11-22\n- [ ] [[Two New]] sends slides #waiting 📅 2026-11-21\n"
                "- [ ] thank [[Three New]] 📅 2026-11-24\n")  # fmt: skip
    told = vault.ok("agenda")
    assert "New One    promised: call New One back (was due Sun 22 Nov) → Talk" in told
    assert "Two New    you wait for: Two New sends slides, since Sat 21 Nov → Talk" in told
    assert "Three New  thank Three New → Talk" in told
    vault.ok("agenda", "--write")
    assert "New One: promised: call [[New One]] back (was due Sun 22 Nov) → [[Talk]]" in vault.read("Agenda.md")


def test_a_full_line_counts_what_it_leaves_out_and_never_a_birthday_and_the_note_has_all(vault: Vault) -> None:
    vault.person("Ada Lovelace", *(f"[ ] send {what} about the looms of Lancashire #promise 📅 2026-11-20"
                                   for what in ("the first letter", "the second letter", "the third letter")),
                 "[ ] sends the drawings of the mill #waiting 📅 2026-11-01",
                 "2026-11-10 call: looms", birthday="1990-11-24")  # fmt: skip
    row = next(line for line in vault.ok("agenda").splitlines() if "Ada" in line)
    assert (
        row.count("promised:") == 3 and "birthday Tue" in row and row.endswith("; and 1 more") and "drawings" not in row
    )
    vault.ok("agenda", "--write")
    written = vault.read("Agenda.md")
    assert "birthday Tue" in written and "you wait for: sends the drawings" in written and "1 more" not in written


# Ticked where it stands ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("People/Ada Lovelace.md", "---\ntype: person\n---\n## Log\n- 2026-11-20 call: looms\n"),
        ("Daily/2026-11-20.md", "- coffee with [[Ada Lovelace]]: looms\n"),
        ("Events/2026-11-20 Conf.md", "---\ntype: event\nkind: conference\ndate: 2026-11-20\nstatus: held\n---\n"),
        (
            "Projects/Loom.md",
            "---\ntype: project\nstatus: active\n---\n## People\n- [[Ada Lovelace]] reviewer\n\n## Log\n",
        ),
        ("Somewhere/else.md", "No frontmatter, no type.\n\n"),
    ],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_done_ticks_a_line_wherever_it_stands(vault: Vault, path: str, head: str, eol: str) -> None:
    vault.person("Ada Lovelace")
    line = "- [ ] send [[Ada Lovelace]] the rubric #promise ➕ 2026-11-10 📅 2026-11-25"
    text = f"{head}{line}\n  - [ ] print it 🔁 every week 📅 2026-11-24\n\nmore\n".replace("\n", eol)
    vault.write(path, text)
    row = next(row for row in vault.json("promise") if "rubric" in row["text"])
    assert (row["name"], row["path"], row["due"]) == ("Ada Lovelace", path, "2026-11-25")
    vault.ok("done", row["id"])
    ticked = text.replace(line, line.replace("[ ]", "[x]") + f" ✅ {TODAY}")
    assert vault.read(path) == ticked
    vault.ok("done", "print it")
    following = f"  - [ ] print it 🔁 every week 📅 2026-12-01{eol}  - [x] print it"
    assert following in vault.read(path)
    vault.ok("undo")
    assert vault.read(path) == ticked


def test_an_item_is_meant_by_its_words_in_any_order_as_long_as_they_fit_one(vault: Vault) -> None:
    vault.person("Bo", "[ ] review his talk #promise", "[ ] review the paper #promise")
    assert vault.run("done", "review").code == 4
    assert vault.run("done", "paper talk").code == 4
    assert "review his talk" in vault.ok("done", "talk review")


def test_a_date_that_is_a_link_is_read_moved_and_nobodys_name(vault: Vault) -> None:
    vault.write("Daily/2026-11-20.md", "- [ ] send the card #promise 📅 [[2026-11-20]]\n")
    (row,) = vault.json("promise")
    assert (row["due"], row["name"], row["status"]) == ("2026-11-20", "", "overdue")
    vault.ok("done", "the card", "--move", "2026-12-01")
    assert "#promise [was:: 2026-11-20] 📅 2026-12-01" in vault.read("Daily/2026-11-20.md")


def test_by_friday_counts_from_its_line_its_note_or_its_heading(vault: Vault) -> None:
    vault.person("Ada Lovelace", "[ ] one #promise by friday ➕ 2026-11-02", "[ ] two #promise by friday")
    vault.write("Daily/2026-11-10.md", "- [ ] three [[Ada Lovelace]] #promise by friday\n")
    vault.write("Notes.md", "## Log\n### 2026-11-17\n- [ ] four [[Ada Lovelace]] #promise by friday\n")
    due = {row["text"].split()[0]: row["due"] for row in vault.json("promise")}
    assert due == {"one": "2026-11-06", "two": None, "three": "2026-11-13", "four": "2026-11-20"}
    vault.ok("done", "three", "--move", "2026-12-01")
    line = "- [ ] three [[Ada Lovelace]] #promise by 2026-12-01 [was:: 2026-11-13]\n"
    assert vault.read("Daily/2026-11-10.md") == line
    assert [f["code"] for f in vault.json("doctor")["findings"]] == ["loose-date"]


def test_a_promise_whose_day_is_written_in_another_form_is_a_finding_and_never_guessed(vault: Vault) -> None:
    vault.person("Ada Lovelace", "[ ] send it #promise by 12/5/2026", "[ ] send three #promise 📅 5.12.2026",
                 "[ ] send five #promise due: 2026-12-02", "[x] sent six #promise by 12/5/2026",
                 "[ ] send seven #promise due: 1/2/2026 📅 2026-12-01")  # fmt: skip
    assert [row["due"] for row in vault.json("promise")] == ["2026-12-01", None, None, None]
    found = vault.json("doctor")["findings"]
    assert [(one["code"], one["line"]) for one in found] == [("loose-date", 5), ("loose-date", 6), ("loose-date", 7)]


# Nudges --------------------------------------------------------------------------------------------------------------


def test_a_nudge_drafts_a_kind_reminder_and_notes_its_day_on_the_line(sample: Vault) -> None:
    before = sample.read(TOMAS)
    answer = sample.json("promise", "diagrams", "--nudge")
    assert answer["path"] == f"Follow-ups/{TODAY} Tomás Reis.md" and answer["nudged"] == TODAY
    assert sample.read(TOMAS) == before.replace("#waiting ➕ 2026-11-03", f"#waiting [nudged:: {TODAY}] ➕ 2026-11-03")
    row = next(row for row in sample.json("promise") if "diagrams" in row["text"])
    assert (row["nudged"], row["due"]) == (TODAY, "2026-11-17")
    assert f"{TODAY} Tomás Reis" in {note["name"] for note in sample.json("list", "follow-up")}
    assert sample.json("doctor")["findings"] == []


def test_the_draft_takes_it_that_they_are_busy_and_cannot_be_sent_as_it_is(sample: Vault) -> None:
    text = draft(sample, sample.json("promise", "diagrams", "--nudge")["path"])
    assert "full desk" in text and "no hurry" in text and text.count("…") >= 2
    assert "sends the dual-write diagrams" in text and "Tomás Reis sends" not in text
    for word in ("thank", "congratulat", "late", "overdue", "promised", "still", "remind"):
        assert word not in text.lower(), word


def test_within_two_weeks_nobody_is_nudged_twice_about_one_thing(vault: Vault) -> None:
    path = vault.person("Ada Lovelace", WAITING[2:] + " 📅 2026-11-10", WAITING[2:].replace("deck", "bill"))
    vault.ok("promise", "deck", "--nudge")
    before = vault.bytes()
    for day in (TODAY, "2026-12-06"):
        ran = vault.run("promise", "deck", "--nudge", "--today", day)
        assert ran.code == 3 and "from Mon 7 Dec on" in ran.err
    assert vault.bytes() == before
    vault.ok("promise", "bill", "--nudge")  # another thing
    vault.ok("promise", "deck", "--nudge", "--today", "2026-12-07")
    assert path.read_text("utf-8").count("[nudged:: 2026-12-07]") == 1
    assert "#waiting [nudged:: 2026-12-07] 📅 2026-11-10" in path.read_text("utf-8")
    assert len(vault.json("list", "follow-up")) == 3


@pytest.mark.parametrize("fields", [{"paused": "true"}, {"deceased": "2026-01-01"}, {"snooze_until": "2027-01-01"}])
def test_nobody_is_nudged_who_is_to_be_left_alone(vault: Vault, fields: dict[str, str]) -> None:
    vault.person("Ada Lovelace", WAITING[2:] + " 📅 2026-11-10", **fields)
    assert vault.run("promise", "deck", "--nudge").code == 3
    assert "sends the deck" not in vault.ok("agenda")
    assert len(vault.json("promise", "--waiting")) == 1  # it stays open, and is shown where it is asked for


def test_what_i_promised_is_nothing_to_nudge_about(vault: Vault) -> None:
    vault.person("Ada Lovelace", "[ ] send the deck #promise 📅 2026-11-10")
    assert vault.run("promise", "deck", "--nudge").code == 4
    assert vault.run("promise", "--nudge").code == 2
    vault.write("Daily/2026-11-20.md", "- [ ] somebody sends the bill #waiting\n")
    assert vault.run("promise", "bill", "--nudge").code == 2  # nobody to write to


def test_after_a_nudge_it_is_quiet_for_two_weeks(vault: Vault) -> None:
    vault.person("Ada Lovelace", WAITING[2:] + " 📅 2026-11-10")
    assert "you wait for" in vault.ok("agenda")
    vault.ok("promise", "deck", "--nudge")
    assert "you wait for" not in vault.ok("agenda", "--today", "2026-12-06")
    assert "you wait for" in vault.ok("agenda", "--today", "2026-12-07")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"{WAITING} ➕ 2026-11-02", True),
        (f"{WAITING} ➕ 2026-11-03", False),
        (f"{WAITING} [nudged:: 2026-11-15] ➕ 2026-10-01", False),
        (f"{WAITING} [nudged:: 2026-11-09] ➕ 2026-10-01", True),
        (f"{WAITING} ➕ 2026-10-01 📅 2026-12-01", False),
        (WAITING, False),  # nobody knows since when
    ],
)
def test_what_has_no_date_comes_up_after_three_weeks(vault: Vault, line: str, shown: bool) -> None:
    vault.person("Ada Lovelace", line[2:])
    assert ("you wait for" in vault.ok("agenda")) == shown


def test_in_a_daily_note_the_day_of_the_note_is_the_day_it_was_said(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.write("Daily/2026-11-02.md", WAITING + "\n")
    assert "since Mon 2 Nov" in vault.ok("agenda")


# Manners -------------------------------------------------------------------------------------------------------------


def test_no_record_is_kept_of_others(sample: Vault) -> None:
    before = sample.json("promise", "--record")
    sample.ok("promise", "diagrams", "--nudge")
    sample.ok("done", "diagrams")
    assert sample.json("promise", "--record") == before


def test_a_nudge_can_be_taken_back(sample: Vault) -> None:
    before = sample.bytes()
    sample.ok("promise", "diagrams", "--nudge", "--dry-run")
    assert sample.bytes() == before
    sample.ok("promise", "diagrams", "--nudge")
    sample.ok("undo")
    assert sample.bytes() == before


def test_of_many_items_that_fit_twenty_are_shown_and_the_rest_counted(vault: Vault) -> None:
    vault.write("Daily/2026-11-20.md", "".join(f"- [ ] send Ada part {n} #promise\n" for n in range(23)))
    ran = vault.run("done", "send")
    assert ran.code == 4 and '"send" fits 23 items: which one?' in ran.err
    assert ran.err.count(" · Daily/2026-11-20.md:") == 20
    assert "hint: name it by its handle; 3 more fit, vaultnet promise lists them\n" in ran.err
