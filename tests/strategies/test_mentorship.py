"""Mentorship: the session note, the ledger of advice, asking somebody to be a mentor; and the manners of it."""

import re
import shlex

import pytest
from vaults import TODAY, Vault

MARA = "People/Mara Okafor.md"


def briefing(vault: Vault, path: str) -> str:
    """The generated part of a note."""
    return vault.read(path).partition("%% vaultnet:begin briefing %%\n")[2].partition("%% vaultnet:end briefing %%")[0]


def draft(vault: Vault, path: str) -> str:
    """The part of a note that is meant for somebody else."""
    return vault.read(path).partition("## Draft\n")[2].partition("## Log")[0]


def session(vault: Vault, name: str, day: str, *lines: str, status: str = "held") -> str:
    """A note of a session."""
    path = f"Events/{day} Session {name}.md"
    vault.write(path, f'---\ntype: event\nkind: mentoring\ndate: {day}\npeople:\n  - "[[{name}]]"\nstatus: {status}\n---\n'
                + "".join(f"{line}\n" for line in lines))  # fmt: skip
    return path


# Who, when, what is open ---------------------------------------------------------------------------------------------


def test_mentors_and_mentees_are_those_of_the_sample(asked: Vault) -> None:
    rows = asked.json("session")
    assert [(row["name"], row["role"], row["last"], row["next"]) for row in rows] == [
        ("Mara Okafor", "mentor", "2026-08-14", "2026-09-25"),
        ("Sofia Lindqvist", "mentee", "2026-11-03", "2026-11-24"),
        ("Wanjirũ Kamau", "mentee", "2026-10-13", "2027-01-11"),
        ("Mateo Ibarra", "mentee", "2026-11-17", None),
    ]
    assert [one["kind"] for one in rows[0]["open"]] == ["question", "question", "promise", "waiting", "advice"]
    assert rows[1]["session"] == "2026-11-24 Session Sofia Lindqvist"


def test_the_deceased_and_the_paused_are_no_rows_and_get_no_session(asked: Vault, vault: Vault) -> None:
    assert "Wolfgang Ahrens" not in {row["name"] for row in asked.json("session")}
    assert asked.run("session", "wolfgang").code == 3
    vault.person("Ada Lovelace", relationship="mentor", paused="true")
    assert vault.json("session") == []
    assert vault.run("session", "ada").code == 3
    assert not (vault.root / "Events").exists()


def test_who_is_left_alone_is_not_due_and_still_a_mentor(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-01-20 call: x", relationship="mentor", paused="true")
    assert vault.ok("session") == "no session to come: Ada Lovelace is left in peace\n"
    vault.person("Bob", "2026-01-20 call: x", relationship="mentor", cadence="1m", snooze_until="2027-02-01")
    vault.person("Cat", "2026-11-20 call: x", relationship="mentee", cadence="1y", snooze_until="2027-02-01")
    assert [(row["name"], row["next"], row["rests"]) for row in vault.json("session")] == [
        ("Bob", "2027-02-01", "2027-02-01"),
        ("Cat", "2027-11-20", "2027-02-01"),
    ]
    said = vault.ok("session", "--why")
    assert "Bob  last 20 Jan  set aside until 1 Feb 2027" in said and "next 20 Nov 2027" in said
    assert "    set aside until 1 Feb 2027 (People/Bob.md:5)" in said


@pytest.mark.parametrize("before", [None, "peer", "old boss, friend", ["peer", "old boss"]])
def test_the_hint_to_make_somebody_a_mentor_keeps_what_they_are(vault: Vault, before: str | list[str] | None) -> None:
    vault.person("Ada Lovelace", "2026-01-20 call: x", **({"relationship": before} if before else {}))
    hint = vault.run("session", "ada", "--dry-run").err.partition("to make it so: vaultnet ")[2]
    vault.ok(*shlex.split(hint))
    words = before.split(", ") if isinstance(before, str) else before or []
    kept = vault.json("show", "ada")["fields"]["relationship"]
    assert (re.split(", ?", kept) if isinstance(kept, str) else kept) == [*words, "mentor"]


def test_somebody_may_be_both_a_mentor_and_a_mentee(vault: Vault) -> None:
    vault.person("Ada Lovelace", relationship=["mentor", "mentee"])
    assert [row["role"] for row in vault.json("session")] == ["mentor", "mentee"]


def test_a_planned_session_goes_before_the_cadence_and_one_called_off_does_not(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-20 call: looms", relationship="mentor", cadence="weekly")
    assert vault.json("session")[0]["next"] == "2026-11-27"
    session(vault, "Ada Lovelace", "2026-12-04", status="planned")
    session(vault, "Ada Lovelace", "2026-11-25", status="cancelled")
    assert vault.json("session")[0]["next"] == "2026-12-04"


def test_an_empty_vault_is_told_how_to_begin(vault: Vault) -> None:
    vault.write("vaultnet.toml", "")
    assert "relationship: mentor" in vault.ok("session")
    assert vault.json("session") == vault.json("session", "--advice") == []
    assert "got advice" in vault.ok("session", "--advice")


# The session's note --------------------------------------------------------------------------------------------------


def test_a_session_that_is_planned_keeps_all_that_was_typed_in_its_note(sample: Vault) -> None:
    path = "Events/2026-11-24 Session Sofia Lindqvist.md"
    before = sample.read(path)
    assert sample.json("session", "sofia lindqvist")["made"] is False
    after = sample.read(path)
    region = "%% vaultnet:begin briefing %%\n" + briefing(sample, path) + "%% vaultnet:end briefing %%\n\n"
    assert after.replace(region, "") == before
    assert "nothing to change" in sample.ok("session", "sofia lindqvist")


def test_the_note_holds_what_one_needs_for_a_mentor(sample: Vault) -> None:
    path = sample.json("session", "mara")["path"]
    assert path == f"Events/{TODAY} Session Mara Okafor.md"
    said = briefing(sample, path)
    for part in (
        "**Last time:** 14 Aug, video: her reorganisation",
        "**News:** became VP Platform",
        "- what would you look for in a first platform hire",
        "the interview rubric (by Wed 25 Nov; moved from Wed 18 Nov)",
        "introduces me properly to [[Priya Nair]]",
        '- "scope before pay" (15 May): you did it on 3 Oct, they have not heard',
        '- "let the team present its own numbers" (15 May): not done yet',
        "**Your goals:** [[Staff role in platform]]",
    ):
        assert part in said, part
    assert "[ ]" not in said and "none" not in said.lower()
    assert "find one sponsor" not in said  # they have heard of that


def test_the_note_holds_what_one_needs_for_a_mentee(sample: Vault) -> None:
    said = briefing(sample, sample.json("session", "sofia lindqvist")["path"])
    assert "Her third review, this time read by two teams." in said  # last time in one line, out of that note
    assert '- "tell the story from the customer\'s side first" (8 Oct, 1 session ago): ask what came of it' in said
    assert "**Sofia needs:** interview practice (you offer it)" in said
    assert "goals" not in said


def test_open_actions_of_earlier_sessions_are_carried_forward_until_they_are_done(vault: Vault) -> None:
    vault.person("Ada Lovelace", relationship="mentor")
    first = session(
        vault, "Ada Lovelace", "2026-10-01", "- [ ] read her paper 📅 2026-10-20", "- [x] sleep ✅ 2026-10-02"
    )
    session(vault, "Ada Lovelace", "2026-11-01", "- [ ] send [[Ada Lovelace]] the draft #promise")
    session(vault, "Ada Lovelace", "2026-11-10", "- [ ] never said", status="cancelled")
    said = briefing(vault, vault.json("session", "ada")["path"])
    assert "- send [[Ada Lovelace]] the draft ([[2026-11-01 Session Ada Lovelace]])" in said
    assert "- read her paper (by Tue 20 Oct) ([[2026-10-01 Session Ada Lovelace]])" in said
    assert "sleep" not in said and "never said" not in said
    assert "You promised" not in said  # once is enough
    vault.ok("done", "her paper")
    assert "[x] read her paper" in vault.read(first)
    assert "her paper" not in briefing(vault, vault.json("session", "ada")["path"])


def test_a_day_makes_a_session_on_that_day_and_tells_of_another_one(sample: Vault) -> None:
    ran = sample.run("session", "sofia lindqvist", "--date", "next friday")
    assert ran.code == 0 and "2026-11-24 Session Sofia Lindqvist" in ran.err
    note = sample.read("Events/2026-12-04 Session Sofia Lindqvist.md")
    assert "kind: mentoring" in note and "status: planned" in note
    assert sample.json("session")[1]["next"] == "2026-11-24"


def test_what_is_written_reads_back_without_a_finding_and_is_no_contact(sample: Vault) -> None:
    before = sample.json("show", "mara")["last_contact"]
    sample.ok("session", "mara")
    sample.ok("session", "daniel", "--ask")
    assert sample.json("doctor")["findings"] == []
    assert sample.json("show", "mara")["last_contact"] == before


def test_a_session_with_somebody_who_is_neither_is_made_and_said_to_be_odd(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    ran = vault.run("session", "ada")
    assert ran.code == 0 and "neither mentor nor mentee" in ran.err


@pytest.mark.parametrize(
    "args", [["--date", "friday"], ["--ask"], ["ada", "--ask", "--advice"], ["ada", "--date", "someday"],
             ["ada", "--for", "x"], ["ada", "--ask", "--date", "friday"]],
)  # fmt: skip
def test_what_does_not_go_together_is_said(vault: Vault, args: list[str]) -> None:
    vault.person("Ada Lovelace")
    assert vault.run("session", *args).code == 2


# The ledger of advice ------------------------------------------------------------------------------------------------


def test_what_was_done_and_not_told_comes_first(asked: Vault) -> None:
    rows = asked.json("session", "--advice")
    assert [(row["name"], row["acted"]) for row in rows[:3]] == [
        ("ليلى حداد", "2026-09-14"), ("Mara Okafor", "2026-10-03"), ("Łukasz Wiśniewski", "2026-11-12")]  # fmt: skip
    assert all(row["direction"] == "got" and not row["reported"] for row in rows[:4])
    assert [row["direction"] for row in rows].count("gave") == 3
    assert asked.ok("session", "--advice").startswith("You did it, and they have not heard\n")
    assert {row["name"] for row in asked.json("session", "--advice", "mara")} == {"Mara Okafor"}


def test_a_mark_is_put_at_the_end_of_its_line_and_nothing_else_changes(sample: Vault) -> None:
    before = sample.read(MARA)
    line = "- 2026-05-15 got advice: let the team present its own numbers"
    handle = next(row["id"] for row in sample.json("session", "--advice") if "own numbers" in row["text"])
    sample.ok("done", handle, "--acted", "--on", "yesterday")
    assert sample.read(MARA) == before.replace(line, line + " [acted:: 2026-11-22]")
    assert "nothing to change" in sample.ok("done", handle, "--acted")
    sample.ok("done", "own numbers", "--reported")
    assert sample.read(MARA) == before.replace(line, line + f" [acted:: 2026-11-22] [reported:: {TODAY}]")
    assert "nothing to change" in sample.ok("done", handle, "--acted", "--reported")


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("- 2026-05-15 got advice: rest ^r1", "- 2026-05-15 got advice: rest [acted:: 2026-11-23] ^r1"),
        ("- 2026-05-15 got advice: rest [acted:: soon] #x", "- 2026-05-15 got advice: rest [acted:: 2026-11-23] #x"),
        ("- 2026-05-15 got advice: rest  ", "- 2026-05-15 got advice: rest [acted:: 2026-11-23]  "),
    ],
)
def test_the_rest_of_an_advice_line_stays(vault: Vault, line: str, marked: str) -> None:
    path = vault.person("Ada Lovelace", line[2:])
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes().decode()
    vault.ok("done", "rest", "--acted")
    assert path.read_bytes().decode() == before.replace(line, marked)


def test_a_handle_of_advice_is_never_taken_for_a_task(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-05-15 got advice: send it at once", "[ ] send it at once #promise")
    vault.ok("done", "send it")
    assert "[x] send it at once" in vault.read("People/Ada Lovelace.md")
    assert "[acted::" not in vault.read("People/Ada Lovelace.md")
    vault.ok("done", "send it", "--acted")
    assert f"got advice: send it at once [acted:: {TODAY}]" in vault.read("People/Ada Lovelace.md")
    ran = vault.run("done", "send it")
    assert ran.code == 4 and "--reported" in ran.err


def test_advice_to_two_at_once_is_one_line(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.person("Grace Hopper")
    vault.write("Daily/2026-11-20.md", "- got advice from [[Ada Lovelace]] and [[Grace Hopper]]: sleep over it\n")
    rows = vault.json("session", "--advice")
    assert [row["name"] for row in rows] == ["Ada Lovelace", "Grace Hopper"]
    vault.ok("done", "sleep over", "--acted")
    vault.ok("done", rows[1]["id"], "--reported")
    line = f"[acted:: {TODAY}] [reported:: {TODAY}]"
    assert vault.read("Daily/2026-11-20.md").count(line) == 1


# Briefs and the agenda -----------------------------------------------------------------------------------------------


def test_the_brief_says_what_they_have_not_heard_and_what_i_advised_last(asked: Vault) -> None:
    mara = " ".join(line["text"] for line in asked.json("show", "mara")["brief"])
    assert 'their advice "scope before pay": you did it on 3 Oct, they have not heard' in mara
    sofia = {line["label"]: line["text"] for line in asked.json("show", "sofia lindqvist")["brief"]}
    assert sofia["You advised"] == '"tell the story from the customer\'s side first" (8 Oct)'


def test_the_agenda_names_one_loop_to_close_at_most_a_mentors_first(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-01 got advice: rest [acted:: 2026-11-05]")
    vault.person("Grace Hopper", "2026-11-01 got advice: write [acted:: 2026-11-09]", relationship="mentor")
    vault.person("Jan Novak", "2026-10-01 got advice: run [acted:: 2026-10-02]", paused="true")
    items = [item for section in vault.json("agenda")["sections"] for item in section["items"]]
    told = [item for item in items if "tell them what came of" in item["text"]]
    assert [(item["name"], item["kinds"]) for item in told if "thanks" in item["kinds"]] == [
        ("Grace Hopper", told[0]["kinds"])
    ]
    assert 'tell them what came of "write" (done 9 Nov)' in told[0]["text"]


# Asking somebody to be a mentor --------------------------------------------------------------------------------------


def test_asking_says_plainly_when_it_is_not_the_moment_and_what_comes_first(sample: Vault) -> None:
    answer = sample.json("session", "henrik", "--ask", "--for", "Staff role in platform")
    assert answer["moment"] == "later" and answer["first"] and answer["reasons"]
    assert answer["due"] > "2027-02-18"  # half a year after the no
    said = briefing(sample, answer["path"])
    assert "**Moment:** not now: said no 20 Aug" in said and "**Before that:** take their no as it is" in said
    note = sample.read(answer["path"])
    assert "kind: mentorship\ndirection: outgoing\n" in note and "status: idea\n" in note
    assert 'for: "[[Staff role in platform]]"' in note and f"due: {answer['due']}" in note


def test_the_draft_is_not_ready_to_be_sent_and_holds_no_thanks_and_no_congratulation(sample: Vault) -> None:
    for name in ("henrik", "tomás", "misaki", "sam"):  # no, thanks owed, news open, a good moment
        answer = sample.json("session", name, "--ask")
        text = draft(sample, answer["path"])
        assert "…" in text
        for word in ("thank", "congratulat", "sorry", "condol"):
            assert word not in text.lower(), (name, word)
    news = briefing(sample, sample.json("session", "misaki", "--ask")["path"])
    assert "answer their news (leads the planning group from January), in a message of its own" in news


def test_asking_twice_makes_no_second_request_and_leaves_the_draft_alone(sample: Vault) -> None:
    path = sample.json("session", "sam", "--ask")["path"]
    sample.write(path, sample.read(path).replace("…", "my own words"))
    before = sample.read(path)
    assert sample.json("session", "sam", "--ask")["path"] == path
    assert sample.read(path) == before


def test_what_asking_says_of_the_day_to_come_back_is_true(sample: Vault) -> None:
    said = sample.ok("session", "henrik", "--ask")
    assert "come back to it on Fri 19 Feb 2027; the agenda will say so" in said
    day = "2027-02-19"
    items = [item for part in sample.json("agenda", "--today", day)["sections"] for item in part["items"]]
    (henrik,) = [item for item in items if "you thought of asking for mentorship" in item["text"]]
    assert henrik["name"] == "Henrik Sørensen" and henrik["date"] == day and "request" in henrik["kinds"]


def test_asking_again_after_the_day_has_gone_by_or_without_one_sets_a_new_one(sample: Vault) -> None:
    path = "Requests/Mine.md"
    head = '---\ntype: request\nkind: mentorship\nperson: "[[Sam Ortiz]]"\nstatus: idea\n'
    for due in ("", "due: 2026-11-02\n"):
        sample.write(path, f"{head}{due}---\nMy words.\n")
        answer = sample.json("session", "sam", "--ask")
        assert answer["path"] == path and answer["due"] > TODAY
        assert f"due: {answer['due']}\n" in sample.read(path) and "2026-11-02" not in sample.read(path)
        assert "My words." in sample.read(path)


def test_what_is_asked_already_is_not_to_be_come_back_to(sample: Vault) -> None:
    sample.write(
        "Requests/Mine.md", '---\ntype: request\nkind: mentorship\nperson: "[[Sam Ortiz]]"\nstatus: asked\n---\n'
    )
    said = sample.ok("session", "sam", "--ask")
    assert "let that request end first" in said and "come back" not in said
    assert "Come back" not in sample.read("Requests/Mine.md") and "due:" not in sample.read("Requests/Mine.md")


def test_a_mentor_is_not_asked_again_and_those_set_aside_are_left_in_peace(sample: Vault) -> None:
    assert sample.run("session", "mara", "--ask").code == 2
    assert sample.run("session", "çağla", "--ask").code == 3
    assert sample.run("session", "gabriel", "--ask").code == 3


def test_my_own_judgement_of_their_influence_stands_in_no_note(sample: Vault) -> None:
    answer = sample.json("session", "henrik", "--ask")
    assert any("influence" in reason["text"] for reason in answer["reasons"])
    assert "influence" not in sample.read(answer["path"])


def test_a_dry_run_writes_nothing(asked: Vault) -> None:
    assert "+++ b/Events" in asked.ok("session", "mara", "--dry-run")
    assert "+++ b/Requests" in asked.ok("session", "sam", "--ask", "--dry-run")
