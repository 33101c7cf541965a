"""`git`: a vault in git. `setup` makes git merge notes as vaultnet does, `sync` commits, receives and sends.

`merge-file` is what git itself calls; `merge-copy` brings the copy that a sync program left back into its note.
"""

import os
import re
import shlex
from contextlib import suppress

import click

from vaultnet.errors import FINDINGS, Refused
from vaultnet.index.sync import VANISHED_AT_LEAST
from vaultnet.show.console import Call, remark, say, say_diff, say_json, writing
from vaultnet.text.commit import many, tell, written_in
from vaultnet.text.merge import Conflict, merge
from vaultnet.text.names import original_of
from vaultnet.vault import conflicts, disk, rebase, repository
from vaultnet.vault.change import Change, as_diff, refusing
from vaultnet.vault.files import is_note

_OFFLINE = "what you wrote is committed in this clone; run vaultnet git sync again when the other side can be reached"
_KEPT = "what you wrote is committed in this clone; run vaultnet git sync again when this is mended"
_ASIDE = "what was not committed here does not fit what came in (git status); git stash keeps yours as it was"


@click.group("git")
def git() -> None:
    """A vault in git: notes merged key by key and item by item, and one command that commits, receives and sends.

    \b
    Examples:
      vaultnet git setup
      vaultnet git sync
    """


# Setup --------------------------------------------------------------------------------------------------------------


@git.command("setup")
@click.option("--dry-run", is_flag=True, help="Show what would be set up, and change nothing.")
@click.pass_obj
def setup(call: Call, dry_run: bool) -> None:
    """Make git merge notes as vaultnet does: attributes and ignore rules for everybody, the driver for this clone.

    Run it once in each clone, for git takes no programs from others. Safe to run again.

    \b
    Example:
      vaultnet git setup --dry-run
    """
    root = call.desk.root
    repository.check(root)
    rules = repository.missing_rules(root)
    driver = not repository.knows_driver(root)
    if not dry_run:
        repository.set_up(root, rules)
    if call.settings.json:
        changes = [{"path": change.path, "diff": as_diff(change)} for change in rules]
        say_json({"dry_run": True, "changes": changes, "driver": driver} if dry_run else
                 {"changed": [change.path for change in rules], "driver": driver})  # fmt: skip
        return
    for change in rules:
        if dry_run:
            say_diff(as_diff(change))
        else:
            say(f"{'made' if change.before is None else 'changed'} {change.path}")
    if driver:
        say("would tell this clone of the merge driver" if dry_run else "told this clone of the merge driver")
    if not rules and not driver:
        say("set up already: nothing to change")


# Sync ---------------------------------------------------------------------------------------------------------------


@git.command("sync")
@click.option("--dry-run", is_flag=True, help="Show what would be committed; receive and send nothing.")
@click.option("--force", is_flag=True, help="Commit although most notes are gone.")
@click.pass_obj
def sync(call: Call, dry_run: bool, force: bool) -> None:
    """Commit what changed, with a message that tells what; receive what others sent; send.

    Where both sides changed the same thing it stops, names the notes, and leaves both texts there. Mend them, then run
    it again: it goes on where it stopped. Without a remote it commits. An earlier setup is completed first.

    \b
    Example:
      vaultnet git sync
    """
    root = call.desk.root
    git_dir = repository.check(root)
    with rebase.alone(git_dir):
        _sync(call, root, git_dir, dry_run=dry_run, force=force)


def _sync(call: Call, root: str, git_dir: str, *, dry_run: bool, force: bool) -> None:
    under_way = rebase.under_way(git_dir)
    if under_way not in ("", "stopped", "killed", "chosen"):
        hint = "finish it (git status says how), then run vaultnet git sync"
        raise Refused(f"{under_way} is under way here that vaultnet did not begin", hint=hint)
    if dry_run:
        _show_plan(call, root)
        return
    repository.tidy(root)
    if under_way == "stopped":
        _go_on(root, git_dir)
    elif under_way == "chosen":
        rebase.pick_up(root, git_dir)
        _commit(root)  # else git would not go on
        _continue(root, git_dir)
    elif under_way and not rebase.take_back(root, git_dir):
        remark(_ASIDE)
    branch = repository.branch(root)
    repository.set_up(root, repository.missing_rules(root))
    told = _commit(root, force=force)
    if told and not call.settings.json:
        say(f"committed: {told}")
    remote = repository.remote(root)
    received = sent = 0
    if remote:
        received, sent = _exchange(root, git_dir, remote)
    if call.settings.json:
        say_json({"branch": branch, "committed": told, "remote": bool(remote), "received": received, "sent": sent})
    elif not remote:
        names = repository.remotes(root)
        kept = f"{'none of the remotes is chosen' if names else 'there is no remote'}: kept in this clone only"
        say(kept if told else f"nothing to commit, and no remote {'is chosen' if names else 'to ask'}")
        if names:
            remark(f"there are {len(names)} remotes ({', '.join(names)}); once: git push -u {names[0]} {branch}")
    elif received or sent or not told:
        parts = [
            f"{word} {many(number, 'commit')}" for word, number in (("received", received), ("sent", sent)) if number
        ]
        say(", ".join(parts) or "nothing new on either side")


def _show_plan(call: Call, root: str) -> None:
    """What a sync would commit, from what git says of the working tree."""
    status = repository.git(root, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".").out
    paths = sorted(row[3:] for row in status.split("\0") if row and not row.endswith("/"))
    if call.settings.json:
        say_json({"dry_run": True, "changes": [{"path": path, "diff": ""} for path in paths]})
        return
    say(f"would commit {many(len(paths), 'file')}" if paths else "nothing to commit")
    for path in paths:
        say(f"  {path}")


def _commit(root: str, *, force: bool = True) -> str:
    """Commit the vault's files; the message, "" where nothing changed."""
    git = repository.git
    places = [place for path in repository.unmerged(root) for place in conflicts.unsettled(root, path)]
    if places:  # an applied stash, most likely: to add them would call them resolved
        raise _conflict(places, take_back=False)
    nested = repository.nested(root)
    repository.add_all(root, nested)
    for path in nested:
        remark(f"{path}: a repository of its own, left alone (name it in .gitignore, and this is not said again)")
    listed = git(root, "diff", "--cached", "--name-status", "-z", "-M", "--relative", "--", ".").out.split("\0")
    files = []
    rows = iter(listed)
    for status in rows:
        if status:
            path = next(rows)
            files.append((status[0], next(rows) if status[0] in "RC" else path))
    if not files:
        return ""
    gone = [path for status, path in files if status == "D" and is_note(path)]
    if not force and len(gone) >= VANISHED_AT_LEAST and 2 * len(gone) > len(repository.notes_before(root)):
        git(root, "reset", "-q")
        hint = (
            "is the vault mounted, and the folder the right one? If they are gone for good: vaultnet git sync --force"
        )
        raise Refused(f"{many(len(gone), 'note')} have vanished at once: nothing was committed", hint=hint)
    plain = ("-U0", "--no-color", "--no-ext-diff", "--no-textconv")
    patch = git(root, "diff", "--cached", *plain, "-M", "--relative", "--", ".").out
    parts = re.split(r"^diff --git .*\n", patch, flags=re.M)[1:]
    written = [written_in(part) for part in parts] if len(parts) == len(files) else [[] for _ in files]
    places = [
        place
        for (_, path), lines in zip(files, written, strict=True)
        for place in conflicts.left_over(root, path, lines)
    ]
    if places:
        raise _conflict(places, take_back=False)
    told = tell(files, written)
    failing = "mend what it says (a hook may have refused), then sync again; your notes are as they were"
    git(root, "commit", "-q", "-m", told, "--", ".", failing=failing)
    return told


def _exchange(root: str, git_dir: str, remote: repository.Remote) -> tuple[int, int]:
    """Receive and send; how many commits each way. Begins again where another clone was faster."""
    received = 0
    for attempt in range(5):
        repository.git(root, "fetch", "-q", remote.name, failing=_OFFLINE)
        known = repository.exists(root, remote.known)
        if not repository.exists(root, "HEAD"):
            if not known:
                return received, 0
            _refuse_hidden(root, remote.known)
            repository.git(root, "merge", "-q", "--ff-only", remote.known)  # an empty clone; no file is written over
        new = repository.count(root, f"HEAD..{remote.known}") if known else 0
        if new:
            _refuse_hidden(root, remote.known)
            _rebase(root, git_dir, remote.known)
            received += new
        to_send = repository.count(root, f"{remote.known}..HEAD") if known else repository.count(root, "HEAD")
        if not to_send and known:
            return received, 0
        track = () if remote.tracked else ("-u",)
        words = ("push", "-q", *track, remote.name, f"HEAD:refs/heads/{remote.branch}")
        done = repository.git(root, *words, ok=range(256))
        if done.code == 0:
            return received, to_send
        if attempt == 4 or "rejected]" not in done.err:  # else another clone was faster, most likely
            raise repository.refusal("push", done, _KEPT)
    raise AssertionError("the last attempt either sends or raises")


def _refuse_hidden(root: str, onto: str) -> None:
    """Raise `Refused` where what comes in would be written over a file that git ignores here."""
    hidden = rebase.in_the_way(root, onto)
    if hidden:
        hint = "move it away, or take it out of what git ignores (git check-ignore -v says where); then sync again"
        raise Refused(
            "a file of this name is coming in, and git ignores the one that is here", path=hidden[0], hint=hint
        )


def _go_on(root: str, git_dir: str) -> None:
    """Go on with the rebase that stopped at a conflict, once that is resolved."""
    waiting = repository.unmerged(root)
    places = [place for path in waiting for place in conflicts.undecided(root, path)]
    if not places:  # what somebody called resolved with git add may be none
        places = [place for path in repository.staged(root) for place in conflicts.places(root, path)]
    if not places:
        places = [place for path in waiting for place in conflicts.outside(path)]
    if places:
        raise _conflict(places)
    # with what else was changed since: git would not go on without it
    repository.add_all(root, repository.nested(root))
    _continue(root, git_dir)


def _continue(root: str, git_dir: str) -> None:
    done = rebase.go_on(root, git_dir)
    if done.code:
        _stop(root, git_dir, done, begun=False)
    rebase.end(git_dir)


def _rebase(root: str, git_dir: str, onto: str) -> None:
    stashed = repository.stashed(root)
    done = rebase.begin(root, git_dir, onto)
    if done.code:
        _stop(root, git_dir, done, begun=True)
    rebase.end(git_dir)
    if repository.stashed(root) != stashed:  # git calls it no failure
        remark(_ASIDE)


def _stop(root: str, git_dir: str, done: repository.Ran, *, begun: bool) -> None:
    """Say where a rebase stopped. One `begun` just now that stopped for another reason than a conflict is taken back."""
    waiting = repository.unmerged(root) if rebase.under_way(git_dir) == "stopped" else []
    if waiting:
        raise _conflict([place for path in waiting for place in conflicts.waiting(root, path)])
    if begun:
        with suppress(Refused):  # the next sync does it; what stopped this one is said first
            if not rebase.take_back(root, git_dir):
                remark(_ASIDE)
        raise repository.refusal("rebase", done, _KEPT)
    # what was chosen by hand stands here, and must stay
    hint = "mend what it says, then run vaultnet git sync: it goes on. Or take it back: git rebase --abort"
    raise repository.refusal("rebase", done._replace(err=done.err or done.out), hint)


def _conflict(places: list[conflicts.Place], *, take_back: bool = True) -> Refused:
    notes = len({path for path, _, _ in places})
    shown = "\n".join(f"  {path}:{line}: {what}" for path, line, what in places)
    if not take_back:
        hint = "choose, and take markers and conflict_ keys out (git add where neither stands); then vaultnet git sync"
        return Refused(
            f"a conflict is not resolved yet in {many(notes, 'file')}, nothing was committed:\n{shown}", hint=hint
        )
    hint = (
        "choose, and take markers and conflict_ keys out; then vaultnet git sync. Or take it back: git rebase --abort"
    )
    return Refused(f"both sides changed the same thing in {many(notes, 'note')}:\n{shown}", hint=hint)


# Merging ------------------------------------------------------------------------------------------------------------


@git.command("merge-file")
@click.argument("base", type=click.Path())
@click.argument("ours", type=click.Path())
@click.argument("theirs", type=click.Path())
@click.argument("path", default="")
@click.pass_context
def merge_file(ctx: click.Context, base: str, ours: str, theirs: str, path: str) -> None:
    """Merge three versions of a note into OURS. Git calls it (%O %A %B %P); PATH is the name to tell. Exits 1 at a conflict.

    \b
    Example:
      vaultnet git merge-file base.md ours.md theirs.md
    """
    conflicts = repository.merge_files(base, ours, theirs)
    for conflict in conflicts:
        remark(f"{path or ours}:{conflict.line}: {conflict.message}")
    ctx.exit(FINDINGS if conflicts else 0)


@git.command("merge-copy")
@click.argument("copy")
@click.argument("note", required=False)
@writing
@click.pass_obj
def merge_copy(call: Call, copy: str, note: str | None, dry_run: bool, print_path: bool) -> None:
    """Merge the COPY that a sync program left into its note, and take the copy away; vaultnet undo brings it back.

    Both are paths in the vault; NOTE is read from the copy's name unless it is given. The version they come from is
    looked for in git's history; without one, what stands in either is kept.

    \b
    Example:
      vaultnet git merge-copy "People/Ada Lovelace (conflicted copy).md"
    """
    from vaultnet.show.draft import carry_out

    desk = call.desk
    path = note or original_of(copy)
    if not path:
        hint = f"vaultnet git merge-copy {shlex.quote(copy)} NOTE"
        raise Refused("its name does not say which note it is a copy of", path=copy, hint=hint)
    here = os.path.join(desk.root, path)
    for one in (copy, path):
        if not is_note(one):
            raise Refused("is no note", path=one, hint="name two notes by their paths in the vault")
    with refusing(path):
        there = disk.exists(here)
        if disk.real_path(here) == disk.real_path(os.path.join(desk.root, copy)):
            raise Refused("cannot be merged with itself", path=copy, hint="name the copy, and the note it is a copy of")
    theirs, copied = desk.read(copy)
    if not there:
        told, moved = "the note was gone: its copy takes its place", [Change(path, copied, copied, source=copy)]
        carry_out(desk, call.settings, moved, told, dry_run=dry_run, print_path=print_path)
        return
    ours, raw = desk.read(path)
    with refusing(copy):
        age = disk.stat(os.path.join(desk.root, copy)).st_mtime
    base = repository.version_before(desk.root, path, theirs, age)
    # a note that did not change since may be younger than the copy's beginning: then nothing is taken out of it
    merged = merge("" if base == ours else base, ours, theirs)
    changes = [
        None if merged.text == ours else Change(path, raw, merged.text.encode("utf-8")),
        Change(copy, copied, None),
    ]
    told = f"merged the copy into {path}"
    carry_out(desk, call.settings, changes, told, dry_run=dry_run, print_path=print_path,
              answer={"changed": [c.path for c in changes if c], "conflicts": _rows(path, merged.conflicts)})  # fmt: skip
    for conflict in merged.conflicts:
        remark(f"{path}:{conflict.line}: {conflict.message}")


def _rows(path: str, conflicts: tuple[Conflict, ...]) -> list[dict[str, object]]:
    return [{"path": path, "line": conflict.line, "message": conflict.message} for conflict in conflicts]


commands = [git]
