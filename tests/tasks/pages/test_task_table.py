"""What the rows of the task table say, cell by cell."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tasks.enums import LightColour, Status
from tests.factories import (
    make_agency,
    make_confirmed,
    make_light_by_hand,
    make_plan,
    make_section,
    make_task,
    set_due_date,
)
from tests.tasks.pages.reading import text_of

pytestmark = pytest.mark.django_db

TRACKED = datetime.date(2020, 1, 6)
DUE, MOVED = datetime.date(2020, 9, 30), datetime.date(2020, 12, 31)


def cells(client: Client, address: str = "/tasks/") -> list[list[str]]:
    """The words of each cell, without its tags."""
    rows = re.findall(r"<tr>(.*?)</tr>", text_of(client, address).partition("<tbody>")[2], re.DOTALL)
    return [
        [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        for row in rows
    ]


def test_a_row_says_what_it_is_whose_it_is_and_how_far(reader: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    names = [f"第{number}局" for number in range(1, 5)]
    sharers = [make_agency(name) for name in names]
    part = make_section(plan, "1.1", parent=make_section(plan, "1"))
    task = make_task(plan, 7, section=part, by_duty=sharers, text="<b>推进</b>", due_on=DUE)
    set_due_date(task, MOVED, document_number="国知战联办〔2020〕9号")
    for agency in sharers[:2]:
        make_confirmed(task, agency, Status.COMPLETED)
    [[number, text, responsible, status, due, light]] = cells(reader)
    assert number == "2020-7"
    assert text == f"&lt;b&gt;推进&lt;/b&gt; 已调整 {part.parent.title} · {part.title}"  # type: ignore[union-attr]
    assert responsible == "第1局、第2局、第3局 （共 4 个）"
    assert status == "◐推进中 2/4"
    assert due == "2020-12-31原定 2020-09-30"
    assert light == "▲逾期或严重滞后"


def test_what_is_not_known_is_a_dash(reader: Client) -> None:
    make_task(make_plan("2020"), 1)
    [[_number, _text, responsible, _status, due, _light]] = cells(reader)
    assert (responsible, due) == ("—", "—")


def test_a_light_leads_to_why_and_says_it(reader: Client) -> None:
    plan = make_plan("2020", tracked_from=TRACKED)
    agency = make_agency()
    task = make_task(plan, 1, lead=agency, due_on=DUE)
    make_confirmed(task, agency, Status.IN_PROGRESS, 40)
    make_light_by_hand(task, LightColour.GREEN, datetime.date(2999, 1, 1), TRACKED, '"等"批复')
    page = text_of(reader, "/tasks/")
    assert 'title="' in page
    assert "&quot;等&quot;批复" in page
    assert 'href="/tasks/2020-1/light/"' in page
    [[*_others, status, _due, light]] = cells(reader)
    assert status == "◐推进中40%"
    assert light == "●正常 人工"


def test_rows_lead_where_their_tasks_are_whatever_a_plan_is_called(reader: Client) -> None:
    for code in ("国办函 66", "0-0", "a&b%?"):
        make_task(make_plan(code), 1)
    page = text_of(reader, "/tasks/?as_of=2020-06-15")
    for code in ("国办函 66", "0-0", "a&b%?"):
        for view in ("tasks:task_detail", "tasks:task_light"):
            assert f'href="{escape(reverse(view, args=[f"{code}-1"]))}?as_of=2020-06-15"' in page
