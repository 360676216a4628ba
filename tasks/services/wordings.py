"""调整表述: the wording of a task changes by a document; the printed text stays beside it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.models import User
from agencies.remarks import remark
from plans.rules import manages_plans
from tasks.models import Task, WordingChange
from tasks.search import tasks_index
from tasks.services.consolidation import task_locked


@transaction.atomic
def wording_change(
    *, actor: User, task: Task, text: str, document_number: str, reason: str = ""
) -> WordingChange:
    """The task says `text` from now on, by the document of that number; the task is 已调整 by it.

    Nothing printed is overwritten, nor any earlier change. Raises `ValidationError` where the number is
    missing, or the text is empty or the one in force.
    """
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office adjusts the wording of a task."))
    text, document_number = text.strip(), document_number.strip()
    row = task_locked(task.pk)
    last = row.wording_changes.first()
    before = last.text if last else row.text
    errors = {}
    if not document_number:
        errors["document_number"] = _("Give the number of the document that changes the wording.")
    if not text:
        errors["text"] = _("Write the whole wording as it is now.")
    elif text == before:
        errors["text"] = _("This is the wording in force; nothing would change.")
    if errors:
        raise ValidationError(errors)
    change = WordingChange(
        task=row,
        text=text,
        document_number=document_number,
        reason=remark(reason),
        decided_at=timezone.now(),
        decided_by=actor,
    )
    change.full_clean(exclude=["task", "decided_by"])
    change.save(force_insert=True)
    tasks_index(Task.objects.filter(pk=row.pk))
    record(
        actor=actor,
        action="wording.change",
        target=task,
        before={"text": before},
        after={"text": text, "document_number": document_number, "reason": change.reason},
    )
    return change
