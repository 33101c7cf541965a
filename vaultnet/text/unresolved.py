"""Where a text still waits for a choice between two sides of a merge: marker lines, and `conflict_KEY` beside KEY."""

import re

from vaultnet.text.frontmatter import Unclosed, split
from vaultnet.text.lines import mask_fences

_EOL = re.compile(r"\r\n|\n|\r")
_OPENS = re.compile(r"<{7}[ \t]")
_MARKS = re.compile(r"(?:<{7}|\|{7}|>{7})[ \t]")
_KEPT = re.compile(r"[\"']?conflict_([^:\"']+)[\"']?[ \t]*:")
BOTH = "both texts stand here"

Place = tuple[int, str]  # line, what waits there


def unresolved(text: str) -> list[Place]:
    """The places, by their lines. Markers in fenced code are an example and no conflict."""
    if "<<<<<<<" not in text and "conflict_" not in text:
        return []
    plain = _EOL.sub("\n", text)
    try:
        block = split(plain)
    except Unclosed:
        block = None
    top = block.body if block else 0
    front = plain[:top].split("\n")[:-1] if block else []
    keys = {line.partition(":")[0].strip(" \t\"'") for line in front}
    found = []
    for number, line in enumerate([*front, *mask_fences(plain[top:]).split("\n")], 1):
        if _OPENS.match(line):
            found.append((number, BOTH))
        elif number <= len(front) and (kept := _KEPT.match(line)) and kept[1].strip() in keys:
            found.append((number, f"{kept[1].strip()} has two values"))
    return found


def markers(text: str, *sides: str) -> list[Place]:
    """Marker lines wherever they stand, for a text that is known to be in conflict; those of a side are its own."""
    own = {line for side in sides for line in _EOL.split(side)}
    lines = enumerate(_EOL.split(text), 1)
    return [(number, BOTH) for number, line in lines if _MARKS.match(line) and line not in own]
