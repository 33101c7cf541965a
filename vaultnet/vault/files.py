"""The notes on the disk: which files count as notes, and reading one. What cannot be read is a fault, never an exception."""

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from stat import S_ISDIR, S_ISLNK, S_ISREG
from struct import Struct
from typing import NamedTuple

from vaultnet.errors import Fault
from vaultnet.vault import disk
from vaultnet.vault.config import Config

MAX_BYTES = 16 * 1024 * 1024
MAX_LINES = 500_000  # read in two seconds; nobody types as many
_TEMPORARY = ("~", ".tmp", ".swp")


# what tells that a file is unchanged, packed: size in bytes, mtime and ctime in ns, inode. As bytes, twenty thousand of
# them are fetched and compared without making eighty thousand numbers
Stat = bytes
_STAT = Struct("<qqqQ")


def pack_stat(stat: os.stat_result) -> Stat:
    """What is remembered of a file's stat."""
    return _STAT.pack(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def touched(stat: Stat) -> int:
    """When a file was last written or changed, in ns."""
    mtime: int
    ctime: int
    _, mtime, ctime, _ = _STAT.unpack(stat)
    return max(mtime, ctime)


class Scan(NamedTuple):
    """Every note's path (vault-relative, "/" between the parts) with its `Stat`, and the folders that could not be read.

    `odd` maps paths whose bytes are not UTF-8, as shown, to what the system calls them; `left` are the folders in which a
    killed command left temporary files; `links` are the notes that are links to others.
    """

    files: dict[str, Stat]
    faults: list[tuple[str, Fault]]
    odd: dict[str, str]
    left: set[str]
    links: set[str]


def scan(root: str, config: Config) -> Scan:
    """Look at every file of the vault once. Dot folders, templates, ignored and temporary files are left out; links to
    folders are not followed, links to files only where they stay inside the vault."""
    found = Scan({}, [], {}, set(), set())
    ignore = _ignored(root, config)
    real_root = os.path.realpath(root)
    files, pack = found.files, _STAT.pack
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            entries = disk.scan(root + "/" + folder if folder else root)
        except OSError as error:
            found.faults.append((_shown(folder, found) or ".", _os_fault("this folder", error)))
            continue
        for entry in entries:
            name = entry.name
            if name[0] == ".":
                if name.startswith(".vn-"):
                    found.left.add(folder)
                continue
            if name[-3:].lower() == ".md":
                path = f"{folder}/{name}" if folder else name
                if ignore and _matches(path, ignore):
                    continue
                try:
                    stat = entry.stat(follow_symlinks=False)
                    if not S_ISREG(stat.st_mode):
                        if S_ISDIR(stat.st_mode):
                            folders.append(path)
                            continue
                        if not S_ISLNK(stat.st_mode) or not _inside(entry.path, real_root):
                            continue  # a pipe would be read for ever; a link may lead out of the vault
                        stat = entry.stat()
                        found.links.add(path)
                except OSError as error:
                    found.faults.append((_shown(path, found), _os_fault("this file", error)))
                    continue
                if not path.isascii():
                    path = _shown(path, found)
                files[path] = pack(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
            elif entry.is_dir(follow_symlinks=False):
                path = f"{folder}/{name}" if folder else name
                if name.lower() != "templates" and not (ignore and _matches(path, ignore)):
                    folders.append(path)
    return found


def look(root: str, config: Config, paths: Iterable[str]) -> Scan:
    """The same as `scan`, for these vault-relative paths only; those that are no notes, or are not there, are left out."""
    found = Scan({}, [], {}, set(), set())
    ignore = _ignored(root, config)
    real_root = os.path.realpath(root)
    for path in paths:
        if _is_left_out(path, ignore):
            continue
        real = root + "/" + path
        if any(os.path.islink(os.path.join(root, folder)) for folder in _folders(path)):
            continue
        if os.path.islink(real):
            if not _inside(real, real_root):
                continue
            found.links.add(path)
        try:
            stat = os.stat(real)
        except OSError:
            continue
        if not S_ISREG(stat.st_mode):
            continue
        shown = _shown(path, found)
        found.files[shown] = pack_stat(stat)
    return found


def is_seen(root: str, config: Config, path: str) -> bool:
    """Whether a note at this vault-relative path would be indexed: it is not in a folder of templates, nor ignored."""
    return not _is_left_out(path, _ignored(root, config))


def _is_left_out(path: str, ignore: tuple[str, ...]) -> bool:
    return not is_note(path) or bool(ignore and any(_matches(one, ignore) for one in (path, *_folders(path))))


def _folders(path: str) -> Iterator[str]:
    parts = path.split("/")
    for count in range(1, len(parts)):
        yield "/".join(parts[:count])


def _shown(path: str, found: Scan) -> str:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        found.odd[shown] = path
        return shown
    return path


def _inside(path: str, real_root: str) -> bool:
    try:
        target = os.path.realpath(path, strict=True)
    except OSError:
        return False
    return target.startswith(real_root + os.sep) and os.path.isfile(target)


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(path, pattern) or path.startswith(pattern.rstrip("/*") + "/") for pattern in patterns)


def _ignored(root: str, config: Config) -> tuple[str, ...]:
    """The configuration's patterns and the folders that Obsidian's template plugins are set to."""
    patterns = list(config.ignore)
    for settings, key in (("templates.json", "folder"), ("plugins/templater-obsidian/data.json", "templates_folder")):
        path = os.path.join(root, ".obsidian", settings)
        if os.path.exists(path):
            import json

            try:
                folder = json.loads(disk.read_bytes(path)).get(key)
            except (OSError, ValueError, AttributeError):
                continue
            if isinstance(folder, str) and folder.strip("/ "):
                patterns.append(folder.strip("/ ") + "/*")
    return tuple(patterns)


def is_note(path: str) -> bool:
    """Whether a vault-relative path could be a note: the cheap part of what `scan` decides."""
    parts = path.split("/")
    if any(part.startswith(".") or part.lower() == "templates" for part in parts[:-1]):
        return False
    name = parts[-1]
    return name[-3:].lower() == ".md" and not name.startswith(".") and not name.endswith(_TEMPORARY)


def read_text(path: str) -> tuple[str, bytes, Fault | None]:
    """A file's text (strict UTF-8, a byte-order mark kept) and bytes; what is no text gives "" and a fault."""
    try:
        raw = disk.read_bytes(path)
    except OSError as error:
        return "", b"", _os_fault("this file", error)
    if len(raw) > MAX_BYTES:
        return "", raw, Fault("too-big", 1, f"larger than {MAX_BYTES >> 20} MB: indexed by its name only")
    if raw.count(b"\n") > MAX_LINES:
        return "", raw, Fault("too-big", 1, f"more than {MAX_LINES:,} lines: indexed by its name only")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = "UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "not UTF-8"
        return (
            "",
            raw,
            Fault("encoding", line, f"the text is {what}", "save it as UTF-8; it is indexed by its name until then"),
        )
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return "", raw, Fault("encoding", line, "a NUL character: this is no text file", "indexed by its name only")
    return text, raw, None


def digest(raw: bytes, fault: Fault | None) -> bytes:
    """By which a note's text is known again. What could not be read is like no text, not even like the empty one."""
    import hashlib

    return hashlib.blake2b(raw, digest_size=16).digest() if raw or fault is None else b""


def _os_fault(what: str, error: OSError) -> Fault:
    return Fault("unreadable", 1, f"{what} cannot be read: {error.strerror}", "give yourself permission to read it")
