"""The first page: how one plan stands."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.models import User
from agencies.requests import SignedInRequest
from agencies.rules import is_office
from plans.models import Plan
from tasks import rules
from tasks.models import Task
from tasks.summaries import agency_counts, office_queue, plan_totals, plans_on
from tasks.summaries.duties import ended_agencies
from tasks.summaries.queue import late_rows, needs_of, red_keys
from tasks.summaries.since import turned_number
from tasks.summaries.trend import short_trend
from tasks.summaries.worklist import owed_work
from tasks.views.asked import AskedDay, asked_day, asked_plan

LATE_SHOWN, REPORTS_SHOWN, OWED_SHOWN = 8, 3, 6
"""How many late tasks, waiting and owed reports stand on the page; how many there are it says too."""

ROUNDS_SHOWN = 6
"""How many closed rounds its trend has."""


@login_required
@require_safe
def overview(request: SignedInRequest) -> HttpResponse:
    """Totals, sections, agencies, what is late and what waits, of the plan chosen at the top."""
    asked = asked_day(request)
    plans = plans_on(request.user, asked.day)
    plan = asked_plan(request, plans, asked.day)
    context: dict[str, Any] = {"asked": asked, "plans": plans, "plan": plan}
    if plan is not None:
        context |= _standing(request.user, plan, asked)
    return render(request, "tasks/overview.html", context)


def _standing(user: User, plan: Plan, asked: AskedDay) -> dict[str, Any]:
    """What waits for somebody waits now: a page of a past day leaves that out."""
    day, now = asked.day, asked.may_change
    totals = plan_totals(plan, day)
    tracked = plan.is_tracked_on(day)
    trend = short_trend(plan, totals, day, ROUNDS_SHOWN) if tracked else None
    visible = Task.objects.visible_to(user)
    return {
        "tracked": tracked,
        "totals": totals,
        "trend": trend,
        "turned": turned_number(visible, plan, totals, trend, day) if trend else None,
        "agencies": agency_counts(plan, day),
        "late": late_rows(visible, red_keys(visible, plan, day, LATE_SHOWN), day),
        "needs": needs_of(plan, totals, day),
        "queue": office_queue(user, plan, day, REPORTS_SHOWN) if now and is_office(user) else None,
        "ended": ended_agencies(day) if now and is_office(user) else (),
        "work": owed_work(user, day, OWED_SHOWN) if now and rules.reviews(user) else None,
    }
