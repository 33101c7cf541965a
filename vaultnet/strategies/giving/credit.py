"""`thank NAME --credit PROJECT`: somebody's line in a project's note is marked as named, and nothing else changes."""

from vaultnet.dates import read_date, show_day
from vaultnet.errors import Refused, UsageFault
from vaultnet.people.desk import Desk
from vaultnet.people.person import find_note, find_person
from vaultnet.people.project import Part, project_of
from vaultnet.show.draft import edit_note
from vaultnet.text.edit import replace_line
from vaultnet.text.lines import with_field
from vaultnet.text.links import wikilink
from vaultnet.text.names import key
from vaultnet.vault.change import Change


def credit_part(desk: Desk, who: str, said: str, day: str) -> tuple[Change | None, str, object]:
    """The change that marks somebody's part as named on a day, what was done in words, and the answer for scripts. They
    need no note of their own.

    Raises `UsageFault` where the project has no line that says what they did.
    """
    note = find_note(desk, said, ("project",))
    every = [part for part in project_of(desk, note).parts if part.role]
    parts = [part for part in every if not part.person and key(part.name) == key(who)]
    person = None if parts else find_person(desk, who)
    name = person.name if person else parts[0].name
    parts = parts or [part for part in every if person and part.person == person.id]
    if not parts:
        hint = f"write down what they did, as a line there: - {wikilink(name)} reviewer"
        raise UsageFault(f"{note.name} has no line on what {name} did", path=note.path, hint=hint)
    part = parts[0]
    answer = [{"name": name, "path": note.path, "text": f"{part.role}, {note.name}", "date": part.credited or day,
               "reasons": [{"text": part.role, "path": note.path, "line": part.line}]}]  # fmt: skip
    if read_date(part.credited):
        return None, f"{name} was named on {show_day(part.credited, desk.today)} already", answer
    change = edit_note(desk, note.path, lambda text: _credited(text, part, day))
    beside = [one.name for one in every if one.line == part.line and one.name != part.name]
    told = f"; {' and '.join(beside)} with them: one line, one mark" if beside else ""
    return change, f"{name} named for {part.role}, {note.name}{told}", answer


def _credited(text: str, part: Part, day: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line = lines[part.line - 1] if part.line <= len(lines) else ""
    if part.role.split()[0] not in line or "[[" not in line:
        raise Refused(
            "this line has changed since it was read", line=part.line, source=line, hint="run the command again"
        )
    return replace_line(text, part.line, line, [with_field(line, "credited", day)])
