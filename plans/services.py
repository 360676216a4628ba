"""Writes about plans: tracking. Readings change assignments and so live with the tasks."""

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
from plans.models import Plan, TrackingChange
from plans.rules import manages_plans


@transaction.atomic
def tracking_open(
    *, actor: User, plan: Plan, tracked_from: datetime.date, reason: str = ""
) -> TrackingChange:
    """Begin to track `plan`: from `tracked_from` its tasks have lights and paces are counted.

    The same day again raises `Conflict`; another day moves the beginning.
    """
    _only_office(actor)
    if _tracked_from(plan) == tracked_from:
        raise Conflict(_("This plan is tracked from that day already."))
    return _change(actor, plan, tracked_from, reason, "tracking.open")


@transaction.atomic
def tracking_close(*, actor: User, plan: Plan, reason: str) -> TrackingChange:
    """Stop tracking `plan`, with a reason; its tasks turn grey, nothing reported is lost."""
    _only_office(actor)
    if _tracked_from(plan) is None:
        raise Conflict(_("This plan is not tracked."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why tracking ends.")})
    return _change(actor, plan, None, reason, "tracking.close")


def _only_office(actor: User) -> None:
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office does this."))


def _tracked_from(plan: Plan) -> datetime.date | None:
    """The day tracking began, as decided last; the plan's row is locked so that decisions queue."""
    Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    latest = TrackingChange.objects.filter(plan=plan).first()
    return latest.tracked_from if latest else None


def _change(
    actor: User, plan: Plan, tracked_from: datetime.date | None, reason: str, action: str
) -> TrackingChange:
    before = TrackingChange.objects.filter(plan=plan).first()
    change = TrackingChange.objects.create(
        plan=plan,
        tracked_from=tracked_from,
        reason=remark(reason),
        decided_at=timezone.now(),
        decided_by=actor,
    )
    record(
        actor=actor,
        action=action,
        target=plan,
        before={"tracked_from": before.tracked_from if before else None},
        after={"tracked_from": tracked_from, "reason": change.reason},
    )
    return change
