"""同意 or 有异议: what co-leads and participants say of a lead's report. It blocks nothing."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import User
from agencies.remarks import remark
from tasks import notifications, rules
from tasks.enums import NoticeKind, ReportState, Stance
from tasks.models import Notice, Opinion, ProgressReport, thresholds_on
from tasks.services.notices import notices_add, notices_settle
from tasks.services.reports import locked
from tasks.thresholds import Thresholds
from tasks.workdays import working_days_after


def last_day_for_opinions(handed_in: datetime.datetime, thresholds: Thresholds) -> datetime.date:
    """The last day for an opinion on what was handed in then, by the thresholds of the day that asks."""
    return working_days_after(timezone.localdate(handed_in), thresholds.opinion_days)


@transaction.atomic
def opinion_give(
    *,
    actor: User,
    report: ProgressReport,
    stance: Stance,
    reason: str = "",
    day: datetime.date,
    read: datetime.datetime | None = None,
) -> Opinion:
    """What the agency of `actor` thinks of a lead's report, said on `day`; the latest holds.

    `read` is when the text that was read had been handed in: a `Conflict` where the lead changed it since.
    Dissent needs a reason. Raises `Conflict` too where it is too late or the report is not handed in now.
    """
    row = locked(report)
    if not rules.has_say(actor, row) or actor.agency is None:
        raise PermissionDenied(_("Only the other agencies that lead the task or take part give an opinion."))
    if row.state not in {ReportState.SUBMITTED, ReportState.CONFIRMED} or row.submitted_at is None:
        raise Conflict(_("This report is not submitted any more; the lead changes it first."), current=row)
    if read is not None and read != row.submitted_at:
        raise Conflict(
            _("The lead submitted another text meanwhile. Read it again."), current=row, stale=True
        )
    last = last_day_for_opinions(row.submitted_at, thresholds_on(day))
    if day > last:
        raise Conflict(_("An opinion could be given until %(day)s.") % {"day": last}, current=row)
    if stance not in Stance.values:
        raise ValidationError({"stance": _("Choose one of the two.")})
    if stance == Stance.DISSENT and not reason.strip():
        raise ValidationError({"reason": _("Say what your agency dissents from.")})
    opinion = Opinion.objects.create(
        report=row,
        agency=actor.agency,
        stance=stance,
        reason=remark(reason),
        given_at=timezone.now(),
        given_by=actor,
    )
    record(
        actor=actor,
        action="opinion.give",
        target=row,
        after={"agency": actor.agency, "stance": stance, "reason": opinion.reason},
    )
    asked = Notice.objects.filter(report=row, kind=NoticeKind.OPINION_ASKED)
    notices_settle(asked.filter(recipient__agency=actor.agency))
    if stance == Stance.DISSENT:
        notices_add(notifications.about_dissent(opinion))
    return opinion
