"""What the table of a round sends, and where its rows are."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from plans.models import Plan
from tasks.models import ReportingRound, Task
from tests.factories import make_round


def asked(plan: Plan, tasks: Sequence[Task]) -> ReportingRound:
    """A round that was opened yesterday, and so before now at whatever hour, and is open for two weeks."""
    today = timezone.localdate()
    yesterday, due_on = today - datetime.timedelta(days=1), today + datetime.timedelta(days=14)
    return make_round(plan, tasks, opens_on=yesterday, due_on=due_on)


def table(made: ReportingRound) -> str:
    return f"/rounds/{made.pk}/fill/"


def typed(number: int, **changed: Any) -> dict[str, Any]:
    """What the row of that task sends, begun anew, but for what is `changed`."""
    values = {
        "status": "in_progress",
        "percent": "40",
        "progress": "起草了办法。",
        "outcome": "",
        "problem": "",
        "next_step": "",
        "document_number": "",
        "opened": "",
        "version": "",
        "asked_by": "",
        **changed,
    }
    return {f"t{number}-{name}": value for name, value in values.items()}


def row_of(answer: Any, number: int) -> Any:
    """The row of a task on the page that was answered."""
    return next(one for one in answer.context["rows"] if one.row.task.number == number)
