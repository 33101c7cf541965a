"""What frontmatter means: which type a note has, and its keys under vaultnet's own names with the types these ask for.

Foreign vaults need no migration (docs/format.md): other tools' words for types and keys are understood here.
"""

import re
from functools import lru_cache

from vaultnet.dates import read_birthday, read_cadence, read_date
from vaultnet.errors import Fault
from vaultnet.text.links import unlinked
from vaultnet.text.names import stem
from vaultnet.text.plain import Value
from vaultnet.words import (
    DATES,
    KEY_ALIASES,
    KIND_BY_TYPE,
    LIST_KEYS,
    PERSON_KEY_ALIASES,
    PERSON_TAGS,
    TYPE_ALIASES,
    TYPES,
    Reading,
)

_VCARD = re.compile(r"(EMAIL|TEL|URL|ADR)(?:\[[^\]]*\])?(?:\.([A-Z]+))?\Z")
_VCARD_KEYS = {"EMAIL": "email", "TEL": "phone", "URL": "website"}
_CARD_MARKS = ("FN", "N.FN", "N.GN")
_TYPES = frozenset(TYPES)
_TEXTS = {str}
_ADDED = frozenset({"email", "phone"})  # keys of which several (`EMAIL[HOME]`, `EMAIL[WORK]`) make one list


def type_of(fields: dict[str, Value], path: str, body_tags: list[str], reading: Reading) -> str:
    """A note's type: its `type:` key; else a category, a tag, a vCard, a dated name; else its folder; else ""."""
    given = fields.get("type")
    if isinstance(given, str) and given.strip():
        return _known(unlinked(given)) or given.strip().lower()
    for category in _strings(fields.get("categories")):
        known = _known(unlinked(category))
        if known:
            return known
    card = fields.get("KIND")
    if isinstance(card, str) and card.strip():
        return {"individual": "person", "org": "organization"}.get(card.strip().lower(), card.strip().lower())
    for tag in (*_tag_list(fields.get("tags")), *_tag_list(fields.get("tag")), *body_tags):
        if tag.lower() in PERSON_TAGS:
            return "person"
    if any(mark in fields for mark in _CARD_MARKS):
        return "person"
    cut = path.find("/")
    while cut > 0:
        by_folder = reading.folders.get(path[:cut])
        if by_folder:
            return by_folder
        cut = path.find("/", cut + 1)
    return "daily" if read_date(stem(path)) else ""


@lru_cache(256)
def _known(text: str) -> str:
    text = text.strip().lower().rsplit("/", 1)[-1]
    return text if text in _TYPES else TYPE_ALIASES.get(text, "")


def event_kind(fields: dict[str, Value], facts: dict[str, Value]) -> str:
    """What kind of event: its `kind`, else what a foreign type says ("meeting", "conference"), else ""."""
    kind = facts.get("kind")
    if isinstance(kind, str) and kind.strip():
        return kind.strip().lower()
    for given in (*_strings(fields.get("type")), *_strings(fields.get("categories"))):
        known = KIND_BY_TYPE.get(unlinked(given).strip().lower())
        if known:
            return known
    return ""


def read_facts(
    fields: dict[str, Value], at: dict[str, int], type_: str, reading: Reading
) -> tuple[dict[str, Value], dict[str, int], list[Fault]]:
    """Facts under vaultnet's keys, the line of each, and hints on values that were understood but not well formed.

    Lists where a list belongs, text otherwise; an unquoted `[[Link]]`, which YAML reads as nested lists, becomes the link.
    Vaultnet's own key wins over a foreign one for the same fact.
    """
    facts: dict[str, Value] = {}
    lines: dict[str, int] = {}
    faults: list[Fault] = []
    for name, value in fields.items():
        if value is None:
            continue
        key = key_of(name, type_, reading)
        if key in facts and key != name and key not in _ADDED:
            continue
        line = at.get(name, 1)
        if isinstance(value, list) and {*map(type, value)} != _TEXTS:
            value, nested = _flat(value)
            if nested:
                hint = f'write {name}: "{nested}"'
                faults.append(Fault("unquoted-link", line, f"the link in {name} needs quotes", hint))
        if key == "tags":
            value = list(_tag_list(value))
        elif key in LIST_KEYS:
            value = value if isinstance(value, list) else [value if isinstance(value, str) else str(value)]
            before = facts.get(key)
            if before is not None and key in _ADDED and isinstance(before, list):
                value = before + value
        elif isinstance(value, list):
            value = value[0] if len(value) == 1 else ", ".join(str(v) for v in value)
        elif isinstance(value, str) and value[:2] == "[[" and read_date(value[2:-2]):
            value = value[2:-2]  # a date property typed as a link to the daily note
        facts[key] = value
        lines[key] = line
    if "name" not in facts and type_ == "person" and ("N.GN" in fields or "N.FN" in fields):
        parts = [str(fields[k]).strip() for k in ("N.GN", "N.FN") if fields.get(k) is not None]
        facts["name"] = " ".join(parts)
    return facts, lines, faults


def key_of(name: str, type_: str, reading: Reading) -> str:
    """Vaultnet's own key for a key as a note writes it ("company" -> "organization"), else the key itself."""
    if reading.keys and name in reading.keys:
        return reading.keys[name]
    if type_ == "person" and name in PERSON_KEY_ALIASES:
        return PERSON_KEY_ALIASES[name]
    return _alias(name)


@lru_cache(2048)
def _alias(name: str) -> str:
    card = _VCARD.match(name)
    if card:
        if card[1] == "ADR":
            return "location" if card[2] == "LOCALITY" else name
        return _VCARD_KEYS[card[1]] if not card[2] else name
    lower = name.lower()
    return KEY_ALIASES.get(lower, lower if name[:1].isalpha() else name)


def standing_key(fields: dict[str, Value], key: str, type_: str, reading: Reading) -> str:
    """The key under which a note already says what `key` means ("company" for "organization", and the other way round),
    else `key` itself. One of several that make one list (`EMAIL[WORK]`) is another one."""
    if key in fields or "[" in key or key.lower() == "type":
        return key
    fact = key_of(key, type_, reading)
    return fact if fact in fields else next((name for name in fields if key_of(name, type_, reading) == fact), key)


def _flat(values: list[Value]) -> tuple[Value, str]:
    """The list without nesting, and the link that was written without quotes ("" for none)."""
    flat: list[Value] = []
    unquoted = ""
    if len(values) == 1 and isinstance(values[0], list) and len(values[0]) == 1 and isinstance(values[0][0], str):
        unquoted = f"[[{values[0][0]}]]"  # `key: [[Acme]]`
        return [unquoted], unquoted
    for value in values:
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list) and len(value[0]) == 1:
            unquoted = f"[[{value[0][0]}]]"  # `- [[Acme]]`
            flat.append(unquoted)
        elif isinstance(value, list):
            flat.append(", ".join(str(v) for v in value))
        elif value is not None:
            flat.append(value if isinstance(value, str | int | float | bool) else str(value))
    return flat, unquoted


def _strings(value: Value) -> list[str]:
    if isinstance(value, list):
        flat, _ = _flat(value)
        return [str(v) for v in flat] if isinstance(flat, list) else []
    return [value] if isinstance(value, str) else []


def _tag_list(value: Value) -> list[str]:
    if isinstance(value, str):
        value = list(value.replace(",", " ").split())
    return [str(tag).lstrip("#").strip() for tag in value if tag is not None] if isinstance(value, list) else []


def fact_faults(type_: str, facts: dict[str, Value], lines: dict[str, int], reading: Reading) -> list[Fault]:
    """What is wrong with the values of facts, each with the line of its key."""
    faults = []
    for key in DATES.get(type_, ()):
        value = facts.get(key)
        if value is not None and value != "" and not (isinstance(value, str) and read_date(value)):
            shown = f'{key} "{value}" is not a date'
            faults.append(Fault("date", lines.get(key, 1), shown, "write it as YYYY-MM-DD"))
    for key in facts:
        if key.startswith("conflict_"):
            hint = f"keep one value for {key[9:]}, and take this line out"
            faults.append(Fault("kept-both", lines.get(key, 1), f"a merge kept two values for {key[9:]}", hint))
    if type_ != "person":
        return faults
    birthday = facts.get("birthday")
    if birthday is not None and birthday != "" and not (isinstance(birthday, str) and read_birthday(birthday)):
        message = f'birthday "{birthday}" is not a date'
        faults.append(Fault("date", lines.get("birthday", 1), message, "write MM-DD or YYYY-MM-DD"))
    cadence = facts.get("cadence")
    if cadence is not None and cadence != "" and not (isinstance(cadence, str | int) and read_cadence(cadence)):
        message = f'cadence "{cadence}" is no length of time'
        faults.append(Fault("cadence", lines.get("cadence", 1), message, "write 45, 6w, 2mo, 1y, monthly or quarterly"))
    tier = facts.get("tier")
    if tier is not None and tier != "" and str(tier).lower() not in reading.tiers:
        message = f'tier "{tier}" is not known'
        hint = f"one of {', '.join(reading.tiers)}; vaultnet.toml can add more under [tiers]"
        faults.append(Fault("tier", lines.get("tier", 1), message, hint))
    return faults
