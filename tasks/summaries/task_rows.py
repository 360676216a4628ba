"""Tasks as the rows of a table: read as values, since a page shows dozens and none is changed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from agencies.slots import Statement, sees_all, statement
from tasks.enums import AssignmentRole
from tasks.lights import Light
from tasks.models import Assignment, Task, TaskStanding, state_sql, thresholds_on
from tasks.models.task import TaskQuerySet
from tasks.summaries.lights import Grounds, light_of

COLUMNS = (
    *("pk", "plan__code", "number", "text", "section__title", "section__parent__title"),
    *("original_due_on", "is_adjusted"),
)


@dataclass(frozen=True)
class TaskRow:
    """A task on a day. `section` and the one `above` it by title; `holders` lead it or have a share."""

    plan: str
    number: int
    text: str
    section: str
    above: str | None
    state: Grounds
    original_due_on: datetime.date | None
    is_adjusted: bool
    light: Light
    holders: Sequence[str]

    @property
    def reference(self) -> str:
        """How people name it, such as `2020-55`."""
        return f"{self.plan}-{self.number}"


def task_rows(tasks: TaskQuerySet, day: datetime.date) -> list[TaskRow]:
    """`tasks`, which have their state and adjustments of `day`, in their order; three queries."""
    rows: Any = tasks.values_list(*COLUMNS, *Grounds._fields)
    return _made(list(rows), day)


def rows_of_page(visible: TaskQuerySet, keys: Sequence[int], day: datetime.date) -> list[TaskRow]:
    """Those of the `visible` tasks that have these keys, in the order of the keys; three queries.

    Where everybody sees all of them, by SQL that is compiled once a day.
    """
    rows = _compiled(day, visible.db).rows({"keys": list(keys)}) if sees_all(visible) else []
    found: list[Any] = [cells for *cells, later, stale in rows if not (later or stale)]
    if len(found) < len(keys):
        tasks: Any = visible.with_standing(day).with_adjustments(day).filter(pk__in=keys)
        found = list(tasks.order_by().values_list(*COLUMNS, *Grounds._fields))
    return _made(sorted(found, key=lambda cells: keys.index(cells[0])), day)


@lru_cache(maxsize=20)
def _compiled(day: datetime.date, database: str) -> Statement:
    reach = TaskStanding.objects.reaching(day)
    tasks: Any = Task.objects.using(database).by_rows(day, stale=False).with_adjustments(day)
    rows = tasks.filter(state_sql.named("pk")).order_by().annotate(**reach)
    return statement(rows.values_list(*COLUMNS, *Grounds._fields, *reach), lasts=True)


def _made(found: Sequence[Any], day: datetime.date) -> list[TaskRow]:
    thresholds, holders = thresholds_on(day), _holders([key for key, *_ in found], day)
    made = []
    for key, plan, number, text, section, above, original_due_on, is_adjusted, *cells in found:
        state = Grounds(*cells)
        light = light_of(state, day, thresholds)
        made.append(
            TaskRow(
                *(plan, number, text, section, above, state),
                *(original_due_on, is_adjusted, light, holders[key]),
            )
        )
    return made


def _holders(tasks: Iterable[int], day: datetime.date) -> dict[int, list[str]]:
    """By task the names of who leads it or has a share in it on `day`."""
    parts = Assignment.objects.in_force_on(day).exclude(role=AssignmentRole.PARTICIPATING)
    named = parts.filter(task__in=tasks).order_by("position", "pk").values_list("task", "agency__name")
    found: dict[int, list[str]] = defaultdict(list)
    for task, name in named:
        found[task].append(name)
    return found
