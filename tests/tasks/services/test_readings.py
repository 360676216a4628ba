"""Changing what 按职责分别负责 means in a plan."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry
from plans.enums import AssignmentBasis, AssignmentRole, MarkedByDuty
from plans.models import Plan
from tasks.enums import NoticeKind
from tasks.models import Assignment, Notice, Task
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.readings import reading_change, role_changes, rule_with
from tasks.services.reviews import report_confirm
from tasks.summaries.review_queue import awaiting
from tests.factories import make_agency, make_plan, make_report, make_task, make_user

pytestmark = pytest.mark.django_db

LEADS, DUTY = MarkedByDuty.FIRST_LISTED_LEADS, MarkedByDuty.BY_DUTY


def marked_task(plan: Plan) -> Task:
    return make_task(plan, by_duty=[make_agency(), make_agency(), make_agency()], marked_by_duty=True)


def roles(task: Task) -> list[str]:
    return list(Assignment.objects.current().filter(task=task).values_list("role", flat=True))


def test_the_first_listed_leads_after_the_office_reads_it_so() -> None:
    plan = make_plan(reading_reason="附注未作例外规定")
    task = marked_task(plan)
    reading_change(actor=make_user(Role.OFFICE), plan=plan, marked_by_duty_means=LEADS, reason="经研究")
    assert roles(task) == ["lead", "participating", "participating"]
    bases = set(Assignment.objects.current().filter(task=task).values_list("basis", flat=True))
    assert bases == {AssignmentBasis.READING}
    entry = AuditEntry.objects.get(action="reading.change")
    assert entry.after["reason"] == "经研究"
    assert len(entry.after["roles"]) == 3


def test_the_old_roles_stay_in_the_history() -> None:
    plan = make_plan()
    task = marked_task(plan)
    reading_change(actor=make_user(Role.OFFICE), plan=plan, marked_by_duty_means=LEADS, reason="经研究")
    closed = Assignment.objects.filter(task=task, in_force_until__isnull=False)
    assert [row.role for row in closed] == ["by_duty"] * 3


def test_reading_back_gives_back_the_roles() -> None:
    plan, office = make_plan(), make_user(Role.OFFICE)
    task = marked_task(plan)
    reading_change(actor=office, plan=plan, marked_by_duty_means=LEADS, reason="经研究")
    reading_change(actor=office, plan=plan, marked_by_duty_means=DUTY, reason="更正")
    assert roles(task) == ["by_duty"] * 3


def test_unmarked_tasks_and_other_plans_are_left_alone() -> None:
    plan = make_plan()
    unmarked = make_task(plan, lead=make_agency(), participating=[make_agency()])
    elsewhere = marked_task(make_plan())
    reading_change(actor=make_user(Role.OFFICE), plan=plan, marked_by_duty_means=LEADS, reason="经研究")
    assert roles(unmarked) == ["lead", "participating"]
    assert roles(elsewhere) == ["by_duty"] * 3


def test_a_task_the_office_decided_about_stays_as_it_decided() -> None:
    plan, office = make_plan(), make_user(Role.OFFICE)
    task = marked_task(plan)
    agencies_assign(
        actor=office, tasks=[task], grants=[Grant(make_agency(), AssignmentRole.BY_DUTY)], reason="补充"
    )
    reading_change(actor=office, plan=plan, marked_by_duty_means=LEADS, reason="经研究")
    assert roles(task) == ["by_duty"] * 4


def test_the_preview_shows_what_would_change_and_changes_nothing() -> None:
    plan = make_plan()
    task = marked_task(plan)
    changes = role_changes(plan, rule_with(plan, LEADS, "经研究"))
    assert [change.role for change in changes] == ["lead", "participating", "participating"]
    assert roles(task) == ["by_duty"] * 3


def test_it_refuses_staff_a_missing_reason_and_the_same_reading() -> None:
    plan, office = make_plan(), make_user(Role.OFFICE)
    with pytest.raises(PermissionDenied):
        reading_change(actor=make_user(Role.STAFF), plan=plan, marked_by_duty_means=LEADS, reason="经研究")
    with pytest.raises(ValidationError) as refused:
        reading_change(actor=office, plan=plan, marked_by_duty_means=LEADS, reason=" ")
    assert set(refused.value.message_dict) == {"reason"}
    with pytest.raises(Conflict):
        reading_change(actor=office, plan=plan, marked_by_duty_means=DUTY, reason="经研究")
    assert not AuditEntry.objects.exists()


def test_a_share_under_way_goes_to_the_office_once_its_agency_works_by_duty() -> None:
    plan, office = make_plan(marked_by_duty_means=LEADS), make_user(Role.OFFICE)
    participant = make_agency()
    task = make_task(plan, lead=make_agency(), participating=[participant], marked_by_duty=True)
    Assignment.objects.update(basis=AssignmentBasis.READING)
    share = make_report(task, participant)
    assert not awaiting(office).exists()
    reading_change(actor=office, plan=plan, marked_by_duty_means=DUTY, reason="经研究")
    assert awaiting(office).get() == share
    assert Notice.objects.get(recipient=office).kind == NoticeKind.REPORT_SUBMITTED
    report_confirm(actor=office, report=share)
    assert AuditEntry.objects.get(action="report.role").after == {"role": "by_duty"}
