"""The rebase of `git sync`: begun, known again after a kill, and taken back without losing what nobody committed.

`git rebase --abort` puts every file back, also one that an editor saved meanwhile; and `--continue` after a kill leaves
out the commit at which git was killed. So vaultnet calls neither for a rebase that did not stop of its own accord.
"""

import os
from contextlib import suppress

from vaultnet.vault import disk
from vaultnet.vault.change import refusing
from vaultnet.vault.repository import Ran, git

_MARK = "vaultnet-sync"  # in the git folder: branch, its commit, and what it is put upon, while a rebase of ours runs
_FOLDER = "rebase-merge"
_BEGUN = {"MERGE_HEAD": "a merge", "CHERRY_PICK_HEAD": "a cherry-pick", "REVERT_HEAD": "a revert"}
# what git's settings could change about it: another way of working, branches that are moved along
_PLAINLY = ("-c", "rebase.backend=merge", "-c", "rebase.updateRefs=false")
_AT_ONCE = 200  # paths in one command


def under_way(git_dir: str) -> str:
    """What is under way in the repository: "stopped" (a rebase of ours, at a conflict), "killed" (one that did not end),
    else what somebody else began, as `a merge`; "" for nothing."""
    mark = _marked(git_dir)
    folder = os.path.join(git_dir, _FOLDER)
    if disk.exists(folder):
        begun = [_read(folder, "orig-head"), _read(folder, "onto")]
        if not mark or (all(begun) and begun != mark[1:]):
            return "a rebase"
        return "stopped" if disk.exists(os.path.join(folder, "stopped-sha")) else "killed"
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
    end(git_dir)
    mark = os.path.join(git_dir, _MARK)
    with refusing(mark):
        disk.write_new(mark, os.fsencode("\n".join([git(root, "symbolic-ref", "HEAD").out.strip(), *commits])))
    return git(root, *_PLAINLY, "rebase", "-q", "--autostash", onto, ok=range(-64, 256))


def go_on(root: str) -> Ran:
    """Go on with a rebase that stopped."""
    return git(root, *_PLAINLY, "rebase", "--continue", ok=range(-64, 256))


def end(git_dir: str) -> None:
    """Forget that a rebase is ours."""
    with suppress(OSError):
        disk.unlink(os.path.join(git_dir, _MARK))


def take_back(root: str, git_dir: str) -> None:
    """Back to the branch as it was. Only what git itself had written is put back; any other text stays where it is.

    May be killed at any point, and called again.
    """
    branch, before, onto = _marked(git_dir)
    folder = os.path.join(git_dir, _FOLDER)
    aside = _read(folder, "autostash")
    now = git(root, "rev-parse", branch).out.strip()
    if now == before:  # else it had come to its end, but for a few words
        _put_back(root, before, [onto, git(root, "rev-parse", "HEAD").out.strip()])
    git(root, "symbolic-ref", "HEAD", branch)
    if now == before:
        git(root, "reset", "-q")
    if disk.exists(folder):
        git(root, "rebase", "--quit")
    if aside:
        if aside not in git(root, "stash", "list", "--format=%H").out.split():
            git(root, "stash", "store", "-m", "autostash", aside)
        git(root, "stash", "pop", "-q", ok=range(256))
    end(git_dir)


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
    """The three parts of the mark, nothing where there is none or it is not whole."""
    parts = _read(git_dir, _MARK).split("\n")
    return parts if len(parts) == 3 and len(parts[2]) == len(parts[1]) else []


def _read(folder: str, name: str) -> str:
    try:
        return os.fsdecode(disk.read_bytes(os.path.join(folder, name))).strip()
    except OSError:
        return ""
