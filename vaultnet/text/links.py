"""Links as Obsidian writes them: `[[Note]]`, `[[Dir/Note#Heading|text]]`, `![[Embed]]`, `[text](Dir/My%20Note.md)`."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from vaultnet.text.names import key

# no optional "!" in front: a pattern that begins with a literal is found several times faster
WIKILINK = re.compile(
    r"\[\[([^\[\]\n|#]*)((?:#[^\[\]\n|]*)?)(?:\|([^\n\[\]]*(?:(?:\[(?!\[)|\](?!\]))[^\n\[\]]*)*))?\]\]"
)
_TITLE = r"""(?:[ \t]+(?:"[^"\n]*"|'[^'\n]*'))?[ \t]*"""  # what may stand behind the address
_MARKDOWN = re.compile(r"(!?)\[([^\[\]\n]*)\]\((<[^<>\n]+>|[^()\s<>]+)" + _TITLE + r"\)")
_ENDS_LINK = re.compile(r"[\[\]|]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")


class Link(NamedTuple):
    """One link in a text: `target` as written, without heading and shown text; offsets `start`, `end` of the whole link
    and `at`, where the target begins."""

    target: str
    heading: str
    shown: str
    embed: bool
    start: int
    end: int
    at: int
    markdown: bool


def find_links(text: str) -> Iterator[Link]:
    """Every link to a note, in order of its kind: wikilinks first, then Markdown links to local files."""
    if "[[" in text:
        for found in WIKILINK.finditer(text):
            target, heading, shown = found.groups()
            start = found.start()
            if shown is not None and (heading or target).endswith("\\"):  # `\|` in a table
                target, heading = (target, heading[:-1]) if heading else (target[:-1], "")
            if target.strip():
                embed = start > 0 and text[start - 1] == "!"
                yield Link(target, heading, shown or "", embed, start, found.end(), found.start(1), False)
    if "](" in text:
        for found in _MARKDOWN.finditer(text):
            target = local_target(found[3])
            if target:
                heading = ""
                if "#" in target:
                    target, _, heading = target.partition("#")
                yield Link(target, heading, found[2], found[1] == "!", found.start(), found.end(), found.start(3), True)


def link_targets(text: str) -> Iterator[tuple[int, str]]:
    """Where every link to a note stands and the key of its target: the lean form of `find_links`, for reading."""
    if "[[" in text:
        for found in WIKILINK.finditer(text):
            target = link_key(found[1])
            if target:
                yield found.start(), target
    if "](" in text:
        for link in find_links(text):
            if link.markdown:
                yield link.start, link_key(link.target)


def local_target(url: str) -> str:
    """The vault path that a Markdown link's address names, "" for an address outside the vault or no note."""
    url = url[1:-1] if url.startswith("<") else url
    if _SCHEME.match(url):
        return ""
    if "%" in url:
        from urllib.parse import unquote

        url = unquote(url)
    path = url.partition("#")[0].lower()
    return url if path.endswith(".md") or "." not in path[path.rfind("/") + 1 :] else ""


@lru_cache(16384)
def link_key(target: str) -> str:
    """The form in which a link's target is compared with names and paths: no `.md`, no `./`, no case."""
    name = key(target.strip())
    if name.endswith(".md"):
        name = name[:-3]
    if name.endswith("\\"):
        name = name[:-1]
    while name.startswith(("./", "../", "/")):
        name = name[name.index("/") + 1 :]
    return name


def wikilink(name: str, shown: str = "") -> str:
    """`[[name]]` or `[[name|shown]]`; the shown text loses what would end the link."""
    if not shown or shown == name:
        return f"[[{name}]]"
    return f"[[{name}|{_ENDS_LINK.sub(' ', shown).strip()}]]"


def unlinked(text: str) -> str:
    """The text as it reads: every wikilink replaced by what it shows."""
    if "[[" not in text:
        return text
    return WIKILINK.sub(lambda m: (m[3] or m[1].rsplit("/", 1)[-1]).strip().rstrip("\\"), text)
