"""When a due date is reminded of: 30, 7 and 1 days before and 1, 7 and 30 days after, on working days."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from tasks.workdays import knows_year, working_day_on_or_after, working_day_on_or_before

STAGES = (-30, -7, -1, 1, 7, 30)
"""Days from the due date; a stage is named by its days."""

APPROVERS_FROM = 7
"""From this stage on the agency's approvers are told too."""

OFFICE_FROM = 30
"""From this stage on the coordination office is told too."""

HORIZON = datetime.timedelta(days=30)
"""How far ahead the office hears that the holidays of a year are missing."""


def planned_day(due_on: datetime.date, stage: int) -> datetime.date:
    """The working day of a stage: the last one before where it is ahead of the date, else the next one."""
    ordinal = due_on.toordinal() + stage
    day = datetime.date.fromordinal(min(max(ordinal, 1), datetime.date.max.toordinal()))
    return working_day_on_or_before(day) if stage < 0 else working_day_on_or_after(day)


def stage_reached(due_on: datetime.date, *, known_on: datetime.date, day: datetime.date) -> int | None:
    """The latest stage whose day has come by `day`; None where there is none.

    A stage whose day passed unused is made up for by the latest one only. What became known (`known_on`)
    after the day of a stage is not reminded of for that stage.
    """
    reached = [stage for stage in STAGES if known_on <= planned_day(due_on, stage) <= day]
    return reached[-1] if reached else None


def unknown_years(due_dates: Iterable[datetime.date], day: datetime.date) -> list[int]:
    """Years without known holidays that `day` or a stage of the next 30 days falls in."""
    planned = (planned_day(due_on, stage) for due_on in due_dates for stage in STAGES)
    near = {each.year for each in planned if day <= each and each - day <= HORIZON}
    return sorted(year for year in {day.year, *near} if not knows_year(year))
