"""`prep`: an event's brief, put into its own note."""

from re import split

import click

from vaultnet.dates import read_when, show_day, weekday_day
from vaultnet.errors import NoSuchName, UsageFault
from vaultnet.index import ask, pulse
from vaultnet.index.ask import NoteRow
from vaultnet.index.pulse import PersonRow
from vaultnet.people.asking import LATER, timing
from vaultnet.people.brief import brief_of
from vaultnet.people.coverage import lacking
from vaultnet.people.desk import Desk
from vaultnet.people.gathering import Gathering, Guest, gathering
from vaultnet.people.goal import goal_of
from vaultnet.people.interaction import last_contact, questions_for
from vaultnet.people.need import matches, my_offers, needs
from vaultnet.people.person import find_note, left_alone, link_to
from vaultnet.people.program import by_day, deadlines, talks
from vaultnet.people.strength import ways_in
from vaultnet.show.console import Call, Name, writing
from vaultnet.show.draft import carry_out, edit_note, free_path, new_note
from vaultnet.show.fields import Fields
from vaultnet.show.page import render
from vaultnet.text.edit import set_region
from vaultnet.text.links import unlinked, wikilink
from vaultnet.text.names import folder, key
from vaultnet.vault.change import Change

REGION = "briefing"
FIRM_SHOWN = 3
KNOWN_SHOWN = 8  # people in full below those I hope to meet; the rest as a count
# of a brief, what a meeting's own note need not say of everybody
LEFT_OUT = ("Who", "Last time", "Said", "Together", "Your news since", "Why now")


@click.command("prep")
@click.argument("event", type=Name("event"))
@click.option("--date", "on", metavar="DATE", help="The day of an event that has no note yet.")
@writing
@click.pass_obj
def prep(call: Call, event: str, on: str | None, dry_run: bool, print_path: bool) -> None:
    """Prepare an event: its brief goes into its own note, which is made where there is none.

    Whom you hope to meet with the warmest way in, who is there that you know and what is open with them, who else is in
    that city. Run again, it refreshes the brief and nothing else.

    \b
    Examples:
      vaultnet prep platformconf
      vaultnet prep "Lunch with Ada" --date friday
    """
    desk = call.desk
    day = read_when(on, desk.today) if on else None
    if on and day is None:
        raise UsageFault(f'"{on}" is not a date', hint="2026-12-01, friday")
    note = _find_event(desk, event, day.isoformat() if day else "")
    change: Change | None
    if note is None:
        if day is None:
            raise NoSuchName(f'"{event}" is no event here', hint=f'make one: vaultnet prep "{event}" --date friday')
        change, path = _new_event(desk, event, day.isoformat())
    else:
        path = note.path
        page = render(desk, "events/briefing.md.j2", _briefing(desk, gathering(desk, note)))
        change = edit_note(desk, path, lambda text: set_region(text, REGION, page))
    told = f"prepared {path.rsplit('/', 1)[-1][:-3]}"
    answer = {"path": path, **(_answer(desk, gathering(desk, note)) if note else {})}
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path, answer=answer)


def _find_event(desk: Desk, said: str, day: str) -> NoteRow | None:
    """The event a name means: of several, the one that comes next; else a name that stands inside the event's."""
    try:
        return find_note(desk, said, ("event",))
    except NoSuchName as error:
        notes = [note for note in ask.notes_of_type(desk.index, "event") if key(said) in key(note.name)]
        if day:
            notes = [note for note in notes if note.date == day]
        coming = [note for note in notes if note.date >= desk.day]
        if len(coming) == 1 or (coming and coming[0].date != coming[1].date):
            return coming[0]
        if len(notes) == 1:
            return notes[0]
        if notes or (error.candidates and not day):
            told = tuple(f"{note.name} · {note.path}" for note in notes) or error.candidates
            raise NoSuchName(
                f'"{said}" fits {len(told)} events: which one?', candidates=told, hint="add its date"
            ) from error
        return None


def _new_event(desk: Desk, name: str, day: str) -> tuple[Change, str]:
    """A note for an event that has none, with the people whose names stand in its own name."""
    path, aliases = free_path(desk, "event", name if name.startswith(day) else f"{day} {name}")
    fields: Fields = {"type": "event", "date": day, "status": "planned"}
    people = [person for person in pulse.people(desk.index) if key(person.name) in key(name)] or _with(desk, name)
    if people:
        fields["people"] = [link_to(desk, person, folder(path)) for person in people]
    if aliases:
        fields["aliases"] = list(aliases)
    change = new_note(desk, "new/event.md.j2", path, fields, {"name": name})
    note = NoteRow(0, path, path.rsplit("/", 1)[-1][:-3], "event", "", day, "planned", "{}")
    guests = tuple(Guest(person, person.name, 1) for person in people)
    page = render(desk, "events/briefing.md.j2", _briefing(desk, Gathering(note, {}, guests, (), ())))
    text = set_region((change.after or b"").decode(), REGION, page)
    return change._replace(after=text.encode()), path


def _with(desk: Desk, name: str) -> list[PersonRow]:
    """Those whom `Dinner with Yuki and Ana` means: each name that is the beginning of just one person's."""
    _, behind, said = name.partition(" with ")
    found = []
    for one in split(r"\s*(?:,|&|\+|\band\b)\s*", said) if behind else ():
        notes = [note for note in ask.named_like(desk.index, one) if note.type == "person"] if one.strip() else []
        if len(notes) == 1:
            found.append(notes[0].id)
    return pulse.people(desk.index, found) if found else []


def _briefing(desk: Desk, event: Gathering) -> dict[str, object]:
    """What the template of the brief is given: plain values only."""
    known = [_known(desk, guest) for guest in event.people if guest.person and not guest.person.confidential]
    open_ = sorted((one for one in known if one["open"]), key=lambda one: (-int(str(one["weight"])), str(one["name"])))
    shown = open_[:KNOWN_SHOWN] if not event.private else known
    rest = sum(1 for guest in event.people if guest.person) - len(shown)
    return {
        "where": event.location,
        "talks": [one.words for one in talks(desk, event.note)] if event.note.id else [],
        "before": _before(desk, event) if event.note.id else [],
        "strangers": [wikilink(guest.name) for guest in event.people if guest.person is None],
        "firms": _firms(desk, event) if event.note.id else [],
        "when": f"{weekday_day(event.note.date, desk.today)}{f' {event.time}' if event.time else ''}",
        "goals": [_goal(desk, goal) for goal in event.goals],
        "targets": [_target(desk, guest) for guest in event.targets],
        "known": shown,
        "private": event.private,
        "rest": rest,
        "nearby": [] if event.private else _nearby(desk, event),
    }


def _before(desk: Desk, event: Gathering) -> list[str]:
    """What has to be done before it, as its note says."""
    days = (one for one in deadlines(desk, event.note) if desk.day <= one.day <= event.last_day)
    return [by_day(desk, one) for one in days]


def _firms(desk: Desk, event: Gathering) -> list[dict[str, str]]:
    """The organizations it names, with those whom I know there."""
    named = [name for role in ("targets", "people") for _, name, type_, _ in ask.linked(desk.index, event.note.id, role)
             if type_ == "organization"]  # fmt: skip
    found = []
    for name in dict.fromkeys(named):
        there = [one for one in pulse.people(desk.index) if key(one.organization) == key(name) and one.mutual
                 and not one.confidential and not left_alone(one, desk.day)]  # fmt: skip
        told = ", ".join(wikilink(one.name) for one in there[:FIRM_SHOWN])
        found.append({"link": wikilink(name), "know": told or "nobody you have spoken with yet"})
    return found


def _answer(desk: Desk, event: Gathering) -> dict[str, object]:
    briefing = _briefing(desk, event)
    return {key_: briefing[key_] for key_ in ("talks", "before", "targets", "firms", "known", "rest", "nearby")}


def _goal(desk: Desk, goal: str) -> dict[str, str]:
    """What the event is for, and what nobody can do for it yet."""
    name = goal.strip("[] ").partition("|")[0].partition("#")[0].rpartition("/")[2]
    note = next((note for note, _ in ask.named(desk.index, name) if note.type == "goal"), None)
    lacks = lacking(desk, goal_of(desk, note)) if note else []
    return {"link": goal if goal.startswith("[[") else wikilink(goal), "note": ", ".join(lacks)}


def _target(desk: Desk, guest: Guest) -> dict[str, object]:
    """Somebody I hope to meet: who they are, the warmest way in, what to ask and what to offer."""
    person = guest.person
    if person is None:
        return {
            "name": guest.name,
            "link": wikilink(guest.name),
            "who": "",
            "met": "no note yet",
            "way": "",
            "ask": "",
            "offer": "",
        }
    last = last_contact(desk, person.id)
    met = f"last spoke {show_day(last.date, desk.today)}" if last else "never met"
    alone = left_alone(person, desk.day)
    ways = [] if alone or person.mutual else ways_in(desk, person)
    way = ""
    if person.mutual and not alone:
        when = timing(desk, person)
        way = "you know them yourself" + (
            f"; before you ask for anything: {when.first}" if when.moment == LATER else ""
        )
    elif ways:
        first = ways[0]
        when = timing(desk, first.person)
        later = f"; not yet: {when.first}" if when.moment == LATER else ""
        way = f"{wikilink(first.person.name)} ({'; '.join(reason.text for reason in first.reasons)}{later})"
    questions = questions_for(desk, person.id)
    return {
        "name": person.name,
        "link": wikilink(person.name),
        "who": ", ".join(part for part in (person.title, person.organization) if part),
        "met": met,
        "way": way or "no warm way yet",
        "ask": questions[0][0] if questions else "",
        "offer": ", ".join(_offers(desk, person)),
    }


def _offers(desk: Desk, person: PersonRow) -> list[str]:
    """What I can give that meets a need of theirs, as `give` has it: for each need one thing, offers before expertise."""
    best: dict[int, str] = {}
    for match in sorted(
        matches(needs(desk, person.id), my_offers(desk)), key=lambda match: match.met_by.kind != "offers"
    ):
        best.setdefault(match.need.line, match.met_by.text)
    return list(dict.fromkeys(best.values()))


def _known(desk: Desk, guest: Guest) -> dict[str, object]:
    """Somebody I know who comes: when we last spoke, what is open, what to ask."""
    person = guest.person
    assert person is not None
    last = last_contact(desk, person.id)
    said = ""
    if last:
        what = ", ".join(part for part in (last.word, _cut(last.text)) if part)
        said = f"last {show_day(last.date, desk.today)} ({what})" if what else f"last {show_day(last.date, desk.today)}"
    alone = left_alone(person, desk.day)  # nothing is open with them
    lines = [] if alone else [line for line in brief_of(desk, person) if line.label not in LEFT_OUT]
    answer = bool(person.came and person.came > person.other) and not alone
    open_ = [f"{line.label}: {line.text}" for line in lines]
    if answer:
        open_.insert(
            0, f"You owe an answer to their {person.last_word or 'line'} of {weekday_day(person.came, desk.today)}"
        )
    return {
        "name": person.name,
        "link": wikilink(person.name),
        "last": said,
        "open": open_,
        "weight": len(open_) + 3 * answer,
    }


def _cut(text: str) -> str:
    plain = unlinked(text).split("; ")[0].rstrip(".")
    return plain if len(plain) <= 60 else plain[:57].rsplit(" ", 1)[0] + " …"


def _nearby(desk: Desk, event: Gathering) -> list[dict[str, str]]:
    """People in the event's city who do not come, with whom contact is due or was long ago."""
    city = key(event.location.split(",")[0].strip())
    if not city:
        return []
    coming = {guest.person.id for guest in (*event.people, *event.targets) if guest.person}
    found = []
    for person in pulse.people(desk.index):
        if person.id in coming or key(person.location.split(",")[0].strip()) != city or person.confidential:
            continue
        if person.mutual and not left_alone(person, desk.day):
            found.append((person.mutual, person.name))
    return [{"link": wikilink(name), "last": show_day(day, desk.today)} for day, name in sorted(found)[:5]]
