"""Every page, as each of the people who use it: whole, Chinese, accessible, no wider than its window."""

import datetime
from collections.abc import Sequence

import pytest

from agencies.enums import Role
from agencies.models import Agency, User
from plans.models import Plan
from tasks.models import Task
from tests.browser.conftest import SignIn
from tests.factories import make_report, make_request, make_round, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

WIDTHS = (1440, 768, 390)
WIDE_AND_NARROW = (1440, 390)

FOR_ALL = [
    "/",
    "/?plan=66",
    "/tasks/",
    "/tasks/?plan=2016&status=no_report&q=专利",
    "/tasks/2014-28/",
    "/tasks/2016-43/",
    "/tasks/2020-2/",
    "/tasks/2020-41/thread/",
    "/agencies/",
    "/search/?q=专利",
    "/plans/",
    "/plans/2014/",
    "/plans/66/",
    "/plans/2020/rounds/",
    "/plans/2020/since/",
    "/plans/2020/trend/",
    "/documents/2020-annual-plan.txt/",
    "/documents/2015-opinions.txt/",
    "/notices/",
    "/account/",
    "/account/password/",
    "/account/sessions/",
    "/account/tokens/",
]
FOR_STAFF = ["/my/", "/tasks/2020-55/report/"]
OF_ROUNDS = [
    "/review/?report={report}",
    "/review/many/",
    "/reports/{report}/",
    "/extensions/",
    "/tasks/2020-55/dates/",
    "/tasks/2020-55/light/",
    "/thresholds/",
    "/notices/mail/",
]
FOR_OFFICE = [
    "/review/",
    "/links/",
    "/plans/2020/manage/",
    "/plans/2014/manage/",
    "/plans/2020/rounds/",
    "/audit/",
]


def faults(
    signed_in: SignIn,
    user: User,
    paths: list[str],
    widths: Sequence[int] = WIDTHS,
    *,
    in_colour: Sequence[int],
) -> dict[str, list[str]]:
    """What is wrong, by page and width."""
    person, found = signed_in(user), {}
    for path in paths:
        person.sees(path)
        for width in widths:
            person.page.set_viewport_size({"width": width, "height": 900})
            wrong = person.accessibility_faults(colours=width in in_colour)
            if person.overflow() > 0:
                wrong.append(f"{person.overflow()} px too wide")
            found[f"{path} {width}"] = wrong
        found[f"{path} words"] = person.english_words()
    found["complaints"] = person.complaints
    return {where: wrong for where, wrong in found.items() if wrong}


@pytest.fixture
def in_colour(*, colours_everywhere: bool) -> Sequence[int]:
    """The widths at which colours are compared too."""
    return WIDTHS if colours_everywhere else WIDTHS[:1]


def asked() -> str:
    """The page of a round that asks about every task of 2020."""
    plan = Plan.objects.get(code="2020")
    return f"/rounds/{make_round(plan, list(plan.tasks.all()), name='第三季度').pk}/"


@pytest.mark.long
def test_as_staff(signed_in: SignIn, staff: User, in_colour: Sequence[int]) -> None:
    reporting_round = asked()
    paths = [*FOR_STAFF, reporting_round, f"{reporting_round}fill/"]
    assert faults(signed_in, staff, paths, in_colour=in_colour) == {}


def test_as_the_office(signed_in: SignIn, office: User, in_colour: Sequence[int]) -> None:
    assert faults(signed_in, office, [*FOR_OFFICE, asked()], in_colour=in_colour) == {}


@pytest.mark.long
def test_what_a_round_brings_to_the_office(signed_in: SignIn, office: User, in_colour: Sequence[int]) -> None:
    agency, task = Agency.objects.get(name="知识产权局"), Task.objects.get(plan__code="2020", number=55)
    report = make_report(task, agency, author=make_user(Role.STAFF, agency, display_name="填报人甲"))
    due_on, later = datetime.date(2100, 1, 1), datetime.date(2100, 6, 1)
    make_request(task, agency, due_on, later, author=report.created_by)
    paths = [path.format(report=report.pk) for path in OF_ROUNDS]
    office.email = ""
    office.save()
    assert faults(signed_in, office, paths, WIDE_AND_NARROW, in_colour=in_colour) == {}
