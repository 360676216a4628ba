"""Pages of tasks as JSON: filters and order say which rows, the database writes what stands in them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, QuerySet, Window

from agencies.api.pagination import AskedPage, Page
from agencies.orderings import Place
from agencies.slots import Statement, sees_all, statement
from plans.models import Plan
from tasks.api.json_rows.task_rows import written
from tasks.filters import TaskFilter
from tasks.filters.facts import changed_since, found_by_facts, read_plan_by_plan, shown_by_facts
from tasks.filters.slotted import TELLING, Named, slotted, with_gaps
from tasks.filters.standings import chosen_for_page, chosen_standings, slotted_for_all
from tasks.models import Task, TaskStanding
from tasks.models.standings import Source
from tasks.models.task import TaskQuerySet
from tasks.summaries.plan_by_plan import PlanByPlan
from tasks.summaries.sources import Row, read_rows, with_state


@dataclass(frozen=True)
class Shape:
    """All that the SQL of a page depends on: not the values of filters, nor where its cursor stands."""

    day: datetime.date
    fields: tuple[str, ...]
    filters: Named
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
        found = read_rows(reading.rows, filters.day)
    except EmptyResultSet:
        return asked.page([], tuple)
    return asked.page(found, lambda row: row[1:-2])


def counted(visible: TaskQuerySet, filters: TaskFilter, most: int) -> int:
    """How many of `visible` meet `filters`, which are valid, counted no further than `most`.

    By what is kept, as far as that holds; else by their facts, if need be plan after plan.
    """
    chosen, day = filters.chosen, filters.day
    source = TaskStanding.objects.source_on(day)
    rows: QuerySet[Any, Any]
    if source == Source.KEPT:
        rows = chosen_standings(visible, filters, chosen, ())
    elif source == Source.PARTLY_KEPT:
        rows = filters.narrowed(visible.read_from(source, day), chosen)
    elif (keys := changed_since(visible, filters, chosen, ())) is not None:
        return min(_number_at_once(visible, filters, chosen, keys), most)
    elif read_plan_by_plan(chosen, ()) and sees_all(visible):
        return _counted_by_plan(filters, chosen, most)
    else:
        rows = found_by_facts(visible, filters, chosen, ())
    return rows.order_by().values("pk")[:most].count()


def _number_at_once(
    visible: TaskQuerySet, filters: TaskFilter, chosen: Mapping[str, Any], keys: Sequence[int]
) -> int:
    """How many there are by what is kept, and by the facts of those that something has changed since."""
    found = _number(found_by_facts(visible, filters, chosen, (), Source.SINCE)).rows({"keys": keys})
    return found[0][0] if found else 0


def _counted_by_plan(filters: TaskFilter, chosen: Mapping[str, Any], most: int) -> int:
    """The same by the facts of one plan after the other, until there are so many."""
    number, filters = 0, _with_all_filters(filters)
    for plan in Plan.objects.order_by("-pk"):
        of_plan = {**chosen, "plan": plan}
        asked = slotted(of_plan)
        found = (
            _number(_of_facts(filters, of_plan)).rows({})
            if asked is None
            else _number_before(filters.day, asked.named).rows(asked.values)
        )
        number += found[0][0] if found else 0
        if number >= most:
            return most
    return number


def _with_all_filters(filters: TaskFilter) -> TaskFilter:
    """The same with those that were not asked for as well, such as that of the plan."""
    return TaskFilter({}, Task.objects.all(), request=filters.request, day=filters.day)


@lru_cache(maxsize=50)
def _number_before(day: datetime.date, named: Named) -> Statement:
    return _number(_of_facts(TaskFilter({}, Task.objects.all(), day=day), with_gaps(named)))


def _of_facts(filters: TaskFilter, chosen: Mapping[str, Any]) -> TaskQuerySet:
    return found_by_facts(Task.objects.all(), filters, chosen, ())


def _number(rows: TaskQuerySet) -> Statement:
    """How many `rows` there are; no row where there are none."""
    return statement(rows.order_by().annotate(in_all=Window(Count("*"))).values_list("in_all")[:1])


def in_json(head: Mapping[str, Any], page: Page[Row]) -> bytes:
    """The whole answer: `head` before the rows.

    Each row that is no bytes yet is encoded by itself: all of them as one text take longer.
    """
    rows = b",".join([row[0] if isinstance(row[0], bytes) else row[0].encode() for row in page.rows])
    return b"".join([json.dumps(head)[:-1].encode(), b', "results": [', rows, b"]}"])


@dataclass(frozen=True)
class _Reading:
    visible: TaskQuerySet
    filters: TaskFilter
    asked: AskedPage
    fields: tuple[str, ...]

    def rows(self, source: Source) -> list[Row]:
        """The rows asked for and those beyond that tell of another page."""
        chosen = self.filters.chosen
        walk = self._walk(chosen) if source == Source.FACTS else None
        if walk is None:
            return self.found(source, chosen)
        reading = replace(self, filters=_with_all_filters(self.filters))
        return walk.rows(lambda plan: reading.found(source, {**chosen, "plan": plan}))

    def _walk(self, chosen: Mapping[str, Any]) -> PlanByPlan | None:
        cursor, most = self.asked.cursor, self.asked.size + 1
        if cursor is None:
            return PlanByPlan.of(self.asked.order, chosen, most)
        position = tuple(cursor.position)
        return PlanByPlan.of(self.asked.order, chosen, most, backwards=cursor.backwards, position=position)

    def found(self, source: Source, chosen: Mapping[str, Any]) -> list[Row]:
        """The same of what is `chosen`, from there."""
        asked = slotted_for_all(self.visible, self.filters, chosen)
        if asked is None:
            shape = Shape(self.filters.day, self.fields, tuple(chosen.items()), self.asked, source)
            return _compiled(shape, self.visible, self.filters, chosen).rows({})
        anywhere, place = self.asked.parted
        shape = Shape(self.filters.day, self.fields, asked.named, anywhere, source)
        return _compiled_before(shape).rows({**asked.values, **place})


@lru_cache(maxsize=200)
def _compiled_before(shape: Shape) -> Statement:
    filters = TaskFilter({}, Task.objects.all(), day=shape.day)
    found = _compiled(shape, Task.objects.all(), filters, with_gaps(shape.filters), shape.asked.order.places)
    named = {name for name, _value in shape.filters}
    return replace(found, lasts=shape.source == Source.KEPT and not named & TELLING)


def _compiled(
    shape: Shape,
    visible: TaskQuerySet,
    filters: TaskFilter,
    chosen: Mapping[str, Any],
    places: Sequence[Place] = (),
) -> Statement:
    """The page of that shape: where that can be told, first which tasks it has, then what each says."""
    asked = shape.asked
    keys, paths = asked.order.columns, asked.order.paths
    reach = TaskStanding.objects.reaching(shape.day)
    cut = partial(asked.cut, position=places)
    is_cut = shape.source == Source.KEPT
    if shape.source == Source.KEPT:
        choice = chosen_for_page(visible, filters, chosen, paths)
        tasks = with_state(visible, shape.day, shape.source).chosen_by(cut(choice))
    elif shape.source == Source.FACTS:
        tasks, is_cut = shown_by_facts(visible, filters, chosen, paths, cut)
        tasks = tasks.with_shown_parts(shape.day)
    else:
        tasks = filters.narrowed(with_state(visible, shape.day, shape.source), chosen)
    rows = written(tasks, shape.day, shape.fields).annotate(**keys, **reach)
    found = asked.order.sorted(rows, backwards=asked.backwards) if is_cut else cut(rows)
    return statement(found.values_list("written", *keys, *reach))
