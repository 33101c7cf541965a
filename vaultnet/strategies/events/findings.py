"""What is wrong in notes of events: no date, a status that is no word for one, an `end` or a deadline without a day, guests
that are no links."""

import re

from vaultnet.dates import read_date
from vaultnet.errors import ERROR, HINT, Finding
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow
from vaultnet.people.desk import Desk
from vaultnet.people.gathering import text_fact
from vaultnet.people.person import facts_of, line_of
from vaultnet.people.program import deadlines
from vaultnet.strategies.events.met import told, unlinked_lines
from vaultnet.text.links import wikilink
from vaultnet.text.plain import Value
from vaultnet.words import UNHELD

STATUSES = frozenset({"", "planned", "held", "done", "attended", "confirmed", "accepted", "going"}) | UNHELD
_HOUR = re.compile(r"[0-9]{1,2}(?:[:.h][0-9]{2})?(?:[ \t]*(?:h|am|pm|uhr))?", re.I)


def check(desk: Desk) -> list[Finding]:
    """Every fault of the events' own keys and lines."""
    found = []
    for note in ask.notes_of_type(desk.index, "event"):
        facts = facts_of(desk, note)
        if not note.date and not facts.get("date"):  # a date that is none is told where it is read
            message = "this event has no date: it never comes up on the agenda"
            found.append(_finding(desk, note, "event-date", HINT, "date", message, "add date: YYYY-MM-DD"))
        if note.status not in STATUSES:
            message = f'status "{note.status}" is no word for an event: it counts as held once its day has come'
            hint = "planned, held, cancelled, postponed or declined"
            found.append(_finding(desk, note, "event-status", HINT, "status", message, hint))
        end = text_fact(facts, "end")
        day = read_date(end) or ""
        if end and not day and not _HOUR.fullmatch(end):
            message = f'end "{end}" is neither a time nor a date'
            hint = "18:00, or for several days their last one, YYYY-MM-DD"
            found.append(_finding(desk, note, "event-end", ERROR, "end", message, hint))
        elif note.date and day and day < note.date:
            message = f"ends on {day}, before it begins on {note.date}"
            found.append(_finding(desk, note, "event-end", ERROR, "end", message, "one of the two days is a slip"))
        found += _plain(desk, note, facts)
        if note.date and note.date <= desk.day and note.status not in UNHELD:
            found += [told(note, line) for line in unlinked_lines(desk, ask.text_of(desk.index, note.id))]
        lines = None
        for one in deadlines(desk, note):
            if not one.day:
                lines = lines or ask.text_of(desk.index, note.id).split("\n")
                said = f'deadline "{one.said}" is not a date' if one.said else "a deadline without a date"
                source = lines[one.line - 1]
                hint = "write it as - deadline YYYY-MM-DD: what has to be done"
                found.append(Finding("deadline", HINT, note.path, one.line, said, hint, source))
    return found


def _plain(desk: Desk, note: NoteRow, facts: dict[str, Value]) -> list[Finding]:
    """Guests in words: where a link would count, nobody counts for them."""
    found = []
    for key in ("people", "targets"):
        value = facts.get(key)
        for one in value if isinstance(value, list) else (value,):
            if isinstance(one, str) and one.strip() and "[[" not in one:
                message = f'{key}: "{one}" is no link, and counts for nobody'
                found.append(_finding(desk, note, "plain-name", HINT, key, message, f'write "{wikilink(one.strip())}"'))
    return found


def _finding(desk: Desk, note: NoteRow, code: str, severity: str, key: str, message: str, hint: str) -> Finding:
    path, line = line_of(desk, note.id, key)
    return Finding(code, severity, path, line, message, hint, ask.text_of(desk.index, note.id).split("\n")[line - 1])
