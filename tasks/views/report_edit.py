"""The report form of an agency for one task."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.models import Agency
from agencies.requests import SignedInRequest, next_address
from agencies.rules import writes_reports
from agencies.views.parts import in_place, render_part, wants_part
from plans.clock import today
from tasks import rules
from tasks.enums import ReportState
from tasks.forms.evidence import REMOVE
from tasks.forms.reports import ReportForm
from tasks.models import ProgressReport, Task
from tasks.summaries.report_starts import ReportStart, report_start
from tasks.views.lookup import visible_task
from tasks.views.report_forms import report_form_context


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write the report of one's own agency, or as the office that of a collective (`?agency=`)."""
    task = visible_task(request.user, reference)
    agency = _reporting_agency(request, task)
    if request.method == "POST":
        return _save(request, task, agency)
    start = report_start(task, agency, today())
    if start.open and start.open.state != ReportState.DRAFT:
        return redirect("tasks:report_detail", start.open.pk)
    return _page(request, task, agency, start, ReportForm.starting_from(start))


def _reporting_agency(request: SignedInRequest, task: Task) -> Agency:
    """Whose report this is; raises `PermissionDenied` where the person writes for no agency of the task.

    Whoever posts for an agency that has lost its part meanwhile goes on to the service, which refuses
    with the text kept.
    """
    parts = [part.agency for part in task.assignments.all() if part.in_force_until is None]
    wanted = request.GET.get("agency", "")
    for agency in parts:
        if rules.writes_for(request.user, agency) and wanted in {"", str(agency.pk)}:
            return agency
    if request.method == "POST" and request.user.agency and writes_reports(request.user):
        return request.user.agency
    raise PermissionDenied(_("Your agency has no part in this task, so there is nothing to report here."))


def _save(request: SignedInRequest, task: Task, agency: Agency) -> HttpResponse:
    form = ReportForm(request.POST, request.FILES)
    form.offer(report_start(task, agency, today()).milestones)
    action = request.POST.get("action", "")
    removes = action.startswith(REMOVE)
    report = form.saved(
        actor=request.user,
        task=task,
        agency=agency,
        submit=action in {"submit", "outside"},
        outside_round=action == "outside",
        take_over=action == "takeover",
        remove=action.removeprefix(REMOVE) or "0" if removes else "",
    )
    if report is None:
        return _page(request, task, agency, report_start(task, agency, today()), form)
    messages.success(request, said_of(report))
    if not removes and action != "evidence":
        return redirect(next_address(request) or reverse("tasks:my_tasks"))
    if wants_part(request):
        start = report_start(task, agency, today())
        return _page(request, task, agency, start, ReportForm.starting_from(start))
    return redirect(f"{request.path}?agency={agency.pk}#evidence")


def said_of(report: ProgressReport) -> str:
    """What was done with a report that was just saved or handed in."""
    said = {
        ReportState.DRAFT: _("The draft on %(task)s is saved. It is not submitted yet."),
        ReportState.PENDING_APPROVAL: _("The report on %(task)s now waits for your own approver."),
        ReportState.SUBMITTED: _("The report on %(task)s is submitted."),
    }
    return said[ReportState(report.state)] % {"task": report.task.reference}


def _page(
    request: SignedInRequest, task: Task, agency: Agency, start: ReportStart, form: ReportForm
) -> HttpResponse:
    context = report_form_context(request.user, task, agency, start, form)
    context["next_url"] = next_address(request)
    page, part = "tasks/report_edit.html", "tasks/_report_edit_answer.html"
    return in_place(render_part(request, page, part, context, form.http_status), "#report-edit")
