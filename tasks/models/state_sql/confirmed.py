"""What was last confirmed of a task and of its by-duty shares."""

from __future__ import annotations

import datetime

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django_cte import CTE

from plans.clock import end_of
from tasks.enums import AssignmentRole, Status
from tasks.models.assignments import CARRIED_ON, Assignment, carries_on
from tasks.models.reports import Review
from tasks.models.state_sql.among import Among


def _confirmations(day: datetime.date, **outer: OuterRef) -> QuerySet[Review]:
    return Review.objects.confirming().filter(decided_at__lt=end_of(day), **outer)


def latest_of_agency(day: datetime.date, field: str) -> Subquery:
    """For an assignment: the last confirmed `field` of `confirmations_of_agency`."""
    return Subquery(confirmations_of_agency(day).values(field)[:1])


def confirmations_of_agency(day: datetime.date) -> QuerySet[Review]:
    """For an assignment: what was confirmed in its task of its agency, or of those whose part it carries on.

    The newest first.
    """
    own = Q(report__agency=OuterRef("agency"))
    for path in CARRIED_ON:
        own |= Q(report__agency=OuterRef(f"{path}__agency"))
    return _confirmations(day, report__task=OuterRef("task")).filter(own)


def latest_of_leads(day: datetime.date, field: str) -> Subquery:
    """For a task: `field` as last confirmed of any agency that leads it on `day`.

    A lead's part may carry on that of an ended agency (`CARRIED_ON`); what was confirmed there counts too.
    """
    told = OuterRef("report__agency")
    leads = Assignment.objects.in_force_on(day).filter(
        Q(agency=told) | carries_on(told),
        task=OuterRef("report__task"),
        role=AssignmentRole.LEAD,
    )
    return Subquery(_confirmations(day, report__task=OuterRef("pk")).filter(Exists(leads)).values(field)[:1])


def shares_of_tasks(day: datetime.date, among: Among) -> tuple[CTE, CTE]:
    """All by-duty shares of the tasks, and then one row per task that counts them by confirmed status."""
    parts = CTE(
        Assignment.objects.in_force_on(day)
        .filter(among("task"), role=AssignmentRole.BY_DUTY)
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
