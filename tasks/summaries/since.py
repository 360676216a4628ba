"""What has changed in a plan since its last round was closed, and who owes the one that is open."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from agencies.models import Agency, User
from plans.models import Plan
from tasks.enums import LightColour
from tasks.models import ReportingRound, Task
from tasks.models.task import TaskQuerySet
from tasks.summaries.plans import PlanTotals
from tasks.summaries.queue import LateTask, late_rows, red_keys
from tasks.summaries.rounds import parts_asked
from tasks.summaries.trend import PlanThen, RoundThen, ShortTrend, rounds_then

TURNED_SHOWN = 8
"""How many of the tasks that turned red are listed."""


@dataclass(frozen=True)
class TurnedRed:
    """Tasks that are red and were not when the round was closed: how many, and those longest late."""

    since: RoundThen[PlanThen]
    total: int
    longest: Sequence[LateTask]


@dataclass(frozen=True)
class Owing:
    """An agency asked by a round about `asked` parts, `owed` of which it has not answered."""

    agency: Agency
    owed: int
    asked: int


@dataclass(frozen=True)
class Since:
    """What turned red since the last closed round, and which agencies owe answers to the open one, by name.

    `turned` is None without a closed round; `asking` is None, and `owing` empty, without an open one.
    """

    turned: TurnedRed | None
    asking: ReportingRound | None
    owing: Sequence[Owing]

    @property
    def owed(self) -> int:
        """How many parts were not answered in all."""
        return sum(one.owed for one in self.owing)


def since_last_round(reader: User, plan: Plan, day: datetime.date, *, may_change: bool) -> Since:
    """What has changed in `plan` by `day`, as far as `reader` may see it."""
    asking = ReportingRound.objects.visible_to(reader).filter(plan=plan).open_on(day).first()
    return Since(
        turned=turned_red(Task.objects.visible_to(reader), plan, day, TURNED_SHOWN),
        asking=asking,
        owing=owing_agencies(asking, reader, day, may_change=may_change) if asking else (),
    )


def turned_since(last: RoundThen[PlanThen], red: Sequence[int]) -> list[int]:
    """Those of the `red` tasks (keys) that were not red at the end of that round, in their order."""
    return [key for key in red if key not in last.then.red]


def turned_number(
    visible: TaskQuerySet, plan: Plan, totals: PlanTotals, trend: ShortTrend, day: datetime.date
) -> int | None:
    """How many of the `visible` tasks of `plan` turned red since its last round; None where none has ended.

    Mostly the `totals` of the plan tell; otherwise the red tasks are compared one by one.
    """
    if trend.last is None:
        return None
    if trend.is_marked and totals.still_red is not None:
        return totals.by_light[LightColour.RED] - totals.still_red
    turned = turned_red(visible, plan, day, 0)
    return turned.total if turned else None


def turned_red(visible: TaskQuerySet, plan: Plan, day: datetime.date, most: int) -> TurnedRed | None:
    """Which `visible` tasks of `plan` turned red since its last closed round; None without such a round.

    All are counted, no more than `most` are listed.
    """
    closed = rounds_then(plan, day, 1)
    if not closed:
        return None
    turned = turned_since(closed[0], red_keys(visible, plan, day))
    return TurnedRed(closed[0], len(turned), late_rows(visible, turned[:most], day))


def all_turned_red(reader: User, since: Since, day: datetime.date) -> Sequence[LateTask]:
    """Every task that `since` counts as turned red by `day`, those longest late first."""
    if since.turned is None or since.turned.total <= len(since.turned.longest):
        return since.turned.longest if since.turned else ()
    plan, visible = since.turned.since.round.plan, Task.objects.visible_to(reader)
    found = turned_red(visible, plan, day, since.turned.total)
    return found.longest if found else ()


def owing_agencies(
    asking: ReportingRound, reader: User, day: datetime.date, *, may_change: bool
) -> list[Owing]:
    """The agencies that still owe the round (with its state) an answer and that the reader sees, by name."""
    asked: dict[Agency, list[bool]] = {}
    for part in parts_asked(asking, reader, day, may_change=may_change):
        asked.setdefault(part.assignment.agency, []).append(part.owes)
    return [Owing(agency, sum(owes), len(owes)) for agency, owes in asked.items() if any(owes)]
