"""`share`: what may be passed on, to whom it would matter, who has heard it; and a few words to begin with.

Offered is what says so itself (`[share:: yes]`, `share: yes`) and what a public source said: never a confidence, and never
with its source's name unasked.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

import click

from vaultnet.dates import show_day
from vaultnet.errors import NoSuchName, Refused, UsageFault
from vaultnet.index import ask, pulse
from vaultnet.index import insights as rows
from vaultnet.index.pulse import PersonRow
from vaultnet.people.cadence import SILENCE_IS_AN_ANSWER
from vaultnet.people.confided import masked
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.insight import Insight, heard, insights, my_news, source_names
from vaultnet.people.item import find_item, short_handles
from vaultnet.people.person import first_name, left_alone, link_to, only_imported, refuse_left_alone
from vaultnet.show.console import Call, Name, cell_width, heading, remark, say, say_json, say_reasons, writing
from vaultnet.show.draft import carry_out, edit_note
from vaultnet.show.meant import meant
from vaultnet.text.lines import inline_fields, with_field
from vaultnet.text.links import find_links
from vaultnet.text.names import folder, key

MOST = 10  # people to whom one item is suggested: nothing goes to many at once
SHOWN = 3  # of them, where everything is listed
WIDE = 96  # columns that their names may take
LATEST = 12  # items of each kind, where everything is listed
HEARD_SHOWN = 5
# why something would matter to somebody, the strongest first
_KINDS = {"needs": "needs", "interests": "interested in", "topics": "topic", "expertise": "knows"}
_RANK = {kind: place for place, kind in enumerate(_KINDS)}


class Hearer(NamedTuple):
    """Somebody to whom an item would matter, and why."""

    person: PersonRow
    reasons: tuple[Reason, ...]


class Offer(NamedTuple):
    """What may be passed on: to whom it would matter, best first, and how many `more`; `heard` the names of those with whom
    it was shared, `since` of those who, for news of mine, were only in touch since."""

    item: Insight
    hearers: list[Hearer]
    more: int
    heard: tuple[str, ...]
    since: tuple[str, ...]


def passable(desk: Desk) -> list[Insight]:
    """Everything that may be passed on, insights first, each kind the newest first."""
    items = [one for one in (*insights(desk), *my_news(desk)) if one.shareable]
    items.sort(key=lambda one: one.date, reverse=True)
    return sorted(items, key=lambda one: one.news)


def offered(desk: Desk, items: list[Insight]) -> list[Offer]:
    """These items with the people whom they concern, in their order."""
    interest = _interest(desk, {topic for one in items for topic, _ in one.topics})
    numbers = {number for some in interest.values() for number in some}
    bare = any(one.news for one in items)  # my news concerns those I keep in touch with
    known = pulse.people(desk.index, None if bare else numbers)
    people = {one.id: one for one in known if _may_hear(desk, one)}
    concerned: dict[object, list[PersonRow]] = {}  # the same for all items on the same topics
    found = []
    for one in items:
        mark = (one.news, one.topics)
        if mark not in concerned:
            concerned[mark] = _ordered(one, people, interest)
        told = tuple(dict.fromkeys(name for _, name in one.shared_with))
        found.append(Offer(one, *_hearers(desk, one, concerned[mark], interest), told, _in_touch(one, people)))
    return found


def _may_hear(desk: Desk, person: PersonRow) -> bool:
    return not (left_alone(person, desk.day) or only_imported(person) or person.confidential
                or person.unanswered >= SILENCE_IS_AN_ANSWER)  # fmt: skip


_Interest = dict[str, dict[int, list[ask.TermRow]]]


def _interest(desk: Desk, topics: Iterable[str]) -> _Interest:
    """topic -> person -> the terms of theirs that it touches."""
    said = rows.said_on(desk.index)
    needs = [term for term in ask.terms(desk.index, ("needs",)) if term.type == "person"]
    found: _Interest = {}
    for topic in topics:
        some = found.setdefault(topic, {})
        fitting = [term for term in needs if f"-{topic}-" in f"-{term.key}-"]
        fitting += rows.terms_below(desk.index, ("interests", "topics", "expertise"), topic)
        for term in fitting:
            if (term.note, term.line) not in said:
                some.setdefault(term.note, []).append(term)
    return found


def _ordered(one: Insight, people: dict[int, PersonRow], interest: _Interest) -> list[PersonRow]:
    """Those whom an item concerns: needs before interests before knowledge, then the latest contact; of news without a
    topic those I keep in touch with, the closest first."""
    ranks: dict[int, float] = {}
    for topic, _ in one.topics:
        for number, terms in interest[topic].items():
            rank = min(_RANK[term.kind] for term in terms)
            ranks[number] = min(ranks.get(number, rank), rank)
    if one.news and not one.topics:
        ranks = {person.id: person.cadence for person in people.values() if person.cadence is not None}
    found = sorted((people[number] for number in ranks if number in people), key=lambda person: person.name)
    found.sort(key=lambda person: person.mutual, reverse=True)
    return sorted(found, key=lambda person: ranks[person.id])


def _hearers(desk: Desk, one: Insight, concerned: list[PersonRow], interest: _Interest) -> tuple[list[Hearer], int]:
    """Those of them who have not heard it, and how many more there are."""
    if one.news:
        found = [person for person in concerned if person.last and not heard(one, person)]
    else:
        knowing = {*one.people, *(number for number, _ in one.shared_with)}
        found = [person for person in concerned if person.id not in knowing]
    return [Hearer(person, _reasons(desk, one, person, interest)) for person in found[:MOST]], max(0, len(found) - MOST)


def _reasons(desk: Desk, one: Insight, person: PersonRow, interest: _Interest) -> tuple[Reason, ...]:
    terms = [term for topic, _ in one.topics for term in interest[topic].get(person.id, ())]
    terms.sort(key=lambda term: _RANK[term.kind])
    reasons = [
        Reason(f"{_KINDS[term.kind]} {term.text.removeprefix('topic/')}", term.path, term.line) for term in terms
    ]
    if person.last:
        reasons.append(Reason(f"last spoke {show_day(person.last, desk.today)}", person.last_path, person.last_line))
    return tuple(dict.fromkeys(reasons))


def _in_touch(one: Insight, people: dict[int, PersonRow]) -> tuple[str, ...]:
    """Those I keep in touch with and have spoken to since news of mine: whether they heard it, no note says."""
    told = {number for number, _ in one.shared_with}
    some = (person for person in people.values() if person.cadence is not None and person.id not in told)
    return tuple(person.name for person in some if heard(one, person)) if one.news else ()


def passing_text(desk: Desk, one: Insight, *, with_source: bool = False) -> str:
    """The words as they may be passed on: who said them, and confidential people, stand in them as "…"."""
    names = [] if with_source else source_names(desk, one)
    for link in find_links(one.text):
        for note, _ in ask.named(desk.index, link.target.rsplit("/", 1)[-1]):
            if note.type == "person" and pulse.people(desk.index, (note.id,))[0].confidential:
                names += [note.name, link.shown or link.target]
    text = one.words
    for name in dict.fromkeys(names):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text)
    return masked(desk, text)


@click.command("share")
@click.argument("item", required=False)
@click.option(
    "--with", "with_", metavar="NAME", type=Name("person"), help="You pass it on to them: marked, with a draft."
)
@click.option("--with-source", is_flag=True, help="Say who said it.")
@click.option("--all", "all_", is_flag=True, help="Older ones too.")
@click.option("--why", is_flag=True, help="Show the notes' lines behind each row.")
@writing
@click.pass_obj
def share(call: Call, item: str | None, with_: str | None, with_source: bool, all_: bool, why: bool, dry_run: bool,
          print_path: bool) -> None:  # fmt: skip
    """What may be passed on, to whom it would matter, and who has heard it; with ITEM and --with it is marked as shared.

    Offered are insights whose line says `[share:: yes]`, those of public sources, and your own news with `[share:: yes]`.
    ITEM is a handle from this list, or a unique piece of its text.

    \b
    Examples:
      vaultnet share
      vaultnet share k3f --with ada
      vaultnet share "supply eases" --with ada --dry-run
    """
    desk = call.desk
    if with_ and not item:
        raise UsageFault("--with needs an ITEM", hint="vaultnet share k3f --with ada")
    items = passable(desk)
    short = short_handles([one.id for one in items])
    if not item:
        shown = items if all_ or call.settings.json else [*_latest(items, news=False), *_latest(items, news=True)]
        _list(call, offered(desk, shown), short, with_source, why, left=len(items) - len(shown))
        return
    one = _find(desk, items, item)
    if with_:
        _pass_on(call, one, with_, with_source, dry_run, print_path)
        return
    _list(call, offered(desk, [one]), short, with_source, why, whole=True)


def _latest(items: list[Insight], *, news: bool) -> list[Insight]:
    return [one for one in items if one.news is news][:LATEST]


def _find(desk: Desk, items: list[Insight], said: str) -> Insight:
    """The item meant. Raises `Refused` for one that is private, `NoSuchName` for none or several."""
    try:
        return find_item(items, said, "insight or news that may be passed on", "vaultnet share")
    except NoSuchName as error:
        if error.candidates:
            raise
        private = [one for one in (*insights(desk), *my_news(desk)) if not one.shareable]
        try:
            one = find_item(private, said, "insight", "vaultnet share")
        except NoSuchName as unknown:
            if unknown.candidates:
                raise Refused(f'what "{said}" fits is private', hint="vaultnet share lists what is not") from error
            raise error from unknown
        if one.confidential:
            hint = "what confidential people say is not passed on"
        else:
            mark = "share: yes in its frontmatter" if one.whole else "[share:: yes] at the end of its line"
            whose = "where you want it known" if one.news else "where they are fine with it"
            hint = f"{whose}, put {mark}"
        raise Refused("this was said in confidence" if not one.news else "this news of yours is private", path=one.path,
                      line=one.line, hint=hint) from error  # fmt: skip


def _list(call: Call, found: list[Offer], short: dict[str, str], with_source: bool, why: bool, *, left: int = 0,
          whole: bool = False) -> None:  # fmt: skip
    desk = call.desk
    if call.settings.json:
        say_json([_row(desk, offer, short, with_source) for offer in found])
        return
    if not found:
        say("nothing is marked for passing on")
        remark("hint: [share:: yes] at the end of an insight's line, where they are fine with it")
    for news, title in ((False, "You may pass on"), (True, "Your news")):
        some = [offer for offer in found if offer.item.news is news]
        if not some:
            continue
        if news and len(some) < len(found):
            say()
        heading(title)
        for offer in some:
            _say_offer(desk, offer, short, with_source, why, whole)
    if left:
        say(f"\nand {left} older: vaultnet share --all")


def _say_offer(desk: Desk, offer: Offer, short: dict[str, str], with_source: bool, why: bool, whole: bool) -> None:
    one = offer.item
    about = ", ".join(name for _, name in one.topics)
    said = f" · {one.name}" if with_source and one.name else ""
    parts = (short[one.id], show_day(one.date, desk.today) if one.date else "no date", about,
             passing_text(desk, one, with_source=with_source))  # fmt: skip
    say("  ".join(part for part in parts if part) + said)
    if why:
        say_reasons([Reason("your news" if one.news else "it stands here", one.path, one.line)], indent=" " * 7)
    hearers = offer.hearers if whole or why else offer.hearers[:SHOWN]
    pad = " " * 5
    if hearers and (whole or why):
        for hearer in hearers:
            say(f"{pad}for {hearer.person.name}{_why(hearer)}")
            if why:
                say_reasons(hearer.reasons, indent=" " * 7)
    elif hearers:
        told = [f"{hearer.person.name}{_why(hearer)}" for hearer in hearers]
        while len(told) > 1 and cell_width(", ".join(told)) > WIDE:
            told.pop()
        more = len(offer.hearers) + offer.more - len(told)
        say(f"{pad}for {', '.join(told)}" + (f" and {more} more" if more else ""))
    for word, some in (("shared with", offer.heard), ("in touch since then:", offer.since)):
        more = len(some) - HEARD_SHOWN if not whole else 0
        names = some if more <= 0 else some[:HEARD_SHOWN]
        if names:
            say(f"{pad}{word} {', '.join(names)}" + (f" and {more} more" if more > 0 else ""))


def _why(hearer: Hearer) -> str:
    return f" ({hearer.reasons[0].text})" if hearer.reasons else ""


def _row(desk: Desk, offer: Offer, short: dict[str, str], with_source: bool) -> dict[str, object]:
    one = offer.item
    return {
        "id": short[one.id], "name": one.name if with_source else None, "kind": "news" if one.news else "insight",
        "text": passing_text(desk, one, with_source=with_source), "date": one.date or None,
        "topics": [name for _, name in one.topics], "path": one.path, "line": one.line,
        "people": [{"name": hearer.person.name, "path": hearer.person.path, "reasons": hearer.reasons}
                   for hearer in offer.hearers], "more": offer.more,
        "heard": list(offer.heard), "in_touch_since": list(offer.since), "shared_with": [name for _, name in one.shared_with],
        "reasons": [Reason("your news" if one.news else "may be passed on", one.path, one.line)],
    }  # fmt: skip


def _pass_on(call: Call, one: Insight, with_: str, with_source: bool, dry_run: bool, print_path: bool) -> None:
    """Mark an item as shared with somebody, and give a few words to begin with."""
    desk = call.desk
    person = meant(call, with_)
    refuse_left_alone(person, desk.day)
    if person.id in one.people:
        raise UsageFault(f"{person.name} said so themselves", hint="name somebody who has not heard it")
    change = None
    if person.id not in {number for number, _ in one.shared_with}:
        change = edit_note(desk, one.path, lambda text: _marked(text, one, link_to(desk, person, folder(one.path))))
    draft = _draft(desk, one, person, with_source)
    answer = {"id": one.id, "with": person.name, "path": one.path, "line": one.line, "date": one.date or None,
              "text": passing_text(desk, one, with_source=with_source), "draft": draft}  # fmt: skip
    carry_out(desk, call.settings, [change], f"shared with {person.name}", dry_run=dry_run, print_path=print_path,
              answer=answer)  # fmt: skip
    if not (dry_run or print_path or call.settings.json):
        say()
        say(draft)


def _marked(text: str, one: Insight, link: str) -> str:
    """The note with `link` among those with whom the item was shared."""
    from vaultnet.text.edit import add_item, replace_line

    if one.whole:
        return add_item(text, "shared_with", link)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    old = lines[one.line - 1] if one.line <= len(lines) else ""
    if ("news" if one.news else "insight") not in key(old):
        raise Refused("the line has changed since it was read", line=one.line, source=old, hint="run the command again")
    before = inline_fields(old).get("shared_with", "")
    new = with_field(old, "shared_with", f"{before}, {link}" if before else link)
    return replace_line(text, one.line, old, [new])


def _draft(desk: Desk, one: Insight, person: PersonRow, with_source: bool) -> str:
    from vaultnet.show.page import render

    values = {"first_name": first_name(person.name), "text": passing_text(desk, one, with_source=with_source).rstrip("."),
              "topic": one.topics[0][1] if one.topics else "", "news": one.news,
              "source": one.name if with_source else ""}  # fmt: skip
    return render(desk, "insights/draft.md.j2", values).strip()


commands = [share]
