"""Whose an assignment is: the agency's of its day, or the body's that carries its work on a later one."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q, QuerySet

from agencies.lineage import default_links, follow, steps_on
from agencies.models import Agency
from agencies.models.recorded import columns_known, known_before
from plans.clock import end_of
from tasks.models import Assignment, FormerTransfer, Task, TaskTransfer
from tasks.models.assignments import AssignmentQuerySet


def assignments_of(
    agency: Agency, rollup_day: datetime.date | None = None, known_on: datetime.date | None = None
) -> AssignmentQuerySet:
    """The agency's own assignments; with `rollup_day` those whose work it carries on that day.

    As far as was recorded by the end of the day `known_on`, or is by now.

    Work goes to the default successor, except a task with a recorded `TaskTransfer`, which goes where
    that says; only what is in effect by `rollup_day` counts. Every assignment has exactly one carrier, so
    a body whose work went on has none left. Two predecessors may stand in one task: then it comes twice,
    and whoever counts tasks counts it once. Chain `visible_to` and `in_force_on` as everywhere.
    """
    if rollup_day is None:
        return Assignment.objects.filter(agency=agency)
    before = end_of(known_on) if known_on else None
    steps = steps_on(default_links(before), rollup_day)
    transfers = _steps_by_task(Q(), rollup_day, before)
    carried = Q(agency__in=_carried_by(agency, steps)) & ~Q(task__in=list(transfers))
    by_agencies: dict[frozenset[int], list[int]] = defaultdict(list)
    for task, exceptions in transfers.items():
        by_agencies[_carried_by(agency, {**steps, **exceptions})].append(task)
    for agencies, tasks in by_agencies.items():
        carried |= Q(agency__in=agencies, task__in=tasks)
    return Assignment.objects.filter(carried)


class TaskLineage:
    """Who carries on a day what agencies have in `tasks`, as far as was recorded by its end; two queries."""

    def __init__(self, tasks: Collection[int] | QuerySet[Task], day: datetime.date) -> None:
        before = end_of(day)
        self._steps = steps_on(default_links(before), day)
        self._by_task = _steps_by_task(Q(task__in=tasks), day, before)

    def carrier(self, agency: int, task: int) -> int:
        """The body (key) that carries the part of `agency` in `task`; where nobody came after, itself."""
        return follow(agency, {**self._steps, **self._by_task.get(task, {})})


def transfers_known(task: Task, day: datetime.date) -> list[TaskTransfer | FormerTransfer]:
    """The transfers of `task` that were on record at the end of `day`; two queries."""
    rows: tuple[QuerySet[TaskTransfer] | QuerySet[FormerTransfer], ...] = (
        task.transfers.all(),
        task.former_transfers.all(),
    )
    return [
        row
        for some in rows
        for row in known_before(some, end_of(day)).select_related("from_agency", "to_agency")
    ]


def _steps_by_task(
    which: Q, day: datetime.date, before: datetime.datetime | None
) -> dict[int, dict[int, int]]:
    """Task → the steps that differ in it from the default, in effect on `day`."""
    steps: dict[int, dict[int, int]] = defaultdict(dict)
    rows = columns_known(
        TaskTransfer.objects.filter(which, effective_on__lte=day),
        FormerTransfer.objects.filter(which, effective_on__lte=day),
        ("task", "from_agency", "to_agency"),
        before,
    )
    for task, from_agency, to_agency in rows:
        steps[task][from_agency] = to_agency
    return steps


def _carried_by(agency: Agency, steps: dict[int, int]) -> frozenset[int]:
    return frozenset(one for one in {agency.pk, *steps} if follow(one, steps) == agency.pk)
