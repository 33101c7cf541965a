"""What people know, and how far they can decide: measures of a person that several questions about people share.

Field match of a topic: expertise counts most, then an insight given on it, then a title that names it, an interest or a
`#topic/` in their note.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from re import findall
from typing import NamedTuple

from vaultnet.dates import show_day
from vaultnet.index import ask
from vaultnet.index.influencers import titled, voices
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.goal import goals
from vaultnet.people.person import line_of
from vaultnet.text.names import key
from vaultnet.words import UNTITLED

EXPERT, VOICE, INTEREST, TITLED = 1.0, 0.7, 0.6, 0.6
_VALUES = {"expertise": EXPERT, "interests": INTEREST, "topics": INTEREST}


class Match(NamedTuple):
    """What ties a person to a topic: how much it counts (0-1), and what says so; `told` gives the line."""

    value: float
    reason: Reason


def field(desk: Desk, topics: Collection[str]) -> dict[int, dict[str, Match]]:
    """Everybody who has to do with one of these topics (as `topic_key` gives them): person -> topic -> the best match."""
    found: dict[int, dict[str, Match]] = {}

    def add(person: int, topic: str, match: Match) -> None:
        mine = found.setdefault(person, {})
        if topic not in mine or mine[topic].value < match.value:
            mine[topic] = match

    if topics:
        for term in ask.terms(desk.index, _VALUES, topics):
            if term.type == "person":
                word = (
                    "expertise" if term.kind == "expertise" else "interested in" if term.kind == "interests" else "on"
                )
                reason = Reason(f"{word} {term.text.removeprefix('topic/')}", term.path, term.line)
                add(term.note, term.key, Match(_VALUES[term.kind], reason))
        for row in voices(desk.index, topics, desk.day):
            when = f", {show_day(row.date, desk.today)}" if row.date else ""
            add(row.person, row.key, Match(VOICE, Reason(f"insight on {row.key}{when}", row.path, row.line)))
        for person, topic, title in titled(desk.index, topics):
            if topic not in found.get(person, {}):
                add(person, topic, Match(TITLED, Reason(title, "", 0)))
    return found


def told(desk: Desk, person: int, match: Match) -> Reason:
    """The line that says so. That of a title is looked up only now: of hundreds who have it a few are shown."""
    return match.reason if match.reason.path else Reason(match.reason.text, *line_of(desk, person, "title"))


def my_topics(desk: Desk) -> tuple[str, ...]:
    """What my own note says I work on or am interested in, and the topics of my open goals, as keys."""
    notes = ask.notes_of_type(desk.index, "me")
    mine = [term.key for note in notes for term in ask.terms_of(desk.index, note.id) if term.kind in _VALUES]
    return tuple(dict.fromkeys((*mine, *(term.key for goal in goals(desk) for term in goal.topics))))


def seniority(words: Mapping[str, float], title: str) -> float:
    """How far somebody with this title can decide, 0-1: the highest of the `words` (of `config.seniority`) that stand in
    it as whole words; `UNTITLED` where none does."""
    said = findall(r"\w+", key(title))
    found = [words[word] for word in said if word in words]
    if len(said) > 1:
        text = f" {' '.join(said)} "
        found += [words[phrase] for phrase in _phrases(tuple(words)) if f" {phrase} " in text]
    return max(found, default=UNTITLED)


@lru_cache(4)
def _phrases(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if " " in word)
