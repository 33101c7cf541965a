"""Edits of a note's body: sections, lines, managed regions."""

import re

import pytest

from vaultnet.errors import Refused
from vaultnet.text import edit

EOLS = ["\n", "\r\n", "\r"]


def note(front: str, body: str) -> str:
    return f"---\n{front}---\n{body}"


def refused(call, *args, **more) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    assert caught.value.line > 0 and caught.value.message
    return caught.value


@pytest.mark.parametrize("eol", EOLS)
@pytest.mark.parametrize("text, wanted", [
    ("# A\n\n## Log\n- a\n\n## Next\n- z\n", "# A\n\n## Log\n- a\n- new\n\n## Next\n- z\n"),
    ("## log ##\n- a\n### 2026\n- b\n# Next\n", "## log ##\n- a\n### 2026\n- b\n- new\n# Next\n"),
    ("## Log\n- a", "## Log\n- a\n- new"),
    ("## Log\n- a\n\n\n", "## Log\n- a\n- new\n\n\n"),
    ("## Log", "## Log\n- new"),
    ("## Log\n", "## Log\n- new\n"),
    ("## Log\n\n", "## Log\n\n- new\n"),
    ("## Log\n\n## Next\n- z\n", "## Log\n- new\n\n## Next\n- z\n"),
    ("## Log\n\n## Next\n\n- z\n", "## Log\n\n- new\n\n## Next\n\n- z\n"),
    ("## Log\n## Next\n- z\n", "## Log\n- new\n\n## Next\n- z\n"),
    ("# A\n\ntext\n", "# A\n\ntext\n\n## Log\n\n- new\n"),
    ("# A\ntext", "# A\ntext\n\n## Log\n- new"),
    ("# A\ntext\n\n", "# A\ntext\n\n## Log\n- new\n"),
    ("", "## Log\n- new\n"),
    ("---\na: 1\n---\n", "---\na: 1\n---\n\n## Log\n- new\n"),
    ("---\n# Log\n---\n", "---\n# Log\n---\n\n## Log\n- new\n"),
    ("# Log\n- a\n", "# Log\n- a\n\n## Log\n- new\n"),
    ("```\n## Log\n```\n", "```\n## Log\n```\n\n## Log\n- new\n"),
    ("%%\n## Log\n%%\n#### Log\n- a\n", "%%\n## Log\n%%\n#### Log\n- a\n- new\n"),
    ("## Log\n- a\n\n%% vaultnet:begin b %%\n## Log\n- z\n%% vaultnet:end b %%\n",
     "## Log\n- a\n- new\n\n%% vaultnet:begin b %%\n## Log\n- z\n%% vaultnet:end b %%\n"),
    ("## Log\n%% vaultnet:begin b %%\n%% vaultnet:end b %%\n",
     "## Log\n- new\n\n%% vaultnet:begin b %%\n%% vaultnet:end b %%\n"),
])  # fmt: skip
def test_a_line_is_put_at_the_end_of_its_section(text, wanted, eol):
    # a note of one line tells no line end
    expected = wanted.replace("\n", eol) if "\n" in text else wanted
    assert edit.append_line(text.replace("\n", eol), "Log", "- new") == expected


def test_a_line_takes_the_line_end_used_beside_it():
    assert edit.append_line("# A\n## Log\r\n- a\r\n\nend\n", "Log", "- b") == "# A\n## Log\r\n- a\r\n\nend\n- b\n"
    assert edit.append_line("# A\n## Log\n- a\r\n## B\n", "Log", "- b") == "# A\n## Log\n- a\r\n- b\r\n## B\n"


@pytest.mark.parametrize("text, line", [
    ("## Log\n- a\n```\ncode\n", 4),
    ("## Log\n<<<<<<< HEAD\n- a\n=======\n- b\n>>>>>>> x\n", 2),
    ("## Log\n- a\n%% vaultnet:begin b %%\n", 3),
])  # fmt: skip
def test_a_line_is_not_put_where_it_would_be_lost(text, line):
    assert refused(edit.append_line, note("a: 1\n", text), "Log", "- new").line == line + 3


def test_a_line_is_replaced_only_while_it_reads_as_it_did():
    assert edit.replace_line("\ufeffa\r\nb\r\nc", 1, "a", ["x"]) == "\ufeffx\r\nb\r\nc"
    assert edit.replace_line("a\r\nb\r\nc", 2, "b", ["x", "y"]) == "a\r\nx\r\ny\r\nc"
    assert edit.replace_line("a\nb\nc", 3, "c", ["x", "y"]) == "a\nb\nx\ny"
    assert edit.replace_line("a\nb\nc", 2, "b", []) == "a\nc"
    assert edit.replace_line("a\nb\nc", 3, "c", []) == "a\nb"
    assert edit.replace_line("a\n", 1, "a", []) == ""
    assert edit.replace_line("\x0b\u2028\x85x\ny", 2, "y", ["z"]) == "\x0b\u2028\x85x\nz"
    assert "changed" in refused(edit.replace_line, "a\nb\n", 2, "c", ["x"]).message
    assert "changed" in refused(edit.replace_line, "a\nb\n", 3, "", ["x"]).message


def test_spans_are_replaced_all_at_once():
    assert edit.replace_spans("abcdef", [(4, 5, "X"), (0, 1, ""), (2, 2, "--")]) == "b--cdXf"
    refused(edit.replace_spans, "abcdef", [(0, 3, "x"), (2, 4, "y")])
    refused(edit.replace_spans, "abcdef", [(5, 9, "x")])


BEGIN, END = "%% vaultnet:begin b %%", "%% vaultnet:end b %%"


@pytest.mark.parametrize("eol", EOLS)
@pytest.mark.parametrize("text, after, wanted", [
    (f"# A\n{BEGIN}\nold\n{END}\nrest", "end", f"# A\n{BEGIN}\n- x\n\n- y\n{END}\nrest"),
    (f"{BEGIN}\n{END}", "end", f"{BEGIN}\n- x\n\n- y\n{END}"),
    ("---\na: 1\n---\n# A\n", "frontmatter", f"---\na: 1\n---\n{BEGIN}\n- x\n\n- y\n{END}\n\n# A\n"),
    ("---\na: 1\n---\n\n# A\n", "frontmatter", f"---\na: 1\n---\n{BEGIN}\n- x\n\n- y\n{END}\n\n# A\n"),
    ("---\na: 1\n---", "frontmatter", f"---\na: 1\n---\n{BEGIN}\n- x\n\n- y\n{END}"),
    ("\ufeff# A\n", "frontmatter", f"\ufeff{BEGIN}\n- x\n\n- y\n{END}\n\n# A\n"),
    ("# A\n", "end", f"# A\n\n{BEGIN}\n- x\n\n- y\n{END}\n"),
    ("# A", "frontmatter", f"{BEGIN}\n- x\n\n- y\n{END}\n\n# A"),
    ("# A\n\n", "end", f"# A\n\n{BEGIN}\n- x\n\n- y\n{END}\n"),
    (f"# A\n```\n{BEGIN}\n```\n", "end", f"# A\n```\n{BEGIN}\n```\n\n{BEGIN}\n- x\n\n- y\n{END}\n"),
])  # fmt: skip
def test_a_region_is_written(text, after, wanted, eol):
    has_eol = "\n" in text
    text, wanted = (text.replace("\n", eol), wanted.replace("\n", eol)) if has_eol else (text, wanted)
    once = edit.set_region(text, "b", "- x\n\n- y\n", after=after)
    assert once == wanted
    assert edit.set_region(once, "b", "- x\n\n- y", after=after) == once
    [region] = edit.regions(once)
    lines = re.split(r"\r\n|\n|\r", once.removeprefix("\ufeff"))
    assert (lines[region.begin_line - 1], lines[region.end_line - 1]) == (BEGIN, END)
    assert re.split(r"\r\n|\n|\r", once[region.start : region.end]) == ["- x", "", "- y", ""]


@pytest.mark.parametrize("body, line", [
    (f"{BEGIN}\nx\n", 1),
    (f"x\n{END}\n", 2),
    (f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n", 3),
    (f"{BEGIN}\n%% vaultnet:begin c %%\n%% vaultnet:end c %%\n{END}\n", 1),
    (f"{BEGIN}\n%% vaultnet:end c %%\n", 2),
    ("%% vaultnet:begin %%\n", 1),
])  # fmt: skip
def test_damaged_markers_are_refused_and_reported(body, line):
    text = note("a: 1\n", body)
    assert refused(edit.set_region, text, "b", "x").line == line + 3
    fault = edit.region_faults(text)[0]
    assert (fault.code, fault.line) == ("region", line + 3)


@pytest.mark.parametrize("content", [END, BEGIN, "```", "```\n" + END])
def test_content_that_would_break_the_region_is_refused(content):
    refused(edit.set_region, "# A\n", "b", content)


def test_a_region_needs_a_plain_name():
    refused(edit.set_region, "# A\n", "a b", "x")
