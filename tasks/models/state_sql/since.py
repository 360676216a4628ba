"""The state on a past day, read from the rows kept now wherever nothing about the task has changed since."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_cte import CTE

from plans.clock import end_of
from tasks.enums import RoundStep
from tasks.models.assignments import Assignment
from tasks.models.due_dates import DueDateChange
from tasks.models.lights import LightOverride
from tasks.models.reports import Review
from tasks.models.rounds import ReportingRound, RoundDecision, RoundTask
from tasks.models.standings import NEVER, TaskStanding, TaskStandingQuerySet
from tasks.models.state_sql.among import named
from tasks.models.state_sql.by_row import tracked_plans
from tasks.models.state_sql.state import compiled, rows_and_state, rows_and_told, state_of_named
from tasks.models.state_sql.told import told_of_tasks
from tasks.models.submissions import Submission

if TYPE_CHECKING:
    from tasks.models.task import Task

FEW = 5
"""Kept rows are used only where at most one task in so many has changed; else all are read from the facts."""

Keys = Sequence[QuerySet[Any, Any]]
"""Queries of one column, the keys of tasks; the first calls it `task_id`."""


def told_otherwise(day: datetime.date, now: datetime.date) -> Keys:
    """The tasks whose kept row may differ in `TOLD` (due date and outcome) from how they were on `day`.

    A fact was recorded after that day, or the row is not valid from that day to `now`.
    """
    moment = end_of(day)
    lasting = Q(computed_on__gt=day, computed_on__lte=now) | Q(computed_on__lte=day, valid_through__gte=day)
    return (
        TaskStanding.objects.filter(Q(valid_through=NEVER) | ~lasting).values("task_id"),
        Review.objects.filter(decided_at__gte=moment).values("report__task_id"),
        Assignment.objects.filter(Q(in_force_from__gte=moment) | Q(in_force_until__gte=moment)).values(
            "task_id"
        ),
        DueDateChange.objects.filter(decided_at__gte=moment).values("task_id"),
    )


def lit_otherwise(day: datetime.date, now: datetime.date) -> Keys:
    """The tasks whose kept row may differ in anything that a light follows from.

    To those of `told_otherwise` this adds tasks of which a report was handed in or taken back since, tasks
    with a light set by hand that may have ended since, and tasks asked about by a round that ended since or
    whose end is now another date than was known on `day`.
    """
    moment = end_of(day)
    ended = RoundDecision.objects.filter(Q(step=RoundStep.CLOSE) | Q(due_on__lt=now), round=OuterRef("pk"))
    later = RoundDecision.objects.filter(round=OuterRef("pk"), decided_at__gte=moment)
    over_then = ReportingRound.objects.over_on(day).exclude(Exists(later))
    over_since = ReportingRound.objects.filter(Exists(ended)).exclude(
        pk__in=over_then.order_by().values("pk")
    )
    return (
        *told_otherwise(day, now),
        Submission.objects.filter(Q(submitted_at__gte=moment) | Q(withdrawn_at__gte=moment)).values(
            "task_id"
        ),
        LightOverride.objects.filter(Q(decided_at__gte=moment) | Q(until__gte=day)).values("task_id"),
        RoundTask.objects.filter(round__in=over_since.order_by()).values("task_id"),
    )


def changed_since(day: datetime.date, now: datetime.date, database: str, *, lights: bool) -> list[int] | None:
    """The keys of the tasks whose kept row does not tell their state on `day`; None where they are too many.

    One query. With `lights` false, changes that matter for lights alone are left out of account.
    """
    connection = connections[database]
    changed = (lit_otherwise if lights else told_otherwise)(day, now)
    found = [keys.order_by().query.get_compiler(connection=connection).as_sql() for keys in changed]
    sql, params = zip(*found, strict=True)
    in_all = f"SELECT count(*) FROM {TaskStanding._meta.db_table}"  # noqa: S608 - our own name
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT task_id, ({in_all}) FROM ({' UNION '.join(sql)}) AS changed "  # noqa: S608
            f"LIMIT ({in_all}) / {FEW} + 1",
            [param for some in params for param in some],
        )
        rows = cursor.fetchall()
    return None if rows and len(rows) * FEW > rows[0][1] else [key for key, _in_all in rows]


@lru_cache(maxsize=20)
def state_since(tasks: type[Task], day: datetime.date, database: str) -> tuple[CTE, ...]:
    """The CTEs that end in `SHOWN` on `day` for all tasks.

    Tasks that are `named` when the query is run (those of `changed_since`) are read from their facts, the
    others from their kept rows.
    """
    tracked = compiled(tracked_plans(day), database)
    return tracked, *state_of_named(tasks, day, database), rows_and_state(_others(), tracked, day, database)


@lru_cache(maxsize=50)
def told_since(
    tasks: type[Task], names: tuple[str, ...], day: datetime.date, database: str
) -> tuple[CTE, ...]:
    """As `state_since`, but with no other columns than `names`, all of them in `TOLD`."""
    rows = told_of_tasks(tasks.objects.all(), day, named, names)
    return *(compiled(cte, database) for cte in rows), rows_and_told(_others(), names, database)


def _others() -> TaskStandingQuerySet:
    return TaskStanding.objects.exclude(named("pk"))
