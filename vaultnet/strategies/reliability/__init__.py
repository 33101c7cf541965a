"""Reliability: promises kept on time, mine above all; what others promised is something I wait for, never a record.

Reads `#promise` and `#waiting` tasks wherever they stand, with their due dates, `[was:: ]`, `[nudged:: ]` and ✅. Answers:
what is open both ways (`promise`), what came of mine (`promise --record`); ticks, moves and makes them (`done`, `promise
WHO TEXT`), drafts a kind reminder (`promise ITEM --nudge`), and marks what came of advice (`done ITEM --acted`).
"""

from datetime import timedelta
from typing import Any

from vaultnet.dates import weekday_day
from vaultnet.index import pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.commitment import Commitment, commitments, commitments_of
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.people.person import left_alone
from vaultnet.text.links import wikilink
from vaultnet.text.names import stem

TITLE = "Reliability"
ORDER = 20
UNDATED = 21  # days after which something without a date that I wait for comes up


def __getattr__(name: str) -> Any:
    """`commands`, loaded when they are asked for: the hooks need nothing of them."""
    if name != "commands":
        raise AttributeError(name)
    from vaultnet.strategies.reliability.done import done
    from vaultnet.strategies.reliability.promise import promise

    return [promise, done]


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """What is open between us: my promises to them under "You", theirs under their name."""
    lines = []
    for one in commitments_of(desk, person.id):
        terms = [f"by {weekday_day(one.due, desk.today)}"] if one.due else []
        if one.was:
            moved = "once" if len(one.was) == 1 else f"{len(one.was)} times"
            terms.append(f"moved {moved}, from {weekday_day(one.was[-1], desk.today)}")
        text = f"{one.linked_words} ({'; '.join(terms)})" if terms else one.linked_words
        reason = Reason("promise" if one.side == "mine" else "waiting", one.path, one.line)
        lines.append(Line("You" if one.side == "mine" else "They", text, reason))
    return lines


def today(desk: Desk) -> list[Moment]:
    """My promises that are due in the coming days, and what I have waited for long enough to ask."""
    found = commitments(desk, sided=False)
    people = {person.id: person for person in pulse.people(desk.index, {one.person for one in found if one.person})}
    moments = []
    for one in found:
        person = people.get(one.person)
        if not one.side:
            if one.due and one.due <= desk.until:
                moments.append(_moment(desk, one, person, "task", one.linked_words))
        elif one.side == "mine" and one.due and one.due <= desk.until:
            text = f"promised: {one.linked_words}"
            told = [f"was due {weekday_day(one.due, desk.today)}"] if one.due < desk.day else []
            told += [f"moved from {weekday_day(one.was[-1], desk.today)}"] if one.was else []
            text += f" ({', '.join(told)})" if told else ""
            moments.append(_moment(desk, one, person, "promise", text))
        elif one.side == "theirs" and not (person and left_alone(person, desk.day)):
            since = waited_since(desk, one)
            if since:
                text = f"you wait for: {one.linked_words}, since {weekday_day(since, desk.today)}"
                moments.append(_moment(desk, one, person, "waiting", text))
    return moments


def waited_since(desk: Desk, one: Commitment) -> str:
    """Since when I have waited long enough to ask: its day once that has gone by, or the day of a thing without a date
    that is some weeks old. "" where it is too soon, or I have just asked."""
    since = one.due if one.due < desk.day else ""
    if not one.due and one.created and one.created <= (desk.today - timedelta(days=UNDATED)).isoformat():
        since = one.created
    return "" if one.again_from > desk.day else since


def _moment(desk: Desk, one: Commitment, person: PersonRow | None, kind: str, text: str) -> Moment:
    word = {"promise": "promised", "waiting": "waiting", "task": "task"}[kind]
    when = f", due {weekday_day(one.due, desk.today)}" if one.due else f" since {weekday_day(one.created, desk.today)}"
    reason = Reason(word + when, one.path, one.line)
    if (
        person is None
    ):  # of somebody without a note, or nobody's, where the task speaks for itself; its note is a step away
        where = f"→ {wikilink(stem(one.path))}"
        told = f"{text} {where}" if one.name else where
        return Moment(
            "waits", kind, one.name or one.words, one.path, max(one.due, desk.day), told, (reason,), item=one.id
        )
    return Moment("waits", kind, person.name, person.path, max(one.due, desk.day), text, (reason,))
