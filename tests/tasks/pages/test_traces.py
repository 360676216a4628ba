from __future__ import annotations

import re

import pytest
from django.test import Client

from plans.models import Plan, Provision, SourceDocument
from tasks.models import Task
from tests.factories import (
    make_agency,
    make_divided,
    make_plan,
    make_provision,
    make_task,
    print_at_end,
    trace_to,
)
from tests.tasks.division import make_division
from tests.tasks.pages.reading import in_place, passages_of, queries_of, text_of
from tests.tasks.pages.test_downloads import rows

pytestmark = pytest.mark.django_db

TRACE = "/plans/66/trace/"


@pytest.fixture(autouse=True)
def plan() -> Plan:
    return make_division()


@pytest.fixture
def document() -> SourceDocument:
    return SourceDocument.objects.get(file_name="opinions.txt")


def test_it_leads_from_a_sentence_to_its_task_its_agencies_and_its_light(reader: Client) -> None:
    page = text_of(reader, TRACE)
    assert 'id="provision-1-1"' in page
    assert '/documents/opinions.txt/#strand-1-1-1" lang="zh-Hans">完善机制，</a>' in page
    assert '<a href="/tasks/66-1/">66-1</a>' in page
    assert all(f">{name}</a>" in page for name in ("知识产权局", "商务部"))
    assert "chip--no_report" in page
    assert "light--grey" in page


def test_what_was_given_to_nobody_is_listed_with_its_word_and_its_share(reader: Client) -> None:
    answer = reader.get(TRACE, headers={"Accept-Language": "en"})
    assert [one.strand.text for one in answer.context["left"]] == ["提高效率。"]
    coverage = answer.context["coverage"]
    assert (coverage.clauses_given, coverage.clauses, coverage.percent) == (1, 2, 50)
    page = answer.content.decode()
    assert '<span class="chip chip--nobody">' in page
    assert '<span class="chip chip--not_for_distribution">' in page


def test_a_section_set_aside_stands_beside_what_was_left_and_counts_on(
    reader: Client, document: SourceDocument
) -> None:
    make_provision(document, "加强协调。", path="1.1", distributable=False)
    document.sections.filter(path="1.1").update(parent=document.sections.get(path="1"))
    page = text_of(reader, TRACE)
    panel = page[page.index('aria-labelledby="left"') :]
    panel = panel[: panel.index("</section>")]
    assert "1 处，1 个分句" in panel
    first, second = panel.split('<ol class="trace-left" start="2">')
    assert "提高效率。" in first
    assert "加强协调。" in second
    assert "chip--not_for_distribution" in second
    assert '/documents/opinions.txt/#section-1.1"' in second
    assert 'id="section-1.1"' in text_of(reader, "/documents/opinions.txt/")
    assert "高度重视。" not in panel


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?given=nobody", {"1"}),
        ("?given=not_for_distribution", {"2"}),
        ("?section=2", {"2"}),
        ("?text=效率", {"1"}),
        ("?section=3", set()),
        ("?given=nonsense", set()),
    ],
)
def test_sentences_are_found_by_section_words_and_what_became_of_them(
    reader: Client, query: str, shown: set[str]
) -> None:
    answer = reader.get(f"{TRACE}{query}")
    assert answer.status_code == 200
    assert {one.section.path for one in answer.context["shown"]} == shown


@pytest.mark.parametrize(("query", "unfolded"), [("", 0), ("?section=1", 1), ("?given=nobody", 1)])
def test_sections_are_folded_up_until_something_is_asked_for(
    reader: Client, query: str, unfolded: int
) -> None:
    page = text_of(reader, f"{TRACE}{query}")
    assert page.count('<details class="panel" open>') == unfolded
    sections = re.findall(r'<div class="trace-section" id="(.+?)">', page)
    assert sections == re.findall(r'<li lang="zh-Hans"><a href="#(.+?)">', page) != []


def test_it_shows_the_state_of_the_day_and_its_links_keep_the_day(reader: Client) -> None:
    page = text_of(reader, f"{TRACE}?as_of=2020-01-01")
    assert "/tasks/66-1/?as_of=2020-01-01" in page
    assert "/plans/66/trace/?section=1&amp;given=nobody&amp;as_of=2020-01-01" in page


def test_it_is_given_as_a_file_as_filtered(reader: Client) -> None:
    file = rows(reader.get(f"{TRACE}?given=tasks&format=csv"))
    assert [row[2] for row in file[1:]] == ["完善机制，", "提高效率。"]
    assert [row[6] for row in file[1:]] == ["66-1", ""]


@pytest.mark.parametrize("address", ["/plans/67/trace/", "/plans/none/trace/"])
def test_there_is_none_of_a_plan_that_divides_nothing(reader: Client, address: str) -> None:
    make_plan("67")
    assert reader.get(address).status_code == 404


def test_queries_do_not_grow_with_the_rows(reader: Client, plan: Plan, document: SourceDocument) -> None:
    assert queries_of(reader, TRACE) == 10
    for _ in range(3):
        task = make_task(plan, lead=make_agency(), by_duty=[make_agency()])
        trace_to(task, make_provision(document, "推进改革。", path="3"), "推进改革。")
    assert queries_of(reader, TRACE) == 10


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(TRACE).status_code == 302


def test_a_document_marks_what_became_of_each_part_and_leads_to_the_tasks(
    reader: Client, document: SourceDocument
) -> None:
    answer = reader.get("/documents/opinions.txt/", headers={"Accept-Language": "en"})
    shown = passages_of(answer.context["chapters"])
    assert "".join(piece.text for passage in shown for piece in passage.pieces) == document.text
    [sentence, other] = [one.owner for one in shown if one.owner and one.owner.kind == "provision"]
    assert (sentence.id, other.id) == ("provision-1-1", "provision-2-1")
    assert [
        (part.owner.id, part.owner.given, [task.reference for task in part.owner.tasks])
        for part in sentence.parts
    ] == [("strand-1-1-1", "tasks", ["66-1"]), ("strand-1-1-2", "nobody", [])]
    page = answer.content.decode()
    assert page.index("/tasks/66-1/") < page.index("完善机制，")
    assert page.count("chip--nobody") == 2
    assert re.search(
        '<strong>第2部分</strong> <span[^>]*not_for_distribution.*<div [^>]*id="section-2"', page
    )
    assert "/plans/66/trace/" in page


def test_a_document_that_nobody_divided_up_has_nothing_that_was_given_to_nobody(reader: Client) -> None:
    other = make_divided(make_plan("67"), "other.txt")
    make_provision(other, "推进改革。")
    Plan.objects.filter(code="67").update(origin=None)
    page = text_of(reader, "/documents/other.txt/")
    assert 'id="provision-1-1" class="span span--provision">推进改革。' in page
    assert "chip--nobody" not in page


def test_lines_are_joined_to_be_read_and_end_as_in_the_file_where_asked(
    reader: Client, plan: Plan, document: SourceDocument
) -> None:
    start, end = print_at_end(document, "放宽\n\n准入 条件。")
    section = document.sections.get(path="1")
    Provision.objects.create(section=section, position=2, text="放宽准入条件。", start=start, end=end)
    document.preface_start, document.preface_end = print_at_end(document, "现提出\n如下意见。")
    document.save()
    page = text_of(reader, "/documents/opinions.txt/")
    assert "放宽准入条件。" in page
    assert 'id="preface" class="span span--preface">现提出如下意见。</span>' in page
    assert "放宽\n\n准入 条件。" in text_of(reader, "/documents/opinions.txt/?lines=printed")


def test_a_title_at_the_end_of_a_document_does_not_go_on_in_the_last_sentence(
    reader: Client, document: SourceDocument
) -> None:
    print_at_end(document, "\n若干意见（摘录）\n")
    page = text_of(reader, "/documents/opinions.txt/")
    assert page.count('<span class="span--between">若干意见（摘录）</span>') == 1
    assert '<span class="span--between"></span>' in page


def test_a_task_shows_the_sentences_that_it_is_from_and_whose_the_rest_is(
    reader: Client, plan: Plan, document: SourceDocument
) -> None:
    said = document.sections.get(path="1").provisions.get()
    trace_to(make_task(plan, 2), said, "提高效率。")
    [taken] = reader.get("/tasks/66-1/").context["taken"]
    assert [
        (one.strand.text, one.own, [other.reference for other in one.others]) for one in taken.strands
    ] == [
        ("完善机制，", True, []),
        ("提高效率。", False, ["66-2"]),
    ]
    page = text_of(reader, "/tasks/66-1/?as_of=2020-01-01")
    assert "<mark>完善机制，</mark>" in page
    assert "/documents/opinions.txt/?as_of=2020-01-01#strand-1-1-1" in page
    assert '/tasks/66-2/?as_of=2020-01-01">66-2</a>' in page


def test_a_task_of_another_plan_is_from_nowhere_else(reader: Client) -> None:
    other = make_task(make_plan("2020"))
    assert reader.get(f"/tasks/{other.reference}/").context["taken"] == []


def test_queries_of_a_task_and_of_its_document_do_not_grow(
    reader: Client, plan: Plan, document: SourceDocument
) -> None:
    addresses = ["/tasks/66-1/", "/documents/opinions.txt/"]
    before = [queries_of(reader, address) for address in addresses]
    for _ in range(3):
        said = make_provision(document, "推进改革，健全制度。")
        trace_to(make_task(plan, lead=make_agency()), said, "推进改革，")
        origin = trace_to(Task.objects.get(plan=plan, number=1), said, "健全制度。")
        assert origin.position > 1
    assert [queries_of(reader, address) for address in addresses] == before == [19, 11]


def test_a_plan_leads_to_what_it_divides_up(reader: Client) -> None:
    make_plan("2020")
    page = text_of(reader, "/plans/66/")
    assert "/plans/66/trace/" in page
    assert "/documents/opinions.txt/" in page
    assert "/trace/" not in text_of(reader, "/plans/2020/")


def test_filters_change_what_is_shown_in_place(reader: Client) -> None:
    part = in_place(reader, f"{TRACE}?text=机制")

    assert "完善机制" in part
    assert 'id="told" hx-swap-oob="innerHTML">共 2 句，显示 1 句' in part
    assert 'name="text" value="机制"' in part
    assert "error-summary" in in_place(reader, f"{TRACE}?given=nonsense")
