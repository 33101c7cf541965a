"""Writes notes, and can take it back: the only code that changes a user's file.

A command hands over *changes*: what it read, what it wants. All are checked before the first byte is written; new text
is on the disk under a temporary name before the first note is touched, and what stood there before is kept in the undo
journal. From then on only renames happen, so a full disk can no longer strike. A note is exchanged with its new text in
one step; what comes out must be what was read, else another program saved meanwhile and its text goes back.

Temporary names, both hidden and in the note's own folder:
`.vn-<pid>-part-<mark>.tmp`              our own new text, not yet in any note
`.vn-<pid>-<before>-<after>-<mark>.tmp`  about to be exchanged, or what came out: with neither hash it is another's save
"""

import errno
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from stat import S_ISREG
from typing import Any, NamedTuple

from vaultnet.errors import Refused, UsageFault
from vaultnet.vault import disk

KEPT = 50  # entries of the undo journal
# An editor that saves in place empties the file first. One that was written just now is left alone until it is quiet,
# and what came out is looked at again a moment later, for a program that had it open. Measured: no save lost in 1,500.
# An empty note waits longer still: a program that is held up between emptying and writing would look just like it.
_QUIET, _QUIET_EMPTY, _GRACE, _PATIENCE = 0.003, 0.1, 0.004, 20

_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_MEANWHILE = "changed while we wrote"
_AGAIN = "run the command again; it reads the note as it is now"
_CAUSES = {
    errno.EROFS: ("the disk is read-only", "nothing can be written here until it is mounted writable"),
    errno.EACCES: ("no permission to write here", "look at owner and mode of the note and its folder"),
    errno.EPERM: ("no permission to write here", "look at owner and mode of the note and its folder"),
    errno.ENOSPC: ("the disk is full", "make room, then run the command again"),
    errno.EDQUOT: ("your share of the disk is used up", "make room, then run the command again"),
    errno.EFBIG: ("the file would be larger than the system allows", "see `ulimit -f`"),
    errno.EEXIST: ("a file of this name is there already", "choose another name"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
    errno.ENOENT: ("moved or deleted meanwhile", _AGAIN),
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


class _Step(NamedTuple):
    """One thing done to one file; a rename that also edits is two. All but `path` (for messages) are absolute."""

    kind: str
    path: str
    here: str
    before: bytes
    after: bytes
    part: str
    out: str
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
    with _refusing(path):
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


def diff(change: Change) -> str:
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


def apply(root: str, changes: Sequence[Change], *, state: str, told: str, journal: bool = True) -> None:
    """Carry out all changes or none. `state` is the vault's state folder, `told` what undo calls them.

    `journal=False` makes no undo entry: for the inverse changes of an undo. Raises Refused with the cause; what was
    written before it is put back, except a note that yet another program changed since, which the message names.
    """
    wanted = [change for change in changes if change.source or change.before != change.after]
    steps = _checked(root, wanted, any_system=journal)  # an undo may bring back a name that was there before
    begun: list[_Step] = []
    folders: list[str] = []
    entry = ""
    try:
        for step in steps:
            with _refusing(step.path):
                _prepare(step, folders)
        if journal and steps:
            entry = _remember(state, told, wanted)
        for step in steps:
            with _refusing(step.path):
                begun.append(step)  # first, so that an interrupt between two calls is rolled back as well
                _place(step)
        both = {os.path.dirname(name): step.path for step in steps for name in (step.source, step.here) if name}
        for folder, path in both.items():
            with _refusing(path):
                disk.sync_folder(folder)
        _look_again(steps)
    except BaseException as fault:
        stays = _roll_back(steps, begun, folders)
        if entry and not stays:
            with suppress(OSError):
                disk.unlink(entry)
        if stays and isinstance(fault, Refused):
            fault.message += f"; written already and not put back: {', '.join(stays)}"
            fault.hint = "`vaultnet undo` takes back what still stands as it was written"
        raise
    for step in steps:
        if step.kind in ("replace", "delete"):
            with suppress(OSError):  # all is in place: what is left behind is swept by the next command
                disk.unlink(step.out)


def undo(root: str, state: str) -> tuple[str, list[Change]]:
    """What the newest journal entry is called, and the changes that take it back by `apply(journal=False)`.

    What already stands as it was before (a killed command, or mended by hand) is left out, so the list may be empty.
    Raises UsageFault when there is nothing to undo. Call `undone` once the changes are applied.
    """
    import json

    with _refusing(state):
        entries = _entries(state)
        if not entries:
            raise UsageFault("nothing to undo")
        text = disk.read_bytes(entries[-1])
    try:
        entry = json.loads(text)
        told, changes = str(entry["told"]), [_loaded(row) for row in entry["changes"]]
    except (ValueError, KeyError, TypeError):
        raise Refused("damaged undo entry", path=entries[-1], hint="remove it by hand") from None
    return told, [back for change in reversed(changes) for back in _inverse(root, change)]


def undone(state: str) -> None:
    """Drop the newest journal entry: it has been taken back. Raises Refused when it cannot be removed."""
    with _refusing(state):
        for entry in _entries(state)[-1:]:
            disk.unlink(entry)


def sweep(root: str, folders: Iterable[str]) -> list[str]:
    """Remove what killed commands left in these vault-relative folders ("" = the vault itself). Raises nothing.

    Returns the vault-relative paths of temporary files that hold text which is nowhere else: they stay, to be reported.
    """
    kept = []
    for folder in folders:
        with suppress(OSError):
            kept += [f"{folder}/{name}".lstrip("/") for name in _swept(os.path.join(root, folder))]
    return kept


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
    if part.partition(".")[0].rstrip().lower() in _RESERVED:
        return "a name that Windows keeps for a device"
    if len(os.fsencode(part)) > 200:
        return "the name is too long"
    return ""


def _lines(data: bytes | None, eol: str) -> list[str]:
    text = (data or b"").decode("utf-8", "backslashreplace")
    *lines, last = (line.replace("\r", "^M") + "\n" for line in text.split(eol))
    return [*lines, last + "\\ No newline at end of file\n"] if last != "\n" else lines


@contextmanager
def _refusing(path: str) -> Iterator[None]:
    """Turn an OSError into a Refused that says the cause in plain words."""
    try:
        yield
    except OSError as error:
        cause, hint = _CAUSES.get(error.errno or 0, (error.strerror or str(error), ""))
        raise Refused(cause, path=path, hint=hint) from error


def _hashed(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()[:16]


def _checked(root: str, changes: Sequence[Change], *, any_system: bool) -> list[_Step]:
    """The steps of all changes, each held against the disk; raises Refused before anything is written."""
    steps: list[_Step] = []
    taken: set[str] = set()
    for change in changes:
        path, before, after, old_path = change
        if old_path and (before is None or after is None):
            raise ValueError(f"no such change: {path!r} from {old_path!r}")
        here = resolve_in_vault(root, path, any_system=any_system)
        source = resolve_in_vault(root, old_path) if old_path else ""
        for name in filter(None, (here, source)):
            if name in taken:
                raise Refused("two changes at once for this file", path=path, hint="do one after the other")
            taken.add(name)
        with _refusing(path):
            new = bool(source) or before is None
            if new and disk.exists(here) and not (source and disk.one_but_for_case(source, here)):
                raise OSError(errno.EEXIST, "")
            _check_writable(os.path.dirname(here))
        if before is not None:
            # Moving or deleting a link would leave its note where it is; a relative link would lead elsewhere then.
            whole = bool(source) or after is None
            _check_read(root, old_path or path, source or here, before, whole=whole)
        steps += _steps(change, here, source)
    return steps


def _check_read(root: str, path: str, here: str, before: bytes, *, whole: bool) -> None:
    with _refusing(path):
        if whole and disk.is_link(os.path.join(root, path)):
            raise Refused("a link, not a note", path=path, hint="move or delete the note it leads to")
        if not S_ISREG(disk.stat(here).st_mode):
            raise OSError(errno.EISDIR, "")
        if disk.read_bytes(here) != before:
            raise Refused("changed since it was read", path=path, hint=_AGAIN)
        _check_writable(here)
        _check_writable(os.path.dirname(here))


def _check_writable(name: str) -> None:
    while not disk.exists(name):
        name = os.path.dirname(name)
    if not disk.writable(name):
        raise OSError(errno.EACCES, "")


def _steps(change: Change, here: str, source: str) -> list[_Step]:
    before, after = change.before or b"", change.after or b""
    stem, mark = os.path.join(os.path.dirname(here), f".vn-{os.getpid()}-"), f"{os.urandom(4).hex()}.tmp"
    part, out = f"{stem}part-{mark}", f"{stem}{_hashed(before)}-{_hashed(after)}-{mark}"
    kind = "create" if change.before is None else "delete" if change.after is None else "replace"
    step = _Step(kind, change.path, here, before, after, part, out, source)
    return [step._replace(kind="rename"), step][: 1 + (before != after)] if source else [step]


def _prepare(step: _Step, made: list[str]) -> None:
    """Do all that needs room on the disk: missing folders and the flushed new text under a temporary name."""
    if step.kind in ("create", "rename"):
        disk.make_folders(os.path.dirname(step.here), made)
    if step.kind in ("create", "replace"):
        disk.write_new(step.part, step.after, like="" if step.kind == "create" else step.source or step.here)


def _place(step: _Step) -> None:
    """Do the step with renames only; raises Refused when another program's text came to light."""
    if step.kind == "create":
        disk.rename_new(step.part, step.here)
        return
    if step.kind == "rename":
        if disk.exists(step.here) and disk.one_but_for_case(step.source, step.here):
            disk.rename(step.source, step.here)
        else:
            disk.rename_new(step.source, step.here)
        _expect(step.here, step)
        return
    _wait_until_quiet(step)
    if step.kind == "delete":
        disk.rename_new(step.here, step.out)
        _expect(step.out, step)
        return
    disk.rename_new(step.part, step.out)
    try:
        disk.exchange(step.out, step.here)
    except OSError as error:
        if error.errno not in disk.UNSUPPORTED:
            raise
        disk.rename_new(step.out, step.part)
        with suppress(OSError):  # a second name keeps what is replaced in sight, where there are second names
            disk.link(step.here, step.out)
        _expect(step.here, step)
        disk.replace(step.part, step.here)
    else:
        _expect(step.out, step)


def _expect(name: str, step: _Step) -> None:
    if disk.read_bytes(name) != step.before:
        raise Refused(_MEANWHILE, path=step.path, hint=_AGAIN)


def _wait_until_quiet(step: _Step) -> None:
    quiet = _QUIET if step.before else _QUIET_EMPTY
    for _ in range(_PATIENCE):
        seen = disk.stat(step.here)
        age = time.time() - seen.st_mtime
        if seen.st_size != len(step.before):
            break
        if not 0 <= age < quiet:  # a time to come is a wrong clock, not a save
            return
        time.sleep(quiet - age)
    raise Refused(_MEANWHILE, path=step.path, hint=_AGAIN)


def _look_again(steps: Sequence[_Step]) -> None:
    """Raise Refused when a program that had a note open has written into what came out."""
    given_out = [step for step in steps if step.kind in ("replace", "delete")]
    if given_out:
        time.sleep(_GRACE)
    for step in given_out:
        with _refusing(step.path):
            if disk.exists(step.out):
                _expect(step.out, step)


def _roll_back(steps: Sequence[_Step], begun: Sequence[_Step], folders: Sequence[str]) -> list[str]:
    """Put everything back as far as it still is what we wrote; the paths of notes that stay changed."""
    stays = []
    for step in reversed(steps):
        back = step not in begun
        with suppress(OSError):
            if step.kind in ("create", "replace") and disk.exists(step.part):
                back = True
                disk.unlink(step.part)
                if disk.exists(step.out):  # the second name of a note that was not replaced yet
                    disk.unlink(step.out)
            else:
                back = back or _put_back(step)
        if not back:
            stays.append(step.path)
    for folder in reversed(folders):
        with suppress(OSError):
            disk.remove_folder(folder)
    return list(dict.fromkeys(stays))


def _put_back(step: _Step) -> bool:
    """Take one step back by what the disk shows of it; False when another program's text stands there now."""
    if step.kind == "rename":
        if not disk.listed(step.source):
            (disk.rename if disk.exists(step.source) else disk.rename_new)(step.here, step.source)
        return True
    if step.kind == "create":
        if disk.read_bytes(step.here) != step.after:
            return False
        disk.rename_new(step.here, step.out)
        if disk.read_bytes(step.out) == step.after:
            disk.unlink(step.out)
            return True
        disk.rename_new(step.out, step.here)
        return False
    if step.kind == "delete":
        if disk.exists(step.out):
            disk.rename_new(step.out, step.here)
        return True
    if disk.exists(step.out) and disk.read_bytes(step.out) == step.after:  # not exchanged yet
        disk.unlink(step.out)
        return True
    try:
        disk.exchange(step.out, step.here)
    except OSError as error:
        if error.errno not in {*disk.UNSUPPORTED, errno.ENOENT} or disk.read_bytes(step.here) != step.after:
            return False
        old = step.out
        if not disk.exists(old):  # no exchange and no second names here: the old text is ours to write again
            old = step.part
            disk.write_new(old, step.before, like=step.here)
        disk.replace(old, step.here)
        return True
    if disk.read_bytes(step.out) != step.after:  # saved once more, upon our text: the newest stays in its place
        disk.exchange(step.out, step.here)
        return False
    disk.unlink(step.out)
    return True


def _entries(state: str) -> list[str]:
    """The journal's entries, oldest first: `<number>-<pid>.json`."""
    try:
        names = disk.listing(state)
    except FileNotFoundError:
        return []
    return [os.path.join(state, name) for name in sorted(names) if name.endswith(".json") and name[:8].isdecimal()]


def _remember(state: str, told: str, changes: Sequence[Change]) -> str:
    """Write the journal entry, drop the oldest beyond KEPT, and return its path."""
    import json
    from base64 import b64encode

    def coded(data: bytes | None) -> str | None:
        return None if data is None else b64encode(data).decode()

    rows = [[change.path, coded(change.before), coded(change.after), change.source] for change in changes]
    with _refusing(state):
        disk.make_folders(state, [], 0o700)
        _swept(state)
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
    with _refusing(path):
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


def _swept(folder: str) -> list[str]:
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
        or _hashed(data) in hashes
        or any(
            entry.name.endswith(".md") and entry.stat().st_size == len(data) and disk.read_bytes(entry.path) == data
            for entry in disk.scan(folder)
        )
    )
