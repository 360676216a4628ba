"""What waits for somebody: late tasks, and what needs the office."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Q, QuerySet, TextChoices, Window
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from agencies.picking import Picked, picked
from agencies.slots import Slot, Statement, sees_all, statement
from plans.models import Plan
from tasks.enums import NEEDS_NO_DATE, LightColour, TaskMode
from tasks.models import ProgressReport, state_sql
from tasks.models.reports import ProgressReportQuerySet
from tasks.models.task import TaskQuerySet
from tasks.summaries.plans import PlanTotals
from tasks.summaries.review_queue import Decider
from tasks.summaries.sources import REACHING, Asked, read_of_plan
from tasks.summaries.task_dates import extensions_of_plan
from tasks.summaries.task_rows import TaskRow, task_rows


class Need(TextChoices):
    """What a tracked task still needs the office to decide."""

    AGENCY = "agency", _("Tracked, but given to nobody")
    DUE_DATE = "due_date", _("Tracked, but without a due date")


def in_need(need: Need, day: datetime.date) -> Q:
    """The condition for tasks with their state on `day` that have this need."""
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
    """What waits for the office: the reports that have waited longest, the longest first.

    `reports` is how many reports wait in all, `extensions` how many requests for a later date.
    """

    awaiting: tuple[AwaitingReport, ...]
    reports: int
    extensions: int


def late_rows(visible: TaskQuerySet, red: Sequence[int], day: datetime.date) -> list[LateTask]:
    """The rows of those of the `visible` tasks that have the keys `red`, in the order of the keys."""
    rows = task_rows(visible, red, day)
    return [LateTask(task, _days_late(task.state.due_on, day)) for task in rows]


def red_keys(visible: TaskQuerySet, plan: Plan, day: datetime.date, most: int | None = None) -> list[int]:
    """The keys of the `visible` red tasks of `plan` on `day`, the longest late first; at most `most`."""
    return [key for key, *_ in read_of_plan(_red(most), visible, plan, day)]


@lru_cache(maxsize=20)
def _red(most: int | None) -> Asked:
    def asked(tasks: QuerySet[Any], _day: datetime.date) -> QuerySet[Any, Any]:
        red = tasks.filter(light=LightColour.RED).order_by(F("due_on").asc(nulls_last=True), "number")
        return red.values_list("pk", *REACHING)[:most]

    return asked


def _days_late(due_on: datetime.date | None, day: datetime.date) -> int:
    return max((day - due_on).days, 0) if due_on else 0


def office_queue(user: User, plan: Plan, day: datetime.date, most: int | None = None) -> OfficeQueue:
    """The reports of `plan` that `user` can decide about, and how many requests for later dates wait.

    No more than `most` reports are loaded, those that have waited longest.
    """
    longest, in_all = _longest_waiting(user, plan, most)
    return OfficeQueue(
        awaiting=tuple(AwaitingReport(report, _days_since(report.submitted_at, day)) for report in longest),
        reports=in_all,
        extensions=extensions_of_plan(user, plan),
    )


def needs_of(plan: Plan, totals: PlanTotals, day: datetime.date) -> Mapping[Need, int]:
    """How many tasks have each need, from the `totals` of `plan` (with its tracking on `day`)."""
    numbers = {Need.AGENCY: totals.unassigned, Need.DUE_DATE: totals.undated}
    return numbers if plan.is_tracked_on(day) else dict.fromkeys(Need, 0)


def _longest_waiting(user: User, plan: Plan, most: int | None) -> tuple[list[ProgressReport], int]:
    """The reports of `plan` that have waited longest for a decision of `user`, and how many wait in all.

    Two queries: the first finds the keys, the second loads the few reports that are shown.
    """
    visible, decider = ProgressReport.objects.visible_to(user), Decider.of(user)
    if not decider.decides:
        return [], 0
    asked = (
        _waiting_before(decider, most, visible.db) if sees_all(visible) else _waiting(visible, decider, most)
    )
    keys = asked.rows({"user": user.pk, "agency": user.agency_id, "plan": plan.pk})
    if not keys:
        return [], 0
    found = {report.pk: report for report in _shown(visible.db).rows({"keys": [key for key, _ in keys]})}
    return [found[key] for key, _in_all in keys], keys[0][1]


@lru_cache(maxsize=20)
def _waiting_before(decider: Decider, most: int | None, database: str) -> Statement:
    return _waiting(ProgressReport.objects.using(database), decider, most)


def _waiting(visible: ProgressReportQuerySet, decider: Decider, most: int | None) -> Statement:
    theirs = decider.waiting(Slot("user", User._meta.pk), Slot("agency", Agency._meta.pk))
    rows = visible.filter(theirs, plan=Slot("plan", Plan._meta.pk)).order_by("submitted_at", "pk")
    return statement(rows.annotate(in_all=Window(Count("pk"))).values_list("pk", "in_all")[:most], lasts=True)


@lru_cache(maxsize=2)
def _shown(database: str) -> Picked[ProgressReport]:
    rows = ProgressReport.objects.using(database).filter(state_sql.named("pk")).order_by()
    return picked(rows, ("task", "task__plan", "agency"))


def _days_since(moment: datetime.datetime | None, day: datetime.date) -> int:
    """Whole days from the local day of `moment` to `day`; 0 where it lies ahead."""
    return max((day - timezone.localdate(moment)).days, 0) if moment else 0
