"""Names: how they are compared, and which of them a file and a wikilink can carry."""

import re
import unicodedata
from functools import lru_cache

# besides what file systems refuse: what ends a wikilink, and what makes code or a comment of it
_UNFIT = re.compile(r'%{2,}|[\\/:*?"<>|#^`\[\]\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?\Z")
_JOINS = re.compile(r"[\s_-]+")
# the marks that are typed or left away with a letter of Latin, Greek or Cyrillic; those of other scripts (a Japanese が is
# no か, a vowel of Devanagari no ornament) make another letter of it and stay
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff]")
# letters that Unicode takes for letters of their own, as people write them who do not have them; and marks between words
_LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
    "ŋ": "n", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ƙ": "k", "ƴ": "y", "ƒ": "f", "ɛ": "e", "ɔ": "o",
    "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʿ": "'", "ʾ": "'", "´": "'", "‐": "-", "‑": "-", "–": "-",
})  # fmt: skip
MAX_BYTES = 180  # leaves room for ".md" and a suffix under the 255 bytes of the usual file systems


def key(name: str) -> str:
    """The form in which names are compared: Unicode-normalised, without case."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


# `Ada (Grace's conflicted copy 2026-01-01).md`, `Ada.sync-conflict-20260101-120000-ABCDEFG.md`
_SYNC_COPY = re.compile(r"[ \t]*\([^()]*conflicted copy[^()]*\)|\.sync-conflict-[0-9]{8}-[0-9]{6}(?:-[A-Z0-9]+)?", re.I)


def unaccented(name: str) -> str:
    """A name's key as it is typed without accents: `Łukasz Ògúnlẹ́yẹ` reads "lukasz ogunleye". For finding, never for links:
    Obsidian tells the two apart."""
    if name.isascii():
        return name.lower()
    marked = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", marked).translate(_LETTERS))


@lru_cache(8192)
def topic_key(text: str) -> str:
    """Topics are compared without case, with space = `_` = `-`; a leading `topic/` or `#` is no part of the topic."""
    text = key(text.strip().lstrip("#"))
    if text.startswith("topic/"):
        text = text[6:]
    return _JOINS.sub("-", text).strip("-")


def file_name(name: str) -> str:
    """A file name (without ".md") for a note of this name: what a file system or a wikilink cannot carry is replaced.

    Gives "" where nothing is left; the true name then belongs into `aliases` anyway.
    """
    fit = " ".join(_UNFIT.sub(" ", unicodedata.normalize("NFC", name)).split())
    fit = fit.lstrip(".- ").rstrip(". ")
    while fit.lower().endswith(".md"):
        fit = fit[:-3].rstrip(". ")
    while len(fit.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        fit = fit[:-1].rstrip(". ")
    if _RESERVED.match(fit):
        fit += " note"
    return fit


def stem(path: str) -> str:
    """The name of the note at a vault-relative path."""
    name = path[path.rfind("/") + 1 :]
    return name[:-3] if name.lower().endswith(".md") else name


def folder(path: str) -> str:
    """The folder of a vault-relative path, "" for the root."""
    cut = path.rfind("/")
    return path[:cut] if cut > 0 else ""


def original_of(path: str) -> str:
    """The path of the note of which this one is a copy that a sync program left in a conflict; "" for any other path."""
    before = _SYNC_COPY.sub("", path) if "onflict" in path else path
    return before if before != path else ""
