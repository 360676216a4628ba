"""Finding what an address names, within what the person may see."""

from __future__ import annotations

import datetime

from django.shortcuts import get_object_or_404

from agencies.models import User
from plans.clock import today
from tasks.models import ProgressReport, ReportingRound, Task


def visible_task(user: User, reference: str) -> Task:
    """The task of a reference such as `2020-55`, with its state of today.

    Raises `Http404` where there is none for this person.
    """
    tasks = Task.objects.visible_to(user).referred_to(reference).with_standing(today())
    tasks = tasks.select_related("plan")
    return get_object_or_404(tasks.prefetch_related("assignments__agency"))


def visible_report(user: User, pk: int) -> ProgressReport:
    """The progress report of that key, with what stands confirmed of it.

    Who may give an opinion on it today reads it too. Raises `Http404` where there is none for this person.
    """
    reports = ProgressReport.objects.visible_to(user, opinions_on=today()).with_confirmed()
    reports = reports.select_related("task__plan", "agency", "created_by", "submitted_by", "revised_by")
    return get_object_or_404(reports.prefetch_related("task__assignments", "reviews"), pk=pk)


def visible_round(user: User, pk: int, day: datetime.date) -> ReportingRound:
    """The round of that key with its state on `day`; raises `Http404` where there is none for this person."""
    rounds = ReportingRound.objects.visible_to(user).with_state(day)
    return get_object_or_404(rounds.select_related("plan"), pk=pk)
