"""How warm a tie is, and who could open a door. Both by evidence from the notes, with reasons."""

from datetime import date
from typing import NamedTuple

from vaultnet.dates import show_day
from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.person import left_alone

# warmth = RECENT * recency + OFTEN * frequency + BOTH * both ways; recency halves every HALF_LIFE days,
# frequency is full at a contact every MONTHLY days (docs/strategies/events.md)
RECENT, OFTEN, BOTH = 0.5, 0.3, 0.2
HALF_LIFE, MONTHLY = 120.0, 30.0
TIES = ("knows", "colleagues", "manager", "reports", "mentors", "mentees", "family", "introduced_by", "relations")


class WayIn(NamedTuple):
    """Somebody who could introduce me: the person, how warm my tie to them is (0-1), and what ties them to the other."""

    person: PersonRow
    warmth: float
    reasons: tuple[Reason, ...]


def warmth(desk: Desk, person: PersonRow) -> float:
    """How warm my tie to a person is, 0 (no contact that went both ways) to 1."""
    if not person.mutual:
        return 0.0
    silence = desk.today.toordinal() - date.fromisoformat(person.mutual).toordinal()
    recency: float = 0.5 ** (silence / HALF_LIFE)
    often = min(1.0, MONTHLY / person.median) if person.gaps and person.median else 0.0
    both = (1.0, 0.5, 0.0)[min(person.unanswered, 2)]
    return round(RECENT * recency + OFTEN * often + BOTH * both, 3)


def ways_in(desk: Desk, person: PersonRow) -> list[WayIn]:
    """People with whom my tie is warm and whom something in the notes ties to this person; the warmest first."""
    evidence: dict[int, list[Reason]] = {}
    for role in TIES:
        for number, _, type_, line in ask.linked(desk.index, person.id, role):
            if type_ == "person" and number:
                evidence.setdefault(number, []).append(Reason(_tie_word(role), person.path, line))
    for link in ask.links_to(desk.index, person.id, TIES):
        if link.type == "person":
            evidence.setdefault(link.note, []).append(Reason(_tie_word(link.role), link.path, link.line))
    for link in ask.links_to(desk.index, person.id, ("people",)):
        if link.type == "project":
            for number, _, type_, line in ask.linked(desk.index, link.note, "people"):
                if type_ == "person" and number and number != person.id:
                    reason = Reason(f"worked together on {link.name}", link.path, line)
                    evidence.setdefault(number, []).append(reason)
    ways = []
    for other in pulse.people(desk.index, evidence):
        warm = warmth(desk, other)
        if warm > 0 and other.id != person.id and not left_alone(other, desk.day) and not other.confidential:
            spoke = Reason(f"you spoke {show_day(other.mutual, desk.today)}", other.last_path, other.last_line)
            ways.append(WayIn(other, warm, (*evidence[other.id], spoke)))
    return sorted(ways, key=lambda way: (-way.warmth, way.person.name))


def _tie_word(role: str) -> str:
    words = {"knows": "they know each other", "colleagues": "colleagues", "manager": "worked in one line",
             "reports": "worked in one line", "mentors": "mentor and mentee", "mentees": "mentor and mentee",
             "family": "family", "introduced_by": "one introduced the other", "relations": "related"}  # fmt: skip
    return words.get(role, role)
