"""The brief: what all chapters say of one person, gathered and joined label by label."""

from collections.abc import Iterable
from typing import NamedTuple

from vaultnet.index.pulse import PersonRow
from vaultnet.people.confided import discreet
from vaultnet.people.desk import Desk, Line, Reason
from vaultnet.people.person import first_name

# the order in which a brief speaks; THEY is shown as the person's first name
THEY = "They"
LABELS = (
    "Why now",
    "Who",
    "Last time",
    "Together",
    "You",
    THEY,
    "Thanks",
    "Said",
    "Could help",
    "Ask",
    "Your news since",
)
# what `show` alone says: a note about writing or meeting stays short
ONLY_SHOWN = frozenset({"Said", "Together", "Met through", "Knows"})


class Said(NamedTuple):
    """One line of a brief: its label, the text with `[[links]]`, and the reasons."""

    label: str
    text: str
    reasons: tuple[Reason, ...]


def brief_of(desk: Desk, person: PersonRow, *, aside: bool = False) -> list[Said]:
    """What every chapter has to say of a person, in the order of `LABELS`; chapters with nothing to say are silent.

    What names somebody confidential is said in their own brief alone. `aside`: with the labels that only `show` speaks.
    """
    lines = [line for chapter in desk.chapters("brief") for line in chapter.brief(desk, person)]
    lines = discreet(desk, person.id, lines, lambda line: f"{line.text}\n{line.reason.text}")
    told = joined(line for line in lines if aside or line.label not in ONLY_SHOWN)
    return [one._replace(label=first_name(person.name)) if one.label == THEY else one for one in told]


def joined(lines: Iterable[Line]) -> list[Said]:
    """Lines of one label as one, in the order of `LABELS`, then as they come."""
    by_label: dict[str, list[Line]] = {label: [] for label in LABELS}
    for line in lines:
        by_label.setdefault(line.label, []).append(line)
    return [
        Said(
            label,
            " · ".join(dict.fromkeys(line.text for line in some)),
            tuple(dict.fromkeys(line.reason for line in some if line.reason.text)),
        )
        for label, some in by_label.items()
        if some
    ]
