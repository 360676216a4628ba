"""What has changed since the last round over the API."""

from __future__ import annotations

import csv
import datetime
import io

import pytest

from agencies.enums import Role
from agencies.models import Agency
from plans.models import Plan
from tasks.models import TaskStanding
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_round, make_task, make_user
from tests.tasks.pages.reading import as_user

pytestmark = pytest.mark.django_db

TRACKED, CLOSED, DUE = (datetime.date(2020, *day) for day in ((1, 1), (3, 31), (6, 1)))
ADDRESS = "plans/2020/since/?as_of=2020-05-10"


@pytest.fixture
def plan() -> Plan:
    return make_plan("2020", tracked_from=TRACKED)


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


def test_it_says_what_turned_red_and_who_owes(plan: Plan, agency: Agency) -> None:
    partner = make_agency("商务部")
    red = make_task(plan, lead=agency, due_on=datetime.date(2020, 2, 1))
    turned = make_task(plan, lead=agency, participating=[partner], due_on=datetime.date(2020, 4, 15))
    closed = make_round(plan, [red], opens_on=TRACKED, due_on=CLOSED, closed_on=CLOSED, name="一季度")
    asking = make_round(plan, [red, turned], opens_on=datetime.date(2020, 5, 1), due_on=DUE, name="二季度")
    office = ApiClient(make_user(Role.OFFICE))
    answer = office.get(ADDRESS)
    found = answer.json()
    why = found["turned"]["longest"][0].pop("why")
    assert found == {
        "turned": {
            "round": {"id": closed.pk, "name": "一季度"},
            "ended_on": "2020-03-31",
            "total": 1,
            "longest": [{"task": "2020-2", "due_on": "2020-04-15", "days_late": 25}],
        },
        "asking": {"id": asking.pk, "name": "二季度", "due_on": "2020-06-01"},
        "owed": 3,
        "owing": [
            {"agency": {"id": partner.pk, "name": "商务部"}, "owed": 1, "asked": 1},
            {"agency": {"id": agency.pk, "name": "知识产权局"}, "owed": 2, "asked": 2},
        ],
    }
    assert "25" in why[0]
    listed = office.get(f"tasks/?turned_red_since={closed.pk}&as_of=2020-05-10").json()["results"]
    assert [task["reference"] for task in listed] == ["2020-2"]
    assert office.get(ADDRESS, If_None_Match=answer["ETag"]).status_code == 304
    own = ApiClient(make_user(Role.STAFF, partner)).get(ADDRESS).json()
    assert [one["agency"]["name"] for one in own["owing"]] == ["商务部"]


def test_what_turned_red_is_listed_and_counted_as_of_a_day_that_facts_alone_know(
    plan: Plan, agency: Agency
) -> None:
    red = make_task(plan, lead=agency, due_on=datetime.date(2020, 2, 1))
    make_task(plan, lead=agency, due_on=datetime.date(2020, 4, 15))
    make_task(make_plan("2016"), lead=agency)
    closed = make_round(plan, [red], opens_on=TRACKED, due_on=CLOSED, closed_on=CLOSED, name="一季度")
    TaskStanding.objects.update(computed_on=DUE)
    answer = ApiClient(make_user(Role.VIEWER)).get(
        f"tasks/?turned_red_since={closed.pk}&as_of=2020-05-10&count=1"
    )
    assert [task["reference"] for task in answer.json()["results"]] == ["2020-2"]
    assert answer.json()["count"] == 1


def test_a_file_has_all_that_turned_red_and_who_owes_as_far_as_the_reader_sees(
    plan: Plan, agency: Agency
) -> None:
    late = [make_task(plan, lead=agency, due_on=datetime.date(2020, 4, 15)) for _ in range(10)]
    make_round(plan, late[:1], opens_on=TRACKED, due_on=CLOSED, closed_on=CLOSED, name="一季度")
    make_round(plan, late[:2], opens_on=datetime.date(2020, 5, 1), due_on=DUE, name="二季度")
    for user, owing in ((make_user(Role.OFFICE), 1), (make_user(Role.VIEWER), 0)):
        text = as_user(user).get(f"/api/v1/{ADDRESS}&format=csv").getvalue().decode()
        assert text.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]
        assert [row[2] for row in rows if row[2]] == [f"2020-{number}" for number in range(1, 11)]
        assert [row[-3:] for row in rows if not row[2]] == [["知识产权局", "2", "2"]] * owing
        page = as_user(user).get("/plans/2020/since/?as_of=2020-05-10&format=csv")
        assert page.getvalue().decode() == text


def test_without_rounds_there_is_nothing(plan: Plan) -> None:
    nothing: dict[str, object] = {"turned": None, "asking": None, "owed": 0, "owing": []}
    reader = ApiClient(make_user(Role.VIEWER))
    assert reader.get("plans/2020/since/").json() == nothing
    assert reader.get("plans/1999/since/").status_code == 404
