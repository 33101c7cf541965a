"""Surgical edits of a note's text: only the span of what is edited changes, and every edit is proven before it counts.

Here are the edits of frontmatter; those of lines, sections and managed regions stand in `body.py` and are offered here
too. Each takes the whole text (decoded from UTF-8, byte-order mark kept) and gives the new text, or raises `Refused`
with the line and the reason; the caller adds the path. Nothing is dumped: comments, quotes, order, line ends stay.
"""

from collections.abc import Sequence
from typing import NoReturn

from vaultnet.errors import Refused
from vaultnet.text import plain
from vaultnet.text.body import (
    EOL,
    Region,
    append_line,
    block_of,
    line_of,
    region_faults,
    regions,
    replace_line,
    replace_spans,
    set_region,
    source_line,
)
from vaultnet.text.changes import Opened, Plan, added, changed, listed, removed, renamed, stands_bare
from vaultnet.text.frontmatter import Unclosed, Unreadable, conflict_line, load, split
from vaultnet.text.lines import mask_fences
from vaultnet.text.spans import Node, Spans, find_spans

__all__ = [
    "Region",
    "Value",
    "add_item",
    "append_line",
    "region_faults",
    "regions",
    "remove_field",
    "remove_item",
    "replace_line",
    "replace_spans",
    "rewrite_value_text",
    "set_field",
    "set_region",
]

Value = str | int | float | bool | None | list[str]

_BY_HAND = "change this line by hand"


def set_field(text: str, key: str, value: Value) -> str:
    """Give `key` this value; a missing key is added at the frontmatter's end, missing frontmatter at the top.

    A value that is there already leaves the text as it is. Raises `Refused`.
    """
    note = _open(text, key)
    if note is None:
        return set_field(_with_frontmatter(text), key, value)
    if note.field is None:
        return _proven(note, Plan(added(note, value), value, []))
    if _same(note.data.get(key), value):
        return text
    return _proven(note, changed(note, note.field, value))


def remove_field(text: str, key: str) -> str:
    """Take out the key's whole lines, with the comments on them; a missing key: unchanged. Raises `Refused`."""
    note = _open(text, key)
    if note is None or note.field is None:
        return text
    return _proven(note, removed(note, note.field), gone=True)


def add_item(text: str, key: str, item: str) -> str:
    """Append an item to a list: one line comes in. A single value becomes a list of two. Raises `Refused`."""
    note = _open(text, key)
    if note is None or note.field is None:
        return set_field(text, key, [item])
    old = note.data.get(key)
    if isinstance(old, dict):
        _refuse(text, note.field.key.start, f'"{key}" is a mapping, not a list', _BY_HAND)
    if isinstance(old, list) and not _is_bare_link(note, old):
        if item in map(_linked, old):
            return text
        return _proven(note, listed(note, note.field, old, [*old, item]))
    if old is None or old == "":
        return set_field(text, key, [item])
    if _linked(old) == item:
        return text
    return _proven(note, listed(note, note.field, None, [_linked(old), item]))


def remove_item(text: str, key: str, item: str) -> str:
    """Take an item out of a list, or out of a single value, which becomes empty. Raises `Refused`."""
    note = _open(text, key)
    if note is None or note.field is None:
        return text
    old = note.data.get(key)
    if isinstance(old, list) and not _is_bare_link(note, old):
        left = [value for value in old if _linked(value) != item]
        return text if len(left) == len(old) else _proven(note, listed(note, note.field, old, left))
    return set_field(text, key, None) if old is not None and _linked(old) == item else text


def rewrite_value_text(text: str, key: str, old: str, new: str) -> str:
    """Replace `old` by `new` wherever it stands in the key's value, not in its comments (a link renamed).

    Quotes and layout of the value stay. A missing key, or a value without `old`: unchanged. Raises `Refused`.
    """
    note = _open(text, key)
    if note is None or note.field is None or not old:
        return text
    wanted = _replaced(note.data.get(key), old, new)
    if _same(wanted, note.data.get(key)):
        return text
    return _proven(note, Plan(list(renamed(text, note.field.value, old, new, note.spans.flow)), wanted, []))


# Links that stand in a value without quotes, so that YAML reads [[Acme]] as a list in a list ------------------------


def _is_bare_link(note: Opened, value: plain.Value) -> bool:
    return note.field is not None and note.field.value.style == "flow" and isinstance(_linked(value), str)


def _linked(value: plain.Value) -> plain.Value:
    """`[['Acme']]` as the link that was meant, anything else as it is."""
    if isinstance(value, list) and len(value) == 1:
        inner = value[0]
        if isinstance(inner, list) and len(inner) == 1 and isinstance(inner[0], str):
            return f"[[{inner[0]}]]"
    return value


def _replaced(value: plain.Value, old: str, new: str) -> plain.Value:
    """The value with `old` replaced by `new` in all its texts, those of bare links too; keys stay."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, dict):
        return {name: _replaced(inner, old, new) for name, inner in value.items()}
    if isinstance(value, list):
        link = _linked(value)
        if isinstance(link, str):
            link = link.replace(old, new)
            return [[link[2:-2]]] if stands_bare(link) else link
        return [_replaced(inner, old, new) for inner in value]
    return value


# Opening and proving -----------------------------------------------------------------------------------------------


def _open(text: str, key: str) -> Opened | None:
    """The note ready for an edit of `key`, None without frontmatter. Refused where an edit would not be safe."""
    if not key:
        raise Refused("a field needs a name", line=1)
    block = block_of(text)
    if block is None:
        return None
    try:
        data = load(EOL.sub("\n", text[block.start : block.end]))
        spans = find_spans(text, block)
    except Unreadable as error:
        line = error.fault.line + 1  # the opening line is line 1
        raise Refused(error.fault.message, line=line, source=source_line(text, line), hint=error.fault.hint) from error
    found = [field for field in spans.fields if field.name == key]
    if len(found) > 1:
        first = line_of(text, found[0].key.start)
        again = found[1].key.start
        _refuse(text, again, f'"{key}" stands twice, on lines {first} and {line_of(text, again)}', "keep one of them")
    conflict = conflict_line(mask_fences(EOL.sub("\n", text[block.body :]))) if "<<<<<<<" in text else 0
    if conflict:
        line = conflict + block.body_line - 1
        what = "resolve the conflict first"
        raise Refused("the note holds a git conflict", line=line, source=source_line(text, line), hint=what)
    return Opened(text, block, data, spans, key, found[0] if found else None)


def _with_frontmatter(text: str) -> str:
    """The text with an empty frontmatter at its top, after the byte-order mark."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    found = EOL.search(text)
    eol = found[0] if found else "\n"
    return f"{mark}---{eol}---{eol}{text[len(mark) :]}"


def _proven(note: Opened, plan: Plan, gone: bool = False) -> str:
    """The text with the changes made, if a fresh reading shows that they did what was meant and nothing else.

    `gone`: the field is to be there no more. Raises `Refused`.
    """
    text, block, key = note.text, note.block, note.key
    at = note.field.key.start if note.field else block.end
    _refuse_shared_anchor(note, plan)
    edited = replace_spans(text, plan.changes)
    try:
        now = split(edited)
        if now is None or edited[now.end :] != text[block.end :]:
            _refuse(text, at, f'"{key}" cannot be changed here without moving the end of the frontmatter', _BY_HAND)
        data = load(EOL.sub("\n", edited[now.start : now.end]))
        spans = find_spans(edited, now)
    except (Unclosed, Unreadable) as error:
        _refuse(text, at, f'"{key}" cannot be changed here: {error or "the closing --- would be lost"}', _BY_HAND)
    _refuse_lost_comment(note, edited, spans, plan.dropped)
    names = [field.name for field in note.spans.fields]
    if gone:
        names.remove(key)
    elif note.field is None:
        names.append(key)
    if [field.name for field in spans.fields] != names or gone == (key in data):
        _refuse(text, at, f'"{key}" cannot be changed here without changing other fields', _BY_HAND)
    for name in data.keys() | note.data.keys():
        if name != key and not (name in data and name in note.data and _same(data[name], note.data[name])):
            _refuse(text, at, f'changing "{key}" here would change "{name}" too', _BY_HAND)
    if not gone and not _same(data[key], plan.wanted):
        _refuse(text, at, f'"{key}" would not be read back as the value that was asked for', _BY_HAND)
    return edited


def _refuse_shared_anchor(note: Opened, plan: Plan) -> None:
    """Refuse where a value goes that others repeat by its anchor."""
    nodes = [node for field in note.spans.fields for node in (*field.key.walk(), *field.value.walk()) if node.anchor]
    gone: dict[str, Node] = {}
    for node in nodes:
        going = any(start <= node.start < end for start, end, _ in plan.changes)
        if going and node.kind != "alias":
            gone[node.anchor] = node
        elif not going and node.kind == "alias" and node.anchor in gone:
            again = line_of(note.text, node.start)
            message = f'the value of "{note.key}" is used again on line {again} (*{node.anchor})'
            _refuse(note.text, gone[node.anchor].start, message, "write the value out there first")
        elif not going:
            gone.pop(node.anchor, None)


def _refuse_lost_comment(note: Opened, edited: str, spans: Spans, dropped: Sequence[str]) -> None:
    """Refuse where a comment goes that is not meant to go, or where one comes in."""
    left = [edited[start:end] for start, end in spans.comments] + list(dropped)
    for start, end in note.spans.comments:
        comment = note.text[start:end]
        if comment not in left:
            _refuse(note.text, start, f'the comment "{comment}" would be lost', "move it to a line of its own first")
        left.remove(comment)
    if left:
        at = note.field.key.start if note.field else note.block.end
        _refuse(note.text, at, f'"{note.key}" cannot be changed here: "{left[0]}" would become a comment', _BY_HAND)


def _refuse(text: str, offset: int, message: str, hint: str) -> NoReturn:
    line = line_of(text, offset)
    raise Refused(message, line=line, source=source_line(text, line), hint=hint)


def _same(one: object, other: object) -> bool:
    """Equal in value and in type, all the way down: 1 is not True, "1" is not 1, and the order of keys counts."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return one == other
