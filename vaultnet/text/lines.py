"""The lines of a note's body: headings, entries, and what is hidden (code, comments, managed regions).

An *entry* is a dated log line, `- [DATE] [HEAD]: TEXT` (docs/format.md). This file gives its parts; what counts as contact
depends on the note it stands in and is decided in `vaultnet.note`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from vaultnet.dates import read_date
from vaultnet.text.links import WIKILINK, find_links, link_key
from vaultnet.words import CHANNEL_ALIASES, CHANNELS, FAVOR_ALIASES, FAVORS, VERBS, WRITTEN

_MARKER = re.compile(r"^%%[ \t]*vaultnet:(?:begin[ \t]+(\S+)[ \t]*%%[ \t]*$|end[ \t]+(\S+)[ \t]*%%)", re.M)
# code, or where a comment begins; possessive, so that a long run of ticks is looked at once
_HIDDEN = re.compile(
    r"^[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+)?(?P<fence>`{3,}|~{3,})[^\n`]*$"
    r"(?:.*?^[ \t]*(?:>[ \t]?)*(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?P<comment>%%|<!--)"
    r"|(?<!`)(?P<ticks>`++)[^\n]*?(?<!`)(?P=ticks)(?!`)",
    re.M | re.S,
)
_FENCED = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+)?(?:`{3,}|~{3,})[^\n`]*\n")
_COMMENT_ENDS = {"%%": "%%", "<!--": "-->"}
_NOT_NEWLINE = re.compile(r"[^\n]+")
# a heading, or a list item; STARTS is the cheap test before it
LINE = re.compile(r"([ \t]*)(?:(#{1,6})[ \t]+(.*)|(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(\S.*))$")
STARTS = frozenset("-*+# \t0123456789")

_DATED = re.compile(
    r"(?:\[\[([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\|[^\]\n]*)?\]\]|([0-9]{4}-[0-9]{2}-[0-9]{2}))(?![0-9])"
    r"(?:[T \t][ \t]*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9]))?"  # a time of day says no more than the day
    r"(?:[ \t]*\(?(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*\)?(?![\w-]))?[ \t]*[:,–—-]?[ \t]*"
)
_LOOKS_DATED = re.compile(
    r"[\[*_]{0,3}((?:[0-9]{4}[-./–][0-9]{1,2}[-./–][0-9]{1,2}|[0-9]{1,2}[-./–][0-9]{1,2}[-./–][0-9]{4}|(?:19|20)[0-9]{6})(?![0-9]))"
)
# `Nov 5 call`, `5 Nov 2025: call`, `5.11. call`, `yesterday call`: no date that can be read on another day
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?\.?"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th|\.)?"
_LOOSELY_DATED = re.compile(
    rf"[*_]{{0,2}}(?:(?P<day>(?:{_MONTH}[ \t]+{_DAY}|{_DAY}[ \t]+{_MONTH})(?:,?[ \t]+[0-9]{{4}})?)(?P<colon>[ \t]*[:–—-])?"
    r"|(?P<short>[0-9]{1,2}[./][0-9]{1,2}\.?|yesterday|today|(?:last )?(?:mon|tues|wednes|thurs|fri|satur|sun)day))"
    r"[*_]{0,2}(?![\w./])[ \t,:–—-]*(?P<word>[^\W\d_]*)",
    re.I,
)
# `by 12/5/2026`, `📅 5.12.2026`, `due: 2026-12-02` in a task: days in a form, or a place, that nobody reads
_LOOKS_DUE = re.compile(
    r"(?:(?P<symbol>[📅📆🗓⏳⌛🛫])\ufe0f?|(?P<tag>#(?:promise|waiting)[ \t]+)?(?<!\w)(?P<word>by|until|due)(?!\w):{0,2})[ \t]*"
    rf"(?:[0-9]{{1,4}}[-./–][0-9]{{1,2}}[-./–][0-9]{{1,4}}|(?P<short>[0-9]{{1,2}}[./][0-9]{{1,2}}\.?|{_DAY}[ \t]+{_MONTH}))"
    r"(?![\w/%])",
    re.I,
)
_SEPARATOR = re.compile(r":[ \t]|:$|[ \t][-—–][ \t]")
_WORD = re.compile(r"[^\W\d_]+(?:[- ](?=[Cc]all\b|[Mm]ail\b)[^\W\d_]+)?")
_LEAD_LINK = re.compile(r"(!?)\[\[([^\[\]\n|#]*)[^\[\]\n]*\]\][ \t]*(?:[:,][ \t]*)?")
_JOIN = re.compile(r"[ \t]*(?:,|&|\+|and\b|with\b|to\b|from\b)?[ \t]*")
_AND = re.compile(r"[ \t]*(?:,(?:[ \t]*and\b)?|&|\+|and\b)[ \t]*")
_INLINE = re.compile(r"[\[(]([A-Za-z][\w -]*?)::[ \t]*((?:\[\[[^\[\]\n]*\]\]|[^\[\]()\n])*)[\])]")
_BLOCK_ID = re.compile(r"(?:^|[ \t])\^[a-zA-Z0-9-]+[ \t]*$")
TOPIC = re.compile(r"(?<![^\s(])#topic/[^\s#,;.:!?()\[\]{}'\"|<>`*]+", re.I)
EMBED = re.compile(r"!\[\[[^\]\n]*\]\]|!\[[^\]\n]*\]\([^)\n]*\)")
FIELD_LINE = re.compile(r"[ \t]*([A-Za-z][\w -]*?)::[ \t]+(\S.*)$")
_TAG = re.compile(r"#([^\s#,;.:!?()\[\]{}'\"|<>`*]+)")


class Entry(NamedTuple):
    """A log line. `word` is its channel or verb ("" for free text), `kind` a favor's kind, `direction` "in", "out" or "";
    `who` the link keys of those named in HEAD, `names` the words there that are no link; `date` ISO or "". `certain` is
    False for a line like `call [[Ada]] tomorrow`, with neither a date of its own nor a colon: it may be a plan."""

    line: int
    date: str
    word: str
    kind: str
    direction: str
    who: tuple[str, ...]
    names: str
    text: str
    certain: bool = True


def mask(body: str, *, regions: bool = True) -> str:
    """The body with code, comments and managed regions blanked out; every line keeps its number and its length.

    `regions=False` leaves managed regions in sight: their links are links like any other.
    """
    if regions and "vaultnet:begin" in body:
        body = _blanked(body, _regions(body))
    if "`" in body or "%%" in body or "<!--" in body or "~~~" in body:
        body = _blanked(body, _hidden(body))
    return body


def mask_fences(body: str) -> str:
    """The body with fenced code blanked out, and nothing else."""
    if "```" not in body and "~~~" not in body:
        return body
    spans = _hidden(body)
    return _blanked(body, (span for span in spans if _FENCED.match(body, *span)))


def _blanked(body: str, spans: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts += (body[position:start], _NOT_NEWLINE.sub(lambda m: " " * len(m[0]), body[start:end]))
        position = end
    return "".join((*parts, body[position:]))


def _regions(body: str) -> Iterator[tuple[int, int]]:
    """Each managed region, from its begin marker to the next end marker of its name."""
    markers = list(_MARKER.finditer(body))
    following: dict[str, int] = {}
    ends = []
    for marker in reversed(markers):
        if marker[2]:
            following[marker[2]] = marker.end()
        ends.append(following.get(marker[1] or "", 0))
    position = 0
    for marker, end in zip(markers, reversed(ends), strict=True):
        if marker[1] and end and marker.start() >= position:
            yield marker.start(), end
            position = end


def _hidden(body: str) -> Iterator[tuple[int, int]]:
    """Code and comments. A comment that is never closed hides nothing, and is looked for once."""
    position = 0
    unclosed: set[str] = set()
    while found := _HIDDEN.search(body, position):
        start, position, opened = found.start(), found.end(), found["comment"]
        if opened:
            close = body.find(_COMMENT_ENDS[opened], position) if opened not in unclosed else -1
            if close < 0:
                unclosed.add(opened)
                continue
            position = close + len(_COMMENT_ENDS[opened])
        yield start, position


def inline_fields(text: str) -> dict[str, str]:
    """`[key:: value]` and `(key:: value)` in a line, as Dataview reads them; keys in lower case."""
    if "::" not in text:
        return {}
    return {key.strip().lower(): value.strip() for key, value in _INLINE.findall(text)}


def without_fields(text: str) -> str:
    """What a line says, to be shown or quoted: without its inline fields, its topic tags and the block id at its end."""
    if "::" not in text and "#" not in text and "^" not in text:
        return text
    return " ".join(_BLOCK_ID.sub("", TOPIC.sub("", _INLINE.sub("", text)).rstrip()).split())


def with_field(line: str, name: str, value: str) -> str:
    """The line with `[name:: value]`: its value changed where the field stands, else the field put at the line's end
    (before a block id)."""
    for found in _INLINE.finditer(line):
        if found[1].strip().lower() == name:
            return line[: found.start(2)] + value + line[found.end(2) :]
    block = _BLOCK_ID.search(line)
    end = len((line[: block.start()] if block else line).rstrip())
    return f"{line[:end]} [{name}:: {value}]{line[end:]}"


def field_spans(text: str) -> list[tuple[int, int, str]]:
    """Where inline fields stand in a text: (start, end, key in lower case), in order."""
    if "::" not in text:
        return []
    return [(found.start(), found.end(), found[1].strip().lower()) for found in _INLINE.finditer(text)]


def tags(text: str) -> Iterator[tuple[str, int]]:
    """Every `#tag` (without the mark) and its offset. A tag needs a character that is no digit."""
    if "#" in text:
        for found in _TAG.finditer(text):
            start = found.start()
            if (start == 0 or text[start - 1] in " \t\n(") and not found[1].isdigit():
                yield found[1].rstrip("/"), start


@lru_cache(1024)
def word_of(text: str, more_channels: frozenset[str] = frozenset()) -> str:
    """The channel or verb that a word stands for, "" for any other word."""
    text = text.lower()
    text = CHANNEL_ALIASES.get(text, text)
    return text if text in _WORDS or text in more_channels else ""


_WORDS = frozenset(CHANNELS) | frozenset(VERBS)


def split_date(item: str) -> tuple[str, str]:
    """The date that an item begins with (ISO, "" for none; a time of day or a weekday after it goes too), and the rest."""
    if item[:1] in "[0123456789":
        found = _DATED.match(item)
        own = read_date(found[1] or found[2]) if found else None
        if found and own:
            return own, item[found.end() :]
    return "", item


def section_name(heading: str) -> str:
    """What a heading's section is called: without case, and without what decorates it (`## Log:`, `## log 📞`)."""
    start, end = 0, len(heading)
    while start < end and not heading[start].isalnum():  # by hand: a pattern for the end tries every mark before it
        start += 1
    while end > start and not heading[end - 1].isalnum():
        end -= 1
    return heading[start:end].lower()


def read_entry(line: int, item: str, date: str, channels: frozenset[str]) -> Entry:
    """The parts of one list item (its text after the bullet).

    `date` is what the note or a date heading gives where the item has none; `channels` are the configuration's further
    channels. Never raises.
    """
    own, item = split_date(item)
    dated, date = bool(own), own or date
    who: list[str] = []
    rest = item
    leading = _LEAD_LINK.match(rest) if rest.startswith("[[") else None
    if leading:
        rest = rest[leading.end() :]
    first = _WORD.match(rest)
    word = word_of(first[0], channels) if first else ""
    if not word and first and "-" in first[0] + " ":  # "video call" where only "video" is a channel
        head = first[0].split(" ")[0].split("-")[0]
        word, first = (word_of(head, channels), _WORD.match(head)) if head != first[0] else ("", first)
    if not word or not first:
        return Entry(line, date, "", "", "", (), "", item)
    if leading:
        who.append(link_key(leading[2]))
    bare = _blanked(rest, ((start, end) for start, end, _ in field_spans(rest)))  # what a field says is never HEAD
    end, after = _head_end(bare, first.end())
    if end >= 0:
        return _headed(line, date, word, who, bare[first.end() : end], rest[after:])
    end = _unseparated(bare, first.end(), word)
    head, text = bare[first.end() : end], rest[end:]
    if (
        bare[end:].strip() and "[[" not in head and not leading
    ):  # `text about plans`: a sentence that begins with such a word
        return Entry(line, date, "", "", "", (), "", item)
    return _headed(line, date, word, who, head, text)._replace(certain=dated or word in _OVER)


def _headed(line: int, date: str, word: str, who: list[str], head: str, text: str) -> Entry:
    """An entry that begins with a channel or verb, whose HEAD (after that word) and TEXT are known."""
    kind = direction = ""
    words = head.split(None, 2)
    if words and words[0].lower() in ("in", "out"):
        direction = words[0].lower()
        head = head.split(None, 1)[1] if len(words) > 1 else ""
    elif word in WRITTEN and (sent := _SENT.match(head)):
        direction = "in" if (sent[1].lower() == "from") != ((sent[2] or "").lower() == "me") else "out"
        head = head[sent.end() :]
    elif words and word in VERBS and (favor := _favor(words[0])) in _FAVORS:
        kind = favor
        head = head.split(None, 1)[1] if len(words) > 1 else ""
    if word == "got" and (led := _LED_TO.search(head)):  # whoever it leads to did not give it
        head, text = head[: led.start()] + head[led.end() :], f"{led[1]}: {text.strip()}".removesuffix(": ")
    names = head.strip()
    if "[[" in head:
        who += [link_key(link.target) for link in find_links(head) if not link.embed]
        names = " ".join(WIKILINK.sub(" ", head).split())
    return Entry(line, date, word, kind, direction, tuple(who), names, text.strip())


def _favor(word: str) -> str:
    word = word.lower().rstrip("s")
    return FAVOR_ALIASES.get(word, word)


_FAVORS = frozenset(FAVORS)
_OVER = frozenset(("met", "gave", "got", "thanked"))  # words of what has happened: no plan is written with them
_WAY = re.compile(r"[ \t]+(?:in|out)(?=[ \t])", re.I)
# `email from Ada`, `message to him`: as people say in and out of what is written
_SENT = re.compile(r"[ \t]*\b(from|to)\b(?:[ \t]+(me|him|her|them)\b)?", re.I)
_KIND = re.compile(rf"[ \t]+(?:{'|'.join(FAVORS)})s?(?=[ \t]+(?:(?:to|from)[ \t]+)?\[\[|[ \t]*$)", re.I)
_LED_TO = re.compile(
    rf"\bto[ \t]+((?:{WIKILINK.pattern})(?:[ \t]*(?:,|&|\+|\band\b)[ \t]*(?:{WIKILINK.pattern}))*)", re.I
)


def _head_end(rest: str, at: int) -> tuple[int, int]:
    """Where HEAD ends and TEXT begins; (-1, -1) without a separator."""
    position = at
    for found in _SEPARATOR.finditer(rest, at):
        # a separator inside [[a link]] is part of the link's name
        if rest.count("[[", position, found.start()) > rest.count("]]", position, found.start()):
            continue
        return found.start(), found.end()
    return -1, -1


def _unseparated(rest: str, at: int, word: str) -> int:
    """Where HEAD ends in `met [[A]] and [[B]] at the door`: without a separator it is the links that follow at once.

    Where no link follows, the whole is TEXT: a name in a sentence is a mention, and counting it would be a guess.
    """
    position = at
    found = (_KIND if word in VERBS else _WAY).match(rest, position)
    if found:
        position = found.end()
    end = position
    while True:
        joined = _JOIN.match(rest, position)
        link = WIKILINK.match(rest, joined.end() if joined else position)
        if link is None:
            break
        position = end = link.end()
    return end


def leading_links(item: str) -> tuple[tuple[str, ...], str]:
    """The links that an item begins with, joined by a comma, `&` or "and", as link keys; and the rest of it."""
    who, end = list[str](), 0
    link = WIKILINK.match(item)
    while link:
        who.append(link_key(link[1]))
        end = link.end()
        link = WIKILINK.match(item, joined.end()) if (joined := _AND.match(item, end)) else None
    return tuple(who), item[end:]


def looks_dated(item: str) -> str:
    """What an item wears as its date, whether that is a date or not ("" where it wears none). Words such as `Nov 5` or
    `yesterday` count only before a channel or verb, the day of a month before a colon as well."""
    found = _LOOKS_DATED.match(item)
    if found:
        return found[1]
    loose = _LOOSELY_DATED.match(item)
    if loose and (loose["colon"] or word_of(loose["word"])):
        return loose["day"] or loose["short"]
    return ""


def looks_due(text: str, *, sided: bool) -> str:
    """What a task's text without its fields wears as its due date, which nobody reads, "" for nothing. Words count only in
    a promise or what one waits for (`sided`), and in prose no day without a year: `by 3.5` may be anything."""
    for found in _LOOKS_DUE.finditer(text):
        told = found["tag"] or (found["word"] or "").lower() == "due" or not found["short"]
        if found["symbol"] or (sided and told):
            return found[0].removeprefix(found["tag"] or "")
    return ""
