"""Choosing tasks by their facts, as for a past day: their state is worked out of no more than need be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from plans.clock import today
from tasks.filters.tasks import TaskFilter
from tasks.models import state_sql
from tasks.models.standings import Source
from tasks.models.state_sql import TOLD
from tasks.models.task import TaskQuerySet

BY_STATE = {"status", "light", "mode", "needs", "due_from", "due_until", "part_status", "turned_red_since"}
"""The filters that ask for what follows from facts."""

TOLD_BY = {"status": "status", "mode": "mode", "due_from": "due_on", "due_until": "due_on"}
"""Those of them that ask for what can be told without a light, and for what."""

SORTED_BY_STATE = {"status", "light", "percent", "due_on"}
"""The paths of orders that do."""

OF_PART = {"agency", "role", "rollup"}
"""The filters that find at least all that `part_status` with them finds."""

Cut = Callable[[TaskQuerySet], QuerySet[Any]]


def needs_no_state(chosen: Mapping[str, Any], sorted_by: Iterable[str]) -> bool:
    """Whether tasks are chosen and sorted by what is printed and by who has which part in them alone."""
    return not (BY_STATE & set(chosen) or SORTED_BY_STATE & set(sorted_by))


def needs_no_light(chosen: Mapping[str, Any], sorted_by: Iterable[str]) -> bool:
    """Whether they are so by that and by what can be told of them without their light."""
    return (BY_STATE & set(chosen)) <= TOLD_BY.keys() and (SORTED_BY_STATE & set(sorted_by)) <= set(TOLD)


def read_plan_by_plan(chosen: Mapping[str, Any], sorted_by: Iterable[str]) -> bool:
    """Whether nothing that is `chosen` tells beforehand which tasks are not meant, and to tell it takes long.

    What is told by due dates alone takes no longer of all tasks than of those of a plan.
    """
    by_dates = needs_no_light(chosen, sorted_by) and _told_names(chosen, sorted_by) == ("due_on",)
    if by_dates or needs_no_state(chosen, sorted_by):
        return False
    return chosen.keys() <= _told_by_state(chosen) - OF_PART


def changed_since(
    visible: TaskQuerySet, filters: TaskFilter, chosen: Mapping[str, Any], sorted_by: Iterable[str]
) -> list[int] | None:
    """The keys of the tasks of which facts are to be read if all are asked at once, as of `Source.SINCE`.

    None where facts of few tasks are read anyway, or too many have changed since the day of `filters`.
    """
    if not read_plan_by_plan(chosen, sorted_by):
        return None
    lights = not needs_no_light(chosen, sorted_by)
    return state_sql.changed_since(filters.day, today(), visible.db, lights=lights)


def found_by_facts(
    visible: TaskQuerySet,
    filters: TaskFilter,
    chosen: Mapping[str, Any],
    sorted_by: Iterable[str],
    source: Source = Source.FACTS,
) -> TaskQuerySet:
    """Those of `visible` that meet what is `chosen`, with what they are to be `sorted_by`.

    As on the day of `filters`; more of their state is not worked out than it takes to tell. With
    `Source.SINCE` of no others than those that are `state_sql.named` when the query is run.
    """
    told = _told_by_state(chosen)
    before = {name: value for name, value in chosen.items() if name not in told or name in OF_PART}
    found = filters.narrowed(visible, before)
    if needs_no_state(chosen, sorted_by):
        return found
    of_plan = _of_plan(visible, filters, chosen)
    if needs_no_light(chosen, sorted_by):
        names = _told_names(chosen, sorted_by)
        stated = (
            of_plan.with_told_among(found, names, filters.day)
            if before
            else visible.with_told_from(source, names, filters.day)
        )
    elif before:
        stated = of_plan.with_state_among(found, filters.day)
    else:
        stated = visible.read_from(source, filters.day)
    return filters.narrowed(stated, {name: chosen[name] for name in told})


def shown_by_facts(
    visible: TaskQuerySet, filters: TaskFilter, chosen: Mapping[str, Any], sorted_by: Iterable[str], cut: Cut
) -> tuple[TaskQuerySet, bool]:
    """The same with their whole state, and whether they are `cut`: it is then that of a page alone."""
    found = found_by_facts(visible, filters, chosen, sorted_by)
    if not needs_no_light(chosen, sorted_by):
        return found, False
    return _of_plan(visible, filters, chosen).with_state_among(cut(found), filters.day), True


def _of_plan(visible: TaskQuerySet, filters: TaskFilter, chosen: Mapping[str, Any]) -> TaskQuerySet:
    """Those that are of the plan that is `chosen`, if one is."""
    return filters.narrowed(visible, {name: chosen[name] for name in chosen if name == "plan"})


def _told_names(chosen: Mapping[str, Any], sorted_by: Iterable[str]) -> tuple[str, ...]:
    asked = {*sorted_by, *(TOLD_BY[name] for name in chosen if name in TOLD_BY)}
    return tuple(name for name in TOLD if name in asked)


def _told_by_state(chosen: Mapping[str, Any]) -> set[str]:
    """Which of what is `chosen` a task's state tells; where it is about an agency's part, all that is."""
    of_part = TaskFilter.OF_AGENCY if "part_status" in chosen else ()
    return {name for name in chosen if name in BY_STATE or name in of_part}
