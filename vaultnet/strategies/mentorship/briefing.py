"""What a session's note says five minutes before: last time, what to ask, promises, what came of advice, goals."""

from vaultnet.dates import plain_day, weekday_day
from vaultnet.index import ask, sessions
from vaultnet.index.ask import TermRow
from vaultnet.index.pulse import PersonRow
from vaultnet.index.sessions import SessionRow
from vaultnet.people.advice import GAVE, GOT, Advice, advice
from vaultnet.people.brief import brief_of
from vaultnet.people.commitment import Commitment, commitments_in, commitments_of
from vaultnet.people.confided import confides, discreet
from vaultnet.people.desk import Desk
from vaultnet.people.goal import Goal, goals
from vaultnet.people.interaction import Interaction, last_contact, news_to_answer, questions_for
from vaultnet.people.need import matches, my_offers
from vaultnet.people.person import first_name, link_to
from vaultnet.strategies.mentorship.pairs import held
from vaultnet.text.frontmatter import Unclosed, split
from vaultnet.text.lines import mask
from vaultnet.text.links import wikilink

SHOWN = 6  # lines of advice; a note that is read in five minutes holds no more
GIST = 140  # characters of what a session's note says
# what other chapters say of a person and a session can use
TAKEN = {"Who": "who", "Could help": "help", "Your news since": "mine"}


def page_values(desk: Desk, person: PersonRow, day: str) -> dict[str, object]:
    """What the template of a session on a day is given: plain values only, empty where there is nothing to say."""
    roles = sessions.roles_in(person.relationship)
    before = held(sessions.sessions(desk.index, person.id), day)
    carried = [(one, row) for row in before for one in _left(desk, row)]
    taken = {(one.path, one.line) for one, _ in carried}
    open_ = [one for one in commitments_of(desk, person.id) if (one.path, one.line) not in taken]
    said = {TAKEN[line.label]: line.text for line in brief_of(desk, person) if line.label in TAKEN}
    open_ = discreet(desk, person.id, open_, lambda one: one.text)
    carried = discreet(desk, person.id, carried, lambda pair: pair[0].text)
    ledger = discreet(desk, person.id, advice(desk, person.id), lambda one: one.text)
    return {
        "link": wikilink(person.name),
        "first_name": first_name(person.name),
        "roles": list(roles),
        "who": "",
        "help": "",
        "mine": "",
        **said,
        **({"help": ""} if "mentee" in roles else {}),  # their needs have a line of their own
        "last": _last_time(desk, person),
        "news": [
            f"{entry.text.rstrip('.')} ({weekday_day(entry.date, desk.today)})"
            for entry in news_to_answer(desk, person.id)[:2]
        ],
        "questions": [question for question, _ in questions_for(desk, person.id)],
        "promised": [_promise(desk, one) for one in open_ if one.side == "mine"],
        "waiting": [_promise(desk, one) for one in open_ if one.side == "theirs"],
        "carried": [f"{_promise(desk, one)} ({wikilink(row.name)})" for one, row in carried],
        "got": [_advice(desk, one, before) for one in _got(ledger)],
        "gave": [_advice(desk, one, before) for one in [o for o in ledger if o.direction == GAVE][-2:]],
        "goals": [_goal(desk, goal) for goal in _goals(desk, person, before)] if "mentor" in roles else [],
        "needs": _needs(desk, person) if "mentee" in roles else [],
    }  # fmt: skip


def on_day(desk: Desk, iso: str) -> str:
    """A day for a page, which is read on other days too: `3 Oct`, with its year where that is another."""
    return plain_day(iso, desk.today)


def _last_time(desk: Desk, person: PersonRow) -> str:
    last = last_contact(desk, person.id)
    if last is None:
        return ""
    words = f"{on_day(desk, last.date)}, {last.word or 'note'}: {last.text}".rstrip(": ")
    gist = _gist(desk, last)
    gist = "" if confides(desk, gist, person.id) else gist
    return f"{words}: {gist}" if gist else words


def _gist(desk: Desk, last: Interaction) -> str:
    """The first sentences of an event's own note; "" for a line, which says it all."""
    note = ask.note_at(desk.index, last.path)
    if note is None or note.type != "event" or wikilink(note.name) != last.text:
        return ""
    for line in mask(_body(ask.text_of(desk.index, note.id))).split("\n"):
        words = line.strip().lstrip("-*+ ")
        if words and words[0] not in "#|>" and words[2:3] != "]":  # neither a heading, a quote nor a task
            return words if len(words) <= GIST else words[: GIST - 2].rsplit(" ", 1)[0] + " …"
    return ""


def _body(text: str) -> str:
    try:
        block = split(text)
    except Unclosed:
        return text
    return text[block.body :] if block else text


def _left(desk: Desk, row: SessionRow) -> list[Commitment]:
    """The open tasks that stand in the note of an earlier session."""
    note = desk.note(row.note)
    return commitments_in(desk, note, sided=False) if note else []


def _promise(desk: Desk, one: Commitment) -> str:
    terms = [f"by {weekday_day(one.due, desk.today)}"] if one.due else []
    terms += [f"moved from {weekday_day(one.was[-1], desk.today)}"] if one.was else []
    return f"{one.linked_words} ({'; '.join(terms)})" if terms else one.linked_words


def _got(ledger: list[Advice]) -> list[Advice]:
    """What they have not heard of, what is not done yet, the latest first; and the last advice, whatever came of it."""
    got = [one for one in ledger if one.direction == GOT][::-1]
    waiting = [one for one in got if one.unreported] + [one for one in got if not one.acted and not one.reported]
    return [*waiting[:SHOWN], *(one for one in got[:1] if one.reported)]


def _advice(desk: Desk, one: Advice, before: list[SessionRow]) -> str:
    since = sum(1 for row in before if row.date > one.given)
    ago = f", {since} session{'' if since == 1 else 's'} ago" if since else ""
    told = f'"{one.text}" ({on_day(desk, one.given)}{ago})'
    if one.direction == GAVE:
        return told + (f": they did it on {on_day(desk, one.acted)}" if one.acted else ": ask what came of it")
    parts = [f"you did it on {on_day(desk, one.acted)}"] if one.acted else []
    parts += [f"they heard on {on_day(desk, one.reported)}"] if one.reported else []
    parts += ["they have not heard"] if one.unreported else []
    return f"{told}: {', '.join(parts) or 'not done yet'}"


def _goals(desk: Desk, person: PersonRow, before: list[SessionRow]) -> list[Goal]:
    """My goals that name the person, or that an earlier session was for; where none does, all open ones."""
    found = goals(desk)
    spoken = {number for row in before for number, *_ in ask.linked(desk.index, row.note, "goals")}
    ours = [goal for goal in found if person.id in goal.people or goal.note.id in spoken]
    return (ours or found)[:3]


def _goal(desk: Desk, goal: Goal) -> str:
    terms = [f"by {on_day(desk, goal.by)}"] if goal.by else []
    terms += [f"needs {', '.join(need.text for need in goal.needs)}"] if goal.needs else []
    return link_to(desk, goal.note) + (f" ({'; '.join(terms)})" if terms else "")


def _needs(desk: Desk, person: PersonRow) -> list[str]:
    """What somebody needs, and which of it I offer."""
    theirs: list[TermRow] = [term for term in ask.terms_of(desk.index, person.id) if term.kind == "needs"]
    met = {match.need.key for match in matches(theirs, my_offers(desk))}
    return [f"{term.text} (you offer it)" if term.key in met else term.text for term in theirs]
