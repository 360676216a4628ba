"""Where a part of a page takes the place of another, the focus goes on to what comes next, and it is said."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.models import ProgressReport, Task
from tests.browser.conftest import SignIn
from tests.factories import make_report, make_user

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

SUGGESTED = "section[data-turn]"


def submitted(*numbers: int) -> list[ProgressReport]:
    """Reports of 知识产权局 on tasks of 2020 that wait for the office."""
    agency = Agency.objects.get(name="知识产权局")
    author = make_user(Role.STAFF, agency, display_name="填报人甲")
    tasks = (Task.objects.get(plan__code="2020", number=number) for number in numbers)
    return [make_report(task, agency, author=author) for task in tasks]


def press(page: Page, selector: str) -> None:
    """A button or link, as somebody does who has got there by the keyboard."""
    page.evaluate("window.stayed = true")
    page.locator(selector).first.focus()
    page.keyboard.press("Enter")


def has_focus(page: Page, selector: str) -> None:
    """It is there, and in the window, on the page that was there before."""
    page.wait_for_selector(f"{selector}:focus")
    assert page.evaluate("window.stayed")
    assert page.evaluate(
        """() => {
            const place = document.activeElement.getBoundingClientRect();
            return place.bottom > 0 && place.top < innerHeight;
        }"""
    )


def said(page: Page) -> str:
    """What a screen reader is told of what was done, by a place that was on the page before."""
    return page.locator("[role=status]#messages li").inner_text()


def test_after_a_decision_about_a_suggestion_comes_the_next_one(signed_in: SignIn, office: User) -> None:
    person = signed_in(office)
    page = person.sees("/links/?later=2020&earlier=2016")
    first, second, third, *_others = (
        page.locator(SUGGESTED).nth(number).get_attribute("data-turn") for number in range(4)
    )
    for decided, decision, following in (
        (second, "confirmed", third),
        (first, "rejected", third),
    ):
        pair = str(decided).replace("_", ":")
        press(page, f"button[name=one][value^='{decision}:{pair}:']")
        has_focus(page, f"[id='{following}']")
        later, _, earlier = str(decided).partition("_")
        assert said(page).startswith(f"{earlier} – {later}")
    assert page.locator(SUGGESTED).first.get_attribute("data-turn") == third

    page.goto(f"{person.site}/links/?later=2020&earlier=2016&show=confirmed")
    press(page, "button[name=one][value^='reopened:']")
    has_focus(page, ".error-summary")
    page.fill("textarea[name=reason]", "再看一看。")
    press(page, "button[name=one][value^='reopened:']")
    has_focus(page, "#results .empty__title")
    assert person.complaints == []


def test_a_report_on_the_page_of_its_task_is_opened_left_and_handed_in(
    signed_in: SignIn, staff: User
) -> None:
    person = signed_in(staff)
    page = person.sees("/tasks/2020-55/")
    press(page, "[id^=write-]")
    has_focus(page, "#writing")
    press(page, "[data-report-form] a.button--link")
    has_focus(page, "[id^=write-]")

    press(page, "[id^=write-]")
    has_focus(page, "#writing")
    page.check("input[name=status][value=in_progress]")
    page.fill("input[name=percent]", "400")
    press(page, "#report-submit")
    has_focus(page, ".error-summary")
    page.fill("input[name=percent]", "40")
    page.fill("textarea[name=progress]", "已制定方案。")
    press(page, "#report-save")
    has_focus(page, "[id^=write-]")
    assert "草稿" in said(page)
    press(page, "[id^=write-]")
    has_focus(page, "#writing")
    press(page, "#report-submit")
    page.wait_for_selector("#messages li:has-text('已提交')")
    has_focus(page, "[id^=write-]")
    assert person.complaints == []


def test_on_the_page_of_a_task_the_next_decision_comes_after_a_decision(
    signed_in: SignIn, office: User
) -> None:
    task = Task.objects.filter(plan__code="66", assignments__role="by_duty").order_by("number").first()
    assert task
    for part in task.assignments.order_by("position")[:2]:
        author = make_user(Role.STAFF, part.agency, display_name="填报人甲")
        make_report(task, part.agency, author=author)
    person = signed_in(office)
    page = person.sees(f"/tasks/{task.reference}/")
    confirms = "section[aria-labelledby=deciding] button[accesskey=y]"
    press(page, "#decide")
    has_focus(page, "#deciding")
    press(page, confirms)
    has_focus(page, "#decide")
    assert task.reference in said(page)
    page.keyboard.press("Enter")
    has_focus(page, "#deciding")
    press(page, confirms)
    has_focus(page, "#task h1")
    assert set(ProgressReport.objects.values_list("state", flat=True)) == {"confirmed"}
    assert person.complaints == []


def test_the_review_goes_on_to_the_next_report_and_ends_at_its_head(signed_in: SignIn, office: User) -> None:
    first, second = submitted(55, 41)
    person = signed_in(office)
    page = person.sees(f"/review/?report={first.pk}")
    press(page, "summary[accesskey=n]")
    page.fill("#return_reason", "请附统计口径。")
    press(page, "button.button--danger")
    has_focus(page, f"h2:has(a[href='/reports/{second.pk}/'])")
    assert "2020-55" in said(page)
    press(page, "button[accesskey=y]")
    has_focus(page, "#review h1")
    assert "2020-41" in said(page)
    assert person.complaints == []


def test_confirming_many_and_filtering_keep_the_focus_or_go_on_to_what_came(
    signed_in: SignIn, office: User
) -> None:
    submitted(55, 41)
    person = signed_in(office)
    page = person.sees("/review/many/")
    press(page, "#tick-all")
    page.wait_for_selector("#many input:checked")
    has_focus(page, "#tick-all")
    press(page, "#confirm-ticked")
    has_focus(page, "#many .empty__title")
    assert "2" in said(page)

    page = person.sees("/tasks/?plan=2020")
    page.evaluate("window.stayed = true")
    page.locator("select[name=status]").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**status=**")
    page.wait_for_function("document.getElementById('told').textContent")
    has_focus(page, "select[name=status]")
    page = person.sees("/tasks/?plan=2020")
    press(page, ".sort-link >> nth=1")
    page.wait_for_selector("th[aria-sort]")
    has_focus(page, ".sort-link")
    press(page, ".pagination a[rel=next]")
    has_focus(page, "#results h2")
    assert person.complaints == []
