"""What the reporting rounds that are over say of each task (`tasks.lights.RoundRecord`)."""

from __future__ import annotations

import datetime

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.db.models.sql.constants import LOUTER
from django_cte import CTE

from plans.clock import end_of
from tasks.enums import AssignmentRole, ReviewDecision
from tasks.models.assignments import Assignment
from tasks.models.reports import Review
from tasks.models.rounds import ReportingRound, RoundTask
from tasks.models.submissions import Submission

OF_A_ROUND: tuple[str, ...] = ("id", "opened_at", "due_on")


def record_of_rounds(day: datetime.date) -> tuple[CTE, ...]:
    """A row a task with `missed`, `unchanged` and `last_due_on`; before it the rows that it is made of."""
    over = CTE(
        ReportingRound.objects.over_on(day).order_by().values(*OF_A_ROUND),
        name="rounds_over",
    )
    deciders, answers = _answers(day)
    moved = CTE(
        Review.objects.filter(
            decision__in=[ReviewDecision.CONFIRM, ReviewDecision.REOPEN],
            changed=True,
            decided_at__lt=end_of(day),
        )
        .order_by()
        .values("report__task_id")
        .annotate(at=Max("decided_at"))
        .values("report__task_id", "at"),
        name="tasks_moved",
    )
    asked = over.join(RoundTask.objects.order_by(), round=over.col.id)
    asked = answers.join(asked, round=answers.col.round_id, task=answers.col.task_id, _join_type=LOUTER)
    asked = moved.join(asked, task=moved.col.report__task_id, _join_type=LOUTER)
    places = CTE(
        asked.annotate(
            due_on=over.col.due_on,
            answer_waits=answers.col.waits,
            opened_at=over.col.opened_at,
            moved_at=moved.col.at,
            place=Window(
                RowNumber(),
                partition_by=F("task"),
                order_by=[over.col.opened_at.desc(), F("round").desc()],
            ),
        ).values("task_id", "due_on", "answer_waits", "opened_at", "moved_at", "place"),
        name="rounds_asked",
    )
    answered, news = Q(answer_waits__isnull=False), Q(answer_waits=1) | Q(moved_at__gte=F("opened_at"))
    record = CTE(
        places.queryset()
        .order_by()
        .values("task_id")
        .annotate(
            missed=_in_a_row_without(answered),
            unchanged=_in_a_row_without(news),
            last_due_on=Max("due_on", filter=Q(place=1)),
        )
        .values("task_id", "missed", "unchanged", "last_due_on"),
        name="round_record",
    )
    return over, deciders, answers, moved, places, record


def _answers(day: datetime.date) -> tuple[CTE, CTE]:
    """A row a round and task that somebody who decides its status answered.

    Whoever led the task or had a share by duty when handing in decides its status, or came to since.
    `waits` is 1 where the office has an answer still to decide about, else 0.
    """
    deciders = CTE(
        Assignment.objects.filter(
            Q(in_force_from=None) | Q(in_force_from__lt=end_of(day)),
            role__in=[AssignmentRole.LEAD, AssignmentRole.BY_DUTY],
        )
        .order_by()
        .values("task_id", "agency_id", "in_force_until"),
        name="deciders",
    )
    decided = Review.objects.filter(
        report=OuterRef("report"),
        decision__in=[ReviewDecision.CONFIRM, ReviewDecision.ACCEPT, ReviewDecision.RETURN],
        decided_at__lt=end_of(day),
    )
    handed_in = deciders.join(
        Submission.objects.known_on(day).exclude(round=None).order_by(),
        task=deciders.col.task_id,
        agency=deciders.col.agency_id,
    ).annotate(held_until=deciders.col.in_force_until)
    answers = CTE(
        handed_in.filter(Q(held_until=None) | Q(held_until__gt=F("submitted_at")))
        .annotate(is_decided=Exists(decided))
        .values("round_id", "task_id")
        .annotate(waits=Max(Case(When(is_decided=True, then=0), default=1, output_field=IntegerField())))
        .values("round_id", "task_id", "waits"),
        name="answers",
    )
    return deciders, answers


def _in_a_row_without(found: Q) -> Coalesce:
    """How many of the last rounds come before the first that has what is looked for."""
    return Coalesce(Min("place", filter=found) - Value(1), Count("place"), output_field=IntegerField())
