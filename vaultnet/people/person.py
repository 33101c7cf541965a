"""Who is meant: from a name as people say it to one note. A name that fits two is never guessed."""

import json
from collections.abc import Callable, Iterator, Sequence

from vaultnet.errors import NoSuchName, Refused
from vaultnet.facts import read_facts, standing_key
from vaultnet.index import ask, pulse
from vaultnet.index.ask import NoteRow
from vaultnet.index.pulse import PersonRow
from vaultnet.index.resolve import choose
from vaultnet.people.desk import Desk
from vaultnet.text.links import wikilink
from vaultnet.text.names import key, unaccented
from vaultnet.text.plain import Value

PERSON = ("person",)
SHOWN = 8
_UNLINKABLE = frozenset("[]#^|")
# rapidfuzz scores (0-100): what counts as the same name mistyped, and by how much it must beat the next
ALIKE, AHEAD = 82.0, 6.0


def find_person(desk: Desk, name: str) -> PersonRow:
    """The person of this name. Raises `NoSuchName` with the candidates."""
    note = find_note(desk, name, PERSON)
    return pulse.people(desk.index, (note.id,))[0]


def find_note(desk: Desk, name: str, types: Sequence[str] = ()) -> NoteRow:
    """The note that a name means: an exact path, then exact name > alias > unique prefix > the same three without accents
    > unique fuzzy.

    `types`: only these; without any, a person goes before notes of other types that the name fits equally well.
    Raises `NoSuchName` where nothing fits, or several do, sqlite3.DatabaseError where the index is damaged.
    """
    name = name.strip()
    if name.startswith("[[") and name.endswith("]]"):
        name = name[2:-2].partition("|")[0]
    for path in (name, f"{name}.md"):
        note = ask.note_at(desk.index, path)
        if note and (not types or note.type in types):
            return note
    what = types[0] if len(types) == 1 else "note"
    if key(name):
        for candidates in _stages(desk, name):
            fitting = _fitting(candidates, types)
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                raise _ambiguous(desk, name, fitting)
        ask.check_names(desk.index, name, types)  # where it raises, the index is made anew, and all is asked again
    hint = f"vaultnet find {_quoted(name)}" if name else f"vaultnet list {types[0] if types else PERSON[0]}"
    article = "an" if what[0] in "aeio" else "a"
    raise NoSuchName(f"{_quoted(name)} is not the name of {article} {what} here", hint=f"look for it with: {hint}")


def _stages(desk: Desk, name: str) -> Iterator[list[NoteRow]]:
    """The candidates of each stage, looked for only when the stage before gave none."""
    exact = ask.named(desk.index, name)
    yield [note for note, rank in exact if rank == 0]
    yield [note for note, rank in exact if rank > 0]
    yield _or_unaccented(desk, name, ask.named_like(desk.index, name))
    names = ask.all_names(desk.index)
    yield _or_unaccented(desk, name, _notes(desk, _by_words(name, names)))
    yield _notes(desk, [number for text, number, _ in names if unaccented(text) == unaccented(name)])
    yield _notes(desk, _by_words(name, names, unaccented))
    yield _notes(desk, _by_likeness(name, names))


def _or_unaccented(desk: Desk, name: str, begun: list[NoteRow]) -> list[NoteRow]:
    """A beginning is no reason to pass over whole words: `tomas` is Tomás Reis as well as Tomasz Nowak, and fits two."""
    typed = set(_words(name))
    if not begun or any(typed <= set(_words(note.name)) for note in begun):
        return begun
    accented = ask.accented_names(desk.index)
    return begun + _notes(desk, [number for text, number, _ in accented if typed <= set(_words(text))])


def _words(name: str, form: Callable[[str], str] = unaccented) -> list[str]:
    return form(name).replace("-", " ").split()


def _notes(desk: Desk, numbers: list[int]) -> list[NoteRow]:
    found = (ask.note_of(desk.index, number) for number in numbers)
    return [note for note in found if note]


def _fitting(candidates: list[NoteRow], types: Sequence[str]) -> list[NoteRow]:
    known = {note.id: note for note in candidates if note.type != "sync-copy" and (not types or note.type in types)}
    people = [note for note in known.values() if note.type == "person"]
    return people or list(known.values())


def _by_words(name: str, names: list[tuple[str, int, str]], form: Callable[[str], str] = key) -> list[int]:
    """`okafor`, `mara o`: every typed word begins a word of the name, in the same order."""
    typed = _words(name, form)
    found: dict[int, None] = {}
    for text, number, _ in names:
        words = iter(_words(text, form))
        if all(any(word.startswith(one) for word in words) for one in typed):
            found[number] = None
    return list(found)


def _by_likeness(name: str, names: list[tuple[str, int, str]]) -> list[int]:
    """Names so alike that it is a slip of the finger; one that clearly leads, or all that come close."""
    from rapidfuzz import fuzz, process

    texts = [unaccented(text) for text, _, _ in names]
    scored = process.extract(unaccented(name), texts, scorer=fuzz.ratio, limit=SHOWN, score_cutoff=ALIKE)
    best: dict[int, float] = {}
    for _, score, place in scored:
        number = names[place][1]
        best[number] = max(best.get(number, 0.0), score)
    top = max(best.values(), default=0.0)
    return [number for number, score in best.items() if score > top - AHEAD]


def _ambiguous(desk: Desk, name: str, notes: list[NoteRow]) -> NoSuchName:
    told = tuple(describe(desk, note) for note in notes[:SHOWN])
    more = f", {len(notes) - SHOWN} of them not shown" if len(notes) > SHOWN else ""
    return NoSuchName(
        f"{_quoted(name)} fits {len(notes)} notes{more}: which one?",
        candidates=told,
        hint="type more of the name, or its path",
    )


def describe(desk: Desk, note: NoteRow) -> str:
    """A note in one line, so that two of the same name can be told apart: name, who they are, path."""
    about = note.type
    if note.type == "person":
        person = pulse.people(desk.index, (note.id,))[0]
        about = ", ".join(part for part in (person.title, person.organization, person.location) if part)
    return f"{note.name} · {about or note.type} · {note.path}"


def _quoted(name: str) -> str:
    return f'"{name}"'


def facts_of(desk: Desk, note: NoteRow) -> dict[str, Value]:
    """A note's facts under vaultnet's own keys."""
    fields = fields_of(note)
    facts, _, _ = read_facts(fields, {}, note.type, desk.config.reading)
    return facts


def fields_of(note: NoteRow) -> dict[str, Value]:
    """A note's frontmatter as it was read."""
    fields: dict[str, Value] = json.loads(note.fields)
    return fields


def line_of(desk: Desk, number: int, fact: str) -> tuple[str, int]:
    """Where a note's frontmatter says a fact: (path, line); line 1 where it cannot be found."""
    note = desk.note(number)
    if note is None:
        return "", 0
    said = standing_key(fields_of(note), fact, note.type, desk.config.reading)
    for line, text in enumerate(ask.text_of(desk.index, number).split("\n"), 1):
        if line > 1 and text.rstrip() == "---":
            break
        if text.partition(":")[0].strip("\"' ") == said:
            return note.path, line
    return note.path, 1


def link_to(desk: Desk, note: NoteRow | PersonRow, where: str = "") -> str:
    """A link that leads to this very note from a note in the folder `where`: by its name, by its path where the name would
    lead to another. Raises `Refused` for a name that no link can hold: what is written there would count for nobody."""
    if not _UNLINKABLE.isdisjoint(note.name):
        mark = next(mark for mark in note.name if mark in _UNLINKABLE)
        hint = f'first: vaultnet move "{note.path}" "{note.name}" gives the file a name that links can hold'
        raise Refused(f"the file's name has {mark} in it: no link can lead to it", path=note.path, line=1, hint=hint)
    same = [(one.path, one.id) for one, rank in ask.named(desk.index, note.name) if rank == 0]
    if len(same) < 2 or choose(key(note.name), where, same)[0] == note.id:
        return wikilink(note.name)
    return wikilink(note.path[:-3], note.name)


def left_alone(person: PersonRow, today: str) -> bool:
    """Paused, deceased or snoozed: no nudge, no birthday, no target, no path through them."""
    return bool(person.paused) or person.snooze > today


def refuse_left_alone(person: PersonRow, today: str) -> None:
    """Raise `Refused` where a message to this person is about to be prepared and they are to be left alone."""
    if left_alone(person, today):
        until = f"until {person.snooze}" if not person.paused else "for now"
        hint = "paused, deceased or snooze_until in their note says so"
        raise Refused(f"{person.name} is to be left alone {until}", path=person.path, line=1, hint=hint)


def only_imported(person: PersonRow) -> bool:
    """Known from an address book alone: no contact noted, no tier, no cadence."""
    return not person.days and not person.stated and person.cadence is None


def first_name(name: str) -> str:
    """How a draft greets somebody: the first word of a name written in the Latin way, else the whole."""
    first = name.split()[0] if name.split() else name
    return first if first.isascii() or len(name.split()) > 1 else name
