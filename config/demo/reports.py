"""Who tells which story."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import cycle, islice

from django.db import transaction

from agencies.models import Agency, User
from agencies.services.accounts import policy_set
from config.demo.people import TWO_PERSON_AGENCY, led_by_demo_agencies
from config.demo.stories import LED, SHARED, Story, stories_told
from config.demo.surroundings import plan_tracked, task_dated
from config.demo.words import LEFT_ALONE, REASON, TEXT, TRACKED_PLAN
from tasks.enums import AssignmentRole, ReportState, Stance
from tasks.models import Assignment, ProgressReport, Task
from tasks.models.reports import open_to_opinion
from tasks.services.opinions import opinion_give
from tasks.services.synopses import synopsis_write

OTHER_MODES = (("2016", 70), ("2016", 60), ("66", 80))
"""Tasks done by duty or led by several, which the tracked plan has none of."""


@transaction.atomic
def demo_reports(day: datetime.date) -> int:
    """Track one plan, set dates around `day`, report and decide; returns how many reports there are now.

    Does nothing where demo reports exist already.
    """
    if ProgressReport.objects.filter(is_demo=True).exists():
        return 0
    office = User.objects.get(username="demo-office-2")
    policy_set(actor=office, agency=Agency.objects.get(name=TWO_PERSON_AGENCY), two_person=True)
    plan_tracked(office, day)
    task_dated(office, day)
    parts = Assignment.objects.current().select_related("task__plan", "agency")
    own = parts.filter(agency__users__is_demo=True, task__plan__code=TRACKED_PLAN).distinct()
    own = own.exclude(task__number__in=LEFT_ALONE).order_by("task__number", "position")
    shares = own.filter(role=AssignmentRole.PARTICIPATING, task__assignments__in=led_by_demo_agencies())
    stories_told(office, zip(islice(shares, 12), cycle(SHARED), strict=False))
    stories_told(office, _two_of_three(zip(own.filter(role=AssignmentRole.LEAD), cycle(LED), strict=False)))
    for plan, number in OTHER_MODES:
        held = parts.filter(task__plan__code=plan, task__number=number, agency__users__is_demo=True)
        held = held.exclude(role=AssignmentRole.PARTICIPATING).distinct()
        stories_told(office, zip(held, cycle(LED[:2]), strict=False))
    _say_of_each_other(office, day)
    return ProgressReport.objects.filter(is_demo=True).count()


def _say_of_each_other(office: User, day: datetime.date) -> None:
    """A participant dissents from what a lead handed in, and the office sums up shares by duty."""
    plan, number = OTHER_MODES[0]
    task = Task.objects.get(plan__code=plan, number=number)
    synopsis_write(actor=office, task=task, text=TEXT, read=None)
    asked = open_to_opinion(Agency.objects.get(name=TWO_PERSON_AGENCY).pk, day)
    report = ProgressReport.objects.filter(asked, state=ReportState.SUBMITTED).first()
    if report:
        partner = User.objects.get(username="demo-moe")
        opinion_give(actor=partner, report=report, stance=Stance.DISSENT, reason=REASON, day=day)


def _two_of_three(stories: Iterable[tuple[Assignment, Story]]) -> Iterator[tuple[Assignment, Story]]:
    return (pair for number, pair in enumerate(stories) if number % 3 != 1)
