"""`introduce`: who should know each other; an introduction step by step: each is asked alone, both say yes, one text."""

import re
from typing import NamedTuple

import click

from vaultnet.dates import show_day, weekday_day
from vaultnet.errors import NoSuchName, Refused, UsageFault
from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.person import find_person, first_name, link_to
from vaultnet.people.request import Request
from vaultnet.people.strength import open_to, ties, warmth
from vaultnet.show.console import Call, Name, heading, remark, say, say_json, say_reasons, say_table, writing
from vaultnet.show.draft import carry_out, edit_note, free_path, log_line, new_note
from vaultnet.show.fields import Fields
from vaultnet.show.page import render
from vaultnet.strategies.connections.pairs import SILENT, Pair, agreed_by, introductions, pairs, why_pair
from vaultnet.strategies.connections.path import shared_by
from vaultnet.text.body import sections
from vaultnet.text.edit import add_item, append_line, set_field, set_region
from vaultnet.text.links import unlinked
from vaultnet.text.names import key
from vaultnet.vault.change import Change

REGION, BOTH = "briefing", "Introduction"
SHOWN = 7
COMMON = ("organization", "membership", "topic")  # of what two people share, what a brief names
BETWEEN = re.compile(r"[\s,.;:!?()\"'’/-]+")  # what parts words
SHORT = 3  # letters from which a word of a name is looked for inside of others, too: "Maras"


class UnderWay(NamedTuple):
    """An introduction that is not finished, with who of the two said yes."""

    request: Request
    two: tuple[PersonRow, PersonRow]
    yes: tuple[PersonRow, ...]

    @property
    def both(self) -> bool:
        """Both said yes: the text that names both may be written."""
        return len(self.yes) == 2

    @property
    def text(self) -> str:
        """How it stands: who said yes, who has not answered yet."""
        waiting = [first_name(one.name) for one in self.two if one not in self.yes]
        if self.both:
            return "both said yes: introduce them"
        return (
            f"{first_name(self.yes[0].name)} said yes; {waiting[0]} not yet"
            if self.yes
            else "ask both first, each alone"
        )


def under_way(desk: Desk) -> list[UnderWay]:
    """The introductions that are not finished, by due date."""
    found = []
    for request in introductions(desk):
        two = _two(desk, request) if request.open else None
        if two:
            found.append(UnderWay(request, two, tuple(agreed_by(desk, request, two))))
    return found


def _two(desk: Desk, request: Request) -> tuple[PersonRow, PersonRow] | None:
    people = {one.id: one for one in pulse.people(desk.index, [n for n in (request.person, request.target) if n])}
    if len(people) < 2 or request.person is None or request.target is None:
        return None
    return people[request.person], people[request.target]


@click.command("introduce")
@click.argument("a", required=False, type=Name("person"))
@click.argument("b", required=False, type=Name("person"))
@click.option("--for", "for_", metavar="TEXT", help="What the introduction is for.")
@click.option("--yes", multiple=True, metavar="NAME", type=Name("person"), help="NAME would like it.")
@click.option("--no", metavar="NAME", type=Name("person"), help="NAME would rather not: it ends here, kindly.")
@click.option("--sent", is_flag=True, help="You introduced them; it is written down.")
@click.option("--limit", type=click.IntRange(1), default=SHOWN, show_default=True, help="Pairs to show.")
@click.option("--why", is_flag=True, help="The notes' lines behind each pair.")
@writing
@click.pass_obj
def introduce(call: Call, a: str | None, b: str | None, for_: str | None, yes: tuple[str, ...], no: str | None, sent: bool,
              limit: int, why: bool, dry_run: bool, print_path: bool) -> None:  # fmt: skip
    """Who should know each other, and why; with two names: an introduction, asked of each of them first.

    With A and B a note is made with one draft for each, which does not say who the other is. --yes records who would like
    it; only when both do, the note gets the text that names both. --sent writes it down, as contact with both.

    \b
    Examples:
      vaultnet introduce
      vaultnet introduce ada grace --for "compilers"
      vaultnet introduce ada grace --yes ada
      vaultnet introduce ada grace --sent
    """
    desk = call.desk
    steps = bool(for_ is not None or yes or no or sent)
    if a is None or b is None:
        if steps:
            raise UsageFault(
                "--for, --yes, --no and --sent go with two names", hint="vaultnet introduce ada grace --yes ada"
            )
        _list(call, find_person(desk, a) if a else None, limit, why)
        return
    if no and (yes or sent):
        raise UsageFault("--no ends an introduction: it goes with neither --yes nor --sent")
    one, other = find_person(desk, a), find_person(desk, b)
    if one.id == other.id:
        raise UsageFault(f"both names mean {one.name}", hint="name two people")
    said = {who.id for who in (_of_two(desk, name, one, other) for name in yes)}
    nay = _of_two(desk, no, one, other) if no else None
    request = _noted(desk, one, other)
    if request is None:
        if sent:
            raise Refused("nothing is noted of this introduction yet", hint="ask both first: vaultnet introduce A B")
        _hold_manners(desk, one, other)
    elif not request.open:
        _finished(call, request, one, other, steps)
        return
    else:
        one, other = _two(desk, request) or (one, other)
    _write(call, _Plan(one, other, request, for_, said, nay, sent), dry_run, print_path)


class _Plan(NamedTuple):
    """What a call is to do to an introduction of `one` and `other`."""

    one: PersonRow
    other: PersonRow
    request: Request | None
    for_: str | None
    said: set[int]
    no: PersonRow | None
    sent: bool


def _of_two(desk: Desk, name: str, one: PersonRow, other: PersonRow) -> PersonRow:
    """Which of the two a name means; a name that fits one of them alone need not be unique in the vault."""
    typed = key(name).split()
    fitting = [who for who in (one, other) if all(any(w.startswith(t) for w in key(who.name).split()) for t in typed)]
    who = fitting[0] if len(fitting) == 1 and typed else find_person(desk, name)
    if who.id not in (one.id, other.id):
        raise NoSuchName(
            f"{who.name} is neither of the two", candidates=(one.name, other.name), hint="name one of them"
        )
    return who


def _noted(desk: Desk, one: PersonRow, other: PersonRow) -> Request | None:
    """The introduction of these two, an open one first."""
    found = [request for request in introductions(desk) if {request.person, request.target} == {one.id, other.id}]
    return min(found, key=lambda request: (not request.open, request.path), default=None)


def _hold_manners(desk: Desk, one: PersonRow, other: PersonRow) -> None:
    """Refuse whom nothing is to be written about; say what speaks against it, and leave it to the person."""
    for who in (one, other):
        if not open_to(desk, who):
            why = (
                "is confidential: nothing is written about them elsewhere"
                if who.confidential
                else "is left alone for now"
            )
            raise Refused(f"{who.name} {why}", path=who.path, line=1)
        if not warmth(desk, who):
            remark(f"you have not spoken with {who.name} yet: get to know each other first")
        elif who.unanswered >= SILENT:
            remark(f"{who.name} has not answered what you wrote last: silence is an answer, too")
    for tie in ties(desk, one.id):
        if tie.other == other.id:
            remark(f"{one.name} and {other.name} may know each other: {tie.reasons[0]}")


def _finished(call: Call, request: Request, one: PersonRow, other: PersonRow, steps: bool) -> None:
    when = f" {show_day(request.closed, call.desk.today)}" if request.closed else ""
    told = f"you introduced {one.name} and {other.name}{when}" if request.status == "granted" else (
        f"it ended{when}: {one.name} and {other.name} are not introduced")  # fmt: skip
    if steps:
        hint = f'to begin again: vaultnet set "{request.note.name}" status=idea closed='
        raise Refused(told, path=request.path, line=1, hint=hint)
    if call.settings.json:
        say_json({"a": one.name, "b": other.name, "path": request.path, "status": request.status, "text": told})
    else:
        say(f"{told} ({request.path})")


def _write(call: Call, plan: _Plan, dry_run: bool, print_path: bool) -> None:
    desk, request = call.desk, plan.request
    two = (plan.one, plan.other)
    before = set() if request is None else {who.id for who in agreed_by(desk, request, two)}
    yes = [who for who in two if who.id in before | plan.said]
    if plan.sent and len(yes) < 2:
        raise Refused(
            "not both of them have said yes", path=request.path if request else "", hint="--yes NAME records a yes"
        )
    status = request.status if request else "idea"
    if plan.no or plan.sent:
        status = "declined" if plan.no else "granted"
    elif len(yes) == 2:
        status = "agreed" if status in ("idea", "asked") else status
    elif yes and status == "idea":
        status = "asked"
    for_ = " ".join((plan.for_ or "").split()) if plan.for_ is not None else (request.for_ if request else "")
    values = _values(desk, plan, yes, status, for_)
    if request is None:
        change: Change | None = _new(desk, plan, for_, values)
        assert change and change.after
        path, text = change.path, _step(desk, change.after.decode(), plan, yes, status, values)
        change = change._replace(after=text.encode())
    else:
        path = request.path
        change = edit_note(desk, path, lambda text: _step(desk, text, plan, yes, status, values))
    changes = [change]
    if plan.sent:
        changes.append(log_line(desk, two, desk.day, "gave introduction", unlinked(for_), "to"))
    told = _told(plan, yes, new=request is None)
    answer = {"a": plan.one.name, "b": plan.other.name, "path": path, "status": status, "agreed": [who.name for who in yes],
              "text": told}  # fmt: skip
    carry_out(desk, call.settings, changes, told, dry_run=dry_run, print_path=print_path, answer=answer)


def _told(plan: _Plan, yes: list[PersonRow], *, new: bool) -> str:
    names = f"{plan.one.name} and {plan.other.name}"
    if plan.sent:
        return f"introduced {names}"
    if plan.no:
        return f"{plan.no.name} would rather not: it ends here, and nobody needs to know why"
    if plan.said and len(yes) == 2:
        return f"both said yes: the text for {names} is in the note"
    if plan.said:
        other = plan.other if yes[0].id == plan.one.id else plan.one
        return f"{yes[0].name} said yes; {other.name} is asked alone, without the name"
    return f"introduction of {names}: {'ask each of them first, alone' if new else 'refreshed'}"


def _new(desk: Desk, plan: _Plan, for_: str, values: dict[str, object]) -> Change:
    path, aliases = free_path(desk, "request", f"Introduction {plan.one.name} to {plan.other.name}")
    fields: Fields = {"type": "request", "kind": "introduction", "direction": "incoming", "person": link_to(desk, plan.one),
                      "target": link_to(desk, plan.other)}  # fmt: skip
    if for_:
        fields["for"] = for_
    fields["status"] = "idea"
    if aliases:
        fields["aliases"] = list(aliases)
    return new_note(desk, "connections/introduction.md.j2", path, fields, values)


def _step(desk: Desk, text: str, plan: _Plan, yes: list[PersonRow], status: str, values: dict[str, object]) -> str:
    """The note of an introduction with what this call adds: fields, the brief, and the text for both once both agree."""
    if plan.for_ is not None and values["for"]:
        text = set_field(text, "for", str(values["for"]))
    for who in yes:
        if who.id in plan.said:
            text = add_item(text, "agreed", link_to(desk, who))
    if plan.request is None or plan.request.status != status:
        text = set_field(text, "status", status)
    if yes and not (plan.request and plan.request.asked):
        text = set_field(text, "asked", desk.day)
    if plan.no or plan.sent:
        text = set_field(text, "closed", desk.day)
    if plan.no:
        text = append_line(text, "Log", f"- {desk.day} {link_to(desk, plan.no)}: not now")
    text = set_region(text, REGION, render(desk, "connections/briefing.md.j2", values))
    made = any(key(title) == key(BOTH) for title, _, _ in sections(text))
    if len(yes) == 2 and not plan.no and not made:
        text = append_line(text, BOTH, render(desk, "connections/both.md.j2", values).strip("\n"))
    return text


def _values(desk: Desk, plan: _Plan, yes: list[PersonRow], status: str, for_: str) -> dict[str, object]:
    """What the templates are given: plain values only. A draft never holds a word of the other's name or firm."""
    one, other = plan.one, plan.other
    why = why_pair(desk, one, other)
    waiting = [link_to(desk, who) for who in (one, other) if who not in yes]
    next_ = "write to both: the text stands below" if not waiting else f"ask {' and '.join(waiting)}" + (
        ", each alone, without the other's name" if len(waiting) == 2 else " alone, without the other's name")  # fmt: skip
    outcome = {"declined": "it ends here; who would rather not needs no reason, and the other none",
               "granted": f"introduced {weekday_day(desk.day, desk.today)}"}.get(status, "")  # fmt: skip
    return {
        "for": for_,
        "why": [pair.text for pair in why[:2] if pair.rank == why[0].rank],
        "shared": [thing.name for thing in shared_by(desk, one, other) if thing.kind in COMMON],
        "yes": [link_to(desk, who) for who in yes],
        "next": next_,
        "outcome": outcome,
        "last": [f"{link_to(desk, who)} {weekday_day(who.mutual, desk.today)}" for who in (one, other) if who.mutual],
        "drafts": [_draft(desk, to, about, why, for_) for to, about in ((one, other), (other, one))],
        "topic": unlinked(for_),
        "a": _named(one),
        "b": _named(other),
    }  # fmt: skip


def _named(person: PersonRow) -> dict[str, str]:
    who = ", ".join(part for part in (person.title, person.organization) if part)
    return {"name": person.name, "first_name": first_name(person.name), "who": who}


def _draft(desk: Desk, to: PersonRow, about: PersonRow, why: list[Pair], for_: str) -> dict[str, str]:
    told = ""
    if why and why[0].match:
        told = (why[0].gives if why[0].b.id == about.id else why[0].wants).replace("needs ", "is looking for ", 1)
    elif why:
        told = f"works on {why[0].gives.partition(',')[0]}, as you do"
    names = [text for text, number, _ in ask.all_names(desk.index, ("person",)) if number == about.id]
    firm = [about.organization] if about.organization else []

    def kept(text: str) -> str:
        return "" if _tells(text, names) or any(key(one) in key(text) for one in firm) else text

    return {"name": to.name, "first_name": first_name(to.name), "about": kept(told), "topic": kept(unlinked(for_))}


def _tells(text: str, names: list[str]) -> bool:
    """Whether a text says who somebody is: one of their names, or a word of it."""
    said, words = key(text), set(BETWEEN.split(key(text)))
    parts = {word for name in names for word in BETWEEN.split(key(name)) if word}
    return any(key(name) in said for name in names) or any(
        word in words or (len(word) >= SHORT and word in said) for word in parts
    )


def _list(call: Call, only: PersonRow | None, limit: int, why: bool) -> None:
    desk = call.desk
    open_ = [one for one in under_way(desk) if only is None or only.id in (who.id for who in one.two)]
    found = pairs(desk, limit, only)
    if call.settings.json:
        say_json([*map(_row_open, open_), *map(_row, found)])
        return
    if open_:
        heading("Under way")
        if not why:
            say_table([(one.two[0].name, one.two[1].name, _stands(desk, one)) for one in open_], grow=2)
        for one in open_ if why else ():
            say(f"{one.two[0].name} and {one.two[1].name}: {_stands(desk, one)}")
            say_reasons([Reason(one.request.status, one.request.path, one.request.line)])
    if open_ and found:
        say()
    if found:
        heading("Who should know each other (ask both first, each alone)")
        if not why:
            say_table([(pair.a.name, pair.b.name, _reads(pair)) for pair in found], grow=2)
        for pair in found if why else ():
            say(f"{pair.a.name} and {pair.b.name}: {_reads(pair)}")
            say_reasons(pair.reasons)
    if not open_ and not found:
        who = f"{only.name} and somebody you know" if only else "two people you know"
        say(f"nothing in the notes says that {who} should be introduced")


def _stands(desk: Desk, one: UnderWay) -> str:
    about = f" · {unlinked(one.request.for_)}" if one.request.for_ else ""
    by = f" (by {show_day(one.request.due, desk.today)})" if one.request.due else ""
    return f"{one.text}{about}{by}"


def _reads(pair: Pair) -> str:
    return f"{pair.wants}; {pair.gives}" if pair.match else pair.gives


def _row(pair: Pair) -> dict[str, object]:
    return {"a": pair.a.name, "b": pair.b.name, "text": pair.text, "date": None, "status": None, "agreed": [], "path": None,
            "a_path": pair.a.path, "b_path": pair.b.path, "reasons": pair.reasons}  # fmt: skip


def _row_open(one: UnderWay) -> dict[str, object]:
    reasons = [Reason(one.request.status, one.request.path, one.request.line)]
    return {"a": one.two[0].name, "b": one.two[1].name, "text": one.text, "date": one.request.due or one.request.asked or None,
            "status": one.request.status, "agreed": [who.name for who in one.yes], "path": one.request.path,
            "a_path": one.two[0].path, "b_path": one.two[1].path, "reasons": reasons}  # fmt: skip
