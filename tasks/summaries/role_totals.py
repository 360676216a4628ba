"""In how many tasks of a plan each role is given; every task counts once, however many agencies share it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from plans.models import Plan
from tasks.enums import AssignmentRole, DerivedStatus
from tasks.models import Assignment
from tasks.models.task import TaskQuerySet
from tasks.summaries.sources import REACHING, read_of_plan


@dataclass(frozen=True)
class RoleTotals:
    """How many tasks are `led`, by their status, and in how many somebody has one of the other roles."""

    led: Mapping[DerivedStatus, int]
    by_duty: int
    participating: int

    @property
    def lead(self) -> int:
        """How many tasks are led."""
        return sum(self.led.values())


def role_totals(visible: TaskQuerySet, plan: Plan, day: datetime.date) -> RoleTotals:
    """The totals of the `visible` tasks of `plan` on `day`; one query unless kept rows are stale."""
    led, others = Counter[str](), Counter[AssignmentRole]()
    for *roles, status, number, _later, _stale in read_of_plan(_in_roles, visible, plan, day):
        for role, somebody in zip(AssignmentRole, roles, strict=True):
            others[role] += number if somebody else 0
            if somebody and role == AssignmentRole.LEAD:
                led[status] += number
    return RoleTotals(
        led={status: led[status] for status in DerivedStatus},
        by_duty=others[AssignmentRole.BY_DUTY],
        participating=others[AssignmentRole.PARTICIPATING],
    )


def _in_roles(tasks: QuerySet[Any], day: datetime.date) -> QuerySet[Any, Any]:
    """How many tasks there are for each combination of roles that are given, and each status."""
    parts = Assignment.objects.in_force_on(day).filter(task=OuterRef("pk"))
    roles = {f"somebody_{role.value}": Exists(parts.filter(role=role)) for role in AssignmentRole}
    rows: Any = tasks.order_by().annotate(**roles).values(*roles, "status", *REACHING)
    found: QuerySet[Any, Any] = rows.annotate(number=Count("pk")).values_list(
        *roles, "status", "number", *REACHING
    )
    return found
