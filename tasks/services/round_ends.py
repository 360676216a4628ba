"""Keeping how a plan stood when one of its rounds was over."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.db.models import Q

from tasks.enums import RoundStep
from tasks.models import ReportingRound, RoundEnd
from tasks.summaries.trend import PlanThen, ended_on, plan_then

COUNTED = ("by_status", "by_light", "percents", "with_percent")


def round_ends_keep(*, day: datetime.date) -> int:
    """Keep the ends of rounds that were closed before `day` and are not kept yet; returns how many.

    On the day itself more may still be recorded. Two at once keep the same.
    """
    made = [_row(one, plan_then(one.plan_id, ended_on(one))) for one in _to_keep(day)]
    RoundEnd.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["round"], update_fields=["ended_on", *COUNTED, "red"]
    )
    return len(made)


def round_ends_forget(*, plans: Iterable[int]) -> None:
    """Throw away what is kept of the rounds of these plans (keys): their past was written anew."""
    RoundEnd.objects.filter(round__plan__in=plans).delete()


def round_ends_forget_written() -> None:
    """The same of plans of whose tasks something was written past the services."""
    RoundEnd.objects.of_written().delete()


def round_ends_wrong(*, day: datetime.date) -> Iterator[ReportingRound]:
    """The rounds of which what is kept is something else than their facts say."""
    for one in _closed_before(day):
        kept = RoundEnd.objects.filter(round=one, ended_on=ended_on(one)).first()
        fact = _row(one, plan_then(one.plan_id, ended_on(one))) if kept else None
        if kept and fact and any(getattr(kept, name) != getattr(fact, name) for name in (*COUNTED, "red")):
            yield one


def _to_keep(day: datetime.date) -> Iterator[ReportingRound]:
    kept = dict(RoundEnd.objects.values_list("pk", "ended_on"))
    for one in _closed_before(day):
        if kept.get(one.pk) != ended_on(one):
            yield one


def _closed_before(day: datetime.date) -> Iterator[ReportingRound]:
    stated = ReportingRound.objects.with_state(day).filter(Q(step=RoundStep.CLOSE))
    return (one for one in stated if ended_on(one) < day)


def _row(closed: ReportingRound, then: PlanThen) -> RoundEnd:
    return RoundEnd(
        round=closed,
        ended_on=ended_on(closed),
        by_status={status.value: number for status, number in then.by_status.items()},
        by_light={colour.value: number for colour, number in then.by_light.items()},
        percents=then.percents,
        with_percent=then.with_percent,
        red=sorted(then.red),
    )
