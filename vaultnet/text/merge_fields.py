"""A three-way merge of frontmatter, key by key, in the raw text of each key with its comments.

What only one side changed is taken as that side wrote it. Where both changed a key: equal values are one; of two dates
that only grow the later one counts; lists are merged as sets; else ours stays, and theirs is kept beside it under a key
of its own (`conflict_title`), so that the note stays readable. What comes out is read again and must have exactly the
values that were chosen.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from vaultnet.errors import Refused
from vaultnet.text.edit import set_field
from vaultnet.text.frontmatter import read_front, split
from vaultnet.text.plain import Value
from vaultnet.text.spans import find_spans

# dates that tools move forward only: the later one is right
LATER = frozenset(("last_contact", "last-contact", "last_contacted", "last-contacted", "updated", "updated_at", "modified",
                   "modified_at", "last_modified", "last-modified", "date modified", "date-modified", "lastmod"))  # fmt: skip
CONFLICT = "conflict_"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([0-9]{1,2})(:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?) ?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)


class Doubt(Exception):
    """The parts cannot be merged with certainty: the whole is merged as plain text instead."""


class Chunk(NamedTuple):
    """A key: the comment lines above it, its own lines, and its value."""

    lead: tuple[str, ...]
    raw: str
    value: Value


class Fields(NamedTuple):
    """A frontmatter taken apart; `tail` are the comments under the last key."""

    chunks: dict[str, Chunk]
    tail: tuple[str, ...]


_NOTHING = Fields({}, ())


def merge_fields(base: str, ours: str, theirs: str) -> tuple[str, list[str]]:
    """The lines between the fences, and what is in conflict, in words. Raises `Doubt`.

    Each of the three is what stands between the fences, "" where there is nothing.
    """
    old, one, other = _apart(base), _apart(ours), _apart(theirs)
    taken = {*old.chunks, *one.chunks, *other.chunks}
    merged: dict[str, Chunk] = {}
    conflicts: list[str] = []
    for key in _order(list(old.chunks), list(one.chunks), list(other.chunks)):
        b, o, t = old.chunks.get(key), one.chunks.get(key), other.chunks.get(key)
        chosen, conflict = _chosen(key, b, o, t)
        if chosen:
            merged[key] = chosen
        if not conflict:
            continue
        conflicts.append(conflict)
        if o and t:
            name = _free(key, taken)
            merged[name] = Chunk((), _renamed(t.raw, key, name), t.value)
    tail = _comments(old.tail, one.tail, other.tail)
    text = "".join("".join(chunk.lead) + chunk.raw for chunk in merged.values()) + "".join(tail)
    again = read_front(f"---\n{text}---\n")
    if again.faults or repr(sorted(again.fields.items())) != repr(sorted((k, c.value) for k, c in merged.items())):
        raise Doubt("the merged frontmatter would not read as it should")
    return text, conflicts


def _apart(source: str) -> Fields:
    """The keys with their raw lines. A line of a key runs on to the comments above the next one."""
    if not source:
        return _NOTHING
    front = read_front(f"---\n{source}---\n")
    if front.faults:
        raise Doubt(front.faults[0].message)
    lines = _LINE.findall(source)
    starts = [line - 2 for line in front.lines.values()]
    if any(low >= high for low, high in pairwise(starts)) or (starts and starts[0] < 0):
        raise Doubt("two keys on one line")
    if not starts:
        return Fields({}, tuple(lines))
    leads = [_above(lines, start, low) for start, low in zip([*starts, len(lines)], [-1, *starts], strict=True)]
    leads[0] = 0
    chunks = {}
    for place, key in enumerate(front.lines):
        start, end = starts[place], leads[place + 1]
        chunks[key] = Chunk(tuple(lines[leads[place] : start]), "".join(lines[start:end]), front.fields[key])
    return Fields(chunks, tuple(lines[leads[-1] :]))


def _above(lines: Sequence[str], start: int, low: int) -> int:
    while start - 1 > low and lines[start - 1].startswith("#"):
        start -= 1
    return start


def _chosen(key: str, b: Chunk | None, o: Chunk | None, t: Chunk | None) -> tuple[Chunk | None, str]:
    """What a key becomes, None where it goes, and what is in conflict ("" for nothing)."""
    if o is None or t is None:
        there = o or t
        if there is None or b is None:
            return there, ""
        if _same(there.value, b.value) and not {*there.lead, *_inner(there)} - {*b.lead, *_inner(b)}:
            return None, ""
        return there, f"{key}: taken out on one side, changed on the other; it stays"
    lead = _comments(b.lead if b else (), o.lead, t.lead)
    if o.raw == t.raw or (b and t.raw == b.raw):
        return o._replace(lead=lead), ""
    if b and o.raw == b.raw:
        return t._replace(lead=lead), ""
    # from here on both wrote the key's lines; who only laid them out anew has not changed the value
    if b and _same(o.value, b.value) and not _same(t.value, b.value):
        return _with_comments(t, lead, o, b), ""
    if b and _same(t.value, b.value) and not _same(o.value, b.value):
        return _with_comments(o, lead, t, b), ""
    first, second = sorted((o, t), key=lambda chunk: chunk.raw)  # the same whichever side it is called from
    if _same(o.value, t.value):
        return _with_comments(first, lead, second, b), ""
    later = _later(o, t) if key.lower() in LATER else None
    if later:
        return _with_comments(later, lead, t if later is o else o, b), ""
    together = _union(b.value if b else None, o.value, t.value)
    if together is not None:
        for chunk, rest in ((first, second), (second, first)):
            edited = _with_list(key, chunk, together)
            if edited:
                return _with_comments(edited, lead, rest, b), ""
    return o._replace(lead=lead), f"{key}: changed on both sides; theirs is kept as {CONFLICT}{key}"


def _same(one: Value, other: Value) -> bool:
    return repr(one) == repr(other)  # 1, 1.0 and true are equal to Python, not to us


def _later(ours: Chunk, theirs: Chunk) -> Chunk | None:
    """The one with the later date; None where they cannot be told apart: no dates, or a time zone on one side only."""
    one, other = _moment(ours.value), _moment(theirs.value)
    if not one or not other or (one.tzinfo is None) != (other.tzinfo is None):
        return None
    if one == other:
        return max(ours, theirs, key=lambda chunk: chunk.raw)
    return ours if one > other else theirs


def _moment(value: Value) -> datetime | None:
    """What a date says, with its time where it has one: `2026-11-01 9:00` comes before `2026-11-01 10:00`."""
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return None
    day, hour, rest, zone = found.groups()
    try:
        return datetime.fromisoformat(f"{day}T{hour:0>2}{rest}{zone or ''}" if hour else day)
    except ValueError:
        return None


def _union(base: Value, ours: Value, theirs: Value) -> list[str] | None:
    """A merge as sets: what either side took out is gone, what either added is there. None where these are no lists."""
    if not any(isinstance(value, list) for value in (base, ours, theirs)):
        return None
    sides: list[list[str]] = []
    for value in (base, ours, theirs):
        items = value if isinstance(value, list) else [] if value is None else [value]
        texts = [item for item in items if isinstance(item, str)]
        if len(texts) != len(items):
            return None
        sides.append(texts)
    old, one, other = sides
    kept = [item for item in old if item in one and item in other]
    both = [item for item in min(one, other) if item in one and item in other and item not in old]
    return kept + list(dict.fromkeys(both)) + sorted({*one, *other} - {*old, *both})


def _with_list(key: str, chunk: Chunk, items: list[str]) -> Chunk | None:
    """The chunk with these items in its list, None where its lines cannot be edited."""
    if _same(chunk.value, list(items)):
        return chunk
    try:
        text = set_field(f"---\n{chunk.raw}---\n", key, items)
    except Refused:
        return None
    block = split(text)
    return chunk._replace(raw=text[block.start : block.end], value=list(items)) if block else None


def _comments(base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    """Comment lines that both sides may have changed: none is lost."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    first, second = sorted((ours, theirs))
    return (*first, *(line for line in second if line not in first and line not in base))


def _with_comments(chosen: Chunk, lead: tuple[str, ...], other: Chunk, base: Chunk | None) -> Chunk:
    """The chosen lines, with the comments that the other side wrote among its own put above them."""
    known = {*_inner(chosen), *(_inner(base) if base else ())}
    rescued = [f"{comment}\n" for comment in _inner(other) if comment not in known]
    return chosen._replace(lead=(*lead, *(line for line in rescued if line not in lead)))


def _inner(chunk: Chunk) -> list[str]:
    if "#" not in chunk.raw:
        return []
    text = f"---\n{chunk.raw}---\n"
    block = split(text)
    if block is None:
        raise Doubt("a fence among the fields")
    return [text[start:end].rstrip() for start, end in find_spans(text, block).comments]


def _free(key: str, taken: set[str]) -> str:
    """A key for the other side's value that nothing is called yet."""
    name = stem = CONFLICT + key.removeprefix(CONFLICT)
    number = 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    taken.add(name)
    return name


def _renamed(raw: str, key: str, name: str) -> str:
    """The lines of a key under another name, quoted as it was."""
    forms = (re.escape(key), f'"{re.escape(key)}"', f"'{re.escape(key)}'")
    found = re.match(rf"([ \t]*)(?:{'|'.join(forms)})(?=[ \t]*:)", raw)
    if not found:
        raise Doubt(f"{key}: changed on both sides, and written in a form that cannot stand twice")
    quote = raw[len(found[1])] if raw[len(found[1])] in "\"'" else ""
    return found[1] + quote + name + quote + raw[found.end() :]


def _order(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    """All keys: the base's in the order of the side that moved them, new ones after the key they were written under."""
    moved = [key for key in ours if key in base] != [key for key in base if key in ours]
    order = list(dict.fromkeys([*(ours if moved else theirs), *base]))
    order = [key for key in order if key in base]
    sides = sorted((ours, theirs), key=lambda side: [key for key in side if key not in base])
    for side in reversed(sides):
        before = ""
        for key in side:
            if key not in order:
                order.insert(order.index(before) + 1 if before else 0, key)
            before = key
    return order
