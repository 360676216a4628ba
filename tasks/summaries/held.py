"""The tasks that one agency has, or carries on for others, by its role in them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from agencies.models import Agency
from tasks.models import Task
from tasks.models.assignments import AssignmentQuerySet
from tasks.summaries.agencies import AgencyCounts, agency_counts, counts_of_parts
from tasks.summaries.parts import AgencyPart, parts_of


@dataclass(frozen=True)
class Held:
    """The counts of an agency, and what they count: its assignments, or the parts `carried`, one per task."""

    counts: AgencyCounts
    assignments: AssignmentQuerySet
    carried: Sequence[AgencyPart] | None = None

    def tasks(self, role: str) -> QuerySet[Any, int]:
        """The keys of the tasks that it has in that role, by plan and number."""
        if self.carried is not None:
            tasks = Task.objects.filter(pk__in=[part.task for part in self.carried if part.role == role])
            return tasks.values_list("pk", flat=True)
        # Read along an index, no further than a page. The condition makes the join to plans an inner one:
        # with an outer join all rows would have to be sorted first.
        given = self.assignments.filter(role=role, plan__code__isnull=False)
        return given.order_by("plan", "number").values_list("task_id", flat=True)


def held_by(agency: Agency, assignments: AssignmentQuerySet, day: datetime.date, *, carried: bool) -> Held:
    """What `agency` has on `day` by `assignments`: its own, or with `carried` those it carries on for others.

    Its own are counted from stored sums. Carried ones are combined first, since several predecessors may have
    had parts in one task.
    """
    if not carried:
        return Held(agency_counts(None, day, [agency])[0], assignments)
    parts = parts_of(assignments, day)
    return Held(counts_of_parts(agency, parts), assignments, parts)
