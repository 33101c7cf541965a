"""Every key of real notes, set to awkward values: nothing else may change. PyYAML's own pure loader is the judge."""

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from vaultnet.errors import Refused
from vaultnet.text.edit import add_item, remove_field, set_field
from vaultnet.text.frontmatter import Unclosed, split

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason=f"the corpora are not beside the project ({CORPORA})")

VALUES = ["2024-02-06", 'NO: it\'s "#1" 日本 🎉', ["[[Ada Lovelace|Ada]]", "12:30", "x"]]
COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*", re.M)


class Judged(NamedTuple):
    done: int
    refusals: list[Refused]


def fronts(text: str) -> str:
    block = split(text)
    assert block
    return re.sub(r"\r\n?", "\n", text[block.start : block.end])


@lru_cache(8)
def pairs(source: str) -> list[tuple[str, object]]:
    """Keys and raw values in order, by the pure loader that types nothing."""
    # the pure loader is slow: long frontmatter is judged by the one in C (a photo in it would take seconds)
    root = yaml.compose(source, Loader=yaml.BaseLoader if len(source) < 700 else yaml.CBaseLoader)
    loader = yaml.BaseLoader("")
    if root is None or not isinstance(root, yaml.MappingNode):
        return []
    return [(key.value, loader.construct_object(value, deep=True)) for key, value in root.value]


def own_comments(source: str, key: str) -> Counter[str]:
    """The comments from the key to the end of its value's last line: those that may go with the value."""
    root = yaml.compose(source, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return Counter()
    # an alias has the marks of what it stands for: it ends on the line of its key
    spans = [(name.start_mark.index, max(name.end_mark.index, value.end_mark.index)) for name, value in root.value
             if name.value == key]  # fmt: skip
    return Counter(
        word for start, end in spans for word in COMMENT.findall(source[start : source.find("\n", end - 1) + 1])
    )


def judge(text: str, edited: str, key: str, wanted: object) -> None:
    before, after = split(text), split(edited)
    assert before and after
    assert text[: before.start] == edited[: after.start] and text[before.end :] == edited[after.end :]
    old, new = fronts(text), fronts(edited)
    try:
        was = pairs(old)
    except yaml.YAMLError:
        return  # the pure loader knows fewer tabs than the one in C
    now = pairs(new)
    assert [pair for pair in was if pair[0] != key] == [pair for pair in now if pair[0] != key]
    found = [value for name, value in now if name == key]
    if wanted is None:
        assert found in ([""], ["null"])
    else:
        assert found == ([] if wanted is ... else [wanted])
    if "#" in old:
        gone = Counter(COMMENT.findall(old)) - Counter(COMMENT.findall(new))
        # set_field loses none; what is removed, or rewritten as quoted text with a "#" in it, takes its own along
        assert not gone - own_comments(old, key)


def try_all(text: str) -> Judged:
    """Every key set to every value, one new key, one more item, and every key removed."""
    done, refusals = 0, []

    def attempt(wanted, call, key, *rest):
        nonlocal done
        try:
            edited = call(text, key, *rest)
        except Refused as error:
            assert error.line > 0 and error.message
            refusals.append(error)
            return
        judge(text, edited, key, wanted)
        assert call(edited, key, *rest) == edited
        done += 1

    keys = list(
        dict.fromkeys(re.findall(r"^[ ?]*[\"']?([^\s\"'#:{\[&*!-][^:\"'#\r\n]*?)[\"']? *:(?=\s)", fronts(text), re.M))
    )
    try:
        known = dict(pairs(fronts(text)))
    except (yaml.YAMLError, ValueError, TypeError):
        known = dict.fromkeys(keys)
    for key in [name for name in known if isinstance(name, str) and name]:
        for value in VALUES:
            attempt(value, set_field, key, value)
        attempt(..., remove_field, key)
        if not isinstance(known[key], dict):
            items = known[key] if isinstance(known[key], list) else [known[key]] if known[key] else []
            attempt([*items, "one more"], add_item, key, "one more")
    attempt("x", set_field, "a new key", "x")
    return Judged(done, refusals)


def test_every_key_of_the_notes_can_be_set_and_nothing_else_changes():
    done, refusals, notes = 0, [], 0
    for path in sorted(CORPORA.rglob("*.md")):
        text = path.read_bytes().decode("utf-8")
        try:
            block = split(text)
        except Unclosed:
            continue
        if block and "Templates" not in path.parts:  # `{{date}}` is no YAML, and vaultnet skips that folder
            notes += 1
            judged = try_all(text)
            done += judged.done
            refusals += judged.refusals
    assert notes > 50
    print(f"{notes} notes: {done} edits, {len(refusals)} refused {Counter(error.message for error in refusals)}")
    assert len(refusals) <= 0.01 * (done + len(refusals)), Counter(error.message for error in refusals)


SIGNS = {"␣": " ", "»": "\t", "↵": "", "∎\n": "", "←": "\r", "⇔": "\ufeff"}


def suite_cases():
    folder = CORPORA / "yaml-test-suite" / "src"
    for path in sorted(folder.glob("*.yaml")):
        for number, case in enumerate(yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)):
            if "yaml" in case:
                source = re.sub("—*»", "\t", case["yaml"])
                for sign, char in SIGNS.items():
                    source = source.replace(sign, char)
                yield f"{path.stem}:{number}", source if source.endswith("\n") else source + "\n"


def test_every_case_of_the_yaml_test_suite_is_edited_cleanly_or_refused():
    done, refusals, edited_cases, refused_cases = 0, [], 0, 0
    for name, source in suite_cases():
        text = f"---\n{source}---\nbody\n"
        block = split(text)
        if block is None or text[block.end :] != "---\nbody\n":
            continue  # a document of several parts: its first `---` would end the frontmatter
        try:
            judged = try_all(text)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}\n{source}") from error
        done += judged.done
        refusals += judged.refusals
        edited_cases += judged.done > 0
        refused_cases += judged.done == 0
    print(f"suite: {edited_cases} cases edited ({done} edits), {refused_cases} refused, {len(refusals)} refusals")
    assert edited_cases > 80
