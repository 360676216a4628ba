"""A task's due date and outcome alone, for who does not ask for lights: rounds need not be read then."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.db.models.sql.constants import LOUTER
from django_cte import CTE

from plans.clock import end_of
from tasks.models.due_dates import DueDateChange
from tasks.models.state_sql.among import Among
from tasks.models.state_sql.facts import MODE, OUTCOME, PERCENT, STATUS, outcome_of_tasks

if TYPE_CHECKING:
    from tasks.models.task import Task

TOLD = ("due_on", *OUTCOME)
"""The columns that do not depend on rounds, tracking or lights."""


def told_of_tasks(
    tasks: QuerySet[Task], day: datetime.date, among: Among, names: Collection[str]
) -> tuple[CTE, ...]:
    """The CTEs that end in the columns `names`, all of `TOLD`, for `tasks`; no more than those need."""
    rows: tuple[CTE, ...] = ()
    joined: Any = tasks.filter(among("pk")).order_by()
    columns: dict[str, Any] = {}
    over: dict[str, Any] = {}
    if not set(OUTCOME).isdisjoint(names):
        rows, joined, columns = outcome_of_tasks(tasks, day, among)
        over = {"mode": MODE, "status": STATUS, "percent": PERCENT}
    if "due_on" in names:
        dates = _due_dates(day, among)
        rows = (*rows, *dates)
        joined = dates[-1].join(joined, id=dates[-1].col.task_id, _join_type=LOUTER)
        columns["due_on"] = dates[-1].col.due_on
    told = joined.annotate(**columns).annotate(**over)
    return *rows, CTE(told.values("id", *names), name="told")


def _due_dates(day: datetime.date, among: Among) -> tuple[CTE, CTE]:
    """All due dates set by the end of `day`, and then the last of each task."""
    newest = Window(RowNumber(), partition_by=F("task"), order_by=[F("decided_at").desc(), F("pk").desc()])
    set_by_then = CTE(
        DueDateChange.objects.filter(among("task"), milestone=None, decided_at__lt=end_of(day))
        .order_by()
        .annotate(place=newest)
        .values("task_id", "due_on", "place"),
        name="due_dates_set",
    )
    last = set_by_then.queryset().order_by().filter(place=1).values("task_id", "due_on")
    return set_by_then, CTE(last, name="due_dates_last")
