"""Choosing the source from which tasks are read: their kept rows where these are valid, else their facts.

Queries that return rows also return whether the kept rows were valid, so that in the common case one query is
enough and nothing has to be asked beforehand.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeAlias

from django.db.models import Exists, QuerySet

from agencies.slots import Statement, sees_all, statement
from plans.clock import today
from plans.models import Plan
from tasks.models import Task, TaskStanding, state_sql
from tasks.models.standings import Source, source_of
from tasks.models.task import TaskQuerySet

Row: TypeAlias = tuple[Any, ...]

REACHING = ("later", "stale")
"""The columns of `TaskStanding.objects.reaching`, with which every row ends."""

Asked = Callable[[QuerySet[Any], datetime.date], QuerySet[Any, Any]]
"""Makes the query of rows over tasks with their state on a day; the rows must end with `REACHING`."""


def read_rows(read: Callable[[Source], list[Row]], day: datetime.date) -> list[Row]:
    """The rows that `read` finds in the source that is right for `day`; they end with `REACHING`.

    It reads the kept rows first and, where those say that they are not valid on `day`, once more from the
    right source. For a past day the facts are needed in most cases, so there it asks first.
    """
    if day < today() and TaskStanding.objects.reach(day)[0]:
        return read(Source.FACTS)
    found = read(Source.KEPT)
    later, stale = found[0][-2:] if found else TaskStanding.objects.reach(day)
    source = source_of(later=later, stale=stale)
    return found if source == Source.KEPT else read(source)


def with_state(tasks: TaskQuerySet, day: datetime.date, source: Source) -> TaskQuerySet:
    """`tasks` with their state and their `shown_parts` on `day`, read from `source`."""
    if source == Source.FACTS:
        return tasks.with_state(day).with_shown_parts(day)
    return tasks.listed_by_rows(day, stale=source == Source.PARTLY_KEPT)


def read_of_plan(asked: Asked, visible: TaskQuerySet, plan: Plan, day: datetime.date) -> list[Row]:
    """The rows of `asked` over the `visible` tasks of `plan`; no other tasks' facts are read.

    Where `visible` are all tasks, the SQL is compiled once per day.
    """

    def read(source: Source) -> list[Row]:
        found = (
            _compiled_before(asked, day, source, visible.db)
            if sees_all(visible)
            else _compiled(asked, visible, day, source)
        )
        return found.rows({"plan": plan.pk})

    return read_rows(read, day)


@lru_cache(maxsize=50)
def _compiled_before(asked: Asked, day: datetime.date, source: Source, database: str) -> Statement:
    found = _compiled(asked, Task.objects.using(database), day, source)
    return replace(found, lasts=source == Source.KEPT)


def _compiled(asked: Asked, visible: TaskQuerySet, day: datetime.date, source: Source) -> Statement:
    of_plan: QuerySet[Any]
    if source == Source.KEPT:
        _tracked, kept = state_sql.standings_of_plan(day, visible.db)
        of_plan = kept if sees_all(visible) else kept.filter(task__in=visible)
    else:
        visible = visible.filter(plan=state_sql.PLAN)
        if source == Source.PARTLY_KEPT:
            of_plan = visible.listed_by_rows(day, stale=True, whole=state_sql.OF_PLAN)
        else:
            of_plan = visible.with_state_in(state_sql.PLAN, day).with_shown_parts(day)
    stale = TaskStanding.objects.filter(plan=state_sql.PLAN).unlit_on(day).stale_on(day)
    reaching = {**TaskStanding.objects.reaching(day), "stale": Exists(stale)}
    return statement(asked(of_plan.annotate(**reaching), day))
