"""What the office decides about lights."""

from __future__ import annotations

import datetime
from dataclasses import asdict, replace

from agencies.enums import Role
from tasks.models import ThresholdChange
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
