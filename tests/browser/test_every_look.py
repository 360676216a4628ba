"""Every page in both languages, at three widths, in the light and in the dark, in large text: all of it."""

import datetime
from collections.abc import Callable, Sequence

import pytest
from pytest_django import Settings

from agencies.enums import Role
from agencies.models import Agency, User
from plans.clock import today
from plans.models import Plan
from tasks.enums import TaskMode
from tasks.models import Assignment, Task
from tests.browser.conftest import SignIn, rounds_over
from tests.browser.people import Person
from tests.browser.test_every_page import (
    FOR_ALL,
    FOR_OFFICE,
    FOR_STAFF,
    OF_ROUNDS,
    WIDTHS,
    asked,
)
from tests.browser.test_on_paper import ACROSS, UPRIGHT
from tests.factories import make_report, make_request, make_round, make_user
from tests.walk.pages import shown_routes
from tests.walk.walking import view_of

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

DUE_ON, LATER = datetime.date(2100, 1, 1), datetime.date(2100, 6, 1)


LOOKS = [("light", "normal"), ("dark", "normal"), ("light", "large"), ("light", "doubled")]
"""Colours and text; doubled is not our own large text but what a browser is set to: 32 px instead of 16."""

NARROWER = (*WIDTHS, 320)
"""Large text must fit a narrow phone as well."""

NO_PAGES = {"tasks:evidence_file", "tasks:round_fill_row", "set_language"}
"""A file, a row that leads to its table, and a form of the head of every page."""

AT_THE_DOOR = {
    *("agencies:login", "agencies:password_reset", "agencies:password_reset_sent"),
    "agencies:password_reset_confirm",
}
"""Looked at beside the pages of errors."""


def of_a_reader() -> tuple[User, list[str]]:
    """What everybody sees, of a plan with two rounds behind it."""
    rounds_over(Plan.objects.get(code="2020"))
    market = Agency.objects.get(name="市场监管总局")
    own = [f"/agencies/{market.pk}/{shown}" for shown in ("", "?rollup=2020-01-01", "record/")]
    shared, joint = (
        Task.objects.filter(standing__mode=mode).order_by("pk")[0]
        for mode in (TaskMode.BY_DUTY, TaskMode.JOINT_LEADS)
    )
    of_several = [f"/tasks/{shared.reference}/shares/", f"/tasks/{joint.reference}/consolidation/"]
    return make_user(Role.VIEWER, display_name="读者甲"), [*FOR_ALL, *own, *of_several, "/plans/66/trace/"]


def of_staff() -> tuple[User, list[str]]:
    """What is filled in, with the form in its place on other pages too."""
    agency = Agency.objects.get(name="知识产权局")
    reporting_round = asked()
    part = Assignment.objects.get(task__plan__code="2020", task__number=55)
    in_place = [f"/my/?plan=2020&write={part.pk}", f"/tasks/2020-55/?write={part.pk}"]
    paths = [*FOR_STAFF, reporting_round, f"{reporting_round}fill/", *in_place]
    return make_user(Role.STAFF, agency, display_name="填报人甲"), paths


def of_the_office() -> tuple[User, list[str]]:
    """What is decided, with something to decide about."""
    agency, task = Agency.objects.get(name="知识产权局"), Task.objects.get(plan__code="2020", number=55)
    report = make_report(task, agency, author=make_user(Role.STAFF, agency, display_name="填报人甲"))
    make_request(task, agency, DUE_ON, LATER, author=report.created_by)
    plan = Plan.objects.get(code="2016")
    reporting_round = make_round(plan, list(plan.tasks.all()[:9]), name="第二季度")
    ended = Agency.objects.filter(ends_on__lte=today(), assignments__isnull=False).order_by("pk")[0]
    part = Assignment.objects.filter(task=task)[0]
    paths = [
        *(path.format(report=report.pk) for path in OF_ROUNDS),
        *(f"/rounds/{reporting_round.pk}/", f"/tasks/2020-55/?report={report.pk}"),
        *(f"/agencies/{ended.pk}/duties/", f"/assignments/{part.pk}/", "/agencies/policies/", "/styleguide/"),
    ]
    return make_user(Role.OFFICE, display_name="统筹员甲"), [*FOR_OFFICE, *paths]


EVERYBODY = [of_a_reader, of_staff, of_the_office]


def test_every_pattern_is_looked_at(site: str) -> None:
    seen = {view_of(path.partition("?")[0]) for made in EVERYBODY for path in made()[1]}
    assert {route.name for route in shown_routes()} - seen == NO_PAGES | AT_THE_DOOR


TOO_WIDE_FOR_ITS_PLACE = """[...document.querySelectorAll('main :is(.branch > li, .table--cards tr)')]
    .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
    .map(one => `${one.scrollWidth - one.clientWidth} px over its edge: ${one.innerText.slice(0, 40)}`)"""
"""Tasks and rows whose states and figures run over their edge."""


def faults(person: Person, paths: list[str], widths: Sequence[int], *, axe: bool) -> dict[str, list[str]]:
    """What is wrong, by page and width, with all that is folded up unfolded."""
    found = {}
    for path in paths:
        page = person.sees(path)
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            wrong = person.accessibility_faults() if axe else []
            wrong += page.evaluate(TOO_WIDE_FOR_ITS_PLACE)
            if person.overflow() > 0:
                wrong.append(f"{person.overflow()} px too wide")
            found[f"{path} {width}"] = wrong
    found["complaints"] = person.complaints
    return {where: wrong for where, wrong in found.items() if wrong}


CONTROLS = """[...document.querySelectorAll('button, input, select, textarea')]
    .filter(one => one.checkVisibility() && !one.closest('[data-report-form], .fill'))
    .map(one => one.outerHTML.slice(0, 100))"""
"""What can only be clicked, apart from the forms that are printed to be read over."""


NOTHING_BELOW = """[...document.querySelectorAll('main details, main .panel')]
    .filter(one => {
        const heading = one.querySelector('summary, h2, h3');
        return heading?.checkVisibility() && one.innerText.trim() === heading.innerText.trim();
    })
    .map(one => 'nothing below ' + one.innerText.trim())"""
"""Headings of forms: what can be filled in is not on paper."""

ONE_LETTER_WIDE = """[...document.querySelectorAll('main :is(td, th)')]
    .filter(cell => {
        const drawn = getComputedStyle(cell);
        const room = cell.clientWidth - parseFloat(drawn.paddingLeft) - parseFloat(drawn.paddingRight);
        return cell.checkVisibility() && /^[\\u4e00-\\u9fff]{2}/.test(cell.innerText.trim())
            && room < 1.8 * parseFloat(drawn.fontSize);
    })
    .map(cell => 'one letter wide: ' + cell.innerText.trim())"""
"""Columns in which a Chinese word is written downwards."""


def faults_on_paper(person: Person, paths: list[str]) -> dict[str, list[str]]:
    """What does not fit its sheet or cannot be read on it, and what nobody can press there."""
    page, found = person.page, {}
    page.emulate_media(media="print")
    for path in paths:
        person.sees(path)
        across = page.evaluate("getComputedStyle(document.body).page") == "wide"
        page.set_viewport_size({"width": ACROSS if across else UPRIGHT, "height": 900})
        wrong: list[str] = [
            *page.evaluate(CONTROLS),
            *page.evaluate(NOTHING_BELOW),
            *page.evaluate(ONE_LETTER_WIDE),
            *page.evaluate(TOO_WIDE_FOR_ITS_PLACE),
        ]
        if person.overflow() > 0:
            wrong.append(f"{person.overflow()} px too wide")
        found[path] = wrong
    return {path: wrong for path, wrong in found.items() if wrong}


def double_the_text(person: Person) -> None:
    """As somebody sets a browser whose eyes are weak."""
    devtools = person.page.context.new_cdp_session(person.page)
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})


@pytest.mark.parametrize("made", EVERYBODY)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("theme", "text"), LOOKS)
def test_every_page(
    signed_in: SignIn,
    site: str,
    settings: Settings,
    made: Callable[[], tuple[User, list[str]]],
    language: str,
    theme: str,
    text: str,
) -> None:
    # The page of the design is there only where pages are made.
    settings.DEBUG = True
    user, paths = made()
    person = signed_in(user)
    chosen = {"django_language": language, "duban_theme": theme, "duban_text": text}
    person.page.context.add_cookies(
        [{"name": name, "value": value, "url": site} for name, value in chosen.items()]
    )
    if text == "doubled":
        double_the_text(person)

    # Larger text changes where things stand, not what they are.
    axe = text == "normal"
    widths = WIDTHS if axe else NARROWER
    assert faults(person, paths, widths, axe=axe) == {}


@pytest.mark.parametrize("made", EVERYBODY)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_on_paper(
    signed_in: SignIn,
    site: str,
    settings: Settings,
    made: Callable[[], tuple[User, list[str]]],
    language: str,
) -> None:
    settings.DEBUG = True
    user, paths = made()
    person = signed_in(user)
    person.page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    printed = [path for path in paths if path != "/styleguide/"]
    assert faults_on_paper(person, printed) == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_menus_of_the_head_unfolded(signed_in: SignIn, office: User, language: str, theme: str) -> None:
    person = signed_in(office)
    cookies = {"django_language": language, "duban_theme": theme}
    person.page.context.add_cookies(
        [{"name": name, "value": value, "url": person.site} for name, value in cookies.items()]
    )
    page, found = person.sees("/plans/"), []
    menus = page.locator("details.menu > summary")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for number in range(menus.count()):
            menus.nth(number).press("Enter")
            found += person.accessibility_faults(within=".site-head")
            found += [f"{width}: too wide"] if person.overflow() > 0 else []
            menus.nth(number).press("Escape")
    assert menus.count() > 1
    assert found == []


def test_in_large_text_the_pages_are_folded_up_on_a_phone(signed_in: SignIn, office: User) -> None:
    person = signed_in(office)
    person.page.context.add_cookies([{"name": "duban_text", "value": "large", "url": person.site}])
    page, found = person.sees("/plans/"), []
    menu, pages = page.locator(".site-menu > summary"), page.locator(".site-nav__link")
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator(".site-head").evaluate("head => head.offsetHeight") <= 180
        assert not pages.first.is_visible()
        menu.press("Enter")
        assert all(link.is_visible() for link in pages.all())
        found += person.accessibility_faults(within=".site-head")
        found += [f"{width}: too wide"] if person.overflow() > 0 else []
        page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1440, "height": 900})
    assert not menu.is_visible()
    assert all(link.is_visible() for link in pages.all())
    assert found == []


OVER_ITS_FRAME = """[...document.querySelectorAll('main .table-scroll')]
    .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth
        && (innerWidth >= 1440 || getComputedStyle(one).overflowX === 'visible'))
    .map(one => `${one.scrollWidth - one.clientWidth} px over its frame: ${one.innerText.slice(0, 40)}`)"""
"""Tables that are cut off on a desk, or that lie over what is beside them."""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_table_fits_its_frame_on_a_desk(signed_in: SignIn, office: User, language: str) -> None:
    person = signed_in(office)
    person.page.context.add_cookies([{"name": "django_language", "value": language, "url": person.site}])
    agency, found = Agency.objects.get(name="知识产权局"), []
    for path in ("/?plan=2020", f"/agencies/{agency.pk}/record/", "/audit/"):
        page = person.sees(path)
        page.evaluate("document.querySelectorAll('.behind').forEach(one => { one.open = true; })")
        for width in (1440, 1030):
            page.set_viewport_size({"width": width, "height": 900})
            found += page.evaluate(OVER_ITS_FRAME)
    assert found == []
