"""Pages of the task table: which tasks stand on one, and how many there are."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, QuerySet, Subquery, Value, Window

from agencies.slots import Statement, statement
from plans.models import Plan
from tasks.filters import TaskFilter
from tasks.filters.facts import changed_since, found_by_facts
from tasks.filters.orderings import TASK_ORDERINGS
from tasks.filters.slotted import TELLING, Named, with_gaps
from tasks.filters.standings import BY_THE_DAY, chosen_standings, slotted_for_all
from tasks.models import Task, TaskStanding
from tasks.models.standings import Source
from tasks.models.task import TaskQuerySet
from tasks.summaries.plan_by_plan import PlanByPlan
from tasks.summaries.sources import Row, read_rows, with_state
from tasks.summaries.task_rows import TaskRow, task_rows

PAGE_LENGTH = 30

MOST = 1_000_000
"""Page numbers from here on are not looked for: the first page is read, which says how many there are."""


@dataclass(frozen=True)
class Shape:
    """All that the SQL of a page depends on; where it is shared, the values of filters are not part of it."""

    day: datetime.date
    filters: Named
    ordering: tuple[str, ...]
    number: int
    source: Source


def task_page(visible: TaskQuerySet, filters: TaskFilter, asked: str) -> Page[TaskRow]:
    """The page with the number `asked` of the `visible` tasks that meet `filters`; else the last page.

    One query finds the tasks of the page and how many there are in all, another reads their rows.
    """
    if filters.form.errors:
        return _page(0, asked)
    reading = _Reading(visible, filters)
    number = int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked) < MOST else 1
    keys, total = reading.keys(number)
    if not total and number > 1:
        keys, total = reading.keys(1)
    page = _page(total, asked)
    if page.number != number:
        keys, total = reading.keys(page.number)
    page.object_list = task_rows(visible, keys, filters.day)
    return page


def _page(total: int, asked: str) -> Page[TaskRow]:
    rows: list[TaskRow] = []
    pages = Paginator(rows, PAGE_LENGTH)
    pages.count = total
    return pages.get_page(asked)


@dataclass(frozen=True)
class _Reading:
    visible: TaskQuerySet
    filters: TaskFilter

    def keys(self, number: int) -> tuple[list[int], int]:
        """The keys of the tasks of that page, and how many all pages have; 0 where the page is empty."""
        try:
            found = read_rows(lambda source: self._read(number, source), self.filters.day)
        except EmptyResultSet:
            return [], 0
        return [key for key, *_ in found], found[0][1] if found else 0

    def _read(self, number: int, source: Source) -> list[Row]:
        order = tuple(self.filters.form.cleaned_data.get("ordering") or ())
        chosen = self.filters.chosen
        if source == Source.FACTS and not chosen and (walked := self._walked(number, order)) is not None:
            return walked
        keys = self._changed(chosen, order) if source == Source.FACTS else None
        source = source if keys is None else Source.SINCE
        asked = slotted_for_all(self.visible, self.filters, chosen)
        if asked is None:
            shape = Shape(self.filters.day, tuple(chosen.items()), order, number, source)
            return _compiled(shape, self.visible, self.filters, chosen).rows({"keys": keys})
        shape = Shape(self.filters.day, asked.named, order, number, source)
        return _compiled_before(shape).rows({**asked.values, "keys": keys})

    def _changed(self, chosen: Mapping[str, Any], ordering: tuple[str, ...]) -> list[int] | None:
        return changed_since(self.visible, self.filters, chosen, TASK_ORDERINGS.chosen(ordering).paths)

    def _walked(self, number: int, ordering: tuple[str, ...]) -> list[Row] | None:
        """A page of all tasks, read plan by plan; None where that does not fit their order."""
        last = number * PAGE_LENGTH
        walk = PlanByPlan.of(TASK_ORDERINGS.chosen(ordering), {}, last)
        if walk is None:
            return None
        total = self.visible.count()
        if last - PAGE_LENGTH >= total:
            return []
        rows = walk.rows(lambda plan: self._of_plan(plan, number, ordering))
        return [(row[0], total) for row in rows[last - PAGE_LENGTH :]]

    def _of_plan(self, plan: Plan, number: int, ordering: tuple[str, ...]) -> list[Row]:
        """The first tasks of a plan, as many as fit on all pages up to that number."""
        chosen = {"plan": plan}
        asked = slotted_for_all(self.visible, self.filters, chosen)
        if asked is None:
            shape = Shape(self.filters.day, tuple(chosen.items()), ordering, number, Source.FACTS)
            return _compiled_of_plan(shape, self.visible, self.filters, chosen).rows({})
        shape = Shape(self.filters.day, asked.named, ordering, number, Source.FACTS)
        return _compiled_of_plan_before(shape).rows(asked.values)


@lru_cache(maxsize=50)
def _compiled_of_plan_before(shape: Shape) -> Statement:
    filters = TaskFilter({}, Task.objects.all(), day=shape.day)
    return _compiled_of_plan(shape, Task.objects.all(), filters, with_gaps(shape.filters))


def _compiled_of_plan(
    shape: Shape, visible: TaskQuerySet, filters: TaskFilter, chosen: Mapping[str, Any]
) -> Statement:
    """The keys of the first tasks of one plan, by their facts, with the columns of the order."""
    order = TASK_ORDERINGS.chosen(shape.ordering)
    rows = found_by_facts(visible, filters, chosen, order.paths)
    found = order.sorted(rows).annotate(**order.columns)
    return statement(found.values_list("pk", *order.columns)[: shape.number * PAGE_LENGTH])


@lru_cache(maxsize=200)
def _compiled_before(shape: Shape) -> Statement:
    filters = TaskFilter({}, Task.objects.all(), day=shape.day)
    found = _compiled(shape, Task.objects.all(), filters, with_gaps(shape.filters))
    # Only the first page, which everybody opens, is worth a prepared statement: each page has its own SQL.
    opened = shape.number == 1 and shape.source == Source.KEPT
    return replace(found, lasts=opened and not TELLING & {name for name, _value in shape.filters})


def _compiled(
    shape: Shape, visible: TaskQuerySet, filters: TaskFilter, chosen: Mapping[str, Any]
) -> Statement:
    rows: Any
    paths = TASK_ORDERINGS.chosen(shape.ordering).paths
    if shape.source == Source.KEPT:
        rows = chosen_standings(visible, filters, chosen, paths)
    elif shape.source in {Source.FACTS, Source.SINCE}:
        rows = found_by_facts(visible, filters, chosen, paths, shape.source)
    else:
        rows = filters.narrowed(with_state(visible, shape.day, shape.source), chosen)
    reaching, last = TaskStanding.objects.reaching(shape.day), shape.number * PAGE_LENGTH
    # Of one plan an index has them in the order of their numbers: no more is read than the page and a count.
    sorted_rows = rows.order_by("number") if "plan" in chosen else rows.order_by("plan", "number")
    walked = shape.source == Source.KEPT and not BY_THE_DAY & {*chosen, *paths}
    in_all = _NumberOf(_ones(rows)) if walked else Window(Count("*"))
    found = filters.narrowed(sorted_rows, {"ordering": shape.ordering}).annotate(in_all=in_all, **reaching)
    return statement(found.values_list("pk", "in_all", *reaching)[last - PAGE_LENGTH : last])


class _NumberOf(Subquery):
    """The number of rows of a query, as a subquery; a window function would read all before the first."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _ones(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """`rows` without their columns, so that an index alone can count them."""
    ones: QuerySet[Any, Any] = rows.order_by().annotate(one=Value(1)).values("one")
    return ones
