"""Whole lists as files: opened for real, they hold what the list says."""

from __future__ import annotations

import csv
import datetime
import io
import json
import tracemalloc
from typing import Any

import pytest
from django.utils.translation import override
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from agencies import tables
from agencies.enums import Role
from agencies.tables import Table, csv_chunks, xlsx_file
from plans.clock import today
from tasks.enums import DerivedStatus, LightColour
from tasks.services.standings import standings_refresh_stale
from tests.api_client import ApiClient
from tests.factories import (
    accept,
    make_agency,
    make_confirmed,
    make_plan,
    make_report,
    make_task,
    make_user,
    moment,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2020, 7, 1)
LISTS = ["tasks", "assignments", "progress-reports", "agency-progress"]


def world(number: int = 2) -> None:
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    for index in range(number):
        lead, partner = make_agency(f"甲{index}部"), make_agency(f"乙{index}部")
        task = make_task(plan, text="=1+1", lead=lead, participating=[partner], due_on=DAY)
        make_confirmed(task, lead, percent=60, when=moment(datetime.date(2020, 6, 1)))
        accept(make_report(task, partner, problem="＝缺经费"))


def fetch(api: ApiClient, path: str) -> Any:
    return api.client.get(f"/api/v1/{path}", headers={**api.headers, "Accept-Language": "en"})


def rows_of_csv(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200
    text = response.getvalue().decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def rows_of_xlsx(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200
    sheet = load_workbook(io.BytesIO(response.getvalue())).active
    assert sheet is not None
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


def test_tasks_in_csv_are_those_of_the_list(reader: ApiClient) -> None:
    world()
    rows = rows_of_csv(fetch(reader, f"tasks/?as_of={DAY}&format=csv&ordering=-number"))
    listed = reader.get(f"tasks/?as_of={DAY}&ordering=-number").json()["results"]
    assert [(row["Task"], row["Percent"], row["Due on"]) for row in rows] == [
        (task["reference"], str(task["percent"]), task["due_on"]) for task in listed
    ]
    assert (rows[0]["Lead"], rows[0]["Participating"], rows[0]["By own duty"]) == ("甲1部", "乙1部", "")
    with override("en"):
        words = [
            (str(DerivedStatus(one["status"]).label), str(LightColour(one["light"]).label)) for one in listed
        ]
    assert [(row["Status"], row["Light"]) for row in rows] == words
    assert rows[0]["text"] == "'=1+1"


def test_tasks_in_xlsx_keep_numbers_and_days(reader: ApiClient) -> None:
    world()
    first, _second = rows_of_xlsx(fetch(reader, f"tasks/?as_of={DAY}&format=xlsx"))
    assert (first["Task"], first["Percent"], first["text"]) == ("2020-1", 60, "'=1+1")
    assert first["Due on"].date() == DAY


@pytest.mark.parametrize("path", LISTS)
def test_json_has_the_rows_of_the_list_on_one_page(reader: ApiClient, path: str) -> None:
    world()
    whole = json.loads(fetch(reader, f"{path}/?format=json").getvalue())
    assert whole == reader.get(f"{path}/", Accept_Language="en").json()
    assert whole["results"]


def test_a_report_in_a_file_says_no_more_than_its_reader_may_see() -> None:
    world(1)
    office = rows_of_csv(fetch(ApiClient(make_user(Role.OFFICE)), "progress-reports/?format=csv"))
    assert sorted(row["problem for the office"] for row in office) == ["", "'＝缺经费"]
    other = rows_of_csv(fetch(ApiClient(make_user(Role.VIEWER)), "progress-reports/?format=csv"))
    assert [(row["Confirmed percent"], row["Last decision"]) for row in other] == [("60", "")]


def test_the_counts_of_an_agency_stand_in_its_row(reader: ApiClient) -> None:
    world(1)
    rows = {row["Agency"]: row for row in rows_of_xlsx(fetch(reader, "agency-progress/?format=xlsx"))}
    assert (rows["甲0部"]["Lead: Tasks"], rows["甲0部"]["Lead: In progress"]) == (1, 1)
    assert rows["乙0部"]["Participating: Accepted"] == 1


def test_a_file_is_asked_for_by_accept_too_and_named_after_plan_and_day(reader: ApiClient) -> None:
    world(1)
    asked = {**reader.headers, "Accept": "text/csv"}
    found: Any = reader.client.get("/api/v1/tasks/?plan=2020&as_of=2020-07-01", headers=asked)
    assert found["Content-Type"] == "text/csv; charset=utf-8"
    assert found["Content-Disposition"].endswith("-2020-2020-07-01.csv")
    assert len(rows_of_csv(found)) == 1


def test_a_file_has_the_fields_asked_for(reader: ApiClient) -> None:
    world(1)
    (row,) = rows_of_csv(fetch(reader, "tasks/?format=csv&fields=number,marked_by_duty"))
    assert row == {"number": "1", "marked 按职责分别负责": "No"}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("format=xml", "format"),
        ("format=csv&page_size=10", "page_size"),
        ("format=csv&fields=nonsense", "fields"),
        ("format=json&fields=nonsense", "fields"),
        ("format=csv&status=nonsense", "status"),
    ],
)
def test_it_refuses_a_file_that_it_cannot_give(reader: ApiClient, query: str, parameter: str) -> None:
    refused = reader.get(f"tasks/?{query}")
    assert refused.status_code == 400
    assert [error["parameter"] for error in refused.json()["errors"]] == [parameter]
    assert reader.get("plans/?format=csv").status_code == 400


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [("tasks", 3), ("assignments", 2), ("progress-reports", 2), ("agency-progress", 3)],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_takes_as_many_queries_however_many_rows(
    django_assert_num_queries: DjangoAssertNumQueries, path: str, queries: int, kind: str, number: int
) -> None:
    world(number)
    standings_refresh_stale(day=today())
    api = ApiClient(make_user(Role.OFFICE))
    # The token, the rows; of tasks and counts how far what is kept reaches; of agencies also their counts.
    with django_assert_num_queries(queries):
        fetch(api, f"{path}/?format={kind}").getvalue()


@pytest.mark.parametrize("number", [1, 3])
def test_tasks_in_json_take_as_many_queries_however_many(
    django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    world(number)
    standings_refresh_stale(day=today())
    api = ApiClient(make_user(Role.OFFICE))
    # The token, how far what is kept reaches, the rows with what stands beside them.
    with django_assert_num_queries(3):
        fetch(api, "tasks/?format=json").getvalue()


@pytest.mark.parametrize("first", list("=+-@\t\r＝＋－＠"))
def test_no_cell_can_be_run_by_a_spreadsheet(first: str) -> None:
    table = Table(["=heading"], [[f"{first}1+1"], [-1]])
    text = b"".join(csv_chunks(table)).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:] == [f"'{first}1+1", "-1"]


def test_a_full_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    with xlsx_file(Table(["n"], [[number] for number in range(5)]), "任务") as file:
        book = load_workbook(file)
        found = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
    assert found == [["n", 0, 1], ["n", 2, 3], ["n", 4]]
    assert book.sheetnames == ["任务", "任务 2", "任务 3"]


@pytest.mark.parametrize(
    ("title", "sheets"),
    [
        ("[a]:b*c?d/e\\f", ["abcdef", "abcdef 2"]),
        ("'quoted'", ["quoted", "quoted 2"]),
        ("n" * 40, ["n" * 31, f"{'n' * 29} 2"]),
    ],
)
def test_a_sheet_has_a_title_that_a_spreadsheet_takes(
    monkeypatch: pytest.MonkeyPatch, title: str, sheets: list[str]
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    with xlsx_file(Table(["n"], [[1], [2]]), title) as file:
        assert load_workbook(file).sheetnames[:2] == sheets


def _peak(kind: str, number: int) -> int:
    table = Table(["a", "b"], ([index, f"推进第{index}项工作。" * 5] for index in range(number)))
    tracemalloc.start()
    try:
        if kind == "csv":
            for _chunk in csv_chunks(table):
                pass
        else:
            xlsx_file(table, "n").close()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(kind: str) -> None:
    _peak(kind, 100)
    assert _peak(kind, 20_000) < _peak(kind, 2_000) + 200_000
