"""How a plan stood round after round over the API."""

from __future__ import annotations

import datetime

import pytest

from agencies.enums import Role
from tasks.enums import Status
from tests.api_client import ApiClient
from tests.factories import make_agency, make_confirmed, make_plan, make_round, make_task, make_user, moment

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
