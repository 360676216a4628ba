"""Milestones 节点: steps of a task that the office sets, moves and ends."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import User
from agencies.remarks import remark
from plans.rules import manages_plans
from tasks.models import DueDateChange, Milestone, Task
from tasks.services.consolidation import task_locked
from tasks.services.due_dates import due_date_change
from tasks.services.standings import standings_refresh


@transaction.atomic
def milestone_add(
    *,
    actor: User,
    task: Task,
    name: str,
    due_on: datetime.date | None = None,
    position: int | None = None,
) -> Milestone:
    """Give the task a further step, at `position` (None: after the others), with its date if there is one.

    From then on the milestones give the percent of reports. Two in force cannot have one name
    (`ValidationError`).
    """
    _only_office(actor)
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("Say what is reached at this milestone.")})
    task_locked(task.pk)
    there = Milestone.objects.current().filter(task=task)
    if there.filter(name=name).exists():
        raise ValidationError({"name": _("The task has a milestone of that name already.")})
    last = there.aggregate(last=Max("position"))["last"] or 0
    milestone = Milestone(
        task=task,
        name=name,
        position=last + 1 if position is None else position,
        set_at=timezone.now(),
        set_by=actor,
    )
    milestone.full_clean(exclude=["task", "set_by"])
    milestone.save(force_insert=True)
    after = {"name": name, "order": milestone.position}
    record(actor=actor, action="milestone.add", target=task, after=after)
    if due_on is not None:
        due_date_change(actor=actor, task=task, milestone=milestone, before=None, due_on=due_on, reason="")
        standings_refresh(tasks=[task.pk])
    return milestone


@transaction.atomic
def milestone_move(
    *,
    actor: User,
    milestone: Milestone,
    due_on: datetime.date,
    reason: str = "",
    document_number: str = "",
) -> DueDateChange:
    """Set or move the date of a milestone; moving needs a reason. Every date before stays to be seen.

    Raises `Conflict` for one that has ended, `ValidationError` for the date that it has already.
    """
    _only_office(actor)
    row = _in_force(milestone)
    last = row.due_date_changes.first()
    before = last.due_on if last else None
    if before == due_on:
        raise ValidationError({"due_on": _("It has that date already.")})
    if before is not None and not reason.strip():
        raise ValidationError({"reason": _("Say why the date is moved.")})
    change = due_date_change(
        actor=actor,
        task=row.task,
        milestone=row,
        before=before,
        due_on=due_on,
        reason=reason,
        document_number=document_number,
    )
    standings_refresh(tasks=[row.task_id])
    return change


@transaction.atomic
def milestone_end(*, actor: User, milestone: Milestone, reason: str) -> Milestone:
    """Take a milestone out of the count from now on, with a reason; what was reported of it stays."""
    _only_office(actor)
    row = _in_force(milestone)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the milestone ends.")})
    row.ended_at = timezone.now()
    row.ended_by = actor
    row.end_reason = remark(reason)
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    after = {"name": row.name, "reason": row.end_reason}
    record(actor=actor, action="milestone.end", target=row.task, after=after)
    return row


def _only_office(actor: User) -> None:
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office sets milestones."))


def milestone_held(milestone: Milestone) -> Milestone:
    """The row, locked, as it is now."""
    locked = Milestone.objects.select_for_update(of=("self",), no_key=True).select_related("task__plan")
    return locked.get(pk=milestone.pk)


def _in_force(milestone: Milestone) -> Milestone:
    """The row, locked; raises `Conflict` where it has ended."""
    row = milestone_held(milestone)
    if row.ended_at is not None:
        raise Conflict(_("This milestone has ended."), current=row)
    return row
