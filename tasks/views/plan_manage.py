"""What the office decides about a plan and its tasks, many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agencies.forms.seen import seen_of
from agencies.forms.services import ServiceForm
from agencies.models import Agency, User
from agencies.requests import SignedInRequest
from plans.clock import today
from plans.enums import MarkedByDuty
from plans.models import Plan
from plans.rules import manages_plans
from tasks.filters import TaskFilter
from tasks.forms.plans import (
    AssignForm,
    DueDatesForm,
    ManyTasksForm,
    ReadingForm,
    TrackingCloseForm,
    TrackingOpenForm,
)
from tasks.models import Assignment, Task
from tasks.services.readings import role_changes, rule_in_force, rule_with
from tasks.summaries import in_force
from tasks.summaries.documents import plan_tree

SHOWN_FILTERS = ("section", "agency", "role", "mode", "needs", "q")
"""The filters of `TaskFilter` that help to choose what to change."""


def managed_plan(user: User, code: str) -> Plan:
    """The plan of that code; raises `Http404` for outsiders, `PermissionDenied` for who only reads."""
    plan = get_object_or_404(
        Plan.objects.visible_to(user).with_tracking(today()).select_related("document"), code=code
    )
    if not manages_plans(user):
        raise PermissionDenied
    return plan


@login_required
@require_safe
def plan_manage(request: SignedInRequest, code: str) -> HttpResponse:
    """Tracking, the reading of the mark, and the plan's tasks with what can be done to many of them."""
    return _page(request, managed_plan(request.user, code))


@login_required
@require_POST
def plan_tracking(request: SignedInRequest, code: str) -> HttpResponse:
    """Open tracking, or with `action=close` stop it."""
    plan = managed_plan(request.user, code)
    if request.POST.get("action") == "close":
        closing = TrackingCloseForm(request.POST, auto_id="close_%s")
        if not closing.closed(actor=request.user, plan=plan):
            return _page(request, plan, tracking_close=closing)
        return _done(request, plan, _("Tracking has ended: the plan's tasks turn grey."))
    opening = TrackingOpenForm(request.POST, auto_id="open_%s")
    if not opening.opened(actor=request.user, plan=plan):
        return _page(request, plan, tracking_open=opening)
    return _done(request, plan, _("The plan is tracked."))


@login_required
@require_POST
def plan_reading(request: SignedInRequest, code: str) -> HttpResponse:
    """Change the reading; with `action=preview` only show which roles would change."""
    plan = managed_plan(request.user, code)
    form = ReadingForm(request.POST, auto_id="reading_%s")
    if request.POST.get("action") == "preview" and form.is_valid():
        means = MarkedByDuty(form.cleaned_data["marked_by_duty_means"])
        changes = role_changes(plan, rule_with(plan, means, form.cleaned_data["reason"]))
        return _page(request, plan, reading_form=form, preview={"changes": changes, "means": means})
    if not form.changed(actor=request.user, plan=plan):
        return _page(request, plan, reading_form=form)
    return _done(request, plan, _("The mark is read anew, and the roles that follow from it are set."))


@login_required
@require_POST
def plan_assign(request: SignedInRequest, code: str) -> HttpResponse:
    """Assign many tasks."""
    plan = managed_plan(request.user, code)
    form = AssignForm(request.POST, shown=_filtered(request, plan).qs)
    if not form.assigned(actor=request.user):
        return _page(request, plan, assign=form, many=form)
    number = len(form.made)
    said = ngettext("%(number)s assignment was made.", "%(number)s assignments were made.", number)
    return _done(request, plan, said % {"number": number})


@login_required
@require_POST
def plan_due_dates(request: SignedInRequest, code: str) -> HttpResponse:
    """Set the due dates of many tasks."""
    plan = managed_plan(request.user, code)
    form = DueDatesForm(request.POST, shown=_filtered(request, plan).qs)
    if not form.dated(actor=request.user):
        return _page(request, plan, due_dates=form, many=form)
    said = ngettext(
        "The due date of %(number)s task changed.",
        "The due dates of %(number)s tasks changed.",
        form.changed,
    )
    return _done(request, plan, said % {"number": form.changed})


def _filtered(request: SignedInRequest, plan: Plan) -> TaskFilter:
    day = today()
    tasks = Task.objects.visible_to(request.user).filter(plan=plan).with_standing(day)
    wanted = {name: request.GET[name] for name in SHOWN_FILTERS if name in request.GET}
    found = TaskFilter(wanted, tasks.order_by("number"), request=request, day=day)
    found.form.fields["section"].queryset = plan.document.sections.all()
    found.form.fields["agency"].queryset = Agency.objects.filter(assignments__task__plan=plan).distinct()
    return found


def _done(request: SignedInRequest, plan: Plan, said: str) -> HttpResponse:
    messages.success(request, said)
    query = request.GET.urlencode()
    return redirect(f"{reverse('tasks:plan_manage', args=[plan.code])}{'?' if query else ''}{query}")


def _page(
    request: SignedInRequest,
    plan: Plan,
    *,
    many: ManyTasksForm | None = None,
    preview: dict[str, Any] | None = None,
    **bound: ServiceForm,
) -> HttpResponse:
    """The page; `bound` are forms that were refused, by their name in the template."""
    filtered = _filtered(request, plan)
    shown = filtered.qs.select_related("plan").prefetch_related(
        Prefetch("assignments", Assignment.objects.current(), to_attr="parts")
    )
    means = rule_in_force(plan).marked_by_duty_means
    marks = Task.objects.filter(plan=plan, marked_by_duty=True).count()
    readings = list(plan.lead_rule_readings.select_related("decided_by")) if marks else []
    tracked = {"seen": seen_of([in_force.tracking(plan.tracked_from)])}
    read = {"seen": seen_of([in_force.reading(next(iter(readings), None))])}
    # What stood in the fields when the other button of the form was pressed stays there.
    beside = request.POST.dict() if many else {"seen": seen_of(in_force.shown_of_many(shown))}
    tasks = list(shown)
    chosen = many.ticked if many else set()
    narrowed = any(request.GET.get(name) for name in SHOWN_FILTERS)
    sections = [branch for branch in plan_tree(plan, tasks) if branch.all_tasks]
    forms = {
        "tracking_open": TrackingOpenForm(
            auto_id="open_%s", initial={"tracked_from": plan.tracked_from or today(), **tracked}
        ),
        "tracking_close": TrackingCloseForm(auto_id="close_%s", initial=tracked),
        "reading_form": ReadingForm(auto_id="reading_%s", initial={"marked_by_duty_means": means, **read}),
        "assign": AssignForm(None, shown=Task.objects.none(), initial=beside),
        "due_dates": DueDatesForm(None, shown=Task.objects.none(), initial=beside),
        **bound,
    }
    context = {
        "plan": plan,
        "tasks": tasks,
        "sections": [
            (branch, narrowed or place == 0 or not chosen.isdisjoint(str(one.pk) for one in branch.all_tasks))
            for place, branch in enumerate(sections)
        ],
        "filters": [filtered.form[name] for name in SHOWN_FILTERS],
        "query": request.GET.urlencode(),
        "reading_now": MarkedByDuty(means).label,
        "marks": marks,
        "readings": readings,
        "preview": preview,
        "many": many or forms["assign"],
        "agencies": Agency.objects.all(),
        **forms,
    }
    status = max((form.http_status for form in bound.values()), default=200)
    return render(request, "tasks/plan_manage.html", context, status=status)
