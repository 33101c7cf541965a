"""`show`: all that is known of a note: facts, every chapter's brief, timeline."""

import click

from vaultnet.dates import show_day, weekday_day
from vaultnet.index import ask, pulse
from vaultnet.index.ask import NoteRow
from vaultnet.people.brief import Said, brief_of, joined
from vaultnet.people.cadence import standing
from vaultnet.people.candidate import moment
from vaultnet.people.coverage import Coverage, coverage
from vaultnet.people.desk import Desk
from vaultnet.people.gathering import text_fact
from vaultnet.people.goal import goal_of
from vaultnet.people.interaction import timeline
from vaultnet.people.outcome import event_lines
from vaultnet.people.person import facts_of, fields_of, find_note
from vaultnet.people.project import project_lines
from vaultnet.show.console import Call, Name, cut, heading, say, say_json, say_reasons, say_table
from vaultnet.text.lines import without_fields
from vaultnet.text.links import unlinked

SHOWN = 10
REASONS = 70  # columns of the reasons why somebody could help
# what the head of a person says in words; the rest of the facts is listed
_TOLD = ("type", "aliases", "name", "tags", "organization", "title", "location", "relationship", "introduced_by")


@click.command("show")
@click.argument("name", type=Name())
@click.option("--all", "all_", is_flag=True, help="The whole timeline.")
@click.option("--why", is_flag=True, help="The notes' lines behind the brief.")
@click.pass_obj
def show(call: Call, name: str, all_: bool, why: bool) -> None:
    """All that is known of a note: facts, brief, timeline; of a goal, who could give what it needs.

    \b
    Examples:
      vaultnet show ada
      vaultnet show platformconf --json
      vaultnet show "Staff role in platform" --why
    """
    desk = call.desk
    note = find_note(desk, name)
    if note.type == "person":
        _show_person(call, note, all_, why)
    else:
        _show_other(call, note, why)


def _show_person(call: Call, note: NoteRow, all_: bool, why: bool) -> None:
    desk = call.desk
    person = pulse.people(desk.index, (note.id,))[0]
    stand = standing(desk, person.id)
    next_day = stand.next(desk.today)
    said = brief_of(desk, person, aside=True)
    rows = timeline(desk, person.id)
    if call.settings.json:
        say_json({
            "name": note.name, "path": note.path, "type": note.type, "last_contact": stand.last or None,
            "next_contact": next_day or None, "tier": person.tier or None, "why": stand.why or None,
            "fields": fields_of(note), "brief": said, "timeline": rows, "backlinks": _backlinks(desk, note),
        })  # fmt: skip
        return
    heading(note.name)
    last = f"last spoke {show_day(stand.last, desk.today)}" if stand.last else "no contact noted yet"
    next_ = f", next {show_day(next_day, desk.today)}" if next_day and stand.overdue < 0 else ""
    say(f"{last}{next_} · {note.path}")
    facts = facts_of(desk, note)
    table = [(key, text_fact(facts, key)) for key in facts if key not in _TOLD]
    _say_brief(said, why)
    if table:
        say()
        say_table([(key, value) for key, value in table if value], grow=1)
    shown = rows if all_ else rows[:SHOWN]
    if shown:
        say()
        say_table([(row.date, f"{row.word} {row.direction}".strip(), unlinked(row.text)) for row in shown], grow=2)
    if len(rows) > len(shown):
        say(f'and {len(rows) - len(shown)} older: vaultnet show "{note.name}" --all')


def _show_other(call: Call, note: NoteRow, why: bool) -> None:
    desk = call.desk
    facts = facts_of(desk, note)
    entries = [entry for entry in ask.entries_in(desk.index, note.id) if entry.word not in ("role", "career")]
    people = [name for _, name, type_, _ in ask.linked(desk.index, note.id, "people") if type_ in ("person", "")]
    covered = coverage(desk, goal_of(desk, note)) if note.type == "goal" else []
    tell = {"project": project_lines, "event": event_lines}.get(note.type)
    said = joined(tell(desk, note)) if tell else []
    if call.settings.json:
        say_json({
            "name": note.name, "path": note.path, "type": note.type, "date": note.date or None, "status": note.status or None,
            "people": people, "fields": fields_of(note), "brief": said,
            "timeline": [{key: getattr(entry, key) for key in ("date", "word", "direction", "text", "path", "line")}
                         for entry in entries],
            "backlinks": _backlinks(desk, note), **({"coverage": covered} if note.type == "goal" else {}),
        })  # fmt: skip
        return
    heading(note.name)
    about = " · ".join(part for part in (note.kind or note.type, _day(desk, note.date), note.status) if part)
    say(f"{about} · {note.path}" if about else note.path)
    _say_brief(said, why)
    told = ("type", "kind", "date", "status", *(("people", "outcome") if said and note.type == "project" else ()))
    table = [(key, text_fact(facts, key)) for key in facts if key not in told]
    if any(value for _, value in table):
        say()
        say_table([row for row in table if row[1]], grow=1)
    _say_coverage(covered, why)
    if entries:
        say()
        say_table([(e.date, f"{e.word} {e.direction}".strip(), _entry_text(desk, e)) for e in entries], grow=2)
    links = _backlinks(desk, note)
    if links:
        say(f"\nlinked from {', '.join(link['name'] for link in links[:SHOWN])}"
            + (f" and {len(links) - SHOWN} more" if len(links) > SHOWN else ""))  # fmt: skip


def _day(desk: Desk, day: str) -> str:
    """A day with its weekday, as long as the year goes without saying."""
    return "" if not day else weekday_day(day, desk.today) if day[:4] == desk.day[:4] else show_day(day, desk.today)


def _say_brief(said: list[Said], why: bool) -> None:
    """What the chapters say, a label a line."""
    if said:
        say()
    width = max((len(line.label) for line in said), default=0)
    for line in said:
        say(f"{line.label:<{width}}  {unlinked(line.text)}")
        if why:
            say_reasons(line.reasons)


def _say_coverage(covered: list[Coverage], why: bool) -> None:
    """What a goal needs: who could give it, with the best reasons, and whether this is a moment to ask."""
    if covered:
        say()
        heading("What it needs")
    rows = []
    for one in covered:
        for place, helper in enumerate(one.people):
            told = " · ".join(reason.text for reason in helper.reasons[:2])
            rows.append(
                ("" if place else one.need, helper.name, cut(told, REASONS), moment(helper.moment, helper.first))
            )
            if why:
                say(f"{one.need}: {helper.name}, {helper.moment}{f': {helper.first}' if helper.first else ''}")
                say_reasons(helper.reasons)
        if not one.people:
            rows.append((one.need, "nobody yet", "", ""))
            if why:
                say(f"{one.need}: nobody yet")
    if not why:
        say_table(rows, grow=2)


def _entry_text(desk: Desk, entry: ask.EntryRow) -> str:
    who = " and ".join(
        [name for _, name, _ in ask.who_of(desk.index, entry.note, entry.line)] or filter(None, [entry.names])
    )
    return unlinked(": ".join(part for part in (who, without_fields(entry.text)) if part))


def _backlinks(desk: Desk, note: NoteRow) -> list[dict[str, str]]:
    links = {link.path: link.name for link in ask.links_to(desk.index, note.id) if link.path != note.path}
    return [{"name": name, "path": path} for path, name in links.items()]


commands = [show]
