"""Why a light has its colour."""

from __future__ import annotations

import datetime

from tasks.enums import DerivedStatus, LightColour, TaskMode
from tasks.lights import Light, RoundRecord, SetByHand, schedule_light
from tasks.models import Task, thresholds_on
from tasks.status import TaskState
from tasks.thresholds import Thresholds


def light_of(task: Task, day: datetime.date, thresholds: Thresholds | None = None) -> Light:
    """The light of a task with its state on `day`, and why; `thresholds` are those of the day."""
    state = TaskState(
        TaskMode(task.mode), DerivedStatus(task.status), task.percent, task.share_count, task.shares_confirmed
    )
    by_hand = None
    if task.hand_colour and task.hand_until:
        by_hand = SetByHand(LightColour(task.hand_colour), task.hand_until, task.hand_reason or "")
    return schedule_light(
        state=state,
        due_on=task.due_on,
        tracked_from=task.tracked_from,
        day=day,
        thresholds=thresholds or thresholds_on(day),
        rounds=RoundRecord(task.missed_rounds, task.unchanged_rounds, task.last_round_due_on),
        by_hand=by_hand,
    )
