"""`due`: who to be in touch with, and why; snoozing, and giving people a rhythm."""

from datetime import date
from functools import lru_cache, partial
from json.encoder import encode_basestring as quoted

import click

from vaultnet.dates import read_cadence, read_when, show_day, span
from vaultnet.errors import UsageFault
from vaultnet.index import pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.cadence import Standing, standings
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.person import find_person
from vaultnet.show.console import (
    Call,
    Name,
    can_ask,
    choose,
    remark,
    say,
    say_json,
    say_json_lines,
    say_reasons,
    say_table,
    writing,
)
from vaultnet.show.draft import carry_out, edit_note

LONG_SILENCE = 3  # times the cadence, after which a longer rhythm is offered
TRIAGE_SHOWN = 15


def gentle(desk: Desk, stand: Standing) -> str:
    """Why somebody is in the answer, in words one would say to a friend."""
    last = f"last spoke {show_day(stand.last, desk.today)}" if stand.last else "no contact noted yet"
    if stand.why == "reply":
        return stand.reason(desk.today)[0]
    if stand.why == "drift":
        return f"{last}; you used to speak about every {span(round(stand.median))}"
    return f"{last}, next {show_day(stand.next(desk.today), desk.today)}" if stand.overdue < 0 else last


def longer(stand: Standing) -> int:
    """The days of a longer rhythm, offered beside the name once the silence is three times the cadence; 0 for none."""
    over = stand.why == "due" and stand.cadence and stand.overdue >= (LONG_SILENCE - 1) * stand.cadence
    return 2 * (stand.cadence or 0) if over else 0


def offered(desk: Desk, stand: Standing) -> str:
    """Why somebody is in the answer, and the longer rhythm that may suit them both."""
    return gentle(desk, stand) + ("; a longer rhythm?" if longer(stand) else "")


@click.command("due")
@click.argument("name", required=False, type=Name("person"))
@click.option("--within", type=int, default=0, metavar="DAYS", help="Also those whose day comes within so many days.")
@click.option("--snooze", metavar="TIME", help="With NAME: leave them out until then (3w, 2026-12-24).")
@click.option("--triage", is_flag=True, help="Walk through people without tier and cadence.")
@click.option("--why", is_flag=True, help="Show the notes' lines behind each row.")
@writing
@click.pass_obj
def due(call: Call, name: str | None, within: int, snooze: str | None, triage: bool, why: bool, dry_run: bool,
        print_path: bool) -> None:  # fmt: skip
    """Who to be in touch with, and why.

    A row says `reply` (their line waits for an answer), `due` (the day by tier or cadence has come) or `drift` (silence
    against your own habit). Nobody without tier and cadence is ever due.

    \b
    Examples:
      vaultnet due --within 7
      vaultnet due ada --snooze 3w
      vaultnet due --triage
    """
    desk = call.desk
    if within < 0:
        raise UsageFault("--within takes a number of days, 0 or more")
    if snooze:
        if not name:
            raise UsageFault("--snooze needs the name of a person", hint="vaultnet due ada --snooze 3w")
        _snooze(call, name, snooze, dry_run, print_path)
        return
    if triage:
        _triage(call, dry_run)
        return
    found = standings(desk, within)
    if name:
        person = find_person(desk, name)
        found = [stand for stand in found if stand.id == person.id]
    if call.settings.json:
        say_json_lines([_row_as_json(stand, desk.today) for stand in found])
        return
    if not found:
        say("nobody is waiting, and nobody is due" if not name else f"nothing is due with {name}")
    words = {"reply": "answer", "due": "reconnect", "drift": "reconnect"}
    if why:
        for stand in found:
            say(f"{stand.name}: {words[stand.why]}")
            say_reasons(_reasons(desk, stand))
    else:
        say_table([(s.name, words[s.why], offered(desk, s), s.tier) for s in found], grow=2)
    without = pulse.count_without_rhythm(desk.index)
    if without and not name:
        have, are = ("person has", "is") if without == 1 else ("people have", "are")
        say(f"\n{without} {have} no tier and no cadence, and so {are} never due: vaultnet due --triage")


def _reasons(desk: Desk, stand: Standing) -> tuple[Reason, ...]:
    reasons = stand.reasons(desk.today)
    if longer(stand):
        offer = f'a longer rhythm may suit you both: vaultnet set "{stand.name}" cadence={longer(stand)}d'
        return (*reasons, Reason(offer))
    return reasons


def _row_as_json(stand: Standing, today: date) -> str:
    """One row, written by hand: of 10,000 people 5,000 may be due, and building objects first doubles the time."""
    words, path, line = stand.reason(today)
    next_ = stand.next(today)
    return (
        f'{{"name": {quoted(stand.name)}, "path": {quoted(stand.path)}, "why": "{stand.why}", '
        f'"last_contact": {_quoted_or_null(stand.last)}, "next_contact": {_quoted_or_null(next_)}, '
        f'"days_overdue": {max(stand.overdue, 0)}, "tier": {_quoted_or_null(stand.tier)}, '
        f'"longer_rhythm": {longer(stand) or "null"}, '
        f'"reasons": [{{"text": {quoted(words)}, "path": {quoted(path)}, "line": {line}}}]}}'
    )


@lru_cache(4096)
def _quoted_or_null(text: str) -> str:
    return quoted(text) if text else "null"


def _snooze(call: Call, name: str, until: str, dry_run: bool, print_path: bool) -> None:
    desk = call.desk
    person = find_person(desk, name)
    days = read_cadence(until)
    day = read_when(f"in {days} days", desk.today) if days else read_when(until, desk.today)
    if day is None or day <= desk.today:
        raise UsageFault(f'"{until}" is no day to come', hint="3w, 2mo, 2026-12-24, next friday")
    from vaultnet.text.edit import set_field

    change = edit_note(desk, person.path, lambda text: set_field(text, "snooze_until", day.isoformat()))
    told = f"{person.name} rests until {day.isoformat()}"
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path)


def _triage_reasons(person: PersonRow) -> list[Reason]:
    """The note that gives no rhythm, and the last contact."""
    reasons = [Reason("no tier and no cadence", person.path, 1)]
    if person.last_path:
        reasons.append(Reason(f"last contact {person.last}", person.last_path, person.last_line))
    return reasons


def _triage(call: Call, dry_run: bool) -> None:
    """Offer each person without a rhythm a tier; those with most contacts first."""
    desk = call.desk
    people = pulse.without_rhythm(desk.index)
    if call.settings.json:
        say_json([{"name": p.name, "path": p.path, "contacts": p.days, "last_contact": p.last or None,
                   "reasons": _triage_reasons(p)} for p in people])  # fmt: skip
        return
    tiers = list(desk.config.reading.tiers)
    if not people:
        say("everybody has a tier or a cadence")
        return
    asked = False
    for person in people:
        about = f"{person.name} · {person.days} contact{'' if person.days == 1 else 's'}"
        about += f", last {show_day(person.last, desk.today)}" if person.last else ""
        options = [f"{tier}: every {span(days)}" for tier, days in desk.config.reading.tiers.items()]
        chosen = choose(call.settings, f"{about}\nWhich tier? (Enter: leave as it is)", options)
        if chosen is None and not can_ask(call.settings):
            break
        asked = True
        if chosen is not None:
            tier = tiers[chosen]
            change = edit_note(desk, person.path, partial(_with_tier, tier))
            carry_out(desk, call.settings, [change], f"{person.name}: {tier}", dry_run=dry_run)
    if not asked:
        say_table(
            [(p.name, str(p.days), show_day(p.last, desk.today) if p.last else "") for p in people[:TRIAGE_SHOWN]],
            ("name", "contacts", "last"),
        )
        if len(people) > TRIAGE_SHOWN:
            say(f"and {len(people) - TRIAGE_SHOWN} more")
        remark("hint: give somebody a rhythm with: vaultnet set NAME tier=close")


def _with_tier(tier: str, text: str) -> str:
    from vaultnet.text.edit import set_field

    return set_field(text, "tier", tier)


commands = [due]
