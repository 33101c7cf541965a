"""Two notes of one person become one: every line and every value of the note that goes stands in the one that stays."""

from collections.abc import Callable
from typing import NamedTuple

from vaultnet.errors import Refused
from vaultnet.text.body import append_line, block_of, sections, source_line
from vaultnet.text.edit import add_item, set_field
from vaultnet.text.frontmatter import Unreadable, read_front
from vaultnet.text.plain import Value
from vaultnet.text.spans import find_spans
from vaultnet.words import LIST_KEYS


class Joined(NamedTuple):
    """The text of the note that stays, and which single values it already had otherwise: those of the note that goes stand
    below a heading of their own, as (key, value)."""

    text: str
    left: tuple[tuple[str, str], ...]


def join(stays: str, goes: str, name: str, key_of: Callable[[str], str], skip: Callable[[str], bool]) -> Joined:
    """The text `stays` with all that `goes` (the note called `name`) has and it has not.

    Lists are united, missing values taken over, sections of one name put together; `key_of` gives the key under which the
    staying note has a key's meaning, `skip` tells values to leave out (links of the two to each other). Raises `Refused`.
    """
    text, left = stays, list[tuple[str, str]]()
    for key, value in read_front(goes).fields.items():
        if value is None or value == "" or key == "type":
            continue
        text, differs = _with_value(text, key_of(key), key, value, skip)
        left += differs
    left += [("", comment) for comment in _comments(goes)]
    for title, level, content in sections(goes):
        if title and content:
            text = append_line(text, title, content)
        elif title and not any(title == other for other, _, _ in sections(text)):
            text = append_line(text, title, "")
        elif content and level == 0:
            left.append(("", content))
    if left:
        prose = [content for key, content in left if not key]
        values = "\n".join(f"- {key}: {content}" for key, content in left if key)
        text = append_line(text, f"From {name}", "\n\n".join([*prose, *([values] if values else [])]))
    return Joined(text, tuple((key, content) for key, content in left if key))


def _comments(text: str) -> list[str]:
    """The comments of a note's frontmatter. Raises `Refused` where it cannot be read."""
    block = block_of(text)
    if block is None:
        return []
    try:
        return [text[start:end].strip().lstrip("# ") for start, end in find_spans(text, block).comments]
    except Unreadable as error:
        line = error.fault.line + 1  # the opening line is line 1
        raise Refused(error.fault.message, line=line, source=source_line(text, line), hint=error.fault.hint) from error


def _with_value(
    text: str, key: str, own: str, value: Value, skip: Callable[[str], bool]
) -> tuple[str, list[tuple[str, str]]]:
    here = read_front(text).fields.get(key)
    if isinstance(value, list) or isinstance(here, list) or key in LIST_KEYS:
        for item in value if isinstance(value, list) else [value]:
            if item is not None and not skip(str(item)):
                text = add_item(text, key, str(item))
        return text, []
    if isinstance(value, dict) or here == value or str(here).strip() == str(value).strip():
        return text, [(own, str(value))] if isinstance(value, dict) and here != value else []
    if here is None or here == "":
        return set_field(text, key, value), []
    return text, [(own, str(value))]
