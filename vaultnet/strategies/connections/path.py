"""`path`: the warmest way to somebody, tie by tie by evidence; the way between two others, and what they share."""

from collections.abc import Sequence
from typing import NamedTuple

import click

from vaultnet.dates import show_day
from vaultnet.errors import NoSuchName, UsageFault
from vaultnet.index import ask, common, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.asking import LATER, Timing, timing
from vaultnet.people.chain import Chain, Step, between, warmest
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.interaction import timeline, without_confided
from vaultnet.people.person import facts_of, find_note, find_person, left_alone, line_of, only_imported
from vaultnet.people.strength import open_to, tie_weights, ties, warmth, warmth_parts
from vaultnet.show.console import Call, Name, heading, say, say_json, say_table
from vaultnet.text.links import unlinked
from vaultnet.words import UNHELD

TO = ("person", "organization")
TOPICS = ("expertise", "interests", "topics")
SHOWN = 3  # pieces of evidence beside a tie; --why has all
PARTS = {"recent": "how lately", "often": "how often", "both": "both ways"}
SHARED = {"organization": "Both at", "membership": "Both in", "project": "Worked on", "event": "Both at the event",
          "topic": "Topics in common", "person": "Both tied to"}  # fmt: skip


class Shared(NamedTuple):
    """Something that two people have in common."""

    kind: str
    name: str


class Way(NamedTuple):
    """The answer to `path`: `origin` "" for me; `missing` says kindly what there is not, "" where a chain was found.

    `timing` tells whether this is a moment to ask the first person of it."""

    origin: str
    to: str
    chain: Chain | None
    shared: tuple[Shared, ...]
    timing: Timing | None
    missing: str
    reasons: tuple[Reason, ...]
    also: tuple[str, ...] = ()  # whom else I know at an organization
    alone: bool = False  # nobody is to be led there

    @property
    def direct(self) -> bool:
        """I know them myself."""
        return self.chain is not None and not self.origin and len(self.chain.steps) == 1


def way_to_person(desk: Desk, person: PersonRow) -> Way:
    """The warmest way to a person; of one whom I know, the last contact."""
    shared = _shared_with_me(desk, person)
    chain = warmest(desk, (person,))
    if chain is None:
        missing, reasons = _missing(desk, person)
        return Way("", person.name, None, shared, None, missing, reasons, alone=left_alone(person, desk.day))
    return Way("", person.name, chain, shared, _moment(desk, chain), "", _all_reasons(chain))


def way_to_organization(desk: Desk, names: Sequence[str], note: int = 0) -> Way:
    """The warmest way to anybody who is at an organization: its names, the one to be shown first, and its note, if any."""
    name = names[0]
    lines = common.staff(desk.index, note, names)
    there = [person for person in pulse.people(desk.index, lines) if open_to(desk, person)]
    chain = warmest(desk, there)
    if chain is None:
        if there:
            who = ", ".join(person.name for person in there[:SHOWN])
            missing = f"nobody you know is tied to {who}, as far as the notes say"
        else:
            missing = f"no note says who is at {name}"
        return Way("", name, None, (), None, missing, ())
    last = chain.steps[-1]
    at = last.person.path, lines[last.person.id]
    if at[1] == 1:  # said in words, by the key
        at = line_of(desk, last.person.id, "organization")
    told = last._replace(reasons=(*last.reasons, Reason(f"is at {name}", *at)))
    chain = chain._replace(steps=(*chain.steps[:-1], told))
    warm = {person.name: warmth(desk, person) for person in there if person.id != chain.steps[0].person.id}
    also = sorted((who for who, value in warm.items() if value > 0), key=lambda who: (-warm[who], who))
    return Way("", name, chain, (), _moment(desk, chain), "", _all_reasons(chain), tuple(also))


def way_between(desk: Desk, one: PersonRow, other: PersonRow) -> Way:
    """The warmest chain between two others, and what they share."""
    shared = tuple(shared_by(desk, one, other))
    chain = between(desk, one, other)
    if chain is not None:
        return Way(one.name, other.name, chain, shared, None, "", _all_reasons(chain))
    missing = next((_alone(desk, who)[0] for who in (one, other) if left_alone(who, desk.day)), "")
    if not missing:
        missing = "no chain of ties leads from one to the other, as far as the notes say"
        if warmth(desk, one) > 0 and warmth(desk, other) > 0:
            missing += "; you know both of them"
    return Way(one.name, other.name, None, shared, None, missing, ())


def shared_by(desk: Desk, one: PersonRow, other: PersonRow) -> list[Shared]:
    """What two people share: organizations (past ones too), bodies, projects, events, topics, people tied to both."""
    index = desk.index
    found = [
        Shared("organization", name) for name in sorted(common.been_at(index, one.id) & common.been_at(index, other.id))
    ]
    found += [Shared("membership", name) for name in common.linked_by_both(index, one.id, other.id, "memberships")]
    for row in common.named_together(index, one.id, other.id):
        if row.type == "project" or row.status not in UNHELD or (row.status == "planned" and row.date >= desk.day):
            found.append(Shared(row.type, row.name))
    found += _topics(desk, one.id, other.id)
    both = {tie.other for tie in ties(desk, one.id)} & {tie.other for tie in ties(desk, other.id)}
    return found + [Shared("person", who.name) for who in pulse.people(index, both) if open_to(desk, who)]


def _topics(desk: Desk, one: int, other: int) -> list[Shared]:
    mine = {term.key: term.text.removeprefix("topic/") for term in common.terms_of_some(desk.index, (one,), TOPICS)}
    theirs = {term.key for term in common.terms_of_some(desk.index, (other,), TOPICS)}
    return [Shared("topic", mine[key]) for key in sorted(mine.keys() & theirs)]


def _shared_with_me(desk: Desk, person: PersonRow) -> tuple[Shared, ...]:
    found: list[Shared] = []
    for me in ask.notes_of_type(desk.index, "me"):
        found += [
            Shared("membership", name) for name in common.linked_by_both(desk.index, me.id, person.id, "memberships")
        ]
        found += _topics(desk, me.id, person.id)
    return tuple(dict.fromkeys(found))


def _moment(desk: Desk, chain: Chain) -> Timing | None:
    return timing(desk, chain.steps[0].person) if len(chain.steps) > 1 else None


def _all_reasons(chain: Chain) -> tuple[Reason, ...]:
    return tuple(reason for step in chain.steps for reason in step.reasons)


def _missing(desk: Desk, person: PersonRow) -> tuple[str, tuple[Reason, ...]]:
    """What there is not, so that no way leads to a person, and where one could look."""
    if left_alone(person, desk.day):
        return _alone(desk, person)
    tied = ties(desk, person.id)
    if not tied and only_imported(person) and not ask.entries_in(desk.index, person.id) and not ask.links_to(
        desk.index, person.id
    ):  # fmt: skip
        reason = Reason("no log, no tie, no meeting", person.path, 1)
        return f"{person.name} is known from an address book only", (reason,)
    if not tied:
        return f"nothing in the notes ties anybody to {person.name}", (Reason("no tie", person.path, 1),)
    near = [other for other in pulse.people(desk.index, [tie.other for tie in tied]) if open_to(desk, other)]
    evidence = {tie.other: tie.reasons for tie in tied}
    reasons = tuple(reason for one in near for reason in evidence[one.id])
    if not near:
        return f"those who know {person.name} are left alone for now", ()
    names = ", ".join(one.name for one in near[:SHOWN]) + (
        f" and {len(near) - SHOWN} more" if len(near) > SHOWN else ""
    )
    return f"{person.name} is tied to {names}, and nobody you have spoken with is tied to them", reasons[:SHOWN]


def _alone(desk: Desk, person: PersonRow) -> tuple[str, tuple[Reason, ...]]:
    if person.snooze > desk.day:
        text = f"you let {person.name} rest until {show_day(person.snooze, desk.today)}"
        return text, (Reason("snoozed", *line_of(desk, person.id, "snooze_until")),)
    note = ask.note_of(desk.index, person.id)
    died = note is not None and bool(facts_of(desk, note).get("deceased"))
    text = f"{person.name} has died" if died else f"{person.name} is paused, and left alone"
    return text, (Reason(text, person.path, 1),)


@click.command("path")
@click.argument("to", type=Name(*TO))
@click.argument("other", required=False, type=Name("person"))
@click.option("--why", is_flag=True, help="The notes' lines behind each tie, and its strength.")
@click.pass_obj
def path(call: Call, to: str, other: str | None, why: bool) -> None:
    """The warmest way to a person or an organization, tie by tie; with two names: between those two, and what they share.

    A chain begins with somebody you know and rests on evidence for every tie. Where there is none, "no warm way yet" is
    the answer.

    \b
    Examples:
      vaultnet path ingrid
      vaultnet path helio --why
      vaultnet path ada grace
    """
    desk = call.desk
    if other is not None:
        one, two = find_person(desk, to), find_person(desk, other)
        if one.id == two.id:
            raise UsageFault(f"both names mean {one.name}", hint="name two people, or one to reach")
        way = way_between(desk, one, two)
    else:
        way = _way_to(desk, to)
    if call.settings.json:
        say_json(_shown(way))
        return
    _say(desk, way, why)


def _way_to(desk: Desk, to: str) -> Way:
    """The way to whoever, or whatever organization, a name means; firms need no note of their own."""
    try:
        note = find_note(desk, to, TO)
    except NoSuchName as error:
        there = () if error.candidates else common.staff(desk.index, 0, (to,))
        if not there:
            raise
        return way_to_organization(desk, (pulse.people(desk.index, there)[0].organization, to))
    if note.type == "person":
        return way_to_person(desk, pulse.people(desk.index, (note.id,))[0])
    names = [text for text, number, _ in ask.all_names(desk.index, ("organization",)) if number == note.id]
    return way_to_organization(desk, (note.name, *names), note.id)


def _shown(way: Way) -> dict[str, object]:
    steps = way.chain.steps if way.chain else ()
    return {
        "found": way.chain is not None,
        "from": way.origin or None,
        "to": way.to,
        "strength": way.chain.strength if way.chain else None,
        "chain": [{"name": step.person.name, "path": step.person.path, "strength": step.strength, "reasons": step.reasons}
                  for step in steps],
        "shared": list(way.shared),
        "also": list(way.also),
        "moment": way.timing.moment if way.timing else None,
        "first": way.timing.first if way.timing else "",
        "missing": way.missing,
        "reasons": (*way.reasons, *(way.timing.reasons if way.timing else ())),
    }  # fmt: skip


def _say(desk: Desk, way: Way, why: bool) -> None:
    if way.chain is None:
        if not way.alone:
            heading(f"no warm way from {way.origin} to {way.to} yet" if way.origin else f"no warm way to {way.to} yet")
        say(way.missing)
        for reason in way.reasons if why else ():
            say(f"    {reason}")
    else:
        _say_chain(desk, way, way.chain)
        if why:
            say()
            _say_why(desk, way.chain)
    for kind, label in SHARED.items():
        names = [one.name for one in way.shared if one.kind == kind]
        if names:
            more = f" and {len(names) - 8} more" if len(names) > 8 else ""
            say(f"{label}: {', '.join(names[:8])}{more}")
    if way.timing and way.timing.moment == LATER:
        because = "; ".join(str(reason) if why else reason.text for reason in way.timing.reasons)
        say(f"Not yet: {way.timing.first} ({because})")


def _say_chain(desk: Desk, way: Way, chain: Chain) -> None:
    first = chain.steps[0].person
    if way.direct:
        place = [(reason.path, reason.line) for reason in chain.steps[0].reasons[:1]]
        rows = timeline(desk, first.id)
        last = next((row for row in rows if (row.path, row.line) in place and row.date == first.mutual), None)
        last = without_confided(desk, first.id, last) if last else None
        text = f" ({', '.join(part for part in (last.word, unlinked(last.text)) if part).rstrip('.')})" if last else ""
        whom = f"somebody at {way.to}" if way.to != first.name else first.name
        heading(f"you know {whom} yourself")
        spoke, *more = (reason.text for reason in chain.steps[0].reasons)
        say_table([(first.name, "; ".join((f"{spoke}{text}", *more)))], grow=1)
        if way.also:
            say(f"Also there: {', '.join(way.also[:SHOWN])}")
        return
    if way.origin:
        heading(f"{way.origin} and {way.to}")
    else:
        heading(f"{way.to}: ask {first.name}")
    say_table([(step.person.name, _evidence(step)) for step in chain.steps], grow=1)


def _evidence(step: Step) -> str:
    told = list(dict.fromkeys(reason.text for reason in step.reasons))
    return "; ".join(told[:SHOWN]) + (f" and {len(told) - SHOWN} more" if len(told) > SHOWN else "")


def _say_why(desk: Desk, chain: Chain) -> None:
    """Each tie's strength, what it is made of, and the lines it rests on."""
    for step in chain.steps:
        if step.tie is None:
            weigh = desk.config.weights["warmth"]
            parts = warmth_parts(desk, step.person)
            sums = " + ".join(f"{weigh[name]:g} x {parts[name]:.2f} {word}" for name, word in PARTS.items())
            say(f"{step.person.name}: warmth {step.strength:g} = {sums}")
            weights = [0.0] * len(step.reasons)
        else:
            weights = tie_weights(desk, step.tie.rows) + [0.0] * len(step.reasons)
            counted = " x ".join(f"(1 - {weight:g})" for weight in weights if weight)
            say(f"{step.person.name}: tie {step.strength:g} = 1 - {counted}")
        for weight, reason in zip(weights, step.reasons, strict=False):
            say(f"    {f'{weight:g} ' if weight else ''}{reason}")
    if len(chain.steps) > 1:
        say(f"together {chain.strength:g} = {' x '.join(f'{step.strength:g}' for step in chain.steps)}")
