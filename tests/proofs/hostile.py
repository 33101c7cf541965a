"""Figure 9: a vault whose author means no good, and every command of the tree upon it, with arguments that mean no better.

No raw escape, C1 byte or bidi control reaches stdout or stderr; nothing is written outside of the vault, its index and its
journal; no name with `..`, a separator or a control character in it comes to be; no command breaks. Commands and their
parameters are found by walking the tree: a new one is covered when it is added. Pages are not exported in this version:
nothing to say of scripts yet.

    python tests/proofs/hostile.py [CALLS: at most so many for each command]
"""

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import harness
from every_command import commands
from harness import Kept, base, hold, traceback_in
from payloads import BOMBS, TEMPLATES
from test_cli_contract import ESC, EVIL, RAW, lay_hostile
from test_templates import lay
from vaults import Vault

from vaultnet.show import console
from vaultnet.vault import write

ABOVE = ["../outside/x", "../../outside", "OUTSIDE/Secret.md", "..", ".", "a/../../x", "~/x", "..\\x", "People/../../x.md",
         ".hidden", "con", "x" * 300, "a\0b", "a\nb", "\udcff", "-x", "", " ", "=1+1", "@SUM(A1)", "{{ 7*7 }}"]  # fmt: skip
GOOD = ["eve", "conf", "past", "person", "mallory", "title=x", "2026-11-24", "3", "3w"]
BAD = [EVIL, ESC, f"title={EVIL}", f"eve={ESC}", f"[[{EVIL}]]", f"call with {EVIL}: {ESC}", *ABOVE]
EXTRA = [
    ["--vault", EVIL, "due"],
    ["--vault", "/dev/null", "due"],
    ["--today", EVIL, "due"],
    [EVIL],
    [ESC],
    ["--" + EVIL],
]
NOT_RUN = frozenset({"watch"})  # runs until it is stopped: by itself, below
# writes where its argument says: the vault that is begun. Not beyond the folder of this proof
ELSEWHERE = frozenset({"init"})


# The vault ----------------------------------------------------------------------------------------------------------


def hostile_vault() -> Kept:
    """The worst that a vault may hold, beside a folder that is none of its business."""
    outside = base() / "outside"
    outside.mkdir()
    (outside / "Secret.md").write_text("---\ntype: person\naliases: Hidden Person\n---\nSECRET\n")
    (base() / "home").mkdir()
    vault = lay_hostile(Vault(base() / "in" / "vault"))
    for number, (name, text) in enumerate(BOMBS.items()):
        if len(text) < 300_000:
            vault.write(f"Bombs/{number} {name}.md", f"---\n{text}---\n{ESC}\n")
    vault.write("People/=cmd|' %2FC calc'!A0.md", "---\ntype: person\ntier: close\n---\n- 2026-01-01 call: =1+1\n")
    vault.write("People/new\nline\x1b[31m.md", f"---\ntype: person\ntier: close\n---\n- 2026-01-01 call: {EVIL}\n")
    for name in (b"Latin \xe9\x9b.md", b"\xc2\x9b31m.md"):
        with contextlib.suppress(OSError), open(os.fsencode(vault.root) + b"/People/" + name, "wb") as file:
            file.write(b"---\ntype: person\ntier: close\n---\n## Log\n- 2026-01-01 call: x\n")
    vault.write("Goals/Goal.md", f'---\ntype: goal\nneeds:\n  - "{EVIL}"\n---\n{ESC}\n')
    vault.write(
        "Requests/Ask.md", f'---\ntype: request\nkind: "{EVIL}"\nperson: "[[Eve]]"\nstatus: asked\n---\n{ESC}\n'
    )
    vault.write("Insights/I.md", f'---\ntype: insight\nby: "[[Eve]]"\ntopic: "{EVIL}"\n---\n{ESC}\n')
    vault.write("Projects/P.md", f"---\ntype: project\nstatus: active\n---\n## People\n- [[Eve]] {ESC}\n- [[{EVIL}]]\n")
    vault.write(".obsidian/templates.json", '{"folder": "../../.."}')
    people = vault.root / "People"
    (people / "Leads out.md").symlink_to(outside / "Secret.md")
    (people / "Nowhere.md").symlink_to("nowhere.md")
    (people / "Circle.md").symlink_to("Circle.md")
    (people / "Round").symlink_to("..")
    (people / "Outside").symlink_to(outside)
    (vault.root / "Follow-ups").symlink_to(outside)  # where follow-ups would be written
    os.mkfifo(people / "Pipe.md")
    return Kept(vault.root)


class Watching:
    """What is written where, by this process and the files that it finds changed afterwards."""

    def __init__(self, vault: Kept) -> None:
        self.vault = vault
        self.mine = [str(vault.root), str(base() / "cache"), str(base() / "state")]
        self.out: list[str] = []
        self.on = False
        sys.addaudithook(self.hook)
        self.before = self.around()

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        """Python tells of every file that it opens, makes, renames or removes."""
        if not self.on:
            return
        if event == "open" and not (args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND):
            return
        if event in (
            "open",
            "os.remove",
            "os.mkdir",
            "os.rmdir",
            "os.truncate",
            "os.chmod",
            "os.chown",
            "sqlite3.connect",
        ):
            names = args[:1]
        elif event in ("os.rename", "os.link", "os.symlink"):
            names = args[:2]
        else:
            return
        for name in names:
            if isinstance(name, str | bytes) and os.fsdecode(name) not in ("/dev/null", ":memory:"):
                here = os.path.abspath(os.fsdecode(name))
                path = os.path.join(os.path.realpath(os.path.dirname(here)), os.path.basename(here))
                path = os.path.realpath(path) if event == "open" else path
                inside = path in self.mine or path.startswith(tuple(one + os.sep for one in self.mine))
                if inside or "__pycache__" in path:
                    continue
                self.out.append(f"{event} {path!r}")
                if not path.startswith(str(base()) + os.sep):  # seen is enough: nobody's real file is to be changed
                    raise PermissionError(1, "the proof does not let this happen", path)

    def around(self) -> dict[str, bytes]:
        """Every file beside the vault, the index and the journal."""
        found = {}
        for folder, folders, names in os.walk(base()):
            folders[:] = [name for name in folders if os.path.join(folder, name) not in self.mine]
            for name in [*folders, *names]:
                path = Path(folder, name)
                found[str(path)] = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        return found

    @contextlib.contextmanager
    def watch(self, words: list[str], *, elsewhere: bool = False) -> Iterator[None]:
        """`elsewhere`: the command is asked to write where its argument says (`init DIR`), within the proof's folder."""
        self.out.clear()
        self.on = True
        try:
            yield
        finally:
            self.on = False
        written = [one for one in self.out if not (elsewhere and f"'{base()}" in one)]
        hold(not written, f"{words} writes outside of the vault: {written[:3]}")
        if not elsewhere:
            now = self.around()
            hold(now == self.before, f"{words} changes {[path for path in now if now[path] != self.before.get(path)]}")


# The calls ----------------------------------------------------------------------------------------------------------


def calls_of(name: str, command: click.Command, most: int, chance: random.Random) -> list[list[str]]:
    """Calls of a command: nothing; each of its arguments and options with each text; its flags."""
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    options = [one for one in command.params if isinstance(one, click.Option)
               and one.name not in ("vault", "today", "json", "no_input", "debug", "help")]  # fmt: skip
    flags = [one.opts[0] for one in options if one.is_flag]
    with_value = [one.opts[0] for one in options if not one.is_flag and not one.count]
    first = [[], ["--help"]]
    if arguments:
        first += [["--", *[text] * count] for text in BAD for count in range(1, len(arguments) + 1)]
        first += [["--", good, *[text] * (len(arguments) - 1)] for good in GOOD for text in BAD[:6]]
        first += [["--", good] for good in GOOD]
        first += [["--", good, text, text] for good in GOOD[:4] for text in BAD[:4]]
    firsts = [["eve"], ["conf"], ["past"], ["person"], []] if arguments else [[]]
    second = [[flag, *words] for flag in flags for words in firsts]
    second += [[option, text, *words] for option in with_value for text in [*BAD, *GOOD] for words in firsts[:3]]
    second += [[one, text, flag, *firsts[0]] for one in with_value for text in BAD[:3] for flag in flags]
    both = [*first, *second]
    if len(both) > most:
        both = [*both[:2], *chance.sample(both[2:], most - 2)]
    outside = str(base() / "outside")  # an absolute path, yet never one of the system's own
    named = [[word.replace("OUTSIDE", outside) for word in words] for words in both]
    return [[*name.split(), *words] for words in named if "\0" not in "".join(words)]


def judge(vault: Kept, words: list[str], how: str) -> None:
    """Run one call, and hold what must hold."""
    if how == "terminal":
        before, console.on_terminal = console.on_terminal, lambda: True
    try:
        begun = time.process_time()
        ran = vault.run(*(["--json"] if how == "json" else []), *words, input="")
        took = time.process_time() - begun
    finally:
        if how == "terminal":
            console.on_terminal = before
    what = f"{words} ({how}): exit {ran.code}"
    raw = RAW.search(ran.all)
    hold(not raw, f"{what}: {raw and raw[0]!r} in {ran.all[max(0, (raw.start() if raw else 0) - 80) :][:160]!r}")
    hold(not traceback_in(ran), f"{what}: {ran.err[-800:]}")
    hold("SECRET" not in ran.all and "Hidden Person" not in ran.out, f"{what}: tells what is outside")
    hold(took < 5, f"{what}: {took:.1f} s")


def new_names(vault: Kept, words: list[str]) -> None:
    """No file that came to be has a name that means harm."""
    for path in vault.bytes().keys() - vault.texts.keys():
        parts = path.split("/")
        wrong = RAW.search(path) or re.search(r'[\\:*?"<>|]', path) or any(part[0] in ".- " for part in parts)
        hold(not wrong or "/.git/" in f"/{path}", f"{words} makes {path!r}")


def watched(vault: Kept) -> None:
    """`watch` upon it, as a process: notes with hostile names and texts are saved meanwhile."""
    env = {**os.environ, "PYTHONPATH": str(harness.PROJECT), "PYTHONUNBUFFERED": "1"}
    done = subprocess.Popen([sys.executable, "-m", "vaultnet", "--vault", str(vault.root), "watch"],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, encoding="utf-8",
                            errors="surrogateescape")  # fmt: skip
    time.sleep(2)
    for number in range(5):
        vault.write(f"People/{EVIL.replace('/', '')} {number}.md", f"---\ntype: person\nbad: [{EVIL}\n---\n{ESC}\n")
        time.sleep(0.2)
    time.sleep(1)
    done.send_signal(signal.SIGINT)
    told, _ = done.communicate(timeout=20)
    hold(told and not RAW.search(told) and "Traceback" not in told, f"watch says {told[-500:]!r}")


def templates(vault: Vault, payloads: list[str]) -> int:
    """A vault's own templates that want too much, each refused with its place; how many."""
    for what in payloads:
        lay(vault, TEMPLATES[what])
        begun = time.process_time()
        ran = vault.run("new", "person", "Ada Lovelace")
        seen = f"the template of {what}: exit {ran.code}: {ran.err[:300]}"
        hold(ran.code == 3 and re.match(r"templates/new(?:/\w+\.md\.j2)?:[1-9]\d*: ", ran.err), seen)
        hold(time.process_time() - begun < 2 and "SECRET" not in ran.all and not RAW.search(ran.all), seen)
        hold(not (vault.root / "People").exists(), seen)
    return len(payloads)


def figure(most: int, some: int = 1) -> str:
    """The proof: at most so many calls of each command, in every `some`-th of three ways to answer."""
    write._GRACE = 0
    vault = hostile_vault()
    os.environ.update(HOME=str(base() / "home"), EDITOR="true", XDG_CONFIG_HOME=str(base() / "home"))
    os.chdir(vault.root)
    vault.run("index")
    watching, chance = Watching(vault), random.Random(9)
    names, count = set(), 0
    for name, command in commands():
        if name in NOT_RUN:
            continue
        names.add(name)
        for words in calls_of(name, command, most, chance):
            for how in ("plain", "json", "terminal")[::some]:
                count += 1
                with watching.watch(words, elsewhere=name in ELSEWHERE):
                    judge(vault, words, how)
                if name in ELSEWHERE:  # what it makes is called as one says
                    tidy(watching)
                else:
                    new_names(vault, words)
                vault.put_back()
    for words in EXTRA:
        with watching.watch(words):
            judge(vault, words, "plain")
    refused = templates(Vault(base() / "templates"), [*TEMPLATES][:: 1 if some == 1 else 9])
    if some == 1:
        watched(vault)
    return (f"hostile: {count:,} calls of {len(names)} commands: 0 raw ESC, C1 or bidi bytes, 0 writes outside the vault, "
            f"0 tracebacks; {refused} templates refused with path:line (no pages are exported in this version)")  # fmt: skip


def tidy(watching: Watching) -> None:
    """Take away what a command was asked to make elsewhere, and put back what it was asked to change there."""
    for path, text in watching.before.items():
        if os.path.isfile(path) and not os.path.islink(path) and Path(path).read_bytes() != text:
            Path(path).write_bytes(text)
    for path in sorted(watching.around().keys() - watching.before.keys()):
        if os.path.isdir(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.unlink(path)
    for folder in [one for one in watching.vault.root.rglob("*") if one.is_dir() and not one.is_symlink()]:
        if folder.exists() and not any(folder.iterdir()):
            folder.rmdir()


if __name__ == "__main__":
    if sys.platform != "linux":
        harness.leave_out("it is written for Linux")
    harness.main(figure, 150)
