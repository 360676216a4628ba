"""A thread: the tasks of different years that are one work carried on, as the office confirmed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agencies.lineage import rolls_up_to
from agencies.models import Agency, User
from plans.clock import end_of
from tasks.comparison import Piece, phrase_changes
from tasks.enums import AssignmentRole, ReviewDecision
from tasks.models import Assignment, ProgressReport, Review, Task, TaskLink
from tasks.models.links import thread_keys


@dataclass(frozen=True)
class Holder:
    """An agency that a plan gave the task to, as written there, and who carries its work now, if another."""

    assignment: Assignment
    carrier: Agency | None


@dataclass(frozen=True)
class ThreadTask:
    """One task of a thread: its wording against that of the task before, who has it, what came of it."""

    task: Task
    pieces: Sequence[Piece]
    holders: Sequence[Holder]
    outcomes: Sequence[ProgressReport]

    @property
    def leads(self) -> list[Holder]:
        """Who leads it."""
        return [held for held in self.holders if held.assignment.role == AssignmentRole.LEAD]

    @property
    def others(self) -> list[Holder]:
        """Who takes part, or has it by its own duty."""
        return [held for held in self.holders if held.assignment.role != AssignmentRole.LEAD]


@dataclass(frozen=True)
class Thread:
    """The tasks from the earliest plan to the latest, and the links that hold them together."""

    tasks: Sequence[ThreadTask]
    links: Sequence[TaskLink]


def other_years(task: Task, user: User, day: datetime.date) -> list[Task]:
    """The other tasks of the thread of `task` as on `day`, the earliest first; one query."""
    thread = Task.objects.visible_to(user).filter(pk__in=thread_keys(task.pk, day)).exclude(pk=task.pk)
    return list(thread.select_related("plan").order_by("plan__year", "plan__code", "number"))


def thread_of(task: Task, user: User, day: datetime.date) -> Thread:
    """The whole thread of `task` as it was on `day`."""
    keys = thread_keys(task.pk, day)
    tasks = Task.objects.visible_to(user).filter(pk__in=keys).with_standing(day).select_related("plan")
    ordered = list(tasks.order_by("plan__year", "plan__code", "number"))
    found = [one.pk for one in ordered]
    holders, outcomes = _holders(found, day), _outcomes(found, day)
    links = TaskLink.objects.visible_to(user).in_force_on(day).confirmed().filter(later__in=found)
    links = links.select_related("later__plan", "earlier__plan", "decided_by")
    before = [None, *ordered]
    return Thread(
        tasks=[
            ThreadTask(
                task=one,
                pieces=phrase_changes(former.text if former else one.text, one.text),
                holders=holders[one.pk],
                outcomes=outcomes.get(one.pk, ()),
            )
            for former, one in zip(before, ordered, strict=False)
        ],
        links=list(links.order_by("later__plan__year", "later__plan__code", "pk")),
    )


def _holders(tasks: Sequence[int], day: datetime.date) -> Mapping[int, list[Holder]]:
    """Task (key) → its agencies in the order of the bracket."""
    carriers = rolls_up_to(day)
    bodies = Agency.objects.in_bulk(set(carriers.values()))
    found: dict[int, list[Holder]] = defaultdict(list)
    given = Assignment.objects.filter(task__in=tasks).in_force_on(day).select_related("agency")
    for part in given.order_by("position", "pk"):
        found[part.task_id].append(Holder(part, bodies.get(carriers.get(part.agency_id, 0))))
    return found


def _outcomes(tasks: Sequence[int], day: datetime.date) -> Mapping[int, list[ProgressReport]]:
    """Task (key) → the report of each agency that was confirmed last, where it says what came of it."""
    confirmed = Review.objects.filter(
        report__task__in=tasks, decision=ReviewDecision.CONFIRM, decided_at__lt=end_of(day)
    )
    latest: dict[tuple[int, int], ProgressReport] = {}
    for review in confirmed.select_related("report__agency").order_by("decided_at", "pk"):
        latest[review.report.task_id, review.report.agency_id] = review.report
    found: dict[int, list[ProgressReport]] = defaultdict(list)
    for (task, _agency), report in latest.items():
        if report.outcome:
            found[task].append(report)
    return found
