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
from tasks.lights import RoundRecord, SetByHand, schedule_light
from tasks.models import Assignment, ProgressReport, ReportingRound, Submission, Task, thresholds_on
from tasks.status import Confirmed, Part, TaskState, task_state


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
        state=state,
        due_on=due_on,
        tracked_from=tracked_from,
        day=day,
        thresholds=thresholds_on(day),
        rounds=record_of(task, day),
        by_hand=by_hand(task, day),
    )
    return Counted(task, state, light.colour, due_on, tracked_from)


def record_of(task: Task, day: datetime.date) -> RoundRecord:
    """The last rounds over, newest first, until one was answered, and until one brought something new."""
    limit = end_of(day)
    over = rounds_over(task, day)
    changes = [
        review.decided_at
        for report in task.progress_reports.all()
        for review in report.reviews.all()
        if review.decision in {"confirm", "reopen"} and review.changed and review.decided_at < limit
    ]
    missed = unchanged = 0
    for reporting_round, _due_on in over:
        if answers(task, reporting_round, day):
            break
        missed += 1
    for reporting_round, _due_on in over:
        waits = any(not is_decided(answer, day) for answer in answers(task, reporting_round, day))
        if waits or any(change >= reporting_round.opened_at for change in changes):
            break
        unchanged += 1
    return RoundRecord(missed, unchanged, over[0][1] if over else None)


def rounds_over(task: Task, day: datetime.date) -> list[tuple[ReportingRound, datetime.date]]:
    """Those that asked about the task and are closed or past their date, with that date, newest first."""
    found = []
    for asked in task.asked.all():
        known = [each for each in asked.round.decisions.all() if each.decided_at < end_of(day)]
        if not known or asked.round.opened_at >= end_of(day) or asked.round.opens_on > day:
            continue
        last = max(known, key=lambda decision: (decision.decided_at, decision.pk))
        if last.step == "close" or last.due_on < day:
            found.append((asked.round, last.due_on))
    return sorted(found, key=lambda one: (one[0].opened_at, one[0].pk), reverse=True)


def answers(task: Task, reporting_round: ReportingRound, day: datetime.date) -> list[Submission]:
    """What those who decide the status had handed in for the round by the end of the day, not taken back."""
    limit = end_of(day)
    return [
        submission
        for submission in task.submissions.all()
        if submission.round_id == reporting_round.pk
        and submission.submitted_at < limit
        and (submission.withdrawn_at is None or submission.withdrawn_at >= limit)
        and any(
            part.agency_id == submission.agency_id
            and part.role in {"lead", "by_duty"}
            and (part.in_force_from is None or part.in_force_from < limit)
            and (part.in_force_until is None or part.in_force_until > submission.submitted_at)
            for part in task.assignments.all()
        )
    ]


def is_decided(submission: Submission, day: datetime.date) -> bool:
    return submission.report is not None and any(
        review.decision in {"confirm", "accept", "return"} and review.decided_at < end_of(day)
        for review in submission.report.reviews.all()
    )


def by_hand(task: Task, day: datetime.date) -> SetByHand | None:
    known = [each for each in task.light_overrides.all() if each.decided_at < end_of(day)]
    last = max(known, key=lambda override: (override.decided_at, override.pk), default=None)
    if last is None or not last.colour or last.until < day:
        return None
    return SetByHand(LightColour(last.colour), last.until, last.reason)


def counted_of(plan: Plan | None, day: datetime.date) -> list[Counted]:
    tasks = Task.objects.select_related("section").prefetch_related(
        "assignments__agency",
        "due_date_changes",
        "plan__tracking_changes",
        "progress_reports__reviews",
        "asked__round__decisions",
        "submissions__report__reviews",
        "light_overrides",
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
