"""Who should know each other: a need of one met by the other, or one topic in one city; never those who do already."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from vaultnet.index import ask, common, pulse
from vaultnet.index.ask import TermRow
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.need import Match, leads, matches, seeking
from vaultnet.people.request import Request, requests
from vaultnet.people.strength import open_to, ties, warmth
from vaultnet.text.names import key

POOL = 1000  # people one looks among: those one spoke with last
SILENT = 2  # lines without an answer: silence is one, and nobody is offered to them
EACH = 2  # pairs that one person stands in, at the most
CROWD = 6  # people of one topic in one city that are paired, the warmest
TOPICS = ("expertise", "interests", "topics")
COMPLETE, OFFERED, KNOWN, NEAR = range(4)  # what speaks for a pair, the best first


class Pair(NamedTuple):
    """Two people who should know each other. `match`: a need of `a` that `b` meets; without one, `a` and `b` share `topic`
    in one city. `rank`: what speaks for it (COMPLETE, ...); `warmth` that of the weaker tie to me."""

    a: PersonRow
    b: PersonRow
    rank: int
    warmth: float
    match: Match | None
    topic: tuple[TermRow, ...] = ()

    @property
    def text(self) -> str:
        """Why, in words that name both."""
        return f"{self.a.name} {self.wants}, {self.b.name} {self.gives}" if self.match else self.gives

    @property
    def wants(self) -> str:
        """What `a` needs, quoted."""
        return f'needs "{self.match.need.text}"' if self.match else ""

    @property
    def gives(self) -> str:
        """What of `b` meets it, without a name."""
        if self.match is None:
            return f"{self.topic[0].text.removeprefix('topic/')}, both in {city(self.a)}"
        verb = {"needs": "needs", "offers": "offers"}.get(self.match.met_by.kind, "knows")
        return f'{verb} "{self.match.met_by.text}"'

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The lines that say so."""
        terms = (self.match.need, self.match.met_by) if self.match else self.topic
        words = {"needs": "needs", "offers": "offers"}
        return tuple(Reason(f"{words.get(term.kind, term.kind)} {term.text}", term.path, term.line) for term in terms)


def city(person: PersonRow) -> str:
    """The city of a location: what stands before its first comma."""
    return person.location.split(",")[0].strip()


def introductions(desk: Desk) -> list[Request]:
    """The introductions I was asked for, or thought of, between two people."""
    return [one for one in requests(desk) if one.kind == "introduction" and one.direction == "incoming"]


def fitting(desk: Desk, person: PersonRow) -> bool:
    """Whether I could introduce a person: I know them, they answer, and they are not to be left alone."""
    return person.unanswered < SILENT and open_to(desk, person) and warmth(desk, person) > 0


def pairs(desk: Desk, limit: int, only: PersonRow | None = None, worst: int = NEAR) -> list[Pair]:
    """Pairs who should know each other, needs before topics, then the warmest; with `only`, those with this person; none
    for which less speaks than `worst`.

    Left out: people whom something ties already, of one organization, or with an introduction noted, whatever came of it.
    """
    people = {one.id: one for one in pulse.in_touch(desk.index, desk.day, SILENT, POOL) if warmth(desk, one) > 0}
    if only is not None:
        if not fitting(desk, only):
            return []
        people[only.id] = only
    noted = {frozenset((one.person, one.target)) for one in introductions(desk)}
    tied: dict[int, set[int]] = {}
    count: dict[int, int] = {}
    found: list[Pair] = []

    def fits(pair: Pair) -> bool:
        a, b = pair.a, pair.b
        if only is not None and only.id not in (a.id, b.id):
            return False
        if any(count.get(one.id, 0) >= EACH for one in (a, b) if only is None or one.id != only.id):
            return False
        if frozenset((a.id, b.id)) in noted or (a.organization and key(a.organization) == key(b.organization)):
            return False
        if a.id not in tied:
            tied[a.id] = {tie.other for tie in ties(desk, a.id)}
        return b.id not in tied[a.id]

    for some in (_by_need, _by_topic) if worst == NEAR else (_by_need,):
        best: dict[frozenset[int], Pair] = {}
        for pair in some(desk, people):
            both = frozenset((pair.a.id, pair.b.id))
            if pair.rank <= worst and (both not in best or _order(pair) < _order(best[both])):
                best[both] = pair
        for pair in sorted(best.values(), key=_order):
            if len(found) == limit:
                return found
            if all({pair.a.id, pair.b.id} != {one.a.id, one.b.id} for one in found) and fits(pair):
                found.append(pair)
                for one in (pair.a, pair.b):
                    count[one.id] = count.get(one.id, 0) + 1
    return found


def _order(pair: Pair) -> tuple[int, float, str, str]:
    return pair.rank, -pair.warmth, pair.a.path, pair.b.path


def _pair(
    desk: Desk, a: PersonRow, b: PersonRow, rank: int, match: Match | None, topic: tuple[TermRow, ...] = ()
) -> Pair:
    return Pair(a, b, rank, min(warmth(desk, a), warmth(desk, b)), match, topic)


def why_pair(desk: Desk, a: PersonRow, b: PersonRow) -> list[Pair]:
    """Everything that speaks for these two, the best first: needs one way and the other, topics of one city."""
    people = {a.id: a, b.id: b}
    found = [*_by_need(desk, people), *_by_topic(desk, people)]
    return sorted(found, key=_order)


def _by_need(desk: Desk, people: dict[int, PersonRow]) -> Iterator[Pair]:
    terms = common.terms_of_some(desk.index, people, ("needs", "offers", "expertise"))
    mine = [note.id for note in ask.notes_of_type(desk.index, "me")]
    own = {
        term.key for term in common.terms_of_some(desk.index, mine, ("offers",))
    }  # what I give myself needs no other
    wanted = [term for term in terms if term.kind == "needs" and term.key not in own]
    for match in matches(wanted, terms):
        rank = _rank(match)
        if rank is not None:
            yield _pair(desk, people[match.need.note], people[match.met_by.note], rank, match)


def _rank(match: Match) -> int | None:
    need, term = match
    if term.kind == "needs":  # two needs that complete each other: said once, by the one who is looking
        return COMPLETE if seeking(need.key) else None
    if term.kind == "offers":
        return COMPLETE if need.key == term.key else OFFERED
    # a field helps where the need begins with it: "SRE leads", but not "article on error budgets" by "budgets"
    return KNOWN if leads(need.key, term.key) else None


def _by_topic(desk: Desk, people: dict[int, PersonRow]) -> Iterator[Pair]:
    groups: dict[tuple[str, str], dict[int, TermRow]] = {}
    for term in common.terms_of_some(desk.index, people, TOPICS):
        place = key(city(people[term.note]))
        if place:
            groups.setdefault((term.key, place), {}).setdefault(term.note, term)
    for group in groups.values():
        warm = sorted(group, key=lambda number: (-warmth(desk, people[number]), people[number].path))[:CROWD]
        for one, other in combinations(sorted(warm, key=lambda number: people[number].path), 2):
            yield _pair(desk, people[one], people[other], NEAR, None, (group[one], group[other]))


def agreed_by(desk: Desk, request: Request, people: Iterable[PersonRow]) -> list[PersonRow]:
    """Which of two people have said yes to an introduction."""
    linked = {number for number, *_ in ask.linked(desk.index, request.note.id, "agreed")}
    named = {key(name) for name in request.agreed}
    return [one for one in people if one.id in linked or key(one.name) in named]
