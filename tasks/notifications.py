"""Who must be told what. Picks people, writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agencies.enums import Role
from agencies.models import User
from tasks.enums import AssignmentRole, NoticeKind, ReportState, ReviewDecision, RoundStep
from tasks.models import Assignment, ProgressReport, ReportingRound, Review, RoundDecision


@dataclass(frozen=True)
class Message:
    """One notice for one person. `key` says what it is about, so that nobody is told the same twice."""

    recipient: User
    kind: NoticeKind
    key: str
    report: ProgressReport | None = None
    round: ReportingRound | None = None


def _messages(people: Iterable[User], kind: NoticeKind, report: ProgressReport) -> list[Message]:
    key = f"{kind.value}:{report.pk}:{report.version}"
    return [Message(person, kind, key, report=report) for person in people]


def about_submission(report: ProgressReport) -> list[Message]:
    """The own approvers, the leads of a share's task, or the office; never who submitted it."""
    active = User.objects.filter(is_active=True)
    if report.submitted_by_id is not None:
        active = active.exclude(pk=report.submitted_by_id)
    if report.state == ReportState.PENDING_APPROVAL:
        approvers = active.filter(role=Role.APPROVER, agency=report.agency_id)
        return _messages(approvers.exclude(pk=report.created_by_id), NoticeKind.APPROVAL_NEEDED, report)
    if report.role == AssignmentRole.PARTICIPATING:
        leading = (
            Assignment.objects.current()
            .filter(task=report.task_id, role=AssignmentRole.LEAD)
            .values("agency")
        )
        if leading:
            writers = active.filter(agency__in=leading).exclude(role=Role.VIEWER)
            return _messages(writers, NoticeKind.SHARE_SUBMITTED, report)
    return _messages(active.filter(role=Role.OFFICE), NoticeKind.REPORT_SUBMITTED, report)


_KINDS = {
    ReviewDecision.CONFIRM: NoticeKind.REPORT_CONFIRMED,
    ReviewDecision.ACCEPT: NoticeKind.SHARE_ACCEPTED,
    ReviewDecision.RETURN: NoticeKind.REPORT_RETURNED,
}


def about_decision(report: ProgressReport, review: Review) -> list[Message]:
    """Who wrote and who submitted the report, but not whoever decided."""
    people = (
        User.objects.filter(is_active=True)
        .filter(pk__in=[key for key in (report.created_by_id, report.submitted_by_id) if key])
        .exclude(pk=review.decided_by_id)
    )
    return _messages(people, _KINDS[ReviewDecision(review.decision)], report)


_ROUND_KINDS = {
    RoundStep.OPEN: NoticeKind.ROUND_OPENED,
    RoundStep.EXTEND: NoticeKind.ROUND_EXTENDED,
    RoundStep.CLOSE: NoticeKind.ROUND_CLOSED,
}


def about_round(decision: RoundDecision) -> list[Message]:
    """Everyone who writes reports for an agency that the round asks; for a collective that is the office."""
    asked = Assignment.objects.current().filter(task__asked__round=decision.round_id)
    writers = User.objects.filter(is_active=True, agency__in=asked.values("agency"))
    kind = _ROUND_KINDS[RoundStep(decision.step)]
    key = f"{kind.value}:{decision.pk}"
    people = writers.exclude(role=Role.VIEWER).exclude(pk=decision.decided_by_id)
    return [Message(person, kind, key, round=decision.round) for person in people]
