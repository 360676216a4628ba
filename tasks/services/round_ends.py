"""Storing how a plan stood when one of its rounds was closed (`RoundEnd`)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q

from plans.models import Plan
from tasks.enums import RoundStep
from tasks.models import ReportingRound, RoundEnd, TaskStanding
from tasks.summaries.trend import PlanThen, ended_on, plan_then

COUNTED = ("by_status", "by_light", "percents", "with_percent")


def round_ends_keep(*, day: datetime.date) -> int:
    """Store the ends of rounds that were closed before `day` and are not stored yet; returns how many.

    A round closed on `day` itself has to wait, since more may still be recorded that day. The last end of
    each plan is then marked in the standings of its tasks (`was_red`). Two runs at once store the same.
    """
    made = [_row(one, plan_then(one.plan_id, ended_on(one))) for one in _to_keep(day)]
    RoundEnd.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["round"],
        update_fields=["ended_on", *COUNTED, "red", "is_marked"],
    )
    for last in _last_of_plans(day):
        _mark(last)
    return len(made)


def _last_of_plans(day: datetime.date) -> Iterator[ReportingRound]:
    """For each plan the round closed last before `day`, if its end is stored and not marked yet."""
    last = {one.plan_id: one for one in sorted(_closed_before(day), key=_moment)}
    marked = dict(RoundEnd.objects.values_list("pk", "is_marked"))
    return (one for one in last.values() if not marked.get(one.pk, True))


def _moment(closed: ReportingRound) -> tuple[datetime.datetime, int]:
    return closed.decided_at, closed.pk


@transaction.atomic
def _mark(last: ReportingRound) -> None:
    """Set `was_red` in the standings of the round's plan to which tasks were red at its end.

    The plan is locked, so that one at a time marks it; standings are locked in the order of their keys, as
    everywhere.
    """
    Plan.objects.select_for_update(no_key=True).get(pk=last.plan_id)
    ends = RoundEnd.objects.filter(round__plan=last.plan_id)
    end = ends.filter(pk=last.pk).first()
    if end is None:
        return
    then, rows = set(end.red), TaskStanding.objects.filter(plan=last.plan_id).order_by("pk")
    others = [key for key, was_red in rows.values_list("pk", "was_red") if was_red != (key in then)]
    list(rows.filter(pk__in=others).select_for_update(no_key=True).values_list("pk"))
    rows.filter(pk__in=then.intersection(others)).update(was_red=True)
    rows.filter(pk__in=set(others) - then).update(was_red=False)
    ends.exclude(pk=last.pk).update(is_marked=False)
    ends.filter(pk=last.pk).update(is_marked=True)


def round_ends_forget(*, plans: Iterable[int]) -> None:
    """Throw away the stored ends of rounds of these plans (keys), because facts of the past were written."""
    RoundEnd.objects.filter(round__plan__in=plans).delete()


def round_ends_forget_written() -> None:
    """The same of plans of whose tasks something was written past the services."""
    RoundEnd.objects.of_written().delete()


def round_ends_wrong(*, day: datetime.date) -> Iterator[ReportingRound]:
    """The rounds of which what is kept, or what standings are marked with, is not what their facts say."""
    for one in _closed_before(day):
        kept = RoundEnd.objects.filter(round=one, ended_on=ended_on(one)).first()
        if kept and not (_is_exact(kept, one) and _is_marked_as_kept(kept, one)):
            yield one


def _is_exact(kept: RoundEnd, closed: ReportingRound) -> bool:
    fact = _row(closed, plan_then(closed.plan_id, ended_on(closed)))
    return all(getattr(kept, name) == getattr(fact, name) for name in (*COUNTED, "red"))


def _is_marked_as_kept(kept: RoundEnd, closed: ReportingRound) -> bool:
    if not kept.is_marked:
        return True
    rows = dict(TaskStanding.objects.filter(plan=closed.plan_id).values_list("pk", "was_red"))
    return {key for key, was_red in rows.items() if was_red} == rows.keys() & set(kept.red)


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
