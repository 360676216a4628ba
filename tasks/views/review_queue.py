"""What waits for somebody's decision, one report after the other."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.requests import SignedInRequest
from tasks import rules
from tasks.forms.keys import key_of
from tasks.summaries.review_queue import queue_place
from tasks.summaries.task_dates import extensions_awaiting
from tasks.views.lookup import visible_report
from tasks.views.reports import report_context


@login_required
@require_safe
def review_queue(request: SignedInRequest) -> HttpResponse:
    """The office confirms, leads accept shares, approvers pass on; `?report=` chooses one that waits."""
    if not rules.reviews(request.user):
        raise PermissionDenied
    place = queue_place(request.user, key_of(request.GET.get("report", "")))
    context: dict[str, Any] = {"place": place, "extensions": extensions_awaiting(request.user).count()}
    if place.chosen:
        context |= report_context(request.user, visible_report(request.user, place.chosen))
        context["next_url"] = f"{request.path}?report={place.following}" if place.following else request.path
    return render(request, "tasks/review_queue.html", context)
