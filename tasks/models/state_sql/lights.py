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
from django.db.models.functions import Cast, Coalesce, Greatest, Least, NullIf
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from tasks.enums import NEEDS_NO_DATE, DerivedStatus, LightColour, TaskMode
from tasks.models.lights import Joined, threshold_sql
from tasks.models.standings import ALWAYS
from tasks.thresholds import Thresholds


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


class DaysAfter(Func):
    """So many days (the second) after a date (the first); null where SQLite has no such date."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Dates are ISO text in SQLite."""
        template = "date(%(expressions)s) || ' days')"
        return self.as_sql(compiler, connection, template=template, arg_joiner=", (", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """A date and an integer, which has to be one, are a date in PostgreSQL."""
        template = "(%(expressions)s)::integer)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" + (", **context)


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

    `prefix` stands before the names of the columns that say what rounds say, such as `now_missed_rounds`.
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


def limits_of(thresholds: Thresholds) -> Limits:
    """The figures of `thresholds`, written into the SQL."""
    return lambda name: Value(getattr(thresholds, name))


def judged_by(judging: Any) -> Joined:
    """What a light depends on beside the facts, as one text: the day tracking began, and thresholds."""
    tracked = Coalesce(Cast("tracked_from", CharField()), Value(""))
    return Joined(tracked, Value(" "), judging)


def light_lasts_through(day: datetime.date, limits: Limits) -> Case:
    """The last day through which the light certainly stays as it is on `day`, unless a round ends before.

    An expression over `light` on `day` and the columns that it follows from. Without a new fact a light
    changes in these ways only: one set by hand ends, tracking begins, or an unsettled one turns for the worse
    because the due date nears or passes, or the points behind an even pace reach a threshold.
    """
    none = Value(ALWAYS, output_field=DateField())
    span = DaysBetween(F("due_on"), F("tracked_from"))
    reached = Coalesce(F("percent"), Value(0), output_field=IntegerField())

    def before(turn: DaysAfter) -> Case:
        """The day before that one, if `day` is still before it."""
        return Case(When(GreaterThan(turn, day), then=DaysAfter(turn, Value(-1))), default=none)

    def behind(name: str) -> Case:
        # So many days of the span that its hundredth part, times these, comes to the threshold; rounded up.
        days = ((limits(name) + reached) * span + Value(99)) / Value(100)
        return before(DaysAfter(F("tracked_from"), days))

    turns = Least(
        F("due_on"),
        before(DaysAfter(F("due_on"), Value(0) - limits("due_soon_days"))),
        behind("points_behind"),
        behind("points_far_behind"),
    )
    return Case(
        When(hand_colour__isnull=False, then=F("hand_until")),
        When(tracked_from__gt=day, then=DaysAfter(F("tracked_from"), Value(-1))),
        When(Q(tracked_from=None) | Q(mode=TaskMode.UNASSIGNED) | Q(status__in=NEEDS_NO_DATE), then=none),
        When(Q(due_on=None) | Q(due_on__lt=day) | Q(light=LightColour.RED), then=none),
        default=turns,
        output_field=DateField(),
    )
