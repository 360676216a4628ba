"""What a page shows as a file: all of it, as filtered and sorted there, in the language of the page."""

from __future__ import annotations

import csv
import datetime
import io
import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from agencies.models import Agency
from tasks.enums import AssignmentRole
from tasks.search import rebuild
from tests.factories import make_agency, make_assignment, make_plan, make_task

pytestmark = pytest.mark.django_db

DAY = datetime.date(2020, 7, 1)


@pytest.fixture(autouse=True)
def agency() -> Agency:
    """With more tasks than a page holds as lead, one as participant; another agency has one."""
    found, other = make_agency("知识产权局"), make_agency("农业部")
    plan = make_plan("2020", tracked_from=DAY)
    for _ in range(31):
        make_task(plan, lead=found, due_on=DAY)
    make_assignment(make_task(plan, lead=other), found, AssignmentRole.PARTICIPATING)
    return found


def rows(response: Any) -> list[list[str]]:
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return [*csv.reader(io.StringIO(text))]


def links(page: Any, kind: str) -> list[str]:
    found = re.findall(rf'href="([^"]*format={kind}[^"]*)" download', page.content.decode())
    return [unescape(one) for one in found]


@pytest.mark.parametrize(("language", "heading"), [("", "任务"), ("zh-hans", "任务"), ("en", "Task")])
def test_the_task_list_is_given_whole_as_filtered_and_sorted_in_the_language_of_the_page(
    reader: Client, language: str, heading: str
) -> None:
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    query = "?plan=2020&due_until=2020-07-01&ordering=-number&page=2"
    (link,) = links(reader.get(f"/tasks/{query}", headers={"Accept-Language": "en"}), "csv")
    assert ("page=" in link, "ordering=-number" in link, "due_until=2020-07-01" in link) == (
        False,
        True,
        True,
    )
    file = rows(reader.get(f"/tasks/{link}", headers={"Accept-Language": "fr"}))
    assert file[0][0] == heading
    assert [row[0] for row in file[1:]] == [f"2020-{number}" for number in range(31, 0, -1)]


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "任务"), ("en", "Tasks")])
def test_the_sheet_of_a_workbook_is_called_after_what_it_holds(
    reader: Client, language: str, title: str
) -> None:
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response: Any = reader.get("/tasks/?plan=2020&format=xlsx")
    assert load_workbook(io.BytesIO(b"".join(response.streaming_content))).sheetnames == [title]


def test_a_workbook_holds_the_same(reader: Client) -> None:
    (link,) = links(reader.get("/tasks/?plan=2020"), "xlsx")
    response: Any = reader.get(f"/tasks/{link}")
    assert "2020" in response["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None
    assert sheet.max_row == 33


def test_the_agencies_are_given_as_filtered(reader: Client) -> None:
    rebuild()
    (link,) = links(reader.get("/agencies/?plan=2020&name=知识"), "csv")
    file = rows(reader.get(f"/agencies/{link}"))
    assert [row[:2] for row in file[1:]] == [["知识产权局", "31"]]


def test_an_agency_s_page_gives_the_tasks_of_the_role_that_it_shows(reader: Client, agency: Agency) -> None:
    path = f"/agencies/{agency.pk}/"
    assert len(rows(reader.get(path + links(reader.get(path), "csv")[0]))) == 32
    (link,) = links(reader.get(f"{path}?role=participating&as_of=2030-01-01"), "csv")
    assert [row[0] for row in rows(reader.get(path + link))[1:]] == ["2020-32"]
    assert [
        row[0] for row in rows(reader.get(f"{path}?role=participating&rollup=2030-01-01&format=csv"))[1:]
    ] == ["2020-32"]


@pytest.mark.parametrize("path", ["/tasks/", "/agencies/"])
def test_another_kind_of_file_there_is_not(reader: Client, path: str) -> None:
    refused = reader.get(f"{path}?format=pdf")
    assert refused.status_code == 400
    assert "csv, xlsx" in refused.content.decode()


def test_where_nothing_is_found_there_is_nothing_to_take_along(reader: Client) -> None:
    assert links(reader.get("/tasks/?q=没有这样的任务"), "csv") == []
    assert len(rows(reader.get("/tasks/?q=没有这样的任务&format=csv"))) == 1


def test_a_file_comes_with_the_mark_that_its_page_waits_for(reader: Client) -> None:
    answer = reader.get("/tasks/?format=xlsx")

    assert answer.getvalue()
    assert answer.cookies["file_made"]["max-age"] == 60
    assert "file_made" not in reader.get("/tasks/").cookies
