"""The rebase of `git sync`: begun, known again after a kill, and taken back without losing what nobody committed.

`git rebase --abort` puts every file back, also one that an editor saved meanwhile; and `--continue` after a kill leaves
out the commit at which git was killed. So vaultnet calls neither for a rebase that did not stop of its own accord.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from vaultnet.errors import Refused
from vaultnet.vault import disk
from vaultnet.vault.change import refusing
from vaultnet.vault.repository import Ran, git

_MARK = "vaultnet-sync"  # in the git folder: branch, its commit, and what it is put upon, while a rebase of ours runs
_FOLDER = "rebase-merge"
_BEGUN = {"MERGE_HEAD": "a merge", "CHERRY_PICK_HEAD": "a cherry-pick", "REVERT_HEAD": "a revert"}
# what git's settings could change about it: another way of working, branches that are moved along
_PLAINLY = ("rebase.backend=merge", "rebase.updateRefs=false")
# what would go on in the background, and hold the folder
_AT_ONE_GO = ("gc.auto=0", "maintenance.auto=false", "core.fsmonitor=false")
_REBASE = (*(word for setting in (*_PLAINLY, *_AT_ONE_GO) for word in ("-c", setting)), "rebase")
_AT_ONCE = 200  # paths in one command


@contextmanager
def alone(git_dir: str) -> Iterator[None]:
    """Let one sync be at work. A rebase holds the folder too: it may outlive a sync that was killed."""
    with refusing(git_dir):
        fd = _hold(git_dir)
    try:
        yield
    finally:
        if fd >= 0:
            os.close(fd)


def _hold(git_dir: str) -> int:
    try:
        import fcntl
    except ImportError:
        return -1  # Windows has no such locks
    fd = disk.open_folder(git_dir)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        raise Refused("another vaultnet git sync is at work here", hint="wait until it is done") from None
    except OSError:
        os.close(fd)
        return -1  # nor have some shares
    os.set_inheritable(fd, True)
    return fd


def under_way(git_dir: str) -> str:
    """What is under way in the repository: "stopped" (a rebase of ours, at a conflict), "killed" (one that did not end),
    "chosen" (one killed after somebody had resolved a conflict in it), else what somebody else began, as `a merge`;
    "" for nothing. Raises `Refused` where the git folder cannot be looked at."""
    with refusing(git_dir):
        return _under_way(git_dir)


def _under_way(git_dir: str) -> str:
    mark = _marked(git_dir)
    folder = os.path.join(git_dir, _FOLDER)
    if disk.exists(folder):
        begun = [_read(folder, "orig-head"), _read(folder, "onto")]
        if not mark or (all(begun) and begun != mark[1:3]):
            return "a rebase"
        if disk.exists(os.path.join(folder, "stopped-sha")):
            return "stopped"
        return "chosen" if mark[3:] and not _read(git_dir, "HEAD").startswith("ref:") else "killed"
    if disk.exists(os.path.join(git_dir, "rebase-apply")):
        return "a rebase"
    other = next((what for name, what in _BEGUN.items() if disk.exists(os.path.join(git_dir, name))), "")
    if other or not mark:
        return other
    if _read(git_dir, "HEAD") in (f"ref: {mark[0]}", mark[2]):
        return "killed"  # git makes no folder where it has nothing to put upon what came in
    end(git_dir)
    return ""


def begin(root: str, git_dir: str, onto: str) -> Ran:
    """Put this branch's commits upon others."""
    commits = git(root, "rev-parse", "HEAD", f"{onto}^{{commit}}").out.split()
    _mark(git_dir, [git(root, "symbolic-ref", "HEAD").out.strip(), *commits])
    return git(root, *_REBASE, "-q", "--autostash", onto, ok=range(-64, 256), holding=True)


def in_the_way(root: str, onto: str) -> list[str]:
    """Files here that git does not know, by paths that commits bring: git writes over those that it ignores."""
    top = git(root, "rev-parse", "--show-toplevel").out.rstrip("\n")
    base = "HEAD" if git(top, "rev-parse", "-q", "--verify", "HEAD", ok=(0, 1, 128)).code == 0 else ""
    words = ("diff", "--name-only", "--no-renames", "--diff-filter=A", base, onto)
    coming = _names(top, *(words if base else ("ls-tree", "-r", "--name-only", onto)))
    with refusing(root):
        there = {path for path in coming if disk.exists(os.path.join(top, path))}
    return sorted(there - _names(top, "ls-files")) if there else []


def go_on(root: str, git_dir: str) -> Ran:
    """Go on with a rebase that stopped."""
    _mark(git_dir, [*_marked(git_dir)[:3], "chosen"])
    return git(root, *_REBASE, "--continue", ok=range(-64, 256), holding=True)


def end(git_dir: str) -> None:
    """Forget that a rebase is ours."""
    with suppress(OSError):
        disk.unlink(os.path.join(git_dir, _MARK))


def take_back(root: str, git_dir: str) -> bool:
    """Back to the branch as it was. Only what git itself had written is put back; any other text stays where it is.

    May be killed at any point, and called again. False: what git had put aside does not fit, and stays in its stash.
    """
    branch, before, onto = _marked(git_dir)[:3]
    folder = os.path.join(git_dir, _FOLDER)
    aside = _read(folder, "autostash")
    now = git(root, "rev-parse", branch).out.strip()
    if now == before:  # else it had come to its end, but for a few words
        _put_back(root, before, [onto, git(root, "rev-parse", "HEAD").out.strip()])
    git(root, "symbolic-ref", "HEAD", branch)
    if now == before:
        _reset(root, git_dir)
    if disk.exists(folder):
        git(root, "rebase", "--quit")
    if aside and aside not in git(root, "stash", "list", "--format=%H").out.split():
        git(root, "stash", "store", "-m", "autostash", aside)
    fits = not aside or git(root, "stash", "pop", "-q", ok=range(256)).code == 0
    end(git_dir)
    return fits


def pick_up(root: str, git_dir: str) -> None:
    """Make a rebase that was killed ready to go on, with what was chosen in it: what it did last is done again.

    Git's own list leaves out the commit that it was at; so the list is made anew from what is not there yet.
    """
    _, before, onto = _marked(git_dir)[:3]
    here = git(root, "rev-parse", "HEAD").out.strip()
    told = "--format=%H%x01%an%x01%ae%x01%at%x01%B%x00"
    there = {row.partition("\1")[2] for row in git(root, "log", told, f"{onto}..{here}").out.split("\0")}
    wanted = ("--reverse", "--no-merges", "--right-only", "--cherry-pick")
    rows = [
        row.strip("\n").partition("\1") for row in git(root, "log", told, *wanted, f"{onto}...{before}").out.split("\0")
    ]
    left = [commit for commit, _, what in rows if commit and what not in there]
    _put_back(root, here, [*left[:1], before, onto])
    _reset(root, git_dir)
    todo = os.path.join(git_dir, _FOLDER, "git-rebase-todo")
    with refusing(todo):
        with suppress(FileNotFoundError):
            disk.unlink(todo + ".vn")
        disk.write_new(todo + ".vn", "".join(f"pick {commit}\n" for commit in left).encode())
        disk.replace(todo + ".vn", todo)


def _mark(git_dir: str, parts: list[str]) -> None:
    mark = os.path.join(git_dir, _MARK)
    with refusing(mark):
        with suppress(FileNotFoundError):
            disk.unlink(mark + ".new")
        disk.write_new(mark + ".new", os.fsencode("\n".join(parts)))
        disk.replace(mark + ".new", mark)


def _put_back(root: str, commit: str, others: list[str]) -> None:
    """Give the files that git took from `others`, or had begun to write, the text they have in a commit."""
    top = git(root, "rev-parse", "--show-toplevel").out.rstrip("\n")
    back: set[str] = set()
    for other in dict.fromkeys(others):
        touched = _names(top, "diff", "--name-only", "--no-renames", commit, other)
        if not touched:
            continue
        git(top, "read-tree", other)
        own = _names(top, "diff", "--name-only")
        back |= {path for path in touched if path not in own or _is_begun(top, other, path)}
    git(top, "read-tree", commit)
    known = _names(top, "ls-files")
    for path in sorted(back - known):
        with refusing(path), suppress(FileNotFoundError):
            disk.unlink(os.path.join(top, path))
    restored = sorted(back & known)
    for start in range(0, len(restored), _AT_ONCE):
        git(top, "checkout-index", "-f", "-q", "--", *restored[start : start + _AT_ONCE])


def _reset(root: str, git_dir: str) -> None:
    """Forget what is staged, and which commit was being picked."""
    git(root, "reset", "-q")
    if disk.exists(
        os.path.join(git_dir, "CHERRY_PICK_HEAD")
    ):  # `reset` says nothing where a killed git's lock forbids it
        git(root, "update-ref", "-d", "CHERRY_PICK_HEAD")


def _is_begun(top: str, commit: str, path: str) -> bool:
    """Whether a file is as git leaves it when killed: gone, or the beginning of what was to be written."""
    try:
        data = disk.read_bytes(os.path.join(top, path))
    except FileNotFoundError:
        return True
    except OSError:
        return False
    shown = git(top, "show", f"{commit}:{path}", ok=range(256))
    return not data or (shown.code == 0 and os.fsencode(shown.out).startswith(data))


def _names(top: str, *words: str) -> set[str]:
    return set(git(top, words[0], "-z", *words[1:]).out.split("\0")) - {""}


def _marked(git_dir: str) -> list[str]:
    """The parts of the mark, three or four, nothing where there is none or it is not whole."""
    parts = _read(git_dir, _MARK).split("\n")
    return parts if len(parts) in (3, 4) and len(parts[2]) == len(parts[1]) else []


def _read(folder: str, name: str) -> str:
    try:
        return os.fsdecode(disk.read_bytes(os.path.join(folder, name))).strip()
    except OSError:
        return ""
