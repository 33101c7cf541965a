"""Needs and what meets them: my offers, others' offers and expertise, two needs that complete each other.

A need is met by the same words, or by an offer or a field of expertise that stands inside its words: "SRE leads" by "SRE".
Whoever looks for a role is not helped by somebody who knows the field, but by somebody who needs people in it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vaultnet.index import ask
from vaultnet.index.ask import TermRow
from vaultnet.people.desk import Desk
from vaultnet.text.names import topic_key

SEEKING = frozenset("role job position opening work internship placement".split())
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
    return [term for term in ask.terms(desk.index, ("offers", "expertise")) if term.type == "me"]


def my_needs(desk: Desk) -> list[TermRow]:
    """What I need, from the `me` note."""
    return [term for term in ask.terms(desk.index, ("needs",)) if term.type == "me"]


def needs(desk: Desk) -> list[TermRow]:
    """What people need, by key and path."""
    return [term for term in ask.terms(desk.index, ("needs",)) if term.type == "person"]


def matches(wanted: Iterable[TermRow], given: Iterable[TermRow]) -> Iterator[Match]:
    """Every need of `wanted` with everything of `given` (offers, expertise, others' needs) in another note that meets it."""
    by_key: dict[str, list[TermRow]] = {}
    for term in given:
        for key in _keys(term):
            by_key.setdefault(key, []).append(term)
    for need in wanted:
        seen: set[tuple[int, str, str]] = set()
        for phrase in _phrases(need.key):
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
    return term.kind in ("offers", "expertise") and any(phrase == term.key for phrase in _phrases(need.key))


def seeking(need: str) -> bool:
    """Whether a need (as `topic_key` gives it) is one for work: "SRE role"."""
    return not SEEKING.isdisjoint(need.split("-"))


def topic_of(text: str) -> str:
    """The form in which needs, offers and topics are compared."""
    return topic_key(text)


def _bearing(key: str) -> set[str]:
    return set(key.split("-")) - COMMON - SEEKING - {""}


def _keys(term: TermRow) -> Iterable[str]:
    return _bearing(term.key) if term.kind == "needs" else (term.key,)


def _phrases(key: str) -> Iterator[str]:
    """The need itself, then every run of its words that says something of the field."""
    words = key.split("-")
    yield key
    for length in range(min(len(words), 4), 0, -1):
        for start in range(len(words) - length + 1):
            run = words[start : start + length]
            if len(run) < len(words) and not COMMON.issuperset(run) and not SEEKING.issuperset(run):
                yield "-".join(run)
