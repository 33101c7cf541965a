"""Writes docs/cli.md from the commands themselves: `python tests/tools/make_cli_docs.py` (a test tells when it is stale)."""

import inspect
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "cli.md"
sys.path.insert(0, str(ROOT))

import click  # noqa: E402

from vaultnet.cli import COMMANDS, root, shared_options  # noqa: E402
from vaultnet.show.console import Call  # noqa: E402

HEAD = """# The command line

<!-- made by tests/tools/make_cli_docs.py: do not edit by hand -->

Every command, by the moment it serves. `vaultnet COMMAND --help` says the same in a terminal.

## For every command

{shared}

- **The vault** is the folder named by `--vault`, else by `VAULTNET_VAULT`, else the nearest folder upwards with a
  `vaultnet.toml`, else with an `.obsidian` folder.
- **Names** are typed as people say them: part of a name, an alias, without accents (`lukasz`), a small slip of the
  finger. An exact path inside the vault always wins. A name that fits several notes is not guessed: they are listed, and
  the command ends with 4.
- **Dates**: `2026-12-01`, `tomorrow`, `next friday`, `in 3 weeks`, `last monday`, `12 december`.
- **Writing commands** have `--dry-run` (shows a diff, writes nothing) and `--print-path`; `vaultnet undo` takes the last
  one back. A path so printed is as the disk has it, for scripts; on a terminal its control characters are escaped.
- **JSON**: each row has `reasons`, a list of `{{text, path, line}}`: what it says, and where that stands. Line 1 stands for
  the whole note; a reason that rests on no note has path "" and line 0.
- **Exit codes**: 0 answered; 1 findings (`doctor` and `index` only); 2 wrong usage; 3 refused to write; 4 no such name,
  or an ambiguous one; 5 no vault; 130 interrupted.
- **Environment**: `VAULTNET_VAULT`, `VAULTNET_TODAY`, `VAULTNET_CACHE_DIR` (the index), `VAULTNET_STATE_DIR` (the undo
  journal), `NO_COLOR`, `VISUAL` and `EDITOR`.
- **Completion** of commands and names, in bash: `eval "$(_VAULTNET_COMPLETE=bash_source vaultnet)"`; `zsh_source` and
  `fish_source` for the others.
"""


def cli_page() -> str:
    """The whole page."""
    parts = [HEAD.format(shared=_table(shared_options()))]
    call = Call(lambda call: None)  # type: ignore[arg-type, return-value]
    # click keeps the help option it makes first: it must be the program's own
    with click.Context(root, info_name="vaultnet", obj=call, **root.context_settings) as context:
        for moment, names in COMMANDS.items():
            parts.append(f"\n## {moment}\n")
            for name in names:
                command = root.get_command(context, name)
                assert command is not None, name
                parts.append(_command(context, name, command))
                for below in getattr(command, "commands", {}).values():
                    parts.append(_command(context, f"{name} {below.name}", below))
    return "".join(parts)


def _command(context: click.Context, name: str, command: click.Command) -> str:
    shared = {option.name for option in shared_options()}
    with click.Context(command, info_name=name, parent=context) as inner:
        usage = " ".join(command.get_usage(inner).partition(":")[2].split())
        rows = [param for param in command.params if isinstance(param, click.Option) and param.name not in shared]
    told, examples = _told(inspect.cleandoc(command.help or ""))
    parts = [f"\n### {name}\n\n```\n{usage}\n```\n", *(f"\n{text}\n" for text in told)]
    if rows:
        parts.append(f"\n{_table(rows)}\n")
    parts += [f"\n```\n{text}\n```\n" for text in examples]
    return "".join(parts)


def _told(help_: str) -> tuple[list[str], list[str]]:
    """The paragraphs of a help text, and its examples."""
    told, examples = [], []
    for paragraph in help_.split("\n\n"):
        if paragraph.startswith("\b"):
            lines = inspect.cleandoc("\n".join(paragraph.split("\n")[2:])).strip("\n")
            examples.append(lines)
        elif paragraph.strip():
            told.append(" ".join(paragraph.split()))
    return told, examples


def _table(options: list[click.Option]) -> str:
    rows = ["| option | |", "|---|---|"]
    for option in options:
        names = ", ".join([*option.opts, *option.secondary_opts])
        value = "" if option.is_flag else f" {option.metavar or option.name.upper()}"
        shown = f" (default {option.default})" if option.show_default and option.default is not None else ""
        rows.append(f"| `{names}{value}` | {(option.help or '').replace('|', chr(92) + '|')}{shown} |")
    return "\n".join(rows)


if __name__ == "__main__":
    PAGE.write_text(cli_page(), encoding="utf-8")
