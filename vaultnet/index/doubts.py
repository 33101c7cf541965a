"""Questions to the index for `doctor`: links and names that Obsidian would not follow, notes that stand twice."""

import sqlite3
from collections.abc import Iterable

from vaultnet.text.names import key


def soft_links(connection: sqlite3.Connection) -> list[tuple[str, int, str, int, str]]:
    """Links that were resolved by an alias (1) or by one of several names (2): path, line, key, which, the target's name."""
    return connection.execute(
        """select n.path, l.line, l.key, l.soft, t.name from link l join note n on n.id = l.note join note t on t.id = l.target
           where l.soft > 0 group by n.path, l.line, l.key order by n.path, l.line, l.key"""
    ).fetchall()


def lost_links(connection: sqlite3.Connection, roles: Iterable[str]) -> list[tuple[int, str, int, str]]:
    """Links of these roles that lead to no note: (note, path, line, key), by path and line."""
    some = tuple(roles)
    return connection.execute(
        f"""select l.note, n.path, l.line, l.key from link l join note n on n.id = l.note
            where l.target is null and l.role in ({", ".join("?" * len(some))}) group by l.note, l.line, l.key
            order by n.path, l.line, l.key""",
        some,
    ).fetchall()


def unlinkable(connection: sqlite3.Connection, types: Iterable[str]) -> list[tuple[str, str]]:
    """Notes of these types whose file name holds what ends a wikilink or means something else in it: (path, name)."""
    some = tuple(types)
    return connection.execute(
        f"""select path, name from note where name glob '*[]#^|[]*' and type in ({", ".join("?" * len(some))})
            order by path""",
        some,
    ).fetchall()


def same_content(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Pairs of notes with the same bytes, where one's name is the other's with something added: (copy, original)."""
    rows = connection.execute(
        """select b.path, a.path from file a join file b on a.hash = b.hash and a.note <> b.note
           join note m on m.id = a.note join note n on n.id = b.note
           where length((select body from text where note = a.note)) > 0
             and substr(n.name, 1, length(m.name)) = m.name and length(n.name) > length(m.name) order by b.path, a.path"""
    )
    return rows.fetchall()


def same_but_for_case(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Notes whose path is another's but for case or the form of its accents: (path, path of the first)."""
    first: dict[str, str] = {}
    paths = [path for (path,) in connection.execute("select path from note order by path")]
    return [(path, first[low]) for path in paths if first.setdefault(low := key(path), path) != path]


def same_uid(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Notes whose vCard `UID` another note has as well: (path, path of the first with it, the UID)."""
    rows = connection.execute(
        """select n.path, json_extract(f.fields, '$.UID') as uid from front f join note n on n.id = f.note
           where instr(f.fields, '"UID"') and uid <> '' order by uid, n.path"""
    ).fetchall()
    first: dict[str, str] = {}
    return sorted((path, first[uid], uid) for path, uid in rows if first.setdefault(uid, path) != path)
