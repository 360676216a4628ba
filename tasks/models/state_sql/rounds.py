"""What the reporting rounds that are over say of each task (`tasks.lights.RoundRecord`)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

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
from tasks.models.rounds import ReportingRound, ReportingRoundQuerySet, RoundTask
from tasks.models.state_sql.among import Among, every
from tasks.models.submissions import Submission

OF_A_ROUND: tuple[str, ...] = ("id", "opened_at", "due_on")
ALL_ASKING = "all_asking"


@dataclass(frozen=True)
class Asked:
    """What rounds ask about, and what came of it.

    `asking`: one row per round and task asked about. `decided`: the reports that somebody has decided about.
    `answers`: one row per round and task that was answered. `moved`: one row per task, when its confirmed
    values last changed.
    """

    asking: CTE
    decided: CTE
    answers: CTE
    moved: CTE

    @property
    def parts(self) -> tuple[CTE, ...]:
        """All four, in the order in which a query needs them."""
        return self.asking, self.decided, self.answers, self.moved


def rounds_asked(day: datetime.date, among: Among) -> Asked:
    """What rounds ask about the tasks chosen by `among`, and what came of it by the end of `day`."""
    asking = RoundTask.objects.filter(among("task")).order_by().values("round_id", "task_id")
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
    decided = CTE(
        Review.objects.filter(
            among("report__task"),
            decision__in=[ReviewDecision.CONFIRM, ReviewDecision.ACCEPT, ReviewDecision.RETURN],
            decided_at__lt=end_of(day),
        )
        .order_by()
        .values("report_id")
        .distinct(),
        name="reports_decided",
    )
    name = ALL_ASKING if among is every else "asking"
    return Asked(CTE(asking, name=name), decided, _answers(day, among, decided), moved)


def record_of_rounds(day: datetime.date, asked: Asked) -> tuple[CTE, ...]:
    """The CTEs that end in one row per task with `missed`, `unchanged` and `last_due_on`."""
    over = CTE(
        rounds_about(ReportingRound.objects.over_on(day), asked).order_by().values(*OF_A_ROUND),
        name="rounds_over",
    )
    return over, *record_over(rows_asked(over, asked), over, asked, "round_record")


def rounds_about(rounds: ReportingRoundQuerySet, asked: Asked) -> ReportingRoundQuerySet:
    """Those of `rounds` that ask about any of the tasks."""
    if asked.asking.name == ALL_ASKING:
        return rounds
    return rounds.filter(pk__in=asked.asking.queryset().order_by().values("round_id"))


def rows_asked(rounds: CTE, asked: Asked) -> Any:
    """One row for each task that each of `rounds` asks about."""
    return rounds.join(asked.asking.queryset().order_by(), round_id=rounds.col.id)


def record_over(rows: Any, rounds: CTE, asked: Asked, name: str) -> tuple[CTE, CTE]:
    """What `rows` (of `rows_asked`) say of each task if their `rounds` are over: a CTE called `name`.

    Before it comes the CTE that it is made of: the rounds of each task, numbered from the last one back.
    """
    answers, moved = asked.answers, asked.moved
    rows = answers.join(rows, round_id=answers.col.round_id, task_id=answers.col.task_id, _join_type=LOUTER)
    rows = moved.join(rows, task_id=moved.col.report__task_id, _join_type=LOUTER)
    places = CTE(
        rows.annotate(
            due_on=rounds.col.due_on,
            answer_waits=answers.col.waits,
            opened_at=rounds.col.opened_at,
            moved_at=moved.col.at,
            place=Window(
                RowNumber(),
                partition_by=F("task_id"),
                order_by=[rounds.col.opened_at.desc(), F("round_id").desc()],
            ),
        ).values("task_id", "due_on", "answer_waits", "opened_at", "moved_at", "place"),
        name=f"{name}_places",
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
        name=name,
    )
    return places, record


def _answers(day: datetime.date, among: Among, decided: CTE) -> CTE:
    """One row for each round and task with an answer from an agency that decides the task's status.

    Such an agency leads the task or has a share by duty: when it handed in, or by a part it was given since.
    `waits` is 1 where the office has yet to decide about an answer (a report not among `decided`), else 0.
    """
    deciders = Assignment.objects.filter(
        Q(in_force_from=None) | Q(in_force_from__lt=end_of(day)),
        Q(in_force_until=None) | Q(in_force_until__gt=OuterRef("submitted_at")),
        task=OuterRef("task"),
        agency=OuterRef("agency"),
        role__in=[AssignmentRole.LEAD, AssignmentRole.BY_DUTY],
    )
    made = Submission.objects.known_on(day).filter(Exists(deciders), among("task"), round__isnull=False)
    waits = Case(When(decided_report__isnull=False, then=0), default=1, output_field=IntegerField())
    return CTE(
        decided.join(made.order_by(), report=decided.col.report_id, _join_type=LOUTER)
        .annotate(decided_report=decided.col.report_id)
        .values("round_id", "task_id")
        .annotate(waits=Max(waits))
        .values("round_id", "task_id", "waits"),
        name="answers",
    )


def _in_a_row_without(found: Q) -> Coalesce:
    """How many rounds, from the last one back, come before the first in which `found` holds."""
    return Coalesce(Min("place", filter=found) - Value(1), Count("place"), output_field=IntegerField())
