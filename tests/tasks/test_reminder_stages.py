"""On which working day a due date is reminded of, and which stage that is."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reminder_stages import STAGES, planned_day, stage_reached, unknown_years
from tasks.workdays import is_working_day

LONG_AGO = datetime.date(2013, 1, 1)
DUE_DATES = st.dates(datetime.date(2013, 6, 1), datetime.date(2032, 12, 31))


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def days_around(due_on: datetime.date) -> list[datetime.date]:
    return [due_on + datetime.timedelta(days=number) for number in range(-60, 61)]


@pytest.mark.parametrize(
    ("due_on", "stage", "planned"),
    [
        ("2026-11-25", -7, "2026-11-18"),  # a Wednesday
        ("2026-11-24", -30, "2026-10-23"),  # from a Sunday back to Friday
        ("2026-11-24", 7, "2026-12-01"),
        ("2026-11-26", 30, "2026-12-28"),  # from a Saturday on to Monday
        ("2026-10-08", -1, "2026-09-30"),  # National Day, back over seven days off
        ("2026-09-30", 1, "2026-10-08"),  # and on over them
        ("2026-10-11", -1, "2026-10-10"),  # a Saturday that is worked
        ("2026-09-19", 1, "2026-09-20"),  # a Sunday that is worked
        ("2020-02-01", -1, "2020-01-23"),  # Spring Festival
        ("2020-01-23", 1, "2020-02-03"),
        ("2031-10-04", -1, "2031-10-03"),  # nobody knows the holidays yet
        ("2031-10-03", 1, "2031-10-06"),
    ],
)
def test_a_stage_before_the_date_moves_back_and_one_after_it_on(
    due_on: str, stage: int, planned: str
) -> None:
    assert planned_day(day(due_on), stage) == day(planned)


def test_a_stage_waits_for_its_day_and_stays_until_the_next_one() -> None:
    due_on = day("2026-11-25")

    def on(text: str) -> int | None:
        return stage_reached(due_on, known_on=LONG_AGO, day=day(text))

    assert [on("2026-10-23"), on("2026-10-26"), on("2026-11-17"), on("2026-11-18")] == [None, -30, -30, -7]
    assert [on("2026-11-24"), on("2026-11-25"), on("2026-11-26"), on("2026-12-02")] == [-1, -1, 1, 7]
    assert [on("2026-12-24"), on("2026-12-25"), on("2027-12-24")] == [7, 30, 30]


def test_of_several_stages_missed_only_the_last_is_made_up_for() -> None:
    assert stage_reached(day("2026-11-25"), known_on=LONG_AGO, day=day("2026-12-03")) == 7


def test_holidays_can_bring_two_stages_to_one_day_and_the_later_one_is_meant() -> None:
    assert planned_day(day("2026-10-08"), -7) == planned_day(day("2026-10-08"), -1) == day("2026-09-30")
    assert stage_reached(day("2026-10-08"), known_on=LONG_AGO, day=day("2026-09-30")) == -1


@pytest.mark.parametrize(
    ("known_on", "on", "stage"),
    [
        ("2026-11-18", "2026-11-18", -7),  # on the day itself
        ("2026-11-19", "2026-11-19", None),
        ("2026-11-19", "2026-11-24", -1),
        ("2026-12-03", "2026-12-24", None),  # a date that had long passed when it was set
        ("2026-12-03", "2026-12-25", 30),
    ],
)
def test_a_date_set_after_the_day_of_a_stage_skips_that_stage(
    known_on: str, on: str, stage: int | None
) -> None:
    assert stage_reached(day("2026-11-25"), known_on=day(known_on), day=day(on)) == stage


def test_the_years_without_holidays_are_told_when_a_stage_comes_near() -> None:
    assert unknown_years([day("2030-12-20")], day("2026-11-25")) == []
    assert unknown_years([day("2031-01-10")], day("2026-11-25")) == []
    assert unknown_years([day("2030-12-31")], day("2030-12-20")) == [2030, 2031]
    assert unknown_years([], day("2030-06-03")) == [2030]
    assert unknown_years([day("2026-12-01")], day("2026-11-25")) == []


@pytest.mark.parametrize("edge", [datetime.date.min, datetime.date.max])
def test_the_ends_of_the_calendar_crash_nothing(edge: datetime.date) -> None:
    assert [planned_day(edge, stage) for stage in STAGES]


@given(DUE_DATES)
def test_every_stage_has_a_working_day_and_none_comes_before_an_earlier_one(due_on: datetime.date) -> None:
    planned = [planned_day(due_on, stage) for stage in STAGES]
    assert all(map(is_working_day, planned))
    assert planned == sorted(planned)


@given(DUE_DATES)
def test_stages_only_advance_and_nothing_speaks_of_a_passed_date_as_to_come(due_on: datetime.date) -> None:
    worked = [each for each in days_around(due_on) if is_working_day(each)]
    reached = [(each, stage_reached(due_on, known_on=LONG_AGO, day=each)) for each in worked]
    told = [stage for _day, stage in reached if stage is not None]
    assert told == sorted(told)
    assert set(told) <= set(STAGES)
    assert {-30, 30} <= set(told)
    assert all(stage is None or (stage > 0) == (each > due_on) for each, stage in reached)
