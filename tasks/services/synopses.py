"""综合情况: what the office makes of the shares of a task that each agency does by its own duty."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import User
from plans.rules import manages_plans
from tasks.enums import AssignmentRole
from tasks.models import Assignment, Synopsis, Task
from tasks.services.consolidation import task_locked


@transaction.atomic
def synopsis_write(*, actor: User, task: Task, text: str, read: int | None) -> Synopsis:
    """The office sums the shares up, in words; every version stays, the latest counts.

    `read` is the key of the synopsis that the writer had before them (None: there was none). Where somebody
    wrote a newer one meanwhile it is the `current` of a `Conflict`, so that both can be shown.
    """
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office writes the synopsis."))
    locked = task_locked(task.pk)
    if not Assignment.objects.current().filter(task=locked, role=AssignmentRole.BY_DUTY).exists():
        raise ValidationError(_("Only a task that each does by its own duty has a synopsis by the office."))
    latest = Synopsis.objects.filter(task=locked).select_related("written_by").first()
    if (latest.pk if latest else None) != read:
        raise Conflict(
            _("Somebody wrote another synopsis meanwhile. Compare the two and save again."),
            current=latest,
            stale=True,
        )
    if not text.strip():
        raise ValidationError({"text": _("Write what the shares come to.")})
    if latest and latest.text == text.strip():
        raise ValidationError({"text": _("This is what the synopsis says already.")})
    written = Synopsis.objects.create(
        task=locked, text=text.strip(), written_at=timezone.now(), written_by=actor
    )
    record(
        actor=actor,
        action="synopsis.write",
        target=locked,
        before={"text": latest.text} if latest else {},
        after={"text": written.text},
    )
    return written
