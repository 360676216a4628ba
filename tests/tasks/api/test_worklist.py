"""One's own worklist and review queue over the API: the rows of the pages, in their order."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import Agency, ReportingPolicy, User
from tasks.enums import AssignmentRole, ReportState
from tasks.models import ProgressReport
from tasks.summaries.review_queue import awaiting
from tests.api_client import ApiClient
from tests.factories import (
    confirm,
    make_agency,
    make_assignment,
    make_plan,
    make_report,
    make_task,
    make_user,
    moment,
    return_,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2020, 7, 1)


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


def tasks_of(agency: Agency) -> None:
    """Due and late, returned, handed in, settled, drafted, in a plan that nobody tracks; and another's."""
    tracked, history = make_plan("2020", tracked_from=DAY), make_plan("2016")
    make_task(tracked, lead=agency, due_on=DAY)
    returned, waiting, settled, begun = (make_task(tracked, lead=agency) for _ in range(4))
    return_(make_report(returned, agency), reason="请补充")
    make_report(waiting, agency)
    confirm(make_report(settled, agency))
    make_report(begun, agency, ReportState.DRAFT)
    make_task(history, lead=agency)
    make_task(tracked, lead=make_agency())


def test_the_worklist_has_the_rows_of_the_page_in_its_order(client: Client, agency: Agency) -> None:
    tasks_of(agency)
    staff = make_user(Role.STAFF, agency)
    client.force_login(staff)
    shown = client.get("/my/").context
    rows = ApiClient(staff).get("worklist/").json()["results"]
    found = [(item.task.reference, item.standing, item.owed) for item in shown["page_obj"]]
    assert [(row["task"], row["standing"], row["owed"]) for row in rows] == found
    assert ([row["owed"] for row in rows], shown["owed"]) == ([True] * 3 + [False] * 3, 3)
    assert (rows[0]["return_reason"], rows[0]["report"]["state"]) == ("请补充", "returned")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("owed=true", ["2020-2", "2020-1", "2020-5"]),
        ("owed=false&ordering=number", ["2016-1", "2020-3", "2020-4"]),
        ("standing=draft", ["2020-5"]),
        ("plan=2016", ["2016-1"]),
        ("role=participating", []),
        ("ordering=-number&owed=true", ["2020-5", "2020-2", "2020-1"]),
    ],
)
def test_it_is_filtered_and_sorted_like_any_list(
    client: Client, agency: Agency, query: str, expected: list[str]
) -> None:
    tasks_of(agency)
    staff = make_user(Role.STAFF, agency)
    rows = ApiClient(staff).get(f"worklist/?{query}&fields=task").json()["results"]
    assert [row["task"] for row in rows] == expected
    client.force_login(staff)
    shown = client.get(f"/my/?{query}").context["page_obj"]
    assert {item.task.reference for item in shown} == set(expected)


def test_it_comes_in_pages_with_a_tag(agency: Agency) -> None:
    tasks_of(agency)
    api = ApiClient(make_user(Role.STAFF, agency))
    first = api.get("worklist/?page_size=4&count=1")
    page = first.json()
    assert (page["count"], first["Link"]) == (6, f'<{page["next"]}>; rel="next"')
    second = api.get(page["next"].partition("/api/v1/")[2]).json()
    whole = api.get("worklist/").json()["results"]
    assert [*page["results"], *second["results"]] == whole
    assert api.get("worklist/?page_size=4&count=1", If_None_Match=first["ETag"]).status_code == 304


@pytest.mark.parametrize("number", [1, 3])
def test_a_worklist_takes_as_many_queries_however_long(
    agency: Agency, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        make_report(make_task(lead=agency, due_on=DAY), agency, ReportState.DRAFT)
    api = ApiClient(make_user(Role.STAFF, agency))
    api.get("worklist/")
    with django_assert_num_queries(6):
        assert len(api.get("worklist/").json()["results"]) == number


def queued(user: User, query: str = "") -> list[int]:
    path = f"progress-reports/?awaiting_me=true&ordering=handed_in_at{query}"
    return [row["id"] for row in ApiClient(user).get(path).json()["results"]]


def test_the_review_queue_has_the_rows_of_the_page_in_its_order(client: Client, agency: Agency) -> None:
    partner, plan = make_agency("农业部"), make_plan("2020")
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    later, sooner = (make_task(plan, lead=agency) for _ in range(2))
    make_assignment(later, partner, AssignmentRole.PARTICIPATING)
    make_report(later, agency, submitted_at=moment(DAY + datetime.timedelta(days=2)))
    make_report(sooner, agency, submitted_at=moment(DAY))
    make_report(make_task(plan, lead=agency), agency, ReportState.PENDING_APPROVAL)
    make_report(later, partner, role=AssignmentRole.PARTICIPATING)
    make_report(make_task(make_plan("2016"), lead=partner), partner)
    people = {
        role: make_user(role, None if role == Role.OFFICE else agency)
        for role in (Role.OFFICE, Role.STAFF, Role.APPROVER)
    }
    found = {}
    for role, user in people.items():
        client.force_login(user)
        page = client.get("/review/").context["place"]
        found[role] = queued(user)
        assert found[role] == [row.report.pk for row in page.rows] == [row.pk for row in awaiting(user)]
    assert [len(found[role]) for role in people] == [3, 1, 2]
    assert len(queued(people[Role.OFFICE], "&plan=2020")) == 2
    others = ApiClient(people[Role.OFFICE]).get("progress-reports/?awaiting_me=false").json()["results"]
    assert len(others) == ProgressReport.objects.count() - 3
    assert queued(make_user(Role.VIEWER)) == []
