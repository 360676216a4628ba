"""Totals of a plan and of its sections: every task counts once, whoever shares it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F
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
class SectionTotals(Totals):
    """The totals of a top section, its subsections counted in."""

    section: Section


@dataclass(frozen=True)
class PlanTotals(Totals):
    """A plan's totals. `unassigned`: tasks that no agency leads or has a share in; `sections` in order."""

    unassigned: int
    sections: Sequence[SectionTotals]


@dataclass(frozen=True)
class Counted:
    """How many tasks of a top section (its key) are in one state."""

    top: int
    status: str
    light: str
    mode: str
    number: int


def plan_totals(plan: Plan, day: datetime.date) -> PlanTotals:
    """The totals of `plan` and of its top sections on `day`."""
    rows = [
        Counted(*row)
        for row in Task.objects.filter(plan=plan)
        .with_standing(day)
        .annotate(top=Coalesce("section__parent", "section"))
        .order_by()
        .values_list(F("top"), F("status"), F("light"), F("mode"))
        .annotate(number=Count("pk"))
    ]
    sections = Section.objects.top().filter(document=plan.document_id)
    return PlanTotals(
        total=sum(row.number for row in rows),
        by_status=_by_status(rows),
        by_light=_by_light(rows),
        unassigned=sum(row.number for row in rows if row.mode == TaskMode.UNASSIGNED),
        sections=[
            _section_totals(section, [row for row in rows if row.top == section.pk]) for section in sections
        ],
    )


def _section_totals(section: Section, rows: Sequence[Counted]) -> SectionTotals:
    return SectionTotals(
        section=section,
        total=sum(row.number for row in rows),
        by_status=_by_status(rows),
        by_light=_by_light(rows),
    )


def _by_status(rows: Iterable[Counted]) -> dict[DerivedStatus, int]:
    numbers = dict.fromkeys(DerivedStatus, 0)
    for row in rows:
        numbers[DerivedStatus(row.status)] += row.number
    return numbers


def _by_light(rows: Iterable[Counted]) -> dict[LightColour, int]:
    numbers = dict.fromkeys(LightColour, 0)
    for row in rows:
        numbers[LightColour(row.light)] += row.number
    return numbers
