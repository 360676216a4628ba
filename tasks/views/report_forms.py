"""The report form wherever it stands: on its own page, below its row of one's tasks, on its task's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agencies.models import Agency, User
from agencies.requests import SignedInRequest
from plans.clock import today
from tasks.enums import AssignmentRole, ReportState
from tasks.forms.keys import key_of
from tasks.forms.reports import ReportForm
from tasks.models import Assignment, Task
from tasks.summaries.consolidation import consolidation_state
from tasks.summaries.evidence import evidence_sheet
from tasks.summaries.report_starts import ReportStart, report_start
from tasks.summaries.shares import shares_now
from tasks.summaries.task_dates import wording_of
from tasks.views.lookup import visible_task

WRITE = "write"
"""What an address calls the part (its key) whose report is written in place."""


def report_form_context(
    user: User, task: Task, agency: Agency, start: ReportStart, form: ReportForm
) -> dict[str, Any]:
    """What shows `form`, in which `agency` reports on `task`, to `user`."""
    parts = [part for part in task.assignments.all() if part.in_force_until is None]
    part = next((part for part in parts if part.agency_id == agency.pk), None)
    leads = part is not None and part.role == AssignmentRole.LEAD
    return {
        "task": task,
        "agency": agency,
        "part": part,
        "start": start,
        "form": form,
        "shares": shares_now(task, user, today()) if leads else None,
        "evidence": evidence_sheet(start.evidence_source, user),
        "wording": wording_of(task, today()),
        "consolidation": consolidation_state(task, user, today()) if leads else None,
    }


def form_in_place(request: SignedInRequest, parts: Iterable[Assignment]) -> dict[str, Any]:
    """What shows the form that the address asks for (`?write=`), of one of `parts`, and where it leads to.

    Each of `parts` is one that this person may report on. Nothing where the address asks for none, or for one
    whose report is on its way.
    """
    query = request.GET.copy()
    query.pop(WRITE, None)
    back = f"{request.path}?{query.urlencode()}" if query else request.path
    context: dict[str, Any] = {"back": back, "write": f"?{query.urlencode()}{'&' if query else ''}{WRITE}="}
    wanted = key_of(request.GET.get(WRITE, ""))
    part = next((part for part in parts if part.pk == wanted), None)
    if part is None:
        return context
    task, agency = visible_task(request.user, part.task.reference), part.agency
    start = report_start(task, agency, today())
    if start.open is not None and start.open.state != ReportState.DRAFT:
        return context
    form = ReportForm.starting_from(start)
    return context | {**report_form_context(request.user, task, agency, start, form), "next_url": back}
