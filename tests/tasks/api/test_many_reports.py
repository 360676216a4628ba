"""Many progress reports in one call: all or nothing, or each by itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import Role
from agencies.models import Agency, AuditEntry
from plans.models import Plan
from tasks.enums import ReportState
from tasks.models import ProgressReport
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_report, make_task, make_user

pytestmark = pytest.mark.django_db

SAID = {"status": "in_progress", "percent": 40, "progress": "完成了调研。"}


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture(autouse=True)
def plan(agency: Agency) -> Plan:
    made = make_plan("2020")
    for number in range(1, 5):
        make_task(made, number, lead=agency)
    make_task(made, 5, lead=make_agency("农业部"))
    return made


@pytest.fixture
def api(agency: Agency) -> ApiClient:
    return ApiClient(make_user(Role.STAFF, agency))


def item(number: int, **changed: Any) -> dict[str, Any]:
    return {"task": f"2020-{number}", **SAID, **changed}


def write(api: ApiClient, mode: str, *items: Any) -> Any:
    return api.post("progress-reports/bulk/", {"mode": mode, "items": items})


def statuses(answer: Any) -> list[int]:
    assert answer.status_code == 207
    return [result["status"] for result in answer.json()["results"]]


def draft_of(
    plan: Plan, agency: Agency, number: int, state: ReportState = ReportState.DRAFT
) -> ProgressReport:
    return make_report(plan.tasks.get(number=number), agency, state, progress="旧")


def test_an_item_that_is_nothing_stands_by_itself_too(api: ApiClient) -> None:
    refused = write(api, "all_or_nothing", item(1, percent=400), None, 7)
    assert [error["pointer"] for error in refused.json()["errors"]] == [
        "/items/0/percent",
        "/items/1",
        "/items/2",
    ]
    assert statuses(write(api, "each", item(1), None, "2020-2", item(3))) == [201, 400, 400, 201]


@pytest.mark.parametrize(("mode", "status"), [("all_or_nothing", 200), ("each", 207)])
def test_reports_are_begun_changed_and_handed_in(
    api: ApiClient, plan: Plan, agency: Agency, mode: str, status: int
) -> None:
    draft = draft_of(plan, agency, 2)
    changed = {"task": "2020-2", "status": "in_progress", "percent": 70, "if_match": draft.version}
    answer = write(api, mode, item(1), changed, item(3, submit=True))
    assert answer.status_code == status
    begun, kept, handed_in = answer.json()["results"]
    assert [one["status"] for one in (begun, kept, handed_in)] == [201, 200, 201]
    assert (begun["report"]["state"], begun["report"]["progress"]) == ("draft", "完成了调研。")
    assert (kept["report"]["id"], kept["report"]["percent"], kept["report"]["progress"]) == (
        draft.pk,
        70,
        "旧",
    )
    assert (handed_in["report"]["state"], handed_in["problem"]) == ("submitted", None)
    assert AuditEntry.objects.filter(action="report.submit").count() == 1


def test_one_refusal_undoes_everything_and_every_error_is_told(
    api: ApiClient, plan: Plan, agency: Agency
) -> None:
    draft_of(plan, agency, 4, ReportState.SUBMITTED)
    answer = write(
        api,
        "all_or_nothing",
        item(1),
        item(2, percent=101),
        item(3, status="not_started"),
        item(5),
        item(4, if_match=1),
        item(3, progress="", submit=True, agency=agency.pk),
        "nonsense",
    )
    assert answer.status_code == 400
    found = [error["pointer"] for error in answer.json()["errors"]]
    assert found == [
        "/items/1/percent",
        "/items/2/percent",
        "/items/3",
        "/items/4",
        "/items/5/task",
        "/items/6",
    ]
    assert not ProgressReport.objects.exclude(state=ReportState.SUBMITTED).exists()
    assert not AuditEntry.objects.filter(action__startswith="report.").exists()


@pytest.mark.parametrize("seen", [{}, {"if_match": 9}])
def test_the_version_that_is_missing_or_stale_is_named_among_all_errors(
    api: ApiClient, plan: Plan, agency: Agency, seen: dict[str, int]
) -> None:
    draft_of(plan, agency, 2)
    answer = write(api, "all_or_nothing", item(1), item(2, **seen))
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/items/1/if_match"]


def test_what_a_service_refuses_undoes_everything_too(api: ApiClient) -> None:
    answer = write(api, "all_or_nothing", item(1, submit=True), item(2, progress=" ", submit=True))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/items/1/progress")
    assert not ProgressReport.objects.exists()


def test_each_item_stands_by_itself(api: ApiClient, plan: Plan, agency: Agency) -> None:
    unseen, stale = draft_of(plan, agency, 2), draft_of(plan, agency, 3)
    draft_of(plan, agency, 4, ReportState.SUBMITTED)
    answer = write(
        api,
        "each",
        item(1, submit=True),
        item(1),
        item(2),
        item(3, if_match=stale.version + 1),
        item(4, if_match=1),
        item(5),
        {"task": "2020-9", "status": "ongoing"},
    )
    assert statuses(answer) == [201, 400, 428, 412, 409, 403, 400]
    problems = [result["problem"] for result in answer.json()["results"]]
    assert [[error["pointer"] for error in one["errors"]] for one in problems if one] == [
        ["/items/1/task"],
        ["/items/2/if_match"],
        ["/items/3/if_match"],
        ["/items/4"],
        ["/items/5"],
        ["/items/6/task"],
    ]
    assert problems[2]["errors"][0]["detail"] == problems[2]["detail"]
    assert problems[3]["current"]["id"] == stale.pk
    assert problems[4]["current"]["state"] == "submitted"
    unseen.refresh_from_db()
    assert unseen.progress == "旧"
    assert ProgressReport.objects.get(task__number=1).state == ReportState.SUBMITTED


def test_nothing_half_done_is_left_of_a_refused_item(api: ApiClient) -> None:
    assert statuses(write(api, "each", item(1, progress="", submit=True), item(2))) == [400, 201]
    assert [report.task.number for report in ProgressReport.objects.all()] == [2]


def test_a_draft_that_was_seen_and_is_gone_is_stale(api: ApiClient) -> None:
    assert statuses(write(api, "each", item(1, if_match=3))) == [412]
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("items", [[], [item(1)] * 201, "nonsense", None])
def test_more_than_two_hundred_and_none_are_refused(api: ApiClient, items: Any) -> None:
    answer = api.post("progress-reports/bulk/", {"mode": "each", "items": items})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/items")


@pytest.mark.parametrize("body", [{"mode": "some", "items": [item(1)]}, {"items": [item(1)]}, [], "nonsense"])
def test_a_body_that_is_none_is_refused(api: ApiClient, body: Any) -> None:
    assert api.post("progress-reports/bulk/", body).status_code == 400
    unknown = api.post("progress-reports/bulk/", {"mode": "each", "items": [item(1)], "dry_run": True})
    assert unknown.json()["errors"][0]["pointer"] == "/dry_run"


def test_the_office_writes_for_agencies_without_people_only(plan: Plan, agency: Agency) -> None:
    office = ApiClient(make_user(Role.OFFICE))
    assert statuses(write(office, "each", item(1, agency=agency.pk), item(2))) == [403, 400]


def test_an_item_more_takes_only_the_queries_of_its_own_writing(api: ApiClient) -> None:
    def queries(*numbers: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert statuses(write(api, "each", *map(item, numbers))) == [201] * len(numbers)
        return len(asked)

    one = queries(1)
    # Its savepoints among them; tasks, drafts and answers are read for all together.
    assert queries(2, 3) - one <= 18
