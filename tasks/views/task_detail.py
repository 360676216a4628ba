"""One task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from agencies.requests import SignedInRequest
from agencies.views.parts import render_part
from plans.rules import manages_plans
from tasks.forms.keys import key_of
from tasks.models import ProgressReport, Task
from tasks.summaries.consolidation import consolidation_state
from tasks.summaries.side_by_side import synopses_of
from tasks.summaries.task_sheet import task_sheet
from tasks.summaries.threads import other_years
from tasks.summaries.traces import taken_by
from tasks.views.asked import asked_day
from tasks.views.lookup import visible_report
from tasks.views.report_forms import form_in_place
from tasks.views.reports import report_context


@login_required
@require_safe
def task_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    """The official text, where it stands, who has it, how far it is and what was reported."""
    asked = asked_day(request)
    tasks = Task.objects.visible_to(request.user).referred_to(reference).with_standing(asked.day)
    tasks = tasks.select_related("plan__document", "plan__origin", "section__parent")
    task = get_object_or_404(tasks.prefetch_related("assignments__agency", "assignments__ended_by"))
    sheet = task_sheet(task, request.user, asked.day, may_change=asked.may_change)
    context = {
        **form_in_place(request, sheet.may_report),
        "deciding": _deciding(request, sheet.may_decide),
        "asked": asked,
        "task": task,
        "sheet": sheet,
        "taken": taken_by(task, request.user),
        "manages": asked.may_change and manages_plans(request.user),
        "other_years": other_years(task, request.user, asked.day),
        "synopses": synopses_of(task, request.user, asked.day),
        "consolidation": consolidation_state(task, request.user, asked.day, may_change=asked.may_change),
    }
    return render_part(request, "tasks/task_detail.html", "tasks/_task.html", context)


def _deciding(request: SignedInRequest, waiting: Sequence[ProgressReport]) -> dict[str, Any]:
    """What shows the report of `?report=`, one of those `waiting`, with the steps that lead back here."""
    wanted = key_of(request.GET.get("report", ""))
    chosen = next((report for report in waiting if report.pk == wanted), None)
    if chosen is None:
        return {}
    context = report_context(request.user, visible_report(request.user, chosen.pk))
    return context | {"next_url": request.path}
