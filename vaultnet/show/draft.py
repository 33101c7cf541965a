"""Notes to be written: new ones from a page and fields, edits of standing ones, and saying what was done."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from vaultnet.errors import Refused, VaultnetError
from vaultnet.index import ask
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk
from vaultnet.people.person import link_to
from vaultnet.show.console import Settings, say, say_diff, say_json, say_path
from vaultnet.show.fields import Fields
from vaultnet.show.page import place_of, render
from vaultnet.text.names import file_name, folder, original_of
from vaultnet.vault.change import Change, as_diff


def new_note(desk: Desk, template: str, path: str, fields: Fields, values: dict[str, object]) -> Change:
    """A note that does not stand yet: the page of a template, with these fields put into its frontmatter.

    Raises `Refused` where the template's own frontmatter cannot be read.
    """
    from vaultnet.text.edit import set_field
    from vaultnet.text.frontmatter import read_front

    text = render(desk, template, {**values, "today": desk.day})
    if "\0" in text:
        raise Refused("the note of this template would hold a NUL character: no text file has one",
                      path=place_of(desk, template, text.split("\n")[text.count("\n", 0, text.index("\0"))])[0], line=1,
                      hint="take it out of the template; nothing was written")  # fmt: skip
    front = read_front(text)
    if front.faults:
        fault = front.faults[0]
        hint = "quote values in the template with the filter |yaml; nothing was written"
        said = text.split("\n")[fault.line - 1]
        place, line = place_of(desk, template, said)
        message = f"the note of this template would not be read: {fault.message}"
        raise Refused(message, path=place, line=line, source=said, hint=hint)
    for key, value in fields.items():
        text = set_field(text, key, value)
    return Change(path, None, text.encode("utf-8"))


@contextmanager
def naming(path: str) -> Iterator[None]:
    """Say of an error that names no note that it is about this one."""
    try:
        yield
    except VaultnetError as error:
        error.path = error.path or path
        raise


def edit_note(desk: Desk, path: str, edit: Callable[[str], str]) -> Change | None:
    """A standing note with an edit made to its text as it is on the disk now; None where nothing changes.

    Raises `Refused` with the note's path where the edit would not be safe.
    """
    text, raw = desk.read(path)
    with naming(path):
        edited = edit(text)
    after = edited.encode("utf-8")
    return None if after == raw else Change(path, raw, after)


def log_line(
    desk: Desk, people: Sequence[PersonRow], day: str, head: str, text: str, joint: str = "with"
) -> Change | None:
    """The change that writes a log line down once (docs/format.md 13.2): for several people into that day's daily note if
    there is one, else into the first one's log, with the others linked in HEAD behind `joint`. None where it stands already.
    """
    first, *others = people
    daily = ask.named(desk.index, day) if others else []
    if daily and daily[0][0].type == "daily":
        path, section, begin, linked = daily[0][0].path, "", "-", people
    else:
        path, section, begin, linked = first.path, "Log", f"- {day}", others
    links = [link_to(desk, person, folder(path)) for person in linked]
    who = f"{joint} {' and '.join(links)}" if linked else ""
    said = " ".join(part for part in (head, who) if part)
    line = f"{begin} {': '.join(part for part in (said, text) if part)}"
    return edit_note(desk, path, lambda note: _append(note, section, line))


def _append(note: str, section: str, line: str) -> str:
    """The line at the section's end (of the whole note for a daily one); the very same line is not written twice."""
    from vaultnet.text.edit import append_line

    if any(standing.strip() == line.strip() for standing in note.splitlines()):
        return note
    if section:
        return append_line(note, section, line)
    eol = "\r\n" if "\r\n" in note else "\n"
    gap = "" if not note or note.endswith(("\n", "\r")) else eol
    return f"{note}{gap}{line}{eol}"


def free_path(desk: Desk, type_: str, name: str, qualifier: str = "") -> tuple[str, list[str]]:
    """A path for a new note of this name, and the aliases that keep the true name where the file cannot carry it.

    A second note of one name becomes `Ada Lovelace (Acme)`. Raises `Refused` where no free name is left.
    """
    base = file_name(name)
    if not base:
        raise Refused(f'"{name}" leaves no name for a file', hint="give the note a name with a letter or a digit in it")
    if original_of(base):
        raise Refused(
            f'"{name}" is how sync programs name a copy: it would be nobody\'s note', hint="leave that part out"
        )
    where = desk.config.folder_of(type_)
    tries = [base]
    if qualifier and file_name(qualifier):
        tries.append(f"{base} ({file_name(qualifier)})")
    tries += [f"{base} ({number})" for number in range(2, 10)]
    for one in tries:
        path = f"{where}/{one}.md" if where else f"{one}.md"
        if not ask.named(desk.index, one) or (one == base and not _taken(desk, one)):
            return path, [name] if one != name else []
    raise Refused(f'there are many notes named "{name}" already', hint="give it a name that tells them apart")


def _taken(desk: Desk, name: str) -> bool:
    return any(rank == 0 for _, rank in ask.named(desk.index, name))


def carry_out(
    desk: Desk, settings: Settings, changes: Sequence[Change | None], told: str, *, dry_run: bool, print_path: bool = False,
    answer: object = None, quiet: bool = False,
) -> list[str]:  # fmt: skip
    """Write the changes (or, for a dry run, show them) and say which files were touched. Gives their paths.

    `told` says what was done, in one line; `undo` repeats it. With --json the answer is `answer`, or the paths.
    """
    real = [change for change in changes if change is not None]
    paths = [change.path for change in real]
    if dry_run:
        desk.check(real)
        if settings.json:
            say_json({"dry_run": True, "changes": [{"path": c.path, "diff": as_diff(c)} for c in real]})
        else:
            for change in real:
                say_diff(as_diff(change))
            if not real:
                say("nothing would change")
        return paths
    if real:
        desk.apply(real, told)
    if print_path:
        for path in paths:
            say_path(path)
    elif settings.json:
        say_json(answer if answer is not None else {"changed": paths})
    elif not quiet:
        say(told if real else "nothing to change")
        for change in real:
            word = "made" if change.before is None else "removed" if change.after is None else "changed"
            if change.source:
                word = "moved"
            say(f"  {word} {f'{change.source} -> ' if change.source else ''}{change.path}")
    return paths
