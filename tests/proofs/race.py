"""Figure 7: another program saves a note again and again while vaultnet edits it in a loop; no line it saved is lost.

    python tests/proofs/race.py [SAVES]

Both ways of saving (a new file put in the old one's place, and the old one emptied and written), each upon the two ways
vaultnet has to put a note in place: the exchange of Linux, and compare-and-replace where a system has none. There a save
may be lost, but not in silence: a refusal names the note at that very moment.
"""

import multiprocessing
import os
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

from harness import base, hold, main

from vaultnet.errors import Refused
from vaultnet.text.edit import append_line
from vaultnet.vault import disk
from vaultnet.vault.change import Change
from vaultnet.vault.sweep import sweep_folder
from vaultnet.vault.write import apply

SAVES = 1_500
PORTABLE_MAY_LOSE = 3
SAVED = re.compile(r"call: save (\d+)$", re.M)
BEGIN = "---\ntype: person\n---\n## Log\n- 2026-11-01 call: before\n"
Save = Callable[[Path, str], None]


def figure(saves: int) -> str:
    """Lines lost and edits made, for both ways of saving and of writing."""
    told = []
    for portable in (False, True):
        for save in (_replacing, _in_place):
            lost, reports, edits, refused = _race(save, saves, portable)
            way = "compare-and-replace" if portable else "exchange"
            hold(
                len(lost) <= (PORTABLE_MAY_LOSE if portable else 0),
                f"{len(lost)} of {saves} saves lost by {way}, {save.__name__}",
            )
            unseen = [number for number in lost if not any(first <= number <= last for first, last in reports)]
            hold(not unseen, f"lost and not reported by {way}, {save.__name__}: {unseen} (reports: {reports})")
            told.append(f"race: {saves:,} saves {save.__name__[1:].replace('_', ' ')} against {edits:,} edits by {way}"
                        f" ({refused} refused, then made again): {len(lost)} lines lost, {len(reports)} reported,"
                        f" {len(unseen)} unreported")  # fmt: skip
    return "\n".join(told)


def _race(save: Save, saves: int, portable: bool) -> tuple[list[int], list[tuple[int, int]], int, int]:
    folder = base() / f"race-{save.__name__}-{portable}"
    folder.mkdir()
    note = folder / "Ada.md"
    note.write_text(BEGIN)
    os.utime(note, (1, 1))
    saver = multiprocessing.get_context("fork").Process(target=_save_again_and_again, args=(save, note, saves))
    exchange = disk.exchange
    if portable:
        disk.exchange = _no_exchange
    edits = refused = 0
    reports: list[tuple[int, int]] = []  # for each save that was reported as lost, which ones it can have been
    try:
        saver.start()
        while saver.is_alive():
            first = _last_save(note)
            said = _edit(folder, note, edits)
            edits += not said
            refused += bool(said)
            if "may be lost" in said or "not put back" in said:
                reports.append((first + 1, _last_save(note) + 1))
        saver.join()
    finally:
        disk.exchange = exchange
    sweep_folder(str(folder))
    text = note.read_text()
    kept = "".join(path.read_text() for path in folder.iterdir())  # what could not be merged stands beside the note
    lost = sorted(set(range(saves)) - {int(number) for number in SAVED.findall(kept)})
    hold(text.startswith("---\ntype: person\n---\n"), f"the frontmatter is damaged: {text[:80]!r}")
    hold(edits >= saves // 100, f"only {edits} edits came through {saves} saves")
    return lost, reports, edits, refused


def _last_save(note: Path) -> int:
    return max((int(number) for number in SAVED.findall(note.read_text())), default=-1)


def _edit(folder: Path, note: Path, number: int) -> str:
    """One edit of vaultnet's, as a command makes it; what it said where it was refused."""
    try:
        raw = disk.read_bytes(str(note))
        after = append_line(raw.decode(), "Log", f"- 2026-11-23 call: edit {number}").encode()
        apply(
            str(folder),
            [Change(note.name, raw, after)],
            state=str(folder.parent / "state"),
            told="edited",
            journal=False,
        )
        return ""
    except Refused as refused:
        return refused.message


def _save_again_and_again(save: Save, note: Path, saves: int) -> None:
    """A program that reads the note, adds a line, and saves it, about every two milliseconds."""
    chance = random.Random(0)
    for number in range(saves):
        while not (text := note.read_text()).strip():  # vaultnet never empties a note
            time.sleep(0.001)
        save(note, text + ("" if text.endswith("\n") else "\n") + f"- 2026-11-23 call: save {number}\n")
        time.sleep(chance.random() * 0.004)


def _replacing(note: Path, text: str) -> None:
    new = note.with_name(".saver.tmp")
    new.write_text(text)
    new.replace(note)


def _in_place(note: Path, text: str) -> None:
    note.write_text(text)


def _no_exchange(one: str, other: str) -> None:
    raise OSError(next(iter(disk.UNSUPPORTED)), "not here")


if __name__ == "__main__":
    main(figure, SAVES)
