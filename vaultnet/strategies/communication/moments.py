"""What this chapter adds to a brief and to the agenda: why to write now, whom to reconnect with, news and birthdays."""

import json
from datetime import date, timedelta

from vaultnet.dates import next_birthday, read_birthday, show_day, weekday_day
from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.cadence import standing, standings
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.people.interaction import last_contact, news_to_answer, timeline
from vaultnet.people.person import left_alone, only_imported
from vaultnet.strategies.communication.due import gentle
from vaultnet.strategies.communication.followup import open_followups
from vaultnet.text.lines import without_fields
from vaultnet.text.links import unlinked, wikilink


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """Why to write now, who they are, when and of what we last spoke, and my news that they have not heard."""
    return [*_why_now(desk, person), *_who(desk, person), *_last_time(desk, person), *_my_news(desk, person)]


def _why_now(desk: Desk, person: PersonRow) -> list[Line]:
    lines = []
    for entry in news_to_answer(desk, person.id)[:2]:
        reason = Reason(f"news of {weekday_day(entry.date)}", entry.path, entry.line)
        lines.append(
            Line(
                "Why now",
                f"{entry.text.rstrip('.')} ({weekday_day(entry.date)}, {wikilink(f'{person.name}#Log', 'log')})",
                reason,
            )
        )
    coming = _birthday(desk, person, desk.until)
    if coming and not left_alone(person, desk.day):
        lines.append(Line("Why now", f"birthday {weekday_day(coming)}", Reason("birthday", person.path, 1)))
    stand = standing(desk, person.id)
    for reason in stand.reasons(desk.today):
        lines.append(Line("Why now", gentle(desk, stand), reason))
    return lines


def _who(desk: Desk, person: PersonRow) -> list[Line]:
    linked = [row for row in ask.linked(desk.index, person.id, "organization") if row[2] in ("organization", "")]
    # of a firm that has no note only the text of the field tells how its name is written
    orgs = [wikilink(name) for _, name, _, _ in linked] if all(number for number, *_ in linked) else []
    work = ", ".join(part for part in (person.title, ", ".join(orgs) or person.organization) if part)
    career = [entry for entry in ask.entries_in(desk.index, person.id) if entry.word == "career"]
    if career:
        work += f" (until {_month(career[-1].date)}: {career[-1].text})"
    through = [number for number, _, type_, _ in ask.linked(desk.index, person.id, "introduced_by") if number]
    met = [wikilink(other.name) for other in pulse.people(desk.index, through) if not other.confidential]
    parts = [work, person.location, person.relationship, f"met through {' and '.join(met)}" if met else ""]
    text = " · ".join(part for part in parts if part)
    return [Line("Who", text, Reason("", person.path, 1))] if text else []


def _month(day: str) -> str:
    months = "January February March April May June July August September October November December".split()
    parts = day.split("-")
    return months[int(parts[1]) - 1] if len(parts) > 1 and parts[1].isdigit() and 0 < int(parts[1]) < 13 else parts[0]


def _last_time(desk: Desk, person: PersonRow) -> list[Line]:
    last = last_contact(desk, person.id)
    if last is None:
        return []
    lines = [last]
    if last.direction == "in" and person.other:  # what we last did together says more than their open line alone
        both = [row for row in timeline(desk, person.id) if row.contact and row.date == person.other]
        lines += both[:1]
    texts = [f"{show_day(row.date, desk.today)}, {row.word or 'note'}: {row.text}".rstrip(": ") for row in lines]
    return [Line("Last time", " · ".join(texts), Reason("last contact", last.path, last.line))]


def _my_news(desk: Desk, person: PersonRow) -> list[Line]:
    """What the `me` note says under `[share:: yes]` since we last spoke."""
    last = person.last
    lines = []
    for me in ask.notes_of_type(desk.index, "me"):
        for entry in ask.entries_in(desk.index, me.id):
            fields = inline_fields_of(entry)
            if last and last < entry.date <= desk.day and fields.get("share", "").lower() == "yes":
                text = f"{without_fields(entry.text).rstrip('.')} ({weekday_day(entry.date)})"
                lines.append(Line("Your news since", text, Reason("your news", entry.path, entry.line)))
    return lines[-3:]


def inline_fields_of(entry: ask.EntryRow) -> dict[str, str]:
    """An entry's inline fields."""
    fields: dict[str, str] = json.loads(entry.fields) if entry.fields else {}
    return fields


def today(desk: Desk) -> list[Moment]:
    """Replies owed and follow-ups that wait; people to reconnect with, birthdays and news as good moments."""
    moments = []
    for stand in standings(desk):
        text, reasons = gentle(desk, stand), stand.reasons(desk.today)
        if stand.why == "reply":
            moments.append(Moment("waits", "reply", stand.name, stand.path, desk.day, text, reasons))
        else:
            rank = 100.0 - min(stand.overdue / max(stand.cadence or 30, 1), 50)
            moments.append(Moment("moments", "due", stand.name, stand.path, desk.day, text, reasons, rank))
    moments += _followups_due(desk)
    for person in pulse.people(desk.index):
        if left_alone(person, desk.day) or only_imported(person):
            continue
        coming = _birthday(desk, person, desk.until)
        if coming:
            text = f"birthday {weekday_day(coming)[:3]}"
            last = last_contact(desk, person.id)
            if last and last.text:
                text += f"; last on {show_day(last.date, desk.today)}: {_short(last.text)}"
            reason = Reason(f"birthday {person.birthday}", person.path, 1)
            moments.append(Moment("moments", "birthday", person.name, person.path, coming, text, (reason,), 10.0))
    return [*moments, *_news(desk)]


def _short(text: str) -> str:
    first = unlinked(text).split(". ")[0].split("; ")[0].rstrip(".")
    return first if len(first) <= 60 else first[:57].rsplit(" ", 1)[0] + " …"


def _followups_due(desk: Desk) -> list[Moment]:
    moments = []
    for note, name, path in open_followups(desk):
        if note.date and note.date <= desk.until:
            text = f"→ {wikilink(note.name, 'brief and draft')}"
            reason = Reason("follow-up note", note.path, 1)
            moments.append(Moment("waits", "due", name, path, max(note.date, desk.day), text, (reason,)))
    return moments


def _news(desk: Desk) -> list[Moment]:
    since = (desk.today - timedelta(days=60)).isoformat()
    moments = []
    seen = set()
    for entry in ask.entries_of(desk.index, ("news",), since, desk.day):
        if not entry.own or entry.note in seen:
            continue
        seen.add(entry.note)
        person = pulse.people(desk.index, (entry.note,))[0]
        open_news = news_to_answer(desk, entry.note)
        if open_news and not left_alone(person, desk.day):
            first = open_news[0]
            text = f"{_short(first.text)} ({weekday_day(first.date)})"
            reason = Reason(f"news of {weekday_day(first.date)}, not answered yet", first.path, first.line)
            moments.append(Moment("moments", "news", person.name, person.path, desk.day, text, (reason,), 20.0))
    return moments


def _birthday(desk: Desk, person: PersonRow, until: str) -> str:
    """The person's birthday between today and a day, ISO; "" for none."""
    born = read_birthday(person.birthday) if person.birthday else None
    if born is None:
        return ""
    coming = next_birthday(born, desk.today)
    return coming.isoformat() if coming <= date.fromisoformat(until) else ""
