"""What killed commands left behind: temporary files are taken away, but never text that stands nowhere else."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress

from vaultnet.vault import disk


def hashed(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()[:16]


def sweep(root: str, folders: Iterable[str]) -> list[str]:
    """Remove what killed commands left in these vault-relative folders ("" = the vault itself). Raises nothing.

    Returns the vault-relative paths of temporary files that hold text which is nowhere else: they stay, to be reported.
    """
    kept = []
    for folder in folders:
        with suppress(OSError):
            kept += [f"{folder}/{name}".lstrip("/") for name in sweep_folder(os.path.join(root, folder))]
    return kept


def sweep_folder(folder: str) -> list[str]:
    kept = []
    for name in disk.listing(folder):
        words = name[4:-4].split("-")
        if not (name.startswith(".vn-") and name.endswith(".tmp") and len(words) > 2 and _dead(words[0])):
            continue
        path = os.path.join(folder, name)
        with suppress(OSError):
            if words[1] == "part" or _is_elsewhere(disk.read_bytes(path), folder, words[1:3]):
                disk.unlink(path)
            else:
                kept.append(name)
    return kept


def _dead(pid: str) -> bool:
    if os.name == "nt" or not (pid.isascii() and pid.isdecimal()):  # on Windows the question itself would end it
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _is_elsewhere(data: bytes, folder: str, hashes: Sequence[str]) -> bool:
    """Whether the text is what a command read or wrote (the journal has both), is empty, or stands in a note there."""
    return (
        not data
        or hashed(data) in hashes
        or any(
            entry.name.endswith(".md") and entry.stat().st_size == len(data) and disk.read_bytes(entry.path) == data
            for entry in disk.scan(folder)
        )
    )
