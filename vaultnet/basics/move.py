"""`move`: rename a note, or join two of one person; every link follows, in frontmatter and body, and nothing else changes."""

import os
import re
from collections.abc import Iterator
from functools import partial
from posixpath import relpath

import click

from vaultnet.errors import Refused, UsageFault
from vaultnet.facts import key_of, standing_key, type_of
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow
from vaultnet.index.resolve import choose
from vaultnet.people.desk import Desk
from vaultnet.people.person import fields_of, find_note
from vaultnet.show.console import Call, Name, remark, writing
from vaultnet.show.draft import carry_out, edit_note, naming
from vaultnet.text.body import Span, source_line
from vaultnet.text.edit import add_item, append_line, remove_item, replace_spans, rewrite_value_text, set_field
from vaultnet.text.frontmatter import read_front
from vaultnet.text.join import join
from vaultnet.text.lines import mask
from vaultnet.text.links import find_links, link_key
from vaultnet.text.names import file_name, folder, key, stem
from vaultnet.text.plain import Value
from vaultnet.vault import disk
from vaultnet.vault.change import Change, refusing, resolve_in_vault
from vaultnet.vault.files import is_seen


@click.command("move")
@click.argument("name", type=Name())
@click.argument("new", type=Name())
@click.option("--merge", is_flag=True, help="NEW is a note that stands: the two become one, under its name.")
@writing
@click.pass_obj
def move(call: Call, name: str, new: str, merge: bool, dry_run: bool, print_path: bool) -> None:
    """Rename a note, or move it to another folder; every link to it follows.

    NEW is a path where it ends in "/" or ".md", or where the vault has the folder before its last "/". Any other "/" is
    part of a name: what no file or link can carry is replaced, and the true name kept among the aliases.

    With --merge, two notes of one person become one: lists are united, missing values taken over, logs and sections put
    together, the old name kept among the aliases. Where both have a value of their own, NEW keeps its own, and the other
    stands below it, under a heading that says where it comes from.

    \b
    Examples:
      vaultnet move "Ada Byron" "Ada Lovelace"
      vaultnet move ada Archive/
      vaultnet move "A. Lovelace" "Ada Lovelace" --merge
    """
    desk = call.desk
    note = find_note(desk, name)
    if merge:
        _merge(call, note, find_note(desk, new, (note.type,) if note.type else ()), dry_run, print_path)
        return
    path, aliases = _target(desk, note, new)
    if path == note.path or (_real(desk, path) == _real(desk, note.path) and key(path) != key(note.path)):
        raise UsageFault(f"{note.path} has this name already")
    resolve_in_vault(desk.root, path)
    if not is_seen(desk.root, desk.config, path):
        hint = "choose a folder that is neither one of templates nor under `ignore` in vaultnet.toml"
        raise Refused("a note there would be left out by vaultnet", path=path, hint=hint)
    standing = ask.note_at(desk.index, path)
    if standing is not None and key(path) != key(note.path):
        raise Refused("a note of this name is there already", path=path, hint="choose another name")
    changes: list[Change | None] = []
    text, raw = desk.read(note.path)
    with naming(note.path):
        moved = _rewritten(desk, note, path, note.path, text)
        for alias in aliases:
            moved = add_item(moved, "aliases", alias)
        if note.type and type_of(fields_of(note), path, [], desk.config.reading) != note.type:
            moved = set_field(moved, "type", note.type)  # the old folder said it, the new one does not
    changes.append(Change(path, raw, moved.encode("utf-8"), source=note.path))
    for linking in _linking(desk, note):
        changes.append(edit_note(desk, linking, partial(_rewritten, desk, note, path, linking)))
    links = sum(1 for change in changes if change) - 1
    told = (
        f"{note.name} is now {stem(path)}"
        if stem(path) != note.name
        else f"{note.name} moved to {folder(path) or 'the root'}"
    )
    told += "".join(f'; "{alias}" is kept as an alias' for alias in aliases)
    told += f"; links in {links} note{'' if links == 1 else 's'} follow" if links else ""
    carry_out(desk, call.settings, changes, told, dry_run=dry_run, print_path=print_path,
              answer={"name": stem(path), "path": path, "from": note.path, "links_in": links})  # fmt: skip


def _merge(call: Call, goes: NoteRow, stays: NoteRow, dry_run: bool, print_path: bool) -> None:
    desk = call.desk
    if goes.id == stays.id or _real(desk, goes.path) == _real(desk, stays.path):
        raise UsageFault(f"{goes.path} cannot be merged with itself", hint="name the two notes by their paths")
    both = {link_key(name) for note in (goes, stays) for name in (note.name, note.path)}

    def itself(value: str) -> bool:
        found = [link_key(link.target) for link in find_links(value)]
        return bool(found) and all(target in both for target in found)

    text, raw = desk.read(stays.path)
    old, old_raw = desk.read(goes.path)
    reading = desk.config.reading

    def standing(name: str) -> str:
        return standing_key(fields_of(stays), key_of(name, stays.type, reading), stays.type, reading)

    gone = _rewritten(desk, goes, stays.path, goes.path, old, stays.id)
    for path, before in ((stays.path, text), (goes.path, old)):
        with naming(path):
            for fault in (
                read_front(before).faults if path == goes.path else ()
            ):  # of a key that stands twice one would go
                raise Refused(fault.message, line=fault.line, source=source_line(before, fault.line), hint=fault.hint)
            append_line(before, "Log", "-")  # what forbids this edit forbids all, and here its line is the file's
    with naming(stays.path):
        joined = join(text, gone, goes.name, standing, itself)
        after = _rewritten(desk, goes, stays.path, stays.path, joined.text, stays.id)
        if key(goes.name) != key(stays.name):
            after = add_item(after, "aliases", goes.name)
    changes: list[Change | None] = [
        Change(stays.path, raw, after.encode("utf-8")),
        Change(goes.path, old_raw, None),
    ]
    linking = [path for path in _linking(desk, goes) if path != stays.path]
    changes += [edit_note(desk, path, partial(_without_twin, desk, goes, stays, path)) for path in linking]
    links = len([change for change in changes[2:] if change])
    told = f"{goes.path} and {stays.path} are one note"
    told += f"; links in {links} note{'' if links == 1 else 's'} follow" if links else ""
    answer = {"name": stays.name, "path": stays.path, "from": goes.path, "links_in": links, "left": dict(joined.left)}
    carry_out(desk, call.settings, changes, told, dry_run=dry_run, print_path=print_path, answer=answer)
    if joined.left and not dry_run and not print_path and not call.settings.json:
        remark(
            f'both had their own {", ".join(name for name, _ in joined.left)}: see "From {goes.name}" in {stays.path}'
        )


def _without_twin(desk: Desk, goes: NoteRow, stays: NoteRow, linking: str, text: str) -> str:
    """The links to the note that goes lead to the one that stays; a list that names both names it once."""
    here = folder(linking)
    for name, value in read_front(text).fields.items():
        items = [str(item) for item in value] if isinstance(value, list) else []
        means = {item: [_means(desk, link_key(link.target), note, here) for link in find_links(item) for note in (goes, stays)]
                 for item in items}  # fmt: skip
        if any(found[1::2] == [True] for found in means.values()):
            for item in [item for item, found in means.items() if found == [True, False]]:
                text = remove_item(text, name, item)
    return _rewritten(desk, goes, stays.path, linking, text, stays.id)


def _target(desk: Desk, note: NoteRow, new: str) -> tuple[str, list[str]]:
    """The new path, and the name as an alias where a file cannot carry it. Raises `Refused`."""
    where, name = folder(note.path), new
    if _is_path(desk, new):
        where, _, name = new.rpartition("/")
    if name.lower().endswith(".md"):
        where, name = (where if "/" in new else folder(note.path)), name[:-3]
    name = name.strip() or note.name
    fit = file_name(name)
    if not fit:
        raise Refused(f'"{new}" leaves no name for a file', hint="give the note a name with a letter or a digit in it")
    if where.startswith("/") and where.strip("/"):
        raise Refused(
            f'"{new}" is no path in the vault', hint="name it from the vault's own folder, without the first /"
        )
    where = where.strip("/")
    return (f"{where}/{fit}.md" if where else f"{fit}.md"), [name] if fit != name else []


def _is_path(desk: Desk, new: str) -> bool:
    """Whether NEW says where to, or is a name with a "/" in it: no folder is made because somebody is called `A/B`."""
    where, slash, last = new.rpartition("/")
    if not slash:
        return False
    if not last or last.lower().endswith(".md") or not where or where.startswith((".", "/")):
        return True
    try:
        return disk.exists(os.path.join(desk.root, where))
    except OSError:  # too long for a folder, say
        return False


def _real(desk: Desk, path: str) -> str:
    with refusing(path):
        return disk.real_path(os.path.join(desk.root, path))


def _is_link(desk: Desk, path: str) -> bool:
    with refusing(path):
        return disk.is_link(os.path.join(desk.root, path))


def _linking(desk: Desk, note: NoteRow) -> list[str]:
    """The other notes with links to this one; of one that has a second path, by a link of the system, only its own."""
    paths = sorted({link.path for link in ask.links_to(desk.index, note.id)} - {note.path})
    return [path for path in paths if not _is_link(desk, path)]


def _rewritten(desk: Desk, note: NoteRow, path: str, linking: str, text: str, into: int = 0) -> str:
    """The text with every link to the note rewritten to its new path; the shown text of a link stays as it was.

    `into` is the note that stands at the new path already, when two become one. Raises `Refused`."""
    body = read_front(text).body
    shown = mask(text[body:], regions=False)  # code and comments stay as they are, as in Obsidian
    spans = _changes(desk, note, path, linking, shown, text[body:], into)
    text = text[:body] + replace_spans(text[body:], spans)
    for field, value in read_front(text).fields.items():
        for said in _texts(value):
            for start, end, after in _changes(desk, note, path, linking, said, said, into):
                link = next(one for one in find_links(said) if one.start <= start and end <= one.end)
                new = said[link.start : start] + after + said[end : link.end]
                text = rewrite_value_text(text, field, said[link.start : link.end], new)
    return text


def _texts(value: Value) -> Iterator[str]:
    """The texts in a field's value; `[[Ada]]` without quotes, which YAML takes for a list in a list, as the link it is."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        only = value[0] if len(value) == 1 else None
        if isinstance(only, list) and len(only) == 1 and isinstance(only[0], str):
            yield f"[[{only[0]}]]"
        else:
            for inner in value:
                yield from _texts(inner)


def _changes(desk: Desk, note: NoteRow, path: str, linking: str, shown: str, text: str, into: int) -> list[Span]:
    """The targets of links to the note in a text, and what they become. `shown`: the text in which links are looked for."""
    new = path[:-3]
    name = stem(path)
    linking_now = path if linking == note.path else linking
    same_name = [(p.path, p.id) for p, rank in ask.named(desk.index, name) if rank == 0 and p.id not in (note.id, into)]
    spans = []
    for link in find_links(shown):
        if not _means(desk, link_key(link.target), note, folder(linking)):
            continue
        written = link.target
        if link.markdown:
            target = new + ".md" if written.lower().endswith(".md") else new
            if written.startswith("."):  # as seen from the linking note
                target = relpath(target, folder(linking_now) or ".")
            after = target if text[link.at : link.at + 1] == "<" else _encoded(target)
        elif "/" in written:
            after = new
        else:
            # a bare name that another note has too would lead there: name the path
            after = new if same_name and choose(key(name), folder(linking), [*same_name, (path, 0)])[0] != 0 else name
        if written.lower().endswith(".md") and not link.markdown:
            after += ".md"
        start = link.at + (1 if text[link.at : link.at + 1] == "<" else 0)
        length = len(written)
        if link.markdown:
            # as it stands, still encoded; between < and > a bracket or a blank is part of the address
            url = (
                text[start : text.index(">", start)]
                if start > link.at
                else re.split(r"[\s)]", text[start : link.end])[0]
            )
            length = len(url.partition("#")[0].rstrip())
        spans.append((start, start + length, after))
    return spans


def _encoded(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/")


def _means(desk: Desk, link: str, note: NoteRow, linking: str) -> bool:
    last = link[link.rfind("/") + 1 :]
    found = [(row.path, row.id) for row, rank in ask.named(desk.index, last) if rank == 0]
    if not found:
        return False
    return choose(link, linking, found)[0] == note.id


commands = [move]
