"""Reading progress reports over the API: who sees which, and what of them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import Agency
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport, Task
from tasks.search import rebuild
from tests.api_client import ApiClient
from tests.factories import (
    accept,
    confirm,
    make_plan,
    make_report,
    make_task,
    make_user,
    moment,
    return_,
    take_back,
)
from tests.factories.evidence import make_link

pytestmark = pytest.mark.django_db


def states_seen(api: ApiClient) -> set[str]:
    return {report["state"] for report in api.get("progress-reports/").json()["results"]}


def in_every_state(task: Task, agency: Agency) -> None:
    """One report in each state that one agency may have beside the others."""
    confirm(make_report(task, agency))
    return_(make_report(task, agency))
    make_report(task, agency, ReportState.DRAFT)


def test_everyone_else_sees_confirmed_reports_only(task: Task, lead: Agency) -> None:
    in_every_state(task, lead)
    assert states_seen(ApiClient(make_user(Role.VIEWER))) == {"confirmed"}
    assert states_seen(ApiClient(make_user(Role.STAFF))) == {"confirmed"}


def test_the_agency_and_the_office_see_what_is_under_way(task: Task, lead: Agency) -> None:
    in_every_state(task, lead)
    assert states_seen(ApiClient(make_user(Role.STAFF, lead))) == {"confirmed", "returned", "draft"}
    make_report(make_task(lead=lead), lead)
    assert "submitted" in states_seen(ApiClient(make_user(Role.OFFICE)))


def test_the_lead_sees_a_share_once_it_is_submitted(task: Task, lead: Agency, partner: Agency) -> None:
    api = ApiClient(make_user(Role.STAFF, lead))
    share = make_report(task, partner, ReportState.DRAFT)
    assert api.get(f"progress-reports/{share.pk}/").status_code == 404
    make_report(make_task(task.plan, lead=lead, participating=[partner]), partner)
    assert states_seen(api) == {"submitted"}


def test_an_outsider_gets_404_for_what_is_not_confirmed(task: Task, lead: Agency) -> None:
    report = make_report(task, lead)
    assert ApiClient(make_user(Role.VIEWER)).get(f"progress-reports/{report.pk}/").status_code == 404


def revised(task: Task, lead: Agency) -> ProgressReport:
    first = make_report(task, lead, problem="缺少经费。")
    return_(first, reason="请说明金额。")
    second = make_report(task, lead, problem="缺少经费三百万元。", revises=first)
    confirm(second)
    return second


def test_problem_reviews_and_what_was_returned_are_for_whom_they_concern(task: Task, lead: Agency) -> None:
    report = revised(task, lead)

    def seen_by(role: Role, agency: Agency | None = None) -> dict[str, Any]:
        found: dict[str, Any] = (
            ApiClient(make_user(role, agency)).get(f"progress-reports/{report.pk}/").json()
        )
        return found

    for seen in (seen_by(Role.STAFF, lead), seen_by(Role.OFFICE)):
        assert seen["problem"] == "缺少经费三百万元。"
        assert seen["revises"] == report.revises_id
        assert [review["decision"] for review in seen["reviews"]] == ["confirm"]
    for seen in (seen_by(Role.VIEWER), seen_by(Role.STAFF)):
        assert seen["problem"] is None
        assert seen["revises"] is None
        assert seen["reviews"] == []
        assert seen["confirmed"]["status"] == "in_progress"


def test_nobody_finds_a_problem_by_its_words(task: Task, lead: Agency) -> None:
    revised(task, lead)
    rebuild()
    api = ApiClient(make_user(Role.VIEWER))
    assert api.get("progress-reports/?q=阶段性&count=1").json()["count"] == 1
    assert api.get("progress-reports/?q=经费&count=1").json()["count"] == 0


def test_the_lead_of_a_share_sees_its_problem(task: Task, lead: Agency, partner: Agency) -> None:
    share = make_report(task, partner, problem="数据不全。")
    accept(share)
    seen = ApiClient(make_user(Role.STAFF, lead)).get(f"progress-reports/{share.pk}/").json()
    assert seen["problem"] == "数据不全。"
    assert [review["decision"] for review in seen["reviews"]] == ["accept"]


def test_what_was_reported_stands_beside_what_was_confirmed(task: Task, lead: Agency) -> None:
    report = make_report(task, lead, percent=80)
    confirm(report, percent=70)
    seen = ApiClient(make_user(Role.VIEWER)).get(f"progress-reports/{report.pk}/").json()
    assert (seen["percent"], seen["confirmed"]["percent"]) == (80, 70)


def test_reports_are_filtered_as_on_the_page(task: Task, lead: Agency, partner: Agency) -> None:
    confirm(make_report(task, lead, status=Status.COMPLETED, outcome="印发文件。"))
    make_report(task, partner)
    other = make_task(make_plan("2016"), 1, lead=lead)
    make_report(other, lead)
    rebuild()
    api = ApiClient(make_user(Role.OFFICE))

    def found(query: str) -> list[tuple[str, str]]:
        results = api.get(f"progress-reports/?{query}").json()["results"]
        return [(report["task"], report["agency"]["name"]) for report in results]

    assert found("task=2016-1") == [("2016-1", "知识产权局")]
    assert found("plan=2020&role=participating") == [("2020-55", "市场监管总局")]
    assert found("state=confirmed") == [("2020-55", "知识产权局")]
    assert found(f"agency={partner.pk}") == [("2020-55", "市场监管总局")]
    assert found("q=印发") == [("2020-55", "知识产权局")]
    assert found("submitted_until=2020-01-01") == []
    assert len(found("state=confirmed&state=submitted")) == 3


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_seven_queries_however_long(
    task: Task,
    lead: Agency,
    partner: Agency,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    for index in range(number):
        shared = make_task(task.plan, index + 1, lead=lead, participating=[partner])
        share = make_report(shared, partner, problem="数据不全。")
        make_link(share)
        make_link(share, "https://www.gov.cn/other.htm")
        accept(share)
    api = ApiClient(make_user(Role.OFFICE))
    # The token, the reports, the milestones, the decisions, the confirmations, the evidence for its grade
    # and that for the caller.
    with django_assert_num_queries(7):
        assert len(api.get("progress-reports/").json()["results"]) == number


def test_a_past_day_has_the_reports_and_states_of_that_day(task: Task, lead: Agency) -> None:
    first, second, third = (datetime.date(2020, 7, day) for day in (1, 2, 3))
    report = make_report(task, lead, submitted_at=moment(first))
    confirm(report, moment(second))
    later = make_report(make_task(task.plan, lead=lead), lead, submitted_at=moment(third))
    take_back(later, moment(datetime.date(2020, 7, 4)))
    api = ApiClient(make_user(Role.OFFICE))

    def listed(query: str) -> list[tuple[int, str, bool, bool]]:
        found = api.get(f"progress-reports/?ordering=created_at&{query}").json()["results"]
        return [
            (row["id"], row["state"], row["confirmed"] is not None, row["submitted_by"] is not None)
            for row in found
        ]

    assert listed("as_of=2020-06-30") == []
    assert listed("as_of=2020-07-01") == [(report.pk, "submitted", False, True)]
    assert listed("as_of=2020-07-02") == [(report.pk, "confirmed", True, True)]
    assert listed("as_of=2020-07-03") == [
        (report.pk, "confirmed", True, True),
        (later.pk, "submitted", False, True),
    ]
    now = [(report.pk, "confirmed", True, True), (later.pk, "draft", False, False)]
    assert listed("as_of=2020-07-04") == now
    assert listed("as_of=2099-01-01") == now
    assert listed("as_of=2020-07-03&state=submitted") == [(later.pk, "submitted", False, True)]
    assert listed("as_of=2020-07-03&submitted_from=2020-07-03") == [(later.pk, "submitted", False, True)]
    assert listed("submitted_from=2020-07-03") == []
    kept = api.get("progress-reports/?as_of=2020-07-03&ordering=created_at&fields=words_kept").json()
    assert kept["results"] == [{"words_kept": True}, {"words_kept": False}]
    path = "/api/v1/progress-reports/?as_of=2020-07-03&ordering=created_at&format=csv&fields=state"
    file = api.client.get(path, headers={**api.headers, "Accept-Language": "en"})
    lines = b"".join(file).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["Confirmed", "Submitted"]
    assert api.get(f"progress-reports/{report.pk}/?as_of=2020-07-03").status_code == 400
