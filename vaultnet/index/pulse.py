"""People as the index knows them on one day: their rows with their rhythm, where contact stands, and each contact."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vaultnet.index.rhythm import measure, put


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
    later of derived and stated contact, `silence` the days since then; `came` their last incoming line;
    `alone` 1 for people who are to be left alone."""

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
    alone: int


class RhythmRow(NamedTuple):
    """What of a person's rhythm a score rests on; the columns are those of `PersonRow`."""

    id: int
    title: str
    relationship: str
    mutual: str
    unanswered: int
    gaps: int
    median: float


_PERSON = """
  select p.note, n.path, n.name, p.tier, p.cadence, p.paused, p.confidential, p.snooze, p.birthday, p.organization,
    p.title, p.location, p.relationship, p.stated, r.days, r.last, r.last_path, r.last_line, r.last_word, r.came,
    r.came_path, r.came_line, r.other, r.mutual, r.unanswered, r.gaps, r.median
  from person p join note n on n.id = p.note join pulse r on r.person = p.note"""
# the rules of docs/strategies/communication.md, for everybody in one pass: :today is an ordinal, :ahead days from then on
_WHY = """case when p.paused or p.snooze > :day then ''
      when r.came > r.other and r.came >= r.known then 'reply'
      when r.unanswered >= :answer then ''
      when p.cadence is not null then
        case when :today + :ahead - r.known_day >= p.cadence then 'due' else '' end
      when r.gaps >= :gaps and r.gaps * r.median >= :span
        and :today - r.known_day > max(2 * r.median, r.median + :grace) then 'drift'
      else '' end"""
_STANDING = f"""
  select p.note, n.name, n.path, p.tier, p.cadence, {_WHY} as why, r.known, r.known_path, r.known_line, r.last_word,
    r.came, r.came_path, r.came_line, case r.known_day when 0 then 0 else :today - r.known_day end as silence, r.median,
    p.paused or p.snooze > :day
  from person p join note n on n.id = p.note join pulse r on r.person = p.note"""


def begin_day(connection: sqlite3.Connection, day: str) -> None:
    """Make `pulse` the rhythm of everybody as it is on a day: what is dated later has not happened yet."""
    later = connection.execute(
        "select r.person, p.stated, n.path from rhythm r join person p on p.note = r.person join note n on n.id = p.note"
        " where r.known > ?", (day,)).fetchall()  # fmt: skip
    if not later:
        connection.execute("create temp view pulse as select * from main.rhythm")
        return
    connection.execute("create temp table pulse as select * from main.rhythm where known <= ?", (day,))
    for number, stated, path in later:
        rows = [(row.date, row.direction, row.path, row.line, row.word) for row in contacts(connection, number, day)]
        put(connection, "pulse", [(number, *measure(rows, stated if stated <= day else "", path))])
    connection.execute("create unique index temp.pulse_person on pulse(person)")


def people(connection: sqlite3.Connection, numbers: Iterable[int] | None = None) -> list[PersonRow]:
    """People with their rhythm, by name; all of them, or those of these numbers."""
    if numbers is None:
        return list(map(PersonRow._make, connection.execute(f"{_PERSON} order by n.name, n.path")))
    wanted = list(dict.fromkeys(numbers))
    found: list[PersonRow] = []
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        marks = ", ".join("?" * len(some))
        found += map(PersonRow._make, connection.execute(f"{_PERSON} where p.note in ({marks})", some))
    return sorted(found, key=lambda p: (p.name, p.path))


def rhythms(connection: sqlite3.Connection, day: str) -> Iterator[RhythmRow]:
    """Everybody who is not to be left alone on a day, in no order."""
    rows = connection.execute(
        """select p.note, p.title, p.relationship, r.mutual, r.unanswered, r.gaps, r.median
           from person p join pulse r on r.person = p.note where not p.paused and p.snooze <= ?""",
        (day,),
    )
    return map(RhythmRow._make, rows)


def in_touch(connection: sqlite3.Connection, day: str, silent: int, limit: int) -> list[PersonRow]:
    """The people with whom a word went both ways last, newest first, `limit` at the most: none to be left alone, none
    confidential, none with `silent` lines of mine unanswered."""
    rows = connection.execute(
        f"""{_PERSON} where r.mutual <> '' and r.unanswered < ? and not p.paused and not p.confidential and p.snooze <= ?
            order by r.mutual desc, n.name, n.path limit ?""",
        (silent, day, limit),
    )
    return list(map(PersonRow._make, rows))


def standings(
    connection: sqlite3.Connection, rules: dict[str, object], one: int | None = None
) -> Iterator[tuple[object, ...]]:
    """Rows of `StandingRow`: of one person whatever it is, or of everybody with whom something is to do, replies first, then
    the longest overdue. `rules` gives :day, :today, :ahead, :answer, :gaps, :span and :grace."""
    if one is not None:
        return connection.execute(f"{_STANDING} where p.note = :one", {**rules, "one": one})
    order = "case why when 'reply' then 0 when 'due' then 1 else 2 end, p.cadence - silence, n.name, n.path"
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


def confidential_names(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Every name of the people whose notes are confidential, in the form that is compared, with the note."""
    return connection.execute(
        "select m.key, p.note from person p join name m on m.note = p.note where p.confidential and m.key <> ''"
    ).fetchall()


def contacts(connection: sqlite3.Connection, person: int, until: str) -> list[ContactRow]:
    """A person's contacts up to and with `until`, oldest first."""
    rows = connection.execute(
        """select c.person, c.date, c.word, c.direction, f.path, c.line, coalesce(e.text, '')
           from contact c join file f on f.note = c.note left join entry e on e.note = c.note and e.line = c.line
           where c.person = ? and c.date <= ? order by c.date, f.path, c.line""",
        (person, until),
    )
    return [ContactRow(*row) for row in rows]
