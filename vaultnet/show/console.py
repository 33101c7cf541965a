"""The terminal: answers to stdout, findings and remarks to stderr, and nothing that a note's text could do to either."""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:  # this file is loaded on every start: what it talks about is loaded by those who have it
    from click.shell_completion import CompletionItem

    from vaultnet.people.desk import Desk, Reason

# C0 (but newline), DEL, C1, the bidi controls, the line separators, lone surrogates: never raw to a terminal
_UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
GAP = "  "
PLAIN_WIDTH = 100


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
    """One or more lines of the answer."""
    click.echo(clean(text))


def remark(text: str) -> None:
    """Something beside the answer, to stderr."""
    click.echo(clean(text), err=True)


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


def say_table(rows: Iterable[Sequence[str]], heads: Sequence[str] = (), *, grow: int = -1) -> None:
    """Aligned columns: rich's table on a terminal, blanks in a pipe. `grow` is the column that may wrap or be cut."""
    shown = [[one_line(str(cell)) for cell in row] for row in rows]
    if not shown:
        return
    if on_terminal():
        _rich_table(shown, heads, grow)
        return
    table = [list(heads), *shown] if heads else shown
    widths = [max(cell_width(row[i]) for row in table) for i in range(len(table[0]))]
    for row in table:
        cells = [cell + " " * (width - cell_width(cell)) for cell, width in zip(row, widths, strict=True)]
        click.echo(GAP.join(cells).rstrip())


def _rich_table(rows: list[list[str]], heads: Sequence[str], grow: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), show_header=bool(heads), header_style="dim")
    columns = len(rows[0])
    for place in range(columns):
        flexible = place == (grow if grow >= 0 else columns + grow)
        table.add_column(heads[place] if heads else "", no_wrap=not flexible, ratio=1 if flexible else None,
                         style="bold" if place == 0 else "")  # fmt: skip
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(table)


def cell_width(text: str) -> int:
    """How many columns a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    return sum(0 if category(c) in ("Mn", "Me", "Cf") else 2 if east_asian_width(c) in "WF" else 1 for c in text)


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
    """Why, one reason a line, with the place in the notes."""
    for reason in reasons:
        say(f"{indent}{one_line(str(reason))}")


def say_diff(diff: str) -> None:
    """A unified diff, coloured on a terminal."""
    for line in diff.splitlines():
        colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1]) if line[:3] not in ("+++", "---") else None
        click.echo(click.style(clean(line), fg=colour))


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
