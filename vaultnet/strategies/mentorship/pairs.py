"""Mentors and mentees: when I saw each last, when next, and what is open; and the ledger of advice."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from vaultnet.dates import plain_day, weekday_day
from vaultnet.index import pulse, sessions
from vaultnet.index.pulse import PersonRow
from vaultnet.index.sessions import ROLES, SessionRow
from vaultnet.people.advice import GOT, Advice, advice
from vaultnet.people.commitment import commitments
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.person import line_of
from vaultnet.words import UNHELD

KINDS = ("question", "promise", "waiting", "advice")  # what can be open with somebody
GONE = UNHELD - {"planned", "tentative", "proposed", "invited", "idea", "draft"} | {"held", "done"}


class Open(NamedTuple):
    """Something open with a person: `kind` as in `KINDS` (advice: acted on and not told), and the line where it stands."""

    kind: str
    text: str
    path: str
    line: int


class Pair(NamedTuple):
    """A mentor or mentee. `last` the day of the last contact, `next` of the planned session, else of the next contact by
    their cadence (it may have gone by), ISO or ""; `session` the name of the planned session, `rests` a day to come until
    which they are set aside, "" for none."""

    name: str
    path: str
    role: str
    last: str
    next: str
    open: tuple[Open, ...]
    session: str
    rests: str
    reasons: tuple[Reason, ...]


def pairs(desk: Desk) -> list[Pair]:
    """Everybody who is a mentor or a mentee, mentors first, those with the nearest next day before the others."""
    roles = sessions.roles(desk.index)
    planned: dict[int, SessionRow] = {}
    for row in coming(desk, sessions.sessions(desk.index) if roles else []):
        planned.setdefault(row.person, row)
    open_ = _open(desk, roles)
    found = [
        _pair(desk, person, role, planned.get(person.id), tuple(open_.get(person.id, ())))
        for person in pulse.people(desk.index, roles)
        for role in roles[person.id]
    ]
    return sorted(found, key=lambda one: (ROLES.index(one.role), not one.next, one.next, one.name, one.path))


def in_peace(desk: Desk) -> list[str]:
    """The names of the mentors and mentees who are paused or deceased."""
    return [person.name for person in pulse.people(desk.index, sessions.roles(desk.index, paused=True))]


def coming(desk: Desk, rows: Iterable[SessionRow]) -> list[SessionRow]:
    """The sessions from today on that nobody has called off, the nearest first."""
    return [row for row in rows if row.date >= desk.day and row.status not in GONE]


def held(rows: Iterable[SessionRow], before: str) -> list[SessionRow]:
    """The sessions that took place before a day, the latest first."""
    return [row for row in rows if row.date < before and row.status not in UNHELD][::-1]


def _pair(desk: Desk, person: PersonRow, role: str, planned: SessionRow | None, open_: tuple[Open, ...]) -> Pair:
    reasons = []
    last = max(person.last, person.stated if person.stated <= desk.day else "")
    if person.last:
        reasons.append(
            Reason(f"last contact {weekday_day(person.last, desk.today)}", person.last_path, person.last_line)
        )
    if planned:
        reasons.append(
            Reason(f"session on {weekday_day(planned.date, desk.today)}", *line_of(desk, planned.note, "date"))
        )
    rests = person.snooze if person.snooze > desk.day else ""
    if rests:
        reasons.append(
            Reason(f"set aside until {plain_day(rests, desk.today)}", *line_of(desk, person.id, "snooze_until"))
        )
    by_cadence = _by_cadence(desk, person, last)
    next_ = planned.date if planned else by_cadence and max(by_cadence, rests)
    reasons += [Reason(f"{one.kind}: {one.text}", one.path, one.line) for one in open_]
    session = planned.name if planned else ""
    return Pair(person.name, person.path, role, last, next_, open_, session, rests, tuple(reasons))


def _by_cadence(desk: Desk, person: PersonRow, last: str) -> str:
    if person.cadence is None:
        return ""
    return (date.fromisoformat(last) + timedelta(days=person.cadence)).isoformat() if last else desk.day


def _open(desk: Desk, wanted: Iterable[int]) -> dict[int, list[Open]]:
    """What is open with these people, by kind and place."""
    found: dict[int, list[Open]] = {number: [] for number in wanted}
    rows = [(number, Open("question", text, path, line)) for number, text, path, line in sessions.questions(desk.index)]
    for task in commitments(desk):
        kind = "promise" if task.side == "mine" else "waiting"
        rows.append((task.person, Open(kind, task.words, task.path, task.line)))
    rows += [
        (told.person, Open("advice", told.words, told.path, told.line)) for told in advice(desk) if told.unreported
    ]
    for number, one in sorted(rows, key=lambda row: (KINDS.index(row[1].kind), row[1].path, row[1].line)):
        if number in found:
            found[number].append(one)
    return found


# The ledger of advice ------------------------------------------------------------------------------------------------

GROUPS = ("You did it, and they have not heard", "Not done yet", "They have heard", "You advised")


def ledger(desk: Desk, person: int | None = None) -> list[Advice]:
    """The advice ledger, or that with one person: first what I did and have not told, the longest ago before the rest."""
    return sorted(advice(desk, person), key=lambda one: (group(one), one.acted if one.unreported else one.given))


def group(one: Advice) -> int:
    """Which of `GROUPS` an advice stands in."""
    if one.direction != GOT:
        return 3
    return 0 if one.unreported else 2 if one.reported else 1
