"""Milestones, what reports claim of them, and requests for later dates."""

from __future__ import annotations

import datetime

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.models import DueDateChange, ExtensionRequest, Milestone, MilestoneClaim, ProgressReport, Task
from tests.factories.people import make_user, moment

SET_ON = datetime.date(2020, 1, 1)


def make_milestone(
    task: Task, name: str = "", due_on: datetime.date | None = None, *, set_on: datetime.date = SET_ON
) -> Milestone:
    """A further milestone of the task, set by the office at the start of 2020 unless said otherwise."""
    office = make_user(Role.OFFICE)
    position = task.milestones.count() + 1
    milestone = Milestone.objects.create(
        task=task, name=name or f"节点{position}", position=position, set_at=moment(set_on), set_by=office
    )
    if due_on:
        DueDateChange.objects.create(
            task=task, milestone=milestone, due_on=due_on, decided_at=moment(set_on), decided_by=office
        )
    return milestone


def claim(report: ProgressReport, *milestones: Milestone) -> None:
    """The report says that the milestones are reached."""
    for milestone in milestones:
        MilestoneClaim.objects.create(report=report, milestone=milestone)


def make_request(
    task: Task,
    agency: Agency,
    due_on: datetime.date,
    asked_due_on: datetime.date,
    *,
    asked_on: datetime.date = SET_ON,
    author: User | None = None,
) -> ExtensionRequest:
    """The agency asks for a later date than `due_on`."""
    return ExtensionRequest.objects.create(
        task=task,
        agency=agency,
        due_on=due_on,
        asked_due_on=asked_due_on,
        reason="征求意见时间较长。",
        asked_at=moment(asked_on),
        asked_by=author or make_user(Role.STAFF, agency),
    )
