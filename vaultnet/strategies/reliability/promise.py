"""`promise`: what is open both ways, a new one, how I kept mine, and a nudge for what I wait for."""

from collections import Counter

import click

from vaultnet.dates import read_when, show_day
from vaultnet.errors import UsageFault
from vaultnet.people.commitment import Commitment, commitments, commitments_of
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.item import short_handles
from vaultnet.people.person import find_person
from vaultnet.show.console import Call, Name, heading, say, say_json, say_table, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.strategies.reliability.nudge import nudge
from vaultnet.text.edit import append_line
from vaultnet.text.tasks import new_task


def record(desk: Desk) -> dict[str, object]:
    """How I kept my promises: counts, by person and by quarter of the due date. Others' promises are not in it."""
    mine = [one for one in commitments(desk, open_only=False) if one.side == "mine"]
    words = ("kept", "late", "dropped", "renegotiated", "overdue")

    def counted(some: list[Commitment]) -> dict[str, int]:
        counts = Counter(one.status for one in some)
        return {word: counts[word] for word in words}

    people: dict[str, list[Commitment]] = {}
    quarters: dict[str, list[Commitment]] = {}
    for one in mine:
        if one.name:
            people.setdefault(one.name, []).append(one)
        if one.due:
            quarters.setdefault(f"{one.due[:4]} Q{(int(one.due[5:7]) + 2) // 3}", []).append(one)
    return {
        **counted(mine),
        "people": [{"name": name, **counted(some)} for name, some in sorted(people.items())],
        "quarters": [{"quarter": quarter, **counted(some)} for quarter, some in sorted(quarters.items())],
    }


def _when(desk: Desk, one: Commitment) -> str:
    when = show_day(one.due, desk.today) if one.due else "no date"
    when += f", moved from {', '.join(show_day(day, desk.today) for day in one.was)}" if one.was else ""
    return when + (f", nudged {show_day(one.nudged, desk.today)}" if one.nudged else "")


@click.command("promise")
@click.argument("who", required=False, type=Name("person"))
@click.argument("text", required=False)
@click.option("--by", metavar="DATE", help="When it is due.")
@click.option("--waiting", is_flag=True, help="Only what others promised; with WHO TEXT: they promise it.")
@click.option("--overdue", is_flag=True, help="Only what is past its day.")
@click.option("--record", "record_", is_flag=True, help="How I kept mine, by quarter and by person.")
@click.option(
    "--nudge",
    "nudge_",
    is_flag=True,
    help="A note with a kind reminder; WHO is the handle or words of what you wait for.",
)
@writing
@click.pass_obj
def promise(call: Call, who: str | None, text: str | None, by: str | None, waiting: bool, overdue: bool, record_: bool,
            nudge_: bool, dry_run: bool, print_path: bool) -> None:  # fmt: skip
    """Promises both ways; with WHO and TEXT a new one.

    Each row begins with its handle: `vaultnet done k3f` ticks it, `vaultnet promise k3f --nudge` drafts a reminder of
    what you wait for, at most every two weeks.

    \b
    Examples:
      vaultnet promise
      vaultnet promise ada "send the rubric" --by friday
      vaultnet promise --record
      vaultnet promise diagrams --nudge
    """
    desk = call.desk
    if nudge_:
        if not who or text or by or overdue or record_:
            raise UsageFault("--nudge takes one thing you wait for", hint="vaultnet promise diagrams --nudge")
        nudge(call, who, dry_run, print_path)
        return
    if record_:
        _show_record(call)
        return
    if who and text:
        _make(call, who, text, by, waiting, dry_run, print_path)
        return
    if by:
        raise UsageFault("--by goes with WHO and TEXT", hint='vaultnet promise ada "send the rubric" --by friday')
    found = commitments(desk)
    if who:
        person = find_person(desk, who)
        found = commitments_of(desk, person.id)
    found = [one for one in found if (not waiting or one.side == "theirs") and (not overdue or one.status == "overdue")]
    short = short_handles([one.id for one in commitments(desk)])
    if call.settings.json:
        say_json([_row(one, short) for one in found])
        return
    mine = [one for one in found if one.side == "mine"]
    theirs = [one for one in found if one.side == "theirs"]
    for title, some in (("You promised", mine), ("You wait for", theirs)):
        if some:
            if title == "You wait for" and mine:
                say()
            heading(title)
            say_table([(short.get(one.id, one.id), _when(desk, one), one.name, one.words) for one in some], grow=3)
    if not found:
        say("no promise is open")


def _row(one: Commitment, short: dict[str, str]) -> dict[str, object]:
    return {"id": short.get(one.id, one.id), "name": one.name, "path": one.path, "line": one.line, "text": one.words,
            "side": one.side, "due": one.due or None, "status": one.status, "was": list(one.was),
            "nudged": one.nudged or None, "reasons": [Reason(one.words, one.path, one.line)]}  # fmt: skip


def _make(call: Call, who: str, text: str, by: str | None, waiting: bool, dry_run: bool, print_path: bool) -> None:
    desk = call.desk
    person = find_person(desk, who)
    due = read_when(by, desk.today) if by else None
    if by and due is None:
        raise UsageFault(f'"{by}" is not a date', hint="2026-12-01, friday, in 3 weeks")
    words = " ".join(text.split())
    if not words:
        raise UsageFault("a promise needs words")
    side = "theirs" if waiting else "mine"
    line = new_task(words, created=desk.day, due=due.isoformat() if due else "", side=side)
    change = edit_note(desk, person.path, lambda note: append_line(note, "Log", line))
    told = f"{'waiting for' if waiting else 'promised to'} {person.name}: {words}"
    told += f", by {show_day(due.isoformat(), desk.today)}" if due else ""
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path)


def _show_record(call: Call) -> None:
    found = record(call.desk)
    if call.settings.json:
        say_json(found)
        return
    words = ("kept", "late", "dropped", "renegotiated", "overdue")
    heading("How you kept your promises")
    say_table([[str(found[word]) for word in words]], words)
    for title, key in (("By quarter", "quarters"), ("By person", "people")):
        rows = found[key]
        if isinstance(rows, list) and rows:
            say()
            heading(title)
            first = "quarter" if key == "quarters" else "name"
            told = [row for row in rows if any(row[word] for word in words)]
            say_table([[row[first], *(str(row[word] or "·") for word in words)] for row in told], ("", *words))
