"""The office confirms that the 剑网 campaign is one work through the years, and sees its thread."""

from __future__ import annotations

import pytest

from agencies.models import User
from tests.browser.conftest import SignIn
from tests.browser.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


def confirm(person: Person, later: str, earlier: str, page_number: int) -> None:
    """Finds the pair among the suggestions and presses its own button."""
    plans = f"later={later.partition('-')[0]}&earlier={earlier.partition('-')[0]}"
    page = person.sees(f"/links/?{plans}&page={page_number}")
    assert person.accessibility_faults() == []
    assert person.english_words() == []
    page.locator(f"button[value^='confirmed:{later}:{earlier}:']").click()
    page.locator(f"button[value^='confirmed:{later}:{earlier}:']").wait_for(state="detached")


def test_the_office_confirms_a_link_and_sees_the_thread(signed_in: SignIn, office: User) -> None:
    person = signed_in(office)
    confirm(person, "2020-41", "2016-17", page_number=2)
    confirm(person, "2016-17", "2014-28", page_number=1)
    page = person.sees("/tasks/2020-41/")
    page.locator("a[href='/tasks/2020-41/thread/']").click()
    page.locator("#task-2014-28").wait_for()
    assert page.locator(".diff h2 a").all_inner_texts() == ["2014-28", "2016-17", "2020-41"]
    assert "12" in page.locator(".official ins").first.inner_text()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert person.accessibility_faults() == []
        assert person.overflow() <= 0
    assert person.english_words() == []
    assert person.complaints == []
