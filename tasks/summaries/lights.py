"""Why a light has its colour."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plans.clock import end_of
from tasks.enums import DerivedStatus, LightColour, TaskMode
from tasks.lights import Light, RoundRecord, SetByHand, schedule_light
from tasks.models import LightOverride, Task, thresholds_on
from tasks.status import TaskState
from tasks.thresholds import Thresholds


class Grounds(NamedTuple):
    """Of a task's state on a day what its light follows from; the names are those of `with_state`."""

    mode: str
    status: str
    percent: int | None
    share_count: int
    shares_confirmed: int
    due_on: datetime.date | None
    tracked_from: datetime.date | None
    missed_rounds: int
    unchanged_rounds: int
    last_round_due_on: datetime.date | None
    hand_colour: str | None
    hand_until: datetime.date | None
    hand_reason: str | None


def light_of(task: Task | Grounds, day: datetime.date, thresholds: Thresholds | None = None) -> Light:
    """The light of a task with its state on `day`, and why; `thresholds` are those of the day."""
    state = TaskState(
        TaskMode(task.mode), DerivedStatus(task.status), task.percent, task.share_count, task.shares_confirmed
    )
    return schedule_light(
        state=state,
        due_on=task.due_on,
        tracked_from=task.tracked_from,
        day=day,
        thresholds=thresholds or thresholds_on(day),
        rounds=RoundRecord(task.missed_rounds, task.unchanged_rounds, task.last_round_due_on),
        by_hand=set_by_hand(task),
    )


def set_by_hand(task: Task | Grounds) -> SetByHand | None:
    """What the office set, of a task with its state; None where the computed light shows."""
    if not task.hand_colour or not task.hand_until:
        return None
    return SetByHand(LightColour(task.hand_colour), task.hand_until, task.hand_reason or "")


@dataclass(frozen=True)
class LightSheet:
    """A light, the figures in force on its day, and what the office had decided about it, newest first."""

    light: Light
    thresholds: Thresholds
    decisions: Sequence[LightOverride]


def light_sheet(task: Task, day: datetime.date) -> LightSheet:
    """The sheet of a task with its state on `day`."""
    thresholds = thresholds_on(day)
    decided = task.light_overrides.filter(decided_at__lt=end_of(day)).select_related("decided_by")
    return LightSheet(light_of(task, day, thresholds), thresholds, list(decided))
