"""Referrals and recommendations: ask the right person at the right moment, make it easy to help, and close the loop.

Reads request notes (`kind`, `direction`, `person`, `target`, `for`, `agreed`, `status`, `asked`, `due`, `closed`), what
people saw of my work (projects, favors, relationships) and the `me` note. Answers: what is asked both ways and what comes
next (`request`), who could vouch for me (`who --to vouch`), and whether it is the moment to ask (`people/asking.py`).
"""

from datetime import timedelta
from typing import Any

from vaultnet.dates import weekday_day
from vaultnet.errors import ERROR, HINT, Finding
from vaultnet.index import pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.asking import LATER, again_from, days_after, timing
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.people.favor import granted_unthanked
from vaultnet.people.interaction import news_to_answer
from vaultnet.people.person import facts_of, left_alone, line_of
from vaultnet.people.request import DIRECTIONS, KINDS, STATIONS, Request, requests, requests_of
from vaultnet.strategies.referrals.stations import a_what, asked_on, does, own_line, short, yeses
from vaultnet.strategies.referrals.vouch import candidates
from vaultnet.text.links import unlinked, wikilink

TITLE = "Referrals and recommendations"
ORDER = 60
__all__ = ["ORDER", "TITLE", "brief", "candidates", "check", "commands", "today"]


def __getattr__(name: str) -> Any:
    """`commands`, loaded when they are asked for: the hooks need nothing of them."""
    if name != "commands":
        raise AttributeError(name)
    from vaultnet.strategies.referrals.request import request

    return [request]


GOOD, RANK = 2, 12  # thanks among the good moments at the most, and where they stand among those of other chapters
SET = 8  # rank of an idea whose day has come: the day was chosen, so it goes before what merely fits
THANKS = 7  # days after which thanks for what was granted no longer wait for a good moment
PATIENCE = 14  # days in which an incoming request without a day is answered, and after which silence is an answer


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """What is asked between us and open; and a no that is not long ago."""
    lines = []
    for one in requests_of(desk, person.id):
        if one.person == person.id:  # whoever is only the target has not been asked
            lines += _line(desk, one)
    return lines


def _line(desk: Desk, one: Request) -> list[Line]:
    note = wikilink(one.note.name)
    reason = Reason(f"{one.direction} request, {one.status}", *line_of(desk, one.note.id, "status"))
    by = f" by {weekday_day(one.due, desk.today)}" if one.due else ""
    if one.direction == "incoming":
        if one.status in ("idea", "asked"):
            return [
                Line(
                    "They", f"asked for {a_what(one, linked=True)}{asked_on(desk, one)}, no answer yet: {note}", reason
                )
            ]
        return (
            [Line("You", f"agreed to {does(one, linked=True)}{by}: {note}", reason)] if one.status == "agreed" else []
        )
    match one.status:
        case "asked":
            text = f"asked for {a_what(one, linked=True)}{asked_on(desk, one)}, no answer yet; ask nothing more: {note}"
            return [Line("You", text, reason)]
        case "agreed" | "sent":
            return [Line("They", f"agreed to {does(one, linked=True)}; thank them, ask nothing more: {note}", reason)]
        case "declined" if again_from(one.closed) > desk.day:
            return [
                Line(
                    "They",
                    f"said no to {a_what(one, linked=True)} ({weekday_day(one.closed, desk.today)}); ask nothing now",
                    reason,
                )
            ]
    return []


def today(desk: Desk) -> list[Moment]:
    """Requests where something is to be done in these days; ideas whose day has come, and thanks for what was granted, as
    good moments: the thanks wait after a week."""
    found = requests(desk)
    people = {row.id: row for row in pulse.people(desk.index, {one.person for one in found if one.person})}
    owed = granted_unthanked(desk)
    moments: list[Moment] = []
    for one in found:
        person = people.get(one.person or 0)
        if person and left_alone(person, desk.day):
            continue
        name, path = (person.name, person.path) if person else (one.name or one.note.name, one.path)
        if one.status == "idea" and one.direction == "outgoing":
            moments += _idea(desk, one, person, name, path)
            continue
        told = _thanks(desk, one) if one.path in owed else _to_do(desk, one) if one.open else None
        if told:
            section, kind, day, text = told
            if (
                section == "moments"
                and sum(moment.rank == RANK for moment in moments if moment.section == section) >= GOOD
            ):
                continue
            reason = Reason(text.partition(":")[0], *line_of(desk, one.note.id, "due" if one.due else "status"))
            arrow = f"→ {wikilink(one.note.name)}"
            if section == "moments":  # one moment, not two: what is offered is counted
                text, arrow = f"{text} {arrow}", ""
            for said in filter(None, (text, arrow)):
                moments.append(Moment(section, kind, name, path, max(day, desk.day), said, (reason,), RANK))
    return moments


def _idea(desk: Desk, one: Request, person: PersonRow | None, name: str, path: str) -> list[Moment]:
    """What I thought of asking, around the day I set: nobody waits for it, so it is no more than a good moment. Where it is
    none, it says what comes first. Some time after its day it is left in peace, and beside news of theirs that wait for a
    word: an ask is not said in the same breath."""
    late = (desk.today - timedelta(days=PATIENCE)).isoformat()
    if not late <= one.due <= desk.until or (person and news_to_answer(desk, person.id)):
        return []
    text, quote = (
        f"you thought of asking for {a_what(one)} ({weekday_day(one.due, desk.today)})",
        short(own_line(desk, one)),
    )
    text += f': "{quote}"' if quote else ""
    reasons = [Reason("an idea of yours", *line_of(desk, one.note.id, "due"))]
    moment = timing(desk, person) if person else None
    if moment and moment.moment == LATER:
        text += f"; not yet: {moment.first}"
        reasons += moment.reasons
    text += f" → {wikilink(one.note.name)}"
    return [Moment("moments", "request", name, path, max(one.due, desk.day), text, tuple(reasons), SET)]


def _thanks(desk: Desk, one: Request) -> tuple[str, str, str, str] | None:
    granted = one.closed or one.asked
    if granted > desk.day:
        return None
    week = "" < granted <= (desk.today - timedelta(days=THANKS)).isoformat()
    text = f"granted {a_what(one)}{f' on {weekday_day(granted, desk.today)}' if granted else ''}, not thanked yet"
    return "waits" if week else "moments", "thanks", desk.day, text


def _to_do(desk: Desk, one: Request) -> tuple[str, str, str, str] | None:
    """What is mine to do by its day: (section, kind, day, text); None where nothing is in the agenda's days."""
    day, quote = _day(one), short(own_line(desk, one))
    if not day or day > desk.until:
        return None
    said = f': "{quote}"' if quote else ""
    if one.status == "agreed":
        who = "agreed to" if one.direction == "outgoing" else "you agreed to"
        return "waits", "request", day, f"{who} {does(one)}{said}"
    if one.direction == "incoming":
        if one.status not in ("idea", "asked"):
            return None
        return (
            "waits",
            "request",
            day,
            f"asks for {a_what(one)}" + (f": {yeses(one)}" if one.kind == "introduction" else said),
        )
    late = (desk.today - timedelta(days=PATIENCE)).isoformat()
    if one.status in ("asked", "sent") and late <= day < desk.day:
        waits = "no answer yet" if one.status == "asked" else "nothing heard yet"
        return "waits", "request", day, f"you asked for {a_what(one)}, {waits} (was due {weekday_day(day, desk.today)})"
    return None


def _day(one: Request) -> str:
    return one.due or (days_after(one.asked, PATIENCE) if one.direction == "incoming" else "")


def check(desk: Desk) -> list[Finding]:
    """Words in request notes that mean nothing here, and requests with nobody in them."""
    found = []
    for one in requests(desk):
        facts = facts_of(desk, one.note)
        if not facts:  # it says nothing, or what it says cannot be read and is a finding already
            continue

        def at(name: str, one: Request = one) -> tuple[str, int]:
            return line_of(desk, one.note.id, name)

        if one.kind and one.kind not in KINDS:
            message, hint = f'kind "{one.kind}" is not known', f"one of {', '.join(KINDS)}"
            found.append(Finding("request-kind", ERROR, *at("kind"), message, hint))
        if one.status not in STATIONS:
            message, hint = f'status "{one.status}" is not known', f"one of {', '.join(STATIONS)}"
            found.append(Finding("request-status", ERROR, *at("status"), message, hint))
        way = str(facts.get("direction") or "").strip()
        if way and way.lower() not in DIRECTIONS:
            message, hint = f'direction "{way}" is not known: read as outgoing', "outgoing (you ask) or incoming"
            found.append(Finding("request-direction", ERROR, *at("direction"), message, hint))
        if one.status == "granted" and facts.get("closed") in (None, ""):
            hint = f'closed: YYYY-MM-DD, or: vaultnet request "{one.note.name}" granted --on DATE'
            message = "granted, and no day says when: thanks are counted from that day"
            found.append(Finding("request-closed", HINT, *at("status"), message, hint))
        said = unlinked(str(facts.get("person") or "")).strip()
        if not said:
            hint = 'person: "[[Ada Lovelace]]", whom you ask or who asks you'
            found.append(Finding("request-person", HINT, one.path, 1, "a request with nobody in it", hint))
        elif one.person is None:
            hint = f'vaultnet new person "{said}", or mend the name'
            found.append(Finding("request-person", HINT, *at("person"), f"nobody here has the name {said}", hint))
    return found
