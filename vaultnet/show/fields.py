"""`KEY=VALUE` as people type it, as values of frontmatter: dates in words, names as links, lists by commas."""

from typing import TYPE_CHECKING

from vaultnet.dates import read_birthday, read_cadence, read_when
from vaultnet.errors import UsageFault
from vaultnet.facts import key_of
from vaultnet.index import ask
from vaultnet.people.desk import Desk
from vaultnet.text.links import wikilink
from vaultnet.text.plain import core
from vaultnet.words import DATES, LIST_KEYS, TIES, TYPE_ALIASES

if TYPE_CHECKING:  # the editor is loaded by what edits: queries start faster without it
    from vaultnet.text.edit import Value

Fields = dict[str, "Value"]
DATE_KEYS = frozenset(key for keys in DATES.values() for key in keys)
# links of which a note has one: written without a list
SINGLE = frozenset({"organization", "person", "target", "introduced_by", "met_at"})
LINKED = SINGLE | {"people", "targets", "organizations", "goals", "memberships", "shared_with", *TIES}


def read_pairs(desk: Desk, type_: str, pairs: tuple[str, ...]) -> Fields:
    """`key=value` pairs as fields: dates as people write them, names as links, lists by commas. Raises `UsageFault`."""
    fields: Fields = {}
    for pair in pairs:
        name, equals, said = pair.partition("=")
        name = name.strip()
        if not equals or not name:
            raise UsageFault(f'"{pair}" is no KEY=VALUE', hint='vaultnet set ada tier=close "title=Head of Research"')
        if name == "type":
            said = TYPE_ALIASES.get(said.strip().lower(), said)
        value = read_value(desk, key_of(name, type_, desk.config.reading), said.strip())
        # an address book has one value under each of its keys (`EMAIL[WORK]`)
        if isinstance(value, list) and len(value) == 1 and name.partition("[")[0].isupper():
            value = value[0]
        fields[name] = value
    return fields


def read_value(desk: Desk, name: str, said: str) -> "Value":
    """One value of the fact `name` as it goes into frontmatter; "" is no value."""
    if not said:
        return None
    if name in DATE_KEYS:
        day = read_when(said, desk.today)
        if day is None:
            raise UsageFault(f'{name} "{said}" is not a date', hint="2026-12-01, tomorrow, next friday")
        return day.isoformat()
    if name == "birthday" and not read_birthday(said):
        raise UsageFault(f'birthday "{said}" is not a date', hint="1990-04-17, 04-17")
    if name == "cadence" and not read_cadence(said):
        raise UsageFault(f'cadence "{said}" is no length of time', hint="45, 6w, 2mo, 1y, monthly, quarterly")
    if name == "tier" and said.lower() not in desk.config.reading.tiers:
        raise UsageFault(f'tier "{said}" is not known', hint=f"one of {', '.join(desk.config.reading.tiers)}")
    if name in LINKED:
        parts = [_link(desk, part.strip()) for part in said.split(",") if part.strip()]
        return parts[0] if len(parts) == 1 and name in SINGLE else parts
    if name in LIST_KEYS or ("," in said and name in ("topics", "interests")):
        return [part.strip() for part in said.split(",") if part.strip()]
    value = core(said)
    return value if isinstance(value, str | int | float | bool) or value is None else said


def _link(desk: Desk, said: str) -> str:
    """A link to the note of this name; what has no note yet is linked as it was said."""
    if said.startswith("[["):
        return said
    exact = [note for note, _ in ask.named(desk.index, said)]
    if len(exact) == 1:
        return wikilink(exact[0].name)
    return wikilink(said)
