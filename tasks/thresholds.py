"""The figures that lights are judged by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """`due_soon_days`: yellow from so many days before the due date. `points_behind`: yellow when the
    percent is so many points under an even pace from the day tracking began to the due date.
    """

    due_soon_days: int = 30
    points_behind: int = 10


DEFAULT_THRESHOLDS = Thresholds()
