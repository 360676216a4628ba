"""The counts once more, in plain Python from the rows: slow, obvious, and none of the SQL under test."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from agencies.models import Agency
from plans.clock import end_of
from plans.models import Plan
from tasks.enums import AssignmentRole, DerivedStatus, LightColour, Status, TaskMode
from tasks.models import Assignment, ProgressReport, Task, thresholds_on
from tasks.status import Confirmed, Part, TaskState, schedule_light, task_state


@dataclass(frozen=True)
class Counted:
    """A task's state and light as the pure functions give them."""

    task: Task
    state: TaskState
    light: LightColour
    due_on: datetime.date | None
    tracked_from: datetime.date | None


def reports_of(task: Task, agency: Agency) -> list[ProgressReport]:
    return [report for report in task.progress_reports.all() if report.agency_id == agency.pk]


def held_on(task: Task, day: datetime.date) -> list[Assignment]:
    limit = end_of(day)
    return [
        part
        for part in task.assignments.all()
        if (part.in_force_from is None or part.in_force_from < limit)
        and (part.in_force_until is None or part.in_force_until >= limit)
    ]


def last_confirmed(task: Task, agency: Agency, day: datetime.date) -> Confirmed | None:
    known = sorted(
        (
            review
            for report in reports_of(task, agency)
            for review in report.reviews.all()
            if review.decision in {"confirm", "reopen"} and review.decided_at < end_of(day)
        ),
        key=lambda review: (review.decided_at, review.pk),
    )
    if not known:
        return None
    return Confirmed(Status(known[-1].status), known[-1].percent, known[-1].decided_at)


def counted(task: Task, day: datetime.date) -> Counted:
    parts = [
        Part(AssignmentRole(part.role), last_confirmed(task, part.agency, day)) for part in held_on(task, day)
    ]
    dates = [change for change in task.due_date_changes.all() if change.decided_at < end_of(day)]
    tracking = [change for change in task.plan.tracking_changes.all() if change.decided_at < end_of(day)]
    due_on = max(dates, key=lambda change: change.decided_at).due_on if dates else None
    tracked_from = max(tracking, key=lambda change: change.decided_at).tracked_from if tracking else None
    state = task_state(parts)
    light = schedule_light(
        thresholds=thresholds_on(day), state=state, due_on=due_on, tracked_from=tracked_from, day=day
    )
    return Counted(task, state, light.colour, due_on, tracked_from)


def counted_of(plan: Plan | None, day: datetime.date) -> list[Counted]:
    tasks = Task.objects.select_related("section").prefetch_related(
        "assignments__agency", "due_date_changes", "plan__tracking_changes", "progress_reports__reviews"
    )
    if plan is not None:
        tasks = tasks.filter(plan=plan)
    return [counted(task, day) for task in tasks]


def by_status(rows: Iterable[Counted]) -> dict[DerivedStatus, int]:
    numbers = Counter(row.state.status for row in rows)
    return {status: numbers[status] for status in DerivedStatus}


def by_light(rows: Iterable[Counted]) -> dict[LightColour, int]:
    numbers = Counter(row.light for row in rows)
    return {light: numbers[light] for light in LightColour}


def unassigned(rows: Iterable[Counted]) -> int:
    return sum(row.state.mode == TaskMode.UNASSIGNED for row in rows)


def has_reported(task: Task, agency: Agency, day: datetime.date) -> bool:
    return any(
        submission.submitted_at < end_of(day)
        and (submission.withdrawn_at is None or submission.withdrawn_at >= end_of(day))
        for submission in task.submissions.all()
        if submission.agency_id == agency.pk
    )


def has_been_accepted(task: Task, agency: Agency, day: datetime.date) -> bool:
    return any(
        review.decision in {"confirm", "accept"} and review.decided_at < end_of(day)
        for report in reports_of(task, agency)
        for review in report.reviews.all()
    )


def own_status(task: Task, agency: Agency, day: datetime.date) -> DerivedStatus:
    confirmed = last_confirmed(task, agency, day)
    return DerivedStatus(confirmed.status) if confirmed else DerivedStatus.NO_REPORT
