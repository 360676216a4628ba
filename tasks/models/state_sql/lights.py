"""The light over the other annotations."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from django.db.models import (
    Case,
    CharField,
    DateField,
    F,
    Func,
    IntegerField,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.db.models.lookups import LessThanOrEqual

from tasks.enums import DerivedStatus, LightColour, TaskMode
from tasks.models.lights import threshold_sql


class DaysBetween(Func):
    """Whole days from the second date to the first; both databases, no intervals."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Dates are ISO text in SQLite."""
        template = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return self.as_sql(
            compiler,
            connection,
            template=template,
            arg_joiner=") - julianday(",
            **context,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A difference of dates is a number of days in PostgreSQL."""
        return self.as_sql(compiler, connection, template="(%(expressions)s)", arg_joiner=" - ", **context)


def points_behind(day: datetime.date) -> Case:
    """Points under an even pace, as `tasks.lights.points_behind`; null where no percent is judged."""
    today = Value(day, output_field=DateField())
    elapsed = DaysBetween(today, F("tracked_from"))
    span = DaysBetween(F("due_on"), F("tracked_from"))
    expected = Coalesce(Value(100) * elapsed / NullIf(Greatest(span, Value(0)), Value(0)), Value(100))
    reached = Case(
        When(status=DerivedStatus.NO_REPORT, then=Value(0)),
        default=F("percent"),
        output_field=IntegerField(),
    )
    return Case(
        When(due_on__isnull=False, tracked_from__isnull=False, then=expected - reached),
        default=Value(None),
        output_field=IntegerField(),
    )


Limits: TypeAlias = Callable[[str], Any]
"""From the name of a threshold to its figure."""


def limits_on(day: datetime.date) -> Limits:
    """The thresholds in force on `day`, each asked for where it is needed."""
    return partial(threshold_sql, day=day)


def computed_light(day: datetime.date, limits: Limits, *, prefix: str = "") -> Case:
    """The light that follows from the facts; as in `tasks.lights`, the first rule that applies decides.

    What rounds say is called with `prefix`.
    """
    missed, unchanged = f"{prefix}missed_rounds__gte", f"{prefix}unchanged_rounds__gte"
    left = DaysBetween(F("due_on"), Value(day, output_field=DateField()))
    ahead = Q(due_on__gte=day)
    known = ~Q(status=DerivedStatus.NO_REPORT)
    grey, green = Value(LightColour.GREY.value), Value(LightColour.GREEN.value)
    yellow, red = Value(LightColour.YELLOW.value), Value(LightColour.RED.value)
    return Case(
        When(Q(tracked_from=None) | Q(tracked_from__gt=day), then=grey),
        When(mode=TaskMode.UNASSIGNED, then=grey),
        When(status__in=[DerivedStatus.SUSPENDED, DerivedStatus.DROPPED], then=grey),
        When(status__in=[DerivedStatus.COMPLETED, DerivedStatus.ONGOING], then=green),
        When(due_on__lt=day, then=red),
        When(ahead & known & Q(points_behind__gte=limits("points_far_behind")), then=red),
        When(**{missed: limits("missed_rounds_red")}, then=red),
        When(LessThanOrEqual(left, limits("due_soon_days")), then=yellow),
        When(points_behind__gte=limits("points_behind"), then=yellow),
        When(**{missed: limits("missed_rounds")}, then=yellow),
        When(**{unchanged: limits("unchanged_rounds")}, then=yellow),
        When(due_on=None, then=grey),
        default=green,
        output_field=CharField(),
    )


SHOWN_LIGHT = Coalesce(F("hand_colour"), F("computed_light"), output_field=CharField())
"""The office's own colour where one is in force, else the computed one."""
