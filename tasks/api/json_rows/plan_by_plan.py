"""A page of tasks read plan after plan, no further than it needs: for a past day, of which nothing is kept.

Of all tasks the state on that day would be worked out for the few that are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agencies.api.pagination import AskedPage
from plans.models import Plan
from tasks.enums import DerivedStatus, LightColour
from tasks.filters.facts import needs_every_state
from tasks.filters.standings import PLACE
from tasks.summaries.sources import Row

FEW: Mapping[str, Iterable[str]] = {"light": LightColour.values, "status": DerivedStatus.values}
"""What has few values: a page is mostly full of the first of them before all plans are read."""


@dataclass(frozen=True)
class PlanByPlan:
    """Plans in the order of the page; `first` is the value that none of its rows comes before.

    Empty where the page is in the order of plans alone.
    """

    asked: AskedPage
    first: str

    @classmethod
    def of(cls, asked: AskedPage, chosen: Mapping[str, Any]) -> PlanByPlan | None:
        """How the page of what is `chosen` is read; None where it is to be read at once."""
        leading, paths = asked.order.keys[0], [key.path for key in asked.order.keys]
        if not needs_every_state(chosen, paths):
            return None
        if tuple(paths) == PLACE:
            return cls(asked, "")
        if leading.path not in FEW or tuple(paths[1:]) != PLACE:
            return None
        if asked.cursor:
            return cls(asked, str(asked.cursor.position[0]))
        values = [chosen[leading.path]] if leading.path in chosen else FEW[leading.path]
        return cls(asked, max(values) if asked.falls(leading) else min(values))

    def rows(self, read: Callable[[Plan], list[Row]]) -> list[Row]:
        """The rows of the page and one beyond it, of those that `read` finds in a plan."""
        found: list[Row] = []
        for plan in self._plans():
            found = self._sorted([*found, *read(plan)])[: self.asked.size + 1]
            if len(found) > self.asked.size and self.first in {"", found[-1][1]}:
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
        return plans[place:] + (plans[:place] if self.first else [])

    def _sorted(self, rows: list[Row]) -> list[Row]:
        """In the order of the page; the columns of the order stand behind the first."""
        for place, key in reversed([*enumerate(self.asked.order.keys, start=1)]):
            rows.sort(key=lambda row, place=place: row[place], reverse=self.asked.falls(key))  # type: ignore[misc]
        return rows
