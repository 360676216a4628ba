"""溯源 over the API: sentences with their tasks, coverage, and where a task is from."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from plans.models import Plan, Provision, SourceDocument
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_provision, make_task, trace_to
from tests.tasks.division import make_division

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def plan() -> Plan:
    return make_division()


def file_of(api: ApiClient, path: str) -> str:
    answer: Any = api.client.get(f"/api/v1/{path}", headers={**api.headers, "Accept-Language": "en"})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def texts(answer: Any) -> list[str]:
    return [row["text"] for row in answer.json()["results"]]


def test_a_sentence_shows_its_strands_their_tasks_and_who_has_them(reader: ApiClient) -> None:
    first, second = reader.get("plans/66/trace/").json()["results"]
    assert (first["section"]["path"], first["text"]) == ("1", "完善机制，提高效率。")
    given, left = first["strands"]
    assert (given["place"], given["text"], given["given"]) == ("1-1-1", "完善机制，", "tasks")
    assert (given["clauses"], given["characters"]) == (1, 5)
    (task,) = given["tasks"]
    assert (task["reference"], task["status"], task["light"]) == ("66-1", "no_report", "grey")
    assert [(one["role"], one["agency"]["name"]) for one in task["agencies"]] == [
        ("lead", "知识产权局"),
        ("participating", "商务部"),
    ]
    assert (left["text"], left["given"], left["tasks"]) == ("提高效率。", "nobody", [])
    assert second["strands"][0]["given"] == "not_for_distribution"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("given=nobody", ["完善机制，提高效率。"]),
        ("given=not_for_distribution", ["高度重视。"]),
        ("section=2", ["高度重视。"]),
        ("section=3", []),
        ("text=效率", ["完善机制，提高效率。"]),
        ("page_size=1", ["完善机制，提高效率。"]),
    ],
)
def test_sentences_are_found_by_section_words_and_what_became_of_them(
    reader: ApiClient, query: str, found: list[str]
) -> None:
    assert texts(reader.get(f"plans/66/trace/?{query}")) == found


def test_parts_are_those_of_the_day_asked_for(reader: ApiClient) -> None:
    shown = reader.get("plans/66/trace/?as_of=2015-01-01&fields=strands").json()["results"]
    assert [*shown[0]] == ["strands"]
    assert shown[0]["strands"][0]["tasks"][0]["light"] == "grey"


def test_it_is_given_as_a_table_of_strands_and_tasks(reader: ApiClient) -> None:
    rows = [*csv.reader(io.StringIO(file_of(reader, "plans/66/trace/?format=csv")))]
    assert [row[:9] for row in rows[1:]] == [
        ["1 第1部分", "1", "完善机制，", "Given out as a task", "1", "5", "66-1", "知识产权局", ""],
        ["1 第1部分", "1", "提高效率。", "Given to nobody", "1", "5", "", "", ""],
        ["2 第2部分", "1", "高度重视。", "Not for distribution", "1", "5", "", "", ""],
    ]
    assert rows[1][9:] == ["商务部", "No report", "", "", "No light"]
    assert file_of(reader, "plans/66/trace/?format=csv&fields=position").split()[1:] == ["1", "1", "1"]


def test_coverage_counts_what_is_for_distribution_and_names_what_is_left(reader: ApiClient) -> None:
    found = reader.get("plans/66/coverage/").json()
    counted = {"clauses": 2, "clauses_given": 1, "characters": 10, "characters_given": 5}
    assert (found["document"], found["coverage"]) == ("opinions.txt", counted)
    assert [(one["section"]["path"], one["coverage"]) for one in found["sections"]] == [
        ("1", counted),
        ("2", None),
    ]
    assert [one["text"] for one in found["left"]] == ["提高效率。"]


def test_a_task_says_where_it_is_from(reader: ApiClient) -> None:
    said = Provision.objects.get(text="完善机制，提高效率。")
    other = make_provision(said.section.document, "推进改革。")
    (origin,) = reader.get("task-origins/?task=66-1").json()["results"]
    assert origin == reader.get(f"task-origins/{origin['id']}/").json()
    assert {**origin, "id": 0} == {
        "id": 0,
        "task": "66-1",
        "document": "opinions.txt",
        "position": 1,
        "start": said.start,
        "end": said.start + 5,
        "text": "完善机制，",
    }
    for query, count in (
        (f"provision={said.pk}", 1),
        (f"provision={other.pk}", 0),
        ("plan=66", 1),
        ("plan=67", 0),
        ("document=opinions.txt", 1),
        ("task=66-2", 0),
    ):
        assert len(reader.get(f"task-origins/?{query}").json()["results"]) == count, query


def test_a_plan_names_the_document_that_it_divides_up(reader: ApiClient) -> None:
    make_plan("67")
    assert reader.get("plans/66/").json()["origin"] == "opinions.txt"
    assert reader.get("plans/67/").json()["origin"] is None


@pytest.mark.parametrize("address", ["plans/67/trace/", "plans/67/coverage/", "plans/no/trace/"])
def test_there_is_no_trace_of_a_plan_that_divides_nothing(reader: ApiClient, address: str) -> None:
    make_plan("67")
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    reader: ApiClient,
    django_assert_num_queries: DjangoAssertNumQueries,
    plan: Plan,
    number: int,
) -> None:
    document = SourceDocument.objects.get(file_name="opinions.txt")
    for _ in range(number):
        trace_to(make_task(plan, lead=make_agency()), make_provision(document, "推进改革。"), "推进改革。")
    # The token, the plan; the spans, the sentences; the page; how far what is kept holds, the tasks.
    with django_assert_num_queries(7):
        reader.get("plans/66/trace/")
    # The token, the plan; the spans, the sentences; the sections.
    with django_assert_num_queries(5):
        reader.get("plans/66/coverage/")
    # The token, the origins.
    with django_assert_num_queries(2):
        reader.get("task-origins/")
    with django_assert_num_queries(7):
        file_of(reader, "plans/66/trace/?format=json")
