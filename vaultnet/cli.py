"""Floor 8: the root group. One chapter is loaded per call; this is the only place that asks the clock.

`COMMANDS` names each command's module and line of help, so that `--help` loads nothing; a test holds it against the
chapters. A name that is not in the table loads every chapter in the folder: a new file works at once.
"""

import contextlib
import gc
import importlib
import io
import os
import sys
from collections.abc import Sequence
from datetime import date
from types import ModuleType
from typing import Any

import click

from vaultnet import __version__
from vaultnet.errors import INTERRUPTED, NoSuchName, UsageFault, VaultnetError

# moment -> command -> (module, one line)
COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Day": {
        "agenda": ("basics.agenda", "What matters in the coming days, one line a person."),
        "log": ("strategies.communication.log", "Write down one contact, in one line."),
        "due": ("strategies.communication.due", "Who to be in touch with, and why."),
        "done": ("strategies.reliability", "Tick a task or promise where it stands."),
        "followup": ("strategies.communication.followup", "A follow-up note: brief and draft."),
        "promise": ("strategies.reliability", "Promises both ways; a new one, or how mine were kept."),
    },
    "Notes": {
        "new": ("basics.new", "A new note from its template."),
        "edit": ("basics.edit", "Open a note in your editor and check it afterwards."),
        "set": ("basics.set", "Change frontmatter, and nothing else."),
        "show": ("basics.show", "All that is known of a note, in brief."),
        "find": ("basics.find", "Full text, best first."),
        "list": ("basics.list", "Notes of a type, filtered."),
        "move": ("basics.move", "Rename a note; every link follows."),
    },
    "Meet": {
        "prep": ("strategies.events", "Prepare an event: who comes, what is open, what to ask."),
        "debrief": ("strategies.events", "After an event: whom you met, and what it gave."),
        "session": ("strategies.mentorship", "Mentors and mentees; a session's note; what came of advice."),
    },
    "Ask and connect": {
        "who": ("basics.who", "Whom to ask about something, ranked, each with the reasons."),
        "path": ("strategies.connections", "The warmest way to somebody; what two people share."),
        "introduce": ("strategies.connections", "Who should know each other; an introduction with both yeses."),
        "request": ("strategies.referrals", "What you ask of others and they of you, from idea to thanks."),
    },
    "Give and learn": {
        "give": ("strategies.giving", "Whom you can help now; what was given and received."),
        "thank": ("strategies.giving", "Thanks and credit that wait; with a name: write it down."),
        "insight": ("strategies.insights", "What people said, by topic and time; a new one."),
        "share": ("strategies.insights", "What may be passed on, and to whom it would matter."),
    },
    "Vault": {
        "init": ("basics.init", "Begin a vault, or complete one; --sample makes one to try."),
        "index": ("basics.index", "Read the vault and say what was found."),
        "watch": ("basics.watch", "Keep the index up to date while you write."),
        "doctor": ("basics.doctor", "What is wrong in the notes, and how to mend it."),
        "undo": ("basics.undo", "Take back the last change vaultnet made."),
        "git": ("basics.git", "A vault in git: notes merged well; commit, receive, send."),
        "help": ("basics.help", "A page on one of the strategies, or on the format."),
    },
}
MODULES = {name: found[0] for group in COMMANDS.values() for name, found in group.items()}


def shared_options() -> list[click.Option]:
    """The options that stand before or after every command's name."""

    def keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value not in (None, False) and param.name:
            ctx.find_root().obj.options[param.name] = value

    def option(*names: str, **more: Any) -> click.Option:
        return click.Option(names, expose_value=False, callback=keep, is_eager=True, **more)

    return [
        option("--vault", metavar="DIR", help="The vault (else VAULTNET_VAULT, else the nearest above here)."),
        option("--today", metavar="DATE", help="Answer as on this day (else VAULTNET_TODAY, else the clock)."),
        option("--json", is_flag=True, help="Answer for a script."),
        option("--no-input", is_flag=True, help="Never ask."),
        option("--debug", is_flag=True, help="Show the traceback of an error."),
    ]


def with_shared_options(command: click.Command) -> click.Command:
    """The command, and those below it, taking the options that stand everywhere."""
    known = {param.name for param in command.params}
    command.params.extend(option for option in shared_options() if option.name not in known)
    for below in getattr(command, "commands", {}).values():
        with_shared_options(below)
    return command


class Root(click.Group):
    """The commands, each loaded when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name, in the order of the table."""
        return list(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None where no chapter has it."""
        module = MODULES.get(cmd_name)
        modules = [load(module)] if module else load_chapters()
        for one in modules:
            for command in getattr(one, "commands", ()):
                if command.name == cmd_name:
                    return with_shared_options(command)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Commands by the moment they serve; nothing is loaded for it."""
        for moment, commands in COMMANDS.items():
            with formatter.section(moment):
                formatter.write_dl([(name, line) for name, (_, line) in commands.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, or an error that names those most alike."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], list(MODULES), 2)
            hint = f"did you mean {' or '.join(near)}?" if near else "vaultnet --help lists the commands"
            raise click.UsageError(f"there is no command {args[0]!r}\nhint: {hint}", ctx) from error


def load(module: str) -> ModuleType:
    """One of vaultnet's modules."""
    return importlib.import_module(f"vaultnet.{module}")


def load_chapters() -> list[ModuleType]:
    """Every chapter in the folder, by name. Code is never loaded from a vault."""
    from pkgutil import iter_modules

    import vaultnet.strategies as shelf

    names = sorted(found.name for found in iter_modules(shelf.__path__))
    return [load(f"strategies.{name}") for name in names if not name.startswith("_")]


HELP = """vaultnet tends your professional relationships in plain Markdown notes.

Point it at an Obsidian vault, or any folder of notes; begin with: vaultnet agenda
"""


@click.group(cls=Root, help=HELP, epilog="Example: vaultnet agenda --days 7", params=shared_options(),
             context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})  # fmt: skip
@click.version_option(__version__, prog_name="vaultnet", message="%(prog)s %(version)s")
def root() -> None:
    """The root group."""


def open_desk(call: Any) -> Any:
    """The desk of a call: the vault it names, on the day it names."""
    from vaultnet.dates import read_when
    from vaultnet.people.desk import Desk
    from vaultnet.show.console import remark
    from vaultnet.vault.config import find_vault

    clock = date.today()
    said = call.options.get("today") or os.environ.get("VAULTNET_TODAY") or ""
    today = read_when(said, clock) if said else clock
    if today is None:
        hint = "write it as 2026-11-23, tomorrow, next friday, in 3 weeks"
        raise UsageFault(f'"{said}" is not a date', hint=hint)
    path = find_vault(call.options.get("vault") or os.environ.get("VAULTNET_VAULT"), os.getcwd())
    quiet = call.options.get("json") or not sys.stderr.isatty()
    return Desk(path, today, load_chapters, warn=remark, progress=None if quiet else Progress())


class Progress:
    """A line on the terminal while reading takes longer than a moment."""

    def __init__(self) -> None:
        self._from = 0

    def __call__(self, done: int, of: int) -> None:
        if of >= 2000 and (done - self._from >= 2000 or done >= of):
            self._from = done
            end = "\r" + " " * 40 + "\r" if done >= of else ""
            click.echo(f"\rreading {done} of {of} notes{end}", err=True, nl=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    from vaultnet.show.console import Call

    # a command lives for a moment and makes thousands of rows: looking for cycles among them finds nothing
    gc.set_threshold(200_000, 50, 50)
    sys.exit(run(Call(open_desk), arguments))


def run(call: Any, arguments: Sequence[str] | None, again: bool = True) -> int:
    """Run a command; the exit code. A damaged index is made anew once, unless something was written already."""
    from vaultnet.show.console import clean, remark

    try:
        code = root.main(args=list(arguments) if arguments is not None else None, prog_name="vaultnet", obj=call,
                         standalone_mode=False)  # fmt: skip
        _tell_findings(call)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        remark("stopped")
        return INTERRUPTED
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)  # it repeats what was typed
        click.echo(clean(said.getvalue()), err=True, nl=False)
        if isinstance(error, click.NoSuchOption):
            remark("hint: where that is text, put -- before it")
        return error.exit_code
    except NoSuchName as error:
        _tell_why(call, "\n".join([error.message, *("  " + one for one in error.candidates), f"hint: {error.hint}"]))
        return error.exit_code
    except VaultnetError as error:
        _tell_trace(call)
        _tell_why(call, str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - what is left to flush has nobody to read it
        return 0
    except UnicodeEncodeError as error:  # half characters, or bytes of another encoding, as a shell may hand them over
        remark(f'"{error.object[:60]}" is no text: it cannot be written as UTF-8')
        return UsageFault.exit_code
    except _index_fault() as error:
        if again and call.opened is not None and not call.opened.wrote:
            call.opened.heal()
            return run(call, arguments, again=False)
        _tell_trace(call)
        remark(f"the index cannot be used: {error}\nhint: vaultnet index --rebuild")
        return 1
    except Exception as error:
        # a value that no reading of a note could have stored (half a date, broken JSON) is damage, too
        unsound = call.opened is not None and (isinstance(error, ValueError) or call.opened.damaged())
        if again and unsound and not call.opened.wrote:
            call.opened.heal()
            return run(call, arguments, again=False)
        _tell_trace(call)
        click.echo(clean(f"unexpected fault: {type(error).__name__}: {error}\nhint: --debug shows where it comes from; "
                         "your notes are as they were"), err=True)  # fmt: skip
        return 1


def _tell_trace(call: Any) -> None:
    """For --debug, where the error being handled comes from: through the filter, as it may quote a note or its path."""
    if call.options.get("debug"):
        import traceback

        from vaultnet.show.console import remark

        remark(traceback.format_exc().rstrip("\n"))


def _index_fault() -> type[Exception]:
    # asked only when something was raised: an answer like `--help` needs no database
    import sqlite3

    return sqlite3.DatabaseError


def _tell_why(call: Any, message: str) -> None:
    """What stopped a command, and what could not be read: the missing name may stand there."""
    from vaultnet.show.console import remark

    remark(message)
    with contextlib.suppress(_index_fault()):
        for finding in call.opened.unread()[:3] if call.opened is not None else ():
            remark(str(finding))


def _tell_findings(call: Any) -> None:
    """Commands answer in spite of faults in notes, and say that there are some."""
    from vaultnet.show.console import remark

    if call.opened is not None and not call.options.get("counted"):
        try:
            _, errors = call.opened.count_findings()
        except _index_fault():  # the answer was given already, from what is whole: it is not given twice
            call.opened.heal()
            return
        if errors:
            remark(f"{errors} finding{'s' if errors > 1 else ''}: vaultnet doctor")
