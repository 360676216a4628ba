"""Who tells which story."""

from __future__ import annotations

import datetime
from itertools import cycle

from django.db import transaction

from agencies.models import Agency, User
from agencies.services.accounts import policy_set
from config.demo.people import TWO_PERSON_AGENCY
from config.demo.rounds import open_round_told, past_rounds_told
from config.demo.stories import Story, report_decided, report_told
from config.demo.surroundings import plan_tracked, task_dated, work_carried_on
from config.demo.words import REASON, TEXT
from tasks.enums import AssignmentRole, Stance, Status
from tasks.models import Assignment, ProgressReport, Task
from tasks.models.reports import open_to_opinion
from tasks.services.opinions import opinion_give
from tasks.services.round_ends import round_ends_keep
from tasks.services.standings import standings_refresh_stale
from tasks.services.synopses import synopsis_write

OTHER_MODES = (("2016", 70), ("2016", 60), ("66", 80))
"""Tasks done by duty or led by several, which the tracked plan has none of."""


@transaction.atomic
def demo_reports(day: datetime.date) -> int:
    """Track one plan through four rounds up to `day`, report and decide; how many reports there are now.

    Does nothing where demo reports exist already.
    """
    if ProgressReport.objects.filter(is_demo=True).exists():
        return 0
    office = User.objects.get(username="demo-office-2")
    policy_set(actor=office, agency=Agency.objects.get(name=TWO_PERSON_AGENCY), two_person=True)
    plan_tracked(office, day)
    past_rounds_told(office, day)
    task_dated(office, day)
    open_round_told(office, day)
    for plan, number in OTHER_MODES:
        _other_mode_told(office, plan, number)
    _say_of_each_other(office, day)
    work_carried_on(office)
    standings_refresh_stale(day=day)
    round_ends_keep(day=day)
    return ProgressReport.objects.filter(is_demo=True).count()


def _other_mode_told(office: User, plan: str, number: int) -> None:
    parts = Assignment.objects.current().filter(task__plan__code=plan, task__number=number)
    held = parts.filter(agency__users__is_demo=True).exclude(role=AssignmentRole.PARTICIPATING).distinct()
    stories = (Story(Status.IN_PROGRESS, 60, "settled"), Story(Status.COMPLETED, 100, "settled"))
    for part, story in zip(held.select_related("task__plan", "agency"), cycle(stories), strict=False):
        report_decided(office, report_told(part, story), story)


def _say_of_each_other(office: User, day: datetime.date) -> None:
    """A participant dissents from what a lead handed in, and the office sums up shares by duty."""
    plan, number = OTHER_MODES[0]
    task = Task.objects.get(plan__code=plan, number=number)
    synopsis_write(actor=office, task=task, text=TEXT, read=None)
    asked = open_to_opinion(Agency.objects.get(name=TWO_PERSON_AGENCY).pk, day)
    # One that still awaits its confirmation before one that has it.
    report = ProgressReport.objects.filter(asked).order_by("-state", "pk").first()
    if report:
        partner = User.objects.get(username="demo-moe")
        opinion_give(actor=partner, report=report, stance=Stance.DISSENT, reason=REASON, day=day)
