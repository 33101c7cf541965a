"""The lines of an event's note that say what I have to do with it: talks and deadlines.

`- talk 14:00 room B: The migration nobody noticed` and `- deadline 2026-12-01: call for papers` (docs/format.md 6.14). A
task with a day is a deadline too: the agenda has it as a task, the event's page with the others.
"""

import re
from typing import NamedTuple

from vaultnet.dates import read_date, weekday_day
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow
from vaultnet.people.commitment import without_tags
from vaultnet.people.desk import Desk
from vaultnet.text.frontmatter import read_front
from vaultnet.text.lines import LINE, mask
from vaultnet.text.links import unlinked

_TALK = re.compile(
    r"(?:my[ \t]+)?talk\b(?![ \t]+(?:with|to|about)\b)(?P<head>(?:[^:\n]|:(?=\S))*)(?::(?:[ \t]+(?P<text>.*))?)?$", re.I
)
_TIME = re.compile(r"\b([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])\b(?:[ \t]*h\b)?")
_DEADLINE = re.compile(r"deadline\b(?P<day>(?:[^:\n]|:(?=\S))*)(?::(?:[ \t]+(?P<text>.*))?)?$", re.I)
_SMALL = re.compile(r"(?:(?:(?:at|in|on|is)\b|[,;–—-])[ \t]*)+", re.I)


class Talk(NamedTuple):
    """A talk of mine: when ("14:00" or ""), where, its title ("" where none is said), the line."""

    time: str
    place: str
    title: str
    line: int

    @property
    def words(self) -> str:
        """When and where: `14:00 room B`."""
        return " ".join(part for part in (self.time, self.place) if part)


class Deadline(NamedTuple):
    """What has to be done by a day (ISO, "" where what stands there is no date: `said`); `task`: as a task says."""

    day: str
    text: str
    line: int
    said: str
    task: bool = False


def talks(desk: Desk, note: NoteRow) -> list[Talk]:
    """The talks that an event's note says are mine, in the order of its lines."""
    found = []
    for number, item in _items(desk, note):
        said = _TALK.match(item)
        if said is None:
            continue
        head, title = said["head"], (said["text"] or "").strip()
        time = _TIME.search(head)
        if not time and not title and not _SMALL.match(head.strip()):
            continue  # `talk` alone, or words that only begin with it
        place = f"{head[: time.start()]} {head[time.end() :]}" if time else head
        place = _without_small(place)
        found.append(Talk(f"{int(time[1]):02}:{time[2]}" if time else "", place, unlinked(title.strip('"“”')), number))
    return found


def deadlines(desk: Desk, note: NoteRow) -> list[Deadline]:
    """The deadlines of an event's note: its lines, and its open tasks that have a day; by day."""
    found = []
    for number, item in _items(desk, note):
        said = _DEADLINE.match(item)
        if said:
            day = said["day"].strip("[]() \t")
            found.append(Deadline(read_date(day) or "", unlinked((said["text"] or "deadline").strip()), number, day))
    for task in ask.tasks_of(desk.index, note.id):
        if task.note == note.id and task.due and task.status not in "xX-":
            found.append(Deadline(task.due, without_tags(unlinked(task.text)), task.line, task.due, True))
    return sorted(found, key=lambda one: (one.day, one.line))


def by_day(desk: Desk, one: Deadline) -> str:
    """`call for papers (by Tue 1 Dec)`."""
    return f"{one.text} (by {weekday_day(one.day, desk.today)})" if one.day else one.text


def _items(desk: Desk, note: NoteRow) -> list[tuple[int, str]]:
    """The list items of a note that are no task, with their line numbers; code and managed regions left out."""
    text = ask.text_of(desk.index, note.id)
    low = text.lower()
    if "talk" not in low and "deadline" not in low:
        return []
    front = read_front(text)
    found = []
    for number, shown in enumerate(mask(text[front.body :]).split("\n"), front.body_line):
        item = LINE.match(shown)
        if item and item[4] and not item[4].startswith("["):
            found.append((number, item[4].strip()))
    return found


def _without_small(place: str) -> str:
    """A place without the small words before and behind it."""
    place = " ".join(place.split())
    found = _SMALL.match(place)
    return place[found.end() if found else 0 :].rstrip(" ,;-–—")
