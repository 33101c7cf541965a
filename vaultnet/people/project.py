"""Projects: who works with me on what, in which part, and whose part has been neither named nor thanked."""

import json
from typing import NamedTuple

from vaultnet.dates import read_date
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.person import facts_of

DONE = ("done", "finished", "completed", "shipped", "published")
STOPPED = ("dropped", "cancelled", "canceled", "abandoned")
RESTING = ("paused", "someday", "planned", "idea", "on-hold")


class Part(NamedTuple):
    """Somebody's part in a project: `role` in words ("" where only `people` names them), `credited` the day they were named."""

    person: int | None
    name: str
    role: str
    credited: str
    line: int


class Project(NamedTuple):
    """A project. `topics` are keys as `topic_key` gives them; `start`, `end` ISO or ""."""

    note: NoteRow
    parts: tuple[Part, ...]
    start: str
    end: str
    topics: tuple[str, ...]
    outcome: str

    @property
    def done(self) -> bool:
        """Brought to its end."""
        return self.note.status in DONE

    @property
    def active(self) -> bool:
        """Worked on now: neither done, stopped nor resting."""
        return self.note.status not in (*DONE, *STOPPED, *RESTING)


class Credit(NamedTuple):
    """A part in a finished project that has been neither named nor thanked."""

    person: int | None
    name: str
    project: str
    role: str
    date: str
    reasons: tuple[Reason, ...]


def projects(desk: Desk) -> list[Project]:
    """Every project, by start and path."""
    return [_project(desk, note) for note in ask.notes_of_type(desk.index, "project")]


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
            for number, name, type_ in ask.who_of(desk.index, note.id, entry.line)[:1]:
                if type_ in ("person", ""):
                    parts[name] = Part(number, name, entry.text, credited, entry.line)
    end, topics = facts.get("end"), [term.key for term in ask.terms_of(desk.index, note.id) if term.kind == "topics"]
    return Project(note, tuple(parts.values()), note.date, (isinstance(end, str) and read_date(end)) or "",
                   tuple(dict.fromkeys(topics)), str(facts.get("outcome") or ""))  # fmt: skip


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
                found.append(Credit(part.person, part.name, project.note.name, part.role, since, (reason,)))
    return found
