"""Deciding about progress reports: pass on, confirm, accept, return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.remarks import remark
from tasks import notifications, rules
from tasks.enums import AssignmentRole, ReportState, ReviewDecision, Status
from tasks.models import Assignment, ProgressReport, Review
from tasks.models.assignments import CARRIED_ON
from tasks.services.consolidation import consolidation_claimed, consolidation_settled
from tasks.services.decisions import NO_GROUNDS, Grounds, decision_add, document_required, undecided
from tasks.services.notices import notices_add
from tasks.services.report_content import SET_ASIDE, ConfirmedValue, value_checked
from tasks.services.reports import hand_in, locked, move
from tasks.services.rounds import open_round_of


@transaction.atomic
def report_approve(*, actor: User, report: ProgressReport, expected_version: int | None = None) -> Review:
    """An approver (审核人) passes their agency's report on, which submits it; whoever wrote it cannot.

    It answers the round that is open now, and none that was closed while it waited. Here and below
    `expected_version` is the version that the reviewer read: if the report was taken back, changed and
    submitted again meanwhile, that is a `Conflict`.
    """
    row = locked(report)
    said = _("An approver of the same agency passes a report on, and never its drafter.")
    _only(said, allowed=rules.approves(actor, row))
    undecided(row, expected_version, ReportState.PENDING_APPROVAL)
    _only(said, allowed=rules.can_approve(actor, row))
    consolidation_claimed(actor=actor, task=row.task, agency=row.agency)
    row.round = open_round_of(row.task, timezone.localdate())
    hand_in(row, actor)
    review = decision_add(actor=actor, report=row, decision=ReviewDecision.APPROVE)
    notices_add(notifications.about_submission(row))
    return review


@transaction.atomic
def report_confirm(
    *,
    actor: User,
    report: ProgressReport,
    confirmed: ConfirmedValue | None = None,
    reason: str = "",
    document_number: str = "",
    override_reason: str = "",
    expected_version: int | None = None,
) -> Review:
    """核定: the office confirms a lead's or by-duty report as reported, or as `confirmed` (核定为).

    Raises `PermissionDenied` for the submitter: nobody confirms what they submitted. A `ValidationError` asks
    for a `reason` where the value is not the reported one, for a `document_number` where it suspends or
    drops the task and the report names none, and for an `override_reason` where it completes a task that has
    a participant whose accepted share does not say so.
    """
    row = locked(report)
    said = _("The office confirms reports, and never one it submitted itself.")
    _only(said, allowed=rules.confirms(actor, row))
    undecided(row, expected_version, ReportState.SUBMITTED)
    _only(said, allowed=rules.can_confirm(actor, row))
    value = value_checked(confirmed) if confirmed else reported_value(row)
    grounds = Grounds(reason, document_number, override_reason).stripped()
    if value.status in SET_ASIDE and not grounds.document_number:
        grounds = replace(grounds, document_number=row.document_number.strip())
    if value != reported_value(row) and not grounds.reason:
        raise ValidationError({"reason": _("Say why the confirmed value is not the reported one.")})
    document_required(value, grounds.document_number)
    _unfinished_excused(row, value, grounds)
    move(row, ReportState.CONFIRMED)
    consolidation_settled(actor=actor, task=row.task, agency=row.agency)
    return _settle(actor, row, ReviewDecision.CONFIRM, value, grounds)


@transaction.atomic
def report_accept(*, actor: User, report: ProgressReport, expected_version: int | None = None) -> Review:
    """The lead accepts a participant's share; the task's status does not change by it."""
    row = locked(report)
    said = _("A share is accepted by the agency that leads the task.")
    _only(said, allowed=rules.accepts(actor, row))
    undecided(row, expected_version, ReportState.SUBMITTED)
    _only(said, allowed=rules.can_accept(actor, row))
    move(row, ReportState.ACCEPTED)
    return _settle(actor, row, ReviewDecision.ACCEPT, reported_value(row))


@transaction.atomic
def report_return(
    *, actor: User, report: ProgressReport, reason: str, expected_version: int | None = None
) -> Review:
    """退回: send a report back with a reason; the agency revises it in a new report."""
    row = locked(report)
    said = _("You may not return this report.")
    _only(said, allowed=rules.returns(actor, row))
    undecided(row, expected_version, ReportState.SUBMITTED, ReportState.PENDING_APPROVAL)
    _only(said, allowed=rules.can_return(actor, row))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why, so that the agency knows what to change.")})
    move(row, ReportState.RETURNED)
    return _settle(actor, row, ReviewDecision.RETURN, grounds=Grounds(remark(reason)))


def _only(said: str, *, allowed: bool) -> None:
    """Whose it never is, in whatever state, is told so before they are told of the state."""
    if not allowed:
        raise PermissionDenied(said)


def reported_value(report: ProgressReport) -> ConfirmedValue:
    """自报: what the agency itself says."""
    return ConfirmedValue(Status(report.status), report.percent)


def value_meant(
    report: ProgressReport, status: str | None = None, percent: int | None = None
) -> ConfirmedValue | None:
    """The value to confirm, from what a reviewer filled in; None where they left it as reported.

    A percent without a status goes with the reported status; a status without a percent has its own.
    """
    if percent is None and (not status or status == report.status):
        return None
    return ConfirmedValue(Status(status or report.status), percent)


def unfinished_participants(report: ProgressReport, status: str) -> list[Assignment]:
    """The participants who have not finished, if a lead's report is to be confirmed as completed.

    These are the participants whose last accepted share is neither completed nor dropped. `status` is the one
    that would be confirmed; for any other than completed there are none.
    """
    if status != Status.COMPLETED or report.role != AssignmentRole.LEAD:
        return []
    parts = Assignment.objects.current().filter(task=report.task_id, role=AssignmentRole.PARTICIPATING)
    last: dict[int, str] = dict(
        ProgressReport.objects.filter(task=report.task_id, state=ReportState.ACCEPTED)
        .order_by("submitted_at", "pk")
        .values_list("agency", "status")
    )
    return [part for part in parts.select_related(*CARRIED_ON) if not _has_finished(part, last)]


def _has_finished(part: Assignment, last: Mapping[int, str]) -> bool:
    """Judged by the share accepted last of its agency, or else of the agency whose part it carries on."""
    accepted = [last[agency] for agency in part.voices if agency in last]
    return accepted[:1] in ([Status.COMPLETED], [Status.DROPPED])


def _unfinished_excused(report: ProgressReport, value: ConfirmedValue, grounds: Grounds) -> None:
    unfinished = unfinished_participants(report, value.status)
    if unfinished and not grounds.override_reason:
        raise ValidationError(
            {
                "override_reason": _(
                    "Not finished yet: %(names)s. Give the reason for confirming all the same."
                )
                % {"names": "、".join(part.name_as_written for part in unfinished)}
            }
        )


def _settle(
    actor: User,
    report: ProgressReport,
    decision: ReviewDecision,
    value: ConfirmedValue | None = None,
    grounds: Grounds = NO_GROUNDS,
) -> Review:
    review = decision_add(actor=actor, report=report, decision=decision, value=value, grounds=grounds)
    notices_add(notifications.about_decision(report, review))
    return review
