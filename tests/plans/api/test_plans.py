"""Plans and their tracking over the API."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import AuditEntry
from plans.models import TrackingChange
from tests.api_client import ApiClient
from tests.factories import make_plan, make_user

pytestmark = pytest.mark.django_db

OPENED = datetime.date(2020, 6, 1)


@pytest.fixture
def reader() -> ApiClient:
    return ApiClient(make_user(Role.VIEWER))


@pytest.fixture
def office() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


def test_a_plan_shows_its_rule_and_its_tracking_on_the_day_asked_for(reader: ApiClient) -> None:
    make_plan("2020", note="列第一位的部门为牵头部门", tracked_from=OPENED)
    found = reader.get("plans/2020/").json()
    assert (found["note"], found["tracked_from"]) == ("列第一位的部门为牵头部门", "2020-06-01")
    assert found["document"]["file_name"] == "2020.txt"
    assert reader.get("plans/2020/?day=2020-05-31").json()["tracked_from"] is None


def test_plans_are_listed_newest_first_and_found_by_year(reader: ApiClient) -> None:
    make_plan("2016", year=2016)
    make_plan("2020", year=2020)
    make_plan("2014", year=2014, names_agencies=False)
    codes = [plan["code"] for plan in reader.get("plans/").json()["results"]]
    assert codes == ["2020", "2016", "2014"]
    assert [plan["code"] for plan in reader.get("plans/?year=2016").json()["results"]] == ["2016"]
    assert [plan["code"] for plan in reader.get("plans/?names_agencies=false").json()["results"]] == ["2014"]


def test_the_office_opens_moves_and_ends_tracking(office: ApiClient) -> None:
    make_plan("2020")
    opened = office.post("plans/2020/tracking/", {"tracked_from": "2020-06-01"})
    assert (opened.status_code, opened.json()["tracked_from"]) == (200, "2020-06-01")
    moved = office.post("plans/2020/tracking/", {"tracked_from": "2020-05-01"})
    assert moved.json()["tracked_from"] == "2020-05-01"
    refused = office.post("plans/2020/tracking/", {"tracked_from": None})
    assert refused.json()["errors"][0]["pointer"] == "/reason"
    ended = office.post("plans/2020/tracking/", {"tracked_from": None, "reason": "年度已结束"})
    assert ended.json()["tracked_from"] is None
    assert TrackingChange.objects.count() == 3
    assert AuditEntry.objects.filter(action__startswith="tracking.", channel="api").count() == 3


def test_tracking_from_the_same_day_again_is_a_conflict(office: ApiClient) -> None:
    make_plan("2020", tracked_from=OPENED)
    assert office.post("plans/2020/tracking/", {"tracked_from": "2020-06-01"}).status_code == 409


@pytest.mark.parametrize("role", [Role.VIEWER, Role.STAFF, Role.APPROVER])
def test_only_the_office_decides_about_tracking(role: Role) -> None:
    make_plan("2020")
    api = ApiClient(make_user(role))
    assert api.post("plans/2020/tracking/", {"tracked_from": "2020-06-01"}).status_code == 403
    assert api.post("plans/2020/tracking/", "{").status_code == 403


@pytest.mark.parametrize("code", ["2019", "nothing", "%00"])
def test_it_refuses_a_code_of_no_plan(reader: ApiClient, code: str) -> None:
    assert reader.get(f"plans/{code}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_three_queries_however_long(
    reader: ApiClient, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        make_plan(tracked_from=OPENED)
    # The token, how many, the plans.
    with django_assert_num_queries(3):
        assert len(reader.get("plans/").json()["results"]) == number
