"""Names that lead to nobody and are nearly somebody's: a missing accent, a first name alone, a slip of the finger."""

from collections.abc import Iterable

from vaultnet.index import ask
from vaultnet.people.desk import Desk
from vaultnet.text.names import unaccented

SLIP = 86.0  # how alike two whole names are at the least (rapidfuzz, 0-100)
SHORTEST = 6  # letters of a name in which a slip can be told from another name
MOST = 2  # who fits more people than this fits none


def alike(desk: Desk, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each of these names the people who could be meant by it, one or two; left out where nobody could, or many."""
    whole: dict[str, list[str]] = {}
    first: dict[str, list[str]] = {}
    begun: dict[str, list[str]] = {}
    person_of = {}
    for text, owner, _ in ask.all_names(desk.index, ("person",)):
        plain = unaccented(text)
        whole.setdefault(plain, []).append(text)
        first.setdefault(plain.split(" ")[0], []).append(text)
        begun.setdefault(plain[:1], []).append(plain)
        person_of[text] = owner
    found = {}
    for name in dict.fromkeys(names):
        plain = unaccented(name)
        people = whole.get(plain) or (first.get(plain, []) if " " not in plain else [])
        if not people and len(plain) >= SHORTEST:
            people = [text for one in _slips(plain, begun.get(plain[:1], [])) for text in whole[one]]
        numbers = dict.fromkeys(person_of[text] for text in people)
        notes = [note for number in numbers if (note := ask.note_of(desk.index, number))]
        if 0 < len(notes) <= MOST:
            found[name] = tuple(note.name for note in notes)
    return found


def _slips(name: str, known: list[str]) -> list[str]:
    from rapidfuzz import fuzz, process

    return [one for one, _, _ in process.extract(name, known, scorer=fuzz.ratio, limit=MOST + 1, score_cutoff=SLIP)]
