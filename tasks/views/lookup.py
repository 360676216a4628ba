"""Finding what an address names, within what the person may see."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from agencies.models import User
from tasks.models import ProgressReport, Task


def visible_task(user: User, reference: str) -> Task:
    """The task of a reference such as `2020-55`; raises `Http404` where there is none for this person."""
    plan, _dash, number = reference.rpartition("-")
    if not number.isdecimal():
        raise Http404
    tasks = Task.objects.visible_to(user).select_related("plan__document", "section__parent")
    return get_object_or_404(
        tasks.prefetch_related("assignments__agency"), plan__code=plan, number=int(number)
    )


def visible_report(user: User, pk: int) -> ProgressReport:
    """The progress report of that key; raises `Http404` where there is none for this person."""
    reports = ProgressReport.objects.visible_to(user).select_related(
        "task__plan", "task__section__parent", "agency", "created_by", "submitted_by", "revises"
    )
    return get_object_or_404(reports.prefetch_related("task__assignments__agency"), pk=pk)
