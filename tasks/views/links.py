"""年度接续: suggested links between two plans, and the thread of one work through the years."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agencies.requests import SignedInRequest
from agencies.views.parts import in_place, render_part
from plans.clock import today
from plans.models import Plan
from plans.rules import manages_plans
from tasks.forms.links import SHOWN, LinkFilterForm, LinkForm
from tasks.linking.nearness import DEFAULT_THRESHOLD
from tasks.linking.quality import REACHED
from tasks.models import Task
from tasks.summaries.links import PlanPair, TaskSuggestions
from tasks.summaries.threads import thread_of
from tasks.views.asked import asked_day

TASKS_A_PAGE = 10
"""So many tasks of the later plan are gone through at once."""

MOST_COMPARED = 300
"""Where the later plan has up to so many tasks, pages hold those alone that have something to show; to find
that out takes about two milliseconds a task (benchmarks/LINKS.md)."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_list(request: SignedInRequest) -> HttpResponse:
    """The office goes through what is suggested and decides, one by one or all that are ticked."""
    if not manages_plans(request.user):
        raise PermissionDenied
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.decided(actor=request.user):
        messages.success(request, form.said)
        return redirect(f"{request.path}?{_without(request, 'all')}")
    plans = list(Plan.objects.visible_to(request.user))
    chosen = LinkFilterForm(request.GET, plans, request.user)
    if chosen.is_valid():
        form.is_about(SHOWN[chosen.cleaned_data["show"]])
    context = {
        "chosen": chosen,
        "form": form,
        "ticked": form.ticked,
        "threshold": DEFAULT_THRESHOLD,
        "reached": REACHED,
        **(_found(request, chosen) if chosen.is_valid() else {}),
    }
    page_and_part = "tasks/link_list.html", "tasks/_link_results.html"
    shown = render_part(request, *page_and_part, context, form.http_status)
    return in_place(shown, "#results") if form.is_bound else shown


def _found(request: SignedInRequest, chosen: LinkFilterForm) -> dict[str, Any]:
    asked = chosen.cleaned_data
    pair = PlanPair(asked["later"], asked["earlier"], request.user, today())
    decisions = SHOWN[asked["show"]]
    tasks = [task for task in pair.tasks.values() if task.plan_id == asked["later"].pk]
    if None not in decisions:
        tasks = [task for task in tasks if pair.has_decisions(task, decisions)]

    def with_something(some: Iterable[Task]) -> list[TaskSuggestions]:
        return [row for task in some if (row := pair.of_task(task, asked["threshold"], decisions)).near]

    number = request.GET.get("page")
    page: Page[Any]
    if len(tasks) <= MOST_COMPARED:
        every = with_something(tasks)
        page = Paginator(every, TASKS_A_PAGE).get_page(number)
        rows, pairs = list(page), sum(len(row.near) for row in every)
    else:
        page = Paginator(tasks, TASKS_A_PAGE).get_page(number)
        rows, pairs = with_something(page), None
    return {
        "page": page,
        "pairs": pairs,
        "shown": asked["show"],
        "rows": rows,
        "all_ticked": request.GET.get("all") == str(page.number),
        "query": _without(request, "all"),
    }


def _without(request: SignedInRequest, name: str) -> str:
    """What the address asks, but for that."""
    query = request.GET.copy()
    query.pop(name, None)
    return query.urlencode()


@login_required
@require_safe
def thread(request: SignedInRequest, reference: str) -> HttpResponse:
    """The same work through the years: each year's wording, who led it, what came of it."""
    asked = asked_day(request)
    tasks = Task.objects.visible_to(request.user).referred_to(reference).select_related("plan")
    task = get_object_or_404(tasks)
    context = {
        "asked": asked,
        "task": task,
        "thread": thread_of(task, request.user, asked.day),
        "manages": asked.may_change and manages_plans(request.user),
    }
    return render(request, "tasks/thread.html", context)
