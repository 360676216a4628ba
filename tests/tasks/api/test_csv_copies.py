"""CSV that PostgreSQL writes is byte for byte what is written row by row."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import product

import pytest
from django.db import connection
from django.utils.translation import override

from agencies.enums import Role
from agencies.models import Agency, User
from agencies.tables import Table, csv_chunks, csv_file
from plans.clock import today
from plans.models import Section
from tasks.enums import AssignmentBasis, AssignmentRole, ReportState, Status
from tasks.exports import assignment_table, report_table, task_table
from tasks.exports.assignments import assignment_columns
from tasks.exports.reports import report_columns
from tasks.exports.tasks import task_columns
from tasks.models import Assignment, ProgressReport, Task
from tasks.summaries.known_reports import as_known_on
from tests.factories import (
    make_agency,
    make_assignment,
    make_confirmed,
    make_plan,
    make_report,
    make_section,
    make_task,
    make_user,
    moment,
    return_,
    set_due_date,
)
from tests.factories.evidence import make_file, make_link
from tests.factories.milestones import claim, make_milestone

pytestmark = pytest.mark.django_db

FIRST = "=+-@\t\r\n＝＋－＠'\""
TEXTS = [
    *(f"{first}SUM(A1)" for first in FIRST),
    *FIRST,
    *(
        "",
        " ",
        "甲,乙",
        '甲"乙"',
        "甲\n乙\r\n丙",
        "\\.",
        "\\N",
        "NULL",
        "%s %(x)s {} {0}",
        "\\",
        "a\u2028b",
        "𠀀",
    ),
]


def world() -> None:
    """Tasks with every one of `TEXTS`, and with everything else that a cell can hold."""
    plan = make_plan("=2020", tracked_from=datetime.date(2020, 1, 1))
    for number, text in enumerate(TEXTS, start=1):
        parent = make_section(plan, f"{number}", title="章")
        Section.objects.filter(pk=parent.pk).update(title=text, path=f" {number}" if number > 1 else "")
        task = make_task(plan, number, section=parent)
        Task.objects.filter(pk=task.pk).update(
            text=text, assignment_text=text[::-1], marked_by_duty=number % 2 == 0, open_ended=number % 3 == 0
        )
        agencies = [make_agency(f"{text}{place}部{number}") for place in range(4)]
        for agency, role in zip(agencies, [*AssignmentRole, AssignmentRole.LEAD], strict=True):
            make_assignment(task, agency, role, name_as_written=text or "甲", basis=AssignmentBasis.OFFICE)
        if number % 2:
            set_due_date(task, datetime.date(1, 2, 3) if number == 1 else datetime.date(2020 + number, 2, 3))
            set_due_date(task, datetime.date(2030, 2, 3), moment(today()), document_number="国办函1号")
        statuses = [*Status, None]
        if status := statuses[number % len(statuses)]:
            make_confirmed(task, agencies[0], status)
        reported(task, agencies[3], text)
    make_task(make_plan("2021"))
    ended = Assignment.objects.order_by("pk")[0]
    Assignment.objects.filter(pk=ended.pk).update(in_force_until=moment(today()), received_from=None)


def reported(task: Task, agency: Agency, text: str) -> None:
    """A report that says `text` everywhere, returned where that is a reason, with a file on every second."""
    author = make_user(Role.STAFF, agency, display_name=text[:1])
    report = make_report(task, agency, author=author, progress=text, outcome=text, problem=text)
    claim(report, make_milestone(task, text), make_milestone(task))
    make_link(report, title=text, document_date=None)
    if task.number % 2:
        make_file(report)
    if text.strip():
        return_(report, reason=text)
        make_report(task, agency, ReportState.DRAFT, author=author, revises=report)


def tables(fields: Sequence[str] = ()) -> list[Table]:
    tasks = Task.objects.with_state(today()).with_adjustments(today()).order_by("-plan", "number")
    return [
        task_table(tasks, today(), fields),
        assignment_table(Assignment.objects.order_by("-in_force_until", "pk"), fields),
        *[report_table(ProgressReport.objects.order_by("-pk"), user, fields) for user in readers()],
        report_table(
            as_known_on(ProgressReport.objects.order_by("pk"), today()), readers()[0], fields, today()
        ),
    ]


def readers() -> list[User]:
    lead = Agency.objects.order_by("pk").last()
    return [make_user(Role.OFFICE), make_user(Role.STAFF, lead), make_user(Role.VIEWER)]


def test_it_is_what_is_written_row_by_row() -> None:
    world()
    every = [column.field for column in (*task_columns(), *assignment_columns(), *report_columns())]
    for language, fields in product(("zh-hans", "en"), ((), every)):
        with override(language):
            for table in tables(fields):
                assert (table.copy is not None) == (connection.vendor == "postgresql")
                if table.copy:
                    with csv_file(table, table.copy) as file:
                        assert file.read() == b"".join(csv_chunks(table))


def test_what_can_find_nothing_is_headings_alone() -> None:
    table = task_table(Task.objects.with_state(today()).with_adjustments(today()).none(), today())
    if table.copy:
        with csv_file(table, table.copy) as file:
            assert file.read() == b"".join(csv_chunks(table))
    assert list(table.rows) == []


def test_one_column_alone_is_written_row_by_row() -> None:
    fields = ["reference", "name_as_written", "version"]
    assert {table.copy for table in tables(fields)} == {None}


def test_whoever_takes_part_is_named_alike_among_all_tasks_and_among_some() -> None:
    world()
    tasks = Task.objects.with_state(today()).with_adjustments(today()).order_by("-plan", "number")
    every, found = task_table(tasks, today()), task_table(tasks.filter(pk__gt=0), today())
    assert list(every.rows) == list(found.rows)
