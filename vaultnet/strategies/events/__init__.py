"""Professional events: go prepared, talk to the right people, and know half a year later what an event gave.

Reads event notes (`date`, `kind`, `people`, `targets`, `goals`, `status`), their `met` lines and tasks, `## Ask` lines of
people. Answers: who is there, what is open with them, the warmest way to those I hope to meet (`prep`); whom I met and
what came of it (`debrief`).
"""

from datetime import timedelta
from typing import Any

from vaultnet.dates import weekday_day
from vaultnet.errors import Finding
from vaultnet.index import ask
from vaultnet.index.pulse import PersonRow
from vaultnet.people.asking import LATER, timing
from vaultnet.people.commitment import commitments_of
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.people.gathering import OFF, Gathering, counted, unsettled, upcoming
from vaultnet.people.interaction import questions_for
from vaultnet.people.person import left_alone, line_of
from vaultnet.people.program import deadlines, talks
from vaultnet.people.strength import ways_in
from vaultnet.text.links import wikilink

TITLE = "Professional events"
ORDER = 30
ASKED_BACK = 30  # days for which "did it happen?" is asked


def __getattr__(name: str) -> Any:
    """`commands`, loaded when they are asked for: the hooks need nothing of them."""
    if name != "commands":
        raise AttributeError(name)
    from vaultnet.strategies.events.debrief import debrief
    from vaultnet.strategies.events.prep import prep

    return [prep, debrief]


def _later(desk: Desk, person: PersonRow) -> str:
    """What comes first, where this is no moment to ask somebody."""
    when = timing(desk, person)
    return f" later: {when.first.partition(',')[0]}" if when.moment == LATER else ""


def check(desk: Desk) -> list[Finding]:
    """What is wrong in notes of events."""
    from vaultnet.strategies.events.findings import check as faults

    return faults(desk)


def today(desk: Desk) -> list[Moment]:
    """Meetings of the coming days with what is open for each, and events of which nobody said whether they were held."""
    moments = []
    for event in upcoming(desk, desk.until):
        reason = Reason(f"on {weekday_day(event.note.date, desk.today)}", *line_of(desk, event.note.id, "date"))
        begun = event.note.date < desk.day
        when = f"{event.time} " if event.time and not begun else ""
        text = f"{when}{_open_at(desk, event)}".strip()
        if event.last_day > event.note.date:
            text = ", ".join(part for part in (text, f"until {weekday_day(event.last_day, desk.today)}") if part)
        day = desk.day if begun else event.note.date
        moments.append(Moment("meetings", "event", event.note.name, event.note.path, day, text, (reason,)))
    moments += _deadlines(desk)
    since = (desk.today - timedelta(days=ASKED_BACK)).isoformat()
    for event in unsettled(desk, since):
        reason = Reason("still planned, its day has gone by", *line_of(desk, event.note.id, "date"))
        moments.append(Moment("happened", "event", event.note.name, event.note.path, event.note.date, "", (reason,)))
    return moments


def _deadlines(desk: Desk) -> list[Moment]:
    """The deadline lines of events that are still to come, in the days that are looked at; tasks come by themselves."""
    moments = []
    for note in ask.notes_of_type(desk.index, "event"):
        if note.status in OFF or (note.date and note.date < desk.day):
            continue
        for one in deadlines(desk, note):
            if desk.day <= one.day <= desk.until and not one.task:
                reason = Reason(f"deadline, {weekday_day(one.day, desk.today)}", note.path, one.line)
                name = f"{note.path}:{one.line}"  # a line for itself, apart from what the event's own day says
                moments.append(Moment("waits", "task", note.name, note.path, one.day, f"deadline: {one.text}", (reason,),
                                      item=name))  # fmt: skip
    return moments


def _open_at(desk: Desk, event: Gathering) -> str:
    """What is open at an event in a few words: my talk, whom to meet, questions, promises."""
    parts = [f"your talk {one.words}".strip() for one in talks(desk, event.note)]
    targets = [guest for guest in event.targets if guest.person is None or not left_alone(guest.person, desk.day)]
    if targets:
        new = [guest.person for guest in targets if guest.person and not guest.person.mutual]
        ways = dict.fromkeys(way.person for person in new for way in ways_in(desk, person)[:1])
        asks = [f"ask {wikilink(person.name)}{_later(desk, person)}" for person in ways]
        parts.append(f"{len(targets)} to meet" + (f" ({', '.join(asks)})" if asks else ""))
    questions = promises = talk = 0
    for guest in event.people:
        if guest.person:
            asked = len(questions_for(desk, guest.person.id))
            owed = len([one for one in commitments_of(desk, guest.person.id) if one.side == "mine"])
            questions, promises, talk = questions + asked, promises + owed, talk + bool(asked or owed)
    if not event.private and talk:
        parts.append(f"{talk} to talk to")
    elif questions or promises:
        parts += [counted(questions, "question")] if questions else []
        parts += [f"{counted(promises, 'promise')} of yours open"] if promises else []
    return ", ".join(parts)


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """Where we shall meet next, and what I mean to ask."""
    lines = []
    for event in upcoming(desk, (desk.today + timedelta(days=30)).isoformat()):
        if any(guest.person and guest.person.id == person.id for guest in (*event.people, *event.targets)):
            text = f"you meet {weekday_day(event.note.date, desk.today)}: {wikilink(event.note.name)}"
            lines.append(Line("Why now", text, Reason("event", *line_of(desk, event.note.id, "date"))))
    for question, line in questions_for(desk, person.id)[:3]:
        lines.append(Line("Ask", f'"{question}"', Reason("to ask", person.path, line)))
    return lines
