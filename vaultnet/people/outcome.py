"""What an event gave: whom I met there, what became of the promises, and the favors that came of it since."""

from typing import NamedTuple

from vaultnet.dates import show_day, weekday_day
from vaultnet.index import ask, pulse
from vaultnet.index.ask import NoteRow
from vaultnet.people.commitment import commitments_in
from vaultnet.people.desk import Desk, Line, Reason
from vaultnet.people.gathering import held
from vaultnet.people.interaction import last_contact
from vaultnet.people.program import by_day, deadlines, talks
from vaultnet.text.lines import without_fields
from vaultnet.text.links import unlinked, wikilink
from vaultnet.words import PRIVATE_KINDS


class Given(NamedTuple):
    """A favor that came of an event: with whom, when, what, and the line that says so."""

    name: str
    path: str
    date: str
    text: str
    reasons: tuple[Reason, ...]


def led_to(desk: Desk, note: NoteRow) -> list[Given]:
    """What an event gave over time: favors, either way, with the people one first met there, since that day."""
    found = []
    for entry in ask.entries_in(desk.index, note.id):
        for number, name, type_ in ask.who_of(desk.index, note.id, entry.line) if entry.word == "met" else ():
            contacts = pulse.contacts(desk.index, number, desk.day) if number and type_ == "person" else []
            if not number or not contacts or contacts[0].date < note.date:
                continue
            for favor in ask.entries_about(desk.index, number, ("gave", "got")):
                if note.date < favor.date <= desk.day:
                    text = f"{favor.word} {favor.kind}".strip() + f": {unlinked(without_fields(favor.text))}"
                    reason = Reason(f"{favor.word} {favor.kind}".strip(), favor.path, favor.line)
                    found.append(Given(name, favor.path, favor.date, text, (reason,)))
    return sorted(set(found), key=lambda given: (given.date, given.name, given.text))


def met_at(desk: Desk, note: NoteRow) -> dict[str, int]:
    """Whom one met, each with the line that says so: the names in `met` lines; at a meeting of a few everybody who came."""
    found: dict[str, int] = {}
    for entry in ask.entries_in(desk.index, note.id):
        if entry.word == "met":
            for _, name, _ in ask.who_of(desk.index, note.id, entry.line):
                found.setdefault(name, entry.line)
    if note.kind in PRIVATE_KINDS:
        for _, name, _, line in ask.linked(desk.index, note.id, "people"):
            found.setdefault(name, line)
    return dict(sorted(found.items()))


class Outcome(NamedTuple):
    """An event that took place, and what it gave: `met` and `since` (those I have been in touch with after it) are names,
    `done` of `promised` promises of mine that its note holds, in time or late, `open` those that still stand."""

    name: str
    path: str
    date: str
    met: tuple[str, ...]
    since: tuple[str, ...]
    promised: int
    done: int
    open: int
    led_to: tuple[Given, ...]
    reasons: tuple[Reason, ...]


def outcome(desk: Desk, note: NoteRow) -> Outcome:
    """What an event gave up to the desk's day."""
    met = met_at(desk, note)
    mine = [one for one in commitments_in(desk, note, open_only=False) if one.side == "mine"]
    given = led_to(desk, note)
    reasons = [Reason(f"met {name}", note.path, line) for name, line in met.items()]
    reasons += [Reason(f"promised: {one.words}", one.path, one.line) for one in mine]
    since = tuple(name for name, _ in _since(desk, note, met))
    done = sum(1 for one in mine if one.status in ("kept", "renegotiated", "late"))
    return Outcome(note.name, note.path, note.date, tuple(met), since, len(mine), done, sum(one.open for one in mine),
                   tuple(given), (*reasons, *(reason for one in given for reason in one.reasons)))  # fmt: skip


def event_lines(desk: Desk, note: NoteRow) -> list[Line]:
    """What is to be said of an event, label by label: my talks and what has to be done before it; once it was held whom I
    met, what became of the promises, with whom I have been in touch since, and what came of it."""
    lines = [
        Line(
            "Your talk", ": ".join(part for part in (one.words, one.title) if part), Reason("talk", note.path, one.line)
        )
        for one in talks(desk, note)
    ]
    ahead = {one.line: one for one in deadlines(desk, note) if not one.day or one.day >= desk.day}
    promises = commitments_in(desk, note, open_only=False)
    sided = {one.line for one in promises}
    lines += [Line("Deadline", by_day(desk, one), Reason("deadline", note.path, one.line))
              for one in ahead.values() if one.line not in sided]  # fmt: skip
    met = met_at(desk, note) if held(note, desk.day) else {}
    lines += [Line("Met", wikilink(name), Reason("met", note.path, line)) for name, line in met.items()]
    for one in promises:
        label = "You promised" if one.side == "mine" else "You wait for"
        due = f" (by {weekday_day(one.due, desk.today)})" if one.open and one.due else ""
        if one.open or one.side == "mine":  # how others kept theirs is not written down
            done = "" if one.open else ": dropped" if one.status == "dropped" else ": done"
            lines.append(Line(label, f"{one.linked_words}{due}{done}", Reason("promise", one.path, one.line)))
    for name, reason in _since(desk, note, met):
        lines.append(Line("In touch since", f"{wikilink(name)} ({reason.text})", reason))
    for given in led_to(desk, note) if met else ():
        text = f"{wikilink(given.name)}, {show_day(given.date, desk.today)}: {given.text}"
        lines.append(Line("Came of it", text, given.reasons[0]))
    return lines


def _since(desk: Desk, note: NoteRow, met: dict[str, int]) -> list[tuple[str, Reason]]:
    """Those of the people met with whom there was contact after the event, and the last line of it."""
    found = []
    for name in met:
        person = next((one for one, _ in ask.named(desk.index, name) if one.type == "person"), None)
        last = last_contact(desk, person.id) if person else None
        if last and last.date > note.date:
            found.append((name, Reason(show_day(last.date, desk.today), last.path, last.line)))
    return found
