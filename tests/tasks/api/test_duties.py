"""Duties of ended agencies, and readings of a plan, over the API."""

from __future__ import annotations

import datetime

import pytest

from agencies.enums import Role
from agencies.models import Agency, AuditEntry
from plans.models import Plan
from tasks.models import Assignment
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_succession, make_task, make_user

pytestmark = pytest.mark.django_db

REFORM = datetime.date(2018, 3, 21)


@pytest.fixture
def office() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


@pytest.fixture
def plan() -> Plan:
    return make_plan("2020", tracked_from=datetime.date(2018, 1, 1))


@pytest.fixture
def ended() -> Agency:
    return make_agency("工商总局", ends_on=REFORM)


def test_open_duties_pass_to_a_body_and_are_not_open_any_more(
    office: ApiClient, plan: Plan, ended: Agency
) -> None:
    heir = make_agency("市场监管总局")
    make_succession(ended, heir)
    make_task(plan, 1, lead=ended)
    make_task(plan, 2, lead=ended)
    address = f"agencies/{ended.pk}/duties/"
    duties = office.get(address).json()
    assert [(duty["task"], duty["successor"]["name"]) for duty in duties] == [
        ("2020-1", "市场监管总局"),
        ("2020-2", "市场监管总局"),
    ]
    sent = {"to_agency": heir.pk, "assignments": [duties[0]["assignment"]]}
    made = office.post(address, sent)
    assert [(part["task"], part["agency"]["name"], part["role"]) for part in made.json()] == [
        ("2020-1", "市场监管总局", "lead")
    ]
    assert [duty["task"] for duty in office.get(address).json()] == ["2020-2"]
    assert office.post(address, sent).status_code == 409
    assert AuditEntry.objects.get(action="duties.pass").channel == "api"


def test_all_of_them_pass_or_none(office: ApiClient, plan: Plan, ended: Agency) -> None:
    part = make_task(plan, 1, lead=ended).assignments.get()
    foreign = make_task(plan, 2, lead=make_agency()).assignments.get()
    refused = office.post(
        f"agencies/{ended.pk}/duties/",
        {"to_agency": make_agency().pk, "assignments": [part.pk, foreign.pk], "reason": "机构改革"},
    )
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/assignments"]
    part.refresh_from_db()
    assert part.in_force_until is None


def test_a_body_not_on_record_needs_a_reason(office: ApiClient, plan: Plan, ended: Agency) -> None:
    part = make_task(plan, 1, lead=ended).assignments.get()
    sent = {"to_agency": make_agency().pk, "assignments": [part.pk]}
    refused = office.post(f"agencies/{ended.pk}/duties/", sent)
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/reason"]


def test_a_reading_is_tried_first_and_then_decided(office: ApiClient, plan: Plan) -> None:
    first, second = make_agency("教育部"), make_agency("商务部")
    make_task(plan, 1, by_duty=[first, second], marked_by_duty=True)
    means = {"marked_by_duty_means": "first_listed_leads"}

    tried = office.post("plans/2020/readings/preview/", means).json()
    assert [(one["assignment"]["agency"]["name"], one["role"]) for one in tried] == [
        ("教育部", "lead"),
        ("商务部", "participating"),
    ]
    assert not AuditEntry.objects.exists()

    assert office.post("plans/2020/readings/", means).status_code == 400
    made = office.post("plans/2020/readings/", {**means, "reason": "经会商"})
    assert made.status_code == 201
    roles = Assignment.objects.current().order_by("position").values_list("role", flat=True)
    assert list(roles) == ["lead", "participating"]
    assert [one["reason"] for one in office.get("plans/2020/readings/").json()] == ["经会商"]
    assert office.post("plans/2020/readings/", {**means, "reason": "再次"}).status_code == 409
    assert AuditEntry.objects.get(action="reading.change").channel == "api"
