"""`edit`: a note in the person's own editor, checked afterwards."""

import os

import click

from vaultnet.errors import UsageFault
from vaultnet.people.person import find_note
from vaultnet.show.console import Call, Name, remark, say, say_path
from vaultnet.vault.change import resolve_in_vault


@click.command("edit")
@click.argument("name", type=Name())
@click.option("--print-path", is_flag=True, help="Print only the path.")
@click.pass_obj
def edit(call: Call, name: str, print_path: bool) -> None:
    """Open a note in $VISUAL or $EDITOR; what is wrong in it afterwards is said at once.

    \b
    Example:
      vaultnet edit ada
    """
    import shlex
    import subprocess

    desk = call.desk
    note = find_note(desk, name)
    path = resolve_in_vault(desk.root, note.path)
    if print_path:
        say_path(path)
        return
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        raise UsageFault("no editor is set", hint=f'set EDITOR, for example: EDITOR=nano vaultnet edit "{note.name}"')
    try:
        command = shlex.split(editor)
        code = subprocess.call([*command, path])
    except ValueError as error:
        raise UsageFault(f"EDITOR cannot be read: {error}", hint="look at its quotes") from error
    except OSError as error:
        raise UsageFault(
            f"{command[0]} cannot be started: {error.strerror}", hint="set EDITOR to an editor you have"
        ) from error
    if code:
        remark(f"{command[0]} ended with {code}")
    desk.sync()
    faults = [finding for finding in desk.findings() if finding.path == note.path]
    for finding in faults:
        remark(str(finding))
    if not faults:
        say(f"{note.path} reads well")


commands = [edit]
