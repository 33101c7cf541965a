"""Every command there is, by walking the command tree, and calls of those that write: a new command adds its line here.

The calls are for the sample vault on its day. `WRITES` names a command by its words ("git sync"); where a call needs
something to stand there first, `NOTES` and `FIRST` give the notes and the calls that make it.
"""

from collections.abc import Iterator

import click

from vaultnet.cli import load_chapters, root

Call = tuple[str, ...]

# at least one call that writes for every command with --dry-run; its first word is the command's
WRITES: dict[str, list[Call]] = {
    "agenda": [("--write",)],
    "debrief": [("lunch sam", "--met", "Jonas Weber"), ("lunch sam", "--cancelled")],
    "doctor": [("--fix",)],
    "done": [("rubric",), ("rubric", "--move", "2026-12-01"), ("scope before pay", "--reported")],
    "due": [("mara", "--snooze", "3w")],
    "followup": [("daniel",), ("--due",)],
    "git setup": [()],
    "git sync": [()],
    "git merge-copy": [("People/Copied (conflicted copy).md",)],
    "init": [("begun",)],
    "insight": [("mara", "supply eases in H2", "--topic", "hbm")],
    "introduce": [("mara", "daniel", "--for", "compilers")],
    "log": [("mara", "call: kubernetes"), ("coffee with mara and priya yesterday: compilers",)],
    "move": [("mara", "Mara Okafor-Lind"), ("tomás", "Archive/")],
    "new": [("person", "Ada Lovelace", "organization=Acme")],
    "prep": [("platformconf",), ("Lunch with Mara", "--date", "friday")],
    "promise": [("mara", "send the notes", "--by", "friday"), ("diagrams", "--nudge")],
    "request": [("referral", "mara", "--for", "the lab's opening"), ("Referral Initech", "granted")],
    "session": [("mara", "--date", "friday"), ("sam", "--ask")],
    "share": [("Supply eases", "--with", "mara")],
    "thank": [
        ("mara", "for the referral, and for the patience"),
        ("noa", "--credit", "survey"),
        ("tomás", "--draft", "--write"),
    ],
    "set": [("mara", "location=Ghent"), ("mara", "organization=Acme", "title=CTO")],
    "undo": [()],
}
FIRST: dict[str, list[Call]] = {
    "git sync": [("init", "--git", "."), ("git", "setup")],
    "undo": [("move", "mara", "Mara Okafor-Lind")],
}
# notes that must stand there for it
NOTES: dict[str, dict[str, str]] = {
    # the least that git takes for a repository: `init --git` would set it up at once
    "git setup": {".git/HEAD": "ref: refs/heads/main\n", ".git/objects/info/x": "", ".git/refs/heads/.x": ""},
    "git merge-copy": {
        "People/Copied.md": "---\ntier: close\n---\n## Log\n- 2026-01-01 call: x\n- 2026-02-01 call: mine\n",
        "People/Copied (conflicted copy).md": "---\ntier: close\n---\n## Log\n- 2026-01-01 call: x\n- 2026-03-01 call: y\n",
    },
    "doctor": {
        "People/Alias Case.md": "---\naliases: The Case\n---\n",
        "Case links.md": "see [[The Case]] and [[The Case|it]]\n",
    },
}
# what it writes is not in the vault it is called on, or is the undoing itself: `undo` gives nothing back
NOT_UNDONE = frozenset({"git setup", "git sync", "init", "undo"})
NO_NOTES = frozenset({"git sync"})  # it writes to the repository alone
# commands that write no note, with calls: `faults.py` proves that they do not
READS: dict[str, list[Call]] = {
    "edit": [("mara",)],  # the editor writes, vaultnet only looks afterwards
    "find": [("kubernetes",)],
    "give": [("mara",)],
    "help": [("format",)],
    "index": [()],
    "list": [("person",)],
    "path": [("daniel",)],
    "show": [("mara",)],
    "who": [("compilers",)],
}
# they have parts of their own in `faults.py`: one runs for ever, the other is called by git, upon three files
APART = frozenset({"watch", "git merge-file"})


def commands(group: click.Group = root, above: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command of the tree by its words ("git sync"), groups left out, those of new files included."""
    context = click.Context(group)
    names = dict.fromkeys(group.list_commands(context))
    if group is root:
        names |= dict.fromkeys(command.name for chapter in load_chapters() for command in chapter.commands)
    for name in names:
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*above, name))
        elif command is not None:
            yield " ".join((*above, name)), command


def writing() -> list[str]:
    """The commands that can write notes: those that offer --dry-run."""
    return sorted(name for name, command in commands() if any(param.name == "dry_run" for param in command.params))


def uncovered() -> list[str]:
    """Writing commands without a call above."""
    return sorted(set(writing()) - set(WRITES))


def unclassified() -> list[str]:
    """Commands of which nobody has said whether they write: neither --dry-run nor a place above."""
    return sorted({name for name, _ in commands()} - set(writing()) - set(READS) - APART)


def writing_calls() -> list[tuple[str, Call]]:
    """Each command with each of its calls, whole: ("set", ("set", "mara", "tier=inner"))."""
    there = set(writing())
    return [(name, (*name.split(), *call)) for name, calls in WRITES.items() if name in there for call in calls]
