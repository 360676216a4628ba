from __future__ import annotations

import datetime
import re
from html import unescape

import pytest
from django.test import Client

from plans.clock import today
from tasks.enums import Status
from tasks.filters.orderings import TASK_ORDERINGS
from tasks.models import Task, TaskStanding
from tasks.search import rebuild
from tasks.services.standings import standings_refresh_stale
from tests.factories import make_agency, make_confirmed, make_plan, make_task, moment
from tests.tasks.pages.reading import grow, queries_of, text_of

pytestmark = pytest.mark.django_db


def numbers(client: Client, address: str) -> list[int]:
    return [task.number for task in client.get(address).context["page_obj"]]


def test_the_address_says_what_is_shown(reader: Client) -> None:
    plan = make_plan("2020")
    agency = make_agency()
    make_task(plan, 1, lead=agency, text="商标。")
    make_task(plan, 2, lead=agency, text="专利。")
    make_task(make_plan("2016"), 3, lead=agency)
    rebuild()
    assert numbers(reader, "/tasks/?plan=2020") == [1, 2]
    assert numbers(reader, "/tasks/?plan=2020&q=商标") == [1]
    assert numbers(reader, f"/tasks/?agency={agency.pk}&role=participating") == []
    assert numbers(reader, "/tasks/?plan=2020&ordering=-number") == [2, 1]


def test_without_an_order_the_newest_plan_comes_first_whatever_is_asked(reader: Client) -> None:
    tracked = datetime.date(2020, 1, 6)
    make_task(make_plan("2016", year=2016, tracked_from=tracked), 3, lead=make_agency())
    newer = make_plan("2020", year=2020, tracked_from=tracked)
    for number in (2, 1):
        make_task(newer, number, lead=make_agency())
    standings_refresh_stale(day=today())
    for asked in ("", "needs=due_date", "light=grey", "status=no_report"):
        assert numbers(reader, f"/tasks/?{asked}") == [1, 2, 3]


def test_pages_and_headings_keep_the_filters(reader: Client) -> None:
    plan = make_plan("2020")
    for number in range(1, 32):
        make_task(plan, number)
    assert numbers(reader, "/tasks/?plan=2020&page=2") == [31]
    page = text_of(reader, "/tasks/?plan=2020")
    assert "?plan=2020&amp;page=2" in page
    assert "?plan=2020&amp;ordering=due_on" in page


@pytest.mark.parametrize(
    ("page", "expected"),
    [("1", 1), ("2", 31), ("3", 31), ("0", 31), ("-1", 31), ("9" * 30, 31), ("first", 1), ("", 1)],
)
def test_a_page_that_there_is_not_is_the_first_or_the_last(reader: Client, page: str, expected: int) -> None:
    plan = make_plan("2020")
    for number in range(1, 32):
        make_task(plan, number)
    assert numbers(reader, f"/tasks/?page={page}")[0] == expected
    assert numbers(reader, f"/tasks/?plan=2020&status=completed&page={page}") == []


@pytest.mark.parametrize("wrong", ["plan=1999", "status=done", "agency=0", "due_from=soon"])
def test_a_wrong_filter_shows_nothing_and_says_so(reader: Client, wrong: str) -> None:
    make_task(make_plan("2020"))
    answer = reader.get(f"/tasks/?{wrong}")
    assert (answer.status_code, len(answer.context["page_obj"])) == (200, 0)
    assert 'class="field__error"' in answer.content.decode()


@pytest.mark.parametrize("address", ["/tasks/?", "/review/?", "/search/?q=专利&"])
def test_where_there_is_no_such_plan_the_filter_says_which_there_are(desk: Client, address: str) -> None:
    make_plan("2020")
    make_plan("2016")
    said = re.findall(r'class="field__error"[^>]*>(?:<p>)?([^<]+)', text_of(desk, f"{address}plan=2019"))
    assert said == ["没有计划“2019”，现有：2020, 2016。"]


def test_sections_to_choose_are_those_of_the_plan_chosen(reader: Client) -> None:
    make_task(make_plan("2020"))
    make_task(make_plan("2016"))
    sections = reader.get("/tasks/?plan=2020").context["filter"].form.fields["section"]
    assert [label for _, label in sections.choices][1:] == ["2020 1 第1部分"]


def test_links_keep_the_day_that_was_asked_for(reader: Client) -> None:
    make_task(make_plan("2020", tracked_from=datetime.date(2020, 1, 6)), lead=make_agency())
    assert 'name="as_of" value="2020-06-15"' in text_of(reader, "/tasks/?as_of=2020-06-15")


def test_its_queries_do_not_grow_with_its_rows(reader: Client) -> None:
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 6))
    agencies = grow(plan, 1)
    rebuild()
    address = f"/tasks/?plan=2020&agency={agencies[0].pk}&q=推进"
    standings_refresh_stale(day=today())
    assert (queries_of(reader, "/tasks/"), queries_of(reader, address)) == (9, 11)
    grow(plan, 3)
    rebuild()
    standings_refresh_stale(day=today())
    assert (queries_of(reader, "/tasks/"), queries_of(reader, address)) == (9, 11)


def test_it_asks_strangers_to_sign_in(client: Client) -> None:
    assert client.get("/tasks/").status_code == 302


def test_htmx_gets_the_table_with_what_hangs_on_it_and_everybody_else_the_page(reader: Client) -> None:
    plan = make_plan("2020")
    make_task(plan, 1)
    address = f"/tasks/?plan={plan.code}&ordering=-number"

    whole, part = reader.get(address), reader.get(address, headers={"HX-Request": "true"})
    text = part.content.decode()

    assert "HX-Request" in whole["Vary"]
    assert text.startswith('<div class="stack" id="results"')
    assert '<p id="told" hx-swap-oob="innerHTML">1 项任务</p>' in text
    assert 'value="-number" hx-swap-oob="true" id="id_ordering"' in text
    assert "<option" in text.partition('id="id_section"')[2]
    assert "hx-swap-oob" not in whole.content.decode()


@pytest.mark.parametrize("ordering", ["light", "-status", "percent", "due_on"])
def test_the_table_of_a_past_day_has_its_pages_in_the_order_asked_for(reader: Client, ordering: str) -> None:
    day = today() - datetime.timedelta(days=1)
    for year in (2019, 2020, 2021):
        agency, plan = make_agency(), make_plan(str(year), tracked_from=day if year == 2020 else None)
        for number in range(1, 13):
            task = make_task(plan, number, lead=agency, due_on=day - datetime.timedelta(days=number % 3))
            if number % 4 == 0:
                make_confirmed(task, agency, Status.IN_PROGRESS, percent=number, when=moment(day))
    TaskStanding.objects.update(computed_on=today())
    stated = {task.pk: task for task in Task.objects.with_state(day)}
    key = TASK_ORDERINGS.chosen([ordering]).keys[0]
    expected = sorted(
        stated.values(), key=lambda task: (key.of(task), task.plan_id, task.number), reverse=key.falls
    )
    shown = [
        reader.get(f"/tasks/?as_of={day}&ordering={ordering}&page={number}").context["page_obj"]
        for number in (1, 2, 3)
    ]
    assert [task.reference for page in shown[:2] for task in page] == [task.reference for task in expected]
    # There is no third: the last is shown.
    assert [(page.number, page.paginator.count) for page in shown] == [(1, 36), (2, 36), (2, 36)]


def test_on_paper_it_says_in_words_what_was_chosen_and_as_of_which_day(reader: Client) -> None:
    plan, agency = make_plan("2020"), make_agency("教育部")
    make_task(plan, 1, lead=agency)
    query = f"plan=2020&light=red&agency={agency.pk}&reported=false&due_from=2020-03-01&ordering=-number"

    chosen = on_paper(text_of(reader, f"/tasks/?{query}&as_of=2020-06-30"))

    assert chosen == (
        f"筛选条件： 计划 {plan} · 部门 教育部 · 亮灯 逾期或严重滞后 · 时限不早于 2020-03-01"
        " · 该部门已填报 否 · 截至 2020-06-30"
    )
    assert on_paper(text_of(reader, "/tasks/")) == f"未筛选 · 截至 {today():%Y-%m-%d}"


def on_paper(page: str) -> str:
    line = re.search(r'<p class="print-only">(.*?)</p>', page)
    assert line
    return unescape(re.sub(r"<[^>]*>", "", line[1]))
