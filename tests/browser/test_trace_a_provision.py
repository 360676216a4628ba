"""The office traces a provision: what was given to nobody, whose the rest of its sentence is, and back."""

from __future__ import annotations

import re

import pytest

from agencies.models import User
from tests.browser.conftest import SignIn

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]


def test_from_a_clause_given_to_nobody_to_the_task_beside_it_and_back(
    signed_in: SignIn, office: User
) -> None:
    coordinator = signed_in(office)
    page = coordinator.sees("/plans/66/")
    page.get_by_role("link", name="溯源", exact=True).click()
    page.wait_for_url("**/plans/66/trace/")
    assert "232 个分句中已分解 218 个" in page.locator("main").inner_text()
    clauses, whole_sections = page.locator(".trace-left").all()
    assert (clauses.locator("> li").count(), whole_sections.locator("> li").count()) == (8, 1)
    assert coordinator.accessibility_faults() == []
    below = page.locator("[id='section-3.1']")
    assert not below.is_visible()
    page.locator(".contents a[href='#section-3.1']").click()
    assert below.is_visible()

    page.select_option("select[name=given]", "nobody")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**given=nobody**")
    assert page.locator("tbody[id^=provision-]").count() == 7
    sentence = page.locator("[id='provision-3.1-7']")
    assert "66-18" in sentence.inner_text()
    sentence.get_by_text("推动我国成为知识产权国际纠纷的重要解决地").click()

    page.wait_for_url("**/documents/2015-opinions.txt/#strand-3.1-7-3")
    there = page.locator(":target")
    assert there.evaluate("node => node.getBoundingClientRect().top < innerHeight")
    assert re.search("开放创新环境。\\s*▨\\s*未分解", there.inner_text())
    assert coordinator.accessibility_faults() == []
    page.locator("[id='strand-3.1-7-1'] a").click()

    page.wait_for_url("**/tasks/66-18/")
    source = page.locator("section[aria-labelledby=taken]")
    assert source.locator("mark").inner_text().startswith("开展与相关国际组织和境外执法部门的联合执法")
    assert "未分解" in source.inner_text()
    assert coordinator.accessibility_faults() == []
    source.get_by_role("link", name="溯源").click()
    page.wait_for_url("**/plans/66/trace/#provision-3.1-7")
    assert page.locator(":target").inner_text().count("66-18") == 1
    assert coordinator.complaints == []


def test_on_a_phone_the_way_back_to_the_sections_shows_below_them_only(
    signed_in: SignIn, office: User
) -> None:
    coordinator = signed_in(office)
    coordinator.page.set_viewport_size({"width": 390, "height": 900})
    page = coordinator.sees("/plans/66/trace/")
    back = page.locator("a[href='#found']")
    assert not back.evaluate("way => way.getBoundingClientRect().top < innerHeight")
    page.locator("[id='section-3.1']").evaluate("section => section.closest('details').scrollIntoView()")
    assert back.evaluate("way => way.getBoundingClientRect().top < innerHeight")
