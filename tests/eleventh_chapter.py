"""Hospitality: whom one has shared a table with, and whom one has not yet.

An eleventh strategy, as a test lays it beside the ten: one file, and no other file of vaultnet knows of it. Reads `lunch` and
`dinner` lines. Answers: with whom did I last eat (`tables`).
"""

import click

from vaultnet.dates import show_day
from vaultnet.errors import HINT, Finding
from vaultnet.index import ask, pulse
from vaultnet.index.pulse import PersonRow
from vaultnet.people.candidate import Candidate, Want
from vaultnet.people.desk import Desk, Line, Moment, Reason
from vaultnet.show.console import Call, say_json, say_table

TITLE = "Hospitality"
ORDER = 90
MEALS = ("lunch", "dinner")


def meals(desk: Desk) -> dict[int, ask.EntryRow]:
    """Every person's last meal with me."""
    return {person: entry for entry, person in ask.entries_with_people(desk.index, MEALS) if entry.date <= desk.day}


def brief(desk: Desk, person: PersonRow) -> list[Line]:
    """When we last ate together."""
    meal = meals(desk).get(person.id)
    if meal is None:
        return []
    return [Line("Table", f"{meal.word} {show_day(meal.date, desk.today)}", Reason(meal.word, meal.path, meal.line))]


def today(desk: Desk) -> list[Moment]:
    """Nothing presses: one person whom one could invite again."""
    for person, meal in sorted(meals(desk).items(), key=lambda pair: pair[1].date)[:1]:
        (row,) = pulse.people(desk.index, (person,))
        reason = Reason(f"last {meal.word} {show_day(meal.date, desk.today)}", meal.path, meal.line)
        return [Moment("moments", "due", row.name, row.path, desk.day, "a table for two?", (reason,), 1.0)]
    return []


def candidates(desk: Desk, want: Want) -> list[Candidate]:
    """Whoever eats with me knows a good restaurant."""
    if want.to != "know" or "restaurants" not in want.topics:
        return []
    rows = {row.id: row for row in pulse.people(desk.index, meals(desk))}
    return [
        Candidate(rows[person], "know", {"field": 1.0}, (Reason(meal.word, meal.path, meal.line),))
        for person, meal in meals(desk).items()
        if person in rows
    ]


def check(desk: Desk) -> list[Finding]:
    """A meal of which nobody wrote a word."""
    return [
        Finding("silent-meal", HINT, entry.path, entry.line, "a meal without a word", "what did you eat?")
        for entry, _ in ask.entries_with_people(desk.index, MEALS)
        if not entry.text
    ]


@click.command("tables")
@click.pass_obj
def tables(call: Call) -> None:
    """With whom one has shared a table."""
    desk = call.desk
    names = {row.id: row.name for row in pulse.people(desk.index, meals(desk))}
    rows = sorted((meal.date, meal.word, names[person], meal) for person, meal in meals(desk).items())
    if call.settings.json:
        reasons = [(Reason(word, meal.path, meal.line),) for _, word, _, meal in rows]
        say_json([{"name": row[2], "date": row[0], "reasons": why} for row, why in zip(rows, reasons, strict=True)])
        return
    say_table([row[:3] for row in rows])


commands = [tables]
