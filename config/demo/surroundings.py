"""A plan that is tracked, with dates, a reporting round and what else surrounds reports."""

from __future__ import annotations

import datetime

from agencies.enums import Role
from agencies.models import Agency, User
from config.demo.people import led_by_demo_agencies
from config.demo.words import DOCUMENT, LEFT_ALONE, MARK, REASON, TEXT, TRACKED_PLAN
from plans.models import Plan
from plans.services import tracking_open
from tasks.models import Task
from tasks.services.chases import agencies_chase
from tasks.services.due_dates import due_dates_set
from tasks.services.extensions import extension_ask
from tasks.services.milestones import milestone_add
from tasks.services.rounds import round_open
from tasks.services.wordings import wording_change

PRESSED_AGENCIES = ("知识产权局", "商务部")


def plan_tracked(office: User, day: datetime.date) -> None:
    """Due dates around `day`, and a round that is open then, in which two agencies were pressed."""
    plan = Plan.objects.get(code=TRACKED_PLAN)
    tracking_open(actor=office, plan=plan, tracked_from=day - datetime.timedelta(days=120), reason=REASON)
    tasks = list(Task.objects.filter(plan=plan).order_by("number"))
    for offset, days in enumerate((-12, 20, 60, 150)):
        due_dates_set(
            actor=office,
            tasks=tasks[offset::5],
            due_on=day + datetime.timedelta(days=days),
            reason=REASON,
        )
    opened = round_open(
        actor=office,
        plan=plan,
        name=f"{MARK}填报期",
        opens_on=day,
        due_on=day + datetime.timedelta(days=14),
        day=day,
        is_demo=True,
    )
    pressed = [Agency.objects.get(name=name) for name in PRESSED_AGENCIES]
    agencies_chase(actor=office, reporting_round=opened, day=day, agencies=pressed, note=TEXT)


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
