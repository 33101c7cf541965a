"""A three-way merge of a note's body: lists item by item, managed regions as a whole, all else line by line.

In a list an item that one side changed takes that side, and all added ones are kept, in the direction in which the list
runs (oldest or newest first). Only where both sides changed the same item, or the same lines of other text, do both
stand between markers. Equal places do not depend on which side is which.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from vaultnet.text.body import regions
from vaultnet.text.lines import mask, section_name, split_date
from vaultnet.text.merge_items import BLANK, ITEM, Out, Place, Token, Tokens, keys_of, merge_items
from vaultnet.text.merge_lines import hunks, matches

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")
_HEADING = re.compile(r"#{1,6}[ \t]")


def merge_body(base: str, ours: str, theirs: str) -> tuple[str, list[Place]]:
    """The merged body, and the places in conflict: 1-based line and what it is. Each line of the three has its end."""
    sides = tokens_of(base), tokens_of(ours), tokens_of(theirs)
    out = Out()
    _merge(out, *sides)
    return "".join(out.parts), out.places


def merge_plain(base: str, ours: str, theirs: str) -> tuple[str, list[Place]]:
    """The same, line by line, whatever the lines are."""
    old, one, other = (
        [Token(line.rstrip("\r\n"), line) for line in _LINE.findall(text)] for text in (base, ours, theirs)
    )
    out = Out()
    for hunk in hunks([t.key for t in old], [t.key for t in one], [t.key for t in other]):
        b, o, t = old[hunk.base], one[hunk.ours], other[hunk.theirs]
        if not _settled(out, b, o, t):
            out.conflict(b, o, t, "changed on both sides")
    return "".join(out.parts), out.places


def conflict_block(base: str, ours: str, theirs: str) -> str:
    """Three versions of some lines between markers."""
    out = Out()
    out.conflict([Token("", base)], [Token("", ours)], [Token("", theirs)], "")
    return "".join(out.parts)


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
        item = ITEM.match(keys[number])
        if item is None or not shown[number].strip() or shown[number].lstrip()[:1] != keys[number].lstrip()[:1]:
            found.append(Token(keys[number], lines[number]))
            number += 1
            continue
        indent, end = len(item[1].expandtabs(4)), number + 1
        while end < len(lines):
            after = next((at for at in range(end, len(lines)) if keys[at].strip()), end)  # over blank lines
            if not managed.keys().isdisjoint(range(end, after + 1)) or not _belongs(keys[after], indent):
                break
            end = after + 1
        found.append(Token("\n".join(keys[number:end]), "".join(lines[number:end]), indent, split_date(item[3])[0]))
        number = end
    return found


def _belongs(line: str, indent: int) -> bool:
    """Whether an indented line is part of the item above it: nested items are items of their own."""
    text = line.expandtabs(4)
    return bool(text.strip()) and len(text) - len(text.lstrip()) > indent and not ITEM.match(line)


# Hunks -------------------------------------------------------------------------------------------------------------


def _merge(out: Out, base: Tokens, ours: Tokens, theirs: Tokens) -> None:
    for hunk in hunks(keys_of(base), keys_of(ours), keys_of(theirs)):
        b, o, t = base[hunk.base], ours[hunk.ours], theirs[hunk.theirs]
        if hunk.shared:
            out.add([_either(*three) for three in zip(b, o, t, strict=True)])
        elif not _settled(out, b, o, t):
            newest_first = _newest_first((ours, hunk.ours), (theirs, hunk.theirs))
            _resolve(out, b, o, t, newest_first)


def _settled(out: Out, base: Tokens, ours: Tokens, theirs: Tokens) -> bool:
    """Write a hunk that only one side changed, or both in the same way."""
    one, old, other = keys_of(ours), keys_of(base), keys_of(theirs)
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


def _resolve(out: Out, base: Tokens, ours: Tokens, theirs: Tokens, newest_first: bool) -> None:
    """Write a hunk that both sides changed, each in its own way."""
    managed = [token for token in (*ours, *theirs) if token.managed]
    if managed:  # they are rendered again: out of the way of what was typed
        out.add(sorted(managed, reverse=True))
        base, ours, theirs = ([token for token in side if not token.managed] for side in (base, ours, theirs))
    if base and all(token.listed for token in (*base, *ours, *theirs)):
        merge_items(out, base, ours, theirs, newest_first)
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
    one, other = keys_of(ours), keys_of(theirs)
    if one <= other:
        return matches(one, other)
    return [(o, t, length) for t, o, length in matches(other, one)]


def _between(out: Out, ours: Tokens, theirs: Tokens, shared: list[tuple[int, int, int]], newest_first: bool) -> None:
    o = t = 0
    for one, other, length in [*shared, (len(ours), len(theirs), 0)]:
        if not _settled(out, [], ours[o:one], theirs[t:other]):
            _resolve_list(out, [], ours[o:one], theirs[t:other], newest_first)
        o, t = one + length, other + length
        out.add([_either(None, a, b) for a, b in zip(ours[one:o], theirs[other:t], strict=True)])


def _resolve_list(out: Out, base: Tokens, ours: Tokens, theirs: Tokens, newest_first: bool) -> None:
    """Items one by one, and then what follows them; new sections one after the other; else markers."""
    b, o, t = (_listed_head(side) for side in (base, ours, theirs))
    if len(b) == len(base) and (o or t):
        merge_items(out, b, o, t, newest_first)
        ours, theirs = ours[len(o) :], theirs[len(t) :]
        if not _settled(out, [], ours, theirs):
            _resolve(out, [], ours, theirs, newest_first)
    elif not base and _are_sections(ours, theirs):
        first, second = sorted((ours, theirs))
        out.add(first)
        if first[-1].key.strip():
            out.add([BLANK])
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
