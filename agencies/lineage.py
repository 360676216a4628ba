"""Which body carries an agency's work by default on a given day, along the chain of successions."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agencies.models import AgencySuccession, FormerSuccession
from agencies.models.recorded import columns_known


@dataclass(frozen=True)
class Link:
    """From `effective_on` the work of `predecessor` is by default that of `successor` (agency keys)."""

    predecessor: int
    successor: int
    effective_on: datetime.date


def steps_on(links: Iterable[Link], day: datetime.date) -> dict[int, int]:
    """The links in effect on `day`, as agency → its direct successor."""
    return {link.predecessor: link.successor for link in links if link.effective_on <= day}


def follow(agency: int, steps: Mapping[int, int]) -> int:
    """The last body of the chain that begins at `agency`; `agency` itself if it runs in a circle."""
    seen = {agency}
    current = agency
    while current in steps:
        current = steps[current]
        if current in seen:
            return agency
        seen.add(current)
    return current


def carriers(links: Iterable[Link], day: datetime.date) -> dict[int, int]:
    """Agency → the body that carries its work on `day`, for those whose work is not their own any more."""
    steps = steps_on(links, day)
    carried = {agency: follow(agency, steps) for agency in steps}
    return {agency: body for agency, body in carried.items() if body != agency}


def default_links(before: datetime.datetime | None = None) -> list[Link]:
    """The default successions on record, or those that were before a moment; one query."""
    rows = columns_known(
        AgencySuccession.objects.filter(is_default=True),
        FormerSuccession.objects.filter(is_default=True),
        ("predecessor", "successor", "effective_on"),
        before,
    )
    return [Link(predecessor, successor, effective_on) for predecessor, successor, effective_on in rows]


def rolls_up_to(day: datetime.date, before: datetime.datetime | None = None) -> dict[int, int]:
    """`carriers` of the successions on record, or of those that were before a moment."""
    return carriers(default_links(before), day)
