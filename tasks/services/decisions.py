"""Recording a decision about a progress report: what all steps of a review have in common."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import User
from agencies.remarks import remark
from tasks.enums import ReportState, ReviewDecision, Status
from tasks.models import ProgressReport, Review
from tasks.services.report_content import SET_ASIDE, ConfirmedValue
from tasks.services.standings import standings_refresh


@dataclass(frozen=True)
class Grounds:
    """The reasons of a decision; `document_number` is of the document that suspends or drops the task."""

    reason: str = ""
    document_number: str = ""
    override_reason: str = ""

    def stripped(self) -> Grounds:
        """Without the white space around what was typed."""
        return Grounds(
            remark(self.reason), self.document_number.strip(), remark(self.override_reason, "override_reason")
        )


NO_GROUNDS = Grounds()


def undecided(report: ProgressReport, read_version: int | None, *states: ReportState) -> None:
    """Raise `Conflict` where the locked `report` is in none of `states`, or not the version that was read."""
    if report.state not in states:
        raise Conflict(
            _("Somebody else acted first: this report is “%(state)s” now.")
            % {"state": report.get_state_display()},
            current=report,
        )
    said = _("The agency changed this report after you opened it. Read it again before you decide.")
    as_read(report, read_version, said)


def as_read(report: ProgressReport, read_version: int | None, said: str = "") -> None:
    """Raise `Conflict` where the locked `report` is not the version that was read.

    A step that has words of its own for that gives them as `said`.
    """
    if read_version is not None and report.version != read_version:
        said = said or _("Somebody changed this report after you opened it. Read it again first.")
        raise Conflict(said, current=report, stale=True)


def document_required(value: ConfirmedValue, document_number: str) -> None:
    """Raise `ValidationError` where the decision suspends or drops a task and names no document."""
    if value.status in SET_ASIDE and not document_number:
        raise ValidationError(
            {"document_number": _("Give the number of the document that suspends or drops the task.")}
        )


def decision_add(
    *,
    actor: User,
    report: ProgressReport,
    decision: ReviewDecision,
    value: ConfirmedValue | None = None,
    grounds: Grounds = NO_GROUNDS,
) -> Review:
    """Add the decision about the locked `report`, and its audit entry.

    `value` is what is confirmed or accepted by it, if anything is; the report keeps what it says itself.
    """
    before = _last_value(report, decision)
    review = Review.objects.create(
        report=report,
        decision=decision,
        status=value.status if value else "",
        percent=value.percent if value else None,
        reason=grounds.reason,
        document_number=grounds.document_number,
        override_reason=grounds.override_reason,
        changed=value is not None and value != before,
        decided_at=timezone.now(),
        decided_by=actor,
    )
    record(
        actor=actor,
        action=f"report.{decision.value}",
        target=report,
        before={"status": before.status, "percent": before.percent} if value and before else {},
        after={
            "state": report.state,
            "status": review.status,
            "percent": review.percent,
            "reason": review.reason,
            "document_number": review.document_number,
            "override_reason": review.override_reason,
        },
    )
    standings_refresh(tasks=[report.task_id])
    return review


def _last_value(report: ProgressReport, decision: ReviewDecision) -> ConfirmedValue | None:
    """The value confirmed last of the agency in the task; of a share, the one accepted last by the lead."""
    reviews = (
        Review.objects.filter(decision=ReviewDecision.ACCEPT)
        if decision == ReviewDecision.ACCEPT
        else Review.objects.confirming()
    )
    last = reviews.filter(report__task=report.task_id, report__agency=report.agency_id).first()
    return ConfirmedValue(Status(last.status), last.percent) if last else None
