"""Where lists of tasks are read from: what is kept of them for as far as it holds, else their facts."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeAlias

from tasks.models import TaskStanding
from tasks.models.task import TaskQuerySet

Row: TypeAlias = tuple[Any, ...]


class Source(Enum):
    """What the state of tasks is read from."""

    KEPT = "what is kept of them"
    PARTLY_KEPT = "the same, and of those of which it is stale their facts"
    FACTS = "their facts"


def read_rows(read: Callable[[Source], list[Row]], day: datetime.date) -> list[Row]:
    """What `read` finds, from the source that holds on `day`.

    Its rows end in what `TaskStanding.objects.reaching(day)` asks, and so tell themselves whether they hold;
    else it reads once more.
    """
    found = read(Source.KEPT)
    later, stale = found[0][-2:] if found else TaskStanding.objects.reach(day)
    if later:
        return read(Source.FACTS)
    return read(Source.PARTLY_KEPT) if stale else found


def with_state(tasks: TaskQuerySet, day: datetime.date, source: Source) -> TaskQuerySet:
    """`tasks` with their state and their `shown_parts` on `day` from there."""
    if source == Source.FACTS:
        return tasks.with_state(day).with_shown_parts(day)
    return tasks.listed_by_rows(day, stale=source == Source.PARTLY_KEPT)
