"""Notes as rows: what of a note goes into which table, and putting rows in and out."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from vaultnet.dates import read_cadence, read_date
from vaultnet.note import Note
from vaultnet.text.links import unlinked
from vaultnet.text.names import folder, key
from vaultnet.text.plain import Value

Row = tuple[Any, ...]
_encode = json.JSONEncoder(ensure_ascii=False).encode

# table -> columns in the order of `add_rows`
_INSERTS = {
    "note": 9, "front": 2, "person": 12, "name": 4, "link": 6, "entry": 11, "task": 14, "term": 5, "finding": 8, "text": 3,
}  # fmt: skip
TABLES = tuple(_INSERTS)
Rows = dict[str, list[Row]]


def add_rows(rows: Rows, number: int, note: Note, tiers: dict[str, int]) -> None:
    """Add a note's rows to those of a chunk, table by table; links still without their target."""
    own = key(note.name)
    rows["note"].append((number, note.path, folder(note.path), note.name, note.type, note.kind, note.date, note.status,
                         note.gathers))  # fmt: skip
    if note.fields:
        rows["front"].append((number, _encode(note.fields)))
    rows["text"].append((number, "\n".join((note.name, *note.names)), note.text))
    rows["name"].append((own, number, 0, note.name))
    if note.type != "sync-copy":
        rows["name"] += [(key(name), number, 1, name) for name in note.names if key(name) != own]
    if note.type == "person":
        rows["person"].append(_person(number, note.facts, tiers))
    rows["link"] += [(number, line, name, role, None, 0) for line, name, role in note.links]
    rows["entry"] += [
        (number, entry.line, entry.date, entry.word, entry.kind, entry.direction, contact, own_log, entry.names, entry.text,
         _encode(fields) if fields else "")
        for entry, contact, own_log, fields in note.entries
    ]  # fmt: skip
    rows["task"] += [
        (number, line, task.status, task.side, task.due, task.done, task.created, task.scheduled, task.cancelled,
         task.recurrence, " ".join(task.was), task.text, contact, task.nudged)
        for line, task, contact in note.tasks
    ]  # fmt: skip
    rows["term"] += [(number, *term) for term in note.terms]
    rows["finding"] += [(number, *finding) for finding in note.findings]


def _person(number: int, facts: dict[str, Value], tiers: dict[str, int]) -> Row:
    tier = str(facts.get("tier") or "").lower()
    cadence = facts.get("cadence")
    days = read_cadence(cadence) if isinstance(cadence, str | int) and not isinstance(cadence, bool) else None
    if days is None and cadence in (None, ""):
        days = tiers.get(tier)
    stated = facts.get("last_contact")
    stated = read_date(stated) or "" if isinstance(stated, str) else ""
    paused = truth(facts.get("paused")) or truth(facts.get("deceased"))
    return (number, tier, days, int(paused), int(truth(facts.get("confidential"))), text_of(facts.get("snooze_until")),
            text_of(facts.get("birthday")), text_of(facts.get("organization")), text_of(facts.get("title")),
            text_of(facts.get("location")), text_of(facts.get("relationship")),
            stated)  # fmt: skip


def truth(value: Value) -> bool:
    """Whether a `paused`-like key is set: anything but no value, false, "no" and 0 (`deceased: 2024-05-01` is set)."""
    return bool(value) and str(value).strip().lower() not in ("false", "no", "off", "0")


def text_of(value: Value) -> str:
    """A field as one line of text, links as they read, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(unlinked(str(one)) for one in value)
    return unlinked(str(value)).strip()


def insert(connection: sqlite3.Connection, rows: Rows) -> None:
    """Put rows in, table by table."""
    for table, width in _INSERTS.items():
        if rows.get(table):
            marks = ", ".join("?" * width)
            # two equal lines of one note are one row
            word = "insert or ignore" if table in ("link", "term", "name") else "insert"
            connection.executemany(f"{word} into {table} values ({marks})", rows[table])
    texts = rows.get("text")
    if texts:
        connection.executemany("insert into fts(rowid, names, body) values (?, ?, ?)", texts)


def delete(connection: sqlite3.Connection, notes: Sequence[int]) -> None:
    """Take every row of these notes out, the full text first: it needs the old text to forget it."""
    for start in range(0, len(notes), 500):
        some = notes[start : start + 500]
        marks = ", ".join("?" * len(some))
        connection.execute(
            "insert into fts(fts, rowid, names, body)"
            f" select 'delete', note, names, body from text where note in ({marks})", some)  # fmt: skip
        for table in TABLES:
            column = "id" if table == "note" else "note"
            connection.execute(f"delete from {table} where {column} in ({marks})", some)
