"""What a query that means nothing here is told to send instead."""

from __future__ import annotations

import pytest

from agencies.enums import Role
from tests.api_client import ApiClient
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


def test_an_unknown_field_is_told_what_there_is(api: ApiClient) -> None:
    (error,) = api.get("rounds/?fields=dueon").json()["errors"]
    assert (error["parameter"], ", due_on, " in error["detail"]) == ("fields", True)


def test_the_name_of_an_agency_is_told_what_to_send_instead(api: ApiClient) -> None:
    (error,) = api.get("tasks/?agency=林草局").json()["errors"]
    assert (error["parameter"], " id " in error["detail"]) == ("agency", True)
