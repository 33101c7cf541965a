"""Where the values of a frontmatter stand in the text, and how a value is written in YAML.

All offsets count from the start of the note's text. Nothing here knows what a key means.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from vaultnet.text.frontmatter import Block, events
from vaultnet.text.plain import core

# a comment needs a blank or a line break before it
_COMMENT = re.compile(r"(?<![^\s])#[^\r\n\x85\u2028\u2029]*")
_BREAKS = "\r\n\x85\u2028\u2029"
# from the end of a key to its colon: `key :`, or `? key`, comments, `: value`
_COLON = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*[ \t]*:")


class Node(NamedTuple):
    """A value in the text. `kind` is "scalar", "alias", "list" or "map"; `style` a scalar's first mark (' " | > or ""
    for plain), a collection's "flow" or "block"; `marked`: it wears an anchor or a tag, which the span includes."""

    kind: str
    start: int
    end: int
    text: str
    style: str
    anchor: str
    marked: bool
    children: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """The node and all below it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()


class Field(NamedTuple):
    """A key of the frontmatter and its value; `colon` is the offset after the colon, -1 without one (`? key`)."""

    name: str
    key: Node
    value: Node
    colon: int


class Spans(NamedTuple):
    """The fields in the order of the text, whether the root is a flow mapping `{..}`, the root's span, its comments."""

    fields: tuple[Field, ...]
    flow: bool
    start: int
    end: int
    comments: tuple[tuple[int, int], ...]


def find_spans(text: str, block: Block) -> Spans:
    """The spans of every field. Raises `Unreadable`, and gives no fields where the root is no mapping."""
    source = text[block.start : block.end]
    root = _tree(source, block.start)
    comments = tuple(_comments(text, block, root)) if "#" in source else ()
    if root is None or root.kind != "map":
        return Spans((), False, block.end, block.end, comments)
    anchors: dict[str, str] = {}
    fields = []
    for key, value in zip(root.children[::2], root.children[1::2], strict=True):
        for node in (key, value):
            anchors.update((n.anchor, n.text) for n in node.walk() if n.kind == "scalar" and n.anchor)
        name = anchors.get(key.anchor, "") if key.kind == "alias" else key.text
        colon = _COLON.match(text, key.end, value.start)
        fields.append(Field(name, key, value, colon.end() if colon else -1))
    return Spans(tuple(fields), root.style == "flow", root.start, root.end, comments)


def _tree(source: str, base: int) -> Node | None:
    """The nodes of the block, None where it holds nothing. Depth is bounded by `events`."""
    stack: list[tuple[Any, list[Node]]] = [(None, [])]
    for event in events(source):
        name = type(event).__name__
        if name in ("MappingStartEvent", "SequenceStartEvent"):
            stack.append((event, []))
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            opened, children = stack.pop()
            stack[-1][1].append(_collection(opened, event, tuple(children), base))
        elif name == "ScalarEvent":
            stack[-1][1].append(_scalar(source, event, base))
        elif name == "AliasEvent":
            start, end = event.start_mark.index + base, event.end_mark.index + base
            stack[-1][1].append(Node("alias", start, end, "", "", event.anchor, False))
    return stack[0][1][0] if stack[0][1] else None


def _collection(opened: Any, closed: Any, children: tuple[Node, ...], base: int) -> Node:
    kind = "list" if type(opened).__name__.startswith("Sequence") else "map"
    start, flow = opened.start_mark.index + base, bool(opened.flow_style)
    # the end mark of a block runs on over blank lines and comments: the last child knows better
    end = closed.end_mark.index + base if flow or not children else max(child.end for child in children)
    marked = bool(opened.anchor or opened.tag)
    return Node(kind, start, end, "", "flow" if flow else "block", opened.anchor or "", marked, children)


def _scalar(source: str, event: Any, base: int) -> Node:
    start, end = event.start_mark.index, event.end_mark.index
    style = event.style or ""
    if style in ("|", ">"):
        end = _without_blank_lines(source, start, end)
    marked = bool(event.anchor or event.tag)
    return Node("scalar", start + base, end + base, event.value, style, event.anchor or "", marked)


def _without_blank_lines(source: str, start: int, end: int) -> int:
    """The end of a block scalar's last line that holds text (blanks at that line's end belong to it)."""
    last = start + len(source[start:end].rstrip(_BREAKS + " \t"))
    while last < end and source[last] not in _BREAKS:
        last += 1
    return last


def _comments(text: str, block: Block, root: Node | None) -> Iterator[tuple[int, int]]:
    """The spans of all comments: what looks like one in the gaps between the scalars."""
    position = block.start
    for node in root.walk() if root else ():
        if node.kind in ("list", "map"):
            continue
        yield from (found.span() for found in _COMMENT.finditer(text, position, node.start))
        position = max(position, node.end)
        if node.style in ("|", ">"):  # `notes: | # a comment`
            header = re.compile(r"[^\r\n]*").match(text, node.start, node.end)
            if header:
                yield from (found.span() for found in _COMMENT.finditer(text, *header.span()))
    yield from (found.span() for found in _COMMENT.finditer(text, position, block.end))


# Writing ----------------------------------------------------------------------------------------------------------

# what a YAML 1.1 reader (PyYAML, older plugins) would not leave as text; dates are looked at on their own
_WORDS_1_1 = frozenset(("y", "yes", "n", "no", "true", "false", "on", "off", "null", "~"))
_NUMBER_1_1 = re.compile(r"[-+]?[.0-9][0-9_.:,]*(?:e[-+]?[0-9]*)?\Z|[-+]?0[xob][0-9a-f_]*\Z|[-+]?\.(?:inf|nan)\Z", re.I)
_DATE_1_1 = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?\Z")
_LEADING = frozenset("-?:,[]{}#&*!|>'\"%@`=~<+ ")
_FLOW_MARKS = re.compile(r"[,\[\]{}:?]")
# line breaks, controls, and what YAML does not print; the rest (emoji too) is written as it is
_UNPRINTABLE = r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


# a class of so many characters takes longer to compile than most commands have use for it
@cache
def _unprintable() -> re.Pattern[str]:
    return re.compile(_UNPRINTABLE)


@cache
def _escaped() -> re.Pattern[str]:
    return re.compile(rf'["\\]|{_UNPRINTABLE}')


def _has_unprintable(text: str) -> bool:
    return not (text.isascii() and text.isprintable()) and bool(_unprintable().search(text))


def write_scalar(value: str | int | float | bool | None, style: str = "", flow: bool = False) -> str:
    """A value as YAML on one line.

    `style` is the quote the old value wore: kept where the new one fits. `flow`: it will stand within [] or {}.
    """
    if value is None:
        return "null" if flow else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    if "[[" in value:  # a link: Obsidian wants double quotes
        return _double(value)
    if style == "'" and not _has_unprintable(value):
        return "'" + value.replace("'", "''") + "'"
    if style == '"' or not reads_plain(value) or (flow and _FLOW_MARKS.search(value)):
        return _double(value)
    return value


def reads_plain(value: str) -> bool:
    """Whether YAML 1.1 and 1.2 both read these characters, unquoted on a line, as this same text (or date)."""
    if not value or value[0] in _LEADING or value[-1] in " :" or ": " in value or " #" in value:
        return False
    if _has_unprintable(value) or value.lower() in _WORDS_1_1 or value in ("...", "---"):
        return False
    if _DATE_1_1.match(value):
        return _is_date(value)
    return core(value) == value and not _NUMBER_1_1.match(value)


def _is_date(value: str) -> bool:
    # 2024-02-30 makes a YAML 1.1 reader raise: quoted it is plain text to everyone
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _double(value: str) -> str:
    return '"' + _escaped().sub(_escape, value) + '"'


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
