"""`log --inbox`: contact lines of daily and event notes that say in words, or after the colon, who took part.

Nobody is counted for such a line. It is proposed who could be meant; what is confirmed becomes a link in the line's HEAD.
A link there that leads to nobody is proposed as a note, once for all its lines.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from vaultnet.dates import read_date
from vaultnet.errors import NoSuchName
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow
from vaultnet.index.doubts import lost_links
from vaultnet.index.inbox import NamelessRow, nameless
from vaultnet.people.alike import alike
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.person import find_note
from vaultnet.show.console import Call, choose, say, say_json, say_table
from vaultnet.show.draft import carry_out, edit_note, free_path, new_note
from vaultnet.show.fields import Fields
from vaultnet.strategies.communication.sentence import JOINED, LEADING
from vaultnet.text.links import WIKILINK, find_links, link_key, unlinked, wikilink
from vaultnet.text.names import key
from vaultnet.vault.change import Change

# links right behind the colon, and what parts them from the words
_RUN = re.compile(rf"(?:{WIKILINK.pattern})(?:\s*(?:,|&|\+|\band\b)\s*(?:{WIKILINK.pattern}))*")
_GAP = re.compile(r"\s*(?:[-–—:,;]\s+|\s)")


class Proposal(NamedTuple):
    """A line that names nobody: `says` what it says of them, `names` who could be meant, `options` what can be chosen and
    the edit of the line that it means, None where it means a new note of the name that the line has."""

    row: NamelessRow
    says: str
    names: tuple[str, ...]
    options: tuple[tuple[str, Callable[[str], str] | None], ...]


def walk(call: Call, dry_run: bool) -> None:
    """Propose and ask, line by line; without a terminal, list."""
    desk = call.desk
    found = proposals(desk)
    if call.settings.json:
        say_json([{"path": one.row.path, "line": one.row.line, "date": one.row.date,
                   "text": f"{' '.join(part for part in (one.row.word, one.row.names) if part)}: {one.row.text}",
                   "candidates": one.names,
                   "reasons": [Reason(one.row.text, one.row.path, one.row.line)]} for one in found])  # fmt: skip
        return
    if not found:
        say("no line is left to ask about: what it names has a note")
        return
    asked = False
    for one in found:
        place = f"{one.row.path}:{one.row.line}: {one.says}"
        question = f"{place}: {unlinked(one.row.text)}\nWho is it? (Enter: leave it)" if one.row.names else (
            f"{place}\nDid they take part? (Enter: leave it)")  # fmt: skip
        chosen = choose(call.settings, question, [name for name, _ in one.options]) if one.options else None
        asked = asked or chosen is not None
        if chosen is not None:
            name, edit = one.options[chosen]
            change = _changed(desk, one.row, edit) if edit else _made(desk, one.row.names)
            carry_out(desk, call.settings, [change], f"linked {name}" if edit else name, dry_run=dry_run)
    if not asked:
        say_table([(f"{one.row.path}:{one.row.line}", one.says, " or ".join(name for name, _ in one.options) or "nobody here")
                   for one in found], ("line", "says", "could be"))  # fmt: skip


def proposals(desk: Desk) -> list[Proposal]:
    """The lines that name nobody in their HEAD but say who took part, in words there or right behind the colon."""
    found = []
    for row in nameless(desk.index):
        if row.names:
            options = tuple((note.name, partial(_named, row.names, note.name)) for note in _could_be(desk, row.names))
            if row.word == "insight" and not options:  # from a talk, or a book
                continue
            found.append(Proposal(row, f"{row.word} {row.names}", tuple(name for name, _ in options), options))
            continue
        behind = _behind(desk, row.text)
        if behind:
            names, said, links = behind
            says = f"{row.word}: {unlinked(row.text)}"
            says = says if len(says) <= 60 else says[:58] + " …"
            found.append(Proposal(row, says, names, ((" and ".join(names), partial(_moved, said, links)),)))
    return found + _lost(desk)


def _lost(desk: Desk) -> list[Proposal]:
    """Lines whose HEAD links to nobody: who nearly has that name, else who might, and a note for them. Where nobody is
    near, the first line stands for all with the name, and comes last: the note is theirs as well."""
    links = [link for link in lost_links(desk.index, ("who",)) if not read_date(link[3])]
    meant = alike(desk, (name for _, _, _, name in links))
    found, texts, asked = [], dict[int, list[str]](), set[str]()
    for note, path, line, name in sorted(links, key=lambda link: link[3] not in meant):
        if name in asked:
            continue
        if note not in texts:
            texts[note] = ask.text_of(desk.index, note).split("\n")
        text = texts[note][line - 1].strip()
        targets = [link.target for link in find_links(text) if link_key(link.target) == name]
        said = targets[0].rsplit("/", 1)[-1] if targets else name
        people = meant.get(name) or tuple(one.name for one in _could_be(desk, said))
        options: list[tuple[str, Callable[[str], str] | None]] = [(one, partial(_led, name, one)) for one in people]
        if name not in meant:
            asked.add(name)
            options.append((f"a new note: {said}", None))
        row = NamelessRow(note, path, line, "", "", said, text)
        found.append(Proposal(row, f"[[{said}]]", people, tuple(options)))
    return found


def _made(desk: Desk, name: str) -> Change:
    path, aliases = free_path(desk, "person", name, "")
    fields: Fields = {"type": "person", **({"aliases": list(aliases)} if aliases else {})}
    return new_note(desk, "new/person.md.j2", path, fields, {"name": name})


def _led(name: str, to: str, old: str) -> str:
    """The link leads to this person, and shows what it showed."""
    for link in reversed(list(find_links(old))):
        if link_key(link.target) == name and not link.markdown:
            old = old[: link.start] + wikilink(to, link.shown or link.target) + old[link.end :]
    return old


def _behind(desk: Desk, text: str) -> tuple[tuple[str, ...], str, str] | None:
    """Who stands right behind the colon: (names, how it is written there, the links for HEAD); None for nobody."""
    run = _RUN.match(text)
    if run is None:
        note = _exactly(desk, text.strip().rstrip("."))
        return ((note.name,), text, wikilink(note.name)) if note else None
    notes = [note for found in WIKILINK.finditer(run[0]) if (note := _exactly(desk, found[1]))]
    return (tuple(note.name for note in notes), run[0], run[0]) if notes else None


def _exactly(desk: Desk, name: str) -> NoteRow | None:
    people = {note.id: note for note, _ in ask.named(desk.index, name.rsplit("/", 1)[-1]) if note.type == "person"}
    return next(iter(people.values())) if len(people) == 1 else None


def _could_be(desk: Desk, names: str) -> list[NoteRow]:
    notes: dict[int, NoteRow] = {}
    leading = LEADING.match(names)
    for name in JOINED.split(names[leading.end() :] if leading else names):
        try:
            note = find_note(desk, name, ("person",))
            notes[note.id] = note
        except NoSuchName as error:
            for candidate in error.candidates:
                found = ask.note_at(desk.index, candidate.rsplit(" · ", 1)[-1])
                if found:
                    notes[found.id] = found
    return list(notes.values())


def _named(names: str, name: str, old: str) -> str:
    """The words of HEAD that mean this person become a link to their note."""
    leading = LEADING.match(names)
    head, colon, rest = old.partition(":")
    words = JOINED.split(names[leading.end() :] if leading else names)
    said = max((w for w in words if key(name).startswith(key(w)) or key(w) in key(name)), key=len, default=words[0])
    return head.replace(said, wikilink(name, said), 1) + colon + rest


def _moved(said: str, links: str, old: str) -> str:
    """The names behind the colon go into HEAD: `Meeting: [[A]] - x` reads `Meeting with [[A]]: x`."""
    head, _, _ = old.partition(said)
    before = head.rstrip().rstrip(":-–—").rstrip()
    rest = old[len(head) + len(said) :]
    gap = _GAP.match(rest)
    rest = rest[gap.end() :] if gap else rest
    with_ = "" if before.lower().endswith(("met", "with")) else "with "
    return f"{before} {with_}{links}: {rest}".rstrip()


def _changed(desk: Desk, row: NamelessRow, edit: Callable[[str], str]) -> Change | None:
    from vaultnet.text.edit import replace_line

    def edited(text: str) -> str:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        old = lines[row.line - 1]
        return replace_line(text, row.line, old, [edit(old)])

    return edit_note(desk, row.path, edited)
