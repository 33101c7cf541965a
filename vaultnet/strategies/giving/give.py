"""`give`: whom I can help now. Ranked by what they need and how well I can meet it, never by their use to me."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import click

from vaultnet.dates import show_day, weekday_day
from vaultnet.index import ask, pulse
from vaultnet.index.ask import TermRow
from vaultnet.index.pulse import PersonRow
from vaultnet.index.said import SaidRow, logs_of
from vaultnet.index.stems import stems
from vaultnet.people.commitment import commitments_of
from vaultnet.people.desk import Desk, Line, Reason
from vaultnet.people.favor import GAVE, Favor, favors
from vaultnet.people.gathering import upcoming
from vaultnet.people.need import matches, my_offers, needs, speaks_of
from vaultnet.people.person import find_person, left_alone, only_imported
from vaultnet.people.request import OPEN, requests
from vaultnet.people.strength import ties, warmth
from vaultnet.show.console import Call, Name, heading, remark, say, say_json, say_reasons, say_table
from vaultnet.strategies.giving.history import show_history
from vaultnet.text.lines import without_fields
from vaultnet.text.links import link_key, link_targets, wikilink

# what can be sent as it is: an offer of it fits within ten minutes
SENDABLE = frozenset(
    "article book checklist code contact data deck draft example file guide handbook link list map notes paper photo plan"
    " recipe recording script slides table template text".split()
)
_OF = frozenset("about for from in of on to with".split())  # what comes behind them is what the thing is about
QUICK, SELF, THROUGH, LATER = range(4)
TITLES = ("Within ten minutes", "With a little more time", "Through somebody: ask both first", "Not now")
SHOWN = 20
AHEAD = 30  # days in which a meeting makes somebody I never spoke to one whom I can help


class Help(NamedTuple):
    """How I can help somebody now: their need, what meets it (an offer or field of mine, or something of `through`), and
    `group`, one of QUICK (I send it), SELF (I do it), THROUGH (an introduction), LATER (`later` says why not now).
    `since` is the day when their log first speaks of the need, "" where it does not."""

    person: PersonRow
    need: TermRow
    met_by: TermRow
    through: PersonRow | None
    group: int
    later: str
    since: str
    reasons: tuple[Reason, ...]


Way = tuple[TermRow, PersonRow | None]  # what meets a need, and who has it (None = I)


class _Chance(NamedTuple):
    """A need that something could meet, before it is known whether it was met already, and through whom."""

    person: PersonRow
    need: TermRow
    ways: Sequence[Way]
    group: int
    later: str
    reasons: tuple[Reason, ...]


def helps(desk: Desk, person: PersonRow | None = None, limit: int = 0) -> list[Help]:
    """Whom I can help, or how I can help one person: what I can send first, then what I can do, then whom I can bring
    together, last what had better wait. Within each: an offer in the words of the need before what only stands inside it,
    then the need that has stood longest in their log, then the name. `limit` 0 = all."""
    found: list[Help] = []
    for some in _batches(desk, needs(desk, person.id if person else None)):
        logs: dict[int, list[SaidRow]] = {}
        for row in logs_of(desk.index, (one.person.id for one in some), desk.day):
            logs.setdefault(row.person, []).append(row)
        told = [
            (one, [row for row in logs.get(one.person.id, ()) if speaks_of(row.text, one.need.key)]) for one in some
        ]
        told.sort(key=lambda pair: (pair[1][0].date if pair[1] else "9999", pair[0].person.name, pair[0].need.key))
        for one, said in told:
            if limit and len(found) >= limit:
                return found
            help_ = _help(desk, one, said)
            if help_ is not None:
                found.append(help_)
    return found


def _batches(desk: Desk, wanted: Sequence[TermRow]) -> Iterator[list[_Chance]]:
    """Every need with what could meet it, in batches that stand level, the first to be shown first; what others have is
    looked for only when it comes to that."""
    people, waits, meets = pulse.people(desk.index, {need.note for need in wanted}), _waits(desk), _meetings(desk)
    helped = {
        row.id: row
        for row in people
        if not left_alone(row, desk.day) and not row.confidential and (not only_imported(row) or row.id in meets)
    }
    wanted = [need for need in wanted if need.note in helped]
    later: list[_Chance] = []

    def batches(some: Sequence[TermRow], ways: dict[str, list[Way]], groups: Sequence[int]) -> Iterator[list[_Chance]]:
        by_rank: dict[tuple[int, int], list[_Chance]] = {}
        for need in some:
            person, fit = helped[need.note], _fit(need, ways[need.key][0][0])
            group = groups[-1] if fit or not _sendable(need) else groups[0]
            wait = waits.get(person.id)
            if wait is None and person.unanswered > 1:
                wait = Reason("your last lines had no answer: leave it for now", person.last_path, person.last_line)
            known = meets.get(person.id) if only_imported(person) else None
            reasons = tuple(reason for reason in (wait, known) if reason)
            if wait:
                later.append(_Chance(person, need, ways[need.key], LATER, wait.text, reasons))
            else:
                by_rank.setdefault((group, fit), []).append(_Chance(person, need, ways[need.key], group, "", reasons))
        return (by_rank[rank] for rank in sorted(by_rank))

    keys = {need.key: need for need in wanted}
    mine = _ways(desk, keys, my_offers(desk))
    yield from batches([need for need in wanted if need.key in mine], mine, (QUICK, SELF))
    others = _others(desk, {key: need for key, need in keys.items() if key not in mine}, waits)
    yield from batches([need for need in wanted if need.key in others], others, (THROUGH,))
    yield later


def _ways(desk: Desk, wanted: dict[str, TermRow], given: Iterable[TermRow]) -> dict[str, list[Way]]:
    """What of my own meets a need, by its key, the best first."""
    ways: dict[str, list[Way]] = {}
    for match in matches(wanted.values(), given):
        ways.setdefault(match.need.key, []).append((match.met_by, None))
    for key, some in ways.items():
        some.sort(key=lambda way: (_fit(wanted[key], way[0]), way[0].key))
    return ways


def _fit(need: TermRow, term: TermRow) -> int:
    """How well something meets a need: an offer in the same words, another need that completes it, something inside it."""
    return 0 if term.kind == "offers" and term.key == need.key else 1 if term.kind == "needs" else 2


def _sendable(need: TermRow) -> bool:
    """Whether a need is a thing: "migration notes", "slides on tracing", "example incidents for class"; not "code review",
    which is work."""
    words = need.key.split("-")
    thing = next((words[place - 1] for place, word in enumerate(words) if place and word in _OF), words[-1])
    known = stems((*SENDABLE, thing, words[0]))
    return known[words[0]] == known["example"] or known[thing] in {known[word] for word in SENDABLE}


def _others(desk: Desk, wanted: dict[str, TermRow], waits: dict[int, Reason]) -> dict[str, list[Way]]:
    """What others have that meets a need, by the need's key: what fits best first, then whom I know best."""
    given = ask.terms(desk.index, ("offers", "expertise", "needs")) if wanted else []
    # note 0: what the first with this need has may meet the same need of another
    found = list(
        matches((need._replace(note=0) for need in wanted.values()), (one for one in given if one.type == "person"))
    )
    people = {
        row.id: (row, warmth(desk, row))
        for row in pulse.people(desk.index, {match.met_by.note for match in found})
        if row.mutual and row.unanswered < 2 and not row.confidential and not left_alone(row, desk.day)
        and row.id not in waits
    }  # fmt: skip
    ranked: dict[str, list[tuple[tuple[object, ...], Way]]] = {}
    for match in found:
        if match.met_by.note in people:
            row, warm = people[match.met_by.note]
            rank = (
                _fit(match.need, match.met_by),
                match.met_by.kind != "offers",
                -warm,
                row.name,
                row.path,
                match.met_by.key,
            )
            ranked.setdefault(match.need.key, []).append((rank, (match.met_by, row)))
    return {key: [way for _, way in sorted(some, key=lambda pair: pair[0])] for key, some in ranked.items()}


def _waits(desk: Desk) -> dict[int, Reason]:
    """Those to whom, or about whom, an ask of mine is open: what I gave them now could be taken for bait."""
    found: dict[int, Reason] = {}
    for one in requests(desk):
        if one.direction == "outgoing" and one.status in OPEN:
            reason = Reason(f"you have an ask open with them ({one.note.name}): give when it is done", one.path, 1)
            for number in (one.person, one.target):
                if number:
                    found.setdefault(number, reason)
    return found


def _meetings(desk: Desk) -> dict[int, Reason]:
    """Whom I meet in the coming weeks, or hope to meet."""
    found: dict[int, Reason] | None = desk.kept.get("meetings")
    if found is not None:
        return found
    found = desk.kept["meetings"] = {}
    day = desk.today.fromordinal(desk.today.toordinal() + AHEAD).isoformat()
    for event in upcoming(desk, day):
        for guest in (*event.people, *event.targets):
            if guest.person:
                text = f"you meet {weekday_day(event.note.date, desk.today)}: {event.note.name}"
                found.setdefault(guest.person.id, Reason(text, event.note.path, guest.line))
    return found


def _help(desk: Desk, one: _Chance, said: Sequence[SaidRow]) -> Help | None:
    """The help that a chance is; None where the need was met already, or nobody is left to bring together with them."""
    last = said[-1].date if said else ""
    given = [favor for favor in favors(desk, one.person.id) if favor.way == GAVE]
    if any(speaks_of(f"{favor.kind} {favor.words}", one.need.key) and favor.date >= last for favor in given):
        return None
    way = _way(desk, one, given)
    if way is None:
        return None
    term, through = way
    told = [Reason(f'needs "{one.need.text}"', one.need.path, one.need.line)]
    if said:
        told.append(
            Reason(f"{show_day(last, desk.today)}: {without_fields(said[-1].text)}", said[-1].path, said[-1].line)
        )
    told.append(Reason(_has(term, through), term.path, term.line))
    for promise in commitments_of(desk, one.person.id):
        if promise.side == "mine" and speaks_of(promise.words, one.need.key):
            by = f" by {weekday_day(promise.due, desk.today)}" if promise.due else ""
            told.append(Reason(f"promised{by}", promise.path, promise.line))
    return Help(one.person, one.need, term, through, one.group, one.later, said[0].date if said else "",
                (*told, *one.reasons))  # fmt: skip


def _has(term: TermRow, through: PersonRow | None) -> str:
    who, s = (through.name, "s") if through else ("you", "")
    word = {"offers": f"offer{s}", "needs": f"need{s}"}.get(term.kind, "knows" if through else "know")
    return f'{who} {word} "{term.text}"'


def _way(desk: Desk, one: _Chance, given: Sequence[Favor]) -> Way | None:
    """The first way that is still open: not through somebody they know already, are being introduced to, or did not
    want to be."""
    if one.ways[0][1] is None:
        return one.ways[0]
    if all(who is None or who.id == one.person.id for _, who in one.ways):
        return None
    known = {one.person.id, *(tie.other for tie in ties(desk, one.person.id))}
    for request in requests(desk):  # an introduction that is under way, or that one of the two said no to
        settled = request.open or request.status == "declined"
        if request.kind == "introduction" and settled and one.person.id in (request.person, request.target):
            known |= {number for number in (request.person, request.target) if number}
    done = {target for favor in given if favor.kind == "introduction" for _, target in link_targets(favor.text)}
    return next(
        (way for way in one.ways if way[1] and way[1].id not in known and link_key(way[1].name) not in done), None
    )


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """How I could help a person now; silent while an ask of mine is open with them."""
    lines = []
    for one in helps(desk, person):
        if one.group != LATER:
            need = f'needs "{one.need.text}"'
            if one.through:
                word = {"offers": "offers", "needs": "needs"}.get(one.met_by.kind, "knows")
                text = f'{need}; {wikilink(one.through.name)} {word} "{one.met_by.text}" (ask both first)'
            else:
                text = (
                    f"{need}, which you offer"
                    if one.met_by.key == one.need.key
                    else f"{need}; {_has(one.met_by, None)}"
                )
            lines.append(Line("Could help", text, one.reasons[0]))
    return lines


@click.command("give")
@click.argument("name", required=False, type=Name("person"))
@click.option("--history", is_flag=True, help="What was given and received, over time; with NAME only with them.")
@click.option("--kind", metavar="KIND", help="With --history: only this kind (introduction, advice, review, ...).")
@click.option("--all", "all_", is_flag=True, help="All of them, not only the first.")
@click.option("--why", is_flag=True, help="Show the notes' lines behind each row.")
@click.pass_obj
def give(call: Call, name: str | None, history: bool, kind: str | None, all_: bool, why: bool) -> None:
    """Whom you can help now: their needs against what you offer and know, and against what others have.

    What you can send at once stands first. Nobody stands higher because they could return it. With NAME: how you can help
    them. With --history: what was given and received, never counted up against each other.

    \b
    Examples:
      vaultnet give
      vaultnet give ada --why
      vaultnet give --history ada
    """
    desk = call.desk
    person = find_person(desk, name) if name else None
    if history:
        show_history(call, person, kind, all_, why)
        return
    found = helps(desk, person, 0 if all_ else SHOWN)
    if call.settings.json:
        say_json([_row(one) for one in found])
        return
    first = True
    for group, some in groupby(found, key=lambda one: one.group):
        if not first:
            say()
        first = False
        heading(TITLES[group])
        _say(list(some), why)
    if not all_ and len(found) == SHOWN:
        say("\nthere may be more: vaultnet give --all")
    if not found:
        say(f"no need{f' of {person.name}' if person else ''} is noted that you or somebody you know could meet")
        remark("hint: needs are a key of people's notes; your own note (type: me) has your offers")


def _say(rows: Iterable[Help], why: bool) -> None:
    if not why:
        say_table([_cells(one) for one in rows], grow=2)
        return
    for one in rows:
        say("  ".join(cell for cell in _cells(one) if cell))
        say_reasons(one.reasons)


def _cells(one: Help) -> tuple[str, str, str]:
    has = "you offer it" if not one.through and one.met_by.key == one.need.key else _has(one.met_by, one.through)
    also = [
        reason.text.partition(": ")[0] for reason in one.reasons if reason.text.startswith(("promised", "you meet"))
    ]
    return one.person.name, f'"{one.need.text}"', one.later or "; ".join((has, *also))


def _row(one: Help) -> dict[str, object]:
    return {"name": one.person.name, "path": one.person.path, "need": one.need.text,
            "through": one.through.name if one.through else None, "met_by": one.met_by.text, "quick": one.group == QUICK,
            "later": one.later or None, "since": one.since or None, "reasons": one.reasons}  # fmt: skip
