"""Counts over many tasks: each by one SQL, as dataclasses that page, API and export only render.

All take the day on which they are true and look only at what was recorded before it ended.
"""

from tasks.summaries.agencies import (
    AgencyCounts,
    RoleCount,
    agency_counts,
    counts_of_agencies,
    counts_of_parts,
    having,
)
from tasks.summaries.parts import AgencyPart, parts_of
from tasks.summaries.plans import PlanTotals, SectionTotals, plan_totals, plans_on, totals_of
from tasks.summaries.queue import (
    LateTask,
    Need,
    OfficeQueue,
    in_need,
    office_queue,
)
from tasks.summaries.tallies import Tallied, tallied

__all__ = [
    "AgencyCounts",
    "AgencyPart",
    "LateTask",
    "Need",
    "OfficeQueue",
    "PlanTotals",
    "RoleCount",
    "SectionTotals",
    "Tallied",
    "agency_counts",
    "counts_of_agencies",
    "counts_of_parts",
    "having",
    "in_need",
    "office_queue",
    "parts_of",
    "plan_totals",
    "plans_on",
    "tallied",
    "totals_of",
]
