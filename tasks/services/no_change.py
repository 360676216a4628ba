"""本期无新进展: one click instead of a form."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from tasks import rules
from tasks.enums import ReportState, Status
from tasks.models import Milestone, ProgressReport, Review, Task
from tasks.services.claims import last_claims
from tasks.services.evidence_files import evidence_carry
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_draft, report_submit
from tasks.services.rounds import open_round_of

NO_CHANGE = "本期无新进展。"
"""What such a report says, in the language of all reports."""


@transaction.atomic
def report_no_change(*, actor: User, task: Task, agency: Agency) -> ProgressReport:
    """Hand in, for the round that is open, that nothing changed since the last confirmed or accepted report.

    Status, percent, milestones and document number are those confirmed; what was completed keeps its
    evidence. Raises `ValidationError` where no round asks or nothing was settled yet, and whatever
    `report_draft` and `report_submit` raise.
    """
    if not rules.can_report(actor, task, agency):
        raise PermissionDenied(_("Only the agency's own staff report on its part of a task."))
    if open_round_of(task, timezone.localdate()) is None:
        raise ValidationError(_("No reporting round asks about this task now."))
    settled = (
        ProgressReport.objects.filter(
            task=task, agency=agency, state__in=[ReportState.CONFIRMED, ReportState.ACCEPTED]
        )
        .order_by("-pk")
        .first()
    )
    if settled is None:
        raise ValidationError(_("Nothing of yours was confirmed on this task yet: fill in the form."))
    decided = Review.objects.settling().filter(report=settled).first()
    content = ReportContent(
        status=Status(settled.status),
        percent=settled.percent,
        progress=NO_CHANGE,
        outcome=settled.outcome,
        document_number=settled.document_number,
    )
    if decided:
        content = replace(
            content,
            status=Status(decided.status),
            percent=decided.percent,
            document_number=decided.document_number or settled.document_number,
        )
    confirmed = Milestone.objects.current().filter(pk__in=last_claims(task, agency, settled))
    draft = report_draft(
        actor=actor, task=task, agency=agency, content=content, claims=confirmed, no_change=True
    )
    if draft.status == Status.COMPLETED:
        evidence_carry(actor=actor, source=settled, report=draft)
    return report_submit(actor=actor, report=draft)
