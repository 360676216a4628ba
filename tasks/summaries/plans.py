"""Totals of a plan and of its sections: every task counts once, whoever shares it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce

from plans.models import Plan, Section
from tasks.enums import DerivedStatus, LightColour, TaskMode
from tasks.models import Task


@dataclass(frozen=True)
class Totals:
    """Tasks in all, by status and by light; both have every choice, also those at 0."""

    total: int
    by_status: Mapping[DerivedStatus, int]
    by_light: Mapping[LightColour, int]


@dataclass(frozen=True)
class PlanTotals(Totals):
    """A plan's totals. `unassigned`: tasks that no agency leads or has a share in."""

    unassigned: int


@dataclass(frozen=True)
class SectionTotals(Totals):
    """The totals of a top section, its subsections counted in."""

    section: Section


def plan_totals(plan: Plan, day: datetime.date) -> PlanTotals:
    """The totals of `plan` on `day`."""
    states = list(
        _states(plan, day).values_list(F("status"), F("light"), F("mode")).annotate(number=Count("pk"))
    )
    return PlanTotals(
        total=sum(number for *_, number in states),
        by_status=_by_status((status, number) for status, _, _, number in states),
        by_light=_by_light((light, number) for _, light, _, number in states),
        unassigned=sum(number for _, _, mode, number in states if mode == TaskMode.UNASSIGNED),
    )


def section_totals(plan: Plan, day: datetime.date) -> list[SectionTotals]:
    """The totals of every top section of `plan` on `day`, in the document's order."""
    states = list(
        _states(plan, day)
        .annotate(top=Coalesce("section__parent", "section"))
        .values_list(F("top"), F("status"), F("light"))
        .annotate(number=Count("pk"))
    )
    return [
        SectionTotals(
            section=section,
            total=sum(number for top, *_, number in states if top == section.pk),
            by_status=_by_status((status, number) for top, status, _, number in states if top == section.pk),
            by_light=_by_light((light, number) for top, _, light, number in states if top == section.pk),
        )
        for section in Section.objects.top().filter(document=plan.document_id)
    ]


def _states(plan: Plan, day: datetime.date) -> QuerySet[Task, Any]:
    return Task.objects.filter(plan=plan).with_state(day).order_by()


def _by_status(counted: Iterable[tuple[str, int]]) -> dict[DerivedStatus, int]:
    numbers = dict.fromkeys(DerivedStatus, 0)
    for status, number in counted:
        numbers[DerivedStatus(status)] += number
    return numbers


def _by_light(counted: Iterable[tuple[str, int]]) -> dict[LightColour, int]:
    numbers = dict.fromkeys(LightColour, 0)
    for light, number in counted:
        numbers[LightColour(light)] += number
    return numbers
