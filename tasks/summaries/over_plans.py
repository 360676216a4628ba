"""The three counts of one agency, plan by plan."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import Agency
from plans.models import Plan
from tasks.models.assignments import AssignmentQuerySet
from tasks.summaries.agencies import AgencyCounts, counts_of_parts
from tasks.summaries.parts import AgencyPart, parts_of


@dataclass(frozen=True)
class PlanCounts:
    """What an agency has, or carries, in one plan."""

    plan: Plan
    counts: AgencyCounts


def counts_over_plans(
    agency: Agency, assignments: AssignmentQuerySet, plans: Sequence[Plan], day: datetime.date
) -> list[PlanCounts]:
    """The counts of `assignments` in force on `day`, the agency's own or those it carries, by plan.

    Also where it has nothing; two queries.
    """
    plan_of = dict(assignments.order_by().values_list("task", "task__plan"))
    by_plan: dict[int, list[AgencyPart]] = defaultdict(list)
    for part in parts_of(assignments, day):
        by_plan[plan_of[part.task]].append(part)
    return [PlanCounts(plan, counts_of_parts(agency, by_plan[plan.pk])) for plan in plans]
