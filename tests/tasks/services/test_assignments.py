"""Assigning agencies, ending assignments, expanding a collective."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from agencies.enums import AgencyKind, Role
from agencies.errors import Conflict
from agencies.models import AuditEntry
from tasks.enums import AssignmentBasis, AssignmentRole, ReportState
from tasks.models import Assignment
from tasks.services.assignments import Grant, agencies_assign, assignment_end, collective_expand
from tests.factories import make_agency, make_assignment, make_plan, make_report, make_task, make_user

pytestmark = pytest.mark.django_db

LEAD, PARTICIPATING, BY_DUTY = (
    AssignmentRole.LEAD,
    AssignmentRole.PARTICIPATING,
    AssignmentRole.BY_DUTY,
)


def test_the_office_assigns_many_tasks_of_a_plan_that_names_nobody() -> None:
    plan = make_plan("2014", names_agencies=False)
    tasks = [make_task(plan), make_task(plan)]
    lead, other = make_agency(), make_agency()
    office = make_user(Role.OFFICE)
    made = agencies_assign(actor=office, tasks=tasks, grants=[Grant(lead, LEAD), Grant(other, PARTICIPATING)])
    assert [(row.agency, row.role, row.position) for row in made] == [
        (lead, LEAD, 1),
        (other, PARTICIPATING, 2),
    ] * 2
    assert {row.basis for row in made} == {AssignmentBasis.OFFICE}
    assert AuditEntry.objects.filter(action="assignment.add").count() == 4


def test_a_changed_role_closes_the_row_and_adds_another() -> None:
    agency = make_agency()
    task = make_task(lead=make_agency(), participating=[agency])
    agencies_assign(
        actor=make_user(Role.OFFICE), tasks=[task], grants=[Grant(agency, LEAD)], reason="调整分工"
    )
    rows = task.assignments.filter(agency=agency).order_by("pk")
    assert [(row.role, row.in_force_until is None) for row in rows] == [
        (PARTICIPATING, False),
        (LEAD, True),
    ]


def test_a_changed_role_needs_a_reason_and_nothing_half_done_stays() -> None:
    agency = make_agency()
    fresh, held = make_task(), make_task(lead=[], participating=[agency])
    with pytest.raises(ValidationError) as refused:
        agencies_assign(actor=make_user(Role.OFFICE), tasks=[fresh, held], grants=[Grant(agency, LEAD)])
    assert set(refused.value.message_dict) == {"reason"}
    assert not fresh.assignments.exists()
    assert not AuditEntry.objects.exists()


def test_a_task_is_not_led_and_done_by_duty_at_once() -> None:
    task = make_task(lead=make_agency())
    with pytest.raises(ValidationError) as refused:
        agencies_assign(actor=make_user(Role.OFFICE), tasks=[task], grants=[Grant(make_agency(), BY_DUTY)])
    assert set(refused.value.message_dict) == {"role"}


def test_the_same_role_again_changes_nothing() -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    assert agencies_assign(actor=make_user(Role.OFFICE), tasks=[task], grants=[Grant(agency, LEAD)]) == []
    assert not AuditEntry.objects.exists()


def test_an_agency_cannot_be_named_twice() -> None:
    agency = make_agency()
    with pytest.raises(ValidationError):
        agencies_assign(
            actor=make_user(Role.OFFICE),
            tasks=[make_task()],
            grants=[Grant(agency, LEAD), Grant(agency, PARTICIPATING)],
        )


def test_the_database_itself_keeps_one_assignment_an_agency_and_task() -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    with pytest.raises(IntegrityError):
        make_assignment(task, agency, PARTICIPATING)


def test_nobody_but_the_office_assigns_or_ends() -> None:
    task = make_task(lead=make_agency())
    staff = make_user(Role.STAFF)
    with pytest.raises(PermissionDenied):
        agencies_assign(actor=staff, tasks=[task], grants=[Grant(make_agency(), LEAD)])
    with pytest.raises(PermissionDenied):
        assignment_end(actor=staff, assignment=task.assignments.get(), reason="x")


def test_an_ended_assignment_says_by_whom_and_cannot_end_twice() -> None:
    part = make_task(lead=make_agency()).assignments.get()
    office = make_user(Role.OFFICE)
    ended = assignment_end(actor=office, assignment=part, reason="机构改革")
    assert ended.ended_by == office
    assert AuditEntry.objects.get().after == {"reason": "机构改革"}
    with pytest.raises(Conflict):
        assignment_end(actor=office, assignment=part, reason="再次")


def test_a_collective_gives_its_part_to_its_members() -> None:
    collective = make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
    task = make_task(lead=make_agency(), participating=[collective])
    members = [make_agency(), make_agency()]
    collective_expand(
        actor=make_user(Role.OFFICE),
        assignment=task.assignments.get(agency=collective),
        agencies=members,
    )
    current = Assignment.objects.current().filter(task=task, role=PARTICIPATING)
    assert {row.agency for row in current} == set(members)


def test_a_ministry_is_not_expanded() -> None:
    part = make_task(lead=make_agency()).assignments.get()
    with pytest.raises(ValidationError):
        collective_expand(actor=make_user(Role.OFFICE), assignment=part, agencies=[make_agency()])


def test_a_report_under_way_goes_on_in_the_new_role_and_a_settled_one_keeps_its_own() -> None:
    agency = make_agency()
    task = make_task(lead=make_agency(), participating=[agency])
    settled = make_report(task, agency, ReportState.ACCEPTED)
    waiting = make_report(task, agency)
    agencies_assign(
        actor=make_user(Role.OFFICE), tasks=[task], grants=[Grant(agency, LEAD)], reason="调整分工"
    )
    settled.refresh_from_db()
    waiting.refresh_from_db()
    assert (settled.role, waiting.role) == (PARTICIPATING, LEAD)
