"""Addresses of lists that barely fit the line of a request."""

from __future__ import annotations

import pytest

from agencies.api import pagination
from agencies.enums import Role
from config import gunicorn
from tests.api_client import ApiClient
from tests.factories import make_plan, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> ApiClient:
    plan = make_plan("2020")
    for _ in range(2):
        make_task(plan)
    return ApiClient(make_user(Role.OFFICE))


def sorted_by(names: int) -> str:
    """A list in that many words; the address of another page needs more bytes for each comma."""
    return "tasks/?ordering=" + ",".join(["number"] * names)


def test_it_refuses_an_address_to_which_no_cursor_can_be_added(api: ApiClient) -> None:
    whole = api.get(sorted_by(1_150)).json()
    assert (len(whole["results"]), whole["next"]) == (2, None)
    refused = api.get(f"{sorted_by(1_150)}&page_size=1")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "cursor")


def test_it_gives_links_that_can_be_followed_up_to_there(api: ApiClient) -> None:
    first = api.get(f"{sorted_by(800)}&page_size=1").json()
    second = api.get(first["next"].partition("/api/v1/")[2]).json()
    assert [row["number"] for row in (*first["results"], *second["results"])] == [1, 2]
    assert len(first["next"]) > 7_000


def test_what_it_takes_for_the_longest_fits_the_line_that_the_server_reads() -> None:
    line = pagination.LONGEST_ADDRESS + len("DELETE  HTTP/1.1\r\n")
    assert line <= gunicorn.limit_request_line
