"""Words that stay readable: above the foot of the window, in line, unbroken, cut to whole lines."""

from __future__ import annotations

import datetime

import pytest

from agencies.models import Agency, User
from plans.clock import today
from plans.models import Plan
from tasks.models import Task
from tests.browser.conftest import SignIn
from tests.factories import answer, confirm, make_round, moment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.any_database,
    pytest.mark.django_db(transaction=True),
]

AT_THE_FOOT = "() => document.querySelector('.split__jump').getBoundingClientRect().top > 600"
"""The button has come to stay there."""

LYING_OVER_WORDS = """() => {
    const strip = document.querySelector('.split__jump'), place = strip.getBoundingClientRect();
    const above = strip.parentElement.getBoundingClientRect(), row = place.top + place.height / 2;
    const seen = [above.left + 2, (above.left + above.right) / 2, above.right - 2]
        .filter(across => !strip.contains(document.elementFromPoint(across, row)));
    return place.bottom > innerHeight + 1 || seen.length > 0
        || getComputedStyle(strip).backgroundColor.startsWith('rgba(0, 0, 0, 0');
}"""
"""Whether something can be read beside the button that stays at the foot of the window."""


@pytest.mark.parametrize(
    "path", ["/plans/2020/?unfolded=1", "/documents/2020-annual-plan.txt/?unfolded=1", "/plans/2020/manage/"]
)
def test_no_word_is_read_beside_the_button_at_the_foot(signed_in: SignIn, office: User, path: str) -> None:
    page = signed_in(office).sees(path)
    for width in (390, 768):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("document.querySelector('.split__jump').parentElement.scrollIntoView()")
        page.mouse.wheel(0, 300)
        page.wait_for_function(
            "() => document.querySelector('.split__jump').getBoundingClientRect().top > 600"
        )
        assert not page.evaluate(LYING_OVER_WORDS), width


OUT_OF_LINE = """() => [...document.querySelectorAll('.filters, .filters__fields')].flatMap(row => {
    const fields = [...row.querySelectorAll(':scope > .field')].filter(one => one.checkVisibility());
    const highest = Math.min(...fields.map(one => one.offsetTop));
    const first = fields.filter(one => one.offsetTop === highest);
    const top = (one, what) => Math.round(one.querySelector(what).getBoundingClientRect().top);
    const tops = what => new Set(first.map(one => top(one, what)));
    return ['label', 'input, select'].filter(what => tops(what).size > 1);
})"""
"""Names or fields in the first line of a filter that do not stand in one."""


def test_a_refused_filter_stays_in_line_with_those_beside_it(signed_in: SignIn, office: User) -> None:
    person = signed_in(office)
    for path in ("/tasks/?plan=zzz", "/tasks/?due_from=zzz&due_until=2020-12-31"):
        page = person.sees(path)
        assert page.locator(".filters .field__error").first.is_visible()
        assert page.evaluate(OUT_OF_LINE) == [], path


LINES = """words => {
    const all = document.createRange();
    all.selectNodeContents(words);
    return new Set([...all.getClientRects()].map(one => Math.round(one.bottom))).size;
}"""
"""In how many lines words stand."""


def test_the_names_of_rounds_and_of_figures_are_not_broken_within(signed_in: SignIn, office: User) -> None:
    plan, day, agency = (
        Plan.objects.get(code="2020"),
        datetime.date(2020, 6, 20),
        Agency.objects.get(name="知识产权局"),
    )
    task = plan.tasks.get(number=55)
    over = make_round(plan, [task], opens_on=day, due_on=day, closed_on=day, name="【演示】第四填报期")
    confirm(answer(over, task, agency, moment(day)))
    page = signed_in(office).sees(f"/agencies/{agency.pk}/record/")
    assert page.locator("#listed td[data-label=填报期] span").first.evaluate(LINES) == 1
    page.set_viewport_size({"width": 390, "height": 844})
    named = page.locator("td[data-label=已核定或已认可]").first
    assert named.evaluate("cell => cell.offsetHeight < 1.8 * parseFloat(getComputedStyle(cell).lineHeight)")


HOW_MANY = "one => Math.round(one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight))"
"""How many lines high something is."""


def test_a_long_task_is_cut_to_two_whole_lines_and_is_all_there(signed_in: SignIn, office: User) -> None:
    task = max(Task.objects.filter(plan__code="2020"), key=lambda one: len(one.text))
    page = signed_in(office).sees(f"/tasks/?plan=2020&q={task.text[:8]}")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        words = page.locator(".few-lines", has_text=task.text)
        assert words.evaluate(HOW_MANY) <= 2
    page.emulate_media(media="print")
    assert words.evaluate("one => one.scrollHeight <= one.offsetHeight")


def test_the_words_of_a_task_that_is_filled_in_are_all_there_once_pressed(
    signed_in: SignIn, staff: User
) -> None:
    task = max(
        Task.objects.filter(plan__code="2020", assignments__agency=staff.agency),
        key=lambda one: len(one.text),
    )
    asked = make_round(task.plan, [task], opens_on=today(), due_on=today())
    page = signed_in(staff).sees(f"/rounds/{asked.pk}/fill/")
    words = page.locator(".fill__task .few-lines")
    assert words.inner_text() == task.text
    assert words.evaluate(HOW_MANY) == 3
    page.locator(".fill__task summary").press("Enter")
    assert words.evaluate("one => one.scrollHeight <= one.offsetHeight")
    assert words.evaluate(HOW_MANY) > 3
