"""`insight`: what people said, by topic and time, where they agree and differ; a new line."""

import re
from typing import NamedTuple

import click

from vaultnet.dates import show_day
from vaultnet.errors import NoSuchName, UsageFault
from vaultnet.index import ask
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.gathering import counted
from vaultnet.people.insight import LEVELS, Insight, insights
from vaultnet.people.item import short_handles
from vaultnet.people.person import find_note
from vaultnet.periods import read_past, read_period
from vaultnet.show.console import Call, Name, heading, remark, say, say_json, say_reasons, say_table, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.show.meant import meant
from vaultnet.strategies.insights.knowing import shortened
from vaultnet.text.names import key, topic_key

ME = "you"
SHORT = 60  # of a note's text in a table; of a line's where everything is listed
LATEST = 5  # of a topic, where everything is listed
_NO_VALUE = re.compile(r"[\[\]()\n]")
_NO_TAG = re.compile(r"[^\w/&+-]")


class Changed(NamedTuple):
    """Somebody who changed their mind on a topic: what they said, oldest first, each stance once in a row."""

    name: str
    said: tuple[Insight, ...]


class Topic(NamedTuple):
    """What was said on a topic ("" = on none), oldest first: by stance (as first written), who changed their mind, of whom
    most was heard (name, how often, when last; None where nobody leads)."""

    key: str
    name: str
    said: tuple[Insight, ...]
    stances: dict[str, tuple[Insight, ...]]
    changed: tuple[Changed, ...]
    most: tuple[str, int, str] | None


def by_topic(said: list[Insight], only: str = "") -> list[Topic]:
    """Insights by topic, in the order of the topics' names; those on none come last. `only`: this topic and those below."""
    topics: dict[str, list[Insight]] = {}
    names: dict[str, str] = {}
    for one in said:
        for topic, name in one.topics or (("", ""),):
            if not only or topic == only or topic.startswith(f"{only}/"):
                topics.setdefault(topic, []).append(one)
                names.setdefault(topic, name)
    order = sorted(topics, key=lambda topic: (topic == "", topic))
    return [
        Topic(topic, names[topic], tuple(topics[topic]), _stances(topics[topic]), _changed(topics[topic]), _most(topics[topic]))
        for topic in order
    ]  # fmt: skip


def _stances(said: list[Insight]) -> dict[str, tuple[Insight, ...]]:
    groups: dict[str, list[Insight]] = {}
    for one in said:
        if one.stance:
            groups.setdefault(topic_key(one.stance), []).append(one)
    return {some[0].stance: tuple(some) for some in groups.values()}


def _changed(said: list[Insight]) -> tuple[Changed, ...]:
    """Only what one person alone said, and dated, tells of a change."""
    own: dict[object, list[Insight]] = {}
    for one in said:
        if one.stance and one.date and len(one.people) < 2:
            own.setdefault(one.people or one.name, []).append(one)
    found = []
    for some in own.values():
        turns = [
            one for at, one in enumerate(some) if not at or topic_key(one.stance) != topic_key(some[at - 1].stance)
        ]
        if len(turns) > 1:
            found.append(Changed(turns[0].name or ME, tuple(turns)))
    return tuple(found)


def _most(said: list[Insight]) -> tuple[str, int, str] | None:
    people: dict[object, list[Insight]] = {}
    for one in said:
        if one.name:
            people.setdefault(one.people or one.name, []).append(one)
    order = sorted(people.values(), key=lambda some: (len(some), some[-1].date), reverse=True)
    if not order or len(order[0]) < 2 or len(people) < 2:
        return None
    return order[0][-1].name, len(order[0]), order[0][-1].date


@click.command("insight")
@click.argument("who", required=False, type=Name("person"))
@click.argument("text", required=False)
@click.option("--topic", "topics", multiple=True, metavar="TOPIC", help="Only this topic; with TEXT: what it is on.")
@click.option("--since", metavar="DATE", help="From this day on (2026, this year, last month, 2026-03-01).")
@click.option("--until", metavar="DATE", help="Up to and with this day.")
@click.option("--by", "by", metavar="NAME", type=Name("person", "organization"), help="Only what they said.")
@click.option("--confidence", metavar="WORD", help="With TEXT: low, medium or high.")
@click.option("--stance", metavar="WORDS", help="With TEXT: which side it takes (eases, not yet).")
@click.option("--share", "share_", is_flag=True, help="With TEXT: they are fine with its being passed on.")
@click.option("--on", "on", metavar="DATE", help="With TEXT: the day they said it (default: today).")
@click.option("--why", is_flag=True, help="Show the notes' lines behind each row.")
@writing
@click.pass_obj
def insight(call: Call, who: str | None, text: str | None, topics: tuple[str, ...], since: str | None, until: str | None,
            by: str | None, confidence: str | None, stance: str | None, share_: bool, on: str | None, why: bool,
            dry_run: bool, print_path: bool) -> None:  # fmt: skip
    """What people said, by topic and time, and where they agree and differ; with WHO and TEXT a new line in their log.

    TEXT is kept as it is. Insights are private: nothing is offered for passing on unless its line says `[share:: yes]`.
    What people in confidential notes said is shown only where you ask by topic or by name.

    \b
    Examples:
      vaultnet insight hbm --since "this year"
      vaultnet insight --by ada
      vaultnet insight ada "supply eases in H2" --topic hbm --confidence medium
    """
    if text is not None and who:
        _add(call, who, text, topics, confidence, stance, share_, on, dry_run, print_path)
        return
    if confidence or stance or share_ or on:
        raise UsageFault("--confidence, --stance, --share and --on go with WHO and TEXT",
                         hint='vaultnet insight ada "supply eases" --confidence medium')  # fmt: skip
    if len(topics) > 1:
        raise UsageFault("one topic at a time", hint="vaultnet insight --topic hbm")
    if who and by:
        raise UsageFault("name them once", hint="vaultnet insight --by ada")
    topic = topic_key(topics[0]) if topics else ""
    if (
        who and not topic and not ask.named(call.desk.index, who)
    ):  # `insight hbm`: nobody's name, but what was spoken of
        topic = topic_key(who) if any(one.on(topic_key(who)) for one in insights(call.desk)) else ""
        who = None if topic else who
    _list(call, topic, by or who, since, until, why)


def _list(call: Call, topic: str, by: str | None, since: str | None, until: str | None, why: bool) -> None:
    desk = call.desk
    first, last = _bounds(desk, since, until)
    everything = insights(desk)
    short = short_handles([one.id for one in everything])
    said = [one for one in everything if first <= one.date <= last] if first or last != _EVER else everything
    if topic:
        said = [one for one in said if one.on(topic)]
    if by:
        said = _said_by(desk, said, by)
    elif not topic:
        said = [one for one in said if not one.confidential]
    if call.settings.json:
        sided = _sided(everything)
        say_json([_row(desk, one, short, sided) for one in said])
        return
    if not said:
        _say_nothing(topic, by, bool(since or until), everything)
        return
    for at, one_topic in enumerate(by_topic(said, topic)):
        if at:
            say()
        _say_topic(desk, one_topic, short, None if topic or by else LATEST, why)


_EVER = "9999"


def _bounds(desk: Desk, since: str | None, until: str | None) -> tuple[str, str]:
    found = []
    for said in (since, until):
        period = read_period(said, desk.today) if said else None
        if said and period is None:
            raise UsageFault(f'"{said}" is not a date', hint="2026-03-01, 2026, this year, last month, 3 weeks ago")
        found.append(period)
    first, last = found
    return first[0].isoformat() if first else "", last[1].isoformat() if last else _EVER


def _said_by(desk: Desk, said: list[Insight], by: str) -> list[Insight]:
    """What somebody said: a person or an organization by its note, any other source by its words."""
    try:
        note = find_note(desk, by, ("person", "organization"))
    except NoSuchName as error:
        found = [one for one in said if key(by.strip()) and key(by.strip()) in key(one.name)]
        if error.candidates or not found:
            raise
        return found
    return [one for one in said if note.id in one.people]


def _say_nothing(topic: str, by: str | None, bounded: bool, everything: list[Insight]) -> None:
    about = f" on {topic}" if topic else ""
    when = " in that time" if bounded else ""
    if by:
        say(f"nothing that {by} said{about} is noted{when}")
    elif topic or bounded:
        say(f"nothing that anybody said{about} is noted{when}")
        known = sorted({name for one in everything if not one.confidential for _, name in one.topics}, key=key)
        if topic and known:
            remark(f"hint: there is something on {', '.join(known[:12])}{' …' if len(known) > 12 else ''}")
    else:
        say("no insight is noted yet")
        remark('hint: vaultnet insight NAME "what they said" --topic TOPIC')


_Before = dict[tuple[int, ...], list[Insight]]


def _row(desk: Desk, one: Insight, short: dict[str, str], before: _Before) -> dict[str, object]:
    return {"id": short[one.id], "name": one.name, "path": one.path, "line": one.line, "date": one.date or None,
            "text": one.words, "topics": [name for _, name in one.topics], "confidence": one.confidence or None,
            "stance": one.stance or None, "share": one.shareable, "shared_with": [name for _, name in one.shared_with],
            "confidential": one.confidential, "reasons": _reasons(desk, one, before)}  # fmt: skip


def _sided(everything: list[Insight]) -> _Before:
    """What takes a side, by who said it, oldest first."""
    found: _Before = {}
    for one in everything:
        if one.stance and one.people:
            found.setdefault(one.people, []).append(one)
    return found


def _reasons(desk: Desk, one: Insight, sided: _Before) -> list[Reason]:
    """Where it stands, and what the same person said before where that was another stance."""
    when = f" on {show_day(one.date, desk.today)}" if one.date else ""
    reasons = [Reason(f"{one.name or ME} said so{when}", one.path, one.line)]
    topics = {topic for topic, _ in one.topics}
    theirs = sided.get(one.people, []) if one.stance else []
    before = [other for other in theirs if other.date < one.date and topics & {topic for topic, _ in other.topics}]
    if before and topic_key(before[-1].stance) != topic_key(one.stance):
        day = f" on {show_day(before[-1].date, desk.today)}" if before[-1].date else ""
        reasons.append(Reason(f"said before: {before[-1].stance}{day}", before[-1].path, before[-1].line))
    return reasons


def _say_topic(desk: Desk, topic: Topic, short: dict[str, str], latest: int | None, why: bool) -> None:
    heading(topic.name or "on no topic")
    shown = topic.said[-latest:] if latest else topic.said
    rows = [(short[one.id], show_day(one.date, desk.today) if one.date else "no date", one.name or ME,
             shortened(one.words, SHORT) if one.whole or latest else one.words, _how(one)) for one in shown]  # fmt: skip
    if why:
        for one, row in zip(shown, rows, strict=True):
            say("  ".join(part for part in row if part))
            say_reasons(_reasons(desk, one, _sided(list(topic.said))))
    else:
        say_table(rows, grow=3)
    if len(shown) < len(topic.said):
        older = len(topic.said) - len(shown)
        say(f"and {older} older" + (f": vaultnet insight --topic {topic.key}" if topic.key else ""))
    for line in _summary(desk, topic):
        say(line)


def _how(one: Insight) -> str:
    parts = [one.stance, f"{one.confidence} confidence" if one.confidence else ""]
    return ", ".join([part for part in parts if part] + (["in confidence"] if one.confidential else []))


def _summary(desk: Desk, topic: Topic) -> list[str]:
    """Agreement, disagreement, who changed their mind, and of whom most was heard."""
    lines = []
    if len(topic.stances) > 1:
        lines.append("they differ: " + " · ".join(f"{stance}: {len(some)}" for stance, some in topic.stances.items()))
    else:
        lines += [f"they agree: {stance}, {len(some)} times" if len({one.name for one in some}) > 1 else ""
                  for stance, some in topic.stances.items()]  # fmt: skip
    for changed in topic.changed:
        turns = [f"{one.stance} ({show_day(one.date, desk.today)})" for one in changed.said]
        lines.append(f"{changed.name} changed their mind: {', then '.join(turns)}")
    if topic.most:
        name, count, last = topic.most
        lines.append(
            f"most heard from {name}: {counted(count, 'time')}"
            + (f", last {show_day(last, desk.today)}" if last else "")
        )
    return [line for line in lines if line]


def _add(call: Call, who: str, text: str, topics: tuple[str, ...], confidence: str | None, stance: str | None, share_: bool,
         on: str | None, dry_run: bool, print_path: bool) -> None:  # fmt: skip
    from vaultnet.text.edit import append_line

    desk = call.desk
    person = meant(call, who)
    words = " ".join(text.split())
    if not words:
        raise UsageFault("an insight needs words", hint='vaultnet insight ada "supply eases in H2" --topic hbm')
    day = read_past(on, desk.today) if on else desk.today
    if day is None:
        raise UsageFault(f'"{on}" is not a day that has been', hint="2026-11-22, yesterday, last friday")
    level = (confidence or "").strip().lower()
    if level and level not in LEVELS:
        raise UsageFault(f'confidence "{confidence}" is not known', hint=f"one of {', '.join(LEVELS)}")
    side = " ".join((stance or "").split())
    if _NO_VALUE.search(side):
        raise UsageFault(f'a stance has no brackets: "{stance}"', hint="--stance eases")
    parts = [words, *(f"#topic/{_tag(topic)}" for topic in topics)]
    parts += [f"[confidence:: {level}]"] if level else []
    parts += [f"[stance:: {side}]"] if side else []
    parts += ["[share:: yes]"] if share_ else []
    line = f"- {day.isoformat()} insight: {' '.join(parts)}"

    def edit(note: str) -> str:
        standing = note.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return note if line in standing else append_line(note, "Log", line)

    told = f"{person.name} said, {show_day(day.isoformat(), desk.today)}: {words}"
    carry_out(desk, call.settings, [edit_note(desk, person.path, edit)], told, dry_run=dry_run, print_path=print_path)


def _tag(topic: str) -> str:
    """A topic as it stands behind `#topic/`."""
    low = topic.strip().lstrip("#")
    tag = "-".join((low[6:] if key(low).startswith("topic/") else low).split()).strip("/")
    if not tag or _NO_TAG.search(tag):
        raise UsageFault(f'"{topic}" cannot be a tag', hint="letters, digits, - and /: --topic on-call")
    return tag


commands = [insight]
