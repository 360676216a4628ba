"""Finding what an address names, within what the person may see."""

from __future__ import annotations

import datetime

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404

from agencies.models import User
from plans.clock import today
from tasks import rules
from tasks.models import ProgressReport, ReportingRound, Submission, Task


def visible_task(user: User, reference: str) -> Task:
    """The task of a reference such as `2020-55`, with its state of today.

    Raises `Http404` where there is none for this person.
    """
    tasks = Task.objects.visible_to(user).referred_to(reference).with_standing(today())
    tasks = tasks.select_related("plan", "section__parent")
    return get_object_or_404(tasks.prefetch_related("assignments__agency"))


def visible_report(user: User, pk: int) -> ProgressReport:
    """The progress report of that key, with what stands confirmed of it.

    Who may give an opinion on it today reads it too. Raises `Http404` where there is none for this person.
    """
    reports = ProgressReport.objects.visible_to(user, opinions_on=today()).with_confirmed()
    reports = reports.select_related("task__plan", "agency", "created_by", "submitted_by", "revised_by")
    return get_object_or_404(reports.prefetch_related("task__assignments__agency", "reviews"), pk=pk)


def report_to_judge(user: User, pk: int) -> tuple[ProgressReport, bool]:
    """The report of that key on which this person gives an opinion, and whether they may read it now.

    Of a lead's report that was handed in once, and that is taken back, returned or past its time meanwhile,
    they may not: all they have is what they were typing. Raises `Http404` for anybody else.
    """
    reports = ProgressReport.objects.select_related("task__plan", "agency")
    reports = reports.prefetch_related("task__assignments__agency")
    visible = reports.visible_to(user, opinions_on=today()).filter(pk=pk).first()
    if visible:
        return visible, True
    report = get_object_or_404(
        reports.filter(Exists(Submission.objects.filter(report=OuterRef("pk")))), pk=pk
    )
    if not rules.has_say(user, report):
        raise Http404
    return report, False


def visible_round(user: User, pk: int, day: datetime.date) -> ReportingRound:
    """The round of that key with its state on `day`; raises `Http404` where there is none for this person."""
    rounds = ReportingRound.objects.visible_to(user).with_state(day)
    return get_object_or_404(rounds.select_related("plan", "opened_by"), pk=pk)
