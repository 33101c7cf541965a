"""Favors: what was given and received between a person and me, and which of it has not been thanked for yet.

A history, never a balance: nothing here counts one against the other. A granted request is a favor without a second line
(docs/format.md 9.3); where a line speaks of it all the same, the two are one favor.
"""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from vaultnet.index import ask, pulse
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.request import Request, requests
from vaultnet.text.lines import without_fields
from vaultnet.text.links import WIKILINK, unlinked, wikilink

GAVE, GOT = "gave", "got"
# around the day on which a request was granted, a line of its kind speaks of it
BEFORE, AFTER = timedelta(days=90), timedelta(days=31)


class Favor(NamedTuple):
    """A favor between a person and me. `way` is "gave" (by me) or "got"; `for_` names in thanks for whom it was given
    (`[for:: ]`), `for_whom` has their numbers; `thanked` the day of the thanks that settles one I got, "" while there is
    none; `told` where a line speaks of a granted request a second time (path, line)."""

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
    told: tuple[str, int] = ("", 0)
    for_whom: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """What it was, without links."""
        return unlinked(self.text)

    def on(self, day: str) -> str:
        """`review of 1 Aug`, or `review` where nobody knows the day; `day` is how its date is said."""
        return f"{self.kind or 'help'} of {day}" if self.date else self.kind or "help"

    @property
    def reason(self) -> Reason:
        """The line that says so."""
        return Reason(f"{self.way} {self.kind}".strip(), self.path, self.line)

    @property
    def places(self) -> tuple[tuple[str, int], ...]:
        """Every line that speaks of it: (path, line)."""
        return ((self.path, self.line), self.told) if self.told[0] else ((self.path, self.line),)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Every line that speaks of it, as reasons."""
        return tuple(self.reason._replace(path=path, line=line) for path, line in self.places)


def favors(desk: Desk, person: int | None = None) -> list[Favor]:
    """Every favor up to today, or those with one person, oldest first. A granted outgoing request is one that I got, an
    incoming one that I gave."""
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
    lines = [_of_entry(desk, entry, who) for entry, who in rows if entry.word != "thanked"]
    found = _joined(lines, [(one, _of_request(one)) for one in _granted(desk, person)])
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
    paths = {one.path for one in _granted(desk, None)}
    return {favor.path: favor for favor in thanks_owed(desk) if favor.path in paths} if paths else {}


def _thanks(rows: Iterable[tuple[ask.EntryRow, int]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for entry, who in rows:
        if entry.word == "thanked":
            found.setdefault(who, []).append(entry.date)
    return found


def _of_entry(desk: Desk, entry: ask.EntryRow, person: int) -> Favor:
    fields = json.loads(entry.fields) if entry.fields else {}
    text = without_fields(entry.text).strip()
    if entry.kind == "introduction" and entry.word == GAVE and not WIKILINK.match(text):
        others = [name for number, name, _ in ask.who_of(desk.index, entry.note, entry.line) if number != person]
        others += [entry.name] if entry.own and entry.note != person else []
        text = ": ".join(part for part in (" and ".join(wikilink(name) for name in others), text) if part)
    names, numbers = _for(desk, entry, fields["for"]) if "for" in fields else ("", ())
    return Favor(person, "", entry.word, entry.kind, entry.date, text, names, "", entry.path, entry.line,
                 for_whom=numbers)  # fmt: skip


def _for(desk: Desk, entry: ask.EntryRow, value: str) -> tuple[str, tuple[int, ...]]:
    """In thanks for whom a favor was given on: their notes' names, however the links write them; a plain name is understood
    where one note has it."""
    whom = [(number, name) for number, name, _ in ask.who_of(desk.index, entry.note, entry.line, ".for")]
    if not whom:
        name = value.strip("\"' ")
        named = ask.named(desk.index, name)
        whom = [(named[0][0].id, named[0][0].name)] if len(named) == 1 else [(None, name)]
    return " and ".join(name for _, name in whom), tuple(number for number, _ in whom if number)


def _granted(desk: Desk, person: int | None) -> list[Request]:
    return [one for one in requests(desk) if one.status == "granted" and one.person and person in (None, one.person)]


def _of_request(one: Request) -> Favor:
    way = GOT if one.direction == "outgoing" else GAVE
    leads = f"{wikilink(one.target_name)}: " if one.kind == "introduction" and one.target_name else ""
    text = (leads + one.for_).removesuffix(": ")
    return Favor(one.person or 0, one.name, way, one.kind, one.closed or one.asked, text, "", "", one.path, 1)


def _joined(lines: list[Favor], granted: Iterable[tuple[Request, Favor]]) -> list[Favor]:
    """Lines and granted requests as favors, a line that speaks of a granted request joined to it: of the same person, way
    and kind, from the day it was asked (else `BEFORE` days before it was granted) to `AFTER` days after that."""
    told: dict[tuple[int, str], list[Favor]] = {}
    for line in lines:
        told.setdefault((line.person, line.way), []).append(line)
    found = []
    for request, favor in granted:
        some = told.get((favor.person, favor.way), [])
        best = next((line for line in some if _same(line, request, favor)), None)
        if best is not None:
            some.remove(best)
            day, text = min(best.date, favor.date or best.date), favor.text or best.text
            favor = favor._replace(
                date=day, text=text, for_=best.for_, for_whom=best.for_whom, told=(best.path, best.line)
            )
        found.append(favor)
    return [*(line for some in told.values() for line in some), *found]


def _same(line: Favor, request: Request, favor: Favor) -> bool:
    """Whether a line of this person speaks of their granted request."""
    if line.kind not in (favor.kind, "") or not favor.date:
        return line.kind == favor.kind
    since, granted = date.fromisoformat(request.asked or favor.date), date.fromisoformat(favor.date)
    if not request.asked:
        since -= BEFORE
    return since.isoformat() <= line.date <= (granted + AFTER).isoformat()


def _settled(favor: Favor, thanks: Iterable[str]) -> str:
    """The first day of thanks on or after the favor. What has no day (a granted request typed by hand) is settled by none:
    thanks of any day may have been for something else."""
    return min((day for day in thanks if day >= favor.date), default="") if favor.way == GOT and favor.date else ""
