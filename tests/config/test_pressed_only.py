"""An address that only a button leads to, looked at: by loading a refused form anew, say."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from agencies.addresses import page_above
from agencies.enums import Role
from tests.factories import make_agency, make_plan, make_round, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("looked_at", "above"),
    [
        ("/rounds/5/extend/", "/rounds/5/"),
        ("/plans/2020/due-dates/", "/plans/2020/"),
        ("/tasks/2020-1/light/lift/", "/tasks/2020-1/light/"),
        ("/chases/5/sign/", "/"),
    ],
)
def test_it_leads_to_the_page_that_has_the_button(client: Client, looked_at: str, above: str) -> None:
    client.force_login(make_user(Role.OFFICE))
    answer = client.get(looked_at)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert f'href="{above}"' in answer.content.decode()
    assert page_above(looked_at) == above


def test_a_script_still_gets_a_problem(client: Client) -> None:
    client.force_login(make_user(Role.OFFICE))
    answer = client.put("/api/v1/agencies/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")


def test_a_refused_form_asks_for_another_day_on_its_page(client: Client) -> None:
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    week = datetime.timedelta(days=7)
    day = timezone.localdate()
    asked = make_round(plan, [make_task(plan, lead=make_agency())], opens_on=day - week, due_on=day + week)
    client.force_login(make_user(Role.OFFICE))
    refused = client.post(f"/rounds/{asked.pk}/extend/", {"due_on": "", "reason": ""})
    assert f'method="get" action="/rounds/{asked.pk}/"' in refused.content.decode()
