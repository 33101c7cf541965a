"""The manners: relationships are not for using people. What they forbid, and that it does not happen."""

import ast
import re
from pathlib import Path

import pytest
from vaults import HERE, Vault

SOURCE = HERE.parent / "vaultnet"
TEMPLATES = HERE.parent / "templates"
# never of a person: blame, debts, net numbers, streaks, scores, percentages
HARSH = re.compile(r"neglect|\bdebts?\b|streak|\bnet (?:number|balance)|\bscore|leaderboard|guilt|lazy|shame"
                   r"|\d+ ?%(?!\w)|overdue (?:by )?\d+ days|\d+ days overdue", re.I)  # fmt: skip


def shown_strings() -> list[tuple[str, str]]:
    """The strings of the source that a person could be shown: all but docstrings and patterns."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body
            if isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                found.append((path.name, node.value))
    return found


# words -------------------------------------------------------------------------------------------------------------


def test_no_harsh_word_stands_in_what_vaultnet_says() -> None:
    # "score" is a key of who's JSON, and no word of its answer
    assert not [(name, text) for name, text in shown_strings() if HARSH.search(text) and text != "score"]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.j2")), ids=lambda path: path.name)
def test_no_harsh_word_stands_in_a_template(path: Path) -> None:
    assert not HARSH.search(re.sub(r"{#.*?#}|{%.*?%}", "", path.read_text("utf-8"), flags=re.S))


@pytest.mark.parametrize(
    "words",
    [
        "agenda",
        "due",
        "due --why",
        "show mara",
        "show Sofia Papadaki",
        "followup",
        "promise",
        "who platform --to=advise",
        "path ingrid",
        "introduce",
        "session",
        "session --advice",
        "request",
        "give",
        "give --history",
        "thank",
        "share",
        "insight",
    ],
)
def test_no_harsh_word_is_said_of_anybody(asked: Vault, words: str) -> None:
    assert not HARSH.search(asked.ok(*(words.split() if "Sofia" not in words else words.split(" ", 1))))


def test_red_is_for_lines_taken_out_of_a_diff_and_nothing_else() -> None:
    for path in SOURCE.rglob("*.py"):
        for line in path.read_text("utf-8").splitlines():
            if re.search(r"""["']red["']""", line):
                assert path.name == "console.py" and '"-": "red"' in line


def test_no_number_of_days_past_is_put_before_a_person(asked: Vault) -> None:
    assert not re.search(r"\boverdue\b", asked.ok("due"), re.I)
    assert not re.search(r"\boverdue\b", asked.ok("agenda"), re.I)


# silence is an answer ----------------------------------------------------------------------------------------------


def lines_with(vault: Vault, *log: str, **fields: str) -> list[str]:
    vault.person("Ada Lovelace", *log, tier="close", **fields)
    return [row["why"] for row in vault.json("due")]


def test_after_two_lines_without_an_answer_writing_is_not_suggested(vault: Vault) -> None:
    talk, first, second = "2026-01-05 call: looms", "2026-03-01 email out: hello", "2026-06-01 message out: hello again"
    assert lines_with(vault, talk) == ["due"]
    assert lines_with(vault, talk, first) == ["due"]
    assert lines_with(vault, talk, first, second) == []
    assert vault.json("due", "--within", "365") == []
    assert vault.json("agenda")["sections"] == []
    assert "nobody is due" in vault.ok("followup", "--due")


def test_an_answer_opens_it_again(vault: Vault) -> None:
    two = ("2026-01-05 call: looms", "2026-03-01 email out: hello", "2026-06-01 email out: hello again")
    assert lines_with(vault, *two, "2026-07-01 email in: sorry, so late") == ["reply"]
    assert lines_with(vault, *two, "2026-07-01 email in: sorry", "2026-07-02 email out: no need") == ["due"]


def test_a_line_of_mine_quiets_the_nudge_but_makes_no_way_warm(vault: Vault) -> None:
    vault.person("Grace Hopper", knows=["[[Ada Lovelace]]"])
    vault.write(
        "Events/2026-11-26 Fair.md",
        '---\ntype: event\ndate: 2026-11-26\nkind: conference\ntargets:\n  - "[[Grace Hopper]]"\n---\n',
    )
    assert lines_with(vault, "2026-11-20 email out: hello") == []
    page = vault.ok("prep", "fair", "--dry-run")
    assert "no warm way yet" in page and "Ada" not in page
    lines_with(vault, "2026-11-20 call: looms")
    assert "[[Ada Lovelace]]" in vault.ok("prep", "fair", "--dry-run")


def test_after_three_times_the_cadence_a_longer_rhythm_is_offered_never_pressed(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-08-26 call: looms", tier="close")  # 89 days, three times 30 is tomorrow
    assert "longer rhythm" not in vault.ok("due", "--why")
    assert "longer rhythm" in vault.ok("due", "--why", "--today", "2026-11-24")
    assert "last spoke 26 Aug; a longer rhythm?" in vault.ok("due", "--today", "2026-11-24")
    assert "last spoke 26 Aug; a longer rhythm?" in vault.ok("agenda", "--today", "2026-11-24")
    assert vault.json("due")[0]["longer_rhythm"] is None
    assert vault.json("due", "--today", "2026-11-24")[0]["longer_rhythm"] == 60
    assert "rhythm" not in str(vault.json("show", "ada", "--today", "2026-11-24")["brief"])


# leave people alone ------------------------------------------------------------------------------------------------

FAIR = """---
type: event
date: 2026-11-26
kind: conference
location: Berlin
targets:
  - "[[Grace Hopper]]"
---
"""
ALONE = {
    "paused": {"paused": "true"},
    "deceased": {"deceased": "2026-05-01"},
    "snoozed": {"snooze_until": "2027-01-01"},
}


@pytest.mark.parametrize("kind", ALONE)
def test_who_is_to_be_left_alone_is_named_nowhere(vault: Vault, kind: str) -> None:
    log = ("2025-01-05 call: looms", "2025-02-05 coffee: looms", "2025-03-05 call: looms", "2025-04-05 call: looms",
           "2025-05-05 email in: hello?", "2026-11-10 news: became a countess")  # fmt: skip
    vault.person("Ada Lovelace", *log, tier="inner", birthday="11-24", location="Berlin", **ALONE[kind])
    vault.person("Grace Hopper", knows=["[[Ada Lovelace]]"])
    vault.write("Events/2026-11-26 Fair.md", FAIR)
    assert vault.json("due") == [] and vault.json("due", "--within", "365") == []
    assert "Ada" not in vault.ok("agenda") and "Ada" not in vault.ok("agenda", "--days", "60")
    assert "nobody is due" in vault.ok("followup", "--due")
    page = vault.ok("prep", "fair", "--dry-run")
    assert "Ada" not in page and "no warm way yet" in page
    vault.person("Ada Lovelace", *log, tier="inner", birthday="11-24", location="Berlin")
    assert "Ada" in vault.ok("agenda") and "Ada" in vault.ok("prep", "fair", "--dry-run")


def test_who_is_known_from_an_import_alone_has_no_birthday_and_opens_no_door(vault: Vault) -> None:
    vault.person("Ada Lovelace", birthday="11-24", location="Berlin", email="ada@example.org")
    vault.person("Grace Hopper", knows=["[[Ada Lovelace]]"])
    vault.write("Events/2026-11-26 Fair.md", FAIR)
    assert "Ada" not in vault.ok("agenda") and vault.json("due") == []
    page = vault.ok("prep", "fair", "--dry-run")
    assert "Ada" not in page and "no warm way yet" in page


def test_in_the_sample_those_to_be_left_alone_are_in_no_suggestion(asked: Vault) -> None:
    alone = ("Wolfgang Ahrens", "Gabriel Moreau", "Çağla Demirtaş", "Graham Pell")
    for words in (["due", "--within", "60"], ["agenda", "--days", "60"], ["followup", "--due", "--all", "--dry-run"],
                  ["prep", "platformconf", "--dry-run"]):  # fmt: skip
        said = asked.ok(*words)
        assert not [name for name in alone if name in said], words


# confidence --------------------------------------------------------------------------------------------------------


def test_a_confidential_person_stands_in_no_other_s_brief_nor_in_a_prep(vault: Vault) -> None:
    vault.person(
        "Magnus Thiel",
        "2026-01-05 call: x",
        "2026-11-01 coffee: x",
        confidential="true",
        location="Berlin",
        tier="close",
    )
    vault.person("Grace Hopper", "2026-10-05 call: ships", introduced_by="[[Magnus Thiel]]", knows=["[[Magnus Thiel]]"])
    vault.write(
        "Events/2026-11-26 Fair.md",
        '---\ntype: event\ndate: 2026-11-26\nkind: conference\nlocation: Berlin\npeople:\n  - "[[Magnus Thiel]]"\n'
        'targets:\n  - "[[Grace Hopper]]"\n---\n',
    )
    vault.write(
        "Events/2026-11-27 Expo.md", "---\ntype: event\ndate: 2026-11-27\nkind: conference\nlocation: Berlin\n---\n"
    )
    for words in (["prep", "fair"], ["prep", "expo"], ["followup", "grace"]):
        page = vault.ok(*words, "--dry-run")
        assert "Magnus" not in "".join(line for line in page.splitlines() if line[:1] == "+"), words
    assert "Magnus" not in str(vault.json("show", "grace")["brief"])


def test_in_the_sample_magnus_thiel_is_named_in_nobody_s_brief(asked: Vault) -> None:
    for person in asked.json("list", "person"):
        if person["name"] != "Magnus Thiel":
            assert "Magnus" not in str(asked.json("show", person["path"])["brief"])
    assert "Magnus" not in asked.ok("prep", "platformconf", "--dry-run")


def test_news_and_insights_of_others_stay_with_them(vault: Vault) -> None:
    vault.person(
        "Ada Lovelace", "2026-11-10 news: expects a child", '2026-11-11 insight: "looms are over"', tier="close"
    )
    vault.person("Grace Hopper", "2026-10-05 call: ships", tier="close")
    vault.write(
        "Me.md", "---\ntype: me\n---\n## Log\n- 2026-11-12 news: my talk [share:: yes]\n- 2026-11-13 news: my worry\n"
    )
    said = vault.ok("show", "grace") + vault.ok("followup", "grace", "--dry-run")
    assert "my talk" in said
    assert "child" not in said and "over" not in said and "worry" not in said


# drafts and capacity -----------------------------------------------------------------------------------------------


def test_every_draft_holds_a_gap_that_only_the_person_can_fill(sample: Vault) -> None:
    out = sample.ok("followup", "--due", "--all", "--print-path")
    paths = out.splitlines()
    assert len(paths) >= 13
    for path in paths:
        if sample.read(path).startswith("---\ntype: follow-up"):
            draft = sample.read(path).split("## Draft\n")[1]
            assert "…" in draft, path
            greeting = draft.split("\n")[0]
            assert greeting.startswith("Hi ") and "…" in greeting


def test_each_draft_is_for_one_person(sample: Vault) -> None:
    for path in sample.ok("followup", "--due", "--all", "--print-path").splitlines():
        fields = sample.json("show", path)["fields"]
        assert isinstance(fields["person"], str)


@pytest.mark.parametrize("cap", [0, 2, 5, 50])
def test_good_moments_are_at_most_per_week_and_what_is_skipped_leaves_no_mark(sample: Vault, cap: int) -> None:
    before = sample.bytes()
    config = sample.read("vaultnet.toml")
    sample.write("vaultnet.toml", config.replace("per_week = 5", f"per_week = {cap}"))
    agenda = sample.json("agenda")
    shown = [one["items"] for one in agenda["sections"] if one["key"] == "moments"]
    assert len(shown[0] if shown else []) == min(cap, 13)
    assert ("can wait" in sample.ok("agenda")) == (cap < 13)
    sample.write("vaultnet.toml", config)
    assert sample.bytes() == before


def test_follow_ups_for_those_due_are_at_most_per_week_unless_all_are_asked_for(sample: Vault) -> None:
    assert len(sample.json("followup", "--due", "--dry-run")["changes"]) <= 5
    assert len(sample.json("followup", "--due", "--all", "--dry-run")["changes"]) == 14


def test_a_follow_up_twice_makes_none_twice(sample: Vault) -> None:
    sample.ok("followup", "--due", "--all")
    made = sample.bytes()
    for _ in range(2):
        sample.ok("followup", "--due", "--all")
        sample.ok("followup", "daniel")
    assert sample.bytes() == made
    people = [sample.json("show", row["path"])["fields"]["person"] for row in sample.json("followup")]
    assert len(people) == len(set(people))


def test_my_draft_is_left_alone_when_the_brief_is_refreshed(sample: Vault) -> None:
    sample.ok("followup", "daniel")
    path = "Follow-ups/2026-11-25 Daniel Cho.md"
    mine = (
        sample.read(path)
        .replace("… (one sentence only you can write)", "I missed the library")
        .replace("status: open", "status: open # soon")
    )
    sample.write(path, mine)
    sample.ok("set", "daniel", "title=Head of Developer Relations")
    sample.ok("followup", "daniel")
    after = sample.read(path)
    assert "Head of Developer Relations" in after
    outside = re.compile(r"%% vaultnet:begin.*?vaultnet:end briefing %%", re.S)
    assert outside.sub("", after) == outside.sub("", mine)


# reliability is about me -------------------------------------------------------------------------------------------


def test_nobody_else_s_promises_are_counted_kept_or_late(vault: Vault) -> None:
    vault.person("Ada Lovelace", "[x] she sends the deck #waiting 📅 2026-01-05 ✅ 2026-03-05",
                 "[-] she sends the loom #waiting 📅 2026-02-05 ❌ 2026-03-05", "[ ] she writes #waiting 📅 2026-03-05",
                 "[x] send the notes #promise 📅 2026-01-05 ✅ 2026-01-04")  # fmt: skip
    record = vault.json("promise", "--record")
    assert {word: record[word] for word in ("kept", "late", "dropped", "renegotiated", "overdue")} == {
        "kept": 1, "late": 0, "dropped": 0, "renegotiated": 0, "overdue": 0,
    }  # fmt: skip
    assert [row["text"] for row in vault.json("promise", "--waiting")] == ["she writes"]
    said = vault.ok("show", "ada") + vault.ok("promise") + vault.ok("promise", "--waiting") + vault.ok("agenda")
    assert not re.search(r"\b(?:late|kept|broken|failed)\b", said)


def test_what_i_wait_for_is_open_or_past_its_day_and_nothing_worse(asked: Vault) -> None:
    assert {row["status"] for row in asked.json("promise", "--waiting")} <= {"open", "overdue"}
    assert "late" not in asked.ok("promise", "--waiting")


# evidence ----------------------------------------------------------------------------------------------------------


def test_every_suggestion_points_to_a_line_that_is_there(asked: Vault) -> None:
    for one in asked.json("agenda", "--days", "30")["sections"]:
        for item in one["items"]:
            for reason in item["reasons"]:
                lines = asked.read(reason["path"]).split("\n")
                assert 1 <= reason["line"] <= len(lines), (item["name"], reason)
