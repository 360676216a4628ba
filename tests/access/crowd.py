"""More of everything that the world has one of, so that every list of it is longer."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.audit import record
from agencies.enums import Role
from agencies.models import AccountSession, Agency, ApiToken, User
from plans.models import Provision
from tasks.enums import AssignmentRole, NoticeKind, ReportState, Status
from tasks.models import Notice, ProgressReport, ReportingRound, RoundTask, Task
from tests.access.decided import decide
from tests.access.world import World
from tests.factories import (
    accept,
    claim,
    confirm,
    make_agency,
    make_assignment,
    make_chase,
    make_document,
    make_light_by_hand,
    make_milestone,
    make_plan,
    make_provision,
    make_report,
    make_request,
    make_round,
    make_section,
    make_succession,
    make_task,
    make_task_link,
    make_user,
    return_,
    set_due_date,
    trace_to,
)
from tests.factories.evidence import make_file, make_link

LATE = datetime.date(2020, 3, 1)
FAR = datetime.date(2100, 1, 1)


def crowd(world: World, times: int) -> None:
    """Add to `world` a further row of each kind, `times`, wherever a page or an answer lists such rows."""
    tasks = {number: Task.objects.get(plan=world.plan, number=number) for number in (1, 2, 8, 9, 10, 90, 91)}
    asking = ReportingRound.objects.get(pk=world.things["round"]["pk"])
    ended = Agency.objects.get(pk=world.things["ended"]["pk"])
    for _time in range(times):
        agency = make_agency()
        make_succession(agency, world.own, is_default=False, function="商标管理")
        make_succession(make_agency(), agency)
        make_task(world.plan, world.plan.tasks.count() + 200, lead=ended)
        _plans(world, tasks)
        led = _tasks(world, agency, asking)
        _reports(world, led, asking)
        _about(tasks, agency)
        _notices(world, asking, led[5])
        _accounts(world, agency)
        decide(world, tasks, agency, asking)


def _plans(world: World, tasks: dict[int, Task]) -> None:
    document = make_document(text="附件。")
    plan = make_plan(document=document, tracked_from=datetime.date(2020, 1, 1))
    other = make_task(plan, lead=[world.own, world.partner])
    make_task_link(tasks[1], other)
    make_task_link(tasks[2], make_task(plan, lead=world.collective))
    section = make_section(world.plan, f"{world.plan.tasks.count()}", goal="到2020年，取得进展。")
    make_section(world.plan, f"{section.path}.1", parent=section)
    for number in (1, 2):
        Provision.objects.create(section=section, position=number, text="部分", start=0, end=2)
    world.plan.refresh_from_db()
    assert world.plan.origin is not None
    chapter = make_provision(world.plan.origin, "总则。", path=f"{section.path}.0").section
    said = make_provision(world.plan.origin, "推进改革，完善制度。", path=section.path)
    said.section.parent = chapter
    said.section.save()
    trace_to(tasks[1], said, "推进改革，")
    trace_to(tasks[2], said, "完善制度。")


def _tasks(world: World, agency: Agency, asking: ReportingRound) -> list[Task]:
    """Tasks that `own` leads, of which the round asks; the last is carried by each in their own duty."""
    first = world.plan.tasks.count() + 300
    chapter = make_section(world.plan, f"{first}", goal="到2020年，取得进展。")
    section = make_section(world.plan, f"{first}.1", parent=chapter)
    led = [
        make_task(
            world.plan,
            first + number,
            section=section,
            lead=[world.own, agency] if number == 7 else world.own,
            participating=[world.partner, agency] if number != 7 else [],
            due_on=LATE if number % 2 else FAR,
        )
        for number in range(8)
    ]
    led.append(
        make_task(
            world.plan,
            first + 8,
            section=section,
            by_duty=[world.own, world.partner, agency],
            marked_by_duty=True,
        )
    )
    RoundTask.objects.bulk_create([RoundTask(round=asking, task=task) for task in led])
    make_chase(asking, agency)
    make_round(world.plan, led, closed_on=datetime.date(2020, 4, 20))
    return led


def _reports(world: World, led: list[Task], asking: ReportingRound) -> None:
    states = (ReportState.DRAFT, ReportState.PENDING_APPROVAL, ReportState.SUBMITTED)
    for task, state in zip(led, states, strict=False):
        written = make_report(task, world.own, state, author=world.author)
        make_file(written)
        make_link(written)
    confirm(make_report(led[3], world.own, author=world.author))
    confirm(make_report(led[4], world.own, author=world.author, status=Status.COMPLETED))
    return_(make_report(led[5], world.own, author=world.author))
    make_report(led[2], world.partner)
    accept(make_report(led[3], world.partner))
    make_report(led[7], world.own, author=world.author)
    for agency in (world.own, world.partner):
        make_report(led[8], agency)
    ProgressReport.objects.filter(task__in=led).exclude(state=ReportState.DRAFT).update(round=asking)


def _about(tasks: dict[int, Task], agency: Agency) -> None:
    """More about the tasks that the world names."""
    lead = tasks[1].assignments.filter(role=AssignmentRole.LEAD).get().agency
    return_(make_report(tasks[1], lead))
    said = make_report(tasks[1], lead)
    claim(said, make_milestone(tasks[1], due_on=LATE))
    make_file(said)
    make_link(said)
    confirm(said)
    make_milestone(tasks[91])
    set_due_date(tasks[90], FAR + datetime.timedelta(days=tasks[90].due_date_changes.count()))
    make_light_by_hand(tasks[1], "", FAR, LATE)
    for number in (1, 9):
        make_assignment(tasks[number], agency, AssignmentRole.PARTICIPATING)
    make_assignment(tasks[10], agency, AssignmentRole.BY_DUTY)
    make_report(tasks[10], agency)
    make_assignment(tasks[8], agency, AssignmentRole.PARTICIPATING)
    make_report(tasks[8], agency)
    asked = make_task(tasks[1].plan, tasks[1].plan.tasks.count() + 600, lead=lead, due_on=FAR)
    make_request(asked, lead, FAR, FAR + datetime.timedelta(days=9))


def _notices(world: World, asking: ReportingRound, task: Task) -> None:
    """Of each subject one for everybody, and a letter of the day with two things in it."""
    returned = ProgressReport.objects.filter(task=task).latest("pk")
    about: dict[NoticeKind, dict[str, Any]] = {
        NoticeKind.ROUND_OPENED: {"round": asking},
        NoticeKind.REPORT_RETURNED: {"report": returned},
        NoticeKind.CHASED: {"chase": asking.chases.latest("pk")},
        NoticeKind.EXTENSION_ASKED: {"task": task, "agency": make_agency()},
        NoticeKind.DIGEST: {"due_on": LATE},
    }
    inside: dict[NoticeKind, dict[str, Any]] = {
        NoticeKind.ROUND_EXTENDED: {"round": make_round(make_plan())},
        NoticeKind.OVERDUE: {"task": task, "due_on": LATE},
        NoticeKind.ESCALATED: {"task": task, "agency": make_agency()},
    }
    for person in world.people.values():
        if person is not None:
            told = [_notice(person, kind, task.pk, **subject) for kind, subject in about.items()]
            for kind, subject in inside.items():
                _notice(person, kind, task.pk, digest=told[-1], **subject)


def _notice(person: User, kind: NoticeKind, about: int, **subject: Any) -> Notice:
    key = f"{kind}:{about}"
    return Notice.objects.create(recipient=person, kind=kind, key=key, created_at=timezone.now(), **subject)


def _accounts(world: World, agency: Agency) -> None:
    make_user(Role.STAFF, agency)
    for person in world.people.values():
        if person is not None:
            ApiToken.objects.create(person, name="脚本")
            AccountSession.objects.create(
                user=person, session_key=f"{person.pk}-{agency.pk}", started_at=timezone.now()
            )
    with transaction.atomic():
        record(actor=world.author, action="report.draft", target=world.plan)
