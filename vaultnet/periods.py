"""Days and spans of time that have been, as people say them: `2026`, `this year`, `last week`, `nov 5`, `last night`."""

import re
from contextlib import suppress
from datetime import date, timedelta

from vaultnet.dates import add_months, read_when

_PARTS = re.compile(
    r"(?:early |late )?(?:(?:this |in the )?(?:morning|afternoon|evening|noon)|at (?:lunch|noon|night))\b"
)
_NUMBERS = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})(?:\.|\2([0-9]{4}))?\Z")
_NTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)\Z")
_YEAR = re.compile(r"(?:in )?([0-9]{4})\Z")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})\Z")


def read_past(text: str, today: date) -> date | None:
    """The day that has been which somebody means by `text`: a bare weekday or a day without a year is the latest such day,
    a part of a day its day. None where that is no day, or one that is still to come."""
    said = " ".join(text.lower().split()).removeprefix("on ").removeprefix("the ")
    if said in ("last night", "the other night"):
        return today - timedelta(days=1)
    if _PARTS.fullmatch(said):
        return today
    said = _PARTS.sub("", said).strip() or said
    numbers = _NUMBERS.match(said)
    if numbers:
        return None if two_days(said) else _by_numbers(numbers, today)
    nth = _NTH.match(said)
    if nth:  # "the 5th": the latest one
        for month in (today.replace(day=1), add_months(today.replace(day=1), -1), add_months(today.replace(day=1), -2)):
            with suppress(ValueError):
                if month.replace(day=int(nth[1])) <= today:
                    return month.replace(day=int(nth[1]))
    for form in (f"last {said}", said, f"{said} {today.year}", f"{said} {today.year - 1}"):
        day = read_when(form, today)
        if day is not None and day <= today:
            return day
    return None


def two_days(said: str) -> bool:
    """Whether these numbers are one day to some and another to others: `5/11`. With dots the day goes first everywhere."""
    numbers = _NUMBERS.match(said)
    if numbers is None or numbers[2] == ".":
        return False
    return numbers[1] != numbers[3] and max(int(numbers[1]), int(numbers[3])) <= 12


def _by_numbers(numbers: re.Match[str], today: date) -> date | None:
    day, month = int(numbers[1]), int(numbers[3])
    if month > 12 and numbers[2] == "/":
        day, month = month, day
    for year in (int(numbers[4]),) if numbers[4] else (today.year, today.year - 1):
        with suppress(ValueError):  # no calendar has it
            if date(year, month, day) <= today:
                return date(year, month, day)
    return None


def read_period(text: str, today: date) -> tuple[date, date] | None:
    """The first and last day of a span of time, or of a single day that has been; None where `text` is neither."""
    said = " ".join(text.lower().split())
    day = timedelta(days=1)
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    named = {
        "this week": (monday, monday + 6 * day),
        "last week": (monday - 7 * day, monday - day),
        "this month": (first, add_months(first, 1) - day),
        "last month": (add_months(first, -1), first - day),
        "this year": (date(today.year, 1, 1), date(today.year, 12, 31)),
        "last year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    if said in named:
        return named[said]
    try:
        year, month = _YEAR.match(said), _MONTH.match(said)
        if year:
            return date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)
        if month:
            first = date(int(month[1]), int(month[2]), 1)
            return first, add_months(first, 1) - day
    except (ValueError, OverflowError):  # no calendar has it
        return None
    one = read_past(said, today) or read_when(said, today)
    return (one, one) if one else None
