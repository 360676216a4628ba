"""The three users at work without a mouse."""

import datetime

import pytest
from playwright.sync_api import Page

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.enums import LinkDecision
from tasks.models import ProgressReport, Task, TaskLink
from tests.browser.conftest import SignIn
from tests.factories import make_report, make_user

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

AT_MOST = 120
"""Presses of Tab to anything that one comes for."""


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, and is seen there."""
    page.wait_for_load_state()
    for _ in range(AT_MOST):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(selector)


def follow(page: Page, selector: str, address: str) -> None:
    """Go to a link and on to the address that it leads to."""
    reach(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def test_a_reader_skips_the_head_searches_opens_a_chart_s_table_and_turns_the_light_off(
    signed_in: SignIn, site: str
) -> None:
    person = signed_in(make_user(Role.VIEWER, display_name="读者甲"))
    page = person.sees("/?plan=2020")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"

    reach(page, "section[aria-labelledby=sections] summary")
    page.keyboard.press("Enter")
    assert page.locator("section[aria-labelledby=sections] details table").is_visible()

    page.keyboard.press("/")
    page.keyboard.type("专利")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")

    reach(page, ".menu--display > summary")
    page.keyboard.press("Enter")
    reach(page, "button[name=theme][value=dark]")
    page.keyboard.press("Enter")
    page.wait_for_selector("button[name=theme][value=dark][aria-pressed=true]", state="attached")
    assert "/search/?q=" in page.url
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 22, 29)"
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert person.complaints == []


def choose(page: Page, name: str, value: str) -> None:
    """Go down a list of choices by the arrow key."""
    reach(page, f"select[name={name}]")
    for _ in range(page.locator(f"select[name={name}] option").count()):
        if page.input_value(f"select[name={name}]") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(value)


def type_day(page: Page, selector: str, day: datetime.date) -> None:
    """Into a date field that has the focus; in which order it asks is up to the browser's own language."""
    for order in (("%Y", "%m", "%d"), ("%m", "%d", "%Y")):
        for part in order:
            page.keyboard.type(f"{day:{part}}")
            if part == "%Y":
                page.keyboard.press("ArrowRight")
        if page.input_value(selector) == day.isoformat():
            return
        for _part in order:
            page.keyboard.press("ArrowLeft")


def look_up(page: Page, reference: str) -> None:
    """Open the page of a task by its number."""
    page.keyboard.press("/")
    page.keyboard.type(reference)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tasks/{reference}/")


def test_a_reader_looks_a_task_up_and_reads_where_it_was_taken_from(signed_in: SignIn, site: str) -> None:
    person = signed_in(make_user(Role.VIEWER, display_name="读者甲"))
    page = person.sees("/")
    look_up(page, "66-18")
    follow(page, "section[aria-labelledby=taken] a[href*='/trace/']", "**/plans/66/trace/#provision-3.1-7")
    assert "66-18" in page.locator(":target").inner_text()
    follow(page, ":target a[href^='/documents/']", "**/documents/2015-opinions.txt/#strand-3.1-7-*")
    assert person.complaints == []


def test_the_office_traces_what_was_given_to_nobody(signed_in: SignIn, office: User) -> None:
    person = signed_in(office)
    page = person.sees("/plans/66/")
    follow(page, "main a[href='/plans/66/trace/']", "**/plans/66/trace/")
    choose(page, "given", "nobody")
    page.wait_for_url("**given=nobody**")
    page.wait_for_function("document.querySelectorAll('tbody[id^=provision-]').length === 7")
    assert page.evaluate("document.activeElement.name") == "given"
    follow(
        page,
        "[id='provision-3.1-7'] a[href*='#strand-3.1-7-3']",
        "**/documents/2015-opinions.txt/#strand-3.1-7-3",
    )
    follow(page, "[id^='strand-'] a[href^='/tasks/66-']", "**/tasks/66-*/")
    assert page.locator("section[aria-labelledby=taken] mark").count() > 0
    assert person.complaints == []


def test_the_office_confirms_a_link_and_reads_the_thread(signed_in: SignIn, office: User) -> None:
    person = signed_in(office)
    page = person.sees("/links/?later=2020&earlier=2016")
    reach(page, "button[name=one][value^='confirmed:']")
    page.keyboard.press("Enter")
    page.wait_for_selector("section[data-turn] h2:focus")
    link = TaskLink.objects.select_related("later__plan", "earlier__plan").get()
    assert link.decision == LinkDecision.CONFIRMED

    look_up(page, link.later.reference)
    reach(page, f"a[href='/tasks/{link.later.reference}/thread/']")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"[id='task-{link.earlier.reference}']")
    assert person.complaints == []


def test_the_office_compares_an_agency_before_and_after_the_reform(signed_in: SignIn, office: User) -> None:
    person = signed_in(office)
    supervision = Agency.objects.get(name="市场监管总局")
    page = person.sees(f"/agencies/{supervision.pk}/")
    follow(page, f"a[href^='/agencies/{supervision.pk}/record/']", "**/record/**")

    def tasks_of_2016() -> int:
        row = page.locator(".table--dense tbody tr").filter(has_text="2016").last
        return sum(int(cell) for cell in row.locator("td.table__group").all_inner_texts())

    assert tasks_of_2016() == 0
    reach(page, "input[name=rollup]")
    type_day(page, "input[name=rollup]", datetime.date(2018, 3, 17))
    assert page.input_value("input[name=rollup]") == "2018-03-17"
    page.keyboard.press("Enter")
    page.wait_for_url("**rollup=2018-03-17**")
    assert tasks_of_2016() > 0
    assert person.complaints == []


def test_staff_report(signed_in: SignIn, staff: User) -> None:
    person = signed_in(staff)
    page = person.sees("/my/?plan=2020")
    reach(page, "a[href*='/report/']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#writing:focus")
    reach(page, "input[name=status]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    reach(page, "input[name=percent]")
    page.keyboard.type("40")
    reach(page, "textarea[name=progress]")
    page.keyboard.type("已制定方案。")
    reach(page, "button[name=action][value=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#messages li")

    report = ProgressReport.objects.get()
    assert (report.state, report.status, report.percent) == ("submitted", "in_progress", 40)
    assert person.complaints == []


def test_the_office_decides_in_place_and_hears_of_it(signed_in: SignIn, office: User) -> None:
    agency, task = Agency.objects.get(name="知识产权局"), Task.objects.get(plan__code="2020", number=55)
    report = make_report(task, agency, author=make_user(Role.STAFF, agency, display_name="填报人甲"))
    person = signed_in(office)
    page = person.sees("/review/")
    page.evaluate("window.stayed = true")
    reach(page, "summary[accesskey=n]")
    page.keyboard.press("Enter")
    reach(page, "textarea[name=reason]")
    page.keyboard.type("   ")
    reach(page, "button.button--danger")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary:focus")

    reach(page, "button[accesskey=y]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#messages li")

    assert page.evaluate("window.stayed") is True
    report.refresh_from_db()
    assert report.state == "confirmed"
    assert person.complaints == []
