"""A link into a section that is folded up unfolds it, without a script too; on paper nothing is folded up."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from agencies.enums import Role
from tests.browser.people import sign_in
from tests.factories import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

PLACES = {
    "/plans/2020/": ["section-3.2", "section-4"],
    "/documents/2020-annual-plan.txt/": ["task-50", "section-4", "note"],
    "/documents/2015-opinions.txt/": ["strand-3.1-7-3"],
}


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_linked_to_is_unfolded_and_printed_whole(
    site: str, chromium: Browser, *, scripts: bool
) -> None:
    context = chromium.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 844}, java_script_enabled=scripts
    )
    page = sign_in(context, site, make_user(Role.VIEWER)).page
    for path, places in PLACES.items():
        for place in places:
            page.goto("about:blank")
            page.goto(f"{site}{path}#{place}")
            box = page.locator(f"[id='{place}']").bounding_box()
            assert box
            assert 0 <= box["y"] < 844, f"{path}#{place}"
        page.goto(f"{site}{path}")
        hidden = page.locator(f"[id='{places[0]}']")
        assert not hidden.is_visible()
        page.emulate_media(media="print")
        assert hidden.is_visible()
        page.emulate_media(media="screen")
    context.close()
