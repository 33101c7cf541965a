"""Influencers: who can advise, mentor or sponsor me, by evidence; whom a goal still lacks; and what it never does."""

import json
import re
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vaults import HERE, TODAY, Vault

from vaultnet.people.candidate import Ranked, Want, candidates
from vaultnet.people.desk import Desk
from vaultnet.people.field import seniority
from vaultnet.people.goal import goals
from vaultnet.strategies import influencers
from vaultnet.strategies.influencers import reach
from vaultnet.text.names import key
from vaultnet.words import SENIORITY, UNTITLED, WEIGHTS

ROLES = ("advise", "mentor", "sponsor")


def names(vault: Vault, *words: str) -> list[str]:
    """The names of an answer of `who`, in its order."""
    return [row["name"] for row in vault.json("who", *words)]


def row(vault: Vault, name: str, *words: str) -> dict[str, object]:
    """One person's row of an answer."""
    return next(row for row in vault.json("who", *words) if row["name"] == name)


def told(row: dict[str, object]) -> list[str]:
    """The words of a row's reasons."""
    return [reason["text"] for reason in row["reasons"]]  # type: ignore[attr-defined]


@pytest.fixture
def looms(vault: Vault) -> Vault:
    """Four people and a topic."""
    vault.write("vaultnet.toml", "")
    vault.write("Me.md", "---\ntype: me\nexpertise:\n  - looms\n---\n")
    vault.person(
        "Ada Expert", "2026-11-01 call: looms", expertise=["Looms"], title="Professor", colleagues=["[[Eve Far]]"]
    )
    vault.person("Ben Talker", "2026-11-01 call: hello", '2026-11-02 insight: "looms will stay" #topic/looms')
    vault.person("Cas Keen", "2026-11-01 call: hello", interests=["looms"])
    vault.person("Dan Other", "2026-11-01 call: ships", expertise=["ships"], title="CEO")
    vault.person("Eve Far", expertise=["rivers"])
    return vault


# who answers -----------------------------------------------------------------------------------------------------


def test_expertise_counts_more_than_an_insight_and_that_more_than_an_interest(looms: Vault) -> None:
    parts = {row["name"]: row["parts"]["field"] for row in looms.json("who", "LOOMS", "--to", "advise")}
    assert parts == {"Ada Expert": 1.0, "Ben Talker": 0.7, "Cas Keen": 0.6}


def test_a_title_that_names_the_topic_in_whole_words_counts_like_an_interest(vault: Vault) -> None:
    vault.person("Yuki", "2026-11-01 call: x", title="Head of Fabric Design")
    vault.person("Noor", "2026-11-01 call: x", title="Designer")
    for topic in ("design", "fabric design"):
        (row,) = vault.json("who", topic, "--to", "advise")
        assert row["name"] == "Yuki" and row["parts"]["field"] == 0.6
        assert {"text": "Head of Fabric Design", "path": "People/Yuki.md", "line": 3} in row["reasons"]
        assert [row["name"] for row in vault.json("who", topic)] == ["Yuki"]
    assert vault.json("who", "stage design") == []


def test_nobody_advises_on_a_topic_that_they_have_nothing_to_do_with(looms: Vault) -> None:
    assert "Dan Other" not in names(looms, "looms", "--to", "advise")
    assert names(looms, "ships", "--to", "advise") == ["Dan Other"]
    assert names(looms, "rivers", "--to", "mentor") == [], "a mentor is somebody one has spoken with"
    assert names(looms, "rivers", "--to", "advise") == ["Eve Far"]


def test_without_a_topic_the_field_is_mine_and_that_of_my_goals(looms: Vault) -> None:
    assert "Dan Other" not in names(looms, "--to", "advise")
    looms.write("Goals/Sail.md", "---\ntype: goal\ntopics:\n  - ships\n---\n")
    assert "Dan Other" in names(looms, "--to", "advise")
    assert names(looms, "--goal", "sail", "--to", "advise") == ["Dan Other"]


def test_of_two_topics_who_knows_both_goes_first(looms: Vault) -> None:
    looms.person("Fay Both", "2026-11-01 call: hello", expertise=["looms", "ships"])
    assert names(looms, "looms", "ships", "--to", "advise")[0] == "Fay Both"
    assert row(looms, "Dan Other", "looms", "ships", "--to", "advise")["parts"]["field"] == 0.5  # type: ignore[index]


def test_an_insight_counts_for_who_gave_it_wherever_it_stands(vault: Vault) -> None:
    for name in ("Sol Brandt", "Hal Ito", "Jan Roo", "Mia Late"):
        vault.person(name, "2026-01-01 call: hello")
    vault.write("Daily/2026-11-02.md", '- [[Sol Brandt]] insight: "looms pay" #topic/looms\n')
    vault.write(
        "Insights/Looms.md", '---\ntype: insight\nsource: "[[Hal Ito]]"\ndate: 2026-10-01\ntopics:\n  - looms\n---\n'
    )
    vault.person("Jan Roo", '2026-11-02 insight: [[Mia Late]]: "looms" #topic/looms', "2026-01-01 call: hello")
    vault.write("Daily/2026-12-24.md", '- [[Mia Late]] insight: "looms again" #topic/looms\n')
    found = {row["name"]: row for row in vault.json("who", "looms", "--to", "advise")}
    assert found["Sol Brandt"]["parts"]["field"] == found["Hal Ito"]["parts"]["field"] == 0.7
    assert {"text": "insight on looms, 2 Nov", "path": "Daily/2026-11-02.md", "line": 1} in found["Sol Brandt"][
        "reasons"
    ]
    assert "Insights/Looms.md" in {reason["path"] for reason in found["Hal Ito"]["reasons"]}


def test_a_sponsor_can_decide_or_reach_far_and_has_spoken_with_me(looms: Vault) -> None:
    assert set(names(looms, "--to", "sponsor")) == {"Ada Expert", "Dan Other"}
    others = [f"[[Known {number}]]" for number in range(6)]
    for number in range(6):
        looms.person(f"Known {number}")
    looms.person("Gus Hub", "2026-11-01 call: hello", knows=others)
    looms.person("Hoy Chief", title="Chief Executive")
    assert set(names(looms, "--to", "sponsor")) == {"Ada Expert", "Dan Other", "Gus Hub"}


def test_my_mentees_and_reports_are_not_asked_for_patronage(looms: Vault) -> None:
    looms.person("Ida Mentee", "2026-11-01 call: hello", expertise=["looms"], title="Director", relationship="mentee")
    looms.person("Jo Report", "2026-11-01 call: hello", expertise=["looms"], relationship=["friend", "report"])
    for role in ("mentor", "sponsor"):
        assert {"Ida Mentee", "Jo Report"}.isdisjoint(names(looms, "looms", "--to", role))
    assert {"Ida Mentee", "Jo Report"} <= set(names(looms, "looms", "--to", "advise")), "they may know it all the same"


def test_city_and_organization_narrow_the_answer(looms: Vault) -> None:
    looms.person("Kay Near", "2026-11-01 call: hello", expertise=["looms"], location="Berlin", organization="Acme")
    assert names(looms, "looms", "--to", "advise", "--in", "berlin") == ["Kay Near"]
    assert names(looms, "looms", "--to", "advise", "--org", "acme") == ["Kay Near"]
    said = looms.ok("who", "looms", "--to", "advise", "--in", "Oslo")
    assert said.startswith("nobody yet to advise on looms in Oslo\n") and "elsewhere there are 4" in said


# parts of the score -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "value"),
    [("VP Platform", 0.9), ("Engineering Manager", 0.6), ("Senior Director, Data", 0.8), ("Overhead Planner", UNTITLED),
     ("", UNTITLED), ("intern", 0.1), ("CTO/Founder", 1.0), ("Managerial", UNTITLED)],
)  # fmt: skip
def test_the_highest_whole_word_of_a_title_counts(title: str, value: float) -> None:
    assert seniority(SENIORITY, title) == value


def test_a_vault_adds_words_to_those_of_titles(looms: Vault) -> None:
    looms.write("vaultnet.toml", '[seniority]\n"group lead" = 0.7\nGildenmeister = 1\nprofessor = 0.2\n')
    words = Desk(str(looms.root), date.fromisoformat(TODAY)).config.seniority
    assert seniority(words, "Group Lead, Weaving") == 0.7
    assert seniority(words, "gildenmeister") == 1.0
    assert row(looms, "Ada Expert", "looms", "--to", "advise")["parts"]["seniority"] == 0.2  # type: ignore[index]


def test_reach_grows_with_people_and_never_to_more_than_one() -> None:
    values = [reach(count, 0) for count in range(200)]
    assert values == sorted(values) and values[0] == 0.0 and values[4] == 0.5 and values[-1] <= 1.0
    assert reach(3, 1) > reach(3, 0)


def test_somebody_whom_i_could_meet_through_nobody_else_counts_more(looms: Vault) -> None:
    def far() -> object:
        return row(looms, "Ada Expert", "looms", "--to", "advise")["parts"]["reach"]  # type: ignore[index]

    assert far() == reach(1, 1)
    looms.person("Ben Talker", "2026-11-01 call: hello", knows=["[[Eve Far]]"])
    assert far() == reach(1, 0), "Ben could introduce her, too"


def test_influence_takes_the_place_of_reach(looms: Vault) -> None:
    before = row(looms, "Ada Expert", "looms", "--to", "advise")
    assert "tied to Eve Far" in told(before)
    looms.person("Ada Expert", "2026-11-01 call: looms", expertise=["Looms"], influence=4, colleagues=["[[Eve Far]]"])
    after = row(looms, "Ada Expert", "looms", "--to", "advise")
    assert after["parts"]["reach"] == 0.8 and "influence 4 of 5" in told(after)  # type: ignore[index]
    looms.write("vaultnet.toml", '[keys]\nweight = "influence"\n')
    looms.person("Ada Expert", "2026-11-01 call: looms", expertise=["Looms"], weight=5)
    assert row(looms, "Ada Expert", "looms", "--to", "advise")["parts"]["reach"] == 1.0  # type: ignore[index]


@pytest.mark.parametrize("given_", ["0", "6", "4.5", "high", "true", "-1"])
def test_an_influence_that_is_no_number_from_1_to_5_is_a_finding_and_counts_for_nothing(
    looms: Vault, given_: str
) -> None:
    looms.person(
        "Ada Expert", "2026-11-01 call: looms", expertise=["Looms"], influence=given_, colleagues=["[[Eve Far]]"]
    )
    assert row(looms, "Ada Expert", "looms", "--to", "advise")["parts"]["reach"] == reach(1, 1)  # type: ignore[index]
    ran = looms.run("doctor", "--json")
    found = [one for one in ran.json["findings"] if one["code"] == "influence"]
    assert ran.code == 1 and [(one["path"], one["line"]) for one in found] == [("People/Ada Expert.md", 5)]


# reasons --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_on_the_sample_has_reasons_that_point_to_lines(asked: Vault, role: str) -> None:
    rows = asked.json("who", "platform", "--to", role, "--limit", "0")
    assert rows
    for one in rows:
        assert set(one) >= {"name", "path", "score", "parts", "role", "moment", "reasons"} and one["role"] == role
        assert set(one["parts"]) == {"field", "warmth", "seniority", "reach"}
        assert one["reasons"]
        for reason in one["reasons"]:
            lines = asked.read(reason["path"]).splitlines()
            assert 1 <= reason["line"] <= len(lines)
            for begin, within in (("expertise", "  - "), ("influence", "influence:"), ("spoke", "20")):
                if reason["text"].startswith(begin) and reason["path"] == one["path"]:
                    assert within in lines[reason["line"] - 1]
        title = asked.json("show", one["path"])["fields"].get("title")
        for reason in one["reasons"]:
            if reason["text"] == title:
                assert asked.read(reason["path"]).splitlines()[reason["line"] - 1] == f"title: {title}"


def test_why_shows_what_each_part_adds_and_the_sum_is_the_score(asked: Vault) -> None:
    one = asked.json("who", "platform", "--to", "advise", "--limit", "1")[0]
    said = asked.ok("who", "platform", "--to", "advise", "--limit", "1", "--why")
    added = [float(line.split()[-1]) for line in said.splitlines() if " adds " in line]
    assert len(added) == 4 and abs(sum(added) - one["score"]) < 0.02
    assert all(f"({reason['path']}:{reason['line']})" in said for reason in one["reasons"])


def test_whoever_is_my_mentor_or_sponsor_already_is_said_to_be(asked: Vault) -> None:
    assert "is your mentor already" in told(row(asked, "Mara Okafor", "--to", "mentor"))
    assert "is your sponsor already" in told(row(asked, "Lena Vogt", "--to", "sponsor"))


def test_the_lines_of_an_answer_stay_within_120_columns(asked: Vault) -> None:
    for words in (["platform"], ["ebpf"], ["hbm", "ebpf"], [], ["--goal", "staff"], ["on-call"]):
        for role in ROLES:
            out = asked.ok("who", *words, "--to", role, "--limit", "0")
            assert out and max(len(line) for line in out.splitlines()) <= 120


# nobody yet --------------------------------------------------------------------------------------------------------


def test_nobody_yet_is_an_answer_with_what_could_help(asked: Vault) -> None:
    ran = asked.run("who", "platform-strategy", "--to", "advise")
    assert ran.code == 0 and ran.err == ""
    assert ran.out.startswith("nobody yet to advise on platform-strategy\n")
    assert "platform" in ran.out.splitlines()[1]
    assert "who might know somebody:" in ran.out
    assert asked.json("who", "platform-strategy", "--to", "advise") == []


def test_in_an_empty_vault_nobody_is_said_kindly(vault: Vault) -> None:
    vault.write("vaultnet.toml", "")
    for role in (*ROLES, "join", "vouch"):
        assert vault.ok("who", "looms", "--to", role).startswith("nobody yet")
        assert vault.ok("who", "--to", role).startswith("nobody yet")
    assert vault.ok("who", "looms").startswith("nobody yet")


def test_a_question_without_a_topic_is_a_fault_with_a_way_out(vault: Vault) -> None:
    vault.write("vaultnet.toml", "")
    ran = vault.run("who")
    assert ran.code == 2 and "hint: name a topic" in ran.err
    assert vault.run("who", "looms", "--limit", "-1").code == 2
    assert vault.run("who", "--goal", "nothing").code == 4


# goals ---------------------------------------------------------------------------------------------------------------


def test_a_goal_says_for_each_need_who_could_fill_it_and_what_nobody_does(asked: Vault) -> None:
    answer = asked.json("show", "Staff role in platform")["coverage"]
    assert [one["need"] for one in answer] == ["advisor", "referral"]
    assert answer[0]["people"] == []
    lena = answer[1]["people"][0]
    assert (lena["name"], lena["moment"]) == ("Lena Vogt", "later")
    assert lena["reasons"][0] == {"text": "agreed: Referral Initech", "path": "Requests/Referral Initech.md", "line": 8}
    assert "nobody yet" in asked.ok("show", "Staff role in platform")


def test_a_need_of_a_goal_is_answered_by_its_topics(asked: Vault) -> None:
    answer = {
        one["need"]: one["people"] for one in asked.json("show", "Learn eBPF well enough to teach it")["coverage"]
    }
    assert [one["name"] for one in answer["mentor"]][:2] == ["Ismail Benali", "João Figueiredo"]
    assert set(answer) == {"mentor", "skill"} and all(len(people) <= 3 for people in answer.values())


def test_an_introduction_is_filled_by_the_warmest_way_in_to_whom_i_do_not_know(vault: Vault) -> None:
    vault.person("Ada Known", "2026-11-01 call: looms", colleagues=["[[Eve Far]]"])
    vault.person("Ben Cold", "2024-11-01 call: looms", colleagues=["[[Eve Far]]"])
    vault.person("Eve Far", organization="[[Acme]]")
    vault.person("Hal Paused", "2026-11-01 call: hi", colleagues=["[[Eve Far]]"], paused="true")
    vault.write("Organizations/Acme.md", "---\ntype: organization\n---\n")
    goal = '---\ntype: goal\nneeds:\n  - introduction\norganizations:\n  - "[[Acme]]"\n---\n'
    vault.write("Goals/Meet Acme.md", goal)
    (need,) = vault.json("show", "Meet Acme")["coverage"]
    assert [one["name"] for one in need["people"]] == ["Ada Known"], "the warmest way in, not every one"
    assert need["people"][0]["reasons"][0]["text"] == "to Eve Far: colleagues"
    vault.person("Eve Far", "2026-11-02 call: met at last", organization="[[Acme]]")
    assert vault.json("show", "Meet Acme")["coverage"][0]["people"] == [], "I know her now"


def test_needs_are_understood_as_people_write_them(looms: Vault) -> None:
    needs = "".join(f"  - {need}\n" for need in ("Mentors", "an advisor", "ships", "sponsor"))
    looms.write("Goals/Weave.md", f"---\ntype: goal\ntopics:\n  - looms\nneeds:\n{needs}---\n")
    found = {one["need"]: [who["name"] for who in one["people"]] for one in looms.json("show", "weave")["coverage"]}
    assert found["Mentors"][0] == found["an advisor"][0] == "Ada Expert"
    assert found["ships"] == ["Dan Other"], "a need of another word is a topic that somebody must know"
    assert found["sponsor"][0] == "Ada Expert"


def test_prep_says_that_nobody_can_advise_on_the_goal_yet(sample: Vault) -> None:
    sample.ok("prep", "platformconf")
    line = next(line for line in sample.read("Events/2026-11-26 PlatformConf.md").splitlines() if "**Goal:**" in line)
    assert line.endswith("**Goal:** [[Staff role in platform]]: nobody to advise on it yet")
    sample.person("Nia Planner", "2026-11-01 call: hello", expertise=["platform strategy"])
    sample.ok("prep", "platformconf")
    line = next(line for line in sample.read("Events/2026-11-26 PlatformConf.md").splitlines() if "**Goal:**" in line)
    assert line.endswith("**Goal:** [[Staff role in platform]]")


def test_a_goal_stands_on_the_agenda_when_its_day_comes(vault: Vault) -> None:
    for name, by in (("Soon", "2026-11-27"), ("Later", "2027-01-01"), ("Gone", "2026-11-20"), ("Old", "2026-10-01")):
        vault.write(f"Goals/{name}.md", f"---\ntype: goal\nby: {by}\n---\n")
    vault.write("Goals/Done.md", "---\ntype: goal\nby: 2026-11-27\nstatus: done\n---\n")
    items = {item["name"]: item for one in vault.json("agenda")["sections"] for item in one["items"]}
    assert set(items) == {"Soon", "Gone"}
    assert items["Soon"]["kinds"] == ["goal"] and items["Soon"]["date"] == "2026-11-27"
    assert items["Soon"]["reasons"] == [{"text": "by Fri 27 Nov", "path": "Goals/Soon.md", "line": 3}]


# manners ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_who_is_to_be_left_alone_is_no_answer(asked: Vault, role: str) -> None:
    topics = ["mainframes", "incident-review", "releases", "hiring", "platform"]
    alone = {"Wolfgang Ahrens", "Gabriel Moreau", "Çağla Demirtaş", "Graham Pell"}
    assert alone.isdisjoint(names(asked, *topics, "--to", role, "--limit", "0"))
    assert alone.isdisjoint(names(asked, "--to", role, "--limit", "0"))


def test_nobody_is_dropped_for_the_moment(asked: Vault) -> None:
    henrik = row(asked, "Henrik Sørensen", "platform", "--to", "advise")
    assert henrik["moment"] == "later" and any(text.startswith("said no") for text in told(henrik))
    assert (
        row(asked, "Mara Okafor", "platform", "--to", "advise")["first"] == "thank them first, in a message of its own"
    )


def test_no_reason_names_a_confidential_or_paused_person(vault: Vault) -> None:
    vault.person("Ada Expert", "2026-11-01 call: looms", expertise=["looms"], knows=["[[Mo Secret]]", "[[Pat Paused]]"])
    vault.person("Mo Secret", confidential="true")
    vault.person("Pat Paused", paused="true")
    out = json.dumps(vault.json("who", "looms", "--to", "advise"))
    assert "Mo Secret" not in out and "Pat Paused" not in out
    vault.person("Zoe Open")
    vault.person("Ada Expert", "2026-11-01 call: looms", expertise=["looms"], knows=["[[Mo Secret]]", "[[Zoe Open]]"])
    assert "tied to Zoe Open and 1 more" in told(vault.json("who", "looms", "--to", "advise")[0])


def test_asking_is_no_part_of_a_follow_up(sample: Vault) -> None:
    assert not hasattr(influencers, "brief"), "what somebody could do for me stands in no brief"
    path = sample.ok("followup", "ismail", "--print-path").strip()
    assert not {"advise", "mentor you", "sponsor"} & set(sample.read(path).lower().split())


# weights -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(read_only_sample: Vault, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk on the sample vault, with this chapter alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAULTNET_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        one = Desk(str(read_only_sample.root), date.fromisoformat(TODAY), lambda: [influencers])
        assert one.index
        yield one
        one.index.close()


number = st.floats(0, 1000, allow_nan=False) | st.just(0.0)
weights = st.fixed_dictionaries({
    name: st.fixed_dictionaries({part: st.floats(1, 1000) if part in ("half_life", "monthly") else number for part in some})
    for name, some in WEIGHTS.items() if name in (*ROLES, "warmth", "tie")
})  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_=weights, role=st.sampled_from(ROLES), topics=st.sampled_from([(), ("ebpf",), ("platform", "hbm")]))
def test_whatever_the_weights_the_same_people_answer_with_scores_from_0_to_1(
    desk: Desk, given_: dict[str, dict[str, float]], role: str, topics: tuple[str, ...]
) -> None:
    want, before = Want(topics, role), desk.config

    def people(found: list[Ranked]) -> set[str]:
        return {one.candidate.person.path for one in found}

    usual = candidates(desk, want)
    try:
        desk.config = before._replace(weights={**before.weights, **given_})
        found = candidates(desk, want)
    finally:
        desk.config = before
    assert people(found) == people(usual) and found
    assert all(0 <= one.score <= 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert {one.candidate.person.path: one.timing for one in found} == {
        one.candidate.person.path: one.timing for one in usual
    }


def test_a_weight_in_the_vault_changes_the_order(looms: Vault) -> None:
    looms.person("Ben Talker", "2026-11-22 call: a", "2026-11-02 call: b", '2026-11-02 insight: "x" #topic/looms')
    assert names(looms, "looms", "--to", "advise")[0] == "Ada Expert"
    looms.write("vaultnet.toml", "[weights.advise]\nfield = 0\nseniority = 0\nreach = 0\n")
    assert names(looms, "looms", "--to", "advise")[0] == "Ben Talker"


# findings ----------------------------------------------------------------------------------------------------------


def test_two_goals_of_one_name_are_a_hint_and_both_are_answered(vault: Vault) -> None:
    vault.write("Goals/Learn looms.md", "---\ntype: goal\nneeds:\n  - mentor\n---\n")
    vault.write("Old/learn Looms.md", "---\ntype: goal\nstatus: someday\n---\n")
    findings = vault.json("doctor")["findings"]
    assert [(one["code"], one["path"], one["severity"]) for one in findings] == [
        ("twin-goal", "Old/learn Looms.md", "hint")
    ]
    assert vault.json("show", "Goals/Learn looms.md")["coverage"] == [{"need": "mentor", "people": []}]
    assert vault.json("show", "Old/learn Looms.md")["coverage"] == []


def test_a_goal_s_topics_are_asked_for_its_needs(desk: Desk) -> None:
    assert {key(goal.note.name) for goal in goals(desk)} >= {"staff role in platform"}
    assert set(influencers.influence(desk).values()) <= {1, 2, 3, 4, 5}


# the documentation ---------------------------------------------------------------------------------------------------


def test_the_page_on_settings_tells_every_weight_and_every_word_of_titles() -> None:
    page = (HERE.parent / "docs" / "config.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z]+)` \| ((?:[a-z_]+ [0-9.]+|[,;:] |days)+) \|", page, re.M)
    told = {
        group: {part: float(value) for part, value in re.findall(r"([a-z_]+) ([0-9.]+)", row)} for group, row in rows
    }
    assert told == WEIGHTS
    text = " ".join(page.partition("The words of `[seniority]`:")[2].partition("Whole words")[0].split())
    words = {}
    for some, value in re.findall(r"([A-Za-z, ]+?) ([01]\.[0-9]+)[;.]", text):
        words.update({word.strip().lower(): float(value) for word in some.split(",")})
    assert words == SENIORITY
    assert f"without any counts {UNTITLED}" in " ".join(page.split())


@pytest.mark.parametrize("role", ROLES)
def test_the_page_on_the_strategy_tells_the_weights(role: str) -> None:
    page = (HERE.parent / "docs" / "strategies" / "influencers.md").read_text("utf-8")
    values = re.search(rf"^\| {role} \| (.*) \|$", page, re.M)
    assert values
    parts = ("field", "warmth", "seniority", "reach")
    assert dict(zip(parts, map(float, values[1].split(" | ")), strict=True)) == WEIGHTS[role]


@pytest.mark.parametrize("topics", [(), ("ebpf",)])
@pytest.mark.parametrize("role", ["advise", "mentor", "sponsor", "vouch", "join"])
def test_the_first_few_are_the_first_of_all(asked: Vault, role: str, topics: tuple[str, ...]) -> None:
    every = asked.json("who", *topics, "--to", role, "--limit", "0")
    for limit in (1, 3):
        assert asked.json("who", *topics, "--to", role, "--limit", str(limit)) == every[:limit]


def test_what_another_chapter_adds_counts_for_whoever_is_not_among_the_first(
    looms: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(str(looms.root), date.fromisoformat(TODAY), lambda: [influencers])
    last = candidates(desk, Want(("looms",), "advise"))[-1].candidate
    other = SimpleNamespace(
        candidates=lambda _desk, _want: [last._replace(parts=dict.fromkeys(WEIGHTS["advise"], 1.0))]
    )
    monkeypatch.setattr(desk, "chapters", lambda _hook: [influencers, other])
    assert candidates(desk, Want(("looms",), "advise"), 1) == candidates(desk, Want(("looms",), "advise"))[:1]
    assert candidates(desk, Want(("looms",), "advise"), 1)[0].candidate.person == last.person
