"""溯源: what a plan made of the document that it divides up, and how far that is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.downloads import FileName
from agencies.requests import SignedInRequest
from agencies.views.parts import file_for_page, render_part
from plans.models import Plan
from tasks.exports import trace_table
from tasks.filters.traces import TraceFilter
from tasks.summaries.coverage import coverage_in_all, coverage_of, set_aside_in, unassigned_in
from tasks.summaries.traces import by_section, provisions_of, sentences_of, traced
from tasks.views.asked import asked_day, asked_file


@login_required
@require_safe
def plan_trace(request: SignedInRequest, code: str) -> HttpResponseBase:
    """Sentences that meet the filters, by section, each with its tasks; `?format=`: as a file."""
    asked, file = asked_day(request), asked_file(request)
    plans = Plan.objects.visible_to(request.user).select_related("origin")
    plan = get_object_or_404(plans, code=code)
    document = plan.origin
    if document is None:
        raise Http404
    sentences = sentences_of(document, plan, request.user)
    chosen = TraceFilter(
        request.GET, queryset=provisions_of(document, request.user), request=request, sentences=sentences
    )
    keys = set() if chosen.errors else {*chosen.qs.values_list("pk", flat=True)}
    wanted = [one for one in sentences if one.provision.pk in keys]
    found = traced(plan, wanted, request.user, asked.day)
    if file:
        return file_for_page(trace_table(found), file, FileName(_("Traceability"), code, asked.day))
    sections = coverage_of(document, sentences)
    context = {
        "asked": asked,
        "plan": plan,
        "document": document,
        "filter": chosen,
        "coverage": coverage_in_all(sentences),
        "sections": sections,
        "left": unassigned_in(sentences),
        "set_aside": set_aside_in(sentences),
        "found": len(found),
        "in_all": len(sentences),
        "shown": by_section(sections, found),
    }
    return render_part(request, "tasks/plan_trace.html", "tasks/_trace_results.html", context)
