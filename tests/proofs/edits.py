"""Figure 1: edits of frontmatter change the value and no other byte, or are refused with `path:line: reason`.

Every key of every note of the corpora, of every case of the yaml-test-suite as frontmatter, and of notes made up here
(comments everywhere, anchors, aliases, block and flow forms, CRLF, lone CR, BOM, no last newline, odd keys), is set to
several values, taken out, and a new one is added. PyYAML's pure loader is the judge of where a value stands and of what is
read afterwards.

Two kinds of edits are told apart, by that judge: where a comment stands inside of the value, or an anchor that is used
elsewhere, an edit may be refused, and must be where one of them would go; all others may be refused once in a hundred.

    python tests/proofs/edits.py [NOTES_MADE_UP]
"""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator

import yaml
from harness import CORPORA, hold, leave_out, main, median_ms, percent
from test_edit_corpus import fronts, judge, suite_cases

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
    """Every note of the corpora: path and text."""
    for path in sorted(CORPORA.rglob("*.md")):
        yield path.relative_to(CORPORA).as_posix(), path.read_bytes().decode("utf-8")


def suite() -> Iterator[tuple[str, str]]:
    """Every case of the yaml-test-suite as the frontmatter of a note; one of several documents ends at its first `---`."""
    for name, source in suite_cases():
        yield f"{name}.md", f"---\n{source}---\nbody\n"


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


def comments(source: str) -> list[tuple[int, int]]:
    """The spans of the comments, by the tokens of the pure scanner: all that stands between them, and is not blank."""
    found, at = [], 0
    for token in yaml.scan(source, Loader=yaml.SafeLoader):
        found += [match.span() for match in re.compile("#[^\n]*").finditer(source, at, token.start_mark.index)]
        at = max(at, token.end_mark.index)
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            head = re.compile(r"[^\n]*?[ \t](#[^\n]*)").match(source, token.start_mark.index)
            found += [head.span(1)] if head else []
    return found


def in_danger(source: str) -> dict[str, bool]:
    """For each key of frontmatter (line ends made `\\n`), whether a comment or a shared anchor is inside of its value."""
    root, there = yaml.compose(source, Loader=yaml.BaseLoader), comments(source) if "#" in source else []
    yaml.load(source, Loader=yaml.BaseLoader)  # a list or a mapping as a key: `{{date}}`, which is no YAML to anybody
    yaml.compose(source, Loader=yaml.CBaseLoader)  # the loader in C takes fewer tabs, and so does vaultnet
    if not isinstance(root, yaml.MappingNode):
        return {}
    anchors = [(event.start_mark.index, event.anchor, isinstance(event, yaml.AliasEvent))
               for event in yaml.parse(source, Loader=yaml.BaseLoader) if getattr(event, "anchor", None)]  # fmt: skip
    starts = [key.start_mark.index for key, _ in root.value]
    danger: dict[str, bool] = {}
    for (key, value), start, after in zip(root.value, starts, [*starts[1:], len(source)], strict=True):
        last = max(start, min(last_mark(value), after))
        mine = {name for at, name, alias in anchors if start <= at < after and not alias}
        shared = any(alias and name in mine and not start <= at < after for at, name, alias in anchors)
        danger[key.value] = danger.get(key.value, False) or shared or any(start <= a < last for a, _ in there)
    return danger


def last_mark(node: yaml.Node) -> int:
    """Where the last thing in a value ends: the end of a block collection lies after the comments below it."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        return int(node.end_mark.index)
    inner = [one for pair in node.value for one in (pair if isinstance(pair, tuple) else (pair,))]
    return max((last_mark(one) for one in inner), default=int(node.start_mark.index))


class Count:
    """What was seen so far. Of each kind of edit: made, and refused; the second kind may cost a comment or an anchor."""

    def __init__(self) -> None:
        self.notes = self.bare = self.unreadable = self.outside = 0
        self.done = {False: 0, True: 0}
        self.refused: dict[bool, list[str]] = {False: [], True: []}
        self.first = ""  # the first edit that changed something outside
        self.seconds: list[float] = []

    def attempt(self, path: str, text: str, span: tuple[int, int] | None, wanted: object, danger: bool,
                call: Callable[..., str], key: str, *rest: object) -> None:  # fmt: skip
        """Make one edit and judge it; `span` is where it may change anything, None: where nothing stood."""
        begun = time.process_time()
        try:
            edited = call(text, key, *rest)
        except Refused as refused:
            refused.path = path
            hold(re.match(rf"{re.escape(path)}:[1-9]\d*: \S", str(refused)), f"a refusal without its place: {refused}")
            self.refused[danger].append(refused.message)
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
            # an item that goes takes the comment on its line along, and so does a key that is taken out; nothing else may
            if call is set_field and not isinstance(rest[0], list) and "#" in text:
                hold(
                    not lost_comments(text, edited),
                    f"{path}: {key!r} set to {rest} loses a comment\n{text!r}\n{edited!r}",
                )
        hold(call(edited, key, *rest) == edited, f"{path}: {key!r} set to {rest} again is another edit")
        self.done[danger] += 1

    def told(self, name: str) -> str:
        """The figures in words."""
        safe, risky = (self.done[kind] + len(self.refused[kind]) for kind in (False, True))
        refused = len(self.refused[False])
        hold(
            refused <= AT_MOST_REFUSED * safe,
            f"{name}: {refused} of {safe}: {Counter(self.refused[False]).most_common(5)}",
        )
        other = [why for why in self.refused[True] if "comment" not in why and "is used again" not in why]
        hold(
            len(other) <= AT_MOST_REFUSED * risky, f"{name}, for no comment or anchor: {Counter(other).most_common(5)}"
        )
        left = f" ({self.bare} without frontmatter, {self.unreadable} whose frontmatter is no YAML mapping)"
        return (f"{self.notes + self.bare + self.unreadable:,} {name}{left}: {safe:,} edits that can cost nothing, {refused} "
                f"refused ({percent(refused, safe)}); {risky:,} with a comment or a shared anchor inside of the value, "
                f"{len(self.refused[True]):,} refused, {self.done[True]:,} made without losing it")  # fmt: skip


def lost_comments(text: str, edited: str) -> Counter[str]:
    """The comments that an edit took out."""
    both = []
    for one in (text, edited):
        source = fronts(one)
        both.append(Counter(source[start:end] for start, end in comments(source)))
    return both[0] - both[1]


def try_note(count: Count, path: str, text: str) -> None:
    """Every key set to every value, and taken out; one new key."""
    try:
        found = places(text)
        danger = in_danger(fronts(text)) if found else {}
    except (yaml.YAMLError, Unclosed, ValueError):
        count.unreadable += 1
        unreadable(path, text)
        return
    has = split(text) is not None
    count.notes, count.bare = count.notes + has, count.bare + (not has)
    for key, spans in found.items():
        if not key:
            continue
        span = (spans[0][0], spans[-1][1])
        for one in VALUES:
            wanted = (
                one if isinstance(one, str | list) else {True: "true", 7: "7"}.get(one) if one is not None else None
            )
            count.attempt(path, text, span, wanted, danger[key], set_field, key, one)
        count.attempt(path, text, line_of(text, span), ..., danger[key], remove_field, key)
    new = next(name for name in ("a new key", "another new key") if name not in found)
    for one in ("x", ["a", "b"]):
        if has:
            count.attempt(path, text, None, one, False, set_field, new, one)
        else:
            hold(text.removeprefix("\ufeff") in set_field(text, new, one), f"{path}: a first field changes the body")


def unreadable(path: str, text: str) -> None:
    """What the pure loader cannot read is refused with its line, or edited so that no byte of it goes."""
    try:
        edited = set_field(text, "a new key", "x")
    except Refused as refused:
        hold(refused.line > 0 and refused.message, f"{path}: refused without its place: {refused}")
        return
    hold(not outside(text, edited, None), f"{path}: cannot be read, and is changed:\n{text[:600]!r}\n{edited[:600]!r}")


def line_of(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span with the beginning of its first line; in `{a: 1, b: 2}` with the comma before it."""
    start = max(text.rfind("\n", 0, span[0]), text.rfind("\r", 0, span[0])) + 1
    if text[: span[0]].rstrip().endswith(","):
        start = text.rfind(",", 0, span[0])
    return start, span[1]


def figure(made: int, corpora_too: bool = True) -> str:
    """The proof, over the corpora, the yaml-test-suite and so many notes made up."""
    told, counts = [], []
    given = [("notes of the corpora", corpora()), ("cases of the yaml-test-suite", suite())] if corpora_too else []
    for name, texts in [*given, ("notes made up", generated(made))]:
        count = Count()
        for path, text in texts:
            try_note(count, path, text)
        counts.append(count)
        told.append(count.told(name))
    wrong = sum(count.outside for count in counts)
    made_, refused = (sum(count.done[False] for count in counts), sum(len(count.refused[False]) for count in counts))
    all_ = made_ + refused + sum(count.done[True] + len(count.refused[True]) for count in counts)
    median = median_ms([one for count in counts for one in count.seconds])
    said = (f"edits: {all_:,} edits, {wrong} bytes changed outside the value; of {made_ + refused:,} that can cost nothing "
            f"{refused} refused ({percent(refused, made_ + refused)}); median {median:.2f} ms\n  "
            + "\n  ".join(told))  # fmt: skip
    hold(wrong == 0 and median <= AT_MOST_MS, f"{said}\n{next((one.first for one in counts if one.first), '')}")
    return said


if __name__ == "__main__":
    if not CORPORA.is_dir():
        leave_out(f"the corpora are not beside the project ({CORPORA})")
    main(figure, 1_000)
