"""Keeping each task's row of state (`TaskStanding`) up to date, in the transaction that records a fact."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, router, transaction
from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone

from plans.models import Plan
from tasks.models import SectionTally, Task, TaskStanding, TaskTally, state_sql, thresholds_on
from tasks.models.standings import NEVER, TaskStandingQuerySet, first_held
from tasks.services.round_ends import round_ends_forget_written
from tasks.services.tallies import KeptTally, parts_by_facts, tallies_refresh

BATCH = 1_000
"""How many rows one statement makes."""


@dataclass(frozen=True)
class WrongStanding:
    """A task whose row is not what its facts say.

    `differences`: by the name of a column, the value in the row and the value by the facts.
    """

    task: int
    reference: str
    differences: Mapping[str, tuple[object, object]]


@transaction.atomic(savepoint=False)
def standings_refresh(*, tasks: Iterable[int]) -> None:
    """Make the rows of `tasks` (keys) anew from their facts, and what they add to the counts of agencies.

    Every service that records a fact of a task calls this before its transaction ends.
    """
    keys = sorted(set(tasks))
    for batch in _batches(keys):
        _refresh(batch)


def _refresh(keys: list[int], *, written_only: bool = False) -> None:
    """Make the rows of one batch anew.

    With `written_only`, what a task adds to counts is left alone unless a fact of it was written: no day
    changes that by itself. The rows are locked in the order of their keys before the facts are read, so that
    of two who record facts of one task at once the second sees what the first recorded. A row never goes back
    to an earlier day, even where another machine's clock has already passed midnight.
    """
    rows = TaskStanding.objects.filter(pk__in=keys).order_by("pk")
    rows = rows.select_for_update(no_key=True, of=("self",))
    held = list(rows.values_list("pk", "computed_on", "valid_through"))
    day = max([timezone.localdate(), *(computed_on for _key, computed_on, _through in held)])
    written = {key for key, _computed_on, through in held if through == NEVER or not written_only}
    kept = standings_work_out(keys, day)
    tallies_refresh(kept=[one for one in kept if one.task in written], day=day)


def standings_refresh_stale(*, day: datetime.date) -> int:
    """Renew the rows that are stale on `day`, whose next round is over, or whose `kept_light` is outdated.

    Returns how many rows were made, each batch in a transaction of its own. A stale row means that a fact was
    written past the services, possibly one of the past: what is stored of how its plan stood at the end of
    rounds is thrown away (`round_ends_forget_written`).
    """
    round_ends_forget_written()
    rows = TaskStanding.objects.all()
    done = sum(_refresh_all(asked) for asked in (rows.stale_on(day), rows.turned_by(day)))
    return done + sum(_refresh_all(asked) for asked in _unlit(day))


def _unlit(day: datetime.date) -> Iterator[TaskStandingQuerySet]:
    """By plan, the rows with an outdated `kept_light` on `day`: past its date, or judged by other figures."""
    rows = TaskStanding.objects.all()
    of_plan = SectionTally.objects.filter(plan=OuterRef("pk")).order_by()
    judged = of_plan.exclude(judged_by=OuterRef("judging")).values("judged_by").annotate(tasks=Sum("number"))
    turned = Exists(rows.filter(plan=OuterRef("pk")).unlit_on(day))
    plans = _judging(day).annotate(turned=turned, judged_anew=Exists(judged.filter(tasks__gt=0)))
    for plan, judging, has_turned, judged_anew in plans.values_list("pk", "judging", "turned", "judged_anew"):
        if has_turned:
            yield rows.filter(plan=plan).unlit_on(day)
        if judged_anew:
            yield rows.filter(plan=plan).exclude(judged_by=judging)


def _refresh_all(rows: TaskStandingQuerySet) -> int:
    done, last, full = 0, 0, True
    while full:
        keys = list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if keys:
            with transaction.atomic(savepoint=False):
                _refresh(keys, written_only=True)
            done, last = done + len(keys), keys[-1]
        full = len(keys) == BATCH
    return done


def standings_wrong(*, day: datetime.date) -> Iterator[WrongStanding]:
    """The tasks without a row, and those whose row is valid on `day` but not what their facts say.

    Works everything out once more, so it is slow.
    """
    keys = list(Task.objects.order_by("pk").values_list("pk", flat=True))
    for batch in _batches(keys):
        yield from _wrong(batch, day)


def _wrong(keys: Sequence[int], day: datetime.date) -> Iterator[WrongStanding]:
    tasks = Task.objects.filter(pk__in=keys)
    rows = tasks.filter(standing__computed_on__lte=day, standing__valid_through__gte=first_held(day))
    names = ("plan__code", "number", *state_sql.SHOWN, "shown_parts")
    for missing in tasks.filter(standing=None).select_related("plan"):
        yield WrongStanding(missing.pk, missing.reference, {"pk": (None, missing.pk)})
    kept = {row["pk"]: row for row in rows.listed_by_rows(day, stale=False).order_by().values("pk", *names)}
    if not kept:
        return
    added = parts_by_facts(kept, day)
    tallies = dict(TaskTally.objects.filter(pk__in=kept).values_list("pk", "parts"))
    lights = _lights_kept(kept, day)
    facts = Task.objects.with_state_of(list(kept), day).with_shown_parts(day).order_by().values("pk", *names)
    for fact in facts:
        row = kept[fact["pk"]]
        found = {name: (row[name], fact[name]) for name in names if row[name] != fact[name]}
        parts = [list(part) for part in added.get(fact["pk"], [])]
        if tallies.get(fact["pk"], []) != parts:
            found["parts"] = (tallies.get(fact["pk"], []), parts)
        if lights.get(fact["pk"], fact["light"]) != fact["light"]:
            found["kept_light"] = (lights[fact["pk"]], fact["light"])
        if found:
            yield WrongStanding(fact["pk"], f"{fact['plan__code']}-{fact['number']}", found)


def _lights_kept(keys: Iterable[int], day: datetime.date) -> dict[int, str]:
    """Task (key) → the stored light by which it is counted on `day`, where that is taken to be right."""
    judging = dict(_judging(day).values_list("pk", "judging"))
    rows = TaskStanding.objects.filter(pk__in=keys).lit_on(day)
    return {
        task: light
        for task, plan, light, judged_by in rows.values_list("pk", "plan", "kept_light", "judged_by")
        if judged_by == judging[plan]
    }


def _judging(day: datetime.date) -> Any:
    """All plans with `judging`: tracking and thresholds of `day`, in the form of `TaskStanding.judged_by`."""
    return Plan.objects.order_by("pk").with_tracking(day).annotate(judging=state_sql.judging_on(day))


def _batches(keys: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield list(keys[start : start + BATCH])


def standings_work_out(keys: list[int], day: datetime.date) -> list[KeptTally]:
    """Write the rows of the tasks with these keys by the facts of `day`; the caller has locked the rows.

    Returns what is stored so far of what each adds to the counts of agencies.
    """
    database = router.db_for_write(TaskStanding)
    connection = connections[database]
    sql, params = state_sql.refreshing(Task, day, thresholds_on(day), database)
    with connection.cursor() as cursor:
        cursor.execute(sql, state_sql.with_keys(params, keys, connection.vendor))
        rows = cursor.fetchall()
    return [KeptTally(task, plan, json.loads(parts or "[]")) for task, plan, parts in sorted(rows)]
