"""Tasks as the rows of a table: read as values, since a page shows dozens and none is changed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from agencies.slots import Statement, sees_all, statement
from tasks.enums import AssignmentRole
from tasks.lights import Light
from tasks.models import Task, TaskStanding, state_sql, thresholds_on
from tasks.models.standings import Source
from tasks.models.task import TaskQuerySet
from tasks.summaries.lights import Grounds, light_of
from tasks.summaries.sources import Row, read_rows
from tasks.thresholds import Thresholds

COLUMNS = (
    *("pk", "plan__code", "number", "text", "section__title", "section__parent__title"),
    *("original_due_on", "is_adjusted", "shown_parts"),
)


@dataclass(frozen=True)
class TaskRow:
    """A task on a day. `section` and the one `above` it by title; `holders` lead it or have a share."""

    plan: str
    number: int
    text: str
    section: str
    above: str | None
    state: Grounds
    original_due_on: datetime.date | None
    is_adjusted: bool
    light: Light
    holders: Sequence[str]

    @property
    def reference(self) -> str:
        """How people name it, such as `2020-55`."""
        return f"{self.plan}-{self.number}"


def task_rows(visible: TaskQuerySet, keys: Sequence[int], day: datetime.date) -> list[TaskRow]:
    """Those of the `visible` tasks that have these keys, in the order of the keys; two queries.

    Where everybody sees all of them, by SQL that is compiled once a day.
    """
    if not keys:
        return []
    thresholds = thresholds_on(day)
    found = {row[0]: row for row in read_rows(lambda source: _read(visible, keys, day, source), day)}
    return [_made(found[key], day, thresholds) for key in keys if key in found]


def _read(visible: TaskQuerySet, keys: Sequence[int], day: datetime.date, source: Source) -> list[Row]:
    if sees_all(visible):
        return _compiled_before(day, source, visible.db).rows({"keys": list(keys)})
    return _compiled(visible, day, source).rows({"keys": list(keys)})


@lru_cache(maxsize=20)
def _compiled_before(day: datetime.date, source: Source, database: str) -> Statement:
    found = _compiled(Task.objects.using(database), day, source)
    return replace(found, lasts=source == Source.KEPT)


def _compiled(visible: TaskQuerySet, day: datetime.date, source: Source) -> Statement:
    reaching = TaskStanding.objects.reaching(day)
    asked = visible.filter(state_sql.named("pk")).order_by()
    tasks = (
        asked.with_state_of_named(day).with_shown_parts(day)
        if source == Source.FACTS
        else asked.listed_by_rows(day, stale=source == Source.PARTLY_KEPT, whole=state_sql.named)
    )
    rows = tasks.with_adjustments(day).annotate(**reaching)
    return statement(rows.values_list(*COLUMNS, *Grounds._fields, *reaching))


def _made(row: Row, day: datetime.date, thresholds: Thresholds) -> TaskRow:
    _key, plan, number, text, section, above, original_due_on, is_adjusted, parts, *cells, _, _ = row
    state = Grounds(*cells)
    return TaskRow(
        plan=plan,
        number=number,
        text=text,
        section=section,
        above=above,
        state=state,
        original_due_on=original_due_on,
        is_adjusted=is_adjusted,
        light=light_of(state, day, thresholds),
        holders=[part["agency"]["name"] for part in parts if part["role"] != AssignmentRole.PARTICIPATING],
    )
