"""The tasks that one agency has or carries, by its role in them: how many, how far, and which."""

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
    """The counts of an agency, and the parts they count: as assignments, or those it carries, one a task."""

    counts: AgencyCounts
    assignments: AssignmentQuerySet
    carried: Sequence[AgencyPart] | None = None

    def tasks(self, role: str) -> QuerySet[Any, int]:
        """The tasks (keys) that it has in that role, in their order."""
        if self.carried is not None:
            tasks = Task.objects.filter(pk__in=[part.task for part in self.carried if part.role == role])
            return tasks.values_list("pk", flat=True)
        # Plan by plan along an index, no further than a page; joined to plans that may be missing, all of
        # them would have to be sorted.
        given = self.assignments.filter(role=role, plan__code__isnull=False)
        return given.order_by("plan", "number").values_list("task_id", flat=True)


def held_by(agency: Agency, assignments: AssignmentQuerySet, day: datetime.date, *, carried: bool) -> Held:
    """What `agency` has by its own `assignments` in force on `day`, or by those it carries.

    Its own are counted by the sums. What it carries for several predecessors may be one task twice.
    """
    if not carried:
        return Held(agency_counts(None, day, [agency])[0], assignments)
    parts = parts_of(assignments, day)
    return Held(counts_of_parts(agency, parts), assignments, parts)
