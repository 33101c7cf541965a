"""Requests: what I ask of others and they of me, each a note that goes through its stations until it is finished."""

from typing import NamedTuple

from vaultnet.dates import read_date
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow
from vaultnet.people.desk import Desk
from vaultnet.people.item import Handles
from vaultnet.people.person import facts_of
from vaultnet.text.links import link_key, link_targets, unlinked
from vaultnet.text.plain import Value

KINDS = ("recommendation", "referral", "introduction", "mentorship", "advice")
STATIONS = ("idea", "asked", "agreed", "sent", "granted", "declined", "withdrawn")
OPEN = ("idea", "asked", "agreed", "sent")
WAITING = ("asked", "agreed", "sent")  # somebody has said it, and it is not finished
DIRECTIONS = ("outgoing", "incoming")


class Request(NamedTuple):
    """A request: `direction` outgoing (I ask `person`) or incoming; `target` whom or where it leads to; `for_` what it is for.

    People and targets as (note or None, name); dates ISO or ""; `agreed` the names of those who said yes to an introduction.
    """

    id: str
    note: NoteRow
    kind: str
    direction: str
    person: int | None
    name: str
    target: int | None
    target_name: str
    for_: str
    status: str
    asked: str
    due: str
    closed: str
    agreed: tuple[str, ...]

    @property
    def words(self) -> str:
        """What it is about, in words."""
        return f"{self.note.name}: {self.for_}" if self.for_ else self.note.name

    @property
    def path(self) -> str:
        """Where its note stands."""
        return self.note.path

    @property
    def line(self) -> int:
        """The line that a reason points to."""
        return 1

    @property
    def open(self) -> bool:
        """Not granted, declined or withdrawn yet."""
        return self.status not in ("granted", "declined", "withdrawn")


def requests(desk: Desk) -> list[Request]:
    """Every request, by due date (those without one last) and path. One without a direction is mine: outgoing."""
    found: list[Request] | None = desk.kept.get("requests")
    if found is None:
        handles = Handles()
        found = [_request(desk, note, handles) for note in ask.notes_of_type(desk.index, "request")]
        found.sort(key=lambda one: (not one.due, one.due, one.note.path))
        desk.kept["requests"] = found
    return list(found)


def requests_of(desk: Desk, person: int) -> list[Request]:
    """The requests that a person is asked, asks, or is the target of."""
    return [one for one in requests(desk) if person in (one.person, one.target)]


def _request(desk: Desk, note: NoteRow, handles: Handles) -> Request:
    facts = facts_of(desk, note)
    person, name = _linked(desk, note, "person", facts)
    target, target_name = _linked(desk, note, "target", facts)
    direction = _word(facts, "direction")
    agreed = facts.get("agreed")
    yeses = agreed if isinstance(agreed, list) else [agreed] if agreed else []
    linked = [name for _, name, _, _ in ask.linked(desk.index, note.id, "agreed")] if yeses else []
    names = [*linked, *(unlinked(str(one)).strip() for one in yeses if "[[" not in str(one))]
    return Request(
        handles.of(note.name, "request"), note, _word(facts, "kind"),
        direction if direction in DIRECTIONS else "outgoing", person, name, target, target_name,
        unlinked(str(facts.get("for") or "")).strip(), note.status or "idea",
        _date(facts, "asked"), _date(facts, "due"), _date(facts, "closed"),
        tuple(dict.fromkeys(names)),
    )  # fmt: skip


def _word(facts: dict[str, Value], name: str) -> str:
    return str(facts.get(name) or "").strip().lower()


def _date(facts: dict[str, Value], name: str) -> str:
    value = facts.get(name)
    return read_date(value) or "" if isinstance(value, str) else ""


def _linked(desk: Desk, note: NoteRow, role: str, facts: dict[str, Value]) -> tuple[int | None, str]:
    """What a key links to; a plain name without a link is understood where one note has it."""
    for number, name, _, _ in ask.linked(desk.index, note.id, role)[:1]:
        return number, name
    text = unlinked(str(facts.get(role) or "")).strip()
    named = ask.named(desk.index, text) if text else []
    return (named[0][0].id, named[0][0].name) if len(named) == 1 else (None, text)


def same_note(value: str, name: str) -> bool:
    """Whether a frontmatter value (`[[Goal]]`, or its plain name) means the note of this name."""
    targets = [target for _, target in link_targets(value)] or [link_key(value)]
    return link_key(name) in targets
