"""What the office decides of a task lets everybody else go on, on real connections of their own."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from agencies.enums import Role
from agencies.models import User
from tasks.enums import AssignmentRole, LightColour, NoticeKind
from tasks.models import Notice, Task
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.due_dates import due_dates_set
from tasks.services.lights import light_set
from tasks.services.milestones import milestone_add
from tasks.services.rounds import round_open
from tasks.services.wordings import wording_change
from tests.factories import make_agency, make_plan, make_task, make_user
from tests.tasks.services.test_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def _dates(office: User, task: Task) -> None:
    due_dates_set(actor=office, tasks=[task], due_on=datetime.date(2100, 1, 1))


def _assignment(office: User, task: Task) -> None:
    agencies_assign(actor=office, tasks=[task], grants=[Grant(make_agency(), AssignmentRole.PARTICIPATING)])


def _wording(office: User, task: Task) -> None:
    wording_change(actor=office, task=task, text="修订办法。", document_number="9号")


def _milestone(office: User, task: Task) -> None:
    milestone_add(actor=office, task=task, name="印发文件")


def _light(office: User, task: Task) -> None:
    light_set(
        actor=office,
        task=task,
        colour=LightColour.GREEN,
        until=datetime.date(2100, 1, 1),
        reason="经会商",
        day=timezone.localdate(),
    )


def _round(office: User, task: Task) -> None:
    day = timezone.localdate()
    round_open(actor=office, plan=task.plan, name="第一季度", opens_on=day, due_on=day, day=day, tasks=[task])


@pytest.mark.parametrize("decide", [_dates, _assignment, _wording, _milestone, _light, _round])
def test_what_the_office_decides_of_a_task_holds_up_nothing_that_only_names_the_task(
    decide: Callable[[User, Task], None],
) -> None:
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    task = make_task(plan, lead=make_agency())
    office = make_user(Role.OFFICE)

    def name() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        Notice.objects.create(
            recipient=office,
            kind=NoticeKind.OVERDUE,
            key="overdue",
            task=task,
            created_at=timezone.now(),
        )

    with transaction.atomic():
        decide(office, task)
        assert at_once(name) == []
