"""The brief: what all chapters say of one person, gathered and joined label by label."""

from typing import NamedTuple

from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Line, Reason
from vaultnet.people.person import first_name

# the order in which a brief speaks; THEY is shown as the person's first name
THEY = "They"
LABELS = ("Why now", "Who", "Last time", "You", THEY, "Could help", "Ask", "Your news since")


class Said(NamedTuple):
    """One line of a brief: its label, the text with `[[links]]`, and the reasons."""

    label: str
    text: str
    reasons: tuple[Reason, ...]


def brief_of(desk: Desk, person: PersonRow) -> list[Said]:
    """What every chapter has to say of a person, in the order of `LABELS`; chapters with nothing to say are silent."""
    lines: dict[str, list[Line]] = {}
    for chapter in desk.chapters("brief"):
        for line in chapter.brief(desk, person):
            lines.setdefault(line.label, []).append(line)
    order = [*LABELS, *(label for label in lines if label not in LABELS)]
    return [
        Said(
            first_name(person.name) if label == THEY else label,
            " · ".join(dict.fromkeys(line.text for line in lines[label])),
            tuple(dict.fromkeys(line.reason for line in lines[label] if line.reason.text)),
        )
        for label in order
        if lines.get(label)
    ]
