"""A task's status, percent and light as SQL, for lists and counts.

`tasks.status` and `tasks.lights` say the same in Python for one task; a test holds the two equal on generated
data. Every builder takes the day and looks only at facts recorded before that day ended.

A state can be read from two sources: from the *facts* (dated, append-only rows; right for any day, slow), or
from the row *kept* for each task (`TaskStanding`: fast, and valid for a range of days). A kept row is *stale*
on a day for which it is not valid; its task is then read from the facts.

Where a builder returns several CTEs, a query needs them in that order, and the last one has one row per task.
`among` says which tasks are asked about, so that the facts of no others are read.

| module | what it builds |
|---|---|
| `among` | the conditions that choose tasks |
| `confirmed`, `rounds`, `by_hand`, `parts` | one kind of facts each |
| `facts`, `told` | all facts of a task; due date and outcome alone |
| `lights` | the light over those facts |
| `state` | facts and light together, compiled once per day |
| `by_row`, `to_come`, `refreshing` | the kept row: read, what it foresees, and made anew |
| `since` | a past day: kept rows where nothing has changed since, else facts |
"""

from tasks.models.state_sql.among import OF_PLAN, PLAN, named, with_keys
from tasks.models.state_sql.by_row import SHOWN, judging_on
from tasks.models.state_sql.confirmed import (
    by_duty_status,
    confirmations_of_agency,
    latest_of_agency,
    latest_of_leads,
)
from tasks.models.state_sql.parts import shown_parts
from tasks.models.state_sql.refreshing import refreshing
from tasks.models.state_sql.since import changed_since, state_since, told_since
from tasks.models.state_sql.state import (
    STATE,
    compiled_rows,
    compiled_standing,
    compiled_state,
    standings_of_plan,
    standings_on,
    state_of_chosen,
    state_of_keys,
    state_of_named,
    state_of_plan,
    told,
)
from tasks.models.state_sql.told import TOLD

__all__ = [
    "OF_PLAN",
    "PLAN",
    "SHOWN",
    "STATE",
    "TOLD",
    "by_duty_status",
    "changed_since",
    "compiled_rows",
    "compiled_standing",
    "compiled_state",
    "confirmations_of_agency",
    "judging_on",
    "latest_of_agency",
    "latest_of_leads",
    "named",
    "refreshing",
    "shown_parts",
    "standings_of_plan",
    "standings_on",
    "state_of_chosen",
    "state_of_keys",
    "state_of_named",
    "state_of_plan",
    "state_since",
    "told",
    "told_since",
    "with_keys",
]
