"""`undo`: take back the last change vaultnet made."""

import click

from vaultnet.errors import Refused
from vaultnet.show.console import Call, say, say_diff, say_json
from vaultnet.vault import journal, write
from vaultnet.vault.change import as_diff


@click.command("undo")
@click.option("--dry-run", is_flag=True, help="Show what would be taken back.")
@click.pass_obj
def undo(call: Call, dry_run: bool) -> None:
    """Take back the last change vaultnet made to your notes; again, the one before. Refused where you edited since.

    \b
    Example:
      vaultnet undo --dry-run
    """
    desk = call.desk
    told, changes, entry = journal.undo(desk.root, desk.state)
    paths = [change.path for change in changes]
    if dry_run:
        if call.settings.json:
            say_json(
                {"dry_run": True, "told": told, "changes": [{"path": c.path, "diff": as_diff(c)} for c in changes]}
            )
        else:
            for change in changes:
                say_diff(as_diff(change))
        return
    try:
        write.apply(desk.root, changes, state=desk.state, told=told, journal=False)
    except Refused as error:
        if error.message.startswith("changed since"):
            hint = "take your own edit back first, or change the note by hand"
            raise Refused("edited since vaultnet wrote it: not taken back", path=error.path, hint=hint) from error
        raise
    journal.undone(entry)
    if call.settings.json:
        say_json({"told": told, "changed": paths})
    else:
        say(f"taken back: {told}")
        for path in paths:
            say(f"  {path}")


commands = [undo]
