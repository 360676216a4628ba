"""How many parts of which agency are in which state: from the sums that are kept, or from the facts."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from django.db.models import Count, F, QuerySet, Sum

from agencies.models import Agency
from plans.models import Plan
from tasks.models import AgencyTally, Assignment, TaskStanding, TaskTally
from tasks.models.assignments import AssignmentQuerySet
from tasks.summaries.parts import with_progress

Row = tuple[int, str, str | None, bool, bool, int]
"""Agency, role, confirmed status, whether reported and accepted, and how many parts are so."""


def in_force(plan: Plan | None, day: datetime.date) -> AssignmentQuerySet:
    """The parts in `plan` (None: in any) on `day`."""
    assignments = Assignment.objects.in_force_on(day)
    return assignments if plan is None else assignments.filter(task__plan=plan)


def tallied(plan: Plan | None, day: datetime.date, agencies: Collection[Agency] | None) -> Iterator[Row]:
    """The parts of `agencies` (None: of all) counted; a state may come in several rows, to be added up.

    Of a part nothing changes with the day alone, so the sums hold from the last day of which anything was
    recorded; for a day before it the facts are counted.
    """
    later, stale = TaskStanding.objects.reach(day)
    if later:
        yield from _by_facts(in_force(plan, day), day, agencies)
        return
    yield from _kept(plan, agencies)
    written = TaskStanding.objects.written()
    if stale and written.exists():
        yield from _put_right(plan, day, agencies, written)


def _kept(plan: Plan | None, agencies: Collection[Agency] | None) -> Iterator[Row]:
    sums = AgencyTally.objects.filter(plan=plan).order_by()
    if agencies is not None:
        sums = sums.filter(agency__in=agencies)
    rows = sums.values_list("agency", "role", "status", "reported", "accepted")
    yield from rows.annotate(sum=Sum("number"))


def _put_right(
    plan: Plan | None,
    day: datetime.date,
    agencies: Collection[Agency] | None,
    written: QuerySet[TaskStanding],
) -> Iterator[Row]:
    """What to add to the sums for tasks `written` of past the services: what they add by their facts.

    Less what was kept of them.
    """
    tallies = TaskTally.objects.filter(pk__in=written.values("pk"))
    if plan is not None:
        tallies = tallies.filter(plan=plan)
    asked = None if agencies is None else {agency.pk for agency in agencies}
    for parts in tallies.values_list("parts", flat=True):
        yield from ((*part, -1) for part in parts if asked is None or part[0] in asked)
    facts = in_force(plan, day).filter(task__in=written.values("pk"))
    yield from _by_facts(facts, day, agencies)


def _by_facts(
    assignments: AssignmentQuerySet, day: datetime.date, agencies: Collection[Agency] | None
) -> Iterator[Row]:
    if agencies is not None:
        assignments = assignments.filter(agency__in=agencies)
    rows = with_progress(assignments.order_by(), day).values_list(
        "agency", "role", F("part_status"), F("reported"), F("accepted")
    )
    yield from rows.annotate(number=Count("pk"))
