"""A page of tasks read plan after plan, no further than it needs: for a past day, of which nothing is kept.

Of all tasks the state on that day would be worked out for the few that are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from agencies.api.pagination import AskedPage
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
"""What has few values, the first and the last among them: a page is mostly full of the first of all before
all plans are read."""


@dataclass(frozen=True)
class PlanByPlan:
    """Plans in the order of the page; `first` is the value that none of its rows comes before.

    None where the page is in the order of plans alone.
    """

    asked: AskedPage
    first: Cell | None

    @classmethod
    def of(cls, asked: AskedPage, chosen: Mapping[str, Any]) -> PlanByPlan | None:
        """How the page of what is `chosen` is read; None where it is to be read at once."""
        leading, paths = asked.order.keys[0], [key.path for key in asked.order.keys]
        if not read_plan_by_plan(chosen, paths):
            return None
        if tuple(paths) == PLACE:
            return cls(asked, None)
        if leading.path not in VALUES or tuple(paths[1:]) != PLACE:
            return None
        if asked.cursor:
            return cls(asked, asked.cursor.position[0])
        values: Any = [chosen[leading.path]] if leading.path in chosen else VALUES[leading.path]
        return cls(asked, max(values) if asked.falls(leading) else min(values))

    def rows(self, read: Callable[[Plan], list[Row]]) -> list[Row]:
        """The rows of the page and one beyond it, of those that `read` finds in a plan."""
        found: list[Row] = []
        for plan in self._plans():
            found = self._sorted([*found, *read(plan)])[: self.asked.size + 1]
            if len(found) > self.asked.size and self.first in {None, found[-1][1]}:
                break
        return found

    def _plans(self) -> list[Plan]:
        """The plan of the cursor and those after it; then, if they may have other rows, those before it."""
        key = self.asked.order.keys[-len(PLACE)]
        plans = [*Plan.objects.order_by("-pk" if self.asked.falls(key) else "pk")]
        if self.asked.cursor is None:
            return plans
        at = self.asked.cursor.position[-len(PLACE)]
        place = next((place for place, plan in enumerate(plans) if plan.pk == at), 0)
        return plans[place:] + ([] if self.first is None else plans[:place])

    def _sorted(self, rows: list[Row]) -> list[Row]:
        """In the order of the page; the columns of the order stand behind the first."""
        for place, key in reversed([*enumerate(self.asked.order.keys, start=1)]):
            rows.sort(key=lambda row, place=place: row[place], reverse=self.asked.falls(key))  # type: ignore[misc]
        return rows
