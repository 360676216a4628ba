"""Which body carries whose work on which day."""

from __future__ import annotations

import datetime

import pytest

from agencies.lineage import Link, carriers, follow, rolls_up_to
from tests.factories import make_agency, make_succession

DAY = datetime.date(2018, 3, 21)
BEFORE = DAY - datetime.timedelta(days=1)


def test_work_goes_to_the_successor_from_the_effective_day_on() -> None:
    links = [Link(1, 9, DAY)]
    assert carriers(links, BEFORE) == {}
    assert carriers(links, DAY) == {1: 9}


def test_several_predecessors_meet_in_one_body() -> None:
    assert carriers([Link(1, 9, DAY), Link(2, 9, DAY)], DAY) == {1: 9, 2: 9}


def test_a_chain_is_followed_as_far_as_the_day_allows() -> None:
    links = [Link(1, 2, datetime.date(2013, 3, 1)), Link(2, 3, DAY)]
    assert carriers(links, BEFORE) == {1: 2}
    assert carriers(links, DAY) == {1: 3, 2: 3}


def test_a_circle_in_the_rows_leaves_everybody_their_own_work() -> None:
    assert carriers([Link(1, 2, DAY), Link(2, 1, DAY)], DAY) == {}
    assert follow(5, {5: 1, 1: 2, 2: 1}) == 5


@pytest.mark.django_db
def test_only_default_successions_carry_all_of_an_agency_s_work() -> None:
    old, new, trademarks = make_agency("工商总局"), make_agency("市场监管总局"), make_agency("知识产权局")
    make_succession(old, new, DAY)
    make_succession(old, trademarks, DAY, is_default=False, function="商标管理")
    assert rolls_up_to(BEFORE) == {}
    assert rolls_up_to(DAY) == {old.pk: new.pk}
