"""Projects: who works with me on what, in which part, and whose part has been neither named nor thanked."""

import json
from typing import NamedTuple

from vaultnet.dates import read_date, show_day, weekday_day
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow
from vaultnet.people.commitment import commitments_in, without_tags
from vaultnet.people.desk import Desk, Line, Reason
from vaultnet.people.person import facts_of, line_of
from vaultnet.text.lines import without_fields
from vaultnet.text.links import unlinked, wikilink
from vaultnet.text.names import topic_key

DONE = ("done", "finished", "complete", "completed", "shipped", "published", "closed")
STOPPED = ("dropped", "cancelled", "canceled", "abandoned", "stopped")
RESTING = ("paused", "someday", "planned", "idea", "on-hold")
# other words for a project that is worked on; any further word is read so as well
GOING = ("", "active", "current", "going", "in-progress", "ongoing", "open", "running", "started")


class Part(NamedTuple):
    """Somebody's part in a project: `role` in words ("" where only `people` names them), `credited` the day they were named."""

    person: int | None
    name: str
    role: str
    credited: str
    line: int


class Project(NamedTuple):
    """A project on the desk's day. `status` and `topics` are keys as `topic_key` gives them; `start`, `end` ISO or "".

    `done`: brought to its end, by its word or, without one, by its day; `going`: worked on, by its word; `active`: and its
    days include today.
    """

    note: NoteRow
    parts: tuple[Part, ...]
    status: str
    start: str
    end: str
    topics: tuple[str, ...]
    outcome: str
    done: bool
    going: bool
    active: bool


class Credit(NamedTuple):
    """A part in a finished project that has been neither named nor thanked."""

    person: int | None
    name: str
    project: str
    path: str
    role: str
    date: str
    reasons: tuple[Reason, ...]


def projects(desk: Desk) -> list[Project]:
    """Every project, by start and path."""
    found: list[Project] | None = desk.kept.get("projects")
    if found is None:
        found = desk.kept["projects"] = [_project(desk, note) for note in ask.notes_of_type(desk.index, "project")]
    return list(found)


def projects_of(desk: Desk, person: int) -> list[Project]:
    """The projects in which a person has a part."""
    numbers = {link.note for link in ask.links_to(desk.index, person, ("people", "who")) if link.type == "project"}
    found = [_project(desk, note) for note in map(desk.note, sorted(numbers)) if note]
    found = [one for one in found if any(part.person == person for part in one.parts)]
    return sorted(found, key=lambda one: (one.start, one.note.path))


def _project(desk: Desk, note: NoteRow) -> Project:
    facts = facts_of(desk, note)
    parts: dict[str, Part] = {}
    for number, name, type_, line in ask.linked(desk.index, note.id, "people"):
        if type_ in ("person", ""):
            parts[name] = Part(number, name, "", "", line)
    for entry in ask.entries_in(desk.index, note.id):
        if entry.word == "role":
            credited = json.loads(entry.fields).get("credited", "") if entry.fields else ""
            for number, name, type_ in ask.who_of(desk.index, note.id, entry.line):
                if type_ in ("person", ""):
                    parts[name] = Part(number, name, unlinked(entry.text), credited, entry.line)
    end, topics = facts.get("end"), [term.key for term in ask.terms_of(desk.index, note.id) if term.kind == "topics"]
    ended = (isinstance(end, str) and read_date(end)) or ""
    status = topic_key(unlinked(note.status))
    over = "" < ended < desk.day
    done = status in DONE or (over and not status)
    going = not done and status not in (*STOPPED, *RESTING)
    return Project(note, tuple(parts.values()), status, note.date, ended, tuple(dict.fromkeys(topics)),
                   str(facts.get("outcome") or ""), done, going, going and not over and note.date <= desk.day)  # fmt: skip


def credit_owed(desk: Desk) -> list[Credit]:
    """Whose part in a finished project has been neither named (`[credited:: ]`) nor thanked since, oldest project first."""
    thanked: dict[int, str] = {}
    for entry, person in ask.entries_with_people(desk.index, ("thanked",)):
        thanked[person] = max(thanked.get(person, ""), entry.date)
    found = []
    for project in projects(desk):
        if not project.done:
            continue
        since = project.end or project.start
        for part in project.parts:
            if part.role and not part.credited and not (part.person and thanked.get(part.person, "") >= since > ""):
                reason = Reason(f"{part.role}, {project.note.name}", project.note.path, part.line)
                found.append(
                    Credit(part.person, part.name, project.note.name, project.note.path, part.role, since, (reason,))
                )
    return found


def project_of(desk: Desk, note: NoteRow) -> Project:
    """The project that a note holds."""
    return _project(desk, note)


def project_lines(desk: Desk, note: NoteRow) -> list[Line]:
    """What is to be said of a project, label by label: who has which part, what happened last, which promises stand open
    in it, what came of it, and whose part has been neither named nor thanked."""
    project = project_of(desk, note)
    lines = [
        Line("With", f"{wikilink(part.name)} ({part.role})" if part.role else wikilink(part.name),
             Reason(part.role or "people", note.path, part.line))
        for part in project.parts
    ]  # fmt: skip
    lines += _last(desk, note)
    for one in commitments_in(desk, note):
        side = "yours" if one.side == "mine" else "theirs"
        text = f"{one.linked_words} ({side}{f', by {weekday_day(one.due, desk.today)}' if one.due else ''})"
        lines.append(Line("Open", text, Reason("promise" if one.side == "mine" else "waiting", one.path, one.line)))
    if project.outcome:
        lines.append(Line("Outcome", project.outcome, Reason("outcome", *line_of(desk, note.id, "outcome"))))
    for credit in credit_owed(desk):
        if credit.path == note.path:
            lines.append(Line("Not named yet", f"{wikilink(credit.name)} ({credit.role})", credit.reasons[0]))
    return lines


def _last(desk: Desk, note: NoteRow) -> list[Line]:
    """The newest thing that its own lines tell: an entry, or a task that was done."""
    told = [
        (entry.date, entry.line, ": ".join(filter(None, (entry.word, without_fields(entry.text)))))
        for entry in ask.entries_in(desk.index, note.id)
        if entry.word not in ("role", "?")
    ]
    told += [(task.done, task.line, f"done: {without_tags(task.text)}") for task in ask.tasks_of(desk.index, note.id)
             if task.note == note.id]  # fmt: skip
    told = [one for one in told if "" < one[0] <= desk.day]
    if not told:
        return []
    day, line, text = max(told)
    return [
        Line(
            "Last",
            f"{show_day(day, desk.today)}, {text}",
            Reason(f"on {weekday_day(day, desk.today)}", note.path, line),
        )
    ]
