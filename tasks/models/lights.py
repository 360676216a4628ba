"""What the office decides about lights: the thresholds, and a light set by hand."""

from __future__ import annotations

import datetime
from dataclasses import asdict, fields
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import CharField, Func, IntegerField, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from agencies.slots import Statement, statement
from plans.clock import end_of
from tasks.enums import LightColour
from tasks.thresholds import DEFAULT_THRESHOLDS, Thresholds


class ThresholdChangeQuerySet(models.QuerySet["ThresholdChange"]):
    """Ways to choose changes of the thresholds."""

    def known_on(self, day: datetime.date) -> ThresholdChangeQuerySet:
        """Those recorded by the end of `day`, the latest, which is the one in force, first."""
        return self.filter(decided_at__lt=end_of(day)).order_by("-decided_at", "-pk")


class ThresholdChange(models.Model):
    """The figures that lights are judged by, from now on (`tasks.thresholds.Thresholds`). Append-only."""

    due_soon_days = models.PositiveSmallIntegerField(_("days before the due date"))
    points_behind = models.PositiveSmallIntegerField(_("points behind for yellow"))
    points_far_behind = models.PositiveSmallIntegerField(_("points behind for red"))
    missed_rounds = models.PositiveSmallIntegerField(_("missed rounds for yellow"))
    missed_rounds_red = models.PositiveSmallIntegerField(_("missed rounds for red"))
    unchanged_rounds = models.PositiveSmallIntegerField(_("rounds without any change for yellow"))
    opinion_days = models.PositiveSmallIntegerField(_("working days for an opinion"))
    reason = models.TextField(_("reason"))
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    objects = ThresholdChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("change of thresholds")
        verbose_name_plural = _("changes of thresholds")

    def __str__(self) -> str:
        return f"{self.decided_at:%Y-%m-%d}"


FIGURES = tuple(field.name for field in fields(Thresholds))


def thresholds_on(day: datetime.date) -> Thresholds:
    """The thresholds in force on `day`: as decided by its end, else the defaults."""
    figures = next(iter(_in_force(day, ThresholdChange.objects.db).rows({})), None)
    return Thresholds(*figures) if figures else DEFAULT_THRESHOLDS


@lru_cache(maxsize=50)
def _in_force(day: datetime.date, database: str) -> Statement:
    changes = ThresholdChange.objects.using(database).known_on(day)
    return statement(changes.values_list(*FIGURES)[:1], lasts=True)


def threshold_sql(name: str, day: datetime.date) -> Coalesce:
    """The same of the one figure `name`, as an expression that depends on no row and is asked once."""
    latest = ThresholdChange.objects.known_on(day).values(name)[:1]
    return Coalesce(Subquery(latest), Value(asdict(DEFAULT_THRESHOLDS)[name]), output_field=IntegerField())


class Joined(Func):
    """Texts, none of them null, one after the other; `Concat` nests too deep for SQLite."""

    template, arg_joiner = "(%(expressions)s)", " || "
    output_field = models.CharField()


JUDGING = tuple(name for name in FIGURES if name != "opinion_days")
"""The thresholds that lights are judged by."""


def judging_of(thresholds: Thresholds) -> str:
    """Those of `thresholds` in one word, such as `30/10/25/1/2/2`."""
    return "/".join(str(getattr(thresholds, name)) for name in JUDGING)


def judging_sql(day: datetime.date) -> Coalesce:
    """The same of the thresholds in force on `day`, as an expression that depends on no row."""
    first, *rest = (Cast(name, CharField()) for name in JUDGING)
    word = Joined(first, *(part for figure in rest for part in (Value("/"), figure)))
    latest = ThresholdChange.objects.known_on(day).annotate(word=word).values("word")[:1]
    default = Value(judging_of(DEFAULT_THRESHOLDS))
    return Coalesce(Subquery(latest), default, output_field=CharField())


class LightOverride(models.Model):
    """The office sets a light by hand, until a day; an empty colour lifts it. Append-only."""

    task = models.ForeignKey(
        "tasks.Task", on_delete=models.CASCADE, related_name="light_overrides", verbose_name=_("task")
    )
    colour = models.CharField(_("light"), max_length=10, choices=LightColour, blank=True)
    until = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        ordering = ["-decided_at", "-pk"]
        verbose_name = _("light set by hand")
        verbose_name_plural = _("lights set by hand")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="light_override_has_reason"),
        ]
        indexes = [models.Index(fields=["task", "-decided_at"], name="light_override_latest")]

    def __str__(self) -> str:
        return f"{self.task} {self.get_colour_display()}"
