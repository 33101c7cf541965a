"""What is kept out of anything that is written about somebody else: who stands in confidential notes, and what was said of
them. Asked of every brief and every page; what you ask for by name (a timeline, a list) shows your notes as they are."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from vaultnet.index import pulse
from vaultnet.people.desk import Desk
from vaultnet.text.names import key

T = TypeVar("T")


def confides(desk: Desk, text: str, about: int = 0) -> bool:
    """Whether a text names, by link or by any of their names, somebody confidential other than the one it is about."""
    known: tuple[dict[str, set[int]], re.Pattern[str]] | None = desk.kept.get("confided")
    if known is None:
        names: dict[str, set[int]] = {}
        for name, number in pulse.confidential_names(desk.index):
            names.setdefault(name, set()).add(number)
        longest = sorted(names, key=lambda name: (-len(name), name))
        known = desk.kept["confided"] = names, re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
    names, pattern = known
    return bool(names) and any(names[found] - {about} for found in pattern.findall(key(text)))


def masked(desk: Desk, text: str) -> str:
    """A text that is passed on: "…" for everybody confidential whom it names."""
    if not confides(desk, text):
        return text
    names, _ = desk.kept["confided"]
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text, flags=re.I)
    return "…" if confides(desk, text) else text


def discreet(desk: Desk, about: int, some: Iterable[T], text: Callable[[T], str]) -> list[T]:
    """Those of some things about a person whose text names nobody confidential but them."""
    return [one for one in some if not confides(desk, text(one), about)]
