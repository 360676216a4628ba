"""A task's status, by one pure function; its light follows from it in `tasks.lights`.

`tasks.models.state_sql` says the same in SQL for lists and counts.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.enums import AssignmentRole, DerivedStatus, Status, TaskMode


@dataclass(frozen=True)
class Confirmed:
    """What the office last confirmed of one agency: status, percent (0–100 or none) and when."""

    status: Status
    percent: int | None
    decided_at: datetime.datetime


@dataclass(frozen=True)
class Part:
    """One agency's role in a task and what was last confirmed of it, if anything."""

    role: AssignmentRole
    confirmed: Confirmed | None = None


@dataclass(frozen=True)
class TaskState:
    """How far a task is. `shares_*` count by-duty shares; both are 0 in the other modes."""

    mode: TaskMode
    status: DerivedStatus
    percent: int | None
    shares_total: int = 0
    shares_confirmed: int = 0


def task_mode(roles: Sequence[AssignmentRole]) -> TaskMode:
    """The mode that follows from the roles given in a task; a lead decides before by-duty shares do."""
    leads = sum(role == AssignmentRole.LEAD for role in roles)
    if leads:
        return TaskMode.LEAD if leads == 1 else TaskMode.JOINT_LEADS
    return TaskMode.BY_DUTY if AssignmentRole.BY_DUTY in roles else TaskMode.UNASSIGNED


def task_state(parts: Sequence[Part]) -> TaskState:
    """A task's status from its assignments (DESIGN §3).

    With leads: the last confirmed report of any of them. By duty: `by_duty_status` over the shares, the
    mean percent only once every share is confirmed. Participants never set it.
    """
    mode = task_mode([part.role for part in parts])
    if mode == TaskMode.BY_DUTY:
        return _by_duty_state([part.confirmed for part in parts if part.role == AssignmentRole.BY_DUTY])
    leads = [part.confirmed for part in parts if part.role == AssignmentRole.LEAD and part.confirmed]
    if not leads:
        return TaskState(mode, DerivedStatus.NO_REPORT, None)
    latest = max(leads, key=lambda confirmed: confirmed.decided_at)
    return TaskState(mode, DerivedStatus(latest.status), latest.percent)


def _by_duty_state(shares: Sequence[Confirmed | None]) -> TaskState:
    confirmed = [share for share in shares if share]
    percents = [
        share.percent for share in confirmed if share.status != Status.DROPPED and share.percent is not None
    ]
    complete = len(confirmed) == len(shares)
    return TaskState(
        TaskMode.BY_DUTY,
        by_duty_status([share.status if share else None for share in shares]),
        sum(percents) // len(percents) if complete and percents else None,
        shares_total=len(shares),
        shares_confirmed=len(confirmed),
    )


def by_duty_status(shares: Sequence[Status | None]) -> DerivedStatus:
    """The status of a task that each does by its own duty; None is a share with nothing confirmed.

    Nothing confirmed → no report. Dropped shares leave the count; all dropped → dropped. All remaining
    completed → completed; all ongoing or completed, one ongoing → ongoing; all suspended → suspended;
    all not started → not started; else in progress.
    """
    if not any(shares):
        return DerivedStatus.NO_REPORT
    remaining = {share for share in shares if share != Status.DROPPED}
    if not remaining:
        return DerivedStatus.DROPPED
    if remaining == {Status.COMPLETED}:
        return DerivedStatus.COMPLETED
    if remaining <= {Status.ONGOING, Status.COMPLETED}:
        return DerivedStatus.ONGOING
    if remaining == {Status.SUSPENDED}:
        return DerivedStatus.SUSPENDED
    if remaining == {Status.NOT_STARTED}:
        return DerivedStatus.NOT_STARTED
    return DerivedStatus.IN_PROGRESS
