"""Asking somebody to be a mentor: how they fit, whether it is the moment, a draft, and a day to come back to it."""

import re
from datetime import timedelta

from vaultnet.dates import weekday_day
from vaultnet.errors import UsageFault
from vaultnet.facts import standing_key
from vaultnet.index import ask, sessions
from vaultnet.index.pulse import PersonRow
from vaultnet.people.asking import LATER, NOW, Timing, again_from, timing
from vaultnet.people.candidate import Ranked, Want, candidates
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.goal import Goal, goal_said, goals
from vaultnet.people.interaction import news_to_answer
from vaultnet.people.person import fields_of, first_name, link_to, refuse_left_alone
from vaultnet.people.request import Request, requests_of
from vaultnet.show.console import Call, say, say_reasons
from vaultnet.show.draft import carry_out, edit_note, free_path, new_note
from vaultnet.show.fields import Fields
from vaultnet.show.page import render
from vaultnet.text.edit import set_field, set_region
from vaultnet.text.links import unlinked
from vaultnet.vault.change import Change

REGION = "briefing"
_SCORE = re.compile(r"influence [1-5] of 5")  # a judgement of mine; a note may be read over the shoulder
BACK_NOW, BACK_LATER = 14, 30  # days after which to come back to it, where one can ask now and where one cannot


def ask_to_mentor(call: Call, person: PersonRow, for_: str, *, dry_run: bool, print_path: bool, why: bool) -> None:
    """Make the request's note, or refresh the brief of the one that is open."""
    desk = call.desk
    if "mentor" in sessions.roles_in(person.relationship):
        raise UsageFault(f"{person.name} is your mentor already", path=person.path, line=1,
                         hint=f'vaultnet session "{person.name}"')  # fmt: skip
    refuse_left_alone(person, desk.day)
    goal = _goal(desk, person, for_)
    best = _fit(desk, person, goal)
    moment = best.timing if best else timing(desk, person)
    first = _first(desk, person, moment)
    open_ = _open_request(desk, person)
    idea = open_ is None or open_.status == "idea"
    due = open_.due if open_ and (open_.due > desk.day or not idea) else _back(desk, person, moment)
    back = weekday_day(due, desk.today) if idea else ""  # what is asked already waits for their answer
    values: dict[str, object] = {
        "first_name": first_name(person.name),
        "fit": [reason.text for reason in best.candidate.reasons if not _SCORE.match(reason.text)] if best else [],
        "for": link_to(desk, goal.note) if goal else for_,
        "for_words": goal.note.name if goal else for_,
        "now": moment.moment == NOW,
        "because": [reason.text for reason in moment.reasons],
        "first": first,
        "back": back,
    }
    change, path = _note(desk, person, open_, goal, for_, due, values)
    reasons = (*(best.candidate.reasons if best else ()), *moment.reasons)
    answer = {"name": person.name, "path": path,
              "parts": best.candidate.parts if best else {}, "moment": moment.moment, "first": first or None,
              "due": due or None, "reasons": reasons}  # fmt: skip
    carry_out(desk, call.settings, [change], f"a request to {person.name}, to be a mentor", dry_run=dry_run,
              print_path=print_path, answer=answer)  # fmt: skip
    if not (call.settings.json or print_path or dry_run):
        _say(moment, first, back, reasons if why else ())


def _say(moment: Timing, first: list[str], back: str, reasons: tuple[Reason, ...]) -> None:
    if moment.moment == LATER:
        say(f"not the moment to ask: {'; '.join(unlinked(reason.text) for reason in moment.reasons)}")
    for one in first:
        say(f"before that: {unlinked(one)}")
    if back:
        say(f"come back to it on {back}; the agenda will say so")
    say_reasons(reasons)


def _goal(desk: Desk, person: PersonRow, said: str) -> Goal | None:
    """The goal that is named; where nothing is said, one in a field of theirs, one that needs a mentor before others."""
    found = goals(desk)
    if said:
        named = goal_said(desk, said)
        return next((goal for goal in found if named and goal.note.id == named.id), None)
    terms = ask.terms_of(desk.index, person.id)
    theirs = {term.key for term in terms if term.kind in ("expertise", "interests", "topics")}
    fitting = [goal for goal in found if theirs & {topic.key for topic in goal.topics}]
    fitting.sort(key=lambda goal: all(need.key != "mentor" for need in goal.needs))
    return fitting[0] if fitting else None


def _fit(desk: Desk, person: PersonRow, goal: Goal | None) -> Ranked | None:
    """What `who --to mentor` would say of the person: in the goal's field, else in any."""
    wants = [Want(tuple(topic.key for topic in goal.topics), "mentor", goal=goal)] if goal else []
    for want in (*wants, Want((), "mentor")):
        found = candidates(desk, want, only=person.id)
        if found:
            return found[0]
    return None


def _first(desk: Desk, person: PersonRow, moment: Timing) -> list[str]:
    """What comes before asking: what the moment asks for, and an answer to their news, each in a message of its own."""
    told = [moment.first] if moment.first else []
    for entry in news_to_answer(desk, person.id)[:1]:
        told.append(f"answer their news ({entry.text.rstrip('.')}), in a message of its own")
    return told


def _back(desk: Desk, person: PersonRow, moment: Timing) -> str:
    """The day to come back to it. After a no: when half a year has gone by."""
    nos = [one for one in requests_of(desk, person.id) if one.direction == "outgoing" and one.status == "declined"]
    again = max((again_from(one.closed or one.asked) for one in nos), default="")
    days = BACK_NOW if moment.moment == NOW else BACK_LATER
    return max(again, (desk.today + timedelta(days=days)).isoformat())


def _open_request(desk: Desk, person: PersonRow) -> Request | None:
    found = [one for one in requests_of(desk, person.id) if one.open and one.kind == "mentorship"]
    return next((one for one in found if one.direction == "outgoing" and one.person == person.id), None)


def _note(
    desk: Desk,
    person: PersonRow,
    open_: Request | None,
    goal: Goal | None,
    for_: str,
    due: str,
    values: dict[str, object],
) -> tuple[Change | None, str]:
    page = render(desk, "mentorship/asking.md.j2", values)
    if open_:
        standing = standing_key(fields_of(open_.note), "due", "request", desk.config.reading)

        def edit(text: str) -> str:
            return set_region(text if due == open_.due else set_field(text, standing, due), REGION, page)

        return edit_note(desk, open_.path, edit), open_.path
    fields: Fields = {"type": "request", "kind": "mentorship", "direction": "outgoing", "person": link_to(desk, person)}
    if goal or for_:
        fields["for"] = link_to(desk, goal.note) if goal else for_
    fields |= {"status": "idea", "due": due}
    path, _ = free_path(desk, "request", f"Mentorship {person.name}", desk.day)
    change = new_note(desk, "mentorship/request.md.j2", path, fields, values)
    return change._replace(after=set_region((change.after or b"").decode(), REGION, page).encode()), path
