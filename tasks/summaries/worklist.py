"""Everything that somebody writes reports about, and what of it is urgent."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Prefetch, Window

from agencies.enums import AgencyKind
from agencies.models import Agency, User
from agencies.rules import is_office, writes_reports
from agencies.slots import Statement, statement
from tasks.enums import DerivedStatus, LightColour, ReviewDecision, Standing
from tasks.filters.orderings import WORK_ORDERINGS
from tasks.models import Assignment, ProgressReport, Review, Task
from tasks.models.assignments import AssignmentQuerySet
from tasks.summaries.work_sql import OWED, with_work


@dataclass(frozen=True)
class WorkItem:
    """One agency's part in a task (with its state), its newest report, why that was returned, if it was."""

    assignment: Assignment
    task: Task
    status: DerivedStatus
    light: LightColour
    due_on: datetime.date | None
    report: ProgressReport | None
    returned: Review | None
    standing: Standing

    @property
    def owed(self) -> bool:
        """Whether the next step is the agency's."""
        return self.standing in OWED


@dataclass(frozen=True)
class OwedWork:
    """What is most urgent of what is owed, and how much is owed in all."""

    items: Sequence[WorkItem]
    total: int


def worklist(user: User, day: datetime.date) -> AssignmentQuerySet:
    """What `user` writes reports about, `with_work`: their agency's parts; collectives' for the office."""
    return _work_of(_agencies(user), user, day)


def standing_counts(work: AssignmentQuerySet) -> Mapping[Standing, int]:
    """How many of `work` there are in every standing that occurs, the most urgent first."""
    rows: Any = work.order_by()
    counts = dict(rows.values_list("standing").annotate(Count("pk")))
    return {standing: counts[standing] for standing in Standing if standing in counts}


def work_items(work: Iterable[Assignment], user: User, day: datetime.date) -> list[WorkItem]:
    """What `user` is shown of each of `work`, a page; as many queries, however many they are."""
    parts: list[Any] = list(work)
    if not parts:
        return []
    tasks = Task.objects.visible_to(user).with_adjustments(day).select_related("plan")
    found = tasks.in_bulk({part.task_id for part in parts})
    returns = Review.objects.filter(decision=ReviewDecision.RETURN)
    known = ProgressReport.objects.with_confirmed().prefetch_related(Prefetch("reviews", returns))
    reports = known.in_bulk([part.newest for part in parts if part.newest])
    return [_item(part, found[part.task_id], reports.get(part.newest)) for part in parts]


def owed_work(user: User, day: datetime.date, number: int) -> OwedWork:
    """The first so many of what `user` owes."""
    agencies = _agencies(user)
    if not agencies:
        return OwedWork((), 0)
    owed: Any = _work_of(agencies, user, day)
    owed = owed.filter(standing__in=OWED).annotate(in_all=Window(Count("*")))
    first = list(WORK_ORDERINGS.chosen(()).sorted(owed)[:number])
    return OwedWork(work_items(first, user, day), first[0].in_all if first else 0)


def _agencies(user: User) -> set[int | None]:
    """By their keys the index leads straight to the parts of the few."""
    agencies = {user.agency_id} if writes_reports(user) else set()
    if is_office(user):
        agencies |= {key for (key,) in _collectives(Agency.objects.db).rows({})}
    return agencies


@lru_cache(maxsize=2)
def _collectives(database: str) -> Statement:
    found = Agency.objects.using(database).filter(kind=AgencyKind.COLLECTIVE).order_by()
    return statement(found.values_list("pk"), lasts=True)


def _work_of(agencies: set[int | None], user: User, day: datetime.date) -> AssignmentQuerySet:
    parts = Assignment.objects.visible_to(user).current().filter(agency__in=agencies)
    return with_work(parts, day).select_related("agency")


def _item(part: Any, task: Task, report: ProgressReport | None) -> WorkItem:
    return WorkItem(
        assignment=part,
        task=task,
        status=DerivedStatus(part.status),
        light=LightColour(part.light),
        due_on=part.due_on,
        report=report,
        returned=next(iter(report.reviews.all()), None) if report else None,
        standing=Standing(part.standing),
    )
