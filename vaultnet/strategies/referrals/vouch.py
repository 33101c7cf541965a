"""Who could vouch for me: people who have seen my work, with what they saw of it.

The formula stands in docs/strategies/referrals.md; `vaultnet.toml` may change its weights under [weights.vouch] and
[weights.worked].
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from vaultnet.dates import plain_day
from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.index.worked import parts, relationships
from vaultnet.people.candidate import Candidate, Want
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.favor import GOT, favors
from vaultnet.people.field import Match, field, seniority, told
from vaultnet.people.person import line_of
from vaultnet.people.request import requests
from vaultnet.people.strength import spoke, warmth
from vaultnet.text.links import wikilink

PER_KIND = 3  # what they saw of one kind counts so often at the most
SAW = ("manager", "sponsor", "collaborator", "report", "client")  # what somebody is to me who has seen my work
REVIEWS = {"review": "reviewed your work", "feedback": "gave you feedback", "recommendation": "recommended you",
           "referral": "referred you", "endorsement": "endorsed you"}  # fmt: skip
SHARED = 0.8  # how much a project of ours on the topic counts as their field


class Proof(NamedTuple):
    """One piece of what somebody saw of my work: its `kind` (a name of [weights.worked]), and in words with `[[links]]`.
    `project` is the project's note, 0 for none."""

    kind: str
    text: str
    linked: str
    path: str
    line: int
    project: int = 0

    @property
    def reason(self) -> Reason:
        """The same as a reason of an answer."""
        return Reason(self.text, self.path, self.line)


def candidates(desk: Desk, want: Want) -> list[Candidate]:
    """Those who have seen my work and, where a topic or goal is asked for, have to do with it."""
    if want.to != "vouch":
        return []
    proofs = seen(desk)
    topics = want.topics or (tuple(term.key for term in want.goal.topics) if want.goal else ())
    near = _near(desk, want, topics, proofs)
    narrowed = bool(topics or want.goal)
    people = pulse.people(desk.index, (number for number in proofs if not narrowed or number in near))
    return [_candidate(desk, person, proofs[person.id], near.get(person.id, ())) for person in people]


def _candidate(desk: Desk, person: PersonRow, proofs: list[Proof], near: Sequence[Match]) -> Candidate:
    values = {"worked": worked(desk, proofs), "warmth": warmth(desk, person),
              "field": max((one.value for one in near), default=0.0),
              "seniority": seniority(desk.config.seniority, person.title)}  # fmt: skip
    return Candidate(person, "vouch", values, (), (partial(_reasons, desk, person, proofs, near),))


def _reasons(desk: Desk, person: PersonRow, proofs: list[Proof], near: Sequence[Match]) -> list[Reason]:
    """What each part rests on; worked out for those alone who are shown."""
    found = [proof.reason for proof in proofs if proof.kind != "relationship"]
    said = [proof for proof in proofs if proof.kind == "relationship"]
    found += [Reason(proof.text, *line_of(desk, person.id, "relationship")) for proof in said]
    found += [told(desk, person.id, one) for one in near]
    if person.mutual:
        found.append(spoke(desk, person)._replace(text=f"you spoke {plain_day(person.mutual, desk.today)}"))
    if person.title:
        found.append(Reason(person.title, *line_of(desk, person.id, "title")))
    return found


def seen(desk: Desk) -> dict[int, list[Proof]]:
    """What everybody saw of my work, strongest kinds first: person -> proofs."""
    found: dict[int, dict[tuple[str, int], Proof]] = {}

    def add(person: int, proof: Proof) -> None:
        # a role says more than standing in the list of people, and comes after it
        found.setdefault(person, {})[(proof.path, proof.project or proof.line)] = proof

    for part in parts(desk.index):
        role = f" ({part.role})" if part.role else ""
        text, linked = (f"worked with you on {name}{role}" for name in (part.name, wikilink(part.name)))
        add(part.person, Proof("project", text, linked, part.path, part.line, part.project))
    asked = {one.path for one in requests(desk)}
    for favor in favors(desk):
        if favor.path in asked and favor.way == GOT:
            when = f", {plain_day(favor.date, desk.today)}" if favor.date else ""
            what = f"granted the {favor.kind or 'help'} you asked for{when}"
            add(favor.person, Proof("request", what, what, favor.path, favor.line))
        elif favor.kind in REVIEWS:
            told = REVIEWS[favor.kind] if favor.way == GOT else f"had your {favor.kind}"
            told += f" {plain_day(favor.date, desk.today)}" if favor.date else ""
            add(favor.person, Proof("review", told, told, favor.path, favor.line))
    for person, path, said in relationships(desk.index):
        words = [word.strip().lower() for word in said.split(",")]
        word = next((one for one in SAW if one in words), "")
        if word:
            add(person, Proof("relationship", f"your {word}", f"your {word}", path, 1))
    order = list(desk.config.weights["worked"])
    return {who: sorted(some.values(), key=lambda one: order.index(one.kind)) for who, some in found.items()}


def worked(desk: Desk, proofs: Iterable[Proof]) -> float:
    """How well somebody knows my work: 1 - the product of (1 - weight) over the proofs, each kind at most `PER_KIND` times."""
    weigh = desk.config.weights["worked"]
    left, counts = 1.0, dict[str, int]()
    for proof in proofs:
        counts[proof.kind] = counts.get(proof.kind, 0) + 1
        if counts[proof.kind] <= PER_KIND:
            left *= 1 - min(weigh[proof.kind], 0.99)
    return round(1 - left, 3)


def _near(
    desk: Desk, want: Want, topics: tuple[str, ...], proofs: dict[int, list[Proof]]
) -> dict[int, tuple[Match, ...]]:
    """Who has to do with what is asked: by their field, by a project of ours on it, by where they work."""
    found = {person: list(by_topic.values()) for person, by_topic in field(desk, topics).items()}
    on_topic = _projects_on(desk, topics)
    for person, some in proofs.items():
        for proof in some:
            if proof.project in on_topic:
                match = Match(SHARED, Reason(f"on {on_topic[proof.project]}: {proof.text}", proof.path, proof.line))
                found.setdefault(person, []).append(match)
    if want.goal:
        for organization in want.goal.organizations:
            for link in ask.links_to(desk.index, organization, ("organization",)):
                reason = Reason("works where the goal leads to", link.path, link.line)
                found.setdefault(link.note, []).append(Match(1.0, reason))
    return {person: tuple(some) for person, some in found.items()}


def _projects_on(desk: Desk, topics: tuple[str, ...]) -> dict[int, str]:
    if not topics:
        return {}
    return {term.note: term.text for term in ask.terms(desk.index, ("topics",), topics) if term.type == "project"}
