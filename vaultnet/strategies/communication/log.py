"""`log`: one contact, one line, typed in three seconds; a person's timeline; and the lines that name nobody yet."""

import re
from datetime import date
from typing import NamedTuple

import click

from vaultnet.dates import read_when, show_day
from vaultnet.errors import NoSuchName, UsageFault
from vaultnet.index import ask
from vaultnet.index.ask import EntryRow
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk
from vaultnet.people.interaction import timeline
from vaultnet.people.person import find_note, find_person
from vaultnet.show.console import Call, Name, choose, remark, say, say_json, say_table, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.text.lines import read_entry, split_date
from vaultnet.text.links import unlinked, wikilink
from vaultnet.text.names import key
from vaultnet.vault.change import Change

_JOINED = re.compile(r"\s*(?:,|&|\+|\band\b)\s*", re.I)


class Entry(NamedTuple):
    """What is to be written down: when, how, with whom, in which direction, and the words."""

    day: str
    channel: str
    direction: str
    people: tuple[PersonRow, ...]
    text: str


@click.command("log")
@click.argument("words", nargs=-1, type=Name("person"), metavar="[WHO... TEXT]")
@click.option("--on", "on", metavar="DATE", help="The day it happened (default: today).")
@click.option("--channel", metavar="WORD", help="call, video, coffee, email, ...")
@click.option("--in", "incoming", is_flag=True, help="They wrote to me: a reply is owed.")
@click.option("--out", "outgoing", is_flag=True, help="I wrote to them.")
@click.option("--inbox", is_flag=True, help="Walk through lines whose names link to nobody.")
@writing
@click.pass_obj
def log(call: Call, words: tuple[str, ...], on: str | None, channel: str | None, incoming: bool, outgoing: bool,
        inbox: bool, dry_run: bool, print_path: bool) -> None:  # fmt: skip
    """Write down one contact, in one line; with a name alone, show what happened with them.

    With WHO given TEXT is kept as it is. A single argument is read as a sentence: channel, names, a day, then the words
    after the colon.

    \b
    Examples:
      vaultnet log ada "call: pricing; Bob leaves Acme"
      vaultnet log "coffee with ada and grace yesterday: compilers"
      vaultnet log ada --in --channel email "asks for the draft"
      vaultnet log ada
    """
    desk = call.desk
    if inbox:
        _inbox(call, dry_run)
        return
    if not words:
        raise UsageFault("log needs a name, or a sentence", hint='vaultnet log ada "call: pricing"')
    if incoming and outgoing:
        raise UsageFault("a line goes in or out, not both ways", hint="leave both away for a talk")
    day = _day(desk, on)
    direction = "in" if incoming else "out" if outgoing else ""
    if len(words) == 1:
        person = _somebody(desk, words[0])
        if person is not None:
            _show_timeline(call, person)
            return
        entry = read_sentence(desk, words[0], day if on else None)
        entry = entry._replace(channel=channel or entry.channel, direction=direction or entry.direction)
    else:
        people = tuple(find_person(desk, word) for word in words[:-1])
        entry = _kept(desk, Entry(day, channel or "", direction, people, " ".join(words[-1].split())), bool(on))
    change = write_entry(desk, entry)
    names = " and ".join(person.name for person in entry.people)
    told = f"logged with {names}, {show_day(entry.day, desk.today)}"
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path)


def _kept(desk: Desk, entry: Entry, day_given: bool) -> Entry:
    """An entry whose TEXT was given apart: kept as it is, but for a date it begins with, and a HEAD that others join.

    Raises `UsageFault` for a text that is empty, two days that differ, and what cannot be said of several people.
    """
    own, text = split_date(entry.text) if entry.text else ("", "")
    if not text.strip():
        raise UsageFault("the line has no words", hint='say what happened: vaultnet log ada "call: pricing"')
    if own and day_given and own != entry.day:
        raise UsageFault(f"the text says {own}, --on says {entry.day}", hint="leave one of the two away")
    entry = entry._replace(day=_day(desk, own) if own else entry.day, text=text)
    read = read_entry(1, text, "", desk.config.reading.channels)
    if not read.word:
        return entry._replace(channel=entry.channel or ("message" if entry.direction else ""))
    if len(entry.people) == 1 and not entry.direction and not entry.channel:
        return entry
    if read.word in ("news", "insight"):
        raise UsageFault(
            f"{read.word} is a line about one person, and goes neither in nor out", hint="log it for each of them"
        )
    head = " ".join(part for part in (entry.channel or read.word, read.kind) if part)
    names = f" {read.names}" if read.names else ""
    return entry._replace(channel=head + names, direction=entry.direction or read.direction, text=read.text)


def _day(desk: Desk, on: str | None) -> str:
    day = read_when(on, desk.today) if on else desk.today
    if day is None:
        raise UsageFault(f'"{on}" is not a date', hint="2026-11-22, yesterday, last friday")
    if day > desk.today:
        raise UsageFault(f"{day.isoformat()} is still to come: a log line says what happened")
    return day.isoformat()


def _somebody(desk: Desk, said: str) -> PersonRow | None:
    """The person that a single argument names; None where it is a sentence. An ambiguous name is an error all the same."""
    try:
        return find_person(desk, said)
    except NoSuchName as error:
        if error.candidates or (":" not in said and not _has_channel(desk, said)):
            raise
        return None


def _has_channel(desk: Desk, text: str) -> bool:
    return bool(text) and bool(read_entry(1, text, "", desk.config.reading.channels).word)


def read_sentence(desk: Desk, said: str, day: str | None) -> Entry:
    """`coffee with ada and grace yesterday: compilers` as an entry. Raises `NoSuchName`, `UsageFault`."""
    head, colon, text = " ".join(said.split()).partition(": ")
    if not colon:
        head, _, text = said.partition(":")
    first = read_entry(1, head + ":", "", desk.config.reading.channels)
    if not first.word:
        raise UsageFault(
            f'"{said}" does not say how you were in touch',
            hint='begin with a channel: vaultnet log "call with ada: pricing", or name them first: vaultnet log ada "pricing"',
        )
    names = re.sub(r"^(?:with|to|from)\s+", "", first.names, flags=re.I)
    names, found = _without_day(names, desk.today)
    people = tuple(find_person(desk, name) for name in _JOINED.split(names) if name.strip())
    if not people:
        raise UsageFault(f'"{said}" names nobody', hint='vaultnet log "coffee with ada: compilers"')
    when = day or (found.isoformat() if found else desk.day)
    return Entry(when, first.word, first.direction, people, text.strip())


def _without_day(names: str, today: date) -> tuple[str, date | None]:
    """The names without the day said after them; a bare weekday means the one that has been."""
    words = names.split()
    for count in (3, 2, 1):
        if len(words) > count or (len(words) == count and count > 1):
            said = " ".join(words[-count:])
            said = re.sub(r"^on ", "", said)
            for form in (f"last {said}", said):
                day = read_when(form, today)
                if day is not None and day <= today:
                    rest = words[:-count]
                    return " ".join(rest[:-1] if rest and rest[-1].lower() == "on" else rest), day
    return names, None


def write_entry(desk: Desk, entry: Entry) -> Change | None:
    """The change that writes an entry down once: into the person's log, or for several into that day's daily note if there
    is one, else the first person's log with the others linked in its HEAD."""
    text = entry.text
    first, *others = entry.people
    daily = ask.named(desk.index, entry.day) if others else []
    if daily and daily[0][0].type == "daily":
        who = " and ".join(wikilink(person.name) for person in entry.people)
        line = f"- {_head(entry.channel or 'met', entry.direction, f'with {who}')}: {text}"
        return edit_note(desk, daily[0][0].path, lambda note: _append(note, "", line))
    channel = entry.channel or ("met" if others else "")
    with_ = "with " + " and ".join(wikilink(person.name) for person in others) if others else ""
    if channel:
        line = f"- {entry.day} {_head(channel, entry.direction, with_)}: {text}"
    else:
        line = f"- {entry.day} {text}"
    return edit_note(desk, first.path, lambda note: _append(note, "Log", line.rstrip(": ") if not text else line))


def _head(channel: str, direction: str, who: str) -> str:
    return " ".join(part for part in (channel, direction, who) if part)


def _append(note: str, section: str, line: str) -> str:
    """The line at the section's end (of the whole note for a daily one); the very same line is not written twice."""
    if any(standing.strip() == line.strip() for standing in note.splitlines()):
        return note
    if section:
        from vaultnet.text.edit import append_line

        return append_line(note, section, line)
    eol = "\r\n" if "\r\n" in note else "\n"
    gap = "" if not note or note.endswith(("\n", "\r")) else eol
    return f"{note}{gap}{line}{eol}"


def _show_timeline(call: Call, person: PersonRow) -> None:
    rows = timeline(call.desk, person.id)
    if call.settings.json:
        say_json([row._asdict() for row in rows])
        return
    if not rows:
        say(f"nothing is noted yet with {person.name}")
        remark(f'hint: vaultnet log "{person.name}" "coffee: what you spoke of"')
        return
    say_table([(row.date, f"{row.word} {row.direction}".strip(), unlinked(row.text)) for row in rows], grow=2)


def _inbox(call: Call, dry_run: bool) -> None:
    """Lines like `- Coffee with Sam: venues` in daily and event notes, where no link says who Sam is."""
    desk = call.desk
    rows = ask.nameless_entries(desk.index)
    proposals = [(row, _proposed(desk, row)) for row in rows]
    if call.settings.json:
        say_json([{"path": row.path, "line": row.line, "date": row.date, "text": f"{row.word} {row.names}: {row.text}",
                   "candidates": [note.name for note in notes]} for row, notes in proposals])  # fmt: skip
        return
    if not rows:
        say("every line names somebody who has a note")
        return
    asked = False
    for row, notes in proposals:
        options = [f"[[{note.name}]]" for note in notes]
        question = f"{row.path}:{row.line}: {row.word} {row.names}: {unlinked(row.text)}\nWho is it? (Enter: leave it)"
        chosen = choose(call.settings, question, options) if options else None
        asked = asked or chosen is not None
        if chosen is not None:
            change = _link_name(desk, row, notes[chosen].name)
            carry_out(desk, call.settings, [change], f"linked {notes[chosen].name}", dry_run=dry_run)
    if not asked:
        say_table([(f"{row.path}:{row.line}", f"{row.word} {row.names}", " or ".join(n.name for n in notes) or "nobody here")
                   for row, notes in proposals], ("line", "says", "could be"))  # fmt: skip


def _proposed(desk: Desk, row: EntryRow) -> list[ask.NoteRow]:
    notes: dict[int, ask.NoteRow] = {}
    names = re.sub(r"^(?:with|to|from)\s+", "", row.names, flags=re.I)
    for name in _JOINED.split(names):
        try:
            note = find_note(desk, name, ("person",))
            notes[note.id] = note
        except NoSuchName as error:
            for candidate in error.candidates:
                found = ask.note_at(desk.index, candidate.rsplit(" · ", 1)[-1])
                if found:
                    notes[found.id] = found
    return list(notes.values())


def _link_name(desk: Desk, row: EntryRow, name: str) -> Change | None:
    """The words of the line that mean this person become a link to their note."""
    from vaultnet.text.edit import replace_line

    def edit(text: str) -> str:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        old = lines[row.line - 1]
        head, colon, rest = old.partition(":")
        words = _JOINED.split(re.sub(r"^(?:with|to|from)\s+", "", row.names, flags=re.I))
        said = max((w for w in words if key(name).startswith(key(w)) or key(w) in key(name)), key=len, default=words[0])
        new = head.replace(said, wikilink(name, said), 1) + colon + rest
        return replace_line(text, row.line, old, [new])

    return edit_note(desk, row.path, edit)


commands = [log]
