"""A sentence as a log entry: `coffee with ada and grace yesterday: compilers`."""

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from vaultnet.dates import MONTHS, read_when
from vaultnet.errors import NoSuchName, UsageFault
from vaultnet.index import ask
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk
from vaultnet.periods import read_past, read_period, two_days
from vaultnet.text import lines
from vaultnet.text.lines import read_entry, split_date
from vaultnet.words import FAVORS, VERBS, WRITTEN

JOINED = re.compile(r"\s*(?:,|&|\+|\band\b)\s*", re.I)
LEADING = re.compile(r"(?:(with|to|from)\b|w/)\s*", re.I)
DAY_WORDS = 4  # "the day before yesterday"
_VAGUE = re.compile(r"(?:earlier )?((?:this|last) (?:week|month))\Z|(?:(?:on|at|over) )?(?:the|last) weekend\Z", re.I)
_FILLING = re.compile(r"(?:(?:i|we) )?(?:(?:had|grabbed|shared) )?(?:(?:a|an|another|some|quick|short|long) )*", re.I)
# how people say what a channel says, and in which direction it went
_SAID = {"called": ("call", ""), "phoned": ("call", ""), "rang": ("call", ""), "phone": ("call", ""),
         "emailed": ("email", "out"), "mailed": ("email", "out"), "texted": ("message", "out"),
         "messaged": ("message", "out"), "pinged": ("message", "out"), "wrote": ("message", "out"),
         "whatsapp": ("message", ""), "sms": ("message", ""), "signal": ("message", ""), "telegram": ("message", ""),
         "slack": ("message", ""), "dm": ("message", ""), "zoom": ("video", ""), "teams": ("video", ""),
         "zoomed": ("video", ""), "facetime": ("video", ""), "lunched": ("lunch", ""), "dined": ("dinner", ""),
         "saw": ("met", ""), "visited": ("met", "")}  # fmt: skip
_PHRASES = ((re.compile(r"(?:ran|bumped) into\b|met up with\b", re.I), "met"),
            (re.compile(r"heard from\b", re.I), "message in"),
            (re.compile(r"(?:replied|wrote back) to\b", re.I), "message out"),
            (re.compile(r"phone call\b", re.I), "call"))  # fmt: skip
# `spoke with ada`: how, is said afterwards, or not at all
_SPOKE = re.compile(r"(?:spoke|talked|chatted|caught up) (?:to|with)\b", re.I)
# with what the words after the names begin: `met ada at the bakery`, `saw ada for lunch on friday`
_ASIDES = frozenset("at for over in on during after before via by near outside through while when because".split())
_BY = re.compile(
    r"(?:for|over|on|by|via|through) (?:(?:a|an|the|some|quick|short|long) )*([\w-]+)(?: call)?\s*(.*)", re.I
)
# `gave ada feedback on her talk`
_GAVE = re.compile(
    rf"(?P<who>\S.*?)\s+(?:(?:an?|some|my|their|her|his)\s+)?(?P<kind>{'|'.join(FAVORS)})s?\b[\s:]*(?P<text>.*)", re.I
)
# a month or a season is no day: written under today it would count as later than it was
_SEASONS = "|".join((*MONTHS, "spring", "summer", "autumn", "fall", "winter", "[0-9]{4}"))
_LONG_AGO = re.compile(rf"(?:in|during|over) (?:(?:early|late|mid|the|last|this) )*(?:{_SEASONS})\b", re.I)
_ABOUT = re.compile(r"\s(?:about|on the subject of|regarding|re)\s", re.I)


_PARTED = re.compile(
    r":(?:\s|\Z)|\s[-–—]\s|(?<=[^\d\s]):(?=[^\s/])"
)  # HEAD from the words; `12:30` and `https:` part nothing
_ENDS_ABOUT = re.compile(r"\s(?:about|regarding|re)\Z", re.I)
_ME = re.compile(r"(?:to )?me\b\s*", re.I)


class Entry(NamedTuple):
    """What is to be written down: when, how, with whom, in which direction, and the words."""

    day: str
    channel: str
    direction: str
    people: tuple[PersonRow, ...]
    text: str


class Sentence(NamedTuple):
    """The parts of a sentence: the day said before it (ISO or ""), what was said before the words, and the words. `spoke`:
    it is not said yet how."""

    day: str
    head: str
    text: str
    spoke: bool = False


def is_sentence(desk: Desk, said: str) -> bool:
    """Whether this reads as a sentence, rather than as a name: it has a colon, or begins with how you were in touch."""
    parts = _parts(desk, said)
    if _PARTED.search(said):
        return True
    return " " in parts.head and bool(_headed(desk, parts.head).word or _named_first(desk, parts.head).word)


def read_sentence(desk: Desk, said: str, day: str | None, find: Callable[[str], PersonRow]) -> Entry:
    """A sentence as an entry; `day` goes before the day it says itself, `find` tells who a name means.

    Raises `NoSuchName`, and `UsageFault` for a sentence without a channel, without a name, or of a day to come.
    """
    if two_days(said.split()[0].rstrip(":,")):
        raise UsageFault(f'"{said.split()[0]}" may be two days', hint="write 5 Nov, or 2026-11-05")
    parts = _parts(desk, said)
    first = _headed(desk, parts.head)
    if not first.word:
        first = _named_first(desk, parts.head)
    if not first.word and parts.text:
        first, parts = _said_after(desk, parts)
    if first.word in ("gave", "got") and not first.kind and (gave := _GAVE.fullmatch(first.names)):
        text = " ".join(part for part in (gave["text"], parts.text) if part)
        first, parts = first._replace(kind=gave["kind"].lower(), names=gave["who"]), parts._replace(text=text)
    if not first.word:
        raise _wayless(desk, said)
    leading = LEADING.match(first.names)
    direction = first.direction
    if leading and leading[1] and first.word in WRITTEN and not direction:
        direction = {"from": "in", "to": "out"}.get(leading[1].lower(), "")
    names, found = split_day(desk, first.names[leading.end() :] if leading else first.names)
    names, inner, aside = _split_aside(desk, names)
    channel, found, aside = _read_aside(desk, first.word, found or inner, aside)
    if parts.spoke and channel == "met":
        raise _wayless(desk, said)
    people = tuple(dict.fromkeys(_found(find, name) for name in JOINED.split(names) if name.strip()))
    if not people:
        raise UsageFault(f'"{said}" names nobody', hint='vaultnet log "coffee with ada: compilers"')
    if parts.day and found and found.isoformat() != parts.day and not day:
        raise UsageFault(f"the sentence says {parts.day} and {found.isoformat()}", hint="leave one of the two away")
    when = day or parts.day or (found.isoformat() if found else "")
    if not when and _LONG_AGO.match(aside):
        raise UsageFault(f'"{aside}" is no day', hint="say which, as near as you know: --on 2026-03-15")
    when = when or desk.day
    if when > desk.day:
        raise UsageFault(f"{when} is still to come: a log line says what happened")
    text = "; ".join(part for part in (aside, parts.text.strip()) if part)
    return Entry(when, f"{channel} {first.kind}".strip(), direction, people, text)


def _wayless(desk: Desk, said: str) -> UsageFault:
    hint = hint_of(desk, said) or 'begin with how: vaultnet log "call with ada: pricing", or "met ada: pricing"'
    return UsageFault(f'"{said}" does not say how you were in touch', hint=hint)


def hint_of(desk: Desk, said: str) -> str:
    """How to say it so that it is understood, where it begins with a name; "" where it does not."""
    words = said.split()
    for count in range(min(DAY_WORDS, len(words) - 1), 0, -1):
        name = " ".join(words[:count]).rstrip(":,")
        if '"' not in said and ask.named_like(desk.index, name):
            return f"""name them first, and say how: vaultnet log "{name}" "call: {" ".join(words[count:])}\""""
    return ""


def _found(find: Callable[[str], PersonRow], name: str) -> PersonRow:
    try:
        return find(name)
    except NoSuchName as error:
        if not error.candidates and '"' not in name:
            error.hint = f'look for it with: vaultnet find "{name}"; somebody new: vaultnet new person "{name}"'
        raise


def _said_after(desk: Desk, parts: Sentence) -> tuple[lines.Entry, Sentence]:
    """The entry of `ada: call about pricing`: names before the colon, then how, and nothing else before the words."""
    after = _parts(desk, parts.text)
    first = _headed(desk, after.head)
    known = all(ask.named_like(desk.index, name) for name in JOINED.split(parts.head) if name.strip())
    if first.word and known and (not first.names or said_day(first.names, desk.today)):
        names = f"{parts.head} {first.names}".strip()
        return first._replace(names=names), Sentence(parts.day or after.day, parts.head, after.text)
    return first._replace(word=""), parts


def _split_aside(desk: Desk, names: str) -> tuple[str, date | None, str]:
    """The names, a day said after them, and what else is: `lena at the bakery`. All before it must be names that are known."""
    words = names.split()
    for place in range(1, len(words)):
        if words[place].lower() in _ASIDES and not ask.named(desk.index, names):
            before, day = split_day(desk, " ".join(words[:place]))
            if all(ask.named_like(desk.index, name) for name in JOINED.split(before) if name.strip()):
                return before, day, " ".join(words[place:])
    return names, None, ""


def _read_aside(desk: Desk, word: str, day: date | None, aside: str) -> tuple[str, date | None, str]:
    """The channel, the day and the words that are left, with what an aside says of them: `on friday for lunch`."""
    words = aside.split()
    for count in range(min(DAY_WORDS + 1, len(words)), 1, -1):
        said = None if day else said_day(" ".join(words[:count]), desk.today)
        if said:
            day, aside = said, " ".join(words[count:])
    by = _BY.fullmatch(aside) if word == "met" else None
    if by:
        channel, _ = _SAID.get(by[1].lower(), (by[1], ""))
        found = lines.word_of(channel, desk.config.reading.channels)
        if found and found not in VERBS:
            return found, day, by[2]
    return word, day, aside


def _parts(desk: Desk, said: str) -> Sentence:
    said = " ".join(said.split())
    day, said = split_date(said)
    words = said.split()
    for count in range(min(DAY_WORDS, len(words) - 1), 0, -1):
        found = None if day else said_day(" ".join(words[:count]).rstrip(",:"), desk.today)
        if found:
            day, said = found.isoformat(), " ".join(words[count:])
    marks = [found for found in (_PARTED.search(said), _ABOUT.search(said)) if found]
    mark = min(marks, key=lambda found: found.start(), default=None)
    head, text = (_ENDS_ABOUT.sub("", said[: mark.start()]), said[mark.end() :]) if mark else (said, "")
    bare = head[_filled(head) :]
    spoke = _SPOKE.match(bare)
    for phrase, meaning in (*_PHRASES, (_SPOKE, "met")):
        bare = phrase.sub(meaning, bare) if phrase.match(bare) else bare
    first, _, rest = bare.partition(" ")
    if first.lower() in _SAID:
        channel, direction = _SAID[first.lower()]
        bare = " ".join(part for part in (channel, direction, rest) if part)
    return Sentence(day, bare or head, text, bool(spoke))


def _named_first(desk: Desk, head: str) -> lines.Entry:
    """The entry of `ada called` and `ada lunch with grace`: a name that is known, then how we were in touch. What they
    did went from them to me."""
    words = head.split()
    for count in range(min(DAY_WORDS, len(words) - 1), 0, -1):
        name, rest = " ".join(words[:count]).rstrip(","), [word.rstrip(",") for word in words[count:]]
        if not ask.named_like(desk.index, name):
            continue
        channel, direction = _SAID.get(rest[0].lower(), (rest[0], ""))
        way = ["in"] if direction == "out" else []
        first = _headed(desk, " ".join((channel, *way, *rest[1:])))
        if first.word:
            others = _ME.sub("", LEADING.sub("", first.names, count=1))
            return first._replace(
                names=f"{name} {others}" if _continues(others) else ", ".join(filter(None, (name, others)))
            )
    return _headed(desk, head)


def _continues(others: str) -> bool:
    """Whether this goes on about the name before it: a day, or where it was, rather than another name."""
    return others.split(" ")[0].lower() in _ASIDES


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
