"""What waits for somebody's decision."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django_cte import CTE, with_cte

from agencies.models import User
from agencies.rules import is_approver, is_office, writes_reports
from agencies.slots import Slot
from tasks.enums import AssignmentRole, ReportState, ReviewDecision
from tasks.models import Assignment, ProgressReport, ReportingRound, Review
from tasks.models.reports import ProgressReportQuerySet

PAGE_LENGTH = 20
HANDED_IN_FIRST = ("handed_in_at", "pk")


@dataclass(frozen=True)
class Decider:
    """What somebody may decide about by their role."""

    office: bool
    approves: bool
    writes: bool

    @classmethod
    def of(cls, user: User) -> Decider:
        """What `user` may."""
        return cls(is_office(user), is_approver(user), writes_reports(user))

    @property
    def decides(self) -> bool:
        """Whether anything can wait for them."""
        return self.office or self.approves or self.writes

    def waiting(self, user: int | Slot, agency: int | Slot | None) -> Q:
        """Of the reports that a person of that key and agency may see those that wait for their decision.

        Says in SQL what `tasks.rules` says of one report (`can_approve`, `can_confirm`, `can_accept`).
        """
        leads = Assignment.objects.current().filter(task=OuterRef("task"), role=AssignmentRole.LEAD)
        # Few ever, and none of most people: looked up once, and not of each report that waits.
        passed_on = Review.objects.filter(decision=ReviewDecision.APPROVE, decided_by=user).values("report")
        # What is looked up comes last: the database does so only where the rest holds.
        share = Q(state=ReportState.SUBMITTED, role=AssignmentRole.PARTICIPATING) & ~Q(pk__in=passed_on)
        theirs = []
        if self.office:
            whole = Q(state=ReportState.SUBMITTED) & ~Q(role=AssignmentRole.PARTICIPATING)
            theirs += [whole & ~Q(pk__in=passed_on), share & Q(~Exists(leads))]
        if self.approves:
            theirs.append(Q(state=ReportState.PENDING_APPROVAL, agency=agency))
        if self.writes:
            theirs.append(share & ~Q(agency=agency) & Q(Exists(leads.filter(agency=agency))))
        if not self.decides:
            return Q(pk__in=())
        return reduce(or_, theirs) & ~(Q(created_by=user) | Q(submitted_by=user))


def awaiting(user: User) -> ProgressReportQuerySet:
    """Reports that wait for this person's decision, what was handed in first comes first.

    A report that waits inside its agency was not handed in yet: it counts from its last step.
    """
    waiting = Decider.of(user).waiting(user.pk, user.agency_id)
    reports = ProgressReport.objects.visible_to(user).filter(waiting)
    return with_handed_in_at(reports).order_by(*HANDED_IN_FIRST)


def with_handed_in_at(reports: ProgressReportQuerySet) -> ProgressReportQuerySet:
    """Adds `handed_in_at`: of what was not handed in, or waits inside its agency, when it moved last."""
    return reports.annotate(handed_in_at=Coalesce("submitted_at", "updated_at"))


@dataclass(frozen=True)
class Waiting:
    """A report that waits, since when, for how many whole days; `days_late` after its `round` was due."""

    report: ProgressReport
    since: datetime.datetime
    days: int
    round: ReportingRound | None
    days_late: int


@dataclass(frozen=True)
class QueuePlace:
    """One report of a queue and what stands around it. `number` counts from 1; keys are report keys."""

    rows: Sequence[Waiting]
    chosen: int | None
    here: Waiting | None
    number: int
    total: int
    previous: int | None
    following: int | None
    moved_on: bool


def queue_place(queue: ProgressReportQuerySet, wanted: int | None, day: datetime.date) -> QueuePlace:
    """The place of report `wanted` in `queue` (of `awaiting`), or the first where it is not there any more.

    `rows` are the twenty around it that share its page, as they stand on `day`; `here` is its own. However
    many wait, no others are read than these and the two beside it.
    """
    found = list(_near(queue, wanted))
    near = {place: pk for pk, place, _number, _total in found}
    number, total = found[0][2:] if found else (1, 0)
    chosen, first = near.get(number), number - (number - 1) % PAGE_LENGTH
    on_page = [near[place] for place in range(first, first + PAGE_LENGTH) if place in near]
    page = with_handed_in_at(ProgressReport.objects.filter(pk__in=on_page))
    rows = waiting_rows(page.order_by(*HANDED_IN_FIRST), day)
    return QueuePlace(
        rows=rows,
        chosen=chosen,
        here=next((row for row in rows if row.report.pk == chosen), None),
        number=number,
        total=total,
        previous=near.get(number - 1),
        following=near.get(number + 1),
        moved_on=wanted not in {None, chosen},
    )


def _near(queue: ProgressReportQuerySet, wanted: int | None) -> QuerySet[ProgressReport, Any]:
    """The page of the report that is shown, and the two beside it.

    Of each its key, its place in the queue, the place of the one shown, and how many there are; places count
    from 1. It is gone through once, whatever is said of it.
    """
    ordered = [F(name).asc() for name in HANDED_IN_FIRST]
    placed = CTE(
        queue.order_by()
        .annotate(place=Window(RowNumber(), order_by=ordered), total=Window(Count("*")))
        .values("pk", "place", "total"),
        name="placed",
        materialized=True,
    )
    here = placed.queryset().order_by().filter(pk=wanted).values("place")
    number = Coalesce(Subquery(here), 1, output_field=IntegerField())
    rows = with_cte(placed, select=placed.queryset().order_by()).annotate(number=number)
    first = F("number") - (F("number") - 1) % PAGE_LENGTH
    shown = Q(place__gte=first, place__lt=first + PAGE_LENGTH)
    beside = Q(place__gte=F("number") - 1, place__lte=F("number") + 1)
    near: QuerySet[ProgressReport, Any] = rows.filter(shown | beside).values_list(
        "pk", "place", "number", "total"
    )
    return near


def waiting_rows(reports: ProgressReportQuerySet, day: datetime.date) -> list[Waiting]:
    """`reports` in their order, with the rounds they answer as those stand on `day`."""
    found = list(reports.select_related("task__plan", "agency"))
    answered = {report.round_id for report in found if report.round_id}
    rounds = ReportingRound.objects.with_state(day).in_bulk(answered)
    return [_waiting(report, rounds.get(report.round_id or 0), day) for report in found]


def _waiting(report: ProgressReport, answered: ReportingRound | None, day: datetime.date) -> Waiting:
    since = report.submitted_at or report.updated_at
    handed_in = timezone.localdate(since)
    return Waiting(
        report=report,
        since=since,
        days=max((day - handed_in).days, 0),
        round=answered,
        days_late=max((handed_in - answered.due_on).days, 0) if answered else 0,
    )
