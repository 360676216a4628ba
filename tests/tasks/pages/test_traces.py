from __future__ import annotations

import pytest
from django.test import Client

from agencies.enums import Role
from plans.models import Plan, SourceDocument
from tasks.models import Task
from tests.factories import (
    make_agency,
    make_divided,
    make_plan,
    make_provision,
    make_task,
    make_user,
    trace_to,
)
from tests.tasks.pages.reading import queries_of, text_of
from tests.tasks.pages.test_downloads import rows

pytestmark = pytest.mark.django_db

TRACE = "/plans/66/trace/"


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(make_user(Role.VIEWER))
    return client


@pytest.fixture
def plan() -> Plan:
    return make_plan("66")


@pytest.fixture
def document(plan: Plan) -> SourceDocument:
    return make_divided(plan, "opinions.txt")


@pytest.fixture(autouse=True)
def task(plan: Plan, document: SourceDocument) -> Task:
    """It took the beginning of a sentence, nobody the rest; another section is not for distribution."""
    found = make_task(plan, 1, lead=make_agency("知识产权局"), participating=[make_agency("商务部")])
    trace_to(found, make_provision(document, "完善机制，提高效率。"), "完善机制，")
    make_provision(document, "高度重视。", path="2", distributable=False)
    return found


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
