"""In what order lists of tasks, and of what belongs to them, come."""

from __future__ import annotations

from agencies.orderings import Key, Orderings
from agencies.stands import DATES, INSTANTS, NUMBERS
from plans.models import Provision
from tasks.models import (
    Assignment,
    Chase,
    ExtensionRequest,
    Notice,
    ProgressReport,
    ReportingRound,
    Task,
    TaskLink,
    TaskOrigin,
)

TASK_ORDERINGS = Orderings(
    Task,
    {
        "plan": ["plan_id", "number"],
        "number": ["plan__year", "plan__code", "number"],
        "due_on": [Key("due_on", DATES)],
        "status": ["status"],
        "light": ["light"],
        "percent": [Key("percent", NUMBERS)],
    },
    ties=["plan_id", "number"],
)
"""Of tasks `with_state(day)`. `plan`: by plan, the one loaded first before the others, for which there is an
index; `number`: by the plan's year."""

LINK_ORDERINGS = Orderings(TaskLink, {"decided_at": ["decided_at"], "later": ["later_id", "earlier_id"]})

ASSIGNMENT_ORDERINGS = Orderings(
    Assignment,
    {
        "task": ["task_id", "position"],
        "agency": ["agency__name", "task_id"],
        "in_force_from": [Key("in_force_from", INSTANTS)],
        "in_force_until": [Key("in_force_until", INSTANTS)],
    },
)
WORK_ORDERINGS = Orderings(
    Assignment,
    {
        "pressing": [
            "rank",
            Key("pressing_on", DATES),
            "untracked",
            Key("plan_year", falls=True),
            "plan_code",
            "number",
        ],
        "due_on": [Key("due_on", DATES)],
        "number": ["plan_year", "plan_code", "number"],
    },
)
"""Of parts `with_work`. `pressing`: what is owed, the most urgent first, then the rest by plan."""
REPORT_ORDERINGS = Orderings(
    ProgressReport,
    {
        "created_at": ["created_at"],
        "updated_at": ["updated_at"],
        "submitted_at": [Key("submitted_at", INSTANTS)],
        "handed_in_at": ["handed_in_at"],
        "task": ["task_id"],
    },
    default="-created_at",
)
"""Of reports `with_handed_in_at`."""
ROUND_ORDERINGS = Orderings(
    ReportingRound,
    {"opens_on": ["opens_on"], "due_on": ["due_on"], "opened_at": ["opened_at"]},
    default="-opens_on",
)
EXTENSION_ORDERINGS = Orderings(
    ExtensionRequest, {"asked_at": ["asked_at"], "asked_due_on": ["asked_due_on"], "due_on": ["due_on"]}
)
CHASE_ORDERINGS = Orderings(
    Chase,
    {"chased_at": ["chased_at"], "acknowledged_at": [Key("acknowledged_at", INSTANTS)]},
    default="-chased_at",
)
NOTICE_ORDERINGS = Orderings(Notice, {"created_at": ["created_at"]}, default="-created_at")
ORIGIN_ORDERINGS = Orderings(TaskOrigin, {"task": ["task_id", "position"], "start": ["start"]})
TRACE_ORDERINGS = Orderings(Provision, {"position": ["section__position", "position"]})
"""Of the sentences of one document."""
