"""Referrals: whom to ask, when it is the moment, what an ask needs, its stations, and the thanks that end it."""

import re
from datetime import date
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from vaults import TODAY, Vault

from vaultnet.cli import load_chapters, open_desk, root
from vaultnet.people.asking import Timing, timing
from vaultnet.people.candidate import Ranked, Want, candidates
from vaultnet.people.desk import Desk
from vaultnet.people.person import find_person
from vaultnet.people.request import KINDS, STATIONS
from vaultnet.show.console import Call

# never in the same draft as an ask
MIXED = re.compile(r"thank|congrat|well done|condolence|sorry|happy birthday|grateful", re.I)


def desk_of(vault: Vault, day: str = TODAY) -> Desk:
    return Desk(str(vault.root), date.fromisoformat(day), load_chapters)


def moment(vault: Vault, name: str = "Ada Lovelace", day: str = TODAY) -> Timing:
    desk = desk_of(vault, day)
    return timing(desk, find_person(desk, name))


def voucher(vault: Vault, topics: tuple[str, ...] = (), **more: str) -> dict[str, Ranked]:
    desk = desk_of(vault)
    return {one.candidate.person.name: one for one in candidates(desk, Want(topics, "vouch", **more))}


def ask(vault: Vault, name: str, **fields: str) -> None:
    """A request note; people and targets are given as plain names."""
    facts = {"type": "request", "direction": "outgoing", "status": "idea", **fields}
    lines = [f'{key}: "[[{said}]]"' if key in ("person", "target") else f"{key}: {said}" for key, said in facts.items()]
    vault.write(f"Requests/{name}.md", "\n".join(["---", *lines, "---", ""]))


def draft(text: str) -> str:
    """What would be sent: the part under `## Draft`."""
    return text.partition("## Draft\n")[2].partition("\n## ")[0]


def forwardable(text: str) -> str:
    return text.partition("## Forwardable\n")[2]


def pack(text: str) -> dict[str, str]:
    """The lines of the region by their labels."""
    inside = text.partition("%% vaultnet:begin briefing %%\n")[2].partition("%% vaultnet:end briefing %%")[0]
    return dict(re.findall(r"^\*\*(.+?):\*\* (.*)$", inside, re.M))


# the moment to ask -------------------------------------------------------------------------------------------------


def test_a_warm_tie_that_owes_nothing_is_a_moment_to_ask(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    assert moment(vault) == Timing("now", "", ())


def test_thanks_come_before_the_next_ask(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-10-10 got advice: scope first", "2026-11-10 call: looms")
    found = moment(vault)
    assert found.moment == "later" and "thank them" in found.first and "message of its own" in found.first
    assert found.reasons[0].path == "People/Ada Lovelace.md" and found.reasons[0].line == 5
    vault.person("Ada Lovelace", "2026-10-10 got advice: scope first", "2026-11-10 thanked: for it")
    assert moment(vault).moment == "now"


@pytest.mark.parametrize(("status", "expected"), [("idea", "now"), ("asked", "later"), ("agreed", "later"),
                                                  ("sent", "later"), ("withdrawn", "now")])  # fmt: skip
def test_one_ask_at_a_time(vault: Vault, status: str, expected: str) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    ask(vault, "Advice", kind="advice", person="Ada Lovelace", status=status)
    assert moment(vault).moment == expected


def test_what_they_ask_of_me_hinders_no_ask_of_mine(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    ask(vault, "Advice", kind="advice", person="Ada Lovelace", status="asked", direction="incoming")
    assert moment(vault).moment == "now"


@pytest.mark.parametrize(("closed", "expected"), [("2026-05-25", "later"), ("2026-05-24", "now")])
def test_a_no_holds_for_half_a_year(vault: Vault, closed: str, expected: str) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    ask(vault, "Mentorship", kind="mentorship", person="Ada Lovelace", status="declined", closed=closed)
    found = moment(vault)
    assert found.moment == expected
    if expected == "later":
        assert "said no" in found.reasons[0].text and found.reasons[0].path == "Requests/Mentorship.md"


def test_two_asks_in_a_row_are_enough(vault: Vault) -> None:
    vault.person(
        "Ada Lovelace", "2026-09-01 call: looms", "2026-10-01 email out: asked her", "2026-10-02 email in: no room"
    )
    ask(vault, "One", kind="advice", person="Ada Lovelace", status="withdrawn", asked="2026-10-15", closed="2026-10-20")
    assert moment(vault).moment == "now", "an ask, and before it her answer"
    ask(vault, "Two", kind="advice", person="Ada Lovelace", status="withdrawn", asked="2026-11-01", closed="2026-11-02")
    found = moment(vault)
    assert found.moment == "later" and "without asking" in found.first, "both, though the log has no line of them"
    vault.person("Ada Lovelace", "2026-10-02 email in: no room", "2026-11-20 coffee: looms")
    assert moment(vault).moment == "now"


def test_silence_is_an_answer(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-09-01 call: looms", "2026-10-01 email out: hello", "2026-11-01 email out: well?")
    found = moment(vault)
    assert found.moment == "later" and "silence is an answer" in found.first


@pytest.mark.parametrize(("tier", "day", "expected"), [
    ("close", "2027-08-07", "now"), ("close", "2027-08-08", "later"),
    ("yearly", "2028-05-10", "now"), ("yearly", "2028-05-11", "later")])  # fmt: skip
def test_a_cold_tie_is_warmed_first_by_its_own_rhythm(vault: Vault, tier: str, day: str, expected: str) -> None:
    rhythm = {"cadence": "1y"} if tier == "yearly" else {"tier": tier}
    vault.person("Ada Lovelace", "2026-11-10 call: looms", **rhythm)
    found = moment(vault, day=day)
    assert found.moment == expected
    assert expected == "now" or "reconnect" in found.first


def test_whom_one_never_spoke_to_is_not_asked_first(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    assert "get to know each other" in moment(vault).first


@pytest.mark.parametrize("fields", [{"paused": "true"}, {"deceased": "2026-01-01"}, {"snooze_until": "2026-12-24"}])
def test_whoever_is_left_alone_is_not_asked(vault: Vault, fields: dict[str, str]) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms", **fields)
    assert moment(vault).moment == "later"


def test_every_reason_for_later_points_to_a_line_that_stands_there(asked: Vault) -> None:
    desk = desk_of(asked)
    for row in asked.json("list", "person"):
        for reason in timing(desk, find_person(desk, row["path"])).reasons:
            lines = (asked.root / reason.path).read_text("utf-8").split("\n")
            assert 0 < reason.line <= len(lines), reason


# who could vouch ---------------------------------------------------------------------------------------------------


def network(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms", title="CTO", expertise=["looms"])
    vault.person("Bob Ng", "2026-11-10 call: looms")
    vault.person("Cy Fox", "2026-11-10 call: looms", "2026-11-01 got review: my paper", "2026-11-05 thanked: for it")
    vault.person("Dee Poe", "2026-11-10 call: looms", relationship=["manager", "friend"])
    vault.person("Eve Lin", "2026-11-10 call: looms", expertise=["looms"])
    vault.write("Projects/Mill.md", '---\ntype: project\nstatus: done\npeople:\n  - "[[Ada Lovelace]]"\n  - "[[Bob Ng]]"\n'
                "topics:\n  - Weaving\n---\n## Roles\n- [[Bob Ng]] drew the plans\n")  # fmt: skip


def test_only_those_who_have_seen_my_work_can_vouch_for_it(vault: Vault) -> None:
    network(vault)
    found = voucher(vault)
    assert set(found) == {"Ada Lovelace", "Bob Ng", "Cy Fox", "Dee Poe"}, "Eve is warm, and has seen nothing"
    assert found["Bob Ng"].candidate.parts["worked"] == 0.5, "the role and the list are one project"
    assert any("Mill (drew the plans)" in reason.text for reason in found["Bob Ng"].candidate.reasons)
    assert found["Cy Fox"].candidate.parts["worked"] == 0.3
    assert found["Dee Poe"].candidate.parts["worked"] == 0.4


def test_a_topic_is_met_by_their_field_or_by_a_project_of_ours(vault: Vault) -> None:
    network(vault)
    assert set(voucher(vault, ("looms",))) == {"Ada Lovelace"}
    assert set(voucher(vault, ("weaving",))) == {"Ada Lovelace", "Bob Ng"}
    assert voucher(vault, ("astronomy",)) == {}


def test_reasons_of_a_voucher_point_to_lines_that_stand_there(asked: Vault) -> None:
    found = voucher(asked)
    assert found
    for one in found.values():
        assert one.candidate.reasons
        for reason in one.candidate.reasons:
            assert 0 < reason.line <= len((asked.root / reason.path).read_text("utf-8").split("\n")), reason


def test_nobody_is_dropped_for_a_bad_moment(asked: Vault) -> None:
    found = voucher(asked)
    assert found["Lena Vogt"].timing.moment == "later", "she agreed to refer me already"
    assert found["Tomás Reis"].timing.moment == "later", "he has not been thanked"
    assert {one.timing.moment for one in found.values()} == {"now", "later"}
    assert all(one.timing.first for one in found.values() if one.timing.moment == "later")
    assert not {"Wolfgang Ahrens", "Gabriel Moreau", "Çağla Demirtaş"} & set(found)


def test_a_changed_weight_changes_the_order_and_nobody_is_lost(sample: Vault) -> None:
    before = voucher(sample)
    with open(sample.root / "vaultnet.toml", "a", encoding="utf-8") as file:
        file.write("\n[weights.vouch]\nworked = 0\nwarmth = 0\nfield = 0\nseniority = 1\n")
    after = voucher(sample)
    assert set(after) == set(before) and list(after) != list(before)


# a new request -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_draft_of_an_ask_asks_and_does_nothing_else(sample: Vault, kind: str) -> None:
    for name in ("Mara Okafor", "João Figueiredo", "Νίκος Παππάς", "Henrik Sørensen", "김하린"):
        path = sample.ok("request", kind, name, "--for", "the book", "--target", "Helio", "--print-path").strip()
        text = draft(sample.read(path))
        assert text.count("…") >= 2, "nothing is ready to be sent as it is"
        assert not MIXED.search(text), text
        assert "a plain no is fine" in text


def test_what_is_to_be_said_beside_the_ask_is_left_to_another_message(sample: Vault) -> None:
    sample.ok("request", "mentorship", "mara", "--for", "kernels")
    apart = pack(sample.read("Requests/Mentorship Mara Okafor 2026-11-23.md"))["For another message"]
    assert "became VP Platform" in apart and "thanks for the advice" in apart and "the interview rubric" in apart


def test_the_note_is_made_against_advice_and_says_so_plainly(sample: Vault) -> None:
    said = sample.ok("request", "advice", "henrik", "--for", "ladders")
    assert "not the best moment to ask:" in said and "said no 20 Aug (Requests/Mentorship Henrik Sørensen.md:7)" in said
    assert "better: take their no as it is" in said
    told = pack(sample.read("Requests/Advice Henrik Sørensen 2026-11-23.md"))["Moment"]
    assert told.startswith("later: said no 20 Aug") and "Better: take their no as it is" in told


def test_fields_of_a_new_request_are_what_was_said(sample: Vault) -> None:
    sample.ok("request", "referral", "tomás", "--for", "Staff role", "--target", "helio", "--due", "in 2 weeks")
    text = sample.read("Requests/Referral Helio.md")
    fields = ["type: request", "kind: referral", "direction: outgoing", 'person: "[[Tomás Reis]]"', 'target: "[[Helio]]"',
              'for: "[[Staff role in platform]]"', "status: idea", "due: 2026-12-07"]  # fmt: skip
    assert text.split("\n")[:10] == ["---", *fields, "---"]
    row = next(row for row in sample.json("request") if row["name"] == "Referral Helio")
    assert (row["person"], row["target"], row["for"]) == ("Tomás Reis", "Helio", "Staff role in platform")
    assert sample.json("doctor")["findings"] == []


def test_the_same_ask_twice_makes_one_note_and_leaves_the_draft_alone(sample: Vault) -> None:
    words = ("request", "referral", "olena", "--for", "the opening", "--target", "Helio")
    sample.ok(*words)
    path = "Requests/Referral Helio.md"
    mine = sample.read(path).replace("… (one sentence only you can write)", "you once said a schema is a promise")
    sample.write(path, mine)
    assert "nothing to change" in sample.ok(*words)
    sample.ok(*words, "--due", "2026-12-11")
    assert draft(sample.read(path)) == draft(mine)
    assert "due: 2026-12-11" in sample.read(path) and "by Fri 11 Dec" in pack(sample.read(path))["They need from you"]
    assert len([row for row in sample.json("request") if row["target"] == "Helio"]) == 1


def test_a_pack_says_why_this_person_by_what_they_saw_of_my_work(sample: Vault) -> None:
    sample.ok("request", "recommendation", "hana", "--for", "the guild's prize")
    why = pack(sample.read("Requests/Recommendation Hana Novotná 2026-11-23.md"))["Why them"]
    assert "worked with you on [[Migration Handbook]] (co-author)" in why and "last spoke 19 Nov" in why


def test_a_pack_says_when_nothing_ties_the_one_who_is_asked_to_the_target(sample: Vault) -> None:
    sample.ok("request", "introduction", "sam ortiz", "--for", "her book", "--target", "Ingrid Dahl")
    assert (
        "your notes do not say that they know [[Ingrid Dahl]]"
        in pack(sample.read("Requests/Introduction Ingrid Dahl.md"))["Why them"]
    )
    sample.ok("request", "introduction", "tomás", "--for", "her talk", "--target", "Ingrid Dahl")
    assert (
        "[[Ingrid Dahl]]: colleagues"
        in pack(sample.read("Requests/Introduction Ingrid Dahl (Tomás Reis).md"))["Why them"]
    )


def test_no_score_and_no_box_stands_in_a_pack(sample: Vault) -> None:
    sample.ok("request", "referral", "lena", "--for", "x", "--target", "Helio")
    inside = sample.read("Requests/Referral Helio.md").partition("vaultnet:end")[0]
    assert "- [" not in inside and not re.search(r"\b0\.\d|\.md:\d", inside)


def test_what_can_be_passed_on_holds_public_news_only_and_nobody_else(sample: Vault) -> None:
    sample.ok("request", "referral", "olena", "--for", "Staff role", "--target", "Helio")
    text = forwardable(sample.read("Requests/Referral Helio.md"))
    assert "talk accepted at PlatformConf" in text and "migrations" in text and "CV review" in text
    assert "turned an offer down" not in text and "asked for the scope" not in text, "private news stay private"
    assert "[[" not in text and "…" in text
    names = [row["name"] for row in sample.json("list", "person")]
    assert not [name for name in names if name in text]


@pytest.mark.parametrize(("kind", "there"), [("referral", True), ("recommendation", True), ("introduction", True),
                                             ("mentorship", False), ("advice", False)])  # fmt: skip
def test_a_blurb_comes_with_what_is_said_about_me_to_others(sample: Vault, kind: str, there: bool) -> None:
    path = sample.ok("request", kind, "olena", "--for", "x", "--print-path").strip()
    assert ("## Forwardable" in sample.read(path)) == there


def test_a_blurb_without_a_note_about_me_is_there_to_be_filled(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    path = vault.ok("request", "referral", "ada", "--for", "x", "--print-path").strip()
    assert forwardable(vault.read(path)).startswith("… … (what you do, in one line).")


def test_what_they_ask_of_me_gets_no_moment_and_no_blurb(sample: Vault) -> None:
    said = sample.ok("request", "recommendation", "daniel", "--for", "the jury", "--incoming")
    assert "moment" not in said
    text = sample.read("Requests/Recommendation Daniel Cho.md")
    assert "status: asked\nasked: 2026-11-23\n" in text and "## Forwardable" not in text
    assert "Moment" not in pack(text) and "or a plain no" in draft(text)


def test_an_introduction_asked_of_me_names_the_other_in_no_text_to_be_sent(sample: Vault) -> None:
    sample.ok("request", "introduction", "jonas", "--for", "an SRE role", "--target", "Mara", "--incoming")
    text = sample.read("Requests/Introduction Jonas Weber to Mara Okafor.md")
    assert "Mara" not in draft(text)
    assert pack(text)["Before any text names both"] == "ask Jonas Weber and Mara Okafor, each alone"


def test_a_confidential_note_is_in_no_blurb(sample: Vault) -> None:
    me = sample.read("Me.md") + "- 2026-11-20 news: advised [[Magnus Thiel]] on hiring [share:: yes]\n"
    sample.write("Me.md", me)
    sample.ok("request", "referral", "olena", "--for", "x", "--target", "Helio")
    assert "Magnus" not in sample.read("Requests/Referral Helio.md")


# stations ----------------------------------------------------------------------------------------------------------


def test_a_request_goes_through_its_stations_and_only_those_keys_change(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    before = '---\ntype: request\nkind: advice\nperson: "[[Ada Lovelace]]" # her\nstatus: idea\n---\nMy words.\n'
    vault.write("Requests/Advice.md", before)
    expected = before
    for station, on in (
        ("asked", "2026-11-15"),
        ("agreed", "2026-11-16"),
        ("sent", "2026-11-17"),
        ("granted", "2026-11-20"),
    ):
        old = re.search(r"status: (\w+)", expected)[1]  # type: ignore[index]
        expected = expected.replace(f"status: {old}", f"status: {station}")
        if station == "asked":
            expected = expected.replace("asked\n---", "asked\nasked: 2026-11-15\n---")
        if station == "granted":
            expected = expected.replace("11-15\n---", "11-15\nclosed: 2026-11-20\n---")
        vault.ok("request", "advice", station, "--on", on)
        assert vault.read("Requests/Advice.md") == expected


def test_moving_back_is_allowed_and_said(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    ask(
        vault,
        "Advice",
        kind="advice",
        person="Ada Lovelace",
        status="declined",
        asked="2026-11-01",
        closed="2026-11-10",
    )
    ran = vault.run("request", "Advice", "asked")
    assert ran.code == 0 and "moved back from declined to asked" in ran.err
    assert "closed" not in vault.read("Requests/Advice.md") and "asked: 2026-11-01" in vault.read("Requests/Advice.md")
    assert "moved back" not in vault.run("request", "Advice", "granted").err


def test_whoever_withdraws_an_idea_never_asked(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    ask(vault, "Advice", kind="advice", person="Ada Lovelace")
    vault.ok("request", "Advice", "withdrawn")
    assert "asked" not in vault.read("Requests/Advice.md") and "closed: 2026-11-23" in vault.read("Requests/Advice.md")


@pytest.mark.parametrize("said", ["Referral Initech", "referral initech", "Requests/Referral Initech.md", "initech",
                                  "nt5", "lena"])  # fmt: skip
def test_a_request_is_named_by_handle_name_path_words_or_its_person(sample: Vault, said: str) -> None:
    assert sample.json("request", said, "sent")["name"] == "Referral Initech"


def test_a_name_inside_another_name_moves_nobodys_request(sample: Vault) -> None:
    sample.ok("request", "Referral Initech", "granted")
    assert (
        sample.json("request", "lena", "asked", "--dry-run")["changes"][0]["path"] == "Requests/Referral Initech.md"
    ), "not Olena's"


def test_one_letter_is_no_handle(sample: Vault) -> None:
    before = sample.bytes()
    ran = sample.run("request", "n", "granted")
    assert ran.code == 4 and "fits" in ran.err
    assert sample.bytes() == before


def test_a_request_asked_is_no_contact(sample: Vault) -> None:
    before = sample.json("show", "olena")["last_contact"]
    sample.ok("request", "Introduction Rahel Tesfaye", "asked")
    assert sample.json("show", "olena")["last_contact"] == before, "the log is written by the person"


@pytest.mark.parametrize("station", ["agreed", "sent", "granted"])
def test_an_introduction_moves_on_only_with_both_yeses(sample: Vault, station: str) -> None:
    before = sample.bytes()
    ran = sample.run("request", "Introduction Mateo Ibarra to Ismail Benali", station)
    assert ran.code == 3 and "Mateo Ibarra said yes; ask Ismail Benali" in ran.err and "--yes" in ran.err
    assert sample.bytes() == before
    sample.ok("introduce", "mateo", "ismail", "--yes", "ismail")
    sample.ok("request", "Introduction Mateo Ibarra to Ismail Benali", station)


def test_a_day_that_cannot_be_read_is_left_as_it_was_written(sample: Vault) -> None:
    head = 'type: request\nkind: referral\nperson: "[[Lena Vogt]]"\ndirection: outgoing\nstatus: asked\n'
    path = sample.write("Requests/Odd.md", f"---\n{head}asked: 12.11.2026\n---\n")
    sample.ok("request", "odd", "agreed")
    assert "asked: 12.11.2026\n" in path.read_text() and "status: agreed\n" in path.read_text()


def test_an_introduction_of_mine_stands_under_nobodys_wish(sample: Vault) -> None:
    sample.ok("introduce", "jonas", "mara")
    mine = sample.ok("request").partition("You introduce")[2]
    assert "Jonas Weber" in mine and "introduction to Mara Okafor" in mine


# the list ----------------------------------------------------------------------------------------------------------


def test_everything_unfinished_is_shown_both_ways(asked: Vault) -> None:
    rows = {row["name"]: row for row in asked.json("request")}
    assert list(rows) == ["Referral Initech", "Introduction Mateo Ibarra to Ismail Benali", "Recommendation Sofia Lindqvist",
                          "Referral Wanjirũ Kamau", "Advice Conference Slides", "Introduction Rahel Tesfaye"]  # fmt: skip
    assert rows["Advice Conference Slides"]["next"] == "thank Νίκος Παππάς", "granted and not thanked is not finished"
    assert rows["Introduction Mateo Ibarra to Ismail Benali"]["next"] == "Mateo Ibarra said yes; ask Ismail Benali"
    assert len(asked.json("request", "--all")) == 9
    assert max(map(len, asked.ok("request", "--all").splitlines())) <= 120


def test_thanks_finish_what_was_granted(sample: Vault) -> None:
    assert "Advice Conference Slides" in sample.ok("request", "--why")
    sample.ok("log", "νίκος", "thanked: for the slides")
    assert "Advice Conference Slides" not in sample.ok("request", "--why")


def test_a_person_s_requests_are_those_with_them_and_about_them(asked: Vault) -> None:
    assert [row["name"] for row in asked.json("request", "rahel")] == ["Introduction Rahel Tesfaye"]
    assert [row["name"] for row in asked.json("request", "henrik")] == []
    assert "1 finished" in asked.ok("request", "henrik")
    assert "nothing is asked between you and" in asked.ok("request", "mara")


def test_a_person_named_without_a_link_is_understood(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    vault.write("Requests/Advice.md", "---\ntype: request\nkind: advice\nperson: Ada Lovelace\nstatus: asked\n---\n")
    assert [row["person"] for row in vault.json("request", "ada")] == ["Ada Lovelace"]
    assert moment(vault).moment == "later"


def test_empty_answers_are_kind_and_true(vault: Vault) -> None:
    assert "no request yet" in vault.ok("request")
    assert "nobody asks anything of you" in vault.ok("request", "--incoming")
    assert vault.json("request") == []


def test_kinds_people_and_stations_are_completed(asked: Vault) -> None:
    shell = ShellComplete(root, {"obj": Call(open_desk)}, "vaultnet", "_VAULTNET_COMPLETE")

    def offered(*words: str) -> list[str]:
        before = ["--vault", str(asked.root), "request", *words[:-1]]
        return [item.value for item in shell.get_completions(before, words[-1])]

    assert offered("ref")[0] == "referral"
    assert "Mara Okafor" in offered("mar") and "Referral Initech" in offered("init")
    assert offered("advice", "mar") == ["Mara Okafor"]
    assert offered("Referral Initech", "gr") == ["granted"]


# agenda, brief, doctor ---------------------------------------------------------------------------------------------


def waits(vault: Vault, name: str, day: str = TODAY) -> dict[str, str] | None:
    sections = vault.json("agenda", "--today", day)["sections"]
    items = [item for section in sections if section["key"] == "waits" for item in section["items"]]
    return next((item for item in items if item["name"] == name), None)


def test_what_is_mine_to_do_for_an_ask_waits_on_the_agenda_by_its_day(asked: Vault) -> None:
    item = waits(asked, "Lena Vogt")
    assert item and item["date"] == "2026-11-27" and "request" in item["kinds"]
    assert item["text"] == 'agreed to refer you to Initech: "Lena needs my CV to send it" → [[Referral Initech]]'
    assert waits(asked, "Lena Vogt", "2026-11-20") is None, "not before the agenda's days"


def test_what_others_ask_of_me_waits_by_its_day_or_after_two_weeks(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    ask(vault, "Advice", kind="advice", person="Ada Lovelace", direction="incoming", status="asked", asked="2026-11-12")
    item = waits(vault, "Ada Lovelace")
    assert item and item["date"] == "2026-11-26" and item["text"].startswith("asks for advice")
    ask(vault, "Advice", kind="advice", person="Ada Lovelace", direction="incoming", status="asked", due="2026-12-24")
    assert waits(vault, "Ada Lovelace") is None


def test_an_unanswered_ask_is_told_for_two_weeks_and_then_left_in_peace(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    ask(vault, "Advice", kind="advice", person="Ada Lovelace", status="asked", due="2026-11-20")
    item = waits(vault, "Ada Lovelace")
    assert item and "no answer yet" in item["text"]
    assert waits(vault, "Ada Lovelace", "2026-12-10") is None


def good_moments(vault: Vault, day: str = TODAY) -> list[dict[str, str]]:
    sections = vault.json("agenda", "--today", day)["sections"]
    return [item for section in sections if section["key"] == "moments" for item in section["items"]]


@pytest.mark.parametrize(("day", "there"), [("2026-11-18", False), ("2026-11-19", True), ("2026-11-25", True),
                                            ("2026-12-09", True), ("2026-12-10", False)])  # fmt: skip
def test_an_idea_comes_back_on_the_agenda_around_its_day_and_is_then_left_in_peace(
    vault: Vault, day: str, there: bool
) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    ask(vault, "Referral", kind="referral", target="Acme", person="Ada Lovelace", due="2026-11-25")
    assert waits(vault, "Ada Lovelace", day) is None, "nobody waits for what I only think of"
    found = good_moments(vault, day)
    assert bool(found) == there
    if there:
        assert found[0]["kinds"] == ["request"]
        assert found[0]["text"] == "you thought of asking for a referral to Acme (Wed 25 Nov) → [[Referral]]"


def test_an_idea_says_kindly_what_comes_before_asking(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-10-10 got feedback: fewer slides", "2026-11-10 call: looms")
    ask(vault, "Advice", kind="advice", person="Ada Lovelace", due="2026-11-25")
    (item,) = good_moments(vault)
    assert "not yet: thank them first, in a message of its own" in item["text"]
    assert any(reason["text"].startswith("not thanked yet for the feedback") for reason in item["reasons"])


def test_an_idea_without_a_day_or_with_somebody_left_alone_stays_in_its_list(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    vault.person("Bob Ng", "2026-11-10 call: looms", paused="true")
    ask(vault, "Advice", kind="advice", person="Ada Lovelace")
    ask(vault, "Advice Bob", kind="advice", person="Bob Ng", due="2026-11-25")
    assert good_moments(vault) == []
    assert len(vault.json("request")) == 2


@pytest.mark.parametrize("fields", [{"paused": "true"}, {"deceased": "true"}])
def test_nobody_who_is_left_alone_waits_on_the_agenda(vault: Vault, fields: dict[str, str]) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms", **fields)
    ask(vault, "Advice", kind="advice", person="Ada Lovelace", status="agreed", due="2026-11-25")
    ask(vault, "Referral", kind="referral", person="Ada Lovelace", status="granted", closed="2026-10-25")
    assert waits(vault, "Ada Lovelace") is None


@pytest.mark.parametrize(("closed", "there"), [("2026-11-16", True), ("2026-11-17", False)])
def test_thanks_for_what_was_granted_wait_after_a_week(vault: Vault, closed: str, there: bool) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    ask(vault, "Advice", kind="advice", person="Ada Lovelace", status="granted", asked="2026-11-01", closed=closed)
    section = next(one for one in vault.json("agenda")["sections"] if one["items"][0]["name"] == "Ada Lovelace")
    item = section["items"][0]
    assert section["key"] == ("waits" if there else "moments"), "before that it is a good moment, and no more"
    assert "thanks" in item["kinds"] and "not thanked yet → [[Advice]]" in item["text"]


def test_at_most_two_thanks_for_requests_are_good_moments(vault: Vault) -> None:
    for name in ("Ada Lovelace", "Bob Ng", "Cy Fox"):
        vault.person(name, "2026-11-10 call: looms")
        ask(vault, f"Advice {name}", kind="advice", person=name, status="granted", closed="2026-11-20")
    (section,) = vault.json("agenda")["sections"]
    assert (section["key"], len(section["items"])) == ("moments", 2)


def test_a_brief_says_what_is_asked_and_to_ask_nothing_more(asked: Vault) -> None:
    said = asked.ok("show", "lena")
    assert "agreed to refer you to Initech; thank them, ask nothing more" in said
    assert "said no to mentorship" in asked.ok("show", "henrik") and "ask nothing now" in asked.ok("show", "henrik")
    assert "agreed to recommend them for Maple Ledger by Fri 4 Dec" in asked.ok("show", "sofia lindqvist")


def test_whoever_is_only_the_target_has_nothing_of_it_in_their_brief(asked: Vault) -> None:
    brief = asked.json("show", "ismail")["brief"]
    assert "Introduction Mateo" not in str(brief), "one yes is not two"


def test_words_that_mean_nothing_are_findings_and_the_rest_answers(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    ask(vault, "Odd", kind="favour", direction="sideways", status="pending", person="Ada Lovelace")
    ask(vault, "Nobody", kind="advice", person="Grace Hopper")
    vault.write("Requests/Empty.md", "---\ntype: request\nkind: advice\n---\n")
    found = {
        (one["code"], one["path"], one["line"], one["severity"])
        for one in vault.run("doctor", "--json").json["findings"]
    }
    assert found == {("request-kind", "Requests/Odd.md", 5, "error"), ("request-status", "Requests/Odd.md", 4, "error"),
                     ("request-direction", "Requests/Odd.md", 3, "error"),
                     ("request-person", "Requests/Nobody.md", 6, "hint"),
                     ("request-person", "Requests/Empty.md", 1, "hint")}  # fmt: skip
    rows = vault.json("request")
    assert {row["name"] for row in rows} == {"Odd", "Nobody", "Empty"}
    assert vault.run("request").code == 0


def test_odd_values_end_no_answer(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    vault.write("Requests/Odd.md", "---\ntype: request\nkind: [advice, referral]\nperson: 5\nstatus: 3\nfor: {a: b}\n"
                "agreed: 7\ndirection: [x]\nasked: yes\nclosed: 2026-13-40\n---\n")  # fmt: skip
    vault.write("Requests/Broken.md", "---\ntype: request\nkind: x\n")
    ask(vault, "Far", kind="advice", person="Ada Lovelace", status="declined", closed="9999-12-31")
    ask(
        vault, "Farther", kind="advice", person="Ada Lovelace", direction="incoming", status="asked", asked="9999-12-31"
    )
    ask(vault, "Self", kind="introduction", person="Ada Lovelace", target="Ada Lovelace", direction="incoming")
    for words in (["request", "--all"], ["agenda"], ["show", "ada"], ["request", "advice", "ada", "--for", "x"]):
        assert vault.run(*words).code == 0, words
    found = {(one["path"], one["code"]) for one in vault.run("doctor", "--json").json["findings"]}
    assert ("Requests/Broken.md", "request-person") not in found, "one fault is told once"
    assert vault.run("request", "referral", "ada", "--for", "x", "--target", "]]").code == 2
    vault.ok("request", "referral", "ada", "--for", "x", "--target", "Acme | Sons")
    assert 'target: "[[Acme Sons]]"' in vault.read("Requests/Referral Acme Sons.md")


def test_every_station_has_its_words(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 call: looms")
    for place, station in enumerate(STATIONS):
        for direction in ("outgoing", "incoming"):
            ask(vault, f"{direction} {station}", kind=KINDS[place % 5], person="Ada Lovelace", direction=direction,
                status=station, asked="2026-11-01", due="2026-11-20", closed="2026-11-10", target="Nowhere")  # fmt: skip
    for row in vault.json("request", "--all"):
        assert row["next"] or row["status"] in ("withdrawn", "granted", "declined"), row
    for words in (["agenda"], ["show", "ada"], ["request", "--all", "--why"], ["followup", "ada"]):
        assert vault.run(*words).code == 0
    assert Path(vault.root, "Requests").is_dir()


@pytest.mark.parametrize("alone", ["paused", "deceased"])
def test_whoever_is_left_in_peace_is_sent_no_other_message_either(vault: Vault, alone: str) -> None:
    vault.person("Zoë", "2026-08-01 got review: of my draft", "2026-11-22 email in: looms", **{alone: True})
    vault.write("People/Zoë.md", vault.read("People/Zoë.md") + "- [ ] send the deck #promise\n")
    said = vault.ok("request", "advice", "zoë", "--for", "my slides")
    assert said.endswith("  you do not write to them (People/Zoë.md:1)\nbetter: leave them in peace\n")
    (path,) = (vault.root / "Requests").iterdir()
    region = path.read_text(encoding="utf-8").partition("vaultnet:end")[0]
    assert "**Moment:** later: you do not write to them. Better: leave them in peace\n" in region
    assert "For another message" not in region


def test_a_name_that_has_several_requests_lists_them(vault: Vault) -> None:
    vault.person("Bea", "2026-11-01 call: looms")
    vault.ok("request", "advice", "bea", "--for", "my slides")
    vault.ok("request", "referral", "bea", "--for", "the opening", "--target", "Acme")
    ran = vault.run("request", "bea", "asked")
    assert ran.code == 4 and '"bea" fits 2 requests: which one?' in ran.err
    assert "Advice Bea 2026-11-23: my slides" in ran.err and "Referral Acme: the opening" in ran.err
    vault.ok("request", "acme", "withdrawn")
    vault.ok("request", "bea", "asked")
    assert "status: asked" in vault.read("Requests/Advice Bea 2026-11-23.md"), "of the open ones it is the only one"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("request introduction bea --for looms --target bea", "Bea cannot be asked to lead to Bea"),
        ("request advice bea --for looms --due yesterday", "--due 2026-11-22 has been"),
        ("request R1 granted --on 2026-08-01", "R1 was asked on 2026-09-01, after 2026-08-01"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(vault: Vault, words: str, said: str) -> None:
    vault.person("Bea", "2026-11-01 call: looms")
    vault.write("Requests/R1.md", '---\ntype: request\nperson: "[[Bea]]"\nstatus: asked\nasked: 2026-09-01\n---\n')
    before = vault.bytes()
    ran = vault.run(*words.split())
    assert ran.code == 2 and said in ran.err
    assert vault.bytes() == before
    vault.ok("request", "R1", "granted", "--on", "2026-09-01")


def test_a_goal_is_named_by_its_path_and_two_of_one_name_are_told(vault: Vault) -> None:
    vault.person("Ada B")
    vault.write("Goals/Chips.md", "---\ntype: goal\n---\n")
    vault.write("Goals/b/Chips.md", "---\ntype: goal\n---\n")
    ran = vault.run("request", "referral", "Ada B", "--for", "Chips")
    assert ran.code == 4 and "Goals/Chips.md" in ran.err and "Goals/b/Chips.md" in ran.err
    vault.ok("request", "referral", "Ada B", "--for", "Goals/b/Chips.md")
    (note,) = (vault.root / "Requests").iterdir()
    assert 'for: "[[Goals/b/Chips|Chips]]"\n' in note.read_text()


def test_a_goal_is_named_in_the_same_words_for_both_mentorship_kits(sample: Vault) -> None:
    sample.ok("session", "Łukasz", "--ask", "--for", "Staff role")
    sample.ok("request", "mentorship", "Łukasz", "--for", "Staff role")
    (note,) = (sample.root / "Requests").glob("Mentorship Łukasz*")
    assert "[[Staff role in platform]]" in note.read_text()


def test_index_counts_what_the_chapters_find(vault: Vault) -> None:
    vault.person("Ada")
    text = '---\ntype: request\nkind: referral\ndirection: outgoing\nperson: "[[Ada]]"\nstatus: promised\n---\n'
    vault.write("Requests/Referral.md", text)
    ran = vault.run("index")
    assert ran.code == 1 == vault.run("doctor").code and "1 finding: vaultnet doctor" in ran.out
