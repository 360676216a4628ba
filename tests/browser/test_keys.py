"""Keys that lead somewhere at once: single ones, which can be turned off, and those with Alt."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from agencies.enums import Role
from agencies.models import Agency, User
from plans.models import Plan
from tasks.models import ProgressReport, Task
from tests.browser.conftest import SignIn, rounds_over
from tests.factories import make_report, make_user

pytestmark = [
    pytest.mark.long,
    pytest.mark.browser,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

CHARTS = "section:has(svg.stacked-bar)"
FOCUSED = "document.activeElement.closest('section').getAttribute('aria-labelledby')"


@pytest.fixture
def reader(site: str) -> User:
    """Somebody who only reads, of a plan with two rounds behind it."""
    rounds_over(Plan.objects.get(code="2020"))
    return make_user(Role.VIEWER, display_name="读者甲")


def press_with_alt(page: Page, key: str) -> None:
    """An access key as a keyboard sends it: Playwright leaves out the letter that Chromium goes by."""
    devtools = page.context.new_cdp_session(page)
    sent = {"modifiers": 1, "key": key, "text": key, "unmodifiedText": key}
    sent |= {"code": f"Key{key.upper()}", "windowsVirtualKeyCode": ord(key.upper())}
    for kind in ("keyDown", "keyUp"):
        devtools.send("Input.dispatchKeyEvent", {"type": kind, **sent})
    devtools.detach()


@pytest.mark.parametrize(
    ("address", "charts"),
    [
        ("/?plan=2020", ["lights", "sections", "trend"]),
        ("/plans/2020/trend/", ["by-light", "by-status"]),
        ("/agencies/{agency}/record/", ["plans"]),
    ],
)
def test_one_key_opens_the_table_of_each_chart_in_turn(
    signed_in: SignIn, reader: User, address: str, charts: list[str]
) -> None:
    agency = Agency.objects.get(name="知识产权局")
    person = signed_in(reader)
    page = person.sees(address.format(agency=agency.pk))
    page.wait_for_load_state()
    assert page.locator(f"{CHARTS}:not(:has(details table))").count() == 0
    assert page.locator(CHARTS).count() == len(charts)

    opened = []
    for _ in range(len(charts)):
        page.keyboard.press("t")
        opened.append(page.evaluate(FOCUSED))
        assert page.locator("details:has(> summary:focus) table").is_visible()
        assert page.evaluate("document.activeElement.getBoundingClientRect().bottom <= innerHeight")
    assert sorted(opened) == charts
    page.keyboard.press("T")
    assert page.evaluate(FOCUSED) == opened[0]
    page.keyboard.press("Enter")
    assert not page.locator("details:has(> summary:focus) table").is_visible()
    assert person.accessibility_faults() == []
    assert person.complaints == []


def test_single_keys_are_letters_in_a_field_and_nothing_once_they_are_off(
    signed_in: SignIn, reader: User
) -> None:
    person = signed_in(reader)
    page = person.sees("/?plan=2020")
    page.keyboard.press("/")
    page.keyboard.type("t/T")
    assert page.input_value("#site-search") == "t/T"
    assert page.locator("details.behind[open]").count() == 0

    page.locator(".menu--display > summary").click()
    page.locator("button[name=keys][value=off]").click()
    page.wait_for_selector("button[name=keys][value=off][aria-pressed=true]", state="attached")
    page.keyboard.press("/")
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert page.locator("details.behind[open]").count() == 0
    assert page.locator("[aria-keyshortcuts]").count() == 0
    assert person.complaints == []


def test_the_review_goes_on_back_and_ahead_by_its_keys(signed_in: SignIn, office: User) -> None:
    agency = Agency.objects.get(name="知识产权局")
    author = make_user(Role.STAFF, agency, display_name="填报人甲")
    first, second = (
        make_report(Task.objects.get(plan__code="2020", number=number), agency, author=author)
        for number in (55, 41)
    )
    person = signed_in(office)
    page = person.sees("/review/")
    for key, shown in (("j", second), ("k", first)):
        press_with_alt(page, key)
        page.wait_for_selector(f"h2:focus a[href='/reports/{shown.pk}/']")
    press_with_alt(page, "n")
    page.wait_for_selector("details[open] textarea[name=reason]")
    press_with_alt(page, "y")
    page.wait_for_selector(f"h2:focus a[href='/reports/{second.pk}/']")

    assert set(ProgressReport.objects.values_list("pk", "state")) == {
        (first.pk, "confirmed"),
        (second.pk, "submitted"),
    }
    assert person.complaints == []
