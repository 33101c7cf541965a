"""Rows that the strategy "influencers" asks for: insights on topics, whose title names one, with whom I have spoken, whom I
gave an `influence`."""

import sqlite3
from collections.abc import Iterable
from re import findall, search
from typing import NamedTuple

from vaultnet.text.names import key


class TitleRow(NamedTuple):
    """Somebody in whose title a topic stands."""

    person: int
    topic: str
    title: str


class VoiceRow(NamedTuple):
    """An insight that a person gave on a topic (`key` as in the table `term`), and where it stands."""

    key: str
    person: int
    path: str
    line: int
    date: str


def voices(connection: sqlite3.Connection, keys: Iterable[str], day: str) -> list[VoiceRow]:
    """Insights on these topics up to a day, newest first: lines with the topic's tag, and notes with a `source`."""
    wanted = tuple(keys)
    topic = f"t.kind = 'topics' and t.key in ({', '.join('?' * len(wanted))})"
    line = "term t join entry e on e.note = t.note and e.line = t.line and e.word = 'insight' and e.date <= ?"
    rows = connection.execute(
        f"""select t.key, e.note, n.path, e.line, e.date from {line} join note n on n.id = e.note where {topic} and e.own
            union
            select t.key, l.target, n.path, e.line, e.date from {line} join note n on n.id = e.note
              join link l on l.note = e.note and l.line = e.line and l.role = 'who' join person p on p.note = l.target
              where {topic} and not (e.own and l.target = e.note)
            union
            select t.key, l.target, n.path, l.line, n.date from term t
              join note n on n.id = t.note and n.type = 'insight' and n.date <= ?
              join link l on l.note = n.id and l.role = 'source' join person p on p.note = l.target where {topic}
            order by 5 desc, 3, 4""",
        (day, *wanted, day, *wanted, day, *wanted),
    )
    return list(map(VoiceRow._make, rows))


def titled(connection: sqlite3.Connection, topics: Iterable[str]) -> list[TitleRow]:
    """The people in whose title every word of one of these topics (as `topic_key` gives them) stands."""
    wanted = {topic: frozenset(findall(r"\w+", topic)) for topic in topics}
    found: list[TitleRow] = []
    for (title,) in connection.execute("select distinct title from person where title <> ''").fetchall():
        said = frozenset(findall(r"\w+", key(title)))
        for topic in (topic for topic, words in wanted.items() if words and words <= said):
            people = connection.execute("select note from person where title = ? order by note", (title,))
            found += (TitleRow(person, topic, title) for (person,) in people)
    return found


def spoken(connection: sqlite3.Connection) -> set[int]:
    """The people with whom contact went both ways at least once."""
    return {number for (number,) in connection.execute("select person from pulse where mutual <> ''")}


def first_open(connection: sqlite3.Connection, numbers: Iterable[int]) -> tuple[int, str] | None:
    """The first of these people by name, of those neither confidential nor paused: (person, name)."""
    some = ", ".join(map(str, numbers))
    row: tuple[int, str] | None = connection.execute(
        f"""select n.id, n.name from person p join note n on n.id = p.note
            where p.note in ({some}) and not p.confidential and not p.paused order by n.name, n.path limit 1"""
    ).fetchone()
    return row


def with_field(connection: sqlite3.Connection, names: Iterable[str]) -> list[int]:
    """The people whose frontmatter has one of these keys, whatever its case, by path."""
    keys = [*names]
    marks = [f'%"{name}"%' for name in keys]
    likely, words = "", []
    if all(search(r"\w", name) for name in keys):  # an emoji is no word
        # the full text finds the few notes in which such a word stands; to look at everybody's fields takes far longer
        likely, words = (
            "f.note in (select rowid from fts where fts match ?) and",
            ['"' + '" OR "'.join(name.replace('"', '""') for name in keys) + '"'],
        )
    rows = connection.execute(
        f"""select f.note from front f join person p on p.note = f.note join note n on n.id = f.note
            where {likely} ({" or ".join(["f.fields like ?"] * len(marks))}) order by n.path""",
        (*words, *marks),
    )
    return [number for (number,) in rows]
