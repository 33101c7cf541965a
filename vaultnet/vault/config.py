"""Which folder is the vault, and what its `vaultnet.toml` says. Everything has a default: no configuration is needed."""

import os
from typing import Any, NamedTuple

from vaultnet.errors import NoVault, UsageFault
from vaultnet.text.names import key
from vaultnet.vault import disk
from vaultnet.words import FOLDERS, SENIORITY, TIERS, TIES, WEIGHTS, Reading

FILE = "vaultnet.toml"


class Config(NamedTuple):
    """The settings of a vault. `reading` is what the reader needs of them; `saved` are `list` filters kept under names;
    `weights` (group -> name -> number) and `seniority` (word of a title -> 0-1) are what scores are made of."""

    reading: Reading = Reading()
    per_week: int = 5
    ignore: tuple[str, ...] = ()
    templates: str = ""
    saved: dict[str, str] = {}  # noqa: RUF012 - a NamedTuple's default, never changed
    weights: dict[str, dict[str, float]] = WEIGHTS
    seniority: dict[str, float] = SENIORITY

    def folder_of(self, type_: str) -> str:
        """The folder where a new note of this type goes, "" for the root."""
        return next((folder for folder, of in self.reading.folders.items() if of == type_), "")


def find_vault(named: str | None, here: str) -> str:
    """The vault's absolute path: the folder named, else the nearest one upwards that is a vault.

    Raises `NoVault` where the folder named is none, or none was named and none is found.
    """
    if named:
        path = os.path.abspath(os.path.expanduser(named))
        if os.path.isdir(path):
            return path
        raise NoVault(f"{named} is no folder", hint="name your vault with --vault DIR or VAULTNET_VAULT")
    for mark in (FILE, ".obsidian"):
        path = os.path.abspath(here)
        while True:
            if os.path.exists(os.path.join(path, mark)):
                return path
            parent = os.path.dirname(path)
            if parent == path:
                break
            path = parent
    hint = "name it with --vault DIR or VAULTNET_VAULT, or begin one here: vaultnet init"
    raise NoVault("no vault here or in any folder above", hint=hint)


def read_config(root: str) -> Config:
    """The vault's configuration. Raises `UsageFault` with path and line for what cannot be understood."""
    path = os.path.join(root, FILE)
    try:
        raw = disk.read_bytes(path)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise UsageFault(f"cannot be read: {error.strerror}", path=FILE) from error
    import tomllib

    try:
        text = raw.decode("utf-8")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UsageFault("is not UTF-8 text", path=FILE, line=line, hint="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        line, source = _where(str(error), text)
        hint = "the settings are described in docs/config.md, or: vaultnet help config"
        raise UsageFault(str(error).partition(" (at")[0], path=FILE, line=line, source=source, hint=hint) from error
    return _config(table, text)


def _config(table: dict[str, Any], text: str) -> Config:
    def section(name: str, kinds: type | tuple[type, ...], default: dict[str, Any]) -> dict[str, Any]:
        value = table.get(name)
        if value is None:
            return default
        if not isinstance(value, dict):
            raise _wrong(text, name, f"{name} is a table: [{name}]")
        for key_, one in value.items():
            if not isinstance(one, kinds) or isinstance(one, bool):
                raise _wrong(text, key_, f"[{name}] {key_} has a value of the wrong kind")
        return value

    folders = section("folders", str, FOLDERS)
    tiers = section("tiers", int, TIERS)
    for name, days in tiers.items():
        if days < 1:
            raise _wrong(text, name, f"tier {name} needs a number of days, 1 or more")
    more = table.get("channels", [])
    if not isinstance(more, list) or not all(isinstance(one, str) for one in more):
        raise _wrong(text, "channels", 'channels is a list of words: channels = ["walk"]')
    ignore = table.get("ignore", [])
    if not isinstance(ignore, list) or not all(isinstance(one, str) for one in ignore):
        raise _wrong(text, "ignore", 'ignore is a list of patterns: ignore = ["Archive/*"]')
    per_week = table.get("per_week", 5)
    if not isinstance(per_week, int) or isinstance(per_week, bool) or per_week < 0:
        raise _wrong(text, "per_week", "per_week is a number, 0 or more")
    reading = Reading(
        folders={folder.strip("/"): type_ for folder, type_ in folders.items()},
        keys=section("keys", str, {}),
        channels=frozenset(key(one) for one in more),
        tiers={key(name): days for name, days in tiers.items()},
        ties=TIES | section("ties", str, {}),
    )
    templates = table.get("templates", "templates")
    if not isinstance(templates, str):
        raise _wrong(text, "templates", "templates is the name of a folder")
    seniority = section("seniority", (int, float), {})
    for word, value in seniority.items():
        if not 0 <= value <= 1:
            raise _wrong(text, word, f"[seniority] {word} is a number from 0 to 1")
    seniority = SENIORITY | {key(word): float(value) for word, value in seniority.items()}
    return Config(reading, per_week, tuple(ignore), templates.strip("/"), section("lists", str, {}),
                  _weights(section("weights", dict, {}), text), seniority)  # fmt: skip


def _weights(given: dict[str, Any], text: str) -> dict[str, dict[str, float]]:
    """The weights of every score, with those that the vault gives in place of the default ones."""
    weights = {group: dict(some) for group, some in WEIGHTS.items()}
    for group, some in given.items():
        if group not in weights:
            raise _wrong(text, f"weights.{group}", f"[weights.{group}] is not known: {', '.join(WEIGHTS)}")
        for name, value in some.items():
            if name not in weights[group]:
                raise _wrong(text, name, f"[weights.{group}] has no {name}: {', '.join(WEIGHTS[group])}", group)
            if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e6:
                raise _wrong(text, name, f"[weights.{group}] {name} is a number, 0 or more", group)
            weights[group][name] = float(value)
        if group == "warmth" and min(weights[group]["half_life"], weights[group]["monthly"]) < 1:
            raise _wrong(text, f"weights.{group}", "[weights.warmth] half_life and monthly are days, 1 or more")
    return weights


def _wrong(text: str, name: str, message: str, group: str = "") -> UsageFault:
    """The fault with the line that begins with a name; with a group of weights, the first below the group's head."""
    below = not group
    for number, line in enumerate(text.split("\n"), 1):
        below = below or line.strip().startswith(f"[weights.{group}]")
        if below and line.strip().strip("[").startswith((name, f'"{name}"')):
            return UsageFault(message, path=FILE, line=number, source=line)
    return UsageFault(message, path=FILE)


def _where(message: str, text: str) -> tuple[int, str]:
    import re

    found = re.search(r"at line (\d+)", message)
    lines = text.split("\n")
    number = int(found[1]) if found else len(lines)
    return number, lines[number - 1] if 0 < number <= len(lines) else ""
