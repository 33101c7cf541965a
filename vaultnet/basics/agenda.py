"""`agenda`: what matters in the coming days, gathered from all chapters, one line a person; `--write` makes a note."""

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import click

from vaultnet.dates import MONTHS, WEEKDAYS, weekday_day
from vaultnet.errors import UsageFault
from vaultnet.people.desk import Desk, Moment, Reason
from vaultnet.show.console import Call, cell_width, cut, heading, say, say_json, say_reasons, say_table, writing
from vaultnet.show.draft import carry_out, edit_note, new_note
from vaultnet.show.fields import Fields
from vaultnet.show.page import render
from vaultnet.text.edit import set_field, set_region
from vaultnet.text.links import unlinked, wikilink
from vaultnet.text.names import stem

NOTE = "Agenda.md"
REGION = "agenda"
RECONNECT = "reconnect"  # a follow-up's reason where there is no other: when we last spoke says more
LINE, PART = 144, 100  # columns that the things said on one line take together, and one of them
SAME = 0.6  # of the words of a part of a reason, in one other text of the line: then it is said already
_ARROW = re.compile(r"(.*?) ?(→ \[\[[^\[\]]*\]\])?", re.S)
_HOUR = re.compile(r"\A\d{1,2}:\d\d\b")
_KEPT = ("promise", "birthday")  # kinds that have a day: a full line leaves out others
_WAITS = ("promise", "reply", "request", "task", "waiting")
TITLES = {"waits": "Somebody waits", "meetings": "Meetings", "moments": "Good moments", "happened": "Did it happen?"}


class Item(NamedTuple):
    """One line of the agenda: a person, event or task with all that bears on it; `told` is as much of `text` as a line
    of a terminal holds, and how much more there is."""

    name: str
    path: str
    kinds: tuple[str, ...]
    date: str
    text: str
    reasons: tuple[Reason, ...]
    item: str
    told: str


class Agenda(NamedTuple):
    """The agenda: its days, its sections (key, items; empty ones left out), and how many good moments can wait."""

    date: str
    until: str
    sections: tuple[tuple[str, tuple[Item, ...]], ...]
    waiting: int


def agenda_of(desk: Desk) -> Agenda:
    """What every chapter has for the coming days. One line a person: their good moments join what waits for them."""
    moments = [moment for chapter in desk.chapters("today") for moment in chapter.today(desk)]
    sections: dict[str, list[Item]] = {}
    good: dict[str, list[Moment]] = {}
    for moment in moments:
        if moment.section == "moments":
            good.setdefault(moment.path, []).append(moment)
    taken: set[str] = set()
    for section in TITLES:
        mine = [moment for moment in moments if moment.section == section]
        groups: dict[tuple[str, str], list[Moment]] = {}
        for moment in mine:
            groups.setdefault((moment.path, moment.item), []).append(moment)
        items = []
        for (path, item), some in groups.items():
            if path in taken and not item:
                continue
            if section == "waits" and not item:
                best = sorted(good.get(path, ()), key=lambda moment: moment.rank)
                some = some + best[:1] + [m for m in best[1:] if m.kind in _KEPT]  # a line stays a line
                taken.add(path)
            items.append((min(m.rank for m in some), _joined(some)))
        items.sort(key=lambda pair: (pair[0] if section == "moments" else 0, pair[1].date, _hour(pair[1]), pair[1].name,
                                     pair[1].path))  # fmt: skip
        sections[section] = [item for _, item in items]
    shown = desk.config.per_week
    waiting = max(0, len(sections["moments"]) - shown)
    sections["moments"] = sections["moments"][:shown]
    return Agenda(desk.day, desk.until, tuple((key, tuple(items)) for key, items in sections.items() if items), waiting)


def _joined(some: Iterable[Moment]) -> Item:
    """One line of all that bears on a person: what they wait for first, what I wait for last, "last spoke" only where
    nothing says more. What a follow-up's reason adds to that stands before its link."""
    ordered = sorted(some, key=lambda moment: (moment.section != "waits", moment.rank, _pressing(moment), moment.date))
    first = ordered[0]
    mine = any(m.section == "waits" and m.kind not in ("due", "waiting") for m in ordered)
    speaking = [m for m in ordered if m.kind != "due" and not (mine and m.kind == "waiting")]
    texts, links = _apart(m.text for m in speaking)
    notes, more = _apart(m.text for m in ordered if m.kind == "due" and m.section == "waits")
    if not any(m.kind == "news" for m in ordered):  # they are why, and say it better
        texts += [part for why in notes for part in why.split("; ") if part != RECONNECT and not _said(part, texts)]
    texts += _apart(m.text for m in ordered if mine and m.kind == "waiting")[0]
    texts = texts or _apart(m.text for m in ordered if m.section != "waits")[0] or notes
    arrows = list(dict.fromkeys((*links, *more)))
    days = [m.date for m in speaking or ordered if m.section == first.section]
    told = _fitting(texts, _apart(m.text for m in ordered if m.kind in _KEPT)[0])
    return Item(first.name, first.path, tuple(dict.fromkeys(m.kind for m in ordered)), min(days or [first.date]),
                " ".join(("; ".join(texts), *arrows)).strip(),
                tuple(dict.fromkeys(reason for m in ordered for reason in m.reasons)), first.item,
                " ".join(("; ".join(told), *arrows)).strip())  # fmt: skip


def _fitting(texts: list[str], kept: Iterable[str]) -> list[str]:
    """What one line holds: the first thing, all that is `kept`, of the rest what there is room for, and how much more."""
    told: list[str] = []
    room = LINE
    for text in texts:
        said = cut(unlinked(text), PART)
        if told and cell_width(said) > room and text not in kept:
            continue
        told.append(text if said == unlinked(text) else said)
        room -= cell_width(said) + 2
    return [*told, f"and {len(texts) - len(told)} more"] if len(told) < len(texts) else told


def _apart(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """What is said, each thing once, and the arrows that lead on from it."""
    parts = [_ARROW.fullmatch(text) for text in texts]
    found = [(part[1], part[2]) for part in parts if part]
    return (list(dict.fromkeys(said for said, _ in found if said)),
            list(dict.fromkeys(arrow for _, arrow in found if arrow)))  # fmt: skip


def _said(part: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts says what a part of a reason says: most of its words."""
    words = _words(part)
    return any(len(words & _words(text)) >= SAME * len(words) for text in texts)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", unlinked(text).casefold()))


def _pressing(moment: Moment) -> int:
    """What somebody waits for comes before what I wait for."""
    return _WAITS.index(moment.kind) if moment.kind in _WAITS else len(_WAITS)


@click.command("agenda")
@click.option("--days", type=int, default=7, show_default=True, metavar="N", help="How many days, today included.")
@click.option("--write", is_flag=True, help="Refresh the note Agenda.md.")
@click.option("--why", is_flag=True, help="Show the notes' lines behind each item.")
@writing
@click.pass_obj
def agenda(call: Call, days: int, write: bool, why: bool, dry_run: bool, print_path: bool) -> None:
    """What matters in the coming days: who waits, meetings, good moments, and what may have happened.

    Good moments are at most `per_week` (vaultnet.toml): any of these, or none.

    \b
    Examples:
      vaultnet agenda
      vaultnet agenda --days 14 --why
      vaultnet agenda --write
    """
    desk = call.desk
    if days < 1:
        raise UsageFault("--days takes a number of days, 1 or more")
    desk.ahead = days
    found = agenda_of(desk)
    if write or dry_run:
        page = render(desk, "agenda/agenda.md.j2", _values(found))
        if _stands(desk):
            change = edit_note(desk, NOTE, lambda text: _dated(set_region(text, REGION, page), desk.day))
        else:
            fields: Fields = {"type": "agenda", "date": desk.day}
            change = new_note(desk, "new/agenda.md.j2", NOTE, fields, {"name": "Agenda"})
            text = set_region((change.after or b"").decode(), REGION, page)
            change = change._replace(after=text.encode())
        carry_out(desk, call.settings, [change], "agenda written", dry_run=dry_run, print_path=print_path)
        return
    if call.settings.json:
        say_json({"date": found.date, "until": found.until, "sections": [
            {"key": key, "title": TITLES[key], "items": [_shown(item) for item in items]}
            for key, items in found.sections]})  # fmt: skip
        return
    _say(desk, found, why)


def _stands(desk: Desk) -> bool:
    from vaultnet.errors import VaultnetError

    try:
        desk.read(NOTE)
    except VaultnetError as error:
        if "No such file" in error.message:
            return False
        raise
    return True


def _dated(text: str, day: str) -> str:
    return set_field(text, "date", day)


def span_title(found: Agenda) -> str:
    """`Mon 23 to Sun 29 November`."""
    first, last = date.fromisoformat(found.date), date.fromisoformat(found.until)
    end = f"{WEEKDAYS[last.weekday()][:3].capitalize()} {last.day} {MONTHS[last.month - 1].capitalize()}"
    start = f"{WEEKDAYS[first.weekday()][:3].capitalize()} {first.day}"
    if first.month != last.month:
        start += f" {MONTHS[first.month - 1].capitalize()}"
    return f"{start} to {end}" if first != last else end


def _when(item: Item, found: Agenda, said: str) -> tuple[str, str]:
    """The day, with the hour of a meeting that has one, and what is said beside it."""
    day = "today" if item.date == found.date else weekday_day(item.date, date.fromisoformat(found.date))[:3]
    for hour in _hour(item):
        return f"{day} {hour}", said[len(hour) :].lstrip()
    return day, said


def _hour(item: Item) -> list[str]:
    """The hour of a meeting that has one: what is said of it begins with it."""
    return _HOUR.findall(item.text) if item.kinds == ("event",) else []


def _say(desk: Desk, found: Agenda, why: bool) -> None:
    heading(span_title(found))
    if not found.sections:
        say("\nNothing waits for you. A good week to write to somebody because you like them.")
    for key, items in found.sections:
        say()
        heading(TITLES[key] + (" (any of these, or none)" if key == "moments" else ""))
        if why:
            for item in items:
                say(f"  {item.name}{'' if item.text.startswith('→') else ':'} {unlinked(item.text)}".rstrip(": "))
                say_reasons(item.reasons)
            continue
        rows = []
        for item in items:
            when, told = _when(item, found, item.told)
            days = [] if key in ("moments", "happened") else [when]
            rows.append([*days, item.name, unlinked(told)])
        say_table(rows, grow=len(rows[0]) - 1)
    if found.waiting:
        say(f"\n{found.waiting} more can wait: vaultnet due")


def _values(found: Agenda) -> dict[str, object]:
    return {
        "title": span_title(found),
        "sections": [
            {"key": key, "title": TITLES[key], "items": [
                {"link": _link(item), "name": item.name, "when": when, "text": text}
                for item in items for when, text in (_when(item, found, item.text),)]}
            for key, items in found.sections
        ],
        "waiting": found.waiting,
    }  # fmt: skip


def _shown(item: Item) -> dict[str, object]:
    """An item as JSON has it: all that is said, and not what tells two tasks of one note apart."""
    return {key: value for key, value in item._asdict().items() if key not in ("item", "told")}


def _link(item: Item) -> str:
    # a task of nobody's is named by its words; its arrow leads to the note
    return item.name if item.item else wikilink(stem(item.path))


commands = [agenda]
