"""`new`: a note of a type, from its template."""

import click

from vaultnet.dates import read_when
from vaultnet.errors import UsageFault
from vaultnet.show.console import Call, writing
from vaultnet.show.draft import carry_out, free_path, new_note
from vaultnet.show.fields import Fields, read_pairs
from vaultnet.text.names import stem
from vaultnet.words import TYPES

MADE = tuple(type_ for type_ in TYPES if type_ not in ("agenda", "follow-up"))


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
        if day > desk.day:  # else it would count as held when its day has come
            values.setdefault("status", "planned")
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
    answer = {"name": stem(path), "path": path, "type": type_}
    told = f"made {stem(path)}"
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path, answer=answer)


commands = [new]
