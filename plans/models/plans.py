"""Plans, the rule that says who leads in them, and what the office decided about them."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from plans.clock import end_of
from plans.enums import MarkedByDuty
from plans.models.documents import SourceDocument


def tracked_from_on(day: datetime.date) -> Subquery:
    """Since when a plan is tracked as known on `day`; null where it is not."""
    known = TrackingChange.objects.filter(plan=OuterRef("pk"), decided_at__lt=end_of(day))
    return Subquery(known.order_by("-decided_at", "-pk").values("tracked_from")[:1])


class PlanQuerySet(models.QuerySet["Plan"]):
    """Ways to choose plans."""

    def get_by_natural_key(self, code: str) -> Plan:
        """The plan of that code."""
        return self.get(code=code)

    def visible_to(self, user: User) -> PlanQuerySet:
        """Everyone signed in sees every plan: they are published documents."""
        return self if user.is_authenticated and user.is_active else self.none()

    def with_tracking(self, day: datetime.date) -> PlanQuerySet:
        """Adds `tracked_from`: the day since which the plan is tracked as known on `day`, else None."""
        added = {"tracked_from": tracked_from_on(day)}
        return self.annotate(**added)


class Plan(models.Model):
    """A document's numbered tasks, with its note on who leads, kept as data and never as code."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    document = models.OneToOneField(
        SourceDocument, on_delete=models.PROTECT, related_name="plan", verbose_name=_("document")
    )
    origin = models.ForeignKey(
        SourceDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="divided_by",
        verbose_name=_("document that it divides up"),
    )
    year = models.PositiveSmallIntegerField(_("year"))
    short_title = models.CharField(_("short title"), max_length=100)
    names_agencies = models.BooleanField(_("names agencies"), default=True)
    note = models.TextField(_("note on who leads, as printed"), blank=True)
    note_start = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("start of the note"))
    note_end = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("end of the note"))
    first_listed_leads = models.BooleanField(_("the first-listed leads"), default=False)
    joint_leads_unordered = models.BooleanField(_("no order among joint leads"), default=False)
    marked_by_duty_means = models.CharField(
        _("what 按职责分别负责 means"), max_length=20, choices=MarkedByDuty, blank=True
    )
    is_reading = models.BooleanField(_("this is a reading of the note"), default=False)
    reading_reason = models.TextField(_("reason of the reading"), blank=True)

    # What `with_tracking` adds; a plan loaded without it has none.
    tracked_from: datetime.date | None

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-code"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        indexes = [models.Index(fields=["year", "code"], name="plan_year_code")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_reading=False) | ~Q(reading_reason=""),
                name="plan_reading_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.short_title

    def is_tracked_on(self, day: datetime.date) -> bool:
        """Whether its tracking, as known on the day that it was loaded for, was open on `day`."""
        return self.tracked_from is not None and self.tracked_from <= day

    def natural_key(self) -> tuple[str]:
        """The code."""
        return (self.code,)

    natural_key.dependencies = ["plans.sourcedocument"]  # type: ignore[attr-defined]


class TrackingChange(models.Model):
    """The office begins or ends tracking a plan; a plan never opened stays grey. Append-only."""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="tracking_changes", verbose_name=_("plan")
    )
    tracked_from = models.DateField(_("tracked from"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("decision about tracking")
        verbose_name_plural = _("decisions about tracking")
        ordering = ["-decided_at", "-pk"]
        indexes = [models.Index(fields=["plan", "-decided_at"], name="tracking_latest")]

    def __str__(self) -> str:
        return f"{self.plan} {self.tracked_from or '–'}"


class LeadRuleReading(models.Model):
    """The office's own reading of what the mark means in a plan; the latest holds. Append-only."""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="lead_rule_readings", verbose_name=_("plan")
    )
    marked_by_duty_means = models.CharField(
        max_length=20, choices=MarkedByDuty, verbose_name=_("what 按职责分别负责 means")
    )
    reason = models.TextField(_("reason"))
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="lead_rule_reading_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.get_marked_by_duty_means_display()}"
