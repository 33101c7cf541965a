"""Lists of a note's body in a three-way merge: item by item, whatever else was added beside them.

An item that one side changed takes that side, and all added ones are kept, in the direction in which the list runs.
Where both changed the same item, or one took it out, both stand between markers.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from vaultnet.text.lines import split_date
from vaultnet.text.merge_lines import matches
from vaultnet.text.tasks import read_task

ITEM = re.compile(r"([ \t]*)(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(?:(\[.\])[ \t]+)?(\S.*)")
_NEAR, _FAR = 0.6, 0.8  # how alike two items must be to be one that was edited: of the same date, and of another
_ANEW = 0.4  # how alike, where neither side has the item any more
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
BLANK = Token("", "\n")


def keys_of(tokens: Sequence[Token]) -> list[str]:
    """What is compared of each."""
    return [token.key for token in tokens]


class Out:
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


def merge_items(out: Out, base: Tokens, ours: Tokens, theirs: Tokens, newest_first: bool) -> None:
    """Write the merge of three lists (items and blank lines)."""
    one, other = _slots(base, ours), _slots(base, theirs)
    if not _find_reworded(base, one, other):
        out.conflict(base, ours, theirs, "changed on both sides")
        return
    if _is_orphaned(base, one, other) or _is_orphaned(base, other, one):
        out.conflict(base, ours, theirs, "taken out on one side, added to on the other")
        return
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


def _is_orphaned(base: Tokens, side: list[Slot], across: list[Slot]) -> bool:
    """Whether something that a side wrote below an item would stand below another one: the other side took that item out."""
    above: list[tuple[int, int]] = []  # indent of what it stands below, and its place in the base, 0 for what is new
    for place, slot in enumerate(side):
        if slot.token and slot.token.indent >= 0:
            above = [*(one for one in above if one[0] < slot.token.indent), (slot.token.indent, place)]
        for token in slot.added:
            if token.indent >= 0:
                above = [one for one in above if one[0] < token.indent]
                if above and above[-1][1] and across[above[-1][1]].token is None:
                    return True
                above.append((token.indent, 0))
    return False


def _slots(base: Tokens, side: Tokens) -> list[Slot]:
    """What became of each token of the base, after one for what stands before them all."""
    slots = [Slot(None, []), *(Slot(None, []) for _ in base)]
    at = i = j = 0
    for begin, begin_side, length in [*matches(keys_of(base), keys_of(side)), (len(base), len(side), 0)]:
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


def _find_reworded(base: Tokens, one: list[Slot], other: list[Slot]) -> bool:
    """What a side wrote anew, beyond likeness, of an item that the other side has not left as it was.

    Such an item would else stand twice, once in the words of each side, and nobody would be told. False where there are
    so many that it cannot be told.
    """
    gone = [
        (place, side)
        for place, old in enumerate(base, 1)
        for side, across in ((one, other), (other, one))
        if old.indent >= 0 and side[place].token is None and keys_of([across[place].token or BLANK]) != [old.key]
    ]
    added = sum(len(slot.added) for slot in (*one, *other))
    if len(gone) * added > _MOST_PAIRS:
        return False
    for place, side in gone:
        _find_anew(base, side, place)
    return True


def _find_anew(base: Tokens, side: list[Slot], place: int) -> None:
    """Take the likeliest of what was added where this item of the base stood for that item."""
    first = next(at for at in range(place - 1, -1, -1) if not at or side[at].token)
    last = next((at for at in range(place + 1, len(side)) if side[at].token), len(side))
    old, added = base[place - 1], side[first].added
    gone = sum(1 for token in base[first : last - 1] if token.indent == old.indent)
    instead = gone == sum(1 for token in added if token.indent == old.indent)  # as many as went: one for one
    best, score = None, 0.0
    for token in added:
        if token.indent != old.indent or _boxed(token) != _boxed(old):
            continue
        alike = _likeness(old, token)
        if alike > score and (alike > _ANEW or (old.date == token.date and (old.date or instead))):
            best, score = token, alike
    if best:
        side[place] = side[place]._replace(token=best)
        added.remove(best)


def _likeness(old: Token, token: Token) -> float:
    """How alike two items are, never 0."""
    from difflib import SequenceMatcher

    return 0.01 + SequenceMatcher(None, _told(old), _told(token), autojunk=False).ratio()


def _boxed(token: Token) -> bool:
    item = ITEM.match(token.key)
    return bool(item and item[2])


def _told(token: Token) -> str:
    """What an item says, without its box, its date and a task's fields."""
    item = ITEM.match(token.key)
    if not item:
        return token.key
    task = read_task(token.key.partition("\n")[0]) if item[2] else None
    return split_date(task.text if task else item[3])[1][:400]


def _together(ours: Tokens, theirs: Tokens, newest_first: bool) -> Tokens:
    """What both sides added in one place: each once, by date, each side's own order kept."""
    if not ours or not theirs:
        return ours or theirs
    first, second = sorted((_groups(ours), _groups(theirs)))
    there = Counter("".join(keys_of(group)) for _, group in first)
    rest = []
    for date, group in second:
        key = "".join(keys_of(group))
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
