"""Agencies over the API."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.enums import AgencyKind, Role
from agencies.models import AgencyAlias
from tasks.search import rebuild
from tests.api_client import ApiClient
from tests.factories import make_agency, make_succession, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> ApiClient:
    return ApiClient(make_user(Role.VIEWER))


def names(api: ApiClient, query: str) -> list[str]:
    return [agency["name"] for agency in api.get(f"agencies/?{query}").json()["results"]]


def test_an_agency_is_found_by_any_of_its_names(reader: ApiClient) -> None:
    court = make_agency("最高人民法院", kind=AgencyKind.COURT)
    AgencyAlias.objects.create(agency=court, name="高法院")
    make_agency("商务部")
    rebuild()
    assert names(reader, "name=高法") == ["最高人民法院"]
    assert names(reader, "name=gfy") == ["最高人民法院"]
    assert names(reader, "kind=court") == ["最高人民法院"]
    assert reader.get(f"agencies/{court.pk}/").json()["aliases"] == ["高法院"]


def test_only_agencies_of_that_day_are_found(reader: ApiClient) -> None:
    reform = datetime.date(2018, 3, 21)
    make_agency("工商总局", ends_on=reform)
    make_agency("市场监管总局", begins_on=reform)
    assert names(reader, "existing_on=2016-01-01") == ["工商总局"]
    assert names(reader, "existing_on=2020-01-01") == ["市场监管总局"]


def test_one_agency_says_who_came_before_and_after(reader: ApiClient) -> None:
    before, after = make_agency("工商总局"), make_agency("市场监管总局")
    make_succession(before, after)
    found = reader.get(f"agencies/{before.pk}/").json()
    assert [one["successor"]["name"] for one in found["successions"]] == ["市场监管总局"]
    found = reader.get(f"agencies/{after.pk}/").json()
    assert [one["predecessor"]["name"] for one in found["inheritances"]] == ["工商总局"]


@pytest.mark.parametrize("key", ["0", "999999", "99999999999999999999999", "x"])
def test_it_refuses_a_key_of_no_agency(reader: ApiClient, key: str) -> None:
    assert reader.get(f"agencies/{key}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_three_queries_however_long(
    reader: ApiClient, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for index in range(number):
        AgencyAlias.objects.create(agency=make_agency(), name=f"别名{index}")
    # The token, the agencies, their aliases.
    with django_assert_num_queries(3):
        assert len(reader.get("agencies/").json()["results"]) == number
