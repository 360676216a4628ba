"""Choosing tasks by their facts, as for a past day: their state is worked out of no more than need be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from tasks.filters.tasks import TaskFilter
from tasks.models.task import TaskQuerySet

BY_STATE = {"status", "light", "mode", "needs", "due_from", "due_until", "part_status", "turned_red_since"}
"""The filters that ask for what follows from facts."""

SORTED_BY_STATE = {"status", "light", "percent", "due_on"}
"""The paths of orders that do."""

OF_PART = {"agency", "role", "rollup"}
"""The filters that find at least all that `part_status` with them finds."""

Cut = Callable[[TaskQuerySet], QuerySet[Any]]


def needs_no_state(chosen: Mapping[str, Any], sorted_by: Iterable[str]) -> bool:
    """Whether tasks are chosen and sorted by what is printed and by who has which part in them alone."""
    return not (BY_STATE & set(chosen) or SORTED_BY_STATE & set(sorted_by))


def needs_every_state(chosen: Mapping[str, Any], sorted_by: Iterable[str]) -> bool:
    """Whether nothing that is `chosen` tells before their state is worked out which tasks are not meant."""
    return not needs_no_state(chosen, sorted_by) and chosen.keys() <= _told_by_state(chosen) - OF_PART


def narrowed_by_facts(
    visible: TaskQuerySet, filters: TaskFilter, chosen: Mapping[str, Any], cut: Cut | None = None
) -> TaskQuerySet:
    """Those of `visible` that meet what is `chosen`, with their state on the day of `filters`.

    Where that `needs_no_state`, a `cut` is made before it is worked out: then of the tasks of a page alone.
    """
    told = _told_by_state(chosen)
    before = {name: value for name, value in chosen.items() if name not in told or name in OF_PART}
    found = filters.narrowed(visible, before)
    if cut is None and not before:
        return filters.narrowed(visible.with_state(filters.day), chosen)
    of_plan = filters.narrowed(visible, {name: before[name] for name in before if name == "plan"})
    stated = of_plan.with_state_among(cut(found) if cut else found, filters.day)
    return filters.narrowed(stated, {name: chosen[name] for name in told})


def _told_by_state(chosen: Mapping[str, Any]) -> set[str]:
    """Which of what is `chosen` a task's state tells; where it is about an agency's part, all that is."""
    of_part = TaskFilter.OF_AGENCY if "part_status" in chosen else ()
    return {name for name in chosen if name in BY_STATE or name in of_part}
