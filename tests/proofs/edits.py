"""Figure 1: edits of frontmatter change the value and no other byte, or are refused with `path:line: reason`.

Every key of every note of the corpora, and of notes made up here (comments everywhere, anchors, aliases, block and flow
forms, CRLF, lone CR, BOM, no last newline, odd keys), is set to several values, taken out, and a new one is added.
PyYAML's pure loader is the judge of where a value stands and of what is read afterwards.

    python tests/proofs/edits.py [NOTES_MADE_UP]
"""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator

import yaml
from harness import CORPORA, hold, leave_out, main, median_ms, percent
from test_edit_corpus import judge

from vaultnet.errors import Refused
from vaultnet.text.edit import remove_field, set_field
from vaultnet.text.frontmatter import Unclosed, split

VALUES = ["2024-02-06", 'NO: it\'s "#1" 日本 🎉', ["[[Ada Lovelace|Ada]]", "12:30", "x"], None, True, 7, ""]
AT_MOST_REFUSED, AT_MOST_MS = 0.01, 1.0

# Notes made up ------------------------------------------------------------------------------------------------------

PLAIN = ["x", "Ada Lovelace", "2024-01-05", "0151234567", "NO", "12:30", "~", "null", "1_000", "a:b", "a#b", "é 日本", "48.10",
         "https://example.org/#x", "- x", "x, y", "", "true", "C:\\Windows", "*", "50 %", "[[Acme]]"]  # fmt: skip
SAFE = [one for one in PLAIN if one not in ("- x", "*", "[[Acme]]")]
KEYS = ["title", "tags", "Birth day", "NO", "2024", "true", "content", "handler", "type", "über", "a.b", "a/b", "emoji 🎉",
        "x" * 60, "a-b", "null", "schlüssel 日本", "metadata", "k[0]", "a'b"]  # fmt: skip
COMMENTS = ["# a comment", "#", "# key: value", "# 'quote", '# "quote', "#tight", "# 日本 🎉", "# - item"]


def scalar(chance: random.Random) -> str:
    """A value on one line, plain or in quotes."""
    text = chance.choice(SAFE)
    match chance.randrange(5):
        case 0:
            return "'" + text.replace("'", "''") + "'"
        case 1:
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return text


def value(chance: random.Random, eol: str, anchors: list[str]) -> str:
    """What comes after `key:`, the end of the line included."""
    note = f" {chance.choice(COMMENTS)}" if chance.random() < 0.3 else ""
    own = f"  {chance.choice(COMMENTS)}{eol}" if chance.random() < 0.2 else ""
    pad = chance.choice(["", " ", "  "]) if not note else ""
    match chance.randrange(12):
        case 0:
            deep = chance.choice(["", "  ", "    "])
            lines = [
                f"{deep}- {scalar(chance)}{chance.choice(['', ' # why'])}{eol}" for _ in range(chance.randint(1, 4))
            ]
            return f"{note}{eol}{own}{''.join(lines)}"
        case 1:
            return f" [{', '.join(re.sub(r'[,#:]', '', scalar(chance)) or 'y' for _ in range(3))}]{pad}{note}{eol}"
        case 2:
            return f" [{eol}  a, # first{eol}  b{eol}  ]{note}{eol}"
        case 3:
            mark = chance.choice(["|", "|-", "|+", ">", ">-", ">+"])
            return f" {mark}{note}{eol}  one{eol}{eol}  # two{eol}    three{eol}{chance.choice(['', eol])}"
        case 4:
            return f"{note}{eol}{own}  a: {scalar(chance)}{eol}  b:{eol}    - c # d{eol}"
        case 5:
            return f" {{a: 1, b: [x, 'y']}}{note}{eol}"
        case 6:
            return f" one{eol}  two{eol}  three{note}{eol}"
        case 7:
            return f' "one{eol}  two"{note}{eol}'
        case 8 if chance.random() < 0.1:  # an anchor that is used again cannot be edited where it stands: few of them
            anchors.append(f"a{len(anchors)}")
            return f" &{anchors[-1]} {chance.choice(['x', '[a, b]'])}{note}{eol}"
        case 9 if anchors:
            return f" *{chance.choice(anchors)}{note}{eol}"
        case 10:
            return f"{chance.choice(['', ' ', '   '])}{note}{eol}"
        case _:
            return f"{chance.choice([' ', '  ', chr(9)])}{scalar(chance)}{pad}{note}{eol}"


def made_up(chance: random.Random) -> str:
    """A note whose frontmatter is valid YAML and as odd as people write it."""
    eol = chance.choice(["\n", "\n", "\n", "\r\n", "\r"])
    anchors: list[str] = []
    lines = []
    for key in chance.sample(KEYS, chance.randint(1, 6)):
        if chance.random() < 0.2:
            lines.append(chance.choice(COMMENTS) + eol)
        if chance.random() < 0.1:
            lines.append(eol)
        quote = chance.choice(["", "", "", '"', "'" if "'" not in key else '"'])
        lines.append(f"{quote}{key}{quote}:{value(chance, eol, anchors)}")
    if chance.random() < 0.2:
        lines.append(chance.choice(COMMENTS) + eol)
    body = chance.choice(
        ["", "body", f"# H{eol}{eol}text  {eol}", f"---{eol}x{eol}---{eol}", f"{eol}{eol}- [ ] x", "\ttab"]
    )
    blank = chance.choice(["", "", " ", "\t"])
    return f"{chance.choice(['', '', chr(0xFEFF)])}---{blank}{eol}{''.join(lines)}---{blank}{eol if body else ''}{body}"


def corpora() -> Iterator[tuple[str, str]]:
    """The notes of the corpora that have frontmatter: path and text."""
    for path in sorted(CORPORA.rglob("*.md")):
        if "Templates" not in path.parts:  # `{{date}}` is no YAML, and vaultnet leaves that folder out
            yield path.relative_to(CORPORA).as_posix(), path.read_bytes().decode("utf-8")


def generated(count: int) -> Iterator[tuple[str, str]]:
    """So many notes made up, those that the pure loader cannot read left out."""
    chance, made = random.Random(1), 0
    while made < count:
        text = made_up(chance)
        try:
            places(text)
        except yaml.YAMLError:
            continue
        made += 1
        yield f"made up {made}.md", text


# Judging ------------------------------------------------------------------------------------------------------------


def places(text: str) -> dict[str, list[tuple[int, int]]]:
    """For each key, from where to where its lines may reach: from its name to the next key, or to the block's end."""
    block = split(text)
    if block is None:
        return {}
    source = text[block.start : block.end]
    root = yaml.compose(re.sub(r"\r\n?", "\n", source), Loader=yaml.BaseLoader)
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise yaml.YAMLError("no mapping")
    starts = [at + block.start for at in offsets(source, [key.start_mark.index for key, _ in root.value])]
    found: dict[str, list[tuple[int, int]]] = {}
    for (key, _), start, end in zip(root.value, starts, [*starts[1:], block.end], strict=True):
        if not isinstance(key.value, str):
            raise yaml.YAMLError("a key that is no text")
        found.setdefault(key.value, []).append((start, end))
    return found


def offsets(source: str, plain: list[int]) -> list[int]:
    """Offsets into text whose line ends were made one character each, as offsets into the text as it is."""
    if "\r\n" not in source:
        return plain
    places = [index for index, char in enumerate(source) if not (char == "\n" and source[index - 1 : index] == "\r")]
    return [places[index] if index < len(places) else len(source) for index in plain]


def outside(text: str, edited: str, span: tuple[int, int] | None) -> int:
    """How many characters outside of the span were changed; without one something may come in, and nothing go."""
    least = min(len(text), len(edited))
    head = next((i for i in range(least) if text[i] != edited[i]), least)
    tail = next((i for i in range(least) if text[-1 - i] != edited[-1 - i]), least)
    if span is None:
        return max(0, len(text) - head - tail)
    before, after = span[0], len(text) - span[1]
    return max(0, before - head) + max(0, after - tail) + max(0, before + after - len(edited))


class Count:
    """What was seen so far."""

    def __init__(self) -> None:
        self.notes = self.done = self.outside = 0
        self.first = ""  # the first edit that changed something outside
        self.refused: list[str] = []
        self.kept = 0  # refused, since a comment or an anchor inside of the value would have gone with it
        self.seconds: list[float] = []

    def attempt(self, path: str, text: str, span: tuple[int, int] | None, wanted: object,
                call: Callable[..., str], key: str, *rest: object) -> None:  # fmt: skip
        """Make one edit and judge it; `span` is where it may change anything, None: where nothing stood."""
        begun = time.process_time()
        try:
            edited = call(text, key, *rest)
        except Refused as refused:
            refused.path = path
            hold(re.match(rf"{re.escape(path)}:[1-9]\d*: \S", str(refused)), f"a refusal without its place: {refused}")
            inside = text[slice(*span)] if span else ""
            comment = re.fullmatch(r'the comment "(.*)" would be lost', refused.message)
            if (comment and comment[1] in inside) or ("is used again on line" in refused.message and "&" in inside):
                self.kept += 1
            else:
                self.refused.append(refused.message)
            return
        finally:
            self.seconds.append(time.process_time() - begun)
        if wrong := outside(text, edited, span):
            self.outside += wrong
            self.first = self.first or f"{path}: {key!r} set to {rest}:\n{text[:600]!r}\n{edited[:600]!r}"
        block = split(text)
        if block is not None and edited != text:
            try:
                judge(text, edited, key, rest[0] if isinstance(rest[0] if rest else None, str | list) else wanted)
            except AssertionError as error:
                hold(False, f"{path}: {key!r} set to {rest}: {str(error)[:300]}\n{text!r}\n{edited!r}")
        hold(call(edited, key, *rest) == edited, f"{path}: {key!r} set to {rest} again is another edit")
        self.done += 1


def try_note(count: Count, path: str, text: str) -> None:
    """Every key set to every value, and taken out; one new key."""
    try:
        found = places(text)
    except (yaml.YAMLError, Unclosed, ValueError):
        return
    count.notes += 1
    has = split(text) is not None
    for key, spans in found.items():
        if not key:
            continue
        span = (spans[0][0], spans[-1][1])
        for one in VALUES:
            wanted = (
                one if isinstance(one, str | list) else {True: "true", 7: "7"}.get(one) if one is not None else None
            )
            count.attempt(path, text, span, wanted, set_field, key, one)
        count.attempt(path, text, line_of(text, span), ..., remove_field, key)
    new = next(name for name in ("a new key", "another new key") if name not in found)
    for one in ("x", ["a", "b"]):
        if has:
            count.attempt(path, text, None, one, set_field, new, one)
        else:
            hold(text.removeprefix("\ufeff") in set_field(text, new, one), f"{path}: a first field changes the body")


def line_of(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span with the beginning of its first line; in `{a: 1, b: 2}` with the comma before it."""
    start = max(text.rfind("\n", 0, span[0]), text.rfind("\r", 0, span[0])) + 1
    if text[: span[0]].rstrip().endswith(","):
        start = text.rfind(",", 0, span[0])
    return start, span[1]


def figure(made: int, corpora_too: bool = True) -> str:
    """The proof, over the corpora and so many notes made up."""
    real, own = Count(), Count()
    for path, text in corpora() if corpora_too else ():
        try_note(real, path, text)
    for path, text in generated(made):
        try_note(own, path, text)
    told = []
    for name, count in (("of the corpora", real), ("made up", own)):
        if count.notes:
            all_ = count.done + len(count.refused)
            told.append(f"{count.notes} notes {name}: {all_:,} edits, {len(count.refused)} refused "
                        f"({percent(len(count.refused), all_)}); besides {count.kept} refused rather than lose a comment or an "
                        "anchor inside of the value")  # fmt: skip
            hold(len(count.refused) <= AT_MOST_REFUSED * all_, f"{told[-1]}: {Counter(count.refused).most_common(5)}")
    wrong, seconds = real.outside + own.outside, real.seconds + own.seconds
    edits = real.done + own.done + len(real.refused) + len(own.refused)
    refused = len(real.refused) + len(own.refused)
    median = median_ms(seconds)
    said = (f"edits: {edits:,} edits, {wrong} bytes changed outside the value, {refused} refused "
            f"({percent(refused, edits)}), median {median:.2f} ms\n  " + "\n  ".join(told))  # fmt: skip
    hold(wrong == 0 and median <= AT_MOST_MS, f"{said}\n{real.first or own.first}")
    return said


if __name__ == "__main__":
    if not CORPORA.is_dir():
        leave_out(f"the corpora are not beside the project ({CORPORA})")
    main(figure, 1_000)
