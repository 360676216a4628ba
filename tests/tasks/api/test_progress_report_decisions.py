"""Deciding about progress reports over the API: confirmed, returned, accepted."""

from __future__ import annotations

import pytest

from agencies.enums import Role
from agencies.models import Agency
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport, Task
from tests.api_client import ApiClient
from tests.factories import confirm, make_report, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


def test_the_office_confirms(office: ApiClient, task: Task, lead: Agency) -> None:
    report = make_report(task, lead, percent=60)
    confirmed = office.post(f"progress-reports/{report.pk}/confirm/")
    assert confirmed.status_code == 200
    assert confirmed.json()["state"] == "confirmed"
    assert confirmed.json()["confirmed"]["percent"] == 60
    assert office.get("tasks/2020-55/").json()["percent"] == 60


def test_nobody_confirms_what_they_submitted(task: Task, lead: Agency) -> None:
    author = make_user(Role.OFFICE, lead)
    report = make_report(task, lead, author=author)
    assert ApiClient(author).post(f"progress-reports/{report.pk}/confirm/").status_code == 403


def test_completion_with_an_unfinished_participant_needs_a_reason(
    office: ApiClient, task: Task, lead: Agency
) -> None:
    report = make_report(task, lead, status=Status.COMPLETED, outcome="印发文件。")
    address = f"progress-reports/{report.pk}/confirm/"
    assert office.post(address).json()["errors"][0]["pointer"] == "/override_reason"
    confirmed = office.post(address, {"override_reason": "参与部门工作已并入。"})
    assert confirmed.json()["reviews"][0]["override_reason"] == "参与部门工作已并入。"


def test_the_office_does_not_confirm_what_changed_since_it_read_it(
    office: ApiClient, task: Task, lead: Agency
) -> None:
    report = make_report(task, lead)
    read = office.get(f"progress-reports/{report.pk}/")["ETag"]
    ProgressReport.objects.filter(pk=report.pk).update(version=2)
    assert office.post(f"progress-reports/{report.pk}/confirm/", If_Match=read).status_code == 412


def test_a_return_needs_its_reason(office: ApiClient, task: Task, lead: Agency) -> None:
    report = make_report(task, lead)
    address = f"progress-reports/{report.pk}/return/"
    assert office.post(address, {"reason": " "}).json()["errors"][0]["pointer"] == "/reason"
    assert office.post(address, {}).status_code == 400
    returned = office.post(address, {"reason": "请补充成果。"}).json()
    assert (returned["state"], returned["reviews"][0]["reason"]) == ("returned", "请补充成果。")


def test_a_decision_already_taken_is_a_conflict(office: ApiClient, task: Task, lead: Agency) -> None:
    report = make_report(task, lead)
    confirm(report)
    refused = office.post(f"progress-reports/{report.pk}/confirm/")
    assert refused.status_code == 409
    assert refused.json()["current"]["state"] == "confirmed"


def test_the_lead_accepts_a_share_and_the_office_does_not(
    office: ApiClient, task: Task, lead: Agency, partner: Agency
) -> None:
    share = make_report(task, partner)
    address = f"progress-reports/{share.pk}/accept/"
    assert office.post(address).status_code == 403
    assert ApiClient(make_user(Role.STAFF, partner)).post(address).status_code == 403
    assert ApiClient(make_user(Role.STAFF)).post(address).status_code == 404
    assert ApiClient(make_user(Role.STAFF, lead)).post(address).json()["state"] == "accepted"


def test_an_agency_does_not_decide_about_its_own_report(task: Task, lead: Agency) -> None:
    report = make_report(task, lead)
    staff = ApiClient(make_user(Role.STAFF, lead))
    for verb in ("confirm", "accept"):
        assert staff.post(f"progress-reports/{report.pk}/{verb}/").status_code == 403
    assert staff.post(f"progress-reports/{report.pk}/return/", {"reason": "不"}).status_code == 403
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_the_office_confirms_as_another_value_with_a_reason(
    office: ApiClient, task: Task, lead: Agency
) -> None:
    report = make_report(task, lead, percent=80)
    address = f"progress-reports/{report.pk}/confirm/"
    assert office.post(address, {"percent": 60}).json()["errors"][0]["pointer"] == "/reason"
    answer = office.post(address, {"percent": 60, "reason": "材料不足。"}).json()
    assert (answer["status"], answer["percent"]) == ("in_progress", 80)
    assert (answer["confirmed"]["status"], answer["confirmed"]["percent"]) == ("in_progress", 60)
    assert (answer["reviews"][0]["changed"], answer["reviews"][0]["reason"]) == (True, "材料不足。")
    assert office.get("tasks/2020-55/").json()["percent"] == 60


def test_what_is_sent_as_reported_needs_no_reason(office: ApiClient, task: Task, lead: Agency) -> None:
    report = make_report(task, lead, status=Status.ONGOING, percent=40)
    answer = office.post(f"progress-reports/{report.pk}/confirm/", {"status": "ongoing"}).json()
    assert answer["confirmed"]["percent"] == 40


def test_setting_a_task_aside_names_its_document(office: ApiClient, task: Task, lead: Agency) -> None:
    report = make_report(task, lead, percent=10)
    address = f"progress-reports/{report.pk}/confirm/"
    said = {"status": "dropped", "reason": "职能已调整。"}
    assert office.post(address, said).json()["errors"][0]["pointer"] == "/document_number"
    answer = office.post(address, {**said, "document_number": "国办函〔2020〕1号"}).json()
    assert answer["reviews"][0]["document_number"] == "国办函〔2020〕1号"


def test_a_status_that_there_is_not_is_refused(office: ApiClient, task: Task, lead: Agency) -> None:
    report = make_report(task, lead)
    answer = office.post(f"progress-reports/{report.pk}/confirm/", {"status": "no_report", "reason": "x"})
    assert answer.json()["errors"][0]["pointer"] == "/status"


def test_the_office_reopens_what_was_completed(office: ApiClient, task: Task, lead: Agency) -> None:
    report = make_report(task, lead, status=Status.COMPLETED, outcome="印发文件。")
    confirm(report)
    address = f"progress-reports/{report.pk}/reopen/"
    read = office.get(f"progress-reports/{report.pk}/")["ETag"]
    assert office.post(address, {"percent": 60}).json()["errors"][0]["pointer"] == "/reason"
    assert office.post(address, {"reason": "未落实"}).json()["errors"][0]["pointer"] == "/percent"
    answer = office.post(address, {"percent": 60, "reason": "未落实"}, If_Match=read)
    assert answer.json()["confirmed"] | {"decided_at": ""} == {
        "decision": "reopen",
        "status": "in_progress",
        "percent": 60,
        "decided_at": "",
    }
    assert (answer.json()["state"], answer.json()["status"]) == ("confirmed", "completed")
    assert office.post(address, {"percent": 60, "reason": "未落实"}, If_Match=read).status_code == 412
    assert office.post(address, {"percent": 60, "reason": "未落实"}).status_code == 409
    assert office.get("tasks/2020-55/").json()["status"] == "in_progress"
