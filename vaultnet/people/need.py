"""Needs and what meets them: my offers, others' offers and expertise, two needs that complete each other.

Words are compared by their stem, and those that say nothing of the field are left out: "a designer for a dashboard" is met
by "design". An offer or a field of expertise meets a need where all of its words stand in it and make up half of them or
more (of those before "for" or "who", where they stand there): "SRE leads" by "SRE", but "article on error budgets" not by
"budgets". Whoever looks for a role is not helped by somebody who knows the field, but by somebody who needs people in it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from vaultnet.index import ask
from vaultnet.index.ask import TermRow
from vaultnet.index.stems import stems
from vaultnet.people.desk import Desk
from vaultnet.text.names import key
from vaultnet.words import LITTLE

SEEKING = frozenset("role job position opening work internship placement".split())
_WORDS = re.compile(r"\w+")
# words that say nothing of the field: they alone tie no need to no offer
COMMON = LITTLE | frozenset(
    "advice ask colleague contact example examples expert experienced feedback find finding first get getting good guidance"
    " help intro introduction introductions junior know knows knowing looking more need needs new notes people person"
    " practice review second senior some someone somebody support understand understands want".split()
)
# what comes behind them says what it is for
_ASIDE = frozenset("because for für para pour since so that which who whom".split())
LONGEST = 8  # words of a need that are looked at
MOST = 4  # words of what meets it


class Match(NamedTuple):
    """A need and what of another note meets it. `met_by` is an offer, a field of expertise, or a need that completes it."""

    need: TermRow
    met_by: TermRow


def my_offers(desk: Desk) -> list[TermRow]:
    """What I can give: offers and expertise of the `me` note."""
    me = ask.notes_of_type(desk.index, "me")
    found = [term for note in me for term in ask.terms_of(desk.index, note.id) if term.kind in ("offers", "expertise")]
    return sorted(found, key=lambda term: (term.key, term.path, term.line, term.kind))


def needs(desk: Desk, person: int | None = None) -> list[TermRow]:
    """What people need, or one of them, by key and path."""
    if person is not None:
        return [term for term in ask.terms_of(desk.index, person) if term.kind == "needs"]
    return [term for term in ask.terms(desk.index, ("needs",)) if term.type == "person"]


def matches(wanted: Iterable[TermRow], given: Iterable[TermRow]) -> Iterator[Match]:
    """Every need of `wanted` with everything of `given` (offers, expertise, others' needs) in another note that meets it."""
    wanted, given = list(wanted), list(given)
    stems({word for term in (*wanted, *given) for word in term.key.split("-")})  # all at once
    by_words: dict[tuple[str, ...], list[TermRow]] = {}
    for term in given:
        for one in [(word,) for word in _bearing(term.key)] if term.kind == "needs" else [_words(term.key)]:
            by_words.setdefault(one, []).append(term)
    for need in wanted:
        seen: set[tuple[int, str, str]] = set()
        for some in _runs(need.key):
            for term in by_words.get(some, ()):
                mark = (term.note, term.kind, term.key)
                if term.note != need.note and mark not in seen and meets(need, term):
                    seen.add(mark)
                    yield Match(need, term)


def meets(need: TermRow, term: TermRow) -> bool:
    """Whether a term meets a need; see the rules above."""
    if term.kind == "needs":
        return seeking(need.key) != seeking(term.key) and bool(_bearing(need.key) & _bearing(term.key))
    if need.key == term.key:
        return True
    if seeking(need.key) or term.kind not in ("offers", "expertise"):
        return False
    words, asked = _bearing(term.key), _bearing(need.key)
    if not words or not words <= asked:
        return False
    first = _bearing(_before(need.key))
    return 2 * len(words) >= len(first if words <= first else asked)


def leads(need: str, term: str) -> bool:
    """Whether a need begins with the words of a term (both as `topic_key` gives them): "SRE leads" with "SRE"."""
    words = _bearing(term)
    return bool(words) and set(_stemmed(need)[: len(words)]) == words


def seeking(need: str) -> bool:
    """Whether a need (as `topic_key` gives it) is one for work: "SRE role"."""
    return not SEEKING.isdisjoint(need.split("-"))


def speaks_of(text: str, need: str) -> bool:
    """Whether a text has all the words of a need (as `topic_key` gives it), by their stems."""
    wanted = set(need.split("-")) - LITTLE - {""}
    low = key(text)
    if not wanted or not all(word[:3] in low for word in wanted):
        return False
    said = set(_WORDS.findall(low))
    known = stems(wanted | said)
    return {known[word] for word in wanted} <= {known[word] for word in said}


@lru_cache(16384)
def _stemmed(key: str) -> tuple[str, ...]:
    """The stems of the words that say something of the field, in their order."""
    words = [word for word in key.split("-") if word and word not in COMMON and word not in SEEKING][:LONGEST]
    known = stems(words)
    return tuple(dict.fromkeys(known[word] for word in words))


def _bearing(key: str) -> frozenset[str]:
    return frozenset(_stemmed(key))


def _before(key: str) -> str:
    """A need without what it is for."""
    words = key.split("-")
    aside = next((place for place, word in enumerate(words) if place and word in _ASIDE), len(words))
    first = "-".join(words[:aside])
    return first if _stemmed(first) else key


def _words(key: str) -> tuple[str, ...]:
    """What a term is looked up by: its stems in the order of the alphabet; where there are none, the term itself."""
    return tuple(sorted(_bearing(key))) or (key,)


def _runs(key: str) -> Iterator[tuple[str, ...]]:
    """What could meet a need, to be looked up: the need itself, then any of its words, the more the better."""
    words = _words(key)
    yield words
    for length in range(min(len(words) - 1, MOST), 0, -1):
        yield from combinations(words, length)
