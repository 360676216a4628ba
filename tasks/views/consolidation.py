"""Which of several leads consolidates a task: seeing it, taking it, letting it go."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.forms.services import ServiceForm
from agencies.requests import SignedInRequest
from plans.clock import today
from tasks.forms.consolidation import ReleaseForm, TakeForm
from tasks.models import Task
from tasks.summaries.consolidation import ConsolidationState, consolidation_state
from tasks.views.lookup import visible_task


@login_required
@require_safe
def consolidation_detail(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who has it in hand, who had it before, and what the reader can do about it."""
    task = visible_task(request.user, reference)
    return _page(request, task, TakeForm())


@login_required
@require_POST
def consolidation_take(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take the task for the agency that the person writes for, and go on to its report."""
    task = visible_task(request.user, reference)
    state = _state(request, task)
    agency = next(iter(state.may_take), request.user.agency)
    if agency is None:
        raise PermissionDenied(_("Only agencies that lead the task consolidate it."))
    form = TakeForm(request.POST)
    if not form.taken(actor=request.user, task=task, agency=agency):
        return _page(request, task, form)
    said = _("%(agency)s consolidates %(task)s now.")
    messages.success(request, said % {"agency": agency, "task": task.reference})
    return redirect("tasks:report_edit", task.reference)


@login_required
@require_POST
def consolidation_release(request: SignedInRequest, reference: str) -> HttpResponse:
    """Let the task go, so that any lead can take it."""
    task = visible_task(request.user, reference)
    form = ReleaseForm(request.POST)
    if not form.released(actor=request.user, task=task):
        return _page(request, task, TakeForm(), refused=form)
    messages.success(request, _("Any lead can consolidate %(task)s now.") % {"task": task.reference})
    return redirect("tasks:task_detail", task.reference)


def _state(request: SignedInRequest, task: Task) -> ConsolidationState:
    """How it is now; raises `Http404` for a task that not several agencies lead."""
    state = consolidation_state(task, request.user, today())
    if state is None:
        raise Http404
    return state


def _page(
    request: SignedInRequest, task: Task, take: TakeForm, *, refused: ServiceForm | None = None
) -> HttpResponse:
    context = {"task": task, "consolidation": _state(request, task), "take": take, "refused": refused or take}
    return render(request, "tasks/consolidation.html", context, status=(refused or take).http_status)
