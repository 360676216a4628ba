"""How a plan stood round after round, as a page."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from agencies.enums import Role
from plans.clock import today
from tasks.enums import Status
from tasks.services.round_ends import round_ends_keep
from tasks.services.standings import standings_refresh_stale
from tests.factories import make_agency, make_confirmed, make_plan, make_round, make_task, make_user, moment
from tests.tasks.pages.reading import as_user, queries_of, text_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2020, 8, 1)


@pytest.fixture
def reader() -> Client:
    return as_user(make_user(Role.VIEWER))


def test_without_a_closed_round_it_says_so(reader: Client) -> None:
    make_plan("2020")
    assert "empty" in text_of(reader, "/plans/2020/trend/")
    assert reader.get("/plans/1999/trend/").status_code == 404


def test_its_queries_do_not_grow_with_the_rounds_and_figures_lead_to_their_day(reader: Client) -> None:
    plan, agency = make_plan("2020", tracked_from=datetime.date(2020, 1, 1)), make_agency()
    task = make_task(plan, lead=agency)
    make_confirmed(task, agency, Status.IN_PROGRESS, percent=40, when=moment(datetime.date(2020, 1, 2)))
    asked = []
    for month in (3, 4, 5, 6):
        day = datetime.date(2020, month, 20)
        make_round(plan, [task], opens_on=day.replace(day=1), due_on=day, closed_on=day)
        standings_refresh_stale(day=today())
        round_ends_keep(day=TODAY)
        asked.append(queries_of(reader, "/plans/2020/trend/"))
    assert asked == [8, 8, 8, 8]
    page = text_of(reader, "/plans/2020/trend/")
    assert "/tasks/?plan=2020&amp;status=in_progress&amp;as_of=2020-03-20" in page
    assert len(reader.get("/plans/2020/trend/?as_of=2020-04-30").context["trend"]) == 2
