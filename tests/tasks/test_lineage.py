"""Whose assignments are whose, of their day and rolled up to another."""

from __future__ import annotations

import datetime

import pytest

from agencies.models import Agency
from tasks.lineage import assignments_of
from tasks.models import Assignment
from tests.factories import make_agency, make_plan, make_succession, make_task, make_transfer

REFORM = datetime.date(2018, 3, 21)
BEFORE = REFORM - datetime.timedelta(days=1)
LATER = datetime.date(2020, 1, 1)

pytestmark = pytest.mark.django_db


def numbers(agency: Agency, rollup_day: datetime.date | None = None) -> list[int]:
    found = assignments_of(agency, rollup_day).order_by("task__number", "position")
    return list(found.values_list("task__number", flat=True))


def test_an_agency_of_its_day_has_what_it_was_given() -> None:
    old, new = make_agency(), make_agency()
    make_succession(old, new)
    plan = make_plan()
    make_task(plan, 1, lead=old)
    make_task(plan, 2, lead=new)
    assert numbers(old) == [1]
    assert numbers(new) == [2]


def test_nothing_rolls_up_before_the_effective_day() -> None:
    old, new = make_agency(), make_agency()
    make_succession(old, new, REFORM)
    make_task(make_plan(), 1, lead=old)
    assert (numbers(old, BEFORE), numbers(new, BEFORE)) == ([1], [])
    assert (numbers(old, REFORM), numbers(new, REFORM)) == ([], [1])


def test_a_body_carries_all_its_predecessors_and_its_own() -> None:
    banks, insurance, both = make_agency("银监会"), make_agency("保监会"), make_agency("银保监会")
    make_succession(banks, both)
    make_succession(insurance, both)
    plan = make_plan()
    make_task(plan, 1, lead=banks)
    make_task(plan, 2, lead=insurance)
    make_task(plan, 3, lead=both)
    assert numbers(both, LATER) == [1, 2, 3]


def test_a_transferred_task_goes_where_its_transfer_says_and_nowhere_else() -> None:
    industry, quality, food = (
        make_agency("工商总局"),
        make_agency("质检总局"),
        make_agency("食品药品监管总局"),
    )
    market, property_office = make_agency("市场监管总局"), make_agency("知识产权局")
    for old in (industry, quality, food):
        make_succession(old, market)
    plan = make_plan()
    trademarks = make_task(plan, 26, lead=industry)
    make_task(plan, 27, lead=industry)
    origins = make_task(plan, 57, lead=quality, participating=[industry])
    make_task(plan, 58, lead=food)
    make_transfer(trademarks, industry, property_office)
    make_transfer(origins, quality, property_office)
    assert numbers(market, LATER) == [27, 57, 58]
    assert numbers(property_office, LATER) == [26, 57]
    assert numbers(industry, LATER) == []
    of_property_office = assignments_of(property_office, LATER)
    assert {row.agency.name for row in of_property_office} == {"工商总局", "质检总局"}


def test_a_transfer_waits_for_its_own_day() -> None:
    old, new, other = make_agency(), make_agency(), make_agency()
    make_succession(old, new, REFORM)
    task = make_task(make_plan(), 1, lead=old)
    make_transfer(task, old, other, datetime.date(2019, 1, 1))
    assert numbers(new, datetime.date(2018, 12, 31)) == [1]
    assert numbers(other, datetime.date(2018, 12, 31)) == []
    assert numbers(new, datetime.date(2019, 1, 1)) == []
    assert numbers(other, datetime.date(2019, 1, 1)) == [1]


def test_a_transferred_task_follows_its_new_body_s_own_successors_and_transfers() -> None:
    old, default, chosen, heir, last = (make_agency() for _ in range(5))
    make_succession(old, default)
    make_succession(chosen, heir, datetime.date(2019, 6, 1))
    plan = make_plan()
    one, two = make_task(plan, 1, lead=old), make_task(plan, 2, lead=old)
    make_transfer(one, old, chosen)
    make_transfer(two, default, last, datetime.date(2019, 6, 1))
    assert numbers(default, LATER) == []
    assert numbers(heir, LATER) == [1]
    assert numbers(last, LATER) == [2]


def test_every_assignment_has_exactly_one_carrier_on_every_day() -> None:
    agencies = [make_agency() for _ in range(8)]
    first, second, third, fourth, *_ = agencies
    make_succession(first, second, datetime.date(2013, 3, 1))
    make_succession(second, third, REFORM)
    make_succession(fourth, third, REFORM)
    plan = make_plan()
    for number in range(1, 5):
        task = make_task(plan, number, lead=first, participating=agencies[1 : number + 3])
        if number % 2:
            make_transfer(task, first, fourth, datetime.date(2014, 1, 1))
            make_transfer(task, second, agencies[6], datetime.date(2019, 1, 1))
    everything = sorted(Assignment.objects.values_list("pk", flat=True))
    for day in (datetime.date(2013, 2, 28), datetime.date(2015, 1, 1), REFORM, LATER):
        carried = [
            pk for agency in agencies for pk in assignments_of(agency, day).values_list("pk", flat=True)
        ]
        assert sorted(carried) == everything
