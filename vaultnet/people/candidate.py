"""Candidates: whom the chapters name for a question about people, ranked, each with the parts of the score and reasons."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from vaultnet.index.pulse import PersonRow
from vaultnet.people.asking import LATER, Timing, timing
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.goal import Goal
from vaultnet.people.person import left_alone
from vaultnet.people.score import score
from vaultnet.text.names import unaccented

TO = ("know", "advise", "mentor", "sponsor", "join", "vouch")


class Want(NamedTuple):
    """A question about people: on which topics (keys as `topic_key` gives them; none = any), for what (`TO`), from which
    city and organization ("" = any), for which goal. Where `most` is not 0, a chapter may leave out those who are not among
    its so many best: nobody is asked about the others."""

    topics: tuple[str, ...]
    to: str = "know"
    place: str = ""
    org: str = ""
    goal: Goal | None = None
    most: int = 0


class Candidate(NamedTuple):
    """Somebody a chapter names: `role` is what they could be ("advise", "mentor", ...), `parts` of the score 0-1, each with
    a reason in `reasons` where the notes give one, the best first. `details` give further reasons: they are asked only for
    those who are shown, so that a reason may cost a query."""

    person: PersonRow
    role: str
    parts: Mapping[str, float]
    reasons: tuple[Reason, ...]
    details: tuple[Callable[[], Iterable[Reason]], ...] = ()


class Ranked(NamedTuple):
    """A candidate with their score, 0-1, and whether this is a moment to ask them."""

    candidate: Candidate
    score: float
    timing: Timing


def candidates(desk: Desk, want: Want, limit: int = 0, only: int | None = None) -> list[Ranked]:
    """Whom the chapters name, best first; `limit` 0 = all, `only` one person. What two chapters say of one person is joined.

    Nobody is dropped because it is a bad moment to ask; only those who are to be left alone are not named.
    """
    chapters = desk.chapters("candidates")
    most = 0 if want.place or want.org or only is not None else limit
    named = [chapter.candidates(desk, want._replace(most=most)) for chapter in chapters]
    if most and sum(map(bool, named)) > 1:  # what one leaves out may be among the best with what another says of them
        named = [chapter.candidates(desk, want) for chapter in chapters]
    found: dict[int, Candidate] = {}
    for one in chain.from_iterable(named):
        before = found.get(one.person.id)
        found[one.person.id] = one if before is None else _joined(before, one)
    if only is not None:
        found = {only: found[only]} if only in found else {}
    fitting = [one for one in found.values() if not left_alone(one.person, desk.day) and _stands(one.person, want)]
    scored = [(score(desk, want.to, one.parts), one) for one in fitting]
    scored.sort(key=lambda pair: (-pair[0], pair[1].person.name, pair[1].person.path))
    return [Ranked(_told(one), value, timing(desk, one.person)) for value, one in scored[: limit or None]]


def moment(when: str, first: str) -> str:
    """A moment in a few words: "now", "later: thank them first"."""
    short = first.partition(",")[0].partition(":")[0]
    return f"{when}: {short}" if when == LATER and short else when


def _told(one: Candidate) -> Candidate:
    """The candidate with all reasons."""
    more = [reason for detail in one.details for reason in detail()]
    return one._replace(reasons=tuple(dict.fromkeys((*one.reasons, *more))), details=())


def _joined(one: Candidate, other: Candidate) -> Candidate:
    parts = {part: max(one.parts.get(part, 0.0), other.parts.get(part, 0.0)) for part in {**one.parts, **other.parts}}
    reasons = tuple(dict.fromkeys((*one.reasons, *other.reasons)))
    return one._replace(parts=parts, reasons=reasons, details=one.details + other.details)


def _stands(person: PersonRow, want: Want) -> bool:
    if want.place and unaccented(want.place) not in unaccented(person.location):
        return False
    return not want.org or unaccented(want.org) in unaccented(person.organization)
