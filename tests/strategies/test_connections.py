"""Connections: warm ways by evidence alone, what two people share, introductions that both want."""

import contextlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vaults import SAMPLE, TODAY, Vault, copy_sample

from vaultnet.index.sync import open_index
from vaultnet.index.ties import everybody, ties_of
from vaultnet.people.desk import Desk
from vaultnet.people.strength import tie_keys
from vaultnet.vault.config import read_config

# worked by hand from the sample's notes
CHAINS = {
    "Ingrid Dahl": ["Tomás Reis", "Ingrid Dahl"],
    "王晓明": ["김하린", "王晓明"],
    "Rahel Tesfaye": ["Olena Kovalchuk", "Birgitta Sandström", "Rahel Tesfaye"],
    "Helio": ["Tomás Reis", "Ingrid Dahl"],
}
NEVER = {"Gabriel Moreau", "Wolfgang Ahrens", "Çağla Demirtaş", "Graham Pell", "Magnus Thiel"}
PEOPLE = sorted(path.stem for path in (SAMPLE / "People").glob("*.md"))


def names(found: Any) -> list[str]:
    return [step["name"] for step in found["chain"]]


def pairs_of(rows: Any) -> list[set[str]]:
    return [{row["a"], row["b"]} for row in rows if row["status"] is None]


def test_everybodys_ties_at_once_are_those_of_each_person_alone(tmp_path: Path) -> None:
    vault = copy_sample(tmp_path / "sample")
    vault.person(
        "Uno Tie",
        "2026-10-01 met with [[Due Tie]], [[Mara Okafor]] at the fair",
        "2026-10-02 gave introduction to [[Due Tie]]: x",
    )
    vault.person(
        "Due Tie", "2026-10-05 gave introduction: [[Uno Tie]] meets [[Tomás Reis]]", knows=["[[Uno Tie]]", "[[Nobody]]"]
    )
    vault.write("Projects/Tie.md", "---\ntype: project\npeople: ['[[Uno Tie]]', '[[Due Tie]]', '[[Uno Tie]]']\n---\n")
    index, _ = open_index(str(vault.root), read_config(str(vault.root)))
    with contextlib.closing(index):
        keys = tie_keys(Desk(str(vault.root), date.fromisoformat(TODAY), list))
        at_once = everybody(index, keys, TODAY)
        for (number,) in index.execute("select note from person").fetchall():
            alone = {row.other for row in ties_of(index, number, keys, TODAY)} - {number}
            assert at_once.get(number, set()) == alone, number
        assert sum(map(len, at_once.values())) > 50


# Paths --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", sorted(CHAINS))
def test_a_path_is_the_one_worked_by_hand(asked: Vault, to: str) -> None:
    assert names(asked.json("path", to)) == CHAINS[to]


def test_every_tie_of_every_path_points_to_a_line_that_names_somebody_of_it(asked: Vault) -> None:
    for person in PEOPLE:
        found = asked.json("path", person)
        for step in found["chain"]:
            assert step["reasons"]
            for reason in step["reasons"]:
                lines = asked.read(reason["path"]).split("\n")
                assert 1 <= reason["line"] <= len(lines)
        for before, step in zip(found["chain"], found["chain"][1:], strict=False):
            for reason in step["reasons"]:
                line = asked.read(reason["path"]).split("\n")[reason["line"] - 1]
                told = f"{reason['path']} {line} {asked.read(reason['path']) if 'Projects/' in reason['path'] else ''}"
                assert before["name"] in told or step["name"] in told, reason


def test_nobody_who_is_to_be_left_alone_is_on_a_path(asked: Vault) -> None:
    for person in PEOPLE:
        found = asked.json("path", person)
        assert not NEVER.intersection(names(found)[:-1])
        if person in NEVER - {"Magnus Thiel"}:  # of him, asked by name, it is said that I know him
            assert not found["found"] and found["missing"]


def test_the_first_step_is_the_only_person_on_it_whom_i_know(asked: Vault) -> None:
    known = {row["name"] for row in asked.json("list", "person") if row["last_contact"]}
    for person in PEOPLE:
        found = asked.json("path", person)
        if found["found"]:
            first, *rest = names(found)
            assert first in known and not known.intersection(rest)


def test_somebody_i_know_is_no_matter_of_a_chain(asked: Vault) -> None:
    found = asked.json("path", "mara")
    assert names(found) == ["Mara Okafor"] and found["reasons"][0]["text"] == "you spoke 14 Aug"
    assert "you know Mara Okafor yourself" in asked.ok("path", "mara")


def test_an_address_book_is_no_evidence(vault: Vault) -> None:
    """Manners: no path through a tie that nothing but an address book supports."""
    vault.person("Ada", "2026-11-01 call: hello", organization="[[Acme]]", location="Turin")
    vault.person("Bob", organization="[[Acme]]", location="Turin", email="bob@acme.example", introduced_by="Ada")
    vault.write("Organizations/Acme.md", "---\ntype: organization\n---\n")
    found = vault.json("path", "bob")
    assert (found["found"], found["missing"]) == (False, "Bob is known from an address book only")
    assert vault.ok("path", "bob").startswith("no warm way to Bob yet\n")


def test_no_way_leads_over_somebody_who_never_answered(vault: Vault) -> None:
    vault.person("Ada", "2026-11-01 email out: hello", knows=["[[Bob]]"])
    vault.person("Bob")
    found = vault.json("path", "bob")
    assert not found["found"] and "Ada" in found["missing"]


@pytest.mark.parametrize("alone", ["paused", "deceased", "confidential", "snooze_until"])
def test_a_path_goes_round_somebody_to_be_left_alone(vault: Vault, alone: str) -> None:
    value = "2027-01-01" if alone == "snooze_until" else "true"
    vault.person("Ada", "2026-11-01 call: hello", "2026-11-20 call: again", knows=["[[Dora]]"], **{alone: value})
    vault.person("Bob", "2026-01-01 call: hello", knows=["[[Cid]]"])
    vault.person("Cid", knows=["[[Dora]]"])
    vault.person("Dora")
    assert names(vault.json("path", "dora")) == ["Bob", "Cid", "Dora"]


def test_a_path_has_four_ties_at_the_most(vault: Vault) -> None:
    vault.person("A", "2026-11-01 call: hello", knows=["[[B]]"])
    for one, other in ("BC", "CD", "DE"):
        vault.person(one, knows=[f"[[{other}]]"])
    vault.person("E")
    assert len(vault.json("path", "D")["chain"]) == 4
    assert not vault.json("path", "E")["found"]
    assert len(vault.json("path", "A", "E")["chain"]) == 4


def test_one_side_of_a_tie_is_enough_and_its_inverse_is_said(vault: Vault) -> None:
    vault.write("vaultnet.toml", '[ties]\ninvestor = "portfolio"\n')
    vault.person("Ada", "2026-11-01 call: hello", reports=["[[Bob]]"])
    vault.person("Bob")
    vault.person("Cid", investor=["[[Ada]]"], mentors=["[[Bob]]"])
    found = vault.json("path", "bob")
    assert found["chain"][1]["reasons"][0]["text"] == "Bob reports to Ada"
    assert vault.json("path", "cid", "bob")["chain"][0]["reasons"][0]["text"] == "Bob mentors Cid"
    assert names(vault.json("path", "cid")) == ["Ada", "Cid"]
    knows = next(line for line in vault.json("show", "bob")["brief"] if line["label"] == "Knows")
    assert "[[Ada]] (Bob reports to Ada)" in knows["text"] and "[[Cid]] (Bob mentors Cid)" in knows["text"]


def test_a_crowd_ties_nobody_to_anybody(vault: Vault) -> None:
    guests = "\n".join(f'  - "[[Guest {number}]]"' for number in range(45))
    vault.write("Projects/Fair.md", f"---\ntype: project\npeople:\n{guests}\n---\n")
    vault.person("Guest 1", "2026-11-01 call: hello")
    vault.person("Guest 2")
    assert not vault.json("path", "Guest 2")["found"]


def test_an_organization_is_reached_by_its_key_its_name_and_the_newest_career_line(vault: Vault) -> None:
    vault.write("Organizations/Acme.md", "---\ntype: organization\naliases:\n  - ACME Ltd\n---\n")
    vault.person("Ada", "2026-11-01 call: hello", organization="[[Acme]]")
    vault.person("Bob", "2026-11-02 call: hello", organization="Acme Ltd")
    vault.write("People/Cid.md", "---\ntype: person\n---\n## Career\n- 2020-01 Clerk, [[Bank]]\n- 2024-03 CTO, [[Acme]]\n"
                                 "## Log\n- 2026-11-03 call: hello\n")  # fmt: skip
    vault.write("People/Dora.md", "---\ntype: person\n---\n## Career\n- 2020-01 Clerk, [[Acme]]\n- 2024-03 CTO, [[Bank]]\n"
                                  "## Log\n- 2026-11-04 call: hello\n")  # fmt: skip
    found = vault.json("path", "acme")
    assert {*names(found), *found["also"]} == {"Ada", "Bob", "Cid"}


def test_an_organization_needs_no_note(vault: Vault) -> None:
    vault.person("Ada", "2026-11-01 call: hello", organization="Difference & Co")
    assert "you know somebody at Difference & Co yourself\nAda " in vault.ok("path", "Difference & Co")
    assert vault.run("path", "Indifference").code == 4


def test_what_two_people_share_is_named_by_kind(vault: Vault) -> None:
    shared = {"memberships": ["[[Guild]]"], "organization": "[[Acme]]"}
    vault.write("Organizations/Acme.md", "---\ntype: organization\n---\n")
    vault.person("Ada", expertise=["Compilers"], knows=["[[Cid]]"], **shared)
    vault.person("Bob", interests=["compilers"], knows=["[[Cid]]", "[[Dora]]"], **shared)
    vault.person("Cid", "2026-11-01 call: hello")
    vault.person("Dora", confidential="true", knows=["[[Ada]]"])
    both = 'people:\n  - "[[Ada]]"\n  - "[[Bob]]"\n'
    vault.write("Projects/Engine.md", f"---\ntype: project\n{both}---\n")
    vault.write("Events/2026-05-01 Fair.md", f"---\ntype: event\nkind: conference\n{both}---\n")
    vault.write("Events/2026-05-02 Not.md", f"---\ntype: event\nkind: conference\nstatus: cancelled\n{both}---\n")
    found = {(one["kind"], one["name"]) for one in vault.json("path", "ada", "bob")["shared"]}
    assert found == {("organization", "Acme"), ("membership", "guild"), ("topic", "Compilers"), ("person", "Cid"),
                     ("project", "Engine"), ("event", "2026-05-01 Fair")}  # fmt: skip


def test_a_path_says_when_it_is_no_moment_to_ask(asked: Vault) -> None:
    """Manners: moment later, with what to do first; nobody is dropped."""
    found = asked.json("path", "ingrid")
    assert (found["moment"], found["first"]) == ("later", "thank them first, in a message of its own")
    assert asked.json("path", "rahel")["moment"] == "now"


def test_no_path_is_drawn_by_numbers_that_why_does_not_explain(asked: Vault) -> None:
    said = asked.ok("path", "rahel", "--why")
    assert "together 0.29 = 0.967 x 0.6 x 0.5" in said
    assert not any(char.isdigit() for char in asked.ok("path", "rahel").replace("11 Nov", ""))


# Laws ---------------------------------------------------------------------------------------------------------------

FOLK = ["Ada", "Bob", "Cid", "Dora", "Eve", "Finn"]
KEYS = ["knows", "colleagues", "manager", "mentors", "family"]
TIES = st.sets(st.tuples(st.sampled_from(FOLK), st.sampled_from(KEYS), st.sampled_from(FOLK)), max_size=12)
KNOWN = st.dictionaries(st.sampled_from(FOLK), st.integers(1, 28), max_size=3)
WEIGHTS = st.dictionaries(st.sampled_from(KEYS), st.floats(0, 2), max_size=3)


def vault_of(root: Path, ties: Any, known: Any, alone: Any, weights: Any) -> Vault:
    vault = Vault(root)
    lines = "".join(f"{key} = {value!r}\n" for key, value in sorted(weights.items()))
    vault.write("vaultnet.toml", f"[weights.tie]\n{lines}")
    for name in FOLK:
        keys: dict[str, list[str]] = {}
        for one, key, other in sorted(ties):
            if one == name and other != name:
                keys.setdefault(key, []).append(f"[[{other}]]")
        log = [f"2026-10-{known[name]:02} call: hello"] if name in known else []
        vault.person(name, *log, **keys, **({"paused": "true"} if name in alone else {}))
    return vault


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TIES, KNOWN, st.sets(st.sampled_from(FOLK), max_size=2), WEIGHTS, st.sampled_from(FOLK), st.sampled_from(FOLK))
def test_the_laws_of_paths(
    tmp_path_factory: pytest.TempPathFactory, ties: Any, known: Any, alone: Any, weights: Any, one: str, other: str
) -> None:
    """No chain is stronger than any of its ties, none leads to or through somebody left alone, it is as strong from the
    other end, and more evidence never weakens it; whatever the weights are."""
    base = tmp_path_factory.mktemp("law")
    vault = vault_of(base / "v", ties, known, alone, weights)
    asked = [("path", other)] + ([("path", one, other)] if one != other else [])
    for command in asked:
        found = vault.json(*command)
        assert found["found"] == bool(found["chain"]) and len(found["chain"]) <= 4
        assert not alone.intersection(names(found))
        if found["found"]:
            assert 0 <= found["strength"] <= min(step["strength"] for step in found["chain"])
            assert len({*names(found), *command[1:2]}) >= len(found["chain"])
    if one != other:
        assert vault.json("path", other, one)["strength"] == vault.json("path", one, other)["strength"]
        richer = vault_of(base / "w", {*ties, (one, "knows", other), (one, "family", FOLK[0])}, known, alone, weights)
        for command in asked:
            assert (richer.json(*command)["strength"] or 0) >= (vault.json(*command)["strength"] or 0)


# Introductions ------------------------------------------------------------------------------------------------------


def test_those_are_paired_whose_needs_complete_each_other(asked: Vault) -> None:
    rows = asked.json("introduce")
    assert {"Jonas Weber", "Mara Okafor"} == pairs_of(rows)[0]
    first = next(row for row in rows if row["status"] is None)
    assert [(one["path"], "SRE" in one["text"]) for one in first["reasons"]] == [
        ("People/Jonas Weber.md", True), ("People/Mara Okafor.md", True)]  # fmt: skip


def test_those_who_are_tied_already_are_not_paired(asked: Vault) -> None:
    for row in asked.json("introduce", "--limit", "50"):
        if row["status"] is None:
            tied = asked.json("path", row["a"], row["b"])
            assert len(tied["chain"]) != 1, row


def test_nobody_is_paired_who_is_left_alone_silent_unknown_or_confidential(asked: Vault) -> None:
    out = {*NEVER, "Niamh Ó Súilleabháin", "Ingrid Dahl", "Rahel Tesfaye", "Birgitta Sandström", "王晓明"}
    assert not out.intersection(name for pair in pairs_of(asked.json("introduce", "--limit", "99")) for name in pair)


def two(vault: Vault, **more: Any) -> None:
    vault.person("Ada Lovelace", "2026-11-01 call: hello", needs=["compiler reviews"], location="Turin", **more)
    vault.person("Bob Stone", "2026-11-02 call: hello", offers=["compiler reviews"], location="Turin")


def test_a_need_and_the_offer_that_meets_it_make_a_pair(vault: Vault) -> None:
    two(vault)
    assert pairs_of(vault.json("introduce")) == [{"Ada Lovelace", "Bob Stone"}]
    assert pairs_of(vault.json("introduce", "bob")) == [{"Ada Lovelace", "Bob Stone"}]
    assert [item["kinds"] for section in vault.json("agenda")["sections"] for item in section["items"]] == [
        ["introduction"]
    ]


@pytest.mark.parametrize("more", [{"organization": "[[Acme]]"}, {"knows": ["[[Bob Stone]]"]}, {"paused": "true"}])
def test_what_makes_an_introduction_needless_leaves_a_pair_out(vault: Vault, more: Any) -> None:
    two(vault, **more)
    if "organization" in more:
        vault.person("Bob Stone", "2026-11-02 call: hello", offers=["compiler reviews"], organization="[[Acme]]")
    assert vault.json("introduce") == []
    assert "nothing in the notes says" in vault.ok("introduce")


def test_what_i_can_give_myself_needs_no_introduction(vault: Vault) -> None:
    two(vault)
    vault.write("Me.md", "---\ntype: me\noffers:\n  - Compiler Reviews\n---\n")
    assert pairs_of(vault.json("introduce", "--limit", "9")) == []


def test_an_introduction_that_was_declined_is_not_suggested_again(vault: Vault) -> None:
    two(vault)
    vault.ok("introduce", "ada", "bob", "--no", "bob")
    assert vault.json("introduce") == []


def test_one_topic_in_one_city_comes_after_needs(vault: Vault) -> None:
    two(vault)
    vault.person("Cid Karr", "2026-11-20 call: hello", expertise=["chess"], location="Turin, IT")
    vault.person("Dora Lind", "2026-11-20 call: hello", interests=["Chess"], location="Turin")
    vault.person("Eve Moor", "2026-11-20 call: hello", interests=["Chess"], location="Oslo")
    assert pairs_of(vault.json("introduce")) == [{"Ada Lovelace", "Bob Stone"}, {"Cid Karr", "Dora Lind"}]


def drafts(text: str) -> dict[str, str]:
    """Each draft by the name it is for."""
    parts = text.split("\n## ")[1:]
    return {part.partition("\n")[0].removeprefix("To "): part.partition("\n")[2] for part in parts}


@pytest.mark.parametrize(
    "for_", ["", "compilers", "a talk with Ada", "Bob's engine", "[[Bob Stone|him]]", "work at Acme"]
)
def test_no_text_names_both_before_both_have_said_yes(vault: Vault, for_: str) -> None:
    """Manners: an introduction needs both yeses before a text names both."""
    vault.write("People/Ada Lovelace.md", '---\ntype: person\naliases:\n  - Countess\norganization: "[[Acme]]"\n'
                'needs:\n  - a word with Bob\n---\n## Log\n- 2026-11-01 call: hello\n')  # fmt: skip
    vault.person("Bob Stone", "2026-11-02 call: hello", needs=["the Countess"], offers=["a word with Bob"])
    vault.ok("introduce", "ada", "bob", *(("--for", for_) if for_ else ()))
    path = "Requests/Introduction Ada Lovelace to Bob Stone.md"
    for yes in (None, "ada", "ada"):
        if yes:
            vault.ok("introduce", "ada", "bob", "--yes", yes)
        found = drafts(vault.read(path))
        assert set(found) == {"Ada Lovelace", "Bob Stone", "Log"}
        for word in ("Bob", "Stone"):
            assert word not in found["Ada Lovelace"]
        for word in ("Ada", "Lovelace", "Countess", "Acme"):
            assert word not in found["Bob Stone"]
        assert all(
            "…" in found[name] and "A no is a fine answer" in found[name] for name in ("Ada Lovelace", "Bob Stone")
        )
    assert vault.run("introduce", "ada", "bob", "--sent").code == 3
    vault.ok("introduce", "ada", "bob", "--yes", "bob")
    both = drafts(vault.read(path))["Introduction"]
    assert "Ada Lovelace" in both and "Bob Stone" in both and "…" in both


def test_an_introduction_is_made_once_and_goes_through_its_stations(vault: Vault) -> None:
    two(vault)
    path = "Requests/Introduction Ada Lovelace to Bob Stone.md"

    def status() -> Any:
        return vault.json("introduce")[0]["status"]

    vault.ok("introduce", "ada", "bob")
    assert status() == "idea"
    before = vault.bytes()
    assert "nothing to change" in vault.ok("introduce", "bob", "ada")  # either way round
    assert vault.bytes() == before
    vault.ok("introduce", "ada", "bob", "--yes", "bob")
    assert status() == "asked" and vault.json("introduce")[0]["agreed"] == ["Bob Stone"]
    vault.ok("introduce", "ada", "bob", "--yes", "ada")
    assert status() == "agreed"
    moments = [item for section in vault.json("agenda")["sections"] for item in section["items"]]
    assert [(one["name"], one["kinds"]) for one in moments] == [("Ada Lovelace", ["introduction"])]
    vault.ok("introduce", "ada", "bob", "--sent")
    assert "status: granted\n" in vault.read(path) and f"closed: {TODAY}\n" in vault.read(path)
    line = f"- {TODAY} gave introduction to [[Bob Stone]]"
    assert sum(text.decode().count(line) for text in vault.bytes().values()) == 1
    assert line in vault.read("People/Ada Lovelace.md")
    assert vault.json("introduce") == [] and vault.json("doctor")["findings"] == []
    assert names(vault.json("path", "ada", "bob")) == ["Bob Stone"]  # introduced: that is a tie
    vault.ok("undo")
    assert line not in vault.read("People/Ada Lovelace.md")


def test_an_introduction_that_was_sent_is_contact_with_both_and_given_to_both(vault: Vault) -> None:
    two(vault)
    vault.person("Bob Stone", "2026-11-02 call: hello", "2026-11-20 email in: when shall we speak?")
    assert [row["name"] for row in vault.json("due")] == ["Bob Stone"]
    vault.ok("introduce", "ada", "bob", "--yes", "ada", "--yes", "bob", "--for", "[[Looms|the loom]]")
    vault.ok("introduce", "ada", "bob", "--sent")
    assert f"- {TODAY} gave introduction to [[Bob Stone]]: the loom\n" in vault.read("People/Ada Lovelace.md")
    assert [vault.json("show", name)["last_contact"] for name in ("ada", "bob")] == [TODAY, TODAY]
    assert vault.json("due") == []
    given = {row["name"]: [one["text"] for one in row["given"]] for row in vault.json("give", "--history")}
    assert given == {"Ada Lovelace": ["Bob Stone: the loom"], "Bob Stone": ["Ada Lovelace: the loom"]}


def test_an_introduction_goes_into_the_day_s_note_where_there_is_one(vault: Vault) -> None:
    two(vault)
    vault.write(f"Daily/{TODAY}.md", "- call [[Ada Lovelace]]: looms\n")
    vault.ok("introduce", "ada", "bob", "--yes", "ada", "--yes", "bob")
    vault.ok("introduce", "ada", "bob", "--sent")
    assert vault.read(f"Daily/{TODAY}.md").endswith("- gave introduction to [[Ada Lovelace]] and [[Bob Stone]]\n")
    assert vault.json("show", "bob")["last_contact"] == TODAY


def test_a_draft_that_was_worked_on_stays_as_it_is(vault: Vault) -> None:
    two(vault)
    vault.ok("introduce", "ada", "bob")
    path = "Requests/Introduction Ada Lovelace to Bob Stone.md"
    vault.write(path, vault.read(path).replace("Hi Ada, …", "Dear Ada, you will laugh:"))
    vault.ok("introduce", "ada", "bob", "--yes", "ada", "--yes", "bob")
    vault.ok("introduce", "ada", "bob", "--for", "compilers")
    text = vault.read(path)
    assert "Dear Ada, you will laugh:" in text and text.count("## Introduction") == 1 and "for: compilers" in text


def test_a_no_ends_it_without_a_word_about_who_or_why_to_the_other(vault: Vault) -> None:
    two(vault)
    vault.ok("introduce", "ada", "bob", "--yes", "ada")
    vault.ok("introduce", "ada", "bob", "--no", "bob")
    text = vault.read("Requests/Introduction Ada Lovelace to Bob Stone.md")
    assert "status: declined" in text and "## Introduction" not in text
    assert f"- {TODAY} [[Bob Stone]]: not now" in text
    assert vault.json("show", "bob")["last_contact"] == "2026-11-02"  # a no written down is no contact
    assert vault.json("agenda")["sections"] == []


@pytest.mark.parametrize("more", [{"paused": "true"}, {"deceased": "2026-01-01"}, {"confidential": "true"}])
def test_no_introduction_is_written_of_somebody_to_be_left_alone(vault: Vault, more: Any) -> None:
    two(vault, **more)
    before = vault.bytes()
    ran = vault.run("introduce", "ada", "bob")
    assert ran.code == 3 and "Ada Lovelace" in ran.err
    assert vault.bytes() == before


def test_the_region_of_an_introduction_holds_no_score_and_no_box(sample: Vault) -> None:
    sample.ok("introduce", "jonas", "mara")
    text = sample.read("Requests/Introduction Jonas Weber to Mara Okafor.md")
    region = text.partition("vaultnet:begin")[2].partition("vaultnet:end")[0]
    assert "[ ]" not in region and "0." not in region and "none" not in region
    assert sample.json("doctor")["findings"] == []


def test_show_tells_whom_they_know_and_through_whom_i_met_them(asked: Vault) -> None:
    brief = {line["label"]: line["text"] for line in asked.json("show", "niamh")["brief"]}
    assert brief["Met through"] == (
        "[[Mara Okafor]], whom you met through [[Tomás Reis]], whom you met through [[Hana Novotná]]"
    )
    assert brief["Knows"].startswith("[[Mara Okafor]]")
    anahit = {line["label"]: line for line in asked.json("show", "anahit")["brief"]}
    assert "Magnus Thiel" not in json.dumps(anahit, ensure_ascii=False)  # confidential: in nobody else's brief


def test_two_people_who_introduced_each_other_are_named_once(vault: Vault) -> None:
    vault.person("Ada", introduced_by="[[Bob]]")
    vault.person("Bob", introduced_by="[[Ada]]")
    found = vault.run("--json", "doctor").json["findings"]
    assert [(one["code"], one["path"], one["line"]) for one in found] == [("introduction-cycle", "People/Ada.md", 3)]
    assert vault.ok("show", "ada")  # and an endless chain is not followed


def test_a_tie_to_nobody_is_a_hint_and_one_to_no_person_an_error(vault: Vault) -> None:
    vault.write("Me.md", "---\ntype: me\n---\n")
    vault.write("Organizations/Acme.md", "---\ntype: organization\n---\n")
    vault.person("Ada", knows=["[[Zoë Blank]]", "[[Me]]", "Just A. Name"], manager="[[Acme]]")
    found = vault.run("--json", "doctor").json["findings"]
    assert [(one["code"], one["severity"], one["line"]) for one in found] == [
        ("no-such-person", "error", 7), ("no-such-person", "hint", 4)]  # fmt: skip
    assert 'named "Zoë Blank"' in found[1]["message"]


def test_who_has_a_part_in_one_project_is_tied_whether_or_not_its_people_name_them(vault: Vault) -> None:
    vault.person("Ada", "2026-10-05 call: x", expertise=["looms"], location="Kyiv")
    vault.person("Bob", "2026-10-05 call: x", expertise=["looms"], location="Kyiv")
    assert vault.json("introduce")
    vault.write(
        "Projects/Book.md", "---\ntype: project\nstatus: done\n---\n## Roles\n- [[Ada]] host\n- [[Bob]] editor\n"
    )
    assert vault.json("introduce") == []
    assert "worked together on Book" in vault.ok("path", "ada", "bob")


def test_who_is_at_a_firm_without_a_note_is_told_as_their_note_has_it(vault: Vault) -> None:
    vault.person("Ann", "2026-10-05 call: x", title="CTO", organization="Acme Labs")
    (step,) = vault.json("path", "acme labs")["chain"]
    reason = step["reasons"][-1]
    assert reason["text"] == "is at Acme Labs"
    assert vault.read(reason["path"]).split("\n")[reason["line"] - 1] == "organization: Acme Labs"
