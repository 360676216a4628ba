"""How far a token goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agencies.enums import Role, TokenScope
from agencies.models import ApiToken
from tasks.models import ProgressReport
from tests.access.asking import Asker
from tests.access.table import rows
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> dict[str, Any]:
    return {"task": "2020-1", "status": "in_progress", "percent": 50, "progress": "已启动。"}


@pytest.fixture
def reader() -> ApiClient:
    agency = make_agency()
    make_task(make_plan("2020"), 1, lead=agency)
    return ApiClient(make_user(Role.STAFF, agency), TokenScope.READ)


def test_a_token_that_reads_is_refused_to_write_what_its_owner_may(
    reader: ApiClient, draft: dict[str, Any]
) -> None:
    refused = reader.post("progress-reports/", draft, Accept_Language="en")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert "This token only reads." in refused.json()["detail"]
    assert refused.json()["detail"].endswith("http://testserver/account/tokens/")
    assert "只能读取" in reader.post("progress-reports/", draft).json()["detail"]
    assert not ProgressReport.objects.exists()

    owner = ApiClient()
    owner.headers = ApiClient(ApiToken.objects.get().user, TokenScope.WRITE).headers
    assert owner.post("progress-reports/", draft).status_code == 201


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_token_that_reads_reads(reader: ApiClient, method: str) -> None:
    assert reader.client.generic(method, "/api/v1/tasks/", headers=reader.headers).status_code == 200


def test_it_is_said_before_the_body_is_read_or_the_row_is_looked_for(reader: ApiClient) -> None:
    assert reader.post("progress-reports/", "{").status_code == 403
    assert reader.delete("progress-reports/999999/").status_code == 403


def test_a_method_that_an_address_does_not_have_stays_a_405(reader: ApiClient) -> None:
    assert reader.call("PUT", "agencies/", {}, {}).status_code == 405


def test_whoever_is_signed_in_needs_no_scope(draft: dict[str, Any], reader: ApiClient) -> None:
    browser = Client()
    browser.force_login(ApiToken.objects.get().user)
    sent = browser.post("/api/v1/progress-reports/", draft, content_type="application/json")
    assert sent.status_code == 201


def test_no_address_of_the_api_lets_it_write() -> None:
    asker = Asker()
    office = asker.world.people["office"]
    assert office is not None
    writing = {
        (row.method, asker.address(row.route, row.thing))
        for row in rows()
        if row.route.startswith("api:") and row.method != "GET" and row.route != "api:unknown"
    }
    api = ApiClient(office, TokenScope.READ)
    answers = {
        f"{method} {address}": api.client.generic(method, address, headers=api.headers).json()["detail"]
        for method, address in writing
    }
    assert len(answers) > 40
    assert {asked: said for asked, said in answers.items() if "只能读取" not in said} == {}
