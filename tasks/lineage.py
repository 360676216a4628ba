"""Whose an assignment is: the agency's of its day, or the body's that carries its work on a later one."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q, QuerySet

from agencies.lineage import default_links, follow, steps_on
from agencies.models import Agency
from tasks.models import Assignment, Task, TaskTransfer
from tasks.models.assignments import AssignmentQuerySet


def assignments_of(agency: Agency, rollup_day: datetime.date | None = None) -> AssignmentQuerySet:
    """The agency's own assignments; with `rollup_day` those whose work it carries on that day.

    Work goes to the default successor, except a task with a recorded `TaskTransfer`, which goes where
    that says; only what is in effect by `rollup_day` counts. Every assignment has exactly one carrier, so
    a body whose work went on has none left. Two predecessors may stand in one task: then it comes twice,
    and whoever counts tasks counts it once. Chain `visible_to` and `in_force_on` as everywhere.
    """
    if rollup_day is None:
        return Assignment.objects.filter(agency=agency)
    steps = steps_on(default_links(), rollup_day)
    transfers = _steps_by_task(TaskTransfer.objects.all(), rollup_day)
    carried = Q(agency__in=_carried_by(agency, steps)) & ~Q(task__in=list(transfers))
    by_agencies: dict[frozenset[int], list[int]] = defaultdict(list)
    for task, exceptions in transfers.items():
        by_agencies[_carried_by(agency, {**steps, **exceptions})].append(task)
    for agencies, tasks in by_agencies.items():
        carried |= Q(agency__in=agencies, task__in=tasks)
    return Assignment.objects.filter(carried)


class TaskLineage:
    """Who carries on a day what agencies have in `tasks`, as in `assignments_of`; two queries."""

    def __init__(self, tasks: Collection[int] | QuerySet[Task], day: datetime.date) -> None:
        self._steps = steps_on(default_links(), day)
        self._by_task = _steps_by_task(TaskTransfer.objects.filter(task__in=tasks), day)

    def carrier(self, agency: int, task: int) -> int:
        """The body (key) that carries the part of `agency` in `task`; where nobody came after, itself."""
        return follow(agency, {**self._steps, **self._by_task.get(task, {})})


def _steps_by_task(transfers: QuerySet[TaskTransfer], day: datetime.date) -> dict[int, dict[int, int]]:
    """Task → the steps that differ in it from the default, in effect on `day`."""
    steps: dict[int, dict[int, int]] = defaultdict(dict)
    rows = transfers.filter(effective_on__lte=day).values_list("task", "from_agency", "to_agency")
    for task, from_agency, to_agency in rows:
        steps[task][from_agency] = to_agency
    return steps


def _carried_by(agency: Agency, steps: dict[int, int]) -> frozenset[int]:
    return frozenset(one for one in {agency.pk, *steps} if follow(one, steps) == agency.pk)
