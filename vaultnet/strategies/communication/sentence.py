"""A sentence as a log entry: `coffee with ada and grace yesterday: compilers`."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from vaultnet.dates import read_when
from vaultnet.errors import UsageFault
from vaultnet.index import ask
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk
from vaultnet.periods import read_past, read_period
from vaultnet.text import lines
from vaultnet.text.lines import read_entry, split_date
from vaultnet.words import FAVORS, WRITTEN

JOINED = re.compile(r"\s*(?:,|&|\+|\band\b)\s*", re.I)
LEADING = re.compile(r"(?:(with|to|from)\b|w/)\s*", re.I)
DAY_WORDS = 4  # "the day before yesterday"
_VAGUE = re.compile(r"(?:earlier )?((?:this|last) (?:week|month))\Z|(?:(?:on|at|over) )?(?:the|last) weekend\Z", re.I)
_FILLING = re.compile(r"(?:i )?(?:had )?(?:(?:a|an|another|some|quick|short|long) )*", re.I)
# how people say what a channel says, and in which direction it went
_SAID = {"called": ("call", ""), "phoned": ("call", ""), "rang": ("call", ""), "emailed": ("email", "out"),
         "mailed": ("email", "out"), "texted": ("message", "out"), "messaged": ("message", "out"),
         "lunched": ("lunch", ""), "dined": ("dinner", "")}  # fmt: skip
# `gave ada feedback on her talk`
_GAVE = re.compile(
    rf"(?P<who>\S.*?)\s+(?:(?:an?|some|my|their|her|his)\s+)?(?P<kind>{'|'.join(FAVORS)})s?\b[\s:]*(?P<text>.*)", re.I
)
_ABOUT = re.compile(r"\s(?:about|on the subject of|regarding|re)\s", re.I)


class Entry(NamedTuple):
    """What is to be written down: when, how, with whom, in which direction, and the words."""

    day: str
    channel: str
    direction: str
    people: tuple[PersonRow, ...]
    text: str


class Sentence(NamedTuple):
    """The parts of a sentence: the day said before it (ISO or ""), what was said before the words, and the words."""

    day: str
    head: str
    text: str


def is_sentence(desk: Desk, said: str) -> bool:
    """Whether this reads as a sentence, rather than as a name: it has a colon, or begins with how you were in touch."""
    parts = _parts(desk, said)
    return ":" in said or (" " in parts.head and bool(_headed(desk, parts.head).word))


def read_sentence(desk: Desk, said: str, day: str | None, find: Callable[[str], PersonRow]) -> Entry:
    """A sentence as an entry; `day` goes before the day it says itself, `find` tells who a name means.

    Raises `NoSuchName`, and `UsageFault` for a sentence without a channel, without a name, or of a day to come.
    """
    parts = _parts(desk, said)
    first = _headed(desk, parts.head)
    if not first.word:
        first = _named_first(desk, parts.head)
    if first.word in ("gave", "got") and not first.kind and (gave := _GAVE.fullmatch(first.names)):
        text = " ".join(part for part in (gave["text"], parts.text) if part)
        first, parts = first._replace(kind=gave["kind"].lower(), names=gave["who"]), parts._replace(text=text)
    if not first.word:
        raise UsageFault(
            f'"{said}" does not say how you were in touch',
            hint='begin with a channel: vaultnet log "call with ada: pricing", or name them first: vaultnet log ada "pricing"',
        )
    leading = LEADING.match(first.names)
    direction = first.direction
    if leading and leading[1] and first.word in WRITTEN and not direction:
        direction = {"from": "in", "to": "out"}.get(leading[1].lower(), "")
    names, found = split_day(desk, first.names[leading.end() :] if leading else first.names)
    people = tuple(find(name) for name in JOINED.split(names) if name.strip())
    if not people:
        raise UsageFault(f'"{said}" names nobody', hint='vaultnet log "coffee with ada: compilers"')
    when = day or parts.day or (found.isoformat() if found else desk.day)
    if when > desk.day:
        raise UsageFault(f"{when} is still to come: a log line says what happened")
    return Entry(when, f"{first.word} {first.kind}".strip(), direction, people, parts.text.strip())


def _parts(desk: Desk, said: str) -> Sentence:
    said = " ".join(said.split())
    day, said = split_date(said)
    words = said.split()
    for count in range(min(DAY_WORDS, len(words) - 1), 0, -1):
        found = None if day else said_day(" ".join(words[:count]).rstrip(",:"), desk.today)
        if found:
            day, said = found.isoformat(), " ".join(words[count:])
    head, colon, text = said.partition(": ")
    if not colon and said.endswith(":"):
        head, colon = said[:-1], ":"
    if not colon:
        head, colon, text = said.partition(" - ") if " - " in said else said.partition(":")
    if not colon and (about := _ABOUT.search(head)):
        head, text = head[: about.start()], head[about.end() :]
    bare = head[_filled(head) :]
    first, _, rest = bare.partition(" ")
    if first.lower() in _SAID:
        channel, direction = _SAID[first.lower()]
        bare = " ".join(part for part in (channel, direction, rest) if part)
    return Sentence(day, bare or head, text)


def _named_first(desk: Desk, head: str) -> lines.Entry:
    """The entry of `ada called` and `ada lunch with grace`: a name that is known, then how we were in touch. What they
    did went from them to me."""
    words = head.split()
    for count in range(min(DAY_WORDS, len(words) - 1), 0, -1):
        name, rest = " ".join(words[:count]), words[count:]
        if not ask.named_like(desk.index, name):
            continue
        channel, direction = _SAID.get(rest[0].lower(), (rest[0], ""))
        way = ["in"] if direction == "out" else []
        first = _headed(desk, " ".join((channel, *way, *rest[1:])))
        if first.word:
            others = LEADING.sub("", first.names, count=1) if first.names else ""
            return first._replace(names=", ".join(part for part in (name, others) if part and part.lower() != "me"))
    return _headed(desk, head)


def _filled(head: str) -> int:
    found = _FILLING.match(head)
    return found.end() if found else 0


def _headed(desk: Desk, head: str) -> lines.Entry:
    return read_entry(1, head + ":", "", desk.config.reading.channels)


def split_day(desk: Desk, names: str) -> tuple[str, date | None]:
    """The names without the day said after them. Somebody's whole name is never taken for a day."""
    words = names.split()
    for count in range(min(DAY_WORDS, len(words)), 0, -1):
        if ask.named(desk.index, " ".join(words[-count:])):
            return names, None
        day = said_day(" ".join(words[-count:]), desk.today)
        rest = words[:-count]
        if rest and rest[-1].lower() in ("on", "in"):
            rest = rest[:-1]
        if day is not None and rest:
            return " ".join(rest), day
    return names, None


def said_day(said: str, today: date) -> date | None:
    """The day that is meant; of a week or month that has been its first day, so that nothing is counted as later than it
    was. A day to come is given as it is: whoever asked for it must refuse it."""
    vague = _VAGUE.match(said)
    if vague:
        period = read_period(vague[1], today) if vague[1] else None
        return period[0] if period else read_past("saturday", today)
    return read_past(said, today) or read_when(said, today)
