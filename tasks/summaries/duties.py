"""What ended agencies still hold: open parts in tracked plans that nobody has decided about."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import DateField, Q

from agencies.lineage import rolls_up_to
from agencies.models import Agency
from agencies.picking import Picked, picked
from agencies.slots import Slot
from tasks.enums import DerivedStatus
from tasks.models import Assignment, Task, TaskTransfer
from tasks.models.assignments import AssignmentQuerySet

DONE = {DerivedStatus.COMPLETED, DerivedStatus.DROPPED}
"""Statuses of a task in which no duty is left."""


@dataclass(frozen=True)
class OpenDuty:
    """A part of an ended agency. `successor`: who carries it by a transfer on record, else by default."""

    assignment: Assignment
    task: Task
    transfer: TaskTransfer | None
    successor: Agency | None


@dataclass(frozen=True)
class EndedAgency:
    """An ended agency and how many open duties it has."""

    agency: Agency
    duties: int


def open_duties(agency: Agency, day: datetime.date) -> list[OpenDuty]:
    """The open duties of `agency` by task; none where it has not ended by `day`."""
    if agency.ends_on is None or agency.ends_on > day:
        return []
    held = _of_ended(Assignment.objects.filter(agency=agency), day)
    parts = _open(list(held), day)
    if not parts:
        return []
    transfers = {
        transfer.task_id: transfer
        for transfer in TaskTransfer.objects.filter(from_agency=agency, effective_on__lte=day).select_related(
            "to_agency"
        )
    }
    default = Agency.objects.filter(pk=rolls_up_to(day).get(agency.pk, 0)).first()
    return [
        OpenDuty(part, task, transfer, transfer.to_agency if transfer else default)
        for part, task in parts
        for transfer in [transfers.get(task.pk)]
    ]


def ended_agencies(day: datetime.date) -> list[EndedAgency]:
    """The agencies ended by `day` that still have open duties, by name; two queries at most."""
    parts = _current_of_ended(Assignment.objects.db).rows({"day": day})
    counts = Counter(part.agency for part, _task in _open(parts, day))
    return [EndedAgency(agency, counts[agency]) for agency in sorted(counts, key=lambda one: one.name)]


@lru_cache(maxsize=2)
def _current_of_ended(database: str) -> Picked[Assignment]:
    ended = _of_ended(Assignment.objects.using(database), Slot("day", DateField()))
    return picked(ended.order_by(), ("agency",))


def _of_ended(assignments: AssignmentQuerySet, day: datetime.date | Slot) -> AssignmentQuerySet:
    return assignments.current().filter(agency__ends_on__lte=day)


def _open(parts: Sequence[Assignment], day: datetime.date) -> Sequence[tuple[Assignment, Task]]:
    if not parts:
        return []
    stated = Task.objects.filter(pk__in={part.task_id for part in parts}).with_standing(day)
    tasks = stated.filter(Q(tracked_from__lte=day)).select_related("plan").in_bulk()
    held = [(part, tasks[part.task_id]) for part in parts if part.task_id in tasks]
    still = [(part, task) for part, task in held if task.status not in DONE]
    return sorted(still, key=lambda one: (one[1].plan.code, one[1].number))
