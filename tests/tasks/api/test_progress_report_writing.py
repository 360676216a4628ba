"""Writing progress reports over the API: begun, changed, handed in, taken back, discarded."""

from __future__ import annotations

from typing import Any

import pytest

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, AuditEntry, ReportingPolicy
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport, Task
from tests.api_client import ApiClient
from tests.factories import confirm, make_agency, make_plan, make_report, make_task, make_user, return_

pytestmark = pytest.mark.django_db

SAID = {"task": "2020-55", "status": "in_progress", "percent": 40, "progress": "完成了调研。"}


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture(autouse=True)
def task(agency: Agency) -> Task:
    return make_task(make_plan("2020"), 55, lead=agency)


@pytest.fixture
def staff(agency: Agency) -> ApiClient:
    return ApiClient(make_user(Role.STAFF, agency))


def test_a_draft_is_created_at_its_own_address(staff: ApiClient) -> None:
    created = staff.post("progress-reports/", SAID)
    assert created.status_code == 201
    report = ProgressReport.objects.get()
    assert created["Location"] == f"http://testserver/api/v1/progress-reports/{report.pk}/"
    assert created["ETag"] == staff.get(f"progress-reports/{report.pk}/")["ETag"]
    assert created.json()["state"] == "draft"
    assert (report.percent, report.progress, report.agency.name) == (40, "完成了调研。", "知识产权局")


def test_a_report_after_a_returned_one_revises_it(staff: ApiClient, task: Task, agency: Agency) -> None:
    first = make_report(task, agency)
    return_(first)
    assert staff.post("progress-reports/", SAID).json()["revises"] == first.pk


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"status": "finished"}, "/status"),
        ({"percent": 101}, "/percent"),
        ({"status": "completed", "percent": 60}, "/percent"),
        ({"percent": None}, "/percent"),
        ({"task": "2020-56"}, "/task"),
        ({"task": ["2020-55"]}, "/task"),
        ({"task": "\x00-55"}, "/task"),
        ({"agency": 999999}, "/agency"),
        ({"progress": "\x00"}, "/progress"),
    ],
)
def test_it_points_at_what_is_wrong(staff: ApiClient, change: dict[str, Any], pointer: str) -> None:
    refused = staff.post("progress-reports/", {**SAID, **change})
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert not ProgressReport.objects.exists()


def test_it_refuses_a_reader_before_it_looks_at_what_is_sent() -> None:
    assert ApiClient(make_user(Role.VIEWER)).post("progress-reports/", {}).status_code == 403


def test_it_refuses_a_report_for_another_agency(agency: Agency) -> None:
    other = ApiClient(make_user(Role.STAFF))
    assert other.post("progress-reports/", {**SAID, "agency": agency.pk}).status_code == 403
    assert other.post("progress-reports/", SAID).status_code == 403


def test_the_office_reports_for_a_collective_and_has_to_name_it() -> None:
    collective = make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
    make_task(make_plan("2016"), 89, lead=collective)
    office = ApiClient(make_user(Role.OFFICE))
    said = {**SAID, "task": "2016-89"}
    assert office.post("progress-reports/", said).json()["errors"][0]["pointer"] == "/agency"
    assert office.post("progress-reports/", {**said, "agency": collective.pk}).status_code == 201


def test_a_second_report_under_way_is_refused_and_the_first_one_shown(staff: ApiClient) -> None:
    first = staff.post("progress-reports/", SAID).json()
    refused = staff.post("progress-reports/", SAID)
    assert refused.status_code == 409
    assert refused.json()["current"] == first


def test_a_change_keeps_what_is_not_sent(staff: ApiClient) -> None:
    draft = staff.post("progress-reports/", SAID)
    changed = staff.patch(f"progress-reports/{draft.json()['id']}/", {"percent": 60}, If_Match=draft["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != draft["ETag"]
    assert (changed.json()["percent"], changed.json()["progress"]) == (60, "完成了调研。")


def test_a_change_of_what_was_changed_meanwhile_is_refused_with_the_report_as_it_is(
    staff: ApiClient,
) -> None:
    draft = staff.post("progress-reports/", SAID)
    address = f"progress-reports/{draft.json()['id']}/"
    kept = staff.patch(address, {"percent": 60}, If_Match=draft["ETag"])
    refused = staff.patch(address, {"percent": 70}, If_Match=draft["ETag"])
    assert refused.status_code == 412
    assert (refused.json()["current"]["percent"], refused["ETag"]) == (60, kept["ETag"])
    assert staff.post(f"{address}submit/", If_Match=draft["ETag"]).status_code == 412
    assert staff.delete(address, If_Match=draft["ETag"]).status_code == 412
    assert staff.post(f"{address}submit/", If_Match=f'"other", {kept["ETag"]}').status_code == 200
    assert staff.post(f"{address}withdraw/", If_Match="*").status_code == 200


@pytest.mark.parametrize("header", ["{}", 'W/"{}"', '"{}', '"{}x"', "nonsense", '*, "x"'])
def test_it_refuses_a_tag_that_is_none(staff: ApiClient, header: str) -> None:
    draft = staff.post("progress-reports/", SAID)
    address, tag = f"progress-reports/{draft.json()['id']}/", draft["ETag"].strip('"')
    assert staff.patch(address, {"percent": 1}, If_Match=header.format(tag)).status_code == 412


def test_a_submitted_report_can_no_longer_be_changed(staff: ApiClient, task: Task, agency: Agency) -> None:
    report = make_report(task, agency)
    refused = staff.patch(f"progress-reports/{report.pk}/", {"percent": 60})
    assert refused.status_code == 409
    assert refused.json()["current"]["state"] == "submitted"
    assert staff.delete(f"progress-reports/{report.pk}/").status_code == 409


def test_an_incomplete_report_is_not_handed_in(staff: ApiClient) -> None:
    draft = staff.post("progress-reports/", {**SAID, "progress": ""}).json()
    refused = staff.post(f"progress-reports/{draft['id']}/submit/")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/progress"]


def test_a_report_goes_to_the_approver_where_the_agency_wants_two_pairs_of_eyes(
    staff: ApiClient, agency: Agency
) -> None:
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    address = f"progress-reports/{staff.post('progress-reports/', SAID).json()['id']}/"
    assert staff.post(f"{address}submit/").json()["state"] == "pending_approval"
    assert staff.post(f"{address}approve/").status_code == 403
    passed_on = ApiClient(make_user(Role.APPROVER, agency)).post(f"{address}approve/")
    assert passed_on.json()["state"] == "submitted"


def test_a_report_is_taken_back_until_it_is_decided_about(
    staff: ApiClient, task: Task, agency: Agency
) -> None:
    report = make_report(task, agency)
    assert staff.post(f"progress-reports/{report.pk}/withdraw/").json()["state"] == "draft"
    confirmed = make_report(make_task(task.plan, lead=agency), agency)
    confirm(confirmed)
    assert staff.post(f"progress-reports/{confirmed.pk}/withdraw/").status_code == 409


def test_a_draft_is_discarded(staff: ApiClient) -> None:
    draft = staff.post("progress-reports/", SAID).json()
    gone = staff.delete(f"progress-reports/{draft['id']}/")
    assert (gone.status_code, gone.content) == (204, b"")
    assert staff.get(f"progress-reports/{draft['id']}/").status_code == 404


def test_others_may_not_touch_a_report(task: Task, agency: Agency) -> None:
    report = make_report(task, agency, ReportState.DRAFT)
    address = f"progress-reports/{report.pk}/"
    office, other = ApiClient(make_user(Role.OFFICE)), ApiClient(make_user(Role.STAFF))
    for api, status in ((office, 403), (other, 404), (ApiClient(make_user(Role.VIEWER)), 403)):
        assert api.patch(address, {"percent": 1}).status_code == status
        assert api.post(f"{address}submit/").status_code == status
        assert api.delete(address).status_code == status
    report.refresh_from_db()
    assert (report.state, report.status) == (ReportState.DRAFT, Status.IN_PROGRESS)


def test_the_audit_says_that_it_came_through_the_api(staff: ApiClient) -> None:
    draft = staff.post("progress-reports/", SAID).json()
    staff.post(f"progress-reports/{draft['id']}/submit/")
    entries = AuditEntry.objects.filter(action__startswith="report.").order_by("pk")
    assert [(entry.action, entry.channel) for entry in entries] == [
        ("report.draft", "api"),
        ("report.submit", "api"),
    ]
