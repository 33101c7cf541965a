"""Who knows: the parts of the score `know`, and the last thing a person said on a topic of mine.

field: 1 for expertise, 0.5 for a topic in their note or their title, 0.3 for an interest. voice: 1 - 0.5 ^ n, where n counts
what they said on it, each insight halved for every year that went by. warmth: as everywhere (docs/strategies/connections.md).
"""

from datetime import date
from functools import partial

from vaultnet.dates import show_day, weekday_day
from vaultnet.index import ask, pulse
from vaultnet.index import insights as rows
from vaultnet.index.influencers import titled
from vaultnet.index.pulse import PersonRow
from vaultnet.people.candidate import Candidate, Want
from vaultnet.people.desk import Desk, Line, Reason
from vaultnet.people.field import my_topics
from vaultnet.people.insight import Insight, insights, said_in
from vaultnet.people.person import line_of
from vaultnet.people.strength import spoke, warmth
from vaultnet.text.links import unlinked
from vaultnet.text.names import unaccented

FIELD = {"expertise": 1.0, "topics": 0.5, "interests": 0.3}
TITLED = 0.5  # a title that names the topic
HALF_LIFE = 365  # days after which something that was said counts half
SAID = "Said"
SHORT = 80


def knowing(desk: Desk, want: Want) -> list[Candidate]:
    """People who know something of a topic. Without one, everybody of a place or an organization, by warmth."""
    fields, told = _fields(desk, want.topics), _voices(desk, want.topics)
    if want.topics:
        people = pulse.people(desk.index, {*fields, *told})
    elif want.place or want.org:
        people = pulse.people(desk.index)
    else:
        people = pulse.people(desk.index, told)
    found = []
    for person in people:
        if (want.place and unaccented(want.place) not in unaccented(person.location)) or (
            want.org and unaccented(want.org) not in unaccented(person.organization)
        ):
            continue
        said = told.get(person.id, [])
        value, reasons = fields.get(person.id, (0.0, []))
        warm = warmth(desk, person)
        parts = {"field": value, "voice": voice(desk, said), "warmth": warm}
        why = [*_voice_reasons(desk, said), *_warm_reasons(desk, person)]
        if want.topics or warm or said:
            found.append(Candidate(person, "know", parts, (), (partial(_told, desk, person.id, [*reasons, *why]),)))
    return found


def _told(desk: Desk, person: int, reasons: list[Reason]) -> list[Reason]:
    """The reasons, that of a title with its line: looked up for those alone who are shown."""
    return [one if one.path else Reason(one.text, *line_of(desk, person, "title")) for one in reasons]


def voice(desk: Desk, said: list[Insight]) -> float:
    """How much somebody has said, 0-1: the more and the later the more, and less for each further one."""
    today = desk.today.toordinal()
    count: float = sum(
        0.5 ** ((today - date.fromisoformat(one.date).toordinal()) / HALF_LIFE) for one in said if one.date
    )
    left: float = 0.5**count
    return round(1 - left, 3)


def _fields(desk: Desk, topics: tuple[str, ...]) -> dict[int, tuple[float, list[Reason]]]:
    found: dict[int, tuple[float, list[Reason]]] = {}
    said = rows.said_on(desk.index)
    for topic in topics:
        for term in rows.terms_below(desk.index, FIELD, topic):
            if (term.note, term.line) in said:
                continue  # what somebody said is their voice
            value, reasons = found.get(term.note, (0.0, []))
            word = {"expertise": "expertise", "topics": "topic", "interests": "interested in"}[term.kind]
            reason = Reason(f"{word} {term.text}".replace(" topic/", " "), term.path, term.line)
            if FIELD[term.kind] > value:
                found[term.note] = (FIELD[term.kind], [reason])
            else:
                found.setdefault(term.note, (value, reasons))
    for person, _, title in titled(desk.index, topics):
        if found.get(person, (0.0, []))[0] < TITLED:
            found[person] = (TITLED, [Reason(title, "", 0)])
    return found


def _voices(desk: Desk, topics: tuple[str, ...]) -> dict[int, list[Insight]]:
    told: dict[int, list[Insight]] = {}
    for one in insights(desk):
        if not topics or any(one.on(topic) for topic in topics):
            for person in one.people:
                told.setdefault(person, []).append(one)
    return told


def _voice_reasons(desk: Desk, said: list[Insight]) -> list[Reason]:
    if not said:
        return []
    last = said[-1]
    when = f", {show_day(last.date, desk.today)}" if last.date else ""
    more = f" and {len(said) - 1} more" if len(said) > 1 else ""
    return [Reason(f"said {shortened(last.words, SHORT)}{when}{more}", last.path, last.line)]


def _warm_reasons(desk: Desk, person: PersonRow) -> list[Reason]:
    if not person.mutual:
        return []
    return [spoke(desk, person)._replace(text=f"last spoke {show_day(person.mutual, desk.today)}")]


def last_said(desk: Desk, person: PersonRow) -> list[Line]:
    """A brief's line: the last thing they said on a topic of mine; one at most."""
    entries = ask.entries_about(desk.index, person.id, (rows.INSIGHT,))
    mine = frozenset(my_topics(desk)) if entries else frozenset()
    for entry in reversed(entries):
        text, topics = said_in(entry.text)
        about = sorted(topic for topic in topics if topic in mine)
        theirs = entry.own or entry.note != person.id
        if about and text and theirs and entry.date <= desk.day:
            when = f"{weekday_day(entry.date, desk.today)}, {about[0]}" if entry.date else about[0]
            return [
                Line(SAID, f"{shortened(unlinked(text), SHORT)} ({when})", Reason("insight", entry.path, entry.line))
            ]
    return []


def shortened(text: str, length: int) -> str:
    """A text that is longer, cut at a word."""
    return text if len(text) <= length else text[: length - 2].rsplit(" ", 1)[0].rstrip(".,;:") + " …"
