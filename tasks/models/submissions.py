"""When a progress report was handed in, and when it was taken back."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from plans.clock import end_of
from tasks.models.reports import ProgressReport
from tasks.models.rounds import ReportingRound


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Ways to choose submissions."""

    def known_on(self, day: datetime.date) -> SubmissionQuerySet:
        """Those made and not taken back by the end of `day`."""
        moment = end_of(day)
        not_taken_back = Q(withdrawn_at=None) | Q(withdrawn_at__gte=moment)
        return self.filter(not_taken_back, submitted_at__lt=moment)


class Submission(models.Model):
    """An agency hands a report in; taking it back closes the row and handing it in again adds another.

    The report's own `submitted_at` says only how it stands now; this says how it stood on any day, also of a
    draft that was taken back and thrown away.
    """

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.PROTECT, related_name="submissions", verbose_name=_("task")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("agency")
    )
    report = models.ForeignKey(
        ProgressReport,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("progress report"),
    )
    round = models.ForeignKey(
        ReportingRound,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("reporting round"),
    )
    submitted_at = models.DateTimeField(_("submitted at"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("submitted by")
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "pk"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__gte=F("submitted_at"), withdrawn_by__isnull=False),
                name="submission_taken_back_is_signed",
            ),
        ]
        indexes = [
            models.Index(fields=["task", "agency", "submitted_at"], name="submission_task_agency"),
            models.Index(fields=["round", "task"], name="submission_round_task"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.agency}"
