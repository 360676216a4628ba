"""A task's status and light, each by one pure function that takes the day.

`tasks.models.state_sql` says the same in SQL for lists and counts.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext

from tasks.enums import AssignmentRole, DerivedStatus, LightColour, Status, TaskMode
from tasks.thresholds import Thresholds


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


class Rule(StrEnum):
    """The rules a light can come from."""

    UNTRACKED = "untracked"
    UNASSIGNED = "unassigned"
    SET_ASIDE = "set_aside"
    COMPLETED = "completed"
    ONGOING = "ongoing"
    NO_DUE_DATE = "no_due_date"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    BEHIND = "behind"
    ON_SCHEDULE = "on_schedule"


@dataclass(frozen=True)
class Reason:
    """Why a light has its colour: the rule, its figure (days or points) and the date it looked at."""

    rule: Rule
    figure: int = 0
    date: datetime.date | None = None

    def __str__(self) -> str:
        """The reason in the reader's language."""
        texts = {
            Rule.UNTRACKED: gettext("Tracking of this plan has not been opened."),
            Rule.UNASSIGNED: gettext("No agency leads this task or has a share in it."),
            Rule.SET_ASIDE: gettext("The task is suspended or dropped."),
            Rule.COMPLETED: gettext("Completed."),
            Rule.ONGOING: gettext("Ongoing: carried on for the long term."),
            Rule.NO_DUE_DATE: gettext("No due date has been set."),
            Rule.OVERDUE: gettext("Due on %(date)s, %(figure)s days ago, and not completed."),
            Rule.DUE_SOON: gettext("Due on %(date)s, in %(figure)s days."),
            Rule.BEHIND: gettext("%(figure)s points behind an even pace to %(date)s."),
            Rule.ON_SCHEDULE: gettext("On schedule for %(date)s."),
        }
        return texts[self.rule] % {"figure": self.figure, "date": self.date}


@dataclass(frozen=True)
class Light:
    """A colour and every reason for it."""

    colour: LightColour
    reasons: tuple[Reason, ...]


def points_behind(
    *, percent: int, tracked_from: datetime.date, due_on: datetime.date, day: datetime.date
) -> int:
    """How many points `percent` is under an even pace from `tracked_from` (0) to `due_on` (100).

    Rounded down; negative when ahead. A span of no days counts as already elapsed.
    """
    span = (due_on - tracked_from).days
    expected = 100 if span <= 0 else 100 * (day - tracked_from).days // span
    return expected - percent


def schedule_light(
    *,
    state: TaskState,
    due_on: datetime.date | None,
    tracked_from: datetime.date | None,
    day: datetime.date,
    thresholds: Thresholds,
) -> Light:
    """亮灯 on `day` and why (DESIGN §3). The first rule that applies decides the colour.

    A task without a confirmed report counts as 0 percent; one whose percent is not shown yet (by-duty
    shares outstanding) or not asked for is not judged by pace.
    """
    settled = _settled_light(state, tracked_from, day)
    if settled:
        return settled
    if due_on is None or tracked_from is None:
        return Light(LightColour.GREY, (Reason(Rule.NO_DUE_DATE),))
    left = (due_on - day).days
    if left < 0:
        return Light(LightColour.RED, (Reason(Rule.OVERDUE, -left, due_on),))
    reasons = []
    if left <= thresholds.due_soon_days:
        reasons.append(Reason(Rule.DUE_SOON, left, due_on))
    percent = 0 if state.status == DerivedStatus.NO_REPORT else state.percent
    if percent is not None:
        behind = points_behind(percent=percent, tracked_from=tracked_from, due_on=due_on, day=day)
        if behind >= thresholds.points_behind:
            reasons.append(Reason(Rule.BEHIND, behind, due_on))
    if reasons:
        return Light(LightColour.YELLOW, tuple(reasons))
    return Light(LightColour.GREEN, (Reason(Rule.ON_SCHEDULE, left, due_on),))


def _settled_light(state: TaskState, tracked_from: datetime.date | None, day: datetime.date) -> Light | None:
    """The light of a task that no due date can change."""
    if tracked_from is None or tracked_from > day:
        return Light(LightColour.GREY, (Reason(Rule.UNTRACKED),))
    if state.mode == TaskMode.UNASSIGNED:
        return Light(LightColour.GREY, (Reason(Rule.UNASSIGNED),))
    if state.status in {DerivedStatus.SUSPENDED, DerivedStatus.DROPPED}:
        return Light(LightColour.GREY, (Reason(Rule.SET_ASIDE),))
    if state.status == DerivedStatus.COMPLETED:
        return Light(LightColour.GREEN, (Reason(Rule.COMPLETED),))
    if state.status == DerivedStatus.ONGOING:
        return Light(LightColour.GREEN, (Reason(Rule.ONGOING),))
    return None
