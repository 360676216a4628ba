"""The newest migrations of tasks undone and done again: triggers work at each stage, and nothing is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from plans.clock import today
from tasks.models import Assignment, Task
from tasks.services.section_tallies import section_tallies_wrong
from tasks.services.standings import standings_refresh_stale
from tests.factories import make_agency, make_plan, make_task

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

ANOTHER = """
    INSERT INTO tasks_task
        (number, plan_id, section_id, text, assignment_text, marked_by_duty, open_ended, start, "end")
    SELECT 7, plan_id, section_id, text, assignment_text, marked_by_duty, open_ended, start, "end"
    FROM tasks_task
"""


@pytest.fixture(autouse=True)
def _newest_afterwards() -> Iterator[None]:
    yield
    migrate()


def migrate(*stage: str) -> None:
    call_command("migrate", "tasks", *stage, verbosity=0)


def asked(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


def schema() -> dict[str, object]:
    """All triggers and what they do; of each table its columns and indexes."""
    triggers = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, pg_get_triggerdef(t.oid), pg_get_functiondef(tgfoid) FROM pg_trigger t "
        "WHERE NOT tgisinternal"
    )
    found: dict[str, object] = {"triggers": sorted(asked(triggers))}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            described = connection.introspection.get_table_description(cursor, table)
            columns = sorted(
                (one.name, str(one.type_code), one.null_ok, str(one.default)) for one in described
            )
            constraints = connection.introspection.get_constraints(cursor, table)
            named = {
                name: {key: value for key, value in one.items() if key != "definition"}
                for name, one in constraints.items()
                if not name.startswith("__")
            }
            found[table] = columns, named
    return found


@pytest.mark.parametrize("stage", ["0026", "0021"])
def test_migrations_are_undone_and_done_again(stage: str) -> None:
    before = schema()
    task = make_task(make_plan("2020"), 1, lead=make_agency())
    standings_refresh_stale(day=today())
    migrate(stage)
    asked(ANOTHER)
    asked("UPDATE tasks_task SET number = 5 WHERE number = 1")
    asked("UPDATE tasks_assignment SET position = 3")
    assert asked("SELECT number, valid_through = '0001-01-01' FROM tasks_taskstanding ORDER BY number") == [
        (5, True),
        (7, True),
    ]
    migrate()
    assert schema() == before
    assert sorted(Task.objects.values_list("number", flat=True)) == [5, 7]
    assert Assignment.objects.values_list("plan", "number").get() == (task.plan_id, 5)
    standings_refresh_stale(day=today())
    assert not section_tallies_wrong()
