"""Reading a page of tasks one plan after another, and no more plans than the page needs.

For a past day, whose states are not stored: otherwise the state of all tasks would be worked out for the few
that are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from agencies.orderings import Key, Order
from agencies.stands import Cell
from plans.models import Plan
from tasks.enums import DerivedStatus, LightColour
from tasks.filters.facts import read_plan_by_plan
from tasks.filters.standings import PLACE
from tasks.summaries.sources import Row

VALUES: Mapping[str, Collection[Cell]] = {
    "light": LightColour.values,
    "status": DerivedStatus.values,
    "percent": (0, 100),
}
"""Columns that have few values, with (at least) the first and the last of them.

In the order of such a column a page is often full of tasks with the first value before all plans are read.
"""


@dataclass(frozen=True)
class PlanByPlan:
    """How to read the first `most` rows in an `order` or `backwards`, beyond a `position` if there is one.

    `first` is the value of the leading column that comes before all others; None where rows are in the order
    of plans alone, so that each plan's rows come before those of the next.
    """

    order: Order
    most: int
    first: Cell | None
    backwards: bool
    position: tuple[Cell, ...] | None

    @classmethod
    def of(
        cls,
        order: Order,
        chosen: Mapping[str, Any],
        most: int,
        *,
        backwards: bool = False,
        position: tuple[Cell, ...] | None = None,
    ) -> PlanByPlan | None:
        """How to read a page of the tasks `chosen` by filters; None where this way does not fit the order."""
        leading, paths = order.keys[0], order.paths
        if not read_plan_by_plan(chosen, paths):
            return None
        if tuple(paths) == PLACE:
            return cls(order, most, None, backwards, position)
        if leading.path not in VALUES or tuple(paths[1:]) != PLACE:
            return None
        values: Any = [chosen[leading.path]] if leading.path in chosen else VALUES[leading.path]
        first = max(values) if leading.falls != backwards else min(values)
        return cls(order, most, position[0] if position else first, backwards, position)

    def rows(self, read: Callable[[Plan], list[Row]]) -> list[Row]:
        """The first rows of what `read` finds in each plan; behind its first column a row has the order's."""
        found: list[Row] = []
        for plan in self._plans():
            found = self._sorted([*found, *read(plan)])[: self.most]
            if len(found) == self.most and self.first in {None, found[-1][1]}:
                break
        return found

    def _plans(self) -> list[Plan]:
        """The plan of the position and those after it; then those before, unless rows go by plans alone."""
        plans = [*Plan.objects.order_by("-pk" if self._falls(self.order.keys[-len(PLACE)]) else "pk")]
        if self.position is None:
            return plans
        at = self.position[-len(PLACE)]
        place = next((place for place, plan in enumerate(plans) if plan.pk == at), 0)
        return plans[place:] + ([] if self.first is None else plans[:place])

    def _sorted(self, rows: list[Row]) -> list[Row]:
        for place, key in reversed([*enumerate(self.order.keys, start=1)]):
            rows.sort(key=lambda row, place=place: row[place], reverse=self._falls(key))  # type: ignore[misc]
        return rows

    def _falls(self, key: Key) -> bool:
        return key.falls != self.backwards
