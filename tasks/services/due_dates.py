"""Setting due dates."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.models import User
from agencies.remarks import remark
from plans.rules import manages_plans
from tasks.models import DueDateChange, ExtensionRequest, Milestone, Task
from tasks.services.consolidation import tasks_locked
from tasks.services.standings import standings_refresh


@transaction.atomic
def due_dates_set(
    *,
    actor: User,
    tasks: Sequence[Task],
    due_on: datetime.date | None,
    reason: str = "",
    document_number: str = "",
) -> list[DueDateChange]:
    """Set the due date of all `tasks`, or with None take it away; of all of them or of none.

    To move or take away a date needs a reason. A task that has the date already is left alone. A move with
    the number of a document makes the task 已调整 (adjusted).
    """
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office sets due dates."))
    if not tasks:
        raise ValidationError({"tasks": _("Choose at least one task.")})
    dates = current_dates(tasks)
    changing = [task for task in tasks if dates.get(task.pk) != due_on]
    moved = [task for task in changing if dates.get(task.pk) is not None]
    if moved and not reason.strip():
        raise ValidationError(
            {
                "reason": _("Say why the date changes of: %(tasks)s.")
                % {"tasks": "、".join(task.reference for task in moved)}
            }
        )
    changes = [
        due_date_change(
            actor=actor,
            task=task,
            before=dates.get(task.pk),
            due_on=due_on,
            reason=reason,
            document_number=document_number,
        )
        for task in changing
    ]
    standings_refresh(tasks=[task.pk for task in changing])
    return changes


def current_dates(tasks: Sequence[Task]) -> dict[int, datetime.date | None]:
    """The due date of each of `tasks` (by key) now; the tasks are locked, so that changes of dates queue."""
    keys = [task.pk for task in tasks_locked(tasks)]
    changes = DueDateChange.objects.of_tasks().filter(task__in=keys).order_by("decided_at", "pk")
    return dict.fromkeys(keys) | dict(changes.values_list("task", "due_on"))


def due_date_change(
    *,
    actor: User,
    task: Task,
    before: datetime.date | None,
    due_on: datetime.date | None,
    reason: str,
    document_number: str = "",
    milestone: Milestone | None = None,
    request: ExtensionRequest | None = None,
) -> DueDateChange:
    """Record that a date is another from now on, with its audit entry.

    The caller has checked the change and locked the task, and refreshes the standings after all its changes.
    `request` is the request for a later date that is granted by this.
    """
    change = DueDateChange.objects.create(
        task=task,
        milestone=milestone,
        due_on=due_on,
        reason=remark(reason),
        document_number=document_number.strip(),
        request=request,
        decided_at=timezone.now(),
        decided_by=actor,
    )
    target: models.Model = milestone or task
    after = {"due_on": due_on, "reason": change.reason}
    if change.document_number:
        after["document_number"] = change.document_number
    record(actor=actor, action="due_date.set", target=target, before={"due_on": before}, after=after)
    return change
