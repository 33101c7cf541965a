"""`new`: a note of a type, from its template."""

import click

from vaultnet.dates import read_when
from vaultnet.errors import UsageFault
from vaultnet.index import ask
from vaultnet.people.desk import Desk
from vaultnet.show.console import Call, writing
from vaultnet.show.draft import Fields, carry_out, free_path, new_note
from vaultnet.text.edit import Value
from vaultnet.text.links import wikilink
from vaultnet.text.names import stem
from vaultnet.text.plain import core
from vaultnet.words import DATE_KEYS, LIST_KEYS, TIES, TYPE_ALIASES, TYPES

MADE = tuple(type_ for type_ in TYPES if type_ not in ("agenda", "follow-up"))
LINKED = frozenset({"people", "targets", "person", "target", "organization", "organizations", "goals", "introduced_by", "met_at",
                    "memberships", "shared_with", *TIES})  # fmt: skip


@click.command("new")
@click.argument(
    "type_",
    metavar="TYPE",
    type=click.Choice(MADE),
    shell_complete=lambda c, p, i: [t for t in MADE if t.startswith(i)],
)
@click.argument("name")
@click.argument("fields", nargs=-1, metavar="[KEY=VALUE ...]")
@writing
@click.pass_obj
def new(call: Call, type_: str, name: str, fields: tuple[str, ...], dry_run: bool, print_path: bool) -> None:
    """A new note from its template (your own templates/new/TYPE.md.j2 goes first).

    Values of keys that hold people or organizations become links; lists take commas.

    \b
    Examples:
      vaultnet new person "Ada Lovelace" organization=Acme tier=close
      vaultnet new event "PlatformConf" date=2026-11-26 location=Berlin
    """
    desk = call.desk
    values = read_pairs(desk, type_, fields)
    given: Fields = {"type": type_}
    if type_ == "event":
        day = str(values.setdefault("date", desk.day))
        name = name if name[:10] == day else f"{day} {name}"
    if type_ == "daily":
        when = read_when(name, desk.today)
        if when is None:
            raise UsageFault(f'"{name}" is not a date', hint="vaultnet new daily today")
        name, given = when.isoformat(), {}
    organization = values.get("organization")
    qualifier = str(organization[0] if isinstance(organization, list) else organization or "").strip("[]")
    path, aliases = free_path(desk, type_, name, qualifier)
    if aliases:
        given["aliases"] = list(aliases)
    change = new_note(desk, f"new/{type_}.md.j2", path, {**given, **values}, {"name": name})
    told = f"made {stem(path)}"
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path, answer={"name": stem(path), "path": path, "type": type_})  # fmt: skip


def read_pairs(desk: Desk, type_: str, pairs: tuple[str, ...]) -> Fields:
    """`key=value` pairs as fields: dates as people write them, names as links, lists by commas. Raises `UsageFault`."""
    fields: Fields = {}
    for pair in pairs:
        name, equals, said = pair.partition("=")
        name = name.strip()
        if not equals or not name:
            raise UsageFault(f'"{pair}" is no KEY=VALUE', hint='vaultnet set ada tier=close "title=Head of Research"')
        if name == "type":
            said = TYPE_ALIASES.get(said.strip().lower(), said)
        fields[name] = read_value(desk, name, said.strip())
    return fields


def read_value(desk: Desk, name: str, said: str) -> Value:
    """One value as it goes into frontmatter; "" is no value."""
    if not said:
        return None
    if name in DATE_KEYS and name != "end":
        day = read_when(said, desk.today)
        if day is None:
            raise UsageFault(f'{name} "{said}" is not a date', hint="2026-12-01, tomorrow, next friday")
        return day.isoformat()
    if name in LINKED:
        parts = [_link(desk, part.strip()) for part in said.split(",") if part.strip()]
        return (
            parts[0]
            if len(parts) == 1 and name in ("organization", "person", "target", "introduced_by", "met_at")
            else parts
        )
    if name in LIST_KEYS or ("," in said and name in ("topics", "interests")):
        return [part.strip() for part in said.split(",") if part.strip()]
    value = core(said)
    return value if isinstance(value, str | int | float | bool) or value is None else said


def _link(desk: Desk, said: str) -> str:
    """A link to the note of this name; what has no note yet is linked as it was said."""
    if said.startswith("[["):
        return said
    exact = [note for note, _ in ask.named(desk.index, said)]
    if len(exact) == 1:
        return wikilink(exact[0].name)
    return wikilink(said)


commands = [new]
