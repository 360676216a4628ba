"""Duties of an ended agency that pass to another, and what counts of the task then."""

from __future__ import annotations

import datetime

from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency
from tasks.models import Assignment, Task
from tasks.services.duties import duties_pass
from tests.factories import make_user

REFORM = datetime.date(2018, 3, 21)


def part_of(task: Task, agency: Agency) -> Assignment:
    """The part that the agency has in the task now."""
    return Assignment.objects.current().get(task=task, agency=agency)


def passed(
    old: Agency, new: Agency, *tasks: Task, reason: str = "", day: datetime.date | None = None
) -> list[Assignment]:
    """The office passes what the ended body has in these tasks on, today or on `day`."""
    return duties_pass(
        actor=make_user(Role.OFFICE),
        from_agency=old,
        to_agency=new,
        assignments=[part_of(task, old) for task in tasks],
        reason=reason,
        day=day or timezone.localdate(),
    )


def state_of(task: Task) -> tuple[str, int | None]:
    """Status and percent of the task today."""
    now = Task.objects.with_state(timezone.localdate()).get(pk=task.pk)
    return now.status, now.percent
