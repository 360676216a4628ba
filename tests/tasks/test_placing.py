"""Where its task stands in lists the database keeps beside each assignment and report, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.utils import timezone

from tasks import placing
from tasks.models import Assignment, ProgressReport, Task, TaskStanding
from tasks.models.standings import ALWAYS, NEVER
from tasks.services.standings import standings_refresh
from tests.factories import (
    make_agency,
    make_assignment,
    make_confirmed,
    make_plan,
    make_report,
    make_task,
)

pytestmark = pytest.mark.django_db


class Editor(BaseDatabaseSchemaEditor):
    """One that stays in the transaction of a test, which none of SQLite does."""

    def __init__(self) -> None:
        super().__init__(connection)

    def execute(self, sql: Any, params: Any = ()) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)


def misplaced() -> list[Assignment]:
    """Those that do not stand where their task does."""
    placed = Assignment.objects.filter(plan=F("task__plan"), number=F("task__number"))
    return list(Assignment.objects.exclude(pk__in=placed))


def added(task: Task) -> Assignment:
    return Assignment(task=task, agency=make_agency(), role="lead", position=9, basis="rule")


@pytest.mark.parametrize(
    "write",
    [
        lambda task, _other: make_assignment(task, make_agency()),
        lambda task, _other: Assignment.objects.bulk_create([added(task), added(task)]),
        lambda task, _other: added(task).save(),
        lambda task, _other: Task.objects.filter(pk=task.pk).update(number=40),
        lambda task, other: Task.objects.filter(pk=task.pk).update(plan=other.plan),
        lambda _task, _other: Task.objects.update(number=F("number") + 30),
        lambda task, other: task.assignments.update(task=other),
        lambda task, _other: task.assignments.update(number=40, plan=None),
        lambda task, _other: task.assignments.get().save(),
    ],
)
def test_an_assignment_stands_where_its_task_does(write: Callable[[Task, Task], object]) -> None:
    task, other = (make_task(make_plan(code), number) for code, number in (("2019", 3), ("2020", 5)))
    make_assignment(task, make_agency())
    make_assignment(other, make_agency())
    assert misplaced() == []
    write(task, other)
    assert misplaced() == []


@pytest.mark.parametrize(
    "write",
    [
        lambda task, _other: make_confirmed(task, make_agency()),
        lambda task, other: Task.objects.filter(pk=task.pk).update(plan=other.plan),
        lambda task, other: task.progress_reports.update(task=other),
        lambda task, _other: task.progress_reports.update(plan=None),
        lambda task, _other: task.progress_reports.get().save(),
    ],
)
def test_a_report_is_in_the_plan_of_its_task(write: Callable[[Task, Task], object]) -> None:
    task, other = (make_task(make_plan(code), number) for code, number in (("2019", 3), ("2020", 5)))
    make_report(task, make_agency())
    make_report(other, make_agency())
    write(task, other)
    assert set(ProgressReport.objects.filter(plan=F("task__plan"))) == set(ProgressReport.objects.all())


def test_an_upgrade_finds_the_plan_of_reports_and_stamps_none() -> None:
    editor = Editor()
    report = make_report(make_task(make_plan("2020"), 3), make_agency())
    placing.REPORTS.remove(editor)
    ProgressReport.objects.update(plan=None)
    before = ProgressReport.objects.get().changed_at
    connection.check_constraints()
    upgrade = import_module("tasks.migrations.0028_reports_of_a_plan")
    upgrade.fill(apps, editor)
    upgrade.create(apps, editor)
    found = ProgressReport.objects.get()
    assert (found.plan, found.changed_at) == (report.task.plan, before)


def test_an_assignment_that_ends_keeps_its_place() -> None:
    assignment = make_assignment(make_task(make_plan("2020"), 3), make_agency())
    Assignment.objects.update(in_force_until=timezone.now())
    assignment.refresh_from_db()
    assert (assignment.plan, assignment.number) == (assignment.task.plan, 3)


def test_an_upgrade_places_all_there_are_and_says_nothing_new_of_their_tasks() -> None:
    editor = Editor()
    placing.ASSIGNMENTS.remove(editor)
    tasks = [
        make_task(make_plan(code), number, lead=make_agency()) for code, number in (("2019", 3), ("2020", 5))
    ]
    assert len(misplaced()) == 2
    standings_refresh(tasks=[task.pk for task in tasks])
    connection.check_constraints()
    upgrade = import_module("tasks.migrations.0023_placed_assignments")
    upgrade.fill(apps, editor)
    upgrade.create(apps, editor)
    assert misplaced() == []
    assert {row.valid_through for row in TaskStanding.objects.all()} == {ALWAYS}
    make_assignment(tasks[0], make_agency())
    assert misplaced() == []
    assert [row.valid_through for row in TaskStanding.objects.order_by("number")] == [NEVER, ALWAYS]
