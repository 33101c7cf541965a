"""`session`: mentors and mentees, the note of a session, the ledger of advice, and asking somebody to be a mentor."""

from collections import Counter
from datetime import date

import click

from vaultnet.dates import read_when, show_day, weekday_day
from vaultnet.errors import Refused, UsageFault
from vaultnet.index import sessions
from vaultnet.index.pulse import PersonRow
from vaultnet.people.advice import Advice, advice
from vaultnet.people.desk import Desk
from vaultnet.people.gathering import counted
from vaultnet.people.item import short_handles
from vaultnet.people.person import find_person, link_to
from vaultnet.show.console import Call, Name, heading, remark, say, say_json, say_reasons, say_table, writing
from vaultnet.show.draft import carry_out, edit_note, free_path, new_note
from vaultnet.show.fields import Fields
from vaultnet.show.page import render
from vaultnet.strategies.mentorship.asking import ask_to_mentor
from vaultnet.strategies.mentorship.briefing import page_values
from vaultnet.strategies.mentorship.pairs import GROUPS, Pair, coming, group, in_peace, ledger, pairs
from vaultnet.text.edit import set_region
from vaultnet.text.names import folder, stem
from vaultnet.vault.change import Change

REGION = "briefing"


@click.command("session")
@click.argument("name", required=False, type=Name("person"))
@click.option("--date", "on", metavar="DATE", help="The day of the session (default: the one planned, else today).")
@click.option("--advice", "advice_", is_flag=True, help="The ledger of advice: given, acted on, reported back.")
@click.option("--ask", "ask_", is_flag=True, help="NAME is no mentor yet: a request note with fit, moment and draft.")
@click.option("--for", "for_", metavar="TEXT", help="With --ask: what it is for, in words or a goal's name.")
@click.option("--why", is_flag=True, help="Show the notes' lines behind each row.")
@writing
@click.pass_obj
def session(call: Call, name: str | None, on: str | None, advice_: bool, ask_: bool, for_: str | None, why: bool,
            dry_run: bool, print_path: bool) -> None:  # fmt: skip
    """Mentors and mentees: when you met, when you meet next, what is open. With NAME the note of a session.

    The session's note is made where none is planned; run again, its brief is refreshed and the rest left alone.

    \b
    Examples:
      vaultnet session
      vaultnet session mara --date friday
      vaultnet session --advice
      vaultnet session henrik --ask
    """
    desk = call.desk
    day = read_when(on, desk.today) if on else None
    if on and day is None:
        raise UsageFault(f'"{on}" is not a date', hint="2026-12-01, friday, in 3 weeks")
    if ((on or ask_) and not name) or (on and (ask_ or advice_)) or (ask_ and advice_):
        hint = "vaultnet session mara --date friday, vaultnet session henrik --ask, vaultnet session --advice"
        raise UsageFault("these do not go together", hint=hint)
    if for_ is not None and not ask_:
        raise UsageFault("--for goes with --ask", hint='vaultnet session henrik --ask --for "staff role"')
    if not name:
        _say_ledger(call, None, why) if advice_ else _say_pairs(call, why)
        return
    person = find_person(desk, name)
    if advice_:
        _say_ledger(call, person, why)
        return
    if person.paused:
        hint = "`paused` or `deceased` stands in their note"
        raise Refused(f"{person.name} is left in peace", path=person.path, line=1, hint=hint)
    if ask_:
        ask_to_mentor(call, person, for_ or "", dry_run=dry_run, print_path=print_path, why=why)
        return
    _prepare(call, person, day, dry_run, print_path)


def _say_pairs(call: Call, why: bool) -> None:
    desk = call.desk
    found = pairs(desk)
    if call.settings.json:
        say_json([{**one._asdict(), "last": one.last or None, "next": one.next or None, "session": one.session or None,
                   "rests": one.rests or None}
                  for one in found])  # fmt: skip
        return
    for role, title in (("mentor", "Mentors"), ("mentee", "Mentees")):
        some = [one for one in found if one.role == role]
        if not some:
            continue
        if role == "mentee" and len(some) < len(found):
            say()
        heading(title)
        if not why:
            say_table([_row(desk, one) for one in some], grow=3)
            continue
        for one in some:
            say("  " + "  ".join(part for part in _row(desk, one) if part))
            say_reasons(one.reasons)
    if not found and (resting := in_peace(desk)):
        say(f"no session to come: {', '.join(resting)} {'is' if len(resting) == 1 else 'are'} left in peace")
    elif not found:
        say("nobody is a mentor or a mentee yet: `relationship: mentor` in a person's note makes them one")


def _row(desk: Desk, one: Pair) -> list[str]:
    last = f"last {show_day(one.last, desk.today)}" if one.last else "not met yet"
    if one.session:
        next_ = f"next {show_day(one.next, desk.today)}, planned"
    elif one.rests and one.rests >= one.next:
        next_ = f"set aside until {show_day(one.rests, desk.today)}"
    elif not one.next:
        next_ = "no rhythm"
    else:
        next_ = f"next {show_day(one.next, desk.today)}" if one.next > desk.day else "time for a session"
    counts = Counter(other.kind for other in one.open)
    parts = [counted(counts["question"], "question")] if counts["question"] else []
    parts += [f"{counted(counts['promise'], 'promise')} of yours"] if counts["promise"] else []
    parts += [f"{counts['waiting']} you wait for"] if counts["waiting"] else []
    parts += ["advice to report on"] if counts["advice"] else []
    return [one.name, last, next_, ", ".join(parts)]


def _say_ledger(call: Call, person: PersonRow | None, why: bool) -> None:
    desk = call.desk
    found = ledger(desk, person.id if person else None)
    short = short_handles([one.id for one in advice(desk)])
    if call.settings.json:
        say_json([_shown(one, short) for one in found])
        return
    for number, title in enumerate(GROUPS):
        some = [one for one in found if group(one) == number]
        if not some:
            continue
        if some[0] is not found[0]:
            say()
        heading(title)
        say_table([(short[one.id], one.name, _days(desk, one), one.words) for one in some], grow=3)
        if why:
            say_reasons([one.reason for one in some])
    if not found:
        who = person.name if person else "anybody"
        say(f"no advice between you and {who} is noted: `got advice: ...` in their log is a line of it")


def _shown(one: Advice, short: dict[str, str]) -> dict[str, object]:
    return {"id": short[one.id], "name": one.name, "direction": one.direction, "text": one.words, "given": one.given,
            "acted": one.acted or None, "reported": one.reported or None, "path": one.path, "line": one.line,
            "reasons": [one.reason]}  # fmt: skip


def _days(desk: Desk, one: Advice) -> str:
    parts = [show_day(one.given, desk.today)]
    parts += [f"done {show_day(one.acted, desk.today)}"] if one.acted else []
    parts += [f"told {show_day(one.reported, desk.today)}"] if one.reported else []
    return ", ".join(parts)


# The session's note --------------------------------------------------------------------------------------------------


def _prepare(call: Call, person: PersonRow, day: date | None, dry_run: bool, print_path: bool) -> None:
    desk = call.desk
    if not sessions.roles_in(person.relationship):
        said = f"relationship={','.join([*filter(None, person.relationship.split(', ')), 'mentor'])}"  # it keeps what they are
        hint = f'vaultnet set "{person.name}" ' + (f'"{said}"' if " " in said else said)
        remark(f"{person.name} is neither mentor nor mentee in your notes; to make it so: {hint}")
    rows = sessions.sessions(desk.index, person.id)
    planned = coming(desk, rows)
    wanted = [row for row in planned if day is None or row.date == day.isoformat()]
    when = wanted[0].date if wanted else (day or desk.today).isoformat()
    values = page_values(desk, person, when)
    page = render(desk, "mentorship/briefing.md.j2", values)
    change: Change | None
    if wanted:
        path = wanted[0].path
        change = edit_note(desk, path, lambda text: set_region(text, REGION, page))
    else:
        if planned:
            remark(f"another session is planned: {planned[0].name}")
        path, _ = free_path(desk, "event", f"{when} Session {person.name}")
        fields: Fields = {"type": "event", "kind": sessions.KIND, "date": when, "people": [link_to(desk, person, folder(path))],
                          "status": "planned"}  # fmt: skip
        change = new_note(desk, "mentorship/session.md.j2", path, fields, values)
        change = change._replace(after=set_region((change.after or b"").decode(), REGION, page).encode())
    answer = {"name": stem(path), "path": path, "person": person.name, "date": when, "made": not wanted}
    told = f"session with {person.name}, {weekday_day(when, desk.today)}"
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path, answer=answer)
