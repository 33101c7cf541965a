"""Connections: who knows whom, the warmest way to somebody, and introductions that both want.

Reads ties (`knows`, `colleagues`, `manager`, `reports`, `mentors`, `mentees`, `family`, `relations` and those of
vaultnet.toml, their inverse implied), `introduced_by`, projects and meetings shared, `gave introduction` lines, `needs`,
`offers`, `expertise`, and requests of kind introduction. Answers: the chain to a person or an organization, by evidence
of every tie (`path`), what two people share (`path A B`), who should know each other and how far an introduction is
(`introduce`).
"""

from collections.abc import Iterator

from vaultnet.errors import ERROR, HINT, Finding
from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.index.ties import introductions as introduced
from vaultnet.index.ties import loose_ends
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.people.person import first_name, line_of
from vaultnet.people.strength import open_to, tie_keys, tie_words, ties
from vaultnet.strategies.connections.introduce import introduce, under_way
from vaultnet.strategies.connections.pairs import OFFERED, pairs
from vaultnet.strategies.connections.path import path
from vaultnet.text.links import wikilink

TITLE = "Connections"
ORDER = 40
commands = [path, introduce]
KNOWS = 3  # ties that `show` names
RANKS = (14, 28)  # of good moments: the first introduction, the second


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """For `show` alone: their strongest ties, and through whom we met. Who could help them is said by the chapter on giving."""
    lines = []
    found = ties(desk, person.id)
    names = {one.id: one.name for one in pulse.people(desk.index, [tie.other for tie in found]) if not one.confidential}
    told = sorted((-tie.strength, names[tie.other], tie) for tie in found if tie.other in names)
    for _, _, tie in told[:KNOWS]:
        short = {person.id: first_name(person.name), tie.other: first_name(names[tie.other])}
        words = tie_words(tie.rows[0], short[tie.rows[0].one], short[tie.rows[0].other])
        lines.append(Line("Knows", f"{wikilink(names[tie.other])} ({words})", tie.reasons[0]))
    return [*lines, *_met_through(desk, person)]


def _met_through(desk: Desk, person: PersonRow) -> Iterator[Line]:
    """The chain of introductions that led to a person, where it is longer than one."""
    chain, at = [person.id], person
    while True:
        found = ask.linked(desk.index, at.id, "introduced_by")
        number = found[0][0] if found and found[0][2] == "person" else None
        people = pulse.people(desk.index, (number,)) if number is not None and number not in chain else []
        if not people or people[0].confidential:
            break
        at = people[0]
        chain.append(at.id)
    if len(chain) > 2:
        names = {one.id: one.name for one in pulse.people(desk.index, chain)}
        first, *more = (wikilink(names[number]) for number in chain[1:])
        text = first + "".join(f", whom you met through {one}" for one in more)
        line = ask.linked(desk.index, person.id, "introduced_by")[0][3]
        yield Line("Met through", text, Reason("introduced by", person.path, line))


def today(desk: Desk) -> list[Moment]:
    """Good moments: introductions that both want, then people who should know each other because one needs the other."""
    moments = []
    for one in under_way(desk):
        if (
            one.both and not one.request.due and all(open_to(desk, who) for who in one.two)
        ):  # one with a day waits as request
            text = f"said yes, as did {wikilink(one.two[1].name)}: introduce them"
            reason = Reason("both said yes", *line_of(desk, one.request.note.id, "agreed"))
            moments.append(
                Moment("moments", "introduction", one.two[0].name, one.two[0].path, desk.day, text, (reason,))
            )
    for pair in pairs(desk, len(RANKS), worst=OFFERED):
        text = f"{pair.wants}; {wikilink(pair.b.name)} {pair.gives} (ask both first)"
        moments.append(Moment("moments", "introduction", pair.a.name, pair.a.path, desk.day, text, pair.reasons))
    return [moment._replace(rank=rank) for moment, rank in zip(moments, RANKS, strict=False)]


def check(desk: Desk) -> list[Finding]:
    """Ties that lead to nobody, and people who are said to have introduced each other in a circle."""
    return [*_circles(desk), *_loose(desk)]


def _loose(desk: Desk) -> Iterator[Finding]:
    for note, where, line, key, link, name, type_ in loose_ends(desk.index, tie_keys(desk)):
        if name:
            message = f"{key} leads to {name}, which is no person but a note of type {type_ or 'unknown'}"
            yield Finding("no-such-person", ERROR, where, line, message, "link the person that is meant")
        else:  # people without a note are normal; a slip of the pen looks the same
            written = next((said for number, said, _, at in ask.linked(desk.index, note, key)
                            if number is None and at == line and said.casefold() == link.casefold()), link)  # fmt: skip
            hint = f'mend the name, or give them a note: vaultnet new person "{written}"'
            yield Finding("no-such-person", HINT, where, line, f'{key}: nobody here is named "{written}"', hint)


def _circles(desk: Desk) -> Iterator[Finding]:
    """Each circle of `introduced_by` once, at the first note of it."""
    by: dict[int, list[int]] = {}
    notes: dict[int, tuple[str, str, int]] = {}
    for person, other, name, where, line in introduced(desk.index):
        by.setdefault(person, []).append(other)
        notes.setdefault(person, (where, name, line))
    done: set[int] = set()
    for start in sorted(notes, key=lambda number: notes[number]):
        trail, ways = [start], [iter(by[start])] if start not in done else []
        while ways:
            other = next(ways[-1], 0)  # no note has the number 0
            if not other:
                ways.pop()
                done.add(trail.pop())
            elif other in trail:
                yield _circle([notes[number] for number in trail[trail.index(other) :]])
            elif other in by and other not in done:
                trail.append(other)
                ways.append(iter(by[other]))


def _circle(around: list[tuple[str, str, int]]) -> Finding:
    first = min(range(len(around)), key=lambda place: around[place])
    turned = [*around[first:], *around[:first]]
    where, name, line = turned[0]
    told = " through ".join([one for _, one, _ in turned] + [name])
    message = f"nobody can have met {told}" if len(turned) > 1 else f"{name} is said to have introduced themselves"
    return Finding(
        "introduction-cycle", ERROR, where, line, message, "keep introduced_by where it is right, remove the other"
    )
