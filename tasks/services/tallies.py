"""Keeping the counts of agencies (`AgencyTally`) up to date, in the transaction that records a fact.

What each task adds to them is stored with the task (`TaskTally`), so that a change adds only the difference.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connection, connections, router, transaction
from django.db.models import Count, F, QuerySet, Sum

from tasks.enums import AssignmentRole
from tasks.models import COUNTS, AgencyTally, Assignment, TaskTally, state_sql
from tasks.summaries.parts import part_status, with_progress
from tasks.summaries.tallies import counts_of

Part = tuple[int, str, str, bool, bool]
"""Agency, role, status (empty: none), reported, accepted."""

Tally = tuple[int | None, int, str]
"""Plan (None: all), agency, role."""

TALLY = ("plan", "agency", "role")
COMPACTED_AT_ONCE = 5_000
"""The most rows that are merged in one transaction."""


@dataclass(frozen=True)
class KeptTally:
    """A task and its plan (keys), and the parts by which it is counted so far."""

    task: int
    plan: int
    parts: list[list[object]]


def tallies_refresh(*, kept: Sequence[KeptTally], day: datetime.date) -> None:
    """Count these tasks by their facts of `day` and no longer by `kept`; their standings are locked."""
    if not kept:
        return
    added = parts_by_facts((one.task for one in kept), day)
    changed, difference = [], Counter[tuple[Tally, str]]()
    for one in kept:
        after = [list(part) for part in added.get(one.task, [])]
        if one.parts != after:
            changed.append(TaskTally(task_id=one.task, plan_id=one.plan, parts=after))
            difference.update(_counted(one.plan, after))
            difference.subtract(_counted(one.plan, one.parts))
    if changed:
        TaskTally.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["task"], update_fields=["parts"]
        )
        _add(difference)


@transaction.atomic
def tallies_forget(*, keys: Iterable[int]) -> None:
    """Take the tasks with these keys out of all counts, because they are about to be deleted."""
    difference = Counter[tuple[Tally, str]]()
    for tally in TaskTally.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        difference.subtract(_counted(tally.plan_id, tally.parts))
        tally.delete()
    _add(difference)


def tallies_compact() -> int:
    """Merge rows of the same plan, agency and role into one; returns how many fewer rows there are.

    Each plan is a transaction of its own. Any number may run at once: each skips rows that another holds.
    """
    several = AgencyTally.objects.order_by().values(*TALLY).annotate(rows=Count("pk")).filter(rows__gt=1)
    agencies: dict[int | None, set[int]] = defaultdict(set)
    for plan, agency in several.values_list("plan", "agency"):
        agencies[plan].add(agency)
    return sum(_compact(plan, of_plan) for plan, of_plan in agencies.items())


@transaction.atomic
def _compact(plan: int | None, agencies: Collection[int]) -> int:
    return put_together(
        AgencyTally.objects.filter(plan=plan, agency__in=agencies), ("agency_id", "role"), COUNTS
    )


def put_together(rows: QuerySet[Any], state: Sequence[str], counts: Sequence[str]) -> int:
    """Merge `rows` that are equal in the columns `state` by adding up their columns `counts`.

    Returns how many fewer rows there are. Rows that somebody else holds are skipped; a sum of nothing but
    zeros leaves no row.
    """
    model: Any = rows.model
    rows = rows.select_for_update(skip_locked=True, of=("self",)).order_by(*state, "pk")[:COMPACTED_AT_ONCE]
    gone: list[int] = []
    sums: list[Any] = []
    for _one, group in groupby(rows, key=attrgetter(*state)):
        first, *others = group
        if others:
            gone += [first.pk, *(row.pk for row in others)]
            for row in others:
                for name in counts:
                    setattr(first, name, getattr(first, name) + getattr(row, name))
            first.pk = None
            sums.append(first)
    kept = [row for row in sums if any(getattr(row, name) for name in counts)]
    model.objects.filter(pk__in=gone).delete()
    model.objects.bulk_create(kept)
    return len(gone) - len(kept)


@transaction.atomic
def tallies_wrong(*, fix: bool = False) -> Mapping[tuple[Tally, str], int]:
    """By how much the sums differ from what the tasks add; with `fix` the difference is added.

    Sums and tasks are read in one snapshot, so that it may run while people write.
    """
    read_as_of_one_moment()
    difference = Counter[tuple[Tally, str]]()
    for plan, parts in TaskTally.objects.order_by().values_list("plan", "parts").iterator(chunk_size=2000):
        difference.update(_counted(plan, parts))
    summed = AgencyTally.objects.order_by().values_list(*TALLY)
    for plan, agency, role, *counts in summed.annotate(**{f"sum_of_{name}": Sum(name) for name in COUNTS}):
        for name, number in zip(COUNTS, counts, strict=True):
            difference[(plan, agency, role), name] -= number
    wrong = {one: number for one, number in difference.items() if number}
    if fix:
        _add(Counter(wrong))
    return wrong


def read_as_of_one_moment() -> None:
    """Let everything that this transaction reads come from one snapshot; call it before the first query.

    SQLite does so by itself.
    """
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def parts_by_facts(keys: Iterable[int], day: datetime.date) -> dict[int, list[Part]]:
    """Task (key) → the parts by which it is counted, from the facts of `day`; sorted, to be compared."""
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
    """SQL and parameters of `with_progress` for tasks whose keys `with_keys` puts in; built once per day."""
    held = Assignment.objects.in_force_on(day).filter(state_sql.named("task")).order_by()
    rows = with_progress(held, day).values_list(
        "task", "agency", "role", F("part_status"), F("reported"), F("accepted")
    )
    sql, params = rows.query.get_compiler(connection=connections[database]).as_sql()
    return sql, tuple(params)


def _counted(plan: int, parts: Iterable[Sequence[Any]]) -> Counter[tuple[Tally, str]]:
    """How much the parts of a task add to each count: to those of its `plan` and to those of all plans."""
    found = Counter[tuple[Tally, str]]()
    for agency, role, confirmed, reported, accepted in parts:
        status = part_status(AssignmentRole(role), confirmed)
        counts = counts_of(status, reported=reported, accepted=accepted)
        for scope in (plan, None):
            for name, number in zip(COUNTS, counts, strict=True):
                found[(scope, agency, role), name] += number
    return found


def _add(difference: Counter[tuple[Tally, str]]) -> None:
    rows: dict[Tally, dict[str, int]] = defaultdict(dict)
    for (tally, name), number in difference.items():
        if number:
            rows[tally][name] = number
    AgencyTally.objects.bulk_create(
        AgencyTally(plan_id=plan, agency_id=agency, role=role, **counts)
        for (plan, agency, role), counts in rows.items()
    )
