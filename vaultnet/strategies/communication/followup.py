"""`followup`: a note with a brief and a draft for one person; made once, refreshed after that."""

from datetime import timedelta

import click

from vaultnet.dates import read_date, read_when, show_day, weekday_day
from vaultnet.errors import UsageFault
from vaultnet.index import ask, pulse
from vaultnet.index.ask import NoteRow
from vaultnet.index.pulse import PersonRow
from vaultnet.people.brief import ONLY_SHOWN, brief_of
from vaultnet.people.cadence import standings
from vaultnet.people.commitment import Commitment, commitments_of
from vaultnet.people.confided import discreet
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.interaction import news_to_answer, questions_for
from vaultnet.people.person import find_person, first_name, left_alone, link_to, refuse_left_alone
from vaultnet.show.console import Call, Name, say, say_json, say_table, writing
from vaultnet.show.draft import carry_out, edit_note, free_path, new_note
from vaultnet.show.fields import Fields
from vaultnet.show.page import render
from vaultnet.text.links import unlinked
from vaultnet.vault.change import Change

REGION = "briefing"
DAYS = 2  # a follow-up is due so many days after it is made, unless a promise to them is due before
CLOSED = ("done", "dropped")


@click.command("followup")
@click.argument("name", required=False, type=Name("person"))
@click.option("--due", "for_due", is_flag=True, help="One for each person due, at most per_week.")
@click.option("--all", "all_", is_flag=True, help="With --due: for all of them.")
@click.option("--by", metavar="DATE", help="The day you mean to write.")
@writing
@click.pass_obj
def followup(
    call: Call, name: str | None, for_due: bool, all_: bool, by: str | None, dry_run: bool, print_path: bool
) -> None:
    """A follow-up note: why now, who they are, what is open, and a draft with a … that only you can fill.

    Made once: while one is open, the same command refreshes its brief and leaves your draft alone. It is settled by the
    next contact you log, or by `status: dropped`. Without a name: the open ones.

    \b
    Examples:
      vaultnet followup ada
      vaultnet followup ada --by friday
      vaultnet followup --due
    """
    desk = call.desk
    day = read_when(by, desk.today) if by else None
    if by and day is None:
        raise UsageFault(f'"{by}" is not a date', hint="2026-12-01, friday, in 3 days")
    if name and for_due:
        raise UsageFault("either a name or --due")
    if not name and not for_due:
        _list_open(call)
        return
    if name:
        people = [find_person(desk, name)]
        refuse_left_alone(people[0], desk.day)
    else:
        found = [stand.id for stand in standings(desk)]
        people = [
            pulse.people(desk.index, (number,))[0] for number in (found if all_ else found[: desk.config.per_week])
        ]
    changes = []
    rows = []
    for person in people:
        change, path = _followup(desk, person, day.isoformat() if day else "")
        changes.append(change)
        rows.append({"name": person.name, "path": path, "made": bool(change and change.before is None)})
    made = sum(1 for change in changes if change and change.before is None)
    refreshed = len(people) - made
    parts = [f"{made} follow-up{'' if made == 1 else 's'} made"] if made else []
    parts += (
        [f"{refreshed} {'' if made else 'follow-up' + ('' if refreshed == 1 else 's') + ' '}refreshed"]
        if refreshed
        else []
    )
    told = ", ".join(" ".join(part.split()) for part in parts)
    if not people:
        say("nobody is due" if desk.config.per_week or all_ else "per_week is 0 in vaultnet.toml: nobody is offered")
        return
    carry_out(desk, call.settings, changes, told, dry_run=dry_run, print_path=print_path, answer=rows)


def open_followups(desk: Desk) -> list[tuple[NoteRow, str, str]]:
    """Follow-up notes that no contact has settled yet, of nobody who is to be left alone, by due date: (note, person's
    name, person's path)."""
    found = []
    for note in ask.notes_of_type(desk.index, "follow-up"):
        if note.status in CLOSED:
            continue
        created = _created(note)
        for number, name, type_, _ in ask.linked(desk.index, note.id, "person")[:1]:
            if number is None or type_ != "person":
                continue
            person = pulse.people(desk.index, (number,))[0]
            if (not created or person.last <= created) and not left_alone(person, desk.day):
                found.append((note, name, person.path))
    return found


def _created(note: NoteRow) -> str:
    return read_date(_text(note, "created")) or ""


def reason_of(note: NoteRow) -> str:
    """Why a follow-up was made, in the words of its note."""
    return " ".join(_text(note, "reason").split())


def _text(note: NoteRow, key: str) -> str:
    import json

    value = json.loads(note.fields).get(key)
    return value if isinstance(value, str) else ""


def _list_open(call: Call) -> None:
    desk = call.desk
    found = open_followups(desk)
    if call.settings.json:
        say_json(
            [
                {
                    "name": name,
                    "path": note.path,
                    "person": path,
                    "due": note.date or None,
                    "reasons": [Reason(reason_of(note) or "an open follow-up", note.path, 1)],
                }
                for note, name, path in found
            ]
        )
    elif found:
        say_table(
            [(name, weekday_day(note.date, desk.today) if note.date else "", note.path) for note, name, path in found]
        )
    else:
        say("no follow-up is open")


def _followup(desk: Desk, person: PersonRow, by: str) -> tuple[Change | None, str]:
    """The open follow-up of a person with its brief refreshed, or a new one."""
    from vaultnet.text.edit import set_region

    values = _values(desk, person)
    page = render(desk, "communication/briefing.md.j2", values)
    for note, _, path in open_followups(desk):
        if path == person.path:
            change = edit_note(desk, note.path, lambda text: set_region(_due_by(text, by), REGION, page))
            return change, note.path
    promises = [one for one in commitments_of(desk, person.id) if one.side == "mine" and one.due >= desk.day]
    due = by or min([(desk.today + timedelta(days=DAYS)).isoformat(), *(one.due for one in promises)])
    fields: Fields = {
        "type": "follow-up",
        "person": link_to(desk, person),
        "created": desk.day,
        "due": due,
        "status": "open",
    }
    reason = _reason(desk, person)
    if reason:
        fields["reason"] = reason
    path, _ = free_path(desk, "follow-up", f"{due} {person.name}")
    change = new_note(desk, "communication/follow-up.md.j2", path, fields, values)
    text = set_region((change.after or b"").decode(), REGION, page)
    return change._replace(after=text.encode()), path


def _due_by(text: str, by: str) -> str:
    from vaultnet.text.edit import set_field

    return set_field(text, "due", by) if by else text


def _values(desk: Desk, person: PersonRow) -> dict[str, object]:
    """What the templates are given: plain values only."""
    news = [
        {"text": unlinked(entry.text).rstrip("."), "date": weekday_day(entry.date, desk.today)}
        for entry in news_to_answer(desk, person.id)
    ]
    promises = [
        {"text": one.words, "due": weekday_day(one.due, desk.today) if one.due else ""}
        for one in _promised(desk, person)
    ]  # fmt: skip
    return {
        "name": person.name,
        "first_name": first_name(person.name),
        "lines": [
            {"label": said.label, "text": said.text} for said in brief_of(desk, person) if said.label not in ONLY_SHOWN
        ],
        "news": news,
        "promises": promises,
        "questions": [question for question, _ in questions_for(desk, person.id)],
        "answer": bool(person.came and person.came > person.other),
        "last_spoke": show_day(person.mutual, desk.today) if person.mutual else "",
    }


def _promised(desk: Desk, person: PersonRow) -> list[Commitment]:
    mine = [one for one in commitments_of(desk, person.id) if one.side == "mine"]
    return discreet(desk, person.id, mine, lambda one: one.text)


def _reason(desk: Desk, person: PersonRow) -> str:
    parts = [f"promised: {one.words}" for one in _promised(desk, person)[:1]]
    parts += [unlinked(entry.text).split(". ")[0].rstrip(".") for entry in news_to_answer(desk, person.id)[:1]]
    if person.came and person.came > person.other:
        parts.insert(0, f"their {person.last_word or 'line'} of {weekday_day(person.came, desk.today)}")
    if not parts:
        parts = ["reconnect"]
    return "; ".join(parts)


commands = [followup]
