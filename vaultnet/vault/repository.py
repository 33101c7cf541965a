"""The git repository that a vault lies in, if it lies in one. Git itself is called for everything, without a shell.

What vaultnet adds is the merge driver: `.gitattributes` names it, for everybody; what it runs stands in the configuration
of each clone, for git takes no commands from others. And an ignore list for what no machine should send to another.
"""

import os
import re
import shlex
import sys
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from typing import NamedTuple

from vaultnet.errors import Refused
from vaultnet.text.merge import Conflict, merge
from vaultnet.vault import disk
from vaultnet.vault.change import AGAIN, Change, refusing
from vaultnet.vault.sweep import sweep

ATTRIBUTES = ("*.md merge=vaultnet",)
# temporary files of vaultnet, sync programs and editors; where Obsidian's windows stand differs on every machine
IGNORED = (".vn-*.tmp", ".syncthing.*.tmp", "~syncthing~*.tmp", ".~lock.*", "*~", ".#*", ".*.swp", ".*.swx", ".DS_Store",
           ".obsidian/workspace.json", ".obsidian/workspace-mobile.json")  # fmt: skip
_DRIVER, _NAME = "merge.vaultnet.driver", "merge.vaultnet.name"
_TOO_MANY = 40
_LOCK = re.compile(r"Unable to create '([^\n]+?\.lock)': File exists")  # the name may hold a quote
_OVERWRITTEN = re.compile(r"would be overwritten by .*:\n((?:\t.*\n)+)")
_AFTER = ("hint:", "error: failed to push some refs", "error: could not commit staged changes")  # no reasons


class Ran(NamedTuple):
    """How git ended, and what it said."""

    code: int
    out: str
    err: str


def git(root: str, *words: str, ok: Collection[int] = (0,), failing: str = "", holding: bool = False) -> Ran:
    """Run git in the vault. Raises `Refused` with its last line where it ends with another code than those in `ok`.

    `holding`: it keeps the lock that this process has on the git folder, should this process be killed.
    """
    import subprocess

    env = {
        name: value for name, value in os.environ.items() if name not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
    }
    everywhere = env.pop("LC_ALL", "")  # what git says is read here: in English, names as they are
    env |= {"LC_CTYPE": everywhere} if everywhere else {}
    env |= {"LC_MESSAGES": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true", "GIT_MERGE_AUTOEDIT": "no"}
    env |= {"LANGUAGE": ""}
    try:
        done = subprocess.run(
            ["git", "-C", root, *words],
            capture_output=True,
            env=env,
            check=False,
            stdin=subprocess.DEVNULL,
            close_fds=not holding,
        )
    except OSError as error:
        raise Refused(
            f"git cannot be started: {error.strerror}", hint="install git, then run the command again"
        ) from error
    out, err = (text.decode("utf-8", "surrogateescape") for text in (done.stdout, done.stderr))
    ran = Ran(done.returncode, out, err)
    if done.returncode not in ok:
        raise refusal(words[0], ran, failing)
    return ran


def refusal(word: str, ran: Ran, hint: str = "") -> Refused:
    """What git said, in the one line that tells why it ended, with what to do."""
    if ran.code < 0:
        import signal

        return Refused(f"git {word}: stopped by the system ({signal.strsignal(-ran.code)})", hint=hint)
    if lock := _LOCK.search(ran.err):
        what = "if none is, one was killed: remove that file, then run the command again"
        return Refused(f"git {word}: another git is at work here ({lock[1]})", hint=f"wait until it is done; {what}")
    if saved := _OVERWRITTEN.search(ran.err):
        what = "nothing of it is lost; run vaultnet git sync again, it goes with the next commit"
        return Refused(f"saved while git was at work: {', '.join(saved[1].split(chr(10) + chr(9))).strip()}", hint=what)
    if "user.email" in ran.err:
        what = 'git config user.name "YOUR NAME" and git config user.email YOU@EXAMPLE.ORG, then run the command again'
        return Refused(f"git {word}: it does not know who you are", hint=what)
    said = [line.strip() for line in ran.err.splitlines() if line.strip() and not line.startswith(_AFTER)]
    first = (line for mark in ("rejected]", "fatal:", "error:") for line in said if mark in line)
    why = next(first, said[-1] if said else f"ended with {ran.code}")
    return Refused(f"git {word}: {why}", hint=hint or "git status, in the vault, says more")


def is_inside(root: str) -> bool:
    """Whether the vault lies in a repository: cheap, git is not asked."""
    with refusing(".git"):
        root = disk.real_path(root)
        while not disk.exists(os.path.join(root, ".git")):
            above = os.path.dirname(root)
            if above == root:
                return False
            root = above
    return True


def check(root: str) -> str:
    """The repository's git folder. Raises `Refused` where the vault lies in none."""
    if not is_inside(root):
        raise Refused("this vault is no git repository", hint="vaultnet init --git makes it one, in the vault's folder")
    found = git(root, "rev-parse", "--absolute-git-dir", failing="look at the repository with git status")
    return found.out.rstrip("\n")


def begin(root: str) -> None:
    """Make the vault a repository, if it lies in none."""
    if not is_inside(root):
        git(root, "init", "-q")


# Setting up ---------------------------------------------------------------------------------------------------------


def driver() -> str:
    """The command that git is to run: this very program, wherever a window or a timer calls git from."""
    script = os.path.join(os.path.dirname(sys.executable), "vaultnet.exe" if os.name == "nt" else "vaultnet")
    words = [script] if os.path.isfile(script) else [sys.executable, "-P", "-m", "vaultnet"]
    # -P: git calls it in the vault, where no module may be taken from
    # git replaces %O and its like, also inside of quotes
    return " ".join(shlex.quote(word).replace("%", "%%") for word in words) + " git merge-file -- %O %A %B %P"


def missing_rules(root: str) -> list[Change]:
    """What is to be added to `.gitattributes` and `.gitignore`."""
    wanted = ((".gitattributes", ATTRIBUTES), (".gitignore", IGNORED))
    found = [change for name, lines in wanted if (change := _with_lines(root, name, lines))]
    if all(change.path != ".gitattributes" for change in found) and not _names_driver(root):
        found += filter(
            None, [_with_lines(root, ".gitattributes", ATTRIBUTES, again=True)]
        )  # a later line took it back
    return found


def _names_driver(root: str) -> bool:
    """Whether git would merge a note here as vaultnet does, by its attributes."""
    return git(root, "check-attr", "-z", "merge", "--", "note.md").out.split("\0")[2:3] == ["vaultnet"]


def _with_lines(root: str, name: str, wanted: tuple[str, ...], again: bool = False) -> Change | None:
    path = os.path.join(root, name)
    with refusing(name):
        if disk.is_link(path) and not os.path.exists(path):
            raise Refused("a link that leads nowhere", path=name, hint="remove it: git reads no rules through a link")
        before = disk.read_bytes(path) if disk.exists(path) else None
    text = before or b""
    there = {b" ".join(line.split()) for line in text.splitlines()}
    missing = [line for line in wanted if again or line.encode() not in there]
    if not missing:
        return None
    eol = b"\r\n" if b"\r\n" in text else b"\n"
    start = text + (eol if text and not text.endswith(b"\n") else b"")
    return Change(name, before, start + b"".join(line.encode() + eol for line in missing))


def knows_driver(root: str) -> bool:
    """Whether this clone runs this program to merge notes."""
    return git(root, "config", "--local", "--get", _DRIVER, ok=(0, 1)).out.rstrip("\n") == driver()


def set_up(root: str, rules: list[Change]) -> None:
    """Write the rules, and tell this clone of the driver."""
    for change in rules:
        path = os.path.join(root, change.path)
        part = os.path.join(root, f".vn-{os.getpid()}-part-{os.urandom(4).hex()}.tmp")
        with refusing(change.path):
            if disk.is_link(path):
                raise Refused(
                    "a link, not a file", path=change.path, hint="add the lines by hand: vaultnet git setup --dry-run"
                )
            if (disk.read_bytes(path) if disk.exists(path) else None) != change.before:
                raise Refused("changed since it was read", path=change.path, hint=AGAIN)
            try:
                disk.write_new(part, change.after or b"", like=path if change.before is not None else "")
                disk.replace(part, path)
            except BaseException:
                with suppress(OSError):
                    disk.unlink(part)
                raise
    if not knows_driver(root):
        git(root, "config", "--local", _NAME, "vaultnet: notes key by key and item by item")
        git(root, "config", "--local", _DRIVER, driver())


def lacking(root: str) -> str:
    """What this clone lacks for merging notes well, in words; "" where it lacks nothing, or git cannot be asked."""
    try:
        if not is_inside(root):
            return ""
        if git(root, "check-ignore", "-q", ".", ok=(0, 1)).code == 0:
            return ""  # a vault inside of a repository that has nothing to do with it
        named = _names_driver(root)
        command = git(root, "config", "--get", _DRIVER, ok=(0, 1)).out.strip()
    except Refused:
        return ""
    if not named:
        return "git merges these notes as plain text: a conflict can end up inside the frontmatter"
    if not command:
        return "this clone lacks the merge driver that .gitattributes names: git merges its notes as plain text"
    words = shlex.split(command.replace("%%", "%"))
    if os.path.isabs(words[0]) and not disk.exists(words[0]):
        return "the merge driver of this clone is no longer there: git cannot merge its notes"
    return ""


def tidy(root: str) -> None:
    """Take away what killed syncs left: git runs the merge driver in its top folder, which may lie above the vault."""
    top = git(root, "rev-parse", "--show-toplevel").out.rstrip("\n")
    sweep(top, {"", os.path.relpath(root, top)})


# Merging ------------------------------------------------------------------------------------------------------------


def merge_files(base: str, ours: str, theirs: str) -> tuple[Conflict, ...]:
    """Merge three files into the second, in one step; what is in conflict. What is no UTF-8 is left to plain git.

    Raises `Refused` for a file that does not lie below the working folder, where git calls a merge driver.
    """
    with refusing(ours):
        below = disk.real_path(os.getcwd()).rstrip(os.sep) + os.sep
        if not disk.real_path(os.path.abspath(ours)).startswith(below):
            hint = "run it in the folder that holds the three files; git does so by itself"
            raise Refused("lies outside of this folder", path=ours, hint=hint)
        read = [disk.read_bytes(path) for path in (base, ours, theirs)]
        try:
            texts = [data.decode("utf-8") for data in read]
        except UnicodeDecodeError:
            return _plainly(base, ours, theirs)
        merged = merge(*texts)
        folder = os.path.dirname(os.path.abspath(ours))
        part = os.path.join(folder, f".vn-{os.getpid()}-part-{os.urandom(4).hex()}.tmp")
        try:
            disk.write_new(part, merged.text.encode("utf-8"), like=ours)
            disk.replace(part, ours)
        except BaseException:
            with suppress(OSError):
                disk.unlink(part)
            raise
    return merged.conflicts


def _plainly(base: str, ours: str, theirs: str) -> tuple[Conflict, ...]:
    files = [os.path.abspath(path) for path in (ours, base, theirs)]
    labels = ("-L", "ours", "-L", "base", "-L", "theirs")
    done = git(os.path.dirname(files[0]), "merge-file", "--diff3", *labels, "--", *files, ok=range(256))
    return (Conflict(1, "not UTF-8: merged by git as plain text"),) if done.code else ()


def version_before(root: str, path: str, copy: str, until: float) -> str:
    """The version of a note in git's history that a copy of it was most likely made from; "" where none is certain.

    Only versions older than the copy (`until`, seconds since 1970) count, and of these the one most like it.
    """
    if not is_inside(root):
        return ""
    log = git(root, "log", f"--max-count={_TOO_MANY}", "--format=%H %ct", "--", f":(literal){path}", ok=(0, 128)).out
    lines = Counter(copy.splitlines())
    best, least = "", -1
    for row in log.splitlines():
        commit, _, seconds = row.partition(" ")
        if int(seconds) > until:
            continue
        shown = git(root, "show", f"{commit}:./{path}", ok=(0, 128))
        if shown.code:
            continue
        there = Counter(shown.out.splitlines())
        apart = (there - lines).total() + (lines - there).total()
        if least < 0 or apart < least:
            best, least = shown.out, apart
    return best


# Sending and receiving ----------------------------------------------------------------------------------------------


class Remote(NamedTuple):
    """Where a branch is sent: the remote's name, the branch there, and what this clone knows of it."""

    name: str
    branch: str
    known: str
    tracked: bool


def branch(root: str) -> str:
    """The branch that is checked out. Raises `Refused` where there is none."""
    found = git(root, "symbolic-ref", "-q", "--short", "HEAD", ok=(0, 1)).out.strip()
    if not found:
        raise Refused("no branch is checked out here", hint="git switch main, or the name of yours")
    return found


def remote(root: str) -> Remote | None:
    """Where the branch is sent; None where nothing is set up, or nobody can say which of several remotes."""
    here = branch(root)
    name = git(root, "config", "--get", f"branch.{here}.remote", ok=(0, 1)).out.strip()
    there = git(root, "config", "--get", f"branch.{here}.merge", ok=(0, 1)).out.strip().removeprefix("refs/heads/")
    if name and there and name != ".":
        return Remote(name, there, f"refs/remotes/{name}/{there}", True)
    names = remotes(root)
    name = "origin" if "origin" in names else names[0] if len(names) == 1 else ""
    return Remote(name, here, f"refs/remotes/{name}/{here}", False) if name else None


def remotes(root: str) -> list[str]:
    """The names of all remotes."""
    return git(root, "remote").out.split()


def exists(root: str, name: str) -> bool:
    """Whether there is a commit of this name."""
    return git(root, "rev-parse", "-q", "--verify", f"{name}^{{commit}}", ok=(0, 1, 128)).code == 0


def count(root: str, commits: str) -> int:
    """How many commits a range holds."""
    return int(git(root, "rev-list", "--count", commits).out)


def stashed(root: str) -> str:
    """The newest of what git has put aside."""
    return git(root, "rev-parse", "-q", "--verify", "refs/stash", ok=(0, 1, 128)).out


def notes_before(root: str) -> list[str]:
    """The vault's Markdown files in the last commit."""
    listed = git(root, "ls-tree", "-r", "--name-only", "-z", "HEAD", "--", ".", ok=(0, 128)).out.split("\0")
    return [path for path in listed if path.lower().endswith(".md")]


def unmerged(root: str) -> list[str]:
    """The files that git could not merge, as seen from the vault: `../code.txt` for one outside of it."""
    return _seen_from(root, "--diff-filter=U")


def staged(root: str) -> list[str]:
    """The files that the next commit changes, seen from the vault."""
    return _seen_from(root, "--cached", "--diff-filter=du")


def _seen_from(root: str, *words: str) -> list[str]:
    inside = git(root, "rev-parse", "--show-prefix").out.rstrip("\n") or "."
    found = git(root, "diff", "--name-only", "-z", *words).out  # some git die of --relative with a conflict outside
    return sorted({os.path.relpath(path, inside).replace(os.sep, "/") for path in found.split("\0") if path})


def side(root: str, path: str, number: int) -> str:
    """A file's text on one side of a conflict, "" where it has none."""
    return git(root, "show", f":{number}:./{path}", ok=range(256)).out


def nested(root: str) -> list[str]:
    """Folders in the vault that are repositories of their own: git would keep nothing of them but a number."""
    found = git(root, "ls-files", "-o", "--exclude-standard", "-z", "--", ".").out.split("\0")
    return sorted(path[:-1] for path in found if path.endswith("/"))


def add_all(root: str, but: list[str]) -> None:
    """Stage the vault's files, those in some folders left out."""
    git(root, "add", "-A", "--", ".", *(f":(exclude,literal){path}" for path in but))


def both_have(root: str, path: str) -> bool:
    """Whether a file that could not be merged is there on both sides."""
    rows = git(root, "ls-files", "-u", "-z", "--", f":(literal){path}").out.split("\0")
    return {"2", "3"} <= {row.partition("\t")[0][-1:] for row in rows}
