"""Progress reports and what was decided about them."""

from __future__ import annotations

import datetime

from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.enums import AssignmentRole, ReportState, ReviewDecision, Status
from tasks.models import ProgressReport, Review, Task
from tests.factories.people import make_user

WHOLE_PERCENT = {Status.NOT_STARTED: 0, Status.COMPLETED: 100, Status.IN_PROGRESS: 50}
"""The percent a report gets where a test does not say one."""


def make_report(
    task: Task,
    agency: Agency,
    state: ReportState = ReportState.SUBMITTED,
    *,
    status: Status = Status.IN_PROGRESS,
    percent: int | None = None,
    role: AssignmentRole | None = None,
    author: User | None = None,
    submitted_at: datetime.datetime | None = None,
    progress: str = "完成了阶段性工作。",
    outcome: str = "",
    problem: str = "",
    next_step: str = "",
    revises: ProgressReport | None = None,
) -> ProgressReport:
    """A report in that state, in the role the agency has in the task; not a draft means signed.

    States that follow a decision come without its `Review`: `confirm`, `accept` and `return_` write both.
    """
    author = author or make_user(Role.STAFF, agency)
    when = submitted_at or timezone.now()
    signed = state not in {ReportState.DRAFT, ReportState.PENDING_APPROVAL}
    held = task.assignments.filter(agency=agency, in_force_until=None).first()
    return ProgressReport.objects.create(
        task=task,
        agency=agency,
        role=role or (AssignmentRole(held.role) if held else AssignmentRole.LEAD),
        state=state,
        status=status,
        percent=WHOLE_PERCENT.get(status) if percent is None else percent,
        progress=progress,
        outcome=outcome,
        problem=problem,
        next_step=next_step,
        revises=revises,
        created_at=when,
        created_by=author,
        updated_at=when,
        submitted_at=when if signed else None,
        submitted_by=author if signed else None,
    )


def confirm(
    report: ProgressReport,
    when: datetime.datetime | None = None,
    *,
    status: Status | None = None,
    percent: int | None = None,
) -> Review:
    """The office confirms the report, as reported unless another status is said."""
    status = status or Status(report.status)
    if percent is None:
        percent = report.percent if status == report.status else WHOLE_PERCENT.get(status)
    return _decide(report, ReviewDecision.CONFIRM, ReportState.CONFIRMED, when, status, percent)


def accept(report: ProgressReport, when: datetime.datetime | None = None) -> Review:
    """The task's lead accepts a participant's share."""
    return _decide(
        report,
        ReviewDecision.ACCEPT,
        ReportState.ACCEPTED,
        when,
        Status(report.status),
        report.percent,
    )


def return_(
    report: ProgressReport, when: datetime.datetime | None = None, reason: str = "请补充成果。"
) -> Review:
    """The report goes back to its agency."""
    return _decide(report, ReviewDecision.RETURN, ReportState.RETURNED, when, None, None, reason=reason)


def _decide(
    report: ProgressReport,
    decision: ReviewDecision,
    state: ReportState,
    when: datetime.datetime | None,
    status: Status | None,
    percent: int | None,
    reason: str = "",
) -> Review:
    report.state = state
    report.save(update_fields=["state"])
    return Review.objects.create(
        report=report,
        decision=decision,
        status=status or "",
        percent=percent,
        reason=reason,
        decided_at=when or timezone.now(),
        decided_by=make_user(Role.OFFICE),
    )


def make_confirmed(
    task: Task,
    agency: Agency,
    status: Status = Status.IN_PROGRESS,
    percent: int | None = None,
    when: datetime.datetime | None = None,
) -> Review:
    """A report of the agency that the office confirmed at `when`."""
    report = make_report(task, agency, status=status, percent=percent, submitted_at=when or timezone.now())
    return confirm(report, when)
