"""Favors: what was given and received between a person and me, and which of it has not been thanked for yet.

A history, never a balance: nothing here counts one against the other.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from vaultnet.index import ask, pulse
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.request import Request, requests
from vaultnet.text.lines import without_fields
from vaultnet.text.links import unlinked

GAVE, GOT = "gave", "got"


class Favor(NamedTuple):
    """A favor between a person and me. `way` is "gave" (by me) or "got"; `for_` what it was given in thanks for (`[for:: ]`);
    `thanked` the day of the thanks that settles one I got, "" while there is none."""

    person: int
    name: str
    way: str
    kind: str
    date: str
    text: str
    for_: str
    thanked: str
    path: str
    line: int

    @property
    def words(self) -> str:
        """What it was, without links."""
        return unlinked(self.text)

    @property
    def reason(self) -> Reason:
        """The line that says so."""
        return Reason(f"{self.way} {self.kind}".strip(), self.path, self.line)


def favors(desk: Desk, person: int | None = None) -> list[Favor]:
    """Every favor up to today, or those with one person, oldest first. A granted outgoing request is one that I got."""
    if person is None:
        every: list[Favor] | None = desk.kept.get("favors")
        if every is None:
            every = desk.kept["favors"] = _favors(desk, None)
        return list(every)
    return _favors(desk, person)


def _favors(desk: Desk, person: int | None) -> list[Favor]:
    words = (GAVE, GOT, "thanked")
    if person is None:
        rows = ask.entries_with_people(desk.index, words)
    else:
        rows = [(entry, person) for entry in ask.entries_about(desk.index, person, words)]
    rows = [(entry, who) for entry, who in rows if entry.date and entry.date <= desk.day]
    thanks = _thanks(rows)
    found = [_of_entry(entry, who) for entry, who in rows if entry.word != "thanked"]
    found += _of_requests(desk, person)
    names = {row.id: row.name for row in pulse.people(desk.index, {favor.person for favor in found})}
    told = [
        favor._replace(name=names[favor.person], thanked=_settled(favor, thanks.get(favor.person, ())))
        for favor in found
        if favor.person in names
    ]
    return sorted(told, key=lambda favor: (favor.date, favor.path, favor.line, favor.name))


def thanks_owed(desk: Desk, person: int | None = None) -> list[Favor]:
    """What I got and have not thanked for yet, oldest first."""
    return [favor for favor in favors(desk, person) if favor.way == GOT and not favor.thanked]


def granted_unthanked(desk: Desk) -> dict[str, Favor]:
    """Granted outgoing requests not thanked for, by the path of their note."""
    granted = _of_requests(desk, None)
    rows = ask.entries_with_people(desk.index, ("thanked",)) if granted else []
    thanks = _thanks((entry, who) for entry, who in rows if entry.date <= desk.day)
    return {favor.path: favor for favor in granted if not _settled(favor, thanks.get(favor.person, ()))}


def _thanks(rows: Iterable[tuple[ask.EntryRow, int]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for entry, who in rows:
        if entry.word == "thanked":
            found.setdefault(who, []).append(entry.date)
    return found


def _of_entry(entry: ask.EntryRow, person: int) -> Favor:
    fields = json.loads(entry.fields) if entry.fields else {}
    return Favor(person, "", entry.word, entry.kind, entry.date, without_fields(entry.text).strip(),
                 unlinked(str(fields.get("for", ""))).strip("\"' "), "", entry.path, entry.line)  # fmt: skip


def _of_requests(desk: Desk, person: int | None) -> list[Favor]:
    return [
        _of_request(one)
        for one in requests(desk)
        if one.direction == "outgoing" and one.status == "granted" and one.person and person in (None, one.person)
    ]


def _of_request(one: Request) -> Favor:
    return Favor(one.person or 0, one.name, GOT, one.kind, one.closed or one.asked, one.for_, "", "", one.path, 1)


def _settled(favor: Favor, thanks: Iterable[str]) -> str:
    """The first day of thanks on or after the favor."""
    return min((day for day in thanks if day >= favor.date), default="") if favor.way == GOT else ""
