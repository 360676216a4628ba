"""The SQL statement that makes the kept rows of some tasks anew from their facts."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connections

from tasks.models.standings import TaskStanding
from tasks.models.state_sql.among import named
from tasks.models.state_sql.by_row import COLUMNS, standing_rows, standing_values
from tasks.models.state_sql.state import compiled
from tasks.models.tallies import TaskTally
from tasks.thresholds import Thresholds

if TYPE_CHECKING:
    from tasks.models.task import Task


@lru_cache(maxsize=20)
def refreshing(
    tasks: type[Task], day: datetime.date, thresholds: Thresholds, database: str
) -> tuple[str, tuple[Any, ...]]:
    """An upsert of kept rows, as SQL and parameters: what `with_state` says of tasks by the facts of `day`.

    The keys of the tasks are put in by `among.with_keys`. The lights are judged by `thresholds` and stored
    with them (`judged_by`), so that whoever counts can tell whether these are still in force.

    Returns, when it is run, one row per task: its key, the key of its plan and, as JSON, what is stored so
    far of what the task adds to the counts of agencies (`TaskTally.parts`).
    """
    parts, ahead, outcome = standing_rows(tasks, day, thresholds, named)
    made = {part.name: compiled(part, database) for part in parts}
    asked = tasks.objects.filter(named("pk"))
    rows = standing_values(asked, day, tuple(made.values()), made[ahead.name], made[outcome.name])
    sql, params = rows.query.get_compiler(connection=connections[database]).as_sql()
    table = TaskStanding._meta.db_table
    replaced = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    kept = f"SELECT parts FROM {TaskTally._meta.db_table} kept WHERE kept.task_id = {table}.task_id"  # noqa: S608
    return (
        f"INSERT INTO {table} ({', '.join(COLUMNS)}) {sql} ON CONFLICT (task_id) DO UPDATE SET {replaced} "
        f"RETURNING task_id, plan_id, ({kept})",
        tuple(params),
    )
