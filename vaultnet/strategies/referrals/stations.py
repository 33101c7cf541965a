"""A request in words: what is asked, what comes next and by whom, and what moving it to a station changes in its note."""

from typing import NamedTuple

from vaultnet.dates import show_day, weekday_day
from vaultnet.index import ask, pulse
from vaultnet.people.asking import NOW, again_from, timing
from vaultnet.people.desk import Desk, Reason
from vaultnet.people.favor import granted_unthanked
from vaultnet.people.person import line_of
from vaultnet.people.request import STATIONS, Request
from vaultnet.text.frontmatter import read_front
from vaultnet.text.lines import mask
from vaultnet.text.links import unlinked, wikilink
from vaultnet.text.names import key

CLOSED = ("granted", "declined", "withdrawn")
# kind -> what they do, said to me and said of them, and the word before the target
DOES = {"referral": ("refer you", "refer them", "to"), "recommendation": ("recommend you", "recommend them", "for"),
        "introduction": ("introduce you", "introduce them", "to"), "mentorship": ("mentor you", "mentor them", ""),
        "advice": ("advise you", "advise them", "")}  # fmt: skip
SHORT = 48  # columns that a line of the note may take in a table


class Row(NamedTuple):
    """A request as it is shown: `next` is what comes next in words, `thanked` False for a granted one of mine that waits
    for thanks."""

    request: Request
    next: str
    thanked: bool
    reasons: tuple[Reason, ...]

    @property
    def finished(self) -> bool:
        """Closed, and thanked for where it was granted to me."""
        return not self.request.open and self.thanked


def rows_of(desk: Desk, found: list[Request]) -> list[Row]:
    """Requests with what comes next."""
    owed = granted_unthanked(desk)
    return [_row(desk, one, one.path not in owed) for one in found]


def _row(desk: Desk, one: Request, thanked: bool) -> Row:
    reasons = [Reason(f"{one.direction}, {one.status}", *line_of(desk, one.note.id, "status"))]
    if one.direction == "incoming":
        return Row(one, _mine_to_do(desk, one), True, tuple(reasons))
    words, more = _theirs_to_do(desk, one, thanked)
    return Row(one, words, thanked, (*reasons, *more))


def _theirs_to_do(desk: Desk, one: Request, thanked: bool) -> tuple[str, tuple[Reason, ...]]:
    """What comes next with what I ask; for an idea, what the moment says."""
    match one.status:
        case "idea":
            people = pulse.people(desk.index, (one.person,)) if one.person else []
            moment = timing(desk, people[0]) if people else None
            if moment is None or moment.moment == NOW:
                return f"ask {one.name}".strip(), ()
            return f"later: {moment.first}", moment.reasons
        case "asked":
            return f"wait for an answer{f', since {show_day(one.asked, desk.today)}' if one.asked else ''}", ()
        case "agreed":
            return short(own_line(desk, one)) or "give them what they need", ()
        case "sent":
            return "wait to hear what came of it", ()
        case "granted":
            return "thanked" if thanked else f"thank {one.name}", ()
        case "declined":
            again = again_from(one.closed)
            return (f"ask nothing before {show_day(again, desk.today)}", ()) if again > desk.day else ("", ())
    return "", ()


def _mine_to_do(desk: Desk, one: Request) -> str:
    """What comes next with what others ask of me."""
    if not one.open:
        return ""
    if one.kind == "introduction" and one.status != "sent":
        return yeses(one)
    match one.status:
        case "idea" | "asked":
            return "answer: yes, no, or not now"
        case "agreed":
            own = short(own_line(desk, one))
            return f"do it: {own}" if own else "do it"
    return "tell them what came of it"


def both_agreed(one: Request) -> bool:
    """Whether both of an introduction's two have said yes."""
    said = {key(name) for name in one.agreed}
    return all(key(name) in said for name in (one.name, one.target_name))


def yeses(one: Request) -> str:
    """Who of an introduction's two has said yes, and who is still to be asked."""
    said = {key(name) for name in one.agreed}
    two = [name for name in dict.fromkeys((one.name, one.target_name)) if name]
    yes = [name for name in two if key(name) in said]
    open_ = [name for name in two if key(name) not in said]
    if both_agreed(one):
        return "both said yes: introduce them"
    told = f"{' and '.join(yes)} said yes; " if yes else ""
    return f"{told}ask {' and '.join(open_)}{'' if yes else ', each alone'}"


def what(one: Request, *, linked: bool = False) -> str:
    """What is asked: `referral to Initech`, `advice`."""
    word = DOES.get(one.kind, ("", "", "for"))[2]
    target = _target(one, linked)
    return f"{one.kind or 'request'} {word} {target}" if target and word else one.kind or "request"


def a_what(one: Request, *, linked: bool = False) -> str:
    """The same with its article: `a referral to Initech`, `an introduction`, `advice`."""
    article = {"referral": "a ", "recommendation": "a ", "introduction": "an "}.get(one.kind, "")
    return f"{article}{what(one, linked=linked)}"


def does(one: Request, *, linked: bool = False) -> str:
    """What the one who is asked does: `refer you to Initech`; of an incoming request `refer them to ...`."""
    mine, theirs, word = DOES.get(one.kind, ("help you", "help them", "with"))
    target = _target(one, linked)
    return f"{mine if one.direction == 'outgoing' else theirs}{f' {word} {target}' if target and word else ''}"


def _target(one: Request, linked: bool) -> str:
    return wikilink(one.target_name) if linked and one.target is not None else one.target_name


def own_line(desk: Desk, one: Request) -> str:
    """The first line of prose that somebody wrote into a request's note, before any heading; "" for none."""
    text = ask.text_of(desk.index, one.note.id)
    for line in mask(text[read_front(text).body :]).split("\n"):
        said = line.strip()
        if said.startswith("#"):
            return ""
        if said and not said.startswith(("- ", "* ", "+ ", ">", "|", "![[", "---")):
            return said
    return ""


def short(text: str) -> str:
    """The beginning of a line that says enough: its first sentence, or its first part; links as they read."""
    text = unlinked(text).strip()
    for end in (". ", "; ", ", "):
        if len(text) > SHORT:
            text = text.partition(end)[0]
    return text.rstrip(".") if len(text) <= SHORT + 12 else text[:SHORT].rsplit(" ", 1)[0] + " …"


def asked_on(desk: Desk, one: Request) -> str:
    """`on Mon 9 Nov`, "" where nobody wrote the day down."""
    return f" on {weekday_day(one.asked, desk.today)}" if one.asked else ""


def moved(one: Request, station: str, day: str) -> dict[str, str | None]:
    """The keys that change when a request is moved to a station on a day: its `status`, the day it was first asked, the
    day it was closed (None: the key goes)."""
    fields: dict[str, str | None] = {"status": station}
    if not one.asked and station not in ("idea", "withdrawn"):
        fields["asked"] = day
    if station in CLOSED:
        fields["closed"] = day if one.status != station or not one.closed else one.closed
    elif one.closed:
        fields["closed"] = None
    return fields


def backwards(one: Request, station: str) -> bool:
    """Whether a move leads to an earlier station; all ways to be finished are one."""
    order = {name: min(place, len(STATIONS) - len(CLOSED)) for place, name in enumerate(STATIONS)}
    return order[station] < order.get(one.status, 0)
