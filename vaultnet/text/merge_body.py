"""A three-way merge of a note's body: lists item by item, managed regions as a whole, all else line by line.

In a list an item that one side changed takes that side, and all added ones are kept, in the direction in which the list
runs (oldest or newest first). Only where both sides changed the same item, or the same lines of other text, do both
stand between markers. Equal places do not depend on which side is which.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from vaultnet.text.body import regions
from vaultnet.text.lines import mask, section_name, split_date
from vaultnet.text.merge_lines import hunks, matches

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")
_ITEM = re.compile(r"([ \t]*)(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(?:(\[.\])[ \t]+)?(\S.*)")
_HEADING = re.compile(r"#{1,6}[ \t]")
_NEAR, _FAR = 0.6, 0.8  # how alike two items must be to be one that was edited: of the same date, and of another
_MOST_PAIRS = 4000

Place = tuple[int, str]


class Token(NamedTuple):
    """A line, an item with its indented lines, or a region. `key` is what is compared, `indent` -1 for no item."""

    key: str
    raw: str
    indent: int = -1
    date: str = ""

    @property
    def listed(self) -> bool:
        """Whether it may stand in a list: an item, or a blank line."""
        return self.indent >= 0 or not self.key.strip()

    @property
    def managed(self) -> bool:
        """Whether it is a region."""
        return self.key.startswith("\0")


class Slot(NamedTuple):
    """A token of the base as one side has it (None = taken out), and what that side added after it."""

    token: Token | None
    added: list[Token]


Tokens = list[Token]
_BLANK = Token("", "\n")


class _Out:
    """The merged lines, and the places where markers had to be set."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.lines = 0
        self.places: list[Place] = []
        self._regions: set[str] = set()

    def add(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.managed:  # written on both sides in two places: one is enough
                if token.key in self._regions:
                    continue
                self._regions.add(token.key)
            self._put(token.raw)

    def conflict(self, base: Sequence[Token], ours: Sequence[Token], theirs: Sequence[Token], what: str) -> None:
        self.places.append((self.lines + 1, what))
        for marker, side in (("<<<<<<< ours", ours), ("||||||| base", base), ("=======", theirs)):
            self._put(marker + "\n")
            for token in side:
                self._put(token.raw)
        self._put(">>>>>>> theirs\n")

    def _put(self, raw: str) -> None:
        self.parts.append(raw)
        self.lines += len(re.findall(r"\r\n|\n|\r", raw))


def merge_body(base: str, ours: str, theirs: str) -> tuple[str, list[Place]]:
    """The merged body, and the places in conflict: 1-based line and what it is. Each line of the three has its end."""
    sides = tokens_of(base), tokens_of(ours), tokens_of(theirs)
    out = _Out()
    _merge(out, *sides)
    return "".join(out.parts), out.places


def merge_plain(base: str, ours: str, theirs: str) -> tuple[str, list[Place]]:
    """The same, line by line, whatever the lines are."""
    old, one, other = (
        [Token(line.rstrip("\r\n"), line) for line in _LINE.findall(text)] for text in (base, ours, theirs)
    )
    out = _Out()
    for hunk in hunks([t.key for t in old], [t.key for t in one], [t.key for t in other]):
        b, o, t = old[hunk.base], one[hunk.ours], other[hunk.theirs]
        if not _settled(out, b, o, t):
            out.conflict(b, o, t, "changed on both sides")
    return "".join(out.parts), out.places


def without_regions(body: str) -> str:
    """The body without its managed regions."""
    return "".join(token.raw for token in tokens_of(body) if not token.managed)


# Tokens ------------------------------------------------------------------------------------------------------------


def tokens_of(body: str) -> Tokens:
    """The body taken apart. List items in code and comments are plain lines."""
    lines = _LINE.findall(body)
    keys = [line.rstrip("\r\n") for line in lines]
    shown = mask("\n".join(keys), regions=False).split("\n")
    # a blank line above, so that a body that begins with a thematic break is not taken for frontmatter
    managed = {one.begin_line - 2: one for one in regions("\n" + body)} if "vaultnet:begin" in body else {}
    found: Tokens = []
    number = 0
    while number < len(lines):
        if number in managed:
            region = managed[number]
            found.append(Token(f"\0{region.name}", "".join(lines[number : region.end_line - 1])))
            number = region.end_line - 1
            continue
        item = _ITEM.match(keys[number])
        if item is None or not shown[number].strip() or shown[number].lstrip()[:1] != keys[number].lstrip()[:1]:
            found.append(Token(keys[number], lines[number]))
            number += 1
            continue
        indent, end = len(item[1].expandtabs(4)), number + 1
        while end < len(lines) and end not in managed and _belongs(keys[end], indent):
            end += 1
        found.append(Token("\n".join(keys[number:end]), "".join(lines[number:end]), indent, split_date(item[3])[0]))
        number = end
    return found


def _belongs(line: str, indent: int) -> bool:
    """Whether an indented line is part of the item above it: nested items are items of their own."""
    text = line.expandtabs(4)
    return bool(text.strip()) and len(text) - len(text.lstrip()) > indent and not _ITEM.match(line)


def _keys(tokens: Tokens) -> list[str]:
    return [token.key for token in tokens]


# Hunks -------------------------------------------------------------------------------------------------------------


def _merge(out: _Out, base: Tokens, ours: Tokens, theirs: Tokens) -> None:
    for hunk in hunks(_keys(base), _keys(ours), _keys(theirs)):
        b, o, t = base[hunk.base], ours[hunk.ours], theirs[hunk.theirs]
        if hunk.shared:
            out.add([_either(*three) for three in zip(b, o, t, strict=True)])
        elif not _settled(out, b, o, t):
            newest_first = _newest_first((ours, hunk.ours), (theirs, hunk.theirs))
            _resolve(out, b, o, t, newest_first)


def _settled(out: _Out, base: Tokens, ours: Tokens, theirs: Tokens) -> bool:
    """Write a hunk that only one side changed, or both in the same way."""
    one, old, other = _keys(ours), _keys(base), _keys(theirs)
    if one == other:
        out.add([_either(None, o, t) for o, t in zip(ours, theirs, strict=True)])
    elif other == old:
        out.add(ours)
    elif one == old:
        out.add(theirs)
    else:
        return False
    return True


def _either(base: Token | None, ours: Token, theirs: Token) -> Token:
    """One of two that are called the same: lines may differ in their ends, regions in all they hold."""
    if base and theirs.raw == base.raw:
        return ours
    return theirs if base and ours.raw == base.raw else max(ours, theirs)


def _resolve(out: _Out, base: Tokens, ours: Tokens, theirs: Tokens, newest_first: bool) -> None:
    """Write a hunk that both sides changed, each in its own way."""
    managed = [token for token in (*ours, *theirs) if token.managed]
    if managed:  # they are rendered again: out of the way of what was typed
        out.add(sorted(managed, reverse=True))
        base, ours, theirs = ([token for token in side if not token.managed] for side in (base, ours, theirs))
    if base and all(token.listed for token in (*base, *ours, *theirs)):
        _merge_items(out, base, ours, theirs, newest_first)
        return
    head = _same_head(ours, theirs)
    tail = _same_head(ours[head:][::-1], theirs[head:][::-1])
    out.add([_either(None, o, t) for o, t in zip(ours[:head], theirs[:head], strict=True)])
    after = [_either(None, o, t) for o, t in zip(ours[len(ours) - tail :], theirs[len(theirs) - tail :], strict=True)]
    ours, theirs = ours[head : len(ours) - tail], theirs[head : len(theirs) - tail]
    if not base and ours and theirs and (shared := _shared(ours, theirs)):
        _between(out, ours, theirs, shared, newest_first)
    elif not _settled(out, base, ours, theirs):
        _resolve_list(out, base, ours, theirs, newest_first)
    out.add(after)


def _same_head(one: Sequence[Token], other: Sequence[Token]) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[length].key == other[length].key:
        length += 1
    return length


def _shared(ours: Tokens, theirs: Tokens) -> list[tuple[int, int, int]]:
    """What both sides wrote where nothing stood; the same matches whichever side comes first."""
    one, other = _keys(ours), _keys(theirs)
    if one <= other:
        return matches(one, other)
    return [(o, t, length) for t, o, length in matches(other, one)]


def _between(out: _Out, ours: Tokens, theirs: Tokens, shared: list[tuple[int, int, int]], newest_first: bool) -> None:
    o = t = 0
    for one, other, length in [*shared, (len(ours), len(theirs), 0)]:
        if not _settled(out, [], ours[o:one], theirs[t:other]):
            _resolve_list(out, [], ours[o:one], theirs[t:other], newest_first)
        o, t = one + length, other + length
        out.add([_either(None, a, b) for a, b in zip(ours[one:o], theirs[other:t], strict=True)])


def _resolve_list(out: _Out, base: Tokens, ours: Tokens, theirs: Tokens, newest_first: bool) -> None:
    """Items one by one, and then what follows them; new sections one after the other; else markers."""
    b, o, t = (_listed_head(side) for side in (base, ours, theirs))
    if len(b) == len(base) and (o or t):
        _merge_items(out, b, o, t, newest_first)
        ours, theirs = ours[len(o) :], theirs[len(t) :]
        if not _settled(out, [], ours, theirs):
            _resolve(out, [], ours, theirs, newest_first)
    elif not base and _are_sections(ours, theirs):
        first, second = sorted((ours, theirs))
        out.add(first)
        if first[-1].key.strip():
            out.add([_BLANK])
        out.add(second)
    else:
        out.conflict(base, ours, theirs, "changed on both sides")


def _are_sections(ours: Tokens, theirs: Tokens) -> bool:
    """Whether both sides wrote new sections, of different names."""
    titles = [{_title(token) for token in side} - {""} for side in (ours, theirs)]
    return all(side and _title(side[0]) for side in (ours, theirs)) and not titles[0] & titles[1]


def _title(token: Token) -> str:
    return section_name(token.key) if _HEADING.match(token.key) else ""


def _listed_head(tokens: Tokens) -> Tokens:
    """The items it begins with; blank lines before other text belong to that."""
    end = next((place for place, token in enumerate(tokens) if not token.listed), len(tokens))
    if end < len(tokens):
        while end and not tokens[end - 1].key.strip():
            end -= 1
    return tokens[:end]


# Items -------------------------------------------------------------------------------------------------------------


def _merge_items(out: _Out, base: Tokens, ours: Tokens, theirs: Tokens, newest_first: bool) -> None:
    one, other = _slots(base, ours), _slots(base, theirs)
    out.add(_together(one[0].added, other[0].added, newest_first))
    for old, left, right in zip(base, one[1:], other[1:], strict=True):
        o, t = left.token, right.token
        o_key, t_key = o.key if o else None, t.key if t else None
        if o_key == t_key or t_key == old.key:
            out.add([o] if o else [])
        elif o_key == old.key:
            out.add([t] if t else [])
        else:
            both = "changed on both sides" if o and t else "taken out on one side, changed on the other"
            out.conflict([old], [o] if o else [], [t] if t else [], both)
        out.add(_together(left.added, right.added, newest_first))


def _slots(base: Tokens, side: Tokens) -> list[Slot]:
    """What became of each token of the base, after one for what stands before them all."""
    slots = [Slot(None, []), *(Slot(None, []) for _ in base)]
    at = i = j = 0
    for begin, begin_side, length in [*matches(_keys(base), _keys(side)), (len(base), len(side), 0)]:
        pairs = _pairs(base[i:begin], side[j:begin_side])
        for place, token in enumerate(side[j:begin_side]):
            if place in pairs:
                at = i + pairs[place] + 1
                slots[at] = slots[at]._replace(token=token)
            else:
                slots[at].added.append(token)
        for step in range(length):
            at = begin + step + 1
            slots[at] = slots[at]._replace(token=side[begin_side + step])
        i, j = begin + length, begin_side + length
    return slots


def _pairs(base: Tokens, side: Tokens) -> dict[int, int]:
    """Which tokens of a side are tokens of the base that were edited, in order."""
    found: dict[int, int] = {}
    if not base or not side or len(base) * len(side) > _MOST_PAIRS:
        return found
    from difflib import SequenceMatcher

    low = 0
    for place, token in enumerate(side):
        alike = SequenceMatcher(None, "", _told(token), autojunk=False)
        best, score = -1, 0.0
        for number in range(low, len(base)):
            old = base[number]
            if token.indent < 0 or old.indent != token.indent:
                continue
            alike.set_seq1(_told(old))
            least = max(score, _NEAR if old.date == token.date else _FAR)
            if alike.real_quick_ratio() > least and alike.quick_ratio() > least and alike.ratio() > least:
                best, score = number, alike.ratio()
        if best >= 0:
            found[place], low = best, best + 1
    return found


def _told(token: Token) -> str:
    """What an item says, without its box and its date."""
    item = _ITEM.match(token.key)
    return split_date(item[3])[1][:400] if item else token.key


def _together(ours: Tokens, theirs: Tokens, newest_first: bool) -> Tokens:
    """What both sides added in one place: each once, by date, each side's own order kept."""
    if not ours or not theirs:
        return ours or theirs
    first, second = sorted((_groups(ours), _groups(theirs)))
    there = Counter("".join(_keys(group)) for _, group in first)
    rest = []
    for date, group in second:
        key = "".join(_keys(group))
        if there[key]:
            there[key] -= 1
        else:
            rest.append((date, group))
    merged: Tokens = []
    while first and rest:
        one, other = first[0][0], rest[0][0]
        # what has no date, or belongs to the item above, stands first in either direction
        swap = one != other and (not other or (bool(one) and (one < other) == newest_first))
        merged += (rest if swap else first).pop(0)[1]
    return [*merged, *(token for _, group in (*first, *rest) for token in group)]


def _groups(tokens: Tokens) -> list[tuple[str, Tokens]]:
    """Items with what is nested in them. One without a date goes with the one before it."""
    found: list[tuple[str, Tokens]] = []
    top = min((token.indent for token in tokens if token.indent >= 0), default=0)
    date = ""
    for token in tokens:
        if found and token.indent > top:
            found[-1][1].append(token)
            continue
        date = token.date or date
        found.append((date, [token]))
    return found


def _newest_first(*sides: tuple[Tokens, slice]) -> bool:
    """Whether the list around these places runs from new to old."""
    down = up = 0
    for tokens, place in sides:
        begin, end = place.start, place.stop
        while begin and tokens[begin - 1].listed and place.start - begin < 100:
            begin -= 1
        while end < len(tokens) and tokens[end].listed and end - place.stop < 100:
            end += 1
        dates = [token.date for token in tokens[begin:end] if token.date]
        down += sum(1 for before, after in pairwise(dates) if before > after)
        up += sum(1 for before, after in pairwise(dates) if before < after)
    return down > up
