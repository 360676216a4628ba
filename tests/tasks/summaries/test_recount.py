"""Every summary against the same figures recounted in Python, on generated rows and several days."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from agencies.enums import Role
from agencies.models import Agency
from plans.models import Plan
from tasks.enums import AssignmentRole, DerivedStatus, LightColour, ReportState
from tasks.lineage import assignments_of
from tasks.models import ProgressReport, Task
from tasks.summaries import (
    Need,
    RoleCount,
    agency_counts,
    counts_of_parts,
    office_queue,
    parts_of,
    plan_totals,
)
from tasks.summaries.queue import late_rows, needs_of, red_keys
from tests.factories import make_user
from tests.tasks.summaries import recount
from tests.tasks.summaries.worlds import DAY, FIRST, World, make_world

pytestmark = pytest.mark.django_db

ROLES = {
    "lead": AssignmentRole.LEAD,
    "by_duty": AssignmentRole.BY_DUTY,
    "participating": AssignmentRole.PARTICIPATING,
}
days = pytest.mark.parametrize("day", [FIRST, datetime.date(2020, 3, 2), DAY, datetime.date(2021, 1, 1)])


@pytest.fixture(scope="module", params=[1, 2])
def world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """Made once for all the tests of this file, which only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(request.param)
        transaction.set_rollback(True)


@days
def test_a_plan_s_totals_count_each_task_once(world: World, day: datetime.date) -> None:
    for plan in world.plans:
        rows = recount.counted_of(plan, day)
        totals = plan_totals(plan, day)
        assert totals.total == plan.tasks.count() == sum(totals.by_status.values())
        assert totals.by_status == recount.by_status(rows)
        assert totals.by_light == recount.by_light(rows)
        assert totals.unassigned == recount.unassigned(rows)


@days
def test_sections_count_their_subsections_and_add_up_to_the_plan(world: World, day: datetime.date) -> None:
    for plan in world.plans:
        rows = recount.counted_of(plan, day)
        sections = plan_totals(plan, day).sections
        for row in sections:
            held = [
                counted
                for counted in rows
                if row.section.pk in {counted.task.section_id, counted.task.section.parent_id}
            ]
            assert row.total == len(held)
            assert row.by_status == recount.by_status(held)
            assert row.by_light == recount.by_light(held)
        assert [row.section.path for row in sections] == ["1", "2"]
        assert sum(row.total for row in sections) == plan.tasks.count()


@days
def test_an_agency_has_three_counts_of_its_own(world: World, day: datetime.date) -> None:
    for plan in [None, *world.plans]:
        rows = recount.counted_of(plan, day)
        for counts in agency_counts(plan, day, world.agencies):
            for name, role in ROLES.items():
                expected = role_count(rows, counts.agency, role, day)
                assert getattr(counts, name) == expected, (counts.agency, name)


def role_count(
    rows: list[recount.Counted], agency: Agency, role: AssignmentRole, day: datetime.date
) -> RoleCount:
    held = [
        row
        for row in rows
        for part in recount.held_on(row.task, day)
        if part.agency == agency and part.role == role
    ]
    if role == AssignmentRole.LEAD:
        statuses = Counter(row.state.status for row in held)
    else:
        statuses = Counter(recount.own_status(row.task, agency, day) for row in held)
    return RoleCount(
        total=len(held),
        reported=sum(recount.has_reported(row.task, agency, day) for row in held),
        accepted=sum(recount.has_been_accepted(row.task, agency, day) for row in held),
        numbers=()
        if role == AssignmentRole.PARTICIPATING
        else tuple(statuses[status] for status in DerivedStatus),
    )


def test_agencies_come_by_name_and_only_those_with_a_part(world: World) -> None:
    named = [counts.agency.name for counts in agency_counts(world.plans[0], DAY)]
    assert set(named) == {
        part.agency.name for task in world.plans[0].tasks.all() for part in recount.held_on(task, DAY)
    }
    assert named == [agency.name for agency in Agency.objects.filter(name__in=named)]


@days
def test_the_parts_of_an_agency_give_the_same_three_counts(world: World, day: datetime.date) -> None:
    for counts in agency_counts(None, day, world.agencies):
        parts = parts_of(assignments_of(counts.agency).in_force_on(day), day)
        assert counts_of_parts(counts.agency, parts) == counts


@days
def test_late_tasks_are_the_red_ones_the_longest_late_first(world: World, day: datetime.date) -> None:
    for plan in world.plans:
        late = late_rows(Task.objects.all(), red_keys(Task.objects.all(), plan, day), day)
        red = [row for row in recount.counted_of(plan, day) if row.light == LightColour.RED]
        due = {row.task.reference: row for row in red}
        assert {row.task.reference for row in late} == set(due)
        assert [row.days_late for row in late] == sorted((row.days_late for row in late), reverse=True)
        for row in late:
            found = due[row.task.reference]
            held = [part for part in recount.held_on(found.task, day) if part.role != "participating"]
            assert row.task.holders == [part.agency.name for part in held]
            assert row.days_late == (max((day - found.due_on).days, 0) if found.due_on else 0)
            assert row.task.light.colour == LightColour.RED


def is_led(task: Task) -> bool:
    return any(
        part.role == AssignmentRole.LEAD and part.in_force_until is None for part in task.assignments.all()
    )


@days
def test_the_office_sees_what_waits_for_it(world: World, day: datetime.date) -> None:
    office = make_user(Role.OFFICE)
    for plan in world.plans:
        queue = office_queue(office, plan, day)
        rows = [row for row in recount.counted_of(plan, day) if row.tracked_from and row.tracked_from <= day]
        tracked = Plan.objects.with_tracking(day).get(pk=plan.pk)
        needs = needs_of(tracked, plan_totals(plan, day), day)
        assert needs[Need.AGENCY] == recount.unassigned(rows)
        settled = {"completed", "ongoing", "suspended", "dropped"}
        assert needs[Need.DUE_DATE] == sum(
            row.due_on is None and row.state.status not in settled for row in rows
        )
        waiting = [
            report
            for report in ProgressReport.objects.all()
            if report.state == ReportState.SUBMITTED
            and (report.role != AssignmentRole.PARTICIPATING or not is_led(report.task))
            and report.task.plan == plan
        ]
        assert {row.report for row in queue.awaiting} == set(waiting)
        ages = [row.days_waiting for row in queue.awaiting]
        assert ages == sorted(ages, reverse=True)


def test_others_see_no_report_that_waits_for_the_office(world: World) -> None:
    assert office_queue(make_user(Role.VIEWER), world.plans[0], DAY).awaiting == ()
