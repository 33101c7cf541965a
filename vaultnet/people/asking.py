"""Whether it is a good moment to ask somebody for something, and what comes first where it is not.

The rules are manners (docs/strategies/referrals.md). They advise; the person decides, in silence.
"""

from datetime import date, timedelta
from typing import NamedTuple

from vaultnet.dates import plain_day, read_date, span
from vaultnet.index import pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.favor import thanks_owed
from vaultnet.people.person import line_of
from vaultnet.people.request import WAITING, Request, requests_of

NOW, LATER = "now", "later"
DECLINED = 183  # days after a no
COLD = 270  # days without a word that went both ways; a longer rhythm of theirs counts as well
ASKS = 2  # contacts in a row that were asks
SILENCES = 2  # lines of mine in a row that nobody answered


class Timing(NamedTuple):
    """Whether to ask now or later. `first` says what to do before, "" for nothing; the reasons say why."""

    moment: str
    first: str
    reasons: tuple[Reason, ...]


def timing(desk: Desk, person: PersonRow) -> Timing:
    """Whether this is a moment to ask a person for something. The first rule that holds says what to do first."""
    if person.paused:  # nothing comes before, and nothing after
        return Timing(LATER, "leave them in peace", (Reason("you do not write to them", person.path, 1),))
    mine = [one for one in requests_of(desk, person.id) if one.direction == "outgoing" and one.person == person.id]
    told = [*_set_aside(desk, person), *_unthanked(desk, person), *_open(desk, mine), *_declined(desk, mine),
            *_asked_twice(desk, person, mine), *_no_answer(person), *_cold(desk, person, mine)]  # fmt: skip
    if not told:
        return Timing(NOW, "", ())
    return Timing(LATER, told[0][0], tuple(reason for _, reason in told))


def again_from(closed: str) -> str:
    """The day from which somebody may be asked again who said no on a day, "" where nobody knows the day."""
    return days_after(closed, DECLINED)


def days_after(day: str, days: int) -> str:
    """The day so many days after one; "" for what is no date, or where no calendar goes."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat() if read_date(day) else ""
    except OverflowError:
        return ""


def _set_aside(desk: Desk, person: PersonRow) -> list[tuple[str, Reason]]:
    if person.snooze > desk.day:
        until = plain_day(person.snooze, desk.today)
        return [(f"wait until {until}", Reason(f"set aside until {until}", *line_of(desk, person.id, "snooze_until")))]
    return []


def _unthanked(desk: Desk, person: PersonRow) -> list[tuple[str, Reason]]:
    owed = thanks_owed(desk, person.id)
    if not owed:
        return []
    favor = owed[-1]
    what = favor.on(plain_day(favor.date, desk.today))
    reason = Reason(f"not thanked yet for the {what}", favor.path, favor.line)
    return [("thank them first, in a message of its own", reason)]


def _open(desk: Desk, mine: list[Request]) -> list[tuple[str, Reason]]:
    waiting = [one for one in mine if one.status in WAITING]
    return [("let that request end first", Reason(f"asked already: {one.words}", *line_of(desk, one.note.id, "status")))
            for one in waiting[:1]]  # fmt: skip


def _declined(desk: Desk, mine: list[Request]) -> list[tuple[str, Reason]]:
    nos = [one for one in mine if one.status == "declined" and again_from(one.closed or one.asked) > desk.day]
    if not nos:
        return []
    last = max(nos, key=lambda one: one.closed or one.asked)
    said = Reason(f"said no {plain_day(last.closed or last.asked, desk.today)}", *line_of(desk, last.note.id, "status"))
    return [("take their no as it is, and stay in touch without asking", said)]


def _asked_twice(desk: Desk, person: PersonRow, mine: list[Request]) -> list[tuple[str, Reason]]:
    """An ask is a time of writing whether or not the log has a line of it."""
    days = {one.asked: one for one in mine if one.asked and one.asked <= desk.day}
    written = {row.date for row in pulse.contacts(desk.index, person.id, desk.day)} | days.keys()
    last = sorted(written)[-ASKS:]
    if len(last) < ASKS or not all(day in days for day in last):
        return []
    reason = Reason(f"the last {ASKS} times you wrote, you asked for something", days[last[-1]].path, 1)
    return [("write once without asking: what have they been working on?", reason)]


def _no_answer(person: PersonRow) -> list[tuple[str, Reason]]:
    if person.unanswered < SILENCES:
        return []
    return [("leave it for now: silence is an answer, too",
             Reason(f"the last {person.unanswered} lines had no answer", person.last_path, person.last_line))]  # fmt: skip


def _cold(desk: Desk, person: PersonRow, mine: list[Request]) -> list[tuple[str, Reason]]:
    if not person.mutual:
        return [("get to know each other first", Reason("you have not spoken yet", person.path, 1))]
    silence = desk.today.toordinal() - date.fromisoformat(person.mutual).toordinal()
    if silence <= max(COLD, 3 * (person.cadence or 0) // 2):
        return []
    asked = max((one.asked for one in mine if one.asked <= desk.day), default="")
    text = f"not spoken for {span(silence)}" + ("; you asked last" if asked >= person.mutual else "")
    return [("reconnect first, without asking for anything", Reason(text, person.last_path, person.last_line))]
