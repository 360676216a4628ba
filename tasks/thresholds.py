"""The figures that lights are judged by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thresholds:
    """What turns a light yellow or red; what is in force on a day: `tasks.models.thresholds_on`.

    `due_soon_days`: yellow from so many days before the due date. `points_behind` and `points_far_behind`:
    yellow and red when the percent is so many points under an even pace from the day tracking began to the
    due date. `missed_rounds` and `missed_rounds_red`: yellow and red when so many rounds in a row went
    unanswered. `unchanged_rounds`: yellow when so many in a row brought nothing new. `opinion_days`: working
    days in which the others may say what they think of a lead's report.
    """

    due_soon_days: int = 30
    points_behind: int = 10
    points_far_behind: int = 25
    missed_rounds: int = 1
    missed_rounds_red: int = 2
    unchanged_rounds: int = 2
    opinion_days: int = 5


DEFAULT_THRESHOLDS = Thresholds()
