from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultnet import dates

SUNDAY = date(2026, 11, 22)
WEDNESDAY = date(2026, 11, 25)
DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01", "2026-12-01"),
        ("2024-02-29", "2024-02-29"),
        ("2024-01-05T10:00:00Z", "2024-01-05"),
        ("2024-01-05 10:00", "2024-01-05"),
        ("2024-01-05T23:30:00-08:00", "2024-01-05"),
        ("2024-02-30", None),
        ("0000-01-01", None),
        ("2024-1-5", None),
        ("20240105", None),
        ("2024-W01-1", None),
        ("2024-01-05 25:00", None),
        ("2024-01-05 tea", None),
        (" 2024-01-05", None),
        ("٢٠٢٤-01-05", None),
        ("", None),
    ],
)
def test_a_date_is_a_calendar_date_in_iso_form_and_nothing_else(text: str, expected: str | None) -> None:
    assert dates.read_date(text) == expected


@given(DAYS)
def test_every_day_reads_back_as_itself(day: date) -> None:
    assert dates.read_date(day.isoformat()) == day.isoformat()
    assert dates.read_when(day.isoformat(), SUNDAY) == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1990-04-17", (1990, 4, 17)),
        ("19900417", (1990, 4, 17)),
        ("04-17", (None, 4, 17)),
        ("--04-17", (None, 4, 17)),
        ("--0417", (None, 4, 17)),
        ("02-29", (None, 2, 29)),
        ("1992-02-29", (1992, 2, 29)),
        ("1990-04-17T00:00:00Z", (1990, 4, 17)),
        ("1990-02-29", None),
        ("02-30", None),
        ("0417", None),
        ("April 17", None),
        ("", None),
    ],
)
def test_a_birthday_may_lack_its_year(text: str, expected: tuple[int | None, int, int] | None) -> None:
    assert dates.read_birthday(text) == expected


@pytest.mark.parametrize(
    ("birthday", "today", "expected"),
    [
        ((1990, 11, 22), SUNDAY, SUNDAY),
        ((None, 11, 21), SUNDAY, date(2027, 11, 21)),
        ((None, 2, 29), SUNDAY, date(2027, 2, 28)),
        ((1992, 2, 29), date(2028, 1, 1), date(2028, 2, 29)),
        ((1992, 2, 29), date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_a_birthday_comes_round_today_included_and_a_leap_day_a_day_early(
    birthday: tuple[int | None, int, int], today: date, expected: date
) -> None:
    assert dates.next_birthday(birthday, today) == expected


@given(DAYS, DAYS)
def test_the_next_birthday_is_within_a_year(born: date, today: date) -> None:
    coming = dates.next_birthday((born.year, born.month, born.day), today)
    assert today <= coming <= today + timedelta(days=366)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (45, 45),
        ("45", 45),
        ("45d", 45),
        ("6w", 42),
        ("6 weeks", 42),
        ("2mo", 60),
        ("2m", 60),
        ("1y", 365),
        ("every 6 weeks", 42),
        ("Every week", 7),
        ("every other week", 14),
        ("weekly", 7),
        ("biweekly", 14),
        ("fortnightly", 14),
        ("Monthly", 30),
        ("quarterly", 90),
        ("half-yearly", 180),
        ("yearly", 365),
        ("annually", 365),
        (0, None),
        (-3, None),
        (True, None),
        ("0d", None),
        ("-6w", None),
        ("every", None),
        ("every 6", None),
        ("week", None),
        ("often", None),
        ("1.5mo", None),
        ("", None),
        ("999999y", None),
    ],
)
def test_a_cadence_is_a_positive_number_of_days(text: str | int, expected: int | None) -> None:
    assert dates.read_cadence(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-01", "2026-12-01"),
        ("2026-12-01T10:00Z", "2026-12-01"),
        ("Today", "2026-11-25"),
        ("TOMORROW", "2026-11-26"),
        ("yesterday", "2026-11-24"),
        ("day after tomorrow", "2026-11-27"),
        ("friday", "2026-11-27"),
        ("on Fri", "2026-11-27"),
        ("wednesday", "2026-12-02"),
        ("this wednesday", "2026-11-25"),
        ("next friday", "2026-12-04"),
        ("next monday", "2026-11-30"),
        ("last friday", "2026-11-20"),
        ("last wednesday", "2026-11-18"),
        ("in 3 weeks", "2026-12-16"),
        ("3w", "2026-12-16"),
        ("3 weeks", "2026-12-16"),
        ("2 days ago", "2026-11-23"),
        ("in a week", "2026-12-02"),
        ("in 2 months", "2027-01-25"),
        ("3 months", "2027-02-25"),
        ("1y", "2027-11-25"),
        ("2 weeks from now", "2026-12-09"),
        ("next week", "2026-11-30"),
        ("next month", "2026-12-01"),
        ("next year", "2027-01-01"),
        ("end of month", "2026-11-30"),
        ("end of the month", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("end of week", "2026-11-29"),
        ("end of year", "2026-12-31"),
        ("12 dec", "2026-12-12"),
        ("dec 12", "2026-12-12"),
        ("Dec. 12th", "2026-12-12"),
        ("the 12th of december", "2026-12-12"),
        ("12 december 2027", "2027-12-12"),
        ("december 12, 2027", "2027-12-12"),
        ("25 nov", "2026-11-25"),
        ("24 nov", "2027-11-24"),
        ("29 feb", "2028-02-29"),
    ],
)
def test_a_day_is_understood_as_people_say_it(text: str, expected: str) -> None:
    assert dates.read_when(text, WEDNESDAY) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-02-30",
        "31 june",
        "in 3 apples",
        "3",
        "in 2 days ago",
        "99999y",
        "12/12/2026",
        "next",
        "next dec",
        "fri day",
        "12 dec 0000",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert dates.read_when(text, WEDNESDAY) is None


def test_next_friday_said_on_a_sunday_is_in_the_week_that_begins_tomorrow() -> None:
    assert dates.read_when("next friday", SUNDAY) == date(2026, 11, 27)


def test_months_are_counted_to_the_last_day_where_there_is_no_such_day() -> None:
    assert dates.read_when("in 1 month", date(2026, 1, 31)) == date(2026, 2, 28)
    assert dates.add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert dates.add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


@given(st.text(max_size=30), DAYS)
def test_no_text_makes_the_readers_raise(text: str, today: date) -> None:
    dates.read_date(text)
    dates.read_birthday(text)
    dates.read_cadence(text)
    dates.read_when(text, today)
    dates.show_day(text, today)
    dates.weekday_day(text, today)


@given(
    st.sampled_from(["in", "next", "last", "friday", "3", "w", "weeks", "ago", "dec", "12", "2026", "end of", "month"])
    .map(lambda word: word + " ")
    .flatmap(lambda word: st.text("0123456789 adefinrwy", max_size=9).map(word.__add__)),
    DAYS,
)
def test_no_words_about_time_make_the_reader_raise(text: str, today: date) -> None:
    dates.read_when(text, today)


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2026-11-25", "today"),
        ("2026-11-26", "tomorrow"),
        ("2026-11-24", "yesterday"),
        ("2026-11-27", "Fri"),
        ("2026-12-01", "Tue"),
        ("2026-12-02", "2 Dec"),
        ("2026-11-23", "23 Nov"),
        ("2026-08-14", "14 Aug"),
        ("2025-08-14", "14 Aug 2025"),
        ("2027-01-05", "5 Jan 2027"),
        ("2026-02-30", "2026-02-30"),
        ("", ""),
    ],
)
def test_a_day_is_shown_as_short_as_it_stays_clear(iso: str, expected: str) -> None:
    assert dates.show_day(iso, WEDNESDAY) == expected


def test_a_page_names_weekday_and_day_and_a_year_that_is_not_this_one() -> None:
    assert dates.weekday_day("2025-09-12", WEDNESDAY) == "Fri 12 Sep 2025"
    assert dates.weekday_day("2026-11-25", WEDNESDAY) == "Wed 25 Nov"
    assert dates.weekday_day("someday", WEDNESDAY) == "someday"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "0 days"),
        (1, "1 day"),
        (3, "3 days"),
        (13, "13 days"),
        (14, "2 weeks"),
        (35, "5 weeks"),
        (59, "8 weeks"),
        (60, "2 months"),
        (122, "4 months"),
        (365, "12 months"),
        (699, "23 months"),
        (730, "2 years"),
        (-3, "3 days"),
    ],
)
def test_a_span_is_told_in_the_unit_that_fits(days: int, expected: str) -> None:
    assert dates.span(days) == expected


@pytest.mark.parametrize(
    ("rule", "reference", "expected"),
    [
        ("every day", "2026-02-28", "2026-03-01"),
        ("every 3 days", "2026-02-28", "2026-03-03"),
        ("every week", "2026-11-25", "2026-12-02"),
        ("every 2 weeks", "2026-11-25", "2026-12-09"),
        ("every weekday", "2026-11-27", "2026-11-30"),
        ("every week on Monday, Friday", "2026-11-25", "2026-11-27"),
        ("every Monday and Friday", "2026-11-27", "2026-11-30"),
        ("every 2 weeks on Monday", "2026-11-25", "2026-12-07"),
        ("every month", "2026-01-31", "2026-02-28"),
        ("every 3 months", "2026-11-30", "2027-02-28"),
        ("every month on the 15th", "2026-11-25", "2026-12-15"),
        ("every month on the 31st", "2026-01-31", "2026-03-31"),
        ("every month on the last", "2026-01-31", "2026-02-28"),
        ("every month on the 1st Monday", "2026-11-25", "2026-12-07"),
        ("every month on the last Friday", "2026-11-27", "2026-12-25"),
        ("every month on the 2nd last Friday", "2026-11-27", "2026-12-18"),
        ("every year", "2024-02-29", "2025-02-28"),
        ("every January", "2026-01-31", "2027-01-31"),
        ("every January on the 15th", "2026-01-31", "2027-01-15"),
        ("every April and December on the 1st and 24th", "2026-04-24", "2026-12-01"),
        ("every April and July", "2026-04-30", "2026-07-30"),
        ("Every  DAY", "2026-11-25", "2026-11-26"),
        ("every week when done", "2026-11-01", "2026-12-02"),
        ("every month on the 1st when done", "2026-01-01", "2026-12-01"),
        ("every blue moon", "2026-11-25", None),
        ("day", "2026-11-25", None),
        ("every", "2026-11-25", None),
        ("every 0 days", "2026-11-25", None),
        ("every 2", "2026-11-25", None),
        ("", "2026-11-25", None),
        ("every hour", "2026-11-25", None),
        ("every February on the 30th", "2026-11-25", None),
        ("every 9999 years", "2026-11-25", None),
        ("every day", "9999-12-31", None),
    ],
)
def test_a_recurrence_rule_names_the_next_day_as_the_tasks_plugin_does(
    rule: str, reference: str, expected: str | None
) -> None:
    found = dates.next_occurrence(rule, date.fromisoformat(reference), WEDNESDAY)
    assert found == (date.fromisoformat(expected) if expected else None)


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(
        [
            "every day",
            "every 5 weeks",
            "every weekday",
            "every month",
            "every month on the last",
            "every month on the 2nd last friday",
            "every year",
            "every may",
            "every monday, tuesday when done",
        ]
    ),
    DAYS,
    DAYS,
)
def test_the_next_occurrence_lies_ahead(rule: str, reference: date, today: date) -> None:
    found = dates.next_occurrence(rule, reference, today)
    assert found is None or found > (today if "when done" in rule else reference)
