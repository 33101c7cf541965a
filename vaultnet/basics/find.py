"""`find`: full text, best first."""

import click

from vaultnet.errors import UsageFault
from vaultnet.index import ask
from vaultnet.people.desk import Reason
from vaultnet.show.console import Call, remark, say_json, say_table


@click.command("find")
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=int, default=20, show_default=True, metavar="N", help="At most so many notes.")
@click.pass_obj
def find(call: Call, text: tuple[str, ...], limit: int) -> None:
    """Full text, best first: notes that hold all the words; the last word may be a beginning, "quotes" keep words together.

    \b
    Examples:
      vaultnet find error budget
      vaultnet find '"error budget" rota'
    """
    if limit < 1:
        raise UsageFault("--limit takes a number, 1 or more")
    hits = ask.find(call.desk.index, " ".join(text), limit)
    if call.settings.json:
        say_json([{**hit._asdict(), "reasons": [Reason(hit.snippet, hit.path, hit.line)]} for hit in hits])
        return
    say_table([(hit.name, f"{hit.path}:{hit.line}", hit.snippet) for hit in hits], grow=2)
    if not hits:
        remark("nothing found")


commands = [find]
