"""The page of a thread: one work through the years."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from plans.clock import today
from tasks.enums import AssignmentRole
from tasks.models import Task
from tests.factories import (
    confirm,
    make_agency,
    make_assignment,
    make_plan,
    make_report,
    make_succession,
    make_task,
    make_task_link,
    make_transfer,
    make_user,
    return_,
)
from tests.tasks.pages.reading import text_of
from tests.tasks.same_work import TEXTS
from tests.tasks.services.duties.passing import REFORM, passed

pytestmark = pytest.mark.django_db


def test_a_thread_shows_each_years_wording_who_led_and_what_came_of_it(
    tasks: dict[str, Task], client: Client
) -> None:
    make_task_link(tasks["2020"], tasks["2016"])
    make_task_link(tasks["2016"], tasks["2014"])
    report = make_report(tasks["2020"], tasks["2020"].assignments.get().agency, outcome="查处案件一批")
    confirm(report)
    before = tasks["2016"].assignments.get().agency
    confirm(make_report(tasks["2016"], before, outcome=""))
    return_(make_report(tasks["2016"], before, outcome="尚未核定的话"))
    client.force_login(make_user(Role.VIEWER))
    for reference in ("2014-1", "2016-1", "2020-1"):
        page = text_of(client, f"/tasks/{reference}/thread/")
        places = [page.index(f'id="task-{code}-1"') for code in ("2014", "2016", "2020")]
        assert places == sorted(places)
    assert "开展第<del>十</del><ins>12</ins>次打击网络侵权盗版" in page
    assert '版权局 <span class="small muted">→ 中央宣传部</span>' in page
    assert "查处案件一批" in page
    assert "尚未核定的话" not in page
    assert page.count("尚无核定内容") == 2
    assert "/links/" not in page.partition("<main")[2]


def test_each_year_is_set_against_the_task_that_it_was_linked_to(
    tasks: dict[str, Task], desk: Client
) -> None:
    second = make_task(tasks["2016"].plan, 3, text="开展第12次打击网络侵权盗版“护苗”行动。")
    for later, earlier in (("2016", "2014"), ("2020", "2016"), ("2020", "2014")):
        make_task_link(tasks[later], tasks[earlier])
    make_task_link(second, tasks["2014"])
    shown = desk.get("/tasks/2020-1/thread/").context["thread"].tasks
    assert [(one.task.reference, one.former and one.former.reference) for one in shown] == [
        ("2014-1", None),
        ("2016-1", "2014-1"),
        ("2016-3", "2014-1"),
        ("2020-1", "2016-1"),
    ]
    assert [piece.change for piece in shown[0].pieces] == ["kept"]
    assert "".join(piece.text for piece in shown[2].pieces if piece.change != "added") == TEXTS["2014"]


def test_a_thread_follows_what_left_for_another_body_and_what_the_office_passed_on(
    tasks: dict[str, Task], desk: Client
) -> None:
    make_task_link(tasks["2020"], tasks["2016"])
    make_task_link(tasks["2016"], tasks["2014"])
    trade, market, patents = make_agency("工商总局"), make_agency("市场监管总局"), make_agency("知识产权局")
    make_succession(trade, market)
    ended = make_agency("老部门", ends_on=REFORM)
    make_assignment(tasks["2016"], trade, AssignmentRole.PARTICIPATING)
    make_transfer(tasks["2016"], trade, patents)
    make_assignment(tasks["2014"], trade, AssignmentRole.PARTICIPATING)
    make_assignment(tasks["2014"], ended, AssignmentRole.LEAD)
    passed(ended, market, tasks["2014"], reason="三定方案")
    first, second, _third = desk.get("/tasks/2020-1/thread/").context["thread"].tasks
    assert [(str(one.assignment.agency), one.role, str(one.carrier)) for one in first.holders] == [
        ("工商总局", "participating", "市场监管总局"),
        ("老部门", "lead", "市场监管总局"),
    ]
    assert [str(one.carrier) for one in second.by_role[AssignmentRole.PARTICIPATING]] == ["知识产权局"]


def test_a_thread_is_shown_as_it_was_on_a_day(tasks: dict[str, Task], desk: Client) -> None:
    make_task_link(tasks["2020"], tasks["2016"])
    before = datetime.date(2019, 12, 31)
    assert 'id="task-2016-1"' not in text_of(desk, f"/tasks/2020-1/thread/?as_of={before}")
    assert 'id="task-2016-1"' in text_of(desk, f"/tasks/2020-1/thread/?as_of={today()}")
    assert "2016-1" in text_of(desk, "/tasks/2020-1/")
    assert "2016-1" not in text_of(desk, f"/tasks/2020-1/?as_of={before}")


def test_a_task_that_is_linked_to_nothing_says_so(tasks: dict[str, Task], desk: Client) -> None:
    page = text_of(desk, "/tasks/2020-1/thread/")
    assert 'id="task-2020-1"' in page
    assert 'class="empty' in page


@pytest.mark.parametrize("number", [1, 3])
def test_a_thread_takes_as_many_queries_however_long(
    desk: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    last = make_task(make_plan("2010"), lead=make_agency())
    for year in range(number):
        following = make_task(make_plan(str(2011 + year), year=2011 + year), lead=make_agency())
        make_task_link(following, last)
        last = following
    # The session, the person, unread notices; the task, what is kept of standings, the thread, links, all
    # parts, successions, transfers, parts in force, bodies, outcomes.
    with django_assert_num_queries(13):
        text_of(desk, f"/tasks/{last.reference}/thread/")
