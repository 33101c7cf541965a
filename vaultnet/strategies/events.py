"""Professional events: go prepared, talk to the right people, and know half a year later what an event gave.

Reads event notes (`date`, `kind`, `people`, `targets`, `goals`, `status`), their `met` lines and tasks, `## Ask` lines of
people. Answers: who is there, what is open with them, the warmest way to those I hope to meet (`prep`); whom I met and
what came of it (`debrief`).
"""

import re
from datetime import timedelta

import click

from vaultnet.dates import read_when, show_day, weekday_day
from vaultnet.errors import NoSuchName, UsageFault
from vaultnet.index import ask, pulse
from vaultnet.index.ask import NoteRow
from vaultnet.index.pulse import PersonRow
from vaultnet.people.brief import brief_of
from vaultnet.people.commitment import commitments_of
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.people.gathering import Gathering, Guest, gathering, unsettled, upcoming
from vaultnet.people.interaction import last_contact, questions_for
from vaultnet.people.person import facts_of, find_note, find_person, first_name, left_alone
from vaultnet.people.strength import ways_in
from vaultnet.show.console import Call, Name, say, writing
from vaultnet.show.draft import carry_out, edit_note, free_path, new_note
from vaultnet.show.fields import Fields
from vaultnet.show.page import render
from vaultnet.text.edit import append_line, set_field, set_region
from vaultnet.text.links import unlinked, wikilink
from vaultnet.text.names import key, topic_key
from vaultnet.vault.change import Change

TITLE = "Professional events"
ORDER = 30
REGION = "briefing"
ASKED_BACK = 30  # days for which "did it happen?" is asked
KNOWN_SHOWN = 8  # people in full below those I hope to meet; the rest as a count


def today(desk: Desk) -> list[Moment]:
    """Meetings of the coming days with what is open for each, and events of which nobody said whether they were held."""
    moments = []
    for event in upcoming(desk, desk.until):
        reason = Reason(f"on {weekday_day(event.note.date)}", event.note.path, 1)
        when = f"{event.time} " if event.time else ""
        text = f"{when}{_open_at(desk, event)}".strip()
        moments.append(Moment("meetings", "event", event.note.name, event.note.path, event.note.date, text, (reason,)))
    since = (desk.today - timedelta(days=ASKED_BACK)).isoformat()
    for event in unsettled(desk, since):
        reason = Reason("still planned, its day has gone by", event.note.path, 1)
        moments.append(Moment("happened", "event", event.note.name, event.note.path, event.note.date, "", (reason,)))
    return moments


def _open_at(desk: Desk, event: Gathering) -> str:
    """What is open at an event in a few words: whom to meet, questions, promises."""
    parts = []
    targets = [guest for guest in event.targets if guest.person is None or not left_alone(guest.person, desk.day)]
    if targets:
        ways = [ways_in(desk, guest.person)[:1] for guest in targets if guest.person]
        asks = [wikilink(way[0].person.name) for way in ways if way]
        parts.append(f"{len(targets)} to meet" + (f" (ask {', '.join(asks)})" if asks else ""))
    questions = promises = talk = 0
    for guest in event.people:
        if guest.person:
            asked = len(questions_for(desk, guest.person.id))
            owed = len([one for one in commitments_of(desk, guest.person.id) if one.side == "mine"])
            questions, promises, talk = questions + asked, promises + owed, talk + bool(asked or owed)
    if not event.private and talk:
        parts.append(f"{talk} to talk to")
    elif questions or promises:
        parts += [_count(questions, "question")] if questions else []
        parts += [f"{_count(promises, 'promise')} of yours open"] if promises else []
    return ", ".join(parts)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """Where we shall meet next, and what I mean to ask."""
    lines = []
    for event in upcoming(desk, (desk.today + timedelta(days=30)).isoformat()):
        if any(guest.person and guest.person.id == person.id for guest in (*event.people, *event.targets)):
            text = f"you meet {weekday_day(event.note.date)}: {wikilink(event.note.name)}"
            lines.append(Line("Why now", text, Reason("event", event.note.path, 1)))
    for question, line in questions_for(desk, person.id)[:3]:
        lines.append(Line("Ask", f'"{question}"', Reason("to ask", person.path, line)))
    return lines


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
    people = [person for person in pulse.people(desk.index) if key(person.name) in key(name)]
    if people:
        fields["people"] = [wikilink(person.name) for person in people]
    if aliases:
        fields["aliases"] = list(aliases)
    change = new_note(desk, "new/event.md.j2", path, fields, {"name": name})
    note = NoteRow(0, path, path.rsplit("/", 1)[-1][:-3], "event", "", day, "planned", "{}")
    guests = tuple(Guest(person, person.name, 1) for person in people)
    page = render(desk, "events/briefing.md.j2", _briefing(desk, Gathering(note, {}, guests, (), ())))
    text = set_region((change.after or b"").decode(), REGION, page)
    return change._replace(after=text.encode()), path


def _briefing(desk: Desk, event: Gathering) -> dict[str, object]:
    """What the template of the brief is given: plain values only."""
    known = [_known(desk, guest) for guest in event.people if guest.person and not guest.person.confidential]
    open_ = sorted((one for one in known if one["open"]), key=lambda one: (-int(str(one["weight"])), str(one["name"])))
    shown = open_[:KNOWN_SHOWN] if not event.private else known
    rest = sum(1 for guest in event.people if guest.person) - len(shown)
    return {
        "where": event.location,
        "when": f"{weekday_day(event.note.date)}{f' {event.time}' if event.time else ''}",
        "goals": [_goal(desk, goal) for goal in event.goals],
        "targets": [_target(desk, guest) for guest in event.targets],
        "known": shown,
        "private": event.private,
        "rest": rest,
        "nearby": [] if event.private else _nearby(desk, event),
    }


def _answer(desk: Desk, event: Gathering) -> dict[str, object]:
    briefing = _briefing(desk, event)
    return {key_: briefing[key_] for key_ in ("targets", "known", "rest", "nearby")}


def _goal(desk: Desk, goal: str) -> dict[str, str]:
    return {"link": goal if goal.startswith("[[") else wikilink(goal), "note": ""}


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
    ways = [] if left_alone(person, desk.day) else ways_in(desk, person)
    way = ""
    if ways:
        first = ways[0]
        way = f"{wikilink(first.person.name)} ({'; '.join(reason.text for reason in first.reasons)})"
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
    """What of my offers and expertise meets a need of theirs, or a topic of theirs."""
    mine: dict[str, str] = {}
    for me in ask.notes_of_type(desk.index, "me"):
        facts = facts_of(desk, me)
        offers = facts.get("offers")
        for offer in offers if isinstance(offers, list) else []:
            mine[topic_key(str(offer))] = str(offer)
    note = ask.note_of(desk.index, person.id)
    needs = facts_of(desk, note).get("needs") if note else None
    return [
        mine[topic_key(str(need))]
        for need in (needs if isinstance(needs, list) else [])
        if topic_key(str(need)) in mine
    ]


# of a brief, what a meeting's own note need not say of everybody
LEFT_OUT = ("Who", "Last time", "Your news since", "Why now")


def _known(desk: Desk, guest: Guest) -> dict[str, object]:
    """Somebody I know who comes: when we last spoke, what is open, what to ask."""
    person = guest.person
    assert person is not None
    last = last_contact(desk, person.id)
    said = ""
    if last:
        what = ", ".join(part for part in (last.word, _cut(last.text)) if part)
        said = f"last {show_day(last.date, desk.today)} ({what})" if what else f"last {show_day(last.date, desk.today)}"
    words = {"You": "You owe", first_name(person.name): "You wait for"}
    lines = [line for line in brief_of(desk, person) if line.label not in LEFT_OUT]
    answer = bool(person.came and person.came > person.other)
    open_ = [f"{words.get(line.label, line.label)}: {line.text}" for line in lines]
    if answer:
        open_.insert(0, f"You owe an answer to their {person.last_word or 'line'} of {weekday_day(person.came)}")
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


@click.command("debrief")
@click.argument("event", type=Name("event"))
@click.option("--met", multiple=True, metavar="NAME", help="Somebody you met there (may be given several times).")
@click.option("--cancelled", is_flag=True, help="It did not take place.")
@writing
@click.pass_obj
def debrief(call: Call, event: str, met: tuple[str, ...], cancelled: bool, dry_run: bool, print_path: bool) -> None:
    """After an event: read its `met` lines, make notes for the people who have none, mark it held.

    Type the lines on the phone, `- met [[Jonas Weber]] (Siemens): robotics on-call`, or name people with --met.

    \b
    Examples:
      vaultnet debrief platformconf
      vaultnet debrief platformconf --met "Jonas Weber"
      vaultnet debrief "lunch sam" --cancelled
    """
    desk = call.desk
    note = _find_past_event(desk, event)
    if cancelled:
        change = edit_note(desk, note.path, lambda text: set_field(text, "status", "cancelled"))
        told = f"{note.name} did not take place"
        carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path)
        return
    if note.date > desk.day:
        raise UsageFault(f"{note.name} is on {weekday_day(note.date)}: it has not taken place yet")
    changes: list[Change | None] = []
    text_change = edit_note(desk, note.path, lambda text: _with_met(desk, set_field(text, "status", "held"), note, met))
    changes.append(text_change)
    new = _missing(desk, note, met)
    for name, organization, _ in new:
        changes.append(_new_person(desk, note, name, organization))
    entries = [entry for entry in ask.entries_in(desk.index, note.id) if entry.word == "met"]
    made = {key(name): name for name, _, _ in new}
    named = {name for entry in entries for _, name, _ in ask.who_of(desk.index, note.id, entry.line)}
    people = [made.get(name, name) for name in named]
    tasks = [task for task in ask.tasks_of(desk.index, note.id) if task.path == note.path]
    everybody = sorted({*people, *(_true_name(desk, name) for name in met)})
    answer = {
        "name": note.name,
        "path": note.path,
        "met": everybody,
        "made": [name for name, _, _ in new],
        "tasks": len(tasks),
    }
    told = f"{note.name}: {len(everybody)} {'person' if len(everybody) == 1 else 'people'} met"
    told += f", {_count(len(new), 'note')} made" if new else ""
    carry_out(desk, call.settings, changes, told, dry_run=dry_run, print_path=print_path, answer=answer)
    if not call.settings.json and not dry_run and not print_path:
        for task in tasks:
            if task.side:
                say(f"  {'you promised' if task.side == 'mine' else 'you wait for'}: {unlinked(task.text)}")


def _find_past_event(desk: Desk, said: str) -> NoteRow:
    try:
        return find_note(desk, said, ("event",))
    except NoSuchName as error:
        notes = [note for note in ask.notes_of_type(desk.index, "event") if key(said) in key(note.name)]
        words = key(said).split()
        notes = notes or [
            note for note in ask.notes_of_type(desk.index, "event") if all(w in key(note.name) for w in words)
        ]
        past = [note for note in notes if note.date <= desk.day]
        if past:
            return past[-1]
        if notes:
            return notes[0]
        raise NoSuchName(
            f'"{said}" is no event here', candidates=error.candidates, hint="vaultnet list event"
        ) from error


def _with_met(desk: Desk, text: str, note: NoteRow, met: tuple[str, ...]) -> str:
    for name in met:
        link = wikilink(_true_name(desk, name))
        if f"met {link}" not in text:
            text = append_line(text, "Log", f"- met {link}")
    return text


def _true_name(desk: Desk, name: str) -> str:
    try:
        return find_person(desk, name).name
    except NoSuchName as error:
        if error.candidates:
            raise
        return name


def _missing(desk: Desk, note: NoteRow, met: tuple[str, ...]) -> list[tuple[str, str, int]]:
    """People met who have no note yet: the name as written, the organization in brackets after it, the line."""
    found: dict[str, tuple[str, str, int]] = {}
    lines = ask.text_of(desk.index, note.id).split("\n")
    for entry in ask.entries_in(desk.index, note.id):
        if entry.word != "met":
            continue
        for number, link_key, _ in ask.who_of(desk.index, note.id, entry.line):
            if number is None:
                line = lines[entry.line - 1]
                written = re.search(
                    r"\[\[(" + re.escape(link_key) + r")(?:[|#][^\]]*)?\]\]\s*(?:\(([^)]*)\))?", line, re.I
                )
                name, organization = (written[1], written[2] or "") if written else (link_key, "")
                if "," in organization:  # `(Siemens)` is where they work; `(Aarhus, storage)` is a remark
                    organization = ""
                found.setdefault(key(name), (name, organization, entry.line))
    for name in met:
        true = _true_name(desk, name)
        if not ask.named(desk.index, true):
            found.setdefault(key(true), (true, "", 0))
    return list(found.values())


def _new_person(desk: Desk, event: NoteRow, name: str, organization: str) -> Change:
    path, aliases = free_path(desk, "person", name, organization)
    fields: Fields = {"type": "person", "met": event.date, "met_at": wikilink(event.name)}
    if organization:
        known = [note for note, _ in ask.named(desk.index, organization) if note.type == "organization"]
        fields["organization"] = wikilink(known[0].name) if known else organization
    if aliases:
        fields["aliases"] = list(aliases)
    return new_note(desk, "new/person.md.j2", path, fields, {"name": name})


commands = [prep, debrief]
