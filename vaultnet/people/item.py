"""Items: what people point at (a promise, an advice, an insight, a request), by a short stable handle or by its words."""

import base64
from collections.abc import Sequence
from typing import Protocol, TypeVar

from vaultnet.errors import NoSuchName
from vaultnet.text.names import key

LEAST = 3  # characters of a handle that are shown at the least
SHOWN = 20  # items of which one may be meant


class Item(Protocol):
    """What can be pointed at: `id` its handle, `words` what it says, `path`:`line` where it stands."""

    @property
    def id(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int: ...


One = TypeVar("One", bound=Item)


def handle(text: str, occurrence: int = 1) -> str:
    """An item's stable handle: eight letters and digits made of its words; the same words a second time give another."""
    from hashlib import blake2b  # loads OpenSSL, which takes longer than most questions' own modules together

    source = text if occurrence == 1 else f"{text}\n{occurrence}"
    return base64.b32encode(blake2b(source.encode("utf-8", "replace"), digest_size=5).digest()).decode().lower()


class Handles:
    """Hands out handles in the order of the lines, so that equal words in one list get different ones."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def of(self, name: str, words: str) -> str:
        """The handle of an item that stands in the note `name` with these words."""
        base = f"{name}\n{words}"
        self._seen[base] = self._seen.get(base, 0) + 1
        return handle(base, self._seen[base])


def short_handles(handles: Sequence[str]) -> dict[str, str]:
    """Each handle cut to the shortest beginning (at least three characters) that no other of them shares."""
    ordered = sorted(set(handles))
    short = {}
    for place, one in enumerate(ordered):
        near = ordered[max(0, place - 1) : place] + ordered[place + 1 : place + 2]
        length = LEAST
        while length < len(one) and any(other[:length] == one[:length] for other in near):
            length += 1
        short[one] = one[:length]
    return short


def find_item(items: Sequence[One], said: str, what: str, lists: str) -> One:
    """The item that a handle or a unique piece of its words means. Raises `NoSuchName` with the candidates.

    `what` names the kind of item in the message, `lists` the command that shows them with their handles.
    """
    low = key(said.strip())
    exact = [item for item in items if item.id.startswith(low)] if len(low) >= LEAST else []
    if len(exact) == 1:
        return exact[0]
    fitting = exact or [item for item in items if low and low in key(item.words)]
    if not fitting and len(parts := low.split()) > 1:  # the same words in another order, or with others between
        fitting = [item for item in items if all(part in key(item.words) for part in parts)]
    if len({(item.path, item.line) for item in fitting}) == 1:  # one line may be an item of two people
        return fitting[0]
    short = short_handles([item.id for item in items])
    if fitting:
        told = tuple(f"{short[item.id]}  {item.words} · {item.path}:{item.line}" for item in fitting[:SHOWN])
        more = f"; {len(fitting) - SHOWN} more fit, {lists} lists them" if len(fitting) > SHOWN else ""
        raise NoSuchName(
            f'"{said}" fits {len(fitting)} items: which one?', candidates=told, hint=f"name it by its handle{more}"
        )
    raise NoSuchName(f'"{said}" is no {what}', hint=f"{lists} lists them with their handles")
