"""A row a task with its whole state, and the same compiled once for the many queries of a day."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.models import Field, QuerySet
from django_cte import CTE, with_cte
from django_cte.raw import raw_cte_sql

from agencies.slots import Slot
from tasks.models.standings import Source, TaskStanding, TaskStandingQuerySet
from tasks.models.state_sql.among import (
    PLAN,
    Among,
    among_chosen,
    every,
    named,
    of_plan,
    stale_on,
    with_one_of,
)
from tasks.models.state_sql.by_row import PARTS, SHOWN_BY_ROW, shown_by_row, tracked_plans, with_light
from tasks.models.state_sql.facts import FACTS, MODE, PERCENT, STATUS, facts_of_tasks
from tasks.models.state_sql.lights import SHOWN_LIGHT, computed_light, limits_on, points_behind
from tasks.models.state_sql.rounds import ALL_ASKING
from tasks.models.state_sql.told import told_of_tasks

if TYPE_CHECKING:
    from tasks.models.task import Task

STATE = (*FACTS, "mode", "status", "percent", "points_behind", "computed_light", "light")

LOOKED_UP = {"reviews", "due_dates", "tracking", ALL_ASKING}
"""Whole tables of which single rows are looked up by key.

Everything else is worked out once a query: left to itself, PostgreSQL with few or outdated statistics
works it out anew for every task, which takes minutes.
"""


def state_of_tasks(tasks: type[Task], day: datetime.date, among: Among = every) -> tuple[CTE, ...]:
    """A row for each task `among` those asked about with its `STATE` on `day`, as the last.

    Before it the rows that it is made of.
    """
    return _state_of(tasks.objects.all(), day, among)


def _state_of(tasks: QuerySet[Task], day: datetime.date, among: Among) -> tuple[CTE, ...]:
    rows = facts_of_tasks(tasks, day, among)
    state = CTE(
        rows[-1]
        .queryset()
        .order_by()
        .annotate(mode=MODE, status=STATUS, percent=PERCENT)
        .annotate(points_behind=points_behind(day))
        .annotate(computed_light=computed_light(day, limits_on(day)))
        .annotate(light=SHOWN_LIGHT)
        .values("id", *STATE),
        name="state",
    )
    return *rows, state


@lru_cache(maxsize=100)
def compiled_state(tasks: type[Task], day: datetime.date, database: str) -> tuple[CTE, ...]:
    """`state_of_tasks` as SQL for `database`; to build it costs ten times what the database takes to answer.

    The text depends on the day and the kind of database alone: what was recorded, it reads when it is run.
    """
    return tuple(compiled(cte, database) for cte in state_of_tasks(tasks, day))


def state_of_keys(
    tasks: type[Task], keys: Sequence[int], day: datetime.date, database: str
) -> tuple[CTE, ...]:
    """The same of the tasks with these keys alone, for whom it is asked once."""
    return tuple(compiled(cte, database) for cte in state_of_tasks(tasks, day, with_one_of(keys)))


def state_of_plan(tasks: type[Task], plan: int | Slot, day: datetime.date, database: str) -> tuple[CTE, ...]:
    """The same of the tasks of the plan of that key, for whom it is asked once."""
    return tuple(compiled(cte, database) for cte in state_of_tasks(tasks, day, of_plan(plan)))


@lru_cache(maxsize=20)
def state_of_named(tasks: type[Task], day: datetime.date, database: str) -> tuple[CTE, ...]:
    """The same of the tasks that are `named` when the query is run."""
    return tuple(compiled(cte, database) for cte in state_of_tasks(tasks, day, named))


def told(
    tasks: type[Task], names: Collection[str], day: datetime.date, database: str, chosen: CTE | None = None
) -> tuple[CTE, ...]:
    """A row a task with those `names`, all of `TOLD`: of all, or of the `chosen` (as `state_of_chosen`)."""
    if chosen is None:
        rows = told_of_tasks(tasks.objects.all(), day, every, names)
    else:
        asked = chosen.join(tasks.objects.order_by(), pk=chosen.col.pk)
        rows = told_of_tasks(asked, day, among_chosen(chosen), names)
    return tuple(compiled(cte, database) for cte in rows)


def state_of_chosen(tasks: type[Task], chosen: CTE, day: datetime.date, database: str) -> tuple[CTE, ...]:
    """The same of the tasks whose keys `chosen`, a part of the query before it, has as `pk`."""
    # Joined before anything else: PostgreSQL keeps the order of so many joins.
    asked = chosen.join(tasks.objects.order_by(), pk=chosen.col.pk)
    return tuple(compiled(cte, database) for cte in _state_of(asked, day, among_chosen(chosen)))


@lru_cache(maxsize=100)
def compiled_standing(
    tasks: type[Task], day: datetime.date, database: str, *, stale: bool, whole: Among = every
) -> tuple[CTE, ...]:
    """Like `compiled_state`, but `SHOWN`, from the rows kept of tasks.

    Where some are `stale` on `day`, those come from the facts, without their parts; no others than those
    among the `whole`.
    """
    kept = TaskStanding.objects.holding_on(day) if stale else TaskStanding.objects.all()
    kept = kept.filter(whole("task"))
    tracked = compiled(tracked_plans(day), database)
    if not stale:
        return tracked, _by_rows(kept, tracked, day, database)
    rows = tuple(compiled(cte, database) for cte in state_of_tasks(tasks, day, stale_on(day, whole)))
    return tracked, *rows, rows_and_state(kept, tracked, day, database)


def rows_and_state(kept: TaskStandingQuerySet, tracked: CTE, day: datetime.date, database: str) -> CTE:
    """`SHOWN` of some tasks by the `kept` rows, of others by the `state` before it, without their parts."""
    quoted = connections[database].ops.quote_name
    columns = ", ".join("NULL" if name == PARTS else quoted(name) for name in SHOWN_BY_ROW.values())
    return _by_rows(kept, tracked, day, database, f"UNION ALL SELECT {columns} FROM state")  # noqa: S608 - our own names


def _by_rows(
    kept: TaskStandingQuerySet, tracked: CTE, day: datetime.date, database: str, others: str = ""
) -> CTE:
    fields, sql, params = _parts(CTE(shown_by_row(kept, tracked, day), name="kept"), database)
    quoted = connections[database].ops.quote_name
    named = ", ".join(f"{quoted(name)} AS {quoted(shown)}" for name, shown in SHOWN_BY_ROW.items())
    by_row = f"SELECT {named} FROM ({sql}) kept {others}"  # noqa: S608 - our own names
    shown = {SHOWN_BY_ROW[name]: field for name, field in fields.items()}
    return CTE(raw_cte_sql(by_row, params, shown), name="standing")


def rows_and_told(kept: TaskStandingQuerySet, names: Collection[str], database: str) -> CTE:
    """Those `names`, all of `TOLD`, of some tasks by the `kept` rows, of others as `told` before it."""
    fields, sql, params = _parts(CTE(kept.order_by().values("task_id", *names), name="kept"), database)
    columns = ", ".join(names)
    both = f"SELECT task_id AS id, {columns} FROM ({sql}) kept UNION ALL SELECT id, {columns} FROM told"  # noqa: S608 - our own names
    shown = {"id": fields["task_id"], **{name: fields[name] for name in names}}
    return CTE(raw_cte_sql(both, params, shown), name="standing")


def compiled_rows(tasks: type[Task], day: datetime.date, database: str, source: Source) -> tuple[CTE, ...]:
    """A row for each task with at least `SHOWN`, read from `source`, as the last."""
    if source == Source.FACTS:
        return compiled_state(tasks, day, database)
    return compiled_standing(tasks, day, database, stale=source == Source.PARTLY_KEPT)


def standings_on(day: datetime.date, database: str, *, lights: bool) -> TaskStandingQuerySet:
    """What is kept of tasks, all of which holds on `day`: to choose tasks by, before anything else is read.

    Of a standing the database finds those asked for, in their order, by one index and stops after a page.
    Only with `lights` they have `tracked_from` and `light`, which it has to work out one by one.
    """
    rows = TaskStanding.objects.using(database)
    if not lights:
        return rows
    tracked = compiled(tracked_plans(day), database)
    found: TaskStandingQuerySet = with_cte(tracked, select=with_light(rows, tracked, day))
    return found


def standings_of_plan(day: datetime.date, database: str) -> tuple[CTE, TaskStandingQuerySet]:
    """`tracked_plans` of `PLAN` alone, and over it what is kept of its tasks, with `light`."""
    tracked = compiled(tracked_plans(day, PLAN), database)
    rows = TaskStanding.objects.using(database).filter(plan=PLAN)
    lit: TaskStandingQuerySet = with_cte(tracked, select=with_light(rows, tracked, day))
    return tracked, lit


def compiled(cte: CTE, database: str) -> CTE:
    """The same part of a query as SQL for `database`."""
    fields, sql, params = _parts(cte, database)
    return CTE(raw_cte_sql(sql, params, fields), name=cte.name, materialized=cte.name not in LOOKED_UP)


def _parts(cte: CTE, database: str) -> tuple[dict[str, Field[Any, Any]], str, tuple[Any, ...]]:
    """The columns of a part of a query, its SQL and its parameters."""
    query = cte.query
    sql, params = query.get_compiler(connection=connections[database]).as_sql()
    fields = {name: query.resolve_ref(name).output_field for name in query.values_select}
    fields |= {name: query.annotations[name].output_field for name in query.annotation_select}
    return fields, sql, params
