"""How often suggestions were right: what `make links` measures, kept here for people to be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reached:
    """Of `suggested` pairs that readers had judged, `right` were the same work."""

    right: int
    suggested: int

    @property
    def percent(self) -> int:
        """How many of a hundred, rounded down."""
        return self.right * 100 // self.suggested


REACHED = Reached(right=63, suggested=74)
"""At the default threshold, on the half of the judged pairs that nothing was chosen by."""
