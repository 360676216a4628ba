"""职责承接: the office decides who carries on what an ended agency still holds."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from agencies.models import Agency
from agencies.requests import SignedInRequest
from plans.clock import today
from plans.rules import manages_plans
from tasks.forms.duties import DutiesPassForm
from tasks.summaries.duties import open_duties


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agency_duties(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who carries on each open duty of an ended agency; decided all at once or in part."""
    agency = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    if not manages_plans(request.user):
        raise PermissionDenied
    form = DutiesPassForm(request.POST or None, duties=open_duties(agency, today()))
    if request.method == "POST" and form.carried(actor=request.user, agency=agency, day=today()):
        said = ngettext("%(number)s duty passed on.", "%(number)s duties passed on.", len(form.passed))
        messages.success(request, said % {"number": len(form.passed)})
        return redirect("tasks:agency_duties", pk)
    bodies = Agency.objects.existing_on(today()).reporting().values_list("name", flat=True)
    context = {
        "agency": agency,
        "form": form,
        "bodies": bodies,
        "successors": agency.successions.select_related("successor").order_by("effective_on", "pk"),
    }
    return render(request, "tasks/agency_duties.html", context, status=form.http_status)
