"""Tasks over the API."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from tasks.enums import AssignmentRole, Status
from tasks.models import Task
from tasks.search import rebuild
from tasks.services.standings import standings_refresh
from tests.api_client import ApiClient
from tests.factories import (
    make_agency,
    make_assignment,
    make_confirmed,
    make_light_by_hand,
    make_plan,
    make_task,
    make_transfer,
    make_user,
    moment,
    set_due_date,
)

pytestmark = pytest.mark.django_db

OPENED, DAY = datetime.date(2020, 1, 1), datetime.date(2020, 7, 1)


def test_a_task_is_shown_as_printed_with_its_state_and_parts(reader: ApiClient) -> None:
    plan = make_plan("2020", tracked_from=OPENED)
    lead, other = make_agency("知识产权局"), make_agency("市场监管总局")
    task = make_task(plan, 55, lead=lead, participating=[other], due_on=datetime.date(2020, 12, 31))
    make_confirmed(task, lead, percent=60, when=moment(DAY))
    found = reader.get(f"tasks/?as_of={DAY}").json()["results"]
    assert len(found) == 1
    assert found[0]["reference"] == "2020-55"
    assert found[0]["assignment_text"] == "（知识产权局、市场监管总局负责）"
    assert (found[0]["mode"], found[0]["status"], found[0]["percent"]) == ("lead", "in_progress", 60)
    assert (found[0]["due_on"], found[0]["light"]) == ("2020-12-31", "green")
    assert [
        (part["agency"]["name"], part["role"], part["confirmed_status"], part["confirmed_percent"])
        for part in found[0]["assignments"]
    ] == [("知识产权局", "lead", "in_progress", 60), ("市场监管总局", "participating", None, None)]


def test_the_state_is_that_of_the_day_asked_for(reader: ApiClient) -> None:
    task = make_task(make_plan("2020", tracked_from=OPENED), lead=(lead := make_agency()))
    make_confirmed(task, lead, Status.COMPLETED, when=moment(DAY))
    assert reader.get("tasks/2020-1/?as_of=2020-06-30").json()["status"] == "no_report"
    assert reader.get("tasks/2020-1/?as_of=2020-07-01").json()["status"] == "completed"


def test_an_ended_assignment_is_shown_on_the_days_it_was_in_force(reader: ApiClient) -> None:
    task = make_task(make_plan("2020"))
    gone = make_agency("文化部")
    make_assignment(task, gone, in_force_until=moment(DAY))
    make_assignment(task, make_agency("文化和旅游部"), AssignmentRole.LEAD, in_force_from=moment(DAY))
    names = {
        day: [
            part["name_as_written"] for part in reader.get(f"tasks/2020-1/?as_of={day}").json()["assignments"]
        ]
        for day in ("2020-06-30", "2020-07-01")
    }
    assert names == {"2020-06-30": ["文化部"], "2020-07-01": ["文化和旅游部"]}
    found = {
        day: reader.get(f"tasks/?agency={gone.pk}&as_of={day}&count=1").json()["count"]
        for day in ("2020-06-30", "2020-07-01")
    }
    assert found == {"2020-06-30": 1, "2020-07-01": 0}


def test_one_task_says_why_its_light_has_its_colour(reader: ApiClient) -> None:
    make_task(make_plan("2020", tracked_from=OPENED), lead=make_agency(), due_on=datetime.date(2020, 6, 1))
    task = reader.get(f"tasks/2020-1/?as_of={DAY}", Accept_Language="en").json()
    assert task["light"] == "red"
    assert task["light_reasons"] == [
        {
            "rule": "overdue",
            "figure": 30,
            "date": "2020-06-01",
            "limit": None,
            "text": "Due on 2020-06-01, 30 days ago, and not completed.",
        }
    ]


def test_a_light_set_by_hand_comes_with_its_end_and_reason_and_with_the_computed_one(
    reader: ApiClient,
) -> None:
    task = make_task(
        make_plan("2020", tracked_from=OPENED), lead=make_agency(), due_on=datetime.date(2020, 6, 1)
    )
    make_light_by_hand(task, "green", DAY, DAY, "经会商。")
    found = reader.get(f"tasks/2020-1/?as_of={DAY}").json()
    assert (found["light"], found["computed_light"]) == ("green", "red")
    assert found["light_by_hand"] == {"colour": "green", "until": DAY.isoformat(), "reason": "经会商。"}
    assert [reason["rule"] for reason in found["light_reasons"]] == ["overdue"]
    earlier = reader.get("tasks/2020-1/?as_of=2020-06-15").json()
    assert (earlier["light"], earlier["light_by_hand"]) == ("red", None)


def test_one_task_shows_how_its_date_moved_and_where_its_work_went(reader: ApiClient) -> None:
    before, after = make_agency("工商总局"), make_agency("知识产权局")
    task = make_task(make_plan("2016"), lead=before, due_on=datetime.date(2020, 6, 1))
    set_due_date(task, datetime.date(2020, 9, 1), moment(DAY))
    make_transfer(task, before, after)
    found = reader.get("tasks/2016-1/").json()
    assert [change["due_on"] for change in found["due_date_changes"]] == ["2020-09-01", "2020-06-01"]
    assert [transfer["to_agency"]["name"] for transfer in found["transfers"]] == ["知识产权局"]


@pytest.mark.parametrize(
    "reference", ["2020-2", "2019-1", "2020", "2020-x", "2020-99999999999999999999", "%00-1"]
)
def test_it_refuses_a_reference_of_no_task(reader: ApiClient, reference: str) -> None:
    make_task(make_plan("2020"))
    assert reader.get(f"tasks/{reference}/").status_code == 404


def test_tasks_are_found_by_the_same_filters_as_on_the_page(reader: ApiClient) -> None:
    plan, agency = make_plan("2020"), make_agency()
    make_task(plan, text="加强商标保护。", lead=agency)
    make_task(plan, text="加强专利保护。", lead=make_agency())
    make_task(make_plan("2016"), text="加强商标保护。")
    rebuild()

    def found(query: str) -> list[str]:
        return [task["reference"] for task in reader.get(f"tasks/?{query}").json()["results"]]

    assert found("plan=2020&q=商标") == ["2020-1"]
    assert found(f"agency={agency.pk}&role=lead") == ["2020-1"]
    assert found("mode=unassigned") == ["2016-1"]
    assert found("ordering=-number&plan=2020") == ["2020-2", "2020-1"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("status=nonsense", "status"),
        ("q=%00", "q"),
        ("agency=999999", "agency"),
        ("plan=1999", "plan"),
        ("due_from=soon", "due_from"),
        ("as_of=2020-02-30", "as_of"),
        ("as_of=soon", "as_of"),
        ("as_of=9999-12-31", "as_of"),
        ("statuss=completed", "statuss"),
        ("page_size=many", "page_size"),
        ("page_size=0", "page_size"),
        ("page=2", "page"),
    ],
)
def test_it_names_the_parameter_that_is_wrong(reader: ApiClient, query: str, parameter: str) -> None:
    refused = reader.get(f"tasks/?{query}")
    assert refused.status_code == 400
    assert [error["parameter"] for error in refused.json()["errors"]] == [parameter]


@pytest.mark.parametrize("parameter", ["plan", "role", "light", "agency", "section", "due_from", "ordering"])
def test_what_is_refused_may_hold_a_percent_sign(parameter: str) -> None:
    refused = ApiClient(make_user(Role.OFFICE)).get(f"tasks/?{parameter}=100%25")
    assert refused.status_code == 400
    [error] = refused.json()["errors"]
    assert error["parameter"] == parameter


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        *((path, "plan") for path in ("tasks", "assignments", "progress-reports", "rounds", "search")),
        *(("worklist", "plan"), ("agency-progress", "plan")),
        *(("task-links", "later_plan"), ("task-links", "earlier_plan")),
    ],
)
def test_where_there_is_no_such_plan_it_says_which_there_are(path: str, parameter: str) -> None:
    make_plan("2020")
    make_plan("2016")
    refused = ApiClient(make_user(Role.OFFICE)).get(
        f"{path}/?{parameter}=2019{'&q=x' if path == 'search' else ''}", Accept_Language="en"
    )
    assert (refused.status_code, refused.json()["errors"]) == (
        400,
        [{"parameter": parameter, "detail": "There is no plan “2019”, only: 2020, 2016."}],
    )


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_takes_two_queries_however_long(
    reader: ApiClient, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    plan = make_plan("2020", tracked_from=OPENED)
    for _ in range(number):
        make_task(plan, lead=make_agency(), participating=[make_agency(), make_agency()], due_on=DAY)
    standings_refresh(tasks=Task.objects.values_list("pk", flat=True))
    # The token, the tasks.
    with django_assert_num_queries(2):
        assert len(reader.get("tasks/").json()["results"]) == number
