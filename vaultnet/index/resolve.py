"""Which note a link means, as Obsidian decides: exact path, then the linking note's folder, then the shortest path.

Resolution works on sets: `targets` for a cold load, where every path is known beforehand, `follow` for the keys that a
change of names touches. Aliases resolve softly (Obsidian does not), and only where a single note has the alias.
"""

import sqlite3
from collections.abc import Iterable

from vaultnet.text.names import folder, key, stem

EXACT, SOFT, AMBIGUOUS = 0, 1, 2


class Targets:
    """All notes by the names that a link can use: their file names and their paths."""

    def __init__(self, notes: Iterable[tuple[int, str]]) -> None:
        self.by_name: dict[str, list[tuple[str, int]]] = {}
        for number, path in notes:
            self.by_name.setdefault(key(stem(path)), []).append((path, number))

    def resolve(self, name: str, linking: str) -> tuple[int | None, int]:
        """The note that the link key `name` means in a note at folder `linking`, and how surely."""
        candidates = self.by_name.get(name[name.rfind("/") + 1 :])
        if not candidates:
            return None, EXACT
        if len(candidates) == 1 and "/" not in name:
            return candidates[0][1], EXACT
        return choose(name, linking, candidates)


def choose(name: str, linking: str, candidates: list[tuple[str, int]]) -> tuple[int | None, int]:
    """One of the notes whose file name fits, by Obsidian's order. `candidates` are (path, note)."""
    if "/" in name:
        exact = [c for c in candidates if key(c[0])[:-3] == name]
        if exact:
            return exact[0][1], EXACT
        candidates = [c for c in candidates if key(c[0])[:-3].endswith("/" + name)]
    else:
        near = [c for c in candidates if folder(c[0]) == linking]
        if near:
            return min(near)[1], EXACT
    if not candidates:
        return None, EXACT
    best = sorted((len(path), path, number) for path, number in candidates)
    tie = len(best) > 1 and best[1][0] == best[0][0]
    return best[0][2], AMBIGUOUS if tie else EXACT


def soften(connection: sqlite3.Connection, keys: Iterable[str] | None = None) -> None:
    """Links that no file name answers follow an alias, where exactly one note has it. `keys`: only these (None = all)."""
    where = ""
    if keys is not None:
        connection.execute("create temp table if not exists some_key(key text primary key) without rowid")
        connection.execute("delete from some_key")
        connection.executemany("insert or ignore into some_key values (?)", ((k,) for k in keys))
        where = "and key in (select key from some_key)"
    connection.execute(
        f"""update link set soft = {SOFT},
              target = (select min(n.note) from name n where n.key = link.key and n.rank = 1)
            where target is null {where} and key in
              (select key from name where rank = 1 {where} group by key having count(distinct note) = 1)"""
    )


def follow(connection: sqlite3.Connection, names: set[str]) -> set[int]:
    """Resolve anew every link whose key ends in one of `names` (keys of file names and aliases that came or went).

    Gives the notes that such links pointed to before or point to now.
    """
    moved: set[int] = set()
    if not names:
        return moved
    keys = set(names)
    for (path_key,) in connection.execute("select distinct key from link where instr(key, '/')"):
        if path_key[path_key.rfind("/") + 1 :] in names:
            keys.add(path_key)
    for one in keys:
        candidates = connection.execute(
            "select f.path, f.note from name n join file f on f.note = n.note where n.key = ? and n.rank = 0",
            (one[one.rfind("/") + 1 :],),
        ).fetchall()
        links = connection.execute(
            "select l.note, l.line, l.role, l.target, l.soft, n.folder from link l join note n on n.id = l.note"
            " where l.key = ?", (one,)).fetchall()  # fmt: skip
        changes = []
        for note, line, role, target, soft, linking in links:
            new, how = choose(one, linking, candidates) if candidates else (None, EXACT)
            if (new, how) != (target, soft):
                changes.append((new, how, note, line, one, role))
                moved.update(t for t in (target, new) if t is not None)
        connection.executemany(
            "update link set target = ?, soft = ? where note = ? and line = ? and key = ? and role = ?", changes
        )
    soften(connection, keys)
    for start_key in keys:
        moved.update(t for (t,) in connection.execute(
            "select distinct target from link where key = ? and soft = 1", (start_key,)))  # fmt: skip
    return moved
