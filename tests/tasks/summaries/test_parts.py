"""A body that carries several predecessors counts each of their tasks once."""

from __future__ import annotations

import datetime

import pytest

from tasks.enums import AssignmentRole, DerivedStatus, Status
from tasks.lineage import assignments_of
from tasks.summaries import AgencyPart, counts_of_parts, parts_of
from tests.factories import make_agency, make_confirmed, make_plan, make_report, make_succession, make_task

DAY = datetime.date(2020, 6, 15)

pytestmark = pytest.mark.django_db


def test_two_predecessors_in_one_task_count_once_and_in_the_stronger_role() -> None:
    first, second, body = make_agency(), make_agency(), make_agency()
    make_succession(first, body)
    make_succession(second, body)
    plan = make_plan()
    led = make_task(plan, 1, lead=first, participating=[second])
    make_report(led, second)
    [part] = parts_of(assignments_of(body, DAY).in_force_on(DAY), DAY)
    assert part == AgencyPart(led.pk, AssignmentRole.LEAD, DerivedStatus.NO_REPORT, False, False)
    counts = counts_of_parts(body, [part])
    assert (counts.lead.total, counts.by_duty.total, counts.participating.total) == (1, 0, 0)


def test_two_shares_of_one_body_make_one_status_as_they_do_for_a_task() -> None:
    first, second, body = make_agency(), make_agency(), make_agency()
    make_succession(first, body)
    make_succession(second, body)
    task = make_task(make_plan(), 1, by_duty=[first, second])
    make_confirmed(task, first, Status.COMPLETED)
    day = datetime.date(2100, 1, 1)
    [part] = parts_of(assignments_of(body, day).in_force_on(day), day)
    assert part == AgencyPart(task.pk, AssignmentRole.BY_DUTY, DerivedStatus.IN_PROGRESS, True, True)
    make_confirmed(task, second, Status.ONGOING)
    [part] = parts_of(assignments_of(body, day).in_force_on(day), day)
    assert part.status == DerivedStatus.ONGOING


def test_a_share_that_stands_beside_a_lead_is_part_of_the_lead_s_outcome() -> None:
    first, second, body = make_agency(), make_agency(), make_agency()
    make_succession(first, body)
    make_succession(second, body)
    task = make_task(make_plan(), 1, lead=first, by_duty=[second])
    make_confirmed(task, second, Status.COMPLETED)
    day = datetime.date(2100, 1, 1)
    [part] = parts_of(assignments_of(body, day).in_force_on(day), day)
    assert (part.role, part.status) == (AssignmentRole.LEAD, DerivedStatus.NO_REPORT)
