"""`init`: begin a vault, or complete one; `--sample` unpacks the sample vault to try."""

import os
import re
from contextlib import suppress

import click

from vaultnet.errors import NoVault, Refused
from vaultnet.show.console import Call, say, say_diff, say_json
from vaultnet.vault import disk, write
from vaultnet.vault.change import Change, as_diff, refusing
from vaultnet.vault.config import FILE, read_config
from vaultnet.vault.files import read_text, scan
from vaultnet.vault.shipped import shipped
from vaultnet.words import FOLDERS, TIERS

CONFIG = f"""# vaultnet's settings for this vault; everything has a default, and this file may be empty.

# how many good moments the agenda and `followup --due` offer at most
per_week = 5

# how often to be in touch, in days, by `tier`
[tiers]
{chr(10).join(f"{tier} = {days}" for tier, days in TIERS.items())}

# the type of notes in a folder, where a note has no `type:` of its own
[folders]
{chr(10).join(f'{chr(34) + folder + chr(34) if "-" in folder else folder} = "{type_}"' for folder, type_ in FOLDERS.items())}
"""
ME = """---
type: me
expertise: []
offers: []
needs: []
---
Who you are to the people in this vault. Your news as log lines; `[share:: yes]` marks what may be told.

## Log
"""
_IS_ME = re.compile(rb"^type:[ \t]*[\"']?me[\"']?[ \t]*\r?$", re.M | re.I)


@click.command("init")
@click.argument("directory", required=False, metavar="[DIR]", type=click.Path(file_okay=False))
@click.option("--sample", is_flag=True, help="Unpack the sample vault: invented people to try everything on.")
@click.option("--git", "git", is_flag=True, help="Also make it a git repository that merges notes as vaultnet does.")
@click.option("--dry-run", is_flag=True, help="Show what would be added, and write nothing.")
@click.pass_obj
def init(call: Call, directory: str | None, sample: bool, git: bool, dry_run: bool) -> None:
    """Begin a vault in DIR (default: here). Safe to run again, and in a vault you have: only what is missing is added.

    \b
    Examples:
      vaultnet init ~/vault
      vaultnet init try --sample
    """
    directory = directory or call.options.get("vault") or "."
    root = os.path.abspath(os.path.expanduser(directory))
    if os.path.exists(root) and not os.path.isdir(root):
        raise NoVault(f"{directory} is no folder")
    with refusing(directory):
        there = disk.listing(root) if os.path.isdir(root) else []
    if sample and any(not name.startswith(".") for name in there):
        raise Refused(
            f"{directory} is not empty: the sample goes into a folder of its own",
            hint="vaultnet init NEW_FOLDER --sample",
        )
    changes = _sample() if sample else [Change(FILE, None, CONFIG.encode()), Change("Me.md", None, ME.encode())]
    missing = [change for change in changes if not os.path.exists(os.path.join(root, change.path))]
    if not sample and _has_me(root):
        missing = [change for change in missing if change.path != "Me.md"]
    if dry_run:
        for change in missing:
            say_diff(as_diff(change))
        return
    from vaultnet.index.store import state_path

    made: list[str] = []
    try:
        _make(root, directory, made)
        write.apply(root, missing, state=state_path(root), told=f"begun {os.path.basename(root)}")
    except BaseException:
        for folder in reversed(made):
            with suppress(OSError):
                disk.remove_folder(folder)
        raise
    if git:
        from vaultnet.vault import repository

        repository.begin(root)
        repository.set_up(root, repository.missing_rules(root))
    if call.settings.json:
        say_json({"vault": directory, "added": [change.path for change in missing]})
        return
    if not missing:
        say(f"{directory} is complete: nothing to add")
    elif sample:
        notes = sum(1 for change in missing if change.path.endswith(".md"))
        say(f"the sample vault is in {directory}: {notes} notes about invented people")
        say(f"try: vaultnet --vault {directory} --today 2026-11-23 agenda")
    else:
        for change in missing:
            say(f"added {change.path}")
        if git:
            say("a git repository that merges notes as vaultnet does: vaultnet git sync commits")
        say('next: vaultnet new person "Ada Lovelace" tier=close')


def _sample() -> list[Change]:
    base = shipped("sample_vault")
    changes = []
    for folder, folders, names in os.walk(base):
        folders.sort()
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = os.path.join(folder, name)
            with refusing(name):
                text = disk.read_bytes(path)
            changes.append(Change(os.path.relpath(path, base).replace(os.sep, "/"), None, text))
    return changes


def _make(root: str, directory: str, made: list[str]) -> None:
    try:
        disk.make_folders(root, made)
    except OSError as error:
        raise Refused(f"{directory} cannot be made: {error.strerror}") from error


def _has_me(root: str) -> bool:
    """Whether a note of the vault says in its first lines that it is about me. Raises `Refused` where one cannot be read."""
    if not os.path.isdir(root):
        return False
    for path in sorted(scan(root, read_config(root)).files):
        _, raw, fault = read_text(os.path.join(root, path))
        if fault and fault.code == "unreadable":
            raise Refused(fault.message, path=path, hint=fault.hint)
        if _IS_ME.search(raw[:2000]):
            return True
    return False


commands = [init]
