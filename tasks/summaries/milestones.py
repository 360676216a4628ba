"""The milestones of a task: their dates, who has reached them, and what a report claims of them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from agencies.models import Agency
from agencies.picking import Picked, picked
from agencies.slots import Slot
from plans.clock import end_of
from tasks.enums import AssignmentRole, ReviewDecision, Status
from tasks.models import (
    Assignment,
    DueDateChange,
    Milestone,
    MilestoneClaim,
    ProgressReport,
    Review,
    Task,
)
from tasks.models.assignments import CARRIED_ON


@dataclass(frozen=True)
class DateHistory:
    """A date as it was first set and as it is, with every change between, the latest first."""

    original: datetime.date | None
    current: datetime.date | None
    changes: Sequence[DueDateChange]

    @property
    def is_moved(self) -> bool:
        """Whether the date is another than the one set first, or gone."""
        return self.original != self.current


def date_history(changes: Sequence[DueDateChange]) -> DateHistory:
    """The history that `changes`, the latest first, make."""
    dates = [change.due_on for change in changes]
    return DateHistory(
        original=next((date for date in reversed(dates) if date), None),
        current=dates[0] if dates else None,
        changes=changes,
    )


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone. `reached_by` of the agencies that have to reach it, `missing` the others of them.

    `days_late`: how long its date has passed without everyone having reached it.
    """

    milestone: Milestone
    dates: DateHistory
    reached_by: Sequence[Agency]
    missing: Sequence[Agency]
    days_late: int
    has_ended: bool

    @property
    def is_reached(self) -> bool:
        """Whether everyone who has to reach it has."""
        return bool(self.reached_by) and not self.missing


@dataclass(frozen=True)
class Confirmed:
    """What was last confirmed of an agency: the milestones (keys) it has reached, and its status."""

    claimed: frozenset[int]
    status: str


def confirmed_claims(
    tasks: Collection[int], *, before: datetime.datetime | None = None, agency: Agency | None = None
) -> Mapping[int, dict[int, Confirmed]]:
    """By task, then by agency (keys), whoever was confirmed last at the end: what counts (`before` a moment).

    Only confirmed reports count. Where the office did not confirm that all is completed, or reopened it,
    those reached before count.
    """
    decisions = Review.objects.filter(
        report__task__in=tasks, decision__in=[ReviewDecision.CONFIRM, ReviewDecision.REOPEN]
    )
    if before is not None:
        decisions = decisions.filter(decided_at__lt=before)
    if agency is not None:
        decisions = decisions.filter(report__agency=agency)
    claims = claims_of(decisions.values("report"))
    found: dict[int, dict[int, Confirmed]] = defaultdict(dict)
    earlier: dict[int, frozenset[int]] = {}
    for review in decisions.select_related("report").order_by("decided_at", "pk"):
        report, of_task = review.report, found[review.report.task_id]
        last = of_task.pop(report.agency_id, None)
        reached = earlier.setdefault(report.pk, last.claimed if last else frozenset())
        doubted = report.status == Status.COMPLETED and review.status != Status.COMPLETED
        of_task[report.agency_id] = Confirmed(reached if doubted else claims[report.pk], review.status)
    return found


def claims_of(reports: Iterable[int] | QuerySet[Any, Any]) -> Mapping[int, frozenset[int]]:
    """The milestones (keys) that each of `reports` (keys) claims."""
    claims: dict[int, frozenset[int]] = defaultdict(frozenset)
    rows = MilestoneClaim.objects.filter(report__in=reports)
    for report, milestone in rows.values_list("report", "milestone"):
        claims[report] |= {milestone}
    return claims


def asked_milestones(agency: Agency, tasks: Collection[int]) -> Mapping[int, list[Milestone]]:
    """By task (keys): the milestones that give the percent of reports of `agency`; none of a participant."""
    found: dict[int, list[Milestone]] = defaultdict(list)
    milestones = Milestone.objects.current().filter(
        task__in=tasks,
        task__assignments__agency=agency,
        task__assignments__in_force_until=None,
        task__assignments__role__in=[AssignmentRole.LEAD, AssignmentRole.BY_DUTY],
    )
    for milestone in milestones:
        found[milestone.task_id].append(milestone)
    return found


@dataclass(frozen=True)
class ClaimRow:
    """A milestone in a report: whether it is claimed, and whether it was confirmed before."""

    milestone: Milestone
    is_claimed: bool
    was_confirmed: bool


def claim_rows(report: ProgressReport) -> list[ClaimRow]:
    """The milestones that were in force when the report was handed in; none for a participant's share."""
    if report.role == AssignmentRole.PARTICIPATING:
        return []
    handed_in = report.submitted_at
    of_task = Milestone.objects.filter(task=report.task_id)
    milestones = list(of_task.in_force_at(handed_in) if handed_in else of_task.current())
    if not milestones:
        return []
    claimed = claims_of([report.pk])[report.pk]
    confirmed = confirmed_claims([report.task_id], before=handed_in, agency=report.agency)[report.task_id]
    before = confirmed[report.agency_id].claimed if report.agency_id in confirmed else frozenset()
    return [ClaimRow(one, one.pk in claimed, one.pk in before) for one in milestones]


def milestone_rows(
    task: Task, day: datetime.date, changes: Mapping[int, Sequence[DueDateChange]]
) -> list[MilestoneRow]:
    """The milestones set by the end of `day`, in order, also those that ended by then.

    `changes` are the changes of their dates by their key, the latest first. With leads the task has reached
    what the lead confirmed last has; by duty it has when every share that is not dropped has.
    """
    milestones = _recorded(day).rows({"task": task.pk})
    if not milestones:
        return []
    confirmed = confirmed_claims([task.pk], before=end_of(day))[task.pk]
    holders = _holders(task, day, confirmed)
    return [
        _row(milestone, date_history(changes.get(milestone.pk, [])), holders, day) for milestone in milestones
    ]


@lru_cache(maxsize=20)
def _recorded(day: datetime.date) -> Picked[Milestone]:
    milestones = Milestone.objects.recorded_by(day).filter(task=Slot("task", Task._meta.pk))
    return picked(milestones, ("set_by", "ended_by"))


def last_voice(agencies: Collection[int], confirmed: Mapping[int, Confirmed]) -> Confirmed | None:
    """What was confirmed last of any of `agencies` (keys) in a task; `confirmed` is of `confirmed_claims`."""
    said = [each for agency, each in confirmed.items() if agency in agencies]
    return said[-1] if said else None


def _holders(
    task: Task, day: datetime.date, confirmed: Mapping[int, Confirmed]
) -> list[tuple[Agency, Confirmed | None]]:
    """The agencies whose claims decide whether the task has reached a milestone, with what is confirmed."""
    parts = Assignment.objects.in_force_on(day).filter(task=task).select_related("agency", *CARRIED_ON)
    leads = [part for part in parts if part.role == AssignmentRole.LEAD]
    if leads:
        told = {agency: part.agency for part in leads for agency in part.voices}
        speaking = [agency for agency in confirmed if agency in told][-1:]
        return [(told[agency], confirmed[agency]) for agency in speaking] or [(leads[0].agency, None)]
    shares = [
        (part.agency, last_voice(part.voices, confirmed))
        for part in parts
        if part.role == AssignmentRole.BY_DUTY
    ]
    return [(agency, last) for agency, last in shares if last is None or last.status != Status.DROPPED]


def _row(
    milestone: Milestone,
    dates: DateHistory,
    holders: Iterable[tuple[Agency, Confirmed | None]],
    day: datetime.date,
) -> MilestoneRow:
    reached: list[Agency] = []
    missing: list[Agency] = []
    for agency, last in holders:
        has = last is not None and milestone.pk in last.claimed
        (reached if has else missing).append(agency)
    ended = milestone.ended_at is not None and milestone.ended_at < end_of(day)
    waits = dates.current is not None and (not reached or missing) and not ended
    return MilestoneRow(
        milestone=milestone,
        dates=dates,
        reached_by=reached,
        missing=missing,
        days_late=max((day - dates.current).days, 0) if waits and dates.current else 0,
        has_ended=ended,
    )
