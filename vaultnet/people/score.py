"""Scores: one number for ranking, always with the parts it is made of and what each part rests on.

score = sum(weight x part) / sum(weights), parts and score between 0 and 1. The weights of each score stand in `words.WEIGHTS`
and may be changed in vaultnet.toml under [weights.NAME]; a changed weight changes the order, and no law.
"""

from collections.abc import Mapping

from vaultnet.people.desk import Desk


def score(desk: Desk, name: str, parts: Mapping[str, float]) -> float:
    """The score `name` ("advise", "join", ...) of these parts, 0-1; a part that is missing counts as 0."""
    weights = desk.config.weights[name]
    whole = sum(weights.values())
    added = 0.0
    for part, weight in weights.items():  # a plain loop: thousands of people are scored
        value = parts.get(part, 0.0)
        added += weight * (value if 0 <= value <= 1 else 0.0 if value < 0 else 1.0)
    return round(added / whole, 3) if whole else 0.0


def explain(desk: Desk, name: str, parts: Mapping[str, float]) -> list[tuple[str, float, float]]:
    """What a score is made of: (part, its value, what it adds to the score), the greatest addition first."""
    weights = desk.config.weights[name]
    whole = sum(weights.values()) or 1.0
    rows = [
        (part, round(parts.get(part, 0.0), 3), weight * parts.get(part, 0.0) / whole)
        for part, weight in weights.items()
    ]
    return sorted(((part, value, round(added, 3)) for part, value, added in rows), key=lambda row: (-row[2], row[0]))
