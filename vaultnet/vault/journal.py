"""The undo journal: what stood in the notes before each change, kept in the user's state folder."""

import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from vaultnet.errors import Refused, UsageFault
from vaultnet.vault import disk
from vaultnet.vault.change import Change, refusing, resolve_in_vault
from vaultnet.vault.sweep import sweep_folder

KEPT = 50  # entries


def undo(root: str, state: str) -> tuple[str, list[Change], str]:
    """What the newest journal entry is called, the changes that take it back by `apply(journal=False)`, and the entry.

    What already stands as it was before (a killed command, or mended by hand) is left out, so the list may be empty.
    Raises UsageFault when there is nothing to undo. Call `undone` with the entry once the changes are applied.
    """
    import json

    with refusing(state):
        entries = _entries(state)
        if not entries:
            raise UsageFault("nothing to undo")
        text = disk.read_bytes(entries[-1])
    try:
        entry = json.loads(text)
        told, changes = str(entry["told"]), [_loaded(row) for row in entry["changes"]]
    except (ValueError, KeyError, TypeError):
        raise Refused("damaged undo entry", path=entries[-1], hint="remove it by hand") from None
    return told, [back for change in reversed(changes) for back in _inverse(root, change)], entries[-1]


def undone(entry: str) -> None:
    """Drop a journal entry: it has been taken back. Raises Refused when it cannot be removed."""
    with refusing(entry), suppress(FileNotFoundError):  # another undo of the same moment dropped it
        disk.unlink(entry)


def _entries(state: str) -> list[str]:
    """The journal's entries, oldest first: `<number>-<pid>.json`."""
    try:
        names = disk.listing(state)
    except FileNotFoundError:
        return []
    return [os.path.join(state, name) for name in sorted(names) if name.endswith(".json") and name[:8].isdecimal()]


def remember(state: str, told: str, changes: Sequence[Change]) -> str:
    """Write the journal entry, drop the oldest beyond KEPT, and return its path."""
    import json
    from base64 import b64encode

    def coded(data: bytes | None) -> str | None:
        return None if data is None else b64encode(data).decode()

    rows = [[change.path, coded(change.before), coded(change.after), change.source] for change in changes]
    with refusing(state):
        disk.make_folders(state, [], 0o700)
        sweep_folder(state)
        old = _entries(state)
        number = int(os.path.basename(old[-1])[:8]) + 1 if old else 1
        entry = os.path.join(state, f"{number:08d}-{os.getpid()}.json")
        part = os.path.join(state, f".vn-{os.getpid()}-part-{number}.tmp")
        try:
            disk.write_new(part, json.dumps({"told": told, "changes": rows}).encode(), mode=0o600)
            disk.replace(part, entry)
            disk.sync_folder(state)
        except BaseException:
            for name in (part, entry):
                with suppress(OSError):
                    disk.unlink(name)
            raise
        for name in old[: 1 - KEPT]:
            with suppress(OSError):
                disk.unlink(name)
    return entry


def _loaded(row: list[Any]) -> Change:
    from base64 import b64decode

    path, before, after, source = row
    before, after = (None if side is None else b64decode(side, validate=True) for side in (before, after))
    return Change(path, before, after, source)


def _inverse(root: str, change: Change) -> list[Change]:
    path, before, after, source = change
    here = resolve_in_vault(root, path, any_system=False)
    with refusing(path):
        try:
            now = disk.read_bytes(here)
        except FileNotFoundError:
            now = None
        if not source:
            return [] if now == before else [Change(path, after, before)]
        if not disk.listed(here) and disk.listed(resolve_in_vault(root, source, any_system=False)):
            return []
    # A command that was killed may have renamed the note and not edited it yet.
    return [Change(source, before if now == before else after, before, source=path)]
