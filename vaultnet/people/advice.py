"""Advice: given -> acted on -> reported back. Telling a mentor what came of it is the courtesy they remember."""

import json
from typing import NamedTuple

from vaultnet.index import ask, pulse
from vaultnet.people.desk import Desk
from vaultnet.people.item import Handles
from vaultnet.text.lines import without_fields
from vaultnet.text.links import unlinked


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
        return self.direction == "got" and bool(self.acted) and not self.reported


def advice(desk: Desk, person: int | None = None) -> list[Advice]:
    """The advice ledger up to today, or that of one person, oldest first."""
    handles = Handles()
    rows = [
        (entry, who) for entry, who in ask.entries_with_people(desk.index, ("got", "gave")) if entry.kind == "advice"
    ]
    names = {row.id: row.name for row in pulse.people(desk.index, {who for _, who in rows})}
    found = []
    for entry, who in rows:
        if not entry.date or entry.date > desk.day:
            continue
        fields = json.loads(entry.fields) if entry.fields else {}
        text = without_fields(entry.text).strip()
        one = Advice(handles.of(entry.name, unlinked(text)), who, names[who], entry.word, text, entry.date,
                     fields.get("acted", ""), fields.get("reported", ""), entry.path, entry.line)  # fmt: skip
        if person in (None, who):
            found.append(one)
    return found
