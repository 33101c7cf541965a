"""Commitments: tasks between two people. A *promise* is mine, *waiting* is theirs; they end kept, late or dropped."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vaultnet.errors import NoSuchName
from vaultnet.index import ask
from vaultnet.index.ask import TaskRow
from vaultnet.people.desk import Desk
from vaultnet.text.links import unlinked
from vaultnet.text.names import key

_TAG = re.compile(r"(?<!\S)#(?:promise|waiting|task)\b", re.I)
LEAST = 3  # characters of a handle that are shown at the least


class Commitment(NamedTuple):
    """A task and the person it concerns ("" for a plain task of mine). `id` is its handle, `path`:`line` where it stands,
    `status` open, overdue, kept, late, dropped, renegotiated; `was` the due dates it was moved from, oldest first."""

    id: str
    person: int
    name: str
    path: str
    line: int
    text: str
    side: str
    due: str
    status: str
    was: tuple[str, ...]
    created: str
    done: str

    @property
    def words(self) -> str:
        """What is promised, without links and tags."""
        return " ".join(_TAG.sub("", unlinked(self.text)).split())

    @property
    def linked_words(self) -> str:
        """The same with its links, for a page."""
        return " ".join(_TAG.sub("", self.text).split())

    @property
    def open(self) -> bool:
        """Still to be done, by me or by them."""
        return self.status in ("open", "overdue")


def commitments(desk: Desk, *, open_only: bool = True, sided: bool = True) -> list[Commitment]:
    """Commitments by due date; `sided` leaves plain tasks out."""
    return _read(desk, ask.tasks(desk.index, open_only=open_only, sided=sided))


def commitments_of(desk: Desk, note: int, *, open_only: bool = True) -> list[Commitment]:
    """Commitments with one person: in their own note, and in others where a task links to them."""
    found = _read(desk, ask.tasks_of(desk.index, note))
    return [one for one in found if one.side and (one.open or not open_only) and one.person in (note, 0)]


def _read(desk: Desk, rows: Iterable[TaskRow]) -> list[Commitment]:
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        person, name = _counterpart(desk, row)
        text = unlinked(row.text)
        base = f"{row.name}\n{text}"
        seen[base] = seen.get(base, 0) + 1
        found.append(
            Commitment(handle(base, seen[base]), person, name, row.path, row.line, row.text, row.side, row.due,
                       status_of(row, desk.day), tuple(row.was.split()), row.created, row.done)
        )  # fmt: skip
    return found


def _counterpart(desk: Desk, row: TaskRow) -> tuple[int, str]:
    if row.type == "person":
        return row.note, row.name
    linked = ask.who_of(desk.index, row.note, row.line, "task")
    people = [(number, name) for number, name, type_ in linked if type_ == "person" and number is not None]
    return people[0] if people else (0, linked[0][1] if linked and linked[0][0] is None else "")


def status_of(row: TaskRow, today: str) -> str:
    """How a commitment stands on a day: kept on or before its due date; moved ones are renegotiated, never merely kept."""
    if row.status == "-":
        return "dropped"
    if row.status in "xX":
        if row.due and row.done and row.done > row.due:
            return "late"
        return "renegotiated" if row.was else "kept"
    return "overdue" if row.due and row.due < today else "open"


def handle(text: str, occurrence: int = 1) -> str:
    """An item's stable handle: eight letters and digits made of its words; the same words a second time give another."""
    source = text if occurrence == 1 else f"{text}\n{occurrence}"
    return base64.b32encode(hashlib.blake2b(source.encode("utf-8", "replace"), digest_size=5).digest()).decode().lower()


def short_handles(handles: Sequence[str]) -> dict[str, str]:
    """Each handle cut to the shortest beginning (at least three characters) that no other of them shares."""
    ordered = sorted(set(handles))
    short = {}
    for place, one in enumerate(ordered):
        near = ordered[max(0, place - 1) : place] + ordered[place + 1 : place + 2]
        length = LEAST
        while length < len(one) and any(other[:length] == one[:length] for other in near):
            length += 1
        short[one] = one[:length]
    return short


def find_item(items: Sequence[Commitment], said: str, what: str = "promise") -> Commitment:
    """The item that a handle or a unique piece of its text means. Raises `NoSuchName` with the candidates."""
    low = key(said.strip())
    exact = [item for item in items if item.id.startswith(low)] if low else []
    if len(exact) == 1:
        return exact[0]
    by_text = [item for item in items if low and low in key(unlinked(item.text))]
    fitting = exact or by_text
    if len(fitting) == 1:
        return fitting[0]
    short = short_handles([item.id for item in items])
    if fitting:
        told = tuple(f"{short[item.id]}  {item.words} · {item.path}:{item.line}" for item in fitting[:8])
        raise NoSuchName(
            f'"{said}" fits {len(fitting)} items: which one?', candidates=told, hint="name it by its handle"
        )
    raise NoSuchName(f'"{said}" is no open {what}', hint="vaultnet promise lists them with their handles")
