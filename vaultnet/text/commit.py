"""What a commit holds, in a few words: `2 logged, 1 follow-up`."""

import os
import re
from collections import Counter

from vaultnet.text.lines import split_date, word_of

_ITEM = re.compile(r"[ \t]*[-*+][ \t]+(?:\[(.)\][ \t]+)?(\S.*)")
_WORD = re.compile(r"[^\W\d_]+")


def written_in(part: str) -> list[str]:
    """The lines that a file gained, from its part of the patch."""
    return [line[1:] for line in part.partition("\n@@")[2].split("\n") if line.startswith("+")]


def tell(files: list[tuple[str, str]], written: list[list[str]]) -> str:
    """What a commit holds, in a few words: `2 logged, 1 follow-up`. `files` are git's status letters with the paths."""
    seen: Counter[str] = Counter()
    for (status, path), lines in zip(files, written, strict=True):
        if not path.lower().endswith(".md"):
            seen["other file"] += 1
            continue
        found = Counter(kind for line in lines if (kind := _kind(line)))
        if status == "A":
            type_ = next((line[5:].strip(" \"'") for line in lines[:40] if line.startswith("type:")), "")
            daily = split_date(os.path.basename(path)[:-3])[0]
            found[type_ if type_ == "follow-up" else f"new {type_ or 'note'}"] += not (daily and found)
        elif status in "DR":
            found["note removed" if status == "D" else "note moved"] += 1
        elif not found:
            found["note edited"] += 1
        seen += found
    new = [kind for kind in seen if kind.startswith("new ")]
    if sum(seen[kind] for kind in new) > 20:
        seen["new note"] = sum(seen.pop(kind) for kind in new)
        for kind in ("logged", "done", "promise"):
            seen.pop(kind, None)
    first = ["logged", "done", "promise", "follow-up"]
    kinds = [*first, *sorted(kind for kind in seen if kind not in first)]
    return ", ".join(many(seen[kind], kind) for kind in kinds if seen[kind])


def _kind(line: str) -> str:
    """What a written line is, "" for one that tells nothing."""
    item = _ITEM.match(line)
    if item is None:
        return ""
    if item[1]:
        return "done" if item[1] in "xX" else "promise" if "#promise" in item[2] or "#waiting" in item[2] else ""
    date, rest = split_date(item[2])
    first = _WORD.match(rest)
    return "logged" if date or (first and word_of(first[0])) else ""


def many(number: int, word: str) -> str:
    """A number of things, in their singular or plural."""
    if word in ("logged", "done") or number == 1:
        return f"{number} {word}"
    first, _, rest = word.partition(" ")
    if first in ("note", "other"):
        return f"{number} {first}s {rest}".rstrip() if first == "note" else f"{number} {first} {rest}s"
    return f"{number} {word[:-6]}people" if word.endswith("person") else f"{number} {word}s"
