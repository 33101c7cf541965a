"""Which spans of the frontmatter an edit replaces, and by what. `edit.py` makes the changes and proves them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from vaultnet.errors import Refused
from vaultnet.text import plain
from vaultnet.text.body import EOL, Span, end_of_line, eol_before, line_of, next_line, source_line, start_of_line
from vaultnet.text.frontmatter import Block
from vaultnet.text.spans import Field, Node, Spans, reads_plain, write_scalar

# to the dash of the next item, over comments and blank lines
_DASH = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*[ \t]*-(?=\s)")
_HEADER = re.compile(r"(?:[&!]\S*[ \t]+)*[|>][-+0-9]*([ \t]+#[^\r\n]*)")
_FLOW_MARK = re.compile(r"[,\[\]{}]")


class Opened(NamedTuple):
    """A note opened for an edit of `key`: its frontmatter read both ways; `field` is None where the key is missing."""

    text: str
    block: Block
    data: dict[str, plain.Value]
    spans: Spans
    key: str
    field: Field | None


class Plan(NamedTuple):
    """What an edit will change, the value that must come out, and the comments that go with what is taken out."""

    changes: list[Span]
    wanted: object
    dropped: list[str]


class _Row(NamedTuple):
    """An item of a block list with its whole lines: from `start`, over the dash, to `end`, after the line break."""

    start: int
    dash: int
    node: Node
    end: int


def added(note: Opened, value: object) -> list[Span]:
    """The change that adds the missing key: before the closing line, or before the `}` of a flow mapping."""
    spans = note.spans
    # a key must stay a key in other readers too: quoted where a value would be
    name = note.key if reads_plain(note.key) and not _FLOW_MARK.search(note.key) else write_scalar(note.key, '"')
    if spans.flow:
        pair = f"{name}: {_on_line(note, value, True)}"
        if not spans.fields:
            return [(spans.end - 1, spans.end - 1, pair)]
        end = _end(spans.fields[-1])
        return [(end, end, f", {pair}")]
    indent = _indent(note, spans.fields[0]) if spans.fields else ""
    at, eol = note.block.end, eol_before(note.text, note.block.end)
    if isinstance(value, list) and value:
        rows = "".join(f"{indent}  - {_item(note, item)}{eol}" for item in value)
        return [(at, at, f"{indent}{name}:{eol}{rows}")]
    shown = _on_line(note, value, False)
    return [(at, at, f"{indent}{name}:{' ' if shown else ''}{shown}{eol}")]


def changed(note: Opened, field: Field, value: object) -> Plan:
    """The changes that give an existing field its new value."""
    if isinstance(value, list):
        old = note.data.get(note.key)
        return listed(note, field, old if isinstance(old, list) else None, value)
    node, flow = field.value, note.spans.flow
    if value is None and not flow and field.colon >= 0:
        return Plan([_cleared(note, field)], value, [])
    block = _literal(note, node, value) if isinstance(value, str) and node.style == "|" and not flow else ""
    style = node.style if node.kind == "scalar" else ""
    return Plan(_placed(note, field, block or _item(note, value, style, flow)), value, [])


def removed(note: Opened, field: Field) -> Plan:
    """The change that takes the field out: its lines with the comments on them, or its pair with a comma."""
    text, fields = note.text, note.spans.fields
    start, end = field.key.start, _end(field)
    if not note.spans.flow:
        start, end = start_of_line(text, start), next_line(text, end)
        if text[start : field.key.start].strip(" \t?"):
            start = field.key.start
    else:
        at = fields.index(field)
        if at + 1 < len(fields):
            end = fields[at + 1].key.start
        elif at:
            start = _end(fields[at - 1])
    return Plan([(start, end, "")], None, _comments(note, start, end))


def listed(note: Opened, field: Field, old: list[plain.Value] | None, wanted: Sequence[plain.Value]) -> Plan:
    """The changes that make the field this list. `old` is the list it is now, None where it is none.

    Items that stay keep their lines, byte for byte.
    """
    node, whole = field.value, list(wanted)
    if old is not None and node.kind == "list" and len(node.children) == len(old) and not node.marked:
        if node.style == "flow":
            return Plan(_flow_list(note, node, old, whole), whole, [])
        rows = _rows(note, field)
        if rows and whole:
            return _block_list(note, rows, old, whole)
        dropped = [comment for row in rows for comment in _comments(note, row.dash, min(row.end, node.end))]
        return Plan(_placed(note, field, _flow(note, whole)), whole, dropped)
    flow = note.spans.flow or (old is not None and node.style == "flow")
    if flow or not whole or field.colon < 0:
        return Plan(_placed(note, field, _flow(note, whole)), whole, [])
    return Plan(_list_below(note, field, whole), whole, [])


# One value ---------------------------------------------------------------------------------------------------------


def _placed(note: Opened, field: Field, new: str) -> list[Span]:
    """Put `new`, written on one line, in the place of the field's value."""
    text, node = note.text, field.value
    if field.colon < 0:
        if note.spans.flow:  # {key}
            return [(field.key.end, field.key.end, f": {new}")]
        end = end_of_line(text, field.key.end)  # `? key` alone
        return [(end, end, f"{eol_before(text, note.block.end)}{_indent(note, field)}: {new}")]
    if node.start == node.end:
        return [_filled(text, node.start, new)]
    if node.style == "block":  # a block list or mapping: the value moves up to the key's line, before a comment there
        end = end_of_line(text, field.colon)
        if text[field.colon : end].lstrip(" \t").startswith("#"):
            return [(field.colon, field.colon, f" {new}"), (end, node.end, "")]
        return [(field.colon, node.end, f" {new}")]
    before = "" if text[node.start - 1] in " \t\r\n" else " "
    return [(node.start, node.end, before + new + ("" if EOL.search(new) else _comment_of(text, node)))]


def _filled(text: str, at: int, new: str) -> Span:
    """Put a value where none stood: `key:`, `key: `, `key: # comment`."""
    if text[at : at + 1] == " " and text[at + 1 : at + 2] in ("", "\r", "\n"):
        return (at + 1, at + 1, new)
    before = "" if text[at - 1] in " \t" else " "
    return (at, at, before + new)


def _cleared(note: Opened, field: Field) -> Span:
    """Take the value away, with what stands between it and the colon, unless a comment stands there."""
    node = field.value
    start, line = field.colon, end_of_line(note.text, field.colon)
    if "#" in note.text[start : node.start]:
        start = node.start if "#" in note.text[line : node.start] else line
    return (start, node.end, _comment_of(note.text, node))


def _comment_of(text: str, node: Node) -> str:
    """The comment on the first line of a block text, ` # why` of `| # why`; "" without one."""
    found = _HEADER.match(text, node.start, node.end) if node.style in ("|", ">") else None
    return found[1] if found else ""


def _literal(note: Opened, node: Node, value: str) -> str:
    """The text as a `|` block where it fits one, else "": with the old one's indent and the file's line end."""
    lines = value.removesuffix("\n").split("\n")
    fits = len(lines) > 1 and lines[0] and lines[-1] and lines[0][0] not in " \t"
    if not fits or any(line != line.rstrip() or not line.isprintable() for line in lines):
        return ""
    old = EOL.split(note.text[node.start : node.end])
    indent = next((line[: len(line) - len(line.lstrip(" "))] for line in old[1:] if line.strip()), "  ")
    header = ("|" if value.endswith("\n") else "|-") + _comment_of(note.text, node)
    return eol_before(note.text, note.block.end).join([header, *(indent + line if line else "" for line in lines)])


def _item(note: Opened, value: object, style: str = "", flow: bool = False) -> str:
    if value is None or isinstance(value, str | int | float):
        return write_scalar(value, style, flow)
    line = line_of(note.text, note.field.value.start) if note.field else 1
    message = f'"{note.key}" holds more than a plain list'
    raise Refused(message, line=line, source=source_line(note.text, line), hint="change this line by hand")


def _on_line(note: Opened, value: object, flow: bool) -> str:
    return _flow(note, value) if isinstance(value, list) else _item(note, value, "", flow)


def _flow(note: Opened, items: Sequence[object]) -> str:
    return f"[{', '.join(_item(note, item, '', True) for item in items)}]"


def renamed(text: str, node: Node, old: str, new: str, flow: bool) -> Iterator[Span]:
    """The changes that replace `old` by `new` in all the texts below a value; keys and comments stay."""
    raw = text[node.start : node.end]
    if node.kind == "list" and raw.startswith("[[") and len(node.children) == 1:
        link = raw.replace(old, new)  # a link without quotes, as long as that can be
        yield (node.start, node.end, link if link == raw or stands_bare(link) else write_scalar(link, '"'))
    elif node.kind == "scalar" and old in node.text:
        there, put = _in_quotes(old, node.style), _in_quotes(new, node.style)
        left = raw.replace(there, put)
        # plain text may need quotes now, and an escape may hide what is to be replaced
        if left == raw or not (node.style or node.marked or EOL.search(raw) or reads_plain(left)):
            left = write_scalar(node.text.replace(old, new), node.style, flow)
        yield (node.start, node.end, left)
    elif node.kind in ("list", "map"):
        flow = flow or node.style == "flow"
        for child in node.children if node.kind == "list" else node.children[1::2]:
            yield from renamed(text, child, old, new, flow)


def stands_bare(link: str) -> bool:
    """Whether a link needs no quotes to be read as `[[name]]`: YAML reads it as one text in a list in a list."""
    name = link[2:-2]
    return link == f"[[{name}]]" and reads_plain(name) and not _FLOW_MARK.search(name)


def _in_quotes(part: str, style: str) -> str:
    """A part of a text as it is written within these quotes."""
    if style == "'":
        return part.replace("'", "''")
    return write_scalar(part, '"')[1:-1] if style == '"' else part


# Lists -------------------------------------------------------------------------------------------------------------


def _list_below(note: Opened, field: Field, whole: list[plain.Value]) -> list[Span]:
    """A block list under the key, in the place of a value that is no list."""
    text, node = note.text, field.value
    row = f"{eol_before(text, note.block.end)}{_indent(note, field)}  - "
    end = end_of_line(text, _end(field))
    on_one_line = node.kind == "scalar" and not node.marked and not text[field.colon : node.start].strip(" \t")
    kept = on_one_line and node.start < node.end and not EOL.search(text, node.start, node.end)
    if kept and whole[0] == note.data.get(note.key):  # the old value becomes the first item as it stands
        rest = "".join(row + _item(note, item, node.style) for item in whole[1:])
        return [(field.colon, node.start, row), (end, end, rest)]
    rows = "".join(row + (_item(note, item) or "null") for item in whole)
    cleared = [_cleared(note, field)] if node.start < node.end else []
    return [*cleared, (end, end, rows)]


def _flow_list(note: Opened, node: Node, old: list[plain.Value], whole: list[plain.Value]) -> list[Span]:
    """A flow list stays one; items that stay are written as they were."""
    if whole[: len(old)] == old and len(whole) > len(old):
        new = ", ".join(_item(note, item, _style(node.children), True) for item in whole[len(old) :])
        at = node.children[-1].end if old else node.end - 1
        return [(at, at, f", {new}" if old else new)]
    shown = []
    for tag, i1, i2, j1, j2 in _steps(old, whole):
        if tag == "equal":
            shown += [note.text[child.start : child.end] for child in node.children[i1:i2]]
        else:
            shown += [_item(note, item, _style(node.children[i1:i2]), True) for item in whole[j1:j2]]
    return [(node.start, node.end, f"[{', '.join(shown)}]")]


def _rows(note: Opened, field: Field) -> list[_Row]:
    """The items of a block list; none where one does not stand on lines of its own (`? key`, `: - item`)."""
    rows, position = [], field.colon
    for child in field.value.children:
        found = _DASH.match(note.text, position)
        if found is None or found.end() > child.start:
            return []
        start = start_of_line(note.text, found.end())
        if note.text[start : found.end() - 1].strip(" \t"):
            return []
        position = child.end
        rows.append(_Row(start, found.end() - 1, child, next_line(note.text, position)))
    return rows


def _block_list(note: Opened, rows: list[_Row], old: list[plain.Value], whole: list[plain.Value]) -> Plan:
    """Whole lines go and come; an item that gives way to another keeps its line and its quotes, one that moves goes with
    its lines and its comment."""
    changes: list[Span] = []
    dropped: list[str] = []
    eol = eol_before(note.text, rows[0].end)
    row = note.text[rows[0].start : rows[0].dash] + "- "
    style = _style([row.node for row in rows])
    steps = _steps(old, whole)
    stay = {at for tag, i1, i2, _, _ in steps if tag == "equal" for at in range(i1, i2)}
    moving = {
        value: rows[at] for at, value in enumerate(old) if at not in stay and isinstance(value, str) and value in whole
    }
    going = frozenset(moving)
    for tag, i1, i2, j1, j2 in steps:
        if tag == "equal":
            continue
        moved = any(isinstance(item, str) and item in going for item in (*old[i1:i2], *whole[j1:j2]))
        pairs = 0 if moved else min(i2 - i1, j2 - j1)
        for there, item in zip(rows[i1 : i1 + pairs], whole[j1:j2], strict=False):
            kind = there.node.style if there.node.kind == "scalar" else ""
            if there.node.start == there.node.end:
                changes.append(_filled(note.text, there.node.start, _item(note, item, style)))
            else:
                changes.append((there.node.start, there.node.end, _item(note, item, kind) or "null"))
        for there, value in zip(rows[i1 + pairs : i2], old[i1 + pairs : i2], strict=True):
            changes.append((there.start, there.end, ""))
            if value not in whole:  # a comment on an item that only moves must not go
                dropped += _comments(note, there.dash, there.end)
        new = "".join(
            note.text[there.start : there.end]
            if isinstance(item, str) and item in moving and (there := moving.pop(item))
            else f"{row}{_item(note, item, style) or 'null'}{eol}"
            for item in whole[j1 + pairs : j2]
        )
        at = rows[i2 - 1].end if i2 else rows[0].start
        changes += [(at, at, new)] if new else []
    return Plan(changes, whole, dropped)


def _steps(old: list[plain.Value], new: list[plain.Value]) -> list[tuple[str, int, int, int, int]]:
    from difflib import SequenceMatcher

    def token(value: plain.Value) -> tuple[str, object]:
        # a nested item counts as kept where it is the same object
        return ("", id(value)) if isinstance(value, list | dict) else (type(value).__name__, value)

    return list(SequenceMatcher(None, list(map(token, old)), list(map(token, new))).get_opcodes())


def _style(nodes: Sequence[Node]) -> str:
    """The quote that the last of these items wears."""
    return nodes[-1].style if nodes and nodes[-1].style in ("'", '"') else ""


# Places ------------------------------------------------------------------------------------------------------------


def _end(field: Field) -> int:
    # `? key` without a value: the value's mark lies where the next token stands
    return field.key.end if field.colon < 0 else field.value.end


def _indent(note: Opened, field: Field) -> str:
    start = start_of_line(note.text, field.key.start)
    before = note.text[start : field.key.start]
    return before[: len(before) - len(before.lstrip(" \t"))]


def _comments(note: Opened, start: int, end: int) -> list[str]:
    """The comments that begin in the span."""
    return [note.text[a:b] for a, b in note.spans.comments if start <= a < end]
