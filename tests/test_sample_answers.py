"""What vaultnet says of the sample vault, against answers worked out by hand from its notes (no code of vaultnet's)."""

from datetime import date
from typing import Any

import pytest
from vaults import Vault

# name: tier, last contact, next contact, days past it
DUE = {
    "Sofia Papadaki": ("casual", "2026-05-06", "2026-08-04", 111),
    "Aylin Kaya": ("distant", "2026-03-12", "2026-09-08", 76),
    "Priya Nair": ("casual", "2026-06-18", "2026-09-16", 68),
    "Mara Okafor": ("inner", "2026-08-14", "2026-09-25", 59),
    "Guðrún Helgadóttir": ("distant", "2026-04-22", "2026-10-19", 35),
    "ليلى حداد": ("casual", "2026-07-30", "2026-10-28", 26),
    "João Figueiredo": ("casual", "2026-08-05", "2026-11-03", 20),
    "Sam Ortiz": ("close", "2026-10-09", "2026-11-08", 15),
    "김하린": ("close", "2026-10-19", "2026-11-18", 5),
    "Łukasz Wiśniewski": ("inner", "2026-11-05", "2026-11-19", 4),
}
# who must not be due, and why
LEFT_OUT = {
    "Wolfgang Ahrens": "he has died",
    "Gabriel Moreau": "paused",
    "Çağla Demirtaş": "snoozed until 2027-01-11",
    "Niamh Ó Súilleabháin": "two outgoing lines have no answer: silence is one",
    "Hana Novotná": "the coffee of 19 November stands in a daily note",
    "Adébáyọ̀ Ògúnlẹ́yẹ": "the dinner of 14 November stands in a daily note",
    "Chiara Bellini": "the meeting of 18 November stands in a daily note",
    "Sofia Lindqvist": "the session of 3 November was held; tomorrow is her day",
    "Olena Kovalchuk": "lunch on 11 November",
    "Tomás Reis": "called on 3 November",
    "Lena Vogt": "called on 12 November",
    "Дарья Соколова": "video on 3 September, casual",
    "田中 美咲": "thanked on 4 November",
}
NEXT = {
    "Hana Novotná": "2026-12-03",
    "Adébáyọ̀ Ògúnlẹ́yẹ": "2026-11-28",
    "Chiara Bellini": "2026-11-25",
    "Sofia Lindqvist": "2026-11-24",
    "Olena Kovalchuk": "2026-12-11",
    "Tomás Reis": "2026-12-03",
    "Lena Vogt": "2026-12-12",
    "Дарья Соколова": "2026-12-02",
    "田中 美咲": "2027-02-02",
}
WITHOUT_RHYTHM = set(
    "Magnus Thiel|Anahit Sargsyan|王晓明|Ingrid Dahl|Graham Pell|Tigist Alemu|Ismail Benali|Rahel Tesfaye|"
    "Thandeka Mthembu|Bogdan Ionescu|Kofi Asante-Boateng|Ruth Goldfarb|Piotr Zieliński|Femke de Vries|"
    "Birgitta Sandström|Zoltán Kerekes|Mateo Ibarra".split("|")
)
MINE = [
    ("נועה ברק", "2026-11-13", "overdue"),
    ("Tigist Alemu", "2026-11-20", "overdue"),
    ("Sofia Lindqvist", "2026-11-24", "open"),
    ("Mara Okafor", "2026-11-25", "open"),
    ("अनन्या शर्मा", "2026-11-26", "open"),
    ("Hana Novotná", "2026-11-27", "open"),
    ("Hana Novotná", "2026-11-30", "open"),
    ("Sam Ortiz", "2026-12-01", "open"),
    ("Mateo Ibarra", "2026-12-03", "open"),
    ("Jonas Weber", "2026-12-04", "open"),
]
THEIRS = [
    ("Tomás Reis", "2026-11-17", "overdue"),
    ("Chiara Bellini", "2026-11-30", "open"),
    ("Guðrún Helgadóttir", "2026-12-15", "open"),
    ("Mara Okafor", None, "open"),
]


def rows(asked: Vault, why: str) -> dict[str, Any]:
    return {row["name"]: row for row in asked.json("due") if row["why"] == why}


def section(asked: Vault, key: str, *args: str) -> list[dict[str, Any]]:
    found = [one["items"] for one in asked.json("agenda", *args)["sections"] if one["key"] == key]
    return found[0] if found else []


def moments(asked: Vault, kind: str) -> dict[str, str]:
    """Items of one kind anywhere in a fortnight-wide agenda, whatever the cap of good moments leaves out."""
    config = asked.root / "vaultnet.toml"
    assert "per_week = 5" in config.read_text()
    return {i["name"]: i["text"] for s in asked.json("agenda")["sections"] for i in s["items"] if kind in i["kinds"]}


# counts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "count"),
    [("person", 49), ("organization", 14), ("event", 14), ("project", 7), ("request", 9), ("insight", 4), ("goal", 3),
     ("daily", 14), ("follow-up", 2), ("me", 1)],
)  # fmt: skip
def test_the_sample_has_so_many_notes_of_each_type(asked: Vault, type_: str, count: int) -> None:
    assert len(asked.json("list", type_)) == count


def test_the_index_counts_every_note(asked: Vault) -> None:
    found = asked.json("index")
    assert (found["notes"], found["findings"]) == (118, 0)


def test_doctor_finds_nothing_wrong(asked: Vault) -> None:
    assert asked.json("doctor") == {"findings": [], "errors": 0, "hints": 0}
    assert asked.ok("doctor") == "118 notes, nothing wrong\n"


# due ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DUE)
def test_the_next_contact_day_of_ten_people_has_come(asked: Vault, name: str) -> None:
    row = rows(asked, "due")[name]
    assert (row["tier"], row["last_contact"], row["next_contact"], row["days_overdue"]) == DUE[name]


def test_nobody_else_is_due(asked: Vault) -> None:
    assert set(rows(asked, "due")) == set(DUE)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_whom_due_leaves_out_it_leaves_out_for_a_reason(asked: Vault, name: str) -> None:
    assert name not in {row["name"] for row in asked.json("due")}, LEFT_OUT[name]


@pytest.mark.parametrize("name", NEXT)
def test_the_next_contact_day_is_counted_from_the_last_contact_wherever_it_stands(asked: Vault, name: str) -> None:
    assert asked.json("show", name)["next_contact"] == NEXT[name]


def test_two_lines_wait_for_an_answer(asked: Vault) -> None:
    found = rows(asked, "reply")
    assert {name: row["last_contact"] for name, row in found.items()} == {
        "Daniel Cho": "2026-11-17",
        "Femke de Vries": "2026-11-13",
    }
    assert found["Daniel Cho"]["next_contact"] == "2026-12-17"
    assert found["Femke de Vries"]["tier"] is None


def test_two_people_have_drifted_from_their_own_rhythm(asked: Vault) -> None:
    found = rows(asked, "drift")
    assert {name: row["last_contact"] for name, row in found.items()} == {
        "Bogdan Ionescu": "2026-04-09",
        "Thandeka Mthembu": "2026-06-23",
    }
    assert "about every 2 weeks" in found["Bogdan Ionescu"]["reasons"][0]["text"]
    assert "about every 4 weeks" in found["Thandeka Mthembu"]["reasons"][0]["text"]


def test_every_row_of_due_points_to_the_line_it_rests_on(asked: Vault) -> None:
    for row in asked.json("due"):
        for reason in row["reasons"]:
            if reason["path"]:
                lines = asked.read(reason["path"]).split("\n")
                assert 0 < reason["line"] <= len(lines)
                note = reason["path"].startswith("Events/") or row["last_contact"] in lines[reason["line"] - 1]
                assert note, (row["name"], lines[reason["line"] - 1])


def test_tomorrow_sofia_lindqvist_is_due_too(asked: Vault) -> None:
    assert "Sofia Lindqvist" in {row["name"] for row in asked.json("due", "--within", "1")}
    assert set(rows(asked, "due")) | {"Sofia Lindqvist"} == {
        row["name"] for row in asked.json("due", "--within", "1") if row["why"] == "due"
    }


def test_seventeen_people_have_no_rhythm_and_due_says_so(asked: Vault) -> None:
    assert {row["name"] for row in asked.json("due", "--triage")} == WITHOUT_RHYTHM
    assert "17 people have no tier and no cadence" in asked.ok("due")


def test_triage_begins_with_those_with_most_contacts(asked: Vault) -> None:
    counts = [row["contacts"] for row in asked.json("due", "--triage")]
    assert counts == sorted(counts, reverse=True)
    none = {row["name"] for row in asked.json("due", "--triage") if not row["contacts"]}
    assert none == {"Ingrid Dahl", "王晓明", "Rahel Tesfaye", "Birgitta Sandström", "Graham Pell"}


def test_being_at_a_conference_together_is_no_contact(asked: Vault) -> None:
    assert asked.json("show", "Sam Ortiz")["last_contact"] == "2026-10-09"  # in `people` of the meetup of 29 October
    assert asked.json("show", "Guðrún Helgadóttir")["last_contact"] == "2026-04-22"  # in two projects
    assert asked.json("show", "김하린")["last_contact"] == "2026-10-19"  # in the workshop that was cancelled
    assert asked.json("show", "Priya Nair")["last_contact"] == "2026-06-18"  # a met line of a conference is one


# Mara Okafor -------------------------------------------------------------------------------------------------------


def test_mara_was_last_spoken_to_on_14_august(asked: Vault) -> None:
    mara = asked.json("show", "mara")
    assert (mara["last_contact"], mara["next_contact"], mara["why"]) == ("2026-08-14", "2026-09-25", "due")
    newest = next(line for line in mara["timeline"] if line["contact"])
    assert (newest["date"], newest["word"]) == ("2026-08-14", "video")
    spoken = {line["date"] for line in mara["timeline"] if line["contact"]}
    ticked = {line[-10:] for line in asked.read("People/Mara Okafor.md").splitlines() if line.startswith("- [x]")}
    assert len(spoken | ticked) == 15
    assert sum(line["word"] == "mentoring" for line in mara["timeline"]) == 3


def test_mara_s_brief_says_why_now_who_she_is_and_what_is_open(asked: Vault) -> None:
    brief = {line["label"]: line["text"] for line in asked.json("show", "mara")["brief"]}
    assert "became VP Platform" in brief["Why now"]
    assert "VP Platform, [[Northwind]] (until October: " in brief["Who"] and "[[Initech]]" in brief["Who"]
    assert "Lisbon" in brief["Who"] and "met through [[Tomás Reis]]" in brief["Who"]
    assert brief["Last time"].startswith("14 Aug, video: her reorganisation")
    assert "rubric" in brief["You"] and "25 Nov" in brief["You"] and "18 Nov" in brief["You"]
    assert "[[Priya Nair]]" in brief["Mara"]
    assert "talk accepted at PlatformConf" in brief["Your news since"]
    assert "survey published" in brief["Your news since"]


def test_my_private_news_is_told_nobody(asked: Vault) -> None:
    private = [line for line in asked.read("Me.md").splitlines() if "news:" in line and "share:: yes" not in line]
    words = [line.split("news: ")[1].split(" [")[0][:30] for line in private]
    assert len(words) == 2
    for person in asked.json("list", "person"):
        brief = str(asked.json("show", person["path"])["brief"])
        assert not any(one in brief for one in words)


# promises ----------------------------------------------------------------------------------------------------------


def test_ten_promises_of_mine_are_open(asked: Vault) -> None:
    found = [row for row in asked.json("promise") if row["side"] == "mine"]
    assert [(row["name"], row["due"], row["status"]) for row in found] == MINE


def test_four_things_are_promised_to_me(asked: Vault) -> None:
    found = [(row["name"], row["due"], row["status"]) for row in asked.json("promise", "--waiting")]
    assert found == THEIRS


def test_two_promises_of_mine_and_one_of_theirs_are_past_their_day(asked: Vault) -> None:
    found = asked.json("promise", "--overdue")
    assert sorted((row["side"], row["name"]) for row in found) == [
        ("mine", "Tigist Alemu"),
        ("mine", "נועה ברק"),
        ("theirs", "Tomás Reis"),
    ]


def test_mara_s_rubric_shows_as_moved(asked: Vault) -> None:
    rubric = next(row for row in asked.json("promise", "mara") if "rubric" in row["text"])
    assert (rubric["due"], rubric["was"], rubric["status"]) == ("2026-11-25", ["2026-11-18"], "open")
    assert "moved from 18 Nov" in asked.ok("promise", "mara")


def test_the_record_is_worked_out_from_the_days(asked: Vault) -> None:
    record = asked.json("promise", "--record")
    assert {word: record[word] for word in ("kept", "late", "dropped", "renegotiated", "overdue")} == {
        "kept": 16, "late": 2, "dropped": 2, "renegotiated": 1, "overdue": 2,
    }  # fmt: skip
    quarters = {row["quarter"]: row for row in record["quarters"]}
    wanted = {
        "2025 Q4": {"kept": 1},
        "2026 Q1": {"kept": 1, "late": 1},
        "2026 Q2": {"kept": 5},
        "2026 Q3": {"kept": 5, "dropped": 1, "renegotiated": 1},
        "2026 Q4": {"kept": 4, "late": 1, "dropped": 1, "overdue": 2},
    }
    for quarter, counts in wanted.items():
        found = {word: count for word, count in quarters[quarter].items() if word != "quarter" and count}
        assert found == counts, quarter
    people = {row["name"]: row for row in record["people"]}
    assert people["Mara Okafor"]["kept"] == 2
    assert (people["Sofia Papadaki"]["late"], people["Olena Kovalchuk"]["late"]) == (1, 1)
    assert (people["ليلى حداد"]["dropped"], people["Daniel Cho"]["dropped"]) == (1, 1)
    assert people["Hana Novotná"]["renegotiated"] == 1
    assert people["Lena Vogt"]["kept"] == 1, "kept on the very day is kept"


def test_six_plain_tasks_are_no_promises(asked: Vault) -> None:
    open_ = {
        line: file for file, text in asked.bytes().items() for line in text.decode().splitlines() if "- [ ]" in line
    }
    plain = [line for line in open_ if "#promise" not in line and "#waiting" not in line]
    assert sorted(line[-10:] for line in plain) == [
        "2026-11-25", "2026-11-25", "2026-11-27", "2026-12-02", "2026-12-07", "2026-12-11",
    ]  # fmt: skip
    shown = asked.json("agenda", "--days", "30")["sections"]
    items = [item for one in shown for item in one["items"] if "task" in item["kinds"]]
    items = [item for item in items if not item["text"].startswith("deadline:")]  # a line of an event, no task
    assert len(items) == len({open_[line] for line in plain}), "one line for each note that holds such a task"
    assert not {row["text"] for row in asked.json("promise")} & {item["text"] for item in items}


# events ------------------------------------------------------------------------------------------------------------


def test_two_events_are_coming_this_week(asked: Vault) -> None:
    found = section(asked, "meetings")
    assert [(item["name"], item["date"]) for item in found] == [
        ("2026-11-24 Session Sofia Lindqvist", "2026-11-24"),
        ("2026-11-26 PlatformConf", "2026-11-26"),
    ]
    assert "10:00" in found[0]["text"] and "3 questions" in found[0]["text"]
    assert "1 to meet" in found[1]["text"] and "Tomás Reis" in found[1]["text"]


def test_one_event_may_have_happened(asked: Vault) -> None:
    assert [item["name"] for item in section(asked, "happened")] == ["2026-11-20 Lunch Sam Ortiz"]


def test_platformconf_is_prepared_with_a_way_to_ingrid_dahl(asked: Vault) -> None:
    page = asked.ok("prep", "platformconf", "--dry-run")
    line = next(line for line in page.splitlines() if line.startswith("+- [[Ingrid Dahl]]"))
    assert "CTO" in line and "Helio" in line and "never met" in line
    assert "[[Tomás Reis]]" in line and "3 Nov" in line
    assert "migration notes" in line.lower()


def test_platformconf_says_what_is_open_with_those_i_know(asked: Vault) -> None:
    page = asked.ok("prep", "platformconf", "--dry-run")
    daniel = next(line for line in page.splitlines() if line.startswith("+- [[Daniel Cho]]"))
    assert "answer" in daniel and "17 Nov" in daniel and "how did the first meetup go" in daniel
    ananya = next(line for line in page.splitlines() if line.startswith("+- [[अनन्या शर्मा]]"))
    assert "handbook chapter" in ananya
    assert "[[Staff role in platform]]" in page


def test_only_aylin_kaya_is_in_berlin_and_does_not_come(asked: Vault) -> None:
    page = asked.ok("prep", "platformconf", "--dry-run")
    line = next(line for line in page.splitlines() if "not coming" in line)
    after = line.split("not coming")[1]
    assert "[[Aylin Kaya]]" in after and "12 Mar" in after
    assert after.count("[[") == 1


def test_the_debrief_of_the_october_meetup_would_make_casper_lund(asked: Vault) -> None:
    ran = asked.run("debrief", "2026-10-29 Berlin Platform Meetup", "--dry-run")
    assert ran.code == 0, ran.all
    assert "+++ b/People/Casper Lund.md" in ran.out
    assert ran.out.count("--- /dev/null") == 1


# good moments ------------------------------------------------------------------------------------------------------


def test_two_birthdays_fall_in_this_week(asked: Vault) -> None:
    assert set(moments(asked, "birthday")) == {"Łukasz Wiśniewski", "Priya Nair"}
    assert "Tue" in moments(asked, "birthday")["Łukasz Wiśniewski"]
    assert "Sat" in moments(asked, "birthday")["Priya Nair"]


def test_three_people_s_news_wait_for_a_word(asked: Vault) -> None:
    for name, words in {"Mara Okafor": "VP Platform", "João Figueiredo": "prize", "田中 美咲": "leads"}.items():
        brief = {line["label"]: line["text"] for line in asked.json("show", name)["brief"]}
        assert words in brief["Why now"], name
    lukasz = {line["label"]: line["text"] for line in asked.json("show", "Łukasz Wiśniewski")["brief"]}
    assert "Mar" not in lukasz["Why now"], "his news of 12 March were answered the day after"
    assert set(moments(asked, "news")) == {"Mara Okafor", "João Figueiredo", "田中 美咲"}


def test_one_follow_up_is_open(asked: Vault) -> None:
    assert asked.json("followup") == [
        {"name": "Mara Okafor", "path": "Follow-ups/2026-11-25 Mara Okafor.md", "person": "People/Mara Okafor.md",
         "due": "2026-11-25", "reasons": [{"text": "rubric promised; new role",
                                           "path": "Follow-ups/2026-11-25 Mara Okafor.md", "line": 1}]}
    ]  # fmt: skip


# names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "name"),
    [("mara", "Mara Okafor"), ("daniel", "Daniel Cho"), ("hanna nguyen", "Nguyễn Thị Hạnh"), ("misaki", "田中 美咲"),
     ("darya", "Дарья Соколова"), ("noa", "נועה ברק"), ("kim harin", "김하린")],
)  # fmt: skip
def test_names_are_understood_as_people_say_them(asked: Vault, said: str, name: str) -> None:
    assert asked.json("show", said)["name"] == name


def test_sofia_is_two_people_and_both_are_shown(asked: Vault) -> None:
    ran = asked.run("show", "sofia")
    assert ran.code == 4 and ran.out == ""
    assert "Sofia Lindqvist" in ran.err and "Sofia Papadaki" in ran.err


def test_projects_have_the_people_and_states_that_were_written_down(asked: Vault) -> None:
    found = asked.json("list", "project")
    by_status: dict[str, int] = {}
    for row in found:
        by_status[row["status"]] = by_status.get(row["status"], 0) + 1
    assert by_status == {"active": 4, "done": 2, "dropped": 1}
    on = [row["name"] for row in found if row["status"] == "active" and "Hana Novotná" in row["people"]]
    assert on == ["Meetup Programme 2026", "Migration Handbook"]


def test_hbm_is_found_in_every_line_that_speaks_of_it(asked: Vault) -> None:
    names = {row["name"] for row in asked.json("find", "hbm")}
    assert {"김하린", "田中 美咲", "HBM supply 2026"} <= names


@pytest.mark.parametrize("today", ["2026-11-01", "2026-01-15", "2027-06-01"])
def test_on_another_day_nothing_dated_later_has_happened_yet(asked: Vault, today: str) -> None:
    for row in asked.json("due", "--today", today):
        assert (row["last_contact"] or "") <= today
        assert row["why"] != "due" or date.fromisoformat(row["next_contact"]) <= date.fromisoformat(today)
