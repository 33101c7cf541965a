"""What the notes say ties two people: keys of frontmatter, work on one project, meetings of a few, introductions.

Never walked by a recursive query: hubs of thousands blow it up. One person's ties are a few lookups by index, everybody's
one pass over small indexes, paired off in Python (docs/strategies/connections.md).
"""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

CROWD = 40  # a project or meeting of more people than this ties nobody to anybody


class TieRow(NamedTuple):
    """Evidence of a tie between two people. `kind` is a frontmatter key, "project", "meeting" or "introduction"; `name` the
    project, event or note that says so; `forward` 1 where the note of `one` says it, 0 where the other's does."""

    one: int
    other: int
    kind: str
    name: str
    path: str
    line: int
    date: str
    forward: int


# a partial index holds what frontmatter links to; SQLite uses it only where its condition is said again
_FIELD = "l.role not in ('', 'who', 'task') and l.target is not null"
_MEETING = "e.contact and l.role = 'who' and e.word not in ('gave', 'got', 'thanked', 'role')"
_INTRODUCTION = "e.word = 'gave' and e.kind = 'introduction' and l.role in ('', 'who')"
_WORD = "case e.kind when 'introduction' then 'introduction' else 'meeting' end"


def ties_of(connection: sqlite3.Connection, person: int, keys: Iterable[str], day: str) -> list[TieRow]:
    """The evidence of one person's ties to other people up to a day, by the other, kind, path and line."""
    marks = _quoted(keys)
    rows = connection.execute(
        f"""select l.note, l.target, l.role, n.name, n.path, l.line, '', 1 from link l join person o on o.note = l.target
              join note n on n.id = l.note where l.note = :one and l.role in ({marks}) and {_FIELD} and l.target <> :one
            union
            select l.target, l.note, l.role, n.name, n.path, l.line, '', 0 from link l join person o on o.note = l.note
              join note n on n.id = l.note where l.target = :one and l.role in ({marks}) and l.note <> :one
            union
            select a.target, l.target, case g.type when 'project' then 'project' else 'meeting' end, g.name, g.path, a.line,
              g.date, 0
              from link a join note g on g.id = a.note join link l on l.note = a.note and l.role = 'people'
              join person o on o.note = l.target
              where a.target = :one and a.role = 'people' and l.target <> :one
                and (g.type = 'project' or (g.gathers and g.date <= :day))
                and (select count(*) from link c where c.note = g.id and c.role = 'people') <= {CROWD}
            union
            select a.target, l.target, {_WORD}, n.name, n.path, l.line, e.date, 0
              from link a join entry e on e.note = a.note and e.line = a.line
              join link l on l.note = a.note and l.line = a.line join person o on o.note = l.target
              join note n on n.id = a.note
              where a.target = :one and l.target <> :one and e.date <> '' and e.date <= :day
                and (({_MEETING} and a.role = 'who') or ({_INTRODUCTION} and a.role in ('', 'who')))
            union
            select l.target, e.note, {_WORD}, n.name, n.path, l.line, e.date, 0
              from link l join entry e on e.note = l.note and e.line = l.line and e.own join note n on n.id = e.note
              where l.target = :one and e.note <> :one and e.date <> '' and e.date <= :day
                and (({_MEETING}) or {_INTRODUCTION})
            union
            select e.note, l.target, {_WORD}, n.name, n.path, l.line, e.date, 1
              from entry e join link l on l.note = e.note and l.line = e.line join person o on o.note = l.target
              join note n on n.id = e.note
              where e.note = :one and e.own and l.target <> :one and e.date <> '' and e.date <= :day
                and (({_MEETING}) or {_INTRODUCTION})
            order by 2, 3, 5, 6""",
        {"one": person, "day": day},
    )
    return list(map(TieRow._make, rows))


def everybody(connection: sqlite3.Connection, keys: Iterable[str], day: str) -> dict[int, set[int]]:
    """Every person with the people whom any evidence ties to them; those tied to nobody are left out."""
    tied: dict[int, set[int]] = {number: set() for (number,) in connection.execute("select note from person")}
    people = set(tied)
    find = tied.get
    for one, other in connection.execute(
        f"select l.note, l.target from link l where l.role in ({_quoted(keys)}) and {_FIELD}"
    ):
        ours, theirs = find(one), find(other)
        if ours is not None and theirs is not None:
            ours.add(other)
            theirs.add(one)
    groups: dict[object, set[int]] = {}
    for group, number in connection.execute(
        f"""select l.note, l.target from link l join note g on g.id = l.note where l.role = 'people' and {_FIELD}
            and (g.type = 'project' or (g.gathers and g.date <= ?))""", (day,)):  # fmt: skip
        groups.setdefault(group, set()).add(number)
    for note, line, number, own in connection.execute(
        f"""select l.note, l.line, l.target, e.own from link l indexed by link_who
              join entry e on e.note = l.note and e.line = l.line
            where l.target is not null and {_MEETING} and e.date <> '' and e.date <= :day
            union all
            select e.note, e.line, l.target, e.own from entry e join link l on l.note = e.note and l.line = e.line
            where {_INTRODUCTION} and e.word <> '' and l.target is not null
              and e.date <> '' and e.date <= :day""", {"day": day}):  # fmt: skip
        groups.setdefault((note, line), {note} if own else set()).add(number)
    for group_ in groups.values():
        if 1 < len(group_) <= CROWD:
            some = group_ & people
            for number in some:
                tied[number] |= some
    for number, others in tied.items():
        others.discard(number)
    return {number: others for number, others in tied.items() if others}


def introductions(connection: sqlite3.Connection) -> list[tuple[int, int, str, str, int]]:
    """Who introduced whom: (person, who introduced them, the person's name and path, line), by path and line."""
    return connection.execute(
        f"""select l.note, l.target, n.name, n.path, l.line from link l join note n on n.id = l.note
              join person a on a.note = l.note join person b on b.note = l.target
            where l.role = 'introduced_by' and {_FIELD} order by n.path, l.line, l.key"""
    ).fetchall()


def loose_ends(connection: sqlite3.Connection, keys: Iterable[str]) -> list[tuple[int, str, int, str, str, str, str]]:
    """Ties of people that lead to nobody: (note, path, line, tie, link as it is compared, the note it leads to or "", its
    type), by path and line."""
    return connection.execute(
        f"""select n.id, n.path, l.line, l.role, l.key, coalesce(t.name, ''), coalesce(t.type, '') from person p
              join link l on l.note = p.note join note n on n.id = l.note left join note t on t.id = l.target
            where l.role in ({_quoted(keys)}) and coalesce(t.type, '') not in ('person', 'me', 'sync-copy')
            order by n.path, l.line, l.key"""
    ).fetchall()


def _quoted(keys: Iterable[str]) -> str:
    return ", ".join("'" + key.replace("'", "''") + "'" for key in keys)
