"""Addresses that nobody would type lead nowhere, and never to an error of ours."""

import pytest
from django.test import Client

from agencies.enums import Role
from tests.factories import make_agency, make_plan, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/plans/%00/",
        "/plans/%00/manage/",
        "/documents/%00/",
        "/documents/..%2Fsettings.py/",
        "/tasks/2020-%00/",
        "/tasks/2020-99999999999999999999/",
        "/reports/99999999999999999999/",
        "/agencies/99999999999999999999/",
    ],
)
def test_an_address_of_nothing_is_not_found(client: Client, address: str) -> None:
    client.force_login(make_user(Role.OFFICE))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-30"])
def test_a_day_far_away_has_its_page(client: Client, day: str) -> None:
    task = make_task(make_plan("2020"), lead=make_agency())
    client.force_login(make_user(Role.OFFICE))
    agency = f"/agencies/{task.assignments.get().agency_id}/"
    pages = ("/", "/tasks/", "/tasks/2020-1/", "/agencies/", agency, "/plans/", "/plans/2020/")
    for address in (*pages, "/plans/2020/rounds/", "/api/v1/tasks/"):
        assert client.get(f"{address}?as_of={day}").status_code == 200


@pytest.mark.parametrize("key", ["9" * 25, "9" * 5000, "²", "-1", "x"])
def test_a_key_that_no_row_can_have_names_nothing(client: Client, key: str) -> None:
    task = make_task(make_plan("2020"))
    client.force_login(make_user(Role.OFFICE))
    assert client.get(f"/review/?report={key}").status_code == 200
    assert client.post("/notices/read/", {"notice": key}).status_code == 302
    sent = {"tasks": [task.pk, key], "due_on": "2020-12-31"}
    assert client.post("/plans/2020/due-dates/", sent).context["due_dates"].errors.keys() == {"tasks"}
    assert not task.due_date_changes.exists()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/?plan=%00", 404),
        ("/agencies/?plan=%00", 404),
        ("/tasks/?plan=%00", 200),
        ("/tasks/?q=%00", 200),
        ("/api/v1/agency-progress/?plan=%00", 400),
        ("/api/v1/plans/%00/", 404),
        ("/api/v1/documents/%00/", 404),
    ],
)
def test_what_no_text_can_hold_is_no_error_of_ours(client: Client, address: str, status: int) -> None:
    client.force_login(make_user(Role.OFFICE))
    assert client.get(address).status_code == status
