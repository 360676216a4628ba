"""Totals of a plan and of its sections: every task counts once, whoever shares it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Count, QuerySet

from agencies.models import User
from agencies.picking import Picked, picked
from agencies.slots import Slot, Statement, sees_all, statement
from plans.models import Plan, Section, SourceDocument
from plans.models.plans import tracked_from_on
from tasks.enums import DerivedStatus, LightColour, TaskMode
from tasks.models import Task, TaskStanding, state_sql


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
    """How many tasks of a section (its key) are in one state."""

    section: int
    status: str
    light: str
    mode: str
    number: int


def plans_on(user: User, day: datetime.date) -> list[Plan]:
    """The plans that `user` sees, the newest first, with their tracking as known on `day`."""
    visible = Plan.objects.visible_to(user)
    return _all_plans(day, visible.db).rows({}) if sees_all(visible) else list(visible.with_tracking(day))


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
    rows = _rows(plan, day)
    top_of = {section.pk: section.parent_id or section.pk for section in sections}
    by_top: dict[int | None, list[Counted]] = defaultdict(list)
    for row in rows:
        by_top[top_of.get(row.section)].append(row)
    return PlanTotals(
        total=sum(row.number for row in rows),
        by_status=_by_status(rows),
        by_light=_by_light(rows),
        unassigned=sum(row.number for row in rows if row.mode == TaskMode.UNASSIGNED),
        sections=[_section_totals(one, by_top[one.pk]) for one in sections if one.parent_id is None],
    )


def _rows(plan: int, day: datetime.date) -> list[Counted]:
    """One query where what is kept of tasks holds on `day`, which its rows tell themselves."""
    kept = _kept(day).rows({"plan": plan})
    later_or_stale = kept[0][-3:-1] if kept else TaskStanding.objects.reach(day)
    if any(later_or_stale):
        return [Counted(*row) for row in _counted(Task.objects.filter(plan=plan).with_standing(day))]
    return [
        Counted(section, status, light, mode, number) for section, status, light, mode, *_, number in kept
    ]


@lru_cache(maxsize=20)
def _kept(day: datetime.date) -> Statement:
    plan = Slot("plan", Plan._meta.pk)
    # Of both: the database reads each by its index, and does not look up the one for each of the other.
    rows = state_sql.standings_on(day, DEFAULT_DB_ALIAS, lights=True).filter(plan=plan, task__plan=plan)
    reaching = TaskStanding.objects.reaching(day)
    return statement(_counted(rows.annotate(**reaching), *reaching, section="task__section"), lasts=True)


def _counted(tasks: QuerySet[Any, Any], *more: str, section: str = "section") -> QuerySet[Any, Any]:
    """A row for each state that tasks of a section are in, as `Counted`, `more` before the number."""
    rows: Any = tasks.order_by().values_list(section, "status", "light", "mode", *more)
    found: QuerySet[Any, Any] = rows.annotate(number=Count("pk"))
    return found


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
