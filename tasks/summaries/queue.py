"""What waits for somebody: late tasks, and what needs the office."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, TextChoices, Window
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from plans.models import Plan
from tasks.enums import (
    DerivedStatus,
    LightColour,
    TaskMode,
)
from tasks.models import ProgressReport, Task
from tasks.models.task import TaskQuerySet
from tasks.summaries.review_queue import awaiting
from tasks.summaries.sources import REACHING, read_of_plan
from tasks.summaries.task_dates import extensions_awaiting
from tasks.summaries.task_rows import TaskRow, task_rows

NEEDS_NO_DATE = (
    DerivedStatus.COMPLETED,
    DerivedStatus.ONGOING,
    DerivedStatus.SUSPENDED,
    DerivedStatus.DROPPED,
)
"""Statuses under which nobody misses a due date."""


class Need(TextChoices):
    """What the office has not yet said about a tracked task."""

    AGENCY = "agency", _("Tracked, but given to nobody")
    DUE_DATE = "due_date", _("Tracked, but without a due date")


def in_need(need: Need, day: datetime.date) -> Q:
    """Of tasks with their state on `day`: those that need the office to say that much."""
    tracked = Q(tracked_from__lte=day)
    if need == Need.AGENCY:
        return tracked & Q(mode=TaskMode.UNASSIGNED)
    return tracked & Q(due_on=None) & ~Q(status__in=NEEDS_NO_DATE)


@dataclass(frozen=True)
class LateTask:
    """A red task, and how many days past its date."""

    task: TaskRow
    days_late: int


@dataclass(frozen=True)
class AwaitingReport:
    """A report that the office has to decide about, and for how many days it has waited."""

    report: ProgressReport
    days_waiting: int


@dataclass(frozen=True)
class OfficeQueue:
    """What needs the office: reports, the longest waiting first, and how many tasks in each `Need`.

    `reports` says how many of them there are, `extensions` how many requests for a later date wait.
    """

    awaiting: tuple[AwaitingReport, ...]
    reports: int
    extensions: int
    needs: Mapping[Need, int]


def late_tasks(
    visible: TaskQuerySet, plan: Plan, day: datetime.date, most: int | None = None
) -> list[LateTask]:
    """Those of the `visible` tasks of `plan` that are red on `day`, the longest late first.

    No more than `most` of them.
    """
    return late_rows(visible, red_keys(visible, plan, day)[:most], day)


def late_rows(visible: TaskQuerySet, red: Sequence[int], day: datetime.date) -> list[LateTask]:
    """Those of the `visible` tasks that have these keys, in their order."""
    rows = task_rows(visible, red, day)
    return [LateTask(task, _days_late(task.state.due_on, day)) for task in rows]


def red_keys(visible: TaskQuerySet, plan: Plan, day: datetime.date) -> list[int]:
    """The keys of those of the `visible` tasks of `plan` that are red on `day`, the longest late first."""
    return [key for key, *_ in read_of_plan(_red, visible, plan, day)]


def _red(tasks: QuerySet[Any], day: datetime.date) -> QuerySet[Any, Any]:
    red = tasks.filter(light=LightColour.RED).order_by(F("due_on").asc(nulls_last=True), "number")
    rows: QuerySet[Any, Any] = red.values_list("pk", *REACHING)
    return rows


def _days_late(due_on: datetime.date | None, day: datetime.date) -> int:
    return max((day - due_on).days, 0) if due_on else 0


def office_queue(user: User, plan: Plan, day: datetime.date, most: int | None = None) -> OfficeQueue:
    """What of `plan` needs the office: reports that `user` can decide about.

    Those that have waited longest, no more than `most`, and how many there are.
    """
    visible, reports = Task.objects.visible_to(user), awaiting(user).filter(task__plan=plan)
    [needs] = read_of_plan(_needs, visible, plan, day) or [(0,) * len(Need)]
    in_all = Window(Count("pk"))
    waiting = (
        reports.order_by("submitted_at", "pk").annotate(in_all=in_all).select_related("task__plan", "agency")
    )
    longest: list[Any] = list(waiting[:most])
    return OfficeQueue(
        awaiting=tuple(AwaitingReport(report, _days_since(report.submitted_at, day)) for report in longest),
        reports=longest[0].in_all if longest else 0,
        extensions=extensions_awaiting(user).filter(task__plan=plan).count(),
        needs=dict(zip(Need, needs, strict=False)),
    )


def _needs(tasks: QuerySet[Any], day: datetime.date) -> QuerySet[Any, Any]:
    """How many tasks are in each `Need`."""
    numbers = {need.value: Count("pk", filter=in_need(need, day)) for need in Need}
    rows: Any = tasks.order_by().values("plan", *REACHING).annotate(**numbers)
    found: QuerySet[Any, Any] = rows.values_list(*numbers, *REACHING)
    return found


def _days_since(moment: datetime.datetime | None, day: datetime.date) -> int:
    """Whole days from the local day of `moment` to `day`; 0 where it lies ahead."""
    return max((day - timezone.localdate(moment)).days, 0) if moment else 0
