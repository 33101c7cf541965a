"""Collaboration: find the right people for a piece of work, do not overload them, and name everybody's part in the end.

Reads project notes (`status`, `start`, `end`, `people`, `topics`, `outcome`), their roles with `[credited:: ]`, `expertise`,
`thanked` lines and where people live. Answers: who could join a project (`who TOPIC --to join`), what is to be said of one
(`show PROJECT`), whose part nobody has named yet (`thank`).
"""

from functools import partial
from typing import NamedTuple

import click

from vaultnet.dates import read_date, show_day
from vaultnet.errors import ERROR, HINT, Finding
from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.candidate import Candidate, Want
from vaultnet.people.desk import Desk, Line, Reason
from vaultnet.people.field import Match, field, told
from vaultnet.people.gathering import text_fact
from vaultnet.people.person import facts_of, line_of
from vaultnet.people.project import DONE, GOING, RESTING, STOPPED, Part, Project, credit_owed, projects, projects_of
from vaultnet.text.links import wikilink
from vaultnet.text.names import key

TITLE = "Collaboration"
ORDER = 50
commands: list[click.Command] = []

# the field of a project that somebody worked on with me says nearly as much as expertise they name
TOPIC_DONE, TOPIC_GOING = 0.8, 0.6
FREE = (1.0, 0.5, 0.2)  # on no active project, on one, on two or more
_COUNT = ("none", "one", "two", "three", "four", "five")


class Work(NamedTuple):
    """What a person and I have worked on: projects with their part, `done` brought to their end, `active` going on now;
    `thanked` the last line that thanks them."""

    done: tuple[tuple[Project, Part], ...]
    active: tuple[tuple[Project, Part], ...]
    thanked: ask.EntryRow | None


def work(desk: Desk) -> dict[int, Work]:
    """Everybody with a part in a project that is done or going on; what was dropped counts for nobody and against nobody."""
    found: dict[int, tuple[list[tuple[Project, Part]], list[tuple[Project, Part]]]] = {}
    for project in projects(desk):
        for part in project.parts:
            if part.person and (project.done or project.active):
                found.setdefault(part.person, ([], []))[project.active].append((project, part))
    thanks = {who: entry for entry, who in ask.entries_with_people(desk.index, ("thanked",)) if entry.date <= desk.day}
    return {who: Work(tuple(done), tuple(active), thanks.get(who)) for who, (done, active) in found.items()}


def worked(desk: Desk, one: Work) -> float:
    """How well we have worked together, 0-1: 1 - the product of (1 - weight) over what speaks for it, so that each adds to
    the rest and none makes it certain. Weights: `together`."""
    weigh = {name: min(weight, 1.0) for name, weight in desk.config.weights["together"].items()}
    left = (1 - weigh["finished"]) ** len(one.done) * (1 - weigh["going"]) ** len(one.active)
    return round(1 - left * (1 - weigh["thanked"] if one.thanked else 1), 3)


def candidates(desk: Desk, want: Want) -> list[Candidate]:
    """Who could join a project: by the field, by work together that went well, by how free they are, by the city."""
    if want.to != "join":
        return []
    with_me = work(desk)
    fields = field(desk, want.topics)
    for who, one in with_me.items():
        _add_topics(fields.setdefault(who, {}), want.topics, one)
    owed = {one.person: one for one in reversed(credit_owed(desk)) if one.person}
    city = _city(desk, want)
    nothing = Work((), (), None)
    found = []
    for person in pulse.people(desk.index, {*with_me, *fields}):
        one, matches = with_me.get(person.id, nothing), fields.get(person.id, {})
        if not matches and (one == nothing or not (one.done or one.active)):
            continue
        near = bool(city) and key(person.location.partition(",")[0].strip()) == city
        parts = {
            "field": round(sum(match.value for match in matches.values()) / len(want.topics), 3) if matches else 0.0,
            "worked": worked(desk, one),
            "free": FREE[min(len(one.active), 2)],
            "near": 1.0 if near else 0.0,
        }
        best = sorted(matches.values(), key=lambda match: (-match.value, match.reason.text))
        reasons = [*_load(one), *_together(desk, one), *(match.reason for match in best if match.reason.path)]
        if len(one.active) < 2 and one.active:
            reasons = [*reasons[1:], reasons[0]]
        if person.id in owed:
            credit = owed[person.id]
            reasons.append(credit.reasons[0]._replace(text=f"not named yet for {credit.role}, {credit.project}"))
        details = [partial(_titled, desk, person, match) for match in best if not match.reason.path]
        details += [partial(_near, desk, person)] if near else []
        found.append(Candidate(person, "join", parts, tuple(dict.fromkeys(reasons)), tuple(details)))
    return found


def _add_topics(matches: dict[str, Match], topics: tuple[str, ...], one: Work) -> None:
    """The fields of projects that somebody worked on with me, where nothing better ties them to the topic."""
    for some, value in ((one.done, TOPIC_DONE), (one.active, TOPIC_GOING)):
        for project, part in some:
            for topic in topics:
                if topic in project.topics and (topic not in matches or matches[topic].value < value):
                    text = f"{part.role or 'part'}, {project.note.name}"
                    matches[topic] = Match(value, Reason(text, project.note.path, part.line))


def _load(one: Work) -> list[Reason]:
    """On what they are at work now: one reason, where there is anything."""
    if not one.active:
        return []
    count = len(one.active)
    names = ", ".join(project.note.name for project, _ in one.active)
    said = f"on {_COUNT[count] if count < len(_COUNT) else count} active one{'' if count == 1 else 's'}: {names}"
    project, part = one.active[0]
    return [Reason(said, project.note.path, part.line)]


def _together(desk: Desk, one: Work) -> list[Reason]:
    shared = [
        Reason(f"finished {project.note.name} with you", project.note.path, part.line)
        for project, part in reversed(one.done)
    ]
    shared += [
        Reason(f"works on {project.note.name} with you", project.note.path, part.line) for project, part in one.active
    ]
    if one.thanked:
        shared.append(
            Reason(f"you thanked them {show_day(one.thanked.date, desk.today)}", one.thanked.path, one.thanked.line)
        )
    return shared


def _city(desk: Desk, want: Want) -> str:
    """The city that counts as near: the one asked for, else that of my own note."""
    mine = [text_fact(facts_of(desk, me), "location") for me in ask.notes_of_type(desk.index, "me")[:1]]
    return key((want.place or "".join(mine)).partition(",")[0].strip())


def _near(desk: Desk, person: PersonRow) -> list[Reason]:
    return [Reason(f"in {person.location}", *line_of(desk, person.id, "location"))]


def _titled(desk: Desk, person: PersonRow, match: Match) -> list[Reason]:
    return [told(desk, person.id, match)]


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """What we work on together, what we finished last, and their part that nobody has named yet."""
    mine = [
        (project, part)
        for project in projects_of(desk, person.id)
        for part in project.parts
        if part.person == person.id
    ]
    shown = [(project, part) for project, part in mine if project.going]
    shown += sorted((one for one in mine if one[0].done), key=lambda one: one[0].end or one[0].start)[-1:]
    lines = []
    for project, part in shown:
        about = ", ".join(word for word in (part.role, "done" if project.done else "") if word)
        text = f"{wikilink(project.note.name)}{f' ({about})' if about else ''}"
        lines.append(Line("Together", text, Reason(part.role or "people", project.note.path, part.line)))
    if any(project.done and part.role and not part.credited for project, part in mine):
        for one in credit_owed(desk):
            if one.person == person.id:
                lines.append(Line("Thanks", f"not named yet for {one.role}, {wikilink(one.project)}", one.reasons[0]))
    return lines


def check(desk: Desk) -> list[Finding]:
    """Projects whose status is no known word, that end before they begin, or whose dates are none."""
    found = []
    for project in projects(desk):
        note, facts = project.note, facts_of(desk, project.note)
        end = facts.get("end")
        if project.status not in (*DONE, *STOPPED, *RESTING, *GOING):
            message = f'status "{note.status}" is no word for a project: it counts as active'
            found.append(
                _finding(desk, project, "project-status", HINT, "status", message, "active, done, dropped or paused")
            )
        if end is not None and end != "" and not project.end:
            found.append(
                _finding(desk, project, "date", ERROR, "end", f'end "{end}" is not a date', "write it as YYYY-MM-DD")
            )
        if project.start and project.end and project.end < project.start:
            message = f"it ends on {project.end}, before it starts on {project.start}"
            found.append(
                _finding(desk, project, "project-dates", ERROR, "end", message, "one of the two dates is wrong")
            )
        text = ask.text_of(desk.index, note.id)
        lines = text.split("\n") if "[credited::" in text else []
        for part in project.parts:
            line = lines[part.line - 1] if part.line <= len(lines) else ""
            if "[credited::" in line and not read_date(part.credited):
                message = f'credited "{part.credited}" is not a date' if part.credited else "[credited:: ] has no date"
                found.append(Finding("date", ERROR, note.path, part.line, message, "write it as YYYY-MM-DD", line))
    return found


def _finding(desk: Desk, project: Project, code: str, severity: str, fact: str, message: str, hint: str) -> Finding:
    path, line = line_of(desk, project.note.id, fact)
    lines = ask.text_of(desk.index, project.note.id).split("\n")
    return Finding(code, severity, path, line, message, hint, lines[line - 1] if line <= len(lines) else "")
