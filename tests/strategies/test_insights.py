"""Sharing insights: what was said, by whom, where they differ; and that no confidence is ever passed on."""

import pytest
from vaults import Vault


def texts(rows: list[dict[str, object]]) -> list[object]:
    return [row["text"] for row in rows]


def offered(vault: Vault) -> list[object]:
    return texts(vault.json("share"))


@pytest.fixture
def talk(vault: Vault) -> Vault:
    """Four people on one topic, and one who wants to hear of it."""
    vault.person(
        "Ada Lovelace",
        '2026-02-05 insight: "looms stay sold out" #topic/looms [confidence:: high] [stance:: stays tight]',
        '2026-09-08 insight: "lead times fell" #topic/looms [confidence:: medium] [stance:: eases]',
    )
    vault.person("Grace Hopper", '2026-06-18 insight: "supply eases" #topic/looms [stance:: Eases] [share:: yes]')
    vault.person("Bob Ng", "2026-11-01 call: wool", interests=["looms"])
    vault.person("Magnus Thiel", '2026-07-01 insight: "a mill closes" #topic/looms [share:: yes]', confidential="true")
    return vault


# what was said -----------------------------------------------------------------------------------------------------


def test_a_topic_gives_dated_attributed_lines_oldest_first(talk: Vault) -> None:
    rows = talk.json("insight", "--topic", "Looms")
    assert [(row["date"], row["name"], row["stance"]) for row in rows] == [
        ("2026-02-05", "Ada Lovelace", "stays tight"),
        ("2026-06-18", "Grace Hopper", "Eases"),
        ("2026-07-01", "Magnus Thiel", None),
        ("2026-09-08", "Ada Lovelace", "eases"),
    ]
    assert rows[0]["text"] == '"looms stay sold out"'
    assert rows[0]["reasons"][0]["path"] == "People/Ada Lovelace.md"
    assert talk.read("People/Ada Lovelace.md").splitlines()[rows[0]["line"] - 1].startswith("- 2026-02-05 insight")


def test_who_differs_and_who_changed_their_mind_is_said(talk: Vault) -> None:
    said = talk.ok("insight", "--topic", "looms")
    assert "they differ: stays tight: 1 · Eases: 2" in said
    assert "Ada Lovelace changed their mind: stays tight (5 Feb), then eases (8 Sep)" in said
    assert "most heard from Ada Lovelace: 2 times, last 8 Sep" in said
    changed = talk.json("insight", "--topic", "looms")[-1]["reasons"]
    assert [reason["text"] for reason in changed] == [
        "Ada Lovelace said so on 8 Sep",
        "said before: stays tight on 5 Feb",
    ]


def test_agreement_is_said_too(vault: Vault) -> None:
    for name in ("Ada Lovelace", "Grace Hopper"):
        vault.person(name, f"2026-06-01 insight: {name} too #topic/looms [stance:: not yet]")
    assert "they agree: not yet, 2 times" in vault.ok("insight", "--topic", "looms")


@pytest.mark.parametrize(("since", "count"), [("2026", 2), ("this year", 2), ("2026-07-01", 1), ("last year", 3)])
def test_a_time_bounds_the_answer(vault: Vault, since: str, count: int) -> None:
    days = ("2025-03-01", "2026-03-01", "2026-09-01")
    vault.person("Ada Lovelace", *(f"{day} insight: said on {day} #topic/looms" for day in days))
    assert len(vault.json("insight", "--since", since)) == count
    assert len(vault.json("insight", "--until", "2025")) == 1


def test_a_line_elsewhere_belongs_to_who_is_named_in_it(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.person("Jan", "2026-11-20 [[Ada Lovelace]] insight: from her #topic/looms")
    vault.write("Daily/2026-11-21.md", "- [[Ada Lovelace]] insight: over lunch #topic/looms\n- insight: mine\n")
    rows = vault.json("insight")
    assert {row["text"]: row["name"] for row in rows} == {
        "from her": "Ada Lovelace",
        "over lunch": "Ada Lovelace",
        "mine": "",
    }
    assert texts(vault.json("insight", "--by", "ada")) == ["from her", "over lunch"]
    assert texts(vault.json("insight", "ada")) == ["from her", "over lunch"]


def test_a_note_is_an_insight_with_its_first_paragraph(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.write("Insights/Looms.md", '---\ntype: insight\nsource: "[[Ada Lovelace]]"\ndate: 2026-10-19\n'
                "topics:\n  - looms\nstance: eases\n---\n# Looms\n\nOrder in January.\nNot now.\n\nMore below.\n")  # fmt: skip
    (row,) = vault.json("insight")
    assert (row["name"], row["text"], row["date"], row["stance"]) == (
        "Ada Lovelace", "Order in January. Not now.", "2026-10-19", "eases")  # fmt: skip
    assert row["share"] is False


def test_a_topic_has_those_below_it_and_nothing_else(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-01-01 insight: one #topic/wool/merino", "2026-01-02 insight: two #topic/wooly")
    assert texts(vault.json("insight", "--topic", "wool")) == ["one"]


def test_what_is_still_to_come_has_not_been_said(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-12-01 insight: later #topic/looms")
    assert vault.json("insight") == []
    assert "no insight is noted yet" in vault.ok("insight")


def test_a_long_topic_shows_the_latest_and_counts_the_rest(vault: Vault) -> None:
    vault.person("Ada Lovelace", *(f"2026-01-{day:02} insight: word {day} #topic/looms" for day in range(1, 9)))
    said = vault.ok("insight")
    assert "word 8" in said and "word 1\n" not in said
    assert "and 3 older: vaultnet insight --topic looms" in said


# a new line --------------------------------------------------------------------------------------------------------


def test_a_new_insight_is_one_line_with_its_text_as_typed(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.ok("insight", "ada", '"HBM supply: eases"', "--topic", "hbm", "--topic", "Supply Chain", "--confidence", "medium",
             "--stance", "eases", "--share", "--on", "yesterday")  # fmt: skip
    line = (
        '- 2026-11-22 insight: "HBM supply: eases" #topic/hbm #topic/Supply-Chain [confidence:: medium] [stance:: eases] '
        "[share:: yes]"
    )
    assert vault.read("People/Ada Lovelace.md").splitlines()[-1] == line
    (row,) = vault.json("insight", "--topic", "supply chain")
    assert (row["text"], row["share"]) == ('"HBM supply: eases"', True)


def test_the_very_same_insight_is_not_written_twice(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.ok("insight", "ada", "supply eases")
    before = vault.bytes()
    assert "nothing to change" in vault.ok("insight", "ada", "supply eases")
    assert vault.bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("ada", " "),
        ("ada", "x", "--confidence", "sure"),
        ("ada", "x", "--stance", "a]b"),
        ("ada", "x", "--topic", "a b]"),
        ("ada", "x", "--on", "tomorrow"),
        ("--confidence", "high"),
        ("--since", "someday"),
        ("ada", "--by", "ada"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_fault(vault: Vault, words: tuple[str, ...]) -> None:
    vault.person("Ada Lovelace")
    before = vault.bytes()
    ran = vault.run("insight", *words)
    assert ran.code == 2 and "hint: " in ran.err
    assert vault.bytes() == before


# confidence --------------------------------------------------------------------------------------------------------


def test_only_what_says_so_is_offered_for_passing_on(talk: Vault) -> None:
    assert offered(talk) == ['"supply eases"']
    said = talk.ok("share")
    assert "sold out" not in said and "lead times" not in said and "mill" not in said


def test_the_source_is_named_only_where_it_is_asked_for(talk: Vault) -> None:
    assert "Grace" not in talk.ok("share")
    assert "Grace Hopper" in talk.ok("share", "--with-source")
    assert [row["name"] for row in talk.json("share")] == [None]
    said = talk.run("share", "supply eases", "--with", "bob").out
    assert "Grace" not in said.split("\n\n")[1] and "…" in said


def test_the_sources_name_inside_the_words_is_left_out(vault: Vault) -> None:
    vault.person(
        "Grace Hopper", "2026-06-18 insight: Grace will not buy looms, [[Grace Hopper]] said #topic/looms [share:: yes]"
    )
    assert offered(vault) == ["… will not buy looms, … said"]


def test_a_confidence_is_refused_and_the_note_left_as_it_is(talk: Vault) -> None:
    before = talk.bytes()
    ran = talk.run("share", "sold out", "--with", "bob")
    assert ran.code == 3
    assert "People/Ada Lovelace.md:5: this was said in confidence" in ran.err and "[share:: yes]" in ran.err
    assert "sold out" not in ran.all
    ran = talk.run("share", "a mill closes", "--with", "bob")
    assert ran.code == 3 and "confidential" in ran.err
    assert talk.bytes() == before


def test_what_a_public_source_said_may_be_passed_on_unless_its_note_says_no(vault: Vault) -> None:
    vault.person("Ada Lovelace")
    vault.write("Organizations/Acme.md", "---\ntype: organization\n---\n")
    notes = {
        "A": ('"https://looms.example/2026"', ""), "B": ('"[[Acme]]"', ""), "C": ('"[[Ada Lovelace]]"', ""),
        "D": ("a friend", ""), "E": ('"https://looms.example/x"', "share: no\n"), "F": ("a friend", "share: yes\n"),
        "G": ('"[[Nobody Here]]"', ""), "H": ('"https://x.example"', "confidential: true\n"),
        "I": ('"[[Ada Lovelace]], https://x.example"', ""),
    }  # fmt: skip
    for name, (source, more) in notes.items():
        vault.write(f"Insights/{name}.md", f"---\ntype: insight\nsource: {source}\n{more}---\nsaid {name}\n")
    assert sorted(str(text) for text in offered(vault)) == ["said A", "said B", "said F"]


def test_a_confidential_persons_words_are_not_in_the_overview(talk: Vault) -> None:
    assert "Magnus" not in talk.ok("insight")
    assert "a mill closes" in talk.ok("insight", "--topic", "looms")
    assert "in confidence" in talk.ok("insight", "--by", "magnus")


def test_news_of_others_is_never_offered(vault: Vault) -> None:
    vault.person("Ada Lovelace", "2026-11-10 news: became CTO [share:: yes]")
    vault.person("Bob Ng", "2026-11-01 call: wool", tier="inner")
    assert offered(vault) == []
    assert "nothing is marked for passing on" in vault.ok("share")


# to whom -----------------------------------------------------------------------------------------------------------


def names(vault: Vault, at: int = 0) -> list[str]:
    return [person["name"] for person in vault.json("share")[at]["people"]]


def test_it_is_offered_to_those_whom_it_concerns_needs_first(talk: Vault) -> None:
    talk.person("Eva", "2026-10-01 call: x", expertise=["looms"])
    talk.person("Fay", "2026-10-01 call: x", needs=["advice on looms"])
    talk.person("Gus", "2026-10-01 call: x", interests=["ships"])
    assert names(talk) == ["Fay", "Bob Ng", "Eva"]


@pytest.mark.parametrize(
    "fields", [{"paused": "true"}, {"deceased": "true"}, {"snooze_until": "2027-01-01"}, {"confidential": "true"}]
)
def test_people_to_be_left_alone_are_not_suggested(talk: Vault, fields: dict[str, str]) -> None:
    talk.person("Eva", "2026-10-01 call: x", interests=["looms"], **fields)
    assert names(talk) == ["Bob Ng"]


def test_who_only_stands_in_an_address_book_or_did_not_answer_is_not_suggested(talk: Vault) -> None:
    talk.person("Eva", interests=["looms"])
    talk.person("Fay", "2026-09-01 email out: x", "2026-10-01 email out: y", interests=["looms"])
    assert names(talk) == ["Bob Ng"]


def test_neither_the_source_nor_those_who_have_heard_are_suggested(talk: Vault) -> None:
    talk.person("Grace Hopper", '2026-06-18 insight: "supply eases" #topic/looms [share:: yes] [shared_with:: [[Bob Ng]]]',
                interests=["looms"])  # fmt: skip
    assert names(talk) == []
    assert talk.json("share")[0]["heard"] == ["Bob Ng"]


def test_an_item_is_marked_at_the_end_of_its_line_and_nowhere_else(talk: Vault) -> None:
    path = "People/Grace Hopper.md"
    talk.write(path, talk.read(path).rstrip("\n") + " ^here\n")
    before = talk.read(path)
    handle = talk.json("share")[0]["id"]
    talk.ok("share", handle, "--with", "bob")
    assert talk.read(path) == before.replace("[share:: yes]", "[share:: yes] [shared_with:: [[Bob Ng]]]")
    talk.person("Eva")
    talk.ok("share", handle, "--with", "eva")
    assert "[shared_with:: [[Bob Ng]], [[Eva]]] ^here" in talk.read(path)
    assert talk.json("share")[0]["shared_with"] == ["Bob Ng", "Eva"]
    assert "nothing to change" in talk.ok("share", handle, "--with", "eva")


def test_a_note_keeps_with_whom_it_was_shared_in_its_frontmatter(vault: Vault) -> None:
    vault.person("Bob Ng")
    vault.write("Insights/A.md", "---\ntype: insight\nsource: https://x.example  # public\n---\nsaid so\n")
    vault.ok("share", "said so", "--with", "bob")
    assert vault.read("Insights/A.md") == (
        '---\ntype: insight\nsource: https://x.example  # public\nshared_with:\n  - "[[Bob Ng]]"\n---\nsaid so\n')  # fmt: skip
    assert vault.json("share")[0]["heard"] == ["Bob Ng"]


def test_what_was_shared_is_no_contact(talk: Vault) -> None:
    talk.ok("share", "supply eases", "--with", "bob")
    assert talk.json("show", "bob")["last_contact"] == "2026-11-01"


def test_the_draft_is_never_ready_to_be_sent(talk: Vault) -> None:
    answer = talk.json("share", "supply eases", "--with", "bob")
    assert answer["draft"].count("…") == 2 and answer["draft"].startswith("Hi Bob")


def test_one_word_is_a_name_where_somebody_has_it_and_else_the_topic_that_was_spoken_of(talk: Vault) -> None:
    talk.person("Ship", "2026-11-02 insight: the tide turns")
    talk.person("Tess", "2026-11-02 insight: a #topic/ship", "2026-11-03 insight: b #topic/yards/dry")
    assert [row["text"] for row in talk.json("insight", "ship")] == ["the tide turns"]
    assert [row["text"] for row in talk.json("insight", "yards")] == ["b"]
    assert talk.run("insight", "nowhere").code == 4


# my news -----------------------------------------------------------------------------------------------------------


def test_my_news_reaches_those_who_have_not_heard_from_me_since(vault: Vault) -> None:
    vault.write(
        "Me.md",
        "---\ntype: me\n---\n## Log\n- 2026-11-02 news: talk accepted [share:: yes]\n- 2026-11-03 news: tired\n",
    )
    vault.person("Ada", "2026-10-01 call: x", tier="close")
    vault.person("Bob", "2026-11-05 call: x", tier="close")
    vault.person("Cyd", "2026-10-01 call: x", "2026-11-06 email in: hello", tier="inner")
    vault.person("Dan", tier="close")
    (row,) = vault.json("share")
    assert row["kind"] == "news"
    assert [person["name"] for person in row["people"]] == ["Cyd", "Ada"]  # the closest tier first; Dan never met me
    assert row["heard"] == [] and row["in_touch_since"] == ["Bob"]  # no note says that Bob heard it
    vault.ok("share", "talk accepted", "--with", "ada")
    assert vault.json("share")[0]["heard"] == ["Ada"]
    assert "talk accepted" not in vault.ok("show", "ada") and "talk accepted" in vault.ok("show", "cyd")


# elsewhere ---------------------------------------------------------------------------------------------------------


def test_show_says_what_they_last_said_on_a_topic_of_mine_and_nothing_else_does(vault: Vault) -> None:
    vault.write("Me.md", "---\ntype: me\ninterests:\n  - looms\n---\n")
    vault.person("Ada Lovelace", "2026-01-05 insight: wool first #topic/looms", "2026-02-05 insight: ships #topic/ships",
                 tier="close")  # fmt: skip
    assert "wool first (Mon 5 Jan, looms)" in vault.ok("show", "ada")
    vault.ok("followup", "ada")
    assert "wool first" not in next(text for path, text in vault.bytes().items() if path.startswith("Follow")).decode()


def test_knowing_is_expertise_and_what_was_said_never_a_shared_project(vault: Vault) -> None:
    from vaultnet.people.candidate import Want
    from vaultnet.strategies.insights import candidates

    vault.person("Ada", "2026-11-01 insight: a #topic/looms", "2026-11-02 insight: b #topic/looms")
    vault.person("Bob", "2026-11-02 call: x", expertise=["looms"])
    vault.person("Cyd", "2026-11-02 call: x")
    vault.write("Projects/Mill.md", '---\ntype: project\ntopics:\n  - looms\npeople:\n  - "[[Cyd]]"\n---\n')
    desk = desk_of(vault)
    found = {one.person.name: one for one in candidates(desk, Want(("looms",)))}
    assert sorted(found) == ["Ada", "Bob"]
    assert found["Bob"].parts["field"] == 1.0 and found["Bob"].parts["voice"] == 0.0
    assert found["Ada"].parts["field"] == 0.0 and 0.7 < found["Ada"].parts["voice"] < 0.75
    assert all(reason.path and reason.line for one in found.values() for reason in one.reasons)
    assert candidates(desk, Want(("looms",), "vouch")) == []


def test_a_later_and_a_further_insight_make_a_voice_stronger_and_never_more_than_one(vault: Vault) -> None:
    from vaultnet.people.candidate import Want
    from vaultnet.strategies.insights import candidates

    vault.person("Once", "2026-11-01 insight: a #topic/looms")
    vault.person("Old", "2022-11-01 insight: a #topic/looms")
    vault.person("Often", *(f"2026-11-{day:02} insight: {day} #topic/looms" for day in range(1, 20)))
    voices = {one.person.name: one.parts["voice"] for one in candidates(desk_of(vault), Want(("looms",)))}
    assert 0 < voices["Old"] < voices["Once"] < voices["Often"] <= 1


def desk_of(vault: Vault):  # type: ignore[no-untyped-def]
    from datetime import date

    from vaultnet.people.desk import Desk

    return Desk(str(vault.root), date(2026, 11, 23))


def test_doctor_hints_at_an_empty_insight_and_an_unknown_confidence(vault: Vault) -> None:
    vault.person("Ada Lovelace", '2026-01-05 insight: "" #topic/looms', "2026-01-06 insight: x [confidence:: sure]")
    vault.write("Insights/A.md", "---\ntype: insight\nconfidence: quite\n---\n# A\n")
    ran = vault.run("--json", "doctor")
    assert ran.code == 0
    assert [(f["code"], f["path"], f["line"]) for f in ran.json["findings"]] == [
        ("insight-empty", "Insights/A.md", 1), ("confidence", "Insights/A.md", 3),
        ("insight-empty", "People/Ada Lovelace.md", 5), ("confidence", "People/Ada Lovelace.md", 6),
    ]  # fmt: skip


def test_what_is_passed_on_names_nobody_confidential_in_whatever_words(vault: Vault) -> None:
    vault.person("Chiara Bellini", "2026-10-01 call: x", confidential=True)
    vault.person("Ada", "2026-10-01 call: x", interests=["testing"])
    vault.person("Sam", '2026-11-20 insight: "Chiara Bellini says tests pay" #topic/testing [share:: yes]')
    assert "Chiara" not in vault.ok("share") and "… says tests pay" in vault.ok("share")
    assert "Chiara" not in vault.ok("share", "tests pay", "--with", "Ada").split("shared with")[-1]


def test_who_knows_a_field_is_told_with_the_line_of_the_last_word_that_went_both_ways(vault: Vault) -> None:
    vault.person("Ada", "2026-10-05 call: looms", "2026-11-20 email out: sent the slides", expertise=["looms"])
    for words in (("who", "looms"), ("who", "looms", "--to", "vouch"), ("path", "ada")):
        found = vault.json(*words)
        rows = found if isinstance(found, list) else found["chain"]
        spoke = [reason for row in rows for reason in row["reasons"] if "spoke" in reason["text"]]
        for reason in spoke:
            assert "2026-10-05" in vault.read(reason["path"]).split("\n")[reason["line"] - 1]
        assert spoke or words[-1] == "vouch"
    assert "you spoke 5 Oct (call, looms)" in vault.ok("path", "ada")
