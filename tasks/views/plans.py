"""Plans and documents as they are read, with the tasks that stand in them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.requests import SignedInRequest
from plans.clock import end_of
from plans.models import Plan, SourceDocument
from plans.rules import manages_plans
from tasks.enums import Given
from tasks.models import Task
from tasks.services.readings import rule_in_force
from tasks.summaries.documents import chapters, document_passages, plan_tree
from tasks.views.asked import asked_day


@login_required
@require_safe
def plan_list(request: SignedInRequest) -> HttpResponse:
    """Every plan, and the documents that are no plan themselves."""
    asked = asked_day(request)
    plans = Plan.objects.visible_to(request.user).with_tracking(asked.day)
    context = {
        "asked": asked,
        "plans": plans.select_related("document")
        .annotate(task_count=Count("tasks"))
        .order_by("-year", "-code"),
        "documents": SourceDocument.objects.visible_to(request.user).filter(plan=None),
        "manages": asked.may_change and manages_plans(request.user),
    }
    return render(request, "tasks/plan_list.html", context)


@login_required
@require_safe
def plan_detail(request: SignedInRequest, code: str) -> HttpResponse:
    """One plan: what it says of itself, who leads by its note, and its tree of sections and tasks.

    Sections but the first are folded up; with `?unfolded=1` none is.
    """
    asked = asked_day(request)
    before = end_of(asked.day)
    plans = Plan.objects.visible_to(request.user).with_tracking(asked.day)
    plan = get_object_or_404(plans.select_related("document", "origin"), code=code)
    tasks = Task.objects.visible_to(request.user).filter(plan=plan).with_standing(asked.day)
    context = {
        "asked": asked,
        "plan": plan,
        "rule": rule_in_force(plan, asked.day),
        "readings": plan.lead_rule_readings.filter(decided_at__lt=before).select_related("decided_by"),
        "tracking": plan.tracking_changes.filter(decided_at__lt=before).select_related("decided_by"),
        "basis": plan.document.basis_documents.select_related("cited"),
        "addressees": plan.document.addressees.all(),
        "tree": plan_tree(plan, list(tasks.select_related("plan"))),
        "unfolded": "unfolded" in request.GET,
        "manages": asked.may_change and manages_plans(request.user),
    }
    return render(request, "tasks/plan_detail.html", context)


@login_required
@require_safe
def document_detail(request: SignedInRequest, file_name: str) -> HttpResponse:
    """The text with sections, tasks and sentences marked, where they went and how far that is, errata shown.

    Lines are joined to be read; with `?lines=printed` they end as in the file. Sections but the first are
    folded up; with `?unfolded=1` none is.
    """
    asked = asked_day(request)
    documents = SourceDocument.objects.visible_to(request.user).select_related("plan__origin")
    document = get_object_or_404(documents, file_name=file_name)
    plans = list(Plan.objects.visible_to(request.user).filter(origin=document))
    plan: Plan | None = getattr(document, "plan", None)
    shown = document_passages(document, request.user, asked.day, divided=bool(plans))
    lines = "printed" if request.GET.get("lines") == "printed" else ""
    context = {
        "asked": asked,
        "document": document,
        "divided_by": plans,
        "ways": list(Given),
        "lines": lines,
        "as_printed": bool(lines),
        "unfolded": "unfolded" in request.GET,
        "chapters": chapters(shown),
        "plan": plan,
        "rule": rule_in_force(plan, asked.day) if plan and plan.note else None,
    }
    return render(request, "tasks/document_detail.html", context)
