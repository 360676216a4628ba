"""The page on which the office decides who carries on an ended agency's duties."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import Agency
from plans.models import Plan
from tasks.enums import Status
from tasks.models import Assignment
from tests.factories import (
    make_agency,
    make_confirmed,
    make_plan,
    make_succession,
    make_task,
    make_transfer,
    make_user,
)
from tests.seen import send

pytestmark = pytest.mark.django_db

REFORM = datetime.date(2018, 3, 21)


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_user(Role.OFFICE))
    return client


@pytest.fixture
def plan() -> Plan:
    return make_plan("2016", tracked_from=datetime.date(2020, 1, 1))


@pytest.fixture
def old() -> Agency:
    old = make_agency("工商总局", ends_on=REFORM)
    make_succession(old, make_agency("市场监管总局"), REFORM)
    return old


def test_the_default_successor_and_recorded_transfers_are_filled_in(
    office: Client, plan: Plan, old: Agency
) -> None:
    plain, moved, done = (make_task(plan, number, lead=old) for number in (1, 2, 3))
    make_transfer(moved, old, make_agency("知识产权局"))
    make_confirmed(done, old, Status.COMPLETED)
    make_task(make_plan("2014"), 1, lead=old)

    lines = office.get(f"/agencies/{old.pk}/duties/").context["form"].lines()

    assert [(duty.task, chosen.value(), target.value()) for duty, chosen, target in lines] == [
        (plain, True, "市场监管总局"),
        (moved, True, "知识产权局"),
    ]


def test_the_office_is_led_there_from_the_overview_and_the_agency(
    office: Client, plan: Plan, old: Agency
) -> None:
    make_task(plan, 1, lead=old)
    address = f"/agencies/{old.pk}/duties/"
    assert address in office.get("/").content.decode()
    assert address in office.get(f"/agencies/{old.pk}/").content.decode()
    office.force_login(make_user(Role.STAFF))
    assert address not in office.get("/").content.decode()
    assert address not in office.get(f"/agencies/{old.pk}/").content.decode()


def test_what_is_ticked_passes_and_the_rest_stays(office: Client, plan: Plan, old: Agency) -> None:
    parts = [make_task(plan, number, lead=old).assignments.get() for number in (1, 2, 3)]
    ip = make_agency("知识产权局")
    sent = {
        f"pass-{parts[0].pk}": "on",
        f"to-{parts[0].pk}": "市场监管总局",
        f"pass-{parts[1].pk}": "on",
        f"to-{parts[1].pk}": "知识产权局",
        f"to-{parts[2].pk}": "市场监管总局",
        "reason": "经研究",
    }

    answer = send(office, f"/agencies/{old.pk}/duties/", f"/agencies/{old.pk}/duties/", sent)

    assert answer.headers["Location"] == f"/agencies/{old.pk}/duties/"
    held = Assignment.objects.current().order_by("task__number").values_list("agency__name", flat=True)
    assert list(held) == ["市场监管总局", ip.name, "工商总局"]


@pytest.mark.parametrize(
    ("target", "told"), [("没有这个部门", "没有这个部门"), ("", ""), ("教育部、商务部", "教育部、商务部")]
)
def test_a_target_that_is_none_is_pointed_at_in_its_line_and_nothing_passes(
    office: Client, plan: Plan, old: Agency, target: str, told: str
) -> None:
    make_agency("教育部"), make_agency("商务部")
    parts = [make_task(plan, number, lead=old).assignments.get() for number in (1, 2)]
    sent = {f"pass-{part.pk}": "on" for part in parts} | {
        f"to-{parts[0].pk}": "市场监管总局",
        f"to-{parts[1].pk}": target,
    }

    answer = send(office, f"/agencies/{old.pk}/duties/", f"/agencies/{old.pk}/duties/", sent)

    assert list(answer.context["form"].errors) == [f"to-{parts[1].pk}"]
    assert told in answer.content.decode()
    assert set(Assignment.objects.current().values_list("agency", flat=True)) == {old.pk}


@pytest.mark.parametrize("number", [1, 4])
def test_the_number_of_queries_does_not_grow(
    office: Client,
    plan: Plan,
    old: Agency,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(number):
        make_task(plan, lead=old)
    with django_assert_num_queries(12):
        office.get(f"/agencies/{old.pk}/duties/")
