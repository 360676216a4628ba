"""How a plan came to stand as it does: round after round."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.downloads import FileName
from agencies.requests import SignedInRequest
from agencies.rules import is_office
from agencies.views.parts import file_for_page
from plans.models import Plan
from tasks.exports import since_table, trend_table
from tasks.summaries.plans import plan_totals
from tasks.summaries.since import all_turned_red, since_last_round
from tasks.summaries.trend import rounds_then
from tasks.views.asked import asked_day, asked_file

ROUNDS_SHOWN = 20


@login_required
@require_safe
def plan_trend(request: SignedInRequest, code: str) -> HttpResponseBase:
    """How the plan stood at the end of each of its closed rounds, and how it stands on the day asked for.

    With `?format=` all of these rounds as a file.
    """
    asked, file = asked_day(request), asked_file(request)
    plan = get_object_or_404(Plan.objects.visible_to(request.user), code=code)
    if file:
        name = FileName(_("Progress by round"), plan.code, asked.day)
        return file_for_page(trend_table(rounds_then(plan, asked.day)), file, name)
    context = {
        "asked": asked,
        "plan": plan,
        "trend": rounds_then(plan, asked.day, ROUNDS_SHOWN)[::-1],
        "totals": plan_totals(plan, asked.day),
    }
    return render(request, "tasks/plan_trend.html", context)


@login_required
@require_safe
def plan_since(request: SignedInRequest, code: str) -> HttpResponseBase:
    """What turned red since the last round was closed, and who owes the one that is open.

    The overview has it put in its place once it stands itself. With `?format=` it comes as a file.
    """
    asked, file = asked_day(request), asked_file(request)
    plan = get_object_or_404(Plan.objects.visible_to(request.user), code=code)
    since = since_last_round(request.user, plan, asked.day, may_change=asked.may_change)
    if file:
        table = since_table(since, all_turned_red(request.user, since, asked.day))
        return file_for_page(table, file, FileName(_("Since the last round"), plan.code, asked.day))
    context = {"asked": asked, "plan": plan, "since": since, "sees_all": is_office(request.user)}
    return render(request, "tasks/plan_since.html", context)
