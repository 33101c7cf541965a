"""A proposed write: its form, where it may go, how it is shown, and what to say where the system refuses it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from vaultnet.errors import Refused
from vaultnet.vault import disk

_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_ODD = frozenset('<>:"|?*\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069')
AGAIN = "run the command again; it reads the note as it is now"
CAUSES = {
    errno.EROFS: ("the disk is read-only", "nothing can be written here until it is mounted writable"),
    errno.EACCES: ("no permission to write here", "look at owner and mode of the note and its folder"),
    errno.EPERM: ("no permission to write here", "look at owner and mode of the note and its folder"),
    errno.ENOSPC: ("the disk is full", "make room, then run the command again"),
    errno.EDQUOT: ("your share of the disk is used up", "make room, then run the command again"),
    errno.EFBIG: ("the file would be larger than the system allows", "see `ulimit -f`"),
    errno.EEXIST: ("a file of this name is there already", "choose another name"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
    errno.ENOENT: ("moved or deleted meanwhile", AGAIN),
    errno.ENOTDIR: ("a file stands where a folder is needed", "choose another folder"),
    errno.EISDIR: ("this is a folder, not a note", "choose another name"),
    errno.ELOOP: ("a link that leads in a circle", "mend or remove the link"),
}


class Change(NamedTuple):
    """A proposed write. `path` is vault-relative with `/`; `before` is what was read, None = the file must not exist;
    `after` None = delete. `source` is the old path of a rename; `before` is then the content of `source`."""

    path: str
    before: bytes | None
    after: bytes | None
    source: str = ""


def resolve_in_vault(root: str, path: str, *, any_system: bool = True) -> str:
    """The absolute path, links followed, that a vault-relative one stands for; it always lies inside the vault.

    Raises Refused for `..`, absolute, hidden and unprintable names, for links that lead outside, in a circle or into a
    hidden folder, and for names that other systems cannot hold. The last only where nothing has the name yet, since
    such a note must stay editable; `any_system=False` leaves it out, to put back what was there.
    """
    parts = path.split("/")
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        raise Refused("no file system can hold this name", path=ascii(path)) from None
    for part in parts:
        if why := _unsafe(part):
            raise Refused(why, path=path, hint="name a note by its path inside the vault")
    with refusing(path):
        top = disk.real_path(root)
        within = top.rstrip(os.sep) + os.sep
        here = top
        for part in parts:
            here = os.path.join(here, part)
            if any_system and (why := _unportable(part)) and (os.name == "nt" or not disk.exists(here)):
                raise Refused(why, path=path, hint="choose another name")
        real = disk.real_path(here)
        if not real.startswith(within):
            raise Refused("a link leads out of the vault", path=path, hint="vaultnet writes inside the vault only")
        if os.sep + "." in real[len(within) - 1 :]:
            raise Refused("a link leads into a hidden folder", path=path, hint="vaultnet writes notes only")
        disk.exists(real)  # raises where the way there is a circle of links, leads through a file or may not be walked
        if disk.is_link(real):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return real


def as_diff(change: Change) -> str:
    """A unified diff with 3 lines of context, "" when nothing changes. Bytes that are no UTF-8 are shown as `\\xff`.

    CRLF is left out where all lines of both sides have it; where they differ, a CR is shown as `^M`.
    """
    import difflib

    both = [side for side in (change.before, change.after) if side is not None]
    if all(side.count(b"\n") == side.count(b"\r\n") == side.count(b"\r") for side in both):
        eol = "\r\n"
    else:
        eol = "\n" if any(b"\n" in side for side in both) else "\r"
    hunks = "".join(list(difflib.unified_diff(_lines(change.before, eol), _lines(change.after, eol)))[2:])
    head = f"rename from {change.source}\nrename to {change.path}\n" if change.source else ""
    if not hunks and len(both) == 2:
        return head
    old = "/dev/null" if change.before is None else f"a/{change.source or change.path}"
    new = "/dev/null" if change.after is None else f"b/{change.path}"
    return f"{head}--- {old}\n+++ {new}\n{hunks}"


@contextmanager
def refusing(path: str) -> Iterator[None]:
    """Turn an OSError into a Refused that says the cause in plain words."""
    try:
        yield
    except OSError as error:
        cause, hint = CAUSES.get(error.errno or 0, (error.strerror or str(error), ""))
        raise Refused(cause, path=path, hint=hint) from error


def _unsafe(part: str) -> str:
    """Why a component must never be followed, "" if it may be."""
    if not part:
        return "an absolute path, or an empty part of one"
    if part.startswith("."):
        return "a hidden name, or one that leads out of its folder"
    if "\\" in part or any(char < " " or "\x7f" <= char <= "\x9f" for char in part):
        return "a backslash or a control character in a name"
    return ""


def _unportable(part: str) -> str:
    """Why a new file must not be called so, "" if it may be: other systems, where the vault is synced to, refuse it."""
    if part[-1] in " .":
        return "a name that ends in a space or a dot"
    if part[0] == "-":
        return "a name that begins like an option"
    if any(char in _ODD for char in part):
        return 'a name with one of <>:"|?*, or with a mark that turns the direction of writing'
    if part.partition(".")[0].rstrip().lower() in _RESERVED:
        return "a name that Windows keeps for a device"
    if len(os.fsencode(part)) > 200:
        return "the name is too long"
    return ""


def _lines(data: bytes | None, eol: str) -> list[str]:
    text = (data or b"").decode("utf-8", "backslashreplace")
    *lines, last = (line.replace("\r", "^M") + "\n" for line in text.split(eol))
    return [*lines, last + "\\ No newline at end of file\n"] if last != "\n" else lines
