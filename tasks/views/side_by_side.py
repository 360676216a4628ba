"""The shares of a task that each does by its own duty, side by side, and the office's synopsis of them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.requests import SignedInRequest
from plans.clock import today
from plans.rules import manages_plans
from tasks.enums import TaskMode
from tasks.forms.synopses import SynopsisForm
from tasks.models import Task
from tasks.summaries.side_by_side import side_by_side, synopses_of
from tasks.views.lookup import visible_task


@login_required
@require_safe
def shares(request: SignedInRequest, reference: str) -> HttpResponse:
    """Every agency's newest and last confirmed share, and how many reported."""
    return _page(request, _task_by_duty(request, reference))


@login_required
@require_POST
def synopsis_write(request: SignedInRequest, reference: str) -> HttpResponse:
    """Sum them up; where somebody else did so meanwhile, both texts are shown."""
    task = _task_by_duty(request, reference)
    form = SynopsisForm(request.POST)
    if not form.written(actor=request.user, task=task):
        return _page(request, task, form)
    messages.success(request, _("The synopsis of %(task)s is written.") % {"task": task.reference})
    return redirect("tasks:shares", task.reference)


def _task_by_duty(request: SignedInRequest, reference: str) -> Task:
    task = visible_task(request.user, reference)
    if task.mode != TaskMode.BY_DUTY:
        raise Http404
    return task


def _page(request: SignedInRequest, task: Task, form: SynopsisForm | None = None) -> HttpResponse:
    synopses = synopses_of(task, request.user, today())
    form = form or SynopsisForm.after(synopses.latest if synopses else None)
    context = {
        "task": task,
        "sheet": side_by_side(task, request.user, today()),
        "synopses": synopses,
        "form": form,
        "manages": manages_plans(request.user),
    }
    return render(request, "tasks/shares.html", context, status=form.http_status)
