"""Where the files of a vault in git wait for a choice."""

import os
import re
from typing import NamedTuple

from vaultnet.text.unresolved import markers, unresolved
from vaultnet.vault import disk
from vaultnet.vault.files import read_text
from vaultnet.vault.repository import both_have, side


class Place(NamedTuple):
    """A line of a file, and what waits there."""

    path: str
    line: int
    what: str


def _why(root: str, path: str) -> str:
    """Why a note waits that has no place in conflict."""
    if both_have(root, path):
        return "merged as plain text, for one of the two could not be read: look it over"
    return "taken out or renamed on one side, changed on the other: keep the file (git add) or delete it"


def _text(root: str, path: str) -> str:
    """What stands in a file, "" where there is none. What is no UTF-8 may hold a conflict as well."""
    try:
        return disk.read_bytes(os.path.join(root, path)).decode("utf-8", "surrogateescape")
    except OSError:
        return ""


def undecided(root: str, path: str) -> list[Place]:
    """Where a file waits for a choice while a rebase stopped: its places; one that a side took out, or that stands under
    another name there, waits until it is gone here or somebody calls it resolved with `git add`."""
    if not both_have(root, path) and disk.exists(os.path.join(root, path)):
        return outside(path) or [Place(path, 1, _why(root, path))]
    return places(root, path)


def waiting(root: str, path: str) -> list[Place]:
    """Where a file that git could not merge waits for a choice: one place at least."""
    return places(root, path) or outside(path) or [Place(path, 1, _why(root, path))]


def unsettled(root: str, path: str) -> list[Place]:
    """The same outside of a rebase. A text that is none of the two sides has been chosen by somebody."""
    text, _, _ = read_text(os.path.join(root, path))
    chosen = (
        text and not outside(path) and both_have(root, path) and text not in (side(root, path, 2), side(root, path, 3))
    )
    return places(root, path) if chosen else waiting(root, path)


def outside(path: str) -> list[Place]:
    """What to say of a file outside of the vault, which is never added for anybody."""
    return [Place(path, 1, "outside of the vault: mend it and git add it")] if path.startswith("../") else []


def places(root: str, path: str) -> list[Place]:
    """Where a file that git could not merge, or that is staged, waits for a choice."""
    text = _text(root, path)
    found = unresolved(text) if path.lower().endswith(".md") else []
    if not found and "<<<<<<< " in text and both_have(root, path):  # in fenced code, or no note
        found = markers(text, side(root, path, 2), side(root, path, 3))
    return [Place(path, line, what) for line, what in found]


def left_over(root: str, path: str, written: list[str]) -> list[Place]:
    """Where a changed file holds a conflict that nobody resolved, among the lines that were written."""
    if not any(line.startswith("<<<<<<< ") or "conflict_" in line for line in written):
        return []
    text = _text(root, path)
    lines, new = re.split(r"\r\n|\n|\r", text), {line.rstrip("\r") for line in written}
    found = unresolved(text) if path.lower().endswith(".md") else markers(text)
    return [Place(path, line, what) for line, what in found if lines[line - 1] in new]
