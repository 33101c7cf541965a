"""Writes notes, and can take it back: the only code that changes a user's file.

A command hands over *changes*: what it read, what it wants. All are checked before the first byte is written; new text
is on the disk under a temporary name before the first note is touched, and what stood there before is kept in the undo
journal. From then on only renames happen, so a full disk can no longer strike. A note is exchanged with its new text in
one step; what comes out must be what was read, else another program saved meanwhile: its text goes back, is merged with
ours, and all begins anew. Where the two do not go together, nothing is written and the person is told.

Temporary names, both hidden and in the note's own folder:
`.vn-<pid>-part-<mark>.tmp`              our own new text, not yet in any note
`.vn-<pid>-<before>-<after>-<mark>.tmp`  about to be exchanged, or what came out: with neither hash it is another's save
"""

import errno
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from stat import S_ISREG
from typing import NamedTuple

from vaultnet.errors import Refused
from vaultnet.vault import disk
from vaultnet.vault.arrivals import Arrivals
from vaultnet.vault.change import AGAIN, Change, refusing, resolve_in_vault
from vaultnet.vault.journal import remember
from vaultnet.vault.sweep import hashed

# An editor that saves in place empties the file first. One that was written just now is left alone until it is quiet,
# and what came out is looked at again a moment later, for a program that had it open. Measured: no save lost in 1,500.
# An empty note waits longer still: a program that is held up between emptying and writing would look just like it.
_QUIET, _QUIET_EMPTY, _GRACE, _PATIENCE = 0.003, 0.1, 0.004, 20
# Before another's save is merged it has been there for so long; so many saves one after the other are merged.
_SETTLED, _MERGES = 0.005, 5
_MEANWHILE = "changed while we wrote"
_SAME_INSTANT = "another program saved it in the same instant: that save may be lost"


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


class Meanwhile(Refused):
    """Another program saved the note after it was read. Nothing of it was written over."""


def apply(root: str, changes: Sequence[Change], *, state: str, told: str, journal: bool = True) -> None:
    """Carry out all changes or none. `state` is the vault's state folder, `told` what undo calls them.

    A note that another program saved meanwhile is merged with what it saved, where both go together. `journal=False` makes
    no undo entry, and merges nothing: for the inverse changes of an undo. Raises Refused with the cause; what was written
    before it is put back, except a note that yet another program changed since, which the message names.
    """
    for _ in range(_MERGES):
        try:
            _apply(root, changes, state, told, journal)
            return
        except Meanwhile:
            merged = _merged(root, changes) if journal else None
            if merged is None:
                raise
            changes = merged
    _apply(root, changes, state, told, journal)


def _merged(root: str, changes: Sequence[Change]) -> list[Change] | None:
    """The changes upon what the notes hold now; None where a save goes on, or the two do not go together."""
    from vaultnet.text.merge import merge

    found = []
    for change in changes:
        if change.before is None or change.after is None or change.source:
            found.append(change)
            continue
        now = _settled(resolve_in_vault(root, change.path))
        if now is None:
            return None
        if now != change.before:
            try:
                merged = merge(change.before.decode(), change.after.decode(), now.decode())
            except UnicodeDecodeError:
                return None
            if merged.conflicts:
                return None
            change = change._replace(before=now, after=merged.text.encode())
        found.append(change)
    return found if found != list(changes) else None


def _settled(name: str) -> bytes | None:
    """What a file holds, once nobody has written to it for a moment; None where it stays empty or restless."""
    for _ in range(_PATIENCE):
        with suppress(OSError):
            seen = disk.stat(name)
            text = disk.read_bytes(name)
            # a save in place empties the file first: half of it must not be taken for the whole
            if text and _stamp(disk.stat(name)) == _stamp(seen) and not 0 <= time.time() - seen.st_mtime < _SETTLED:
                return text
        time.sleep(_SETTLED / 2)
    return None


def _stamp(seen: os.stat_result) -> tuple[int, int, int]:
    return seen.st_ino, seen.st_size, seen.st_mtime_ns


def _apply(root: str, changes: Sequence[Change], state: str, told: str, journal: bool) -> None:
    wanted = [change for change in changes if change.source or change.before != change.after]
    steps = _checked(root, wanted, any_system=journal)  # an undo may bring back a name that was there before
    begun: list[_Step] = []
    folders: list[str] = []
    entry = ""
    try:
        for step in steps:
            with refusing(step.path):
                _prepare(step, folders)
        if journal and steps:
            entry = remember(state, told, wanted)
        for step in steps:
            with refusing(step.path):
                begun.append(step)  # first, so that an interrupt between two calls is rolled back as well
                _place(step)
        both = {os.path.dirname(name): step.path for step in steps for name in (step.source, step.here) if name}
        for folder, path in both.items():
            with refusing(path):
                disk.sync_folder(folder)
        _look_again(steps)
    except BaseException as fault:
        stays = _roll_back(steps, begun, folders)
        if entry and not stays:
            with suppress(OSError):
                disk.unlink(entry)
        if stays and isinstance(fault, Refused):
            message = f"{fault.message}; written already and not put back: {', '.join(stays)}"
            hint = "`vaultnet undo` takes back what still stands as it was written"
            raise Refused(message, path=fault.path, line=fault.line, hint=hint) from fault
        raise
    for step in steps:
        if step.kind in ("replace", "delete"):
            with suppress(OSError):  # all is in place: what is left behind is swept by the next command
                disk.unlink(step.out)


def check(root: str, changes: Sequence[Change]) -> None:
    """Raise the `Refused` that `apply` would begin with; nothing is written."""
    _checked(root, [change for change in changes if change.source or change.before != change.after], any_system=True)


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
        with refusing(path):
            new = bool(source) or before is None
            if new and disk.is_link(os.path.join(root, path)):  # also one that leads nowhere: it has the name
                raise OSError(errno.EEXIST, "")
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
    with refusing(path):
        if whole and disk.is_link(os.path.join(root, path)):
            raise Refused("a link, not a note", path=path, hint="move or delete the note it leads to")
        if not S_ISREG(disk.stat(here).st_mode):
            raise OSError(errno.EISDIR, "")
        if disk.read_bytes(here) != before:
            raise Meanwhile("changed since it was read", path=path, hint=AGAIN)
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
    part, out = f"{stem}part-{mark}", f"{stem}{hashed(before)}-{hashed(after)}-{mark}"
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
        disk.rename(step.here, step.out)  # a name that nobody else has; whatever stands there now comes out
        _expect(step.out, step)
        return
    disk.rename_new(step.part, step.out)
    try:
        disk.exchange(step.out, step.here)
    except OSError as error:
        if error.errno not in disk.UNSUPPORTED:
            raise
        disk.rename_new(step.out, step.part)
        _compare_and_replace(step, step.part, step.out, step.before)
    else:
        _expect(step.out, step)


def _compare_and_replace(step: _Step, new: str, out: str, expected: bytes) -> None:
    """Replace the note by the file `new` where the system cannot exchange the two; what it held stays in sight as `out`.

    A save that falls between the last look and the replacing is lost with the file it was in, and is told. To make it
    rare, a file that somebody has just written beside the note is waited for: it is about to take the note's place.
    """
    arrivals = Arrivals(step.here, new)
    try:
        with suppress(OSError):  # where there are second names; a save in place, into this file, is found by it later
            disk.link(step.here, out)
        seen = _stamp(disk.stat(step.here))
        _expect(step.here, step, expected)
        for _ in range(_PATIENCE):
            if not _save_under_way(os.path.dirname(step.here)):
                break
            time.sleep(_QUIET)
        arrivals.look()
        if _stamp(disk.stat(step.here)) != seen:
            raise Meanwhile(_MEANWHILE, path=step.path, hint=AGAIN)
        disk.replace(new, step.here)
        if arrivals.before_ours():
            raise Refused(_SAME_INSTANT, path=step.path, hint="save it there once more, then run the command again")
    finally:
        arrivals.close()


def _save_under_way(folder: str) -> bool:
    """Whether a file that is no note, and none of ours, was written here just now."""
    for entry in disk.scan(folder):
        if not entry.name.endswith(".md") and not entry.name.startswith(f".vn-{os.getpid()}-"):
            with suppress(OSError):
                if 0 <= time.time() - entry.stat().st_mtime < _QUIET:
                    return True
    return False


def _expect(name: str, step: _Step, text: bytes | None = None) -> None:
    if disk.read_bytes(name) != (step.before if text is None else text):
        raise Meanwhile(_MEANWHILE, path=step.path, hint=AGAIN)


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
    raise Meanwhile(_MEANWHILE, path=step.path, hint=AGAIN)


def _look_again(steps: Sequence[_Step]) -> None:
    """Raise Refused when a program that had a note open has written into what came out."""
    given_out = [step for step in steps if step.kind in ("replace", "delete")]
    if given_out:
        time.sleep(_GRACE)
    for step in given_out:
        with refusing(step.path):
            if disk.exists(step.out):
                _expect(step.out, step)


def _roll_back(steps: Sequence[_Step], begun: Sequence[_Step], folders: Sequence[str]) -> list[str]:
    """Put everything back as far as it still is what we wrote; the paths of notes that stay changed."""
    stays = []
    for step in reversed(steps):
        back = step not in begun
        with suppress(OSError, Refused):
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
        old, ours = step.out, step.part
        if not disk.exists(old):  # no exchange and no second names here: the old text is ours to write again
            old, ours = ours, old
            disk.write_new(old, step.before, like=step.here)
        _compare_and_replace(step, old, ours, step.after)
        if not disk.exists(ours):
            return True
        if disk.read_bytes(ours) != step.after:
            disk.replace(ours, step.here)
            return False
        disk.unlink(ours)
        return True
    if disk.read_bytes(step.out) != step.after:  # saved once more, upon our text: the newest stays in its place
        disk.exchange(step.out, step.here)
        return False
    disk.unlink(step.out)
    return True
