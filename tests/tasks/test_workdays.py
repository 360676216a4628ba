"""Working days: what the State Council announced, and Monday to Friday where nothing is known yet."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.workdays import (
    first_day_within,
    is_working_day,
    knows_year,
    working_day_on_or_after,
    working_day_on_or_before,
    working_days_after,
)

DAYS = st.dates()


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def days(start: str, end: str) -> list[datetime.date]:
    first, last = day(start), day(end)
    return [first + datetime.timedelta(days=number) for number in range((last - first).days + 1)]


def test_spring_festival_2020_lasted_until_2_february_as_extended_for_the_epidemic() -> None:
    assert not any(is_working_day(each) for each in days("2020-01-24", "2020-02-02"))
    assert is_working_day(day("2020-01-23"))
    assert is_working_day(day("2020-02-03"))


def test_the_sunday_before_spring_festival_2020_was_worked_in_its_place() -> None:
    assert is_working_day(day("2020-01-19"))
    assert not is_working_day(day("2020-01-18"))


def test_national_day_2026_is_seven_days_off_and_two_weekend_days_worked() -> None:
    assert not any(is_working_day(each) for each in days("2026-10-01", "2026-10-07"))
    assert is_working_day(day("2026-09-20")), "a Sunday"
    assert is_working_day(day("2026-10-10")), "a Saturday"
    assert not is_working_day(day("2026-10-11")), "a Sunday like any other"


@pytest.mark.parametrize(
    ("text", "worked"),
    [
        ("2016-02-06", True),  # Saturday before Spring Festival
        ("2016-02-08", False),  # Spring Festival, a Monday
        ("2026-02-28", True),  # Saturday after Spring Festival
        ("2026-11-24", True),  # a Tuesday
        ("2026-11-28", False),  # a Saturday
    ],
)
def test_ordinary_and_moved_days_of_known_years(text: str, worked: bool) -> None:
    assert is_working_day(day(text)) is worked


@pytest.mark.parametrize("year", [2014, 2016, 2020, 2026])
def test_it_knows_the_years_of_the_plans_and_this_one(year: int) -> None:
    assert knows_year(year)


@pytest.mark.parametrize("year", [-1, 0, 1, 2003, 2031, 9999, 10_000])
def test_it_says_that_it_does_not_know_a_year(year: int) -> None:
    assert not knows_year(year)


def test_a_year_that_is_not_known_is_worked_from_monday_to_friday() -> None:
    week = days("2031-09-29", "2031-10-05")
    assert [is_working_day(each) for each in week] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    ("given_day", "before", "after"),
    [
        ("2026-10-04", "2026-09-30", "2026-10-08"),
        ("2026-10-10", "2026-10-10", "2026-10-10"),
        ("2020-01-31", "2020-01-23", "2020-02-03"),
        ("2031-10-04", "2031-10-03", "2031-10-06"),
    ],
)
def test_the_nearest_working_day(given_day: str, before: str, after: str) -> None:
    assert working_day_on_or_before(day(given_day)) == day(before)
    assert working_day_on_or_after(day(given_day)) == day(after)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-09-30", 0, "2026-09-30"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),  # the Saturday that is worked
        ("2026-09-30", 4, "2026-10-12"),
        ("2026-10-03", 1, "2026-10-08"),  # from a holiday
        ("2020-01-22", 2, "2020-02-03"),
        ("2031-10-03", 5, "2031-10-10"),
        ("2031-12-31", 1, "2032-01-01"),  # nobody has announced that New Year's Day yet
    ],
)
def test_working_days_are_counted_from_the_day_after(start: str, count: int, end: str) -> None:
    assert working_days_after(day(start), count) == day(end)


def test_a_negative_number_of_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        working_days_after(day("2026-10-08"), -1)


@pytest.mark.parametrize("edge", [datetime.date.min, datetime.date.max])
def test_the_ends_of_the_calendar_crash_nothing(edge: datetime.date) -> None:
    assert working_day_on_or_before(edge) == edge
    assert working_day_on_or_after(edge) == edge
    assert working_days_after(datetime.date.max, 5) == datetime.date.max


@given(DAYS)
def test_a_nearest_working_day_is_worked_and_none_lies_between(start: datetime.date) -> None:
    before, after = working_day_on_or_before(start), working_day_on_or_after(start)
    assert before <= start <= after
    assert is_working_day(before)
    assert is_working_day(after)
    between = [before + datetime.timedelta(days=number) for number in range(1, (after - before).days)]
    assert not any(is_working_day(each) for each in between)


@given(DAYS, st.integers(min_value=0, max_value=30))
def test_as_many_working_days_pass_as_were_asked_for(start: datetime.date, count: int) -> None:
    end = working_days_after(start, count)
    passed = [start + datetime.timedelta(days=number) for number in range(1, (end - start).days + 1)]
    worked = sum(is_working_day(each) for each in passed)
    assert worked == count or end == datetime.date.max


@given(day=st.dates(datetime.date(2010, 1, 1), datetime.date(2030, 1, 1)), count=st.integers(0, 40))
def test_the_first_day_within_a_period_is_the_first_whose_period_reaches_so_far(
    day: datetime.date, count: int
) -> None:
    first = first_day_within(day, count)
    assert working_days_after(first, count) >= day
    assert working_days_after(first - datetime.timedelta(days=1), count) < day


def test_no_period_reaches_back_before_the_first_day_there_is() -> None:
    assert first_day_within(datetime.date.min, 3) == datetime.date.min
