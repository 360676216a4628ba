"""Totals of a plan and of its sections: every task counts once, whoever shares it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from agencies.models import User
from agencies.picking import Picked, picked
from agencies.remembering import remembered
from agencies.slots import Slot, sees_all
from plans.models import Plan, Section, SourceDocument
from plans.models.plans import tracked_from_on
from tasks.enums import NEEDS_NO_DATE, DerivedStatus, LightColour
from tasks.summaries.section_counts import Counted, counted


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
    """A plan's totals. `unassigned`: tasks that no agency leads or has a share in; `sections` in order.

    `undated`: tasks without a due date whose status needs one. `still_red`: red tasks that were red as well
    at the end of the round that is marked in the standings (`RoundEnd`); None where facts alone know the day,
    and so no part of how the plan stood.
    """

    unassigned: int
    undated: int
    still_red: int | None = field(compare=False)
    sections: Sequence[SectionTotals]


def plans_on(user: User, day: datetime.date) -> list[Plan]:
    """The plans that `user` sees, the newest first, with their tracking as known on `day`."""
    visible = Plan.objects.visible_to(user)
    if not sees_all(visible):
        return list(visible.with_tracking(day))
    return remembered(user, (Plan, day), lambda: _all_plans(day, visible.db).rows({}))


@lru_cache(maxsize=20)
def _all_plans(day: datetime.date, database: str) -> Picked[Plan]:
    return picked(Plan.objects.using(database), beside=(("tracked_from", tracked_from_on(day)),))


def plan_totals(plan: Plan, day: datetime.date) -> PlanTotals:
    """The totals of `plan` and of its top sections on `day`."""
    sections = _sections_of(Section.objects.db).rows({"document": plan.document_id})
    return totals_of(plan.pk, day, sections)


@lru_cache(maxsize=2)
def _sections_of(database: str) -> Picked[Section]:
    document = Slot("document", SourceDocument._meta.pk)
    return picked(Section.objects.using(database).filter(document=document))


def totals_of(plan: int, day: datetime.date, sections: Sequence[Section]) -> PlanTotals:
    """The same of the plan of that key, which has just these `sections`."""
    rows = counted(plan, day)
    top_of = {section.pk: section.parent_id or section.pk for section in sections}
    by_top: dict[int | None, list[Counted]] = defaultdict(list)
    for row in rows:
        by_top[top_of.get(row.section)].append(row)
    return PlanTotals(
        total=sum(row.number for row in rows),
        by_status=_by_status(rows),
        by_light=_by_light(rows),
        unassigned=sum(row.number for row in rows if row.unassigned),
        undated=sum(row.number for row in rows if not row.is_dated and row.status not in NEEDS_NO_DATE),
        still_red=_still_red(rows),
        sections=[_section_totals(one, by_top[one.pk]) for one in sections if one.parent_id is None],
    )


def _still_red(rows: Sequence[Counted]) -> int | None:
    red = [row for row in rows if row.light == LightColour.RED]
    known = all(row.was_red is not None for row in rows)
    return sum(row.number for row in red if row.was_red) if known else None


def _section_totals(section: Section, rows: Sequence[Counted]) -> SectionTotals:
    return SectionTotals(
        section=section,
        total=sum(row.number for row in rows),
        by_status=_by_status(rows),
        by_light=_by_light(rows),
    )


def _by_status(rows: Iterable[Counted]) -> dict[DerivedStatus, int]:
    numbers: dict[Any, int] = dict.fromkeys(DerivedStatus, 0)
    for row in rows:
        numbers[row.status] += row.number
    return numbers


def _by_light(rows: Iterable[Counted]) -> dict[LightColour, int]:
    numbers: dict[Any, int] = dict.fromkeys(LightColour, 0)
    for row in rows:
        numbers[row.light] += row.number
    return numbers
