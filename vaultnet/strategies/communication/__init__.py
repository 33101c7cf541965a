"""Regular communication: stay in touch with the people one cares for, at a rhythm of one's own, without a list of guilt.

Reads `tier`, `cadence`, `snooze_until`, `paused`, `birthday`, log lines (`in`/`out`, `news:`) and follow-up notes.
Answers: who is due and why (`due`), what happened with somebody (`log NAME`), what to write to them (`followup`).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vaultnet.index.pulse import PersonRow
    from vaultnet.people.desk import Desk, Line, Moment

TITLE = "Regular communication"
ORDER = 10


def __getattr__(name: str) -> Any:
    """`commands`, loaded when they are asked for: `due` is called most, and needs nothing of the others."""
    if name != "commands":
        raise AttributeError(name)
    from vaultnet.strategies.communication.due import due
    from vaultnet.strategies.communication.followup import followup
    from vaultnet.strategies.communication.log import log

    return [due, followup, log]


def brief(desk: "Desk", person: "PersonRow") -> "list[Line]":
    """Why to write now, who they are, when and of what we last spoke, and my news that they have not heard."""
    from vaultnet.strategies.communication import moments

    return moments.brief(desk, person)


def today(desk: "Desk") -> "list[Moment]":
    """Replies owed and follow-ups that wait; people to reconnect with, birthdays and news as good moments."""
    from vaultnet.strategies.communication import moments

    return moments.today(desk)
