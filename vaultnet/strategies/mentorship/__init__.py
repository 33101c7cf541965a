"""Mentorship: learn from those who are further, be there for those who come after, and let both know what came of it.

Reads `relationship: mentor` and `mentee`, cadences, events of kind mentoring, `## Ask` lines, promises, goals and needs, and
`got advice` / `gave advice` lines with `[acted:: ]` and `[reported:: ]`. Answers: whom I see next and what is open
(`session`), what to bring to a session (`session NAME`), which advice nobody heard back about (`session --advice`), how to
ask somebody to be a mentor (`session NAME --ask`).
"""

import json
from typing import Any

from vaultnet.errors import ERROR, HINT, Finding
from vaultnet.index import ask, pulse, sessions
from vaultnet.index.ask import EntryRow
from vaultnet.index.pulse import PersonRow
from vaultnet.people.advice import ACTED, GAVE, GOT, REPORTED, Advice, advice, day_of
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.people.person import left_alone
from vaultnet.strategies.mentorship.briefing import on_day

TITLE = "Mentorship"
ORDER = 60
RANK = 26.0  # among the agenda's good moments: after first thanks, before second introductions


def __getattr__(name: str) -> Any:
    """`commands`, loaded when they are asked for: the hooks need nothing of them."""
    if name != "commands":
        raise AttributeError(name)
    from vaultnet.strategies.mentorship.session import session

    return [session]


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """What I did of their advice and have not told them; what I advised a mentee last."""
    found = advice(desk, person.id)
    lines = []
    for one in found:
        if one.unreported:
            text = f'their advice "{one.text}": you did it on {on_day(desk, one.acted)}, they have not heard'
            lines.append(Line("You", text, Reason("advice, acted on and not told", one.path, one.line)))
    given = [one for one in found if one.direction == GAVE]
    if given and "mentee" in sessions.roles_in(person.relationship):
        text = f'"{given[-1].text}" ({on_day(desk, given[-1].given)})'
        lines.append(Line("You advised", text, given[-1].reason))
    return lines


def today(desk: Desk) -> list[Moment]:
    """One piece of advice that I acted on and have not told: a mentor's first, then the one that has waited longest."""
    waiting = [one for one in advice(desk) if one.unreported]
    people = {person.id: person for person in pulse.people(desk.index, {one.person for one in waiting})}
    waiting = [one for one in waiting if not left_alone(people[one.person], desk.day)]
    if not waiting:
        return []

    def order(one: Advice) -> tuple[bool, str, str, int]:
        return "mentor" not in sessions.roles_in(people[one.person].relationship), one.acted, one.path, one.line

    one = min(waiting, key=order)
    text = f'tell them what came of "{one.text}" (done {on_day(desk, one.acted)})'
    reason = Reason(f"advice, acted on {on_day(desk, one.acted)} and not told", one.path, one.line)
    return [Moment("moments", "thanks", one.name, people[one.person].path, desk.day, text, (reason,), RANK)]


def check(desk: Desk) -> list[Finding]:
    """`[acted:: ]` and `[reported:: ]` that are no date, and advice reported on that is not marked as acted on."""
    found = []
    for entry in ask.entries_of(desk.index, (GOT, GAVE)):
        fields: dict[str, str] = json.loads(entry.fields) if entry.fields else {}
        for key in (ACTED, REPORTED):
            value = fields.get(key, "")
            if key in fields and not day_of(value):
                hint = f"write the day: [{key}:: YYYY-MM-DD]"
                found.append(_finding(desk, entry, ERROR, f'{key} "{value}" is not a date', hint))
        if entry.kind == "advice" and day_of(fields.get(REPORTED, "")) and ACTED not in fields:
            hint = "where you did it, add [acted:: DATE]; else all is well"
            found.append(_finding(desk, entry, HINT, "reported on, and not marked as acted on", hint))
    return found


def _finding(desk: Desk, entry: EntryRow, severity: str, message: str, hint: str) -> Finding:
    source = ask.text_of(desk.index, entry.note).split("\n")[entry.line - 1]
    return Finding("advice-date", severity, entry.path, entry.line, message, hint, source)
