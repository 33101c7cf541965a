"""Pages from templates: Jinja in a sandbox, given plain values, rendered once. A vault's own templates go first.

A template decides the look, never the facts: it gets dicts, lists and strings, cannot query, and cannot read outside of
its folder. A vault's own template may be anybody's: it is rendered in a child process with a second of computing time
and a bounded memory, so that it can neither hang nor exhaust the machine; where a system has no `fork` (Windows) the
child is a new Python that has ten seconds by the clock, and its memory is bounded by the sandbox alone. Frontmatter never
comes from here: what vaultnet knows is put in by the surgical editor (`show/draft.py`).
"""

import os
import re
import sys
from stat import S_ISREG
from types import SimpleNamespace
from typing import Any, NoReturn, cast

from vaultnet.errors import Refused
from vaultnet.people.desk import Desk
from vaultnet.vault import disk
from vaultnet.vault.shipped import shipped

MAX_CHARS = 512 * 1024  # of a page
MAX_SOURCE = 64 * 1024  # bytes of a template
MAX_SECONDS = 1.0  # of computing, so that a busy machine changes nothing
MAX_WAIT = 10.0  # seconds by the clock, where computing cannot be measured from outside
MAX_MEMORY = 256 * 1024 * 1024  # beyond what the command has
MAX_BITS = 4096  # of a number
_HINT = "mend the template, or remove it to use the built-in one; nothing was written"
_WIDE = re.compile(r"%[^a-zA-Z%]*(?:\*|\d{5})")  # a width in a format that could be anything


def render(desk: Desk, name: str, values: dict[str, Any]) -> str:
    """The page of template `name` ("communication/follow-up.md.j2"). Raises `Refused` with the template's line."""
    if _own_folder(desk):
        return (_render_apart if hasattr(os, "fork") else _render_anew)(desk, name, values)
    return _render(desk, name, values)


def _render(desk: Desk, name: str, values: dict[str, Any]) -> str:
    import jinja2

    environment = _environment(desk)
    try:
        text = str(environment.get_template(name).render(**values))
    except Refused:
        raise
    except jinja2.TemplateSyntaxError as error:
        _refuse(desk, error.filename or name, error.lineno, str(error.message))
    except Exception as error:  # whatever a template's expressions make Python raise
        place, line = _where(error)
        if isinstance(error, jinja2.TemplateNotFound):
            missing = f"there is no template {error.name}"
            if not place:
                raise Refused(missing, path=name) from error
            _refuse(desk, place, line, missing)
        message = "it needs too much memory" if isinstance(error, MemoryError) else f"{error}"
        _refuse(desk, place or name, line, message)
    if len(text) > MAX_CHARS:
        _refuse(desk, name, 1, f"the page is longer than {MAX_CHARS >> 10} KB")
    return _tidy(text)


# A process of its own ------------------------------------------------------------------------------------------------


def _render_apart(desk: Desk, name: str, values: dict[str, Any]) -> str:
    """The same in a child process that the system stops where it takes too much."""
    import json
    import signal
    import warnings

    import jinja2.sandbox  # noqa: F401 - loaded here, so that the child pays no second for it

    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which a command has none of
        child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            _bind(writing)
            _answer(writing, desk, name, values)
        finally:
            os._exit(0)  # whatever happened: nothing of the parent is flushed, closed or told twice
    os.close(writing)
    try:
        with open(reading, "rb") as pipe:
            told = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    try:
        return _page(json.loads(told))
    except ValueError:
        stopped = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGXCPU, signal.SIGKILL)
        message = f"it takes more than {MAX_SECONDS:g} s" if stopped else "it needs too much memory, or breaks Python"
        _refuse(desk, *_stopped_at(desk, name, told), message)


def _render_anew(desk: Desk, name: str, values: dict[str, Any]) -> str:
    """The same in a new Python, which is ended when its time is up."""
    import json
    import subprocess

    asked = json.dumps([desk.root, desk.config.templates, name, values]).encode()
    words = [sys.executable, "-P", "-m", "vaultnet.show.page"]  # -P: no module is taken from the folder one stands in
    try:
        told = subprocess.run(words, input=asked, capture_output=True, timeout=MAX_WAIT, check=False).stdout
        return _page(json.loads(told))
    except subprocess.TimeoutExpired:
        _refuse(desk, name, 1, f"it takes more than {MAX_WAIT:g} s")
    except ValueError:
        _refuse(desk, name, 1, "it needs too much memory, or breaks Python")


def _page(answer: dict[str, Any]) -> str:
    """The page that a child process answered with. Raises `Refused` as it did."""
    if "text" in answer:
        return str(answer["text"])
    raise Refused(answer.pop("message"), **answer)


def _bind(writing: int) -> None:
    """Bound this process. When its time is up, the line at which it stands is written to `writing`, and it ends."""
    import faulthandler
    import resource
    import signal

    def at_most(kind: int, value: int) -> None:
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))

    at_most(resource.RLIMIT_CPU, int(MAX_SECONDS) + 2)  # should the timer not be enough
    at_most(resource.RLIMIT_FSIZE, 0)
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            has = int(file.read().split()[0]) * resource.getpagesize()
        at_most(resource.RLIMIT_AS, has + MAX_MEMORY)
    except OSError:  # not Linux: time alone bounds what it can take
        pass
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    # also inside of a single call of C code, which no handler of Python's could interrupt
    faulthandler.register(signal.SIGPROF, file=writing, all_threads=False, chain=True)
    signal.setitimer(signal.ITIMER_PROF, MAX_SECONDS)


def _answer(writing: int, desk: Desk, name: str, values: dict[str, Any]) -> None:
    import json

    try:
        told: dict[str, Any] = {"text": _render(desk, name, values)}
    except Refused as error:
        told = {key: getattr(error, key) for key in ("message", "path", "line", "source", "hint")}
    with open(writing, "wb") as pipe:
        pipe.write(json.dumps(told).encode())


def _stopped_at(desk: Desk, name: str, told: bytes) -> tuple[str, int]:
    """The template and its line out of what faulthandler wrote: it knows the lines of the code that Jinja made."""
    found = re.search(rb'File "(.+\.j2)", line (\d+)', told)
    if not found:
        return name, 1
    path = found[1].decode("unicode_escape", "replace")
    text = _text_of(path) if _is_own(desk, path) else ""
    return path, _environment(desk).from_string(text).get_corresponding_lineno(int(found[2])) if text else 1


# The sandbox ---------------------------------------------------------------------------------------------------------


def _environment(desk: Desk) -> Any:
    import jinja2
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Environment(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(("*", "**", "%"))

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            if _too_large(operator, left, right):
                raise SecurityError(f"{operator} makes a text or a number that is too long")
            return super().call_binop(context, operator, left, right)

    @jinja2.pass_context  # needing the context, nothing is worked out while the template is compiled
    def as_it_is(context: Any, value: Any) -> Any:
        return value

    environment = Environment(
        loader=jinja2.FunctionLoader(lambda name: _load(desk, name)),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # Markdown, not HTML; note text is data here and is never rendered twice
        undefined=jinja2.StrictUndefined,
        optimized=False,
        finalize=as_it_is,
    )
    from vaultnet.text.spans import write_scalar

    environment.filters["yaml"] = lambda value: write_scalar(value if value is None else str(value))
    return environment


def _too_large(operator: str, left: Any, right: Any) -> bool:
    """Whether an operation makes much out of little."""
    if operator == "%":
        return isinstance(left, str) and _WIDE.search(left) is not None
    if isinstance(left, int) and isinstance(right, int):
        power = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
        return power > MAX_BITS
    for some, times in ((left, right), (right, left)):
        if isinstance(some, str | list | tuple) and isinstance(times, int):
            return len(some) * times > MAX_CHARS
    return False


# Where templates lie -------------------------------------------------------------------------------------------------


def _own_folder(desk: Desk) -> str:
    """The vault's templates folder, "" where it has none. Raises `Refused` where it is none of the vault's folders."""
    if not desk.config.templates:
        return ""
    own = os.path.join(desk.root, desk.config.templates)
    if not os.path.isdir(own):
        return ""
    if not os.path.realpath(own).startswith(os.path.realpath(desk.root).rstrip(os.sep) + os.sep):
        hint = "keep templates inside the vault: `templates` in vaultnet.toml names the folder"
        raise Refused("the folder of templates is not inside the vault", path=desk.config.templates, hint=hint)
    return own


def _is_own(desk: Desk, path: str) -> bool:
    """Whether the path leads to something in the vault's templates folder: a link out of it is not followed."""
    own = _own_folder(desk)
    return bool(own) and os.path.realpath(path).startswith(os.path.realpath(own) + os.sep)


def _places(desk: Desk, name: str) -> list[str]:
    """The vault's template of this name (with or without its chapter's folder), then the built-in one."""
    if ".." in name.split("/") or name.startswith("/") or "\\" in name or "\0" in name:
        return []
    own = _own_folder(desk)
    places = (os.path.join(own, name), os.path.join(own, name.rsplit("/", 1)[-1])) if own else ()
    return [*(path for path in places if _is_own(desk, path)), os.path.join(shipped("templates"), name)]


def place_of(desk: Desk, name: str, said: str) -> tuple[str, int]:
    """Template `name` as it is shown, and its line that most likely made the page's line `said` (1 where none did)."""
    path = next((path for path in _places(desk, name) if os.path.exists(path)), name)
    begin = said.partition(":")[0].strip()
    try:
        lines = _text_of(path).split("\n")
    except (OSError, ValueError):
        lines = []
    exact = [number for number, line in enumerate(lines, 1) if line.strip() == said.strip()]
    alike = [number for number, line in enumerate(lines, 1) if begin and line.strip().startswith(begin)]
    return _shown(desk, path), next(iter([*exact, *alike]), 1)


def _load(desk: Desk, name: str) -> tuple[str, str, None] | None:
    for path in _places(desk, name):
        if os.path.lexists(path):
            try:
                return _text_of(path), path, None
            except (OSError, ValueError) as error:
                raise Refused(f"the template cannot be read: {error}", path=_shown(desk, path), line=1) from error
    return None


def _text_of(path: str) -> str:
    """A template's text; raises OSError or ValueError, also for what is no file (a pipe would be read for ever)."""
    stat = disk.stat(path)
    if not S_ISREG(stat.st_mode):
        raise ValueError("it is no file")
    if stat.st_size > MAX_SOURCE:
        raise ValueError(f"it is longer than {MAX_SOURCE >> 10} KB")
    text = disk.read_bytes(path).decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _shown(desk: Desk, path: str) -> str:
    root = desk.root.rstrip(os.sep) + os.sep
    return path[len(root) :] if path.startswith(root) else os.path.basename(path)


def _refuse(desk: Desk, place: str, line: int, message: str) -> NoReturn:
    """Refuse the template: `place` is its path, or the name it was asked for by."""
    path = place if os.path.isabs(place) else next((p for p in _places(desk, place) if os.path.exists(p)), place)
    source = ""
    try:
        lines = _text_of(path).split("\n")
        source = lines[line - 1] if 0 < line <= len(lines) else ""
    except (OSError, ValueError):
        pass
    raise Refused(
        f"the template does not work: {message}", path=_shown(desk, path), line=line, source=source[:200], hint=_HINT
    )


def _where(error: BaseException) -> tuple[str, int]:
    """Template and line where rendering failed ("" for none): Jinja rewrites the traceback to the template's own lines."""
    place, line, trace = "", 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            place, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return place, line


def _tidy(text: str) -> str:
    """No blanks at line ends, no more than one empty line in a row, one newline at the end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


if __name__ == "__main__":
    import json

    _root, _templates, _name, _values = json.load(sys.stdin.buffer)
    _desk = SimpleNamespace(root=_root, config=SimpleNamespace(templates=_templates))
    _answer(sys.stdout.fileno(), cast(Desk, _desk), _name, _values)
