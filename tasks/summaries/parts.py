"""Which part an agency has in each of its tasks, and how far it has got with it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value, When

from plans.clock import end_of
from tasks.enums import AssignmentRole, DerivedStatus, ReviewDecision, Status
from tasks.models import Assignment, Review, Submission, Task, state_sql
from tasks.models.assignments import AssignmentQuerySet
from tasks.status import by_duty_status
from tasks.summaries.roles import STRENGTH


@dataclass(frozen=True)
class AgencyPart:
    """One agency's part in one task.

    `status`: of a lead the task's status, by duty that of the agency's own confirmed share, None for a
    participant. `reported`: the agency has submitted a report. `accepted`: one was confirmed, or accepted by
    the lead.
    """

    task: int
    role: AssignmentRole
    status: DerivedStatus | None
    reported: bool
    accepted: bool


def parts_on(day: datetime.date) -> AssignmentQuerySet:
    """Assignments in force on `day`, each with what was last confirmed of it."""
    return (
        Assignment.objects.in_force_on(day)
        .select_related("agency")
        .annotate(
            confirmed_status=state_sql.latest_of_agency(day, "status"),
            confirmed_percent=state_sql.latest_of_agency(day, "percent"),
        )
    )


def settled_on(day: datetime.date) -> QuerySet[Review]:
    """The reviews by the end of `day` that confirmed a report, or by which a lead accepted a share."""
    kinds = [ReviewDecision.CONFIRM, ReviewDecision.ACCEPT]
    return Review.objects.filter(decision__in=kinds, decided_at__lt=end_of(day))


def with_progress(assignments: AssignmentQuerySet, day: datetime.date) -> QuerySet[Assignment, Any]:
    """Adds `part_status` (null: participant, or nothing confirmed), `reported` and `accepted`."""
    own = {"task": OuterRef("task"), "agency": OuterRef("agency")}
    outcome = (
        Task.objects.filter(pk=OuterRef("task"))
        .order_by()
        .annotate(outcome=state_sql.latest_of_leads(day, "status"))
    )
    settled = settled_on(day).filter(report__task=OuterRef("task"), report__agency=OuterRef("agency"))
    return assignments.annotate(
        part_status=Case(
            When(role=AssignmentRole.LEAD, then=Subquery(outcome.values("outcome"))),
            When(role=AssignmentRole.BY_DUTY, then=state_sql.latest_of_agency(day, "status")),
            default=Value(None),
            output_field=CharField(),
        ),
        reported=Exists(Submission.objects.known_on(day).filter(**own)),
        accepted=Exists(settled),
    )


def part_status(role: AssignmentRole, confirmed: str | None) -> DerivedStatus | None:
    """The status of a single part from what is confirmed of it."""
    if role == AssignmentRole.PARTICIPATING:
        return None
    return DerivedStatus(confirmed) if confirmed else DerivedStatus.NO_REPORT


def parts_of(assignments: AssignmentQuerySet, day: datetime.date) -> list[AgencyPart]:
    """One part per task, from the `assignments` that one body has, or carries on for its predecessors.

    Where several predecessors had a part in one task, the strongest role counts; several by-duty shares are
    combined to one status as for a task (`tasks.status.by_duty_status`).
    """
    rows = with_progress(assignments.order_by("task"), day).values_list(
        "task", "role", F("part_status"), F("reported"), F("accepted")
    )
    by_task: dict[int, list[tuple[AssignmentRole, str | None, bool, bool]]] = defaultdict(list)
    for task, role, confirmed, reported, accepted in rows:
        by_task[task].append((AssignmentRole(role), confirmed, reported, accepted))
    return [_joined(task, held) for task, held in by_task.items()]


def _joined(task: int, held: Sequence[tuple[AssignmentRole, str | None, bool, bool]]) -> AgencyPart:
    role = min((role for role, *_ in held), key=STRENGTH.index)
    strongest = [one for one in held if one[0] == role]
    confirmed = [Status(status) if status else None for _, status, *_ in strongest]
    status = by_duty_status(confirmed) if role == AssignmentRole.BY_DUTY else part_status(role, confirmed[0])
    return AgencyPart(
        task=task,
        role=role,
        status=status,
        reported=any(reported for *_, reported, _ in strongest),
        accepted=any(accepted for *_, accepted in strongest),
    )
