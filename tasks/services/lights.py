"""What the office decides about lights: the thresholds, and a light set by hand."""

from __future__ import annotations

import datetime
from dataclasses import asdict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import User
from agencies.remarks import remark, require_reason
from plans.rules import manages_plans
from tasks.enums import LightColour
from tasks.models import LightOverride, Task, ThresholdChange, thresholds_on
from tasks.services.consolidation import task_locked
from tasks.services.standings import standings_refresh
from tasks.thresholds import Thresholds

LIMITS = {
    "due_soon_days": 366,
    "points_behind": 100,
    "points_far_behind": 100,
    "missed_rounds": 20,
    "missed_rounds_red": 20,
    "unchanged_rounds": 20,
    "opinion_days": 60,
}
"""The largest that each threshold can be; the smallest is 1."""

NOT_LESS = (("points_far_behind", "points_behind"), ("missed_rounds_red", "missed_rounds"))
"""Thresholds for red, and those for yellow that they cannot lie below."""


def thresholds_held() -> None:
    """Keep others from changing thresholds until the transaction ends.

    There is no row of theirs to lock before the first; SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {ThresholdChange._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def thresholds_change(
    *, actor: User, thresholds: Thresholds, reason: str, day: datetime.date
) -> ThresholdChange:
    """Judge lights by `thresholds` from now on; days before keep those that were in force then.

    Raises `ValidationError` by field where a figure is out of its `LIMITS`, red would come before yellow, or
    nothing changes.
    """
    _only_office(actor)
    require_reason(reason)
    thresholds_held()
    figures: dict[str, int] = asdict(thresholds)
    errors = {
        name: _("Choose a number from 1 to %(most)s.") % {"most": most}
        for name, most in LIMITS.items()
        if not 1 <= figures[name] <= most
    }
    for red, yellow in NOT_LESS:
        if not errors and figures[red] < figures[yellow]:
            errors[red] = _("Red cannot come before yellow: choose at least %(least)s.") % {
                "least": figures[yellow]
            }
    if errors:
        raise ValidationError(errors)
    before: dict[str, int] = asdict(thresholds_on(day))
    changed = [name for name in figures if figures[name] != before[name]]
    if not changed:
        raise ValidationError(_("These are the figures in force already."))
    change = ThresholdChange.objects.create(
        **figures, reason=remark(reason), decided_at=timezone.now(), decided_by=actor
    )
    record(
        actor=actor,
        action="thresholds.change",
        target=change,
        before={name: before[name] for name in changed},
        after={**{name: figures[name] for name in changed}, "reason": change.reason},
    )
    return change


@transaction.atomic
def light_set(
    *,
    actor: User,
    task: Task,
    colour: LightColour,
    until: datetime.date,
    reason: str,
    day: datetime.date,
) -> LightOverride:
    """Show `colour` to the end of `until`, whatever follows from the facts; a later decision replaces it.

    Raises `ValidationError` without a reason, or where `until` lies before `day`.
    """
    _only_office(actor)
    require_reason(reason)
    if until < day:
        raise ValidationError({"until": _("Choose a day that has not passed.")})
    return _decide(actor, task, colour, until, remark(reason), day)


@transaction.atomic
def light_lift(*, actor: User, task: Task, reason: str, day: datetime.date) -> LightOverride:
    """End a light set by hand before its day, with a reason; raises `Conflict` where none is in force."""
    _only_office(actor)
    require_reason(reason)
    return _decide(actor, task, None, day, remark(reason), day)


def _only_office(actor: User) -> None:
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office decides about lights."))


def _decide(
    actor: User,
    task: Task,
    colour: LightColour | None,
    until: datetime.date,
    reason: str,
    day: datetime.date,
) -> LightOverride:
    """Write the decision; the task's row is locked so that decisions queue."""
    task_locked(task.pk)
    last = task.light_overrides.first()
    in_force = last if last and last.colour and last.until >= day else None
    if colour is None and in_force is None:
        raise Conflict(_("The light of this task is not set by hand now."))
    made = LightOverride.objects.create(
        task=task,
        colour=colour or "",
        until=until,
        reason=reason,
        decided_at=timezone.now(),
        decided_by=actor,
    )
    standings_refresh(tasks=[task.pk])
    after = {"light": colour, "until": until, "reason": reason} if colour else {"reason": reason}
    record(
        actor=actor,
        action="light.set" if colour else "light.lift",
        target=task,
        before={"light": in_force.colour, "until": in_force.until} if in_force else {},
        after=after,
    )
    return made
