"""`request`: what is asked both ways and not finished, a new ask with its pack, and moving one along its stations."""

import re
from typing import TYPE_CHECKING

import click

from vaultnet.dates import read_when, show_day
from vaultnet.errors import NoSuchName, Refused, UsageFault
from vaultnet.facts import standing_key
from vaultnet.index.ask import NoteRow
from vaultnet.index.pulse import PersonRow
from vaultnet.people.asking import LATER, again_from, timing
from vaultnet.people.desk import Desk
from vaultnet.people.goal import goal_said
from vaultnet.people.item import Handles, find_item, short_handles
from vaultnet.people.person import fields_of, find_note, find_person
from vaultnet.people.request import KINDS, STATIONS, Request, requests
from vaultnet.show.console import Call, Name, heading, remark, say, say_json, say_reasons, say_table, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.strategies.referrals.pack import made, refreshed
from vaultnet.strategies.referrals.stations import Row, backwards, both_agreed, moved, rows_of, what, yeses
from vaultnet.text.links import unlinked
from vaultnet.text.names import key, stem

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

NEW = 'vaultnet request advice ada --for "the order of my slides"'
_NO_LINK = re.compile(r"[\[\]|#^]")  # what a link cannot carry
TITLES = (("outgoing", "You ask"), ("incoming", "They ask"), ("between", "You introduce"))
MUTUAL = ("agreed", "sent", "granted")  # stations of an introduction that take the yes of both


class _First(Name):
    """A kind, a person or a request."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """Kinds before names."""
        from click.shell_completion import CompletionItem

        kinds = [CompletionItem(kind) for kind in KINDS if kind.startswith(incomplete.lower())]
        return [*kinds, *super().shell_complete(ctx, param, incomplete)]


class _Second(Name):
    """A person, or a station."""

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """Stations after a request, people after a kind."""
        from click.shell_completion import CompletionItem

        if ctx.params.get("first") in KINDS:
            return super().shell_complete(ctx, param, incomplete)
        return [CompletionItem(station) for station in STATIONS if station.startswith(incomplete.lower())]


@click.command("request")
@click.argument("first", required=False, metavar="[KIND|ITEM|NAME]", type=_First("person", "request"))
@click.argument("second", required=False, metavar="[WHO|STATUS]", type=_Second("person"))
@click.option("--for", "for_", metavar="TEXT|GOAL", help="What it is for; the name of a goal becomes a link to it.")
@click.option("--target", metavar="NAME", help="The person or organization it leads to.")
@click.option("--due", metavar="DATE", help="By when it would help.")
@click.option("--incoming", is_flag=True, help="They ask me; without KIND and WHO: only what others ask.")
@click.option("--on", metavar="DATE", help="The day it moved to STATUS (default: today).")
@click.option("--all", "all_", is_flag=True, help="Finished ones, too.")
@click.option("--why", is_flag=True, help="What each row rests on, with path:line.")
@writing
@click.pass_obj
def request(
    call: Call, first: str | None, second: str | None, for_: str | None, target: str | None, due: str | None,
    incoming: bool, on: str | None, all_: bool, why: bool, dry_run: bool, print_path: bool,
) -> None:  # fmt: skip
    """What you ask of others and they of you, from idea to thanks.

    Bare, or with the NAME of a person: everything not finished, and what comes next. KIND and WHO make a new one, with a
    pack (why this person, whether this is the moment, what they need) and a draft; KIND is recommendation, referral,
    introduction, mentorship or advice. ITEM and STATUS move one along: idea, asked, agreed, sent, granted, declined or
    withdrawn. ITEM is a handle, the note's name, or unique words of it.

    \b
    Examples:
      vaultnet request
      vaultnet request referral ada --for "the lab's opening" --target Acme --due friday
      vaultnet request "Referral Acme" granted --on yesterday
    """
    asks = for_ is not None or target is not None or due is not None
    if first and second and not (key(second) in STATIONS and not asks):
        if on:
            raise UsageFault("--on goes with ITEM and STATUS", hint="vaultnet request acme granted --on yesterday")
        _make(call, first, second, for_, target, due, incoming, dry_run, print_path)
        return
    if asks or (first and not second and key(first) in KINDS):
        raise UsageFault("a new request needs KIND, WHO and --for", hint=NEW)
    if first and second:
        _move(call, first, key(second), on, dry_run, print_path)
        return
    if on:
        raise UsageFault("--on goes with ITEM and STATUS", hint="vaultnet request acme granted --on yesterday")
    _show(call, first, incoming, all_, why)


# Showing -----------------------------------------------------------------------------------------------------------


def _show(call: Call, said: str | None, incoming: bool, all_: bool, why: bool) -> None:
    desk = call.desk
    found, person = (requests(desk), None) if said is None else _meant(desk, said)
    rows = rows_of(desk, [one for one in found if one.direction == "incoming" or not incoming])
    shown = [row for row in rows if all_ or not row.finished or (said is not None and person is None)]
    short = short_handles([one.id for one in requests(desk)])
    if call.settings.json:
        say_json([_answer(row, short[row.request.id]) for row in shown])
        return
    first = True
    for side, title in TITLES:
        some = [row for row in shown if _side(row.request) == side]
        if some:
            if not first:
                say()
            first = False
            heading(title)
            _table(desk, some, short, why)
    if not shown:
        _say_none(rows, person, incoming)


def _side(one: Request) -> str:
    """Whose matter it is: an introduction that I make may be nobody's wish but mine."""
    return "between" if (one.direction, one.kind) == ("incoming", "introduction") else one.direction


def _table(desk: Desk, rows: list[Row], short: dict[str, str], why: bool) -> None:
    dated = any(row.request.due for row in rows)

    def cells(row: Row) -> list[str]:
        one = row.request
        due = [show_day(one.due, desk.today) if one.due else ""] if dated else []
        return [short[one.id], *due, one.status, one.name or "nobody yet", what(one), row.next]

    if not why:
        say_table(map(cells, rows))
        return
    for row in rows:
        say("  ".join(part for part in cells(row) if part))
        say_reasons(row.reasons)


def _say_none(rows: list[Row], person: PersonRow | None, incoming: bool) -> None:
    whom = f" with {person.name}" if person else ""
    if rows:
        say(f"nothing is open{whom}; {len(rows)} finished: --all shows {'them' if len(rows) > 1 else 'it'}")
    elif person:
        say(f"nothing is asked between you and {person.name}")
    elif incoming:
        say("nobody asks anything of you")
    else:
        say(f"no request yet; a first one: {NEW}")


def _meant(desk: Desk, said: str) -> tuple[list[Request], PersonRow | None]:
    """The requests with a person, or the one that is named. Raises `NoSuchName`."""
    every = requests(desk)
    exact = _exactly(every, said)
    if exact:
        return exact, None
    try:
        person = find_person(desk, said)
    except NoSuchName as error:
        if error.candidates:
            raise
    else:
        return [one for one in every if person.id in (one.person, one.target)], person
    return [find_item(every, said, "person or request here", "vaultnet request --all")], None


def _exactly(found: list[Request], said: str) -> list[Request]:
    """The one at this path, or the one whose note has just this name."""
    at = [one for one in found if said in (one.path, one.path.removesuffix(".md"))]
    named = [one for one in found if key(one.note.name) == key(said)]
    return at or (named if len(named) == 1 else [])


def _answer(row: Row, handle: str) -> dict[str, object]:
    """A request as JSON has it."""
    one = row.request
    return {"id": handle, "name": one.note.name, "path": one.path, "type": "request", "kind": one.kind,
            "direction": one.direction, "person": one.name, "target": one.target_name or None, "for": one.for_,
            "status": one.status, "due": one.due or None, "asked": one.asked or None, "closed": one.closed or None,
            "agreed": list(one.agreed), "next": row.next, "finished": row.finished, "reasons": row.reasons}  # fmt: skip


# Making ------------------------------------------------------------------------------------------------------------


def _make(call: Call, kind: str, who: str, for_: str | None, target: str | None, due: str | None, incoming: bool,
          dry_run: bool, print_path: bool) -> None:  # fmt: skip
    desk = call.desk
    kind = key(kind)
    if kind not in KINDS:
        said = f'"{kind}" is no kind of request, and "{who}" no status of one'
        raise UsageFault(said, hint=f"kinds: {', '.join(KINDS)}; statuses: {', '.join(STATIONS)}")
    text = " ".join((for_ or "").split())
    if not text:
        raise UsageFault(f"what is the {kind} for? it needs --for", hint=NEW)
    day = read_when(due, desk.today) if due else None
    if due and day is None:
        raise UsageFault(f'"{due}" is not a date', hint="2026-12-01, friday, in 3 weeks")
    if day and day < desk.today:
        raise UsageFault(f"--due {day.isoformat()} has been", hint="2026-12-01, friday, in 3 weeks")
    person = find_person(desk, who)
    goal = goal_said(desk, text)
    number, target_name = _target(desk, target) if target else (None, "")
    if number == person.id:
        raise UsageFault(f"{person.name} cannot be asked to lead to {person.name}", hint="--target: whom it leads to")
    one = Request("", NoteRow(0, "", "", "request", kind, "", "", ""), kind, "incoming" if incoming else "outgoing",
                  person.id, person.name, number, target_name, goal.name if goal else text, "asked" if incoming else "idea",
                  desk.day if incoming else "", day.isoformat() if day else "", "", ())  # fmt: skip
    standing = _standing(desk, one)
    if standing:
        change, path = refreshed(desk, standing, one.due, person), standing.path
        one = standing._replace(due=one.due or standing.due)
    else:
        new, path = made(desk, one, goal, person)
        change = new
        one = one._replace(id=Handles().of(stem(path), "request"))
    short = short_handles([one.id, *(other.id for other in requests(desk))])[one.id]
    moment = timing(desk, person) if not incoming else None
    answer = {"id": short, "name": stem(path), "path": path, "type": "request", "kind": kind, "direction": one.direction,
              "person": person.name, "target": one.target_name or None, "for": one.for_, "status": one.status,
              "due": one.due or None, "made": standing is None, "moment": moment.moment if moment else None,
              "first": moment.first if moment else "", "reasons": moment.reasons if moment else ()}  # fmt: skip
    told = f"{what(one)}, {'asked by' if incoming else 'of'} {person.name}: {'refreshed' if standing else 'note made'}"
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path, answer=answer)
    if moment and moment.moment == LATER and not (dry_run or print_path or call.settings.json):
        say("not the best moment to ask:")
        say_reasons(moment.reasons, indent="  ")
        say(f"better: {moment.first}")


def _standing(desk: Desk, new: Request) -> Request | None:
    """The same request, where one is open already."""
    same = ("kind", "direction", "person", "target")
    for one in requests(desk):
        alike = all(getattr(one, name) == getattr(new, name) for name in same)
        if one.open and alike and key(one.target_name) == key(new.target_name) and key(one.for_) == key(new.for_):
            return one
    return None


def _target(desk: Desk, said: str) -> tuple[int | None, str]:
    """The note that a target names; a name that no note has is kept as it was said. Raises `NoSuchName` for several."""
    try:
        note = find_note(desk, said, ("person", "organization"))
    except NoSuchName as error:
        if error.candidates:
            raise
        name = " ".join(_NO_LINK.sub(" ", unlinked(said)).split())
        if not name:
            raise UsageFault(f'"{said}" is no name of a target') from error
        return None, name
    return note.id, note.name


# Moving ------------------------------------------------------------------------------------------------------------


def _move(call: Call, item: str, station: str, on: str | None, dry_run: bool, print_path: bool) -> None:
    desk = call.desk
    day = read_when(on, desk.today) if on else desk.today
    if day is None or day > desk.today:
        raise UsageFault(f'"{on}" is not a day that has been', hint="2026-11-22, yesterday")
    one = _item(desk, item)
    if station != "idea" and day.isoformat() < one.asked and (one.open or station != one.status):
        raise UsageFault(f"{one.note.name} was asked on {one.asked}, after {day.isoformat()}",
                         hint=f"a day from then on, or mend asked in {one.path}")  # fmt: skip
    if one.direction == "incoming" and one.kind == "introduction" and station in MUTUAL and not both_agreed(one):
        hint = f'vaultnet introduce "{one.name}" "{one.target_name}" --yes NAME records a yes'
        raise Refused(f"an introduction needs both yeses: {yeses(one)}", path=one.path, hint=hint)
    note_fields = fields_of(one.note)

    def edit(text: str) -> str:
        from vaultnet.text.edit import remove_field, set_field

        for name, value in moved(one, station, day.isoformat()).items():
            standing = standing_key(note_fields, name, "request", desk.config.reading)
            if name == "asked" and note_fields.get(standing):
                continue  # a day that cannot be read is still what somebody wrote: `doctor` tells it
            text = remove_field(text, standing) if value is None else set_field(text, standing, value)
        return text

    change = edit_note(desk, one.path, edit)
    now = one._replace(status=station, closed=moved(one, station, day.isoformat()).get("closed") or "")
    short = short_handles([other.id for other in requests(desk)])
    answer = {"id": short[one.id], "name": one.note.name, "path": one.path, "kind": one.kind, "direction": one.direction,
              "person": one.name, "status": station, "was": one.status, "next": _after(desk, now)}  # fmt: skip
    told = f"{one.note.name}: {station}"
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path, answer=answer)
    if backwards(one, station):
        remark(f"moved back from {one.status} to {station}")
    if answer["next"] and not (dry_run or print_path or call.settings.json):
        say(str(answer["next"]))


def _after(desk: Desk, one: Request) -> str:
    """What a move leads to: thanks for what was granted to me, peace after a no; "" where the stations say enough."""
    if one.direction != "outgoing" or not one.name:
        return ""
    if one.status == "granted":
        return f'thank {one.name}: vaultnet thank "{one.name}"'
    again = again_from(one.closed) if one.status == "declined" else ""
    return f"a no is an answer: ask nothing of {one.name} before {show_day(again, desk.today)}" if again else ""


def _item(desk: Desk, said: str) -> Request:
    """The request that a handle, a name, words of it or the name of its person mean: open ones first. Raises `NoSuchName`."""
    every = requests(desk)
    open_ = [one for one in every if one.open]
    exact = _exactly(open_, said) or _exactly(every, said)
    if exact:
        return exact[0]
    low = key(said.strip())
    for some in (open_, every):
        of = [
            one for one in some if low and any(word.startswith(low) for word in (key(one.name), *key(one.name).split()))
        ]
        if len(of) > 1:  # before the words are asked: one of several may have the name in its title
            raise _several(said, of, short_handles([one.id for one in every]))
        try:
            return find_item(some, said, "request", "vaultnet request --all")
        except NoSuchName as error:
            if error.candidates:
                raise
        if of:
            return of[0]
    return find_item(every, said, "request", "vaultnet request --all")


def _several(said: str, some: list[Request], short: dict[str, str]) -> NoSuchName:
    told = tuple(f"{short[one.id]}  {one.status}  {one.words} · {one.path}" for one in some[:8])
    return NoSuchName(f'"{said}" fits {len(some)} requests: which one?', candidates=told, hint="name it by its handle")


commands = [request]
