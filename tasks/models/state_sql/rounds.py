"""What the reporting rounds that are over say of each task (`tasks.lights.RoundRecord`)."""

from __future__ import annotations

import datetime

from django.db.models import (
    Case,
    Count,
    DateField,
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
from tasks.enums import AssignmentRole, ReviewDecision, RoundStep
from tasks.models.assignments import Assignment
from tasks.models.reports import Review
from tasks.models.rounds import ReportingRound, ReportingRoundQuerySet, RoundTask
from tasks.models.state_sql.among import Among, every
from tasks.models.submissions import Submission

OF_A_ROUND: tuple[str, ...] = ("id", "opened_at", "due_on")
ALL_ASKING = "all_asking"


def rounds_asking(among: Among) -> CTE:
    """A row for each round and each task `among` those asked about that it asks about."""
    asked = RoundTask.objects.filter(among("task")).order_by().values("round_id", "task_id")
    return CTE(asked, name=ALL_ASKING if among is every else "asking")


def record_of_rounds(day: datetime.date, asking: CTE, among: Among) -> tuple[CTE, ...]:
    """A row a task `among` those asked about with `missed`, `unchanged` and `last_due_on`.

    Before it the rows that it is made of.
    """
    over = CTE(
        _about(ReportingRound.objects.over_on(day), asking).order_by().values(*OF_A_ROUND),
        name="rounds_over",
    )
    answers = _answers(day, among)
    moved = CTE(
        Review.objects.filter(
            among("report__task"),
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
    asked = over.join(asking.queryset().order_by(), round_id=over.col.id)
    asked = answers.join(asked, round_id=answers.col.round_id, task_id=answers.col.task_id, _join_type=LOUTER)
    asked = moved.join(asked, task_id=moved.col.report__task_id, _join_type=LOUTER)
    places = CTE(
        asked.annotate(
            due_on=over.col.due_on,
            answer_waits=answers.col.waits,
            opened_at=over.col.opened_at,
            moved_at=moved.col.at,
            place=Window(
                RowNumber(),
                partition_by=F("task_id"),
                order_by=[over.col.opened_at.desc(), F("round_id").desc()],
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
    return over, answers, moved, places, record


def rounds_to_come(day: datetime.date, asking: CTE) -> tuple[CTE, CTE]:
    """A row a task that a round asks about which is not over on `day`: `through`, the last day before one is.

    A round that was closed before it opens is over when it opens: of that only `day` itself is sure.
    """
    ahead = _about(ReportingRound.objects.with_state(day), asking)
    ahead = ahead.filter(Q(opens_on__gt=day) | (~Q(step=RoundStep.CLOSE) & Q(due_on__gte=day)))
    last = Case(When(Q(step=RoundStep.CLOSE), then=Value(day)), default=F("due_on"), output_field=DateField())
    rounds = CTE(ahead.order_by().annotate(last_day=last).values("id", "last_day"), name="rounds_ahead")
    asked = rounds.join(asking.queryset().order_by(), round_id=rounds.col.id)
    through = CTE(
        asked.annotate(last_day=rounds.col.last_day)
        .values("task_id")
        .annotate(through=Min("last_day"))
        .values("task_id", "through"),
        name="rounds_to_come",
    )
    return rounds, through


def _about(rounds: ReportingRoundQuerySet, asking: CTE) -> ReportingRoundQuerySet:
    """Those of `rounds` that ask about a task at all."""
    if asking.name == ALL_ASKING:
        return rounds
    return rounds.filter(pk__in=asking.queryset().order_by().values("round_id"))


def _answers(day: datetime.date, among: Among) -> CTE:
    """A row a round and task that somebody who decides its status answered.

    Whoever led the task or had a share by duty when handing in decides its status, or came to since.
    `waits` is 1 where the office has an answer still to decide about, else 0.
    """
    deciders = Assignment.objects.filter(
        Q(in_force_from=None) | Q(in_force_from__lt=end_of(day)),
        Q(in_force_until=None) | Q(in_force_until__gt=OuterRef("submitted_at")),
        task=OuterRef("task"),
        agency=OuterRef("agency"),
        role__in=[AssignmentRole.LEAD, AssignmentRole.BY_DUTY],
    )
    decided = Review.objects.filter(
        report=OuterRef("report"),
        decision__in=[ReviewDecision.CONFIRM, ReviewDecision.ACCEPT, ReviewDecision.RETURN],
        decided_at__lt=end_of(day),
    )
    return CTE(
        Submission.objects.known_on(day)
        .filter(Exists(deciders), among("task"), round__isnull=False)
        .order_by()
        .annotate(is_decided=Exists(decided))
        .values("round_id", "task_id")
        .annotate(waits=Max(Case(When(is_decided=True, then=0), default=1, output_field=IntegerField())))
        .values("round_id", "task_id", "waits"),
        name="answers",
    )


def _in_a_row_without(found: Q) -> Coalesce:
    """How many of the last rounds come before the first that has what is looked for."""
    return Coalesce(Min("place", filter=found) - Value(1), Count("place"), output_field=IntegerField())
