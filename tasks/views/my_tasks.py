"""What somebody's agency has and owes."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.requests import SignedInRequest
from plans.clock import today
from tasks import rules
from tasks.models import ReportingRound
from tasks.summaries.chases import chases_to_sign
from tasks.summaries.consolidation import consolidations_of
from tasks.summaries.opinions import awaited_opinions
from tasks.summaries.review_queue import awaiting
from tasks.summaries.worklist import worklist


@login_required
@require_safe
def my_tasks(request: SignedInRequest) -> HttpResponse:
    """Everything this person writes reports about, what presses most first."""
    if not rules.reviews(request.user):
        raise PermissionDenied
    context = {
        "work": worklist(request.user, today()),
        "awaiting": awaiting(request.user).count(),
        "opinions_awaited": awaited_opinions(request.user, today()),
        "consolidations": consolidations_of(request.user),
        "chases": chases_to_sign(request.user, today()),
        "rounds": ReportingRound.objects.asking(request.user, today()),
    }
    return render(request, "tasks/my_tasks.html", context)
