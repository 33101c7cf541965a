"""Surgical edits: what changes, what stays, what is refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultnet.errors import Refused
from vaultnet.text import edit
from vaultnet.text.frontmatter import load, read_front, split
from vaultnet.text.spans import reads_plain, write_scalar

EOLS = ["\n", "\r\n", "\r"]


def note(front: str, body: str = "# Body\n") -> str:
    return f"---\n{front}---\n{body}"


def refused(call, *args, **more) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    assert caught.value.line > 0 and caught.value.message
    return caught.value


SET = {
    "plain text": ("a: x\n", "y z", "a: y z\n"),
    "spaces and comment after the value stay": ("a:   x   # why\n", "z", "a:   z   # why\n"),
    "single quotes stay": ("a: 'x'\n", "it's", "a: 'it''s'\n"),
    "double quotes stay": ('a: "x"\n', 'say "hi"', 'a: "say \\"hi\\""\n'),
    "a date stays plain": ("a: 2024-01-05\n", "2024-02-06", "a: 2024-02-06\n"),
    "a date stays quoted": ('a: "2024-01-05"\n', "2024-02-06", 'a: "2024-02-06"\n'),
    "no date is quoted": ("a: x\n", "2024-02-30", 'a: "2024-02-30"\n'),
    "a boolean word of YAML 1.1": ("a: x\n", "NO", 'a: "NO"\n'),
    "sixty minutes": ("a: x\n", "12:30", 'a: "12:30"\n'),
    "octal": ("a: x\n", "0151234567", 'a: "0151234567"\n'),
    "underscores": ("a: x\n", "1_000", 'a: "1_000"\n'),
    "a phone": ("a: x\n", "+49 151 23", 'a: "+49 151 23"\n'),
    "null": ("a: x\n", "~", 'a: "~"\n'),
    "empty text": ("a: x\n", "", 'a: ""\n'),
    "a link in double quotes": ("a: 'x'\n", "[[Ada]]", 'a: "[[Ada]]"\n'),
    "colon and hash": ("a: x\n", "b: c #d", 'a: "b: c #d"\n'),
    "an emoji stays an emoji": ("a: x\n", "🎉 日本", "a: 🎉 日本\n"),
    "control characters are escaped": ("a: x\n", "b\x07\x85\u2028\ufeff", 'a: "b\\x07\\x85\\u2028\\ufeff"\n'),
    "a number": ("a: 'x'\n", 5, "a: 5\n"),
    "a fraction": ("a: x\n", 0.5, "a: 0.5\n"),
    "a boolean": ("a: x\n", True, "a: true\n"),
    "nothing": ("a: x # why\nb: 1\n", None, "a: # why\nb: 1\n"),
    "into nothing": ("a:\nb: 1\n", "x", "a: x\nb: 1\n"),
    "into a blank": ("a: \nb: 1\n", "x", "a: x\nb: 1\n"),
    "into nothing before a comment": ("a: # why\n", "x", "a: x # why\n"),
    "value on the next line": ("a:\n  x\nb: 1\n", "v", "a:\n  v\nb: 1\n"),
    "tag and anchor go with the value": ("a: !!str &q 5 # why\n", "v", "a: v # why\n"),
    "multi-line plain": ("a: x\n  y\nb: 1\n", "z", "a: z\nb: 1\n"),
    "multi-line quoted": ('a: "x\n  y"\nb: 1\n', "z", 'a: "z"\nb: 1\n'),
    "a literal keeps its form": ("a: |\n    x\n    y\n\nb: 1\n", "p\n\nq\n", "a: |\n    p\n\n    q\n\nb: 1\n"),
    "a literal of one line": ("a: |\n  x\nb: 1\n", "z", "a: z\nb: 1\n"),
    "a literal that keeps blank lines": ("a: |+\n  x\n\n# c\nb: 1\n", "z", "a: z\n\n# c\nb: 1\n"),
    "a folded text": ("a: >-\n  x\n  y\nb: 1\n", "z", "a: z\nb: 1\n"),
    "quoted key": ("'a' : x\n", "v", "'a' : v\n"),
    "explicit key": ("? a\n: x\n", "v", "? a\n: v\n"),
    "explicit key without a value": ("? a\n# c\n? b\n", "v", "? a\n: v\n# c\n? b\n"),
    "flow root": ("{a: x, b: 1}\n", "y, z", '{a: "y, z", b: 1}\n'),
    "flow root of JSON": ('{"a":1,"b":2}\n', "v", '{"a": v,"b":2}\n'),
    "flow root without a value": ("{b, a}\n", "v", "{b, a: v}\n"),
    "flow root over lines": ("{a: x, # c\n b: 1\n}\n", None, "{a: null, # c\n b: 1\n}\n"),
    "an alias": ("b: &q 1\na: *q\n", "v", "b: &q 1\na: v\n"),
    "an indented root": ("  a: x\n  b: 1\n", "v", "  a: v\n  b: 1\n"),
    "a list becomes one value": ("a:\n  - x\n  - z\n# c\nb: 1\n", "v", "a: v\n# c\nb: 1\n"),
    "a mapping becomes one value": ("a:\n  x: 1\n\nb: 1\n", "v", "a: v\n\nb: 1\n"),
    "a value becomes a list": ("a: x # c\nb: 1\n", ["p", "q"], "a: # c\n  - p\n  - q\nb: 1\n"),
    "a value stands first in its list": ("a: 'x' # c\n", ["x", "q"], "a:\n  - 'x' # c\n  - 'q'\n"),
    "nothing becomes a list": ("a: # c\nb: 1\n", ["p"], "a: # c\n  - p\nb: 1\n"),
    "a block list keeps indent, comments and quotes": (
        "a:\n- 'x' # c\n# d\n- y\n\nb: 1\n",
        ["x", "p", "q"],
        "a:\n- 'x' # c\n# d\n- p\n- q\n\nb: 1\n",
    ),
    "an item comes in the middle": ("a:\n  - x # c\n  - z\n", ["x", "w", "z"], "a:\n  - x # c\n  - w\n  - z\n"),
    "items go": ("a:\n  - x # c\n  - w # d\n  - z\n", ["z"], "a:\n  - z\n"),
    "an empty list": ("a:\n  - x\nb: 1\n", [], "a: []\nb: 1\n"),
    "a flow list stays one": ("a: [x, 'z'] # c\n", ["z", "p, q"], "a: ['z', \"p, q\"] # c\n"),
    "a flow list grows": ("a: [x, # c\n  z]\n", ["x", "z", "w"], "a: [x, # c\n  z, w]\n"),
    "items without a value": ("a:\n  -\n  - x\n", ["y", "x"], "a:\n  - \"y\"\n  - x\n"),
}  # fmt: skip


@pytest.mark.parametrize("front, value, wanted", SET.values(), ids=SET.keys())
def test_a_value_is_set_and_the_rest_stays(front, value, wanted):
    once = edit.set_field(note(front), "a", value)
    assert once == note(wanted)
    assert edit.set_field(once, "a", value) == once


@pytest.mark.parametrize("eol", EOLS)
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("front, value, wanted", SET.values(), ids=SET.keys())
def test_line_ends_and_byte_order_mark_stay(front, value, wanted, eol, bom):
    given_text = bom + note(front, "last\n\nline").replace("\n", eol)
    assert edit.set_field(given_text, "a", value) == bom + note(wanted, "last\n\nline").replace("\n", eol)


@pytest.mark.parametrize("eol", EOLS)
@pytest.mark.parametrize("front, value, wanted", [
    ("b: 1\n", "x", "b: 1\na: x\n"),
    ("b: 1\n", ["x", "[[Y]]"], 'b: 1\na:\n  - x\n  - "[[Y]]"\n'),
    ("b: 1\n", [], "b: 1\na: []\n"),
    ("b: 1\n", None, "b: 1\na:\n"),
    ("b: |+\n  x\n\n", "x", "b: |+\n  x\n\na: x\n"),
    ("  b: 1\n", "x", "  b: 1\n  a: x\n"),
    ("", "x", "a: x\n"),
    ("# only a comment\n", "x", "# only a comment\na: x\n"),
    ("{b: 1}\n", "x", "{b: 1, a: x}\n"),
    ("{b: 1 # c\n}\n", "x", "{b: 1, a: x # c\n}\n"),
    ("{}\n", ["x"], "{a: [x]}\n"),
])  # fmt: skip
def test_a_missing_key_comes_last(front, value, wanted, eol):
    assert edit.set_field(note(front).replace("\n", eol), "a", value) == note(wanted).replace("\n", eol)


@pytest.mark.parametrize("text, wanted", [
    ("", "---\na: x\n---\n"),
    ("# Hi", "---\na: x\n---\n# Hi"),
    ("\ufeff# Hi\r\nyou\n", "\ufeff---\r\na: x\r\n---\r\n# Hi\r\nyou\n"),
])  # fmt: skip
def test_a_note_without_frontmatter_gets_one(text, wanted):
    assert edit.set_field(text, "a", "x") == wanted


@pytest.mark.parametrize("key", ["NO", "2024", "a: b", "content", "handler", "Ünï çode", "- x", "#x", "a,b", "<<"])
def test_any_key_can_be_set(key):
    text = edit.set_field(note("b: 1\n"), key, "x")
    assert load(text[4 : split(text).end]) == {"b": 1, key: "x"}
    assert edit.set_field(edit.set_field(text, key, "z"), key, "x") == text


@pytest.mark.parametrize("front", ["a: NO\n", "a: 'NO'\n", 'a: "NO"  # x\n', "a: >-\n  NO\n"])
def test_a_value_that_is_there_changes_nothing(front):
    assert edit.set_field(note(front), "a", "NO") == note(front)


REFUSE = {
    "conflict": ("a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> x\n", 3, "conflict"),
    "twice": ("a: 1\nb: 2\na: 3\n", 4, "lines 2 and 4"),
    "no mapping": ("- a\n- b\n", 2, "key: value"),
    "unreadable": ("b: 1\na: @x\n", 3, "cannot be read"),
    "a template": ("b: 1\na: {{date}}\n", 3, ""),
    "used again": ("a: &q 1\nb: *q\n", 2, "used again on line 3"),
    "lost comment": ("a:\n  - x # why\n  - y\n", 3, "comment"),
    "lost comment in a block list": ("a:\n  - x\n  # why\n  - y\n", 4, "comment"),
    "bomb": ("b: " + "[" * 30 + "]" * 30 + "\na: 1\n", 2, "complex"),
    "too long": ("a: 1\nb: " + "x" * 300_000 + "\n", 2, "complex"),
}


@pytest.mark.parametrize("front, line, words", REFUSE.values(), ids=REFUSE.keys())
def test_what_is_not_safe_is_refused_with_its_line(front, line, words):
    error = refused(edit.set_field, note(front), "a", "new")
    assert error.line == line and words in error.message, error.message


def test_another_key_that_stands_twice_is_no_obstacle():
    assert edit.set_field(note("b: 1\na: x\nb: 2\n"), "a", "z") == note("b: 1\na: z\nb: 2\n")


def test_unclosed_frontmatter_is_refused_everywhere():
    text = "---\na: 1\n"
    assert refused(edit.set_field, text, "a", "x").line == 1
    assert refused(edit.append_line, text, "Log", "- x").line == 1
    assert refused(edit.set_region, text, "r", "x").line == 1
    assert edit.regions(text) == []


@pytest.mark.parametrize("value", [10**30, 1e300, float("nan"), float("inf"), "\ud800"])
def test_a_value_that_would_not_read_back_is_refused(value):
    refused(edit.set_field, note("a: x\n"), "a", value)


@pytest.mark.parametrize("eol", EOLS)
@pytest.mark.parametrize("front, wanted", [
    ("b: 1\na: x # c\n# d\nc: 2\n", "b: 1\n# d\nc: 2\n"),
    ("# c\na:\n  - x\n  - y # d\n\nb: 1\n", "# c\n\nb: 1\n"),
    ("a: |\n  x\n  y\nb: 1\n", "b: 1\n"),
    ("? a\n: x\nb: 1\n", "b: 1\n"),
    ("a: x\n", ""),
    ("{a: 1, b: 2}\n", "{b: 2}\n"),
    ("{b: 2, a: 1}\n", "{b: 2}\n"),
    ("{b: 2, a}\n", "{b: 2}\n"),
    ("{a: 1}\n", "{}\n"),
    ("b: 1\n", "b: 1\n"),
])  # fmt: skip
def test_a_field_is_removed_with_its_lines(front, wanted, eol):
    assert edit.remove_field(note(front).replace("\n", eol), "a") == note(wanted).replace("\n", eol)


@pytest.mark.parametrize("front, item, wanted", [
    ("a:\n  - x # c\n\n# d\nb: 1\n", "y z", "a:\n  - x # c\n  - y z\n\n# d\nb: 1\n"),
    ("a:\n- 'x'\n", "z", "a:\n- 'x'\n- 'z'\n"),
    ("a: [x]\n", "z", "a: [x, z]\n"),
    ("a: []\n", "z", "a: [z]\n"),
    ("a: x # c\n", "z", "a:\n  - x # c\n  - z\n"),
    ("a: 5\n", "z", "a:\n  - 5\n  - z\n"),
    ("a:\n", "z", "a:\n  - z\n"),
    ("b: 1\n", "z", "b: 1\na:\n  - z\n"),
    ("a: [[Acme]] # c\n", "[[B]]", 'a: # c\n  - "[[Acme]]"\n  - "[[B]]"\n'),
    ("a:\n  - [[Acme]]\n", "[[B]]", 'a:\n  - [[Acme]]\n  - "[[B]]"\n'),
    ("a:\n  - [[Acme]]\n", "[[Acme]]", "a:\n  - [[Acme]]\n"),
    ("a: z\n", "z", "a: z\n"),
    ("a: |\n  p\n  q\n", "z", 'a:\n  - "p\\nq\\n"\n  - z\n'),
    ("a:\n  -   x: 1\n      y: 2\n", "z", "a:\n  -   x: 1\n      y: 2\n  - z\n"),
])  # fmt: skip
def test_an_item_is_added(front, item, wanted):
    once = edit.add_item(note(front), "a", item)
    assert once == note(wanted)
    assert edit.add_item(once, "a", item) == once


@pytest.mark.parametrize("front, item, wanted", [
    ("a:\n  - x # c\n  # d\n  - y\nb: 1\n", "x", "a:\n  # d\n  - y\nb: 1\n"),
    ("a:\n  - x\nb: 1\n", "x", "a: []\nb: 1\n"),
    ("a: [x, y, z]\n", "y", "a: [x, z]\n"),
    ("a: [[Acme]]\n", "[[Acme]]", "a:\n"),
    ("a:\n  - [[Acme]]\n  - x\n", "[[Acme]]", "a:\n  - x\n"),
    ("a: x\n", "x", "a:\n"),
    ("a: x\n", "y", "a: x\n"),
    ("b: x\n", "x", "b: x\n"),
])  # fmt: skip
def test_an_item_is_removed(front, item, wanted):
    assert edit.remove_item(note(front), "a", item) == note(wanted)


def test_a_mapping_is_no_list():
    assert "mapping" in refused(edit.add_item, note("a: {x: 1}\n"), "a", "z").message


@pytest.mark.parametrize("front, wanted", [
    ('a: "[[Ada]] and [[Ada]]" # [[Ada]]\n', 'a: "[[D\'A \\"x\\"]] and [[D\'A \\"x\\"]]" # [[Ada]]\n'),
    ("a: '[[Ada]]'\n", "a: '[[D''A \"x\"]]'\n"),
    ("a: see [[Ada]] there\n", "a: see [[D'A \"x\"]] there\n"),
    ("a: [[Ada]]\n", "a: [[D'A \"x\"]]\n"),
    ("a:\n  - [[Ada]]\n  - '[[Bob]]'\n", "a:\n  - [[D'A \"x\"]]\n  - '[[Bob]]'\n"),
    ('a: "[[\\u0041da]]"\n', 'a: "[[D\'A \\"x\\"]]"\n'),
    ("a: {x: ['[[Ada]]']}\n", "a: {x: ['[[D''A \"x\"]]']}\n"),
    ("a: |\n  see [[Ada]]\n", "a: |\n  see [[D'A \"x\"]]\n"),
    ("a: x\n", "a: x\n"),
    ("b: '[[Ada]]'\n", "b: '[[Ada]]'\n"),
])  # fmt: skip
def test_a_link_is_renamed_within_its_value(front, wanted):
    assert edit.rewrite_value_text(note(front), "a", "[[Ada]]", '[[D\'A "x"]]') == note(wanted)


# Laws --------------------------------------------------------------------------------------------------------------

BEGIN, END = "%% vaultnet:begin b %%", "%% vaultnet:end b %%"

TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "NO",
        "~",
        "12:30",
        "0x1F",
        "1e3",
        ".5",
        "=",
        "<<",
        "- x",
        "[[A]]",
        "a: b",
        "a #b",
        "'",
        '"',
        "\\",
        "\t",
        "\r\n",
        "---",
    ]
)
VALUES = (
    TEXTS
    | st.integers(-(10**9), 10**9)
    | st.booleans()
    | st.none()
    | st.lists(TEXTS, max_size=4)
    | st.sampled_from([0.5])
)
FIELDS = [
    "a: x",
    "a: 'x' # c",
    "a:",
    "a: [p, 'q']",
    "a:\n  - p # c\n  - q",
    "a:\n- p",
    "a: |\n  t\n  u",
    "a: >+\n  t\n",
]
FIELDS += ["b: 1 # d", "c: &k z", "d: *k", "# e", "", "f: {g: [1, 2]}", "h:\n  i: 1", "{a: 1}", "? a\n: 2", "j: @"]
FRONTS = st.lists(st.sampled_from(FIELDS), max_size=5, unique=True)
BODIES = st.sampled_from(
    ["", "x", "# A\n\n## Log\n- a\n", "## Log\n\n## B\n", "```\n", "---\nq: 1\n---\n", f"{BEGIN}\nq\n{END}\n"]
)


@st.composite
def notes(draw) -> str:
    front, body = draw(FRONTS), draw(BODIES)
    whole = "".join(["---\n", *(line + "\n" for line in front), "---\n", body]) if draw(st.integers(0, 9)) else body
    return draw(st.sampled_from(["", "\ufeff"])) + whole.replace("\n", draw(st.sampled_from(EOLS)))


def values(text: str) -> dict:
    block = split(text)
    return load(re.sub(r"\r\n?", "\n", text[block.start : block.end])) if block else {}


@given(notes(), st.sampled_from(["a", "b", "h", "new", "é: #"]), VALUES)
def test_setting_changes_one_value_and_a_second_run_nothing(text, key, value):
    try:
        once = edit.set_field(text, key, value)
    except Refused as error:
        assert error.line > 0
        return
    before, after = values(text), values(once)
    assert after.pop(key) == value
    before.pop(key, None)
    assert list(after.items()) == list(before.items())
    assert edit.set_field(once, key, value) == once
    old, new = split(text), split(once)
    assert text[old.body if old else text.startswith("\ufeff") :] == once[new.body :]
    assert text.startswith("\ufeff") == once.startswith("\ufeff")
    for line in re.split(r"[\r\n]+", text):
        key_of = re.match(r"[b-j]", line)
        if key_of and key_of[0] != key and " " in line and text.count(line) == 1:
            assert line in once


@given(notes(), st.sampled_from(["a", "b", "f", "new"]), TEXTS)
def test_adding_and_removing_an_item_are_each_done_once(text, key, item):
    try:
        with_item = edit.add_item(text, key, item)
        assert edit.add_item(with_item, key, item) == with_item
        without = edit.remove_item(with_item, key, item)
    except Refused as error:
        assert error.line > 0
        return
    assert edit.remove_item(without, key, item) == without
    others = {name: value for name, value in values(text).items() if name != key}
    assert {name: value for name, value in values(without).items() if name != key} == others


@given(notes(), st.sampled_from(["a", "b", "d", "f"]))
def test_a_removed_field_is_gone_and_only_it(text, key):
    try:
        left = edit.remove_field(text, key)
    except Refused as error:
        assert error.line > 0
        return
    wanted = values(text) if split(text) else {}
    wanted.pop(key, None)
    assert values(left) == wanted
    assert edit.remove_field(left, key) == left


@given(st.text(alphabet="-a:[]{}&*!|>'\"#%@`,? \n\r\t\ufeff🎉0", max_size=40), TEXTS, VALUES)
def test_whatever_the_text_nothing_but_a_refusal_is_raised(middle, item, value):
    for text in (middle, f"---\n{middle}\n---\nx", f"---\r\na: x{middle}\r\n---\r\n{middle}"):
        for call, *rest in (
            (edit.set_field, "a", value),
            (edit.add_item, "a", item),
            (edit.remove_item, "a", item),
            (edit.remove_field, "a"),
            (edit.rewrite_value_text, "a", "x", item),
            (edit.append_line, "Log", item),
            (edit.set_region, "b", item),
            (edit.replace_line, 1, item, [item]),
        ):
            try:
                assert isinstance(call(text, *rest), str)
            except Refused as error:
                assert error.line > 0
        assert edit.regions(text) is not None and edit.region_faults(text) is not None
        read_front(text)


@given(notes(), st.sampled_from(["- new", "- x `y`"]))
def test_an_appended_line_is_all_that_comes(text, line):
    try:
        longer = edit.append_line(text, "Log", line)
    except Refused:
        return
    split_at = next((i for i, (a, b) in enumerate(zip(text, longer, strict=False)) if a != b), len(text))
    added = len(longer) - len(text)
    # what comes is one run of characters: the note without it is the note as it was
    assert any(longer[:i] + longer[i + added :] == text for i in range(max(0, split_at - added), split_at + 1))
    assert line in longer
    if text.strip("\ufeff"):
        assert longer.endswith(("\n", "\r")) == text.endswith(("\n", "\r"))


@given(notes(), st.sampled_from(["", "x", "x\n\ny\n", "## H\n- z"]), st.sampled_from(["frontmatter", "end"]))
def test_a_region_is_written_once(text, content, after):
    try:
        once = edit.set_region(text, "b", content, after=after)
    except Refused:
        return
    assert edit.set_region(once, "b", content, after=after) == once
    assert edit.region_faults(once) == []
    front = split(text)
    if front:
        assert once.startswith(text[: front.body])


@given(TEXTS)
def test_what_is_written_plain_reads_the_same_in_yaml_1_1_and_1_2(value):
    import datetime

    import yaml

    if reads_plain(value):
        loaded = yaml.safe_load(f"k: {value}\n")["k"]
        if isinstance(loaded, datetime.date):
            assert value.startswith(f"{loaded:%Y-%m-%d}")
        else:
            assert loaded == value
    for style in ("", "'", '"'):
        for flow in (False, True):
            try:
                value.encode()
            except UnicodeEncodeError:
                continue
            written = write_scalar(value, style, flow)
            shown = f"[{written}]" if flow else written
            read = load(f"k: {shown}\n")["k"]
            assert read == ([value] if flow else value)


HEADED = "type: x\ntags: # what I know\n  - a\n  - b\nnotes: |- # as told\n  one\n  two\nend: 1"


@pytest.mark.parametrize(
    ("key", "value", "lines"),
    [
        ("tags", "one", ["tags: one # what I know"]),
        ("tags", None, ["tags: # what I know"]),
        ("tags", ["c"], ["tags: # what I know", "  - c"]),
        ("notes", "one", ["notes: one # as told"]),
        ("notes", None, ["notes: # as told"]),
        ("notes", ["c"], ["notes: # as told", "  - c"]),
        ("notes", "three\nfour", ["notes: |- # as told", "  three", "  four"]),
    ],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n", "\r"])
def test_a_comment_on_the_line_of_the_key_stays_whatever_the_value_becomes(
    key: str, value: edit.Value, lines: list[str], eol: str
) -> None:
    def text(front: str) -> str:
        return f"---\n{front}\n---\nbody".replace("\n", eol)

    old = {"tags": "tags: # what I know\n  - a\n  - b", "notes": "notes: |- # as told\n  one\n  two"}[key]
    assert edit.set_field(text(HEADED), key, value) == text(HEADED.replace(old, "\n".join(lines)))


def test_an_item_that_moves_goes_with_its_line_and_its_comment() -> None:
    text = '---\nknows:\n  - "[[Bo]]"\n  - "[[Mo]]" # from school\n---\n'
    after = edit.set_field(text, "knows", ["[[Mo]]", "[[Bo]]", "[[Zoe]]"])
    assert after == '---\nknows:\n  - "[[Mo]]" # from school\n  - "[[Bo]]"\n  - "[[Zoe]]"\n---\n'


@pytest.mark.parametrize(
    "text",
    [
        "---\ntype: person\nx: [\n---\n- [ ] thing\n",
        "---\nx: 1\n- [ ] thing\n",
        "<<<<<<< a\n- [ ] thing\n=======\n>>>>>>> b\n",
    ],
)
def test_no_line_is_changed_in_a_note_that_cannot_be_read_or_is_in_conflict(text: str) -> None:
    number = text.split("\n").index("- [ ] thing") + 1
    with pytest.raises(Refused):
        edit.replace_line(text, number, "- [ ] thing", ["- [x] thing"])
