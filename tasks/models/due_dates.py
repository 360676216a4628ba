"""Due dates: the plans print almost none, so the office sets them; every change is a dated fact."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DueDateChange(models.Model):
    """The office sets, moves or takes away a task's due date. Append-only; the latest holds."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="due_date_changes", verbose_name=_("task")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("change of due date")
        verbose_name_plural = _("changes of due dates")
        indexes = [models.Index(fields=["task", "-decided_at"], name="due_date_latest")]

    def __str__(self) -> str:
        return f"{self.task} {self.due_on or '–'}"
