"""What this chapter adds to a brief and to the agenda: why to write now, whom to reconnect with, news and birthdays."""

from vaultnet.dates import MONTHS, show_day, weekday_day
from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.cadence import standing, standings
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.people.insight import heard, my_news
from vaultnet.people.interaction import last_contact, news_to_answer, timeline, without_confided
from vaultnet.people.person import left_alone, line_of, only_imported
from vaultnet.strategies.communication.due import gentle, offered
from vaultnet.strategies.communication.followup import open_followups, reason_of
from vaultnet.strategies.communication.milestones import birthday, milestones
from vaultnet.text.links import wikilink


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """Why to write now, who they are, when and of what we last spoke, and my news that they have not heard."""
    return [*_why_now(desk, person), *_who(desk, person), *_last_time(desk, person), *_my_news(desk, person)]


def _why_now(desk: Desk, person: PersonRow) -> list[Line]:
    if left_alone(person, desk.day):
        return []
    lines = []
    for entry in news_to_answer(desk, person.id)[:2]:
        reason = Reason(f"news of {weekday_day(entry.date, desk.today)}", entry.path, entry.line)
        lines.append(
            Line(
                "Why now",
                f"{entry.text.rstrip('.')} ({weekday_day(entry.date, desk.today)}, {wikilink(f'{person.name}#Log', 'log')})",
                reason,
            )
        )
    coming = birthday(desk, person, desk.until)
    if coming and not only_imported(person):
        lines.append(
            Line(
                "Why now",
                f"birthday {weekday_day(coming, desk.today)}",
                Reason("birthday", *line_of(desk, person.id, "birthday")),
            )
        )
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
    career.sort(key=lambda entry: entry.date)
    if career:  # with no post of now before it, the newest line is where they are
        work += f" (until {_month(desk, career[-1].date)}: {career[-1].text})" if work else career[-1].text
    through = [number for number, _, type_, _ in ask.linked(desk.index, person.id, "introduced_by") if number]
    met = [wikilink(other.name) for other in pulse.people(desk.index, through) if not other.confidential]
    parts = [work, person.location, person.relationship, f"met through {' and '.join(met)}" if met else ""]
    text = " · ".join(part for part in parts if part)
    return [Line("Who", text, Reason("", person.path, 1))] if text else []


def _month(desk: Desk, day: str) -> str:
    """`October` within this year, else `October 2019`; the year where the line has no month."""
    year, _, rest = day.partition("-")
    if not (rest[:2].isdigit() and 0 < int(rest[:2]) < 13):
        return year
    return MONTHS[int(rest[:2]) - 1].capitalize() + ("" if year == desk.day[:4] else f" {year}")


def _last_time(desk: Desk, person: PersonRow) -> list[Line]:
    last = last_contact(desk, person.id)
    if last is None:
        return []
    lines = [last]
    if last.direction == "in" and person.other:  # what we last did together says more than their open line alone
        both = [row for row in timeline(desk, person.id) if row.contact and row.date == person.other]
        lines += [without_confided(desk, person.id, row) for row in both[:1]]
    texts = [f"{show_day(row.date, desk.today)}, {row.word or 'note'}: {row.text}".rstrip(": ") for row in lines]
    return [Line("Last time", " · ".join(texts), Reason("last contact", last.path, last.line))]


def _my_news(desk: Desk, person: PersonRow) -> list[Line]:
    """What the `me` note says under `[share:: yes]` since they heard from me, and that was not shared with them."""
    lines = []
    for one in my_news(desk) if not left_alone(person, desk.day) else ():
        if one.shareable and not heard(one, person) and person.last:
            text = f"{one.text.rstrip('.')} ({weekday_day(one.date, desk.today)})"
            lines.append(Line("Your news since", text, Reason("your news", one.path, one.line)))
    return lines[-3:]


def today(desk: Desk) -> list[Moment]:
    """Replies owed and follow-ups that wait; people to reconnect with, birthdays and news as good moments."""
    moments = []
    for stand in standings(desk):
        text, reasons = offered(desk, stand), stand.reasons(desk.today)
        if stand.why == "reply":
            moments.append(Moment("waits", "reply", stand.name, stand.path, desk.day, text, reasons))
        else:
            rank = 100.0 - min(stand.overdue / max(stand.cadence or 30, 1), 50)
            moments.append(Moment("moments", "due", stand.name, stand.path, desk.day, text, reasons, rank))
    moments += _followups_due(desk)
    return [*moments, *milestones(desk)]


def _followups_due(desk: Desk) -> list[Moment]:
    """Follow-up notes by their day: why, in the words of the note, and the link."""
    moments = []
    for note, name, path in open_followups(desk):
        if note.date and note.date <= desk.until:
            why = reason_of(note)
            reason = Reason(why or "follow-up note", *line_of(desk, note.id, "reason"))
            text = f"{why} → {wikilink(note.name, 'brief and draft')}".lstrip()
            moments.append(Moment("waits", "due", name, path, max(note.date, desk.day), text, (reason,)))
    return moments
