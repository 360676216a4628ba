"""A page of tasks of all plans, or of reports, is read from one index in the orders that lists have."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import RequestFactory

from agencies.api.cursors import Cursor
from agencies.api.pagination import AskedPage
from agencies.enums import Role
from plans.clock import today
from tasks.filters import ProgressReportFilter, TaskFilter
from tasks.filters.orderings import REPORT_ORDERINGS, TASK_ORDERINGS
from tasks.filters.standings import chosen_for_page
from tasks.lineage import assignments_of
from tasks.models import ProgressReport, Task, TaskStanding
from tasks.summaries.held import held_by
from tests.factories import make_agency, make_assignment, make_plan, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _prefer_indexes() -> None:
    """However few rows there are."""
    make_task(make_plan("2020"))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")


def without_sorting_by_parts() -> None:
    """An index of the plan alone does not serve either: its rows would be sorted plan by plan."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_incremental_sort = off")


@pytest.mark.parametrize(
    ("ordering", "index"),
    [
        ("plan", "standing_plan_number"),
        ("-plan", "standing_plan_number"),
        ("due_on", "standing_due_rising"),
        ("-due_on", "standing_due_falling"),
        ("percent", "standing_percent_rising"),
        ("-percent", "standing_percent_falling"),
        ("status", "standing_by_status"),
        ("-status", "standing_by_status"),
        *[
            pytest.param(name, "plan_year_code", marks=pytest.mark.postgresql)
            for name in ("number", "-number")
        ],
    ],
)
def test_each_order_and_its_later_pages_have_an_index(ordering: str, index: str) -> None:
    if index.startswith("standing"):
        without_sorting_by_parts()
    order = TASK_ORDERINGS.chosen([ordering])
    (row,) = order.sorted(TaskStanding.objects.all())
    first, second = AskedPage(order, 50), AskedPage(order, 50, Cursor(order.position(row)))
    for page in (first, second):
        explained = page.cut(TaskStanding.objects.all()).explain()
        assert index in explained, explained


@pytest.mark.parametrize(("name", "index"), [("due_from", "falling"), ("due_until", "rising")])
def test_days_are_looked_up_in_the_indexes_of_the_orders_by_day(name: str, index: str) -> None:
    filters = TaskFilter({name: "2020-07-01"})
    rows = filters.narrowed(TaskStanding.objects.order_by(), filters.chosen)
    assert f"standing_due_{index}" in rows.explain()


@pytest.mark.parametrize(
    ("ordering", "index"),
    [("", "report_created_at"), ("created_at", "report_created_at"), ("-updated_at", "report_updated_at")],
)
def test_reports_have_an_index_for_the_days_on_which_they_were_written(ordering: str, index: str) -> None:
    page = AskedPage(REPORT_ORDERINGS.chosen([ordering]), 50)
    assert index in page.cut(ProgressReport.objects.all()).explain()


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({}, "assignment_agency_place"),
        ({"role": "lead"}, "assignment_role_place"),
        ({"status": "no_report"}, "assignment_agency_place"),
        ({"role": "lead", "plan": "2020", "status": "no_report"}, "assignment_role_place"),
    ],
)
def test_the_tasks_of_an_agency_and_their_later_pages_have_an_index(
    query: dict[str, str], index: str
) -> None:
    task = Task.objects.get()
    agency = make_assignment(task, make_agency()).agency
    request = RequestFactory().get("/", query | {"agency": str(agency.pk)})
    request.user = make_user(Role.VIEWER)
    filters = TaskFilter(request.GET, request=request)
    order = TASK_ORDERINGS.chosen([])
    paths = [key.path for key in order.keys]
    rows = chosen_for_page(Task.objects.all(), filters, filters.chosen, paths)
    first, second = AskedPage(order, 50), AskedPage(order, 50, Cursor(order.position(task)))
    for page in (first, second):
        explained = page.cut(rows).explain()
        assert index in explained, explained


@pytest.mark.postgresql
def test_the_page_of_an_agency_is_read_plan_by_plan() -> None:
    agency = make_assignment(Task.objects.get(), make_agency()).agency
    held = held_by(agency, assignments_of(agency).in_force_on(today()), today(), carried=False)
    explained = held.tasks("lead")[:30].explain()
    assert "assignment_role_place" in explained
    assert "plan_year_code" in explained
    assert "Incremental Sort" in explained


def test_reports_by_state_are_read_along_the_order_and_not_made_distinct_first() -> None:
    filters = ProgressReportFilter({"state": ["confirmed", "returned"], "status": ["completed"]})
    assert "DISTINCT" not in str(filters.qs.query)
