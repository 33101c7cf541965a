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


def test_the_first_five_advisers_hold_three_whom_one_would_name_and_one_whom_one_had_forgotten(asked: Vault) -> None:
    """influencers: the top five of `who TOPIC --to advise` hold three the person would have named and one they had
    forgotten, with a reason they accept."""
    for topic, named, forgotten in (
        ("platform", {"Mara Okafor", "Lena Vogt", "Łukasz Wiśniewski"}, "अनन्या शर्मा"),  # her title says product
        ("ebpf", {"Ismail Benali", "João Figueiredo", "Adébáyọ̀ Ògúnlẹ́yẹ"}, "Priya Nair"),  # in June, in a queue
    ):
        rows = {row["name"]: row for row in asked.json("who", topic, "--to", "advise")[:5]}
        assert named <= set(rows) and forgotten in rows
        reason = rows[forgotten]["reasons"][0]
        assert reason["text"].lower() == f"expertise {topic}", "a reason that one accepts"
        assert asked.read(reason["path"]).splitlines()[reason["line"] - 1].strip().startswith("- ")


def test_nobody_yet_is_said_when_it_is_true(asked: Vault) -> None:
    """influencers: ... and "nobody yet" when that is true."""
    assert asked.json("who", "platform-strategy", "--to", "advise") == []
    assert asked.ok("who", "--goal", "Staff role in platform", "--to", "advise").startswith("nobody yet")
    needs = {one["need"]: one["people"] for one in asked.json("show", "Staff role in platform")["coverage"]}
    assert needs["advisor"] == []


def test_a_path_is_one_that_a_person_would_use_by_evidence_of_every_tie(asked: Vault) -> None:
    """connections: `path` names a chain one would really use, by evidence of both ties."""
    ingrid = asked.json("path", "ingrid")
    assert [step["name"] for step in ingrid["chain"]] == ["Tomás Reis", "Ingrid Dahl"]
    spoke, worked = (step["reasons"][0] for step in ingrid["chain"])
    assert spoke == {"text": "you spoke 3 Nov", "path": "People/Tomás Reis.md", "line": 44}
    assert "2026-11-03 call" in asked.read(spoke["path"]).split("\n")[spoke["line"] - 1]
    assert (worked["text"], worked["path"]) == ("colleagues", "People/Tomás Reis.md")
    rahel = asked.json("path", "rahel")
    assert [step["name"] for step in rahel["chain"]] == ["Olena Kovalchuk", "Birgitta Sandström", "Rahel Tesfaye"]
    assert all(step["reasons"] for step in rahel["chain"])


def test_where_no_tie_leads_no_way_is_invented(asked: Vault) -> None:
    """connections: ... and says "no warm way yet" rather than inventing one."""
    graham = asked.json("path", "graham")
    assert (graham["found"], graham["chain"]) == (False, [])
    said = asked.ok("path", "graham")
    assert "no warm way to Graham Pell yet" in said and "address book only" in said


def test_one_is_talked_out_of_an_ask_and_told_what_to_do_instead(sample: Vault) -> None:
    """referrals: it has talked one out of an ask ("not spoken for 14 months; you asked last"), with what to do instead."""
    said = sample.ok("request", "advice", "Sofia Papadaki", "--for", "a third column", "--today", "2027-07-06")
    assert (
        "not the best moment to ask:\n  not spoken for 14 months; you asked last (People/Sofia Papadaki.md:30)\n"
        in said
    )
    assert "better: reconnect first, without asking for anything" in said
    note = sample.read("Requests/Advice Sofia Papadaki 2027-07-06.md")
    assert "**Moment:** later: not spoken for 14 months; you asked last. Better: reconnect first" in note


def test_nothing_that_was_granted_stays_unthanked_for_a_week(sample: Vault) -> None:
    """referrals: ... no granted one stays unthanked for a week."""
    sample.ok("request", "Referral Initech", "granted")

    def waiting(day: str) -> dict[str, str]:
        sections = {one["key"]: one["items"] for one in sample.json("agenda", "--today", day)["sections"]}
        return {item["name"]: item["text"] for item in sections["waits"] if "thanks" in item["kinds"]}

    assert "Lena Vogt" not in waiting("2026-11-29")
    assert "granted a referral to Initech on Mon 23 Nov, not thanked yet" in waiting("2026-11-30")["Lena Vogt"]
    assert "Referral Initech" in {row["name"] for row in sample.json("request", "--today", "2026-11-30")}
    sample.ok("log", "lena", "thanked: for the referral", "--on", "2026-11-30", "--today", "2026-11-30")
    assert "Lena Vogt" not in waiting("2026-11-30")
    assert "Referral Initech" not in {row["name"] for row in sample.json("request", "--today", "2026-11-30")}


def test_the_session_note_is_enough_five_minutes_before(sample: Vault) -> None:
    """mentorship: the session note is enough five minutes before."""
    note = sample.read(sample.json("session", "mara")["path"])
    open_ = next(row for row in sample.json("session") if row["name"] == "Mara Okafor")["open"]
    assert {one["kind"] for one in open_} == {"question", "promise", "waiting", "advice"}
    for one in open_:  # nothing that is open is missing
        assert " ".join(one["text"].split()[-2:]) in note.replace("[[", "").replace("]]", ""), one
    for part in ("reorganisation", "VP Platform", "[[Staff role in platform]]", "talk accepted at PlatformConf"):
        assert part in note
    assert len(note.split()) < 300  # read in two minutes


def test_after_three_sessions_it_tells_which_advice_was_never_reported_back_on(sample: Vault) -> None:
    """mentorship: after three sessions it tells which advice was never reported back on."""
    for day in ("2026-12-07", "2027-01-18", "2027-03-01"):
        path = sample.json("session", "mara", "--date", day, "--today", day)["path"]
        sample.ok("debrief", path, "--today", day)
    later = ("--today", "2027-04-12")
    note = sample.read(sample.json("session", "mara", *later)["path"])
    assert '- "scope before pay" (15 May 2026, 3 sessions ago): you did it on 3 Oct 2026, they have not heard' in note
    assert '- "let the team present its own numbers" (15 May 2026, 3 sessions ago): not done yet' in note
    first = sample.json("session", "--advice", "mara", *later)[0]
    assert (first["text"], first["acted"], first["reported"]) == ("scope before pay", "2026-10-03", None)
    sample.ok("done", first["id"], "--reported", *later)
    note = sample.read(sample.json("session", "mara", *later)["path"])
    assert "scope before pay" not in note and "numbers" in note


def test_what_i_wait_for_is_asked_for_kindly_and_not_again_within_two_weeks(sample: Vault) -> None:
    """reliability: every open promise ... theirs are open things I wait for."""
    sample.ok("promise", "diagrams", "--nudge")
    assert sample.run("promise", "diagrams", "--nudge").code == 3
    assert len(sample.json("promise")) == 14


def test_what_people_said_this_year_is_dated_attributed_and_has_the_disagreement(asked: Vault) -> None:
    """insights: "what did people say about HBM this year" gives dated, attributed lines with the disagreement."""
    rows = asked.json("insight", "--topic", "HBM", "--since", "this year")
    assert [(row["date"], row["name"], row["stance"]) for row in rows] == [
        ("2026-02-05", "김하린", "stays tight"),
        ("2026-06-18", "田中 美咲", "eases"),
        ("2026-07-22", "Adébáyọ̀ Ògúnlẹ́yẹ", "stays tight"),
        ("2026-09-08", "김하린", "eases"),
        ("2026-10-19", "김하린", "eases"),
    ]
    for row in rows:
        assert row["reasons"][0]["path"] == row["path"] and row["reasons"][0]["line"] == row["line"]
    said = asked.ok("insight", "--topic", "HBM", "--since", "this year")
    assert "they differ: stays tight: 2 · eases: 3" in said
    assert "김하린 changed their mind: stays tight (5 Feb), then eases (8 Sep)" in said


def test_no_confidence_is_ever_offered_for_sharing(asked: Vault) -> None:
    """insights: ... and never offers a confidence for sharing."""
    open_, private = [], []
    for path, text in asked.bytes().items():
        for line in text.decode("utf-8").splitlines():
            if " insight: " in line or (path == "Me.md" and " news: " in line):
                (open_ if "[share:: yes]" in line else private).append(line.split('"')[1] if '"' in line else line)
    offered = asked.json("share")
    notes = [row for row in offered if row["path"].startswith("Insights/")]
    assert [row["path"] for row in notes] == ["Insights/Tiredness follows the second page.md"]  # a public survey
    assert len(offered) == len(open_) + 1 == 14
    said = asked.ok("share", "--all") + asked.ok("share", "--why")
    assert private and not [words for words in private if words in said]
    for row in offered:
        people = {person["name"] for person in row["people"]}
        assert not people & {"Gabriel Moreau", "Wolfgang Ahrens", "Çağla Demirtaş", "Graham Pell", "Magnus Thiel"}


def test_for_a_new_project_it_names_who_one_worked_well_with_and_who_is_busy_and_uncredited(asked: Vault) -> None:
    """collaboration: for a new project it names somebody one worked *well* with, says that she is on two active ones, and
    who of the last one is uncredited."""
    hana = next(row for row in asked.json("who", "writing", "--to", "join") if row["name"] == "Hana Novotná")
    reasons = {reason["text"]: reason for reason in hana["reasons"]}
    assert reasons["on two active ones: Migration Handbook, Meetup Programme 2026"]["line"] > 1
    assert "works on Migration Handbook with you" in reasons and "you thanked them 25 Mar" in reasons
    assert hana["parts"]["worked"] > 0.5 and hana["parts"]["free"] == 0.2
    ended = {row["name"]: asked.json("show", row["name"])["fields"].get("end", "") for row in asked.json("list", "project")
             if row["status"] == "done"}  # fmt: skip
    last = max(ended, key=lambda name: str(ended[name]))
    uncredited = [(row["name"], row["text"]) for row in asked.json("thank") if row["kind"] == "credit"]
    assert uncredited == [("נועה ברק", f"part in {last} (statistics)")]


WEEKS = [(NOW - timedelta(weeks=back)).isoformat() for back in range(8)]


@pytest.mark.parametrize("day", WEEKS)
def test_every_week_it_names_somebody_one_can_help_within_ten_minutes(asked: Vault, day: str) -> None:
    """giving: every week it names somebody one can help within ten minutes, whose need is quoted from a note, unrelated to
    any open ask."""
    asks = {row[key] for row in asked.json("request", "--today", day) for key in ("person", "target")
            if row["direction"] == "outgoing"}  # fmt: skip
    quick = [row for row in asked.json("give", "--today", day) if row["quick"]]
    assert quick
    for row in quick:
        assert row["name"] not in asks and row["later"] is None
        reason = row["reasons"][0]
        assert reason["path"] == row["path"] and row["need"] in reason["text"]
        assert f"- {row['need']}" in (asked.root / reason["path"]).read_text("utf-8")
