"""Task lines as the Obsidian Tasks plugin reads and writes them: one line in, values or changed lines out.

The plugin takes fields off the line's end, one after the other, until prose stands in the way; a date before prose is
no field, for it and so for us. Read as well: Dataview's `[due:: ...]`, and `#promise by 2026-12-01`, typed on a phone.
Edits change a field's own characters and leave every other byte of the line as it is.
"""

import re
from datetime import date
from typing import NamedTuple

from vaultnet.dates import next_occurrence, read_date

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DATED = {"➕": "created", "🛫": "start", "⏳": "scheduled", "⌛": "scheduled", "📅": "due", "📆": "due", "🗓": "due",
          "❌": "cancelled", "✅": "done"}  # fmt: skip
_PRIORITIES = {"🔺": "highest", "⏫": "high", "🔼": "medium", "🔽": "low", "⏬": "lowest"}
_EMOJI = _DATED | dict.fromkeys(_PRIORITIES, "priority") | {"🔁": "recurrence", "🆔": "id", "⛔": "depends",
                                                            "🏁": "on_completion"}  # fmt: skip
_KEYS = {"due": "due", "scheduled": "scheduled", "start": "start", "created": "created", "completion": "done",
         "cancelled": "cancelled", "priority": "priority", "repeat": "recurrence", "id": "id", "dependson": "depends",
         "oncompletion": "on_completion", "was": "was"}  # fmt: skip
_WRITTEN_KEYS = {"done": "completion"}  # the Dataview key where it is not our word
_SYMBOLS = {"created": "➕", "due": "📅", "cancelled": "❌", "done": "✅"}
_DATE_WORDS = frozenset({*_DATED.values(), "was"})
# the order in which the plugin writes its fields; `was` stands before them all, since the plugin cannot read past it
_ORDER = ("was", "id", "depends", "priority", "recurrence", "on_completion", "created", "start", "scheduled", "due",
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
    rf"(?:[{''.join(_DATED)}]\ufe0f? *(?P<date>{_DATE})"
    rf"|(?P<priority>[{''.join(_PRIORITIES)}])\ufe0f?"
    r"|🔁\ufe0f? *(?P<rule>[a-zA-Z0-9,!][a-zA-Z0-9, !]*+)"
    r"|🆔\ufe0f? *(?P<id>[a-zA-Z0-9_-]+)"
    r"|⛔\ufe0f? *(?P<ids>[a-zA-Z0-9_-]+(?: *, *[a-zA-Z0-9_-]+)*)"
    r"|🏁\ufe0f? *(?P<then>[a-zA-Z]+)"
    r"|\[([^\[\]():]++)::(?P<square>(?:[^\[\]]++|\[\[[^\[\]]*+\]\])*+)\](?: *,)?"
    r"|\(([^\[\]():]++)::(?P<round>[^()]*+)\)(?: *,)?"
    rf"|(?i:#promise|#waiting) ++by ++(?P<by>{_DATE})(?![0-9-])"
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


def read_task(line: str) -> Task | None:
    """The task that a line holds; None for any other line, a quoted one too. Never raises."""
    found = _take_apart(line)
    if found is None:
        return None
    _, head, pieces, run, end = found
    tag = _SIDE.search(line, head.end(), end) if "#" in line else None
    side = _SIDES[tag[1].lower()] if tag else ""
    values = _NO_VALUES.copy()
    was: list[str] = []
    bad: list[str] = []
    for place, piece in enumerate(pieces):
        key, value = _read_piece(piece)
        if not key or (place < run and key != "was" and piece.lastgroup != "by"):
            continue
        if key in _DATE_WORDS:
            iso = read_date(value)
            if iso is None:
                bad.append(value)
                continue
            if key == "was":
                was.append(iso)
                continue
            value = iso
        values[key] = values[key] or value  # of two, the plugin takes the one on the left
    text = _description(found) if pieces else line[head.end() : end].strip()
    return Task._make((head[1], text, *values.values(), tuple(was), side, tuple(bad)))


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
        return _DATED[piece.string[piece.start()]], piece["date"]
    value = piece[group].strip()
    if group == "by":
        return "due", value
    if group == "priority":
        return "priority", _PRIORITIES[value]
    if group == "square" or group == "round":
        key = _KEYS.get(piece[(piece.lastindex or 0) - 1].strip().casefold(), "")
        if key == "priority":
            value = value.casefold()
            return (key, value) if value in _PRIORITIES.values() else ("", value)
    else:
        key = _EMOJI[piece.string[piece.start()]]
    return key, value.replace(" ", "") if key == "depends" else value


def _description(found: _Line) -> str:
    """The text of a task without its fields. Where a moved date or `by DATE` stands amid prose, it is cut out too: the
    text names the task, and must stay the same when its date changes."""
    line, head, pieces, run, end = found
    parts: list[str] = []
    start = head.end()
    for place, piece in enumerate(pieces):
        group = piece.lastgroup
        if group is None or (place < run and group != "by" and _read_piece(piece)[0] != "was"):
            continue
        parts.append(line[start : piece.start()].strip())
        if group == "by":
            parts.append(piece[0].split(None, 1)[0])
        start = piece.end()
    parts.append(line[start:end].strip())
    return " ".join(filter(None, parts))


def _fields(found: _Line) -> list[_Field]:
    """The fields of a line from left to right: those at its end, and wherever they stand `[was:: ]` and `by DATE`,
    which the plugin does not know and whose place it therefore cannot rule."""
    fields = []
    for place, piece in enumerate(found.pieces):
        group = piece.lastgroup
        key, value = _read_piece(piece)
        if group is None or (place < found.run and key != "was" and group != "by"):
            continue
        form = group if group == "by" else "dataview" if group in ("square", "round") else "emoji"
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
    known = [field.form for field in fields if field.key not in ("", "was")]
    if "dataview" in known and "emoji" not in known:
        new = f"  [{_WRITTEN_KEYS.get(key, key)}:: {value}]"  # two blanks, as the plugin writes them
    else:
        new = f" [was:: {value}]" if key == "was" else f" {_SYMBOLS[key]} {value}"
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


def complete(line: str, on: str) -> Completed:
    """Tick a task on a day (ISO): `[x]` and the date, and above it the next one of a recurring task. A ticked line
    stays as it is; so does a line that is no task."""
    found, task = _take_apart(line), read_task(line)
    if found is None or task is None or task.finished:
        return Completed((line,))
    ticked = _edited(line, [_marked(found, "x"), *_without(found, "cancelled"), _put(found, "done", on)])
    if not task.recurrence:
        return Completed((ticked,))
    dated = [field for field in _fields(found) if field.key in ("due", "scheduled", "start")]
    for field in dated:
        if read_date(field.value) is None:
            return Completed((ticked,), f'no next task: "{field.value}" is not a date')
    reference, today = task.due or task.scheduled or task.start, date.fromisoformat(on)
    old = date.fromisoformat(reference) if reference else today
    try:
        new = next_occurrence(task.recurrence, old, today)
        if new is None:
            return Completed((ticked,), f'no next task: "{task.recurrence}" names no day to come')
        edits: list[_Edit] = [(f.at, f.to, (date.fromisoformat(f.value[:10]) + (new - old)).isoformat()) for f in dated]
    except OverflowError:
        return Completed((ticked,), f'no next task: "{task.recurrence}" leads out of the calendar')
    if task.created:
        edits.append(_put(found, "created", on))
    edits += [_marked(found, " "), *_without(found, "done", "cancelled", "id", "depends", "was")]
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


def move_due(line: str, new: str) -> str:
    """Give a task another due date, and keep the one it had as `[was:: ...]`. A line that is no task stays as it is."""
    found, task = _take_apart(line), read_task(line)
    if found is None or task is None or task.due == new:
        return line
    edits = [_put(found, "due", new)]
    if task.due:
        edits.append(_put(found, "was", task.due, again=True))
    return _edited(line, edits)


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
