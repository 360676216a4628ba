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
