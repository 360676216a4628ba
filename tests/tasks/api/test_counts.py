"""Plan totals and agency progress over the API."""

from __future__ import annotations

import datetime
import json

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.serializers import Serializer

from plans.clock import today
from tasks.api.serializers.counts import AgencyProgressSerializer
from tasks.enums import Status
from tasks.services.standings import standings_refresh_stale
from tasks.summaries import agency_counts
from tests.api_client import ApiClient
from tests.factories import (
    make_agency,
    make_confirmed,
    make_plan,
    make_report,
    make_succession,
    make_task,
    moment,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2020, 7, 1)


def test_a_plans_totals_count_each_task_once(reader: ApiClient) -> None:
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    lead = make_agency()
    make_confirmed(make_task(plan, lead=lead), lead, Status.COMPLETED, when=moment(DAY))
    make_task(plan, by_duty=[make_agency(), make_agency()], due_on=datetime.date(2020, 6, 1))
    make_task(plan)
    totals = reader.get(f"plans/2020/totals/?as_of={DAY}").json()
    assert (totals["total"], totals["unassigned"]) == (3, 1)
    assert (totals["by_status"]["completed"], totals["by_status"]["no_report"]) == (1, 2)
    assert totals["by_light"] == {"red": 1, "yellow": 0, "green": 1, "grey": 1}
    assert [(one["section"]["path"], one["total"]) for one in totals["sections"]] == [("1", 3)]
    before = reader.get("plans/2020/totals/?as_of=2020-06-30").json()
    assert before["by_status"]["completed"] == 0


@pytest.mark.parametrize("code", ["2019", "%00", "2020%00"])
def test_there_are_no_totals_of_a_plan_that_there_is_not(reader: ApiClient, code: str) -> None:
    make_plan("2020")
    assert reader.get(f"plans/{code}/totals/").status_code == 404


def test_an_agency_has_three_counts(reader: ApiClient) -> None:
    plan, agency, other = make_plan("2020"), make_agency("知识产权局"), make_agency("商务部")
    make_confirmed(make_task(plan, lead=agency), agency, Status.COMPLETED)
    make_task(plan, by_duty=[agency, other])
    make_report(make_task(plan, lead=other, participating=[agency]), agency)
    make_task(make_plan("2016"), lead=agency)
    found = reader.get(f"agencies/{agency.pk}/progress/?plan=2020").json()
    assert found["agency"] == {"id": agency.pk, "name": "知识产权局"}
    assert (found["lead"]["total"], found["lead"]["by_status"]["completed"]) == (1, 1)
    assert (found["by_duty"]["total"], found["by_duty"]["reported"]) == (1, 0)
    assert (found["participating"]["total"], found["participating"]["reported"]) == (1, 1)
    assert reader.get(f"agencies/{agency.pk}/progress/").json()["lead"]["total"] == 2


def test_an_agency_counts_what_it_carries_on_a_later_day(reader: ApiClient) -> None:
    before, after = make_agency("工商总局"), make_agency("市场监管总局")
    make_succession(before, after, datetime.date(2018, 3, 21))
    make_task(make_plan("2016"), lead=before)
    address = f"agencies/{after.pk}/progress/?plan=2016"
    assert reader.get(address).json()["lead"]["total"] == 0
    assert reader.get(f"{address}&rollup=2018-03-20").json()["lead"]["total"] == 0
    assert reader.get(f"{address}&rollup=2018-03-21").json()["lead"]["total"] == 1
    assert reader.get(f"{address}&rollup=soon").json()["errors"][0]["parameter"] == "rollup"


def test_every_agency_with_a_part_is_listed_by_name(reader: ApiClient) -> None:
    plan = make_plan("2020")
    make_task(plan, lead=make_agency("乙部"), participating=[make_agency("甲部")])
    make_agency("丙部")
    found = reader.get("agency-progress/?plan=2020&count=1").json()
    assert sorted(one["agency"]["name"] for one in found["results"]) == ["乙部", "甲部"]
    assert found["count"] == 2


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("plan=1999", "plan"), ("plan=%00", "plan"), ("as_of=soon", "as_of"), ("agency=1", "agency")],
)
def test_it_names_the_parameter_that_is_wrong(reader: ApiClient, query: str, parameter: str) -> None:
    make_plan("2020")
    for path in ("agency-progress/", f"agencies/{make_agency().pk}/progress/"):
        refused = reader.get(f"{path}?{query}")
        assert refused.status_code == 400
        assert [error["parameter"] for error in refused.json()["errors"]] == [parameter]


def test_it_refuses_counts_of_what_is_not_there(reader: ApiClient) -> None:
    assert reader.get("plans/1999/totals/").status_code == 404
    assert reader.get("agencies/999999/progress/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_as_many_queries_however_long(
    reader: ApiClient, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    plan = make_plan("2020")
    for _ in range(number):
        make_confirmed(make_task(plan, lead=(agency := make_agency())), agency)
    standings_refresh_stale(day=today())
    # The token, the rows, which tell whether the sums hold.
    with django_assert_num_queries(2):
        assert len(reader.get("agency-progress/").json()["results"]) == number
    # The token, the plan with its sections, its totals, which tell how far they reach.
    with django_assert_num_queries(3):
        assert reader.get("plans/2020/totals/").json()["total"] == number


def test_one_agency_is_counted_alike_as_carried_by_itself_and_from_what_is_kept(
    reader: ApiClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan, agency = make_plan("2020"), make_agency()
    make_confirmed(make_task(plan, 1, lead=agency), agency)
    make_task(plan, 2, participating=[agency])
    make_task(plan, 3, by_duty=[agency, make_agency()])
    written = reader.get(f"agencies/{agency.pk}/progress/?plan=2020").json()
    standings_refresh_stale(day=today())
    # The token, the agency, the plan, the counts.
    with django_assert_num_queries(4):
        kept = reader.get(f"agencies/{agency.pk}/progress/?plan=2020").json()
    carried = reader.get(f"agencies/{agency.pk}/progress/?plan=2020&rollup={today()}").json()
    assert written == kept == carried
    assert kept["lead"]["by_status"]["in_progress"] == 1


def test_a_row_is_shown_as_its_fields_say() -> None:
    agency = make_agency()
    make_confirmed(make_task(make_plan("2020"), lead=agency), agency, Status.COMPLETED)
    [counts] = agency_counts(None, today(), [agency])
    fast = AgencyProgressSerializer().to_representation(counts)
    by_field = Serializer.to_representation(AgencyProgressSerializer(), counts)
    assert json.dumps(fast) == json.dumps(by_field)
    assert fast["lead"]["by_status"]["completed"] == 1
