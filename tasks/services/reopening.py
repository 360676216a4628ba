"""重新开启: taking back that a task, or an agency's share of it, is completed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.errors import Conflict
from agencies.models import User
from tasks import notifications, rules
from tasks.enums import ReviewDecision, Status
from tasks.models import ProgressReport, Review
from tasks.services.decisions import Grounds, as_read, decision_add, document_required
from tasks.services.notices import notices_add
from tasks.services.report_content import ConfirmedValue, value_checked
from tasks.services.reports import locked


@transaction.atomic
def report_reopen(
    *,
    actor: User,
    report: ProgressReport,
    value: ConfirmedValue,
    reason: str,
    document_number: str = "",
    expected_version: int | None = None,
) -> Review:
    """The office reopens what `report` completed; `value` stands confirmed from now on.

    With a lead that is the task, by duty the agency's share in it. The report stays confirmed, with what it
    said; the agency reports anew. Raises `PermissionDenied` for whoever submitted it, `Conflict` where the
    last confirmed value of the agency is not the completion by this report any more (reopened already, or a
    newer report confirmed), `ValidationError` without a reason or where `value` still completes the task.
    """
    # The task is locked with it, so that no newer report is confirmed while this one is judged.
    row = locked(report)
    if not rules.can_reopen(actor, row):
        raise PermissionDenied(_("The office reopens a task, and never on a report it submitted itself."))
    if not can_be_reopened(actor, row):
        raise Conflict(
            _("This report does not complete the task any more: it was reopened, or a newer one confirmed."),
            current=row,
        )
    as_read(row, expected_version)
    grounds = Grounds(reason, document_number).stripped()
    if not grounds.reason:
        raise ValidationError({"reason": _("Say why it is reopened, so that the agency knows what to do.")})
    if value.status == Status.COMPLETED:
        raise ValidationError({"status": _("Choose what it is instead of completed.")})
    checked = value_checked(value)
    document_required(checked, grounds.document_number)
    row.version += 1
    row.updated_at = timezone.now()
    row.save()
    review = decision_add(
        actor=actor, report=row, decision=ReviewDecision.REOPEN, value=checked, grounds=grounds
    )
    notices_add(notifications.about_reopening(row, review))
    return review


def can_be_reopened(user: User, report: ProgressReport) -> bool:
    """Whether `user` may reopen what `report` completed, and it is what completes it now."""
    return (
        rules.can_reopen(user, report) and ProgressReport.objects.completing().filter(pk=report.pk).exists()
    )
