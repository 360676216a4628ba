"""What the database writes of tasks is what their serializer says, from whatever it is read."""

from __future__ import annotations

import datetime
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db.models import Prefetch
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from rest_framework.renderers import JSONRenderer

from agencies.api.pagination import AskedPage
from agencies.enums import Role
from agencies.models import Agency
from plans.clock import today
from plans.models import Plan
from tasks.api.json_rows.pages import task_page
from tasks.api.json_rows.task_rows import texts
from tasks.api.serializers.tasks import TaskSerializer
from tasks.enums import AssignmentRole, LightColour, Status, TaskMode
from tasks.filters import TaskFilter
from tasks.filters.orderings import TASK_ORDERINGS
from tasks.models import Assignment, Task, TaskStanding
from tasks.models.standings import Source
from tasks.models.task import TaskQuerySet
from tasks.search import rebuild
from tasks.services.standings import standings_refresh, standings_refresh_stale
from tasks.summaries.parts import parts_on
from tests.api_client import ApiClient
from tests.factories import (
    in_days,
    make_agency,
    make_assignment,
    make_confirmed,
    make_plan,
    make_task,
    make_user,
    moment,
    set_due_date,
)
from tests.tasks.histories import History, histories
from tests.tasks.test_state_sql import WritesHistories

FIELDS = TaskSerializer.Meta.fields


def serialized(tasks: TaskQuerySet, day: datetime.date) -> Any:
    """`tasks`, with their state of `day`, as their serializer shows them."""
    rows = tasks.with_adjustments(day).select_related("plan").order_by("plan_id", "number")
    rows = rows.prefetch_related(Prefetch("assignments", parts_on(day)))
    return json.loads(JSONRenderer().render(TaskSerializer(rows, many=True).data))


def written(tasks: TaskQuerySet, day: datetime.date, fields: list[str] = FIELDS) -> list[Any]:
    """The same written by the database."""
    filters = TaskFilter({}, Task.objects.all(), day=day)
    asked = AskedPage(TASK_ORDERINGS.chosen(["plan"]), 200)
    return [json.loads(row[0]) for row in task_page(tasks, filters, asked, fields).rows]


class TestWhatIsWrittenIsWhatIsSerialized(WritesHistories):
    @given(histories, st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    def test_on_generated_histories(self, history: History, text: str) -> None:
        _plan, task = self.write(history)
        Task.objects.filter(pk=task.pk).update(text=text, marked_by_duty=True)
        one = Task.objects.filter(pk=task.pk)
        assert written(one, history.day) == serialized(one.with_state(history.day), history.day)
        assert written(one, today()) == serialized(one.with_state(today()), today())
        standings_refresh(tasks=[task.pk])
        assert written(one, today()) == serialized(one.with_standing(today()), today())


def world() -> list[Task]:
    """Tasks of two plans that differ in all that a list can be asked for; the state of one is not kept."""
    made = []
    for number in (2019, 2020):
        plan = make_plan(str(number), tracked_from=in_days(-9))
        lead, other = make_agency(), make_agency()
        made += [
            make_task(plan, lead=lead, participating=[other], due_on=today()),
            make_task(plan, by_duty=[other], due_on=in_days(1)),
            make_task(plan),
        ]
        make_confirmed(made[-3], lead, Status.COMPLETED, when=moment(today()))
        set_due_date(made[-2], in_days(2), moment(today()), document_number="国办函1号")
    standings_refresh(tasks=[task.pk for task in made])
    rebuild()
    return made


def queries() -> list[dict[str, str]]:
    """What the list of tasks is asked."""
    return [
        {},
        {"plan": "2020"},
        {"status": "completed"},
        {"plan": "2019", "status": "no_report"},
        *[{"light": colour.value} for colour in LightColour],
        *[{"mode": mode.value} for mode in TaskMode],
        {"due_from": in_days(1).isoformat()},
        {"due_until": today().isoformat(), "plan": "2020"},
        {"role": "by_duty"},
        {"needs": "agency"},
        {"needs": "due_date"},
        {"q": "2020-2"},
        {"q": "推进"},
        {"q": "工作 第2", "light": "grey"},
        {"updated_since": "2020-01-01T00:00:00Z"},
        {"updated_since": "2999-01-01T00:00:00Z"},
        {"ordering": "light", "mode": "by_duty"},
    ]


def queries_of_an_agency() -> list[dict[str, str]]:
    """What it is asked of one agency's tasks."""
    return [
        {},
        *[{"role": role.value} for role in AssignmentRole],
        {"plan": "2019"},
        {"status": "completed"},
        {"role": "lead", "plan": "2020", "status": "completed"},
        {"role": "participating", "status": "no_report"},
        *[{"part_status": status} for status in ("completed", "no_report")],
        {"role": "lead", "part_status": "completed", "status": "completed"},
        *[{name: value} for name in ("reported", "accepted") for value in ("true", "false")],
        {"reported": "true", "light": "green"},
        {"plan": "2019", "rollup": today().isoformat()},
        {"rollup": today().isoformat(), "role": "participating", "accepted": "false"},
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("source", [Source.KEPT, Source.PARTLY_KEPT, Source.FACTS])
def test_a_list_has_the_rows_that_its_filters_find(reader: ApiClient, source: Source) -> None:
    tasks = world()
    if source == Source.PARTLY_KEPT:
        make_assignment(tasks[2], make_agency(), AssignmentRole.LEAD)
    if source == Source.FACTS:
        TaskStanding.objects.update(computed_on=in_days(1))
    request = RequestFactory().get("/")
    request.user = make_user(Role.VIEWER)
    agencies = [str(agency.pk) for agency in Agency.objects.all()]
    by_agency = [{"agency": agency, **query} for agency in agencies for query in queries_of_an_agency()]
    for query in [*queries(), {"section": str(tasks[0].section_id)}, *by_agency]:
        expected = TaskFilter(query, Task.objects.with_state(today()), day=today(), request=request).qs
        found = reader.get(f"tasks/?{urlencode(query)}&count=1").json()
        assert (found["results"], found["count"]) == (serialized(expected, today()), len(expected))
    assert TaskStanding.objects.source_on(today()) == source


@pytest.mark.django_db
@pytest.mark.parametrize("source", [Source.KEPT, Source.FACTS])
def test_the_same_question_with_other_values_gets_its_own_answer(reader: ApiClient, source: Source) -> None:
    world()
    if source == Source.FACTS:
        TaskStanding.objects.update(computed_on=in_days(1))
    for number in ("number", "-number"):
        page = reader.get(f"tasks/?ordering={number}&page_size=4&plan=2020").json()
        assert len(page["results"]) == 3
        page = reader.get(f"tasks/?ordering={number}&page_size=4").json()
        rest = reader.get(page["next"].partition("/api/v1/")[2]).json()
        back = reader.get(rest["previous"].partition("/api/v1/")[2]).json()
        assert ([row["number"] for row in rest["results"]], back["results"]) == (
            [2, 3] if number == "number" else [2, 1],
            page["results"],
        )
    for plan in ("2019", "2020"):
        for size in (1, 2):
            query = f"tasks/?plan={plan}&ordering=-due_on&page_size={size}"
            page = reader.get(query).json()
            found = [row["reference"] for row in page["results"]]
            page = reader.get(page["next"].partition("/api/v1/")[2]).json()
            found += [row["reference"] for row in page["results"]]
            assert found == [f"{plan}-2", f"{plan}-1", f"{plan}-3"][: 2 * size]


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{}, {"role": "lead"}, {"status": "no_report"}, {"plan": "2020"}])
def test_the_tasks_of_an_agency_come_page_by_page_in_the_order_of_lists(
    reader: ApiClient, query: dict[str, str]
) -> None:
    agency, wanted = make_agency(), []
    plans = [make_plan("2020"), make_plan("2019")]
    for number in (3, 1, 2):
        for plan in reversed(plans):
            role = AssignmentRole.PARTICIPATING if number == 2 else AssignmentRole.LEAD
            task = make_task(plan, number)
            make_assignment(task, agency, role)
            make_assignment(make_task(plan, number + 10), agency, in_force_until=moment(today()))
            if query.get("role", role) == role and query.get("plan", plan.code) == plan.code:
                wanted.append((plan.pk, number))
    standings_refresh_stale(day=today())
    expected = [f"{Plan.objects.get(pk=plan).code}-{number}" for plan, number in sorted(wanted)]
    for ordering, order in (("plan", expected), ("-plan", expected[::-1])):
        query |= {"agency": str(agency.pk), "ordering": ordering, "page_size": "2"}
        forth = pages_from(reader, f"tasks/?{urlencode(query)}", "next")
        assert [row for page in forth for row in page["results"]] == order
        back = pages_from(reader, forth[-1]["address"], "previous")
        assert [page["results"] for page in back] == [page["results"] for page in reversed(forth)]


def pages_from(reader: ApiClient, address: str, way: str) -> list[dict[str, Any]]:
    """That page and all that way, each with the references of its rows."""
    pages = []
    while address:
        page = reader.get(address).json()
        found = [row["reference"] for row in page["results"]]
        pages.append({"address": address, "results": found})
        address = (page[way] or "").partition("/api/v1/")[2]
    return pages


@pytest.mark.django_db
@pytest.mark.parametrize("ahead", [None, 0, 1])
def test_a_whole_export_says_the_same_of_what_is_kept_and_of_what_is_not(ahead: int | None) -> None:
    day = datetime.date.min if ahead is None else in_days(ahead)
    tasks = world()
    make_assignment(tasks[2], make_agency(), AssignmentRole.LEAD)
    make_task(tasks[2].plan)
    rows = Task.objects.with_standing(day).order_by("plan_id", "number")
    assert [json.loads(text) for text in texts(rows, day, FIELDS)] == serialized(rows, day)


@pytest.mark.django_db
def test_what_the_caller_may_not_see_is_not_written() -> None:
    tasks = world()
    assert written(Task.objects.none(), today()) == []
    seen = Task.objects.filter(pk=tasks[1].pk)
    assert [row["reference"] for row in written(seen, today(), ["reference"])] == ["2019-2"]
    assert len(written(Task.objects.all(), today())) == len(tasks)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "queries", "number"),
    [
        # The token, the rows.
        ({"q": "推进", "mode": "unassigned", "ordering": "-due_on"}, 2, 2),
        # The token, the plan, the rows.
        ({"plan": "2020", "status": "no_report"}, 3, 2),
        # The token, the agency, the rows.
        ({"agency": "", "role": "by_duty", "reported": "false"}, 3, 1),
        # The token, and of a past day the rows as they are kept, which do not hold, and by their facts.
        ({"as_of": "2020-12-31"}, 3, 6),
    ],
)
def test_the_first_page_takes_as_many_queries_as_there_are_things_named_and_two(
    reader: ApiClient,
    django_assert_num_queries: DjangoAssertNumQueries,
    query: dict[str, str],
    queries: int,
    number: int,
) -> None:
    tasks = world()
    share = Assignment.objects.get(task=tasks[1])
    asked = urlencode({name: value or str(share.agency_id) for name, value in query.items()})
    reader.get(f"tasks/?{asked}")
    with django_assert_num_queries(queries):
        assert len(reader.get(f"tasks/?{asked}").json()["results"]) == number
