"""What the database writes of the counts of agencies is what their serializer says."""

from __future__ import annotations

import datetime
import json
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.renderers import JSONRenderer

from agencies.api.pagination import AskedPage
from agencies.enums import AgencyKind
from agencies.filters import AGENCY_ORDERINGS
from agencies.models import Agency
from plans.clock import today
from plans.models import Plan
from tasks.api.json_rows.agency_rows import FIELDS, agency_page
from tasks.api.serializers.counts import AgencyProgressSerializer
from tasks.enums import AssignmentRole, Status
from tasks.models import AgencyTally, TaskStanding
from tasks.services.standings import standings_refresh_stale
from tasks.summaries import agency_counts
from tests.api_client import ApiClient
from tests.factories import (
    in_days,
    make_agency,
    make_assignment,
    make_confirmed,
    make_plan,
    make_report,
    make_task,
)

pytestmark = pytest.mark.django_db

NAMES = ['"乙\\部"', "甲部", "丙\t部", "丁%s部", "戊{}部"]


def world() -> list[Agency]:
    """Agencies that differ in all that they can be sorted by; the last has no part any more."""
    agencies = [make_agency(name) for name in NAMES]
    for number, agency in enumerate(agencies):
        agency.kind = [AgencyKind.GOVERNMENT, AgencyKind.COLLECTIVE][number % 2]
        agency.begins_on = in_days(-number) if number % 3 else None
        agency.save()
    for code in ("2019", "2020"):
        plan = make_plan(code)
        lead, first, second, third, _none = agencies
        for status in Status:
            make_confirmed(make_task(plan, lead=lead, participating=[first]), lead, status)
        shared = make_task(plan, by_duty=[second, third])
        make_confirmed(shared, second, Status.DROPPED)
        make_report(shared, third)
    make_report(make_task(plan, lead=first, participating=[lead]), lead)
    standings_refresh_stale(day=today())
    for number in (1, -1):
        AgencyTally.objects.create(agency=agencies[4], role=AssignmentRole.LEAD, total=number)
    return agencies


def serialized(plan: Plan | None) -> list[Any]:
    """All counts as the serializer shows them, by name."""
    counts = sorted(agency_counts(plan, today()), key=lambda one: one.agency.name)
    found: list[Any] = json.loads(JSONRenderer().render(AgencyProgressSerializer(counts, many=True).data))
    return found


def written(plan: Plan | None, order: str, size: int = 200, fields: tuple[str, ...] = FIELDS) -> list[Any]:
    """The same as the database writes them, gathered from pages of that size."""
    asked, rows = AskedPage(AGENCY_ORDERINGS.chosen([order]), size), []
    while True:
        page = agency_page(Agency.objects.all(), plan, today(), asked, fields)
        assert page is not None
        rows += [json.loads(row[0]) for row in page.rows]
        if page.following is None:
            return rows
        asked = AskedPage(asked.order, size, page.following)


def test_every_order_page_and_plan_has_what_is_serialized() -> None:
    world()
    for plan in (None, *Plan.objects.all()):
        expected = serialized(plan)
        assert [row["agency"]["name"] for row in expected] == sorted(NAMES[:4])
        assert json.dumps(written(plan, "name")) == json.dumps(expected)
        for order, size in product(AGENCY_ORDERINGS.names, (1, 3, 200)):
            rows = AGENCY_ORDERINGS.chosen([order]).sorted(Agency.objects.exclude(name=NAMES[4]))
            by_key = {row["agency"]["id"]: row for row in expected}
            assert written(plan, order, size) == [by_key[agency.pk] for agency in rows]


def test_a_row_has_the_fields_asked_for_in_their_order() -> None:
    world()
    assert list(FIELDS) == list(AgencyProgressSerializer().fields)
    for number in range(len(FIELDS)):
        fields = FIELDS[number:]
        expected = [{name: row[name] for name in fields} for row in serialized(None)]
        assert written(None, "name", fields=fields) == expected


def test_what_the_caller_may_not_see_is_not_written() -> None:
    agencies = world()
    asked = AskedPage(AGENCY_ORDERINGS.chosen([]), 200)
    assert agency_page(Agency.objects.none(), None, today(), asked, FIELDS) is None
    seen = agency_page(Agency.objects.filter(pk=agencies[0].pk), None, today(), asked, ["agency"])
    assert seen is not None
    assert [json.loads(row[0])["agency"]["id"] for row in seen.rows] == [agencies[0].pk]


@pytest.mark.parametrize("query", [{}, {"plan": "2020"}, {"fields": "by_duty"}, {"ordering": "-kind,name"}])
def test_counted_and_written_the_answer_is_the_same(reader: ApiClient, query: dict[str, str]) -> None:
    world()
    path = f"agency-progress/?{urlencode({**query, 'page_size': 2, 'count': 1})}"
    first = reader.get(path)
    second = reader.get(first.json()["next"].partition("/api/v1/")[2])
    TaskStanding.objects.update(valid_through=datetime.date.min)
    assert reader.get(path).json() == first.json()
    assert reader.get(path)["Link"] == first["Link"]
    assert reader.get(first.json()["next"].partition("/api/v1/")[2]).json() == second.json()
    assert first.json()["count"] == 4


def test_a_part_written_past_the_services_is_counted_at_once(reader: ApiClient) -> None:
    agencies = world()
    task = make_task(Plan.objects.get(code="2020"))
    standings_refresh_stale(day=today())
    make_assignment(task, agencies[4], AssignmentRole.LEAD)
    found = reader.get("agency-progress/").json()["results"]
    assert {row["agency"]["id"]: row["lead"]["total"] for row in found}[agencies[4].pk] == 1


def test_a_past_day_is_counted_by_its_facts(reader: ApiClient) -> None:
    world()
    yesterday = in_days(-1)
    found = reader.get(f"agency-progress/?as_of={yesterday}").json()["results"]
    assert all(row["lead"]["by_status"]["completed"] == 0 for row in found)


def test_a_page_takes_as_many_queries_with_a_plan_and_one_less_without(
    reader: ApiClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world()
    # The token, the plan, the rows, which tell whether the sums hold.
    with django_assert_num_queries(3):
        assert len(reader.get("agency-progress/?plan=2020").json()["results"]) == 4
    with django_assert_num_queries(2):
        assert len(reader.get("agency-progress/?ordering=-kind").json()["results"]) == 4
