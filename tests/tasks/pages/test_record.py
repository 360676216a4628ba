"""An agency's plans and its reporting record as a page and over the API."""

from __future__ import annotations

import datetime

import pytest

from agencies.enums import Role
from agencies.models import Agency
from plans.models import Plan
from tests.api_client import ApiClient
from tests.factories import (
    answer,
    make_agency,
    make_plan,
    make_round,
    make_succession,
    make_task,
    make_user,
    moment,
    return_,
)
from tests.tasks.pages.reading import as_user, queries_of, text_of

pytestmark = pytest.mark.django_db

OPENED, DUE, CLOSED = (datetime.date(2020, 4, day) for day in (1, 15, 20))


@pytest.fixture
def agency() -> Agency:
    """Of two tasks that a round asked about it answered one, which came back."""
    plan, agency = make_plan("2020", tracked_from=datetime.date(2020, 1, 1)), make_agency("工商总局")
    tasks = [make_task(plan, lead=agency) for _ in range(2)]
    made = make_round(plan, tasks, opens_on=OPENED, due_on=DUE, closed_on=CLOSED, name="一季度")
    return_(answer(made, tasks[0], agency, moment(DUE)), moment(DUE))
    return agency


def test_every_figure_leads_to_the_parts_it_counts(agency: Agency) -> None:
    reader = as_user(make_user(Role.VIEWER))
    page = text_of(reader, f"/agencies/{agency.pk}/record/")
    round_key = reader.get(f"/agencies/{agency.pk}/record/").context["record"].rounds[0].round.pk
    assert f"/agencies/{agency.pk}/record/?round={round_key}&amp;answer=missed#listed" in page
    chosen = reader.get(f"/agencies/{agency.pk}/record/?round={round_key}&answer=missed")
    assert (chosen.context["total"], chosen.context["listed"][0].reference) == (1, "2020-2")
    assert "一季度 · 未报" in chosen.content.decode()
    nothing = reader.get(f"/agencies/{agency.pk}/record/?role=by_duty")
    assert nothing.context["total"] == 0
    as_file = reader.get(f"/agencies/{agency.pk}/record/?answer=missed&format=csv")
    assert as_file.getvalue().decode().count("2020-") == 1


def test_a_late_answer_is_said_to_be_late_once(agency: Agency) -> None:
    reader, day = as_user(make_user(Role.VIEWER)), DUE + datetime.timedelta(days=2)
    task = make_task(Plan.objects.get(), lead=agency)
    answer(
        make_round(task.plan, [task], opens_on=OPENED, due_on=DUE, closed_on=CLOSED),
        task,
        agency,
        moment(day),
    )
    reader.cookies["django_language"] = "en"
    page = reader.get(f"/agencies/{agency.pk}/record/?answer=late")
    listed = page.content.decode().split('id="listed"')[1]
    assert "answer asked for</h2>" in listed
    assert "<span>2 days late" in listed


def test_what_came_back_is_for_the_agency_and_the_office(agency: Agency) -> None:
    address = f"/agencies/{agency.pk}/record/?outcome=returned"
    for user, total in (
        (make_user(Role.OFFICE), 1),
        (make_user(Role.STAFF, agency), 1),
        (make_user(Role.VIEWER), 0),
        (make_user(Role.STAFF, make_agency()), 0),
    ):
        page = as_user(user).get(address)
        assert (page.context["total"], page.context["sees_returns"]) == (total, total == 1)
        [of_round] = ApiClient(user).get(f"agencies/{agency.pk}/record/").json()["rounds"]
        assert of_round["returned"] == (1 if total == 1 else None)


def test_what_an_open_round_asks_is_for_the_agency_and_the_office(agency: Agency) -> None:
    plan = make_plan("2021", tracked_from=datetime.date(2020, 1, 1))
    task = make_task(plan, lead=agency)
    made = make_round(plan, [task], opens_on=OPENED, due_on=datetime.date(2099, 1, 1), name="仍在填报")
    address = f"/agencies/{agency.pk}/record/"
    for user, knows in (
        (make_user(Role.OFFICE), True),
        (make_user(Role.STAFF, agency), True),
        (make_user(Role.STAFF, make_agency()), False),
        (make_user(Role.VIEWER), False),
    ):
        assert ("仍在填报" in text_of(as_user(user), address)) == knows
        file = as_user(user).get(f"{address}?round={made.pk}&format=csv").getvalue().decode()
        assert ("2021-1" in file) == knows
        found = ApiClient(user).get(f"agencies/{agency.pk}/record/?round={made.pk}").json()
        assert (len(found["rounds"]), len(found["parts"])) == ((2, 1) if knows else (1, 0))


def test_a_successor_is_shown_with_what_it_carries_on_a_day(agency: Agency) -> None:
    heir = make_agency("市场监管总局")
    make_succession(agency, heir, effective_on=datetime.date(2018, 3, 17))
    api = ApiClient(make_user(Role.VIEWER))
    own = api.get(f"agencies/{heir.pk}/record/").json()
    assert (own["plans"][0]["lead"]["total"], own["rounds"]) == (0, [])
    carried = api.get(f"agencies/{heir.pk}/record/?rollup=2018-03-17").json()
    assert (carried["plans"][0]["lead"]["total"], carried["rounds"][0]["asked"]) == (2, 2)
    round_key = carried["rounds"][0]["round"]["id"]
    parts = api.get(f"agencies/{heir.pk}/record/?rollup=2018-03-17&round={round_key}").json()["parts"]
    assert [(part["task"], part["agency"]) for part in parts] == [
        ("2020-1", "工商总局"),
        ("2020-2", "工商总局"),
    ]
    before = api.get(f"agencies/{heir.pk}/record/?rollup=2018-03-16").json()
    assert before["plans"][0]["lead"]["total"] == 0
    page = text_of(as_user(make_user(Role.VIEWER)), f"/agencies/{heir.pk}/record/?rollup=2018-03-17")
    assert "rollup=2018-03-17" in page


def test_its_queries_do_not_grow(agency: Agency) -> None:
    reader = as_user(make_user(Role.VIEWER))
    before = queries_of(reader, f"/agencies/{agency.pk}/record/")
    for year in ("2016", "2018"):
        plan = make_plan(year)
        make_round(plan, [make_task(plan, lead=agency) for _ in range(3)], opens_on=OPENED, due_on=DUE)
    assert queries_of(reader, f"/agencies/{agency.pk}/record/") == before == 9


def test_the_name_of_the_agency_stays_whole_in_a_narrow_heading(agency: Agency) -> None:
    page = text_of(as_user(make_user(Role.VIEWER)), f"/agencies/{agency.pk}/record/")
    assert '<span class="whole" lang="zh-Hans">工商总局&nbsp;·</span> ' in page
