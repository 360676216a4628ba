"""Joint leads: who of them consolidates; and what the others say of the result."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.rules import is_office, is_signed_in
from tasks.enums import Stance
from tasks.models.reports import ProgressReport

Row = TypeVar("Row", bound=models.Model)


class OfTaskQuerySet(models.QuerySet[Row]):
    """Ways to choose what stands beside a task."""

    def visible_to(self, user: User) -> Self:
        """Everyone signed in sees it."""
        return self if is_signed_in(user) else self.none()


class Consolidation(models.Model):
    """One of several leads consolidates a task; while it does, the others cannot. A released row stays."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="consolidations", verbose_name=_("task")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="consolidations", verbose_name=_("agency")
    )
    taken_at = models.DateTimeField(_("taken at"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("taken by")
    )
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    objects = OfTaskQuerySet["Consolidation"].as_manager()

    class Meta:
        ordering = ["-taken_at", "-pk"]
        verbose_name = _("consolidation")
        verbose_name_plural = _("consolidations")
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(released_at=None), name="consolidation_one_a_task"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.agency}"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Ways to choose opinions."""

    def visible_to(self, user: User) -> OpinionQuerySet:
        """The agency that gave it, the one whose report it is about, the office."""
        if not is_signed_in(user):
            return self.none()
        if is_office(user):
            return self
        if user.agency_id is None:
            return self.none()
        return self.filter(Q(agency=user.agency_id) | Q(report__agency=user.agency_id))


class Opinion(models.Model):
    """同意 or 有异议 about a lead's report. Append-only; the latest of an agency holds."""

    report = models.ForeignKey(
        ProgressReport, on_delete=models.CASCADE, related_name="opinions", verbose_name=_("progress report")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="opinions", verbose_name=_("agency")
    )
    stance = models.CharField(_("opinion"), max_length=20, choices=Stance)
    reason = models.TextField(_("reason"), blank=True)
    given_at = models.DateTimeField(_("given at"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("given by")
    )

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(stance=Stance.DISSENT) | ~Q(reason=""), name="opinion_dissent_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.get_stance_display()}"


class Synopsis(models.Model):
    """综合情况: what the office makes of the shares of a task that each does by its own duty. Append-only."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="synopses", verbose_name=_("task")
    )
    text = models.TextField(_("synopsis"))
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )

    objects = OfTaskQuerySet["Synopsis"].as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("synopsis")
        verbose_name_plural = _("synopses")

    def __str__(self) -> str:
        return f"{self.task} {self.written_at:%Y-%m-%d}"
