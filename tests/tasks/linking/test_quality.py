"""How good suggested links are, on the pairs that nothing was tuned on; `make links` says it at length."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.links.figures import Figures, Outcome, figures, not_judged, outcomes
from benchmarks.links.judged import JudgedPlans, plan_pairs
from tasks.linking.quality import REACHED


@cache
def pairs() -> list[JudgedPlans]:
    return plan_pairs()


@cache
def held_out() -> list[Outcome]:
    return [one for pair in pairs() for one in outcomes(pair) if not one.judged.tuned_on]


def reached(*, doubtful: bool) -> Figures:
    return figures(one for one in held_out() if doubtful or not one.judged.doubtful)


@pytest.mark.parametrize(
    ("doubtful", "recall", "precision", "found"), [(True, 0.9, 0.8, 0.6), (False, 0.95, 0.85, 0.75)]
)
def test_what_was_reached_on_pairs_not_tuned_on_is_kept(
    doubtful: bool, recall: float, precision: float, found: float
) -> None:
    now = reached(doubtful=doubtful)
    assert float(now.recall) >= recall
    assert float(now.precision) >= precision
    assert float(now.found) >= found


def test_people_are_told_what_is_measured() -> None:
    measured = reached(doubtful=True).precision
    assert (REACHED.right, REACHED.suggested) == (measured.part, measured.whole)
    assert REACHED.percent == int(100 * float(measured))


def test_the_halves_are_of_later_tasks_and_about_as_large() -> None:
    judged = [one for pair in pairs() for one in pair.judged]
    tuned = {one.later for one in judged if one.tuned_on}
    assert tuned.isdisjoint(one.later for one in judged if not one.tuned_on)
    assert 0.4 < sum(one.tuned_on for one in judged) / len(judged) < 0.6


def test_what_nobody_judged_counts_neither_way() -> None:
    pair = pairs()[0]
    known = {(one.later, one.earlier) for one in pair.judged}
    found = not_judged(pair)
    assert found
    assert known.isdisjoint((near.later.reference, near.earlier.reference) for near in found)
