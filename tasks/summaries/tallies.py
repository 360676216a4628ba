"""How many parts of each agency are in which state: from stored sums, or from the facts."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from agencies.models import Agency
from agencies.slots import Slot, Statement, statement
from plans.models import Plan
from tasks.enums import AssignmentRole, DerivedStatus
from tasks.models import COUNTS, AgencyTally, Assignment, TaskStanding, TaskTally, state_sql
from tasks.models.assignments import AssignmentQuerySet
from tasks.summaries.parts import part_status, with_progress

Counts = tuple[int, ...]
"""How many parts, in the order of `COUNTS`."""

Tallied = dict[tuple[int, str], Counts]
"""Counts by agency (key) and role; without agencies that have no part in that role."""


def counts_of(status: DerivedStatus | None, *, reported: bool, accepted: bool, number: int = 1) -> Counts:
    """The counts of `number` parts that are all in this state."""
    flags = (True, reported, accepted, *(status == one for one in DerivedStatus))
    return tuple(number if flag else 0 for flag in flags)


def in_force(plan: Plan | None, day: datetime.date) -> AssignmentQuerySet:
    """The parts in `plan` (None: in any) on `day`."""
    assignments = Assignment.objects.in_force_on(day)
    return assignments if plan is None else assignments.filter(task__plan=plan)


def tallied(plan: Plan | None, day: datetime.date, agencies: Collection[Agency] | None = None) -> Tallied:
    """The counts of the parts of `agencies` (None: of all) in `plan` (None: in any) on `day`.

    Nothing about a part changes with the day alone, so the stored sums are right from the last day on which
    anything was recorded; for an earlier day the facts are counted. The query of the sums also says whether
    they are right, so that mostly one query is enough.
    """
    given = {"plan": plan.pk if plan else None, "keys": [agency.pk for agency in agencies or ()]}
    kept = _kept(day, of_plan=plan is not None, of_some=agencies is not None).rows(given)
    later, stale = kept[0][2:4] if kept else TaskStanding.objects.reach(day)
    if later:
        return added_up(_by_facts(in_force(plan, day), day, agencies))
    found = {(agency, role): tuple(counts) for agency, role, _later, _stale, *counts in kept}
    if stale and TaskStanding.objects.written().exists():
        return added_up([*found.items(), *_put_right(plan, day, agencies)])
    return {key: counts for key, counts in found.items() if counts[0]}


@lru_cache(maxsize=20)
def _kept(day: datetime.date, *, of_plan: bool, of_some: bool) -> Statement:
    """The query of the sums: of all agencies or `of_some` (their keys), in all plans or one (`of_plan`)."""
    plan = Slot("plan", Plan._meta.pk) if of_plan else None
    tallies = AgencyTally.objects.filter(plan=plan)
    asked = tallies.filter(state_sql.named("agency")) if of_some else tallies
    return statement(_summed(asked, day), lasts=True)


def _summed(tallies: QuerySet[AgencyTally], day: datetime.date) -> QuerySet[AgencyTally, Any]:
    """One row per agency and role: these two, then `later` and `stale` of `day`, then the counts."""
    reaching = TaskStanding.objects.reaching(day)
    rows: Any = tallies.order_by().annotate(**reaching).values_list("agency", "role", *reaching)
    found: QuerySet[AgencyTally, Any] = rows.annotate(**{f"sum_of_{name}": Sum(name) for name in COUNTS})
    return found


def added_up(rows: Iterable[tuple[tuple[int, str], Counts]]) -> Tallied:
    """The counts by agency and role, of `rows` in which these may stand several times."""
    found: Tallied = {}
    for key, counts in rows:
        found[key] = tuple(map(sum, zip(found[key], counts, strict=True))) if key in found else counts
    return {key: counts for key, counts in found.items() if counts[0]}


def _put_right(
    plan: Plan | None, day: datetime.date, agencies: Collection[Agency] | None
) -> Iterator[tuple[tuple[int, str], Counts]]:
    """Corrections of the sums for tasks that were written past the services.

    What these tasks were counted by is subtracted, and what their facts say is added.
    """
    written = TaskStanding.objects.written().values("pk")
    tallies = TaskTally.objects.filter(pk__in=written)
    if plan is not None:
        tallies = tallies.filter(plan=plan)
    asked = None if agencies is None else {agency.pk for agency in agencies}
    for parts in tallies.values_list("parts", flat=True):
        for agency, role, status, reported, accepted in parts:
            if asked is None or agency in asked:
                yield _counted(agency, role, status, reported, accepted, -1)
    yield from _by_facts(in_force(plan, day).filter(task__in=written), day, agencies)


def _by_facts(
    assignments: AssignmentQuerySet, day: datetime.date, agencies: Collection[Agency] | None
) -> Iterator[tuple[tuple[int, str], Counts]]:
    if agencies is not None:
        assignments = assignments.filter(agency__in=agencies)
    rows = with_progress(assignments.order_by(), day).values_list(
        "agency", "role", F("part_status"), F("reported"), F("accepted")
    )
    for row in rows.annotate(number=Count("pk")):
        yield _counted(*row)


def _counted(
    agency: int,
    role: str,
    confirmed: str | None,
    reported: bool,  # noqa: FBT001 - the columns of a row
    accepted: bool,  # noqa: FBT001
    number: int,
) -> tuple[tuple[int, str], Counts]:
    status = part_status(AssignmentRole(role), confirmed)
    return (agency, role), counts_of(status, reported=reported, accepted=accepted, number=number)
