"""The office compares an agency before and after the reform of 2018."""

from __future__ import annotations

import pytest

from agencies.models import Agency, User
from tests.browser.conftest import SignIn

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

EVE, REFORM = "2018-03-16", "2018-03-17"


def test_the_office_compares_an_agency_before_and_after_2018(signed_in: SignIn, office: User) -> None:
    compared = signed_in(office)
    supervision = Agency.objects.get(name="市场监管总局")
    page = compared.sees(f"/agencies/{supervision.pk}/")
    page.locator(f"a[href^='/agencies/{supervision.pk}/record/']").first.click()
    page.wait_for_url("**/record/**")

    of_2016 = page.locator(".table--dense tbody tr").filter(has_text="2016").last

    def tasks_of_2016() -> int:
        return sum(int(cell) for cell in of_2016.locator("td.table__group").all_inner_texts())

    before = tasks_of_2016()
    page.fill("input[name=rollup]", REFORM)
    page.locator("form:has(input[name=rollup]) button").first.click()
    page.wait_for_url(f"**rollup={REFORM}**")
    after = tasks_of_2016()
    assert before == 0
    assert after > 0
    assert compared.accessibility_faults() == []

    figure = (
        page.locator(".table--dense tbody tr").filter(has_text="2016").last.locator("td.table__group a").first
    )
    number = int(figure.inner_text())
    figure.click()
    page.wait_for_url("**/tasks/**")
    assert page.locator("[data-total]").first.get_attribute("data-total") == str(number)

    eve = compared.sees(f"/agencies/{supervision.pk}/record/?rollup={EVE}")
    assert "市场监管总局" in eve.locator("h1").inner_text()
    assert tasks_of_2016() == 0
    trademarks = compared.sees("/tasks/2016-57/").locator("main").inner_text()
    assert "工商总局" in trademarks
    assert compared.complaints == []
