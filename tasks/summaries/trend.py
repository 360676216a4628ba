"""How a plan stood at the end of each of its rounds, and what has turned red since the last of them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from plans.models import Plan
from tasks.enums import DerivedStatus, LightColour, RoundStep
from tasks.models import ReportingRound, RoundEnd, Task
from tasks.models.rounds import ReportingRoundQuerySet


@dataclass(frozen=True)
class PlanThen:
    """A plan's tasks by status and by light, each with every choice, at the end of a day.

    `percents` is the sum of the percents of the `with_percent` tasks that had one; `red` are the keys of
    the red tasks.
    """

    by_status: Mapping[DerivedStatus, int]
    by_light: Mapping[LightColour, int]
    percents: int
    with_percent: int
    red: frozenset[int]

    @property
    def total(self) -> int:
        """How many tasks there were."""
        return sum(self.by_status.values())

    @property
    def percent(self) -> int | None:
        """The mean of the percents that were confirmed, in whole points; None where none was."""
        return round(self.percents / self.with_percent) if self.with_percent else None


@dataclass(frozen=True)
class RoundThen:
    """A closed round, the day on which it was closed, and how its plan stood at the end of that day."""

    round: ReportingRound
    ended_on: datetime.date
    then: PlanThen


def rounds_closed(plan: Plan, day: datetime.date) -> ReportingRoundQuerySet:
    """The rounds of `plan` that are closed as known on `day`, the last closed first, with their state."""
    stated = ReportingRound.objects.filter(plan=plan).with_state(day)
    return stated.filter(Q(step=RoundStep.CLOSE)).order_by(F("decided_at").desc(), "-pk")


def ended_on(closed: ReportingRound) -> datetime.date:
    """The day on which a closed round, with its state, was closed."""
    return timezone.localdate(closed.decided_at)


def round_then(key: int, day: datetime.date) -> RoundThen | None:
    """The round of that key and how its plan stood at its end; None where it is not closed on `day`."""
    stated = ReportingRound.objects.filter(pk=key).with_state(day).select_related("plan")
    closed = stated.filter(Q(step=RoundStep.CLOSE)).first()
    return _with_ends(closed.plan, [closed])[0] if closed else None


def rounds_then(plan: Plan, day: datetime.date, most: int | None = None) -> list[RoundThen]:
    """How `plan` stood at the end of each round that is closed on `day`, the last first; no more than `most`.

    Two queries where what is kept of them holds; of any other round its facts are read.
    """
    return _with_ends(plan, list(rounds_closed(plan, day)[:most]))


def _with_ends(plan: Plan, closed: Sequence[ReportingRound]) -> list[RoundThen]:
    kept = RoundEnd.objects.holding().in_bulk([one.pk for one in closed]) if closed else {}
    return [RoundThen(one, ended_on(one), _then(plan, one, kept.get(one.pk))) for one in closed]


def _then(plan: Plan, closed: ReportingRound, kept: RoundEnd | None) -> PlanThen:
    day = ended_on(closed)
    if kept is None or kept.ended_on != day:
        return plan_then(plan, day)
    return PlanThen(
        by_status={status: kept.by_status[status] for status in DerivedStatus},
        by_light={colour: kept.by_light[colour] for colour in LightColour},
        percents=kept.percents,
        with_percent=kept.with_percent,
        red=frozenset(kept.red),
    )


def plan_then(plan: Plan, day: datetime.date) -> PlanThen:
    """How `plan` stood at the end of `day`, by its facts; one query."""
    stated: Any = Task.objects.with_state_in(plan.pk, day).filter(plan=plan).order_by()
    rows = list(stated.values_list("pk", "status", "light", "percent"))
    statuses, lights = Counter(row[1] for row in rows), Counter(row[2] for row in rows)
    percents = [percent for *_, percent in rows if percent is not None]
    return PlanThen(
        by_status={status: statuses[status] for status in DerivedStatus},
        by_light={colour: lights[colour] for colour in LightColour},
        percents=sum(percents),
        with_percent=len(percents),
        red=frozenset(key for key, _status, light, _percent in rows if light == LightColour.RED),
    )
