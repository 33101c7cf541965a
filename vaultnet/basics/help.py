"""`help`: the pages that come with vaultnet: one for each strategy, the note format, the settings."""

import os

import click

from vaultnet.errors import NoSuchName
from vaultnet.show.console import Call, on_terminal, say
from vaultnet.vault.shipped import shipped


@click.command("help")
@click.argument("topic", required=False)
@click.pass_context
def help_(ctx: click.Context, topic: str | None) -> None:
    """A page on one of the ten strategies, the format of notes, or a command.

    \b
    Examples:
      vaultnet help communication
      vaultnet help format
    """
    call = ctx.find_object(Call)
    assert call is not None
    root = ctx.find_root()
    if topic is None:
        say(root.get_help())
        say(f"\nPages: {', '.join(sorted(_pages()))}")
        return
    path = _pages().get(topic.lower())
    if path:
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if on_terminal():
            from rich.console import Console
            from rich.markdown import Markdown

            Console().print(Markdown(text))
        else:
            say(text.rstrip())
        return
    group = root.command
    command = group.get_command(ctx, topic) if isinstance(group, click.Group) else None
    if command is None:
        raise NoSuchName(
            f'there is no page "{topic}"', hint=f"one of {', '.join(sorted(_pages()))}, or a command's name"
        )
    with click.Context(command, info_name=topic, parent=root) as inner:
        say(command.get_help(inner))


def _pages() -> dict[str, str]:
    """Every page by name: docs/strategies/*.md, docs/format.md and docs/config.md."""
    base = shipped("docs")
    pages = {"format": os.path.join(base, "format.md"), "config": os.path.join(base, "config.md")}
    folder = os.path.join(base, "strategies")
    pages |= {name[:-3]: os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".md")}
    return {name: path for name, path in pages.items() if os.path.exists(path)}


commands = [help_]
