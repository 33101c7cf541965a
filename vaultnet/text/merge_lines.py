"""A three-way comparison of sequences: which parts all three share, and what stands between them.

The order in which the two sides are given changes nothing but their names in the result.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

Match = tuple[int, int, int]


class Hunk(NamedTuple):
    """A stretch of the three sequences, as slices. `shared`: all three are equal here."""

    shared: bool
    base: slice
    ours: slice
    theirs: slice


def hunks(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Hunk]:
    """All three from beginning to end: stretches that all share, and what stands between those."""
    left, right = matches(base, ours), matches(base, theirs)
    i = j = 0
    at = (0, 0, 0)
    while i < len(left) and j < len(right):
        (b1, o, n1), (b2, t, n2) = left[i], right[j]
        start, end = max(b1, b2), min(b1 + n1, b2 + n2)
        if start < end:
            begin = (start, o + start - b1, t + start - b2)
            if begin != at:
                yield _hunk(False, at, begin)
            at = (end, o + end - b1, t + end - b2)
            yield _hunk(True, begin, at)
        if b1 + n1 <= b2 + n2:
            i += 1
        else:
            j += 1
    whole = (len(base), len(ours), len(theirs))
    if at != whole:
        yield _hunk(False, at, whole)


def _hunk(shared: bool, begin: tuple[int, int, int], end: tuple[int, int, int]) -> Hunk:
    base, ours, theirs = (slice(*both) for both in zip(begin, end, strict=True))
    return Hunk(shared, base, ours, theirs)


def matches(one: Sequence[str], other: Sequence[str]) -> list[Match]:
    """The stretches that two sequences share, in order: (offset in one, offset in the other, length)."""
    shorter = min(len(one), len(other))
    head = 0
    while head < shorter and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shorter - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    found = [(0, 0, head)]
    middle, middle_other = one[head : len(one) - tail], other[head : len(other) - tail]
    if middle and middle_other:  # most edits leave nothing here: then difflib is not even loaded
        from difflib import SequenceMatcher

        blocks = SequenceMatcher(None, middle, middle_other).get_matching_blocks()
        found += [(block.a + head, block.b + head, block.size) for block in blocks]
    found.append((len(one) - tail, len(other) - tail, tail))
    return [match for match in found if match[2]]
