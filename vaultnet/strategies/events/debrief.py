"""`debrief`: whom one met at an event, and what it gave."""

import re
from datetime import timedelta
from shlex import quote
from typing import NamedTuple

import click

from vaultnet.dates import weekday_day
from vaultnet.errors import NoSuchName, UsageFault
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.gathering import Gathering, counted, held, unsettled
from vaultnet.people.outcome import Given, led_to, met_at, outcome
from vaultnet.people.person import describe, find_note, find_person, link_to
from vaultnet.show.console import Call, Name, can_ask, choose, heading, remark, say, say_json, say_table, writing
from vaultnet.show.draft import carry_out, edit_note, free_path, new_note
from vaultnet.show.fields import Fields
from vaultnet.strategies.events.met import Somebody, Unlinked, could_be, said_as, unlinked_lines
from vaultnet.strategies.events.met import told as told_of
from vaultnet.text.body import Span
from vaultnet.text.edit import append_line, replace_line, replace_spans, set_field
from vaultnet.text.links import unlinked, wikilink
from vaultnet.text.names import file_name, folder, key, stem
from vaultnet.vault.change import Change
from vaultnet.words import PRIVATE_KINDS

LOOKED_BACK = 400  # days of which a bare `debrief` tells


@click.command("debrief")
@click.argument("event", type=Name("event"), required=False)
@click.option("--met", multiple=True, metavar="NAME", help="Somebody you met there (may be given several times).")
@click.option("--cancelled", is_flag=True, help="It did not take place.")
@writing
@click.pass_obj
def debrief(call: Call, event: str | None, met: tuple[str, ...], cancelled: bool, dry_run: bool,
            print_path: bool) -> None:  # fmt: skip
    """After an event: read its `met` lines, make notes for the people who have none, mark it held.

    Bare: what the events of the last 13 months gave, and those of which nobody said whether they took place.

    Type the lines on the phone, `- met [[Jonas Weber]] (Siemens): robotics on-call`, or name people with --met. Who is
    named without a link is asked about, or told with the line; --met links them there.

    \b
    Examples:
      vaultnet debrief
      vaultnet debrief platformconf
      vaultnet debrief platformconf --met "Jonas Weber"
      vaultnet debrief "lunch sam" --cancelled
    """
    desk = call.desk
    if any(not name.strip() for name in met):
        raise UsageFault("--met takes a name", hint='vaultnet debrief platformconf --met "Jonas Weber"')
    if met and cancelled:
        raise UsageFault("nobody was met at what did not take place", hint="leave --met or --cancelled away")
    if not event:
        if met or cancelled:
            raise UsageFault("which event?", hint="vaultnet debrief platformconf; vaultnet list event has their names")
        _list(call)
        return
    note = _find_past_event(desk, event)
    if cancelled:
        change = edit_note(desk, note.path, lambda text: set_field(text, "status", "cancelled"))
        told = f"{note.name} did not take place"
        carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path)
        return
    if not note.date:
        raise UsageFault(f"{note.name} has no date: nobody would count as met", path=note.path, line=1,
                         hint=f"vaultnet set {quote(note.name)} date=YYYY-MM-DD")  # fmt: skip
    if note.date > desk.day:
        raise UsageFault(f"{note.name} is on {weekday_day(note.date, desk.today)}: it has not taken place yet")
    settled = _settled(call, note, met)
    changes: list[Change | None] = [edit_note(desk, note.path, lambda text: _held(desk, text, note, settled))]
    now = changes[0].after.decode() if changes[0] and changes[0].after else desk.read(note.path)[0]
    left = unlinked_lines(desk, now)
    new = _missing(desk, note, settled)
    changes += [_new_person(desk, note, name, organization) for name, organization, _ in new] + settled.made
    people = met_at(desk, note)
    tasks = [task for task in ask.tasks_of(desk.index, note.id) if task.path == note.path and task.status not in "xX-"]
    everybody = sorted({*people, *settled.linked, *(_true_name(desk, name) for name in met)})
    known = {line: {one.name for one, _ in ask.named(desk.index, line.aside)} for line in left}
    left = [line for line in left if not (known[line] | {line.aside}) & {*everybody}]
    since = led_to(desk, note)
    made = [name for name, _, _ in new] + [stem(change.path) for change in settled.made]
    answer = {"name": note.name, "path": note.path, "met": everybody, "made": made, "tasks": len(tasks), "led_to": since,
              "unlinked": [Reason(line.text.strip(), note.path, line.line) for line in left]}  # fmt: skip
    told = f"{note.name}: {len(everybody)} {'person' if len(everybody) == 1 else 'people'} met"
    told += f", {counted(len(made), 'note')} made" if made else ""
    carry_out(desk, call.settings, changes, told, dry_run=dry_run, print_path=print_path, answer=answer)
    if not call.settings.json and not print_path:
        _say_given(desk, everybody, tasks, since)
        for line in left:
            remark(str(told_of(note, line)))


def _list(call: Call) -> None:
    """What the events of a year gave, the latest first; and what is not settled."""
    desk = call.desk
    since = (desk.today - timedelta(days=LOOKED_BACK)).isoformat()
    notes = [note for note in ask.notes_of_type(desk.index, "event", since, desk.day) if note.date]
    gave = [outcome(desk, note) for note in reversed(notes) if held(note, desk.day) and note.kind not in PRIVATE_KINDS]
    waiting = unsettled(desk, since)
    if call.settings.json:
        say_json([{**one._asdict(), "status": "held"} for one in gave] + [_unsaid(event) for event in waiting])
        return
    if gave:
        rows = [
            (one.name, counted(len(one.met), "person", "people"), f"{one.done} of {one.promised}" if one.promised else "",
             f"{len(one.since)} of {len(one.met)}" if one.met else "", str(len(one.led_to) or ""))
            for one in gave
        ]  # fmt: skip
        say_table(rows, ("event", "met", "promises done", "in touch since", "came of it"), grow=0)
    if waiting:
        if gave:
            say()
        heading("Did it happen?")
        for event in waiting:
            say(f"{event.note.name}  vaultnet debrief {quote(event.note.name)}, or with --cancelled")
    if not gave and not waiting:
        say("no event of the last 13 months")


def _unsaid(event: Gathering) -> dict[str, object]:
    note = event.note
    return {"name": note.name, "path": note.path, "date": note.date, "status": note.status,
            "reasons": [Reason("still planned, its day has gone by", note.path, 1)]}  # fmt: skip


class Settled(NamedTuple):
    """What becomes of `met` lines without a link: `edits` the links to be put into each line, `linked` the names they lead
    to, `made` the notes of those who had none, `named` of --met what stands in no line yet, `firms` of the others."""

    edits: dict[int, tuple[str, list[Span]]]
    linked: list[str]
    made: list[Change]
    named: list[str]
    firms: dict[str, str]


def _settled(call: Call, note: NoteRow, met: tuple[str, ...]) -> Settled:
    """Who is meant by the names without a link: those of --met are, the others are asked about where somebody can answer."""
    desk = call.desk
    lines = unlinked_lines(desk, desk.read(note.path)[0])
    settled = Settled({}, [], [], [], {})
    known: dict[tuple[int, int], str] = {}
    for name in met:
        true = _true_name(desk, name)
        found = said_as(lines, name) or said_as(lines, true)
        if found is None:
            settled.named.append(name)
            continue
        line, one = found
        known[line.line, one.start] = true
        settled.firms[key(true)] = one.firm
    for line in lines:
        spans = []
        for one in line.people:
            name = known.get((line.line, one.start)) or _asked(call, note, line, one, settled)
            if name:
                spans.append((one.start, one.end, wikilink(name, one.said)))
                settled.linked.append(name)
        if spans:
            settled.edits[line.line] = (line.text, spans)
    return settled


def _asked(call: Call, note: NoteRow, line: Unlinked, one: Somebody, settled: Settled) -> str:
    """The name that is chosen for somebody, "" for none; a note for them is made where that is chosen."""
    if not can_ask(call.settings):
        return ""
    people = could_be(call.desk, one)
    options = [describe(call.desk, person) for person in people] + ([f"a new note: {one.said}"] if one.is_name else [])
    question = f"{note.path}:{line.line}: {line.text.strip()}\nWho is {one.said}? (Enter: leave it)"
    chosen = choose(call.settings, question, options) if options else None
    if chosen is None:
        return ""
    if chosen < len(people):
        return people[chosen].name
    settled.made.append(_new_person(call.desk, note, one.said, one.firm))
    return stem(settled.made[-1].path)


def _say_given(desk: Desk, people: list[str], tasks: list[ask.TaskRow], since: list[Given]) -> None:
    if people:
        say(f"  met {', '.join(people)}")
    for task in tasks:
        if task.side:
            words = " ".join(
                word for word in unlinked(task.text).split() if word.lower() not in ("#promise", "#waiting")
            )
            say(f"  {'you promised' if task.side == 'mine' else 'you wait for'}: {words}")
    for given in since:
        say(f"  since then, {weekday_day(given.date, desk.today)}, {given.name}: {given.text}")


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


def _held(desk: Desk, text: str, note: NoteRow, settled: Settled) -> str:
    for number, (old, spans) in settled.edits.items():  # first: a new key would move the lines
        text = replace_line(text, number, old, [replace_spans(old, spans)])
    text = set_field(text, "status", "held")
    for name in settled.named:
        link = _link(desk, name, folder(note.path))
        if f"met {link}" not in text:
            text = append_line(text, "Log", f"- met {link}")
    return text


def _link(desk: Desk, name: str, where: str) -> str:
    """A link to somebody's note, or to the one that is about to be made: by its file's name, where that cannot be theirs."""
    try:
        return link_to(desk, find_person(desk, name), where)
    except NoSuchName as error:
        if error.candidates:
            raise
        return wikilink(file_name(name) or name)


def _true_name(desk: Desk, name: str) -> str:
    try:
        return find_person(desk, name).name
    except NoSuchName as error:
        if error.candidates:
            raise
        return name


def _missing(desk: Desk, note: NoteRow, settled: Settled) -> list[tuple[str, str, int]]:
    """People met who have no note yet: the name as written, the organization in brackets after it, the line."""
    found: dict[str, tuple[str, str, int]] = {}
    lines = ask.text_of(desk.index, note.id).split("\n")
    for entry in ask.entries_in(desk.index, note.id):
        if entry.word != "met":
            continue
        for number, name, _ in ask.who_of(desk.index, note.id, entry.line):
            if number is None:
                after = re.search(re.escape(name) + r"(?:[|#][^\]]*)?\]\]\s*\(([^)]*)\)", lines[entry.line - 1])
                organization = after[1] if after else ""
                if "," in organization:  # `(Siemens)` is where they work; `(Aarhus, storage)` is a remark
                    organization = ""
                found.setdefault(key(name), (name, organization, entry.line))
    made = {key(stem(change.path)) for change in settled.made}
    for name in (*settled.linked, *settled.named):
        true = _true_name(desk, name)
        if not ask.named(desk.index, true) and key(true) not in made:
            found.setdefault(key(true), (true, settled.firms.get(key(true), ""), 0))
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
