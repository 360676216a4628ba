"""Everything that somebody writes reports about, and what of it presses."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, Subquery

from agencies.enums import AgencyKind
from agencies.models import Agency, User
from agencies.rules import is_office, writes_reports
from plans.models import Plan
from tasks.enums import (
    DerivedStatus,
    LightColour,
    ReportState,
    ReviewDecision,
    Standing,
    Status,
)
from tasks.models import Assignment, ProgressReport, Review, Task
from tasks.models.assignments import AssignmentQuerySet

OWED = (
    Standing.RETURNED,
    Standing.REOPENED,
    Standing.OVERDUE,
    Standing.DUE_SOON,
    Standing.DRAFT,
    Standing.NO_REPORT,
)
"""Standings in which the next step is the agency's."""

NOT_PRESSED = {Status.COMPLETED, Status.ONGOING, Status.SUSPENDED, Status.DROPPED}
"""What was last confirmed or accepted of an agency under which a due date presses it no more."""

NOBODY_ASKED = {DerivedStatus.COMPLETED, DerivedStatus.SUSPENDED, DerivedStatus.DROPPED}
"""Statuses of a task about which a first report is asked of nobody any more."""


@dataclass(frozen=True)
class WorkItem:
    """One agency's part in a task (with its state), its newest report, why that was returned, if it was."""

    assignment: Assignment
    task: Task
    report: ProgressReport | None
    returned: Review | None
    standing: Standing

    @property
    def owed(self) -> bool:
        """Whether the next step is the agency's."""
        return self.standing in OWED


@dataclass(frozen=True)
class PlanWork:
    """What is there in one plan, in the order of its tasks."""

    plan: Plan
    tracked: bool
    items: Sequence[WorkItem]


@dataclass(frozen=True)
class Worklist:
    """`owed`: what presses most first. `plans`: everything, tracked plans first."""

    owed: Sequence[WorkItem]
    plans: Sequence[PlanWork]
    counts: Mapping[Standing, int]

    @property
    def owed_counts(self) -> list[tuple[Standing, int]]:
        """How many there are of every owed standing that occurs."""
        return [(standing, self.counts[standing]) for standing in OWED if self.counts.get(standing)]


def standing(
    *,
    report: ReportState | None,
    settled: Status | None,
    task: DerivedStatus,
    light: LightColour,
    tracked: bool,
    reopened: bool = False,
) -> Standing:
    """Where an agency stands, from its newest report's state and what was last confirmed or accepted of it.

    A returned report comes first, then one whose completion was taken back (`reopened`), then the task's date
    unless the agency's own part is done, then what was begun or never begun. A plan that is not tracked asks
    for nothing, but a draft in it still lies there.
    """
    if report in {ReportState.RETURNED, ReportState.PENDING_APPROVAL, ReportState.SUBMITTED}:
        return Standing(report)
    if reopened and tracked:
        return Standing.REOPENED
    if tracked and settled not in NOT_PRESSED:
        if light == LightColour.RED:
            return Standing.OVERDUE
        if light == LightColour.YELLOW:
            return Standing.DUE_SOON
    if report == ReportState.DRAFT:
        return Standing.DRAFT
    if report is not None:
        return Standing.SETTLED
    return Standing.NO_REPORT if tracked and task not in NOBODY_ASKED else Standing.NOT_ASKED


def worklist(user: User, day: datetime.date) -> Worklist:
    """What `user` writes reports about: their agency's parts; for the office also those of collectives."""
    items = _items(_parts(user), user, day)
    owed = [item for item in items if item.owed]
    order = list(Standing)
    owed.sort(key=lambda item: (order.index(item.standing), item.task.due_on or datetime.date.max))
    return Worklist(
        owed=owed,
        plans=_by_plan(items, day),
        counts=Counter(item.standing for item in items),
    )


def _parts(user: User) -> AssignmentQuerySet:
    # By their keys the index leads straight to the parts of the few.
    agencies = {user.agency_id} if writes_reports(user) else set()
    if is_office(user):
        agencies |= set(Agency.objects.filter(kind=AgencyKind.COLLECTIVE).values_list("pk", flat=True))
    return Assignment.objects.visible_to(user).current().filter(agency__in=agencies).select_related("agency")


def _items(parts: AssignmentQuerySet, user: User, day: datetime.date) -> list[WorkItem]:
    own = ProgressReport.objects.filter(task=OuterRef("task"), agency=OuterRef("agency")).order_by("-pk")
    decided = Review.objects.settling().filter(
        report__task=OuterRef("task"), report__agency=OuterRef("agency")
    )
    if not parts:
        return []
    last = parts.annotate(
        newest=Subquery(own.values("pk")[:1]), settled=Subquery(decided.values("status")[:1])
    ).values_list("pk", "newest", "settled")
    newest = {part: report for part, report, _status in last}
    settled = {part: Status(status) for part, _report, status in last if status}
    returns = Review.objects.filter(decision=ReviewDecision.RETURN).select_related("decided_by")
    reports = (
        ProgressReport.objects.with_confirmed()
        .prefetch_related(Prefetch("reviews", returns))
        .in_bulk([report for report in newest.values() if report])
    )
    stated = Task.objects.visible_to(user).filter(assignments__in=parts).with_standing(day)
    tasks = stated.with_adjustments(day).select_related("plan").in_bulk()
    items = [
        _item(part, tasks[part.task_id], reports.get(newest[part.pk] or 0), settled.get(part.pk), day)
        for part in parts
    ]
    return sorted(items, key=lambda item: (-item.task.plan.year, item.task.plan.code, item.task.number))


def _item(
    part: Assignment,
    task: Task,
    report: ProgressReport | None,
    settled: Status | None,
    day: datetime.date,
) -> WorkItem:
    return WorkItem(
        assignment=part,
        task=task,
        report=report,
        returned=next(iter(report.reviews.all()), None) if report else None,
        standing=standing(
            report=ReportState(report.state) if report else None,
            settled=settled,
            task=DerivedStatus(task.status),
            light=LightColour(task.light),
            tracked=_tracked(task, day),
            reopened=report is not None and report.reopened,
        ),
    )


def _tracked(task: Task, day: datetime.date) -> bool:
    return task.tracked_from is not None and task.tracked_from <= day


def _by_plan(items: Sequence[WorkItem], day: datetime.date) -> list[PlanWork]:
    plans = {item.task.plan_id: item.task for item in items}
    found = [
        PlanWork(
            plan=task.plan,
            tracked=_tracked(task, day),
            items=[item for item in items if item.task.plan_id == key],
        )
        for key, task in plans.items()
    ]
    return sorted(found, key=lambda work: not work.tracked)
