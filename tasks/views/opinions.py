"""Saying what one's agency thinks of the report that a lead handed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.requests import SignedInRequest
from plans.clock import today
from tasks.forms.opinions import OpinionForm
from tasks.summaries.opinions import Judged, report_to_judge
from tasks.views.lookup import visible_report
from tasks.views.reports import report_page


@login_required
@require_POST
def opinion_give(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree or dissent; a refusal shows what was typed, with the report if there is still one to read."""
    report = _judged(request, pk).report
    form = OpinionForm(request.POST)
    if form.given(actor=request.user, report=report, day=today()):
        messages.success(
            request, _("The opinion of your agency on %(task)s is given.") % {"task": report.task}
        )
        return redirect("tasks:report_detail", pk)
    judged = _judged(request, pk)
    if not judged.is_readable:
        context = {"report": judged.report, "refused": form, "lies_behind": "tasks:my_tasks"}
        return render(request, "tasks/opinion_refused.html", context, status=form.http_status)
    shown = report_page(request.user, visible_report(request.user, pk))
    context = shown | {"opinion_form": form, "refused": form}
    return render(request, "tasks/report_detail.html", context, status=form.http_status)


def _judged(request: SignedInRequest, pk: int) -> Judged:
    judged = report_to_judge(request.user, pk, today())
    if judged is None:
        raise Http404
    return judged
