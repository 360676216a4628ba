"""The shares of a task that each does by its own duty, side by side, and the office's synopsis."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.enums import ReportState, Status
from tasks.models import Synopsis, Task
from tasks.services.synopses import synopsis_write
from tests.factories import (
    confirm,
    make_agency,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
    moment,
    return_,
)
from tests.tasks.pages.reading import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def agencies() -> list[Agency]:
    return [make_agency(name) for name in ("公安部", "海关总署", "教育部")]


@pytest.fixture
def task(agencies: list[Agency]) -> Task:
    return make_task(by_duty=agencies)


def shares(user: User, task: Task) -> Any:
    return as_user(user).get(f"/tasks/{task.reference}/shares/")


def write(user: User, task: Task, **said: Any) -> Any:
    return as_user(user).post(f"/tasks/{task.reference}/synopsis/", said)


def test_the_office_sees_the_newest_beside_the_last_confirmed(
    task: Task, agencies: list[Agency], office: User
) -> None:
    confirm(make_report(task, agencies[0], progress="上期所报。"), status=Status.IN_PROGRESS, percent=20)
    make_report(task, agencies[0], progress="本期所报。", percent=70)

    answer = shares(office, task)

    first, second, third = answer.context["sheet"].shares
    assert (first.status, first.percent) == (Status.IN_PROGRESS, 20)
    assert first.confirmed.report.progress == "上期所报。"
    assert (first.newest.report.percent, first.newest.may_decide) == (70, True)
    assert [(one.newest, one.confirmed, one.reported) for one in (second, third)] == [(None, None, False)] * 2
    page = answer.content.decode()
    assert "3 个部门中 1 个已填报" in page
    assert all(text in page for text in ("上期所报。", "本期所报。", "海关总署、教育部"))


def test_a_confirmed_report_that_is_the_newest_stands_once(
    task: Task, agencies: list[Agency], office: User
) -> None:
    confirm(make_report(task, agencies[0], progress="只报过一次。"))

    share = shares(office, task).context["sheet"].shares[0]

    assert share.newest is None
    assert share.confirmed.report.progress == "只报过一次。"


def test_what_the_office_confirmed_stands_so_and_not_as_only_reported(
    task: Task, agencies: list[Agency], office: User
) -> None:
    confirm(make_report(task, agencies[0]))
    confirm(make_report(task, agencies[1]))
    make_report(task, agencies[1])

    page = shares(office, task).content.decode()

    said = re.findall(
        r'<h2 id="share-\d+"[^>]*>([^<]+)</h2><p class="cluster"><span class="chip ([^"]+)', page
    )
    assert said == [
        ("公安部", "chip--confirmed"),
        ("海关总署", "chip--submitted"),
        ("教育部", "chip--no_report"),
    ]


def test_what_is_under_way_or_sent_back_is_not_reported(
    task: Task, agencies: list[Agency], office: User
) -> None:
    make_report(task, agencies[0], ReportState.DRAFT)
    make_report(task, agencies[1], ReportState.PENDING_APPROVAL)
    return_(make_report(task, agencies[2]))

    sheet = shares(office, task).context["sheet"]

    assert (sheet.reported, [share.newest for share in sheet.shares]) == (0, [None] * 3)


def test_while_a_round_asks_only_its_answers_count(agencies: list[Agency], office: User) -> None:
    plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
    task = make_task(plan, by_duty=agencies)
    for agency in agencies[:2]:
        confirm(make_report(task, agency, submitted_at=moment(datetime.date(2020, 2, 1))))
    asking = make_round(plan, [task])
    answer = make_report(task, agencies[0])
    answer.round = asking
    answer.save()

    sheet = shares(office, task).context["sheet"]

    assert (sheet.round, sheet.reported) == (asking, 1)
    assert [part.agency for part in sheet.silent] == agencies[1:]


def test_the_others_see_what_is_confirmed_and_no_problem(task: Task, agencies: list[Agency]) -> None:
    confirm(make_report(task, agencies[0], progress="已核定的内容。", problem="请协调。"))
    make_report(task, agencies[0], progress="尚未核定的内容。")
    own = make_report(task, agencies[1], progress="本部门的内容。", problem="本部门的问题。")

    page = shares(make_user(Role.STAFF, agencies[1]), task).content.decode()
    stranger = shares(make_user(Role.VIEWER), task)

    assert all(text in page for text in ("已核定的内容。", own.progress, own.problem))
    assert all(text not in page for text in ("尚未核定的内容。", "请协调。", "/synopsis/"))
    assert own.progress not in stranger.content.decode()
    assert stranger.context["sheet"].reported == 2


def test_the_office_writes_the_synopsis_and_everyone_reads_it_at_the_task(task: Task, office: User) -> None:
    write(office, task, text="总体进展顺利。", read="")
    first = Synopsis.objects.get()
    write(office, task, text="一个部门滞后。", read=first.pk)

    page = as_user(make_user(Role.VIEWER)).get(f"/tasks/{task.reference}/")

    assert page.context["synopses"].latest.text == "一个部门滞后。"
    assert [one.text for one in page.context["synopses"].earlier] == ["总体进展顺利。"]
    assert "一个部门滞后。" in page.content.decode()


def test_the_task_page_of_an_earlier_day_shows_what_was_written_then(task: Task, office: User) -> None:
    synopsis_write(actor=office, task=task, text="总体进展顺利。", read=None)

    page = as_user(office).get(f"/tasks/{task.reference}/?as_of=2020-01-01")

    assert page.context["synopses"] is None


def test_of_two_who_write_the_second_sees_both_and_then_follows_the_newer(task: Task, office: User) -> None:
    write(make_user(Role.OFFICE), task, text="他人所写。", read="")

    refused = write(office, task, text="我所写。", read="")

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "他人所写。" in page
    assert "我所写。" in page
    write(office, task, text="我所写。", read=refused.context["form"]["read"].value())
    assert [one.text for one in Synopsis.objects.all()] == ["我所写。", "他人所写。"]


def test_an_empty_synopsis_is_refused_at_the_field(task: Task, office: User) -> None:
    assert write(office, task, text=" ", read="").context["form"].errors.keys() == {"text"}
    assert write(office, task, text="一\0二", read="").context["form"].errors.keys() == {"text"}
    assert not Synopsis.objects.exists()


def test_nobody_else_writes_it(task: Task, agencies: list[Agency]) -> None:
    for person in (make_user(Role.STAFF, agencies[0]), make_user(Role.VIEWER)):
        assert write(person, task, text="综合", read="").status_code == 403
    assert not Synopsis.objects.exists()


def test_a_task_that_somebody_leads_has_no_such_page(office: User) -> None:
    led = make_task(lead=make_agency())

    assert shares(office, led).status_code == 404
    assert write(office, led, text="综合", read="").status_code == 404


@pytest.mark.parametrize("number", [2, 5])
def test_the_number_of_queries_does_not_grow_with_the_agencies(
    office: User, number: int, django_assert_num_queries: Any
) -> None:
    agencies = [make_agency() for _ in range(number)]
    task = make_task(by_duty=agencies)
    for agency in agencies:
        confirm(make_report(task, agency))
        make_report(task, agency)
    client = as_user(office)

    with django_assert_num_queries(14):
        client.get(f"/tasks/{task.reference}/shares/")
