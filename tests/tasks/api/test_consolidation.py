"""Consolidation, opinions and synopses over the API."""

from __future__ import annotations

import pytest
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, AuditEntry
from tasks.models import Consolidation, Opinion, Task
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_report, make_task, make_user, take_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


@pytest.fixture
def partners() -> list[Agency]:
    return [make_agency("中央宣传部"), make_agency("商务部")]


def test_a_lead_takes_the_task_another_takes_it_over_and_the_office_lets_it_go(
    office: ApiClient, partners: list[Agency]
) -> None:
    make_task(make_plan("2016"), 60, lead=partners)
    one, two = (ApiClient(make_user(Role.STAFF, agency)) for agency in partners)
    address = "tasks/2016-60/consolidation/"

    assert one.post(address, {}).json()["agency"]["name"] == "中央宣传部"
    assert two.post(address, {}).json()["errors"][0]["pointer"] == "/reason"
    assert two.post(address, {"reason": "由我部统稿。"}).status_code == 200
    refused = one.post(
        "progress-reports/", {"task": "2016-60", "status": "in_progress", "percent": 10, "progress": "调研"}
    )
    assert refused.status_code == 409
    assert "商务部" in refused.json()["detail"]
    held = office.get(address).json()
    assert [(row["agency"]["name"], row["released_at"] is None) for row in held] == [
        ("商务部", True),
        ("中央宣传部", False),
    ]
    assert office.delete(address).status_code == 204
    assert not Consolidation.objects.filter(released_at=None).exists()
    assert AuditEntry.objects.filter(action="consolidation.release", channel="api").count() == 1


def test_the_office_says_for_which_collective_it_consolidates(office: ApiClient) -> None:
    make_task(make_plan("2016"), 60, lead=[make_agency(), make_agency()])

    refused = office.post("tasks/2016-60/consolidation/", {})

    assert refused.json()["errors"][0]["pointer"] == "/agency"


def test_a_participant_reads_the_leads_report_without_its_problem_and_dissents(
    partners: list[Agency], office: ApiClient
) -> None:
    lead = make_agency("知识产权局")
    task = make_task(make_plan("2020"), 55, lead=lead, participating=partners)
    report = make_report(task, lead, problem="请协调经费。")
    mine, other = (ApiClient(make_user(Role.STAFF, agency)) for agency in partners)
    address = f"progress-reports/{report.pk}/"

    read = mine.get(address).json()
    assert (read["state"], read["problem"], read["reviews"]) == ("submitted", None, [])
    assert mine.post(f"{address}opinions/", {"stance": "dissent"}).json()["errors"][0]["pointer"] == "/reason"
    said = {"stance": "dissent", "reason": "数据有出入。", "read": read["submitted_at"]}
    assert mine.post(f"{address}opinions/", said).status_code == 201

    assert Opinion.objects.get().agency == partners[0]
    for caller, seen in [(mine, 1), (office, 1), (ApiClient(make_user(Role.STAFF, lead)), 1), (other, 0)]:
        assert len(caller.get(f"{address}opinions/").json()) == seen
    assert mine.post(f"{address}opinions/", {**said, "read": "2020-01-01T00:00:00+08:00"}).status_code == 412
    assert mine.post(f"{address}opinions/", {**said, "read": "0001-01-01"}).status_code == 400


def test_a_stranger_finds_no_report_to_judge(partners: list[Agency]) -> None:
    lead = make_agency("知识产权局")
    report = make_report(make_task(lead=lead, participating=partners), lead)
    stranger = ApiClient(make_user(Role.STAFF))

    assert stranger.get(f"progress-reports/{report.pk}/").status_code == 404
    assert stranger.post(f"progress-reports/{report.pk}/opinions/", {"stance": "agree"}).status_code == 404


def test_the_office_writes_a_synopsis_and_never_over_a_newer_one(
    office: ApiClient, partners: list[Agency]
) -> None:
    task: Task = make_task(make_plan("2016"), 70, by_duty=partners)
    address = f"tasks/{task.reference}/synopses/"

    first = office.post(address, {"text": "总体进展顺利。", "read": None}).json()
    second = office.post(address, {"text": "一个部门滞后。", "read": first["id"]}).json()
    refused = office.post(address, {"text": "另一稿。", "read": first["id"]})

    assert refused.status_code == 412
    assert refused.json()["current"] == second
    reader = ApiClient(make_user(Role.VIEWER))
    assert [row["text"] for row in reader.get(address).json()] == ["一个部门滞后。", "总体进展顺利。"]
    assert reader.post(address, {"text": "x", "read": None}).status_code == 403


def test_who_has_a_say_is_told_that_the_report_was_taken_back_and_nobody_else_learns_of_it() -> None:
    lead, partner = make_agency(), make_agency()
    report = make_report(make_task(lead=lead, participating=[partner]), lead)
    take_back(report, timezone.now())
    address = f"progress-reports/{report.pk}/opinions/"
    mine = ApiClient(make_user(Role.STAFF, partner))
    told = mine.post(address, {"stance": "agree"})
    assert (told.status_code, told.json().get("current")) == (409, None)
    assert mine.get(address).status_code == 404
    stranger = ApiClient(make_user(Role.STAFF, make_agency()))
    assert stranger.post(address, {"stance": "agree"}).status_code == 404
    assert stranger.post(address, {"stance": "no"}).status_code == 404
    assert not Opinion.objects.exists()
