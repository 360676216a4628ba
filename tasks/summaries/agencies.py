"""Counts by agency: as lead, by duty and as participant, three counts that are never one sum."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from agencies.models import Agency
from agencies.picking import Picked, picked
from plans.models import Plan
from tasks.enums import AssignmentRole, DerivedStatus
from tasks.models import COUNTS, state_sql
from tasks.summaries.parts import AgencyPart
from tasks.summaries.tallies import Counts, Tallied, added_up, counts_of, tallied

NOTHING: Counts = (0,) * len(COUNTS)
STATUSES = tuple(DerivedStatus)
LEAD, BY_DUTY, PARTICIPATING = AssignmentRole.LEAD, AssignmentRole.BY_DUTY, AssignmentRole.PARTICIPATING


class RoleCount(NamedTuple):
    """Tasks that an agency has in one role.

    `numbers` are those of each status in their order: as lead of the tasks' outcomes, by duty of its own
    shares; for a participant there are none. `reported`: it handed something in; `accepted`: something of
    that was confirmed or, for a participant, accepted by the lead.
    """

    total: int = 0
    reported: int = 0
    accepted: int = 0
    numbers: Counts = ()

    @property
    def by_status(self) -> Mapping[DerivedStatus, int]:
        """The `numbers` by status; for a participant empty."""
        return dict(zip(STATUSES, self.numbers, strict=True)) if self.numbers else {}

    @property
    def outstanding(self) -> int:
        """Tasks of which nothing was handed in."""
        return self.total - self.reported


class AgencyCounts(NamedTuple):
    """The three counts of one agency. A task that several agencies share stands in each one's count."""

    agency: Agency
    lead: RoleCount
    by_duty: RoleCount
    participating: RoleCount


def counts_of_parts(agency: Agency, parts: Iterable[AgencyPart]) -> AgencyCounts:
    """The counts over `parts`, one a task."""
    alike = Counter((part.role, part.status, part.reported, part.accepted) for part in parts)
    rows = (
        ((agency.pk, role.value), counts_of(status, reported=reported, accepted=accepted, number=number))
        for (role, status, reported, accepted), number in alike.items()
    )
    return _counts(agency, added_up(rows))


def agency_counts(
    plan: Plan | None, day: datetime.date, agencies: Collection[Agency] | None = None
) -> list[AgencyCounts]:
    """Every agency of its day with a part in `plan` (None: in any), by name; no order of merit.

    With `agencies` exactly those, also where they have nothing.
    """
    found = tallied(plan, day, agencies)
    if agencies is None:
        agencies = _named(Agency.objects.db).rows({"keys": list(having(found))})
    return counts_of_agencies(agencies, found)


@lru_cache(maxsize=2)
def _named(database: str) -> Picked[Agency]:
    return picked(Agency.objects.using(database).filter(state_sql.named("pk")))


def counts_of_agencies(agencies: Iterable[Agency], found: Tallied) -> list[AgencyCounts]:
    """The counts of exactly those `agencies`, of what was `tallied` of them."""
    return [_counts(agency, found) for agency in agencies]


def having(found: Tallied) -> set[int]:
    """The agencies (keys) that have a part."""
    return {agency for agency, _role in found}


def _counts(agency: Agency, found: Tallied) -> AgencyCounts:
    key = agency.pk
    total, reported, accepted, *_none = found.get((key, PARTICIPATING), NOTHING)
    return AgencyCounts(
        agency,
        lead=_by_status(found.get((key, LEAD), NOTHING)),
        by_duty=_by_status(found.get((key, BY_DUTY), NOTHING)),
        participating=RoleCount(total, reported, accepted),
    )


def _by_status(counts: Counts) -> RoleCount:
    total, reported, accepted, *numbers = counts
    return RoleCount(total, reported, accepted, tuple(numbers))
