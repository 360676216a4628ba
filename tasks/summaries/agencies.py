"""Counts by agency: as lead, by duty and as participant, three counts that are never one sum."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet

from agencies.models import Agency
from plans.models import Plan
from tasks.enums import AssignmentRole, DerivedStatus
from tasks.models import Assignment
from tasks.summaries.parts import AgencyPart, part_status
from tasks.summaries.tallies import in_force, tallied


@dataclass(frozen=True)
class RoleCount:
    """Tasks that an agency has in one role.

    `by_status` has every status: as lead of the tasks' outcomes, by duty of its own shares; for a
    participant it is empty. `reported`: it handed something in; `accepted`: something of that was confirmed
    or, for a participant, accepted by the lead.
    """

    total: int = 0
    reported: int = 0
    accepted: int = 0
    by_status: Mapping[DerivedStatus, int] = field(default_factory=dict)

    @property
    def outstanding(self) -> int:
        """Tasks of which nothing was handed in."""
        return self.total - self.reported


@dataclass(frozen=True)
class AgencyCounts:
    """The three counts of one agency. A task that several agencies share stands in each one's count."""

    agency: Agency
    lead: RoleCount
    by_duty: RoleCount
    participating: RoleCount


Tally = Counter[tuple[AssignmentRole, DerivedStatus | None, bool, bool]]


def counts_of_parts(agency: Agency, parts: Iterable[AgencyPart]) -> AgencyCounts:
    """The counts over `parts`, one a task."""
    return _counts(agency, Counter((part.role, part.status, part.reported, part.accepted) for part in parts))


def with_parts(plan: Plan | None, day: datetime.date) -> QuerySet[Assignment, int]:
    """The agencies (keys) with a part in `plan` (None: in any) on `day`, for a subquery."""
    return in_force(plan, day).order_by().values_list("agency", flat=True)


def agency_counts(
    plan: Plan | None, day: datetime.date, agencies: Collection[Agency] | None = None
) -> list[AgencyCounts]:
    """Every agency of its day with a part in `plan` (None: in any), by name; no order of merit.

    With `agencies` exactly those, also where they have nothing.
    """
    tallies: dict[int, Tally] = {}
    for agency, role, confirmed, reported, accepted, number in tallied(plan, day, agencies):
        held = AssignmentRole(role)
        key = (held, part_status(held, confirmed), bool(reported), bool(accepted))
        tallies.setdefault(agency, Counter())[key] += number
    tallies = {agency: +tally for agency, tally in tallies.items() if +tally}
    if agencies is None:
        agencies = list(Agency.objects.filter(pk__in=tallies))
    return [_counts(agency, tallies.get(agency.pk, Counter())) for agency in agencies]


def _counts(agency: Agency, tally: Tally) -> AgencyCounts:
    return AgencyCounts(
        agency=agency,
        lead=_role_count(tally, AssignmentRole.LEAD),
        by_duty=_role_count(tally, AssignmentRole.BY_DUTY),
        participating=_role_count(tally, AssignmentRole.PARTICIPATING),
    )


def _role_count(tally: Tally, role: AssignmentRole) -> RoleCount:
    of_role = {key: number for key, number in tally.items() if key[0] == role}
    by_status = (
        {}
        if role == AssignmentRole.PARTICIPATING
        else {
            status: sum(number for key, number in of_role.items() if key[1] == status)
            for status in DerivedStatus
        }
    )
    return RoleCount(
        total=sum(of_role.values()),
        reported=sum(number for key, number in of_role.items() if key[2]),
        accepted=sum(number for key, number in of_role.items() if key[3]),
        by_status=by_status,
    )
