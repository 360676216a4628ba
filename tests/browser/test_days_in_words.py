"""What day stands in a box, which is written as the browser is set, is said in the words of the page."""

from __future__ import annotations

import pytest

from agencies.models import User
from tests.browser.conftest import SignIn

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]


def test_a_day_is_said_in_words_as_it_is_given_changed_and_taken_back(
    signed_in: SignIn, office: User
) -> None:
    page = signed_in(office).sees("/plans/2020/trend/?as_of=2020-06-30")
    box, words = page.locator("#as_of"), page.locator("#as_of + .day-in-words")

    assert words.inner_text() == "2020年6月30日星期二"
    box.fill("2020-07-01")
    assert words.inner_text() == "2020年7月1日星期三"
    box.fill("")
    assert not words.is_visible()
