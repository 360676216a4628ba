from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency
from tasks.models import Task
from tests.factories import make_agency, make_plan, make_report, make_task, make_user, return_

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def own(client: Client, agency: Agency) -> Client:
    client.force_login(make_user(Role.STAFF, agency))
    return client


def tracked_task(agency: Agency, **values: Any) -> Task:
    return make_task(make_plan(tracked_from=datetime.date(2020, 1, 1)), lead=agency, **values)


def test_the_form_is_one_click_away(own: Client, agency: Agency) -> None:
    task = tracked_task(agency)

    assert f"/tasks/{task.reference}/report/?agency={agency.pk}" in own.get("/my/").content.decode()


def test_a_returned_report_stands_there_with_its_reason(own: Client, agency: Agency) -> None:
    return_(make_report(tracked_task(agency), agency), reason="请写明文号。")

    assert "请写明文号。" in own.get("/my/").content.decode()


def test_a_light_that_presses_leads_to_why(own: Client, agency: Agency) -> None:
    task = tracked_task(agency, due_on=datetime.date(2020, 1, 31))

    assert f'href="/tasks/{task.reference}/light/"' in own.get("/my/").content.decode()


def test_shares_that_wait_for_the_lead_are_announced(own: Client, agency: Agency) -> None:
    partner = make_agency("商务部")
    make_report(tracked_task(agency, participating=[partner]), partner)

    answer = own.get("/my/")

    assert answer.context["awaiting"] == 1
    assert "/review/" in answer.content.decode()


def test_an_agency_without_tasks_reads_why(own: Client) -> None:
    assert own.get("/my/").context["counts"] == {}


def test_it_comes_in_pages_and_its_figures_lead_to_what_they_count(own: Client, agency: Agency) -> None:
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    for _ in range(31):
        make_task(plan, lead=agency)
    make_report(tracked_task(agency), agency)

    first, second = (own.get("/my/", {"page": page}) for page in (1, 2))

    assert [len(page.context["page_obj"].object_list) for page in (first, second)] == [30, 2]
    assert [*first.context["counts"].values()] == [31, 1]
    assert 'href="?standing=submitted"' in first.content.decode()
    assert len(own.get("/my/?standing=submitted").context["page_obj"].object_list) == 1
    assert own.get("/my/?standing=nonsense").context["page_obj"].object_list == []


def test_it_is_forbidden_to_readers(client: Client, agency: Agency) -> None:
    client.force_login(make_user(Role.VIEWER, agency))

    assert client.get("/my/").status_code == 403


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_number_of_queries_does_not_grow(
    own: Client, agency: Agency, tasks: int, django_assert_num_queries: Any
) -> None:
    for _ in range(tasks):
        return_(make_report(tracked_task(agency), agency))

    with django_assert_num_queries(19):
        own.get("/my/")


def test_htmx_turns_the_pages_of_the_table_and_its_links_lead_on(own: Client, agency: Agency) -> None:
    tracked_task(agency)

    whole, part = own.get("/my/"), own.get("/my/", headers={"HX-Request": "true"})
    text = part.content.decode()

    assert text.startswith('<div class="stack" id="results"')
    assert '<p id="told" hx-swap-oob="innerHTML">1 项任务</p>' in text
    assert "/report/" in text.partition('hx-boost="true"')[0]
    assert b"hx-swap-oob" not in whole.content
