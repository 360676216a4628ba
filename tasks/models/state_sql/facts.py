"""All facts that a task's state follows from, one row per task; mode, status and percent over them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

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
from tasks.models.reports import Review
from tasks.models.state_sql.among import Among
from tasks.models.state_sql.by_hand import lights_by_hand
from tasks.models.state_sql.confirmed import (
    by_duty_percent,
    by_duty_status,
    latest_of_leads,
    shares_of_tasks,
)
from tasks.models.state_sql.rounds import record_of_rounds, rounds_asked

if TYPE_CHECKING:
    from tasks.models.task import Task


def last_due_date(day: datetime.date) -> Subquery:
    """For a task: the key of the last change of its due date recorded by the end of `day`."""
    return Subquery(
        DueDateChange.objects.filter(task=OuterRef("pk"), milestone=None, decided_at__lt=end_of(day))
        .order_by("-decided_at", "-pk")
        .values("pk")[:1]
    )


def last_tracking(day: datetime.date) -> Subquery:
    """For a task: the key of what was last decided by the end of `day` about tracking its plan."""
    return Subquery(
        TrackingChange.objects.filter(plan=OuterRef("plan"), decided_at__lt=end_of(day))
        .order_by("-decided_at", "-pk")
        .values("pk")[:1]
    )


def leads_of_tasks(day: datetime.date, among: Among) -> CTE:
    """How many agencies lead each task on `day` (`number`); no row for a task that nobody leads."""
    leads = Assignment.objects.in_force_on(day).filter(among("task"), role=AssignmentRole.LEAD)
    leads = leads.order_by()
    return CTE(leads.values("task_id").annotate(number=Count("pk")).values("task_id", "number"), name="leads")


def outcome_of_tasks(
    tasks: QuerySet[Task], day: datetime.date, among: Among, **keys: Subquery
) -> tuple[tuple[CTE, ...], Any, dict[str, Any]]:
    """What mode, status and percent of `tasks` follow from, to be joined with more before it is selected.

    Returns the CTEs, the query that joins them, and the columns (by name) that the caller annotates it with.
    `keys` are further subqueries, by name, for the key of a row that was decided last, such as a due date.

    Rows decided last are found by key first and joined by that key afterwards. So the database looks for each
    once per task, however many columns come from it; and PostgreSQL, which would otherwise not know the key
    when it plans the query, does not scan the whole table.
    """
    parts, shares = shares_of_tasks(day, among)
    derived = CTE(
        shares.queryset().order_by().annotate(duty_status=by_duty_status(), duty_percent=by_duty_percent()),
        name="derived_shares",
    )
    leads = leads_of_tasks(day, among)
    last = CTE(
        tasks.filter(among("pk"))
        .order_by()
        .annotate(review=latest_of_leads(day, "pk"), **keys)
        .values("id", "review", *keys),
        name="last_decided",
    )
    reviews = CTE(Review.objects.order_by().values("id", "status", "percent"), name="reviews")
    joined: Any = last.queryset().order_by()
    for counted in (leads, derived):
        joined = counted.join(joined, id=counted.col.task_id, _join_type=LOUTER)
    joined = reviews.join(joined, review=reviews.col.id, _join_type=LOUTER)
    columns = {
        "lead_count": Coalesce(leads.col.number, 0),
        "lead_status": reviews.col.status,
        "lead_percent": reviews.col.percent,
        "share_count": Coalesce(derived.col.total, 0),
        "shares_confirmed": Coalesce(derived.col.confirmed, 0),
        "duty_status": derived.col.duty_status,
        "duty_percent": derived.col.duty_percent,
    }
    return (parts, shares, derived, leads, last, reviews), joined, columns


def facts_of_tasks(tasks: QuerySet[Task], day: datetime.date, among: Among) -> tuple[CTE, ...]:
    """The CTEs that end in `FACTS`: all that the state of each of `tasks` on `day` follows from."""
    keys = {"due_date": last_due_date(day), "tracking": last_tracking(day)}
    outcome, joined, columns = outcome_of_tasks(tasks, day, among, **keys)
    asked = rounds_asked(day, among)
    rounds, hand = record_of_rounds(day, asked), lights_by_hand(day, among)
    record, by_hand = rounds[-1], hand[-1]
    for counted in (record, by_hand):
        joined = counted.join(joined, id=counted.col.task_id, _join_type=LOUTER)
    dates = CTE(DueDateChange.objects.order_by().values("id", "due_on"), name="due_dates")
    tracking = CTE(TrackingChange.objects.order_by().values("id", "tracked_from"), name="tracking")
    joined = dates.join(joined, due_date=dates.col.id, _join_type=LOUTER)
    joined = tracking.join(joined, tracking=tracking.col.id, _join_type=LOUTER)
    facts = CTE(
        joined.annotate(
            **columns,
            due_on=dates.col.due_on,
            tracked_from=tracking.col.tracked_from,
            missed_rounds=Coalesce(record.col.missed, 0),
            unchanged_rounds=Coalesce(record.col.unchanged, 0),
            last_round_due_on=record.col.last_due_on,
            hand_colour=by_hand.col.colour,
            hand_until=by_hand.col.until,
            hand_reason=by_hand.col.reason,
        ).values("id", *FACTS),
        name="facts",
    )
    return *outcome, *asked.parts, *rounds, *hand, dates, tracking, facts


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

OUTCOME = ("mode", "status", "percent")
"""What follows from leads and shares alone, without rounds, dates and lights."""

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
