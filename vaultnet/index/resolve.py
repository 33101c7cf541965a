"""Which note a link means, as Obsidian decides: exact path, then the linking note's folder, then the shortest path.

Resolution works on sets: `Targets` for the links of notes that were read, before their rows go in, `follow` for the keys
that a change of names touches. Aliases resolve softly (Obsidian does not), and only where a single note has the alias.
"""

import sqlite3
from collections.abc import Iterable

from vaultnet.text.names import folder, key, stem

EXACT, SOFT, AMBIGUOUS = 0, 1, 2
# note, line, key, role, target, soft
LinkRow = tuple[int, int, str, str, int | None, int]


class Targets:
    """Notes by the names that a link can use: their file names and their paths."""

    def __init__(self, notes: Iterable[tuple[int, str]]) -> None:
        self.by_name: dict[str, list[tuple[str, int]]] = {}
        for number, path in notes:
            self.by_name.setdefault(key(stem(path)), []).append((path, number))

    def learn(self, connection: sqlite3.Connection, links: Iterable[LinkRow]) -> None:
        """Look up what these links could mean, where it is not known yet."""
        for name in {last_part(link[2]) for link in links}:
            if name not in self.by_name:
                self.by_name[name] = connection.execute(
                    "select n.path, n.id from name m join note n on n.id = m.note where m.key = ? and m.rank = 0",
                    (name,)).fetchall()  # fmt: skip

    def resolved(self, links: Iterable[LinkRow], linking: dict[int, str]) -> list[LinkRow]:
        """These links with their targets. `linking`: the folders of the notes that they stand in."""
        resolve = self.resolve
        return [(note, line, name, role, *resolve(name, linking[note])) for note, line, name, role, _, _ in links]

    def resolve(self, name: str, linking: str) -> tuple[int | None, int]:
        """The note that the link key `name` means in a note at folder `linking`, and how surely."""
        candidates = self.by_name.get(last_part(name))
        if not candidates:
            return None, EXACT
        if len(candidates) == 1 and "/" not in name:
            return candidates[0][1], EXACT
        return choose(name, linking, candidates)


def last_part(name: str) -> str:
    """Of a link's key the part that is a note's name."""
    return name[name.rfind("/") + 1 :]


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


def soften(connection: sqlite3.Connection, keys: Iterable[str] | None = None) -> set[int]:
    """Links that no file name answers follow an alias, where exactly one note has it. `keys`: only these (None = all).

    Gives the notes to which links of these `keys` lead by an alias.
    """
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
    sql = f"select distinct target from link where soft = {SOFT} and key in (select key from some_key)"
    return set() if keys is None else {target for (target,) in connection.execute(sql)}


def follow(connection: sqlite3.Connection, names: set[str]) -> set[int]:
    """Resolve anew every link whose key ends in one of `names` (keys of file names and aliases that came or went).

    Gives the notes that such links pointed to before or point to now.
    """
    moved: set[int] = set()
    if not names:
        return moved
    keys = set(names)
    for (path_key,) in connection.execute("select distinct key from link where instr(key, '/')"):
        if last_part(path_key) in names:
            keys.add(path_key)
    for one in keys:
        candidates = connection.execute(
            "select f.path, f.note from name n join file f on f.note = n.note where n.key = ? and n.rank = 0",
            (last_part(one),),
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
    return moved | soften(connection, keys)
