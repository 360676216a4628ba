"""The office confirms that the 剑网 campaign is one work through the years, and sees its thread."""

from __future__ import annotations

import pytest

from agencies.models import User
from tests.browser.conftest import SignIn
from tests.browser.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]


def confirm(person: Person, later: str, earlier: str) -> None:
    """Leafs through the suggestions to the pair and presses its own button."""
    plans = f"later={later.partition('-')[0]}&earlier={earlier.partition('-')[0]}"
    page = person.sees(f"/links/?{plans}")
    button = page.locator(f"button[value^='confirmed:{later}:{earlier}:']")
    number = 1
    while not button.count() and page.locator(".pagination a[rel=next]").count():
        number += 1
        person.sees(f"/links/?{plans}&page={number}")
    assert person.accessibility_faults() == []
    assert person.english_words() == []
    button.click()
    button.wait_for(state="detached")


def test_the_office_confirms_a_link_and_sees_the_thread(signed_in: SignIn, office: User) -> None:
    person = signed_in(office)
    confirm(person, "2020-41", "2016-17")
    confirm(person, "2016-17", "2014-28")
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


def test_on_a_phone_each_ticked_pair_leads_to_what_is_decided_about_all_of_them(
    signed_in: SignIn, office: User
) -> None:
    person = signed_in(office)
    person.page.context.add_cookies([{"name": "django_language", "value": "en", "url": person.site}])
    person.page.set_viewport_size({"width": 390, "height": 900})
    page = person.sees("/links/?later=2020&earlier=2016")
    assert person.accessibility_faults(colours=False) == []
    ways = page.locator(".panel a[href='#decide']")
    assert not any(way.is_visible() for way in ways.all())
    page.locator("input[name=pairs]").nth(2).check()
    assert [way.is_visible() for way in ways.all()[:4]] == [False, False, True, False]
    assert person.accessibility_faults(colours=False) == []
    ways.nth(2).click()
    assert page.locator("#decide").bounding_box()["y"] < 100  # type: ignore[index]
