"""Every page in both languages, at three widths, in the light and in the dark, in large text: all of it."""

import datetime
from collections.abc import Callable

import pytest

from agencies.enums import Role
from agencies.models import Agency, User
from plans.models import Plan
from tasks.models import Task
from tests.browser.conftest import SignIn
from tests.browser.people import Person
from tests.browser.test_every_page import (
    FOR_ALL,
    FOR_OFFICE,
    FOR_STAFF,
    OF_ROUNDS,
    WIDTHS,
    asked,
)
from tests.factories import make_report, make_request, make_round, make_user

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

DUE_ON, LATER = datetime.date(2100, 1, 1), datetime.date(2100, 6, 1)


def of_a_reader() -> tuple[User, list[str]]:
    """What everybody sees."""
    market = Agency.objects.get(name="市场监管总局")
    own = [f"/agencies/{market.pk}/", f"/agencies/{market.pk}/?rollup=2020-01-01"]
    traced = ["/plans/66/trace/", "/plans/2020/trend/"]
    return make_user(Role.VIEWER, display_name="读者甲"), [*FOR_ALL, *own, *traced]


def of_staff() -> tuple[User, list[str]]:
    """What is filled in."""
    agency = Agency.objects.get(name="知识产权局")
    reporting_round = asked()
    paths = [*FOR_STAFF, reporting_round, f"{reporting_round}fill/"]
    return make_user(Role.STAFF, agency, display_name="填报人甲"), paths


def of_the_office() -> tuple[User, list[str]]:
    """What is decided, with something to decide about."""
    agency, task = Agency.objects.get(name="知识产权局"), Task.objects.get(plan__code="2020", number=55)
    report = make_report(task, agency, author=make_user(Role.STAFF, agency, display_name="填报人甲"))
    make_request(task, agency, DUE_ON, LATER, author=report.created_by)
    plan = Plan.objects.get(code="2016")
    reporting_round = make_round(plan, list(plan.tasks.all()[:9]), name="第二季度")
    paths = [path.format(report=report.pk) for path in OF_ROUNDS]
    return make_user(Role.OFFICE, display_name="统筹员甲"), [
        *FOR_OFFICE,
        *paths,
        f"/rounds/{reporting_round.pk}/",
    ]


def faults(person: Person, paths: list[str], *, axe: bool) -> dict[str, list[str]]:
    """What is wrong, by page and width."""
    found = {}
    for path in paths:
        person.sees(path)
        for width in WIDTHS:
            person.page.set_viewport_size({"width": width, "height": 900})
            wrong = person.accessibility_faults() if axe else []
            if person.overflow() > 0:
                wrong.append(f"{person.overflow()} px too wide")
            found[f"{path} {width}"] = wrong
    found["complaints"] = person.complaints
    return {where: wrong for where, wrong in found.items() if wrong}


@pytest.mark.parametrize("made", [of_a_reader, of_staff, of_the_office])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("theme", "text"), [("light", "normal"), ("dark", "normal"), ("light", "large")])
def test_every_page(
    signed_in: SignIn,
    site: str,
    made: Callable[[], tuple[User, list[str]]],
    language: str,
    theme: str,
    text: str,
) -> None:
    user, paths = made()
    person = signed_in(user)
    chosen = {"django_language": language, "duban_theme": theme, "duban_text": text}
    person.page.context.add_cookies(
        [{"name": name, "value": value, "url": site} for name, value in chosen.items()]
    )

    # Large text changes where things stand, not what they are.
    assert faults(person, paths, axe=text == "normal") == {}
