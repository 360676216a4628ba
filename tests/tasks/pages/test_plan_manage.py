from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, AgencyAlias
from plans.models import LeadRuleReading, Plan, TrackingChange
from tasks.enums import AssignmentBasis, AssignmentRole
from tasks.models import Assignment, DueDateChange, Task
from tasks.search import rebuild
from tests.factories import make_agency, make_assignment, make_plan, make_task, make_user, set_due_date
from tests.seen import send

pytestmark = pytest.mark.django_db


def manage(desk: Client, address: str, sent: dict[str, Any]) -> Any:
    """Send the form for `address` of the page that manages its plan."""
    return send(desk, re.sub(r"[\w-]+/(\?|$)", r"manage/\1", address, count=1), address, sent)


STEPS = ("tracking", "reading", "assign", "due-dates")


@pytest.fixture
def plan() -> Plan:
    return make_plan("2020")


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


def roles(task: Task) -> dict[str, str]:
    return dict(task.assignments.filter(in_force_until=None).values_list("agency__name", "role"))


def test_tracking_is_opened_with_its_day(desk: Client, plan: Plan) -> None:
    answer = manage(
        desk, "/plans/2020/tracking/", {"action": "open", "tracked_from": "2020-05-01", "reason": ""}
    )

    assert answer.headers["Location"] == "/plans/2020/manage/"
    assert TrackingChange.objects.get().tracked_from == datetime.date(2020, 5, 1)


def test_tracking_is_stopped_only_with_a_reason(desk: Client) -> None:
    make_plan("2016", tracked_from=datetime.date(2020, 1, 1))

    refused = manage(desk, "/plans/2016/tracking/", {"action": "close", "reason": ""})
    assert refused.context["tracking_close"].errors.keys() == {"reason"}

    send(
        desk,
        "/plans/2016/manage/",
        "/plans/2016/tracking/",
        {"action": "close", "reason": "年度工作已总结。"},
    )
    assert TrackingChange.objects.first().tracked_from is None  # type: ignore[union-attr]


def test_opening_it_twice_from_the_same_day_is_a_conflict(desk: Client) -> None:
    make_plan("2016", tracked_from=datetime.date(2020, 1, 1))

    answer = send(
        desk, "/plans/2016/manage/", "/plans/2016/tracking/", {"action": "open", "tracked_from": "2020-01-01"}
    )

    assert answer.status_code == 409
    assert TrackingChange.objects.count() == 1


def test_many_tasks_are_assigned_at_once_by_the_names_of_the_documents(
    desk: Client, plan: Plan, agency: Agency
) -> None:
    court = make_agency("最高人民法院")
    AgencyAlias.objects.create(agency=court, name="高法院")
    tasks = [make_task(plan) for _ in range(3)]

    manage(
        desk,
        "/plans/2020/assign/",
        {"tasks": [tasks[0].pk, tasks[2].pk], "lead": "知识产权局", "participating": "高法院"},
    )

    expected = {"知识产权局": AssignmentRole.LEAD, "最高人民法院": AssignmentRole.PARTICIPATING}
    assert roles(tasks[0]) == roles(tasks[2]) == expected
    assert roles(tasks[1]) == {}
    assert set(Assignment.objects.values_list("basis", flat=True)) == {AssignmentBasis.OFFICE}


def test_an_unknown_name_is_said_at_its_field_and_the_ticks_stay(desk: Client, plan: Plan) -> None:
    task = make_task(plan)

    answer = send(
        desk, "/plans/2020/manage/", "/plans/2020/assign/", {"tasks": [task.pk], "lead": "知识产权局、无此部"}
    )

    assert "无此部" in str(answer.context["assign"].errors["lead"])
    unknown = send(
        desk, "/plans/2020/manage/", "/plans/2020/assign/", {"tasks": [task.pk], "lead": "无此部" * 1000}
    )
    assert len(str(unknown.context["assign"].errors["lead"])) < 500
    assert answer.context["many"].ticked == {str(task.pk)}
    assert not Assignment.objects.exists()


def test_all_tasks_that_the_filter_shows_can_be_meant(desk: Client, plan: Plan, agency: Agency) -> None:
    meant = make_task(plan, text="加强专利审查。")
    other = make_task(plan, text="推进版权登记。")
    rebuild()

    send(
        desk,
        "/plans/2020/manage/?q=专利",
        "/plans/2020/assign/?q=专利",
        {"all_shown": "on", "by_duty": "知识产权局"},
    )

    assert roles(meant) == {"知识产权局": AssignmentRole.BY_DUTY}
    assert roles(other) == {}


def test_the_page_comes_back_with_the_same_filter(desk: Client, plan: Plan, agency: Agency) -> None:
    task = make_task(plan)
    rebuild()

    answer = send(
        desk,
        "/plans/2020/manage/?q=工作",
        "/plans/2020/assign/?q=工作",
        {"tasks": [task.pk], "lead": "知识产权局"},
    )

    assert answer.headers["Location"] == "/plans/2020/manage/?q=%E5%B7%A5%E4%BD%9C"


def test_tasks_of_another_plan_are_not_assigned_through_this_one(
    desk: Client, plan: Plan, agency: Agency
) -> None:
    task = make_task()

    manage(desk, "/plans/2020/assign/", {"tasks": [task.pk], "lead": "知识产权局"})

    assert roles(task) == {}


def test_a_role_that_stands_is_changed_only_with_a_reason(desk: Client, plan: Plan, agency: Agency) -> None:
    task = make_task(plan, lead=agency)
    sent = {"tasks": [task.pk], "participating": "知识产权局"}

    refused = manage(desk, "/plans/2020/assign/", sent)
    assert refused.context["many"].errors.keys() == {"reason"}

    manage(desk, "/plans/2020/assign/", {**sent, "reason": "按会议决定调整。"})
    assert roles(task) == {"知识产权局": AssignmentRole.PARTICIPATING}


def test_due_dates_of_many_tasks_are_set_at_once(desk: Client, plan: Plan) -> None:
    tasks = [make_task(plan) for _ in range(3)]

    send(
        desk,
        "/plans/2020/manage/",
        "/plans/2020/due-dates/",
        {"tasks": [task.pk for task in tasks], "due_on": "2020-12-31"},
    )

    assert list(DueDateChange.objects.values_list("due_on", flat=True)) == [datetime.date(2020, 12, 31)] * 3


def test_an_empty_date_takes_nothing_away_unless_it_is_said(desk: Client, plan: Plan) -> None:
    task = make_task(plan, due_on=datetime.date(2020, 10, 1))
    sent = {"tasks": [task.pk], "due_on": "", "reason": "时限另行通知。"}

    refused = manage(desk, "/plans/2020/due-dates/", sent)
    assert refused.context["due_dates"].errors.keys() == {"due_on"}

    manage(desk, "/plans/2020/due-dates/", {**sent, "take_away": "on"})
    assert DueDateChange.objects.first().due_on is None  # type: ignore[union-attr]


def test_a_wrong_date_is_said_once_and_what_was_typed_for_the_other_button_stays(
    desk: Client, plan: Plan
) -> None:
    sent = {"tasks": [make_task(plan).pk], "due_on": "2020-13-45", "lead": "知识产权局、商务部"}

    refused = manage(desk, "/plans/2020/due-dates/", sent)

    assert len(refused.context["due_dates"].errors["due_on"]) == 1
    assert "知识产权局、商务部" in refused.content.decode()


def marked_plan() -> tuple[Plan, Task]:
    plan = make_plan("66", note="列第一位者为牵头部门。")
    task = make_task(plan, by_duty=[make_agency("知识产权局"), make_agency("商务部")], marked_by_duty=True)
    Assignment.objects.update(basis=AssignmentBasis.READING)
    return plan, task


def test_a_reading_is_shown_before_it_is_changed(desk: Client) -> None:
    _plan, task = marked_plan()
    sent = {"marked_by_duty_means": "first_listed_leads", "reason": "经请示，首位牵头。"}

    preview = manage(desk, "/plans/66/reading/", {**sent, "action": "preview"})

    assert [
        (change.assignment.agency.name, change.role) for change in preview.context["preview"]["changes"]
    ] == [("知识产权局", AssignmentRole.LEAD), ("商务部", AssignmentRole.PARTICIPATING)]
    assert "2 个角色变更" in preview.content.decode()
    assert preview.content.decode().count(f'">{task.reference}</a>') == 1
    assert set(roles(task).values()) == {AssignmentRole.BY_DUTY}
    assert not LeadRuleReading.objects.exists()

    manage(desk, "/plans/66/reading/", {**sent, "action": "apply"})
    assert roles(task) == {"知识产权局": AssignmentRole.LEAD, "商务部": AssignmentRole.PARTICIPATING}


def test_a_reading_needs_a_reason(desk: Client) -> None:
    marked_plan()

    answer = manage(
        desk,
        "/plans/66/reading/",
        {"marked_by_duty_means": "first_listed_leads", "reason": "", "action": "apply"},
    )

    assert answer.context["reading_form"].errors.keys() == {"reason"}
    assert not LeadRuleReading.objects.exists()


def test_the_page_shows_who_has_what_and_until_when(desk: Client, plan: Plan, agency: Agency) -> None:
    task = make_task(plan, lead=agency)
    set_due_date(task, timezone.localdate())

    page = desk.get("/plans/2020/manage/").content.decode()

    assert "知识产权局" in page
    assert f"{timezone.localdate():%Y-%m-%d}" in page


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_who_does_not_coordinate_may_neither_see_nor_change_it(
    client: Client, plan: Plan, role: Role
) -> None:
    client.force_login(make_user(role))

    assert client.get("/plans/2020/manage/").status_code == 403
    assert {client.post(f"/plans/2020/{step}/").status_code for step in STEPS} == {403}


def test_there_is_no_plan_of_that_code(desk: Client) -> None:
    assert desk.get("/plans/1999/manage/").status_code == 404


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_number_of_queries_does_not_grow(
    desk: Client, plan: Plan, agency: Agency, tasks: int, django_assert_num_queries: Any
) -> None:
    for _ in range(tasks):
        make_assignment(make_task(plan, lead=agency), make_agency(), AssignmentRole.PARTICIPATING)

    with django_assert_num_queries(13):
        desk.get("/plans/2020/manage/")


@pytest.mark.parametrize("wrong", ["agency=0", "agency=nobody", "section=0", "role=chief"])
def test_a_wrong_filter_shows_no_task_and_changes_none(desk: Client, plan: Plan, wrong: str) -> None:
    make_task(plan)
    assert list(desk.get(f"/plans/2020/manage/?{wrong}").context["tasks"]) == []
    manage(desk, f"/plans/2020/due-dates/?{wrong}", {"all_shown": "on", "due_on": "2020-12-31"})
    assert not DueDateChange.objects.exists()
