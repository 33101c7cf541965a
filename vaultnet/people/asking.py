"""Whether it is a good moment to ask somebody for something, and what comes first where it is not.

The rules are manners (docs/strategies/referrals.md). They advise; the person decides, in silence.
"""

from datetime import date, timedelta
from typing import NamedTuple

from vaultnet.dates import show_day, span
from vaultnet.index import pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.favor import thanks_owed
from vaultnet.people.request import WAITING, Request, requests_of

NOW, LATER = "now", "later"
DECLINED = 183  # days after a no
COLD = 270  # days without a word that went both ways; a longer rhythm of theirs counts as well
ASKS = 2  # contacts in a row that were asks


class Timing(NamedTuple):
    """Whether to ask now or later. `first` says what to do before, "" for nothing; the reasons say why."""

    moment: str
    first: str
    reasons: tuple[Reason, ...]


def timing(desk: Desk, person: PersonRow) -> Timing:
    """Whether this is a moment to ask a person for something. The first rule that holds says what to do first."""
    mine = [one for one in requests_of(desk, person.id) if one.direction == "outgoing" and one.person == person.id]
    told = [*_unthanked(desk, person), *_open(mine), *_declined(desk, mine), *_asked_twice(desk, person, mine),
            *_no_answer(person), *_cold(desk, person)]  # fmt: skip
    if not told:
        return Timing(NOW, "", ())
    return Timing(LATER, told[0][0], tuple(reason for _, reason in told))


def _unthanked(desk: Desk, person: PersonRow) -> list[tuple[str, Reason]]:
    owed = thanks_owed(desk, person.id)
    if not owed:
        return []
    favor = owed[-1]
    what = f"{favor.kind} of" if favor.kind else "help of"
    reason = Reason(f"not thanked yet for the {what} {show_day(favor.date, desk.today)}", favor.path, favor.line)
    return [("thank them first, in a message of its own", reason)]


def _open(mine: list[Request]) -> list[tuple[str, Reason]]:
    waiting = [one for one in mine if one.status in WAITING]
    return [("let what you asked come to its end first", Reason(f"asked already: {one.words}", one.path, 1))
            for one in waiting[:1]]  # fmt: skip


def _declined(desk: Desk, mine: list[Request]) -> list[tuple[str, Reason]]:
    since = (desk.today - timedelta(days=DECLINED)).isoformat()
    nos = [one for one in mine if one.status == "declined" and (one.closed or one.asked) >= since]
    return [("take their no as it is, and stay in touch without asking",
             Reason(f"said no {show_day(one.closed or one.asked, desk.today)}", one.path, 1)) for one in nos[:1]]  # fmt: skip


def _asked_twice(desk: Desk, person: PersonRow, mine: list[Request]) -> list[tuple[str, Reason]]:
    days = {one.asked: one for one in mine if one.asked}
    last = list(dict.fromkeys(row.date for row in reversed(pulse.contacts(desk.index, person.id, desk.day))))[:ASKS]
    if len(last) < ASKS or not all(day in days for day in last):
        return []
    reason = Reason(f"the last {ASKS} times you wrote, you asked for something", days[last[0]].path, 1)
    return [("write once without asking: what have they been working on?", reason)]


def _no_answer(person: PersonRow) -> list[tuple[str, Reason]]:
    if person.unanswered < 2:
        return []
    return [("leave it for now: silence is an answer, too",
             Reason("the last two lines had no answer", person.last_path, person.last_line))]  # fmt: skip


def _cold(desk: Desk, person: PersonRow) -> list[tuple[str, Reason]]:
    if not person.mutual:
        return [("get to know each other first", Reason("you have not spoken yet", person.path, 1))]
    silence = desk.today.toordinal() - date.fromisoformat(person.mutual).toordinal()
    if silence <= max(COLD, 3 * (person.cadence or 0) // 2):
        return []
    reason = Reason(f"not spoken for {span(silence)}", person.last_path, person.last_line)
    return [("reconnect first, without asking for anything", reason)]
