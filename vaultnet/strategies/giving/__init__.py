"""Giving: help where it is needed and one can, thank for what one got, and keep no accounts of either.

Reads `needs` of people, `offers` and `expertise` of mine and of others, `gave`, `got` and `thanked` lines, granted requests,
`[for:: ]`, and the roles of projects. Answers: whom I can help now (`give`), what was given and received (`give --history`),
who has not been thanked or named yet (`thank`).
"""

from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Line
from vaultnet.strategies.giving.give import brief as could_help
from vaultnet.strategies.giving.give import give
from vaultnet.strategies.giving.thank import brief as unthanked
from vaultnet.strategies.giving.thank import thank, today

__all__ = ["ORDER", "TITLE", "brief", "commands", "today"]

TITLE = "Giving"
ORDER = 80
commands = [give, thank]


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """What I have not thanked them for yet, and how I could help them now."""
    return [*unthanked(desk, person), *could_help(desk, person)]
