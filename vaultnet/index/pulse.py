"""People as the index knows them on one day: their rows with their rhythm, where contact stands, and each contact."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vaultnet.index.rhythm import EMPTY, Rhythm, measure


class PersonRow(NamedTuple):
    """A person with their rhythm; dates ISO or "", `cadence` in days or None, `median` the usual gap in days."""

    id: int
    path: str
    name: str
    tier: str
    cadence: int | None
    paused: int
    confidential: int
    snooze: str
    birthday: str
    organization: str
    title: str
    location: str
    relationship: str
    stated: str
    days: int
    last: str
    last_path: str
    last_line: int
    last_word: str
    came: str
    came_path: str
    came_line: int
    other: str
    mutual: str
    unanswered: int
    gaps: int
    median: float


class ContactRow(NamedTuple):
    """A contact with a person: its day, what it was, and where it stands. `text` is the entry's, "" for an event."""

    person: int
    date: str
    word: str
    direction: str
    path: str
    line: int
    text: str


class StandingRow(NamedTuple):
    """Where contact with a person stands on a day. `why` is "due", "reply", "drift" or "" (nothing to do); `last` is the
    later of derived and stated contact, `silence` the days since then; `came` their last incoming line."""

    id: int
    name: str
    path: str
    tier: str
    cadence: int | None
    why: str
    last: str
    last_path: str
    last_line: int
    last_word: str
    came: str
    came_path: str
    came_line: int
    silence: int
    median: float


_PERSON = """
  select p.note, n.path, n.name, p.tier, p.cadence, p.paused, p.confidential, p.snooze, p.birthday, p.organization,
    p.title, p.location, p.relationship, p.stated, r.days, r.last, r.last_path, r.last_line, r.last_word, r.came,
    r.came_path, r.came_line, r.other, r.mutual, r.unanswered, r.gaps, r.median
  from person p join note n on n.id = p.note join pulse r on r.person = p.note"""
# the rules of docs/strategies/communication.md, for everybody in one pass: :day is today, :until the day asked about


_STANDING = """
  select id, name, path, tier, cadence,
    case when rests then ''
      when came <> '' and came > max(other, stated) then 'reply'
      when unanswered >= :answer then ''
      when cadence is not null then
        case when last = '' or silence + julianday(:until) - julianday(:day) >= cadence then 'due' else '' end
      when last <> '' and gaps >= :gaps and gaps * median >= :span and silence > max(2 * median, median + :grace) then 'drift'
      else '' end as why,
    last, case when last > known then path else last_path end, case when last > known then 1 else last_line end, last_word,
    came, came_path, came_line, silence, median
  from (select p.note as id, n.name, n.path, p.tier, p.cadence, p.stated, p.paused or p.snooze > :day as rests,
      r.last as known, max(r.last, p.stated) as last, r.last_path, r.last_line, r.last_word, r.came, r.came_path, r.came_line,
      coalesce(cast(julianday(:day) - julianday(max(r.last, p.stated)) as integer), 0) as silence,
      r.other, r.unanswered, r.gaps, r.median
    from (select note, tier, cadence, paused, snooze, case when stated <= :day then stated else '' end as stated from person) p
      join note n on n.id = p.note join pulse r on r.person = p.note)"""


def begin_day(connection: sqlite3.Connection, day: str) -> None:
    """Make `pulse` the rhythm of everybody as it is on a day: what is dated later has not happened yet."""
    later = [number for (number,) in connection.execute("select person from rhythm where last > ?", (day,))]
    if not later:
        connection.execute("create temp view pulse as select * from main.rhythm")
        return
    connection.execute("create temp table pulse as select * from main.rhythm where last <= ?", (day,))
    connection.executemany(
        f"insert into pulse values ({', '.join('?' * (1 + len(EMPTY)))})",
        [(number, *_measured(connection, number, day)) for number in later],
    )
    connection.execute("create unique index temp.pulse_person on pulse(person)")


def _measured(connection: sqlite3.Connection, person: int, day: str) -> Rhythm:
    rows = [(row.date, row.direction, row.path, row.line, row.word) for row in contacts(connection, person, day)]
    return measure(rows) if rows else EMPTY


def people(connection: sqlite3.Connection, numbers: Iterable[int] | None = None) -> list[PersonRow]:
    """People with their rhythm, by name; all of them, or those of these numbers."""
    if numbers is None:
        return list(map(PersonRow._make, connection.execute(f"{_PERSON} order by n.name, n.path")))
    found = (connection.execute(f"{_PERSON} where p.note = ?", (n,)).fetchone() for n in numbers)
    return sorted((PersonRow(*row) for row in found if row), key=lambda p: (p.name, p.path))


def standings(
    connection: sqlite3.Connection, rules: dict[str, object], one: int | None = None
) -> Iterator[tuple[object, ...]]:
    """Rows of `StandingRow`: of one person whatever it is, or of everybody with whom something is to do, replies first, then
    the longest overdue. `rules` gives :day, :until, :answer, :gaps, :span and :grace."""
    if one is not None:
        return connection.execute(f"{_STANDING} where id = :one", {**rules, "one": one})
    order = "case why when 'reply' then 0 when 'due' then 1 else 2 end, cadence - silence, name, path"
    return connection.execute(f"{_STANDING} where why <> '' order by {order}", rules)


def without_rhythm(connection: sqlite3.Connection) -> list[PersonRow]:
    """People with neither tier nor cadence, those with most contacts first."""
    rows = connection.execute(
        f"{_PERSON} where p.cadence is null and not p.paused order by r.days desc, n.name, n.path"
    )
    return [PersonRow(*row) for row in rows]


def count_without_rhythm(connection: sqlite3.Connection) -> int:
    """How many people have neither tier nor cadence."""
    return int(connection.execute("select count(*) from person where cadence is null and not paused").fetchone()[0])


def contacts(connection: sqlite3.Connection, person: int, until: str) -> list[ContactRow]:
    """A person's contacts up to and with `until`, oldest first."""
    rows = connection.execute(
        """select c.person, c.date, c.word, c.direction, f.path, c.line, coalesce(e.text, '')
           from contact c join file f on f.note = c.note left join entry e on e.note = c.note and e.line = c.line
           where c.person = ? and c.date <= ? order by c.date, f.path, c.line""",
        (person, until),
    )
    return [ContactRow(*row) for row in rows]
