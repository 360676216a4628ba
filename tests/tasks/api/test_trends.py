"""How a plan stood round after round over the API."""

from __future__ import annotations

import csv
import datetime
import io

import pytest
from openpyxl import load_workbook

from agencies.enums import Role
from tasks.enums import Status
from tests.api_client import ApiClient
from tests.factories import make_agency, make_confirmed, make_plan, make_round, make_task, make_user, moment
from tests.tasks.pages.reading import as_user

pytestmark = pytest.mark.django_db

CLOSED = datetime.date(2020, 3, 31)


def test_it_says_how_the_plan_stood_when_each_round_was_closed() -> None:
    reader = ApiClient(make_user(Role.VIEWER))
    plan, agency = make_plan("2020", tracked_from=datetime.date(2020, 1, 1)), make_agency()
    task = make_task(plan, lead=agency)
    closed = make_round(
        plan, [task], opens_on=datetime.date(2020, 3, 1), due_on=CLOSED, closed_on=CLOSED, name="一季度"
    )
    make_confirmed(task, agency, Status.IN_PROGRESS, percent=40, when=moment(datetime.date(2020, 3, 2)))
    make_confirmed(task, agency, Status.COMPLETED, when=moment(datetime.date(2020, 4, 2)))
    [found] = reader.get("plans/2020/trend/").json()
    assert (found["round"], found["ended_on"]) == ({"id": closed.pk, "name": "一季度"}, "2020-03-31")
    assert (found["then"]["by_status"]["in_progress"], found["then"]["by_status"]["completed"]) == (1, 0)
    assert (found["then"]["total"], found["then"]["percent"], found["then"]["with_percent"]) == (1, 40, 1)
    assert reader.get("plans/2020/trend/?as_of=2020-03-30").json() == []
    assert reader.get("plans/1999/trend/").status_code == 404


@pytest.mark.parametrize("name", ["一季度", "=1+1"])
def test_it_comes_as_a_table_by_format_and_by_accept(name: str) -> None:
    user = make_user(Role.VIEWER)
    plan, agency = make_plan("2020", tracked_from=datetime.date(2020, 1, 1)), make_agency()
    task = make_task(plan, lead=agency)
    make_round(plan, [task], opens_on=datetime.date(2020, 3, 1), due_on=CLOSED, closed_on=CLOSED, name=name)
    make_confirmed(task, agency, Status.IN_PROGRESS, percent=40, when=moment(datetime.date(2020, 3, 2)))
    files = as_user(user)
    text = files.get("/api/v1/plans/2020/trend/?format=csv").getvalue().decode()
    assert text.startswith("\ufeff")
    headings, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    said = dict(zip(headings, row, strict=True))
    assert (said["填报期"], said["推进中"], said["未填报"]) == ("'=1+1" if name[0] == "=" else name, "1", "0")
    assert said[headings[1]] == "2020-03-31"
    by_accept = files.get("/api/v1/plans/2020/trend/", headers={"accept": "text/csv"})
    assert by_accept.getvalue().decode() == text
    book = files.get("/api/v1/plans/2020/trend/?format=xlsx").getvalue()
    sheet = load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert sheet["A2"].value == said["填报期"]
    assert ApiClient(user).get("plans/2020/trend/?format=pdf").status_code == 400
    page = files.get("/plans/2020/trend/?format=csv")
    assert page.getvalue().decode() == text
