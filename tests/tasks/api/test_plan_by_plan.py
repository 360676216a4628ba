"""Of a past day a page by light or status is read plan after plan, and no further than it needs."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.enums import Role
from tasks.filters import TaskFilter
from tasks.models import Task, TaskStanding
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_task, make_user
from tests.tasks.api.test_json_rows import NEXT, TODAY, pages_from, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> ApiClient:
    return ApiClient(make_user(Role.VIEWER))


@pytest.mark.parametrize(
    "ordering", [f"{sign}{name}" for name in ("light", "status", "plan") for sign in ("", "-")]
)
@pytest.mark.parametrize("query", [{}, {"light": "green"}, {"status": "no_report"}, {"mode": "unassigned"}])
def test_a_list_read_plan_after_plan_has_its_rows_in_their_order(
    reader: ApiClient, ordering: str, query: dict[str, str]
) -> None:
    world()
    world_without_tracking()
    TaskStanding.objects.update(computed_on=NEXT)
    found = TaskFilter(query, Task.objects.with_state(TODAY).select_related("plan"), day=TODAY).qs
    leading = {"plan": "plan_id"}.get(ordering.removeprefix("-"), ordering.removeprefix("-"))
    rows = sorted(found, key=lambda task: (getattr(task, leading), task.plan_id, task.number))
    expected = [task.reference for task in (rows[::-1] if ordering.startswith("-") else rows)]
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
    TaskStanding.objects.update(computed_on=NEXT)
    with CaptureQueriesContext(connection) as asked:
        reader.get(f"tasks/?{query}&page_size=1")
    assert sum("last_decided" in one["sql"] for one in asked.captured_queries) == plans
