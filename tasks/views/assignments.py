"""One agency's part in a task, and what the office may do with it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.enums import AgencyKind
from agencies.models import User
from agencies.requests import SignedInRequest
from plans.models import Addressee
from plans.rules import manages_plans
from tasks.forms.plans import AssignmentEndForm, CollectiveExpandForm
from tasks.models import Assignment


def managed_assignment(user: User, pk: int) -> Assignment:
    """The assignment in force of that key; raises `Http404`, or `PermissionDenied` for who only reads."""
    parts = Assignment.objects.visible_to(user).select_related("task__plan", "agency")
    assignment = get_object_or_404(parts, pk=pk)
    if not manages_plans(user):
        raise PermissionDenied
    return assignment


@login_required
@require_safe
def assignment_manage(request: SignedInRequest, pk: int) -> HttpResponse:
    """End an assignment, or expand a collective into its members."""
    return _page(request, managed_assignment(request.user, pk))


@login_required
@require_POST
def assignment_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End it, with a reason."""
    assignment = managed_assignment(request.user, pk)
    form = AssignmentEndForm(request.POST)
    if not form.ended(actor=request.user, assignment=assignment):
        return _page(request, assignment, end=form)
    return _done(request, assignment, _("%(agency)s has no part in %(task)s any more."))


@login_required
@require_POST
def assignment_expand(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a collective's part to its members."""
    assignment = managed_assignment(request.user, pk)
    form = CollectiveExpandForm(request.POST)
    if not form.expanded(actor=request.user, assignment=assignment):
        return _page(request, assignment, expand=form)
    return _done(request, assignment, _("The members have the part of %(agency)s in %(task)s now."))


def _done(request: SignedInRequest, assignment: Assignment, said: str) -> HttpResponse:
    task = assignment.task
    messages.success(request, said % {"agency": assignment.agency, "task": task.reference})
    return redirect("tasks:plan_manage", task.plan.code)


def _page(
    request: SignedInRequest,
    assignment: Assignment,
    *,
    end: AssignmentEndForm | None = None,
    expand: CollectiveExpandForm | None = None,
) -> HttpResponse:
    refused = end or expand
    addressees = Addressee.objects.filter(document=assignment.task.plan.document_id)
    context = {
        "assignment": assignment,
        "is_collective": assignment.agency.kind == AgencyKind.COLLECTIVE,
        "addressees": addressees.exclude(agency=None).values_list("agency__name", flat=True),
        "end": end or AssignmentEndForm(auto_id="end_%s"),
        "expand": expand or CollectiveExpandForm(auto_id="expand_%s"),
        "refused": refused,
    }
    status = refused.http_status if refused else 200
    return render(request, "tasks/assignment_manage.html", context, status=status)
