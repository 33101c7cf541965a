"""The note of a request: its fields, the pack in its region (why this person, the moment, what they need), the draft.

The draft asks and does nothing else; what there is to thank, congratulate or answer is named in the pack as belonging
into another message. What is to be passed on about me comes from the `me` note alone: expertise, offers, news with
`[share:: yes]`.
"""

from collections.abc import Iterable

from vaultnet.dates import MONTHS, plain_day, weekday_day
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow
from vaultnet.index.pulse import PersonRow
from vaultnet.people.asking import NOW, Timing, timing
from vaultnet.people.commitment import commitments_of
from vaultnet.people.confided import confides, discreet
from vaultnet.people.desk import Desk
from vaultnet.people.favor import thanks_owed
from vaultnet.people.insight import my_news
from vaultnet.people.interaction import news_to_answer
from vaultnet.people.person import facts_of, first_name, link_to
from vaultnet.people.request import Request
from vaultnet.people.strength import ties
from vaultnet.show.draft import edit_note, free_path, new_note
from vaultnet.show.fields import Fields
from vaultnet.show.page import render
from vaultnet.strategies.referrals.stations import a_what, yeses
from vaultnet.strategies.referrals.vouch import seen
from vaultnet.text.links import unlinked, wikilink
from vaultnet.text.names import key
from vaultnet.vault.change import Change

REGION = "briefing"
PROOFS, NEWS = 4, 3  # how much of a kind a pack and a blurb say at the most
PASSED_ON = ("referral", "recommendation", "introduction")  # kinds in which they speak about me to somebody else
NEEDS = {
    "referral": "your CV · the opening, by its link · two sentences on why you, which they can pass on (below)",
    "recommendation": "what it is for and where it goes · its length and its day · two or three things they saw you do",
    "introduction": "who you are in three lines that they can pass on (below) · what you want to ask · that a no is fine",
    "mentorship": "what you want to learn · how often and how long · an end, so that a yes is not for ever",
    "advice": "one question · what you have tried · by when you decide",
}


def name_of(one: Request, day: str) -> str:
    """How a new request's note is named: after what it leads to, else after the person and the day."""
    kind = one.kind.capitalize()
    if one.direction == "incoming":
        return f"{kind} {one.name}{f' to {one.target_name}' if one.target_name and one.kind == 'introduction' else ''}"
    return f"{kind} {one.target_name}" if one.target_name else f"{kind} {one.name} {day}"


def made(desk: Desk, one: Request, goal: NoteRow | None, person: PersonRow) -> tuple[Change, str]:
    """The note of a new request, and its path. `goal` is the note of the goal that it serves, None for none."""
    from vaultnet.text.edit import set_region

    values = _values(desk, one, person)
    path, aliases = free_path(
        desk, "request", name_of(one, desk.day), one.name if one.direction == "outgoing" else desk.day
    )
    fields: Fields = {"type": "request", "kind": one.kind, "direction": one.direction, "person": link_to(desk, person)}
    if one.target_name:
        target = desk.note(one.target) if one.target else None
        fields["target"] = link_to(desk, target) if target else wikilink(one.target_name)
    fields |= {"for": link_to(desk, goal) if goal else one.for_, "status": one.status}
    fields |= {name: day for name, day in (("asked", one.asked), ("due", one.due)) if day}
    if aliases:
        fields["aliases"] = list(aliases)
    change = new_note(desk, "referrals/request.md.j2", path, fields, values)
    page = render(desk, "referrals/pack.md.j2", values)
    text = set_region((change.after or b"").decode(), REGION, page)
    return change._replace(after=text.encode()), path


def refreshed(desk: Desk, standing: Request, due: str, person: PersonRow) -> Change | None:
    """The pack of a request that stands already, anew; the draft is left alone. A new due date is put in."""
    from vaultnet.text.edit import set_field, set_region

    one = standing._replace(due=due or standing.due)
    page = render(desk, "referrals/pack.md.j2", _values(desk, one, person))

    def edit(text: str) -> str:
        return set_region(set_field(text, "due", due) if due else text, REGION, page)

    return edit_note(desk, standing.path, edit)


def _values(desk: Desk, one: Request, person: PersonRow) -> dict[str, object]:
    """What the templates are given: plain values only."""
    outgoing = one.direction == "outgoing"
    lines = _asking(desk, one, person) if outgoing else _asked(desk, one, person)
    return {
        "name": person.name,
        "first_name": first_name(person.name),
        "kind": one.kind,
        "direction": one.direction,
        "target": one.target_name,
        "for": one.for_.rstrip(".?!"),
        "due": weekday_day(one.due, desk.today) if one.due else "",
        "lines": [{"label": label, "text": text} for label, text in lines if text],
        "me": _me(desk) if outgoing and one.kind in PASSED_ON else None,
    }


def _asking(desk: Desk, one: Request, person: PersonRow) -> list[tuple[str, str]]:
    """The pack of what I ask."""
    needs = NEEDS[one.kind] + (f" · by {weekday_day(one.due, desk.today)}" if one.due else "")
    return [
        ("Ask", f"{a_what(one, linked=True)}, of {wikilink(person.name)}{_who(desk, person)}"),
        ("Why them", " · ".join(_fit(desk, one, person))),
        ("Moment", moment_in_words(timing(desk, person))),
        ("They need from you", needs),
        ("For another message", " · ".join(_apart(desk, person))),
    ]


def _asked(desk: Desk, one: Request, person: PersonRow) -> list[tuple[str, str]]:
    """The pack of what others ask of me."""
    by = f" · by {weekday_day(one.due, desk.today)}" if one.due else ""
    return [
        ("Asked", f"{a_what(one, linked=True)}, by {wikilink(person.name)}{_who(desk, person)}{by}"),
        ("What you know of their work", " · ".join(_proofs(desk, person))),
        ("Before any text names both", yeses(one) if one.kind == "introduction" else ""),
    ]


def moment_in_words(found: Timing) -> str:
    """`now`; `later: not spoken for 14 months. Better: reconnect first, ...`."""
    if found.moment == NOW:
        return "now"
    return f"later: {'; '.join(reason.text for reason in found.reasons)}. Better: {found.first}"


def _who(desk: Desk, person: PersonRow) -> str:
    orgs = [wikilink(name) for number, name, *_ in ask.linked(desk.index, person.id, "organization") if number]
    return "".join(f", {part}" for part in (person.title, " and ".join(orgs) or person.organization) if part)


def _fit(desk: Desk, one: Request, person: PersonRow) -> list[str]:
    """Why this person: what they saw of my work, when we spoke, their field, what ties them to the target."""
    told = _proofs(desk, person)
    told += _to_target(desk, one, person)
    field = [term.text for term in ask.terms_of(desk.index, person.id) if term.kind == "expertise"]
    told += [f"knows {', '.join(field[:PROOFS])}"] if field else []
    spoke = f"last spoke {plain_day(person.mutual, desk.today)}" if person.mutual else "you have not spoken yet"
    return [*told, spoke]


def _proofs(desk: Desk, person: PersonRow) -> list[str]:
    return discreet(desk, person.id, (proof.linked for proof in seen(desk).get(person.id, ())), str)[:PROOFS]


def _to_target(desk: Desk, one: Request, person: PersonRow) -> list[str]:
    """What ties the one who is asked to whom or where it leads; said plainly where your notes have nothing."""
    if one.target is None:
        return []
    note = desk.note(one.target)
    if note is None or one.target == person.id:
        return []
    if note.type == "organization":
        works = any(number == note.id for number, *_ in ask.linked(desk.index, person.id, "organization"))
        return [f"works at {wikilink(note.name)}"] if works else [f"not at {wikilink(note.name)}, by your notes"]
    tie = next((tie for tie in ties(desk, person.id) if tie.other == note.id), None)
    if tie is None:
        return [f"your notes do not say that they know {wikilink(note.name)}"]
    return [f"{wikilink(note.name)}: {tie.reasons[0].text}"]


def _apart(desk: Desk, person: PersonRow) -> list[str]:
    """What waits between us and is not to be mixed with an ask; nothing waits for whoever is left in peace."""
    if person.paused:
        return []
    told = [
        f"{unlinked(entry.text).rstrip('.')} ({plain_day(entry.date, desk.today)})"
        for entry in news_to_answer(desk, person.id)[:1]
    ]
    told += [f"the answer to their line of {plain_day(person.came, desk.today)}"] if person.came > person.other else []
    owed = thanks_owed(desk, person.id)[-1:]
    told += [f"thanks for the {favor.on(plain_day(favor.date, desk.today))}" for favor in owed]
    mine = [one for one in commitments_of(desk, person.id) if one.side == "mine"]
    mine = discreet(desk, person.id, mine, lambda one: one.text)
    return told + [f"what you promised: {one.words}" for one in mine[:2]]


def _me(desk: Desk) -> dict[str, object]:
    """What may be passed on about me, in the third person; the name is for me to fill in where no note has it."""
    name, expertise, offers, news = "…", list[str](), list[str](), list[dict[str, str]]()
    for note in ask.notes_of_type(desk.index, "me")[:1]:
        terms = ask.terms_of(desk.index, note.id)
        expertise = _texts(term.text for term in terms if term.kind == "expertise")
        offers = _texts(term.text for term in terms if term.kind == "offers")
        own = facts_of(desk, note).get("name")
        name = own if isinstance(own, str) and own.strip() else "…" if key(note.name) == "me" else note.name
        latest = [one for one in reversed(my_news(desk)) if one.shareable and not confides(desk, one.text)][:NEWS]
        news = [{"text": one.words.rstrip("."), "when": _month(one.date)} for one in latest]
    return {"name": name, "expertise": expertise, "offers": offers, "news": news}


def _texts(some: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(unlinked(text) for text in some))


def _month(day: str) -> str:
    return f"{MONTHS[int(day[5:7]) - 1].capitalize()} {day[:4]}"
