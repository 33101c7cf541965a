"""Milestones: birthdays, a new post, round years in one, news: good moments to write, each said once and calmly."""

from datetime import date, timedelta

from vaultnet.dates import next_birthday, read_birthday, show_day, weekday_day
from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Moment, Reason
from vaultnet.people.interaction import last_contact, news_to_answer
from vaultnet.people.person import left_alone, line_of, only_imported
from vaultnet.text.links import unlinked

NEWS_DAYS = 60  # for which news, and a new post, are a moment to write
ROUND = frozenset({1, 5, 10, 15, 20, 25, 30, 35, 40})  # years in a post that are a milestone
BIRTHDAY, NEWS, POST = 10.0, 20.0, 40.0  # ranks among good moments


def milestones(desk: Desk) -> list[Moment]:
    """The milestones of the agenda's days. People who are left alone, or known from an address book only, have none."""
    moments = []
    told = _news(desk)
    known = {moment.path for moment in told}
    posts = {entry.note: entry for entry in ask.entries_of(desk.index, ("career",), "", desk.until)}
    for person in pulse.people(desk.index):
        if left_alone(person, desk.day) or only_imported(person):
            continue
        coming = birthday(desk, person, desk.until)
        if coming:
            moments.append(_birthday_moment(desk, person, coming))
        entry = posts.get(person.id)
        if entry is not None and person.path not in known:
            moments += _post(desk, person, entry)
    return [*moments, *told]


def birthday(desk: Desk, person: PersonRow, until: str) -> str:
    """The person's birthday between today and a day, ISO; "" for none."""
    born = read_birthday(person.birthday) if person.birthday else None
    if born is None:
        return ""
    coming = next_birthday(born, desk.today)
    return coming.isoformat() if coming <= date.fromisoformat(until) else ""


def _birthday_moment(desk: Desk, person: PersonRow, coming: str) -> Moment:
    text = f"birthday {weekday_day(coming, desk.today)[:3]}"
    last = last_contact(desk, person.id)
    if last and last.text:
        text += f"; last on {show_day(last.date, desk.today)}: {short(last.text)}"
    reason = Reason(f"birthday {person.birthday}", *line_of(desk, person.id, "birthday"))
    return Moment("moments", "birthday", person.name, person.path, coming, text, (reason,), BIRTHDAY)


def _post(desk: Desk, person: PersonRow, entry: ask.EntryRow) -> list[Moment]:
    """The newest Career line says until when somebody was what it names: since then they are what they are now."""
    since = _day(entry.date)
    now = ", ".join(part for part in (person.title, person.organization) if part)
    if since is None or not now:
        return []
    if desk.today - timedelta(days=NEWS_DAYS) <= since <= desk.today and person.last < since.isoformat():
        reason = Reason(f"until {entry.date}: {unlinked(entry.text)}", entry.path, entry.line)
        return [Moment("moments", "news", person.name, person.path, desk.day, f"new post: {now}", (reason,), NEWS)]
    years = date.fromisoformat(desk.until).year - since.year
    coming = since.replace(year=since.year + years, day=min(since.day, 28) if since.month == 2 else since.day)
    if coming.isoformat() > desk.until and years:  # the agenda's days may reach into the next year
        years -= 1
        coming = coming.replace(year=since.year + years)
    if years not in ROUND or not desk.day <= coming.isoformat() <= desk.until:
        return []
    text = f"{years} year{'' if years == 1 else 's'} as {now}"
    reason = Reason(f"until {entry.date}: {unlinked(entry.text)}", entry.path, entry.line)
    return [Moment("moments", "news", person.name, person.path, coming.isoformat(), text, (reason,), POST)]


def _day(when: str) -> date | None:
    """The first day of what a Career line is dated: a day, a month, a year (which is too vague for a milestone)."""
    try:
        return date.fromisoformat(f"{when}-01" if len(when) == 7 else when[:10])
    except ValueError:
        return None


def _news(desk: Desk) -> list[Moment]:
    since = (desk.today - timedelta(days=NEWS_DAYS)).isoformat()
    moments = []
    seen = set()
    for entry in ask.entries_of(desk.index, ("news",), since, desk.day):
        if not entry.own or entry.note in seen:
            continue
        seen.add(entry.note)
        people = pulse.people(desk.index, (entry.note,))
        open_news = news_to_answer(desk, entry.note)
        if people and open_news and not left_alone(people[0], desk.day):
            person, first = people[0], open_news[0]
            text = f"{short(first.text)} ({weekday_day(first.date, desk.today)})"
            reason = Reason(f"news of {weekday_day(first.date, desk.today)}, not answered yet", first.path, first.line)
            moments.append(Moment("moments", "news", person.name, person.path, desk.day, text, (reason,), NEWS))
    return moments


def short(text: str) -> str:
    """The first thing that a line says, in 60 characters."""
    first = unlinked(text).split(". ")[0].split("; ")[0].rstrip(".")
    return first if len(first) <= 60 else first[:57].rsplit(" ", 1)[0] + " …"
