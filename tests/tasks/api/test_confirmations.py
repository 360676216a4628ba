"""Confirming many reports at once over the API."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import Role
from agencies.models import AuditEntry
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_report, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


def waiting(number: int) -> list[ProgressReport]:
    plan, agency = make_plan(), make_agency()
    return [make_report(make_task(plan, lead=agency), agency) for _ in range(number)]


def as_read(*reports: ProgressReport) -> dict[str, list[dict[str, int]]]:
    return {"reports": [{"report": one.pk, "version": one.version} for one in reports]}


def test_all_that_nothing_disputes_are_confirmed(office: ApiClient) -> None:
    reports = waiting(3)
    answer = office.post("confirmations/", as_read(*reports))
    assert answer.status_code == 200
    assert [one["status"] for one in answer.json()["results"]] == [200, 200, 200]
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {ReportState.CONFIRMED}
    assert set(AuditEntry.objects.values_list("action", "channel")) == {("report.confirm", "api")}


def test_what_moved_on_is_named_at_its_index_and_the_others_are_confirmed(office: ApiClient) -> None:
    moved, fine = waiting(2)
    [claim] = [
        make_report(make_task(moved.task.plan, lead=moved.agency), moved.agency, status=Status.COMPLETED)
    ]
    body = as_read(moved, fine, claim)
    body["reports"].append({"report": 999999, "version": 1})
    ProgressReport.objects.filter(pk=moved.pk).update(version=moved.version + 1)
    answer = office.post("confirmations/", body)
    assert answer.status_code == 207
    results = answer.json()["results"]
    assert [one["status"] for one in results] == [409, 200, 409, 404]
    assert [one["problem"] is None for one in results] == [False, True, False, False]
    assert results[0]["problem"]["status"] == 409
    pointers = [one["problem"]["errors"][0]["pointer"] for one in results if one["problem"]]
    assert pointers == ["/reports/0", "/reports/2", "/reports/3"]
    assert ProgressReport.objects.get(state=ReportState.CONFIRMED) == fine


def test_more_than_two_hundred_none_and_one_twice_are_refused(office: ApiClient) -> None:
    many = {"reports": [{"report": key, "version": 1} for key in range(1, 202)]}
    twice = {"reports": [{"report": 1, "version": 1}, {"report": 1, "version": 2}]}
    nothing: dict[str, list[object]] = {"reports": []}
    for body in (many, nothing, twice):
        refused = office.post("confirmations/", body)
        assert refused.status_code == 400
        assert [error["pointer"] for error in refused.json()["errors"]] == ["/reports"]


def test_one_more_report_costs_a_constant_number_of_queries(office: ApiClient) -> None:
    spent = {}
    for number in (1, 3):
        reports = waiting(number)
        with CaptureQueriesContext(connection) as queries:
            assert office.post("confirmations/", as_read(*reports)).status_code == 200
        spent[number] = len(queries)
    assert (spent[3] - spent[1]) / 2 == 20
