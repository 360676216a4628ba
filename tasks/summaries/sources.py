"""Where lists of tasks are read from: what is kept of them for as far as it holds, else their facts."""

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
"""What `TaskStanding.objects.reaching` asks."""

Asked = Callable[[QuerySet[Any], datetime.date], QuerySet[Any, Any]]
"""What is asked of tasks that have their state on a day and `REACHING`, in which its rows end."""


def read_rows(read: Callable[[Source], list[Row]], day: datetime.date) -> list[Row]:
    """What `read` finds, from the source that holds on `day`.

    Its rows end in what `TaskStanding.objects.reaching(day)` asks, and so tell themselves whether they hold;
    else it reads once more. For a day that has passed the facts mostly have to tell, so that is asked first.
    """
    if day < today() and TaskStanding.objects.reach(day)[0]:
        return read(Source.FACTS)
    found = read(Source.KEPT)
    later, stale = found[0][-2:] if found else TaskStanding.objects.reach(day)
    source = source_of(later=later, stale=stale)
    return found if source == Source.KEPT else read(source)


def with_state(tasks: TaskQuerySet, day: datetime.date, source: Source) -> TaskQuerySet:
    """`tasks` with their state and their `shown_parts` on `day` from there."""
    if source == Source.FACTS:
        return tasks.with_state(day).with_shown_parts(day)
    return tasks.listed_by_rows(day, stale=source == Source.PARTLY_KEPT)


def read_of_plan(asked: Asked, visible: TaskQuerySet, plan: Plan, day: datetime.date) -> list[Row]:
    """What is `asked` of the `visible` tasks of `plan`; facts, where they are needed, are read of no others.

    Where everybody sees all of them, by SQL that is compiled once a day.
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
