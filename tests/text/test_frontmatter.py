import random
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultnet.text import frontmatter
from vaultnet.text.frontmatter import Block, Unclosed, Unreadable, conflict_line, load, read_front, split
from vaultnet.text.plain import Value, core, read_plain

PROJECT = Path(__file__).parent.parent.parent
CORPORA = PROJECT.parent / "shared" / "corpora"


def front(block: str) -> frontmatter.Front:
    return read_front(f"---\n{block}\n---\nbody\n")


# Where it stands ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "inside", "body"),
    [
        ("---\na: 1\n---\nbody", "a: 1\n", "body"),
        ("---\n---\nbody", "", "body"),
        ("---\na: 1\n---", "a: 1\n", ""),
        ("--- \t\na: 1\n---  \nbody", "a: 1\n", "body"),
        ("\ufeff---\na: 1\n---\nbody", "a: 1\n", "body"),
        ("---\r\na: 1\r\n---\r\nbody", "a: 1\r\n", "body"),
        ("---\ra: 1\r---\rbody", "a: 1\r", "body"),
        ("---\na: 1\n---\nx\n---\ny", "a: 1\n", "x\n---\ny"),
        ("---\na: |\n  x\n  ---\n---\nbody", "a: |\n  x\n  ---\n", "body"),
        ("---\na: 1\n----\n---\nbody", "a: 1\n----\n", "body"),
        ("---\na: 1\n---x\n---\nbody", "a: 1\n---x\n", "body"),
    ],
)
def test_the_block_stands_between_the_first_line_and_the_next_line_of_dashes(text: str, inside: str, body: str) -> None:
    block = split(text)
    assert block is not None
    assert (text[block.start : block.end], text[block.body :]) == (inside, body)
    before = text[: block.body]
    assert block.body_line == len(before.replace("\r\n", "\n").replace("\r", "\n").split("\n")) + (not body)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "body",
        "\n---\na: 1\n---\n",
        " ---\na: 1\n---\n",
        "----\na: 1\n----\n",
        "---x\n---\n",
        "# A\n---\n---\n",
        "---",
    ],
)
def test_what_does_not_begin_with_three_dashes_on_the_first_line_has_no_frontmatter(text: str) -> None:
    assert split(text) is None
    assert read_front(text) == ({}, {}, (), 0, 1)


@pytest.mark.parametrize("text", ["---\n", "---\na: 1\n", "---\na: 1\n...\n", "---\na: 1\n ---\n", "\ufeff---\r\na: 1"])
def test_a_block_that_is_never_closed_is_an_error_and_the_whole_text_the_body(text: str) -> None:
    with pytest.raises(Unclosed):
        split(text)
    read = read_front(text)
    assert (read.fields, read.body, read.body_line) == ({}, 0, 1)
    assert [(fault.code, fault.line) for fault in read.faults] == [("unclosed", 1)]
    assert read.faults[0].hint


def test_the_end_mark_of_yaml_does_not_close_the_block() -> None:
    assert front("a: 1").fields == {"a": 1}
    with pytest.raises(Unclosed):
        split("---\na: 1\n...\nbody")


# What it says: YAML 1.2 core, and a number only where printing it gives the same characters back ---------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # the table of what YAML 1.1 makes of it (python-frontmatter's default) -> what must come out
        ("0151234567", "0151234567"),
        ("+49151234567", "+49151234567"),
        ("+15551234567", "+15551234567"),
        ("01067", "01067"),
        ("08067", "08067"),
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("12:30", "12:30"),
        ("1:30:15", "1:30:15"),
        ("2021-05-06", "2021-05-06"),
        ("2024-02-30", "2024-02-30"),
        ("2021-13-45", "2021-13-45"),
        ("0000-00-00", "0000-00-00"),
        ("2024-01-05T10:00:00Z", "2024-01-05T10:00:00Z"),
        ("2024-1-5", "2024-1-5"),
        ("=", "="),
        ("<<", "<<"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("0b11", "0b11"),
        (".inf", ".inf"),
        ("-.INF", "-.INF"),
        (".nan", ".nan"),
        ("1e3", "1e3"),
        ("1.", "1."),
        (".5", ".5"),
        ("1.10", "1.10"),
        ("48.10", "48.10"),
        ("48.1", 48.1),
        ("-0.5", -0.5),
        ("+1", "+1"),
        ("-0", "-0"),
        ("0", 0),
        ("45", 45),
        ("-7", -7),
        ("123456789012345678", 123456789012345678),
        ("1234567890123456789012", "1234567890123456789012"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("Null", None),
        ("~", None),
        ("", None),
        ("nULL", "nULL"),
        ('"2024"', "2024"),
        ("'true'", "true"),
        ('""', ""),
        ("a # comment", "a"),
        ("a#b", "a#b"),
        ("https://example.org/x:y", "https://example.org/x:y"),
        ("it's", "it's"),
        ("'it''s'", "it's"),
        (r'"a\tb\u00e9"', "a\tbé"),
        ("日本 🎉", "日本 🎉"),
        ("[[Acme]]", [["Acme"]]),
        ('"[[Acme]]"', "[[Acme]]"),
        ("[a, 1, true]", ["a", 1, True]),
        ("[]", []),
        ("{}", {}),
        ("{a: 1}", {"a": 1}),
        ("[a, 'b, c']", ["a", "b, c"]),
        ("#x", None),
    ],
)
def test_a_value_is_read_as_obsidian_reads_it(text: str, value: Value) -> None:
    read = front(f"key: {text}")
    assert read.faults == ()
    assert read.fields == {"key": value}
    assert type(read.fields["key"]) is type(value)
    # and the same through YAML as line by line, alone and as an item of a list
    assert load(f"key: {text}") == {"key": value}
    if not text.startswith(("#", "!", "{")):
        assert front(f"key:\n  - {text}").fields == {"key": [value]}


@pytest.mark.parametrize(
    "key", ["NO", "on", "yes", "2024", "1.0", "null", "content", "handler", "type", "a b", "é", "=", "<<", "~"]
)
def test_any_key_is_a_text_as_it_is_written(key: str) -> None:
    read = front(f"{key}: x")
    assert (read.fields, read.lines, read.faults) == ({key: "x"}, {key: 2}, ())


@pytest.mark.parametrize(
    ("block", "fields"),
    [
        ("a:\n- x\n- y", {"a": ["x", "y"]}),
        ("a:\n  - x\n\n  - y\n", {"a": ["x", "y"]}),
        ("a: |\n  one\n  two", {"a": "one\ntwo\n"}),
        ("a: >-\n  one\n  two", {"a": "one two"}),
        ("a: one\n  two", {"a": "one two"}),
        ("a: &x 5\nb: *x", {"a": 5, "b": 5}),
        ("a: &x [1, 2]\nb: *x\nc: *x", {"a": [1, 2], "b": [1, 2], "c": [1, 2]}),
        ("x: &x {a: 1}\ny:\n  <<: *x\n  b: 2", {"x": {"a": 1}, "y": {"<<": {"a": 1}, "b": 2}}),
        ("{a: 1, b: [x]}", {"a": 1, "b": ["x"]}),
        ("? a\n: 1", {"a": 1}),
        ("a: {b: {c: 2024-02-30}}", {"a": {"b": {"c": "2024-02-30"}}}),
        ("when: !!timestamp 2024-02-30", {"when": "2024-02-30"}),
        ("a: !custom x", {"a": "x"}),
        ("a: !!int x", {"a": "x"}),
        ("# only a comment", {}),
        ("", {}),
        ("\n\n", {}),
        ("a:", {"a": None}),
        ("a: null\nb: ~", {"a": None, "b": None}),
        ("  a: 1\n  b: 2", {"a": 1, "b": 2}),
        ("a: 1\n\n# c\nb: 2", {"a": 1, "b": 2}),
        ("'quoted key': 1", {"quoted key": 1}),
        ('"EMAIL[HOME]": a@b.org', {"EMAIL[HOME]": "a@b.org"}),
        ("ADR[HOME].LOCALITY: Moscow", {"ADR[HOME].LOCALITY": "Moscow"}),
        ("N.GN: Anya", {"N.GN": "Anya"}),
    ],
)
def test_the_other_forms_of_yaml_are_understood(block: str, fields: dict[str, Value]) -> None:
    read = front(block)
    assert (read.fields, read.faults) == (fields, ())


def test_the_line_of_every_key_counts_in_the_file() -> None:
    block = "a: 1\n# c\nb:\n  - x\n  - y\n\nc: 2"
    assert front(block).lines == {"a": 2, "b": 4, "c": 8}
    assert front(block + "\nd: >\n  x").lines == {"a": 2, "b": 4, "c": 8, "d": 9}
    assert read_front("---\r\na: 1\r\nb: 2\r\n---\r\n").lines == {"a": 2, "b": 3}


def test_lists_read_from_plain_lines_belong_to_one_note_alone() -> None:
    first = front("a: [x, y]").fields["a"]
    assert isinstance(first, list)
    first.append("z")
    assert front("a: [x, y]").fields == {"a": ["x", "y"]}


@pytest.mark.parametrize("eol", ["\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_change_no_value(eol: str, bom: str) -> None:
    text = "---\na: 1\nb:\n  - x\nc: |\n  one\n  two\n---\nbody\n"
    plain, other = read_front(text), read_front(bom + text.replace("\n", eol))
    assert other[:3] == plain[:3] == ({"a": 1, "b": ["x"], "c": "one\ntwo\n"}, {"a": 2, "b": 3, "c": 5}, ())
    assert other.body_line == plain.body_line == 9


# What cannot be read ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "code", "line"),
    [
        ("a: 1\nb: @x", "yaml", 3),
        ("a: 1\nb: `x`", "yaml", 3),
        ("b: %x", "yaml", 2),
        ("a: b: c", "yaml", 2),
        ("a: [a, #b]", "yaml", 2),
        ("a: *x", "yaml", 2),
        ("a: {{date}}", "yaml", 2),
        ("a: 1\n{{title}}: 2", "yaml", 3),
        ("a: 1\n\tb: 2", "yaml", 3),
        ("a: 'x", "yaml", 2),
        ('a: 1\nb: "x\nc: 2\nd: 3', "yaml", 3),
        ("a: [x", "yaml", 2),
        ("a: 1\nb", "yaml", 3),
        ("- a\n- b", "not-mapping", 2),
        ("just text", "not-mapping", 2),
        ("a: 1\nb: \x07", "yaml", 3),
        ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other", "conflict", 3),
        ("<<<<<<< ours\nb: 1\n||||||| base\nb: 0\n=======\nb: 2\n>>>>>>> theirs", "conflict", 2),
        ("a:\n  - x\n=======\n  - y", "conflict", 4),
    ],
)
def test_what_cannot_be_read_gives_one_fault_with_its_line_and_a_hint(block: str, code: str, line: int) -> None:
    read = front(block)
    assert read.fields == {}
    (fault,) = read.faults
    assert (fault.code, fault.line) == (code, line), fault
    assert fault.message and fault.hint
    assert "\n" not in fault.message
    assert read.body_line == block.count("\n") + 4  # the body is read all the same


def test_conflict_markers_with_windows_line_ends_are_found_on_the_same_line() -> None:
    text = "---\na: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n---\n"
    assert [f[:2] for f in read_front(text.replace("\n", "\r\n")).faults] == [("conflict", 3)]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n", 2),
        ("<<<<<<< HEAD\nb\n||||||| base\n=======\nc\n>>>>>>> x\n", 1),
        ("<<<<<<<\nHeading\n=======\n", 0),
        ("Heading\n=======\n", 0),
        ("see <<<<<<< HEAD\n=======\n", 0),
        ("", 0),
    ],
)
def test_a_conflict_in_the_body_needs_both_of_its_first_two_markers(body: str, line: int) -> None:
    assert conflict_line(body) == line


def test_a_key_that_stands_twice_keeps_the_last_value_and_names_both_lines() -> None:
    read = front("a: 1\nb: 2\na: 3")
    assert read.fields == {"a": 3, "b": 2}
    (fault,) = read.faults
    assert (fault.code, fault.line) == ("duplicate-key", 4)
    assert "line 2" in fault.message
    assert read.lines == {"a": 2, "b": 3}


def test_a_key_thrice_is_told_twice() -> None:
    assert [f.line for f in front("a: 1\na: 2\na: 3").faults] == [3, 4]


# Bombs ------------------------------------------------------------------------------------------------------------

MERGES = "\n".join(
    ["a0: &a0 {x: 1}", *(f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 9)}]}}" for i in range(1, 10))]
)
ALIASES = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x]", *(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10))]
)
FEW_ALIASES = "\n".join(
    ["a0: &a0 [x, x, x]", *(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}]" for i in range(1, 16))]
)
BOMBS = {
    "aliases of aliases": ALIASES,
    "aliases, few enough to be let in, that multiply": FEW_ALIASES,
    "merge keys": MERGES,
    "flow lists 100,000 deep": "a: " + "[" * 100_000,
    "flow maps 40,000 deep": "a: " + "{a: " * 40_000,
    "flow lists closed again": "a: " + "[" * 30_000 + "]" * 30_000,
    "block lists 5,000 deep": "a:\n" + "- " * 5_000 + "x",
    "6 MB of keys": "\n".join(f"key{i}: value {i}" for i in range(260_000)),
    "6 MB in one value": "a: " + "x" * 6_000_000,
    "a list of 100,000 short items": "a:\n" + "- x\n" * 60_000 + "b: &x 1",
    "an alias of itself": "a: &a [*a]",
    "anchors without end": "\n".join(f"k{i}: &a{i} *a{i}" for i in range(60)),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_can_go_off(name: str) -> None:
    text = f"---\n{BOMBS[name]}\n---\n- body\n"
    front("a: *x")  # yaml itself is loaded by now
    tracemalloc.start()
    try:
        read = read_front(text)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert read.fields == {}
    (fault,) = read.faults
    assert fault.code in ("complex", "yaml")
    assert peak < 50_000_000
    assert text[read.body :] == "- body\n"


def test_the_bounds_let_everything_through_that_people_write() -> None:
    assert front("a: " + "[" * 20 + "]" * 20).faults == ()
    assert front("\n".join(f"k{i}: >\n  value" for i in range(5_000))).faults == ()
    assert front("a: &x 1\nb: [" + ", ".join(["*x"] * 50) + "]").faults == ()
    assert front("a: >\n  " + "x" * 200_000).faults == ()


# Plain lines against YAML -----------------------------------------------------------------------------------------


def through_yaml(source: str) -> tuple[dict[str, Value], dict[str, int], tuple[frontmatter.Fault, ...]]:
    fields, lines, faults = frontmatter._read_yaml(source)
    return fields, {key: line + 1 for key, line in lines.items()}, faults


def hold_together(source: str) -> bool:
    """Whether the plain reader read it; if so, it must have read what YAML reads."""
    plain = read_plain(source, 2)
    if plain is None:
        return False
    fields, lines, faults = through_yaml(source)
    assert faults == (), source
    assert repr(plain[0]) == repr(fields), source
    assert plain[1] == lines, source
    return True


AWKWARD = st.sampled_from(
    """: - # ' " [ ] { } , & * ! | > % @ ` ? ~ = << --- ... null true no 0151 1_000 1.10 2024-02-30 12:30 [[A]] a: :a a:b
    a#b #a \\ \\n '' "" [a [a,b] {a:1} é 日本 \x85 \u2028 \ufeff \xa0 \x07 \t x""".split(" ")
)
SCALARS = st.one_of(AWKWARD, st.text(max_size=12), st.lists(AWKWARD, max_size=4).map(" ".join))
KEYS = st.one_of(st.sampled_from(["a", "b", "a-b", "_a", "A1", "a b", "1", "-", "é", "'a'", ""]), st.text(max_size=5))
LINES = st.one_of(
    st.builds(lambda key, gap, value: f"{key}:{gap}{value}", KEYS, st.sampled_from(["", " ", "  ", "\t"]), SCALARS),
    st.builds(lambda dent, gap, value: f"{dent}-{gap}{value}", st.sampled_from(["", " ", "  ", "    "]),
              st.sampled_from(["", " ", "  "]), SCALARS),
    st.builds(lambda dent, text: f"{dent}#{text}", st.sampled_from(["", "  "]), SCALARS),
    st.sampled_from(["", "  ", "\t"]),
    st.builds(lambda dent, text: dent + text, st.sampled_from(["", "  "]), SCALARS),
)  # fmt: skip


@settings(max_examples=700, deadline=None)
@given(st.lists(LINES, max_size=7))
def test_what_the_plain_reader_reads_yaml_reads_the_same_way(lines: list[str]) -> None:
    hold_together("\n".join(lines) + "\n")


@settings(max_examples=400, deadline=None)
@given(SCALARS)
def test_one_value_is_the_same_on_either_way(value: str) -> None:
    hold_together(f"key: {value}\n")
    hold_together(f"key:\n  - {value}\n  - x\n")
    hold_together(f"key: [{value}, x]\n")


def blocks(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.md")):
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        try:
            block = split(text)
        except Unclosed:
            continue
        if block:
            yield text[block.start : block.end]


def test_all_notes_of_the_sample_vault_are_plain_and_read_the_same_way_through_yaml() -> None:
    found = list(blocks(PROJECT / "sample_vault"))
    assert len(found) > 50
    assert sum(hold_together(source) for source in found) > len(found) * 0.9


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora at {CORPORA}")
def test_all_notes_and_yaml_cases_of_the_corpora_are_read_the_same_way() -> None:
    assert sum(hold_together(source) for source in blocks(CORPORA)) > 80
    for path in sorted((CORPORA / "yaml-test-suite" / "src").glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            if isinstance(case.get("yaml"), str):
                source = case["yaml"]
                for mark, char in (("␣", " "), ("»", "\t"), ("↵", ""), ("∎", ""), ("←", "\r"), ("⇔", "\ufeff")):
                    source = source.replace(mark, char)
                hold_together(source)
                hold_together(case["yaml"])


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora at {CORPORA}")
def test_mutated_notes_of_the_corpora_are_read_the_same_way_too() -> None:
    chance = random.Random(7)
    found = [block for block in blocks(CORPORA) if len(block) < 1500]
    pieces = [
        " ",
        "-",
        ":",
        "#",
        "'",
        '"',
        "[",
        "]",
        ",",
        "\n",
        "  ",
        "- ",
        ": ",
        "|",
        "&a ",
        "*a",
        "!",
        "0",
        "~",
        "\t",
    ]
    for _ in range(2500):
        source = chance.choice(found)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(source) + 1)
            source = source[:at] + chance.choice(pieces) + source[at + chance.randint(0, 2) :]
        hold_together(source)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_makes_the_reader_raise_and_body_and_line_agree(block: str, body: str) -> None:
    text = f"---\n{block}\n---\n{body}"
    read = read_front(text)
    before = text[: read.body].replace("\r\n", "\n").replace("\r", "\n")
    if not text[: read.body].endswith("\r") or not text[read.body :].startswith("\n"):
        assert read.body_line == before.count("\n") + 1
    assert all(1 <= fault.line <= text.count("\n") + text.count("\r") + 2 for fault in read.faults)


@given(st.one_of(st.text(max_size=10), st.integers().map(str), st.floats().map(str)))
def test_a_number_prints_as_it_was_written(text: str) -> None:
    value = core(text)
    if isinstance(value, int | float) and not isinstance(value, bool):
        assert str(value) == text
    elif isinstance(value, str):
        assert value == text


def test_load_raises_what_read_front_reports() -> None:
    with pytest.raises(Unreadable) as caught:
        load("a: b: c")
    assert caught.value.fault.line == 1


def test_a_block_is_four_offsets() -> None:
    assert split("---\na: 1\n---\nx") == Block(4, 9, 13, 4)
