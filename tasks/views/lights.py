"""Why a light has its colour, a light set by hand, and the thresholds of all lights."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.forms.seen import seen_of
from agencies.forms.services import ServiceForm
from agencies.models import User
from agencies.requests import SignedInRequest
from plans.clock import today
from plans.rules import manages_plans
from tasks.forms.lights import LightLiftForm, LightSetForm, ThresholdsForm
from tasks.models import Task, ThresholdChange, thresholds_on
from tasks.summaries import in_force
from tasks.summaries.lights import light_sheet
from tasks.views.asked import AskedDay, asked_day
from tasks.views.lookup import visible_task


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def task_light(request: SignedInRequest, reference: str) -> HttpResponse:
    """Why the light has its colour, by which figures; the office sets it by hand."""
    if request.method != "POST":
        return _page(request, reference, asked_day(request))
    task = _managed(request.user, reference)
    form = LightSetForm(request.POST, auto_id="light_%s")
    if not form.set_light(actor=request.user, task=task, day=today()):
        return _page(request, reference, setting=form)
    messages.success(request, _("The light of %(task)s is set by hand.") % {"task": task.reference})
    return redirect("tasks:task_detail", task.reference)


@login_required
@require_POST
def task_light_lift(request: SignedInRequest, reference: str) -> HttpResponse:
    """Let the computed light show again."""
    task = _managed(request.user, reference)
    form = LightLiftForm(request.POST, auto_id="lift_%s")
    if not form.lifted(actor=request.user, task=task, day=today()):
        return _page(request, reference, lifting=form)
    messages.success(request, _("The computed light of %(task)s shows again.") % {"task": task.reference})
    return redirect("tasks:task_detail", task.reference)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thresholds(request: SignedInRequest) -> HttpResponse:
    """The figures in force, those before, and for the office the form that changes them."""
    asked, manages = asked_day(request), manages_plans(request.user)
    changes = list(ThresholdChange.objects.known_on(asked.day).select_related("decided_by"))
    seen = seen_of([in_force.thresholds(next(iter(changes), None))])
    form = ThresholdsForm(request.POST or None, shown=thresholds_on(today()), seen=seen)
    if request.method == "POST":
        if not manages:
            raise PermissionDenied
        if form.changed(actor=request.user, day=today()):
            messages.success(request, _("The thresholds are changed from now on."))
            return redirect("tasks:thresholds")
    context = {
        "asked": asked,
        "in_force": thresholds_on(asked.day),
        "changes": changes,
        "form": form,
        "manages": manages and asked.may_change,
    }
    return render(request, "tasks/thresholds.html", context, status=form.http_status)


def _managed(user: User, reference: str) -> Task:
    task = visible_task(user, reference)
    if not manages_plans(user):
        raise PermissionDenied
    return task


def _page(
    request: SignedInRequest,
    reference: str,
    asked: AskedDay | None = None,
    *,
    setting: LightSetForm | None = None,
    lifting: LightLiftForm | None = None,
) -> HttpResponse:
    refused: ServiceForm | None = setting or lifting
    asked = asked or AskedDay(today(), None, today())
    tasks = Task.objects.visible_to(request.user).referred_to(reference).with_standing(asked.day)
    task = get_object_or_404(tasks.select_related("plan"))
    sheet = light_sheet(task, asked.day)
    seen = seen_of([in_force.light(next(iter(sheet.decisions), None))])
    context = {
        "asked": asked,
        "task": task,
        "sheet": sheet,
        "manages": asked.may_change and manages_plans(request.user),
        "setting": setting or LightSetForm(auto_id="light_%s", initial={"colour": task.light, "seen": seen}),
        "lifting": lifting or LightLiftForm(auto_id="lift_%s", initial={"seen": seen}),
    }
    return render(request, "tasks/task_light.html", context, status=refused.http_status if refused else 200)
