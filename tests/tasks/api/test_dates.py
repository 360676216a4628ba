"""Dates, milestones, requests for later dates and wordings over the API."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, AuditEntry
from plans.clock import today
from tasks.models import ExtensionRequest, ProgressReport, Task
from tests.api_client import ApiClient
from tests.factories import (
    claim,
    confirm,
    in_days,
    make_milestone,
    make_report,
    make_request,
    make_task,
    make_user,
    moment,
    set_due_date,
)

pytestmark = pytest.mark.django_db

DUE, LATER, LATEST = (datetime.date(2099, month, 15) for month in (4, 5, 6))
"""Days that lie ahead."""


@pytest.fixture
def office() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


@pytest.fixture
def staff(lead: Agency) -> ApiClient:
    return ApiClient(make_user(Role.STAFF, lead))


def test_a_task_tells_its_first_date_its_milestones_and_its_wordings(office: ApiClient, task: Task) -> None:
    office.post("due-dates/", {"tasks": ["2020-55"], "due_on": str(DUE)})
    sent = {"tasks": ["2020-55"], "due_on": str(LATER), "reason": "疫情影响", "document_number": "9号"}
    assert office.post("due-dates/", sent).json()[0]["document_number"] == "9号"
    office.post("milestones/", {"task": "2020-55", "name": "完成调研", "due_on": str(DUE)})
    office.post("wording-changes/", {"task": "2020-55", "text": "修订办法。", "document_number": "10号"})
    for told in (office.get("tasks/2020-55/").json(), office.get("tasks/").json()["results"][0]):
        assert (told["original_due_on"], told["due_on"], told["is_adjusted"]) == (str(DUE), str(LATER), True)
    detail = office.get("tasks/2020-55/").json()
    assert [change["due_on"] for change in detail["due_date_changes"]] == [str(LATER), str(DUE)]
    assert [(one["name"], one["due_on"], one["is_reached"]) for one in detail["milestones"]] == [
        ("完成调研", str(DUE), False)
    ]
    assert [one["text"] for one in detail["wording_changes"]] == ["修订办法。"]
    assert detail["text"] == task.text
    assert AuditEntry.objects.filter(action="wording.change", channel="api").exists()
    yesterday = in_days(-1)
    before = office.get(f"tasks/2020-55/?as_of={yesterday}").json()
    assert (before["milestones"], before["wording_changes"], before["original_due_on"]) == ([], [], None)


def test_a_milestone_is_moved_with_a_reason_and_ended_once(office: ApiClient, task: Task) -> None:
    milestone = make_milestone(task, "完成调研", due_on=DUE)
    address = f"milestones/{milestone.pk}/"
    assert office.post(f"{address}move/", {"due_on": str(LATER)}).status_code == 400
    moved = office.post(f"{address}move/", {"due_on": str(LATER), "reason": "会期推迟"}).json()
    assert (moved["due_on"], moved["original_due_on"]) == (str(LATER), str(DUE))
    ended = office.post(f"{address}end/", {"reason": "不再需要"}).json()
    assert (ended["has_ended"], ended["end_reason"]) == (True, "不再需要")
    again = office.post(f"{address}end/", {"reason": "再次"})
    assert (again.status_code, again.json()["current"]["has_ended"]) == (409, True)
    detail = office.get("tasks/2020-55/").json()
    assert (detail["milestones"], [one["name"] for one in detail["ended_milestones"]]) == ([], ["完成调研"])


def test_an_agency_asks_and_the_office_grants_another_date(
    staff: ApiClient, office: ApiClient, task: Task
) -> None:
    set_due_date(task, DUE)
    sent = {"task": "2020-55", "asked_due_on": str(LATEST), "reason": "征求意见时间较长。"}
    asked = staff.post("extension-requests/", sent)
    assert (asked.status_code, asked.json()["state"]) == (201, "asked")
    again = staff.post("extension-requests/", sent)
    assert (again.status_code, again.json()["current"]["id"]) == (409, asked.json()["id"])
    address = f"extension-requests/{asked.json()['id']}/"
    assert office.get("extension-requests/?state=asked&task=2020-55&count=1").json()["count"] == 1
    granted = office.post(f"{address}grant/", {"due_on": str(LATER), "seen_due_on": str(DUE)}).json()
    assert (granted["state"], granted["decision"]["granted_due_on"]) == ("granted", str(LATER))
    detail = staff.get("tasks/2020-55/").json()
    assert detail["due_on"] == str(LATER)
    assert detail["due_date_changes"][0]["request"] == detail["extension_requests"][0]["id"]


def test_a_decision_names_the_date_that_it_was_made_on(office: ApiClient, task: Task, lead: Agency) -> None:
    set_due_date(task, DUE)
    request = make_request(task, lead, DUE, LATER)
    set_due_date(task, LATEST, timezone.now())
    address = f"extension-requests/{request.pk}/"
    assert office.post(f"{address}refuse/", {"reason": "不宜延期"}).status_code == 400
    stale = office.post(f"{address}refuse/", {"reason": "不宜延期", "seen_due_on": str(DUE)})
    assert stale.status_code == 409
    refused = office.post(f"{address}refuse/", {"reason": "不宜延期", "seen_due_on": str(LATEST)}).json()
    assert (refused["state"], refused["decision"]["granted_due_on"]) == ("refused", None)


def test_a_request_is_for_the_agency_and_the_office_and_as_it_was_on_a_day(
    staff: ApiClient, office: ApiClient, task: Task, lead: Agency, partner: Agency
) -> None:
    set_due_date(task, DUE)
    asked_on = datetime.date(2020, 5, 1)
    request = make_request(task, lead, DUE, LATER, asked_on=asked_on)
    address = f"extension-requests/{request.pk}/"
    assert staff.post(f"{address}withdraw/").json()["state"] == "withdrawn"
    then = office.get(f"{address}?as_of={asked_on}").json()
    assert (then["state"], then["decision"]) == ("asked", None)
    assert office.get(f"{address}?as_of=2020-04-30").status_code == 404
    other = ApiClient(make_user(Role.STAFF, partner))
    assert other.get(address).status_code == 404
    assert other.get("tasks/2020-55/").json()["extension_requests"] == []


def test_a_report_claims_milestones_and_they_give_its_percent(staff: ApiClient, task: Task) -> None:
    one, two = make_milestone(task, "完成调研"), make_milestone(task, "印发文件")
    sent = {"task": "2020-55", "status": "in_progress", "claims": [one.pk], "progress": "完成调研。"}
    made = staff.post("progress-reports/", sent).json()
    assert (made["percent"], made["claims"]) == (50, [{"milestone": one.pk, "name": "完成调研"}])
    address = f"progress-reports/{made['id']}/"
    kept = staff.patch(address, {"progress": "完成调研，形成报告。"}).json()
    assert (kept["percent"], len(kept["claims"])) == (50, 1)
    more = staff.patch(address, {"claims": [one.pk, two.pk], "percent": 10}).json()
    assert (more["percent"], len(more["claims"])) == (99, 2)
    wrong = make_milestone(make_task())
    refused = staff.patch(address, {"claims": [wrong.pk]})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/claims")


def test_a_milestone_is_told_as_reached_once_it_is_confirmed(
    office: ApiClient, task: Task, lead: Agency
) -> None:
    milestone = make_milestone(task)
    report = make_report(task, lead)
    claim(report, milestone)
    assert not office.get("tasks/2020-55/").json()["milestones"][0]["is_reached"]
    confirm(report, moment(today()))
    told = office.get("tasks/2020-55/").json()["milestones"][0]
    assert [agency["name"] for agency in told["reached_by"]] == ["知识产权局"]
    assert ProgressReport.objects.count() == 1


def test_refusals_point_at_what_is_wrong(staff: ApiClient, office: ApiClient, task: Task) -> None:
    set_due_date(task, in_days(-1))
    sent = {"task": "2020-55", "asked_due_on": str(LATER), "reason": "征求意见时间较长。"}
    assert staff.post("extension-requests/", sent).status_code == 400
    nobodys = office.post("extension-requests/", sent).json()["errors"]
    assert nobodys == [{"pointer": "/agency", "detail": "请注明由哪个部门申请。"}]
    wording = {"task": "2020-55", "text": task.text, "document_number": "9号"}
    assert office.post("wording-changes/", wording).json()["errors"][0]["pointer"] == "/text"
    assert office.post("milestones/", {"task": "2020-55", "name": ""}).status_code == 400
    assert not ExtensionRequest.objects.exists()
