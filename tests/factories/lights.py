"""What the office decides about lights."""

from __future__ import annotations

import datetime
from dataclasses import asdict, replace

from agencies.enums import Role
from tasks.models import LightOverride, Task, ThresholdChange
from tasks.thresholds import DEFAULT_THRESHOLDS
from tests.factories.people import make_user, moment


def make_thresholds(day: datetime.date, **figures: int) -> ThresholdChange:
    """The office changes `figures` of the default thresholds at nine o'clock on `day`."""
    return ThresholdChange.objects.create(
        **asdict(replace(DEFAULT_THRESHOLDS, **figures)),
        reason="按季度调整。",
        decided_at=moment(day),
        decided_by=make_user(Role.OFFICE),
    )


def make_light_by_hand(
    task: Task, colour: str, until: datetime.date, day: datetime.date, reason: str = "经会商研究。"
) -> LightOverride:
    """The office sets the light of the task at nine o'clock on `day`, or with an empty colour lifts that."""
    return LightOverride.objects.create(
        task=task,
        colour=colour,
        until=until,
        reason=reason,
        decided_at=moment(day),
        decided_by=make_user(Role.OFFICE),
    )
