"""What waits for somebody: late tasks, what needs the office, what an agency owes."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from plans.models import Plan
from tasks.enums import (
    AssignmentRole,
    DerivedStatus,
    LightColour,
    ReportState,
    TaskMode,
)
from tasks.models import Assignment, ProgressReport, Task
from tasks.models.task import TaskQuerySet

HANDED_IN = (ReportState.SUBMITTED, ReportState.CONFIRMED, ReportState.ACCEPTED)
"""States in which an agency has done its part and others have to act, or nobody."""

CLOSED = (DerivedStatus.COMPLETED, DerivedStatus.SUSPENDED, DerivedStatus.DROPPED)
"""Statuses of a task about which nobody is asked any more."""


class Need(TextChoices):
    """What the office has not yet said about a tracked task."""

    AGENCY = "agency", _("Tracked, but given to nobody")
    DUE_DATE = "due_date", _("Tracked, but without a due date")


def in_need(need: Need, day: datetime.date) -> Q:
    """Of tasks with their state on `day`: those that need the office to say that much.

    What is completed, ongoing, suspended or dropped needs no due date.
    """
    tracked = Q(tracked_from__lte=day)
    if need == Need.AGENCY:
        return tracked & Q(mode=TaskMode.UNASSIGNED)
    return tracked & Q(due_on=None) & ~Q(status__in=[*CLOSED, DerivedStatus.ONGOING])


@dataclass(frozen=True)
class LateTask:
    """A red task (with its state), for how many days it is late, and who leads it or has a share in it."""

    task: Task
    days_late: int
    responsible: tuple[Assignment, ...]


@dataclass(frozen=True)
class AwaitingReport:
    """A report that the office has to decide about, and for how many days it has waited."""

    report: ProgressReport
    days_waiting: int


@dataclass(frozen=True)
class OfficeQueue:
    """What needs the office: reports, the longest waiting first, and how many tasks in each `Need`."""

    awaiting: tuple[AwaitingReport, ...]
    needs: Mapping[Need, int]


@dataclass(frozen=True)
class OwedTask:
    """A task (with its state) in which an agency has to act.

    `report` is what it last began: a draft, one that awaits its approver, a returned one; None: nothing yet.
    """

    task: Task
    role: AssignmentRole
    report: ProgressReport | None


def late_tasks(tasks: TaskQuerySet, day: datetime.date) -> list[LateTask]:
    """Those of `tasks` that are red on `day`, the longest late first."""
    red = list(
        tasks.with_state(day)
        .filter(Q(light=LightColour.RED))
        .select_related("plan")
        .order_by(F("due_on"), "plan", "number")
    )
    responsible: dict[int, list[Assignment]] = defaultdict(list)
    for part in (
        Assignment.objects.in_force_on(day)
        .filter(task__in=red)
        .exclude(role=AssignmentRole.PARTICIPATING)
        .select_related("agency")
    ):
        responsible[part.task_id].append(part)
    return [
        LateTask(task=task, days_late=(day - task.due_on).days, responsible=tuple(responsible[task.pk]))
        for task in red
        if task.due_on
    ]


def office_queue(user: User, plan: Plan | None, day: datetime.date) -> OfficeQueue:
    """What of `plan` (None: of every plan) needs the office, as far as `user` may see it."""
    tasks = Task.objects.visible_to(user)
    reports = ProgressReport.objects.visible_to(user).awaiting_office()
    if plan is not None:
        tasks, reports = tasks.filter(plan=plan), reports.filter(task__plan=plan)
    needs = (
        tasks.with_state(day)
        .order_by()
        .aggregate(**{need.value: Count("pk", filter=in_need(need, day)) for need in Need})
    )
    return OfficeQueue(
        awaiting=tuple(
            AwaitingReport(report, _days_since(report.submitted_at, day))
            for report in reports.select_related("task__plan", "agency")
        ),
        needs={need: needs[need.value] for need in Need},
    )


def _days_since(moment: datetime.datetime | None, day: datetime.date) -> int:
    """Whole days from the local day of `moment` to `day`; 0 where it lies ahead."""
    return max((day - timezone.localdate(moment)).days, 0) if moment else 0


def owed_by(agency: Agency, day: datetime.date) -> list[OwedTask]:
    """Tasks of tracked plans that wait for `agency`: nothing reported yet, a draft, a returned report.

    A task that is completed, suspended or dropped waits for nobody. Reports are looked at as they are
    now; `day` decides on tracking, status and dates. The earliest due first, no due date last.
    """
    last = {report.task_id: report for report in ProgressReport.objects.filter(agency=agency).order_by("pk")}
    waiting = {
        task: AssignmentRole(role)
        for task, role in Assignment.objects.current().filter(agency=agency).values_list("task", "role")
        if task not in last or last[task].state not in HANDED_IN
    }
    tasks = (
        Task.objects.filter(pk__in=waiting)
        .with_state(day)
        .filter(Q(tracked_from__lte=day))
        .exclude(Q(status__in=CLOSED))
        .select_related("plan", "section")
        .order_by(F("due_on").asc(nulls_last=True), "plan", "number")
    )
    return [OwedTask(task=task, role=waiting[task.pk], report=last.get(task.pk)) for task in tasks]
