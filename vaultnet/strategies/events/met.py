"""The `met` lines of an event that name somebody without a link: nobody counts for them, and none is passed over."""

import re
from typing import NamedTuple

from vaultnet.errors import HINT, Finding, NoSuchName
from vaultnet.index import ask
from vaultnet.index.ask import NoteRow
from vaultnet.people.desk import Desk
from vaultnet.people.person import find_note
from vaultnet.text.frontmatter import read_front
from vaultnet.text.lines import LINE, mask, read_entry, section_name, split_date
from vaultnet.text.links import WIKILINK
from vaultnet.text.names import unaccented

# one name after the other, each with the brackets behind it
_PART = re.compile(r"(?P<name>[^(),;&+]*?)[ \t]*(?:\((?P<firm>[^)]*)\))?[ \t]*(?:[,;&+]|\band\b|$)", re.I)
_LEAD = re.compile(r"[ \t]*(?:(?:,|&|\+|and\b|with\b|at last\b|again\b)[ \t]*)*", re.I)
# small words inside a name, in the languages where names have them
_PARTICLES = frozenset(
    "de da do dos das del della di du van von der den ter ten zu la le al el bin ibn ben y e af".split()
)
MOST_WORDS = 6
_TASK = re.compile(r"\[.\][ \t]")
# `Met: [[Ada]]`, `spoke to [[Ada]]`, `[[Ada]] (Acme): looms`: whoever types this met them, and the line does not count
_ASIDE = re.compile(
    r"(?:(?P<met>met[ \t]*:)|(?:spoke|spoken|talked|chatted|chat)[ \t]+(?:to|with)\b)[ \t]*\[\[(?P<name>[^\[\]|#]+)[^\[\]]*\]\]"
    r"|\[\[(?P<first>[^\[\]|#]+)[^\[\]]*\]\][ \t]*(?:\([^()]*\)[ \t]*)?:[ \t]",
    re.I,
)


class Somebody(NamedTuple):
    """Somebody named without a link: where the words stand in the line, the words, the firm in brackets behind them, and
    whether a note has that name."""

    start: int
    end: int
    said: str
    firm: str
    known: bool = False

    @property
    def is_name(self) -> bool:
        """Whether the words look like a name, each of them: `Jonas Weber`, not `the team` or `nobody new`."""
        return bool(self.said) and (self.known or _name_in(self.said) == self.said)


class Unlinked(NamedTuple):
    """A `met` line that links nobody, or not everybody: its number, its text, those it names without a link, and whom it
    links where that does not count ("" for nobody)."""

    line: int
    text: str
    people: tuple[Somebody, ...]
    aside: str = ""


def unlinked_lines(desk: Desk, text: str) -> list[Unlinked]:
    """The lines of an event's text that say `met` and name somebody, or nobody at all, without a link; and those that link
    somebody as if to say so, `Met: [[Ada]]`, `spoke to [[Ada]]: looms` or `[[Ada]]: looms`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = read_front(text)
    lines = text.split("\n")
    found, section = list[Unlinked](), ""
    for number, shown in enumerate(mask(text[front.body :]).split("\n"), front.body_line):
        item = LINE.match(shown)
        section = section_name(item[3]) if item and item[2] else section
        if item is None or not item[4] or _TASK.match(item[4]):
            continue
        _, rest = split_date(item[4])
        aside = _ASIDE.match(rest)
        if aside and (aside["met"] or section in ("", "log")) and _may_be_met(desk, (aside["name"] or aside["first"])):
            found.append(Unlinked(number, lines[number - 1], (), (aside["name"] or aside["first"]).strip()))
            continue
        if rest[:3].lower() != "met" or rest[3:4].isalnum():
            continue
        people, linked = _people(desk, rest, len(shown) - len(rest))
        if not linked or any(one.is_name for one in people):
            found.append(Unlinked(number, lines[number - 1], people))
    return found


def _may_be_met(desk: Desk, name: str) -> bool:
    return all(note.type == "person" for note, _ in ask.named(desk.index, name.rsplit("/", 1)[-1].strip()))


def _people(desk: Desk, rest: str, at: int) -> tuple[tuple[Somebody, ...], bool]:
    """Those whom a line names without a link, and whether it links anybody. `rest` begins with `met`, at `at` of the line."""
    entry = read_entry(1, rest, "", desk.config.reading.channels)
    end = len(rest) - len(entry.text) if entry.word else 3
    bare = WIKILINK.sub(lambda link: " " * len(link[0]), rest)
    parted = rest[:end].rstrip().endswith((":", "-", "–", "—"))
    if not parted:  # `met Jonas Weber at the door`: the name is what looks like one
        lead = _LEAD.match(bare, end)
        name = _name_in(bare[lead.end() :]) if lead else ""
        start = at + lead.end() if lead else at
        known = bool(name and ask.named(desk.index, name))
        return ((Somebody(start, start + len(name), name, "", known),) if name else ()), bool(entry.who)
    head = bare[:end].rstrip(" \t:-–—")
    found, position = [], 3
    while position < len(head):
        lead = _LEAD.match(head, position)
        position = lead.end() if lead else position
        part = _PART.match(head, position)
        if part is None or part.end() == position:
            break
        if part["name"]:
            firm = part["firm"] or ""
            # `(Siemens)` is where they work; `(Aarhus, storage)` is a remark
            firm = "" if "," in firm else firm.strip()
            known = bool(ask.named(desk.index, part["name"]))
            found.append(Somebody(at + part.start("name"), at + part.end("name"), part["name"], firm, known))
        position = part.end()
    return tuple(found), bool(entry.who)


def _name_in(words: str) -> str:
    """The name that a text begins with, "" for none: words with a capital (or of a script that has none), and particles."""
    end = 0
    for count, word in enumerate(re.finditer(r"\S+", words)):
        capital = word[0][0].isalpha() and word[0][0].upper() == word[0][0]
        if count == MOST_WORDS or not (capital or (count and word[0].lower() in _PARTICLES)):
            break
        bare = word[0].rstrip(".,;:!?")
        end = word.start() + len(bare) if capital else end
        if bare != word[0]:
            break
    return words[:end]


def could_be(desk: Desk, one: Somebody) -> list[NoteRow]:
    """The people whom the words could mean."""
    try:
        return [find_note(desk, one.said, ("person",))]
    except NoSuchName as error:
        found = (ask.note_at(desk.index, candidate.rsplit(" · ", 1)[-1]) for candidate in error.candidates)
        return [note for note in found if note]


def said_as(lines: list[Unlinked], name: str) -> tuple[Unlinked, Somebody] | None:
    """The line that names this person without a link, and where."""
    wanted = unaccented(name)
    return next(((line, one) for line in lines for one in line.people if unaccented(one.said) == wanted), None)


def told(note: NoteRow, line: Unlinked) -> Finding:
    """What is to be said of a line that stays as it is."""
    name = next((one.said for one in line.people if one.is_name), "")
    hint = f'write "met [[{name or "Name"}]]"' + (f', or vaultnet debrief "{note.name}" --met "{name}"' if name else "")
    message = "somebody is named here without a link, and does not count as met"
    if line.aside:
        message = f'{line.aside} does not count as met: the line does not begin with "met" and the link'
        hint = f'write "met [[{line.aside}]]: ...", or vaultnet debrief "{note.name}" --met "{line.aside}"'
    elif not name:
        message = "nobody is named here, and nobody counts as met"
    return Finding("met-unlinked", HINT, note.path, line.line, message, hint, line.text)
