"""How many tasks of a plan are in which state, by section: from stored sums, or from the facts."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, Case, Count, F, QuerySet, Sum, Value, When
from django_cte import with_cte

from agencies.slots import Statement, statement
from tasks.enums import TaskMode
from tasks.models import SectionTally, Task, TaskStanding, state_sql
from tasks.models.standings import IS_DATED, first_held


def _whether(**condition: Any) -> Case:
    return Case(When(**condition, then=Value(1)), default=Value(0))


STATE = ("section", "unassigned", "is_dated", "was_red", "status", "light")
UNASSIGNED = _whether(mode=TaskMode.UNASSIGNED)

State = tuple[int, bool, bool, bool | None, str, str]
"""Values of the columns `STATE`."""


@dataclass(frozen=True)
class Counted:
    """The `number` of tasks of a section (its key) that are in one state.

    `was_red`: whether they were red at the end of the plan's marked round; None where facts were read.
    """

    section: int
    unassigned: bool
    is_dated: bool
    was_red: bool | None
    status: str
    light: str
    number: int


def counted(plan: int, day: datetime.date) -> list[Counted]:
    """How many tasks of the plan (its key) are in each state on `day`; each task counts once.

    Mostly one query: the stored sums, corrected for the few tasks whose light has changed with the day since
    the job last ran. Its rows say whether that was right. Where it was not (tasks of the plan are stale, or
    thresholds or tracking have changed), the tasks are counted one by one; for a past day, by their facts.
    """
    rows = _kept(day).rows({"plan": plan})
    if any(later for *_state, later, _number in rows):
        by_facts: Any = Task.objects.with_state_in(plan, day).filter(plan=plan)
        unknown = Value(None, output_field=BooleanField())
        return [Counted(*row) for row in _states(by_facts.annotate(was_red=unknown))]
    sums = Counter[State]()
    for *state, light, was, holds, _later, number in rows:
        if number and not holds:
            return [Counted(*row) for row in _one_by_one(day).rows({"plan": plan})]
        sums[*state, light] += number
        if was:
            sums[*state, was] -= number
    return [Counted(*state, number) for state, number in sums.items() if number]


@lru_cache(maxsize=20)
def _kept(day: datetime.date) -> Statement:
    """The stored sums, followed by corrections for tasks that show another light than the one counted.

    One row per state, with: its light; in a correction, the light that these tasks were counted by; whether
    the row is right on `day`; whether anything was recorded after `day`; and how many tasks there are.
    """
    tracked, lit = state_sql.standings_of_plan(day, DEFAULT_DB_ALIAS)
    later = TaskStanding.objects.reaching(day)["later"]
    of_plan = SectionTally.objects.filter(plan=state_sql.PLAN).order_by()
    tallies: Any = tracked.join(of_plan, plan=tracked.col.id)
    holds = _whether(judged_by=tracked.col.judging)
    tallies = tallies.annotate(unassigned=UNASSIGNED, was=Value(""), holds=holds, later=later)
    holds = _whether(valid_through__gte=first_held(day))
    turned: Any = lit.unlit_on(day).annotate(
        unassigned=UNASSIGNED, is_dated=IS_DATED, holds=holds, later=later
    )
    sums = with_cte(tracked, select=tallies.values_list(*STATE, "was", "holds", "later"))
    sums = sums.annotate(sum=Sum("number"))
    turned = turned.values_list(*STATE, "kept_light", "holds", "later").annotate(sum=Count("pk"))
    return statement(sums.union(turned, all=True), lasts=True)


@lru_cache(maxsize=20)
def _one_by_one(day: datetime.date) -> Statement:
    tasks = Task.objects.filter(plan=state_sql.PLAN).annotate(was_red=F("standing__was_red"))
    return statement(_states(tasks.by_rows(day, stale=True, whole=state_sql.OF_PLAN)))


def _states(tasks: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """One row for each state that `tasks` are in, with the columns of `Counted`."""
    rows: Any = tasks.order_by().annotate(unassigned=UNASSIGNED, is_dated=IS_DATED).values_list(*STATE)
    found: QuerySet[Any, Any] = rows.annotate(number=Count("pk"))
    return found
