"""`who`: the one question about people. Every chapter offers its candidates; here they are shown, each with the reasons."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from vaultnet.errors import UsageFault
from vaultnet.index import ask
from vaultnet.people.candidate import TO, Ranked, Want, candidates, moment
from vaultnet.people.desk import Desk
from vaultnet.people.goal import goal_of
from vaultnet.people.person import find_note
from vaultnet.people.score import explain
from vaultnet.show.console import GAP, Call, Name, cell_width, cut, remark, say, say_json, say_reasons, say_table
from vaultnet.text.names import topic_key

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

WIDTH, TITLE = 120, 24  # columns of a row; of a title at the least, where there is not room for everything
WORTH = 20  # columns in which the beginning of a second reason still says something
NEAR, ALIKE = 3, 80.0  # topics suggested at most, and how alike they are at the least (rapidfuzz, 0-100)
_ROLE = {"know": "who knows", "advise": "to advise", "mentor": "to mentor you", "sponsor": "to sponsor you",
         "join": "to join", "vouch": "to vouch for you"}  # fmt: skip

# what speaks for those who are named though nobody has to do with the topic
_STILL = {"join": "these have worked with you", "sponsor": "these could speak for you"}


class Topic(click.ParamType[str]):
    """A topic: completed from those of the people in the vault."""

    name = "topic"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
        """Topics that begin with what was typed."""
        from click.shell_completion import CompletionItem

        try:
            keys = _topics(ctx.find_object(Call).desk)  # type: ignore[union-attr]
        except Exception:  # completion must never disturb the line that is being typed
            return []
        return [CompletionItem(one) for one in keys if one.startswith(topic_key(incomplete))][:200]


@click.command("who")
@click.argument("topics", nargs=-1, type=Topic(), metavar="[TOPIC]...")
@click.option("--to", "to", type=click.Choice(TO), default="know", show_default=True, help="What they could do.")
@click.option("--in", "place", metavar="CITY", default="", help="Only people there.")
@click.option("--org", metavar="ORG", default="", help="Only people of that organization.")
@click.option("--goal", type=Name("goal"), help="For a goal: its topics, where none is named.")
@click.option("--limit", type=int, default=10, show_default=True, metavar="N", help="How many at most; 0 for all.")
@click.option("--why", is_flag=True, help="What the order rests on, and the notes' lines behind it.")
@click.pass_obj
def who(call: Call, topics: tuple[str, ...], to: str, place: str, org: str, goal: str | None, limit: int,
        why: bool) -> None:  # fmt: skip
    """Who knows a topic, or could advise, mentor, sponsor, join or vouch: ranked, each with the reasons.

    The last column says whether this is a moment to ask, or what comes first. Nobody is left out for the moment.

    \b
    Examples:
      vaultnet who ebpf --to advise
      vaultnet who --goal "Staff role in platform" --to sponsor --why
      vaultnet who migrations --in Berlin
    """
    if limit < 0:
        raise UsageFault("--limit takes a number of people, or 0 for all")
    if to == "know" and not (topics or goal or place or org):
        raise UsageFault("who knows what?", hint="name a topic: vaultnet who ebpf, or a goal: --goal NAME")
    desk = call.desk
    want = _want(desk, topics, to, place, org, goal)
    found = candidates(desk, want, limit)
    if found and want.topics and to in _STILL and not _on_topic(desk, want, found):
        told = f"nobody has to do with {', '.join(topics or want.topics)} yet; {_STILL[to]}:"
        (remark if call.settings.json else say)(told)
    if call.settings.json:
        say_json([_row(one) for one in found])
    elif not found:
        _say_nobody(desk, want, topics)
    elif why:
        for place_, one in enumerate(found, 1):
            _say_why(desk, want, place_, one)
    else:
        _say(found)


def _want(desk: Desk, topics: tuple[str, ...], to: str, place: str, org: str, goal: str | None) -> Want:
    for_ = goal_of(desk, find_note(desk, goal, ("goal",))) if goal else None
    keys = [topic_key(topic) for topic in topics]
    if for_ and not keys:
        keys = [term.key for term in for_.topics]
    return Want(tuple(dict.fromkeys(key for key in keys if key)), to, place, org, for_)


def _on_topic(desk: Desk, want: Want, found: Sequence[Ranked]) -> bool:
    """Whether anybody has to do with a topic asked for: of those who are shown, else of all."""
    return any(one.candidate.parts.get("field") for some in (found, candidates(desk, want)) for one in some)


def _row(one: Ranked) -> dict[str, object]:
    person = one.candidate.person
    return {"name": person.name, "path": person.path, "score": one.score, "parts": one.candidate.parts,
            "role": one.candidate.role, "moment": one.timing.moment, "first": one.timing.first or None,
            "reasons": list(dict.fromkeys((*one.candidate.reasons, *one.timing.reasons)))}  # fmt: skip


def _about(one: Ranked) -> str:
    person = one.candidate.person
    return ", ".join(part for part in (person.title, person.organization) if part)


def _best(one: Ranked, width: int = 50) -> str:
    """The two best reasons in words where there is room, else the best; not what the column before says anyway."""
    about = _about(one)
    told = [reason.text for reason in one.candidate.reasons if reason.text not in about][:2]
    both = " · ".join(told)
    whole = cell_width(both) <= width or width - cell_width(told[0]) >= WORTH
    return cut(both if whole else told[0], width)


def _who(one: Ranked, width: int) -> str:
    """Title and organization where they fit, else the title."""
    about = _about(one)
    return about if cell_width(about) <= width else cut(one.candidate.person.title or about, width)


def _say(found: Sequence[Ranked]) -> None:
    rows = [(str(place), one.candidate.person.name, moment(*one.timing[:2])) for place, one in enumerate(found, 1)]
    room = max(48, WIDTH - sum(max(map(cell_width, column)) for column in zip(*rows, strict=True)) - 4 * len(GAP))
    titles = max(cell_width(one.candidate.person.title) for one in found)
    why = room - min(titles, TITLE)
    why = max(cell_width(_best(one, why)) for one in found)
    table = [(place, name, _who(one, room - why), _best(one, why), when)
             for (place, name, when), one in zip(rows, found, strict=True)]  # fmt: skip
    say_table(table, grow=3)


def _say_why(desk: Desk, want: Want, place: int, one: Ranked) -> None:
    if place > 1:
        say()
    about = _about(one)
    say(f"{place}  {one.candidate.person.name}{f', {about}' if about else ''}: {one.score:.2f}")
    rows = [("", "", part, f"{value:.2f}", f"adds {added:.2f}")
            for part, value, added in explain(desk, want.to, one.candidate.parts)]  # fmt: skip
    say_table(rows)
    say_reasons(one.candidate.reasons)
    say(f"    {one.timing.moment}{f': {one.timing.first}' if one.timing.first else ''}")
    say_reasons(one.timing.reasons, "      ")


def _say_nobody(desk: Desk, want: Want, said: tuple[str, ...]) -> None:
    """Nobody yet is an answer; then what could help: topics that are near, and people who might know somebody."""
    where = "".join([f" in {want.place}" if want.place else "", f" at {want.org}" if want.org else ""])
    on = ", ".join(said or want.topics)
    if on:
        on = f" {on}" if want.to == "know" else f" on {on}"
    say(f"nobody yet{'' if want.to == 'know' and not on else f' {_ROLE[want.to]}'}{on}{where}")
    if where:
        wider = len(candidates(desk, want._replace(place="", org=""), 0))
        if wider:
            say(f"elsewhere there {'is one' if wider == 1 else f'are {wider}'}: leave out --in and --org")
            return
    near = _near(desk, want.topics)
    if near:
        say(f"near that: {', '.join(near)}")
    might = candidates(desk, Want(tuple(near), "advise"), NEAR)
    if might:
        say("who might know somebody:")
        say_table([("", one.candidate.person.name, _who(one, 36), _best(one)) for one in might], grow=3)
    elif not _topics(desk):
        say("no note says yet what people know: write expertise or interests into theirs")


def _topics(desk: Desk) -> list[str]:
    terms = ask.terms(desk.index, ("expertise", "interests", "topics"))
    return list(dict.fromkeys(term.key for term in terms if term.type == "person"))


def _near(desk: Desk, topics: tuple[str, ...]) -> list[str]:
    """Topics of people here that read much like those asked for."""
    from rapidfuzz import fuzz, process

    known = {key.replace("-", " "): key for key in _topics(desk) if key not in topics}
    found: dict[str, float] = {}
    for topic in topics:
        for text, alike, _ in process.extract(topic.replace("-", " "), list(known), scorer=fuzz.WRatio, limit=NEAR,
                                              score_cutoff=ALIKE):  # fmt: skip
            found[known[text]] = max(found.get(known[text], 0.0), alike)
    return sorted(found, key=lambda key: (-found[key], key))[:NEAR]


commands = [who]
