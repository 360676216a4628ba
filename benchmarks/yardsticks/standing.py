"""Tables with what the yardsticks would have ready: each task's state, each part's, the totals by agency.

They are made once after the data, from what Duban itself says of it, and nobody keeps them up to date: a
yardstick is as fast as whoever does that for nothing.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tasks.models import Task
from tasks.summaries.parts import parts_on

TABLES = ("benchmark_task", "benchmark_part", "benchmark_totals")

TASK_STATE = (
    *("mode", "status", "percent", "share_count", "shares_confirmed", "due_on", "original_due_on"),
    *("is_adjusted", "points_behind", "light", "computed_light"),
)

LIVE_JOIN = """
    SELECT agency_id, role, state, count(*) AS tasks
    FROM (
        SELECT a.agency_id, a.role, CASE a.role
            WHEN 'lead' THEN (
                SELECT v.status FROM tasks_review v
                JOIN tasks_progressreport r ON r.id = v.report_id
                JOIN tasks_assignment l ON l.task_id = r.task_id AND l.agency_id = r.agency_id
                WHERE r.task_id = a.task_id AND v.decision IN ('confirm', 'reopen')
                    AND l.role = 'lead' AND l.in_force_until IS NULL
                ORDER BY v.decided_at DESC, v.id DESC LIMIT 1)
            WHEN 'by_duty' THEN (
                SELECT v.status FROM tasks_review v
                JOIN tasks_progressreport r ON r.id = v.report_id
                WHERE r.task_id = a.task_id AND r.agency_id = a.agency_id
                    AND v.decision IN ('confirm', 'reopen')
                ORDER BY v.decided_at DESC, v.id DESC LIMIT 1)
            END AS state
        FROM tasks_assignment a
        WHERE a.in_force_until IS NULL
    ) parts
    GROUP BY agency_id, role, state
"""
"""Progress by agency worked out from the facts, as where nobody keeps totals."""

BARE_TOTALS = "SELECT agency_id, role, state, tasks FROM benchmark_totals ORDER BY agency_id, role, state"
"""The same read from a table of totals."""


def make_tables(day: datetime.date) -> None:
    """Make the tables, as of `day`, instead of those of another day."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
    tasks = Task.objects.with_state(day).with_adjustments(day).order_by()
    _make("benchmark_task", tasks.values("id", "plan_id", "number", *TASK_STATE))
    parts: Any = parts_on(day).order_by()
    _make("benchmark_part", parts.values("id", "confirmed_status", "confirmed_percent"))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE benchmark_totals AS {LIVE_JOIN}")
        cursor.execute("CREATE UNIQUE INDEX benchmark_task_key ON benchmark_task (id)")
        cursor.execute("CREATE UNIQUE INDEX benchmark_part_key ON benchmark_part (id)")
        cursor.execute("CREATE INDEX benchmark_task_list ON benchmark_task (plan_id, status, number)")
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")


def _make(table: str, rows: QuerySet[Any, Any]) -> None:
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} AS {sql}", parameters)
