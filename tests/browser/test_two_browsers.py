"""Two people save the same report: one wins, the other sees both versions and loses no text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from agencies.enums import Role
from agencies.models import AuditEntry, User
from tasks.models import ProgressReport
from tests.browser.conftest import SignIn
from tests.browser.people import Person
from tests.factories import make_user

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

FORM = "/tasks/2020-55/report/"
PROGRESS = "textarea[name=progress]"
SAVE = "button[name=action][value=save]"
SUBMIT = "button[name=action][value=submit]"


@pytest.fixture
def two(signed_in: SignIn, staff: User) -> tuple[Person, Person]:
    """Two colleagues of one agency, each at a browser of their own."""
    return signed_in(staff), signed_in(make_user(Role.STAFF, staff.agency, username="colleague"))


def filled(person: Person, text: str) -> Page:
    """The report form as this person filled it in, not sent yet."""
    page = person.sees(FORM)
    page.check("input[name=status][value=in_progress]")
    page.fill("input[name=percent]", "10")
    page.fill(PROGRESS, text)
    return page


def click(page: Page, button: str) -> None:
    """Press a button and wait for what comes of it."""
    with page.expect_navigation():
        page.click(button)


def assert_shows_both(page: Page, typed: str, saved: str) -> None:
    """The form still holds what was typed, beside what somebody else saved."""
    assert page.input_value(PROGRESS) == typed
    beside = page.locator(".diff", has=page.locator(PROGRESS))
    assert saved in beside.inner_text()


def written() -> list[str]:
    """Every text of the report that was ever saved, in order."""
    drafts = AuditEntry.objects.filter(action="report.draft").order_by("pk")
    return [entry.after["progress"] for entry in drafts if "progress" in entry.after]


@pytest.mark.parametrize("begun", [False, True], ids=["a new report", "a draft"])
def test_who_saves_second_sees_both_versions_and_can_save_again(
    two: tuple[Person, Person], *, begun: bool
) -> None:
    first, second = two
    if begun:
        click(filled(first, "昨日草稿。"), SAVE)
    one, other = filled(first, "第一人所写。"), filled(second, "第二人所写。")
    click(one, SAVE)
    assert one.url.endswith("/my/")

    click(other, SAVE)
    assert_shows_both(other, typed="第二人所写。", saved="第一人所写。")
    assert ProgressReport.objects.get().progress == "第一人所写。"
    assert second.accessibility_faults() == []

    other.fill(PROGRESS, "第一人所写。第二人所写。")
    click(other, SUBMIT)
    assert other.url.endswith("/my/")
    report = ProgressReport.objects.get()
    assert (report.progress, report.state) == ("第一人所写。第二人所写。", "submitted")
    assert written() == [*(["昨日草稿。"] if begun else []), "第一人所写。", "第一人所写。第二人所写。"]


def test_of_two_who_save_at_the_same_moment_one_wins_and_no_text_is_lost(two: tuple[Person, Person]) -> None:
    click(filled(two[0], "昨日草稿。"), SAVE)
    texts = ["第一人所写。", "第二人所写。"]
    pages = [filled(person, text) for person, text in zip(two, texts, strict=True)]
    # Pressed without waiting for the answer: both are on their way.
    with pages[0].expect_navigation(), pages[1].expect_navigation():
        for page in pages:
            page.locator(SAVE).evaluate("button => { setTimeout(() => button.click()); }")

    kept = ProgressReport.objects.get().progress
    assert kept in texts
    winner = texts.index(kept)
    assert pages[winner].url.endswith("/my/")
    assert_shows_both(pages[1 - winner], typed=texts[1 - winner], saved=kept)
    click(pages[1 - winner], SAVE)
    assert pages[1 - winner].url.endswith("/my/")
    assert written() == ["昨日草稿。", kept, texts[1 - winner]]
