"""When the next contact with a person is due, by their tier or cadence, and what their silence says. Rules: docs/format.md."""

from datetime import date, timedelta
from typing import NamedTuple

from vaultnet.dates import read_date, span
from vaultnet.index import ask, rhythm
from vaultnet.index.ask import PersonRow
from vaultnet.people.desk import Desk, Reason

DRIFT_GAPS, DRIFT_SPAN, DRIFT_GRACE = 3, 21, 14
SILENCE_IS_AN_ANSWER = 2  # outgoing lines in a row without an answer


class Standing(NamedTuple):
    """Where contact with a person stands on a day. `why` is "due", "reply", "drift" or "" (nothing to do);
    `next` ISO or "" (never due), `overdue` days past it (negative: still to come)."""

    person: PersonRow
    why: str
    last: str
    next: str
    overdue: int
    reasons: tuple[Reason, ...]


def as_of(desk: Desk, person: PersonRow) -> PersonRow:
    """The person with the rhythm of the contacts up to today: what is dated later has not happened yet."""
    if person.last <= desk.day:
        return person
    rows = ask.contacts(desk.index, person.id, desk.day)
    blank = person._replace(days=0, last="", last_path="", last_line=0, last_word="", came="", came_path="", came_line=0,
                            other="", mutual="", unanswered=0, gaps=0, median=0.0)  # fmt: skip
    if not rows:
        return blank
    measured = rhythm.measure([(row.date, row.direction, place, row.line, row.word) for place, row in enumerate(rows)])
    return blank._replace(
        days=measured.days,
        last=measured.last,
        last_path=rows[measured.last_note].path,
        last_line=measured.last_line,
        last_word=measured.last_word,
        came=measured.came,
        came_path=rows[measured.came_note].path if measured.came else "",
        came_line=measured.came_line,
        other=measured.other,
        mutual=measured.mutual,
        unanswered=measured.unanswered,
        gaps=measured.gaps,
        median=measured.median,
    )


def standing(desk: Desk, person: PersonRow) -> Standing:
    """Whether something is due with a person today, and why."""
    person = as_of(desk, person)
    stated = read_date(person.stated) or ""
    last = max(person.last, stated if stated <= desk.day else "")
    today = desk.today.toordinal()
    silence = today - date.fromisoformat(last).toordinal() if last else 0
    next_ = ""
    overdue = 0
    if person.cadence is not None:
        due = date.fromisoformat(last) + timedelta(days=person.cadence) if last else desk.today
        next_, overdue = due.isoformat(), today - due.toordinal()
    if person.paused or person.snooze > desk.day:
        return Standing(person, "", last, next_, overdue, ())
    if person.came and person.came > max(person.other, stated if stated <= desk.day else ""):
        said = Reason(f"{_word(desk, person.came)}: their line has no answer yet", person.came_path, person.came_line)
        return Standing(person, "reply", last, next_, overdue, (said,))
    if person.unanswered >= SILENCE_IS_AN_ANSWER:
        return Standing(person, "", last, next_, overdue, ())
    if person.cadence is not None:
        if overdue < 0:
            return Standing(person, "", last, next_, overdue, ())
        return Standing(person, "due", last, next_, overdue, (_due_reason(desk, person, last, silence),))
    limit = max(2 * person.median, person.median + DRIFT_GRACE)
    if last and person.gaps >= DRIFT_GAPS and person.gaps * person.median >= DRIFT_SPAN and silence > limit:
        text = f"you used to speak about every {span(round(person.median))}; last {_word(desk, last)}"
        return Standing(person, "drift", last, "", 0, (Reason(text, person.last_path, person.last_line),))
    return Standing(person, "", last, next_, overdue, ())


def _due_reason(desk: Desk, person: PersonRow, last: str, silence: int) -> Reason:
    rhythm_ = (
        f"{person.tier} tier, every {span(person.cadence or 0)}"
        if person.tier
        else f"every {span(person.cadence or 0)}"
    )
    if not last:
        return Reason(f"no contact noted yet ({rhythm_})", person.path, 1)
    path, line = (person.last_path, person.last_line) if last == person.last else (person.path, 1)
    return Reason(
        f"last contact {_word(desk, last)}, {span(silence)} ago ({rhythm_})" if silence else "spoken today", path, line
    )


def _word(desk: Desk, iso: str) -> str:
    from vaultnet.dates import show_day

    return show_day(iso, desk.today)


def standings(desk: Desk, within: int = 0) -> list[Standing]:
    """Everybody with whom something is due today, or within so many days: the longest overdue first."""
    ahead = desk.today + timedelta(days=within)
    found = []
    for person in ask.people_to_look_at(desk.index, ahead.isoformat()):
        one = standing(desk, person)
        coming = not one.why and within and one.next and desk.day < one.next <= ahead.isoformat()
        if coming and not (person.unanswered >= SILENCE_IS_AN_ANSWER or person.snooze > desk.day):
            days = -one.overdue
            reason = Reason(
                f"next contact {_word(desk, one.next)}, in {span(days)}", person.last_path, person.last_line
            )
            one = one._replace(why="due", reasons=(reason,))
        if one.why:
            found.append(one)
    order = {"reply": 0, "due": 1, "drift": 2}
    return sorted(found, key=lambda s: (order[s.why], -s.overdue, s.person.name, s.person.path))
