"""Of a past day no more of tasks' state is worked out than a page needs, if need be plan after plan."""

from __future__ import annotations

import datetime
from itertools import product
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.enums import Role
from plans.clock import today
from tasks.api.json_rows.pages import counted
from tasks.enums import Status
from tasks.filters import TaskFilter
from tasks.filters.orderings import TASK_ORDERINGS
from tasks.models import Task, TaskStanding, state_sql
from tasks.services.standings import standings_refresh_stale
from tests.api_client import ApiClient
from tests.factories import in_days, make_agency, make_confirmed, make_plan, make_task, make_user, moment
from tests.tasks.api.test_json_rows import pages_from, world
from tests.tasks.pages.reading import as_user

pytestmark = pytest.mark.django_db


QUERIES: list[dict[str, str]] = [{}, {"light": "green"}, {"status": "no_report"}, {"mode": "unassigned"}]
ORDERINGS = [
    *product(["light", "status", "plan"], QUERIES),
    *product(["percent", "due_on"], QUERIES[:2]),
]


@pytest.mark.any_database
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize(("name", "query"), ORDERINGS)
def test_a_list_read_plan_after_plan_has_its_rows_in_their_order(
    reader: ApiClient, sign: str, name: str, query: dict[str, str]
) -> None:
    world()
    world_without_tracking()
    TaskStanding.objects.update(computed_on=in_days(1))
    found = TaskFilter(query, Task.objects.with_state(today()).select_related("plan"), day=today()).qs
    ordering = f"{sign}{name}"
    key = TASK_ORDERINGS.chosen([ordering]).keys[0]
    rows = sorted(found, key=lambda task: (key.of(task), task.plan_id, task.number), reverse=key.falls)
    expected = [task.reference for task in rows]
    for size in ("1", "2"):
        asked = urlencode({**query, "ordering": ordering, "page_size": size})
        forth = pages_from(reader, f"tasks/?{asked}", "next")
        assert [row for page in forth for row in page["results"]] == expected
        back = pages_from(reader, forth[-1]["address"], "previous")
        assert [page["results"] for page in back] == [page["results"] for page in reversed(forth)]


def world_without_tracking() -> None:
    """Another plan, whose tasks have no light, and one without tasks."""
    plan = make_plan("2021")
    make_task(plan, lead=make_agency())
    make_task(plan)
    make_plan("2022")


@pytest.mark.parametrize(
    ("query", "plans"),
    [
        ("ordering=light", 2),
        # Dates are told of all plans at once, and the state of the page alone.
        ("ordering=due_on", 1),
        ("due_from=2020-01-01", 1),
        ("light=grey", 2),
        ("light=grey&ordering=-plan", 2),
        # There is none in red: all plans are read to know it.
        ("light=red", 4),
        ("light=grey&plan=2021", 1),
    ],
)
def test_no_more_plans_are_read_than_a_page_needs(reader: ApiClient, query: str, plans: int) -> None:
    world()
    world_without_tracking()
    TaskStanding.objects.update(computed_on=in_days(1))
    with CaptureQueriesContext(connection) as asked:
        reader.get(f"tasks/?{query}&page_size=1")
    assert sum("last_decided" in one["sql"] for one in asked.captured_queries) == plans


@pytest.mark.parametrize(
    "query", ["light=grey", "light=red", "status=no_report", "mode=by_duty", "due_from={tomorrow}"]
)
def test_a_total_is_counted_no_further_than_it_has_to_be(query: str) -> None:
    world()
    world_without_tracking()
    TaskStanding.objects.update(computed_on=in_days(1))
    asked = QueryDict(query.format(tomorrow=in_days(1)))
    filters = TaskFilter(asked, Task.objects.all(), day=today())
    meant = TaskFilter(asked, Task.objects.with_state(today()), day=today()).qs.count()
    for most in (1, 3, 100):
        assert counted(Task.objects.all(), filters, most) == min(meant, most)


def test_plans_are_not_read_for_a_total_that_is_full() -> None:
    world()
    world_without_tracking()
    TaskStanding.objects.update(computed_on=in_days(1))
    filters = TaskFilter({"light": "grey"}, Task.objects.all(), day=today())
    with CaptureQueriesContext(connection) as asked:
        assert counted(Task.objects.all(), filters, 2) == 2
    # The last plan has no task, that before it two.
    assert sum("last_decided" in one["sql"] for one in asked.captured_queries) == 2


@pytest.mark.parametrize(
    "query", [{"light": "red"}, {"light": "green"}, {"status": "completed"}, {"status": "no_report"}, {}]
)
def test_where_little_changed_since_that_day_all_are_counted_at_once_by_what_is_kept(
    reader: ApiClient, query: dict[str, str]
) -> None:
    day = in_days(-3)
    agency, plan = make_agency(), make_plan("2021", tracked_from=day - datetime.timedelta(days=9))
    tasks = [
        make_task(plan, number, lead=agency, due_on=day + datetime.timedelta(days=number - 6))
        for number in range(1, 13)
    ]
    for task in tasks[3:6]:
        make_confirmed(task, agency, Status.IN_PROGRESS, percent=50, when=moment(day))
    standings_refresh_stale(day=today())
    make_confirmed(tasks[2], agency, Status.COMPLETED, when=timezone.now())
    make_confirmed(tasks[8], agency, Status.COMPLETED, when=moment(day))
    assert set(state_sql.changed_since(day, today(), "default", lights=True) or ()) == {
        tasks[2].pk,
        tasks[8].pk,
    }
    expected = TaskFilter(query, Task.objects.with_state(day), day=day).qs
    filters = TaskFilter(query, Task.objects.all(), day=day)
    assert filters.form.is_valid()
    with CaptureQueriesContext(connection) as queries:
        number = counted(Task.objects.all(), filters, 1000)
    assert number == expected.count()
    assert len(queries) == (3 if query else 2)
    page = as_user(make_user(Role.VIEWER)).get("/tasks/", {**query, "as_of": str(day)}).context["page_obj"]
    assert page.paginator.count == number
    assert {row.number for row in page} == {task.number for task in expected}


def test_where_much_changed_since_the_tasks_are_not_told_apart() -> None:
    day, plan = in_days(-3), make_plan("2021")
    tasks = [make_task(plan, number, lead=make_agency()) for number in range(1, 10)]
    standings_refresh_stale(day=today())
    assert state_sql.changed_since(day, today(), "default", lights=False) == []
    for task in tasks[:2]:
        task.assignments.update(in_force_from=timezone.now())
    assert state_sql.changed_since(day, today(), "default", lights=False) is None
