"""The dates of one task, its milestones, requests for later dates and wording, and every step about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies.forms.seen import seen_of
from agencies.models import Agency, User
from agencies.requests import SignedInRequest
from plans.clock import today
from plans.rules import manages_plans
from tasks import rules
from tasks.forms import dates
from tasks.forms.dates import DateStepForm, ExtensionStepForm, MilestoneStepForm, TaskStepForm
from tasks.models import ExtensionRequest, Milestone, Task
from tasks.summaries import in_force
from tasks.summaries.milestones import MilestoneRow
from tasks.summaries.task_dates import RequestRow, TaskDates, open_requests, task_dates
from tasks.views.asked import asked_day
from tasks.views.lookup import visible_task

OFFICE_STEPS: Mapping[str, type[TaskStepForm]] = {
    "due-date": dates.DueDateForm,
    "milestones": dates.MilestoneAddForm,
    "wording": dates.WordingForm,
}
MILESTONE_STEPS: Mapping[str, type[MilestoneStepForm]] = {
    "move": dates.MilestoneMoveForm,
    "end": dates.MilestoneEndForm,
}
EXTENSION_STEPS: Mapping[str, type[ExtensionStepForm]] = {
    "grant": dates.ExtensionGrantForm,
    "refuse": dates.ExtensionRefuseForm,
    "withdraw": dates.ExtensionWithdrawForm,
}


@login_required
@require_safe
def dates_page(request: SignedInRequest, reference: str) -> HttpResponse:
    """Everything about the dates of a task; today with what this person can do about them."""
    return _page(request, visible_task(request.user, reference))


@login_required
@require_POST
def office_step(request: SignedInRequest, reference: str, step: str) -> HttpResponse:
    """Set the due date, add a milestone or adjust the wording."""
    task = visible_task(request.user, reference)
    _only_office(request.user)
    return _take(request, task, OFFICE_STEPS[step](request.POST), step)


@login_required
@require_POST
def extension_ask(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask for a later date."""
    task = visible_task(request.user, reference)
    parts = task.assignments.all()
    if not any(rules.can_ask_extension(request.user, task, part.agency) for part in parts):
        raise PermissionDenied
    return _take(request, task, dates.ExtensionAskForm(request.POST), "ask")


def _take(request: SignedInRequest, task: Task, form: TaskStepForm, step: str) -> HttpResponse:
    if not form.done(actor=request.user, task=task):
        return _page(request, task, refused={step: form})
    return _done(request, task, form)


@login_required
@require_POST
def milestone_step(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """Move the date of a milestone, or end it."""
    milestones = Milestone.objects.visible_to(request.user).select_related("task__plan")
    milestone = get_object_or_404(milestones, pk=pk)
    _only_office(request.user)
    form = MILESTONE_STEPS[step](request.POST)
    if not form.done(actor=request.user, milestone=milestone):
        task = visible_task(request.user, milestone.task.reference)
        return _page(request, task, refused={f"{step}-{pk}": form})
    messages.success(request, form.said % {"name": milestone.name})
    return redirect("tasks:task_dates", milestone.task.reference)


@login_required
@require_POST
def extension_step(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """Grant or refuse a later date, or take the request back."""
    requests = ExtensionRequest.objects.visible_to(request.user).select_related("task__plan", "agency")
    asked = get_object_or_404(requests, pk=pk)
    form = EXTENSION_STEPS[step](request.POST)
    if step == "withdraw":
        allowed = rules.writes_for(request.user, asked.agency)
    else:
        allowed = rules.can_decide_extension(request.user, asked)
    if not allowed:
        raise PermissionDenied
    if not form.done(actor=request.user, request=asked):
        task = visible_task(request.user, asked.task.reference)
        return _page(request, task, refused={f"{step}-{pk}": form})
    return _done(request, asked.task, form)


@login_required
@require_safe
def extension_list(request: SignedInRequest) -> HttpResponse:
    """Open requests for later dates: the office's to decide about, an agency's own.

    `?plan=`: those about its tasks; `?awaiting=1`: those that the reader can decide about.
    """
    if not rules.reviews(request.user):
        raise PermissionDenied
    plan, awaiting = request.GET.get("plan", ""), request.GET.get("awaiting") == "1"
    rows = [
        row
        for row in open_requests(request.user, today())
        if plan in {"", row.request.task.plan.code} and (row.may_decide or not awaiting)
    ]
    context = {"rows": rows, "manages": manages_plans(request.user)}
    return render(request, "tasks/extension_list.html", context)


def _only_office(user: User) -> None:
    if not manages_plans(user):
        raise PermissionDenied


def _done(request: SignedInRequest, task: Task, form: DateStepForm) -> HttpResponse:
    messages.success(request, form.said % {"task": task.reference})
    return redirect("tasks:task_dates", task.reference)


@dataclass(frozen=True)
class Steps:
    """A milestone or a request, and the form of every step that is open about it, by its name."""

    row: MilestoneRow | RequestRow
    forms: Mapping[str, DateStepForm]


def _page(
    request: SignedInRequest, task: Task, refused: Mapping[str, DateStepForm] | None = None
) -> HttpResponse:
    """The page; `refused` has the form that was refused by its step (and its row's key where it has one)."""
    asked = asked_day(request)
    sheet = task_dates(task, request.user, asked.day, may_change=asked.may_change)
    bound = refused or {}
    form = next(iter(bound.values()), None)
    milestones = [_milestone_steps(row, sheet, bound) for row in sheet.milestones]
    requests = [_request_steps(row, bound) for row in sheet.requests]
    office = _office_forms(task, sheet, bound) if sheet.manages else {}
    asks = [_ask_form(agency, bound) for agency in sheet.may_ask] or _refused_ask(bound)
    steps = [one for item in (*milestones, *requests) for one in item.forms.values()]
    context = {
        "asked": asked,
        "task": task,
        "dates": sheet,
        "milestones": milestones,
        "requests": requests,
        "office": office,
        "asks": asks,
        "refused": form,
        "is_open": form in [*steps, *office.values(), *asks],
    }
    return render(request, "tasks/task_dates.html", context, status=form.http_status if form else 200)


def _office_forms(task: Task, sheet: TaskDates, bound: Mapping[str, DateStepForm]) -> dict[str, DateStepForm]:
    wording = sheet.wording.change if sheet.wording else None
    due = in_force.due_date(next(iter(sheet.due.changes), None))
    steps = in_force.milestones([row.milestone for row in sheet.milestones])
    initial: dict[str, dict[str, Any]] = {
        "due-date": {"due_on": sheet.due.current, "seen": seen_of([due])},
        "milestones": {"seen": seen_of([steps])},
        "wording": {
            "text": wording.text if wording else task.text,
            "seen": seen_of([in_force.wording(wording)]),
        },
    }
    return {
        step.replace("-", "_"): bound.get(step) or form_class(initial=initial.get(step), auto_id=f"{step}_%s")
        for step, form_class in OFFICE_STEPS.items()
    }


def _milestone_steps(row: MilestoneRow, sheet: TaskDates, bound: Mapping[str, DateStepForm]) -> Steps:
    key = row.milestone.pk
    now = in_force.milestone(row.milestone, next(iter(row.dates.changes), None))
    initial = {"due_on": row.dates.current, "seen": seen_of([now])}
    forms = {
        step: bound.get(f"{step}-{key}") or form_class(initial=initial, auto_id=f"{step}_{key}_%s")
        for step, form_class in MILESTONE_STEPS.items()
    }
    return Steps(row, forms if sheet.manages else {})


def _request_steps(row: RequestRow, bound: Mapping[str, DateStepForm]) -> Steps:
    key = row.request.pk
    initial = {"due_on": row.request.asked_due_on, "seen_due_on": row.current_due_on}
    allowed = {"grant": row.may_decide, "refuse": row.may_decide, "withdraw": row.may_withdraw}
    forms = {
        step: _seeing(bound.get(f"{step}-{key}"), row)
        or form_class(initial=initial, auto_id=f"{step}_{key}_%s")
        for step, form_class in EXTENSION_STEPS.items()
        if allowed[step]
    }
    return Steps(row, forms)


def _seeing(form: DateStepForm | None, row: RequestRow) -> DateStepForm | None:
    """A refused decision, made ready to be taken again on the date as it is now, what was typed kept."""
    if form is not None and "seen_due_on" in form.fields:
        posted = QueryDict(mutable=True)
        posted.update(form.data)
        posted["seen_due_on"] = row.current_due_on.isoformat() if row.current_due_on else ""
        form.data = posted
    return form


def _ask_form(agency: Agency, bound: Mapping[str, DateStepForm]) -> DateStepForm:
    return bound.get("ask") or dates.ExtensionAskForm(
        initial={"agency": agency}, auto_id=f"ask_{agency.pk}_%s"
    )


def _refused_ask(bound: Mapping[str, DateStepForm]) -> list[DateStepForm]:
    """What was typed stays to be read, also where nothing can be asked for any more."""
    return [bound["ask"]] if "ask" in bound else []
