"""Keeping what tasks add to the counts of agencies, in the transaction that records a fact."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, connections, router, transaction
from django.db.models import Count, F, Sum

from tasks.models import AgencyTally, Assignment, TaskTally, state_sql
from tasks.summaries.parts import with_progress

Part = tuple[int, str, str, bool, bool]
State = tuple[int | None, int, str, str, bool, bool]
"""Plan (None: all), agency, role, status (empty: none), reported, accepted."""

STATE = ("plan", "agency", "role", "status", "reported", "accepted")
COMPACTED_AT_ONCE = 500
"""States put together in one transaction."""


@dataclass(frozen=True)
class KeptTally:
    """A task and its plan (keys), and what is kept so far of what it adds."""

    task: int
    plan: int
    parts: list[list[object]]


def tallies_refresh(*, kept: Sequence[KeptTally], day: datetime.date) -> None:
    """Work out anew what these tasks add; the caller has locked their standings."""
    added = parts_by_facts((one.task for one in kept), day)
    changed, difference = [], Counter[State]()
    for one in kept:
        after = [list(part) for part in added.get(one.task, [])]
        if one.parts != after:
            changed.append(TaskTally(task_id=one.task, plan_id=one.plan, parts=after))
            difference.update(_states(one.plan, after))
            difference.subtract(_states(one.plan, one.parts))
    if changed:
        TaskTally.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["task"], update_fields=["parts"]
        )
        _add(difference)


@transaction.atomic
def tallies_forget(*, keys: Iterable[int]) -> None:
    """The tasks with these keys are about to be deleted: they add nothing any more."""
    difference = Counter[State]()
    for tally in TaskTally.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        difference.subtract(_states(tally.plan_id, tally.parts))
        tally.delete()
    _add(difference)


@transaction.atomic
def tallies_compact() -> int:
    """Put rows of one state together; returns how many rows fewer there are. Any number may run at once."""
    several = AgencyTally.objects.order_by().values(*STATE).annotate(rows=Count("pk")).filter(rows__gt=1)
    fewer = 0
    for state in list(several.values(*STATE)[:COMPACTED_AT_ONCE]):
        of_state = {name: value for name, value in state.items() if value is not None}
        same = AgencyTally.objects.filter(**of_state)
        if state["plan"] is None:
            same = same.filter(plan=None)
        rows = list(same.select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
        if len(rows) > 1:
            number = sum(row.number for row in rows)
            AgencyTally.objects.filter(pk__in=[row.pk for row in rows]).delete()
            fewer += len(rows)
            if number:
                first = rows[0]
                first.pk, first.number = None, number
                first.save(force_insert=True)
                fewer -= 1
    return fewer


@transaction.atomic
def tallies_wrong(*, fix: bool = False) -> Mapping[State, int]:
    """By how much sums differ from what the tasks add; with `fix` that much is added.

    Both are read as of one moment, also beside people who write.
    """
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    difference = Counter[State]()
    for plan, parts in TaskTally.objects.order_by().values_list("plan", "parts").iterator(chunk_size=2000):
        difference.update(_states(plan, parts))
    for *state, number in AgencyTally.objects.order_by().values_list(*STATE).annotate(sum=Sum("number")):
        difference.subtract({(state[0], state[1], state[2], state[3], state[4], state[5]): number})
    wrong = {state: number for state, number in difference.items() if number}
    if fix:
        _add(Counter(wrong))
    return wrong


def parts_by_facts(keys: Iterable[int], day: datetime.date) -> dict[int, list[Part]]:
    """What the tasks with these keys add by the facts of `day`, each in one order."""
    database = router.db_for_write(TaskTally)
    connection = connections[database]
    sql, params = _counting(day, database)
    found: dict[int, list[Part]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, state_sql.with_keys(params, list(keys), connection.vendor))
        for task, agency, role, status, reported, accepted in cursor.fetchall():
            found[task].append((agency, role, status or "", bool(reported), bool(accepted)))
    return {task: sorted(parts) for task, parts in found.items()}


@lru_cache(maxsize=20)
def _counting(day: datetime.date, database: str) -> tuple[str, tuple[Any, ...]]:
    """The query of `with_progress` for the tasks named by key, compiled once a day."""
    held = Assignment.objects.in_force_on(day).filter(state_sql.named("task")).order_by()
    rows = with_progress(held, day).values_list(
        "task", "agency", "role", F("part_status"), F("reported"), F("accepted")
    )
    sql, params = rows.query.get_compiler(connection=connections[database]).as_sql()
    return sql, tuple(params)


def _states(plan: int, parts: Iterable[Iterable[object]]) -> Counter[State]:
    counted = Counter[State]()
    for part in parts:
        for scope in (plan, None):
            counted[(scope, *part)] += 1  # type: ignore[index]
    return counted


def _add(difference: Counter[State]) -> None:
    AgencyTally.objects.bulk_create(
        AgencyTally(
            plan_id=plan,
            agency_id=agency,
            role=role,
            status=status,
            reported=reported,
            accepted=accepted,
            number=number,
        )
        for (plan, agency, role, status, reported, accepted), number in difference.items()
        if number
    )
