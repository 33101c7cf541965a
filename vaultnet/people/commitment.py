"""Commitments: tasks between two people. A *promise* is mine, *waiting* is theirs; they end kept, late or dropped."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from vaultnet.dates import read_date
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow, TaskRow
from vaultnet.people.desk import Desk
from vaultnet.people.item import Handles
from vaultnet.text.lines import without_fields
from vaultnet.text.links import unlinked

PATIENCE = 14  # days between two nudges about one thing; as long it stays off the agenda
_TAG = re.compile(r"(?<!\S)#(?:promise|waiting|task)\b", re.I)


class Commitment(NamedTuple):
    """A task and the person it concerns ("" for a plain task of mine). `id` is its handle, `path`:`line` where it stands,
    `status` open, overdue, kept, late, dropped, renegotiated; `was` the due dates it was moved from, oldest first; `created`
    the day it was made (in a daily or event note that note's day, where the line has none), `nudged` when I last asked."""

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
    nudged: str

    @property
    def words(self) -> str:
        """What is promised, without links and tags."""
        return without_tags(unlinked(self.text))

    @property
    def linked_words(self) -> str:
        """The same with its links, for a page."""
        return without_tags(self.text)

    @property
    def again_from(self) -> str:
        """The day from which one may ask about it again, ISO; "" where nobody has asked yet."""
        return (date.fromisoformat(self.nudged) + timedelta(days=PATIENCE)).isoformat() if self.nudged else ""

    @property
    def open(self) -> bool:
        """Still to be done, by me or by them."""
        return self.status in ("open", "overdue")


def without_tags(text: str) -> str:
    """A task's words without its marks and the tags that say whose it is."""
    return " ".join(_TAG.sub("", without_fields(text)).split())


def commitments(desk: Desk, *, open_only: bool = True, sided: bool = True) -> list[Commitment]:
    """Commitments by due date; `sided` leaves plain tasks out."""
    return _read(desk, ask.tasks(desk.index, open_only=open_only, sided=sided))


def commitments_of(desk: Desk, note: int, *, open_only: bool = True) -> list[Commitment]:
    """Commitments with one person: in their own note, and in others where a task links to them."""
    found = _read(desk, ask.tasks_of(desk.index, note))
    return [one for one in found if one.side and (one.open or not open_only) and one.person in (note, 0)]


def commitments_in(desk: Desk, note: NoteRow, *, open_only: bool = True, sided: bool = True) -> list[Commitment]:
    """Commitments that stand in a note, whoever they concern; `sided` leaves plain tasks out."""
    found = _read(desk, ask.tasks_of(desk.index, note.id))
    return [one for one in found if (one.open or not open_only) and one.path == note.path and (one.side or not sided)]


def _read(desk: Desk, rows: Iterable[TaskRow]) -> list[Commitment]:
    handles = Handles()
    found = []
    for row in rows:
        person, name = _counterpart(desk, row)
        found.append(
            Commitment(handles.of(row.name, unlinked(row.text)), person, name, row.path, row.line, row.text, row.side, row.due,
                       status_of(row, desk.day), tuple(row.was.split()), row.created or _day_of(row), row.done, row.nudged)
        )  # fmt: skip
    return found


def _day_of(row: TaskRow) -> str:
    return row.date if row.type in ("daily", "event") else ""


def _counterpart(desk: Desk, row: TaskRow) -> tuple[int, str]:
    if row.type == "person":
        return row.note, row.name
    linked = ask.who_of(desk.index, row.note, row.line, "task")
    linked = [one for one in linked if not read_date(one[1])]  # `📅 [[2026-12-01]]` is nobody
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
