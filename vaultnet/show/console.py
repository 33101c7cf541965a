"""The terminal: answers to stdout, findings and remarks to stderr, and nothing that a note's text could do to either."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:  # this file is loaded on every start: what it talks about is loaded by those who have it
    from click.shell_completion import CompletionItem

    from vaultnet.people.desk import Desk, Reason

# C0 (but newline), DEL, C1, the bidi controls, the line separators, lone surrogates: never raw to a terminal
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_WORDS = re.compile("( *)([^ ]+)")
GAP = "  "
NARROW = 24  # columns below which a text is not squeezed into a column of its own
SHORT = 12  # columns to which no other column is cut
BELOW = "    "  # before what stands below its row


class Settings(NamedTuple):
    """How this call is to answer: the options that stand before or after every command's name."""

    json: bool = False
    no_input: bool = False
    debug: bool = False


class Call:
    """One call of the command line: its settings, and the desk, opened when a command first asks for it."""

    def __init__(self, open_desk: "Callable[[Call], Desk]") -> None:
        self._open_desk = open_desk
        self._desk: Desk | None = None
        self.options: dict[str, Any] = {}

    @property
    def settings(self) -> Settings:
        """How this call is to answer."""
        return Settings(*(bool(self.options.get(name)) for name in Settings._fields))

    @property
    def desk(self) -> "Desk":
        """The vault, on the day of this call."""
        if self._desk is None:
            self._desk = self._open_desk(self)
        return self._desk

    @property
    def opened(self) -> "Desk | None":
        """The desk, if any command opened it."""
        return self._desk


class Name(click.ParamType[str]):
    """The name of a note: completed from the index as it stands, without looking at the disk."""

    name = "name"

    def __init__(self, *types: str) -> None:
        self.types = types

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """Names that begin with what was typed, or hold a word that does."""
        from click.shell_completion import CompletionItem

        from vaultnet.index import ask
        from vaultnet.text.names import key, unaccented

        typed, bare = key(incomplete), unaccented(incomplete)
        try:
            names = ask.all_names(ctx.find_object(Call).desk.index, self.types)  # type: ignore[union-attr]
        except Exception:  # completion must never disturb the line that is being typed
            return []
        fitting = [
            text
            for text, _, _ in names
            if any(f" {form(text)}".find(f" {said}") >= 0 for form, said in ((key, typed), (unaccented, bare)))
        ]
        return [CompletionItem(clean(text)) for text in dict.fromkeys(fitting)][:200]


def clean(text: str) -> str:
    """Text as it may be shown: control characters, escapes and bidi marks become visible (`\\x1b`), newlines stay."""
    return _UNSAFE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] == "\t":
        return " "
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def one_line(text: str) -> str:
    """The same, on one line."""
    return clean(" ".join(text.split()))


def say(text: str = "") -> None:
    """One or more lines of the answer. On a terminal a long one is broken between words, and keeps its indent."""
    for line in clean(text).split("\n"):
        start = line[: len(line) - len(line.lstrip(" "))]
        if on_terminal() and cell_width(line) > terminal_width():
            first, *more = wrapped(line, terminal_width() - len(start) - len(GAP))
            line = "\n".join([start + first, *(start + GAP + one for one in more)])
        click.echo(line)


def remark(text: str) -> None:
    """Something beside the answer, to stderr."""
    click.echo(clean(text), err=True)


def say_path(path: str) -> None:
    """The path of a note, alone on its line and unbroken. On a pipe it is as the disk has it, so that a script can open it;
    a terminal gets its control characters escaped."""
    click.echo(
        clean(path) if on_terminal() else path, color=True
    )  # else click takes escapes out, and no such file is there


def say_json(answer: Any) -> None:
    """The answer for a script. Named tuples become objects, reasons `{text, path, line}`; controls are escaped."""
    import json

    _say_json_text(json.dumps(plain(answer), ensure_ascii=False, separators=(", ", ": ")))


def say_json_lines(rows: Iterable[str]) -> None:
    """A list whose rows are JSON already: where there are thousands of them."""
    _say_json_text(f"[{', '.join(rows)}]")


def _say_json_text(text: str) -> None:
    click.echo(text if text.isprintable() else _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", text))


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if hasattr(value, "_asdict"):
        return {key: plain(one) for key, one in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def on_terminal() -> bool:
    """Whether the answer is read by a person right now."""
    return sys.stdout.isatty()


def say_table(rows: Iterable[Sequence[str]], heads: Sequence[str] = (), *, grow: int | Sequence[int] = -1) -> None:
    """Aligned columns. On a terminal the column `grow` (or several) wraps, below itself or, where little room is left, below
    the row; in a pipe every row stays one line."""
    shown = [[one_line(str(cell)) for cell in row] for row in rows]
    if not shown:
        return
    table = [list(heads), *shown] if heads else shown
    widths = [max(map(cell_width, column)) for column in zip(*table, strict=True)]
    growing = [place % len(widths) for place in ([grow] if isinstance(grow, int) else grow)]
    for place, row in enumerate(table):
        lines = _on_lines(row, widths, growing) if on_terminal() else [_in_columns(row, widths)]
        for number, line in enumerate(lines):
            bold = len(line) if heads and place == 0 else len(row[0]) if number == 0 else 0
            click.echo(click.style(line[:bold], bold=True) + line[bold:] if on_terminal() and bold else line)


def _in_columns(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = (cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True))
    return GAP.join(cells).rstrip()


def _on_lines(row: Sequence[str], widths: Sequence[int], growing: Sequence[int]) -> list[str]:
    """A row as a terminal has room for it."""
    width = terminal_width()
    others = [place for place in range(len(row)) if place not in growing]
    room = width - sum(widths[place] for place in others) - len(GAP) * (len(row) - 1)
    if room >= min(sum(widths[place] for place in growing), NARROW * len(growing)):
        beside = list(widths)
        while sum(beside[place] for place in growing) > room:
            beside[max(growing, key=beside.__getitem__)] -= 1
        cells = [wrapped(cell, beside[place]) if place in growing else [cell] for place, cell in enumerate(row)]
        return [_in_columns(line, beside) for line in zip_longest(*cells, fillvalue="")]
    short = [widths[place] for place in others]
    while sum(short) + len(GAP) * (len(short) - 1) > width and max(short) > SHORT:
        short[short.index(max(short))] -= 1
    told = _in_columns([cut(row[place], most) for place, most in zip(others, short, strict=True)], short)
    below = (line for place in growing for line in wrapped(row[place], width - len(BELOW)))
    return [told, *(BELOW + line for line in below)]


def terminal_width() -> int:
    """The columns of the terminal, never so few that nothing can be said in them."""
    from shutil import get_terminal_size

    return max(get_terminal_size().columns, 2 * NARROW)


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many columns, broken between words; within one where it is longer than a line."""
    lines: list[str] = []
    line = ""
    for blanks, word in _WORDS.findall(text):
        if line and cell_width(line) + len(blanks) + cell_width(word) <= width:
            line += blanks + word
            continue
        lines += [line] if line else []
        while cell_width(word) > width:
            end = len(word)
            while cell_width(word[:end]) > width:
                end -= 1
            lines.append(word[:end])
            word = word[end:]
        line = word
    return [*lines, line] if line else lines


def cell_width(text: str) -> int:
    """How many columns a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(
        0 if category(c) in ("Mn", "Me", "Cf") or "\u1160" <= c <= "\u11ff"  # a Hangul syllable may be written in parts
        else 2 if east_asian_width(c) in "WF" else 1 for c in text
    )  # fmt: skip


def cut(text: str, width: int) -> str:
    """A text of at most so many columns, ended with an ellipsis where something is left out."""
    if cell_width(text) <= width:
        return text
    while text and cell_width(text) > width - 1:
        text = text[:-1]
    return text.rstrip(" ,·(") + "…"


def heading(text: str) -> None:
    """A heading of the answer: bold where there is colour."""
    click.echo(click.style(one_line(text), bold=True))


def say_reasons(reasons: "Iterable[Reason]", indent: str = "    ") -> None:
    """Why, one reason a line, with the place in the notes; a place that a terminal's line has no room for goes below it."""
    for reason in reasons:
        said = f"{indent}{one_line(str(reason))}"
        if reason.path and on_terminal() and cell_width(said) > terminal_width():
            say(f"{indent}{one_line(reason.text)}")
            said = f"{indent}{GAP}{one_line(f'({reason.path}:{reason.line})')}"
        say(said)


def say_diff(diff: str) -> None:
    """A unified diff, coloured on a terminal."""
    for line in diff.splitlines():
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1]) if line[:3] not in ("+++", "---") else None
        click.echo(click.style(clean(line), fg=None if os.environ.get("NO_COLOR") else colour))


def confirm(settings: Settings, question: str, *, default: bool = True) -> bool:
    """Ask yes or no; without a terminal, or with --no-input, the default."""
    if settings.no_input or not sys.stdin.isatty():
        return default
    return click.confirm(clean(question), default=default)


def can_ask(settings: Settings) -> bool:
    """Whether somebody is there to answer a question."""
    return not settings.no_input and sys.stdin.isatty() and sys.stderr.isatty()


def choose(settings: Settings, question: str, options: Sequence[str]) -> int | None:
    """Ask for one of several; None where nobody can be asked, or nothing is chosen."""
    if not can_ask(settings):
        return None
    for number, option in enumerate(options, 1):
        remark(f"  {number}  {one_line(option)}")
    answer = click.prompt(clean(question), default="", show_default=False, err=True)
    return int(answer) - 1 if answer.isdigit() and 0 < int(answer) <= len(options) else None


def writing(command: Any) -> Any:
    """The options of every command that writes: --dry-run shows the diff instead, --print-path only the path."""
    command = click.option("--print-path", is_flag=True, help="Print only the path of the note written.")(command)
    return click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")(command)
