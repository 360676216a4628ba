"""Milestones of a task, requests for later dates, and changes of what a task says."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.models.changing import Changing
from agencies.rules import is_office, is_signed_in
from plans.clock import end_of
from tasks.enums import RequestState
from tasks.models.reports import ProgressReport


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Ways to choose milestones."""

    def visible_to(self, user: User) -> MilestoneQuerySet:
        """Everyone signed in sees the steps of a task."""
        return self if is_signed_in(user) else self.none()

    def current(self) -> MilestoneQuerySet:
        """Those not ended."""
        return self.filter(ended_at=None)

    def recorded_by(self, day: datetime.date) -> MilestoneQuerySet:
        """Those set by the end of `day`, also where they ended since."""
        return self.filter(set_at__lt=end_of(day))

    def in_force_at(self, moment: datetime.datetime) -> MilestoneQuerySet:
        """Those set before `moment` that had not ended by then."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gte=moment), set_at__lt=moment)

    def in_force_on(self, day: datetime.date) -> MilestoneQuerySet:
        """Those in force at the end of `day`, as recorded by then."""
        return self.in_force_at(end_of(day))


class Milestone(models.Model):
    """A step of a task that the office set; its dates stand in `DueDateChange`. A row only ever ends."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="milestones", verbose_name=_("task")
    )
    name = models.CharField(_("milestone"), max_length=200)
    position = models.PositiveSmallIntegerField(_("order"))
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("set by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    end_reason = models.TextField(_("reason"), blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["task", "position", "pk"]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.UniqueConstraint(
                fields=["task", "name"], condition=Q(ended_at=None), name="milestone_name_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MilestoneClaim(models.Model):
    """A report says that a milestone is reached; it counts once the report is confirmed."""

    report = models.ForeignKey(
        ProgressReport, on_delete=models.CASCADE, related_name="claims", verbose_name=_("progress report")
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="claims", verbose_name=_("milestone")
    )

    class Meta:
        ordering = ["milestone"]
        verbose_name = _("milestone reached")
        verbose_name_plural = _("milestones reached")
        constraints = [models.UniqueConstraint(fields=["report", "milestone"], name="claim_once")]

    def __str__(self) -> str:
        return f"{self.milestone}"


class ExtensionRequestQuerySet(models.QuerySet["ExtensionRequest"]):
    """Ways to choose requests."""

    def visible_to(self, user: User) -> ExtensionRequestQuerySet:
        """The agency that asks and the office."""
        if not is_signed_in(user):
            return self.none()
        if is_office(user):
            return self
        return self.filter(agency=user.agency_id) if user.agency_id else self.none()

    def open(self) -> ExtensionRequestQuerySet:
        """Those that nobody has decided about or taken back."""
        return self.filter(state=RequestState.ASKED)

    def recorded_by(self, day: datetime.date) -> ExtensionRequestQuerySet:
        """Those asked for by the end of `day`; what was decided later says `state_on`."""
        return self.filter(asked_at__lt=end_of(day))


class ExtensionRequest(Changing):
    """An agency asks, before the date, for a later one; the office grants or refuses it."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="extension_requests", verbose_name=_("task")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="extension_requests", verbose_name=_("agency")
    )
    due_on = models.DateField(_("date at the time"))
    asked_due_on = models.DateField(_("date asked for"))
    reason = models.TextField(_("reason"))
    state = models.CharField(
        _("state of the request"), max_length=20, choices=RequestState, default=RequestState.ASKED
    )
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decision_reason = models.TextField(_("reason of the decision"), blank=True)

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("request for a later date")
        verbose_name_plural = _("requests for later dates")
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(state=RequestState.ASKED), name="extension_one_open_a_task"
            ),
            models.CheckConstraint(condition=Q(asked_due_on__gt=F("due_on")), name="extension_is_later"),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused"])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="extension_decision_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.asked_due_on}"

    def state_on(self, day: datetime.date) -> RequestState:
        """Where the request was at the end of `day`."""
        settled = self.decided_at is not None and self.decided_at < end_of(day)
        return RequestState(self.state) if settled else RequestState.ASKED


class WordingChangeQuerySet(models.QuerySet["WordingChange"]):
    """Ways to choose changes of wording."""

    def recorded_by(self, day: datetime.date) -> WordingChangeQuerySet:
        """Those decided by the end of `day`."""
        return self.filter(decided_at__lt=end_of(day))

    def in_force_on(self, day: datetime.date) -> WordingChangeQuerySet:
        """The last one of every task, as decided by the end of `day`."""
        last = WordingChange.objects.recorded_by(day).filter(task=OuterRef("task")).values("pk")[:1]
        return self.filter(pk=Subquery(last))


class WordingChange(models.Model):
    """已调整: the task's wording changed by a document. Append-only; the printed text stays beside it."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="wording_changes", verbose_name=_("task")
    )
    text = models.TextField(_("adjusted wording"))
    document_number = models.CharField(_("document number"), max_length=100)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    objects = WordingChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("change of wording")
        verbose_name_plural = _("changes of wording")

    def __str__(self) -> str:
        return f"{self.task} {self.document_number}"
