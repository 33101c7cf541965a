"""When the next contact with a person is due, by their tier or cadence, and what their silence says.

The rules in words: docs/strategies/communication.md.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from vaultnet.dates import read_date, show_day, span
from vaultnet.index import ask, rhythm
from vaultnet.index.ask import PersonRow
from vaultnet.people.desk import Desk, Reason

DRIFT_GAPS, DRIFT_SPAN, DRIFT_GRACE = 3, 21, 14
SILENCE_IS_AN_ANSWER = 2  # outgoing lines in a row without an answer


_NO_REASONS: "tuple[Reason, ...]" = ()


class Standing(NamedTuple):
    """Where contact with a person stands on a day. `why` is "due", "reply", "drift" or "" (nothing to do);
    `next` ISO or "" (never due), `overdue` days past it (negative: still to come)."""

    person: PersonRow
    why: str
    last: str
    next: str
    overdue: int
    reasons: tuple[Reason, ...]


def as_of(desk: Desk, person: PersonRow) -> PersonRow:
    """The person with the rhythm of the contacts up to today: what is dated later has not happened yet."""
    if person.last <= desk.day:
        return person
    rows = ask.contacts(desk.index, person.id, desk.day)
    contacts = [(row.date, row.direction, row.path, row.line, row.word) for row in rows]
    measured = rhythm.measure(contacts) if contacts else rhythm.EMPTY
    return person._replace(**measured._asdict())


def standing(desk: Desk, person: PersonRow) -> Standing:
    """Whether something is due with a person today, and why."""
    day = desk.day
    person = as_of(desk, person)
    stated = read_date(person.stated) or "" if person.stated else ""
    if stated > day:
        stated = ""
    last = max(person.last, stated)
    today = desk.today.toordinal()
    silence = today - _ordinal(last) if last else 0
    next_, overdue = "", 0
    if person.cadence is not None:
        overdue = silence - person.cadence if last else 0
        next_ = _iso(today - overdue)
    why, reasons = "", _NO_REASONS
    if person.paused or person.snooze > day:
        pass
    elif person.came and person.came > max(person.other, stated):
        text = f"their {person.last_word or 'line'} of {show_day(person.came, desk.today)} has no answer yet"
        why, reasons = "reply", (Reason(text, person.came_path, person.came_line),)
    elif person.unanswered >= SILENCE_IS_AN_ANSWER:
        pass
    elif person.cadence is not None:
        if overdue >= 0:
            text = _due_words(last, desk.today, person.tier, person.cadence)
            said = last and last == person.last
            why, reasons = (
                "due",
                (Reason(text, person.last_path, person.last_line) if said else Reason(text, person.path, 1),),
            )
    elif last and _drifted(person, silence):
        text = f"you used to speak about every {span(round(person.median))}; last {show_day(last, desk.today)}"
        why, reasons = "drift", (Reason(text, person.last_path, person.last_line),)
    return Standing(person, why, last, next_, overdue, reasons)


def _drifted(person: PersonRow, silence: int) -> bool:
    """Silence against their own habit: enough gaps, over a long enough time, and much longer than the usual one."""
    if person.gaps < DRIFT_GAPS or person.gaps * person.median < DRIFT_SPAN:
        return False
    return silence > max(2 * person.median, person.median + DRIFT_GRACE)


# the same few hundred days and rhythms come again for thousands of people
@lru_cache(8192)
def _ordinal(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


@lru_cache(8192)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(8192)
def _due_words(last: str, today: date, tier: str, cadence: int) -> str:
    rhythm_ = f"{tier} tier, every {span(cadence)}" if tier else f"every {span(cadence)}"
    if not last:
        return f"no contact noted yet ({rhythm_})"
    silence = today.toordinal() - _ordinal(last)
    return f"last contact {show_day(last, today)}, {span(silence)} ago ({rhythm_})" if silence else "spoken today"


def standings(desk: Desk, within: int = 0) -> list[Standing]:
    """Everybody with whom something is due today, or within so many days: the longest overdue first."""
    ahead = desk.today + timedelta(days=within)
    found = []
    for person in ask.people_to_look_at(desk.index, ahead.isoformat()):
        one = standing(desk, person)
        coming = not one.why and within and one.next and desk.day < one.next <= ahead.isoformat()
        if coming and not (person.unanswered >= SILENCE_IS_AN_ANSWER or person.snooze > desk.day):
            days = -one.overdue
            reason = Reason(
                f"next contact {show_day(one.next, desk.today)}, in {span(days)}", person.last_path, person.last_line
            )
            one = one._replace(why="due", reasons=(reason,))
        if one.why:
            found.append(one)
    order = {"reply": 0, "due": 1, "drift": 2}
    return sorted(found, key=lambda s: (order[s.why], -s.overdue, s.person.name, s.person.path))
