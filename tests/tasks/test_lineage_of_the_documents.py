"""Whose the tasks of the five documents are after the reform of 2018, with all that is on record of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from agencies.models import Agency
from plans.models import Plan
from tasks.lineage import assignments_of
from tasks.models import Assignment
from tasks.summaries import counts_of_parts, parts_of
from tasks.summaries.over_plans import counts_over_plans
from tests.plans.parsing.texts import FIXTURES

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

REFORM = datetime.date(2018, 3, 17)
DAY = datetime.date(2020, 1, 1)
TRADEMARKS = {("2016", 26), ("2016", 57), ("2016", 66), ("2016", 73)}

Held = set[tuple[str, int, str]]


@pytest.fixture(scope="module", autouse=True)
def documents(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The plans that name agencies, loaded once; the tests only read."""
    names = ("agencies", "2015-opinions", "plan-2016", "plan-66", "plan-2020")
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *[FIXTURES / f"{name}.json" for name in names], verbosity=0)
        yield
        transaction.set_rollback(True)


def held(name: str, rollup_day: datetime.date | None = None) -> Held:
    rows = assignments_of(Agency.objects.get(name=name), rollup_day)
    return set(rows.values_list("task__plan__code", "task__number", "agency__name"))


def of_its_day(*names: str) -> Held:
    rows = Assignment.objects.filter(agency__name__in=names)
    return set(rows.values_list("task__plan__code", "task__number", "agency__name"))


def test_market_supervision_carries_three_bodies_but_not_the_trademarks() -> None:
    carried = of_its_day("市场监管总局", "工商总局", "质检总局", "食品药品监管总局")
    trademarks = {(plan, number, "工商总局") for plan, number in TRADEMARKS}
    assert trademarks <= carried
    assert held("市场监管总局", DAY) == carried - trademarks
    assert held("知识产权局", DAY) == of_its_day("知识产权局") | trademarks


def test_banking_and_insurance_supervision_become_one() -> None:
    assert held("银保监会", DAY) == of_its_day("银保监会", "银监会", "保监会")


def test_before_the_reform_everybody_has_their_own() -> None:
    eve = REFORM - datetime.timedelta(days=1)
    for name in ("市场监管总局", "工商总局", "知识产权局", "中央宣传部", "版权局"):
        assert held(name, eve) == of_its_day(name)
    assert held("工商总局", REFORM) == set()


def test_every_assignment_has_one_carrier() -> None:
    carried = [
        pk
        for agency in Agency.objects.all()
        for pk in assignments_of(agency, DAY).values_list("pk", flat=True)
    ]
    assert len(carried) == len(set(carried)) == 914


def test_a_body_that_meets_its_predecessor_in_a_task_counts_it_once() -> None:
    body = Agency.objects.get(name="中央宣传部")
    both = {task[:2] for task in of_its_day("中央宣传部")} & {task[:2] for task in of_its_day("版权局")}
    assert both
    day = datetime.date(2026, 1, 1)
    counts = counts_of_parts(body, parts_of(assignments_of(body, day), day))
    rows = held("中央宣传部", day)
    counted = counts.lead.total + counts.by_duty.total + counts.participating.total
    assert counted == len({task[:2] for task in rows}) == len(rows) - len(both)


def test_plan_by_plan_market_supervision_has_what_three_bodies_had_less_the_trademarks() -> None:
    def lead_and_duty(name: str, day: datetime.date | None) -> dict[str, int]:
        agency = Agency.objects.get(name=name)
        held = assignments_of(agency, day).in_force_on(DAY)
        counts = counts_over_plans(agency, held, list(Plan.objects.order_by("code")), DAY)
        return {
            one.plan.code: one.counts.lead.total + one.counts.by_duty.total + one.counts.participating.total
            for one in counts
        }

    own, eve = lead_and_duty("市场监管总局", None), REFORM - datetime.timedelta(days=1)
    assert lead_and_duty("市场监管总局", eve) == own
    carried = lead_and_duty("市场监管总局", REFORM)
    for plan in ("2016", "66", "2020"):
        tasks = of_its_day("市场监管总局", "工商总局", "质检总局", "食品药品监管总局")
        moved = {(code, number, "工商总局") for code, number in TRADEMARKS}
        assert carried[plan] == len({number for code, number, _name in tasks - moved if code == plan})
    assert own["2016"] == own["66"] == 0
    assert carried["2020"] == own["2020"] > 0
