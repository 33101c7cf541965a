"""Surgical edits of a note's body: lines, sections, managed regions. `edit.py` offers them with those of frontmatter.

A line ends at LF, CRLF or a lone CR, nowhere else; what is added takes the line end used beside it, and a note without
a final line break stays without one. Where an edit would not be safe these raise `Refused` with the line and reason.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple, NoReturn

from vaultnet.errors import Fault, Refused
from vaultnet.text.frontmatter import Block, Unclosed, conflict_line, read_front, split
from vaultnet.text.lines import mask, mask_fences, section_name

Span = tuple[int, int, str]

EOL = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*\Z")
_MARKER = re.compile(r"%%[ \t]*vaultnet:(begin|end)\b[ \t]*(.*?)[ \t]*%%[ \t]*\Z")
_NAME = re.compile(r"[^\s%]+\Z")
# the fences of `lines.mask`; comments must not be blanked here, for the markers are comments
_FENCED = re.compile(
    r"^[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+)?(?P<fence>`{3,}|~{3,})[^\n`]*$"
    r"(?:.*?^[ \t]*(?:>[ \t]?)*(?P=fence)[`~]*[ \t]*$|.*\Z)",
    re.M | re.S,
)
_NOT_NEWLINE = re.compile(r"[^\n]+")


class Region(NamedTuple):
    """A managed region: its markers' lines (1-based, in the file), and the offsets of what stands between them."""

    name: str
    begin_line: int
    end_line: int
    start: int
    end: int


class _Line(NamedTuple):
    """A line of the body: its offsets without (`start`, `end`) and with its line break (`next`)."""

    start: int
    end: int
    next: int


# Spans and lines ---------------------------------------------------------------------------------------------------


def replace_spans(text: str, spans: Sequence[Span]) -> str:
    """Replace each span (start, end, new text); all offsets count in the text as it is. Refused where two overlap."""
    parts: list[str] = []
    position = 0
    for start, end, new in sorted(spans, key=lambda span: span[:2]):
        if not position <= start <= end <= len(text):
            _refuse(
                text, line_of(text, max(0, start)), "two changes of the same place", "make them one after the other"
            )
        parts += (text[position:start], new)
        position = end
    return "".join([*parts, text[position:]])


def replace_line(text: str, number: int, old: str, new: Sequence[str]) -> str:
    """Replace line `number` (1-based) by the lines of `new` (none: the line goes). Refused unless it reads `old`, and where
    the frontmatter cannot be read or a merge is unresolved."""
    _refuse_unsafe(text)
    lines = _lines(text, _top(text))
    line = lines[number - 1] if 0 < number <= len(lines) else None
    if line is None or text[line.start : line.end] != old:
        _refuse(text, number, "this line has changed since it was read", "run the command again")
    if not new:
        # the last line of a note that ends without a line break takes the break before it along
        start = (
            line.start if line.next > line.end else max(_top(text), line.start - len(_break_before(text, line.start)))
        )
        return replace_spans(text, [(start, line.next, "")])
    eol = text[line.end : line.next] or eol_before(text, line.start)
    return replace_spans(text, [(line.start, line.end, eol.join(one for item in new for one in EOL.split(item)))])


def line_of(text: str, offset: int) -> int:
    """The 1-based number of the line that holds the offset."""
    return len(EOL.findall(text, 0, offset)) + 1


def source_line(text: str, number: int) -> str:
    """The text of a line, "" where there is none."""
    lines = _lines(text, _top(text))
    return text[lines[number - 1].start : lines[number - 1].end] if 0 < number <= len(lines) else ""


def start_of_line(text: str, offset: int) -> int:
    """The offset at which the line that holds this one begins."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def end_of_line(text: str, offset: int) -> int:
    """The offset at which the line that holds this one ends, before its line break."""
    found = EOL.search(text, offset)
    return found.start() if found else len(text)


def next_line(text: str, offset: int) -> int:
    """The offset at which the line after this one begins."""
    found = EOL.search(text, offset)
    return found.end() if found else len(text)


def eol_before(text: str, offset: int) -> str:
    """The line break in use at this place: the one before it, else the first after it, else LF."""
    line = start_of_line(text, offset)
    if line:
        return _break_before(text, line)
    found = EOL.search(text, offset)
    return found[0] if found else "\n"


def block_of(text: str) -> Block | None:
    """Where the frontmatter stands. Refused where it is never closed: nobody can say where the body begins."""
    try:
        return split(text)
    except Unclosed:
        hint = "close it with a line of three dashes, or take the first line out"
        _refuse(text, 1, "the frontmatter has no closing ---", hint)


def _refuse_unsafe(text: str) -> None:
    """Refuse any edit of a note whose frontmatter cannot be read, or with a merge that nobody resolved."""
    block = block_of(text)
    _refuse_fault(text, [fault for fault in read_front(text).faults if fault.code != "duplicate-key"])
    if "<<<<<<<" in text:
        top, first = (block.body, block.body_line) if block else (_top(text), 1)
        conflict = conflict_line("\n".join(_masked(text, _lines(text, top))))
        if conflict:
            _refuse(text, conflict + first - 1, "the note holds a git conflict", "resolve the conflict first")


def _break_before(text: str, start: int) -> str:
    return "\r\n" if text[max(0, start - 2) : start] == "\r\n" else text[max(0, start - 1) : start]


def _lines(text: str, start: int) -> list[_Line]:
    return [_Line(m.start(), m.end(1), m.end()) for m in _LINE.finditer(text, start) if m.end() > m.start()]


def _top(text: str) -> int:
    return 1 if text.startswith("\ufeff") else 0


def _refuse(text: str, line: int, message: str, hint: str) -> NoReturn:
    raise Refused(message, line=line, source=source_line(text, line), hint=hint)


# Sections ----------------------------------------------------------------------------------------------------------


def append_line(text: str, heading: str, line: str) -> str:
    """Put the line at the end of the first section of this name (level 2 to 6, in any case), outside managed regions.

    A missing section is made at the note's end. Refused where the frontmatter cannot be read, a region's markers are
    damaged, a merge is unresolved, or the line would stand inside code.
    """
    block = block_of(text)
    top, first = (block.body, block.body_line) if block else (_top(text), 1)
    _refuse_unsafe(text)
    found, faults = _scan(text)
    _refuse_fault(text, faults)
    lines = _lines(text, top)
    shown = _masked(text, lines)
    headings = _headings(text, lines, shown)
    title = " ".join(heading.split())
    if not title:
        raise Refused("a section needs a name", line=first)
    at = next((i for i, level, name in headings if level > 1 and section_name(name) == section_name(title)), None)
    if at is None:
        blank = [""] if _airy(text, lines, headings) else []
        span = _at_end(text, [f"## {title}", *blank, *EOL.split(line)])
    else:
        inside = {n for region in found for n in range(region.begin_line - first, region.end_line - first + 1)}
        span = _into_section(text, lines, headings, at, inside, line)
    edited = replace_spans(text, [span])
    _refuse_hidden(text, edited, span, top, line)
    return edited


def sections(text: str) -> list[tuple[str, int, str]]:
    """The body cut at its headings of level 2 to 6 (those outside code, comments and regions): (title, level, what stands
    below it); first ("", 0, what stands before any). Blank lines around each part are left out."""
    block = block_of(text)
    lines = _lines(text, block.body if block else _top(text))
    headings = [found for found in _headings(text, lines, _masked(text, lines)) if found[1] > 1]
    starts = [(-1, 0, ""), *headings]
    stops = [at for at, _, _ in headings] + [len(lines)]
    return [
        (title, level, "\n".join(text[one.start : one.end] for one in lines[at + 1 : stop]).strip("\n"))
        for (at, level, title), stop in zip(starts, stops, strict=True)
    ]


def _into_section(
    text: str, lines: list[_Line], headings: list[tuple[int, int, str]], at: int, inside: set[int], line: str
) -> Span:
    """Where the line goes in the section whose heading is line `at`; lines `inside` belong to managed regions."""
    level = next(level for i, level, _ in headings if i == at)
    stop = next((i for i, other, _ in headings if i > at and other <= level), len(lines))
    new = EOL.split(line)
    after = [i for i in range(at + 1, stop) if i not in inside and text[lines[i].start : lines[i].end].strip()]
    if after:
        return _below(text, lines[after[-1]], new)
    if at + 1 < len(lines) and all(not text[one.start : one.end].strip() for one in lines[at + 1 :]):
        return _below(text, lines[at + 1], new)  # a heading and blank lines end the note: keep one of them between
    if at + 1 < len(lines) and text[lines[at + 1].start : lines[at + 1].end].strip():
        new.append("")  # what follows the heading at once must not grow together with the line
    return _below(text, lines[at], ["", *new] if _airy(text, lines, headings, at) else new)


def _below(text: str, line: _Line, new: Sequence[str]) -> Span:
    """The lines put under this one; the last line of a note without a final line break gives that on."""
    eol = text[line.end : line.next] or eol_before(text, line.start)
    return (line.end, line.end, "".join(eol + one for one in new))


def _at_end(text: str, new: Sequence[str]) -> Span:
    """The lines put at the note's end, after one blank line."""
    at, eol = len(text), eol_before(text, len(text))
    if at == _top(text):
        return (at, at, eol.join([*new, ""]))
    if start_of_line(text, at) < at:
        return (at, at, eol.join(["", "", *new]))
    last = start_of_line(text, at - len(_break_before(text, at)))
    blank = [] if not text[last:at].strip() else [""]
    return (at, at, eol.join([*blank, *new, ""]))


def _headings(text: str, lines: list[_Line], shown: list[str]) -> list[tuple[int, int, str]]:
    """The headings outside code, comments and regions: index of the line, level, title."""
    found = []
    for i, (line, visible) in enumerate(zip(lines, shown, strict=True)):
        if visible.lstrip()[:1] == "#":
            match = _HEADING.match(text[line.start : line.end])
            if match:
                found.append((i, len(match[1]), " ".join(match[2].split())))
    return found


def _airy(text: str, lines: list[_Line], headings: list[tuple[int, int, str]], but: int = -1) -> bool:
    """Whether this note leaves a blank line under its headings."""
    below = [lines[i + 1] for i, _, _ in headings if i != but and i + 1 < len(lines)]
    blank = sum(not text[line.start : line.end].strip() for line in below)
    return blank * 2 > len(below)


def _masked(text: str, lines: list[_Line]) -> list[str]:
    return mask("\n".join(text[line.start : line.end] for line in lines)).split("\n") if lines else []


def _refuse_hidden(text: str, edited: str, span: Span, top: int, line: str) -> None:
    lines = _lines(edited, top)
    ends = span[0] + len(span[2].rstrip("\r\n"))
    last = next(i for i, one in enumerate(lines) if one.end >= ends)
    alone = mask("\n".join(EOL.split(line.rstrip("\r\n")))).split("\n")
    seen = [at for at, shown in enumerate(alone) if shown.strip()]  # the last one may end a code block of its own
    if seen and not _masked(edited, lines)[last - len(alone) + 1 + seen[-1]].strip():
        number = line_of(text, max(0, span[0] - 1))
        message = "a line put here would stand inside a code block that is never closed"
        _refuse(text, number, message, "close the code block (```)")


# Managed regions ---------------------------------------------------------------------------------------------------


def regions(text: str) -> list[Region]:
    """The managed regions whose markers are whole, in the order of the text. Never raises."""
    return _scan(text)[0]


def region_faults(text: str) -> list[Fault]:
    """What is wrong with the markers of managed regions (code "region"). Never raises."""
    return _scan(text)[1]


def set_region(text: str, name: str, content: str, *, after: str = "frontmatter") -> str:
    """Replace what stands in the region; the same content leaves the text as it is.

    A missing region is made right after the frontmatter, or, with `after="end"`, at the note's end. Refused where the
    markers in the note are damaged, a merge is unresolved, or the content would break the region.
    """
    block = block_of(text)
    top, first = (block.body, block.body_line) if block else (_top(text), 1)
    found, faults = _scan(text)
    _refuse_fault(text, faults)
    conflict = conflict_line(mask_fences(EOL.sub("\n", text[top:]))) if "<<<<<<<" in text else 0
    if conflict:
        _refuse(text, conflict + first - 1, "the note holds a git conflict", "resolve the conflict first")
    wanted = EOL.split(content)
    while wanted and not wanted[-1]:
        wanted.pop()
    old = next((region for region in found if region.name == name), None)
    if old is not None:
        if _content(text, old) == wanted:
            return text
        eol = eol_before(text, old.start)
        span = (old.start, old.end, "".join(line + eol for line in wanted))
    else:
        whole = [f"%% vaultnet:begin {name} %%", *wanted, f"%% vaultnet:end {name} %%"]
        span = _at_end(text, whole) if after == "end" else _at_top(text, top, whole)
    edited = replace_spans(text, [span])
    now, damage = _scan(edited)
    names = [region.name for region in found if region.name != name]
    made = next((region for region in now if region.name == name), None)
    if damage or made is None or _content(edited, made) != wanted or [r.name for r in now if r.name != name] != names:
        message = f'the region "{name}" cannot be written here without breaking its markers'
        _refuse(text, line_of(text, span[0]), message, "look for a code block that is never closed")
    return edited


def _at_top(text: str, top: int, new: Sequence[str]) -> Span:
    """The lines put right after the frontmatter, apart from a text that follows at once."""
    eol = eol_before(text, top)
    if start_of_line(text, top) < top and top > _top(text):  # the closing --- ends the note without a line break
        return (top, top, eol.join(["", *new]))
    follows = text[top : end_of_line(text, top)].strip()
    return (top, top, eol.join([*new, "", ""] if follows else [*new, ""]))


def _content(text: str, region: Region) -> list[str]:
    return EOL.split(text[region.start : region.end])[:-1]


def _refuse_fault(text: str, faults: Sequence[Fault]) -> None:
    for fault in faults:
        _refuse(text, fault.line, fault.message, fault.hint)


def _scan(text: str) -> tuple[list[Region], list[Fault]]:
    """The whole regions and the faults of the markers. Markers in code and in frontmatter do not count."""
    found: list[Region] = []
    faults: list[Fault] = []
    if "vaultnet:" not in text:
        return found, faults
    try:
        block = split(text)
    except Unclosed:
        block = None
    top, first = (block.body, block.body_line) if block else (_top(text), 1)
    lines = _lines(text, top)
    body = "\n".join(text[line.start : line.end] for line in lines)
    shown = _FENCED.sub(lambda m: _NOT_NEWLINE.sub("", m[0]), body).split("\n")
    begun: tuple[str, int, int] | None = None
    for number, (line, visible) in enumerate(zip(lines, shown, strict=False), first):
        marker = _MARKER.match(visible)
        if marker is None:
            continue
        kind, name = marker.groups()
        if not _NAME.match(name):
            faults.append(_fault(number, "the marker of a region has no name, or one with blanks in it"))
        elif kind == "begin":
            if begun:
                faults.append(_fault(begun[1], f'the region "{begun[0]}" begins here and does not end'))
            begun = (name, number, line.next)
        elif begun is None:
            faults.append(_fault(number, f'the region "{name}" ends here but does not begin'))
        elif begun[0] != name:
            faults.append(_fault(number, f'the region "{begun[0]}" of line {begun[1]} ends here as "{name}"'))
            begun = None
        else:
            twice = next((region for region in found if region.name == name), None)
            if twice:
                faults.append(_fault(begun[1], f'the region "{name}" stands twice, first on line {twice.begin_line}'))
            else:
                found.append(Region(name, begun[1], number, begun[2], line.start))
            begun = None
    if begun:
        faults.append(_fault(begun[1], f'the region "{begun[0]}" begins here and does not end'))
    return found, faults


def _fault(line: int, message: str) -> Fault:
    return Fault("region", line, message, "restore both marker lines, or take both out")
