"""Filters of `list`: what is asked for becomes one SQL query over columns, terms and links."""

import sqlite3
from typing import NamedTuple

from vaultnet.index.ask import NoteRow
from vaultnet.text.names import key, topic_key, unaccented


class Filter(NamedTuple):
    """What a list is limited to; every part that is given must hold. `linked` is a note's number, `fields` (key, value)."""

    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    org: str = ""
    relationship: str = ""
    tier: str = ""
    location: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    since: str = ""
    until: str = ""
    linked: int = 0


def notes(connection: sqlite3.Connection, type_: str, wanted: Filter) -> list[NoteRow]:
    """Notes of a type that pass a filter, by name. `since`/`until` mean the last contact of people on the desk's day, the
    date of other notes."""
    where, values = ["n.type = ?"], [type_]

    def holds(sql: str, *more: object) -> None:
        where.append(sql)
        values.extend(more)  # type: ignore[arg-type]

    for tag in wanted.tags:
        low = topic_key(tag)
        holds("exists (select 1 from term t where t.note = n.id and t.kind = 'tag'"
              r" and (t.key = ? or t.key like ? escape '\'))", low, _like(low) + "/%")  # fmt: skip
    for topic in wanted.topics:
        kinds = "'expertise', 'interests', 'topics'"
        holds(
            f"exists (select 1 from term t where t.note = n.id and t.kind in ({kinds}) and t.key = ?)", topic_key(topic)
        )
    if wanted.tier:
        holds("p.tier = ?", key(wanted.tier))
    for column, value in (
        ("organization", wanted.org),
        ("relationship", wanted.relationship),
        ("location", wanted.location),
    ):
        if value:
            holds(rf"unaccented(p.{column}) like ? escape '\'", f"%{_like(unaccented(value))}%")
    for name, value in wanted.fields:
        tree = "json_tree((select fields from front where front.note = n.id), '$')"
        holds(f"exists (select 1 from {tree} j where j.atom is not null and casefold(j.atom) = ?"
              " and (j.key = ? or j.path = '$.' || ? or j.path = '$.\"' || ? || '\"'))",
              key(value), name, name, name)  # fmt: skip
    day = "r.known" if type_ == "person" else "n.date"
    if wanted.since:
        holds(f"{day} >= ?", wanted.since)
    if wanted.until:
        holds(f"{day} <= ? and {day} <> ''", wanted.until)
    if wanted.linked:
        pairs = "(l.note = n.id and l.target = ?) or (l.note = ? and l.target = n.id)"
        holds(f"exists (select 1 from link l where {pairs})", wanted.linked, wanted.linked)
    for name, form in (("casefold", key), ("unaccented", unaccented)):
        connection.create_function(
            name, 1, lambda text, form=form: form(str(text)) if text is not None else "", deterministic=True
        )
    rows = connection.execute(
        f"""select n.id, n.path, n.name, n.type, n.kind, n.date, n.status,
              coalesce((select fields from front where front.note = n.id), '{{}}') from note n
            left join person p on p.note = n.id left join pulse r on r.person = n.id
            where {" and ".join(where)} order by n.name, n.path""",
        values,
    )
    return [NoteRow(*row) for row in rows]


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
