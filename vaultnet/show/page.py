"""Pages: Jinja templates rendered in a sandbox. A template gets plain values, once, and can change nothing.

The vault's own `templates/*.md.j2` go before the built-in ones, name by name. Frontmatter is never made by text: what a
template brings of it is read back, and what vaultnet knows is put in by the surgical editor (`show/draft.py`).
"""

import os
import re
from typing import Any

from vaultnet.errors import Refused
from vaultnet.people.desk import Desk
from vaultnet.vault.shipped import shipped

MAX_CHARS = 512 * 1024


def render(desk: Desk, name: str, values: dict[str, Any]) -> str:
    """The page of template `name` ("communication/follow-up.md.j2"). Raises `Refused` with the template's line."""
    import jinja2

    environment = _environment(desk)
    try:
        template = environment.get_template(name)
        text = template.render(**values)
    except jinja2.TemplateSyntaxError as error:
        raise _refused(desk, error.name or name, error.lineno, str(error.message), name) from error
    except jinja2.TemplateNotFound as error:
        raise Refused(f"there is no template {error.name}", path=name) from error
    except Exception as error:  # whatever a template's expressions make Python raise
        raise _refused(desk, name, _line_of(error), f"{error}", name) from error
    if len(text) > MAX_CHARS:
        raise _refused(desk, name, 1, f"the page is longer than {MAX_CHARS >> 10} KB", name)
    return _tidy(text)


def _environment(desk: Desk) -> Any:
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FunctionLoader(lambda name: _load(desk, name)),
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # Markdown, not HTML; note text is data here and is never rendered twice
        undefined=jinja2.StrictUndefined,
    )
    from vaultnet.text.spans import write_scalar

    environment.filters["yaml"] = lambda value: write_scalar(value if value is None else str(value))
    return environment


def _load(desk: Desk, name: str) -> tuple[str, str, None] | None:
    for path in _places(desk, name):
        try:
            with open(path, encoding="utf-8") as file:
                return file.read(), path, None
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(f"the template cannot be read: {error}", path=_shown(desk, path)) from error
    return None


def _places(desk: Desk, name: str) -> list[str]:
    """The vault's template of this name (with or without its chapter's folder), then the built-in one."""
    if ".." in name.split("/") or name.startswith("/") or "\\" in name:
        return []
    places = []
    own = os.path.join(desk.root, desk.config.templates) if desk.config.templates else ""
    if own:
        root = os.path.realpath(own)
        for path in (os.path.join(own, name), os.path.join(own, name.rsplit("/", 1)[-1])):
            # a link out of the templates folder is not followed
            if os.path.realpath(path).startswith(root + os.sep):
                places.append(path)
    return [*places, os.path.join(shipped("templates"), name)]


def _shown(desk: Desk, path: str) -> str:
    root = desk.root + os.sep
    return path[len(root) :] if path.startswith(root) else os.path.basename(path)


def _refused(desk: Desk, name: str, line: int, message: str, asked: str) -> Refused:
    path = next((p for p in _places(desk, name) if os.path.exists(p)), name)
    source = ""
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
        source = lines[line - 1] if 0 < line <= len(lines) else ""
    except OSError:
        pass
    hint = "mend the template, or remove it to use the built-in one; nothing was written"
    return Refused(
        f"the template does not work: {message}", path=_shown(desk, path), line=line, source=source, hint=hint
    )


def _line_of(error: BaseException) -> int:
    """The template's line where rendering failed: jinja rewrites the traceback to the template's own lines."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _tidy(text: str) -> str:
    """No blanks at line ends, no more than one empty line in a row, one newline at the end."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"
