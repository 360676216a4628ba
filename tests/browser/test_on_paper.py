"""On paper no line is wider than its sheet, and no sheet holds only who printed it and when."""

from __future__ import annotations

import datetime
import re

import pytest

from agencies.models import User
from plans.models import Plan
from tests.browser.conftest import SignIn
from tests.factories import make_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

SHEETS = re.compile(rb"/Type\s*/Page\b")

UPRIGHT, ACROSS = 661, 990
"""How wide the body of a sheet of A4 is, within its margins, in pixels of 1/96 inch."""

LETTER = 17
"""How wide a letter of official text is on paper, in the same pixels, rounded up."""


def test_three_closed_rounds_stand_on_one_sheet(site: str, signed_in: SignIn, office: User) -> None:
    plan = Plan.objects.get(code="2020")
    for month in (6, 8, 10):
        day = datetime.date(2020, month, 20)
        make_round(plan, list(plan.tasks.all()[:10]), opens_on=day.replace(day=1), due_on=day, closed_on=day)
    page = signed_in(office).sees("/plans/2020/trend/")
    assert page.locator("section[aria-labelledby=by-light] tbody tr").count() == 4

    printed = page.pdf(prefer_css_page_size=True)

    assert len(SHEETS.findall(printed)) == 1
    page.emulate_media(media="print")
    foot = page.locator(".site-foot")
    assert foot.evaluate("element => getComputedStyle(element).breakBefore") == "avoid"


@pytest.mark.parametrize(
    "path", [f"/documents/{name}/" for name in ("2015-opinions.txt", "2020-annual-plan.txt")]
)
def test_wherever_lines_end_official_text_fits_its_sheet(signed_in: SignIn, office: User, path: str) -> None:
    # Where it has no room, a mark that ends a line takes half a letter: which do, the width decides.
    person = signed_in(office)
    person.page.emulate_media(media="print")
    person.sees(path)
    wide = {}
    for width in range(UPRIGHT, UPRIGHT + LETTER):
        person.page.set_viewport_size({"width": width, "height": 900})
        wide[width] = person.overflow()
    assert {width: by for width, by in wide.items() if by > 0} == {}
