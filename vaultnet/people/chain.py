"""Chains of people: the warmest way from me to somebody, and from one to another, tie by tie, by evidence alone.

The strength of a chain is the product of its ties; mine to the first is its warmth. Best first, from the far end backwards,
one indexed query a person: a recursive query would blow up at the first hub (docs/strategies/connections.md).
"""

from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from math import prod
from typing import NamedTuple

from vaultnet.index import pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.person import left_alone
from vaultnet.people.strength import Tie, open_to, spoke, tie_words, ties, warmth

MOST = 4  # ties in a chain, mine to the first counted; whom it takes five to reach nobody would ask
LOOKED = 150  # people whose ties one search looks at, at the most: the likeliest first


class Step(NamedTuple):
    """A person of a chain, how strong the tie is that leads to them (0-1), the evidence for it, and the tie (None: mine)."""

    person: PersonRow
    strength: float
    reasons: tuple[Reason, ...]
    tie: Tie | None = None


class Chain(NamedTuple):
    """A chain of ties: one step for each, the last of which is whom it leads to; `strength` is the product, 0-1."""

    steps: tuple[Step, ...]
    strength: float


class _Route(NamedTuple):
    """People in a row and the ties between them, on a search."""

    people: tuple[PersonRow, ...]
    ties: tuple[Tie, ...] = ()


_Way = tuple[
    float, int, tuple[str, ...], _Route
]  # -strength, ties, the paths on it (they make the order certain), route


def warmest(desk: Desk, targets: Iterable[PersonRow]) -> Chain | None:
    """The warmest chain from me to any of these people; None where no evidence leads to them.

    Its first step is the one person on it whom I know myself: nobody asks a friend to ask a friend of one's own. Never to
    or through somebody who is to be left alone, never through a confidential note.
    """
    best: tuple[float, int, tuple[str, ...]] | None = None
    found: tuple[float, _Route] | None = None
    heap: list[_Way] = [(-1.0, 0, (one.path,), _Route((one,))) for one in targets if not left_alone(one, desk.day)]
    heapify(heap)
    fewest: dict[int, int] = {}
    looked = 0
    while heap:
        minus, count, paths, route = heappop(heap)
        if best and minus > best[0]:
            break  # mine is at most 1: no way that is left can be stronger
        person = route.people[0]
        if fewest.get(person.id, MOST) <= count:
            continue
        fewest[person.id] = count
        warm = warmth(desk, person)
        if warm > 0:
            if best is None or (minus * warm, count, paths) < best:
                best, found = (minus * warm, count, paths), (warm, route)
        elif count + 1 < MOST and looked < LOOKED:
            looked += 1
            for tie, other in _tied_to(desk, person):
                if fewest.get(other.id, MOST) > count + 1:
                    longer = _Route((other, *route.people), (tie, *route.ties))
                    heappush(heap, (minus * tie.strength, count + 1, (other.path, *paths), longer))
    if found is None:
        return None
    warm, route = found
    return _chain((Step(route.people[0], warm, (spoke(desk, route.people[0]),)), *_steps(route)))


def between(desk: Desk, one: PersonRow, other: PersonRow) -> Chain | None:
    """The warmest chain of ties from one person to another, without me; as strong from the other end.

    Its steps are those after `one`. Half of the ties is followed from each end, and the chain is what meets.
    """
    if left_alone(one, desk.day) or left_alone(other, desk.day):
        return None
    ends = (one.id, other.id)
    ours, theirs = _around(desk, one, ends), _around(desk, other, ends)
    ways = []
    for middle in ours.keys() & theirs.keys():
        there, back = ours[middle], theirs[middle]
        route = _Route((*there.people, *back.people[-2::-1]), (*there.ties, *back.ties[::-1]))
        paths = tuple(person.path for person in route.people)
        ways.append((-_product(tie.strength for tie in route.ties), len(route.ties), min(paths, paths[::-1]), route))
    return _chain(tuple(_steps(min(ways)[3]))) if ways else None


def _tied_to(desk: Desk, person: PersonRow, ends: Iterable[int] = ()) -> Iterator[tuple[Tie, PersonRow]]:
    """The people tied to somebody who may stand on a chain, each with the tie."""
    found = {tie.other: tie for tie in ties(desk, person.id) if tie.strength > 0}
    for other in pulse.people(desk.index, found):
        if open_to(desk, other) or other.id in ends:
            yield found[other.id], other


def _around(desk: Desk, person: PersonRow, ends: Iterable[int]) -> dict[int, _Route]:
    """Everybody within half a chain of a person, with the strongest way there; that person first in each."""
    heap: list[_Way] = [(-1.0, 0, (person.path,), _Route((person,)))]
    reached: dict[int, _Route] = {}
    fewest: dict[int, int] = {}
    looked = 0
    while heap:
        minus, count, paths, route = heappop(heap)
        at = route.people[-1]
        if fewest.get(at.id, MOST) <= count:
            continue
        fewest[at.id] = count
        reached.setdefault(at.id, route)
        if count < MOST // 2 and looked < LOOKED:
            looked += 1
            for tie, other in _tied_to(desk, at, ends):
                if fewest.get(other.id, MOST) > count + 1:
                    longer = _Route((*route.people, other), (*route.ties, tie))
                    heappush(heap, (minus * tie.strength, count + 1, (*paths, other.path), longer))
    return reached


def _steps(route: _Route) -> Iterator[Step]:
    """The steps after the first person of a route."""
    names = {person.id: person.name for person in route.people}
    for person, tie in zip(route.people[1:], route.ties, strict=True):
        told = (Reason(tie_words(row, names[row.one], names[row.other]), row.path, row.line) for row in tie.rows)
        yield Step(person, tie.strength, tuple(told), tie)


def _chain(steps: tuple[Step, ...]) -> Chain:
    return Chain(steps, round(_product(step.strength for step in steps), 3))


def _product(strengths: Iterable[float]) -> float:
    # sorted, so that a chain read from its other end has the very same strength
    return prod(sorted(strengths))
