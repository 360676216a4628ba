"""亮灯: a task's light and every reason for it, by one pure function that takes the day.

`tasks.models.state_sql` says the same in SQL for lists and counts.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext, gettext_lazy

from tasks.enums import DerivedStatus, LightColour, TaskMode
from tasks.status import TaskState
from tasks.thresholds import Thresholds

RED, YELLOW, GREEN, GREY = LightColour.RED, LightColour.YELLOW, LightColour.GREEN, LightColour.GREY


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
    MISSED = "missed"
    UNCHANGED = "unchanged"
    ON_SCHEDULE = "on_schedule"


REASONS = {
    Rule.UNTRACKED: gettext_lazy("Tracking of this plan has not been opened."),
    Rule.UNASSIGNED: gettext_lazy("No agency leads this task or has a share in it."),
    Rule.SET_ASIDE: gettext_lazy("The task is suspended or dropped."),
    Rule.COMPLETED: gettext_lazy("Completed."),
    Rule.ONGOING: gettext_lazy("Ongoing: carried on for the long term."),
    Rule.NO_DUE_DATE: gettext_lazy("No due date has been set."),
    Rule.OVERDUE: gettext_lazy("Due on %(date)s, %(figure)s days ago, and not completed."),
    Rule.DUE_SOON: gettext_lazy("Due on %(date)s, in %(figure)s days (threshold: %(limit)s)."),
    Rule.BEHIND: gettext_lazy("%(figure)s points behind an even pace to %(date)s (threshold: %(limit)s)."),
    Rule.MISSED: gettext_lazy(
        "Rounds in a row that nobody answered: %(figure)s, the last due on %(date)s (threshold: %(limit)s)."
    ),
    Rule.UNCHANGED: gettext_lazy(
        "Rounds in a row without any change of what is confirmed: %(figure)s, the last due on "
        "%(date)s (threshold: %(limit)s)."
    ),
    Rule.ON_SCHEDULE: gettext_lazy("On schedule for %(date)s."),
}
"""What each rule says, in the reader's language."""


@dataclass(frozen=True)
class Reason:
    """Why a light has its colour: the rule, its figure, the date it looked at, the threshold it reached.

    The figure counts days (overdue, due soon, on schedule), points (behind) or rounds (missed, unchanged).
    """

    rule: Rule
    figure: int = 0
    date: datetime.date | None = None
    limit: int | None = None

    def __str__(self) -> str:
        """The reason in the reader's language."""
        return REASONS[self.rule] % {"figure": self.figure, "date": self.date, "limit": self.limit}


@dataclass(frozen=True)
class RoundRecord:
    """What the reporting rounds that are over say of a task; a round is over once closed or past its date.

    Only rounds that asked about the task count. `missed`: how many of the last in a row were answered by
    nobody who decides its status, that is, who leads it or has a share by duty; handing in is an answer, also
    if it was late or was returned. `unchanged`: how many of the last in a row opened after the confirmed
    values last changed, up to one whose answer the office has still to decide about. `last_due_on`: the due
    date of the last of them.
    """

    missed: int = 0
    unchanged: int = 0
    last_due_on: datetime.date | None = None


@dataclass(frozen=True)
class SetByHand:
    """The office's own colour, in force to the end of `until`, and why."""

    colour: LightColour
    until: datetime.date
    reason: str

    def __str__(self) -> str:
        """What was set, in the reader's language."""
        said = gettext("Set by hand as “%(light)s” until %(until)s: %(reason)s")
        return said % {"light": self.colour.label, "until": self.until, "reason": self.reason}


@dataclass(frozen=True)
class Light:
    """The colour that shows, the one that follows from the facts with every reason, and the office's own."""

    colour: LightColour
    computed: LightColour
    reasons: tuple[Reason, ...]
    by_hand: SetByHand | None = None

    @property
    def why(self) -> list[str]:
        """The answer to "why", in sentences: what was set by hand, what was computed, and from what."""
        reasons = [str(reason) for reason in self.reasons]
        if self.by_hand is None:
            return reasons
        computed = gettext("Computed: “%(light)s”.") % {"light": self.computed.label}
        return [str(self.by_hand), computed, *reasons]


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
    rounds: RoundRecord,
    by_hand: SetByHand | None = None,
) -> Light:
    """亮灯 on `day` and why (DESIGN §3); what the office set by hand shows, the rest is computed beside it.

    A task that is not tracked, not given, set aside, completed or ongoing is settled: nothing below matters.
    Red: past its due date, `points_far_behind`, or `missed_rounds_red` in a row. Yellow: due soon,
    `points_behind`, `missed_rounds`, or `unchanged_rounds` in a row. Every reason that applies is named, the
    red ones first. Without a due date rounds still turn it yellow or red: each asks with a date of its own.

    A task without a confirmed report counts as 0 percent, but pace alone never turns it red: nobody knows how
    far it is, and rounds that nobody answers turn it red soon enough. One whose percent is not shown yet
    (by-duty shares outstanding) or not asked for is not judged by pace, nor is one whose date has passed.
    """
    computed, reasons = _settled(state, tracked_from, day) or _pressed(
        state, due_on, tracked_from, day, thresholds, rounds
    )
    return Light(by_hand.colour if by_hand else computed, computed, reasons, by_hand)


Judged = tuple[LightColour, tuple[Reason, ...]]


def _settled(state: TaskState, tracked_from: datetime.date | None, day: datetime.date) -> Judged | None:
    """The light of a task that no due date and no round can change."""
    if tracked_from is None or tracked_from > day:
        return GREY, (Reason(Rule.UNTRACKED),)
    if state.mode == TaskMode.UNASSIGNED:
        return GREY, (Reason(Rule.UNASSIGNED),)
    if state.status in {DerivedStatus.SUSPENDED, DerivedStatus.DROPPED}:
        return GREY, (Reason(Rule.SET_ASIDE),)
    if state.status == DerivedStatus.COMPLETED:
        return GREEN, (Reason(Rule.COMPLETED),)
    if state.status == DerivedStatus.ONGOING:
        return GREEN, (Reason(Rule.ONGOING),)
    return None


def _pressed(
    state: TaskState,
    due_on: datetime.date | None,
    tracked_from: datetime.date | None,
    day: datetime.date,
    thresholds: Thresholds,
    rounds: RoundRecord,
) -> Judged:
    found: list[tuple[LightColour, Reason]] = []
    if due_on and due_on < day:
        found.append((RED, Reason(Rule.OVERDUE, (day - due_on).days, due_on)))
    elif due_on and tracked_from:
        found += _by_date(state, due_on, tracked_from, day, thresholds)
    found += _by_rounds(rounds, thresholds)
    for colour in (RED, YELLOW):
        if any(one == colour for one, _reason in found):
            return colour, tuple(reason for _one, reason in sorted(found, key=lambda one: one[0] != RED))
    if due_on is None:
        return GREY, (Reason(Rule.NO_DUE_DATE),)
    return GREEN, (Reason(Rule.ON_SCHEDULE, (due_on - day).days, due_on),)


def _by_date(
    state: TaskState,
    due_on: datetime.date,
    tracked_from: datetime.date,
    day: datetime.date,
    thresholds: Thresholds,
) -> list[tuple[LightColour, Reason]]:
    found = []
    left, limit = (due_on - day).days, thresholds.due_soon_days
    if left <= limit:
        found.append((YELLOW, Reason(Rule.DUE_SOON, left, due_on, limit)))
    percent = 0 if state.status == DerivedStatus.NO_REPORT else state.percent
    if percent is not None:
        behind = points_behind(percent=percent, tracked_from=tracked_from, due_on=due_on, day=day)
        known = state.status != DerivedStatus.NO_REPORT
        red = thresholds.points_far_behind if known else None
        found += _reached(Rule.BEHIND, behind, due_on, red, thresholds.points_behind)
    return found


def _by_rounds(rounds: RoundRecord, thresholds: Thresholds) -> list[tuple[LightColour, Reason]]:
    last = rounds.last_due_on
    missed = _reached(
        Rule.MISSED, rounds.missed, last, thresholds.missed_rounds_red, thresholds.missed_rounds
    )
    return missed + _reached(Rule.UNCHANGED, rounds.unchanged, last, None, thresholds.unchanged_rounds)


def _reached(
    rule: Rule, figure: int, date: datetime.date | None, red: int | None, yellow: int
) -> list[tuple[LightColour, Reason]]:
    if red is not None and figure >= red:
        return [(RED, Reason(rule, figure, date, red))]
    return [(YELLOW, Reason(rule, figure, date, yellow))] if figure >= yellow else []
