"""Three versions of a note make one: nothing that either side wrote is lost, and what comes out can be read."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proofs.merge import MARK, pair, prove_pairs, twice

from vaultnet.text.frontmatter import Unclosed, conflict_line, read_front, split
from vaultnet.text.merge import Merged, merge
from vaultnet.text.merge_body import without_regions

BASE = """---
type: person
# how close
tier: close  # since the talk
title: "CTO"
tags:
  - looms
  - engines
last_contact: 2026-11-01
---
# Ada

She writes programs.

## Open
- [ ] send the rubric #promise 📅 2026-12-01

## Log
- 2026-11-01 call: looms
"""


def edited(*changes: tuple[str, str], base: str = BASE) -> str:
    for old, new in changes:
        assert old in base
        base = base.replace(old, new, 1)
    return base


def merged(ours: str, theirs: str, base: str = BASE) -> Merged:
    """The merge, which must be the same with the sides swapped where nothing is in conflict."""
    found, swapped = merge(base, ours, theirs), merge(base, theirs, ours)
    assert len(found.conflicts) == len(swapped.conflicts)
    if not found.conflicts:
        assert found == swapped
    assert not read_front(found.text).faults
    return found


def clean(ours: str, theirs: str, base: str = BASE) -> str:
    found = merged(ours, theirs, base)
    assert found.conflicts == ()
    return found.text


# frontmatter -------------------------------------------------------------------------------------------------------


def test_a_key_takes_the_lines_of_the_side_that_changed_it_comments_and_quotes_too() -> None:
    text = clean(edited(("tier: close  # since the talk", "tier: inner # as agreed")), edited(('"CTO"', "'Boss'")))
    assert text == edited(("tier: close  # since the talk", "tier: inner # as agreed"), ('"CTO"', "'Boss'"))


def test_of_two_dates_of_last_contact_the_later_one_counts() -> None:
    text = clean(edited(("last_contact: 2026-11-01", "last_contact: 2026-11-09")),
                 edited(("last_contact: 2026-11-01", "last_contact: 2026-11-05")))  # fmt: skip
    assert read_front(text).fields["last_contact"] == "2026-11-09"


def test_lists_are_merged_as_sets_in_the_order_of_the_base() -> None:
    ours = edited(("  - looms\n", "  - looms\n  - zeta\n"))
    theirs = edited(("  - looms\n  - engines\n", "  - engines\n  - alpha\n"))
    assert read_front(clean(ours, theirs)).fields["tags"] == ["engines", "alpha", "zeta"]


def test_what_both_sides_have_without_a_base_keeps_its_order() -> None:
    ours, theirs = "---\ntags: [z, y]\n---\n", "---\ntags: [z, y, a]\n---\n"
    assert clean(ours, theirs, "") == "---\ntags: [z, y, a]\n---\n"


def test_a_list_written_on_one_line_is_a_list_too() -> None:
    ours = edited(("tags:\n  - looms\n  - engines\n", "tags: [looms, engines, ai]\n"))
    theirs = edited(("  - engines\n", "  - engines\n  - math\n"))
    assert read_front(clean(ours, theirs)).fields["tags"] == ["looms", "engines", "ai", "math"]


def test_both_sides_giving_a_key_the_same_value_is_no_conflict() -> None:
    assert read_front(clean(edited(('"CTO"', "Boss")), edited(('"CTO"', '"Boss"')))).fields["title"] == "Boss"


def test_a_side_that_only_laid_a_key_out_anew_has_not_changed_it() -> None:
    text = clean(edited(('title: "CTO"', "title: CTO")), edited(('title: "CTO"', "title: Boss")))
    assert read_front(text).fields["title"] == "Boss"


def test_two_values_stand_beside_each_other_and_the_note_stays_readable() -> None:
    found = merged(edited(('"CTO"', "Boss")), edited(('"CTO"', '"Chief" # new')))
    fields = read_front(found.text).fields
    assert (fields["title"], fields["conflict_title"]) == ("Boss", "Chief")
    (conflict,) = found.conflicts
    assert found.text.split("\n")[conflict.line - 1] == "title: Boss"
    assert conflict_line(found.text) == 0


@pytest.mark.parametrize("key", ['"title"', "'title'"])
def test_a_quoted_key_keeps_both_values_and_its_quotes(key: str) -> None:
    base = edited(("title:", f"{key}:"))
    found = merged(edited(('"CTO"', "Boss"), base=base), edited(('"CTO"', "Chief"), base=base), base)
    fields = read_front(found.text).fields
    assert (fields["title"], fields["conflict_title"]) == ("Boss", "Chief")
    assert len(found.conflicts) == 1


@pytest.mark.parametrize("front", ["{title: CTO, tier: close}", "? title\n: CTO\ntier: close"])
def test_frontmatter_in_a_form_that_cannot_stand_twice_stays_readable_and_both_stand_under_it(front: str) -> None:
    base = f"---\n{front}\n---\n# Ada\n"
    found = merged(base.replace("CTO", "Boss"), base.replace("CTO", "Chief"), base)
    assert read_front(found.text).fields == {"title": "Boss", "tier": "close"}
    (conflict,) = found.conflicts
    assert found.text.split("\n")[conflict.line - 1] == "<<<<<<< ours" and "Chief" in found.text


@pytest.mark.parametrize(
    ("ours", "theirs", "later"),
    [
        ("2026-11-01 9:00", "2026-11-01 10:00", "2026-11-01 10:00"),
        ("2026-11-01", "2026-11-01T08:00:01.5", "2026-11-01T08:00:01.5"),
        ("2026-11-01T10:00:00Z", "2026-11-01T11:30:00+02:00", "2026-11-01T10:00:00Z"),
    ],
)
def test_of_two_moments_the_later_one_counts_and_not_the_longer_text(ours: str, theirs: str, later: str) -> None:
    base = edited(("last_contact: 2026-11-01", "updated: 2026-10-01"))
    old = ("updated: 2026-10-01", f"updated: {ours}"), ("updated: 2026-10-01", f"updated: {theirs}")
    text = clean(edited(old[0], base=base), edited(old[1], base=base), base)
    assert read_front(text).fields["updated"] == later


def test_a_moment_with_a_zone_and_one_without_are_yours_to_choose() -> None:
    base = edited(("last_contact: 2026-11-01", "updated: 2026-10-01"))
    sides = [
        edited(("updated: 2026-10-01", f"updated: {at}"), base=base) for at in ("2026-11-01T9:00", "2026-11-01T9:00Z")
    ]
    assert len(merged(*sides, base).conflicts) == 1


def test_a_second_conflict_of_a_key_takes_another_name() -> None:
    base = edited(('"CTO"', '"CTO"\nconflict_title: Head'))
    found = merged(edited(('"CTO"', "Boss"), base=base), edited(('"CTO"', "Chief"), base=base), base)
    assert read_front(found.text).fields["conflict_title_2"] == "Chief"


def test_a_key_taken_out_here_and_changed_there_stays_and_is_said() -> None:
    found = merged(edited(('title: "CTO"\n', "")), edited(('"CTO"', "Boss")))
    assert read_front(found.text).fields["title"] == "Boss"
    assert "taken out" in found.conflicts[0].message


def test_a_key_taken_out_on_one_side_is_gone() -> None:
    assert "title" not in clean(edited(('title: "CTO"\n', "")), edited(("call: looms", "call: looms and more")))


def test_new_keys_of_both_sides_are_there() -> None:
    text = clean(edited(("tags:", "email: a@example.org\ntags:")), edited(("tags:", "phone: 0151234567\ntags:")))
    assert read_front(text).fields["phone"] == "0151234567"
    assert "email: a@example.org\nphone: 0151234567\ntags:" in text


def test_comments_of_both_sides_survive_a_key_that_both_changed() -> None:
    ours = edited(("# how close", "# how close, I think"), ("  - engines", "  - engines\n  - ai # ours"))
    theirs = edited(("# how close", "# how near"), ("  - engines", "  - engines # theirs\n  - math"))
    text = clean(ours, theirs)
    for comment in ("# how close, I think", "# how near", "# ours", "# theirs"):
        assert comment in text


@pytest.mark.parametrize(
    "value", ["0151234567", "NO", "12:30", "[[Acme]]", "|\n  two\n  lines", "{a: 1, b: [2]}", "'#1'"]
)
def test_awkward_values_are_carried_as_they_are_written(value: str) -> None:
    ours = edited(('title: "CTO"', f"title: {value}"))
    text = clean(ours, edited(("tier: close", "tier: inner")))
    assert f"title: {value}\n" in text


def test_a_note_made_on_both_sides_is_one_note() -> None:
    ours = "---\ntype: person\ntags:\n  - a\n---\n## Log\n- 2026-11-02 call: x\n"
    theirs = "---\ntype: person\ntags:\n  - b\n---\n## Log\n- 2026-11-01 met\n"
    assert (
        clean(ours, theirs, "")
        == "---\ntype: person\ntags:\n  - a\n  - b\n---\n## Log\n- 2026-11-01 met\n- 2026-11-02 call: x\n"
    )


# the body ----------------------------------------------------------------------------------------------------------


def test_log_lines_of_both_sides_are_kept_by_date() -> None:
    text = clean(BASE + "- 2026-11-09 email out: b\n", BASE + "- 2026-11-05 coffee: a\n  with cake\n")
    assert text == BASE + "- 2026-11-05 coffee: a\n  with cake\n- 2026-11-09 email out: b\n"


def test_a_log_with_the_newest_on_top_stays_so() -> None:
    base = edited(("- 2026-11-01 call: looms\n", "- 2026-11-01 call: looms\n- 2026-10-01 met\n"))
    ours, theirs = (edited(("## Log\n", f"## Log\n- 2026-11-{day} call: x\n"), base=base) for day in ("05", "09"))
    text = clean(ours, theirs, base)
    assert re.findall(r"^- (2026-\S+)", text, re.M) == ["2026-11-09", "2026-11-05", "2026-11-01", "2026-10-01"]


def test_the_same_line_written_on_both_sides_stands_once() -> None:
    both = "- 2026-11-05 coffee: a\n"
    assert clean(BASE + both + "- 2026-11-09 b\n", BASE + both + "- 2026-11-08 c\n").count(both) == 1


def test_an_item_that_one_side_changed_takes_that_side_beside_new_ones() -> None:
    done = (
        "- [ ] send the rubric #promise 📅 2026-12-01",
        "- [x] send the rubric #promise 📅 2026-12-01 ✅ 2026-11-09",
    )
    new = ("📅 2026-12-01\n", "📅 2026-12-01\n- [ ] ask about looms\n")
    assert clean(edited(done), edited(new)) == edited(new, done)


def test_the_same_entry_reworded_on_both_sides_stands_between_markers_and_nothing_else_does() -> None:
    found = merged(edited(("call: looms", "call: looms and cards")) + "- 2026-11-09 b\n",
                   edited(("call: looms", "call: the looms")) + "- 2026-11-05 a\n")  # fmt: skip
    (conflict,) = found.conflicts
    assert found.text.split("\n")[conflict.line - 1] == "<<<<<<< ours"
    assert conflict_line(found.text) == conflict.line
    assert found.text.endswith(
        "=======\n- 2026-11-01 call: the looms\n>>>>>>> theirs\n- 2026-11-05 a\n- 2026-11-09 b\n"
    )


def test_an_entry_that_both_sides_wrote_anew_beyond_likeness_stands_between_markers() -> None:
    found = merged(edited(("call: looms", "call: she moves to Turin in spring")),
                   edited(("call: looms", "call: wants a referral")))  # fmt: skip
    assert len(found.conflicts) == 1
    assert "<<<<<<< ours\n- 2026-11-01 call: she moves to Turin in spring\n|||||||" in found.text


def test_a_task_that_one_side_ticked_and_the_other_moved_to_another_day_is_one_task() -> None:
    base = edited(("- [ ] send the rubric #promise 📅 2026-12-01", "- [ ] call 📅 2026-12-01"))
    ticked = edited(("- [ ] call 📅 2026-12-01", "- [x] call 📅 2026-12-01 ✅ 2026-11-20"), base=base)
    moved = edited(("- [ ] call 📅 2026-12-01", "- [ ] call [was:: 2026-12-01] 📅 2027-01-15"), base=base)
    assert len(merged(ticked, moved, base).conflicts) == 1


def test_a_task_that_one_side_ticked_and_the_other_moved_to_another_place_is_said() -> None:
    base = edited(("- [ ] send the rubric #promise 📅 2026-12-01", "- [ ] call\n- [ ] write"))
    ticked = edited(("- [ ] call", "- [x] call ✅ 2026-11-20"), base=base)
    moved = edited(("- [ ] call\n", ""), base=base).replace("## Log\n", "## Log\n- [ ] call\n")
    assert len(merged(ticked, moved, base).conflicts) == 1


def test_new_entries_of_both_sides_in_place_of_one_that_both_took_out_are_new_entries() -> None:
    base = edited(("call: looms\n", "call: looms\n- 2026-11-02 sent the rubric\n"))
    ours = edited(("- 2026-11-02 sent the rubric\n", "- 2026-11-08 coffee: about her garden\n"), base=base)
    theirs = edited(("- 2026-11-02 sent the rubric\n", ""), base=base)
    assert clean(ours, theirs, base) == ours


def test_a_log_that_both_sides_wrote_anew_as_a_whole_stands_between_markers_in_no_time() -> None:
    def log(word: str) -> str:
        return "".join(f"- 2026-01-01 {word * 9} {number}\n" for number in range(600))

    found = merge(BASE + log("x"), BASE + log("ours"), BASE + log("y"))
    assert len(found.conflicts) == 1 and found.text.startswith(BASE)


def test_prose_changed_on_both_sides_stands_between_markers() -> None:
    found = merged(edited(("She writes", "Ada writes")), edited(("programs.", "notes.")))
    assert len(found.conflicts) == 1 and "||||||| base\nShe writes programs.\n=======" in found.text


def test_a_managed_region_takes_either_side() -> None:
    region = "%% vaultnet:begin briefing %%\n{}\n%% vaultnet:end briefing %%\n"
    base = edited(("# Ada", region.format("old") + "# Ada"))
    text = clean(base.replace("old", "one"), base.replace("old", "- other\n- lines"), base)
    assert text == base.replace("old", "one") or text == base.replace("old", "- other\n- lines")


def test_a_region_made_on_both_sides_is_there_once() -> None:
    region = "%% vaultnet:begin briefing %%\n{}\n%% vaultnet:end briefing %%\n"
    text = clean(edited(("# Ada", region.format("one") + "# Ada")), BASE + region.format("other"))
    assert text.count("vaultnet:begin") == 1


def test_sections_made_on_both_sides_stand_one_after_the_other() -> None:
    text = clean(BASE + "\n## Ask\n- ? why\n", BASE + "- 2026-11-09 b\n\n## Career\n- 2024-03 CTO\n")
    assert text == BASE + "- 2026-11-09 b\n\n## Ask\n- ? why\n\n## Career\n- 2024-03 CTO\n"


def test_list_lines_in_code_are_text_like_any_other() -> None:
    base = "```\n- a\n```\n"
    assert merge(base, "```\n- a\n- b\n```\n", "```\n- a\n- c\n```\n").conflicts


# what is kept, and doubt -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_the_byte_order_mark_and_a_missing_last_line_end_are_kept(eol: str, mark: str, last: bool) -> None:
    def laid_out(text: str) -> str:
        return mark + (text if last else text.removesuffix("\n")).replace("\n", eol)

    ours, theirs = BASE + "- 2026-11-09 b\n", edited(("2026-11-01\n---", "2026-11-07\n---")) + "- 2026-11-05 a\n"
    expected = edited(("2026-11-01\n---", "2026-11-07\n---")) + "- 2026-11-05 a\n- 2026-11-09 b\n"
    assert merge(laid_out(BASE), laid_out(ours), laid_out(theirs)) == Merged(laid_out(expected), ())


def test_lines_that_end_differently_in_one_note_keep_their_ends() -> None:
    base = "a\r\nb\nc\r\n"
    assert merge(base, "a\r\nb\nc\r\nd\n", "0\na\r\nb\nc\r\n").text == "0\na\r\nb\nc\r\nd\n"


@pytest.mark.parametrize(
    "front", ["a: [", "a: 1\na: 2", "<<<<<<< x\na: 1\n=======\na: 2\n>>>>>>> y", "{a: 1, b: 2}", "- a\n- b"]
)
def test_what_cannot_be_read_is_merged_as_plain_text_and_never_silently(front: str) -> None:
    base = f"---\n{front}\nz: 1\n---\nbody\n"
    found = merge(base, base.replace("z: 1", "z: 2"), base.replace("z: 1", "z: 3"))
    assert found.conflicts[0].message.startswith("merged as plain text")
    assert "z: 2" in found.text and "z: 3" in found.text


def test_frontmatter_that_only_one_side_touched_may_be_whatever_it_is() -> None:
    base = "---\na: {{date}}\n---\nbody\n"
    assert merge(base, base.replace("date", "time"), base + "more\n") == Merged(
        "---\na: {{time}}\n---\nbody\nmore\n", ()
    )


def test_an_earlier_conflict_is_said_and_the_frontmatter_is_merged_all_the_same() -> None:
    ours = edited(("tier: close", "tier: inner")) + "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"
    found = merge(BASE, ours, edited(("She", "Ada"), ('"CTO"', "Boss")))
    assert found.conflicts and not read_front(found.text).faults
    assert (read_front(found.text).fields["tier"], read_front(found.text).fields["title"]) == ("inner", "Boss")


def test_a_note_that_shows_conflict_markers_in_code_is_merged_as_any_other() -> None:
    base = BASE.replace("She writes", "```\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n```\nShe writes")
    ours, theirs = edited(('"CTO"', "Boss"), base=base), base + "- 2026-11-09 b\n"
    assert clean(ours, theirs, base) == edited(('"CTO"', "Boss"), base=theirs)


# laws --------------------------------------------------------------------------------------------------------------

LINES = ["---", "a: 1", "a: 2", "b:", "  - x", "# c", "", "- 2026-01-01 call: y", "- [ ] z", "  - n", "text", "## Log",
         "%% vaultnet:begin r %%", "%% vaultnet:end r %%", "```", "<<<<<<< x", "=======", ">>>>>>> x"]  # fmt: skip
TEXTS = st.tuples(
    st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.booleans()
).map(lambda parts: ("\ufeff" if parts[2] else "") + parts[1].join(parts[0]) + (parts[1] if parts[3] else ""))


@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_three_texts_give_one_that_holds_every_line_either_side_wrote(base: str, ours: str, theirs: str) -> None:
    def lines(text: str) -> set[str]:
        return set(re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")))

    def typed(text: str) -> set[str]:
        text = re.sub(r"\r\n|\r", "\n", text.removeprefix("\ufeff")) + "\n"
        try:
            front = split(text)
        except Unclosed:
            return lines(text)
        return lines(text[: front.body] + without_regions(text[front.body :]) if front else without_regions(text))

    found = merge(base, ours, theirs)
    wanted = (typed(ours) | typed(theirs)) - lines(base)
    assert not {line for line in wanted - lines(found.text) if line.startswith("- ")}
    assert len(found.conflicts) == len(merge(base, theirs, ours).conflicts)


@given(TEXTS, TEXTS)
@settings(deadline=None)
def test_what_one_side_alone_did_is_taken_as_it_is(base: str, side: str) -> None:
    for ours, theirs, result in ((side, side, side), (base, side, side), (side, base, side)):
        assert merge(base, ours, theirs) == Merged(result, ())


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=60)
def test_no_line_of_two_machines_is_lost_and_the_frontmatter_reads(seed: int) -> None:
    base, ours, theirs = pair(seed)
    text = merge(base, ours, theirs).text
    assert set(MARK.findall(text)) >= set(MARK.findall(ours)) | set(MARK.findall(theirs))
    assert not read_front(text).faults


def test_the_proof_in_short(capsys: pytest.CaptureFixture[str]) -> None:
    assert prove_pairs(150, plain=False), capsys.readouterr().out


@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_the_proof_sees_a_line_that_stands_twice_and_not_one_in_conflict(eol: str) -> None:
    line, other = "- 2026-03-01 call: x [mark:: a-1]", "- 2026-03-02 call: y"
    side = eol.join([line, other, ""])
    assert twice(side, side, side, side) == []
    assert twice(side, side, side, eol.join([line, other, line])) == sorted([line, "a-1"])
    shown = eol.join([other, "<<<<<<< ours", line, "||||||| base", line, "=======", line, ">>>>>>> theirs", ""])
    assert twice(side, side, side, shown) == []


def test_the_proof_allows_a_mark_on_the_lines_that_people_chose_to_keep_and_on_no_other() -> None:
    old, mine, yours = (f"- [x] send it [mark:: a-1] ✅ 2026-03-0{day}" for day in (1, 2, 3))
    assert twice(old, f"{mine}\n{old}", f"{old}\n{yours}", f"{mine}\n{old}\n{yours}") == []
    assert twice(old, mine, yours, f"{mine}\n{yours}") == ["a-1"]
    other = "- [x] send it [mark:: a-1] ✅ 2026-02-01"
    both = (f"{old}\n{other}", f"{mine}\n{other}", f"{yours}\n{other}")
    assert twice(*both, f"{mine}\n{yours}\n{other}") == ["a-1"]


def test_a_line_that_both_sides_wrote_in_different_places_stands_once() -> None:
    both = "- 2026-12-01 call: the same\n"
    ours = BASE + "- 2026-11-20 call: mine\n" + both
    theirs = BASE + both + "- 2026-12-05 call: theirs\n"
    text = clean(ours, theirs)
    assert text.count(both) == 1
    assert "mine" in text and "theirs" in text


def test_what_was_added_below_an_item_never_lands_below_another() -> None:
    base = "- 2026-01-01 call: [[Bob]]\n- 2026-01-02 call: [[Cyd]]\n"
    ours = "- 2026-01-01 call: [[Bob]]\n"
    for added in ("  - she is ill\n", "  - [ ] send deck #promise\n", "  - a\n    - b\n"):
        for one, other in ((ours, base + added), (base + added, ours)):
            merged = merge(base, one, other)
            assert merged.conflicts and added in merged.text
    nested = base + "  - one\n"
    assert merge(nested, ours, nested + "  - two\n").conflicts


def test_a_further_paragraph_stays_with_its_item() -> None:
    base = "- 2026-01-01 call: one\n- 2026-01-02 call: two\n"
    more = base + "\n  second paragraph on two\n"
    for one, other in ((base + "- 2026-01-03 call: three\n", more), (more, base + "- 2026-01-03 call: three\n")):
        merged = merge(base, one, other)
        assert not merged.conflicts and merged.text == more + "- 2026-01-03 call: three\n"


def test_a_comment_that_one_side_wrote_on_a_key_keeps_the_key_the_other_took_out() -> None:
    base = "---\ntype: person\ntier: close\n---\n"
    ours = "---\ntier: close\n---\n"
    for theirs in (
        "---\n# met at school\ntype: person\ntier: close\n---\n",
        "---\ntype: person # keep\ntier: close\n---\n",
    ):
        for one, other in ((ours, theirs), (theirs, ours)):
            merged = merge(base, one, other)
            assert merged.conflicts and all(line in merged.text for line in theirs.splitlines())
    assert merge(base, ours, "---\ntype:  person\ntier: close\n---\n").text == ours


def test_a_comment_stays_with_its_item_where_both_sides_add_to_a_list() -> None:
    base = '---\nknows:\n  - "[[Mo]]" # from school\n---\n'
    ours = '---\nknows:\n  - "[[Mo]]" # from school\n  - "[[Zoe]]"\n---\n'
    theirs = '---\nknows:\n  - "[[Bo]]"\n  - "[[Mo]]" # from school\n---\n'
    for one, other in ((ours, theirs), (theirs, ours)):
        merged = merge(base, one, other)
        assert not merged.conflicts and '"[[Mo]]" # from school\n' in merged.text and merged.text.count("#") == 1
