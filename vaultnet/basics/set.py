"""`set`: change frontmatter, and nothing else. A changed organization or title leaves a Career line and a news line."""

import click

from vaultnet.facts import standing_key
from vaultnet.index.ask import NoteRow
from vaultnet.people.desk import Desk
from vaultnet.people.gathering import text_fact
from vaultnet.people.person import facts_of, fields_of, find_note
from vaultnet.show.console import Call, Name, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.show.fields import Fields, read_pairs
from vaultnet.text.edit import append_line, remove_field, set_field
from vaultnet.text.links import unlinked


@click.command("set")
@click.argument("name", type=Name())
@click.argument("fields", nargs=-1, required=True, metavar="KEY=VALUE ...")
@click.option("--plain", is_flag=True, help="No Career and news lines for a changed organization or title.")
@writing
@click.pass_obj
def set_(call: Call, name: str, fields: tuple[str, ...], plain: bool, dry_run: bool, print_path: bool) -> None:
    """Change fields of a note's frontmatter; `KEY=` takes the key out. Every other byte of the note stays.

    When a person's organization or title changes, the old pair becomes a line under `## Career` and the change a `news:`
    line in the log, so that you are reminded to congratulate.

    \b
    Examples:
      vaultnet set ada tier=close cadence=6w
      vaultnet set ada organization=Northwind "title=VP Platform"
      vaultnet set ada snooze_until=
    """
    desk = call.desk
    note = find_note(desk, name)
    pairs = read_pairs(desk, note.type, fields)

    fields_now = fields_of(note)

    def edit(text: str) -> str:
        for name, value in pairs.items():
            key = standing_key(fields_now, name, note.type, desk.config.reading)
            text = remove_field(text, key) if value is None else set_field(text, key, value)
        return text if plain or note.type != "person" else _career(desk, note, pairs, text)

    change = edit_note(desk, note.path, edit)
    words = [f"{key} taken out" if value is None else f"{key} = {_shown(value)}" for key, value in pairs.items()]
    told = f"{note.name}: {', '.join(words)}"
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path)


def _shown(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _career(desk: Desk, note: NoteRow, pairs: Fields, text: str) -> str:
    """The old title and organization as a Career line, the new ones as news; nothing where neither really changes."""
    facts = facts_of(desk, note)
    old = {key: text_fact(facts, key) for key in ("title", "organization")}
    new = {key: unlinked(_shown(pairs[key])) if pairs.get(key) is not None else "" for key in old if key in pairs}
    if not any(old[key] and value and old[key] != value for key, value in new.items()):
        return text
    now = {key: new.get(key, old[key]) for key in old}
    was = ", ".join(part for part in (old["title"], _linked(facts.get("organization"), old["organization"])) if part)
    is_ = " at ".join(part for part in (now["title"], _linked(pairs.get("organization"), now["organization"])) if part)
    text = append_line(text, "Career", f"- {desk.day[:7]} {was}")
    return append_line(text, "Log", f"- {desk.day} news: now {is_}")


def _linked(value: object, shown: str) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) and first.startswith("[[") else shown


commands = [set_]
