"""A row a task with everything that its state follows from, and its status and percent over that."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.sql.constants import LOUTER
from django_cte import CTE

from plans.clock import end_of
from plans.models import TrackingChange
from tasks.enums import AssignmentRole, DerivedStatus, TaskMode
from tasks.models.assignments import Assignment
from tasks.models.due_dates import DueDateChange
from tasks.models.state_sql.by_hand import lights_by_hand
from tasks.models.state_sql.confirmed import (
    by_duty_percent,
    by_duty_status,
    latest_of_leads,
    shares_of_tasks,
)
from tasks.models.state_sql.rounds import record_of_rounds

if TYPE_CHECKING:
    from tasks.models.task import Task


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


def facts_of_tasks(tasks: QuerySet[Task], day: datetime.date) -> tuple[CTE, ...]:
    """A row for each of `tasks` with what its state follows from; and the rows that it is made of."""
    parts, shares = shares_of_tasks(day)
    derived = CTE(
        shares.queryset().order_by().annotate(duty_status=by_duty_status(), duty_percent=by_duty_percent()),
        name="derived_shares",
    )
    rounds, hand = record_of_rounds(day), lights_by_hand(day)
    record, by_hand = rounds[-1], hand[-1]
    joined = derived.join(tasks.order_by(), pk=derived.col.task_id, _join_type=LOUTER)
    joined = record.join(joined, pk=record.col.task_id, _join_type=LOUTER)
    joined = by_hand.join(joined, pk=by_hand.col.task_id, _join_type=LOUTER)
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
            missed_rounds=Coalesce(record.col.missed, 0),
            unchanged_rounds=Coalesce(record.col.unchanged, 0),
            last_round_due_on=record.col.last_due_on,
            hand_colour=by_hand.col.colour,
            hand_until=by_hand.col.until,
            hand_reason=by_hand.col.reason,
        ).values("id", *FACTS),
        name="facts",
    )
    return parts, shares, derived, *rounds, *hand, facts


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
    "missed_rounds",
    "unchanged_rounds",
    "last_round_due_on",
    "hand_colour",
    "hand_until",
    "hand_reason",
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
