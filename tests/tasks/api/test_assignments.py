"""Assignments and due dates over the API."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.enums import AgencyKind, Role
from agencies.models import AuditEntry
from tasks.enums import AssignmentBasis, AssignmentRole
from tasks.models import Assignment
from tests.api_client import ApiClient
from tests.factories import make_agency, make_assignment, make_plan, make_task, make_user, moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


def test_assignments_are_found_by_task_agency_role_and_day(office: ApiClient) -> None:
    lead, other, gone = make_agency("知识产权局"), make_agency("商务部"), make_agency("文化部")
    task = make_task(make_plan("2020"), 55, lead=lead, participating=[other])
    make_assignment(
        task,
        gone,
        AssignmentRole.PARTICIPATING,
        basis=AssignmentBasis.OFFICE,
        in_force_until=moment(datetime.date(2020, 3, 1)),
    )
    make_task(make_plan("2016"), lead=lead)

    def found(query: str) -> list[tuple[str, str]]:
        results = office.get(f"assignments/?{query}").json()["results"]
        return [(one["task"], one["agency"]["name"]) for one in results]

    assert found("task=2020-55&current=true") == [("2020-55", "知识产权局"), ("2020-55", "商务部")]
    assert found(f"agency={lead.pk}&plan=2016") == [("2016-1", "知识产权局")]
    assert found("role=participating&current=false") == [("2020-55", "文化部")]
    assert len(found("in_force_on=2020-02-01&plan=2020")) == 3
    assert found("basis=office") == [("2020-55", "文化部")]


def test_a_day_that_no_other_follows_is_refused(office: ApiClient) -> None:
    make_task(make_plan("2020"), lead=make_agency())
    refused = office.get("assignments/?in_force_on=9999-12-31")
    assert refused.status_code == 400
    assert refused.json()["errors"] == [
        {"parameter": "in_force_on", "detail": "请按 2020-12-31 的格式填写日期。"}
    ]
    assert len(office.get("assignments/?in_force_on=9999-12-30").json()["results"]) == 1


def test_the_office_gives_several_tasks_to_agencies(office: ApiClient) -> None:
    plan = make_plan("2014", names_agencies=False)
    make_task(plan, 1)
    make_task(plan, 2)
    lead, other = make_agency("知识产权局"), make_agency("商务部")
    made = office.post(
        "assignments/",
        {
            "tasks": ["2014-1", "2014-2"],
            "agencies": [
                {"agency": lead.pk, "role": "lead"},
                {"agency": other.pk, "role": "participating"},
            ],
        },
    )
    assert made.status_code == 200
    assert {(one["task"], one["agency"]["name"], one["basis"]) for one in made.json()} == {
        (task, name, "office") for task in ("2014-1", "2014-2") for name in ("知识产权局", "商务部")
    }
    assert AuditEntry.objects.filter(action="assignment.add", channel="api").count() == 4


def test_a_wrong_task_or_agency_is_pointed_at_and_nothing_is_given(office: ApiClient) -> None:
    make_task(make_plan("2014"), 1)
    grant = {"agency": make_agency().pk, "role": "lead"}
    refused = office.post("assignments/", {"tasks": ["2014-1", "2014-9"], "agencies": [grant]})
    assert refused.json()["errors"][0]["pointer"] == "/tasks/1"
    grants = [grant, {"agency": 999999, "role": "lead"}]
    refused = office.post("assignments/", {"tasks": ["2014-1"], "agencies": grants})
    assert refused.json()["errors"][0]["pointer"] == "/agencies/1/agency"
    assert not Assignment.objects.exists()


def test_an_assignment_is_ended_with_a_reason_and_once(office: ApiClient) -> None:
    task = make_task(lead=make_agency())
    address = f"assignments/{task.assignments.get().pk}/end/"
    assert office.post(address, {}).status_code == 400
    assert office.post(address, {"reason": "机构改革"}).json()["in_force_until"] is not None
    again = office.post(address, {"reason": "机构改革"})
    assert again.status_code == 409
    assert again.json()["current"]["in_force_until"] is not None


def test_a_collective_is_expanded_into_its_members(office: ApiClient) -> None:
    collective = make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
    task = make_task(lead=collective)
    members = [make_agency("商务部"), make_agency("外交部")]
    assignment = task.assignments.get()
    made = office.post(
        f"assignments/{assignment.pk}/expand/", {"agencies": [member.pk for member in members]}
    )
    assert [(one["agency"]["name"], one["role"]) for one in made.json()] == [
        ("商务部", "lead"),
        ("外交部", "lead"),
    ]


def test_due_dates_are_set_for_all_tasks_or_none(office: ApiClient) -> None:
    plan = make_plan("2020")
    make_task(plan, 1)
    make_task(plan, 2, due_on=datetime.date(2020, 6, 30))
    sent = {"tasks": ["2020-1", "2020-2"], "due_on": "2020-12-31"}
    refused = office.post("due-dates/", sent)
    assert refused.json()["errors"][0]["pointer"] == "/reason"
    assert office.get("tasks/2020-1/").json()["due_on"] is None
    changed = office.post("due-dates/", {**sent, "reason": "统一时限"})
    assert [(one["task"], one["due_on"]) for one in changed.json()] == [
        ("2020-1", "2020-12-31"),
        ("2020-2", "2020-12-31"),
    ]
    assert office.post("due-dates/", {**sent, "reason": "统一时限"}).json() == []
    taken = office.post("due-dates/", {"tasks": ["2020-1"], "due_on": None, "reason": "暂不设"})
    assert taken.json()[0]["due_on"] is None


@pytest.mark.parametrize("role", [Role.VIEWER, Role.STAFF, Role.APPROVER])
def test_only_the_office_gives_takes_and_sets_dates(role: Role) -> None:
    assignment = make_task(make_plan("2020"), lead=make_agency()).assignments.get()
    api = ApiClient(make_user(role))
    assert api.post("assignments/", {}).status_code == 403
    assert api.post(f"assignments/{assignment.pk}/end/", {}).status_code == 403
    assert api.post(f"assignments/{assignment.pk}/expand/", {}).status_code == 403
    assert api.post("due-dates/", {}).status_code == 403
    assert api.get(f"assignments/{assignment.pk}/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_two_queries_however_long(
    office: ApiClient, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        make_task(lead=make_agency())
    # The token, the assignments.
    with django_assert_num_queries(2):
        assert len(office.get("assignments/").json()["results"]) == number
