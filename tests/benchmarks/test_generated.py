import datetime
from random import Random

import pytest
from django.db import connection

from benchmarks.generated.loading import generate
from benchmarks.generated.rows import Row, Writer
from benchmarks.generated.words import MARK
from tasks.enums import AssignmentRole, DerivedStatus
from tasks.models import AgencyTally, Assignment, ProgressReport, Review, Submission, Task
from tasks.services.standings import standings_wrong
from tasks.services.tallies import tallies_wrong

DAY = datetime.date(2026, 3, 2)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_rows_keep_to_every_constraint_and_refer_to_rows_that_are_there() -> None:
    generate(100, DAY)
    # Also the foreign keys, which PostgreSQL does not look at while rows are copied in.
    connection.check_constraints()
    for model in (Assignment, ProgressReport):
        assert not model.objects.exclude(task__in=Task.objects.all()).exists()
        assert not model.objects.exclude(agency__isnull=False).exists()
    assert not Review.objects.exclude(report__in=ProgressReport.objects.all()).exists()
    assert not Submission.objects.exclude(report__in=ProgressReport.objects.all()).exists()


def test_a_task_has_about_four_parts_and_three_reports_that_say_that_they_are_generated() -> None:
    generate(500, DAY)
    assert Task.objects.count() == 500
    assert 1800 < Assignment.objects.count() < 2200
    assert 1350 < ProgressReport.objects.count() < 1850
    for texts in (Task.objects.values_list("text"), ProgressReport.objects.values_list("progress")):
        assert all(text.startswith(MARK) for (text,) in texts)
    assert set(Assignment.objects.values_list("role", flat=True)) == set(AssignmentRole.values)


def test_tasks_are_in_every_state() -> None:
    generate(500, DAY)
    assert {task.status for task in Task.objects.with_state(DAY)} == set(DerivedStatus)


def test_what_is_kept_beside_the_facts_is_kept_of_generated_tasks_too() -> None:
    generate(50, DAY)
    assert list(standings_wrong(day=DAY)) == []
    assert dict(tallies_wrong()) == {}
    assert AgencyTally.objects.exists()


def told(seed: int) -> dict[str, list[Row]]:
    writer = Writer(10, DAY, Random(seed))  # noqa: S311
    for task in range(1, 11):
        writer.tell(task)
    return {model.__name__: rows for model, rows in writer.take().items()}


def test_the_same_seed_tells_the_same_another_one_something_else() -> None:
    assert told(1) == told(1)
    assert told(1)["ProgressReport"] != told(2)["ProgressReport"]


def test_new_rows_get_keys_behind_the_generated_ones() -> None:
    generate(50, DAY)
    last = Task.objects.order_by("-pk").values().first()
    assert last is not None
    added = Task.objects.create(**{**last, "id": None, "number": 2})
    assert added.pk == last["id"] + 1
