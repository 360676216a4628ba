"""Addresses that nobody would type lead nowhere, and never to an error of ours."""

import pytest
from django.test import Client

from agencies.enums import Role
from tests.factories import make_user

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
