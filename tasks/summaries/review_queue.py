"""What waits for somebody's decision."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from agencies.models import User
from agencies.rules import is_approver, is_office, writes_reports
from agencies.slots import Slot
from tasks.enums import AssignmentRole, Claim, ReportState, ReviewDecision
from tasks.models import Assignment, ProgressReport, ReportingRound, Review
from tasks.models.reports import ProgressReportQuerySet
from tasks.summaries.disputes import is_undisputed, with_dispute

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
        passed_on = Review.objects.filter(
            report=OuterRef("pk"), decision=ReviewDecision.APPROVE, decided_by=user
        )
        # What is looked up comes last: the database does so only where the rest holds.
        share = Q(state=ReportState.SUBMITTED, role=AssignmentRole.PARTICIPATING) & ~Q(Exists(passed_on))
        theirs = []
        if self.office:
            whole = Q(state=ReportState.SUBMITTED) & ~Q(role=AssignmentRole.PARTICIPATING)
            theirs += [whole & ~Q(Exists(passed_on)), share & Q(~Exists(leads))]
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

    `rows` are the twenty around it that share its page, as they stand on `day`; `here` is its own.
    """
    keys = list(queue.values_list("pk", flat=True))
    index = keys.index(wanted) if wanted in keys else 0
    first = index - index % PAGE_LENGTH
    page = ProgressReport.objects.filter(pk__in=keys[first : first + PAGE_LENGTH])
    rows = waiting_rows(with_handed_in_at(page).order_by(*HANDED_IN_FIRST), day)
    around = [None, *keys, None]
    return QueuePlace(
        rows=rows,
        chosen=keys[index] if keys else None,
        here=rows[index - first] if keys and index - first < len(rows) else None,
        number=index + 1,
        total=len(keys),
        previous=around[index],
        following=around[index + 2] if keys else None,
        moved_on=wanted is not None and wanted not in keys,
    )


def undisputed(user: User, queue: ProgressReportQuerySet, day: datetime.date) -> list[Waiting]:
    """Those of `queue` that `user` may confirm many at once, in its order."""
    whole = queue.exclude(role=AssignmentRole.PARTICIPATING).exclude(status__in=Claim.values)
    return [row for row in waiting_rows(with_dispute(whole), day) if is_undisputed(user, row.report)]


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
