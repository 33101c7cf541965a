"""Frontmatter: where it stands, and what it says as Obsidian reads it (YAML 1.2 core; dates stay text).

The only file that knows yaml and python-frontmatter. python-frontmatter is given the fenced block alone, through a
handler of ours: its own `load` strips, shifts and types by YAML 1.1 (docs/decisions/0001-yaml-reading.md).
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from vaultnet.errors import Fault
from vaultnet.text.plain import Value, core, read_plain

MAX_CHARS, MAX_DEPTH, MAX_EVENTS, MAX_ALIASES = 256 * 1024, 24, 20_000, 50
PLAIN_CHARS = 32 * 1024  # of longer blocks the plain reader could not say that they are within the bounds

_OPEN = re.compile(r"\ufeff?---[ \t]*(?:\r\n|\n|\r)")
_CLOSE = re.compile(r"[\n\r]---[ \t]*(?:\r\n|\n|\r|\Z)")
_EOL = re.compile(r"\r\n|\n|\r")
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?:[ \t].*)?$", re.MULTILINE)


class Block(NamedTuple):
    """Offsets into the text: `start` after the opening line, `end` at the closing one, `body` after it; `body_line` is
    the 1-based number of the body's first line."""

    start: int
    end: int
    body: int
    body_line: int


class Front(NamedTuple):
    """What a note's frontmatter says. `lines` gives each key's line in the file; `body` is an offset."""

    fields: dict[str, Value]
    lines: dict[str, int]
    faults: tuple[Fault, ...]
    body: int
    body_line: int


class Unclosed(ValueError):
    """The opening `---` has no closing line."""


class Unreadable(ValueError):
    """The block is no YAML mapping that can be trusted. `fault.line` counts within the block, from 1."""

    def __init__(self, code: str, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.fault = Fault(code, line, message, hint)


def split(text: str) -> Block | None:
    """Where the frontmatter stands; None where there is none. Raises `Unclosed`."""
    if not text.startswith(("---", "\ufeff---")):
        return None
    opening = _OPEN.match(text)
    if opening is None:
        return None
    closing = _CLOSE.search(text, opening.end() - 1)  # the break before it may be the opening line's own
    if closing is None:
        raise Unclosed
    start, end, body = opening.end(), closing.start() + 1, closing.end()
    between = text[start:end]
    count = between.count("\n") if "\r" not in between else len(_EOL.findall(between))
    return Block(start, end, body, count + 3)


def read_front(text: str) -> Front:
    """Fields, their lines, and what is wrong. Never raises: what cannot be read gives no fields and a fault."""
    try:
        block = split(text)
    except Unclosed:
        hint = "close it with a line of three dashes, or take the first line out"
        return Front({}, {}, (Fault("unclosed", 1, "the frontmatter has no closing ---", hint),), 0, 1)
    if block is None:
        return Front({}, {}, (), 0, 1)
    source = text[block.start : block.end]
    if "\r" in source:
        source = _EOL.sub("\n", source)
    if len(source) <= PLAIN_CHARS:
        plain = read_plain(source, 2)
        if plain is not None:
            return Front(plain[0], plain[1], (), block.body, block.body_line)
    fields, lines, faults = _read_yaml(source)
    moved = tuple(fault._replace(line=fault.line + 1) for fault in faults)
    return Front(fields, {key: line + 1 for key, line in lines.items()}, moved, block.body, block.body_line)


def item_lines(value: Value, head: list[str], line: int) -> Iterator[tuple[Value, int]]:
    """A field's values with the line of each; `head` are the note's first lines, `line` that of the key. Where the items of
    a list do not stand a line each, all have the key's."""
    if not isinstance(value, list):
        yield value, line
        return
    below = head[line : line + len(value)] if line > 1 else []
    apart = len(below) == len(value) and all(item.lstrip().startswith("- ") for item in below)
    for place, one in enumerate(value, 1):
        yield one, line + place if apart else line


def load(source: str) -> dict[str, Value]:
    """The mapping between the fences. Raises `Unreadable`."""
    return _load(source).fields


def events(source: str) -> Iterator[Any]:
    """The YAML events of the block, bounded: raises `Unreadable` before a bomb can go off."""
    import yaml

    if len(source) > MAX_CHARS:
        raise _too_complex(1, f"longer than {MAX_CHARS // 1024} KB")
    _refuse_conflict(source)
    depth = count = aliases = 0
    begun: list[tuple[str | None, int]] = []
    sizes: dict[str | None, int] = {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(source, Loader=loader):
            count += 1
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                begun.append((event.anchor, count))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
                anchor, first = begun.pop()
                sizes[anchor] = count - first
            elif isinstance(event, yaml.AliasEvent):
                aliases += 1
                count += sizes.get(event.anchor, 0)  # what it stands for is read once more
            if depth > MAX_DEPTH or count > MAX_EVENTS or aliases > MAX_ALIASES:
                raise _too_complex(
                    event.start_mark.line + 1 if event.start_mark else 1,
                    "nested too deep, too long or too many aliases",
                )
            yield event
    except yaml.YAMLError as error:
        raise _unreadable(source, error) from error


class _Loaded(NamedTuple):
    fields: dict[str, Value]
    lines: dict[str, int]
    twice: tuple[tuple[str, int, int], ...]


def _read_yaml(source: str) -> tuple[dict[str, Value], dict[str, int], tuple[Fault, ...]]:
    try:
        loaded = _load(source)
    except Unreadable as error:
        return {}, {}, (error.fault,)
    faults = tuple(
        Fault("duplicate-key", again, f'"{key}" stands twice (first on line {first + 1})', "keep one of the two lines")
        for key, first, again in loaded.twice
    )
    return loaded.fields, loaded.lines, faults


def _load(source: str) -> _Loaded:
    for _ in events(source):
        pass
    import frontmatter
    import yaml

    handler = _handler_class()()
    try:
        # fences, so that python-frontmatter's strip() takes nothing from the block; our handler cuts them off again
        frontmatter.parse(f"---\n{source}\n---", handler=handler)
    except Unreadable:
        raise
    except yaml.YAMLError as error:
        raise _unreadable(source, error) from error
    except Exception as error:  # PyYAML's constructors raise whatever their input makes them raise
        raise Unreadable("yaml", 1, f"the frontmatter cannot be read: {error}", _YAML_HINT) from error
    return handler.loaded  # type: ignore[no-any-return]


_YAML_HINT = "put the value in quotes, or mend the line; the rest of the note is indexed"
_classes: list[Any] = []


def _handler_class() -> Any:
    """Our python-frontmatter handler, made on first use: importing yaml takes 20 ms that plain notes do not need."""
    if _classes:
        return _classes[0]
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class CoreLoader(base):  # type: ignore[misc, valid-type]
        """YAML 1.2 core: null, booleans and numbers only; all else is text, `<<` is a key like any other."""

        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the attribute PyYAML looks up

        def construct_object(self, node: Any, deep: bool = False) -> Any:
            if isinstance(node, yaml.ScalarNode) and (node.style is None or node.style == ""):
                return core(node.value) if node.tag == "tag:yaml.org,2002:str" else node.value
            if isinstance(node, yaml.ScalarNode):
                return node.value
            return super().construct_object(node, deep=deep)

    class CoreHandler(YAMLHandler):
        loaded = _Loaded({}, {}, ())

        def split(self, text: str) -> tuple[str, str]:
            return text[4:-4], ""

        def load(self, fm: str, **kwargs: object) -> Any:
            loader = CoreLoader(fm)
            try:
                node = loader.get_single_node()
                if node is None:
                    return {}
                if isinstance(node, yaml.ScalarNode) and not node.value:
                    return {}
                if not isinstance(node, yaml.MappingNode):
                    raise Unreadable("not-mapping", 1, "the frontmatter is no list of `key: value` lines", _YAML_HINT)
                self.loaded = _pairs(node, loader)
            finally:
                loader.dispose()
            return self.loaded.fields

    _classes.append(CoreHandler)
    return CoreHandler


def _pairs(root: Any, loader: Any) -> _Loaded:
    fields: dict[str, Value] = {}
    lines: dict[str, int] = {}
    twice: list[tuple[str, int, int]] = []
    budget = [MAX_EVENTS]  # aliases are expanded here: count what comes out, or fifty of them make a bomb
    for key_node, value_node in root.value:
        key, line = _key(key_node), key_node.start_mark.line + 1
        if key in lines:
            twice.append((key, lines[key], line))
        fields[key] = _clean(value_node, loader, budget, 0)
        lines.setdefault(key, line)
    return _Loaded(fields, lines, tuple(twice))


def _key(node: Any) -> str:
    if isinstance(node.value, str):
        return node.value
    line = node.start_mark.line + 1
    raise Unreadable("yaml", line, "a key that is a list or a mapping (a template left unfilled?)", _YAML_HINT)


def _clean(node: Any, loader: Any, budget: list[int], depth: int) -> Value:
    budget[0] -= 1
    if budget[0] < 0 or depth > MAX_DEPTH:
        raise _too_complex(node.start_mark.line + 1, "its aliases make it endless")
    if isinstance(node.value, str):
        value = loader.construct_object(node)
        return value if value is None or isinstance(value, bool | int | float | str) else str(node.value)
    if node.id == "mapping":
        return {_key(key): _clean(value, loader, budget, depth + 1) for key, value in node.value}
    return [_clean(item, loader, budget, depth + 1) for item in node.value]


def conflict_line(text: str) -> int:
    """The 1-based line of the first git conflict marker, 0 where there is none."""
    if "<<<<<<<" not in text:
        return 0
    found = re.search(r"^<{7}[ \t].*\n", text, re.MULTILINE)
    if found and re.search(r"^={7}$", text[found.end() :], re.MULTILINE):
        return text.count("\n", 0, found.start()) + 1
    return 0


def _refuse_conflict(source: str) -> None:
    found = _CONFLICT.search(source)
    if found:
        line = source.count("\n", 0, found.start()) + 1
        hint = "choose one side of the merge and take the marker lines out"
        raise Unreadable("conflict", line, "a git conflict marker in the frontmatter", hint)


def _too_complex(line: int, why: str) -> Unreadable:
    return Unreadable("complex", line, f"the frontmatter is too complex: {why}", "move the data out of the frontmatter")


_BEGUN = frozenset(("while scanning a quoted scalar", "while scanning a simple key"))


def _unreadable(source: str, error: Any) -> Unreadable:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if getattr(error, "context", None) in _BEGUN:  # the fault is noticed lines later than it stands
        mark = error.context_mark or mark
    if mark is not None:
        # not the closing line: what is open began before it
        line = min(mark.line + 1, source.rstrip("\n").count("\n") + 1)
    else:
        position = getattr(error, "position", 0)
        line = source.count("\n", 0, position) + 1
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    return Unreadable("yaml", line, f"the frontmatter cannot be read: {problem}", _YAML_HINT)
