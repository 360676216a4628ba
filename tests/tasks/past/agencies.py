"""Agencies that report on three tasks over some days, by the services, and the clock they go by."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import Agency, ReportingPolicy
from tasks.enums import AssignmentRole, ReportState, Stance, Status
from tasks.models import Milestone, ProgressReport, Task
from tasks.models.reports import HANDED_IN
from tasks.services.evidence import evidence_add_link
from tasks.services.no_change import report_no_change
from tasks.services.opinions import opinion_give
from tasks.services.reopening import report_reopen
from tasks.services.report_content import ConfirmedValue, ReportContent
from tasks.services.reports import report_discard, report_draft, report_submit, report_withdraw
from tasks.services.reviews import report_accept, report_approve, report_confirm, report_return
from tests.factories import make_agency, make_plan, make_task, make_user, moment

FIRST = datetime.date(2020, 3, 2)
REFUSALS = (ValidationError, PermissionDenied, Conflict)


class Clock:
    """The time of day; every look at it is a second later."""

    def __init__(self) -> None:
        self.now = moment(FIRST)

    def __call__(self) -> datetime.datetime:
        self.now += datetime.timedelta(seconds=1)
        return self.now

    @property
    def day(self) -> datetime.date:
        return timezone.localdate(self.now)

    def next_day(self, days: int) -> None:
        self.now = moment(self.day + datetime.timedelta(days=days))


@dataclass(frozen=True)
class Step:
    """Who tries what with which task: numbers that choose among what there is."""

    what: int
    task: int
    who: int
    number: int


class Agencies:
    """The rows, and everything that agencies and whoever decides about their reports can try."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lead, self.partner, self.ended = make_agency("甲部"), make_agency("乙部"), make_agency("丙部")
        self.ended.ends_on = FIRST + datetime.timedelta(days=3)
        self.ended.save()
        self.heir = make_agency("丁部")
        self.agencies = [self.lead, self.partner, self.ended, self.heir]
        ReportingPolicy.objects.create(agency=self.partner, two_person=True)
        self.office = [make_user(Role.OFFICE), make_user(Role.OFFICE)]
        self.people = {
            agency.pk: [make_user(Role.STAFF, agency), make_user(Role.APPROVER, agency)]
            for agency in self.agencies
        }
        self.plan = make_plan("2020", tracked_from=FIRST)
        self.tasks = [
            make_task(self.plan, 1, lead=self.lead, participating=[self.partner, self.ended]),
            make_task(self.plan, 2, lead=[self.lead, self.ended], participating=[self.partner]),
            make_task(self.plan, 3, by_duty=[self.lead, self.partner, self.ended]),
        ]

    def _open(self, task: Task, agency: Agency) -> ProgressReport | None:
        return ProgressReport.objects.open().filter(task=task, agency=agency).first()

    def write(self, task: Task, agency: Agency, number: int) -> None:
        status = list(Status)[number % len(Status)]
        content = ReportContent(
            status,
            number % 101 if status == Status.IN_PROGRESS else None,
            progress=f"进展{number}",
            outcome="成果",
            document_number="1号",
        )
        draft = self._open(task, agency)
        actor = self.people[agency.pk][0]
        milestones = list(Milestone.objects.current().filter(task=task))
        claims = milestones[: number % 3] or None
        try:
            made = report_draft(
                actor=actor, task=task, agency=agency, content=content, claims=claims, report=draft
            )
        except ValidationError:
            made = report_draft(actor=actor, task=task, agency=agency, content=content, report=draft)
        if not made.evidence.exists():
            evidence_add_link(actor=actor, report=made, url="https://www.gov.cn/1.htm")

    def hand_in(self, task: Task, agency: Agency, number: int) -> None:
        report = self._open(task, agency)
        if report is None or number % 4 == 0:
            self.write(task, agency, number)
            report = self._open(task, agency)
        if report and report.state == ReportState.DRAFT:
            report_submit(actor=self.people[agency.pk][0], report=report, outside_round=True)

    def decide(self, task: Task, agency: Agency, number: int) -> None:
        waiting = ProgressReport.objects.filter(task=task, state__in=HANDED_IN)
        report = waiting.order_by("submitted_at", "pk").first()
        if report is None:
            return
        lead = self.people[self.lead.pk][1]
        kind = number % 5
        actors = [*self.office[:1], lead, self.people[report.agency_id][1]]
        for actor in actors:
            try:
                if kind == 0:
                    report_return(actor=actor, report=report, reason="请补充")
                elif report.state == ReportState.PENDING_APPROVAL:
                    report_approve(actor=actor, report=report)
                elif report.role == AssignmentRole.PARTICIPATING:
                    report_accept(actor=actor, report=report)
                else:
                    value = ConfirmedValue(Status.IN_PROGRESS, number % 100) if kind == 1 else None
                    report_confirm(
                        actor=actor, report=report, confirmed=value, reason="核定", override_reason="情况特殊"
                    )
                return
            except REFUSALS:
                continue

    def reopen(self, task: Task, agency: Agency, number: int) -> None:
        report = ProgressReport.objects.completing().filter(task=task).first()
        if report:
            value = ConfirmedValue(Status.IN_PROGRESS, number % 100)
            report_reopen(actor=self.office[1], report=report, value=value, reason="重新开启")

    def take_back(self, task: Task, agency: Agency, number: int) -> None:
        report = self._open(task, agency)
        if report:
            report_withdraw(actor=self.people[agency.pk][0], report=report)

    def discard(self, task: Task, agency: Agency, number: int) -> None:
        report = self._open(task, agency)
        if report:
            report_discard(actor=self.people[agency.pk][0], report=report)

    def no_change(self, task: Task, agency: Agency, number: int) -> None:
        report_no_change(actor=self.people[agency.pk][0], task=task, agency=agency)

    def say(self, task: Task, agency: Agency, number: int) -> None:
        report = ProgressReport.objects.filter(task=task, role=AssignmentRole.LEAD).first()
        if report:
            opinion_give(
                actor=self.people[agency.pk][0],
                report=report,
                stance=list(Stance)[number % 2],
                reason="意见",
                day=self.clock.day,
            )
