"""Which of several leads consolidates a task, and since when."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from agencies.models import Agency, User
from agencies.rules import is_office, writes_reports
from plans.clock import end_of
from tasks import rules
from tasks.enums import AssignmentRole, ReportState, TaskMode
from tasks.models import Assignment, Consolidation, ProgressReport, Task


@dataclass(frozen=True)
class ConsolidationState:
    """Of a task with several leads: who has it in hand (None: nobody) and what the reader can do about it.

    `mine`: the reader writes for the holder. `may_take`: leads that the reader writes for and that do not
    hold it. `waiting`: the lead whose report awaits the office, if that keeps the reader from taking the task
    or letting it go. `former`: who held it before, the newest first.
    """

    task: Task
    held: Consolidation | None
    mine: bool
    waiting: Agency | None
    may_take: Sequence[Agency]
    may_release: bool
    former: Sequence[Consolidation]

    @property
    def is_elsewhere(self) -> bool:
        """Whether another lead has it in hand."""
        return self.held is not None and not self.mine


def consolidation_state(
    task: Task, reader: User, day: datetime.date, *, may_change: bool = True
) -> ConsolidationState | None:
    """How it is with `task` (with its state and assignments) on `day`; None unless several lead it.

    Nothing can be done about a day that has passed: `may_change`.
    """
    if task.mode != TaskMode.JOINT_LEADS:
        return None
    moment = end_of(day)
    known = Consolidation.objects.visible_to(reader).filter(task=task, taken_at__lt=moment)
    rows = list(known.select_related("agency", "taken_by"))
    held = next((row for row in rows if row.released_at is None or row.released_at >= moment), None)
    mine = held is not None and rules.writes_for(reader, held.agency)
    leads = [
        part.agency
        for part in task.assignments.all()
        if part.in_force_until is None and part.role == AssignmentRole.LEAD
    ]
    may_take = [
        agency
        for agency in leads
        if may_change and rules.writes_for(reader, agency) and (held is None or agency.pk != held.agency_id)
    ]
    may_release = may_change and held is not None and (mine or is_office(reader))
    waiting = _waiting(task, leads) if may_take or may_release else None
    return ConsolidationState(
        task=task,
        held=held,
        mine=mine,
        waiting=waiting,
        may_take=[] if waiting else may_take,
        may_release=may_release and not waiting,
        former=[row for row in rows if row != held],
    )


def _waiting(task: Task, leads: Sequence[Agency]) -> Agency | None:
    """Which of those who lead the task handed in a report that the office has not decided about."""
    handed_in = ProgressReport.objects.filter(
        task=task, role=AssignmentRole.LEAD, state=ReportState.SUBMITTED
    )
    keys = set(handed_in.values_list("agency", flat=True))
    return next((agency for agency in leads if agency.pk in keys), None)


def consolidations_of(reader: User) -> list[Consolidation]:
    """What is in somebody's hands now of the tasks that the reader's agency leads with others."""
    if not writes_reports(reader):
        return []
    led = Assignment.objects.current().filter(role=AssignmentRole.LEAD)
    own, others = led.filter(agency=reader.agency_id), led.filter(~Q(agency=reader.agency_id))
    return list(
        Consolidation.objects.visible_to(reader)
        .filter(released_at=None, task__in=own.values("task"))
        .filter(task__in=others.values("task"))
        .select_related("task__plan", "agency", "taken_by")
        .order_by("-task__plan__year", "task__plan__code", "task__number")
    )
