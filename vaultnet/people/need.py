"""Needs and what meets them: my offers, others' offers and expertise, two needs that complete each other.

A need is met by the same words, or by an offer or a field of expertise that stands inside its words and makes up half of
them or more: "SRE leads" by "SRE", but "article on error budgets" not by "budgets".
Whoever looks for a role is not helped by somebody who knows the field, but by somebody who needs people in it.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vaultnet.index import ask
from vaultnet.index.ask import TermRow
from vaultnet.people.desk import Desk
from vaultnet.text.names import key

SEEKING = frozenset("role job position opening work internship placement".split())
_LITTLE = frozenset("a an and as at by for from in into of on or the to with".split())
_WORDS = re.compile(r"\w+")
# words that say nothing of the field: they alone tie no need to no offer
COMMON = frozenset(
    "a an and as at by for from in into of on or the to with help advice some more new good first second notes practice"
    " example examples review intro introduction introductions".split()
)


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
    by_key: dict[str, list[TermRow]] = {}
    for term in given:
        for one in _keys(term):
            by_key.setdefault(one, []).append(term)
    for need in wanted:
        seen: set[tuple[int, str, str]] = set()
        for phrase in phrases(need.key):
            for term in by_key.get(phrase, ()):
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
    if seeking(need.key):
        return False
    if term.kind not in ("offers", "expertise") or 2 * len(_bearing(term.key)) < len(_bearing(need.key)):
        return False
    return any(phrase == term.key for phrase in phrases(need.key))


def seeking(need: str) -> bool:
    """Whether a need (as `topic_key` gives it) is one for work: "SRE role"."""
    return not SEEKING.isdisjoint(need.split("-"))


def speaks_of(text: str, need: str) -> bool:
    """Whether a text has all the words of a need (as `topic_key` gives it); the plural is the same word."""
    wanted = {word.rstrip("s") for word in need.split("-") if word not in _LITTLE} - {""}
    low = key(text)
    if not wanted or not all(word in low for word in wanted):
        return False
    return wanted <= {word.rstrip("s") for word in _WORDS.findall(low)}


def _bearing(key: str) -> set[str]:
    return set(key.split("-")) - COMMON - SEEKING - {""}


def _keys(term: TermRow) -> Iterable[str]:
    return _bearing(term.key) if term.kind == "needs" else (term.key,)


def phrases(key: str) -> Iterator[str]:
    """What could meet a need, as keys: the need itself, then every run of its words that says something of the field."""
    words = key.split("-")
    yield key
    for length in range(min(len(words), 4), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if len(run) < len(words) and not COMMON.issuperset(run) and not SEEKING.issuperset(run):
                yield "-".join(run)
