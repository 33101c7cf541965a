"""What happened with a person, in order: entries of their log and elsewhere, and the events they were at."""

from typing import NamedTuple

from vaultnet.index import ask, pulse
from vaultnet.people.confided import confides, discreet
from vaultnet.people.desk import Desk
from vaultnet.text.lines import without_fields
from vaultnet.words import WRITTEN


class Interaction(NamedTuple):
    """A line of a person's timeline. `word` is its channel, verb or event kind ("" for free text), `contact` whether it
    counts; `text` keeps its `[[links]]`."""

    date: str
    word: str
    direction: str
    text: str
    path: str
    line: int
    contact: bool


def timeline(desk: Desk, person: int) -> list[Interaction]:
    """Everything dated about a person up to today, newest first."""
    rows: dict[tuple[str, int], Interaction] = {}
    for entry in ask.entries_about(desk.index, person):
        told = entry.contact or entry.word in ("news", "insight", "")
        if told and entry.date and entry.date <= desk.day:
            word = f"{entry.word} {entry.kind}".strip()
            rows[entry.path, entry.line] = Interaction(
                entry.date,
                word,
                entry.direction,
                without_fields(entry.text),
                entry.path,
                entry.line,
                bool(entry.contact),
            )
    for contact in pulse.contacts(desk.index, person, desk.day):
        if (contact.path, contact.line) not in rows and contact.word != "task":
            name = contact.path.rsplit("/", 1)[-1][:-3]
            rows[contact.path, contact.line] = Interaction(
                contact.date, contact.word, contact.direction, f"[[{name}]]", contact.path, contact.line, True
            )
    return sorted(rows.values(), key=lambda row: (row.date, row.path, row.line), reverse=True)


def last_contact(desk: Desk, person: int) -> Interaction | None:
    """The newest contact, preferring a line that says something over a date alone; of a line that names somebody
    confidential only when and how it was."""
    contacts = [without_confided(desk, person, row) for row in timeline(desk, person) if row.contact]
    if not contacts:
        return None
    newest = [row for row in contacts if row.date == contacts[0].date]
    return max(newest, key=lambda row: (bool(row.text), row.word not in WRITTEN))


def without_confided(desk: Desk, person: int, row: Interaction) -> Interaction:
    """The row, without its text where that names somebody confidential other than the person."""
    return row._replace(text="") if confides(desk, row.text, person) else row


def questions_for(desk: Desk, note: int) -> list[tuple[str, int]]:
    """What is noted to be asked of a person (`- ? ...`): (question, line)."""
    entries = [entry for entry in ask.entries_in(desk.index, note) if entry.word == "?"]
    return [(without_fields(one.text), one.line) for one in discreet(desk, note, entries, lambda one: one.text)]


def news_to_answer(desk: Desk, person: int) -> list[ask.EntryRow]:
    """A person's news that no contact has followed yet, newest first."""
    contacts = [c.date for c in pulse.contacts(desk.index, person, desk.day)]
    last = contacts[-1] if contacts else ""
    news = ask.entries_about(desk.index, person, ("news",))
    told = [
        entry for entry in reversed(news) if last <= entry.date <= desk.day and entry.date > "" and _after(entry, last)
    ]
    told = discreet(desk, person, told, lambda entry: entry.text)
    return [entry._replace(text=without_fields(entry.text)) for entry in told]


def _after(entry: ask.EntryRow, last: str) -> bool:
    # news noted on the day of the last contact was heard there, and answered
    return entry.date > last
