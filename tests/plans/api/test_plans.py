"""Plans and their tracking over the API."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import AuditEntry, User
from plans.enums import MarkedByDuty
from plans.models import LeadRuleReading, Plan, TrackingChange
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
    assert reader.get("plans/2020/?as_of=2020-05-31").json()["tracked_from"] is None


def test_plans_are_listed_newest_first_and_found_by_year(reader: ApiClient) -> None:
    make_plan("2016", year=2016)
    make_plan("2020", year=2020)
    make_plan("2014", year=2014, names_agencies=False)
    codes = [plan["code"] for plan in reader.get("plans/").json()["results"]]
    assert codes == ["2020", "2016", "2014"]
    assert [plan["code"] for plan in reader.get("plans/?year=2016").json()["results"]] == ["2016"]
    assert [plan["code"] for plan in reader.get("plans/?names_agencies=false").json()["results"]] == ["2014"]


def read_anew(plan: Plan, office: User) -> None:
    LeadRuleReading.objects.create(
        plan=plan,
        marked_by_duty_means=MarkedByDuty.FIRST_LISTED_LEADS,
        reason="经研究",
        decided_at=timezone.now(),
        decided_by=office,
    )


def test_a_plan_shows_how_the_office_read_its_note(reader: ApiClient) -> None:
    read_anew(make_plan("2020"), make_user(Role.OFFICE, display_name="王统筹"))
    reading = reader.get("plans/2020/").json()["readings"][0]
    assert reading["marked_by_duty_means"] == "first_listed_leads"
    assert (reading["reason"], reading["decided_by"]["name"]) == ("经研究", "王统筹")


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
def test_a_list_takes_four_queries_however_long(
    reader: ApiClient, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    office = make_user(Role.OFFICE)
    for _ in range(number):
        read_anew(make_plan(tracked_from=OPENED), office)
    # The token, the plans, their readings, who read them.
    with django_assert_num_queries(4):
        assert len(reader.get("plans/").json()["results"]) == number
