"""Deciding about progress reports: pass on, confirm, accept, return."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import User
from tasks import notifications, rules
from tasks.enums import AssignmentRole, ReportState, ReviewDecision, Status
from tasks.models import Assignment, ProgressReport, Review
from tasks.services.consolidation import consolidation_claimed, consolidation_settled
from tasks.services.notices import notices_add
from tasks.services.reports import hand_in, locked


@transaction.atomic
def report_approve(*, actor: User, report: ProgressReport, expected_version: int | None = None) -> Review:
    """审核人 passes the own agency's report on; the drafter cannot. It is then submitted.

    Here and below `expected_version` is the one the reviewer read: a report taken back, changed and
    submitted again meanwhile is a `Conflict`.
    """
    row = locked(report)
    _undecided(row, expected_version, ReportState.PENDING_APPROVAL)
    if not rules.can_approve(actor, row):
        raise PermissionDenied(_("An approver of the same agency passes a report on, and never its drafter."))
    consolidation_claimed(actor=actor, task=row.task, agency=row.agency)
    hand_in(row, actor)
    review = _decide(actor, row, ReviewDecision.APPROVE)
    notices_add(notifications.about_submission(row))
    return review


@transaction.atomic
def report_confirm(
    *,
    actor: User,
    report: ProgressReport,
    override_reason: str = "",
    expected_version: int | None = None,
) -> Review:
    """核定: the office confirms a lead's or by-duty report; its values become the confirmed ones.

    `override_reason` is required where a completed task has a participant whose accepted share does not
    say so. Raises `PermissionDenied` for the submitter: nobody confirms what they submitted.
    """
    row = locked(report)
    _undecided(row, expected_version, ReportState.SUBMITTED)
    if not rules.can_confirm(actor, row):
        raise PermissionDenied(_("The office confirms reports, and never one it submitted itself."))
    unfinished = unfinished_participants(row)
    if unfinished and not override_reason.strip():
        raise ValidationError(
            {
                "override_reason": _(
                    "Not finished yet: %(agencies)s. Give the reason for confirming all the same."
                )
                % {"agencies": "、".join(part.name_as_written for part in unfinished)}
            }
        )
    row.state = ReportState.CONFIRMED
    consolidation_settled(actor=actor, task=row.task, agency=row.agency)
    return _settle(actor, row, ReviewDecision.CONFIRM, override_reason=override_reason.strip())


@transaction.atomic
def report_accept(*, actor: User, report: ProgressReport, expected_version: int | None = None) -> Review:
    """The lead accepts a participant's share; the task's status does not change by it."""
    row = locked(report)
    _undecided(row, expected_version, ReportState.SUBMITTED)
    if not rules.can_accept(actor, row):
        raise PermissionDenied(_("A share is accepted by the agency that leads the task."))
    row.state = ReportState.ACCEPTED
    return _settle(actor, row, ReviewDecision.ACCEPT)


@transaction.atomic
def report_return(
    *, actor: User, report: ProgressReport, reason: str, expected_version: int | None = None
) -> Review:
    """退回: send a report back with a reason; the agency revises it in a new report."""
    row = locked(report)
    _undecided(row, expected_version, ReportState.SUBMITTED, ReportState.PENDING_APPROVAL)
    if not rules.can_return(actor, row):
        raise PermissionDenied(_("You may not return this report."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the agency knows what to change.")})
    row.state = ReportState.RETURNED
    return _settle(actor, row, ReviewDecision.RETURN, reason=reason.strip())


def unfinished_participants(report: ProgressReport) -> list[Assignment]:
    """Where a lead claims completion: participants whose last accepted share is not completed or dropped."""
    if report.status != Status.COMPLETED or report.role != AssignmentRole.LEAD:
        return []
    parts = Assignment.objects.current().filter(task=report.task_id, role=AssignmentRole.PARTICIPATING)
    last: dict[int, str] = dict(
        ProgressReport.objects.filter(task=report.task_id, state=ReportState.ACCEPTED)
        .order_by("submitted_at", "pk")
        .values_list("agency", "status")
    )
    finished = {Status.COMPLETED, Status.DROPPED}
    return [part for part in parts if last.get(part.agency_id) not in finished]


def _undecided(report: ProgressReport, read_version: int | None, *states: ReportState) -> None:
    if report.state not in states:
        raise Conflict(
            _("Somebody was faster: this report is “%(state)s” now.") % {"state": report.get_state_display()},
            current=report,
        )
    if read_version is not None and report.version != read_version:
        raise Conflict(
            _("The agency changed this report after you opened it. Read it again before you decide."),
            current=report,
            stale=True,
        )


def _settle(
    actor: User,
    report: ProgressReport,
    decision: ReviewDecision,
    *,
    reason: str = "",
    override_reason: str = "",
) -> Review:
    report.version += 1
    report.updated_at = timezone.now()
    report.save()
    review = _decide(actor, report, decision, reason=reason, override_reason=override_reason)
    notices_add(notifications.about_decision(report, review))
    return review


def _decide(
    actor: User,
    report: ProgressReport,
    decision: ReviewDecision,
    *,
    reason: str = "",
    override_reason: str = "",
) -> Review:
    settles = decision in {ReviewDecision.CONFIRM, ReviewDecision.ACCEPT}
    review = Review.objects.create(
        report=report,
        decision=decision,
        status=report.status if settles else "",
        percent=report.percent if settles else None,
        reason=reason,
        override_reason=override_reason,
        decided_at=timezone.now(),
        decided_by=actor,
    )
    record(
        actor=actor,
        action=f"report.{decision.value}",
        target=report,
        after={
            "state": report.state,
            "status": review.status,
            "percent": review.percent,
            "reason": reason,
            "override_reason": override_reason,
        },
    )
    return review
