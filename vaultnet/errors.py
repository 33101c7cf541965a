"""What can be wrong: a *finding* is a fault in a file, kept as data; an *error* stops a command.

Both read the same way: `path:line: message`, the line itself, and a hint that says how to go on.
"""

from typing import NamedTuple

ERROR, HINT = "error", "hint"

ANSWERED, FINDINGS, USAGE, REFUSED, NO_SUCH_NAME, NO_VAULT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130


class Fault(NamedTuple):
    """A fault as the text floor sees it, before anybody knows which file it stands in. `line` is 1-based, 0 = the whole."""

    code: str
    line: int
    message: str
    hint: str = ""


class Finding(NamedTuple):
    """A fault in a note. `severity` is "error" or "hint"; `source` is the text of the line, "" where there is none."""

    code: str
    severity: str
    path: str
    line: int
    message: str
    hint: str = ""
    source: str = ""

    def __str__(self) -> str:
        return _told(self.path, self.line, self.message, self.source, self.hint)


class VaultnetError(Exception):
    """Stops a command. Carries the exit code and everything its one clear message needs."""

    exit_code = USAGE

    def __init__(self, message: str, *, path: str = "", line: int = 0, source: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message, self.path, self.line, self.source, self.hint = message, path, line, source, hint

    def __str__(self) -> str:
        return _told(self.path, self.line, self.message, self.source, self.hint)


class UsageFault(VaultnetError):
    """The command cannot be carried out as it was typed (exit 2)."""


class Refused(VaultnetError):
    """A write that would not be safe; nothing was written (exit 3)."""

    exit_code = REFUSED


class NoSuchName(VaultnetError):
    """A name that fits nothing, or several notes (exit 4). `candidates` lists what it could mean."""

    exit_code = NO_SUCH_NAME

    def __init__(self, message: str, *, candidates: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates


class NoVault(VaultnetError):
    """No vault was named and none was found, or what was named is no folder (exit 5)."""

    exit_code = NO_VAULT


def _told(path: str, line: int, message: str, source: str, hint: str) -> str:
    where = f"{path}:{line}: " if path and line else f"{path}: " if path else ""
    shown = [where + message]
    if source.strip():
        shown.append("    " + source.strip())
    if hint:
        shown.append(f"hint: {hint}")
    return "\n".join(shown)
