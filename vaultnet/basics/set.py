"""`set`: change frontmatter, and nothing else. A changed organization or title leaves a Career line and a news line."""

import click

from vaultnet.facts import key_of, read_facts, standing_key
from vaultnet.index.ask import NoteRow
from vaultnet.people.desk import Desk
from vaultnet.people.gathering import text_fact
from vaultnet.people.person import fields_of, find_note
from vaultnet.show.console import Call, Name, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.show.fields import read_pairs
from vaultnet.text.edit import Value, append_line, remove_field, set_field
from vaultnet.text.frontmatter import read_front
from vaultnet.text.links import unlinked
from vaultnet.text.plain import Value as Fact


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
    fields_now = fields_of(note)
    pairs = {
        standing_key(fields_now, name, note.type, desk.config.reading): value
        for name, value in read_pairs(desk, note.type, fields).items()
    }
    pairs = {key: _as_it_stands(desk, note, key, value) for key, value in pairs.items()}

    def edit(text: str) -> str:
        before = text
        for key, value in pairs.items():
            text = remove_field(text, key) if value is None else set_field(text, key, value)
        return text if plain or note.type != "person" else _career(desk, before, text)

    change = edit_note(desk, note.path, edit)
    words = [f"{key} taken out" if value is None else f"{key} = {_shown(value)}" for key, value in pairs.items()]
    told = f"{note.name}: {', '.join(words)}"
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path)


def _as_it_stands(desk: Desk, note: NoteRow, key: str, value: Value) -> Value:
    """Another tool's key (`ORG`) that holds no link gets none."""
    now = fields_of(note).get(key)
    foreign = key_of(key, note.type, desk.config.reading) != key.lower()
    return unlinked(value) if foreign and isinstance(now, str) and "[[" not in now and isinstance(value, str) else value


def _shown(value: object) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _career(desk: Desk, before: str, text: str) -> str:
    """The old title and organization as a Career line, the new ones as news; nothing where neither really changes.

    The facts of the two texts are compared, whatever key they stand under."""
    was, now = (read_facts(read_front(one).fields, {}, "person", desk.config.reading)[0] for one in (before, text))
    changed = [key for key in ("title", "organization") if text_fact(was, key) != text_fact(now, key)]
    if not any(text_fact(was, key) and text_fact(now, key) for key in changed):
        return text
    text = append_line(text, "Career", f"- {desk.day[:7]} {', '.join(_post(was))}")
    return append_line(text, "Log", f"- {desk.day} news: now {' at '.join(_post(now))}")


def _post(facts: dict[str, Fact]) -> list[str]:
    """Title and organization, those there are."""
    said = (text_fact(facts, "title"), _linked(facts.get("organization"), text_fact(facts, "organization")))
    return [part for part in said if part]


def _linked(value: object, shown: str) -> str:
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) and first.startswith("[[") else shown


commands = [set_]
