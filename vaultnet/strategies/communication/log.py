"""`log`: one contact, one line, typed in three seconds; a person's timeline; and the lines that name nobody yet."""

import re
from functools import partial

import click

from vaultnet.dates import show_day
from vaultnet.errors import NoSuchName, UsageFault
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.interaction import timeline
from vaultnet.show.console import Call, Name, remark, say, say_json, say_table, writing
from vaultnet.show.draft import carry_out, log_line
from vaultnet.show.meant import meant
from vaultnet.strategies.communication.sentence import Entry, hint_of, is_sentence, read_sentence, said_day
from vaultnet.text.lines import read_entry, split_date
from vaultnet.text.links import unlinked

_PROMISED = re.compile(r"(?:i )?promised?\b", re.I)


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
        from vaultnet.strategies.communication.inbox import walk

        walk(call, dry_run)
        return
    if not words:
        raise UsageFault("log needs a name, or a sentence", hint='vaultnet log ada "call: pricing"')
    if incoming and outgoing:
        raise UsageFault("a line goes in or out, not both ways", hint="leave both away for a talk")
    day = _day(desk, on)
    direction = "in" if incoming else "out" if outgoing else ""
    if len(words) == 1:
        person = _somebody(call, words[0])
        if person is not None:
            _show_timeline(call, person)
            return
        entry = read_sentence(desk, words[0], day if on else None, partial(meant, call))
        entry = entry._replace(channel=channel or entry.channel, direction=direction or entry.direction)
    else:
        people = tuple(meant(call, word) for word in words[:-1])
        entry = _kept(desk, Entry(day, channel or "", direction, people, " ".join(words[-1].split())), bool(on))
    head = " ".join(part for part in (entry.channel or ("met" if entry.people[1:] else ""), entry.direction) if part)
    change = log_line(desk, entry.people, entry.day, head, entry.text)
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
    day = said_day(" ".join(on.lower().split()), desk.today) if on else desk.today
    if day is None:
        raise UsageFault(f'"{on}" is not a date', hint="2026-11-22, yesterday, last friday")
    if day > desk.today:
        raise UsageFault(f"{day.isoformat()} is still to come: a log line says what happened")
    return day.isoformat()


def _somebody(call: Call, said: str) -> PersonRow | None:
    """The person that a single argument names; None where it is a sentence. An ambiguous name is an error all the same."""
    try:
        return meant(call, said)
    except NoSuchName as error:
        if error.candidates or not is_sentence(call.desk, said):
            if not error.candidates and _PROMISED.match(said):
                error.hint = 'a promise has a command of its own: vaultnet promise ada "send the rubric" --by friday'
            elif not error.candidates:
                error.hint = hint_of(call.desk, said) or error.hint
            raise
        return None


def _show_timeline(call: Call, person: PersonRow) -> None:
    rows = timeline(call.desk, person.id)
    if call.settings.json:
        say_json([{**row._asdict(), "reasons": [Reason(row.text or row.word, row.path, row.line)]} for row in rows])
        return
    if not rows:
        say(f"nothing is noted yet with {person.name}")
        remark(f'hint: vaultnet log "{person.name}" "coffee: what you spoke of"')
        return
    say_table([(row.date, f"{row.word} {row.direction}".strip(), unlinked(row.text)) for row in rows], grow=2)


commands = [log]
