"""Two notes of one person become one: every line and every value of the note that goes stands in the one that stays."""

from collections.abc import Callable
from typing import NamedTuple

from vaultnet.text.body import EOL, append_line, block_of, eol_before, next_line, sections, start_of_line
from vaultnet.text.edit import add_item, replace_spans, set_field
from vaultnet.text.frontmatter import read_front
from vaultnet.text.lines import section_name
from vaultnet.text.plain import Value
from vaultnet.text.spans import Spans, find_spans
from vaultnet.words import LIST_KEYS


class Joined(NamedTuple):
    """The text of the note that stays, and which single values it already had otherwise: those of the note that goes stand
    below a heading of their own, as (key, value)."""

    text: str
    left: tuple[tuple[str, str], ...]


class _Part(NamedTuple):
    """A section that stands in no other, and those nested in it, each (title, level, what stands below)."""

    title: str
    level: int
    content: str
    nested: list[tuple[str, int, str]]


def join(stays: str, goes: str, name: str, key_of: Callable[[str], str], skip: Callable[[str], bool]) -> Joined:
    """The text `stays` with all that `goes` (the note called `name`) has and it has not. Both can be read and edited.

    Lists are united, missing values taken over, sections of one name put together with what is nested in them; `key_of`
    gives the key under which the staying note has a key's meaning, `skip` tells values to leave out (links of the two to
    each other). Raises `Refused`.
    """
    text, left, whole = stays, list[tuple[str, str]](), list[tuple[str, str]]()
    block = block_of(goes)
    spans = find_spans(goes, block) if block else None
    for key, value in read_front(goes).fields.items():
        if value is None or value == "" or key == "type":
            continue
        if spans and (
            isinstance(value, dict) or (isinstance(value, list) and any(not _is_plain(one) for one in value))
        ):
            source = _source(goes, spans, key)
            joined = _with_source(text, key, value, source) if key_of(key) == key else ""
            text = joined or text
            if not joined and read_front(text).fields.get(key) != value:
                whole.append((key, source))
            continue
        text, differs = _with_value(text, key_of(key), key, value, skip)
        left += differs
    values = "\n".join(f"- {key}: {content}" for key, content in left)
    prose = [f"```yaml\n{source}\n```" for _, source in whole]
    if spans:
        prose += [goes[start:end].strip().lstrip("# ") for start, end in spans.comments]
    for part in _outline(goes):
        if part.title:
            text = _with_section(text, part, name)
        elif part.content:
            prose.append(part.content)
    if prose or values:
        text = append_line(text, f"From {name}", "\n\n".join([*prose, *([values] if values else [])]))
    return Joined(text, (*left, *whole))


def _is_plain(value: Value) -> bool:
    return not isinstance(value, dict | list)


def _source(text: str, spans: Spans, key: str) -> str:
    """The lines of a field as they stand."""
    field = next(one for one in spans.fields if one.name == key)
    start, end = start_of_line(text, field.key.start), max(field.key.end, field.value.end)
    return text[start : next_line(text, end)].rstrip("\r\n") if not spans.flow else text[field.key.start : end]


def _with_source(text: str, key: str, value: Value, source: str) -> str:
    """The text with a field as its lines stood elsewhere; "" where it has one of that name, or would not read the same."""
    block, before = block_of(text), read_front(text).fields
    if block is None or key in before:
        return ""
    eol = eol_before(text, block.end)
    after = replace_spans(text, [(block.end, block.end, eol.join([*EOL.split(source), ""]))])
    read = read_front(after)
    return after if read.fields == {**before, key: value} and not read.faults else ""


def _outline(text: str) -> list[_Part]:
    """The body's sections, each with those nested in it."""
    found: list[_Part] = []
    for title, level, content in sections(text):
        if found and 0 < found[-1].level < level:
            found[-1].nested.append((title, level, content))
        else:
            found.append(_Part(title, level, content, []))
    return found


def _with_section(text: str, part: _Part, name: str) -> str:
    """The text with a section of another note: at the end of its own of this name, where it has one."""
    there = [one for one in sections(text) if one[0]]
    own = next((at for at, one in enumerate(there) if section_name(one[0]) == section_name(part.title)), None)
    if own is not None and not part.content and not part.nested:
        return text
    depth = 2 if own is None else there[own][1]
    nested, content = part.nested, part.content
    if content and own is not None and own + 1 < len(there) and there[own + 1][1] > depth:
        nested = [(f"From {name}", part.level + 1, content), *nested]  # else it would go below the last one nested here
        content = ""
    blocks = [content]
    for title, level, below in nested:  # deeper than its section here, whatever level that has
        blocks += [f"{'#' * min(6, max(depth + 1, depth + level - part.level))} {title}", below]
    apart = "\n" if not content and own is not None and there[own][2] else ""
    return append_line(text, part.title, apart + "\n\n".join(filter(None, blocks)))


def _with_value(
    text: str, key: str, own: str, value: Value, skip: Callable[[str], bool]
) -> tuple[str, list[tuple[str, str]]]:
    here = read_front(text).fields.get(key)
    one_each = key == "organization" and here and not isinstance(value, list) and not isinstance(here, list)
    if (isinstance(value, list) or isinstance(here, list) or key in LIST_KEYS) and not one_each:
        for item in value if isinstance(value, list) else [value]:
            if item is not None and not skip(str(item)):
                text = add_item(text, key, str(item))
        return text, []
    if isinstance(value, dict) or here == value or str(here).strip() == str(value).strip():
        return text, []
    if here is None or here == "":
        return set_field(text, key, value if isinstance(value, str | int | float) else str(value)), []
    return text, [(own, str(value))]
