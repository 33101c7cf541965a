"""Giving: whom I can help now, what was given and received, who has not been thanked yet; and the manners of it."""

import json
import re
from typing import Any

import pytest
from vaults import TODAY, Vault

ME = """---
type: me
expertise:
  - on-call
offers:
  - migration notes
  - talk rehearsal
---
"""


@pytest.fixture
def mine(vault: Vault) -> Vault:
    """A vault whose owner offers migration notes and talk rehearsals, and knows on-call."""
    vault.write("Me.md", ME)
    return vault


def rows(vault: Vault, *words: str) -> list[dict[str, Any]]:
    found = vault.json("give", *words)
    assert isinstance(found, list)
    return found


def names(vault: Vault) -> list[str]:
    return [row["name"] for row in rows(vault)]


SPOKE = "2026-11-01 call: looms"

# whom I can help -------------------------------------------------------------------------------------------------


def test_what_can_be_sent_at_once_stands_before_what_takes_time_and_before_introductions(mine: Vault) -> None:
    mine.person("Ada", SPOKE, needs=["SRE leads"])
    mine.person("Bob", SPOKE, needs=["SRE role"])
    mine.person("Cleo", SPOKE, needs=["talk rehearsal"])
    mine.person("Dora", SPOKE, needs=["migration notes"])
    mine.person("Emil", SPOKE, needs=["on-call training"])
    found = rows(mine)
    assert [row["name"] for row in found] == ["Dora", "Cleo", "Emil", "Ada", "Bob"]
    assert [row["quick"] for row in found] == [True, False, False, False, False]
    assert [row["through"] for row in found] == [None, None, None, "Bob", "Ada"]


@pytest.mark.parametrize(
    ("thing", "quick"),
    [("gripper CAD files", True), ("file formats", False), ("code review", False), ("plan feedback", False),
     ("drafts of a grant", True), ("books on looms", True),
     ("planning", True), ("rehearsals", False)],
)  # fmt: skip
def test_a_thing_that_can_be_sent_is_known_in_every_number(vault: Vault, thing: str, quick: bool) -> None:
    vault.write("Me.md", f"---\ntype: me\noffers:\n  - {thing}\n---\n")
    vault.person("Ada", SPOKE, needs=[thing])
    assert [row["quick"] for row in rows(vault)] == [quick]


def test_a_need_is_quoted_from_its_note_with_its_line(mine: Vault) -> None:
    mine.person("Dora", SPOKE, needs=["migration notes"])
    reason = rows(mine)[0]["reasons"][0]
    assert reason["text"] == 'needs "migration notes"'
    line = mine.read(reason["path"]).split("\n")[reason["line"] - 1]
    assert line.strip().strip('- "') == "migration notes"


def test_what_they_said_of_it_in_their_log_is_a_reason_and_the_need_that_stands_longest_goes_first(mine: Vault) -> None:
    mine.person("Ada", "2026-11-01 call: would read my migration notes", needs=["migration notes"])
    mine.person("Bob", "2026-06-01 call: asked for notes on the migration", needs=["migration notes"])
    mine.person("Cleo", SPOKE, needs=["migration notes"])
    found = rows(mine)
    assert [(row["name"], row["since"]) for row in found] == [
        ("Bob", "2026-06-01"), ("Ada", "2026-11-01"), ("Cleo", None)]  # fmt: skip
    assert any(reason["text"] == "1 Jun: asked for notes on the migration" for reason in found[0]["reasons"])


@pytest.mark.parametrize("use", [{"tier": "inner"}, {"title": "CEO"}, {"influence": 5}, {"offers": ["advisor", "a job"]},
                                 {"relationship": ["sponsor", "mentor"]}, {"expertise": ["platform"]}])  # fmt: skip
def test_neither_use_to_me_nor_seniority_nor_tier_moves_anybody(mine: Vault, use: dict[str, Any]) -> None:
    mine.person("Ada", SPOKE, needs=["migration notes"])
    mine.person("Bob", SPOKE, needs=["migration notes"], **use)
    mine.person("Cleo", SPOKE, needs=["migration notes"])
    assert names(mine) == ["Ada", "Bob", "Cleo"]


def test_what_they_gave_me_moves_nobody(mine: Vault) -> None:
    mine.person("Ada", SPOKE, needs=["migration notes"])
    mine.person(
        "Bob", SPOKE, "2026-05-01 got referral: to Acme", "2026-06-01 got advice: wait", needs=["migration notes"]
    )
    assert names(mine) == ["Ada", "Bob"], "who can return nothing stands level"


REQUEST = '---\ntype: request\nkind: referral\ndirection: {}\nperson: "[[Ada]]"\ntarget: "[[Bob]]"\nstatus: {}\n---\n'


@pytest.mark.parametrize("status", ["idea", "asked", "agreed", "sent"])
def test_while_an_ask_of_mine_is_open_help_is_no_bait(mine: Vault, status: str) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        mine.person(name, SPOKE, needs=["talk rehearsal" if name == "Cleo" else "migration notes"])
    mine.write("Requests/Referral.md", REQUEST.format("outgoing", status))
    found = rows(mine)
    assert [row["name"] for row in found] == ["Cleo", "Ada", "Bob"], "they stand last, whom I ask and whom it is about"
    assert found[0]["later"] is None and "you have an ask open with them" in found[1]["later"]
    assert "Not now" in mine.ok("give")
    brief = json.dumps(mine.json("show", "ada")["brief"])
    assert "Could help" not in brief, "no help is suggested to them beside an ask"


@pytest.mark.parametrize(
    ("direction", "status"), [("outgoing", "granted"), ("outgoing", "declined"), ("incoming", "asked")]
)
def test_an_ask_that_is_over_or_theirs_is_no_hindrance(mine: Vault, direction: str, status: str) -> None:
    mine.person("Ada", SPOKE, needs=["migration notes"])
    mine.write("Requests/Referral.md", REQUEST.format(direction, status))
    assert rows(mine)[0]["later"] is None


def test_silence_is_an_answer_here_too(mine: Vault) -> None:
    mine.person("Ada", SPOKE, "2026-11-05 email out: hello", "2026-11-12 email out: hello?", needs=["migration notes"])
    assert rows(mine)[0]["later"] == "your last lines had no answer: leave it for now"


@pytest.mark.parametrize("alone", [{"paused": True}, {"deceased": True}, {"snooze_until": "2027-01-01"},
                                   {"confidential": True}])  # fmt: skip
def test_who_is_left_alone_or_confidential_is_neither_helped_nor_brought_in(mine: Vault, alone: dict[str, Any]) -> None:
    mine.person("Ada", SPOKE, needs=["migration notes", "SRE leads"], **alone)
    mine.person("Bob", SPOKE, needs=["SRE role"])
    assert rows(mine) == []
    assert mine.ok("give") == "no need is noted that you or somebody you know could meet\n"


def test_who_is_only_known_from_an_address_book_is_not_suggested_until_i_meet_them(mine: Vault) -> None:
    mine.person("Ada", needs=["migration notes"])
    assert rows(mine) == []
    mine.write("Events/2026-12-01 Conf.md", '---\ntype: event\nkind: conference\ntargets:\n  - "[[Ada]]"\n---\n')
    found = rows(mine)
    assert [row["name"] for row in found] == ["Ada"]
    assert any(reason["path"] == "Events/2026-12-01 Conf.md" for reason in found[0]["reasons"])


def test_a_need_that_i_met_is_shown_no_more_unless_they_speak_of_it_again(mine: Vault) -> None:
    path = mine.person("Ada", SPOKE, "2026-11-02 gave resource: my notes on the migration", needs=["migration notes"])
    assert rows(mine) == []
    path.write_text(path.read_text("utf-8") + "- 2026-11-20 call: newer migration notes would help\n", "utf-8")
    assert names(mine) == ["Ada"]


def test_an_introduction_is_suggested_only_between_people_who_do_not_know_each_other(mine: Vault) -> None:
    mine.person("Ada", SPOKE, needs=["SRE leads"])
    mine.person("Bob", SPOKE, expertise=["SRE"], knows=["[[Ada]]"])
    assert rows(mine) == []
    mine.person("Cleo", SPOKE, expertise=["SRE"])
    assert [(row["name"], row["through"]) for row in rows(mine)] == [("Ada", "Cleo")]
    mine.write("Requests/I.md", '---\ntype: request\nkind: introduction\ndirection: incoming\nperson: "[[Ada]]"\n'
               'target: "[[Cleo]]"\nstatus: asked\n---\n')  # fmt: skip
    assert rows(mine) == [], "it is under way"


def test_nobody_is_brought_in_to_whom_i_have_not_spoken(mine: Vault) -> None:
    mine.person("Ada", SPOKE, needs=["SRE leads"])
    mine.person("Bob", expertise=["SRE"])
    assert rows(mine) == []


def test_both_are_asked_before_an_introduction(mine: Vault) -> None:
    mine.person("Ada", SPOKE, needs=["SRE leads"])
    mine.person("Bob", SPOKE, expertise=["SRE"])
    assert "ask both first" in mine.ok("give")
    brief = {line["label"]: line["text"] for line in mine.json("show", "ada")["brief"]}
    assert brief["Could help"] == 'needs "SRE leads"; [[Bob]] knows "SRE" (ask both first)'


def test_half_a_need_s_words_are_needed_for_a_match(mine: Vault) -> None:
    mine.person("Ada", SPOKE, needs=["article on error budgets"])
    mine.person("Bob", SPOKE, expertise=["budgets"])
    assert rows(mine) == []


@pytest.mark.parametrize(
    ("need", "field", "met"),
    [("a designer for a dashboard", "design", True), ("an accountant who understands freelancers", "accounting", True),
     ("someone who knows Kubernetes well", "kubernetes", True), ("help with pricing for a SaaS product", "pricing", True),
     ("a translator into Portuguese", "Portuguese translation", True), ("jemand für Datenschutz", "Datenschutz", True),
     ("日本 market entry", "market entry", True), ("C++ reviewers", "C", False), ("article on error budgets", "budgets", False),
     ("a designer for a dashboard", "gardening", False), ("advice", "advice on law", False),
     ("a new role in design", "design", False)],
)  # fmt: skip
def test_needs_and_what_meets_them_need_not_be_worded_alike(vault: Vault, need: str, field: str, met: bool) -> None:
    vault.write("Me.md", f'---\ntype: me\nexpertise:\n  - "{field}"\n---\n')
    vault.person("Ada", SPOKE, needs=[need])
    assert names(vault) == (["Ada"] if met else [])


def test_a_promise_of_the_very_thing_is_told(mine: Vault) -> None:
    mine.person("Ada", SPOKE, needs=["migration notes"])
    mine.ok("promise", "ada", "send her the migration notes", "--by", "friday")
    assert "promised by Fri 27 Nov" in mine.ok("give")


def test_the_longest_list_is_cut_and_says_so(mine: Vault) -> None:
    for number in range(25):
        mine.person(f"Person {number:02}", SPOKE, needs=["migration notes"])
    assert len(rows(mine)) == 20 and len(rows(mine, "--all")) == 25
    assert "vaultnet give --all" in mine.ok("give")


# given and received ------------------------------------------------------------------------------------------------

NET = re.compile(r"balance|\bnet\b|debt|\bowe|%|\b\d+ (?:given|received|times)|\bmore than\b|\bless than\b", re.I)


@pytest.mark.parametrize(
    "words", [["--history"], ["--history", "Hana Novotná"], ["--history", "--why"], ["--history", "tomás"]]
)
def test_the_history_has_no_number_no_debt_and_no_comparison(asked: Vault, words: list[str]) -> None:
    assert not NET.search(asked.ok("give", *words))


def test_the_history_as_data_has_two_lists_in_the_order_of_time_and_no_sum(asked: Vault) -> None:
    for row in asked.json("give", "--history"):
        assert set(row) == {"name", "path", "given", "received", "reasons"}
        for side in ("given", "received"):
            days = [item["date"] for item in row[side]]
            assert days == sorted(days)
            for item in row[side]:
                text = (asked.root / item["path"]).read_text("utf-8").split("\n")[item["line"] - 1]
                assert ("gave" in text) == (side == "given") or item["line"] == 1


def test_a_granted_request_is_received_without_a_second_line(asked: Vault) -> None:
    received = asked.json("give", "--history", "hana")[0]["received"]
    assert ("recommendation", "2026-03-20") in [(item["kind"], item["date"]) for item in received]


def request(vault: Vault, kind: str, **fields: str) -> None:
    lines = "".join(f'{key}: "{value}"\n' for key, value in fields.items())
    vault.write(f"Requests/{kind}.md", f"---\ntype: request\nkind: {kind}\nstatus: granted\n{lines}---\n")


def favors_of(vault: Vault, side: str) -> dict[str, list[tuple[str, str, str]]]:
    found = {
        row["name"]: [(one["date"], one["kind"], one["text"]) for one in row[side]]
        for row in vault.json("give", "--history")
    }
    return {name: some for name, some in found.items() if some}


@pytest.mark.parametrize(
    ("line", "joined"),
    [("2026-11-12 got referral: to Helio", True), ("2026-11-12 got: a letter to Helio", True),
     ("2026-10-20 got referral: to another firm", False), ("2026-11-12 got advice: be brief", False)],
)  # fmt: skip
def test_a_line_that_speaks_of_a_granted_request_is_the_same_favor(vault: Vault, line: str, joined: bool) -> None:
    vault.person("Ada", line)
    request(vault, "referral", person="[[Ada]]", asked="2026-11-01", closed="2026-11-15")
    assert len(favors_of(vault, "received")["Ada"]) == (1 if joined else 2)
    assert len(vault.json("thank")) == (1 if joined else 2)
    if joined:
        paths = {(reason["path"], reason["line"]) for reason in vault.json("thank")[0]["reasons"]}
        assert paths == {("Requests/referral.md", 1), ("People/Ada.md", 5)}
        told = [
            item["text"]
            for section in vault.json("agenda")["sections"]
            for item in section["items"]
            if item["name"] == "Ada"
        ]
        assert " ".join(told).count("not thanked yet") == 1


def test_two_lines_are_two_favors_beside_one_request(vault: Vault) -> None:
    vault.person("Ada", "2026-11-12 got referral: to Helio", "2026-11-13 got referral: to Acme")
    request(vault, "referral", person="[[Ada]]", asked="2026-11-01", closed="2026-11-15")
    assert [text for _, _, text in favors_of(vault, "received")["Ada"]] == ["to Helio", "to Acme"]


def test_thanks_noted_before_a_request_was_closed_settle_it(vault: Vault) -> None:
    vault.person("Ada", "2026-11-12 got referral: to Helio", "2026-11-13 thanked: for the referral")
    request(vault, "referral", person="[[Ada]]", asked="2026-11-01", closed="2026-11-15")
    assert vault.json("thank") == [] and vault.json("request") == []


def test_a_granted_request_without_any_day_waits_for_its_thanks_until_they_give_it_one(vault: Vault) -> None:
    vault.person("Tom", "2026-08-01 thanked: for the tea", "2026-11-20 call: looms")
    request(vault, "referral", person="[[Tom]]")
    vault.write("Events/Talk.md", "---\ntype: event\ndate: 2026-11-25\npeople: '[[Tom]]'\n---\n## Log\n")
    assert [(row["kind"], row["date"]) for row in vault.json("thank")] == [("referral", None)]
    (favor,) = vault.json("give", "--history", "tom")[0]["received"]
    assert favor["date"] is None and favor["thanked"] is None
    assert "granted a referral, not thanked yet" in vault.ok("agenda")
    vault.ok("prep", "talk")
    assert "not thanked yet for the referral\n" in vault.read("Events/Talk.md")
    assert "the referral: …" in vault.ok("thank", "tom", "--draft")
    vault.ok("request", "advice", "tom", "--for", "my slides")
    pack = next(path for path in (vault.root / "Requests").iterdir() if path.name.startswith("Advice"))
    assert "thanks for the referral\n" in pack.read_text(encoding="utf-8")
    assert {one["code"] for one in vault.json("doctor")["findings"]} == {"request-closed"}
    said = vault.ok("thank", "tom", "for everything", "--on", "yesterday")
    assert "  settles referral\n" in said
    assert "closed: 2026-11-22\n" in vault.read("Requests/referral.md")
    assert vault.json("thank") == [] and vault.json("doctor")["findings"] == []
    assert "not thanked yet" not in vault.ok("agenda")


def test_a_request_that_i_granted_is_given_once(vault: Vault) -> None:
    vault.person("Ada", "2026-11-12 gave recommendation: for the chair")
    vault.person("Bob", "2026-11-12 call: looms")
    request(vault, "recommendation", person="[[Ada]]", direction="incoming", closed="2026-11-12")
    request(vault, "introduction", person="[[Bob]]", target="[[Cleo]]", direction="incoming", closed="2026-11-14")
    assert favors_of(vault, "given") == {
        "Ada": [("2026-11-12", "recommendation", "for the chair")],
        "Bob": [("2026-11-14", "introduction", "Cleo")],
    }
    assert favors_of(vault, "received") == {} and vault.json("thank") == []


def test_a_favor_needs_no_colon(vault: Vault) -> None:
    vault.person("Bea", "2026-11-01 got review")
    vault.person("Ann")
    vault.write(
        "Daily/2026-11-14.md", "- got feedback from [[Ann]] on my slides\n- gave advice to [[Ann]]\n- call [[Bea]]\n"
    )
    assert [(row["name"], row["kind"]) for row in vault.json("thank")] == [("Bea", "review"), ("Ann", "feedback")]
    assert favors_of(vault, "given") == {"Ann": [("2026-11-14", "advice", "")]}


def test_whoever_an_introduction_leads_to_did_not_give_it(vault: Vault) -> None:
    vault.person("Fatima", "2026-11-12 got introduction to [[Cleo]]: by post")
    vault.person("Cleo")
    vault.write("Daily/2026-11-14.md", "- got introduction from [[Fatima]] to [[Dora]]: a mail\n")
    vault.person("Dora")
    assert [(row["name"], row["text"]) for row in vault.json("thank")] == [
        ("Fatima", "introduction to Cleo"), ("Fatima", "introduction to Dora")]  # fmt: skip
    assert [vault.json("show", name)["last_contact"] for name in ("cleo", "dora", "fatima")] == [
        None,
        None,
        "2026-11-14",
    ]


def test_what_was_given_on_is_told_on_both_sides_of_the_chain(asked: Vault) -> None:
    given = asked.json("give", "--history", "joão")[0]["given"]
    assert given[0]["for"] == "Tomás Reis"
    assert "given on, for what Tomás Reis gave" in asked.ok("give", "--history", "joão")
    assert "given on to João Figueiredo, 22 Apr" in asked.ok("give", "--history", "tomás")


@pytest.mark.parametrize(
    "field", ['[for:: "[[Bea|B.]]"]', "(for:: [[People/Bea|B.]])", "[for:: Bea]", "[for:: [[Bea]], [[Ann]]]"]
)
@pytest.mark.parametrize("line", ["gave review: her CV {}", "gave review {}: her CV"])
def test_the_chain_holds_however_the_link_is_written(vault: Vault, line: str, field: str) -> None:
    vault.person("Ann", "2026-08-05 got advice: be brief")
    vault.person("Bea", "2026-08-06 got introduction: to [[Cat]]")
    vault.person("Cat")
    vault.person("Dot", f"2026-08-09 {line.format(field)}")
    (given,) = vault.json("give", "--history", "dot")[0]["given"]
    assert (given["kind"], given["text"]) == ("review", "her CV")
    assert given["for"] == ("Ann and Bea" if "Ann" in field else "Bea")
    for name in given["for"].split(" and "):
        assert "given on to Dot, 9 Aug" in vault.ok("give", "--history", name)
    assert "given on to Dot" not in vault.ok("give", "--history", "ann") or "Ann" in field
    assert vault.json("show", "bea")["last_contact"] == "2026-08-06", "for whom it was given had no part in it"


def test_the_part_of_somebody_without_a_note_is_named_as_it_is_listed(vault: Vault) -> None:
    vault.person("Nobody Knows")
    vault.write("Projects/Old.md", "---\ntype: project\nstatus: done\n---\n## Roles\n- [[Nobody Known]] sponsor\n")
    assert vault.ok("thank") == "Not named yet\nNobody Known    part in Old (sponsor)\n"
    assert "Nobody Known named for sponsor, Old" in vault.ok("thank", "nobody known", "--credit", "old")
    assert "- [[Nobody Known]] sponsor [credited:: 2026-11-23]\n" in vault.read("Projects/Old.md")
    assert vault.ok("thank") == "nobody waits for thanks or credit\n"
    assert vault.run("thank", "somebody else", "--credit", "old").code == 4


def test_given_on_is_told_of_the_last_favor_before_and_never_of_what_goes_back(vault: Vault) -> None:
    vault.person("Al Bo", "2025-08-01 got advice: a", "2025-08-02 got review: b",
                 '2025-08-03 gave time: c [for:: "[[Al Bo]]"]', "2026-02-01 got resource: e")  # fmt: skip
    vault.person("Cy Di", '2026-01-03 gave time: c [for:: "[[Al Bo]]"]', '2026-01-04 gave time: d [for:: "[[Cy Di]]"]')
    vault.person("Ed Fo", '2026-01-05 gave time: f [for:: "[[Cy Di]]"]')
    told = vault.ok("give", "--history", "al")
    assert told.count("given on") == 1 and "given on to Al" not in told
    lines = told.splitlines()
    assert "review: b" in lines[next(n for n, line in enumerate(lines) if "given on to Cy Di, 3 Jan" in line) - 1]
    assert vault.ok("give", "--history", "cy").count("given on, for what Al Bo gave") == 1
    assert "Cy Di gave" not in vault.ok("give", "--history")


def test_the_history_of_one_kind(asked: Vault) -> None:
    found = asked.json("give", "--history", "--kind", "introductions")
    assert {item["kind"] for row in found for item in (*row["given"], *row["received"])} == {"introduction"}
    assert asked.run("give", "--history", "--kind", "gold").code == 2


def test_an_empty_history_says_so_kindly(vault: Vault) -> None:
    vault.person("Ada")
    assert vault.ok("give", "--history", "ada") == "nothing is noted yet as given or received between Ada and you\n"
    assert vault.json("give", "--history") == []


# thanks ------------------------------------------------------------------------------------------------------------


def test_thanks_wait_oldest_first_and_one_person_s_together(vault: Vault) -> None:
    vault.person("Ada", "2026-06-01 got advice: wait", "2026-09-01 got review: my draft")
    vault.person("Bob", "2026-05-01 got referral: Acme", "2026-11-01 got feedback: louder")
    vault.person("Cleo", "2026-01-01 got time: an hour", "2026-01-02 thanked: for the hour")
    found = vault.json("thank")
    assert [(row["name"], row["date"]) for row in found] == [
        ("Bob", "2026-05-01"), ("Bob", "2026-11-01"), ("Ada", "2026-06-01"), ("Ada", "2026-09-01")]  # fmt: skip
    assert all(row["reasons"] for row in found)


def test_one_line_of_thanks_settles_what_came_before_it_and_says_what(vault: Vault) -> None:
    vault.person(
        "Ada", "2026-06-01 got advice: wait", "2026-09-01 got review: my draft", "2026-11-20 got time: an hour"
    )
    said = vault.ok("thank", "ada", "for  the advice; [[Bob]] liked it: too", "--on", "2026-11-01")
    assert "settles advice (wait), 1 Jun" in said and "settles review (my draft), 1 Sep" in said and "hour" not in said
    assert vault.read("People/Ada.md").endswith("- 2026-11-01 thanked: for the advice; [[Bob]] liked it: too\n")
    assert [row["kind"] for row in vault.json("thank")] == ["time"]
    assert vault.json("doctor")["findings"] == []


def test_without_words_the_line_names_what_it_is_for(vault: Vault) -> None:
    vault.person("Ada", '2026-06-01 got introduction: [[Bob]], "he is blunt"')
    vault.person("Bob", "2026-06-02 got advice: wait", "2026-06-03 got review: my draft", "2026-06-04 got advice: go")
    vault.ok("thank", "ada")
    vault.ok("thank", "bob")
    assert f"- {TODAY} thanked: for the introduction to [[Bob]]\n" in vault.read("People/Ada.md")
    assert f"- {TODAY} thanked: for the advice and the review\n" in vault.read("People/Bob.md")
    before = vault.bytes()
    assert "nothing waits to be thanked for" in vault.ok("thank", "ada")
    assert vault.bytes() == before


def test_block_ids_and_topic_tags_stay_in_the_line_that_has_them(vault: Vault) -> None:
    vault.person("Ada", "2026-11-01 got advice: keep it small #topic/safety ^abc", "2026-11-02 call: looms ^call",
                 "2026-11-03 news: a prize #topic/looms ^prize")  # fmt: skip
    vault.write("People/Ada.md", vault.read("People/Ada.md") + "- [ ] send the deck #promise #topic/safety ^deck\n")
    vault.write("Events/Talk.md", "---\ntype: event\ndate: 2026-11-25\npeople: '[[Ada]]'\n---\n## Log\n")
    told = [vault.ok(*words.split()) for words in (
        "thank", "thank ada --draft", "give --history ada", "show ada", "agenda --days 30", "prep talk --dry-run",
        "followup ada --dry-run", "thank ada --dry-run")]  # fmt: skip
    told += [str(vault.json("give", "--history")), str(vault.json("promise"))]
    said = "\n".join(told)
    assert "keep it small" in said and "a prize" in said and "send the deck" in said
    marks = [line for line in said.split("\n") if re.search(r"#topic|\^(abc|call|deck|prize)", line)]
    # only lines of the note itself, as a diff shows them around the change
    assert [line for line in marks if not line.startswith(" - ")] == []


def test_thanks_to_come_are_not_written_down(vault: Vault) -> None:
    vault.person("Ada", "2026-06-01 got advice: wait")
    assert vault.run("thank", "ada", "--on", "tomorrow").code == 2
    assert vault.run("thank", "ada", "  ").code == 2
    assert vault.run("thank", "--draft").code == 2
    assert vault.run("thank", "ada", "for it", "--draft").code == 2


@pytest.mark.parametrize("alone", [{"paused": True}, {"deceased": True}])
def test_nobody_who_is_left_alone_waits_for_thanks(vault: Vault, alone: dict[str, Any]) -> None:
    vault.person("Ada", "2026-06-01 got advice: wait", **alone)
    assert vault.json("thank") == []
    assert vault.ok("thank") == "nobody waits for thanks or credit\n"


ASKING = re.compile(r"\?|could you|would you|can you|please|favou?r\b|ask you|may i|let me know", re.I)


@pytest.mark.parametrize("name", ["tomás", "mara", "noa", "Νίκος Παππάς", "bogdan", "hana"])
def test_a_draft_of_thanks_asks_for_nothing_and_is_not_ready_to_be_sent(asked: Vault, name: str) -> None:
    draft = asked.ok("thank", name, "--draft")
    assert "…" in draft and not ASKING.search(draft)


def test_the_note_of_thanks_names_what_belongs_into_another_message(sample: Vault) -> None:
    sample.ok("thank", "tomás", "--draft", "--write")
    note = sample.read("Follow-ups/2026-11-25 Thanks Tomás Reis.md")
    region, _, draft = note.partition("## Draft")
    assert "**For another message:** you wait for:" in region
    assert "diagrams" not in draft and not ASKING.search(draft) and "…" in draft
    assert sample.json("doctor")["findings"] == []
    before = sample.bytes()
    sample.ok("thank", "tomás", "--draft", "--write")
    assert sample.bytes() == before, "one draft at a time"


def test_the_agenda_speaks_of_two_thanks_at_most_and_of_none_older_than_a_year_and_a_half(vault: Vault) -> None:
    for number, name in enumerate(("Ada", "Bob", "Cleo", "Dora")):
        vault.person(name, f"2026-0{number + 2}-01 got advice: wait")
    vault.person("Old", "2025-05-01 got advice: wait")
    moments = vault.json("agenda")["sections"][0]["items"]
    assert [(one["name"], one["kinds"]) for one in moments] == [("Ada", ["thanks"]), ("Bob", ["thanks"])]
    assert "not thanked yet for the advice of 1 Feb" in moments[0]["text"]
    assert "Old" in {row["name"] for row in vault.json("thank")}, "thank shows them all"


def test_the_agenda_tells_what_an_introduction_became(asked: Vault) -> None:
    items = [item for section in asked.json("agenda")["sections"] for item in section["items"]]
    tomás = next(item for item in items if item["name"] == "Tomás Reis")
    assert "the introduction to [[Mara Okafor]] became a mentorship; not thanked yet" in tomás["text"]
    assert "thanks" in tomás["kinds"]


def test_a_confidential_name_is_not_put_on_the_agenda_nor_told_as_an_outcome(vault: Vault) -> None:
    vault.person("Ada", "2026-02-01 got introduction: [[Bob]]")
    vault.person(
        "Bob", "2026-03-01 call: looms", "2026-04-01 got advice: wait", confidential=True, relationship="mentor"
    )
    items = vault.json("agenda")["sections"][0]["items"]
    assert [one["name"] for one in items] == ["Ada"]
    assert vault.json("thank")[0]["outcome"] is None


# credit ------------------------------------------------------------------------------------------------------------

PROJECT = """---
type: project
status: done
end: 2026-09-15
people:
  - "[[Bob]]"
---
- [[Ada]] statistics ^part
- [[Cleo|C]] pictures [credited:: ]@@
""".replace("@@", "  ")


def test_credit_marks_one_line_and_changes_no_other_byte(vault: Vault) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        vault.person(name, SPOKE)
    vault.write("Projects/Survey.md", PROJECT)
    assert [(row["name"], row["kind"], row["text"]) for row in vault.json("thank")] == [
        ("Ada", "credit", "part in Survey (statistics)"), ("Cleo", "credit", "part in Survey (pictures)")]  # fmt: skip
    vault.ok("thank", "ada", "--credit", "survey")
    vault.ok("thank", "cleo", "--credit", "survey", "--on", "2026-10-01")
    expected = PROJECT.replace("statistics ^part", f"statistics [credited:: {TODAY}] ^part")
    assert vault.read("Projects/Survey.md") == expected.replace("[credited:: ]", "[credited:: 2026-10-01]")
    assert vault.json("thank") == []
    before = vault.bytes()
    vault.ok("thank", "ada", "--credit", "survey")
    assert vault.bytes() == before


def test_thanks_for_a_part_settle_it_as_well(vault: Vault) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        vault.person(name, SPOKE)
    vault.write("Projects/Survey.md", PROJECT)
    assert "settles part in Survey (statistics), 15 Sep" in vault.ok("thank", "ada")
    assert vault.read("People/Ada.md").endswith(f"- {TODAY} thanked: for the part in [[Survey]] (statistics)\n")
    assert [row["name"] for row in vault.json("thank")] == ["Cleo"]


def test_credit_needs_a_line_that_says_what_they_did(vault: Vault) -> None:
    for name in ("Ada", "Bob", "Cleo"):
        vault.person(name, SPOKE)
    vault.write("Projects/Survey.md", PROJECT)
    ran = vault.run("thank", "bob", "--credit", "survey")
    assert ran.code == 2 and "no line on what Bob did" in ran.err
    assert vault.run("thank", "bob", "--credit", "nothing").code == 4


def test_every_row_of_give_and_thank_points_to_a_line_that_stands(asked: Vault) -> None:
    for row in (*asked.json("give"), *asked.json("thank"), *asked.json("give", "--history")):
        assert row["reasons"]
        for reason in row["reasons"]:
            assert 1 <= reason["line"] <= len((asked.root / reason["path"]).read_text("utf-8").split("\n"))


def test_after_a_no_the_same_two_are_not_brought_together_again(vault: Vault) -> None:
    vault.person("Ada", SPOKE, needs=["looms"])
    vault.person("Bob", SPOKE, offers=["looms"])
    assert [row["through"] for row in rows(vault)] == ["Bob"]
    vault.ok("introduce", "ada", "bob")
    vault.ok("introduce", "ada", "bob", "--no", "bob")
    assert rows(vault) == []
    assert not [line for line in vault.json("show", "ada")["brief"] if line["label"] == "Could help"]


def test_a_part_that_names_somebody_confidential_stays_out_of_the_thanks(vault: Vault) -> None:
    vault.person("Gil Roth", SPOKE, confidential=True)
    vault.person("Jo Ek", SPOKE)
    text = "---\ntype: project\nstatus: done\nend: 2026-11-01\n---\n## Roles\n- [[Jo Ek]] analyst for Gil Roth\n"
    vault.write("Projects/Merger.md", text)
    assert "Gil" in vault.ok("thank")  # my own list
    assert "Gil" not in vault.ok("thank", "jo", "--draft") and "your part" in vault.ok("thank", "jo", "--draft")
    assert "Gil" not in vault.ok("request", "recommendation", "jo", "--for", "a job", "--dry-run")
