"""年度接续 over the API."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import AuditEntry
from tasks.models import TaskLink
from tests.api_client import ApiClient
from tests.factories import make_plan, make_task, make_task_link, make_user
from tests.tasks.same_work import campaign

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> ApiClient:
    campaign()
    return ApiClient(make_user(Role.OFFICE))


def test_a_suggestion_is_read_decided_and_leads_to_its_thread(office: ApiClient) -> None:
    (best, *_rest) = office.get("tasks/2020-1/link-suggestions/").json()
    assert (best["earlier"], best["decision"], best["link"]) == ("2016-1", None, None)
    assert best["reasons"]["titles"] == ["剑网"]
    sent = {"later": "2020-1", "earlier": "2016-1", "decision": "confirmed"}
    made = office.post("task-links/", sent)
    assert made.status_code == 201
    assert office.get(f"task-links/{made.json()['id']}/").json() == made.json()
    (decided, *_rest) = office.get("tasks/2020-1/link-suggestions/?plan=2016").json()
    assert (decided["decision"], decided["link"]) == ("confirmed", made.json()["id"])
    thread = office.get("tasks/2016-1/thread/").json()
    assert [task["reference"] for task in thread["tasks"]] == ["2016-1", "2020-1"]
    assert thread["tasks"][0]["agencies"][0]["name_as_written"] == "版权局"
    assert [link["id"] for link in thread["links"]] == [made.json()["id"]]
    assert AuditEntry.objects.get(action="link.decide").channel == "api"


def test_a_newer_decision_than_the_one_read_is_given_and_stays(office: ApiClient) -> None:
    sent = {"later": "2020-1", "earlier": "2016-1", "decision": "confirmed"}
    made = office.post("task-links/", sent).json()
    stale = office.post("task-links/", {**sent, "decision": "rejected", "reason": "不同"})
    assert (stale.status_code, stale.json()["current"]["id"]) == (412, made["id"])
    turned = office.post(
        "task-links/", {**sent, "decision": "rejected", "reason": "不同", "seen": made["id"]}
    )
    assert turned.status_code == 201
    now = office.get("task-links/?in_force=true").json()["results"]
    assert [link["decision"] for link in now] == ["rejected"]
    assert len(office.get("task-links/?earlier_plan=2016").json()["results"]) == 2
    assert office.get("task-links/?in_force=false").json()["results"][0]["id"] == made["id"]


def test_many_are_decided_all_or_none_and_errors_point_at_their_items(office: ApiClient) -> None:
    good = {"later": "2020-1", "earlier": "2016-1", "decision": "confirmed"}
    bad = {"later": "2020-1", "earlier": "2020-2", "decision": "confirmed"}
    refused = office.post("task-links/bulk/", {"items": [good, bad]})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/items/1"]
    unknown = office.post("task-links/bulk/", {"items": [good, {**good, "earlier": "1999-1"}]})
    assert [error["pointer"] for error in unknown.json()["errors"]] == ["/items/1/earlier"]
    assert office.post("task-links/bulk/", {"items": "x"}).status_code == 400
    assert not TaskLink.objects.exists()
    other = {"later": "2016-1", "earlier": "2014-1", "decision": "rejected"}
    made = office.post("task-links/bulk/", {"items": [good, other]}).json()["items"]
    assert [link["decision"] for link in made] == ["confirmed", "rejected"]


def test_sent_twice_under_one_key_it_is_decided_once(office: ApiClient) -> None:
    sent = {"later": "2020-1", "earlier": "2016-1", "decision": "confirmed"}
    first, second = (office.post("task-links/", sent, Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, second.json()) == (201, first.json())
    assert TaskLink.objects.count() == 1


def test_decisions_are_exported_with_both_texts(office: ApiClient) -> None:
    office.post("task-links/", {"later": "2020-1", "earlier": "2016-1", "decision": "confirmed"})
    response: Any = office.client.get("/api/v1/task-links/?format=csv", headers=office.headers)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "2020-1" in text
    assert "培养" not in text
    assert text.count("剑网") >= 2


@pytest.mark.parametrize("plan", ["1999", "2020"])
def test_a_plan_that_there_is_not_or_that_is_the_tasks_own_is_refused(office: ApiClient, plan: str) -> None:
    refused = office.get(f"tasks/2020-1/link-suggestions/?plan={plan}")
    assert [error["parameter"] for error in refused.json()["errors"]] == ["plan"]
    assert office.get("tasks/2014-1/link-suggestions/").json() == []


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_two_queries_however_long(
    office: ApiClient, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = make_task(make_plan("2010"))
    for year in range(number):
        make_task_link(make_task(make_plan(str(2011 + year), year=2011 + year)), before)
    # The token, the rows.
    with django_assert_num_queries(2):
        assert len(office.get("task-links/").json()["results"]) == number
