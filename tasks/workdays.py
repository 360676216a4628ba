"""Working days in China: public holidays and the weekend days worked in their place (调休)."""

from __future__ import annotations

import datetime

import chinese_calendar

ONE_DAY = datetime.timedelta(days=1)
SATURDAY = 5
YEARS_KNOWN = frozenset(day.year for day in chinese_calendar.holidays)
"""Each year's holidays are announced by the State Council at the end of the year before."""


def knows_year(year: int) -> bool:
    """Whether the holidays of `year` are known. Where they are not, Monday to Friday is worked."""
    return year in YEARS_KNOWN


def is_working_day(day: datetime.date) -> bool:
    """Whether offices work on `day`; by its weekday alone in a year that is not known."""
    if knows_year(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def working_day_on_or_before(day: datetime.date) -> datetime.date:
    """`day` itself where it is worked, else the last working day before it."""
    # The first day that a date can be is a Monday, and the last a Friday: neither search runs out of days.
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_day_on_or_after(day: datetime.date) -> datetime.date:
    """`day` itself where it is worked, else the next working day after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def first_day_within(day: datetime.date, count: int) -> datetime.date:
    """The first day of which `day` is still within `count` working days after it (`working_days_after`)."""
    first, worked = day, 0
    while first > datetime.date.min:
        worked += first < day and is_working_day(first)
        if worked >= count:
            break
        first -= ONE_DAY
    return first


def working_days_after(day: datetime.date, count: int) -> datetime.date:
    """The working day that is number `count` after `day`, which itself does not count; `day` for none.

    A period of `count` working days that begins with what happened on `day` ends with this one.
    Never later than the last day that a date can be.

    Raises:
        ValueError: `count` is negative.
    """
    if count < 0:
        raise ValueError("A number of working days is never negative.")
    for _number in range(count):
        if day == datetime.date.max:
            break
        day = working_day_on_or_after(day + ONE_DAY)
    return day
