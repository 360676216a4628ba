"""The table of a round in a browser: with JavaScript rows save themselves, without it nothing is lost."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from agencies.models import User
from plans.models import Plan
from tasks.enums import ReportState
from tasks.models import ProgressReport
from tests.browser.conftest import SignIn
from tests.browser.people import sign_in
from tests.factories import make_round

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def table(site: str) -> str:
    """The address of a table in which 知识产权局 is asked about 57 tasks."""
    plan, today = Plan.objects.get(code="2020"), timezone.localdate()
    made = make_round(
        plan, list(plan.tasks.all()), opens_on=today, due_on=today + datetime.timedelta(days=14)
    )
    return f"/rounds/{made.pk}/fill/"


def test_a_row_saves_itself_and_leaves_the_others_and_the_focus_alone(
    signed_in: SignIn, staff: User, table: str
) -> None:
    person = signed_in(staff)
    page = person.sees(table)
    assert page.locator("tr[id^='row-']").count() == 57
    page.fill("#id_t56-progress", "还没写完")
    page.fill("#id_t55-percent", "40")
    page.select_option("#id_t55-status", "completed")
    assert (page.input_value("#id_t55-percent"), page.is_editable("#id_t55-percent")) == ("100", False)
    page.select_option("#id_t55-status", "in_progress")
    assert (page.input_value("#id_t55-percent"), page.is_editable("#id_t55-percent")) == ("40", True)
    page.fill("#id_t55-progress", "起草了办法。")
    page.focus("#t55-save")
    page.keyboard.press("Enter")
    page.locator("#row-2020-55 .fill__done").wait_for()

    page.locator("#t55-save:focus").wait_for()
    assert "2020-55" in page.locator("#fill-said").inner_text()
    assert page.input_value("#id_t56-progress") == "还没写完"
    assert ProgressReport.objects.get().state == ReportState.DRAFT

    page.fill("#id_t55-percent", "140")
    page.click("#t55-submit")
    page.locator("#row-2020-55 .field__error").wait_for()
    page.locator("#id_t55-percent:focus").wait_for()
    assert page.locator("#fill-said").inner_text().startswith("2020-55 完成比例 · ")
    page.fill("#id_t55-percent", "45")
    page.click("#t55-submit")
    page.locator("#row-2020-55 a[href^='/reports/']").wait_for()

    assert "1/57" in page.locator("#fill-count").inner_text()
    assert page.locator("#row-2020-55 button").count() == 0
    assert (ProgressReport.objects.get().state, ProgressReport.objects.get().percent) == ("submitted", 45)
    # What the head that stays covers half while one scrolls is no fault of what it covers.
    page.evaluate("scrollTo(0, 0)")
    assert person.accessibility_faults() == []
    assert person.complaints == []


@pytest.mark.long
def test_without_javascript_a_row_is_handed_in_and_what_stands_in_the_others_stays(
    chromium: Browser, site: str, staff: User, table: str
) -> None:
    context = chromium.new_context(locale="zh-CN", java_script_enabled=False)
    page = sign_in(context, site, staff).page
    page.goto(f"{site}{table}")
    page.fill("#id_t56-progress", "还没写完")
    page.select_option("#id_t55-status", "in_progress")
    page.fill("#id_t55-percent", "40")
    page.fill("#id_t55-progress", "起草了办法。")
    page.click("#t55-submit")
    page.locator("#row-2020-55 .fill__done").wait_for()

    assert page.url.endswith("#row-2020-55")
    assert page.input_value("#id_t56-progress") == "还没写完"
    assert "1/57" in page.locator("#fill-count").inner_text()
    assert ProgressReport.objects.get().state == ReportState.SUBMITTED
    context.close()


@pytest.mark.long
def test_on_a_phone_a_task_is_folded_up_until_it_is_opened_typed_into_or_refused(
    chromium: Browser, site: str, staff: User, table: str
) -> None:
    context = chromium.new_context(
        locale="zh-CN", java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    page = sign_in(context, site, staff).page
    page.goto(f"{site}{table}")
    fields = page.locator("textarea[name$=-progress]")
    assert (fields.count(), sum(field.is_visible() for field in fields.all())) == (57, 0)
    for number in (55, 56):
        page.locator(f"#row-2020-{number} .fill__task summary").press("Enter")
        page.fill(f"#id_t{number}-progress", "起草了办法。")
    page.select_option("#id_t55-status", "in_progress")
    page.fill("#id_t55-percent", "140")
    page.click("#t55-submit")
    page.locator("#row-2020-55 .field__error").wait_for()

    shown = [field.get_attribute("name") for field in fields.all() if field.is_visible()]
    assert shown == ["t55-progress", "t56-progress"]
    context.close()


@pytest.mark.long
def test_on_a_phone_a_row_that_stayed_open_is_folded_up_by_pressing_its_task(
    signed_in: SignIn, staff: User, table: str
) -> None:
    page = signed_in(staff).sees(table)
    task, words = page.locator("#row-2020-55 .fill__task summary"), page.locator("#id_t55-progress")
    page.set_viewport_size({"width": 390, "height": 844})
    task.press("Enter")
    words.fill("起草了办法。")
    page.select_option("#id_t55-status", "in_progress")
    page.fill("#id_t55-percent", "40")
    page.locator("#t55-save").click()
    page.locator("#row-2020-55 .fill__done").wait_for()
    assert words.is_visible()

    task.click()
    assert not words.is_visible()
    task.click()
    assert words.is_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    task.click()
    task.click()
    assert words.is_visible()
