"""What has changed in a plan since its last round was closed, and who owes the one that is open."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import Agency, User
from plans.models import Plan
from tasks.models import ReportingRound
from tasks.models.task import TaskQuerySet
from tasks.summaries.queue import LateTask, late_rows, red_keys
from tasks.summaries.rounds import parts_asked
from tasks.summaries.trend import RoundThen, rounds_then


@dataclass(frozen=True)
class TurnedRed:
    """Tasks that are red and were not when the round was closed: how many, and those longest late."""

    since: RoundThen
    total: int
    longest: Sequence[LateTask]


@dataclass(frozen=True)
class Owing:
    """An agency that has not answered `owed` of the `asked` parts that a round asked it about."""

    agency: Agency
    owed: int
    asked: int


def turned_red(visible: TaskQuerySet, plan: Plan, day: datetime.date, most: int) -> TurnedRed | None:
    """What of the `visible` tasks of `plan` turned red since its last closed round; None where there is none.

    No more than `most` of them.
    """
    closed = rounds_then(plan, day, 1)
    if not closed:
        return None
    turned = [key for key in red_keys(visible, plan, day) if key not in closed[0].then.red]
    return TurnedRed(closed[0], len(turned), late_rows(visible, turned[:most], day))


def owing_agencies(
    asking: ReportingRound, reader: User, day: datetime.date, *, may_change: bool
) -> list[Owing]:
    """The agencies that still owe the round (with its state) an answer and that the reader sees, by name."""
    asked: dict[Agency, list[bool]] = {}
    for part in parts_asked(asking, reader, day, may_change=may_change):
        asked.setdefault(part.assignment.agency, []).append(part.owes)
    return [Owing(agency, sum(owes), len(owes)) for agency, owes in asked.items() if any(owes)]
