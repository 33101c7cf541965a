"""A three-way merge of notes: frontmatter key by key, lists item by item, the rest line by line.

Pure: three texts in, one text and what is in conflict out. Which side is called "ours" changes no value in what is
merged without conflict. Where anything is in doubt, it is merged as plain text and said to be in conflict; the frontmatter
stays readable wherever one side's is.
"""

import re
from typing import NamedTuple, TypeVar

from vaultnet.text.frontmatter import Unclosed, conflict_line, read_front, split
from vaultnet.text.lines import mask
from vaultnet.text.merge_body import conflict_block, merge_body, merge_plain, without_regions
from vaultnet.text.merge_fields import Doubt, merge_fields

_T = TypeVar("_T", str, bool)
_EOL = re.compile(r"\r\n|\n|\r")


class Conflict(NamedTuple):
    """A place that needs a choice: its 1-based line in the merged text, and what it is about."""

    line: int
    message: str


class Merged(NamedTuple):
    """The merged text; without conflicts nobody needs to look at it."""

    text: str
    conflicts: tuple[Conflict, ...]


class _Side(NamedTuple):
    """One of the three texts, with LF at the end of each line; what was taken off is put back on the result."""

    text: str
    mark: bool
    eol: str
    bare: bool


def merge(base: str, ours: str, theirs: str) -> Merged:
    """The note that holds what both sides did to the base (""= the note is new on both sides). Never raises."""
    if ours == theirs or base == theirs:
        return Merged(ours, ())
    if base == ours:
        return Merged(theirs, ())
    sides = [_side(text) for text in (base, ours, theirs)]
    if any(side.eol == "mixed" for side in sides):  # their ends stay as they are, line by line
        sides = [
            side._replace(text=_ended(text), eol="\n") for side, text in zip(sides, (base, ours, theirs), strict=True)
        ]
    old, one, other = sides
    try:
        merged = _merged(old.text, one.text, other.text)
    except (Doubt, Unclosed) as doubt:
        merged = _plain(old.text, one.text, other.text, str(doubt) or "the frontmatter has no closing ---")
    except Exception as fault:  # a note is merged by somebody who is not looking: nothing may end in half a merge
        merged = _plain(old.text, one.text, other.text, f"{type(fault).__name__}: {fault}")
    text = merged.text
    if _pick(old.bare, one.bare, other.bare) and text.endswith("\n"):
        text = text[:-2] if text.endswith("\r\n") else text[:-1]
    eol = _pick(old.eol, one.eol, other.eol)
    if eol not in ("\n", ""):
        text = text.replace("\n", eol)
    return merged._replace(text="\ufeff" + text if _pick(old.mark, one.mark, other.mark) else text)


def _side(text: str) -> _Side:
    mark = text.startswith("\ufeff")
    text = text[mark:]
    ends = set(_EOL.findall(text)) if "\r" in text else {"\n"} if "\n" in text else set()
    eol = "mixed" if len(ends) > 1 else next(iter(ends), "")
    if eol in ("\r\n", "\r"):
        text = text.replace(eol, "\n")
    bare = bool(text) and not text.endswith("\n")
    return _Side(text + "\n" if bare else text, mark, eol, bare)


def _ended(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return text if not text or text.endswith(("\n", "\r")) else text + "\n"


def _pick(base: _T, ours: _T, theirs: _T) -> _T:
    if ours == theirs or theirs == base:
        return ours
    return theirs if ours == base else max(ours, theirs)


def _merged(base: str, ours: str, theirs: str) -> Merged:
    """Frontmatter and body, each in its own way."""
    fronts, bodies = zip(*(_cut(text) for text in (base, ours, theirs)), strict=True)
    front, beside, told = _front(*fronts)
    body, places = _body(*bodies)
    conflicts = [Conflict(_line_of(front, message), message) for message in told]
    if beside:  # what could not go into the frontmatter stands under it, where the note still reads
        conflicts.append(
            Conflict(front.count("\n") + 1, "the frontmatters cannot be merged key by key: both stand here")
        )
    above = (front + beside).count("\n")
    return Merged(front + beside + body, (*conflicts, *(Conflict(above + line, message) for line, message in places)))


def _cut(text: str) -> tuple[str, str]:
    block = split(text)
    return (text[: block.body], text[block.body :]) if block else ("", text)


def _front(base: str, ours: str, theirs: str) -> tuple[str, str, list[str]]:
    """The frontmatter with its fences, lines in conflict to stand under it, and what is in conflict, in words.

    Raises `Doubt` where neither side's frontmatter can be read.
    """
    if ours == theirs or theirs == base:
        return ours, "", []
    if ours == base:
        return theirs, "", []
    if not ours or not theirs:
        return ours or theirs, "", ["the frontmatter was taken out on one side and changed on the other; it stays"]
    (head, one, end), (_, other, _) = _fenced(ours), _fenced(theirs)
    old = _fenced(base)[1]
    try:
        text, told = merge_fields(old, one, other)
        return head + text + end, "", told
    except Doubt:
        kept = next((side for side in (ours, theirs) if not read_front(side).faults), "")
        if not kept:
            raise
        return kept, conflict_block(old, one, other), []


def _body(base: str, ours: str, theirs: str) -> tuple[str, list[tuple[int, str]]]:
    """The body, and its places in conflict; line by line where a merge of items would lose or hide anything."""
    if ours == theirs or base == theirs:
        return ours, []
    if base == ours:
        return theirs, []
    for side in (ours, theirs):
        earlier = conflict_line(mask(side, regions=False)) if "<<<<<<<" in side else 0
        if earlier:
            text, places = merge_plain(base, ours, theirs)
            return text, [(earlier, "an earlier conflict is not resolved yet"), *places]
    body, places = merge_body(base, ours, theirs)
    old, one, other = (_typed(text) for text in (base, ours, theirs))
    # a proof: what a side wrote is there, and what nobody touched
    if ((one | other) - old | (old & one & other)) - set(_EOL.split(body)):
        text, places = merge_plain(base, ours, theirs)
        return text, [(1, "merged line by line"), *places]
    return body, places


def _fenced(front: str) -> tuple[str, str, str]:
    block = split(front)
    return (front[: block.start], front[block.start : block.end], front[block.end :]) if block else ("", "", "")


def _typed(body: str) -> set[str]:
    """A body's lines, without those of managed regions: they are rendered again."""
    return set(_EOL.split(without_regions(body) if "vaultnet:begin" in body else body))


def _line_of(front: str, message: str) -> int:
    """The line of the key that a message begins with."""
    key = message.partition(":")[0]
    return next((number for number, line in enumerate(front.split("\n"), 1) if line.startswith(f"{key}:")), 1)


def _plain(base: str, ours: str, theirs: str, why: str) -> Merged:
    """The three as plain text, with markers; a conflict in any case."""
    text, places = merge_plain(base, ours, theirs)
    return Merged(text, (Conflict(1, f"merged as plain text: {why}"), *(Conflict(*place) for place in places)))
