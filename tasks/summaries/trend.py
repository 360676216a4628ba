"""How a plan stood at the end of each of its rounds, and what has turned red since the last of them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from agencies.picking import Beside, Picked, picked
from agencies.slots import Slot
from plans.models import Plan
from tasks.enums import DerivedStatus, LightColour, RoundStep
from tasks.models import ReportingRound, Task, TaskStanding
from tasks.models.rounds import ReportingRoundQuerySet
from tasks.summaries.plans import Totals

Then = TypeVar("Then", bound=Totals)


@dataclass(frozen=True)
class PlanThen(Totals):
    """A plan's totals at the end of a day.

    `percents` is the sum of the percents of the `with_percent` tasks that had one; `red` are the keys of
    the red tasks.
    """

    percents: int
    with_percent: int
    red: frozenset[int]

    @property
    def percent(self) -> int | None:
        """The mean of the confirmed percents, rounded to whole points; None where none was confirmed."""
        return round(self.percents / self.with_percent) if self.with_percent else None


@dataclass(frozen=True)
class RoundThen(Generic[Then]):
    """A closed round, the day on which it was closed, and how its plan stood at the end of that day."""

    round: ReportingRound
    ended_on: datetime.date
    then: Then


@dataclass(frozen=True)
class ShortTrend:
    """The last closed rounds, the oldest first, without `unknown` others whose end is not stored.

    `last` is the last round of all; None if its end is not stored, as on the day on which it was closed.
    `is_marked`: whether the standings say which tasks were red at its end (`PlanTotals.still_red`).
    """

    rounds: Sequence[RoundThen[Totals]]
    unknown: int
    last: RoundThen[Totals] | None
    is_marked: bool


def ended_on(closed: ReportingRound) -> datetime.date:
    """The day on which a closed round, with its state, was closed."""
    return timezone.localdate(closed.decided_at)


def round_then(key: int, day: datetime.date) -> RoundThen[PlanThen] | None:
    """The round with that key and how its plan stood at its end; None where it was not closed by `day`."""
    closed = _closed_round(day, ReportingRound.objects.db).rows({"round": key})
    return _by_facts(closed[0]) if closed else None


def rounds_then(plan: Plan, day: datetime.date, most: int | None = None) -> list[RoundThen[PlanThen]]:
    """How `plan` stood at the end of each round closed by `day`, the last first; no more than `most`.

    One query, and one more for each round whose end is not stored.
    """
    closed = _closed_rounds(day, most, BESIDE, ReportingRound.objects.db).rows({"plan": plan.pk})
    return [_by_facts(one) for one in closed]


def short_trend(plan: Plan, totals: Totals, day: datetime.date, most: int) -> ShortTrend:
    """The last `most` rounds closed by `day`, from stored ends alone; one query.

    For a round that was closed on `day` itself, the `totals` of the plan on that day are its end.
    """
    closed: list[Any] = _closed_rounds(day, most, COUNTS, ReportingRound.objects.db).rows({"plan": plan.pk})
    ends = [(one, _kept_totals(one)) for one in closed]
    found: list[RoundThen[Totals]] = []
    for one, end in reversed(ends):
        then = totals if ended_on(one) == day else end
        found += [RoundThen(one, ended_on(one), then)] if then else []
    last = [RoundThen(one, ended_on(one), end) for one, end in ends[:1] if end]
    is_marked = any(one.kept_is_marked for one in closed[:1])
    return ShortTrend(found, len(closed) - len(found), last[0] if last else None, is_marked)


def _kept_of(*names: str) -> Beside:
    return tuple((f"kept_{name}", F(f"end__{name}")) for name in names)


COUNTS: Beside = (
    *((name, F(name)) for name in ("due_on", "step", "decided_at")),
    *_kept_of("ended_on", "by_status", "by_light", "is_marked"),
    ("is_written", Exists(TaskStanding.objects.written().filter(plan=OuterRef("plan")))),
)
"""Annotations of a closed round: its state, the stored totals of its end, and whether they may be wrong."""

BESIDE: Beside = (*COUNTS, *_kept_of("percents", "with_percent", "red"))
"""The same with everything that is stored of its end."""


@lru_cache(maxsize=20)
def _closed_rounds(
    day: datetime.date, most: int | None, beside: Beside, database: str
) -> Picked[ReportingRound]:
    """The rounds of a plan that are closed as known on `day`, the last closed first."""
    closed = _closed(day, database).filter(plan=Slot("plan", Plan._meta.pk))
    return picked(closed.order_by(F("decided_at").desc(), "-pk")[:most], beside=beside)


@lru_cache(maxsize=20)
def _closed_round(day: datetime.date, database: str) -> Picked[ReportingRound]:
    """The round of a key, where it is closed as known on `day`."""
    closed = _closed(day, database).filter(pk=Slot("round", ReportingRound._meta.pk))
    return picked(closed.order_by(), beside=BESIDE)


def _closed(day: datetime.date, database: str) -> ReportingRoundQuerySet:
    return ReportingRound.objects.using(database).with_state(day).filter(Q(step=RoundStep.CLOSE))


def _by_facts(closed: ReportingRound) -> RoundThen[PlanThen]:
    """By what is kept, else by facts."""
    day = ended_on(closed)
    return RoundThen(closed, day, _kept(closed) or plan_then(closed.plan_id, day))


def _kept(closed: Any) -> PlanThen | None:
    """What is kept of a closed round; None where that is nothing, or may not hold any more."""
    totals = _kept_totals(closed)
    if totals is None:
        return None
    return PlanThen(
        **vars(totals),
        percents=closed.kept_percents,
        with_percent=closed.kept_with_percent,
        red=frozenset(closed.kept_red),
    )


def _kept_totals(closed: Any) -> Totals | None:
    """The totals of that."""
    if closed.is_written or closed.kept_ended_on != ended_on(closed):
        return None
    by_status = {status: closed.kept_by_status[status] for status in DerivedStatus}
    by_light = {colour: closed.kept_by_light[colour] for colour in LightColour}
    return Totals(total=sum(by_status.values()), by_status=by_status, by_light=by_light)


def plan_then(plan: int, day: datetime.date) -> PlanThen:
    """How the plan of that key stood at the end of `day`, by its facts; one query."""
    stated: Any = Task.objects.with_state_in(plan, day).filter(plan=plan).order_by()
    rows = list(stated.values_list("pk", "status", "light", "percent"))
    statuses, lights = Counter(row[1] for row in rows), Counter(row[2] for row in rows)
    percents = [percent for *_, percent in rows if percent is not None]
    return PlanThen(
        total=len(rows),
        by_status={status: statuses[status] for status in DerivedStatus},
        by_light={colour: lights[colour] for colour in LightColour},
        percents=sum(percents),
        with_percent=len(percents),
        red=frozenset(key for key, _status, light, _percent in rows if light == LightColour.RED),
    )
