"""Setting due dates."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.models import User
from plans.rules import manages_plans
from tasks.models import DueDateChange, Task


@transaction.atomic
def due_dates_set(
    *, actor: User, tasks: Sequence[Task], due_on: datetime.date | None, reason: str = ""
) -> list[DueDateChange]:
    """Set (or with None take away) the due date of every one of `tasks`, or of none.

    Moving or taking away a date needs a reason. A task that has that date already is left as it is.
    """
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office sets due dates."))
    if not tasks:
        raise ValidationError({"tasks": _("Choose at least one task.")})
    dates = _current_dates(tasks)
    changing = [task for task in tasks if dates.get(task.pk) != due_on]
    moved = [task for task in changing if dates.get(task.pk) is not None]
    if moved and not reason.strip():
        raise ValidationError(
            {
                "reason": _("Say why the date changes of: %(tasks)s.")
                % {"tasks": "、".join(task.reference for task in moved)}
            }
        )
    now = timezone.now()
    changes = []
    for task in changing:
        change = DueDateChange.objects.create(
            task=task, due_on=due_on, reason=reason.strip(), decided_at=now, decided_by=actor
        )
        record(
            actor=actor,
            action="due_date.set",
            target=task,
            before={"due_on": dates.get(task.pk)},
            after={"due_on": due_on, "reason": change.reason},
        )
        changes.append(change)
    return changes


def _current_dates(tasks: Sequence[Task]) -> dict[int, datetime.date | None]:
    latest = DueDateChange.objects.filter(task=OuterRef("pk"), milestone=None).values("due_on")[:1]
    locked = Task.objects.select_for_update().filter(pk__in=[task.pk for task in tasks])
    return dict(locked.annotate(latest=Subquery(latest)).values_list("pk", "latest"))
