"""A running site with the plan of 2020, and people to use it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from agencies.enums import Role
from agencies.models import Agency, User
from plans.clock import today
from plans.models import Plan
from plans.services import tracking_open
from tasks.importing import load_fixtures
from tasks.management.commands.load_plans import default_files
from tasks.services.round_ends import round_ends_keep
from tasks.services.standings import standings_refresh_stale
from tests.browser.people import Person, sign_in
from tests.factories import make_round, make_user

SignIn = Callable[[User], Person]


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """The address of a site with all five documents, the plan of 2020 tracked since its day of issue."""
    load_fixtures(actor=None, paths=default_files())
    plan = Plan.objects.get(code="2020")
    tracking_open(
        actor=make_user(Role.OFFICE, display_name="统筹员乙"),
        plan=plan,
        tracked_from=datetime.date(2020, 5, 13),
    )
    return str(live_server.url)


def rounds_over(plan: Plan) -> None:
    """Two rounds of all its tasks that were closed, with how the plan stood then."""
    for month in (6, 9):
        day = datetime.date(2020, month, 20)
        make_round(plan, list(plan.tasks.all()), opens_on=day.replace(day=1), due_on=day, closed_on=day)
    standings_refresh_stale(day=today())
    round_ends_keep(day=today())


@pytest.fixture
def colours_everywhere(pytestconfig: pytest.Config) -> bool:
    """Whether colours are compared wherever a page is looked at: in the long tests: it takes axe longest."""
    return bool(pytestconfig.getoption("only"))


@pytest.fixture
def staff(site: str) -> User:
    """Somebody who reports for 知识产权局."""
    agency = Agency.objects.get(name="知识产权局")
    return make_user(Role.STAFF, agency, username="staff", display_name="填报人甲")


@pytest.fixture
def office(site: str) -> User:
    """A coordinator."""
    return make_user(Role.OFFICE, username="office", display_name="统筹员甲")


@pytest.fixture
def signed_in(chromium: Browser, live_server: LiveServer) -> Iterator[SignIn]:
    """Signs people in, each in a browser of their own."""
    contexts: list[BrowserContext] = []

    def enter(user: User) -> Person:
        context = chromium.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": 1440, "height": 900}
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        return sign_in(context, str(live_server.url), user)

    yield enter
    for context in contexts:
        context.close()
