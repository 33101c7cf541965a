"""Task lines as the Obsidian Tasks plugin reads and writes them: one line in, values or changed lines out.

The plugin takes fields off the line's end, one after the other, until prose stands in the way; a date before prose is
no field, for it and so for us. Read as well: Dataview's `[due:: ...]`, a date that is a link (`📅 [[2026-12-01]]`), and
`#promise by 2026-12-01` or `#promise by friday`, typed on a phone.
Edits change a field's own characters and leave every other byte of the line as it is.
"""

import re
from datetime import date
from typing import NamedTuple

from vaultnet.dates import next_occurrence, read_date, read_when

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_LINKED = rf"\[\[(?:[^\[\]|/]*+/)*+{_DATE}(?:[|#][^\[\]]*+)?\]\]"
_DAY_OF_LINK = re.compile(rf"\[\[(?:[^\[\]|/]*+/)*+({_DATE})(?:[|#][^\[\]]*+)?\]\]")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{2,6}\b)?"
# the days that are read after `by`; what they mean is `read_when`'s business
_SOON = (
    r"today|tonight|tomorrow|next +(?:week|month|year)|(?:the +)?end +of +(?:(?:the|this|next) +)?(?:week|month|year)"
    r"|(?:(?:next|this|coming) +)?(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    rf"|(?:the +)?[0-9]{{1,2}}(?:st|nd|rd|th)? +(?:of +)?{_MONTH}|{_MONTH} +[0-9]{{1,2}}(?:st|nd|rd|th)?"
)
_DATED = {"➕": "created", "🛫": "start", "⏳": "scheduled", "⌛": "scheduled", "📅": "due", "📆": "due", "🗓": "due",
          "❌": "cancelled", "✅": "done"}  # fmt: skip
_PRIORITIES = {"🔺": "highest", "⏫": "high", "🔼": "medium", "🔽": "low", "⏬": "lowest"}
_EMOJI = _DATED | dict.fromkeys(_PRIORITIES, "priority") | {"🔁": "recurrence", "🆔": "id", "⛔": "depends",
                                                            "🏁": "on_completion"}  # fmt: skip
_KEYS = {"due": "due", "scheduled": "scheduled", "start": "start", "created": "created", "completion": "done",
         "cancelled": "cancelled", "priority": "priority", "repeat": "recurrence", "id": "id", "dependson": "depends",
         "oncompletion": "on_completion", "was": "was", "nudged": "nudged"}  # fmt: skip
_WRITTEN_KEYS = {"done": "completion"}  # the Dataview key where it is not our word
_SYMBOLS = {"created": "➕", "due": "📅", "cancelled": "❌", "done": "✅"}
_OURS = ("was", "nudged")  # what the plugin does not know
_DATE_WORDS = frozenset({*_DATED.values(), *_OURS})
_BY = ("by", "soon")
# the order in which the plugin writes its fields; ours stand before them all, since the plugin cannot read past them
_ORDER = (*_OURS, "id", "depends", "priority", "recurrence", "on_completion", "created", "start", "scheduled", "due",
          "cancelled", "done")  # fmt: skip
_RANK = {word: rank for rank, word in enumerate(_ORDER)}

_HEAD = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+\[(.)\][ \t]+")
_BLOCK_ID = re.compile(r"\^[a-zA-Z0-9-]+")
_SIDE = re.compile(r"#(?<!\S#)(promise|waiting)(?![\w-])", re.I)  # begins with "#" so that the search is quick
_SIDES = {"promise": "mine", "waiting": "theirs"}
_SYMBOL = re.compile(f"[{''.join(_EMOJI)}]")
# Every piece takes the white space behind it, so that two touch exactly where one ends and the next begins. Quantifiers
# are possessive where a long line could otherwise make the search slow; the lookahead skips prose twice as fast.
_PIECE = re.compile(
    rf"(?=[{''.join(_EMOJI)}#\[(])"
    rf"(?:[{''.join(_DATED)}]\ufe0f? *(?P<date>{_DATE}|{_LINKED})"
    rf"|(?P<priority>[{''.join(_PRIORITIES)}])\ufe0f?"
    r"|🔁\ufe0f? *(?P<rule>[a-zA-Z0-9,!][a-zA-Z0-9, !]*+)"
    r"|🆔\ufe0f? *(?P<id>[a-zA-Z0-9_-]+)"
    r"|⛔\ufe0f? *(?P<ids>[a-zA-Z0-9_-]+(?: *, *[a-zA-Z0-9_-]+)*)"
    r"|🏁\ufe0f? *(?P<then>[a-zA-Z]+)"
    r"|\[([^\[\]():]++)::(?P<square>(?:[^\[\]]++|\[\[[^\[\]]*+\]\])*+)\](?: *,)?"
    r"|\(([^\[\]():]++)::(?P<round>[^()]*+)\)(?: *,)?"
    rf"|(?i:#promise|#waiting) ++by ++(?:(?P<by>{_DATE}(?![0-9-])|{_LINKED})|(?P<soon>(?i:{_SOON}))(?![\w-]))"
    rf"|#[^\s!@#$%^&*(),.?\":{{}}|<>{''.join(_EMOJI)}]+)\s*+"
)


class Task(NamedTuple):
    """A task line. `text` is its description without fields, tags and links kept; dates are ISO or ""."""

    status: str
    text: str
    due: str = ""
    scheduled: str = ""
    start: str = ""
    created: str = ""
    done: str = ""
    cancelled: str = ""
    priority: str = ""
    recurrence: str = ""
    id: str = ""
    depends: str = ""  # ids, joined with ","
    on_completion: str = ""
    was: tuple[str, ...] = ()  # the due dates it had before it was moved, oldest first
    side: str = ""  # "mine" for a #promise, "theirs" for #waiting; the first of the two tags counts
    bad: tuple[str, ...] = ()  # what stands in a date's place and is no date
    nudged: str = ""  # when it was last asked about, ISO
    loose: str = ""  # `by friday`, where nothing says which Friday

    @property
    def open(self) -> bool:
        """Neither ticked nor dropped."""
        return self.status not in "xX-"

    @property
    def finished(self) -> bool:
        """Ticked (a dropped task is neither open nor finished)."""
        return self.status in "xX"


_NO_VALUES = dict.fromkeys(Task._fields[2:13], "")


class Completed(NamedTuple):
    """What replaces a ticked line: the next of a recurring task first, then the line itself. `fault` says why there is
    no next one where the line asks for it."""

    lines: tuple[str, ...]
    fault: str = ""


class _Field(NamedTuple):
    """A field, with its place in the line for an edit."""

    key: str  # "" for an inline field that is not the plugin's
    value: str
    start: int  # the field without the white space around it
    end: int
    at: int  # its value
    to: int
    form: str  # "emoji", "dataview" or "by"


class _Line(NamedTuple):
    """A task line taken apart."""

    text: str
    head: re.Match[str]
    pieces: list[re.Match[str]]  # fields and tags
    run: int  # the first piece behind which no prose stands
    end: int  # where a field may be added: before a block id and the line's end


def read_task(line: str, day: str = "") -> Task | None:
    """The task that a line holds; None for any other line, a quoted one too. Never raises.

    `by friday` counts from the day the task was made (➕), else from `day`, that of its note (ISO; "" where it has none).
    """
    found = _take_apart(line)
    if found is None:
        return None
    _, head, pieces, run, end = found
    tag = _SIDE.search(line, head.end(), end) if "#" in line else None
    side = _SIDES[tag[1].lower()] if tag else ""
    values = _NO_VALUES.copy()
    was: list[str] = []
    bad: list[str] = []
    nudged = soon = ""
    for place, piece in enumerate(pieces):
        key, value = _read_piece(piece)
        if not key or (place < run and key not in _OURS and piece.lastgroup not in _BY):
            continue
        if piece.lastgroup == "soon":
            soon = soon or value
            continue
        if key in _DATE_WORDS:
            iso = read_date(value)
            if iso is None:
                bad.append(value)
                continue
            if key == "was":
                was.append(iso)
                continue
            if key == "nudged":
                nudged = max(nudged, iso)
                continue
            value = iso
        values[key] = values[key] or value  # of two, the plugin takes the one on the left
    if soon and not values["due"]:
        values["due"] = _meant(soon, values["created"] or day)
    loose = soon if not values["due"] else ""
    text = _description(found) if pieces else line[head.end() : end].strip()
    return Task._make((head[1], text, *values.values(), tuple(was), side, tuple(bad), nudged, loose))


def _meant(said: str, day: str) -> str:
    """The day that somebody meant who wrote `friday` on a day, ISO; "" where nobody knows when they wrote it."""
    found = read_when(said, date.fromisoformat(day)) if day else None
    return found.isoformat() if found else ""


def _take_apart(line: str) -> _Line | None:
    head = _HEAD.match(line) if "[" in line else None
    if head is None:
        return None
    start, end = head.end(), len(line.rstrip())
    if "^" in line:
        caret = line.rfind("^", start, end)
        if caret >= 0 and line[caret - 1].isspace() and _BLOCK_ID.fullmatch(line, caret, end):
            end = len(line[:caret].rstrip())
    if "::" not in line and " by " not in line:  # then nothing before the first emoji can be a field: save the time
        symbol = _SYMBOL.search(line, start, end)
        start = symbol.start() if symbol else end
    pieces = [
        piece
        for piece in _PIECE.finditer(line, start, end)
        if line[piece.start()] != "#" or line[piece.start() - 1].isspace()
    ]
    run, edge = len(pieces), end
    while run and pieces[run - 1].end() == edge:
        run -= 1
        edge = pieces[run].start()
    return _Line(line, head, pieces, run, end)


def _read_piece(piece: re.Match[str]) -> tuple[str, str]:
    """(our key, value) of a field; ("", ...) of a tag or of another inline field."""
    group = piece.lastgroup
    if group is None:
        return "", ""
    if group == "date":
        return _DATED[piece.string[piece.start()]], _unlinked(piece["date"])
    value = piece[group].strip()
    if group in _BY:
        return "due", _unlinked(value)
    if group == "priority":
        return "priority", _PRIORITIES[value]
    if group == "square" or group == "round":
        key = _KEYS.get(piece[(piece.lastindex or 0) - 1].strip().casefold(), "")
        if key == "priority":
            value = value.casefold()
            return (key, value) if value in _PRIORITIES.values() else ("", value)
    else:
        key = _EMOJI[piece.string[piece.start()]]
    if key in _DATE_WORDS:
        value = _unlinked(value)
    return key, value.replace(" ", "") if key == "depends" else value


def _unlinked(value: str) -> str:
    """The date that a link to a day's note holds; anything else as it is."""
    found = _DAY_OF_LINK.fullmatch(value) if value[:1] == "[" else None
    return found[1] if found else value


def _description(found: _Line) -> str:
    """The text of a task without its fields. Where a field of ours or `by DATE` stands amid prose, it is cut out too: the
    text names the task, and must stay the same when its date changes."""
    line, head, pieces, run, end = found
    parts: list[str] = []
    start = head.end()
    for place, piece in enumerate(pieces):
        group = piece.lastgroup
        if group is None or (place < run and group not in _BY and _read_piece(piece)[0] not in _OURS):
            continue
        parts.append(line[start : piece.start()].strip())
        if group in _BY:
            parts.append(piece[0].split(None, 1)[0])
        start = piece.end()
    parts.append(line[start:end].strip())
    return " ".join(filter(None, parts))


def _fields(found: _Line) -> list[_Field]:
    """The fields of a line from left to right: those at its end, and wherever they stand ours and `by DATE`, which the
    plugin does not know and whose place it therefore cannot rule."""
    fields = []
    for place, piece in enumerate(found.pieces):
        group = piece.lastgroup
        key, value = _read_piece(piece)
        if group is None or (place < found.run and key not in _OURS and group not in _BY):
            continue
        form = "by" if group in _BY else "dataview" if group in ("square", "round") else "emoji"
        at = piece.start(group) + len(piece[group]) - len(piece[group].lstrip())
        to = at + len(piece[group].strip())
        fields.append(_Field(key, value, piece.start(), piece.start() + len(piece[0].rstrip()), at, to, form))
    return fields


_Edit = tuple[int, int, str]  # from, to, what stands there afterwards


def _edited(line: str, edits: list[_Edit]) -> str:
    for at, to, new in sorted(edits, reverse=True):
        line = line[:at] + new + line[to:]
    return line


def _put(found: _Line, key: str, value: str, *, again: bool = False) -> _Edit:
    """The edit that gives a field its value: in its place, else (or `again`) as a new one where the plugin has it."""
    fields = _fields(found)
    for field in fields:
        if field.key == key and not again:
            return field.at, field.to, value
    place = next((f.start for f in fields if _RANK.get(f.key, -1) > _RANK[key] and f.form != "by"), found.end)
    place = _before(found.text, place, found.head.end(1) + 1)
    known = [field.form for field in fields if field.key not in ("", *_OURS)]
    if "dataview" in known and "emoji" not in known:
        new = f"  [{_WRITTEN_KEYS.get(key, key)}:: {value}]"  # two blanks, as the plugin writes them
    else:
        new = f" [{key}:: {value}]" if key in _OURS else f" {_SYMBOLS[key]} {value}"
    return place, place, new


def _before(line: str, place: int, floor: int) -> int:
    while place > floor and line[place - 1].isspace():
        place -= 1
    return place


def _without(found: _Line, *keys: str) -> list[_Edit]:
    edits = []
    for field in _fields(found):
        if field.key in keys:
            glued = (
                field.end < found.end and not found.text[field.end].isspace()
            )  # words around it must not run together
            edits.append((_before(found.text, field.start, found.head.end()), field.end, " " if glued else ""))
    return edits


def _marked(found: _Line, status: str) -> _Edit:
    return *found.head.span(1), status


def complete(line: str, on: str, due: str = "") -> Completed:
    """Tick a task on a day (ISO): `[x]` and the date, and above it the next one of a recurring task. A ticked line
    stays as it is; so does a line that is no task. `due` is what `by friday` means, where the line itself does not tell."""
    found, task = _take_apart(line), read_task(line)
    if found is None or task is None or task.finished:
        return Completed((line,))
    ticked = _edited(line, [_marked(found, "x"), *_without(found, "cancelled"), _put(found, "done", on)])
    if not task.recurrence:
        return Completed((ticked,))
    dated = [field for field in _fields(found) if field.key in ("due", "scheduled", "start")]
    days = [read_date(field.value) or (task.due or due if field.form == "by" else "") for field in dated]
    for field, day in zip(dated, days, strict=True):
        if not day:
            return Completed((ticked,), f'no next task: "{field.value}" is not a date')
    reference, today = task.due or due or task.scheduled or task.start, date.fromisoformat(on)
    old = date.fromisoformat(reference) if reference else today
    try:
        new = next_occurrence(task.recurrence, old, today)
        if new is None:
            return Completed((ticked,), f'no next task: "{task.recurrence}" names no day to come')
        moved = [(date.fromisoformat(day) + (new - old)).isoformat() for day in days]
    except OverflowError:
        return Completed((ticked,), f'no next task: "{task.recurrence}" leads out of the calendar')
    edits: list[_Edit] = [(field.at, field.to, day) for field, day in zip(dated, moved, strict=True)]
    if task.created:
        edits.append(_put(found, "created", on))
    edits += [_marked(found, " "), *_without(found, "done", "cancelled", "id", "depends", *_OURS)]
    tail = len(line.rstrip())
    if tail > found.end:  # a block id names one line only
        edits.append((found.end, tail, ""))
    return Completed((_edited(line, edits), ticked))


def drop(line: str, on: str) -> str:
    """Give a task up on a day (ISO): `[-]` and the date. A line that is no open task stays as it is."""
    found, task = _take_apart(line), read_task(line)
    if found is None or task is None or not task.open:
        return line
    return _edited(line, [_marked(found, "-"), _put(found, "cancelled", on)])


def move_due(line: str, new: str, due: str = "") -> str:
    """Give a task another due date, and keep the one it had as `[was:: ...]`. A line that is no task stays as it is.
    `due` as for `complete`."""
    found, task = _take_apart(line), read_task(line)
    if found is None or task is None or (task.due or due) == new:
        return line
    edits = [_put(found, "due", new)]
    if task.due or due:
        edits.append(_put(found, "was", task.due or due, again=True))
    return _edited(line, edits)


def nudge(line: str, on: str) -> str:
    """Note on a task that it was asked about on a day (ISO): `[nudged:: ...]`, once. A line that is no open task stays."""
    found, task = _take_apart(line), read_task(line)
    if found is None or task is None or not task.open:
        return line
    return _edited(line, [_put(found, "nudged", on)])


def new_task(text: str, *, created: str = "", due: str = "", side: str = "") -> str:
    """`- [ ] text #promise ➕ created 📅 due`; "" leaves a part out. What `text` holds already is not written twice: a
    date in it gives way to the one given, its tag stands."""
    line = f"- [ ] {' '.join(text.split())}"
    tag = next((tag for tag, meant in _SIDES.items() if meant == side), "")
    found = _take_apart(line)
    if tag and found and tag not in (word.casefold() for word in _SIDE.findall(line)):
        first = next((field.start for field in _fields(found) if field.key), found.end)
        place = _before(line, first, found.head.end(1) + 1)
        line = _edited(line, [(place, place, f" #{tag}")])
    for key, value in (("created", created), ("due", due)):
        found = _take_apart(line)
        if value and found:
            line = _edited(line, [_put(found, key, value)])
    return line
