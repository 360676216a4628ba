"""A thread: the tasks of different years that are one work carried on, as the office confirmed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agencies.models import Agency, User
from plans.clock import end_of
from tasks.comparison import Piece, phrase_changes
from tasks.enums import AssignmentRole, ReviewDecision
from tasks.lineage import TaskLineage
from tasks.models import Assignment, ProgressReport, Review, Task, TaskLink
from tasks.models.links import thread_keys
from tasks.summaries.roles import by_role


@dataclass(frozen=True)
class Holder:
    """An agency that a plan gave the task to (`assignment`), its role on the day, and who has its part then.

    `carrier` is None where the agency itself still has it; another where the office passed the part on, or
    where a reform did.
    """

    assignment: Assignment
    role: AssignmentRole
    carrier: Agency | None


@dataclass(frozen=True)
class ThreadTask:
    """One task of a thread, who has it and what came of it.

    `former` is the task of an earlier plan that it was linked to: of several that of the newest plan, and of
    one plan the nearest; None where the task begins the work.
    """

    task: Task
    former: Task | None
    holders: Sequence[Holder]
    outcomes: Sequence[ProgressReport]

    @property
    def pieces(self) -> Sequence[Piece]:
        """Its wording against that of `former`."""
        former = self.former or self.task
        return phrase_changes(former.text, self.task.text)

    @property
    def by_role(self) -> Mapping[AssignmentRole, Sequence[Holder]]:
        """Who has it in which role."""
        return by_role(self.holders)


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
    links = TaskLink.objects.visible_to(user).in_force_on(day).confirmed().filter(later__in=found)
    links = links.select_related("later__plan", "earlier__plan", "decided_by")
    linked = list(links.order_by("later__plan__year", "later__plan__code", "pk"))
    formers, holders, outcomes = _formers(linked), _holders(found, day), _outcomes(found, day)
    return Thread(
        tasks=[
            ThreadTask(one, formers.get(one.pk), holders[one.pk], outcomes.get(one.pk, ())) for one in ordered
        ],
        links=linked,
    )


def _formers(links: Iterable[TaskLink]) -> Mapping[int, Task]:
    """Task (key) → the one that it carries on."""

    def nearness(link: TaskLink) -> tuple[int, str, float]:
        return link.earlier.plan.year, link.earlier.plan.code, link.score

    return {link.later_id: link.earlier for link in sorted(links, key=nearness)}


def _holders(tasks: Sequence[int], day: datetime.date) -> Mapping[int, list[Holder]]:
    """Task (key) → its agencies in the order of the bracket; three queries, and those of `TaskLineage`."""
    given = Assignment.objects.filter(task__in=tasks)
    all_parts, lineage = given.select_related("agency").in_bulk(), TaskLineage(tasks, day)
    in_force = given.in_force_on(day).order_by("position", "pk")
    held = [all_parts[key] for key in in_force.values_list("pk", flat=True)]
    carriers = {part.pk: lineage.carrier(part.agency_id, part.task_id) for part in held}
    bodies = Agency.objects.in_bulk({*carriers.values()})
    found: dict[int, list[Holder]] = defaultdict(list)
    for part in held:
        first = part
        while first.received_from_id in all_parts:
            first = all_parts[first.received_from_id]
        carrier = carriers[part.pk]
        body = bodies[carrier] if carrier != first.agency_id else None
        found[part.task_id].append(Holder(first, AssignmentRole(part.role), body))
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
