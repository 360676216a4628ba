"""Reporting rounds over the API."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import Agency, AuditEntry
from plans.clock import today
from plans.models import Plan
from tasks.enums import ReportState
from tasks.models import ProgressReport, ReportingRound
from tests.api_client import ApiClient
from tests.factories import (
    answer,
    in_days,
    make_agency,
    make_confirmed,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
    moment,
)

pytestmark = pytest.mark.django_db

DUE = 14


@pytest.fixture
def office() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


@pytest.fixture
def plan() -> Plan:
    return make_plan("2020", tracked_from=datetime.date(2020, 1, 1))


@pytest.fixture
def lead() -> Agency:
    return make_agency("知识产权局")


def test_the_office_opens_a_round_about_chosen_tasks_or_all(
    office: ApiClient, plan: Plan, lead: Agency
) -> None:
    for number in (1, 2, 3):
        make_task(plan, number, lead=lead)
    sent = {"plan": "2020", "name": "第三季度", "opens_on": f"{today()}", "due_on": f"{in_days(DUE)}"}

    made = office.post("rounds/", {**sent, "tasks": ["2020-1", "2020-3"]})

    opened = ReportingRound.objects.get()
    assert made.status_code == 201
    assert made["Location"] == f"http://testserver/api/v1/rounds/{opened.pk}/"
    assert [part["task"] for part in made.json()["parts"]] == ["2020-1", "2020-3"]
    assert (made.json()["step"], made.json()["total"], made.json()["owing"]) == ("open", 2, 2)
    assert AuditEntry.objects.get(action="round.open").channel == "api"
    again = office.post("rounds/", {**sent, "name": "又一期"})
    assert again.status_code == 409
    office.post(f"rounds/{opened.pk}/close/", {})
    assert office.post("rounds/", {**sent, "name": "又一期"}).json()["total"] == 3


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"plan": "1999"}, "/plan"),
        ({"tasks": ["2020-9"]}, "/tasks/0"),
        ({"tasks": []}, "/tasks"),
        ({"name": ""}, "/name"),
        ({"due_on": "2020-01-01"}, "/due_on"),
        ({"due_on": "soon"}, "/due_on"),
    ],
)
def test_it_points_at_what_is_wrong(
    office: ApiClient, plan: Plan, change: dict[str, object], pointer: str
) -> None:
    make_task(plan, 1, lead=make_agency())
    sent = {
        "plan": "2020",
        "name": "第三季度",
        "opens_on": f"{today()}",
        "due_on": f"{in_days(DUE)}",
        **change,
    }
    refused = office.post("rounds/", sent)
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert not ReportingRound.objects.exists()


def test_the_office_extends_and_closes_and_a_second_closing_is_refused(office: ApiClient, plan: Plan) -> None:
    made = make_round(plan, [make_task(plan, 1, lead=make_agency())])
    refused = office.post(f"rounds/{made.pk}/extend/", {"due_on": f"{in_days(DUE)}"})
    assert refused.json()["errors"][0]["pointer"] == "/reason"
    extended = office.post(
        f"rounds/{made.pk}/extend/", {"due_on": f"{in_days(DUE)}", "reason": "节假日"}
    ).json()
    assert (extended["step"], extended["due_on"]) == ("extend", f"{in_days(DUE)}")
    closed = office.post(f"rounds/{made.pk}/close/", {"reason": "汇总"}).json()
    assert [decision["step"] for decision in closed["decisions"]] == ["close", "extend", "open"]
    assert office.post(f"rounds/{made.pk}/close/", {}).status_code == 409


def test_everyone_sees_the_round_and_of_who_owes_only_what_concerns_them(
    office: ApiClient, plan: Plan, lead: Agency
) -> None:
    partner = make_agency("商务部")
    shared = make_task(plan, 1, lead=lead, participating=[partner])
    own = make_task(plan, 2, lead=partner)
    made = make_round(plan, [shared, own])
    report = make_report(own, partner)
    report.round = made
    report.save()

    def seen(api: ApiClient) -> list[tuple[str, str, str]]:
        parts = api.get(f"rounds/{made.pk}/").json()["parts"]
        return [(part["task"], part["agency"]["name"], part["answer"]) for part in parts]

    assert seen(ApiClient(make_user(Role.STAFF, partner))) == [
        ("2020-1", "商务部", "owed"),
        ("2020-2", "商务部", "handed_in"),
    ]
    assert seen(ApiClient(make_user(Role.STAFF, lead))) == [
        ("2020-1", "商务部", "owed"),
        ("2020-1", "知识产权局", "owed"),
    ]
    assert seen(ApiClient(make_user(Role.VIEWER))) == []
    assert len(seen(office)) == 3


def test_a_round_is_shown_as_it_was_on_a_day(office: ApiClient, plan: Plan) -> None:
    task = make_task(plan, 1, lead=make_agency())
    made = make_round(plan, [task], closed_on=datetime.date(2020, 5, 1))
    assert office.get(f"rounds/{made.pk}/?as_of=2020-04-30").json()["step"] == "open"
    assert office.get(f"rounds/{made.pk}/?as_of=2020-05-01").json()["step"] == "close"
    assert office.get(f"rounds/{made.pk}/?as_of=2020-03-31").status_code == 404


def test_who_owed_what_on_a_past_day_is_what_was_known_on_it(
    office: ApiClient, plan: Plan, lead: Agency
) -> None:
    task = make_task(plan, 1, lead=lead)
    made = make_round(plan, [task])
    answer(made, task, lead, moment(datetime.date(2020, 4, 10)))

    def known(day: str) -> tuple[str, int]:
        shown = office.get(f"rounds/{made.pk}/?as_of={day}").json()
        return shown["parts"][0]["answer"], shown["owing"]

    assert known("2020-04-09") == ("owed", 1)
    assert known("2020-04-10") == ("handed_in", 0)


def test_rounds_are_found_by_plan_agency_date_and_last_decision(
    office: ApiClient, plan: Plan, lead: Agency
) -> None:
    other = make_plan("2016")
    tasks = [make_task(plan, number, lead=lead) for number in (1, 2)]
    first = make_round(plan, tasks, closed_on=datetime.date(2020, 5, 1))
    second = make_round(other, [make_task(other, 1, lead=make_agency())], due_on=datetime.date(2020, 6, 30))

    def found(query: str) -> list[int]:
        return [one["id"] for one in office.get(f"rounds/?{query}").json()["results"]]

    assert found("plan=2020") == [first.pk]
    assert found(f"agency={lead.pk}") == [first.pk]
    assert found("step=open") == [second.pk]
    assert found("due_from=2020-06-01") == [second.pk]
    assert found("due_until=2020-06-01") == [first.pk]
    assert office.get("rounds/?closed=1").status_code == 400


def test_no_change_is_one_call(plan: Plan, lead: Agency) -> None:
    task, staff = make_task(plan, 1, lead=lead), ApiClient(make_user(Role.STAFF, lead))
    refused = staff.post("progress-reports/no-change/", {"task": "2020-1"})
    assert refused.status_code == 400
    make_confirmed(task, lead, percent=60)
    made = make_round(plan, [task])

    created = staff.post("progress-reports/no-change/", {"task": "2020-1"})

    assert created.status_code == 201
    report = ProgressReport.objects.get(no_change=True)
    assert created["Location"].endswith(f"/progress-reports/{report.pk}/")
    assert (report.state, report.round, report.percent) == (ReportState.SUBMITTED, made, 60)
    found = staff.get(f"progress-reports/?round={made.pk}&no_change=true").json()["results"]
    assert [one["id"] for one in found] == [report.pk]
    assert staff.post("progress-reports/no-change/", {"task": "2020-1"}).status_code == 409


def test_a_draft_whose_round_was_closed_goes_outside_only_when_told_to(plan: Plan, lead: Agency) -> None:
    task, staff = make_task(plan, 1, lead=lead), ApiClient(make_user(Role.STAFF, lead))
    made = make_round(plan, [task])
    sent = {"task": "2020-1", "status": "in_progress", "percent": 40, "progress": "完成调研。"}
    address = f"progress-reports/{staff.post('progress-reports/', sent).json()['id']}/submit/"
    ApiClient(make_user(Role.OFFICE)).post(f"rounds/{made.pk}/close/", {})

    refused = staff.post(address, {})
    assert refused.status_code == 409
    assert refused.json()["current"]["state"] == "draft"
    handed_in = staff.post(address, {"outside_round": True}).json()
    assert (handed_in["state"], handed_in["round"]) == ("submitted", None)


@pytest.mark.parametrize("number", [1, 4])
def test_the_number_of_queries_does_not_grow(
    office: ApiClient, plan: Plan, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = make_round(plan, [make_task(plan, lead=make_agency()) for _ in range(number)])
    # The token, the round, its reports, its parts, its decisions.
    with django_assert_num_queries(5):
        assert office.get(f"rounds/{made.pk}/").json()["total"] == number
