"""Influencers: who could advise, mentor or sponsor me, in which field, and for which goal nobody can yet.

Reads `expertise`, `interests`, `title`, `influence`, ties and contacts of people; insights with a topic; my own note and
goals. Answers `who TOPIC --to advise`, `mentor` and `sponsor` by four parts: field, warmth, seniority, reach. What a goal
needs and who could give it is `people/coverage.py`. Formulas and weights: docs/strategies/influencers.md.
"""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache, partial
from heapq import nlargest
from typing import NamedTuple

import click

from vaultnet.dates import show_day, weekday_day
from vaultnet.errors import ERROR, HINT, Finding
from vaultnet.index import ask, pulse
from vaultnet.index.influencers import first_open, spoken, with_field
from vaultnet.index.pulse import PersonRow
from vaultnet.index.ties import ties_of
from vaultnet.people.candidate import Candidate, Want
from vaultnet.people.desk import Desk, Moment, Reason
from vaultnet.people.field import Match, field, my_topics, seniority, told
from vaultnet.people.goal import goals
from vaultnet.people.person import facts_of, line_of
from vaultnet.people.score import explain, score
from vaultnet.people.strength import tie_keys, tied, warmth
from vaultnet.text.names import key
from vaultnet.words import UNTITLED

TITLE = "Influencers"
ORDER = 70
commands: list[click.Command] = []  # `who` asks every chapter: vaultnet/basics/who.py

ROLES = ("advise", "mentor", "sponsor")
BELOW = frozenset({"mentee", "report"})  # whom I am there for; nobody to ask for patronage
SENIOR, REACHING = 0.6, 0.5  # a sponsor has one of the two at the least
HALF = 4.0  # people who make half of the full reach
ALONE = 2  # somebody whom I could meet through nobody else counts so much more
SAID = 3  # topics named as reasons
OVERDUE = 14  # days for which a goal is still asked about after its day


class Network(NamedTuple):
    """How my network goes on through people: with whom each is tied, whom I could meet through nobody else, with whom I have
    spoken, and whom I gave an `influence` of 1 to 5."""

    tied: dict[int, set[int]]
    alone: dict[int, list[int]]
    known: set[int]
    influence: dict[int, int]


def candidates(desk: Desk, want: Want) -> list[Candidate]:
    """Who could advise, mentor or sponsor me. To advise takes a field match; to mentor or sponsor that we have spoken
    (a mentor of a topic knows it, a sponsor is senior or has reach). Weights decide about the order only."""
    if want.to not in ROLES:
        return []
    found = field(desk, want.topics or my_topics(desk))
    known = spoken(desk.index)
    by_field = want.to == "advise" or (want.to == "mentor" and bool(want.topics))
    numbers = set(found) if by_field else known
    if want.to != "advise":
        numbers &= known
    network = _network(desk, known)
    senior: dict[str, float] = {}
    scored: list[tuple[float, int, dict[str, float]]] = []
    for row in pulse.rhythms(desk.index, desk.day):  # rows without names: of thousands a few are shown
        if row.id not in numbers:
            continue
        if want.to != "advise" and not BELOW.isdisjoint(row.relationship.lower().split(", ")):
            continue
        if row.title not in senior:
            senior[row.title] = seniority(desk.config.seniority, row.title)
        high, far = senior[row.title], _reach(network, row.id)
        if want.to == "sponsor" and high < SENIOR and far < REACHING:
            continue
        best = 0.0
        if row.id in found:
            values = [match.value for match in found[row.id].values()]
            best = round(sum(values) / len(want.topics) if want.topics else max(values), 3)
        parts = {"field": best, "warmth": warmth(desk, row), "seniority": high, "reach": far}
        scored.append((score(desk, want.to, parts), row.id, parts))
    if 0 < want.most < len(scored):
        least = nlargest(want.most, (value for value, _, _ in scored))[-1]
        scored = [one for one in scored if one[0] >= least]
    parts_of = {number: parts for _, number, parts in scored}
    return [_candidate(desk, want.to, person, parts_of[person.id], found.get(person.id, {}), network)
            for person in pulse.people(desk.index, parts_of)]  # fmt: skip


def _candidate(desk: Desk, role: str, person: PersonRow, parts: dict[str, float], matches: dict[str, Match],
               network: Network) -> Candidate:  # fmt: skip
    return Candidate(person, role, parts, (), (partial(_reasons, desk, role, person, parts, matches, network),))


def _network(desk: Desk, known: set[int]) -> Network:
    others = tied(desk)
    alone: dict[int, list[int]] = {}
    for stranger in others.keys() - known:
        through = others[stranger] & known
        for person in through if len(through) == 1 else () if through else others[stranger]:
            alone.setdefault(person, []).append(stranger)
    return Network(others, alone, known, influence(desk))


def _reach(network: Network, person: int) -> float:
    given = network.influence.get(person)
    return (
        given / 5 if given is not None else reach(len(network.tied.get(person, ())), len(network.alone.get(person, ())))
    )


@lru_cache(1024)  # of thousands of people many are tied to as many others
def reach(others: int, alone: int) -> float:
    """How far my network goes on through somebody, 0-1: people tied to them, those whom only they are tied to counting
    more; the more there are, the less one more adds."""
    left: float = 0.5 ** ((others + ALONE * alone) / HALF)
    return round(1 - left, 3)


def influence(desk: Desk) -> dict[int, int]:
    """Whom I gave an `influence` of 1 to 5; what is no such number is left to `check`."""
    return {number: int(value) for number, value in _influences(desk) if value in ("1", "2", "3", "4", "5")}


def _influences(desk: Desk) -> list[tuple[int, str]]:
    names = ["influence", *(name for name, ours in desk.config.reading.keys.items() if ours == "influence")]
    notes = filter(None, map(desk.note, with_field(desk.index, names)))
    given = ((note.id, facts_of(desk, note).get("influence")) for note in notes)
    return [(number, str(value).strip()) for number, value in given if value not in (None, "")]


def _reasons(desk: Desk, role: str, person: PersonRow, parts: dict[str, float], matches: dict[str, Match],
             network: Network) -> Iterable[Reason]:  # fmt: skip
    """What the parts rest on, the part that adds most to the score first."""
    if role in key(person.relationship).split(", "):  # mentor, sponsor
        yield Reason(f"is your {role} already", *line_of(desk, person.id, "relationship"))
    on = [
        told(desk, person.id, match)
        for match in sorted(matches.values(), key=lambda match: (-match.value, match.reason))
    ]
    parts_told = {
        "field": on[:1],
        "warmth": _spoke(desk, person),
        "seniority": _title(desk, person, parts["seniority"]),
        "reach": _tied(desk, person, network),
    }
    for part, _, _ in explain(desk, role, parts):
        yield from parts_told.get(part, ())
    yield from on[1:SAID]


def _spoke(desk: Desk, person: PersonRow) -> list[Reason]:
    rows = [row for row in pulse.contacts(desk.index, person.id, desk.day) if row.direction != "out"]
    if not rows or rows[-1].date != person.mutual:
        return []
    return [Reason(f"spoke {show_day(person.mutual, desk.today)}", rows[-1].path, rows[-1].line)]


def _title(desk: Desk, person: PersonRow, value: float) -> list[Reason]:
    return [Reason(person.title, *line_of(desk, person.id, "title"))] if person.title and value > UNTITLED else []


def _tied(desk: Desk, person: PersonRow, network: Network) -> list[Reason]:
    """How many are tied to somebody, and one of them by name: of those whom I could meet through nobody else, if any."""
    if person.id in network.influence:
        given = network.influence[person.id]
        return [Reason(f"influence {given} of 5", *line_of(desk, person.id, "influence"))]
    others = network.tied.get(person.id, set())
    some = (others.intersection(network.alone.get(person.id, ())), others & network.known, others)
    best = next(filter(None, (first_open(desk.index, numbers) for numbers in some)), None)
    if best is None:
        return []
    other, name = best
    fewer, more = sorted((person.id, other), key=lambda one: len(network.tied[one]))  # of a hub thousands were read
    row = next(row for row in ties_of(desk.index, fewer, tie_keys(desk), desk.day) if row.other == more)
    text = f"tied to {name}" + (f" and {len(others) - 1} more" if len(others) > 1 else "")
    return [Reason(text, row.path, max(row.line, 1))]


def today(desk: Desk) -> list[Moment]:
    """Open goals whose day comes within the agenda's days, or has just gone by."""
    since = (desk.today - timedelta(days=OVERDUE)).isoformat()
    moments = []
    for goal in goals(desk):
        if since <= goal.by <= desk.until:
            day = weekday_day(goal.by, desk.today)
            text = f"your goal, by {day}" if goal.by >= desk.day else f"your goal was for {day}: reached, or a new day?"
            reason = Reason(f"by {day}", *line_of(desk, goal.note.id, "by"))
            when = max(goal.by, desk.day)
            moments.append(Moment("waits", "goal", goal.note.name, goal.note.path, when, text, (reason,)))
    return moments


def check(desk: Desk) -> list[Finding]:
    """`influence` that is no number from 1 to 5, and goals of one name."""
    found = []
    for number, value in _influences(desk):
        if value not in ("1", "2", "3", "4", "5"):
            path, line = line_of(desk, number, "influence")
            source = ask.text_of(desk.index, number).split("\n")[line - 1]
            hint = "write a number from 1 (little) to 5 (much), or leave it out"
            found.append(Finding("influence", ERROR, path, line, f'influence "{value}" is not 1 to 5', hint, source))
    first: dict[str, str] = {}
    for note in sorted(ask.notes_of_type(desk.index, "goal"), key=lambda note: note.path):
        other = first.setdefault(key(note.name), note.path)
        if other != note.path:
            hint = "one goal in two notes? keep one, or give this one a name of its own"
            found.append(Finding("twin-goal", HINT, note.path, 1, f"has the name of another goal: {other}", hint))
    return found
