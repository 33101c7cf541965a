"""`thank`: what has not been thanked for yet, and whose part in a project nobody has named; writes both down."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import click

from vaultnet.dates import read_date, read_when, show_day
from vaultnet.errors import UsageFault
from vaultnet.facts import standing_key
from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.advice import advice
from vaultnet.people.confided import confides
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.people.favor import Favor, granted_unthanked, thanks_owed
from vaultnet.people.person import fields_of, find_person, left_alone, line_of
from vaultnet.people.project import Credit, credit_owed, projects_of
from vaultnet.show.console import Call, Name, heading, say, say_json, say_reasons, say_table, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.strategies.giving.credit import credit_part
from vaultnet.strategies.giving.note import draft_of, thanks_note
from vaultnet.text.edit import append_line, set_field
from vaultnet.text.links import WIKILINK, link_targets, unlinked
from vaultnet.vault.change import Change

MONTHS = 18  # on the agenda only what was received within them; `thank` shows all
RANKS = (12.0, 25.0)  # of the agenda's thanks among the good moments: the first and the second of a week
# what an introduction became, by what the other is to me now
BECAME = {"mentor": "a mentorship", "mentee": "a mentorship", "sponsor": "a sponsorship", "client": "work together",
          "collaborator": "work together", "friend": "a friendship"}  # fmt: skip


class Thanks(NamedTuple):
    """Thanks or credit that waits: to whom (`person` None where they have no note), `kind` of the favor, or "credit";
    `text` what for, with its links; `outcome` what came of it, "" where no note says so; `confided`: it names somebody
    confidential, and stands as it is only in my own list."""

    person: PersonRow | None
    name: str
    path: str
    kind: str
    text: str
    date: str
    outcome: str
    reasons: tuple[Reason, ...]
    confided: bool = False


def owed(desk: Desk, person: PersonRow | None = None) -> list[Thanks]:
    """Thanks that wait, oldest first, all of one person together; not those to people who are left alone."""
    favors = thanks_owed(desk, person.id if person else None)
    people = {row.id: row for row in pulse.people(desk.index, {favor.person for favor in favors})}
    groups: dict[int, list[Favor]] = {}
    for favor in favors:
        if not left_alone(people[favor.person], desk.day):
            groups.setdefault(favor.person, []).append(favor)
    acted = {(one.path, one.line): one.acted for one in advice(desk)} if groups else {}
    return [_thanks(desk, people[favor.person], favor, acted) for some in groups.values() for favor in some]


def credit(desk: Desk) -> list[Thanks]:
    """Parts in finished projects that nobody has named yet, oldest project first, all of one person together."""
    groups: dict[str, list[Credit]] = {}
    for one in credit_owed(desk):
        groups.setdefault(one.name, []).append(one)
    people = {
        row.id: row
        for row in pulse.people(desk.index, {one.person for some in groups.values() for one in some if one.person})
    }
    found = []
    for some in groups.values():
        for one in some:
            person = people.get(one.person or 0)
            text = f"part in [[{one.project}]] ({one.role})"
            path, confided = person.path if person else one.path, confides(desk, text, one.person or 0)
            found.append(Thanks(person, one.name, path, "credit", text, one.date, "", one.reasons, confided))
    return found


def _thanks(desk: Desk, person: PersonRow, favor: Favor, acted: dict[tuple[str, int], str]) -> Thanks:
    outcome, because = _became(desk, favor) if favor.kind == "introduction" else ("", None)
    did = next((acted[place] for place in favor.places if acted.get(place)), "")
    if did and did <= desk.day:
        outcome = f"you did it on {show_day(did, desk.today)}" if read_date(did) else "you did it"
    reasons = (*favor.reasons, because) if because else favor.reasons
    return Thanks(person, favor.name, person.path, favor.kind, what(favor), favor.date, outcome, reasons,
                  confides(desk, favor.text, favor.person))  # fmt: skip


def what(favor: Favor) -> str:
    """What was received, in a few words: `introduction to [[Mara Okafor]]`, `feedback (say the number first)`."""
    link = WIKILINK.match(favor.text) if favor.kind == "introduction" else None
    if link:
        return f"introduction to {link[0]}"
    words = favor.words.rstrip(".")
    words = words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
    return f"{favor.kind or 'help'} ({words})" if words else favor.kind or "help"


def _became(desk: Desk, favor: Favor) -> tuple[str, Reason | None]:
    """What came of an introduction, where the notes tell: what the other is to me now, work together, or talks since."""
    for _, target in list(link_targets(favor.text))[:1]:
        notes = [note for note, _ in ask.named(desk.index, target) if note.type == "person" and note.id != favor.person]
        if len(notes) != 1:
            break
        other = pulse.people(desk.index, (notes[0].id,))[0]
        if other.confidential:
            break
        roles = [role.strip().lower() for role in other.relationship.split(",")]
        became = next((BECAME[role] for role in roles if role in BECAME), "")
        if became:
            return f"it became {became}", Reason(
                f"{other.name}: {other.relationship}", *line_of(desk, other.id, "relationship")
            )
        for project in projects_of(desk, other.id):
            if project.start >= favor.date:
                return f"it became work on {project.note.name}", Reason("project", project.note.path, 1)
        if other.mutual > favor.date:
            text = f"you last spoke {show_day(other.mutual, desk.today)}"
            return text, Reason(f"last contact with {other.name}", other.last_path, other.last_line)
    return "", None


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """What I have not thanked a person for yet. Of advice that I followed mentorship says that they have not heard."""
    told = {(one.path, one.line) for one in advice(desk, person.id) if one.unreported}
    found = [one for one in owed(desk, person) if not told & {(reason.path, reason.line) for reason in one.reasons}]
    words = ("not thanked yet for the", "nor for the", "nor for the")
    return [Line("Thanks", f"{word} {_dated(desk, one)}", one.reasons[0])
            for word, one in zip(words, _discreet(found), strict=False)]  # fmt: skip


def _discreet(some: Sequence[Thanks]) -> list[Thanks]:
    """The same for what is written down about them: where it names somebody confidential, only of which kind it was."""
    kinds = {"credit": "part", "": "help"}
    return [one._replace(text=kinds.get(one.kind, one.kind), outcome="") if one.confided else one for one in some]


def _dated(desk: Desk, one: Thanks) -> str:
    """What for, with its links, and the day where one is known."""
    return f"{one.text}, {show_day(one.date, desk.today)}" if one.date else one.text


def today(desk: Desk) -> list[Moment]:
    """The two people whose thanks have waited longest, as good moments; what I asked for is told by its request."""
    since = _months_before(desk.today, MONTHS)
    asked = granted_unthanked(desk)
    moments: list[Moment] = []
    for one in owed(desk):
        fresh = one.date >= since and one.reasons[0].path not in asked and one.person and not one.person.confidential
        if fresh and one.path not in {moment.path for moment in moments}:
            text = f"not thanked yet for the {one.text.partition(' (')[0]} of {show_day(one.date, desk.today)}"
            if one.outcome.startswith("it became"):
                text = f"the {one.text} {one.outcome.removeprefix('it ')}; not thanked yet"
            rank = RANKS[len(moments)]
            moments.append(Moment("moments", "thanks", one.name, one.path, desk.day, text, one.reasons, rank))
        if len(moments) == len(RANKS):
            break
    return moments


def _months_before(day: date, months: int) -> str:
    from vaultnet.dates import add_months

    return add_months(day, -months).isoformat()


@click.command("thank")
@click.argument("name", required=False, type=Name("person"))
@click.argument("text", required=False)
@click.option("--on", metavar="DATE", help="The day it was said (default: today).")
@click.option("--draft", is_flag=True, help="A few words to write to them, for you to finish; logs nothing.")
@click.option("--write", is_flag=True, help="With --draft: as a follow-up note.")
@click.option("--credit", "project", metavar="PROJECT", type=Name("project"), help="Their part in it was named.")
@click.option("--why", is_flag=True, help="Show the notes' lines behind each row.")
@writing
@click.pass_obj
def thank(call: Call, name: str | None, text: str | None, on: str | None, draft: bool, write: bool, project: str | None,
          why: bool, dry_run: bool, print_path: bool) -> None:  # fmt: skip
    """Thanks and credit that wait, oldest first; with NAME: write down that you thanked them.

    TEXT is kept as you type it; without it the line names what it is for. One line settles all that came before it.
    --credit marks their line in a project's note as named.

    \b
    Examples:
      vaultnet thank
      vaultnet thank ada "for the referral, and for the patience"
      vaultnet thank ada --draft --write
      vaultnet thank ada --credit "migration handbook"
    """
    desk = call.desk
    if not name:
        if text is not None or on or draft or write or project:
            raise UsageFault("whom did you thank?", hint="vaultnet thank NAME")
        _show(call, owed(desk), credit(desk), why)
        return
    day = read_when(on, desk.today) if on else desk.today
    if day is None or day > desk.today:
        raise UsageFault(f'"{on}" is not a day that has been', hint="2026-11-22, yesterday")
    if sum((bool(project), draft or write, text is not None)) > 1:
        raise UsageFault("one of TEXT, --draft and --credit", hint="vaultnet thank --help")
    if project:
        change, told, answer = credit_part(desk, name, project, day.isoformat())
        carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path, answer=answer)
        return
    person = find_person(desk, name)
    if draft or write:
        _draft(call, person, write, dry_run, print_path)
    else:
        _log(call, person, text, day.isoformat(), dry_run, print_path)


def _show(call: Call, thanks: Sequence[Thanks], named: Sequence[Thanks], why: bool) -> None:
    if call.settings.json:
        say_json([_row(one) for one in (*thanks, *named)])
        return
    for title, some in (("Not thanked yet", thanks), ("Not named yet", named)):
        if some:
            if title == "Not named yet" and thanks:
                say()
            heading(title)
            _say(call.desk, some, why)
    if not thanks and not named:
        say("nobody waits for thanks or credit")


def _say(desk: Desk, some: Sequence[Thanks], why: bool) -> None:
    rows = []
    for place, one in enumerate(some):
        name = "" if place and some[place - 1].name == one.name and not why else one.name
        text = "; ".join(part for part in (unlinked(one.text), one.outcome) if part)
        rows.append((name, show_day(one.date, desk.today) if one.date else "", text))
    if not why:
        say_table(rows, grow=2)
        return
    for row, one in zip(rows, some, strict=True):
        say("  ".join(cell for cell in row if cell))
        say_reasons(one.reasons)


def _row(one: Thanks) -> dict[str, object]:
    return {"name": one.name, "path": one.path, "text": unlinked(one.text), "date": one.date or None, "kind": one.kind or None,
            "outcome": one.outcome or None, "reasons": one.reasons}  # fmt: skip


def _log(call: Call, person: PersonRow, text: str | None, day: str, dry_run: bool, print_path: bool) -> None:
    """One `thanked:` line in their log, and what it settles."""
    desk = call.desk
    settled = _settled(desk, person, day)
    words = " ".join(text.split()) if text is not None else _for(settled)
    if text is not None and not words:
        raise UsageFault("thanks need words", hint=f'vaultnet thank "{person.name}" "for the referral"')
    if not words:
        if call.settings.json:
            say_json([])
        elif not print_path:
            say(f'nothing waits to be thanked for; for something new: vaultnet thank "{person.name}" "for ..."')
        return
    line = f"- {day} thanked: {words}"

    def edit(note: str) -> str:
        standing = (one.strip() for one in note.splitlines())
        return note if line in standing else append_line(note, "Log", line)

    changes = [edit_note(desk, person.path, edit)]
    changes += [_given_day(desk, one, day) for one in settled if not one.date and one.kind != "credit"]
    told = f"thanked {person.name}, {show_day(day, desk.today)}: {unlinked(words)}"
    settles = [unlinked(_dated(desk, one)) for one in settled]
    answer = [{"name": person.name, "path": person.path, "text": unlinked(words), "date": day, "settles": settles,
               "reasons": [one.reasons[0] for one in settled]}]  # fmt: skip
    carry_out(desk, call.settings, changes, told, dry_run=dry_run, print_path=print_path, answer=answer)
    if changes[0] and not (dry_run or print_path or call.settings.json):
        for settle in settles:
            say(f"  settles {settle}")


def _given_day(desk: Desk, one: Thanks, day: str) -> Change | None:
    """A granted request that no day settles is closed on the day of its thanks."""
    path = one.reasons[0].path
    note = ask.note_at(desk.index, path)
    name = standing_key(fields_of(note), "closed", "request", desk.config.reading) if note else "closed"
    return edit_note(desk, path, lambda text: set_field(text, name, day))


def _settled(desk: Desk, person: PersonRow, day: str) -> list[Thanks]:
    """What thanks of a day settle: every favor up to then, and parts that nobody has named."""
    favors = [_thanks(desk, person, favor, {}) for favor in thanks_owed(desk, person.id)]
    return [one for one in (*favors, *_credit_of(desk, person)) if one.date <= day]


def _credit_of(desk: Desk, person: PersonRow) -> list[Thanks]:
    return [one for one in credit(desk) if one.person and one.person.id == person.id]


def _for(some: Sequence[Thanks]) -> str:
    """`for the introduction to [[Mara Okafor]]`, `for the advice and the review`; "" where there is nothing."""
    whole = len(some) == 1
    kinds = ["part" if one.kind == "credit" else one.kind or "help" for one in some]
    texts = [f"the {text}" for text in dict.fromkeys([some[0].text] if whole else kinds)]
    return f"for {' and '.join([', '.join(texts[:-1]), texts[-1]] if texts[1:] else texts)}" if texts else ""


def _said(desk: Desk, one: Thanks) -> str:
    """What it is for as one would say it to them: a note's words are about them, not to them, so few are taken over."""
    text = unlinked(one.text)
    if one.kind == "credit":
        return f"your {text}"
    if one.kind == "introduction" and "(" not in text:
        return f"the {text}"
    if one.kind == "advice" and "(" in text:
        return f'the advice "{text.partition("(")[2][:-1]}"'
    return f"the {one.kind or 'help'}{f' of {show_day(one.date, desk.today)}' if one.date else ''}"


def _draft(call: Call, person: PersonRow, write: bool, dry_run: bool, print_path: bool) -> None:
    """Words to thank with: printed, or as a follow-up note."""
    desk = call.desk
    thanks = _discreet([*owed(desk, person), *_credit_of(desk, person)])
    values = [{"text": _said(desk, one), "for": one.text, "outcome": one.outcome,
               "date": show_day(one.date, desk.today) if one.date else ""} for one in thanks]  # fmt: skip
    if not write:
        text = draft_of(desk, person, values)
        if call.settings.json:
            say_json([{"name": person.name, "path": person.path, "text": text, "date": desk.day,
                       "reasons": [reason for one in thanks for reason in one.reasons]}])  # fmt: skip
        else:
            say(text)
        return
    change, path = thanks_note(desk, person, values, (desk.today + timedelta(days=2)).isoformat())
    told = f"thanks to {person.name} drafted"
    answer = [{"name": person.name, "path": path, "text": told, "date": desk.day,
               "reasons": [reason for one in thanks for reason in one.reasons]}]  # fmt: skip
    carry_out(desk, call.settings, [change], told, dry_run=dry_run, print_path=print_path, answer=answer)
