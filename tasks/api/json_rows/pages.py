"""Pages of tasks as JSON: filters and order say which rows, the database writes what stands in them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, DateField, Field

from agencies.api.pagination import AskedPage, Page
from agencies.orderings import Place
from agencies.slots import Slot, Statement, sees_all, statement
from plans.models import Plan
from tasks.api.json_rows.task_rows import written
from tasks.filters import TaskFilter
from tasks.models import Task, TaskStanding
from tasks.models.task import TaskQuerySet

SLOTS: Mapping[str, Field[Any, Any]] = {
    "plan": Plan._meta.pk,
    **{name: CharField() for name in ("status", "light", "mode")},
    **{name: DateField() for name in ("due_from", "due_until")},
}
"""The filters whose values are no part of the SQL."""


class Source(Enum):
    """What the state of tasks is read from."""

    KEPT = "what is kept of them"
    PARTLY_KEPT = "the same, and of those of which it is stale their facts"
    FACTS = "their facts"


Row: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True)
class Shape:
    """All that the SQL of a page depends on: not the values of filters, nor where its cursor stands."""

    day: datetime.date
    fields: tuple[str, ...]
    filters: tuple[str, ...]
    asked: AskedPage
    source: Source


def task_page(
    visible: TaskQuerySet, filters: TaskFilter, asked: AskedPage, fields: Sequence[str]
) -> Page[Row]:
    """The page of those of `visible` that meet `filters`, which are valid, with these fields of each.

    One query where what is kept of tasks holds on the day of the filters, which its rows themselves tell;
    else the page is read once more. Of a row the first column is its JSON.
    """
    reading = _Reading(visible, filters, asked, tuple(fields))
    try:
        found = reading.rows(Source.KEPT)
        later, stale = found[0][-2:] if found else TaskStanding.objects.reach(filters.day)
        if later:
            found = reading.rows(Source.FACTS)
        elif stale:
            found = reading.rows(Source.PARTLY_KEPT)
    except EmptyResultSet:
        return asked.page([], tuple)
    return asked.page(found, lambda row: row[1:-2])


def in_json(head: Mapping[str, Any], page: Page[Row]) -> bytes:
    """The whole answer: `head` before the rows."""
    rows = ",".join(row[0] for row in page.rows)
    return f'{json.dumps(head)[:-1]}, "results": [{rows}]}}'.encode()


@dataclass(frozen=True)
class _Reading:
    visible: TaskQuerySet
    filters: TaskFilter
    asked: AskedPage
    fields: tuple[str, ...]

    def rows(self, source: Source) -> list[Row]:
        """The rows asked for and those beyond that tell of another page."""
        chosen = self.filters.chosen
        shape = Shape(self.filters.day, self.fields, tuple(chosen), self.asked, source)
        if not (SLOTS.keys() >= chosen.keys() and sees_all(self.visible)):
            return _compiled(shape, self.visible, self.filters, chosen).rows({})
        values = {name: getattr(value, "pk", value) for name, value in chosen.items()}
        if cursor := self.asked.cursor:
            values |= shape.asked.order.placed(cursor.position)
            shape = replace(shape, asked=replace(self.asked, cursor=replace(cursor, position=())))
        return _compiled_before(shape).rows(values)


@lru_cache(maxsize=200)
def _compiled_before(shape: Shape) -> Statement:
    slots = {name: Slot(name, SLOTS[name]) for name in shape.filters}
    filters = TaskFilter({}, Task.objects.all(), day=shape.day)
    found = _compiled(shape, Task.objects.all(), filters, slots, shape.asked.order.places)
    return replace(found, lasts=shape.source == Source.KEPT)


def _compiled(
    shape: Shape,
    visible: TaskQuerySet,
    filters: TaskFilter,
    chosen: Mapping[str, Any],
    places: Sequence[Place] = (),
) -> Statement:
    rows = written(filters.narrowed(_with_state(visible, shape), chosen), shape.day, shape.fields)
    keys = {f"key_{number}": key.expression for number, key in enumerate(shape.asked.order.keys)}
    reach = TaskStanding.objects.reaching(shape.day)
    cut = shape.asked.cut(rows.annotate(**keys, **reach), places)
    return statement(cut.values_list("written", *keys, *reach))


def _with_state(tasks: TaskQuerySet, shape: Shape) -> TaskQuerySet:
    if shape.source == Source.FACTS:
        return tasks.with_state(shape.day)
    return tasks.by_rows(shape.day, stale=shape.source == Source.PARTLY_KEPT)
