"""Pages of lists: where they begin and end, in what order, with what fields, and what is refused."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from agencies.api import pagination
from agencies.audit import record
from agencies.enums import AgencyKind, Role
from agencies.models import User
from config.api_urls import router
from tasks.enums import NoticeKind
from tasks.models import Notice
from tests.api_client import ApiClient
from tests.factories import (
    make_agency,
    make_chase,
    make_divided,
    make_plan,
    make_provision,
    make_report,
    make_request,
    make_round,
    make_task,
    make_task_link,
    make_user,
    moment,
    set_due_date,
    trace_to,
)

pytestmark = pytest.mark.django_db

DAY, LATER = datetime.date(2020, 7, 1), datetime.date(2020, 8, 1)


@pytest.fixture
def api() -> ApiClient:
    return ApiClient(make_user(Role.OFFICE))


def follow(api: ApiClient, address: str) -> Any:
    return api.get(address.partition("/api/v1/")[2]).json()


def walk(api: ApiClient, path: str, *, by: str = "next") -> list[dict[str, Any]]:
    """The pages from `path` on until none follows."""
    pages = [api.get(path).json()]
    while pages[-1][by]:
        pages.append(follow(api, pages[-1][by]))
    return pages


def rows(pages: list[dict[str, Any]], field: str) -> list[Any]:
    return [row[field] for page in pages for row in page["results"]]


def dated(number: int, *days: int | None) -> None:
    """Tasks of a plan, due on those days of July or (None) on none."""
    plan = make_plan(f"20{number}", tracked_from=DAY)
    for day in days:
        make_task(plan, lead=make_agency(), due_on=datetime.date(2020, 7, day) if day else None)


def world(office: User) -> None:
    """Three rows of everything there is a list of; the notices are the office's, and its worklist."""
    for number in range(3):
        agency = make_agency(begins_on=DAY if number == 1 else None)
        make_user(Role.STAFF, agency)
        plan = make_plan(str(2016 + number))
        task = make_task(plan, lead=agency, by_duty=[make_agency(kind=AgencyKind.COLLECTIVE)], due_on=DAY)
        make_task_link(task, make_task(make_plan()))
        make_report(task, agency)
        trace_to(task, make_provision(make_divided(plan), "推进改革。"), "推进改革。")
        make_request(task, agency, DAY, LATER)
        make_chase(make_round(plan, [task]), agency)
        Notice.objects.create(
            recipient=office, kind=NoticeKind.REPORT_SUBMITTED, key=str(number), created_at=moment(DAY)
        )
        record(actor=office, action="round.open", target=plan)


LISTS = sorted(
    (prefix, name)
    for prefix, viewset, _ in router.registry
    if hasattr(viewset, "orderings")
    for name in viewset.orderings.names
)


@pytest.mark.parametrize(("path", "ordering"), LISTS)
def test_every_list_can_be_read_in_every_order_from_end_to_end_and_back(path: str, ordering: str) -> None:
    office = make_user(Role.OFFICE)
    api = ApiClient(office)
    world(office)
    whole = walk(api, f"{path}/?ordering={ordering}&page_size=200")[0]["results"]
    assert len(whole) >= 3
    there = walk(api, f"{path}/?ordering={ordering}&page_size=1")
    assert [page["results"] for page in there] == [[row] for row in whole]
    last = there[-1]["previous"]
    back = [*reversed(walk(api, last.partition("/api/v1/")[2], by="previous"))]
    assert [page["results"] for page in back] == [[row] for row in whole[:-1]]
    assert back[0]["previous"] is None


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("due_on", ["2016-2", "2020-3", "2020-2", "2016-1", "2020-1", "2020-4"]),
        ("-due_on", ["2020-2", "2020-3", "2016-2", "2020-4", "2020-1", "2016-1"]),
        ("-due_on,plan", ["2020-2", "2016-2", "2020-3", "2016-1", "2020-1", "2020-4"]),
        ("status,-number", ["2020-4", "2020-3", "2020-2", "2020-1", "2016-2", "2016-1"]),
    ],
)
def test_rows_without_a_value_come_last_and_ties_are_parted(
    api: ApiClient, ordering: str, expected: list[str]
) -> None:
    dated(16, None, 1)
    dated(20, None, 3, 1, None)
    assert rows(walk(api, f"tasks/?ordering={ordering}&page_size=1"), "reference") == expected


def test_rows_added_or_moved_meanwhile_neither_repeat_nor_hide_others(api: ApiClient) -> None:
    plan = make_plan("2020")
    for number in (2, 3, 4, 6):
        make_task(plan, number)
    first = api.get("tasks/?page_size=2").json()
    make_task(plan, 1)
    make_task(plan, 5)
    second = follow(api, first["next"])
    assert rows([first, second], "number") == [2, 3, 4, 5]
    assert rows([follow(api, second["previous"])], "number") == [2, 3]
    assert rows([follow(api, follow(api, second["previous"])["previous"])], "number") == [1]


def test_a_page_whose_rows_are_gone_leads_back(api: ApiClient) -> None:
    plan = make_plan("2020", tracked_from=DAY)
    one, two = (make_task(plan, due_on=DAY) for _ in range(2))
    first = api.get("tasks/?page_size=1&due_until=2020-07-01").json()
    set_due_date(two, None)
    empty = follow(api, first["next"])
    assert (empty["results"], empty["next"]) == ([], None)
    assert rows([follow(api, empty["previous"])], "number") == [1]
    set_due_date(one, None)
    set_due_date(two, DAY)
    nothing = follow(api, empty["previous"])
    assert (nothing["results"], nothing["previous"]) == ([], None)
    assert rows([follow(api, nothing["next"])], "number") == [2]


def test_the_neighbours_of_a_page_stand_in_its_link_header_with_its_filters(api: ApiClient) -> None:
    plan = make_plan("2020")
    for _ in range(3):
        make_task(plan)
    first = api.get("tasks/?page_size=1&plan=2020&ordering=-number")
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert "&plan=2020&" in first["Link"]
    middle = api.get(first.json()["next"].partition("/api/v1/")[2])
    page = middle.json()
    assert middle["Link"] == f'<{page["next"]}>; rel="next", <{page["previous"]}>; rel="prev"'
    assert "Link" not in api.get("tasks/")


def test_pages_have_fifty_rows_and_never_more_than_two_hundred(api: ApiClient) -> None:
    plan = make_plan("2020")
    for number in range(1, 52):
        make_task(plan, number)
    first = api.get("tasks/").json()
    assert (len(first["results"]), first["previous"]) == (50, None)
    assert rows([follow(api, first["next"])], "number") == [51]
    for size in ("1000", "9" * 30):
        assert len(api.get(f"tasks/?page_size={size}").json()["results"]) == 51


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("tasks/?cursor=", lambda cursor: ("B" if cursor[0] == "A" else "A") + cursor[1:]),
        ("tasks/?cursor=", lambda cursor: cursor[:-1]),
        ("tasks/?cursor=", lambda cursor: cursor.partition(".")[0]),
        ("tasks/?cursor=", lambda cursor: "nonsense"),
        ("tasks/?cursor=", lambda cursor: "中.文"),
        ("tasks/?ordering=-plan&cursor=", lambda cursor: cursor),
        ("assignments/?cursor=", lambda cursor: cursor),
    ],
)
def test_it_refuses_a_cursor_that_it_did_not_give(
    api: ApiClient, path: str, change: Callable[[str], str]
) -> None:
    plan = make_plan("2020")
    for _ in range(2):
        make_task(plan, lead=make_agency())
    given = api.get("tasks/?page_size=1").json()["next"].partition("cursor=")[2]
    refused = api.get(path + change(given), Accept_Language="zh-hans")
    assert refused.status_code == 400
    assert refused.json()["errors"] == [{"parameter": "cursor", "detail": "这不是本列表在此排序下的游标。"}]


@pytest.mark.parametrize(
    ("query", "parameter", "word"),
    [
        ("ordering=nonsense", "ordering", "nonsense"),
        ("ordering=number,--number", "ordering", "--number"),
        ("fields=number,nonsense", "fields", "nonsense"),
        ("count=many", "count", "1"),
    ],
)
def test_it_refuses_what_it_does_not_know(api: ApiClient, query: str, parameter: str, word: str) -> None:
    (error,) = api.get(f"tasks/?{query}").json()["errors"]
    assert error["parameter"] == parameter
    assert word in error["detail"]


def test_an_unknown_order_is_told_what_there_is(api: ApiClient) -> None:
    (error,) = api.get("rounds/?ordering=name").json()["errors"]
    assert (error["parameter"], "opens_on, due_on, opened_at" in error["detail"]) == ("ordering", True)


def test_rows_have_the_fields_asked_for_in_their_own_order(api: ApiClient) -> None:
    make_task(make_plan("2020"), lead=make_agency("知识产权局"))
    assert api.get("tasks/?fields=number,reference").json()["results"] == [
        {"reference": "2020-1", "number": 1}
    ]
    (row,) = api.get("agency-progress/?fields=agency").json()["results"]
    assert list(row) == ["agency"]
    assert api.get("tasks/?fields=").json() == api.get("tasks/").json()


def test_how_many_there_are_is_said_only_where_asked_and_counted_only_so_far(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "MOST_COUNTED", 2)
    plan = make_plan("2020")
    for number in range(3):
        make_task(plan)
        found = api.get("tasks/?count=1&page_size=1").json()
        assert (found["count"], found["count_is_exact"]) == (min(number + 1, 2), number < 2)
    assert api.get("tasks/?count=1&page_size=1&q=无").json()["count"] == 0
    assert "count" not in api.get("tasks/").json()


def test_a_page_is_asked_for_as_one_comparison_of_rows(api: ApiClient) -> None:
    make_task(make_plan("2020"))
    make_task(make_plan("2021"))
    following = api.get("tasks/?page_size=1&ordering=-due_on").json()["next"]
    with CaptureQueriesContext(connection) as asked:
        follow(api, following)
    condition = asked.captured_queries[2]["sql"].rpartition("WHERE")[2].partition("ORDER BY")[0]
    assert ") < (" in condition
    assert " OR " not in condition


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("path", ["extension-requests", "rounds"])
def test_a_list_takes_two_queries_however_long(
    api: ApiClient, path: str, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        plan, agency = make_plan(), make_agency()
        task = make_task(plan, lead=agency, due_on=DAY)
        make_request(task, agency, DAY, LATER)
        make_round(plan, [task])
    # The token, the rows.
    with django_assert_num_queries(2):
        assert len(api.get(f"{path}/").json()["results"]) == number
    # And how many there are.
    with django_assert_num_queries(3):
        assert api.get(f"{path}/?count=1").json()["count"] == number


def test_a_later_page_takes_as_many_queries_as_the_first(
    api: ApiClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan = make_plan("2020")
    for _ in range(3):
        make_task(plan, lead=make_agency())
    following = api.get("tasks/?page_size=1").json()["next"]
    # The token, the tasks by what is kept of them, and as that says nothing yet once more by their facts.
    with django_assert_num_queries(3):
        assert rows([follow(api, following)], "number") == [2]


def test_days_and_instants_of_rows_survive_in_a_cursor(api: ApiClient) -> None:
    plan, agency = make_plan("2020"), make_agency()
    for minute in (1, 2, 3):
        when = moment(DAY) + datetime.timedelta(minutes=minute, microseconds=minute)
        task = make_task(plan, lead=agency)
        make_report(task, agency, submitted_at=when)
    found = rows(walk(api, "progress-reports/?ordering=submitted_at&page_size=1"), "task")
    assert found == ["2020-1", "2020-2", "2020-3"]
