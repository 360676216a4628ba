"""Which tasks an agency has or carries, by its role in them and how far its part is, as a condition."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet

from agencies.models import Agency
from agencies.slots import Slot
from tasks.enums import AssignmentRole, DerivedStatus, Status
from tasks.models import Assignment, Submission, state_sql
from tasks.models.assignments import AssignmentQuerySet
from tasks.summaries.parts import settled_on, with_progress
from tasks.summaries.roles import STRENGTH

NO_TASK = Q(pk__in=())


@dataclass(frozen=True)
class Wanted:
    """Whose part, and what it has to be, as `tasks.summaries.parts.AgencyPart` says it; None: anything."""

    agency: Agency | Slot
    role: str | None = None
    status: str | None = None
    reported: bool | None = None
    accepted: bool | None = None

    @property
    def flags(self) -> dict[str, bool]:
        """Those of the two that matter."""
        asked = {"reported": self.reported, "accepted": self.accepted}
        return {name: value for name, value in asked.items() if value is not None}


def having_part(held: AssignmentQuerySet, wanted: Wanted, day: datetime.date, *, merged: bool) -> Q:
    """Tasks (with their state on `day`, or what is kept of them) in which a part of `held` is as wanted.

    `held` are in force on `day` and one agency's, or `merged` those that one body carries: of these several
    may be in one task, and make one part as `tasks.summaries.parts.parts_of` says.
    """
    if not merged and not wanted.status:
        return _met(held.filter(role=wanted.role) if wanted.role else held, None, wanted, day)
    options, stronger = [NO_TASK], NO_TASK
    for role in STRENGTH:
        of_role = held.filter(role=role)
        if wanted.role in {None, "", role}:
            met = _met(of_role, role, wanted, day, merged=merged)
            options.append(met & ~stronger if merged else met)
        stronger |= _among(of_role)
    return reduce(or_, options)


def _met(
    parts: AssignmentQuerySet,
    role: AssignmentRole | None,
    wanted: Wanted,
    day: datetime.date,
    *,
    merged: bool = False,
) -> Q:
    """Tasks with one of `parts`, which are all of one role where a status is wanted."""
    found = _among(parts)
    if wanted.status:
        found = _in_status(parts, role, wanted.status, day, merged=merged)
    for name, value in wanted.flags.items():
        some = (
            _among(with_progress(parts, day).filter(**{name: True}))
            if merged
            else _said(name, wanted.agency, day)
        )
        found &= some if value else ~some
    return found


def _said(flag: str, agency: Agency | Slot, day: datetime.date) -> Q:
    """Of tasks in which `agency` has one part: those of which it `reported`, or had something `accepted`."""
    if flag == "reported":
        return Q(pk__in=Submission.objects.known_on(day).filter(agency=agency).order_by().values("task"))
    return Q(pk__in=settled_on(day).filter(report__agency=agency).order_by().values("report__task"))


def _in_status(
    parts: AssignmentQuerySet, role: AssignmentRole | None, status: str, day: datetime.date, *, merged: bool
) -> Q:
    """As lead an agency has the task's own status, by duty that of its shares, as participant none."""
    if role == AssignmentRole.LEAD:
        return _among(parts) & Q(status=status)
    if role != AssignmentRole.BY_DUTY:
        return NO_TASK
    known = Q(share_status=None) if status == DerivedStatus.NO_REPORT else Q(share_status=status)
    shares = parts.order_by().annotate(share_status=state_sql.latest_of_agency(day, "status"))
    return _among(_merged(shares, status) if merged else shares.filter(known))


def _merged(shares: AssignmentQuerySet, status: str) -> AssignmentQuerySet:
    """Tasks in which `shares` come to `status`."""
    counted: Any = shares.values("task").annotate(
        total=Count("pk"),
        confirmed=Count("share_status"),
        **{one.value: Count("pk", filter=Q(share_status=one)) for one in Status},
    )
    found: AssignmentQuerySet = (
        counted.filter(confirmed=0)
        if status == DerivedStatus.NO_REPORT
        else counted.annotate(duty_status=state_sql.by_duty_status()).filter(duty_status=status)
    )
    return found


def _among(parts: QuerySet[Assignment, object]) -> Q:
    return Q(pk__in=parts.order_by().values("task"))
