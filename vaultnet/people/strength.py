"""How warm a tie is, what ties two others, and who could open a door. All by evidence from the notes, with reasons.

Formulas and weights: docs/strategies/connections.md; `vaultnet.toml` may change the weights under [weights.warmth] and
[weights.tie].
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from math import prod
from typing import NamedTuple

from vaultnet.dates import show_day
from vaultnet.index import pulse
from vaultnet.index.pulse import PersonRow, RhythmRow
from vaultnet.index.ties import TieRow, everybody, ties_of
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.person import left_alone

KEYS = ("introduced_by", "relations")  # besides the ties of words.TIES and vaultnet.toml
PER_KIND = 3  # evidence of one kind counts so often at the most
SAME = {"introduced_by": "introduction", "reports": "manager", "mentees": "mentors"}  # kinds that weigh as another one
_WORDS = {"knows": "they know each other", "colleagues": "colleagues", "family": "family", "introduced_by":
          "one introduced the other", "relations": "related", "introduction": "introduced to each other"}  # fmt: skip
_FORWARD = {"manager": "reports to them", "reports": "is their manager", "mentors": "is mentored by them",
            "mentees": "mentors them"}  # fmt: skip
_BACK = {"manager": "is their manager", "reports": "reports to them", "mentors": "mentors them", "mentees":
         "is mentored by them"}  # fmt: skip


class Tie(NamedTuple):
    """A tie of one person to `other`: how strong by evidence (0-1), and the evidence, as reasons and as rows."""

    other: int
    strength: float
    reasons: tuple[Reason, ...]
    rows: tuple[TieRow, ...] = ()


class WayIn(NamedTuple):
    """Somebody who could introduce me: the person, how warm my tie to them is (0-1), and what ties them to the other."""

    person: PersonRow
    warmth: float
    reasons: tuple[Reason, ...]


def warmth(desk: Desk, person: PersonRow | RhythmRow) -> float:
    """How warm my tie to a person is, 0 (no contact that went both ways) to 1."""
    if not person.mutual:
        return 0.0
    weigh = desk.config.weights["warmth"]
    recent, often, both = _measures(desk, person)
    whole = weigh["recent"] + weigh["often"] + weigh["both"]
    return round((weigh["recent"] * recent + weigh["often"] * often + weigh["both"] * both) / (whole or 1.0), 3)


def warmth_parts(desk: Desk, person: PersonRow) -> dict[str, float]:
    """What the warmth of my tie to a person is made of, by the names of its weights, each 0 to 1."""
    return dict(zip(("recent", "often", "both"), _measures(desk, person), strict=True))


def _measures(desk: Desk, person: PersonRow | RhythmRow) -> tuple[float, float, float]:
    """How lately, how often and how much both ways, each 0 to 1."""
    weigh = desk.config.weights["warmth"]
    silence = desk.today.toordinal() - _ordinal(person.mutual or "0001-01-01")
    recent: float = 0.5 ** (max(0, silence) / weigh["half_life"])
    often = min(1.0, weigh["monthly"] / person.median) if person.gaps and person.median else 0.0
    return recent, often, (1.0, 0.5, 0.0)[min(person.unanswered, 2)]


@lru_cache(8192)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def open_to(desk: Desk, person: PersonRow) -> bool:
    """Whether an answer about others may lead through a person: not left alone, not confidential."""
    return not left_alone(person, desk.day) and not person.confidential


def tie_keys(desk: Desk) -> tuple[str, ...]:
    """The frontmatter keys that tie two people in this vault."""
    inverse = desk.config.reading.ties
    return tuple(dict.fromkeys((*inverse, *inverse.values(), *KEYS)))


def ties(desk: Desk, person: int) -> list[Tie]:
    """A person's ties to others, strongest first: each piece of evidence makes it stronger, none makes it certain."""
    rows: dict[int, list[TieRow]] = {}
    for row in ties_of(desk.index, person, tie_keys(desk), desk.day):
        rows.setdefault(row.other, []).append(row)
    found = [
        Tie(other, tie_strength(desk, some), tuple(map(_reason, some)), tuple(some)) for other, some in rows.items()
    ]
    return sorted(found, key=lambda tie: (-tie.strength, tie.other))


def tie_strength(desk: Desk, rows: list[TieRow]) -> float:
    """1 - the product of (1 - weight) over the evidence, each kind at most `PER_KIND` times."""
    return round(1 - prod(1 - weight for weight in tie_weights(desk, rows)), 3)


def tie_weights(desk: Desk, rows: Iterable[TieRow]) -> list[float]:
    """What each piece of evidence weighs, in its order; 0 for those of a kind that are more than `PER_KIND`."""
    weigh = desk.config.weights["tie"]
    seen: dict[str, int] = {}
    weights = []
    for row in rows:
        kind = SAME.get(row.kind, row.kind)
        seen[kind] = seen.get(kind, 0) + 1
        weights.append(min(weigh.get(kind, weigh["knows"]), 0.99) if seen[kind] <= PER_KIND else 0.0)
    return weights


def tie_words(row: TieRow, one: str, other: str) -> str:
    """A piece of evidence in words that say who of the two is what; `one`, `other` are the names of the row's people."""
    first, second = (one, other) if row.forward else (other, one)
    if row.kind in ("manager", "reports"):
        below, above = (first, second) if row.kind == "manager" else (second, first)
        return f"{below} reports to {above}"
    if row.kind in ("mentors", "mentees"):
        learns, teaches = (first, second) if row.kind == "mentors" else (second, first)
        return f"{teaches} mentors {learns}"
    if row.kind == "introduced_by":
        return f"you met {first} through {second}"
    return _reason(row).text


def tied(desk: Desk) -> dict[int, set[int]]:
    """Everybody's ties at once: person -> the people tied to them by any evidence."""
    return everybody(desk.index, tie_keys(desk), desk.day)


def ways_in(desk: Desk, person: PersonRow) -> list[WayIn]:
    """People with whom my tie is warm and whom something in the notes ties to this person; the warmest first."""
    evidence = {tie.other: tie for tie in ties(desk, person.id)}
    ways = []
    for other in pulse.people(desk.index, evidence):
        warm = warmth(desk, other)
        if warm > 0 and open_to(desk, other):
            ways.append(WayIn(other, warm, (*evidence[other.id].reasons, spoke(desk, other))))
    return sorted(ways, key=lambda way: (-way.warmth, way.person.name))


def spoke(desk: Desk, person: PersonRow) -> Reason:
    """When a word last went both ways between a person and me."""
    path, line = person.last_path, person.last_line
    if person.last != person.mutual:  # later ones were only mine
        heard = [row for row in pulse.contacts(desk.index, person.id, person.mutual) if row.date == person.mutual]
        path, line = (heard[-1].path, heard[-1].line) if heard else (person.path, 1)
    return Reason(f"you spoke {show_day(person.mutual, desk.today)}", path, line)


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
