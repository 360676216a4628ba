"""Choosing tasks by what is kept of them, with SQL that is the same for everybody who sees the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from agencies.slots import sees_all
from tasks.filters.slotted import Slotted, slotted
from tasks.filters.tasks import TaskFilter
from tasks.models import Assignment, state_sql
from tasks.models.standings import TaskStandingQuerySet
from tasks.models.task import TaskQuerySet

BY_THE_DAY = {"light", "needs", "turned_red_since"}
"""The filters and orders that ask for what no row keeps."""

PLACE = ("plan_id", "number")
"""The order that assignments keep as well."""

PLACED = {"agency", "role", "plan"}
"""The filters that an assignment answers by itself, in that order."""


def chosen_standings(
    visible: TaskQuerySet, filters: TaskFilter, chosen: Mapping[str, Any], sorted_by: Iterable[str]
) -> TaskStandingQuerySet:
    """What is kept of those of `visible` that meet what is `chosen`; to be `sorted_by` these paths."""
    lights = bool(BY_THE_DAY & {*chosen, *sorted_by})
    found = state_sql.standings_on(filters.day, visible.db, lights=lights)
    return filters.narrowed(found if sees_all(visible) else found.filter(task__in=visible), chosen)


def chosen_for_page(
    visible: TaskQuerySet, filters: TaskFilter, chosen: Mapping[str, Any], sorted_by: Iterable[str]
) -> QuerySet[Any]:
    """The same, to be read no further than a page; of an agency its assignments, one a task.

    These an index has in the order of lists: standings would be looked up for all that it has, and sorted.
    """
    walked = "agency" in chosen and tuple(sorted_by) == PLACE
    if not walked or not chosen.keys() <= {*PLACED, "status"}:
        return chosen_standings(visible, filters, chosen, sorted_by)
    held = filters.held(chosen).filter(**{name: chosen[name] for name in ("role", "plan") if name in chosen})
    if "status" not in chosen and sees_all(visible):
        return held
    others = {name: value for name, value in chosen.items() if name not in PLACED}
    return held.filter(task__in=chosen_standings(visible, filters, others, ()).values("pk"))


def slotted_for_all(visible: TaskQuerySet, filters: TaskFilter, chosen: Mapping[str, Any]) -> Slotted | None:
    """What is `chosen` of `filters`, parted, where it is the same for everybody.

    That is where whoever asks sees all tasks, and by an agency all parts.
    """
    parts = Assignment.objects.all()
    if "agency" in chosen:
        parts = parts.visible_to(filters.request.user)
    return slotted(chosen) if sees_all(visible) and sees_all(parts) else None
