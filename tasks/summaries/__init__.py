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
from tasks.summaries.plans import SectionTotals, plan_totals, plans_on, totals_of
from tasks.summaries.queue import Need, office_queue
from tasks.summaries.tallies import Tallied, tallied

__all__ = [
    "AgencyCounts",
    "AgencyPart",
    "Need",
    "RoleCount",
    "SectionTotals",
    "Tallied",
    "agency_counts",
    "counts_of_agencies",
    "counts_of_parts",
    "having",
    "office_queue",
    "parts_of",
    "plan_totals",
    "plans_on",
    "tallied",
    "totals_of",
]
