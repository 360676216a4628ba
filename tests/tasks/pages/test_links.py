"""年度接续: the office goes through suggestions and decides; everyone reads the thread."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from plans.models import Plan
from tasks.enums import LinkDecision
from tasks.linking.quality import REACHED
from tasks.models import Task, TaskLink
from tasks.views.links import MOST_COMPARED, TASKS_A_PAGE
from tests.factories import (
    make_agency,
    make_divided,
    make_plan,
    make_task,
    make_task_link,
)
from tests.tasks.pages.reading import HTMX, in_place, text_of

pytestmark = pytest.mark.django_db


def test_a_suggestion_shows_score_reasons_and_both_texts_with_what_they_share(
    tasks: dict[str, Task], desk: Client
) -> None:
    page = text_of(desk, "/links/")
    assert 'value="2020-1:2016-1:"' in page
    assert "版权局 → 中央宣传部" in page
    assert "<mark>剑网</mark>" in page
    assert "“剑网”" in page
    assert 'value="2020-1:2014-1:"' in text_of(desk, "/links/?later=2020&earlier=2014")


def test_what_is_leafed_through_is_counted_in_tasks_beside_the_pairs(
    tasks: dict[str, Task], desk: Client
) -> None:
    desk.cookies["django_language"] = "en"
    answer = desk.get("/links/")
    assert (answer.context["page"].paginator.count, answer.context["pairs"]) == (2, 2)
    assert "2 tasks · 2 pairs in all" in answer.content.decode()


def test_one_pair_is_decided_by_its_own_button_and_its_thread_shows(
    tasks: dict[str, Task], desk: Client
) -> None:
    assert (
        desk.post("/links/", {"one": "confirmed:2020-1:2016-1:", "pairs": "2020-2:2016-2:"}).status_code
        == 302
    )
    link = TaskLink.objects.get()
    page = text_of(desk, "/links/")
    assert "2016-1 – 2020-1：同一项工作。" in page
    assert 'value="2020-1:2016-1:' not in page
    assert f'value="2020-1:2016-1:{link.pk}"' in text_of(desk, "/links/?show=confirmed")
    assert "/tasks/2016-1/thread/" in text_of(desk, "/tasks/2016-1/")
    assert 'id="task-2016-1"' in text_of(desk, "/tasks/2020-1/thread/")


@pytest.mark.parametrize(
    ("show", "beside"),
    [("undecided", "（选填）"), ("confirmed", ""), ("all", "（改变已有认定时必填）")],
)
def test_the_reason_is_said_to_be_needed_where_it_is(
    tasks: dict[str, Task], desk: Client, show: str, beside: str
) -> None:
    make_task_link(tasks["2020"], tasks["2016"])

    page = text_of(desk, f"/links/?show={show}&threshold=0.25")

    [label] = re.findall(r'<label for="id_reason">(.*?)</label>', page)
    assert re.sub(r"<[^>]+>|\s", "", label) == f"理由{beside}"
    sent = {"one": f"reopened:2020-1:2016-1:{TaskLink.objects.get().pk}"}
    assert "请说明调整理由" in desk.post(f"/links/?show={show}", sent).content.decode()


def test_ticked_pairs_are_decided_together_or_not_at_all(tasks: dict[str, Task], desk: Client) -> None:
    both = ["2020-1:2016-1:", "2016-1:2014-1:"]
    refused = desk.post("/links/", {"decision": "rejected", "pairs": [*both, "2020-2:2016-2:99"]})
    assert "2016-2 – 2020-2" in refused.content.decode()
    assert not TaskLink.objects.exists()
    assert desk.post("/links/", {"decision": "rejected", "pairs": both}).status_code == 302
    assert set(TaskLink.objects.values_list("decision", flat=True)) == {"rejected"}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"decision": "confirmed"}, 200),
        ({"decision": "confirmed", "pairs": "nonsense"}, 200),
        ({"decision": "nonsense", "pairs": "2020-1:2016-1:"}, 200),
        ({"decision": "confirmed", "pairs": "2020-1:2016-99:"}, 200),
        ({"decision": "confirmed", "pairs": "2020-1:2016-1:7"}, 409),
    ],
)
def test_what_cannot_be_decided_is_said_on_the_page(
    tasks: dict[str, Task], desk: Client, sent: dict[str, str], status: int
) -> None:
    refused = desk.post("/links/", sent)
    assert refused.status_code == status
    assert 'role="alert"' in refused.content.decode()
    assert not TaskLink.objects.exists()


@pytest.mark.parametrize(
    ("query", "earlier"),
    [("", "2016"), ("?later=66", "2014"), ("?later=2016", "2014"), ("?later=2014", "2020")],
)
def test_a_plan_is_compared_with_the_one_before_rather_than_with_one_that_divides_up_a_document(
    desk: Client, query: str, earlier: str
) -> None:
    for code, year in (("2014", 2014), ("2016", 2016), ("66", 2016), ("2020", 2020)):
        make_task(make_plan(code, year=year))
    make_divided(Plan.objects.get(code="66"))
    assert desk.get(f"/links/{query}").context["chosen"]["earlier"].value() == earlier


@pytest.mark.parametrize(
    ("show", "offered"),
    [
        ("undecided", ["confirmed", "rejected"]),
        ("confirmed", ["rejected", "reopened"]),
        ("rejected", ["confirmed", "reopened"]),
        ("all", ["confirmed", "rejected"]),
    ],
)
def test_of_what_is_ticked_only_what_is_not_so_already_can_be_said(
    tasks: dict[str, Task], desk: Client, show: str, offered: list[str]
) -> None:
    make_task_link(tasks["2020"], tasks["2016"])
    make_task_link(Task.objects.get(plan__code="2020", number=2), tasks["2016"], LinkDecision.REJECTED)
    page = text_of(desk, f"/links/?show={show}&threshold=0.25")
    assert re.findall('name="decision" value="([a-z]+)"', page) == offered


def test_what_was_decided_is_found_without_leafing_through_all_tasks(desk: Client) -> None:
    earlier, later = (make_task(make_plan(code, year=int(code)), 1) for code in ("2016", "2020"))
    for _ in range(TASKS_A_PAGE):
        last = make_task(later.plan)
    make_task_link(last, earlier)
    page = text_of(desk, "/links/?later=2020&earlier=2016&show=confirmed")
    assert f'id="{last.reference}_2016-1"' in page
    thread = text_of(desk, f"/tasks/{last.reference}/thread/")
    assert f"?later=2020&amp;earlier=2016&amp;show=confirmed#{last.reference}_2016-1" in thread


@pytest.mark.parametrize("most", [0, MOST_COMPARED])
def test_few_tasks_are_leafed_through_where_there_is_something_to_decide(
    tasks: dict[str, Task], desk: Client, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("tasks.views.links.MOST_COMPARED", most)
    for number in range(TASKS_A_PAGE):
        make_task(tasks["2020"].plan, text=chr(0x5000 + number) * 9)
    last = make_task(tasks["2020"].plan, text=tasks["2016"].text)
    page = text_of(desk, "/links/?later=2020&earlier=2016")
    assert (f'value="{last.reference}:2016-1:"' in page) == bool(most)
    boxes = page.count('name="pairs"')
    assert (f"共 {boxes} 对" in page) == bool(most)


def test_all_are_ticked_on_one_page_only_and_not_any_more_once_decided(
    tasks: dict[str, Task], desk: Client
) -> None:
    assert "all=1" in text_of(desk, "/links/?threshold=0.25")
    assert " checked>" in text_of(desk, "/links/?threshold=0.25&all=1")
    assert " checked>" not in text_of(desk, "/links/?threshold=0.25&all=2")
    sent = {"one": "confirmed:2020-1:2016-1:"}
    answer = desk.post("/links/?threshold=0.25&all=1", sent)
    assert answer.headers["Location"] == "/links/?threshold=0.25"


def test_texts_are_text_and_never_markup(desk: Client) -> None:
    earlier, later = (
        make_task(make_plan(code, year=int(code)), 1, text=f"开展“<b>剑网”&行动{code}。")
        for code in ("2016", "2020")
    )
    make_task_link(later, earlier)
    for address in ("/links/?show=all", "/tasks/2020-1/thread/"):
        page = text_of(desk, address)
        assert "<b>" not in page
        assert "&lt;b&gt;" in page


@pytest.mark.parametrize("query", ["later=2020&earlier=2020", "later=1999", "threshold=2", "show=nonsense"])
def test_a_choice_that_there_is_not_is_said_and_nothing_is_shown(
    tasks: dict[str, Task], desk: Client, query: str
) -> None:
    page = text_of(desk, f"/links/?{query}")
    assert "field__error" in page
    assert 'name="pairs"' not in page


def test_there_is_nothing_to_compare_with_fewer_than_two_plans(desk: Client) -> None:
    assert 'name="pairs"' not in text_of(desk, "/links/")
    make_task(make_plan("2020"))
    assert 'name="pairs"' not in text_of(desk, "/links/")


@pytest.mark.parametrize("number", [1, 3])
def test_going_through_suggestions_takes_as_many_queries_however_many_there_are(
    desk: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agency = make_agency("版权局")
    for code in ("2016", "2020"):
        plan = make_plan(code)
        for _ in range(number):
            make_task(plan, lead=agency)
        make_task(plan, text="另一项任务：培养人才。")
    # The session, the person, unread notices; plans, and for each of the two choices the one chosen and all;
    # tasks, names, successions, transfers, assignments, decisions.
    with django_assert_num_queries(16):
        text_of(desk, "/links/?threshold=0.25")


def test_suggestions_are_filtered_and_decided_in_place(tasks: dict[str, Task], desk: Client) -> None:
    assert 'value="2020-1:2014-1:"' in in_place(desk, "/links/?later=2020&earlier=2014")
    assert "error-summary" in in_place(desk, "/links/?later=2020&earlier=2020")

    decided = desk.post("/links/?page=1", {"one": "confirmed:2020-1:2016-1:"}, headers=HTMX)
    after = desk.get(decided["Location"], headers=HTMX).content.decode()
    refused = desk.post("/links/", {"decision": "confirmed"}, headers=HTMX)

    assert 'id="messages" hx-swap-oob="innerHTML"><ul' in after
    assert 'value="2020-1:2016-1:' not in after
    assert (refused["HX-Retarget"], refused["HX-Push-Url"]) == ("#results", "false")
    assert "error-summary" in refused.content.decode()


@pytest.mark.parametrize("query", ["later=2020&earlier=2016", "later=2016&earlier=2020"])
def test_the_earlier_year_stands_first_whichever_plan_is_gone_through(
    tasks: dict[str, Task], desk: Client, query: str
) -> None:
    page = text_of(desk, f"/links/?{query}")
    assert re.findall(r"<label for=\"tick-[^\"]+\">([^<]+)</label>", page)[0] == "2016-1 – 2020-1"
    assert re.findall(r"<h3><a href=\"[^\"]+\">([^<]+)</a>", page)[:2] == ["2016-1", "2020-1"]
    assert "版权局 → 中央宣传部" in page
    sent = re.search(r'name="one" value="(confirmed:[^"]+)"', page)
    assert sent
    answer = desk.post(f"/links/?{query}", {"one": sent[1]}, follow=True)
    assert "2016-1 – 2020-1：同一项工作。" in answer.content.decode()


def test_the_page_says_what_its_figures_were_measured_on(desk: Client) -> None:
    page = text_of(desk, "/links/")
    assert "另一半事先留出，只用于检验" in page
    assert f"有 {REACHED.suggested} 对，其中 {REACHED.right} 对" in page


@pytest.mark.parametrize(
    ("show", "said"),
    [
        ("undecided", "降低相似度"),
        ("all", "降低相似度"),
        ("confirmed", "可改选“未认定”"),
        ("rejected", "可改选“未认定”"),
    ],
)
def test_where_nothing_is_listed_it_says_where_there_may_be_more(desk: Client, show: str, said: str) -> None:
    for code in ("2016", "2020"):
        make_task(make_plan(code, year=int(code)), text=f"{code}年")
    assert said in text_of(desk, f"/links/?later=2020&earlier=2016&show={show}")
