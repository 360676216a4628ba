"""Progress reports and what was decided about them."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.enums import AssignmentRole, ReportState, ReviewDecision, Status
from tasks.models import ProgressReport, ReportingRound, Review, Submission, Task
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
    report = ProgressReport.objects.create(
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
    if signed:
        Submission.objects.create(
            report=report, task=task, agency=agency, submitted_at=when, submitted_by=author
        )
    return report


def answer(
    made: ReportingRound, task: Task, agency: Agency, when: datetime.datetime, **said: Any
) -> ProgressReport:
    """The agency hands in at `when` what answers the round; as `make_report` otherwise."""
    report = make_report(task, agency, submitted_at=when, **said)
    report.round = made
    report.save(update_fields=["round"])
    report.submissions.update(round=made)
    return report


def take_back(report: ProgressReport, when: datetime.datetime) -> ProgressReport:
    """The agency takes the report back into draft at `when`."""
    report.submissions.filter(withdrawn_at=None).update(withdrawn_at=when, withdrawn_by=report.created_by)
    report.state, report.submitted_at, report.submitted_by = ReportState.DRAFT, None, None
    report.save()
    return report


def hand_in(report: ProgressReport, when: datetime.datetime) -> ProgressReport:
    """The draft is handed in at `when`."""
    report.state, report.submitted_at, report.submitted_by = ReportState.SUBMITTED, when, report.created_by
    report.save()
    Submission.objects.create(
        report=report,
        task=report.task,
        agency=report.agency,
        round=report.round,
        submitted_at=when,
        submitted_by=report.created_by,
    )
    return report


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


def reopen(
    report: ProgressReport,
    when: datetime.datetime | None = None,
    *,
    status: Status = Status.IN_PROGRESS,
    percent: int | None = None,
) -> Review:
    """The office reopens what the confirmed report completed."""
    percent = WHOLE_PERCENT.get(status) if percent is None else percent
    return _decide(
        report, ReviewDecision.REOPEN, ReportState.CONFIRMED, when, status, percent, reason="成果未落实。"
    )


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
