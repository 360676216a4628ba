"""What waits for somebody's decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from agencies.models import User
from agencies.rules import is_approver, is_office, writes_reports
from tasks.enums import AssignmentRole, ReportState
from tasks.models import Assignment, ProgressReport
from tasks.models.reports import ProgressReportQuerySet

PAGE_LENGTH = 20


def awaiting(user: User) -> ProgressReportQuerySet:
    """Reports that wait for this person's decision, the longest waiting first.

    Says in SQL what `tasks.rules` says of one report (`can_approve`, `can_confirm`, `can_accept`).
    """
    leads = Assignment.objects.current().filter(task=OuterRef("task"), role=AssignmentRole.LEAD)
    share = Q(state=ReportState.SUBMITTED, role=AssignmentRole.PARTICIPATING)
    theirs = Q(pk=None)
    if is_office(user):
        whole = Q(state=ReportState.SUBMITTED) & ~Q(role=AssignmentRole.PARTICIPATING)
        theirs |= whole | (share & Q(~Exists(leads)))
    if is_approver(user):
        theirs |= Q(state=ReportState.PENDING_APPROVAL, agency=user.agency_id)
    if writes_reports(user):
        theirs |= share & ~Q(agency=user.agency_id) & Q(Exists(leads.filter(agency=user.agency_id)))
    waiting = ProgressReport.objects.visible_to(user).filter(theirs)
    return waiting.exclude(Q(created_by=user) | Q(submitted_by=user)).order_by("updated_at", "pk")


@dataclass(frozen=True)
class QueuePlace:
    """One report of a queue and what stands around it. `number` counts from 1; keys are report keys."""

    rows: Sequence[ProgressReport]
    chosen: int | None
    number: int
    total: int
    previous: int | None
    following: int | None
    moved_on: bool


def queue_place(user: User, wanted: int | None) -> QueuePlace:
    """The place of report `wanted` in this person's queue, or the first where it is not there any more.

    `rows` are the twenty around it that share its page.
    """
    keys = list(awaiting(user).values_list("pk", flat=True))
    index = keys.index(wanted) if wanted in keys else 0
    first = index - index % PAGE_LENGTH
    rows = ProgressReport.objects.filter(pk__in=keys[first : first + PAGE_LENGTH])
    around = [None, *keys, None]
    return QueuePlace(
        rows=list(rows.select_related("task__plan", "agency").order_by("updated_at", "pk")),
        chosen=keys[index] if keys else None,
        number=index + 1,
        total=len(keys),
        previous=around[index],
        following=around[index + 2] if keys else None,
        moved_on=wanted is not None and wanted not in keys,
    )
