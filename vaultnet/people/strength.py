"""How warm a tie is, what ties two others, and who could open a door. All by evidence from the notes, with reasons.

Formulas and weights: docs/strategies/connections.md; `vaultnet.toml` may change the weights under [weights.warmth] and
[weights.tie].
"""

from datetime import date
from typing import NamedTuple

from vaultnet.dates import show_day
from vaultnet.index import pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.index.ties import TieRow, all_pairs, ties_of
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.person import left_alone

KEYS = ("introduced_by", "relations")  # besides the ties of words.TIES and vaultnet.toml
PER_KIND = 3  # evidence of one kind counts so often at the most
_WORDS = {"knows": "they know each other", "colleagues": "colleagues", "family": "family", "introduced_by":
          "one introduced the other", "relations": "related", "introduction": "introduced to each other"}  # fmt: skip
_FORWARD = {"manager": "reports to them", "reports": "is their manager", "mentors": "is mentored by them",
            "mentees": "mentors them"}  # fmt: skip
_BACK = {"manager": "is their manager", "reports": "reports to them", "mentors": "mentors them", "mentees":
         "is mentored by them"}  # fmt: skip


class Tie(NamedTuple):
    """A tie of one person to `other`: how strong by evidence (0-1), and the evidence."""

    other: int
    strength: float
    reasons: tuple[Reason, ...]


class WayIn(NamedTuple):
    """Somebody who could introduce me: the person, how warm my tie to them is (0-1), and what ties them to the other."""

    person: PersonRow
    warmth: float
    reasons: tuple[Reason, ...]


def warmth(desk: Desk, person: PersonRow) -> float:
    """How warm my tie to a person is, 0 (no contact that went both ways) to 1."""
    if not person.mutual:
        return 0.0
    weigh = desk.config.weights["warmth"]
    silence = max(0, desk.today.toordinal() - date.fromisoformat(person.mutual).toordinal())
    recency: float = 0.5 ** (silence / weigh["half_life"])
    often = min(1.0, weigh["monthly"] / person.median) if person.gaps and person.median else 0.0
    both = (1.0, 0.5, 0.0)[min(person.unanswered, 2)]
    whole = weigh["recent"] + weigh["often"] + weigh["both"]
    return round((weigh["recent"] * recency + weigh["often"] * often + weigh["both"] * both) / (whole or 1.0), 3)


def tie_keys(desk: Desk) -> tuple[str, ...]:
    """The frontmatter keys that tie two people in this vault."""
    inverse = desk.config.reading.ties
    return tuple(dict.fromkeys((*inverse, *inverse.values(), *KEYS)))


def ties(desk: Desk, person: int) -> list[Tie]:
    """A person's ties to others, strongest first: each piece of evidence makes it stronger, none makes it certain."""
    rows: dict[int, list[TieRow]] = {}
    for row in ties_of(desk.index, person, tie_keys(desk), desk.day):
        rows.setdefault(row.other, []).append(row)
    found = [Tie(other, tie_strength(desk, some), tuple(map(_reason, some))) for other, some in rows.items()]
    return sorted(found, key=lambda tie: (-tie.strength, tie.other))


def tie_strength(desk: Desk, rows: list[TieRow]) -> float:
    """1 - the product of (1 - weight) over the evidence, each kind at most `PER_KIND` times."""
    weigh = desk.config.weights["tie"]
    left, seen = 1.0, dict[str, int]()
    for row in rows:
        kind = {"introduced_by": "introduction", "reports": "manager", "mentees": "mentors"}.get(row.kind, row.kind)
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= PER_KIND:
            left *= 1 - min(weigh.get(kind, weigh["knows"]), 0.99)
    return round(1 - left, 3)


def tied(desk: Desk) -> dict[int, set[int]]:
    """Everybody's ties at once: person -> the people tied to them by any evidence."""
    found: dict[int, set[int]] = {}
    for one, other in all_pairs(desk.index, tie_keys(desk), desk.day):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def ways_in(desk: Desk, person: PersonRow) -> list[WayIn]:
    """People with whom my tie is warm and whom something in the notes ties to this person; the warmest first."""
    evidence = {tie.other: tie for tie in ties(desk, person.id)}
    ways = []
    for other in pulse.people(desk.index, evidence):
        warm = warmth(desk, other)
        if warm > 0 and not left_alone(other, desk.day) and not other.confidential:
            spoke = Reason(f"you spoke {show_day(other.mutual, desk.today)}", other.last_path, other.last_line)
            ways.append(WayIn(other, warm, (*evidence[other.id].reasons, spoke)))
    return sorted(ways, key=lambda way: (-way.warmth, way.person.name))


def _reason(row: TieRow) -> Reason:
    if row.kind == "project":
        text = f"worked together on {row.name}"
    elif row.kind == "meeting":
        text = f"met at {row.name}" if not row.line or row.name[:4].isdigit() else f"met {row.date}"
    elif row.forward:
        text = _FORWARD.get(row.kind, _WORDS.get(row.kind, row.kind))
    else:
        text = _BACK.get(row.kind, _WORDS.get(row.kind, row.kind))
    return Reason(text, row.path, row.line)
