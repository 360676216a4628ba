"""One progress report: reading it, and every step it can take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agencies.models import User
from agencies.requests import SignedInRequest, next_address
from agencies.rules import writes_reports
from agencies.views.parts import in_place, render_part
from plans.clock import today
from tasks import rules
from tasks.enums import ReportState
from tasks.forms import reviews
from tasks.forms.opinions import OpinionForm
from tasks.forms.reviews import DecisionForm
from tasks.models import ProgressReport
from tasks.services.reopening import can_be_reopened
from tasks.summaries.opinions import opinion_sheet
from tasks.summaries.review_sheets import review_sheet
from tasks.summaries.shares import shares_of
from tasks.summaries.task_dates import wording_of
from tasks.views.lookup import visible_report

STEPS: Mapping[str, type[DecisionForm]] = {
    "submit": reviews.SubmitForm,
    "withdraw": reviews.WithdrawForm,
    "discard": reviews.DiscardForm,
    "approve": reviews.ApproveForm,
    "confirm": reviews.ConfirmForm,
    "return": reviews.ReturnForm,
    "accept": reviews.AcceptForm,
    "reopen": reviews.ReopenForm,
}
ALLOWED = {
    "submit": rules.can_edit_report,
    "withdraw": rules.can_withdraw,
    "discard": rules.can_discard,
    "approve": rules.can_approve,
    "confirm": rules.can_confirm,
    "return": rules.can_return,
    "accept": rules.can_accept,
    "reopen": can_be_reopened,
}


@login_required
@require_safe
def report_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report, what was decided about it, and what this person can do with it."""
    report = visible_report(request.user, pk)
    return render(request, "tasks/report_detail.html", report_page(request.user, report))


@login_required
@require_POST
def report_step(request: SignedInRequest, pk: int, step: str) -> HttpResponse:
    """Take one step of `STEPS`; a refusal shows the report as it is now, with what was typed."""
    report = visible_report(request.user, pk)
    form = STEPS[step](request.POST, auto_id=f"{step}_%s")
    if not form.decided(actor=request.user, report=report):
        context = report_page(request.user, visible_report(request.user, pk), refused={step: form})
        context["next_url"] = next_address(request)
        shown = render_part(
            request, "tasks/report_detail.html", "tasks/_report_work.html", context, form.http_status
        )
        return in_place(shown, "#report-work")
    messages.success(request, form.said % {"task": report.task.reference, "agency": report.agency})
    return redirect(next_address(request) or reverse("tasks:my_tasks"))


def report_page(
    user: User, report: ProgressReport, refused: Mapping[str, DecisionForm] | None = None
) -> dict[str, Any]:
    """What its own page shows of a report, and the list that the page lies behind."""
    context = report_context(user, report, refused)
    is_mine = context["is_own"] and writes_reports(user)
    return context | {"lies_behind": "tasks:my_tasks" if is_mine else "tasks:task_list"}


def report_context(
    user: User, report: ProgressReport, refused: Mapping[str, DecisionForm] | None = None
) -> dict[str, Any]:
    """What shows a report to `user`: its sheet, and a form for every step that is open to them."""
    steps = {step: STEPS[step](auto_id=f"{step}_%s") for step in STEPS if ALLOWED[step](user, report)}
    is_own = rules.writes_for(user, report.agency)
    edit_url = reverse("tasks:report_edit", args=[report.task.reference])
    return {
        "report": report,
        "wording": wording_of(report.task, today()),
        "sheet": review_sheet(report, user, sees_problem=rules.can_see_problem(user, report)),
        "steps": {**steps, **(refused or {})},
        "refused": next(iter((refused or {}).values()), None),
        "is_own": is_own,
        "can_revise": is_own and report.state == ReportState.RETURNED and not hasattr(report, "revised_by"),
        "edit_url": f"{edit_url}?agency={report.agency_id}",
        "shares": shares_of(report, user, today()),
        "opinions": opinion_sheet(report, user, today()),
        "opinion_form": OpinionForm(auto_id="opinion_%s"),
        "decides_not": rules.spoke_for_agency(user, report),
    }
