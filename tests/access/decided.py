"""More of what was decided, handed on and said about everything that the world names."""

from __future__ import annotations

import datetime

from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, AgencyAlias
from plans.models import Addressee, BasisDocument, LeadRuleReading, Plan
from tasks.enums import AssignmentBasis, AssignmentRole, LinkDecision, RequestState, Stance
from tasks.models import (
    Assignment,
    Consolidation,
    DueDateChange,
    ExtensionRequest,
    Opinion,
    ProgressReport,
    ReportingRound,
    Synopsis,
    Task,
    WordingChange,
)
from tests.access.world import World
from tests.factories import (
    accept,
    answer,
    confirm,
    make_agency,
    make_assignment,
    make_chase,
    make_document,
    make_milestone,
    make_report,
    make_round,
    make_succession,
    make_task,
    make_task_link,
    make_thresholds,
    make_transfer,
    make_user,
    moment,
    return_,
)

BEGAN = datetime.date(2020, 1, 1)
FAR = datetime.date(2100, 1, 1)


def decide(world: World, tasks: dict[int, Task], agency: Agency, asking: ReportingRound) -> None:
    """Add to each history one more row, by people and about bodies that no other row names."""
    _plan(Plan.objects.get(pk=world.plan.pk))
    _bodies(world, agency)
    _carried_on(tasks, agency, asking)
    _dates(tasks, agency)
    _consolidation(tasks, agency)
    _opinions(world, agency)
    _shares(tasks, asking)
    _collective(world, asking)
    _links(tasks)


def _plan(plan: Plan) -> None:
    """What the document names, and what the office reads into it."""
    plan.note = "列第一位者为牵头部门。"
    plan.save()
    position = plan.document.addressees.count() + 1
    span = {"document": plan.document, "position": position, "start": 0, "end": 1}
    BasisDocument.objects.create(title="若干意见", cited=make_document(text="意见。"), **span)
    addressed = make_agency()
    Addressee.objects.create(name_as_written=addressed.name, agency=addressed, **span)
    LeadRuleReading.objects.create(
        plan=plan,
        marked_by_duty_means=plan.marked_by_duty_means,
        reason="经会商研究。",
        decided_at=timezone.now(),
        decided_by=make_user(Role.OFFICE),
    )
    make_thresholds(BEGAN)


def _bodies(world: World, agency: Agency) -> None:
    """Who came before and after, under which names."""
    ended = Agency.objects.get(pk=world.things["ended"]["pk"])
    for before in (world.own, ended):
        make_succession(before, make_agency(), is_default=False, function="商标管理")
    AgencyAlias.objects.create(agency=agency, name=f"{agency.name}机关")
    make_transfer(make_task(world.plan, world.plan.tasks.count() + 800, lead=ended), ended, make_agency())


def _carried_on(tasks: dict[int, Task], agency: Agency, asking: ReportingRound) -> None:
    """Parts that were received by one body from another, and by that from a third."""
    _received(tasks[91], agency, AssignmentRole.LEAD)
    _received(tasks[1], make_agency(), AssignmentRole.PARTICIPATING)
    asked = make_task(tasks[1].plan, tasks[1].plan.tasks.count() + 900)
    asking.asked.create(task=asked)
    _received(asked, make_agency(), AssignmentRole.LEAD)
    make_transfer(tasks[1], make_agency(), make_agency())


def _received(task: Task, agency: Agency, role: AssignmentRole) -> Assignment:
    before: Assignment | None = None
    for body, until in ((make_agency(), BEGAN), (make_agency(), BEGAN), (agency, None)):
        part = make_assignment(
            task,
            body,
            role,
            basis=AssignmentBasis.OFFICE,
            in_force_from=moment(datetime.date(2019, 1, 1)),
            in_force_until=moment(until) if until else None,
        )
        part.received_from, before = before, part
        part.ended_by, part.reason = make_user(Role.OFFICE) if until else None, "职责划转。"
        part.save()
    assert before is not None
    return before


def _dates(tasks: dict[int, Task], agency: Agency) -> None:
    """Requests that were refused and granted, wordings that a document changed."""
    for task in (tasks[1], tasks[91]):
        for state in (RequestState.REFUSED, RequestState.GRANTED):
            asking = make_agency()
            asked = ExtensionRequest.objects.create(
                task=task,
                agency=asking,
                due_on=BEGAN,
                asked_due_on=FAR,
                reason="征求意见时间较长。",
                state=state,
                asked_at=moment(BEGAN),
                asked_by=make_user(Role.STAFF, asking),
                decided_at=timezone.now(),
                decided_by=make_user(Role.OFFICE),
            )
        DueDateChange.objects.create(
            task=task,
            request=asked,
            due_on=FAR,
            decided_at=timezone.now(),
            decided_by=make_user(Role.OFFICE),
        )
    WordingChange.objects.create(
        task=tasks[1],
        text="推进第1项工作，取得实效。",
        document_number="国知办发〔2020〕1号",
        decided_at=timezone.now(),
        decided_by=make_user(Role.OFFICE),
    )
    ended = make_milestone(tasks[1], due_on=FAR)
    ended.ended_at, ended.ended_by, ended.end_reason = timezone.now(), make_user(Role.OFFICE), "合并。"
    ended.save()


def _consolidation(tasks: dict[int, Task], agency: Agency) -> None:
    """One lead had the task in hand; another has it."""
    now = timezone.now()
    Consolidation.objects.create(
        task=tasks[9], agency=agency, taken_at=now, taken_by=make_user(Role.STAFF, agency), released_at=now
    )
    if not Consolidation.objects.filter(task=tasks[9], released_at=None).exists():
        lead = tasks[9].assignments.first()
        assert lead is not None
        Consolidation.objects.create(
            task=tasks[9], agency=lead.agency, taken_at=now, taken_by=make_user(Role.STAFF, lead.agency)
        )


def _opinions(world: World, agency: Agency) -> None:
    """What those beside the lead say, and who has left it since."""
    for name in ("submitted", "confirmed"):
        report = ProgressReport.objects.get(pk=world.things[name]["pk"])
        make_assignment(report.task, agency, AssignmentRole.PARTICIPATING)
        for voice in (agency, make_agency()):
            for stance in (Stance.AGREE, Stance.DISSENT):
                Opinion.objects.create(
                    report=report,
                    agency=voice,
                    stance=stance,
                    reason="数据不一致。",
                    given_at=timezone.now(),
                    given_by=make_user(Role.STAFF, voice),
                )


def _shares(tasks: dict[int, Task], asking: ReportingRound) -> None:
    """Shares of participants and of those who act by their own duty, and what the office makes of them."""
    now = timezone.now()
    beside, sooner = make_agency(), make_agency()
    make_assignment(tasks[1], beside, AssignmentRole.PARTICIPATING)
    answer(asking, tasks[1], beside, now, problem="缺少数据。", outcome="形成报告。")
    since = now - datetime.timedelta(hours=1)
    make_assignment(tasks[1], sooner, AssignmentRole.PARTICIPATING, in_force_from=since)
    accept(answer(asking, tasks[1], sooner, since - datetime.timedelta(days=1), outcome="形成报告。"))
    duty = make_agency()
    make_assignment(tasks[10], duty, AssignmentRole.BY_DUTY)
    confirm(make_report(tasks[10], duty, outcome="出台办法。"))
    Synopsis.objects.create(
        task=tasks[10], text="各单位均已推进。", written_at=now, written_by=make_user(Role.OFFICE)
    )


def _collective(world: World, asking: ReportingRound) -> None:
    """Work of the office for all members: sent back to it, and asked for in rounds of other plans."""
    other = make_task(lead=world.collective)
    round_ = make_round(other.plan, [other])
    make_chase(round_, world.collective)
    returned = make_task(other.plan, lead=world.collective)
    return_(make_report(returned, world.collective))
    asked = make_task(other.plan, lead=make_agency())
    asking.asked.create(task=asked)
    signed = make_chase(asking, asked.assignments.get().agency)
    signed.acknowledged_at, signed.acknowledged_by = timezone.now(), make_user(Role.STAFF, signed.agency)
    signed.save()


def _links(tasks: dict[int, Task]) -> None:
    """The same work in an older plan, and what is not the same."""
    earlier = Plan.objects.get(code="2015")
    lead = make_agency()
    same = make_task(earlier, lead=lead)
    confirm(make_report(same, lead, outcome="开展了专项行动。"))
    make_task_link(tasks[1], same)
    make_task_link(tasks[2], make_task(earlier), LinkDecision.REJECTED)
