"""How a plan came to stand as it does: round after round."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.requests import SignedInRequest
from plans.models import Plan
from tasks.summaries.plans import plan_totals
from tasks.summaries.since import since_last_round
from tasks.summaries.trend import rounds_then
from tasks.views.asked import asked_day

ROUNDS_SHOWN = 20


@login_required
@require_safe
def plan_trend(request: SignedInRequest, code: str) -> HttpResponse:
    """How the plan stood at the end of each of its closed rounds, and how it stands on the day asked for."""
    asked = asked_day(request)
    plan = get_object_or_404(Plan.objects.visible_to(request.user), code=code)
    context = {
        "asked": asked,
        "plan": plan,
        "trend": rounds_then(plan, asked.day, ROUNDS_SHOWN)[::-1],
        "totals": plan_totals(plan, asked.day),
    }
    return render(request, "tasks/plan_trend.html", context)


@login_required
@require_safe
def plan_since(request: SignedInRequest, code: str) -> HttpResponse:
    """What turned red since the last round was closed, and who owes the one that is open.

    The overview has it put in its place once it stands itself.
    """
    asked = asked_day(request)
    plan = get_object_or_404(Plan.objects.visible_to(request.user), code=code)
    since = since_last_round(request.user, plan, asked.day, may_change=asked.may_change)
    return render(request, "tasks/plan_since.html", {"asked": asked, "plan": plan, "since": since})
