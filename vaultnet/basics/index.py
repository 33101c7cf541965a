"""`index`: read the vault and say what was found."""

import time

import click

from vaultnet.errors import FINDINGS
from vaultnet.index import ask
from vaultnet.index.store import index_path
from vaultnet.show.console import Call, say, say_json, say_table


@click.command("index")
@click.option("--rebuild", is_flag=True, help="Read every note again.")
@click.option("--path", "only_path", is_flag=True, help="Print where the index lies.")
@click.option("--force", is_flag=True, help="Believe the disk even where most notes have vanished.")
@click.pass_context
def index(ctx: click.Context, rebuild: bool, only_path: bool, force: bool) -> None:
    """Make the index equal the notes. Every command does so before it answers: nobody has to.

    Exits 1 where notes have findings; `vaultnet doctor` shows them.

    \b
    Example:
      vaultnet index --rebuild
    """
    call = ctx.find_object(Call)
    assert call is not None
    desk = call.desk
    if only_path:
        click.echo(index_path(desk.root))
        return
    started = time.monotonic()
    synced = desk.sync(rebuild=rebuild, force=force)
    seconds = round(time.monotonic() - started, 3)
    findings, errors = desk.count_findings(checks=True)
    call.options["counted"] = True
    if call.settings.json:
        say_json({"notes": synced.notes, "added": synced.added, "changed": synced.changed, "removed": synced.removed,
                  "findings": findings, "seconds": seconds})  # fmt: skip
    else:
        notes = f"{synced.notes} note{'' if synced.notes == 1 else 's'}"
        say(f"{notes}: {synced.added} added, {synced.changed} changed, {synced.removed} removed")
        counts = ask.counts(desk.index)
        say_table([(f"  {type_ or 'other'}", f"{count:>6}") for type_, count in counts.items()])
        if findings:
            say(f"{findings} finding{'' if findings == 1 else 's'}: vaultnet doctor")
    ctx.exit(FINDINGS if errors else 0)


commands = [index]
