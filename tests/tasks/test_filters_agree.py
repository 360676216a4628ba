"""Every figure of a summary leads to a list of that length."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from plans.models import Plan
from tasks.lineage import assignments_of
from tasks.summaries import (
    agency_counts,
    counts_of_parts,
    parts_of,
    plan_totals,
)
from tasks.summaries.queue import needs_of
from tests.factories import make_agency, make_succession
from tests.tasks.filtering import found
from tests.tasks.summaries.worlds import DAY, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once for all the tests of this file, which only read."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world(4)
        heir = make_agency()
        for agency in world.agencies[:3]:
            make_succession(agency, heir)
        world.agencies.append(heir)
        yield world
        transaction.set_rollback(True)


def test_every_figure_of_a_plan_is_a_list_of_that_length(world: World) -> None:
    for plan in world.plans:
        totals = plan_totals(plan, DAY)
        assert len(found(plan=plan.code)) == totals.total
        for status, number in totals.by_status.items():
            assert len(found(plan=plan.code, status=status.value)) == number
        for light, number in totals.by_light.items():
            assert len(found(plan=plan.code, light=light.value)) == number
        assert len(found(plan=plan.code, mode="unassigned")) == totals.unassigned
        for row in totals.sections:
            assert len(found(section=row.section.pk)) == row.total
        tracked = Plan.objects.with_tracking(DAY).get(pk=plan.pk)
        for need, number in needs_of(tracked, totals, DAY).items():
            assert len(found(plan=plan.code, needs=need.value)) == number


@pytest.mark.parametrize("rollup", [None, DAY])
def test_every_figure_of_an_agency_is_a_list_of_that_length(
    world: World, rollup: datetime.date | None
) -> None:
    for agency in world.agencies[-2:]:
        parts = parts_of(assignments_of(agency, rollup).in_force_on(DAY), DAY)
        counts = counts_of_parts(agency, parts)
        where: dict[str, Any] = {"agency": agency.pk, "rollup": rollup.isoformat() if rollup else ""}
        for role in ("lead", "by_duty", "participating"):
            count = getattr(counts, role)
            assert len(found(**where, role=role)) == count.total
            assert len(found(**where, role=role, reported="true")) == count.reported
            assert len(found(**where, role=role, reported="false")) == count.outstanding
            assert len(found(**where, role=role, accepted="true")) == count.accepted
            for status, number in count.by_status.items():
                assert len(found(**where, role=role, part_status=status.value)) == number


def test_the_figures_of_an_agency_in_a_plan_are_lists_too(world: World) -> None:
    plan = world.plans[0]
    for counts in agency_counts(plan, DAY, world.agencies[:2]):
        for role in ("lead", "by_duty", "participating"):
            held = found(plan=plan.code, agency=counts.agency.pk, role=role)
            assert len(held) == getattr(counts, role).total
