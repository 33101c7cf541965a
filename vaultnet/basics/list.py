"""`list`: notes of a type, filtered; filters can be kept under names in vaultnet.toml."""

import json
import shlex
from typing import Any

import click

from vaultnet.dates import read_when, show_day
from vaultnet.errors import UsageFault
from vaultnet.facts import key_of
from vaultnet.index import ask, filter
from vaultnet.index.ask import NoteRow
from vaultnet.people.cadence import standing
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.gathering import text_fact
from vaultnet.people.person import facts_of, find_note
from vaultnet.show.console import Call, Name, remark, say_json, say_table
from vaultnet.text.names import key as key_of_name
from vaultnet.vault.config import FILE
from vaultnet.words import TYPE_ALIASES, TYPES

# the keys that a list shows of each type, besides name and path
KEYS = {
    "person": ("organization", "title", "location", "tier"),
    "organization": ("industry", "location"),
    "event": ("date", "kind", "location", "status"),
    "project": ("status", "start", "organization"),
    "request": ("kind", "direction", "person", "status", "due"),
    "insight": ("source", "date", "confidence"),
    "goal": ("by", "status", "needs"),
    "follow-up": ("person", "due", "status"),
}

PEOPLE_KEYS = ("last_contact", "next_contact")


def _filters(command: Any) -> Any:
    options = [
        click.option("--tag", "tags", multiple=True, metavar="TAG", help="Has the tag (or one below it)."),
        click.option("--topic", "topics", multiple=True, metavar="TOPIC", help="Expertise, interest or topic."),
        click.option("--org", metavar="NAME", help="Their organization."),
        click.option("--relationship", metavar="WORD", help="Their role to you: mentor, peer, client, ..."),
        click.option("--tier", metavar="TIER", help="Their tier."),
        click.option("--location", metavar="CITY", help="Where they are."),
        click.option("--field", "fields", multiple=True, metavar="KEY=VALUE", help="Any frontmatter field."),
        click.option("--since", metavar="DATE", help="Last contact (of people) or date on or after this day."),
        click.option("--until", metavar="DATE", help="Last contact or date on or before this day."),
        click.option("--linked-to", "linked_to", metavar="NAME", type=Name(), help="Linked with this note."),
        click.option("--sort", metavar="KEY", help="name, last_contact, next_contact, date, or a field they have."),
        click.option("--limit", type=int, metavar="N", help="At most so many."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.command("list")
@click.argument("type_", metavar="TYPE|SAVED", default="")
@_filters
@click.pass_context
def list_(ctx: click.Context, /, type_: str, **given: Any) -> None:
    """Notes of a type, filtered. All filters must hold.

    Filters saved in vaultnet.toml, `[lists]` then `berlin = "person --location Berlin --tier close"`, are called by name.

    \b
    Examples:
      vaultnet list person --topic platform --location Berlin
      vaultnet list event --since 2026-01-01 --sort date
      vaultnet list berlin
    """
    call = ctx.find_object(Call)
    assert call is not None
    desk = call.desk
    saved = desk.config.saved.get(type_)
    if saved:
        try:
            words = shlex.split(saved)
        except ValueError as error:
            raise UsageFault(
                f'the list "{type_}" cannot be read: {error}', path=FILE, hint="look at its quotes"
            ) from error
        with list_.make_context("list", words, parent=ctx.parent) as inner:
            type_ = inner.params.pop("type_")
            given = {key: value or inner.params.get(key) for key, value in given.items()}
    type_ = TYPE_ALIASES.get(type_.lower(), type_.lower())
    known = ", ".join([*TYPES, *desk.config.saved])
    if not type_:
        raise UsageFault("list takes a type of note", hint=f"vaultnet list person; one of {known}")
    if type_ not in TYPES and type_ not in ask.counts(desk.index):
        raise UsageFault(f'"{type_}" is no type of note and no saved list', hint=f"one of {known}")
    notes = filter.notes(desk.index, type_, _wanted(desk, given))
    rows = [_row(desk, note) for note in notes]
    rows = _sorted(desk, type_, notes, rows, given["sort"] or ("date" if type_ == "event" else "name"))
    if given["limit"] is not None:
        if given["limit"] < 1:
            raise UsageFault("--limit takes a number, 1 or more")
        rows = rows[: given["limit"]]
    if call.settings.json:
        # a note's own key of that name must not stand in for the reasons
        say_json([{**row, "reasons": _reasons(row)} for row in rows])
        return
    if not rows:
        remark("no note passes this filter")
        return
    columns = [
        key for key in ("last_contact", *KEYS.get(type_, ("date", "status"))) if any(row.get(key) for row in rows)
    ]
    say_table([(str(row["name"]), *(_cell(desk, key, row.get(key)) for key in columns)) for row in rows],
              ("name", *(key.replace("_", " ") for key in columns)))  # fmt: skip


def _wanted(desk: Desk, given: dict[str, Any]) -> filter.Filter:
    fields = []
    for pair in given["fields"]:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageFault(f'"{pair}" is no KEY=VALUE', hint="vaultnet list person --field city=Berlin")
        fields.append((key, value))
    tier, tiers = given["tier"] or "", desk.config.reading.tiers
    # tiers are a closed list, relationships are free words: only a tier can be a slip of the finger for certain
    if tier and key_of_name(tier) not in tiers:
        raise UsageFault(f'tier "{tier}" is not known', hint=f"one of {', '.join(tiers)}")
    linked = find_note(desk, given["linked_to"]).id if given["linked_to"] else 0
    return filter.Filter(given["tags"], given["topics"], given["org"] or "", given["relationship"] or "", tier,
                         given["location"] or "", tuple(fields), _day(desk, given["since"]), _day(desk, given["until"]),
                         linked)  # fmt: skip


def _day(desk: Desk, said: str | None) -> str:
    if not said:
        return ""
    day = read_when(said, desk.today)
    if day is None:
        raise UsageFault(f'"{said}" is not a date', hint="2026-12-01, last monday, 3 weeks ago")
    return day.isoformat()


def _sorted(desk: Desk, type_: str, notes: list[NoteRow], rows: list[dict[str, Any]], by: str) -> list[dict[str, Any]]:
    """The rows by a key that they show or by another field of their notes, those without it last.

    Raises `UsageFault` for a key that no note of the type has: a slip of the finger would give any order at all.
    """
    key = key_of(by.strip(), type_, desk.config.reading)
    shown = dict.fromkeys(("name", *(PEOPLE_KEYS if type_ == "person" else ("date",)), *KEYS.get(type_, ())))
    theirs = key not in shown
    if theirs and not any(key in facts_of(desk, note) for note in ask.notes_of_type(desk.index, type_)):
        raise UsageFault(
            f'no note of type {type_} has "{by}" to sort by',
            hint=f"--sort {', '.join(shown)}, or a field that they have",
        )

    def place(at: int) -> tuple[bool, str]:
        said = text_fact(facts_of(desk, notes[at]) if theirs else {"date": notes[at].date, **rows[at]}, key)
        return not said, said.casefold()

    return [rows[at] for at in sorted(range(len(rows)), key=place)]


def _row(desk: Desk, note: NoteRow) -> dict[str, Any]:
    row: dict[str, Any] = {"name": note.name, "path": note.path, "type": note.type}
    facts = facts_of(desk, note)
    for key in KEYS.get(note.type, ()):
        row[key] = text_fact(facts, key) or None
    if note.type == "event":
        row["date"], row["kind"] = note.date or None, note.kind or None
    if note.type == "person":
        stand = standing(desk, note.id)
        row["last_contact"], row["next_contact"] = stand.last or None, stand.next(desk.today) or None
    if note.type in ("project", "event"):
        row["people"] = [
            name for _, name, type_, _ in ask.linked(desk.index, note.id, "people") if type_ in ("person", "")
        ]
    fields = json.loads(note.fields)
    row |= (
        {key: value for key, value in fields.items() if key not in row and key != "type"}
        if not KEYS.get(note.type)
        else {}
    )
    return row


def _reasons(row: dict[str, Any]) -> list[Reason]:
    """A row rests on its whole note: on line 1."""
    return [Reason(f"{row['type'] or 'note'}: {row['name']}", row["path"], 1)]


def _cell(desk: Desk, key: str, value: Any) -> str:
    if key in ("last_contact", "next_contact") and value:
        return show_day(str(value), desk.today)
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value or "")


commands = [list_]
