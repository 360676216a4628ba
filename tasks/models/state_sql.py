"""A task's status, percent and light as SQL, for lists and counts.

`tasks.status` says the same in Python for one task; a test holds the two equal on generated data.
Every builder takes the day and looks only at facts recorded before that day ended.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.db.models.lookups import LessThanOrEqual
from django.db.models.sql.constants import LOUTER
from django_cte import CTE

from plans.clock import end_of
from plans.models import TrackingChange
from tasks.enums import (
    AssignmentRole,
    DerivedStatus,
    LightColour,
    Status,
    TaskMode,
)
from tasks.models.assignments import Assignment
from tasks.models.due_dates import DueDateChange
from tasks.models.lights import threshold_sql
from tasks.models.reports import Review

if TYPE_CHECKING:
    from tasks.models.task import Task


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


def _confirmations(day: datetime.date, **outer: OuterRef) -> QuerySet[Review]:
    return Review.objects.confirming().filter(decided_at__lt=end_of(day), **outer)


def latest_of_agency(day: datetime.date, field: str) -> Subquery:
    """For an assignment: the last confirmed `field` in that task of its agency, or of the one before it."""
    own = Q(report__agency=OuterRef("agency")) | Q(report__agency=OuterRef("received_from__agency"))
    confirmed = _confirmations(day, report__task=OuterRef("task")).filter(own)
    return Subquery(confirmed.values(field)[:1])


def latest_of_leads(day: datetime.date, field: str) -> Subquery:
    """For a task: the last confirmed `field` of any agency that leads it on `day`, or of one before it.

    An agency's part may carry on that of an ended one (`Assignment.received_from`).
    """
    told = OuterRef("report__agency")
    leads = Assignment.objects.in_force_on(day).filter(
        Q(agency=told) | Q(received_from__agency=told),
        task=OuterRef("report__task"),
        role=AssignmentRole.LEAD,
    )
    return Subquery(_confirmations(day, report__task=OuterRef("pk")).filter(Exists(leads)).values(field)[:1])


def due_on(day: datetime.date) -> Subquery:
    """For a task: the due date as decided by the end of `day`."""
    return Subquery(
        DueDateChange.objects.filter(task=OuterRef("pk"), milestone=None, decided_at__lt=end_of(day))
        .order_by("-decided_at", "-pk")
        .values("due_on")[:1]
    )


def tracked_from(day: datetime.date) -> Subquery:
    """For a task: since when its plan is tracked, as decided by the end of `day`."""
    return Subquery(
        TrackingChange.objects.filter(plan=OuterRef("plan"), decided_at__lt=end_of(day))
        .order_by("-decided_at", "-pk")
        .values("tracked_from")[:1]
    )


def count_of_leads(day: datetime.date) -> Coalesce:
    """For a task: how many agencies lead it."""
    counted = (
        Assignment.objects.in_force_on(day)
        .filter(task=OuterRef("pk"), role=AssignmentRole.LEAD)
        .order_by()
        .values("task")
        .annotate(number=Count("pk"))
    )
    return Coalesce(Subquery(counted.values("number")), 0, output_field=IntegerField())


def shares_of_tasks(day: datetime.date) -> tuple[CTE, CTE]:
    """By-duty shares, and a row a task that counts them by their confirmed status."""
    parts = CTE(
        Assignment.objects.in_force_on(day)
        .filter(role=AssignmentRole.BY_DUTY)
        .order_by()
        .annotate(
            share_status=latest_of_agency(day, "status"),
            share_percent=latest_of_agency(day, "percent"),
        )
        .values("task_id", "share_status", "share_percent"),
        name="parts",
    )
    kept = ~Q(share_status=Status.DROPPED)
    counted = CTE(
        parts.queryset()
        .order_by()
        .values("task_id")
        .annotate(
            total=Count("task_id"),
            confirmed=Count("share_status"),
            percents=Count("share_percent", filter=kept),
            percent_sum=Sum("share_percent", filter=kept),
            **{status.value: Count("task_id", filter=Q(share_status=status)) for status in Status},
        ),
        name="shares",
    )
    return parts, counted


def by_duty_status() -> Case:
    """The status that follows from the counted shares; null where none is confirmed."""
    remaining = F("total") - F("dropped")
    return Case(
        When(confirmed=0, then=Value(None)),
        When(dropped=F("total"), then=Value(Status.DROPPED.value)),
        When(completed=remaining, then=Value(Status.COMPLETED.value)),
        When(Q(completed=remaining - F("ongoing")), then=Value(Status.ONGOING.value)),
        When(suspended=remaining, then=Value(Status.SUSPENDED.value)),
        When(not_started=remaining, then=Value(Status.NOT_STARTED.value)),
        default=Value(Status.IN_PROGRESS.value),
        output_field=CharField(),
    )


def by_duty_percent() -> Case:
    """The mean percent of the shares not dropped, once every share is confirmed; else null."""
    return Case(
        When(Q(confirmed=F("total")) & Q(percents__gt=0), then=F("percent_sum") / F("percents")),
        default=Value(None),
        output_field=IntegerField(),
    )


def facts_of_tasks(tasks: QuerySet[Task], day: datetime.date) -> tuple[CTE, ...]:
    """A row for each of `tasks` with what its state follows from; and the rows that it is made of."""
    parts, shares = shares_of_tasks(day)
    derived = CTE(
        shares.queryset().order_by().annotate(duty_status=by_duty_status(), duty_percent=by_duty_percent()),
        name="derived_shares",
    )
    joined = derived.join(tasks.order_by(), pk=derived.col.task_id, _join_type=LOUTER)
    facts = CTE(
        joined.annotate(
            lead_count=count_of_leads(day),
            lead_status=latest_of_leads(day, "status"),
            lead_percent=latest_of_leads(day, "percent"),
            share_count=Coalesce(derived.col.total, 0),
            shares_confirmed=Coalesce(derived.col.confirmed, 0),
            duty_status=derived.col.duty_status,
            duty_percent=derived.col.duty_percent,
            due_on=due_on(day),
            tracked_from=tracked_from(day),
        ).values("id", *FACTS),
        name="facts",
    )
    return parts, shares, derived, facts


FACTS = (
    "lead_count",
    "lead_status",
    "lead_percent",
    "share_count",
    "shares_confirmed",
    "duty_status",
    "duty_percent",
    "due_on",
    "tracked_from",
)

MODE = Case(
    When(lead_count=1, then=Value(TaskMode.LEAD.value)),
    When(lead_count__gt=1, then=Value(TaskMode.JOINT_LEADS.value)),
    When(share_count__gt=0, then=Value(TaskMode.BY_DUTY.value)),
    default=Value(TaskMode.UNASSIGNED.value),
    output_field=CharField(),
)

STATUS = Coalesce(
    Case(
        When(lead_count__gt=0, then=F("lead_status")),
        default=F("duty_status"),
        output_field=CharField(),
    ),
    Value(DerivedStatus.NO_REPORT.value),
    output_field=CharField(),
)

PERCENT = Case(
    When(lead_count__gt=0, then=F("lead_percent")),
    default=F("duty_percent"),
    output_field=IntegerField(),
)


def points_behind(day: datetime.date) -> Case:
    """Points under an even pace, as `tasks.status.points_behind`; null where no percent is judged."""
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


def light(day: datetime.date) -> Case:
    """The light over the other annotations; as in `tasks.status`, the first rule that applies decides."""
    left = DaysBetween(F("due_on"), Value(day, output_field=DateField()))
    grey, green = Value(LightColour.GREY.value), Value(LightColour.GREEN.value)
    yellow, red = Value(LightColour.YELLOW.value), Value(LightColour.RED.value)
    return Case(
        When(Q(tracked_from=None) | Q(tracked_from__gt=day), then=grey),
        When(mode=TaskMode.UNASSIGNED, then=grey),
        When(status__in=[DerivedStatus.SUSPENDED, DerivedStatus.DROPPED], then=grey),
        When(status__in=[DerivedStatus.COMPLETED, DerivedStatus.ONGOING], then=green),
        When(due_on=None, then=grey),
        When(due_on__lt=day, then=red),
        When(LessThanOrEqual(left, threshold_sql("due_soon_days", day)), then=yellow),
        When(points_behind__gte=threshold_sql("points_behind", day), then=yellow),
        default=green,
        output_field=CharField(),
    )
