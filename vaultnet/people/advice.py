"""Advice: given -> acted on -> reported back. Telling a mentor what came of it is the courtesy they remember."""

import json
from typing import NamedTuple

from vaultnet.dates import read_date
from vaultnet.index import pulse, sessions
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.item import Handles
from vaultnet.text.lines import without_fields
from vaultnet.text.links import unlinked

ACTED, REPORTED = "acted", "reported"
GOT, GAVE = "got", "gave"


class Advice(NamedTuple):
    """One piece of advice. `direction` "got" (from `name`) or "gave" (to them); `given`, `acted`, `reported` days, "" for
    not yet; `id` its handle; `path`:`line` where it stands."""

    id: str
    person: int
    name: str
    direction: str
    text: str
    given: str
    acted: str
    reported: str
    path: str
    line: int

    @property
    def words(self) -> str:
        """The advice without links."""
        return unlinked(self.text)

    @property
    def unreported(self) -> bool:
        """I did it, and they have not heard."""
        return self.direction == GOT and bool(self.acted) and not self.reported

    @property
    def reason(self) -> Reason:
        """The line that says so."""
        return Reason(f"{self.direction} advice", self.path, self.line)


def advice(desk: Desk, person: int | None = None) -> list[Advice]:
    """The advice ledger up to today, or that of one person, oldest first."""
    rows = sessions.advice_lines(desk.index) if person is None else sessions.advice_of(desk.index, person)
    names = {row.id: row.name for row in pulse.people(desk.index, {who for _, who in rows})}
    handles = Handles()
    found = []
    for entry, who in rows:
        text = without_fields(entry.text).strip()
        # counted person by person, so that the handle is the same in a list of one person's
        one = handles.of(f"{entry.name}\n{names[who]}", unlinked(text))
        if entry.date and entry.date <= desk.day:
            fields = json.loads(entry.fields) if entry.fields else {}
            found.append(Advice(one, who, names[who], entry.word, text, entry.date, day_of(fields.get(ACTED, "")),
                                day_of(fields.get(REPORTED, "")), entry.path, entry.line))  # fmt: skip
    return found


def day_of(value: str) -> str:
    """The day that `[acted:: ]` or `[reported:: ]` gives, which may be a link to that day's note; "" for no date."""
    return read_date(unlinked(value).strip()) or ""
