"""`give --history`: what was given and received, side by side in time. Nothing here counts one against the other."""

from typing import NamedTuple

from vaultnet.dates import show_day
from vaultnet.errors import UsageFault
from vaultnet.index import pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.favor import GAVE, GOT, Favor, favors
from vaultnet.show.console import Call, cell_width, one_line, remark, say, say_json, say_reasons, say_table
from vaultnet.words import FAVORS

WORDS = {GAVE: "given", GOT: "received"}
SHOWN = 40
WIDE = 51  # columns of what was given, and of what was received


class History(NamedTuple):
    """What was given to a person and received from them, each oldest first."""

    person: PersonRow
    given: tuple[Favor, ...]
    received: tuple[Favor, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The lines that say so, in the order of time."""
        both = sorted((*self.given, *self.received), key=lambda favor: (favor.date, favor.path, favor.line))
        return tuple(favor.reason for favor in both)


def histories(desk: Desk, person: PersonRow | None = None, kind: str = "") -> list[History]:
    """What was given and received, person by person, by name; people with whom there was nothing are left out."""
    rows: dict[int, list[Favor]] = {}
    for favor in favors(desk, person.id if person else None):
        if kind in ("", favor.kind):
            rows.setdefault(favor.person, []).append(favor)
    return [
        History(one, tuple(f for f in rows[one.id] if f.way == GAVE), tuple(f for f in rows[one.id] if f.way != GAVE))
        for one in pulse.people(desk.index, rows)
    ]


def received_before(desk: Desk, given: Favor) -> list[Favor]:
    """For what a favor was given on: of each person that its `[for:: ]` names, the last I got by its day. What goes back to
    that person is not given on."""
    last: dict[int, Favor] = {}
    for one in favors(desk) if given.for_whom else []:
        if one.way == GOT and one.person in given.for_whom and one.person != given.person and one.date <= given.date:
            last[one.person] = one
    return [last[number] for number in given.for_whom if number in last]


def passed_on(desk: Desk, favor: Favor) -> list[Favor]:
    """What I gave to others for this favor."""
    some = [one for one in favors(desk) if one.way == GAVE and favor.person in one.for_whom]
    return [one for one in some if favor in received_before(desk, one)]


def show_history(call: Call, person: PersonRow | None, kind: str | None, all_: bool, why: bool) -> None:
    """Say it, on the terminal or as JSON."""
    desk = call.desk
    wanted = (kind or "").strip().lower()
    if kind is not None and wanted.rstrip("s") not in FAVORS:
        raise UsageFault(f'"{kind}" is no kind of favor', hint=f"one of {', '.join(FAVORS)}")
    found = histories(desk, person, wanted.rstrip("s") if wanted else "")
    if call.settings.json:
        say_json([{"name": one.person.name, "path": one.person.path, "given": [_item(favor) for favor in one.given],
                   "received": [_item(favor) for favor in one.received], "reasons": one.reasons} for one in found])  # fmt: skip
        return
    rows = sorted((favor for one in found for favor in (*one.given, *one.received)),
                  key=lambda favor: (favor.date, favor.path, favor.line, favor.name))  # fmt: skip
    if not rows:
        whom = f" between {person.name} and you" if person else ""
        say(f"nothing is noted yet as given or received{whom}")
        remark('hint: write it down as a line: - 2026-11-22 gave review: what it was; or "got" for what you received')
        return
    shown = rows if all_ or person else rows[-SHOWN:]
    if len(shown) < len(rows):
        say(f"{len(rows) - len(shown)} earlier: vaultnet give --history --all\n")
    if why:
        for favor in shown:
            say("  ".join(filter(None, (favor.date, WORDS[favor.way], _text(favor, person is None)))))
            say_reasons([favor.reason])
        return
    table = [row for favor in shown for row in _rows(desk, favor, person is None)]
    say_table(table, ("", "given", "received"), grow=(1, 2))


def _text(favor: Favor, named: bool) -> str:
    what = ": ".join(part for part in (favor.kind, favor.words) if part) or "help"
    return f"{favor.name}, {what}" if named else what


def _rows(desk: Desk, favor: Favor, named: bool) -> list[tuple[str, str, str]]:
    """A favor in the column where it belongs, and below it what was given on for it."""
    texts = [(favor.date, _cut(_text(favor, named)))]
    if favor.way == GAVE:
        names = " and ".join(one.name for one in received_before(desk, favor))
        texts += [("", _cut(f"  given on, for what {names} gave"))] if names else []
        return [(day, text, "") for day, text in texts]
    for one in passed_on(desk, favor)[:2]:
        texts.append(("", _cut(f"  given on to {one.name}, {show_day(one.date, desk.today)}")))
    return [(day, "", text) for day, text in texts]


def _cut(text: str) -> str:
    """A text in the width of its column."""
    short = text = text[: len(text) - len(text.lstrip())] + one_line(text)
    while cell_width(short) > WIDE - 2 * (short is not text):
        short = short[:-1]
    return text if short is text else short.rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def _item(favor: Favor) -> dict[str, object]:
    item: dict[str, object] = {"date": favor.date or None, "kind": favor.kind or None, "text": favor.words, "path": favor.path,
                               "line": favor.line}  # fmt: skip
    return {**item, "for": favor.for_ or None} if favor.way == GAVE else {**item, "thanked": favor.thanked or None}
