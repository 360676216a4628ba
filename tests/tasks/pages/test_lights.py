"""The pages that answer why a light has its colour, set it by hand, and change the thresholds."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client

from agencies.enums import Role
from plans.clock import today
from tasks.models import LightOverride, Task, ThresholdChange
from tests.factories import (
    make_agency,
    make_light_by_hand,
    make_plan,
    make_round,
    make_task,
    make_thresholds,
    make_user,
)
from tests.seen import send
from tests.tasks.pages.reading import text_of

pytestmark = pytest.mark.django_db

DUE = datetime.date(2020, 6, 30)
FIGURES = {
    "due_soon_days": 20,
    "points_behind": 10,
    "points_far_behind": 25,
    "missed_rounds": 1,
    "missed_rounds_red": 2,
    "unchanged_rounds": 2,
    "opinion_days": 5,
}


@pytest.fixture
def task() -> Task:
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    return make_task(plan, 55, lead=make_agency("知识产权局"), due_on=DUE)


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


def read(client: Client, address: str) -> str:
    """The page as it is read: days within a sentence are marked to keep them on one line."""
    return re.sub("</?time>", "", text_of(client, address))


def test_every_list_and_page_says_why(office: Client, task: Task) -> None:
    make_round(task.plan, [task])
    make_round(task.plan, [task], opens_on=datetime.date(2020, 5, 1), due_on=datetime.date(2020, 5, 15))
    why = [
        "2020-06-30 到期，剩余 30 天（阈值 30）。",
        "连续 2 个填报期无人填报，最近一期截止 2020-05-15（阈值 2）。",
    ]
    for address in ("/tasks/", f"/agencies/{task.assignments.get().agency_id}/", "/", "/tasks/2020-55/"):
        page = read(office, f"{address}?as_of=2020-05-31")
        assert all(reason in page for reason in why), address
    page = read(office, "/tasks/2020-55/light/?as_of=2020-05-31")
    assert all(reason in page for reason in why)
    assert "按 2020-05-31 的情况" in page


def test_a_light_by_hand_stands_beside_the_computed_one_with_reason_and_end(
    office: Client, task: Task
) -> None:
    make_light_by_hand(task, "green", DUE, datetime.date(2020, 6, 1), "经会商，进度可接受。")
    said = "人工设定为“正常”，至 2020-06-30，理由：经会商，进度可接受。"
    for address in ("/tasks/2020-55/", "/tasks/2020-55/light/", "/tasks/"):
        page = read(office, f"{address}?as_of=2020-06-15")
        assert said in page, address
        assert "计算结果：“" in page
        assert said not in read(office, f"{address.removesuffix('light/')}?as_of=2020-05-31")


def test_the_office_sets_a_light_and_lifts_it(office: Client, task: Task) -> None:
    sent = {"colour": "green", "until": today().isoformat(), "reason": "经会商"}
    assert send(office, "/tasks/2020-55/light/", "/tasks/2020-55/light/", sent).status_code == 302
    assert office.get("/tasks/2020-55/").context["task"].light == "green"
    assert (
        send(office, "/tasks/2020-55/light/", "/tasks/2020-55/light/lift/", {"reason": "已恢复"}).status_code
        == 302
    )
    assert office.get("/tasks/2020-55/").context["task"].light == "red"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"colour": "blue"}, "colour"), ({"until": "2020-01-01"}, "until"), ({"reason": " "}, "reason")],
)
def test_what_is_refused_comes_back_with_what_was_typed(
    office: Client, task: Task, changed: dict[str, str], field: str
) -> None:
    sent = {"colour": "green", "until": "2100-01-01", "reason": "经会商", **changed}
    page = send(office, "/tasks/2020-55/light/", "/tasks/2020-55/light/", sent)
    assert list(page.context["setting"].errors) == [field]
    assert not LightOverride.objects.exists()


def test_lifting_twice_is_a_conflict_that_the_page_tells(office: Client, task: Task) -> None:
    page = office.post("/tasks/2020-55/light/lift/", {"reason": "已恢复", "seen": "light=-"})
    assert page.status_code == 409
    assert "没有人工设定" in page.content.decode()


def test_the_thresholds_page_changes_them_and_keeps_every_change(office: Client) -> None:
    assert send(office, "/thresholds/", "/thresholds/", {**FIGURES, "reason": "年底收官"}).status_code == 302
    page = office.get("/thresholds/")
    assert page.context["in_force"].due_soon_days == 20
    assert "年底收官" in page.content.decode()


def test_figures_out_of_order_come_back_at_their_field(office: Client) -> None:
    page = send(office, "/thresholds/", "/thresholds/", {**FIGURES, "points_far_behind": 5, "reason": "调整"})
    assert list(page.context["form"].errors) == ["points_far_behind"]
    assert not ThresholdChange.objects.exists()


def test_a_past_day_has_its_own_figures_and_no_form(office: Client) -> None:
    make_thresholds(datetime.date(2020, 6, 1), due_soon_days=45)
    make_thresholds(datetime.date(2020, 9, 1), due_soon_days=60)
    page = office.get("/thresholds/?as_of=2020-07-01")
    assert page.context["in_force"].due_soon_days == 45
    assert len(page.context["changes"]) == 1
    assert not page.context["manages"]


def test_readers_see_the_figures_and_change_nothing(client: Client, task: Task) -> None:
    client.force_login(make_user(Role.VIEWER))
    assert not client.get("/thresholds/").context["manages"]
    assert 'method="post" novalidate' not in text_of(client, "/tasks/2020-55/light/")
