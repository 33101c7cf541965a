"""Reliability: promises kept on time, mine above all; what others promised is something I wait for, never a record.

Reads `#promise` and `#waiting` tasks wherever they stand, with their due dates, `[was:: ]` and ✅. Answers: what is open
both ways (`promise`), what came of mine (`promise --record`); ticks, moves and makes them (`done`, `promise WHO TEXT`).
"""

from collections import Counter

import click

from vaultnet.dates import read_when, show_day, weekday_day
from vaultnet.errors import Refused, UsageFault
from vaultnet.index import ask
from vaultnet.index.pulse import PersonRow
from vaultnet.people.commitment import Commitment, commitments, commitments_of, find_item, short_handles
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.people.person import find_person
from vaultnet.show.console import Call, Name, heading, remark, say, say_json, say_table, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.text.edit import append_line, replace_line
from vaultnet.text.links import wikilink
from vaultnet.text.names import stem
from vaultnet.text.tasks import complete, move_due, new_task, read_task

TITLE = "Reliability"
ORDER = 20


def open_promises(desk: Desk) -> list[Commitment]:
    """Open promises both ways, by due date."""
    return commitments(desk)


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
    return f"{when}, moved from {', '.join(show_day(day, desk.today) for day in one.was)}" if one.was else when


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """What is open between us: my promises to them under "You", theirs under their name."""
    lines = []
    for one in commitments_of(desk, person.id):
        terms = [f"by {weekday_day(one.due)}"] if one.due else []
        if one.was:
            moved = "once" if len(one.was) == 1 else f"{len(one.was)} times"
            terms.append(f"moved {moved}, from {weekday_day(one.was[-1])}")
        text = f"{one.linked_words} ({'; '.join(terms)})" if terms else one.linked_words
        reason = Reason("promise" if one.side == "mine" else "waiting", one.path, one.line)
        lines.append(Line("You" if one.side == "mine" else "They", text, reason))
    return lines


def today(desk: Desk) -> list[Moment]:
    """My promises that are due in the coming days, and what I have waited for long enough to ask."""
    moments = []
    for one in commitments(desk, sided=False):
        if not one.side:
            if one.due and one.due <= desk.until:
                moments.append(_moment(desk, one, "task", one.linked_words))
        elif one.side == "mine" and one.due and one.due <= desk.until:
            text = f"promised: {one.linked_words}"
            told = [f"was due {weekday_day(one.due)}"] if one.due < desk.day else []
            told += [f"moved from {weekday_day(one.was[-1])}"] if one.was else []
            text += f" ({', '.join(told)})" if told else ""
            moments.append(_moment(desk, one, "promise", text))
        elif one.side == "theirs" and one.due and one.due < desk.day:
            moments.append(
                _moment(desk, one, "waiting", f"you wait for: {one.linked_words}, since {weekday_day(one.due)}")
            )
    return moments


def _moment(desk: Desk, one: Commitment, kind: str, text: str) -> Moment:
    word = {"promise": "promised", "waiting": "waiting", "task": "task"}[kind]
    reason = Reason(f"{word}, due {weekday_day(one.due)}", one.path, one.line)
    note = ask.note_of(desk.index, one.person) if one.person else None
    if note is None:  # nobody's: the task speaks for itself, and the note where it stands is one step away
        where = f"→ {wikilink(stem(one.path))}"
        name = one.name or one.words
        return Moment("waits", kind, name, one.path, max(one.due, desk.day), where, (reason,), item=one.id)
    return Moment("waits", kind, note.name, note.path, max(one.due, desk.day), text, (reason,))


@click.command("promise")
@click.argument("who", required=False, type=Name("person"))
@click.argument("text", required=False)
@click.option("--by", metavar="DATE", help="When it is due.")
@click.option("--waiting", is_flag=True, help="Only what others promised; with WHO TEXT: they promise it.")
@click.option("--overdue", is_flag=True, help="Only what is past its day.")
@click.option("--record", "record_", is_flag=True, help="How I kept mine, by quarter and by person.")
@writing
@click.pass_obj
def promise(call: Call, who: str | None, text: str | None, by: str | None, waiting: bool, overdue: bool, record_: bool,
            dry_run: bool, print_path: bool) -> None:  # fmt: skip
    """Promises both ways; with WHO and TEXT a new one.

    Each row begins with its handle: `vaultnet done k3f` ticks it.

    \b
    Examples:
      vaultnet promise
      vaultnet promise ada "send the rubric" --by friday
      vaultnet promise --record
    """
    desk = call.desk
    if record_:
        _show_record(call)
        return
    if who and text:
        _make(call, who, text, by, waiting, dry_run, print_path)
        return
    if by:
        raise UsageFault("--by goes with WHO and TEXT", hint='vaultnet promise ada "send the rubric" --by friday')
    found = open_promises(desk)
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
            "side": one.side, "due": one.due or None, "status": one.status, "was": list(one.was)}  # fmt: skip


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


@click.command("done")
@click.argument("item")
@click.option("--on", metavar="DATE", help="The day it was done (default: today).")
@click.option("--drop", is_flag=True, help="It will not be done: marked as dropped.")
@click.option("--move", "move_", metavar="DATE", help="Not done: a new due date; the old one is kept as [was:: ].")
@writing
@click.pass_obj
def done(call: Call, item: str, on: str | None, drop: bool, move_: str | None, dry_run: bool, print_path: bool) -> None:
    """Tick a task or promise where it stands; the next of a recurring one is added above it.

    ITEM is a handle that `promise` shows, or a unique piece of its text.

    \b
    Examples:
      vaultnet done k3f
      vaultnet done rubric --on yesterday
      vaultnet done rubric --move "next friday"
    """
    from vaultnet.text.tasks import drop as dropped

    desk = call.desk
    day = read_when(on, desk.today) if on else desk.today
    if day is None or day > desk.today:
        raise UsageFault(f'"{on}" is not a day that has been', hint="2026-11-22, yesterday")
    new = read_when(move_, desk.today) if move_ else None
    if move_ and new is None:
        raise UsageFault(f'"{move_}" is not a date', hint="2026-12-01, friday, in 3 weeks")
    one = find_item(commitments(desk, sided=False), item, "task or promise")
    faults: list[str] = []

    def edit(text: str) -> str:
        line = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[one.line - 1]
        task = read_task(line)
        if task is None or not task.open:
            raise Refused("the line is no open task any more", line=one.line, source=line, hint="run the command again")
        if new is not None:
            return replace_line(text, one.line, line, [move_due(line, new.isoformat())])
        if drop:
            return replace_line(text, one.line, line, [dropped(line, day.isoformat())])
        completed = complete(line, day.isoformat())
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


commands = [promise, done]
