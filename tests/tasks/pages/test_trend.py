"""How a plan stood round after round, as a page."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from agencies.enums import Role
from plans.clock import today
from plans.models import Plan
from tasks.enums import Status
from tasks.services.round_ends import round_ends_keep
from tasks.services.standings import standings_refresh_stale
from tests.factories import make_agency, make_confirmed, make_plan, make_round, make_task, make_user, moment
from tests.tasks.pages.reading import as_user, queries_of, text_of
from tests.tasks.pages.test_figures_lead import figures_of

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
    assert asked == [7, 7, 7, 7]
    page = text_of(reader, "/plans/2020/trend/")
    assert "/tasks/?plan=2020&amp;as_of=2020-03-20&amp;status=in_progress" in page
    assert len(reader.get("/plans/2020/trend/?as_of=2020-04-30").context["trend"]) == 2


@pytest.fixture
def plan() -> Plan:
    """Of its one task, which is late, 40 percent were confirmed early in January."""
    plan, agency = make_plan("2020", tracked_from=datetime.date(2020, 1, 1)), make_agency()
    task = make_task(plan, lead=agency, due_on=datetime.date(2020, 1, 31))
    make_confirmed(task, agency, Status.IN_PROGRESS, percent=40, when=moment(datetime.date(2020, 1, 2)))
    return plan


def closed_on(plan: Plan, day: datetime.date) -> None:
    make_round(
        plan, list(plan.tasks.all()), opens_on=day.replace(day=1), due_on=day, closed_on=day, name=str(day)
    )


def trend_of_the_overview(client: Client, address: str) -> str:
    return text_of(client, address).partition('aria-labelledby="trend"')[2].partition("</section>")[0]


def test_the_overview_shows_the_last_rounds_by_one_query_and_figures_lead_to_their_day(
    reader: Client, plan: Plan
) -> None:
    asked = []
    for month in range(2, 10):
        closed_on(plan, datetime.date(2020, month, 20))
        standings_refresh_stale(day=today())
        round_ends_keep(day=today())
        asked.append(queries_of(reader, "/"))
    assert len(set(asked)) == 1
    trend = trend_of_the_overview(reader, "/")
    assert trend.count('<svg class="stacked-bar"') == 7
    assert "2020-03-20" not in trend
    assert "/tasks/?plan=2020&amp;as_of=2020-04-20&amp;status=in_progress" in trend
    assert trend_of_the_overview(reader, "/?as_of=2020-05-31").count('<svg class="stacked-bar"') == 5
    leading = [number for address, number in figures_of(reader, "/").leading if "as_of=2020-09-20" in address]
    assert leading == [1, 1, 1]


def test_the_overview_works_out_no_round_that_is_not_kept_and_says_so(reader: Client, plan: Plan) -> None:
    closed_on(plan, datetime.date(2020, 3, 20))
    assert "还有 1 个" in trend_of_the_overview(reader, "/?as_of=2020-03-21")
    assert "<svg" not in trend_of_the_overview(reader, "/?as_of=2020-03-21")
    assert reader.get("/plans/2020/trend/?as_of=2020-03-21").context["trend"][0].then.total == 1


def test_on_the_day_on_which_a_round_was_closed_the_plan_stands_as_at_its_end(
    reader: Client, plan: Plan
) -> None:
    closed_on(plan, datetime.date(2020, 3, 20))
    [shown] = reader.get("/?as_of=2020-03-20").context["trend"].rounds
    [then] = reader.get("/plans/2020/trend/?as_of=2020-03-20").context["trend"]
    assert (shown.then.by_status, shown.then.by_light) == (then.then.by_status, then.then.by_light)
