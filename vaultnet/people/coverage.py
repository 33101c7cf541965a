"""What a goal needs of others: who could give it, and for what there is nobody yet."""

from collections.abc import Iterable
from typing import NamedTuple

from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.asking import timing
from vaultnet.people.candidate import Want, candidates
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.field import seniority
from vaultnet.people.goal import ROLES, Goal
from vaultnet.people.person import left_alone, line_of
from vaultnet.people.request import Request, requests
from vaultnet.people.strength import ways_in
from vaultnet.text.names import key

SHOWN = 3
LOOKED_AT = 10  # of those I could be introduced to, so many are looked at
# what a goal needs -> the kind of request that asks for it
ASKED_BY = {"mentor": "mentorship", "advisor": "advice", "advice": "advice", "referral": "referral",
            "recommendation": "recommendation", "introduction": "introduction"}  # fmt: skip
_SAID = {"idea": "you thought of asking", "asked": "asked", "agreed": "agreed", "sent": "agreed, and sent",
         "granted": "granted"}  # fmt: skip
NOBODY = {"advise": "nobody to advise on it yet", "mentor": "nobody to mentor you in it yet",
          "sponsor": "nobody to sponsor it yet"}  # fmt: skip


class Helper(NamedTuple):
    """Somebody who could give what a goal needs; `moment` whether to ask now or later, `first` what comes before that."""

    name: str
    path: str
    moment: str
    first: str
    reasons: tuple[Reason, ...]


class Coverage(NamedTuple):
    """One need of a goal, in its words, and who could meet it, best first; nobody for a need that waits."""

    need: str
    people: tuple[Helper, ...]


def coverage(desk: Desk, goal: Goal, limit: int = SHOWN) -> list[Coverage]:
    """For each need of a goal who could meet it: those asked already, then by the question that the need stands for."""
    asked = [one for one in requests(desk) if key(one.for_) == key(goal.note.name) and one.direction == "outgoing"]
    found = []
    for need in goal.needs:
        word = _word(need.key)
        kind = ASKED_BY.get(word)
        people = {one.path: one for one in _asked(desk, [one for one in asked if kind and one.kind == kind])}
        for helper in _helpers(desk, goal, word, limit):
            people.setdefault(helper.path, helper)
        found.append(Coverage(need.text, tuple(people.values())[:limit]))
    return found


def lacking(desk: Desk, goal: Goal) -> list[str]:
    """What nobody can do for a goal yet, in words: of what it needs of people who advise, mentor or sponsor."""
    roles = dict.fromkeys(ROLES.get(_word(need.key), "") for need in goal.needs)
    return [NOBODY[role] for role in roles if role in NOBODY and not candidates(desk, _want(goal, role), 1)]


def _word(need: str) -> str:
    """A need as the tables have it: "mentors" and "a mentor" are "mentor"; what they do not have stays as it is."""
    word = need.removeprefix("a-").removeprefix("an-")
    return next((one for one in (word, word.removesuffix("s")) if one in ROLES or one in ASKED_BY), need)


def _want(goal: Goal, role: str) -> Want:
    return Want(tuple(dict.fromkeys(term.key for term in goal.topics)), role, goal=goal)


def _helpers(desk: Desk, goal: Goal, need: str, limit: int) -> Iterable[Helper]:
    if need == "introduction":
        return _introducers(desk, goal, limit)
    want = _want(goal, ROLES[need]) if need in ROLES else Want((need,), "know", goal=goal)
    return [_helper(desk, one.candidate.person, one.candidate.reasons) for one in candidates(desk, want, limit)]


def _helper(desk: Desk, person: PersonRow, reasons: tuple[Reason, ...]) -> Helper:
    when = timing(desk, person)
    lines = {reason[1:] for reason in reasons}
    later = tuple(reason for reason in when.reasons if reason[1:] not in lines)
    return Helper(person.name, person.path, when.moment, when.first, (*reasons, *later))


def _asked(desk: Desk, mine: list[Request]) -> list[Helper]:
    """Those who have been asked for it, but those who said no, or of whom it is not asked any more."""
    going = {one.person: one for one in mine if one.person and one.status in _SAID}
    return [
        _helper(desk, person, (Reason(f"{_SAID[going[person.id].status]}: {going[person.id].note.name}",
                                      *line_of(desk, going[person.id].note.id, "status")),))
        for person in pulse.people(desk.index, [number for number in going if number])
        if not left_alone(person, desk.day)
    ]  # fmt: skip


def _introducers(desk: Desk, goal: Goal, limit: int) -> list[Helper]:
    """The warmest ways in to those a goal is about and whom I have not spoken with."""
    found: dict[int, tuple[float, PersonRow, tuple[Reason, ...]]] = {}
    for person in _strangers(desk, goal)[:LOOKED_AT]:
        for way in ways_in(desk, person)[:1]:
            evidence = tuple(reason._replace(text=f"to {person.name}: {reason.text}") for reason in way.reasons[:1])
            reasons = (*evidence, *way.reasons[1:])
            before = found.get(way.person.id)
            found[way.person.id] = (way.warmth, way.person, (*before[2], *reasons) if before else reasons)
    best = sorted(found.values(), key=lambda row: (-row[0], row[1].name, row[1].path))
    return [_helper(desk, person, reasons) for _, person, reasons in best[:limit]]


def _strangers(desk: Desk, goal: Goal) -> list[PersonRow]:
    """Those I have not spoken with: the goal's people, then people of its organizations, then experts in its topics; the
    more senior first."""
    named = list(goal.people)
    inside = [
        link.note for number in goal.organizations for link in ask.links_to(desk.index, number, ("organization",))
    ]
    topics = tuple(term.key for term in goal.topics)
    experts = [term.note for term in ask.terms(desk.index, ("expertise",), topics)] if topics else []
    rank = {number: place for place, group in enumerate((experts, inside, named)) for number in group}
    people = [one for one in pulse.people(desk.index, rank) if not one.mutual and not left_alone(one, desk.day)]
    words = desk.config.seniority
    return sorted(people, key=lambda one: (-rank[one.id], -seniority(words, one.title), one.name, one.path))
