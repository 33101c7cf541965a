"""Goals: what I want to reach, what that needs of others, and which field it lies in."""

from typing import NamedTuple

from vaultnet.errors import NoSuchName
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow, TermRow
from vaultnet.people.desk import Desk
from vaultnet.text.links import unlinked

CLOSED = ("done", "reached", "dropped", "paused")
# what a goal needs -> the question of `who` that looks for it; an introduction is looked for by `path`
ROLES = {"mentor": "mentor", "sponsor": "sponsor", "advisor": "advise", "advice": "advise", "referral": "vouch",
         "recommendation": "vouch", "skill": "know", "collaborator": "join"}  # fmt: skip


class Goal(NamedTuple):
    """A goal. `topics` and `needs` as terms; `people` and `organizations` numbers of the notes it links to; `by` ISO or ""."""

    note: NoteRow
    by: str
    topics: tuple[TermRow, ...]
    needs: tuple[TermRow, ...]
    people: tuple[int, ...]
    organizations: tuple[int, ...]

    @property
    def open(self) -> bool:
        """Still to be reached."""
        return self.note.status not in CLOSED


def goal_of(desk: Desk, note: NoteRow) -> Goal:
    """The goal that a note holds."""
    terms = ask.terms_of(desk.index, note.id)

    def linked(role: str) -> tuple[int, ...]:
        return tuple(number for number, *_ in ask.linked(desk.index, note.id, role) if number is not None)

    needs = sorted((term for term in terms if term.kind == "needs"), key=lambda term: (term.line, term.key))
    return Goal(note, note.date, tuple(term for term in terms if term.kind == "topics"), tuple(needs), linked("people"),
                linked("organizations"))  # fmt: skip


def goal_said(desk: Desk, text: str) -> NoteRow | None:
    """The note of the goal that a text names: by its path, exactly, by another name of it, or by a beginning; None for none.

    Raises `NoSuchName` where several have the name."""
    said = unlinked(text)
    at = ask.note_at(desk.index, text if text.endswith(".md") else f"{text}.md")
    exact = [at] if at else [note for note, _ in ask.named(desk.index, said)]
    for found in (exact, ask.named_like(desk.index, said)):
        named = {note.id: note for note in found if note.type == "goal"}
        if len(named) > 1 and found is exact:
            paths = tuple(note.path for note in named.values())
            raise NoSuchName(
                f'"{said}" is the name of {len(named)} goals', candidates=paths, hint="name one by its path"
            )
        if len(named) == 1:
            return next(iter(named.values()))
    return None


def goals(desk: Desk) -> list[Goal]:
    """Every open goal, by its date (those without one last) and path."""
    found = [goal_of(desk, note) for note in ask.notes_of_type(desk.index, "goal")]
    return sorted((goal for goal in found if goal.open), key=lambda goal: (not goal.by, goal.by, goal.note.path))
