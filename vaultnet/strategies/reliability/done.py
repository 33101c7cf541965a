"""`done`: a task ticked, moved or dropped where it stands; advice marked as acted on or reported back."""

from datetime import date
from typing import TYPE_CHECKING

import click

from vaultnet.dates import read_when, show_day, weekday_day
from vaultnet.errors import NoSuchName, UsageFault
from vaultnet.index import ask
from vaultnet.people.advice import ACTED, GAVE, REPORTED, Advice, advice
from vaultnet.people.commitment import Commitment, commitments
from vaultnet.people.desk import Desk
from vaultnet.people.item import find_item, short_handles
from vaultnet.show.console import Call, remark, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.strategies.reliability.nudge import open_line
from vaultnet.text.edit import replace_line
from vaultnet.text.lines import with_field
from vaultnet.text.tasks import complete, move_due

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _handles(ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """The handles of what is open, each with its words where the shell shows them."""
    from click.shell_completion import CompletionItem

    try:
        items = commitments(ctx.find_object(Call).desk)  # type: ignore[union-attr]
    except Exception:  # completion must never disturb the line that is being typed
        return []
    short = short_handles([one.id for one in items])
    return [CompletionItem(short[one.id], help=one.words) for one in items if one.id.startswith(incomplete)]


@click.command("done")
@click.argument("item", shell_complete=_handles)
@click.option("--on", metavar="DATE", help="The day it was done (default: today).")
@click.option("--drop", is_flag=True, help="It will not be done: marked as dropped.")
@click.option("--move", "move_", metavar="DATE", help="Not done: a new due date; the old one is kept as [was:: ].")
@click.option("--acted", is_flag=True, help="ITEM is advice: it was acted on.")
@click.option("--reported", is_flag=True, help="ITEM is advice: whoever gave it has heard what came of it.")
@writing
@click.pass_obj
def done(call: Call, item: str, on: str | None, drop: bool, move_: str | None, acted: bool, reported: bool, dry_run: bool,
         print_path: bool) -> None:  # fmt: skip
    """Tick a task or promise where it stands; the next of a recurring one is added above it.

    ITEM is a handle that `promise` shows, or a unique piece of its text. With --acted or --reported it is a piece of
    advice, by a handle that `session --advice` shows or its words.

    \b
    Examples:
      vaultnet done k3f
      vaultnet done rubric --on yesterday
      vaultnet done rubric --move "next friday"
      vaultnet done "scope before pay" --acted --on 2026-10-03
    """
    from vaultnet.text.tasks import drop as dropped

    desk = call.desk
    if (acted or reported) and (drop or move_):
        raise UsageFault("--acted and --reported are for advice, --drop and --move for tasks")
    day = read_when(on, desk.today) if on else desk.today
    if day is None or day > desk.today:
        raise UsageFault(f'"{on}" is not a day that has been', hint="2026-11-22, yesterday")
    new = read_when(move_, desk.today) if move_ else None
    if move_ and new is None:
        raise UsageFault(f'"{move_}" is not a date', hint="2026-12-01, friday, in 3 weeks")
    if acted or reported:
        _mark(call, item, day, acted, reported, dry_run, print_path)
        return
    one = _find_task(desk, item)
    faults: list[str] = []

    def edit(text: str) -> str:
        line = open_line(text, one)
        if new is not None:
            return replace_line(text, one.line, line, [move_due(line, new.isoformat(), one.due)])
        if drop:
            return replace_line(text, one.line, line, [dropped(line, day.isoformat())])
        completed = complete(line, day.isoformat(), one.due)
        if completed.fault:
            faults.append(completed.fault)
        return replace_line(text, one.line, line, completed.lines)

    change = edit_note(desk, one.path, edit)
    word = f"moved to {show_day(new.isoformat(), desk.today)}" if new else "dropped" if drop else "done"
    answer = {"id": one.id, "text": one.words, "path": one.path, "line": one.line, "status": word.split()[0]}
    carry_out(
        desk, call.settings, [change], f"{word}: {one.words}", dry_run=dry_run, print_path=print_path, answer=answer
    )
    for fault in faults:
        remark(f"{one.path}:{one.line}: {fault}")


def _find_task(desk: Desk, item: str) -> Commitment:
    try:
        return find_item(commitments(desk, sided=False), item, "open task or promise", "vaultnet promise")
    except NoSuchName as error:
        if not error.candidates:
            try:
                found = find_item(advice(desk), item, "", "")
            except NoSuchName:
                raise error from None
            error.hint = f'it is advice: vaultnet done "{item}" {"--reported" if found.acted else "--acted"}'
        raise


def _mark(call: Call, item: str, day: date, acted: bool, reported: bool, dry_run: bool, print_path: bool) -> None:
    """Write on a line of advice that it was acted on, or that whoever gave it has heard."""
    desk = call.desk
    one = find_item(advice(desk), item, "advice", "vaultnet session --advice")
    if day.isoformat() < one.given:
        raise UsageFault(
            f"it was given {weekday_day(one.given, desk.today)}, after that day", path=one.path, line=one.line
        )
    if reported and not acted and not one.acted:
        raise UsageFault(f'"{one.words}" is not marked as acted on yet', path=one.path, line=one.line,
                         hint=f'where both are true: vaultnet done "{item}" --acted --reported')  # fmt: skip
    marks = [key for key, wanted in ((ACTED, acted), (REPORTED, reported)) if wanted and not getattr(one, key)]

    note = ask.note_at(desk.index, one.path)
    assert note is not None
    old = ask.text_of(desk.index, note.id).split("\n")[one.line - 1]

    def edit(text: str) -> str:
        line = old
        for key in marks:
            line = with_field(line, key, day.isoformat())
        return replace_line(text, one.line, old, [line])

    change = edit_note(desk, one.path, edit) if marks else None
    marked = {key: day.isoformat() if key in marks else getattr(one, key) or None for key in (ACTED, REPORTED)}
    answer = {"id": one.id, "name": one.name, "text": one.words, "path": one.path, "line": one.line, **marked}
    carry_out(desk, call.settings, [change], _told(one, marks), dry_run=dry_run, print_path=print_path, answer=answer)


def _told(one: Advice, marks: list[str]) -> str:
    if one.direction == GAVE:
        return f"{one.name} {'told you what came of it' if REPORTED in marks else 'acted on it'}: {one.words}"
    if REPORTED in marks:
        return f"{one.name} has heard what came of it: {one.words}"
    return f"acted on the advice of {one.name}: {one.words}"
