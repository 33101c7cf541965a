"""Dates and spans of time as people write them, in and out. Calendar dates only: no zones, no clock, no locale.

Whoever needs "today" passes it in. What is no date is None, never an error.
"""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
          "november", "december")  # fmt: skip

_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_BIRTHDAY = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2})|(?:--)?([0-9]{2})-([0-9]{2})|--([0-9]{2})([0-9]{2})"
)
_LEAP = 2000  # a year that has every day there is

_UNITS = {"d": "day", "w": "week", "wk": "week", "m": "month", "mo": "month", "q": "quarter",
          "y": "year", "yr": "year"}  # fmt: skip
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 90, "year": 365}
_CADENCES = {"daily": 1, "weekly": 7, "biweekly": 14, "fortnightly": 14, "monthly": 30, "bimonthly": 60,
             "quarterly": 90, "halfyearly": 180, "biannually": 180, "semiannually": 180, "yearly": 365, "annually": 365,
             "annual": 365}  # fmt: skip
_CADENCE = re.compile(r"(?:every )?(?:([0-9]{1,6}) ?|(other |an? )?)([a-z]*)")
LONGEST_CADENCE = 36_500  # longer than a life is a slip of the finger, and would overflow a date added to it

_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_AWAY = re.compile(r"(in |\+)?([0-9]{1,5}|an?|one|two|three|four|five|six) ?([a-z]+)( ago| from now)?")
_DAY_MONTH = re.compile(r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]{3,9})\.?(?:,? ([0-9]{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (?:the )?([0-9]{1,2})(?:st|nd|rd|th)?(?:,? ([0-9]{4}))?")
_END_OF = re.compile(r"(?:the )?end of (?:the )?(next |this )?(week|month|year)")


@lru_cache(maxsize=16384)
def read_date(text: str) -> str | None:
    """`2026-12-01`, or a datetime's date part as it is written, as an ISO date; None for anything else."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return None
    return match[1]


def read_birthday(text: str) -> tuple[int | None, int, int] | None:
    """(year or None, month, day) of `1990-04-17`, `19900417`, `04-17`, `--04-17` or `--0417`, or of a datetime."""
    text = text.strip()
    match = _BIRTHDAY.fullmatch(read_date(text) or text)
    if match is None:
        return None
    parts = [int(part) for part in match.groups() if part is not None]
    year = parts[0] if len(parts) == 3 else None
    try:
        day = date(_LEAP if year is None else year, parts[-2], parts[-1])
    except ValueError:
        return None
    return year, day.month, day.day


def next_birthday(birthday: tuple[int | None, int, int], today: date) -> date:
    """The first day from `today` on (today counts) to wish well. 29 February is kept on the 28th in common years:
    a day early is a kindness, a day late an apology."""
    _, month, day = birthday
    coming = _in_month(today.year, month, day)
    return coming if coming >= today else _in_month(today.year + 1, month, day)


@lru_cache(maxsize=1024)
def read_cadence(text: str | int) -> int | None:
    """How many days lie between two contacts: `45`, `6w`, `2mo`, `every 6 weeks`, `monthly`; None for no such span."""
    if isinstance(text, int):
        days = 0 if isinstance(text, bool) else text
    else:
        days = _cadence(" ".join(text.lower().split()))
    return days if 0 < days <= LONGEST_CADENCE else None


def _cadence(text: str) -> int:
    word = text.replace("-", "").replace(" ", "")
    if word in _CADENCES:
        return _CADENCES[word]
    match = _CADENCE.fullmatch(text)
    if match is None:
        return 0
    number, other, unit = match.groups()
    if number and not unit:
        return 0 if text.startswith("every") else int(number)
    if not number and not text.startswith("every "):
        return 0
    count = int(number) if number else 2 if other == "other " else 1
    return count * _DAYS.get(_unit(unit), 0)


def _unit(word: str) -> str:
    """`weeks`, `wks`, `wk`, `w` -> `week`; "" where the word is no unit of time."""
    for form in (word, word.removesuffix("s")):
        if form in _DAYS:
            return form
        if form in _UNITS:
            return _UNITS[form]
    return ""


def read_weekday(word: str) -> int | None:
    """0 for `monday`, `mon` or `mo`, in small letters; None where the word is no weekday."""
    return _begun(word, WEEKDAYS, 2)


def read_month(word: str) -> int | None:
    """12 for `december` or `dec`, in small letters; None where the word is no month."""
    place = _begun(word, MONTHS, 3)
    return None if place is None else place + 1


def _begun(word: str, names: tuple[str, ...], least: int) -> int | None:
    if len(word) >= least:
        for place, name in enumerate(names):
            if name.startswith(word):
                return place
    return None


def add_months(day: date, count: int) -> date:
    """The same day `count` months on, or that month's last day where it has no such day."""
    months = day.year * 12 + day.month - 1 + count
    return _in_month(months // 12, months % 12 + 1, day.day)


def _in_month(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def read_when(text: str, today: date) -> date | None:
    """The day that somebody means who says `text` on `today`; None where that is no day.

    `friday` is the coming one, never today; `this friday` may be today; `next friday` is the one of next week (Monday
    to Sunday), as Obsidian's date plugins read it; `last friday` is the latest one before today. `next week` is its
    Monday, `next month` its 1st. A day without a year is the next such day, today included.
    """
    said = " ".join(text.lower().split()).removeprefix("on ")
    try:
        iso = read_date(said.upper())
        if iso:
            return date.fromisoformat(iso)
        return _named(said, today) or _by_weekday(said, today) or _away(said, today) or _by_month(said, today)
    except (ValueError, OverflowError):  # a day that no calendar has, or beyond the year 9999
        return None


def _named(said: str, today: date) -> date | None:
    near = {"today": 0, "now": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2,
            "the day after tomorrow": 2, "day before yesterday": -2, "the day before yesterday": -2}  # fmt: skip
    if said in near:
        return today + timedelta(days=near[said])
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    match said:
        case "next week":
            return monday + timedelta(days=7)
        case "last week":
            return monday - timedelta(days=7)
        case "next month":
            return add_months(first, 1)
        case "last month":
            return add_months(first, -1)
        case "next year":
            return date(today.year + 1, 1, 1)
    ending = _END_OF.fullmatch(said)
    if ending is None:
        return None
    later = 1 if ending[1] == "next " else 0
    match ending[2]:
        case "week":
            return monday + timedelta(days=6 + 7 * later)
        case "month":
            return add_months(first, 1 + later) - timedelta(days=1)
    return date(today.year + later, 12, 31)


def _by_weekday(said: str, today: date) -> date | None:
    which, _, word = said.rpartition(" ")
    weekday = read_weekday(word)
    if weekday is None or which not in ("", "next", "this", "last", "coming", "this coming"):
        return None
    ahead = (weekday - today.weekday()) % 7
    if which == "next":
        ahead = 7 - today.weekday() + weekday
    elif which == "last":
        ahead = ahead - 7
    elif which != "this":
        ahead = ahead or 7
    return today + timedelta(days=ahead)


def _away(said: str, today: date) -> date | None:
    match = _AWAY.fullmatch(said)
    if match is None:
        return None
    before, number, word, after = match.groups()
    unit = _unit(word)
    if not unit or (before and after == " ago"):
        return None
    count = (_NUMBERS.get(number) or int(number)) * (-1 if after == " ago" else 1)
    if unit in ("day", "week", "fortnight"):
        return today + timedelta(days=count * _DAYS[unit])
    return add_months(today, count * {"month": 1, "quarter": 3, "year": 12}[unit])


def _by_month(said: str, today: date) -> date | None:
    if match := _DAY_MONTH.fullmatch(said):
        number, word, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(said):
        word, number, year = match.groups()
    else:
        return None
    month, day = read_month(word), int(number)
    if month is None:
        return None
    if year:
        return date(int(year), month, day)
    date(_LEAP, month, day)  # what no year has, such as 31 June, stops here
    for coming in range(today.year, today.year + 9):  # nine years always hold a 29 February
        if day <= monthrange(coming, month)[1] and date(coming, month, day) >= today:
            return date(coming, month, day)
    return None


def weekday_day(iso: str, today: date) -> str:
    """`Wed 25 Nov` within the year of `today`, else `Thu 25 Nov 2027`; text that is no date as it is. For pages, which
    are read on other days too."""
    if read_date(iso) is None:
        return iso
    return f"{_short(WEEKDAYS[date.fromisoformat(iso[:10]).weekday()])} {plain_day(iso, today)}"


def show_day(iso: str, today: date) -> str:
    """A date for somebody who reads it on `today`: `today`, `tomorrow`, `yesterday`; `Wed` for the six days ahead,
    `14 Aug` within the year, else `14 Aug 2025`. Text that is no date as it is."""
    if read_date(iso) is None:
        return iso
    day = date.fromisoformat(iso[:10])
    away = (day - today).days
    if -1 <= away <= 1:
        return ("today", "tomorrow", "yesterday")[away]
    if 2 <= away <= 6:
        return _short(WEEKDAYS[day.weekday()])
    return plain_day(iso, today)


def plain_day(iso: str, today: date) -> str:
    """`14 Aug` within the year of `today`, else `14 Aug 2025`: for a note, where `yesterday` would soon be wrong."""
    if read_date(iso) is None:
        return iso
    day = date.fromisoformat(iso[:10])
    shown = f"{day.day} {_short(MONTHS[day.month - 1])}"
    return shown if day.year == today.year else f"{shown} {day.year}"


def _short(name: str) -> str:
    return name[:3].capitalize()


def span(days: int) -> str:
    """A stretch of time as people say it: `3 days`, `5 weeks`, `4 months`, `2 years`, each in the unit that fits."""
    days = abs(days)
    if days < 14:
        count, unit = days, "day"
    elif days < 60:
        count, unit = round(days / 7), "week"
    elif days < 700:
        count, unit = round(days / 30.44), "month"
    else:
        count, unit = round(days / 365.25), "year"
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


_NTH = {"first": 1, "second": 2, "third": 3, "last": -1}
_RULE_WORD = re.compile(r"[a-z]+|[0-9]{1,4}(?:st|nd|rd|th)?(?![0-9])|[^\s,!]")
_FILLING = frozenset({"and", "or", "the", "on", "in"})


class _Rule(NamedTuple):
    """A rule of recurrence, in the terms of RFC 5545."""

    unit: str  # day, week, month or year
    interval: int
    weekdays: list[tuple[int, int]]  # (0 for Monday, which one of the month or 0 for each)
    monthdays: list[int]  # counted from the month's end where negative
    months: list[int]


def next_occurrence(text: str, reference: date, today: date) -> date | None:
    """The day after `reference` - after `today` where the rule says `when done` - on which it is time again, by a rule
    as the Obsidian Tasks plugin reads it: `every 2 weeks on Monday, Friday`, `every month on the last`, `every April`.

    31 January + a month is the last of February, as it is there; `every month on the 31st` skips February, as there.
    None where the rule cannot be read, or has no further day.
    """
    said = " ".join(text.lower().split())
    rule = _read_rule(said.removesuffix(" when done"))
    base = today if said.endswith(" when done") else reference
    if rule is None:
        return None
    try:
        if rule.weekdays or rule.monthdays or (rule.months and rule.unit != "year"):
            return _by_rule(rule, base)
        return _by_unit(rule, base)
    except (ValueError, OverflowError):  # beyond the year 9999
        return None


def _read_rule(said: str) -> _Rule | None:
    words = [word for word in _RULE_WORD.findall(said) if word not in _FILLING]
    if len(words) < 2 or words.pop(0) != "every":
        return None
    interval = int(words.pop(0)) if words[0].isdecimal() else 1
    unit = words[0].removesuffix("s") if words else ""
    if unit in ("day", "week", "month", "year"):
        words.pop(0)
    elif unit == "weekday" or read_weekday(unit) is not None:
        unit = "week"
    elif read_month(unit) is not None:
        unit = "year"
    else:
        return None
    rule = _Rule(unit, interval, [], [], [])
    while words:
        if not _read_part(words, rule):
            return None
    return rule if interval else None


def _read_part(words: list[str], rule: _Rule) -> bool:
    """Move one day or month from the words into the rule; False where the next word is neither."""
    word = words.pop(0)
    number = int(word[:-2]) if word[0].isdigit() and not word.isdecimal() else _NTH.get(word, 0)
    if number:
        if number > 0 and words and words[0] == "last":
            words.pop(0)
            number = -number
        weekday = read_weekday(words[0]) if words else None
        if weekday is not None:
            rule.weekdays.append((weekday, number))
        else:
            rule.monthdays.append(number)
        if words and (weekday is not None or words[0] in ("day", "days")):
            words.pop(0)
    elif (weekday := read_weekday(word)) is not None:
        rule.weekdays.append((weekday, 0))
    elif month := read_month(word):
        rule.months.append(month)
    elif word in ("weekday", "weekdays"):
        rule.weekdays.extend((day, 0) for day in range(5))
    else:
        return False
    return True


def _by_unit(rule: _Rule, base: date) -> date | None:
    match rule.unit:
        case "day" | "week":
            return base + timedelta(days=rule.interval * _DAYS[rule.unit])
        case "month":
            return add_months(base, rule.interval)
    if not rule.months:
        return add_months(base, 12 * rule.interval)
    coming = (_in_month(year, month, base.day) for year in (base.year, base.year + rule.interval)
              for month in sorted(rule.months))  # fmt: skip
    return next((day for day in coming if day > base), None)


def _by_rule(rule: _Rule, base: date) -> date | None:
    from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

    frequencies: dict[str, Literal[0, 1, 2, 3]] = {"day": DAILY, "week": WEEKLY, "month": MONTHLY, "year": YEARLY}
    start = datetime(base.year, base.month, base.day)
    days = rrule(
        frequencies[rule.unit],
        dtstart=start,
        interval=rule.interval,
        byweekday=[weekday(day, nth) if nth else weekday(day) for day, nth in rule.weekdays] or None,
        bymonthday=rule.monthdays or None,
        bymonth=rule.months or None,
    )
    found = days.after(start)
    return found.date() if found else None
