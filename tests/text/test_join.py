"""Joining two notes of one person loses no line and no value of either."""

from hypothesis import given
from hypothesis import strategies as st

from vaultnet.text.frontmatter import read_front
from vaultnet.text.join import join

KEYS = ["organization", "title", "tags", "aliases", "location", "needs", "birthday", "x-own"]
VALUES = st.sampled_from(["Acme", "CTO", "12-10", "a, b", "no", 'it\'s "x"', "日本"])
FIELDS = st.dictionaries(st.sampled_from(KEYS), st.one_of(VALUES, st.lists(VALUES, min_size=1, max_size=3)), max_size=5)
LINES = st.lists(
    st.sampled_from(["- 2026-01-02 call: x", "prose", "  - below", "- [ ] y #promise", "", "> quoted"]), max_size=4
)
SECTIONS = st.lists(st.tuples(st.sampled_from(["Log", "Ask", "Gifts", "Career"]), LINES), max_size=3)


def note(fields: dict[str, object], prose: list[str], parts: list[tuple[str, list[str]]]) -> str:
    import json

    front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    body = "\n".join(prose + [line for title, lines in parts for line in (f"## {title}", *lines)])
    return f"---\ntype: person\n{front}---\n{body}\n"


def plain(key: str) -> str:
    return key


@given(FIELDS, LINES, SECTIONS, FIELDS, LINES, SECTIONS)
def test_every_line_and_value_of_both_notes_stands_in_the_joined_one(
    here: dict[str, object], prose: list[str], parts: list[tuple[str, list[str]]],
    there: dict[str, object], more: list[str], others: list[tuple[str, list[str]]],
) -> None:  # fmt: skip
    stays, goes = note(here, prose, parts), note(there, more, others)
    joined = join(stays, goes, "Old Name", plain, lambda value: False)
    lines = joined.text.splitlines()
    for text in (stays, goes):
        body = text.split("---\n", 2)[2]
        for line in body.splitlines():
            if line.strip():
                assert lines.count(line) >= 1, line
        wanted = [line for line in body.splitlines() if line.strip() and not line.startswith("## ")]
        assert all(lines.count(line) >= wanted.count(line) for line in wanted)
    fields = read_front(joined.text).fields
    for source in (here, there):
        for key, value in source.items():
            for item in value if isinstance(value, list) else [value]:
                found = fields[key]
                assert item == found or (isinstance(found, list) and item in found) or (key, item) in joined.left


@given(FIELDS, LINES, SECTIONS)
def test_what_stays_keeps_its_own_value_where_both_have_one(
    fields: dict[str, object], prose: list[str], parts: list[tuple[str, list[str]]]
) -> None:
    mine = note({"title": "CTO", **{k: v for k, v in fields.items() if k != "title"}}, prose, parts)
    joined = join(mine, note({"title": "Countess"}, [], []), "Old Name", plain, lambda value: False)
    assert read_front(joined.text).fields["title"] == "CTO"
    assert joined.left == (("title", "Countess"),)
    assert "- title: Countess" in joined.text


def test_links_of_the_two_to_each_other_are_left_out() -> None:
    goes = '---\nknows:\n  - "[[Ada]]"\n  - "[[Bob]]"\n---\n'
    joined = join("---\ntype: person\n---\n", goes, "A.", plain, lambda value: value == "[[Ada]]")
    assert read_front(joined.text).fields["knows"] == ["[[Bob]]"]


def test_comments_in_the_frontmatter_that_goes_stand_below_its_heading() -> None:
    joined = join(
        "---\ntype: person\n---\n", "---\ntier: close  # her calendar\n---\n", "A.", plain, lambda value: False
    )
    assert joined.text.endswith("## From A.\nher calendar\n")
