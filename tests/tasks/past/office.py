"""What the office decides, and everything that can be tried."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from agencies.models import Agency
from tasks.enums import AssignmentRole, LightColour
from tasks.models import ExtensionRequest, Milestone, ReportingRound, Task, thresholds_on
from tasks.services.assignments import Grant, agencies_assign, assignment_end
from tasks.services.consolidation import consolidation_release, consolidation_take
from tasks.services.due_dates import due_dates_set
from tasks.services.duties import duties_pass
from tasks.services.extensions import extension_ask, extension_grant, extension_refuse, extension_withdraw
from tasks.services.lights import light_lift, light_set, thresholds_change
from tasks.services.milestones import milestone_add, milestone_end, milestone_move
from tasks.services.rounds import round_close, round_extend, round_open
from tasks.services.synopses import synopsis_write
from tasks.services.wordings import wording_change
from tests.tasks.past.agencies import REFUSALS, Agencies, Clock, Step


class Office(Agencies):
    """Also dates, rounds, who has what, lights."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.steps: list[Callable[[Task, Agency, int], object]] = [
            self.write,
            self.write,
            self.write,
            self.hand_in,
            self.hand_in,
            self.hand_in,
            self.hand_in,
            self.decide,
            self.decide,
            self.decide,
            self.decide,
            self.reopen,
            self.take_back,
            self.discard,
            self.no_change,
            self.say,
            self.set_date,
            self.reword,
            self.milestone,
            self.extension,
            self.decide_extension,
            self.round,
            self.round,
            self.assign,
            self.pass_on,
            self.consolidate,
            self.light,
            self.thresholds,
            self.sum_up,
        ]

    def try_(self, step: Step) -> None:
        task = self.tasks[step.task % len(self.tasks)]
        agency = self.agencies[step.who % len(self.agencies)]
        with suppress(*REFUSALS):
            self.steps[step.what](task, agency, step.number)

    def set_date(self, task: Task, agency: Agency, number: int) -> None:
        due_on = self.clock.day + datetime.timedelta(days=number % 60) if number % 7 else None
        document = "2号" if number % 2 else ""
        due_dates_set(
            actor=self.office[0], tasks=[task], due_on=due_on, reason="调整", document_number=document
        )

    def reword(self, task: Task, agency: Agency, number: int) -> None:
        wording_change(actor=self.office[0], task=task, text=f"表述{number}", document_number="3号")

    def milestone(self, task: Task, agency: Agency, number: int) -> None:
        there = list(Milestone.objects.current().filter(task=task))
        day = self.clock.day + datetime.timedelta(days=number % 20 - 5)
        if not there or number % 3 == 0:
            milestone_add(actor=self.office[0], task=task, name=f"节点{number}", due_on=day)
        elif number % 3 == 1:
            milestone_move(actor=self.office[0], milestone=there[0], due_on=day, reason="推后")
        else:
            milestone_end(actor=self.office[0], milestone=there[0], reason="不再需要")

    def extension(self, task: Task, agency: Agency, number: int) -> None:
        later = self.clock.day + datetime.timedelta(days=60 + number % 30)
        extension_ask(
            actor=self.people[agency.pk][0],
            task=task,
            agency=agency,
            asked_due_on=later,
            reason="需要时间",
            day=self.clock.day,
        )

    def decide_extension(self, task: Task, agency: Agency, number: int) -> None:
        asked = ExtensionRequest.objects.open().filter(task=task).first()
        if asked is None:
            return
        seen = Task.objects.with_state(self.clock.day).get(pk=task.pk).due_on
        if number % 3 == 0:
            extension_grant(actor=self.office[0], request=asked, seen_due_on=seen, document_number="4号")
        elif number % 3 == 1:
            extension_refuse(actor=self.office[0], request=asked, seen_due_on=seen, reason="不宜")
        else:
            extension_withdraw(actor=self.people[asked.agency_id][0], request=asked)

    def round(self, task: Task, agency: Agency, number: int) -> None:
        day, office = self.clock.day, self.office[0]
        last = ReportingRound.objects.order_by("-pk").first()
        until = day + datetime.timedelta(days=number % 4)
        if last is None or number % 4 == 0:
            round_open(
                actor=office,
                plan=self.plan,
                name=f"第{number}期",
                opens_on=day,
                due_on=until,
                day=day,
                tasks=self.tasks,
            )
        elif number % 4 == 1:
            round_extend(actor=office, reporting_round=last, due_on=until, reason="更多时间", day=day)
        else:
            round_close(actor=office, reporting_round=last)

    def assign(self, task: Task, agency: Agency, number: int) -> None:
        part = task.assignments.filter(agency=agency, in_force_until=None).first()
        if part and number % 3 == 0:
            assignment_end(actor=self.office[0], assignment=part, reason="调整")
            return
        roles = (
            [AssignmentRole.BY_DUTY]
            if task.number == 3
            else [AssignmentRole.LEAD, AssignmentRole.PARTICIPATING]
        )
        agencies_assign(
            actor=self.office[0],
            tasks=[task],
            grants=[Grant(agency, roles[number % len(roles)])],
            reason="调整",
        )

    def pass_on(self, task: Task, agency: Agency, number: int) -> None:
        parts = list(task.assignments.filter(agency=self.ended, in_force_until=None))
        duties_pass(
            actor=self.office[0],
            from_agency=self.ended,
            to_agency=self.heir,
            assignments=parts,
            reason="机构改革",
            day=self.clock.day,
        )

    def consolidate(self, task: Task, agency: Agency, number: int) -> None:
        actor = self.people[agency.pk][0]
        if number % 2:
            consolidation_take(actor=actor, task=task, agency=agency, reason="由我部汇总")
        else:
            consolidation_release(actor=self.office[0], task=task)

    def light(self, task: Task, agency: Agency, number: int) -> None:
        day = self.clock.day
        if number % 3:
            until = day + datetime.timedelta(days=number % 5)
            colour = list(LightColour)[number % len(LightColour)]
            light_set(actor=self.office[0], task=task, colour=colour, until=until, reason="指定", day=day)
        else:
            light_lift(actor=self.office[0], task=task, reason="取消", day=day)

    def thresholds(self, task: Task, agency: Agency, number: int) -> None:
        day = self.clock.day
        changed = replace(thresholds_on(day), due_soon_days=number % 60 + 1)
        thresholds_change(actor=self.office[0], thresholds=changed, reason="调整", day=day)

    def sum_up(self, task: Task, agency: Agency, number: int) -> None:
        latest = task.synopses.first()
        synopsis_write(
            actor=self.office[0], task=task, text=f"综合{number}", read=latest.pk if latest else None
        )
