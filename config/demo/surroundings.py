"""A plan that is tracked, with dates, a reporting round and what else surrounds reports."""

from __future__ import annotations

import datetime
from itertools import pairwise

from agencies.enums import Role
from agencies.models import User
from config.demo.clock import clock_put_back
from config.demo.people import led_by_demo_agencies
from config.demo.words import DOCUMENT, LEFT_ALONE, MARK, REASON, TRACKED_PLAN
from plans.models import Plan
from plans.services import tracking_open
from tasks.enums import LinkDecision
from tasks.models import Task
from tasks.services.due_dates import due_dates_set
from tasks.services.extensions import extension_ask
from tasks.services.links import Ruling, link_decide
from tasks.services.milestones import milestone_add
from tasks.services.wordings import wording_change

TRACKED_FOR = datetime.timedelta(days=125)

DUE = {(0, 10): -12, (4, 20): -50, (1, 5): 20, (2, 5): 90, (3, 5): 150, (5, 10): 200}
"""Of tasks from the first of a pair on, in its steps: days from the day of the demo to when they are due."""

CARRIED_ON = ("2020-41", "2016-17", "2014-28")


def plan_tracked(office: User, day: datetime.date) -> None:
    """The plan is tracked since before its first round, with due dates around `day`."""
    plan = Plan.objects.get(code=TRACKED_PLAN)
    tasks = list(Task.objects.filter(plan=plan).order_by("number"))
    with clock_put_back(day - TRACKED_FOR) as then:
        tracking_open(actor=office, plan=plan, tracked_from=then, reason=REASON)
        for (first, step), days in DUE.items():
            due_on = day + datetime.timedelta(days=days)
            due_dates_set(actor=office, tasks=tasks[first::step], due_on=due_on, reason=REASON)


def task_dated(office: User, day: datetime.date) -> None:
    """Milestones and an adjusted wording on the task left alone; a request for a later date of another."""
    task = Task.objects.get(plan__code=TRACKED_PLAN, number__in=LEFT_ALONE)
    for name, days in (("完成调研", -10), ("形成征求意见稿", 20), ("印发文件", 60)):
        milestone_add(
            actor=office, task=task, name=f"{MARK}{name}", due_on=day + datetime.timedelta(days=days)
        )
    wording_change(
        actor=office, task=task, text=f"{task.text}{MARK}", document_number=DOCUMENT, reason=REASON
    )
    led = led_by_demo_agencies().filter(task__plan__code=TRACKED_PLAN).exclude(task=task)
    dated = led.filter(task__due_date_changes__due_on__gt=day).order_by("task__number")[0]
    asker = User.objects.get(agency=dated.agency, is_demo=True, role=Role.STAFF)
    change = dated.task.due_date_changes.all()[0]
    if change.due_on:
        extension_ask(
            actor=asker,
            task=dated.task,
            agency=dated.agency,
            asked_due_on=change.due_on + datetime.timedelta(days=60),
            reason=REASON,
            day=day,
        )


def work_carried_on(office: User) -> None:
    """The office says that one campaign of three years' plans is the same work."""
    tasks = Task.objects.select_related("plan").named(CARRIED_ON)
    for later, earlier in pairwise(CARRIED_ON):
        ruling = Ruling(tasks[later], tasks[earlier], LinkDecision.CONFIRMED, reason=REASON)
        link_decide(actor=office, ruling=ruling)
