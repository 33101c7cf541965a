"""Insights: what people said that is worth keeping, as lines and as notes; and my own news.

Both are private. What may be passed on is only what says so itself (`[share:: yes]`, `share: yes`), or what a public
source said; nothing that touches a confidential note.
"""

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

from vaultnet.dates import read_date
from vaultnet.index import ask
from vaultnet.index import insights as rows
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk
from vaultnet.people.gathering import text_fact
from vaultnet.people.item import Handles
from vaultnet.people.person import facts_of
from vaultnet.text.frontmatter import read_front
from vaultnet.text.lines import FIELD_LINE, TOPIC, mask, without_fields
from vaultnet.text.links import unlinked
from vaultnet.text.names import key, topic_key

LEVELS = ("low", "medium", "high")
YES = frozenset({"yes", "true", "y"})
_URL = re.compile(r"(?:https?://|www\.)\S+\Z|\[[^\]]*\]\(https?://[^)]*\)\Z", re.I)
_BULLET = re.compile(r"\s*(?:[-*+]|[0-9]+[.)])\s+|\s*>\s?")


class Insight(NamedTuple):
    """What somebody said. `people` are the numbers of those who said it, `name` how the source reads ("" = me); `topics`
    are (key, as written); `text` keeps its links; `shareable`: may be passed on; `confidential`: somebody who said it is;
    `shared_with` are (number, name); `line` 1 for a whole note, which `whole` says; `news`: it is news of mine."""

    id: str
    people: tuple[int, ...]
    name: str
    date: str
    topics: tuple[tuple[str, str], ...]
    text: str
    confidence: str
    stance: str
    shareable: bool
    confidential: bool
    shared_with: tuple[tuple[int, str], ...]
    path: str
    line: int
    whole: bool = False
    news: bool = False

    @property
    def words(self) -> str:
        """What was said, without links."""
        return unlinked(self.text)

    def on(self, topic: str) -> bool:
        """Whether it is on a topic (as `topic_key` gives it) or on one below it."""
        return any(one == topic or one.startswith(f"{topic}/") for one, _ in self.topics)


_Marks = dict[tuple[int, int], list[tuple[str, str]]]
_Shared = dict[tuple[int, int], list[tuple[int, str]]]


def insights(desk: Desk) -> list[Insight]:
    """Every insight up to today, lines and notes, oldest first; those without a date before all others."""
    index = desk.index
    said: dict[tuple[int, int], list[rows.SpeakerRow]] = {}
    for speaker in rows.speakers(index):
        said.setdefault((speaker.note, speaker.line), []).append(speaker)
    topics, shared = _by_place(desk)
    handles = Handles()
    found = [
        _of_line(desk, handles, entry, said, topics, shared)
        for entry in ask.entries_of(index, (rows.INSIGHT,), "", desk.day)
    ]
    bodies = dict(rows.bodies(index))
    for note in ask.notes_of_type(index, "insight"):
        one = _of_note(desk, handles, note, bodies.get(note.path, ""), said.get((note.id, 0), []), topics, shared)
        if one.date <= desk.day:
            found.append(one)
    return sorted(found, key=lambda one: (one.date, one.path, one.line))


def my_news(desk: Desk) -> list[Insight]:
    """News of mine up to today: `news:` lines of the `me` note, oldest first."""
    topics, shared = _by_place(desk)
    handles = Handles()
    found = []
    for me in ask.notes_of_type(desk.index, "me"):
        for entry in ask.entries_in(desk.index, me.id):
            if entry.word == rows.NEWS and entry.date and entry.date <= desk.day:
                found.append(_of_line(desk, handles, entry, {}, topics, shared)._replace(name="", news=True))
    return sorted(found, key=lambda one: (one.date, one.path, one.line))


def heard(one: Insight, person: PersonRow) -> bool:
    """Whether somebody has heard it, as far as the notes tell: it was shared with them, or it is news of mine and they
    heard from me on its day or after it. Their own line alone tells them nothing."""
    return any(number == person.id for number, _ in one.shared_with) or (one.news and person.other >= one.date)


def said_in(text: str) -> tuple[str, list[str]]:
    """What an insight line says, without its fields and topics, and the keys of those."""
    return without_fields(text), [topic_key(found[0]) for found in TOPIC.finditer(text)]


def _by_place(desk: Desk) -> tuple[_Marks, _Shared]:
    topics: _Marks = {}
    for note, line, topic, text in rows.topics(desk.index):
        topics.setdefault((note, line), []).append((topic, text.removeprefix("topic/").removeprefix("Topic/")))
    shared: _Shared = {}
    for note, line, person, name in rows.shared(desk.index):
        shared.setdefault((note, line), []).append((person, name))
    return topics, shared


def _of_line(desk: Desk, handles: Handles, entry: ask.EntryRow, said: dict[tuple[int, int], list[rows.SpeakerRow]],
             topics: _Marks, shared: _Shared) -> Insight:  # fmt: skip
    fields: dict[str, str] = json.loads(entry.fields) if entry.fields else {}
    speakers = said.get((entry.note, entry.line)) or (said.get((entry.note, 0), []) if entry.type == "insight" else [])
    names = [one.name for one in speakers]
    if any(one.person is None for one in speakers):  # as it was written, where there is no note
        names = [name for _, name, _ in ask.who_of(desk.index, entry.note, entry.line)] or names
    name = " and ".join(dict.fromkeys(names)) or re.sub(r"^(?:from|by|with)\s+", "", entry.names)
    if not name and entry.type in ("organization", "event", "project"):
        name = entry.name
    place = (entry.note, entry.line)
    text, _ = said_in(entry.text)
    open_ = fields.get("share", "").lower() in YES
    hidden = any(one.confidential for one in speakers) or (open_ and _is_confidential(desk, entry.note))
    return Insight(handles.of(entry.name, unlinked(text)), _numbers(speakers), name, entry.date,
                   tuple(topics.get(place, ())), text, fields.get("confidence", "").lower(), fields.get("stance", ""),
                   open_ and not hidden, hidden, tuple(shared.get(place, ())), entry.path, entry.line)  # fmt: skip


def _of_note(desk: Desk, handles: Handles, note: ask.NoteRow, body: str, speakers: list[rows.SpeakerRow],
             topics: _Marks, shared: _Shared) -> Insight:  # fmt: skip
    facts = facts_of(desk, note)
    source = text_fact(facts, "source")
    found = speakers or _by_name(desk, source)
    known = bool(found) and all(one.person is not None for one in found)
    name = " and ".join(dict.fromkeys(one.name for one in found)) if known else source
    text = body_text(body) or note.name
    public = bool(_URL.match(source)) or (bool(found) and all(one.type == "organization" for one in found))
    asked = facts.get("share")
    open_ = public if asked is None else asked is True or str(asked).strip().lower() in YES
    hidden = any(one.confidential for one in found) or _is_confidential(desk, note.id)
    place = (note.id, 0)
    return Insight(handles.of(note.name, unlinked(text)), _numbers(found), name, note.date or read_date(note.name[:10]) or "",
                   tuple(topics.get(place, ())), text, text_fact(facts, "confidence").lower(), text_fact(facts, "stance"),
                   open_ and not hidden, hidden, tuple(shared.get(place, ())), note.path, 1, whole=True)  # fmt: skip


def _by_name(desk: Desk, source: str) -> list[rows.SpeakerRow]:
    """A source that was typed without a link, where it is exactly one note's name: whoever it is, it is them."""
    found = {note.id: note for note, _ in ask.named(desk.index, source)} if source else {}
    if len(found) != 1:
        return []
    (note,) = found.values()
    return [rows.SpeakerRow(0, 0, note.id, note.name, note.type, int(_is_confidential(desk, note.id)))]


def _numbers(speakers: Iterable[rows.SpeakerRow]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one.person for one in speakers if one.person is not None))


def _is_confidential(desk: Desk, number: int) -> bool:
    from vaultnet.index.rows import truth

    note = ask.note_of(desk.index, number)
    return note is not None and "onfidential" in note.fields and truth(facts_of(desk, note).get("confidential"))


def body_text(body: str) -> str:
    """The first paragraph of a note's body, on one line: no headings, fields, comments or generated parts."""
    front = read_front(body)
    told: list[str] = []
    for line in mask(body[front.body :]).split("\n"):
        if (line.startswith("#") and line.lstrip("#")[:1] in (" ", "")) or FIELD_LINE.match(line):
            continue
        if line.strip():
            told.append(_BULLET.sub("", line, count=1).strip())
        elif told:
            break
    return " ".join(" ".join(told).split())


def source_names(desk: Desk, one: Insight) -> list[str]:
    """Every name that would give away who said something: names, further names, first names; the longest first."""
    from vaultnet.people.person import first_name

    names = {one.name} if one.name else set()
    for number in one.people:
        note = ask.note_of(desk.index, number)
        if note is not None:
            aliases = facts_of(desk, note).get("aliases")
            names |= {note.name, first_name(note.name), *map(str, aliases if isinstance(aliases, list) else ())}
    return sorted((name for name in names if key(name)), key=lambda name: (-len(name), name))
