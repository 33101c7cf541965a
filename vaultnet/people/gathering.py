"""Gatherings: events, from a coffee to a conference, as the chapters need them."""

from datetime import date, timedelta
from typing import NamedTuple

from vaultnet.dates import read_date
from vaultnet.index import ask, pulse
from vaultnet.index.ask import NoteRow
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk
from vaultnet.people.person import facts_of
from vaultnet.text.links import unlinked
from vaultnet.text.plain import Value
from vaultnet.words import PRIVATE_KINDS, UNHELD

# words for an event that I shall not be at on that day
OFF = frozenset("cancelled canceled declined postponed moved skipped no-show".split())
LONGEST = 31  # days that an event goes on at the most: a later `end` is a slip


class Guest(NamedTuple):
    """Somebody named in an event: `person` None where there is no note yet; `line` where the event names them."""

    person: PersonRow | None
    name: str
    line: int


class Gathering(NamedTuple):
    """An event with those it names. `people` come, `targets` are those I hope to meet, `goals` what it is for."""

    note: NoteRow
    facts: dict[str, Value]
    people: tuple[Guest, ...]
    targets: tuple[Guest, ...]
    goals: tuple[str, ...]

    @property
    def private(self) -> bool:
        """A meeting of a few, where coming together is contact; no conference."""
        return self.note.kind in PRIVATE_KINDS

    @property
    def last_day(self) -> str:
        """The day on which it ends: that of `end`, where it is a date, else its only day."""
        return max(self.note.date, _ends(self.note, self.facts))

    @property
    def time(self) -> str:
        """When it begins, "" where nobody wrote it down."""
        return text_fact(self.facts, "time")

    @property
    def location(self) -> str:
        """Where it is, as it reads."""
        return text_fact(self.facts, "location")


def text_fact(facts: dict[str, Value], name: str) -> str:
    """A fact as one line of text, "" where there is none."""
    value = facts.get(name)
    if value is None:
        return ""
    return ", ".join(unlinked(str(one)) for one in value) if isinstance(value, list) else unlinked(str(value)).strip()


def gathering(desk: Desk, note: NoteRow) -> Gathering:
    """The event that a note holds."""
    facts = facts_of(desk, note)
    return Gathering(note, facts, _guests(desk, note, "people"), _guests(desk, note, "targets"), _goals(facts))


def _goals(facts: dict[str, Value]) -> tuple[str, ...]:
    goals = facts.get("goals")
    return tuple(str(goal) for goal in goals) if isinstance(goals, list) else ()


def _guests(desk: Desk, note: NoteRow, role: str) -> tuple[Guest, ...]:
    found = []
    for number, name, type_, line in ask.linked(desk.index, note.id, role):
        people = pulse.people(desk.index, (number,)) if number is not None and type_ == "person" else []
        if people or number is None:
            found.append(Guest(people[0] if people else None, name, line))
    return tuple(found)


def upcoming(desk: Desk, until: str) -> list[Gathering]:
    """Events from today to a day, by date and time, those that go on since an earlier day too; what will not be is left out."""
    since = (desk.today - timedelta(days=LONGEST)).isoformat()
    notes = ask.notes_of_type(desk.index, "event", since, until)
    coming = [note for note in notes if note.status not in OFF and (note.date >= desk.day or _goes_on(desk, note))]
    found = [gathering(desk, note) for note in coming]
    return sorted(found, key=lambda g: (g.note.date, g.time or "99", g.note.name))


def _goes_on(desk: Desk, note: NoteRow) -> bool:
    """Whether an event that began before today ends today or later."""
    return _ends(note, facts_of(desk, note)) >= desk.day


def _ends(note: NoteRow, facts: dict[str, Value]) -> str:
    """The day that `end` says, "" where it says a time, nothing, or a day so late that it is a slip."""
    end = read_date(text_fact(facts, "end")) or ""
    latest = (date.fromisoformat(note.date) + timedelta(days=LONGEST)).isoformat() if read_date(note.date) else ""
    return end if end <= latest else ""


def unsettled(desk: Desk, since: str) -> list[Gathering]:
    """Events whose day has gone by and that are still only planned: did they happen?"""
    notes = ask.notes_of_type(desk.index, "event", since, desk.day)
    return [gathering(desk, note) for note in notes
            if note.status == "planned" and note.date < desk.day and not _goes_on(desk, note)]  # fmt: skip


def held(note: NoteRow, today: str) -> bool:
    """Whether an event took place: its day has come, and nobody says it is only planned or was cancelled."""
    return bool(note.date) and note.date <= today and note.status not in UNHELD


def counted(number: int, word: str, many: str = "") -> str:
    """`1 question`, `3 questions`; `2 people` where `many` is given."""
    return f"{number} {word if number == 1 else many or f'{word}s'}"
