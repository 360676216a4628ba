"""Due dates: the plans print almost none, so the office sets them; every change is a dated fact."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from plans.clock import end_of
from tasks.models.milestones import ExtensionRequest, Milestone


class DueDateChangeQuerySet(models.QuerySet["DueDateChange"]):
    """Ways to choose changes of due dates, the latest first."""

    def of_tasks(self) -> DueDateChangeQuerySet:
        """Those of tasks themselves, not of their milestones."""
        return self.filter(milestone=None)

    def recorded_by(self, day: datetime.date) -> DueDateChangeQuerySet:
        """Those decided by the end of `day`."""
        return self.filter(decided_at__lt=end_of(day))

    def adjusting(self) -> DueDateChangeQuerySet:
        """已调整: those that changed a task's date that stood already, by a document."""
        stood = DueDateChange.objects.of_tasks().filter(
            task=OuterRef("task"), pk__lt=OuterRef("pk"), due_on__isnull=False
        )
        return self.of_tasks().filter(Exists(stood)).exclude(document_number="")


class DueDateChange(models.Model):
    """The office sets, moves or takes away the due date of a task or of its `milestone`.

    Append-only; the latest holds, the first stays to be seen.
    """

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="due_date_changes", verbose_name=_("task")
    )
    milestone = models.ForeignKey(
        Milestone,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="due_date_changes",
        verbose_name=_("milestone"),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    document_number = models.CharField(_("document number"), max_length=100, blank=True)
    request = models.OneToOneField(
        ExtensionRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="granted_change",
        verbose_name=_("request for a later date"),
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    objects = DueDateChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("change of due date")
        verbose_name_plural = _("changes of due dates")
        indexes = [models.Index(fields=["task", "-decided_at"], name="due_date_latest")]

    def __str__(self) -> str:
        return f"{self.task} {self.due_on or '–'}"
