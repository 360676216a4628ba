"""The whole state of tasks, one row per task, compiled to SQL once for the many queries of a day."""

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
"""CTEs that are whole tables, from which single rows are looked up by key.

All other CTEs are materialized, so that each is worked out once per query: with few or outdated statistics
PostgreSQL would otherwise work them out again for every task, which takes minutes.
"""


def state_of_tasks(tasks: type[Task], day: datetime.date, among: Among = every) -> tuple[CTE, ...]:
    """The CTEs that end in `STATE` on `day` for the tasks chosen by `among`."""
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
    """`state_of_tasks` for all tasks as SQL for `database`, built once per day.

    To build the SQL takes ten times as long as the database takes to answer it, and the text depends on
    nothing but the day and the kind of database.
    """
    return tuple(compiled(cte, database) for cte in state_of_tasks(tasks, day))


def state_of_keys(
    tasks: type[Task], keys: Sequence[int], day: datetime.date, database: str
) -> tuple[CTE, ...]:
    """The same for the tasks with these keys; the SQL is not kept, since it contains the keys."""
    return tuple(compiled(cte, database) for cte in state_of_tasks(tasks, day, with_one_of(keys)))


def state_of_plan(tasks: type[Task], plan: int | Slot, day: datetime.date, database: str) -> tuple[CTE, ...]:
    """The same for the tasks of the plan with that key; the SQL is not kept."""
    return tuple(compiled(cte, database) for cte in state_of_tasks(tasks, day, of_plan(plan)))


@lru_cache(maxsize=20)
def state_of_named(tasks: type[Task], day: datetime.date, database: str) -> tuple[CTE, ...]:
    """The same for tasks whose keys are put in when the query is run (`among.named`, `among.with_keys`)."""
    return tuple(compiled(cte, database) for cte in state_of_tasks(tasks, day, named))


def told(
    tasks: type[Task], names: Collection[str], day: datetime.date, database: str, chosen: CTE | None = None
) -> tuple[CTE, ...]:
    """The CTEs that end in the columns `names`, all of `TOLD`; for all tasks or the `chosen` ones.

    `chosen` is a CTE as for `state_of_chosen`.
    """
    if chosen is None:
        rows = told_of_tasks(tasks.objects.all(), day, every, names)
    else:
        asked = chosen.join(tasks.objects.order_by(), pk=chosen.col.pk)
        rows = told_of_tasks(asked, day, among_chosen(chosen), names)
    return tuple(compiled(cte, database) for cte in rows)


def state_of_chosen(tasks: type[Task], chosen: CTE, day: datetime.date, database: str) -> tuple[CTE, ...]:
    """The same for the tasks whose keys are the column `pk` of `chosen`, a CTE earlier in the query."""
    # Joined before anything else: PostgreSQL keeps the order of so many joins.
    asked = chosen.join(tasks.objects.order_by(), pk=chosen.col.pk)
    return tuple(compiled(cte, database) for cte in _state_of(asked, day, among_chosen(chosen)))


@lru_cache(maxsize=100)
def compiled_standing(
    tasks: type[Task], day: datetime.date, database: str, *, stale: bool, whole: Among = every
) -> tuple[CTE, ...]:
    """The CTEs that end in `SHOWN` on `day`, read from the kept rows; built once per day.

    With `stale`, tasks whose row is stale on `day` are read from their facts instead, and their column
    `shown_parts` is null. Only tasks chosen by `whole` are read.
    """
    kept = TaskStanding.objects.holding_on(day) if stale else TaskStanding.objects.all()
    kept = kept.filter(whole("task"))
    tracked = compiled(tracked_plans(day), database)
    if not stale:
        return tracked, _by_rows(kept, tracked, day, database)
    rows = tuple(compiled(cte, database) for cte in state_of_tasks(tasks, day, stale_on(day, whole)))
    return tracked, *rows, rows_and_state(kept, tracked, day, database)


def rows_and_state(kept: TaskStandingQuerySet, tracked: CTE, day: datetime.date, database: str) -> CTE:
    """`SHOWN` of the tasks in `kept` and of those in the CTE `state`, whose `shown_parts` is null."""
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
    """The columns `names`, all of `TOLD`, of the tasks in `kept` and of those in the CTE `told` before it."""
    fields, sql, params = _parts(CTE(kept.order_by().values("task_id", *names), name="kept"), database)
    columns = ", ".join(names)
    both = f"SELECT task_id AS id, {columns} FROM ({sql}) kept UNION ALL SELECT id, {columns} FROM told"  # noqa: S608 - our own names
    shown = {"id": fields["task_id"], **{name: fields[name] for name in names}}
    return CTE(raw_cte_sql(both, params, shown), name="standing")


def compiled_rows(tasks: type[Task], day: datetime.date, database: str, source: Source) -> tuple[CTE, ...]:
    """The CTEs that end in at least `SHOWN` on `day` for every task, read from `source`."""
    if source == Source.FACTS:
        return compiled_state(tasks, day, database)
    return compiled_standing(tasks, day, database, stale=source == Source.PARTLY_KEPT)


def standings_on(day: datetime.date, database: str, *, lights: bool) -> TaskStandingQuerySet:
    """The kept rows, none of which is stale on `day`, for choosing the tasks of a page before reading them.

    In this table the database finds tasks by their state and in their order with one index, and stops after
    a page. Only with `lights` the rows have `tracked_from` and `light`, which are worked out row by row.
    """
    rows = TaskStanding.objects.using(database)
    if not lights:
        return rows
    tracked = compiled(tracked_plans(day), database)
    found: TaskStandingQuerySet = with_cte(tracked, select=with_light(rows, tracked, day))
    return found


def standings_of_plan(day: datetime.date, database: str) -> tuple[CTE, TaskStandingQuerySet]:
    """`tracked_plans` for the plan in the slot `PLAN`, and the kept rows of its tasks with `light`."""
    tracked = compiled(tracked_plans(day, PLAN), database)
    rows = TaskStanding.objects.using(database).filter(plan=PLAN)
    lit: TaskStandingQuerySet = with_cte(tracked, select=with_light(rows, tracked, day))
    return tracked, lit


def compiled(cte: CTE, database: str) -> CTE:
    """`cte` compiled to SQL for `database`."""
    fields, sql, params = _parts(cte, database)
    return CTE(raw_cte_sql(sql, params, fields), name=cte.name, materialized=cte.name not in LOOKED_UP)


def _parts(cte: CTE, database: str) -> tuple[dict[str, Field[Any, Any]], str, tuple[Any, ...]]:
    """The columns of `cte` by name, its SQL and its parameters."""
    query = cte.query
    sql, params = query.get_compiler(connection=connections[database]).as_sql()
    fields = {name: query.resolve_ref(name).output_field for name in query.values_select}
    fields |= {name: query.annotations[name].output_field for name in query.annotation_select}
    return fields, sql, params
