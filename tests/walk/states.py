"""A world in which whatever a page shows occurs in every state that it can be in."""

from __future__ import annotations

import datetime

from django.utils import timezone

from agencies.enums import Role, TokenScope
from agencies.models import Agency, AgencySuccession, ApiToken
from plans.clock import today
from tasks.enums import (
    AssignmentBasis,
    AssignmentRole,
    Claim,
    LightColour,
    ReportState,
    RequestState,
    ReviewDecision,
    RoundStep,
    Stance,
    Status,
)
from tasks.models import (
    Consolidation,
    ExtensionRequest,
    Opinion,
    ProgressReport,
    Review,
    Synopsis,
    Task,
    WordingChange,
)
from tasks.services.standings import standings_refresh
from tests.factories import (
    accept,
    answer,
    claim,
    confirm,
    extend_round,
    in_days,
    make_assignment,
    make_chase,
    make_confirmed,
    make_light_by_hand,
    make_milestone,
    make_report,
    make_request,
    make_round,
    make_thresholds,
    make_user,
    moment,
    reopen,
    return_,
)
from tests.factories.evidence import make_file, make_link
from tests.walk.surroundings import Surroundings


class States(Surroundings):
    """The world of the table of access and, beside its one of everything, one of every state."""

    def __init__(self) -> None:
        super().__init__()
        self._add_statuses()
        self._add_lights()
        self._add_reports_of_every_state()
        self._add_opinions()
        self._add_rounds()
        self._add_requests()
        self._add_agencies()
        self._add_plans()
        self._add_links()
        self._add_notices()
        ApiToken.objects.create(self.author, name="写入", scope=TokenScope.WRITE)
        self._add_sessions()
        AgencySuccession.objects.update(source="国务院机构改革方案。")
        standings_refresh(tasks=Task.objects.values_list("pk", flat=True))

    def _add_statuses(self) -> None:
        """Tasks of every status and mode, those with a participant too; one is reopened, one was adjusted."""
        for status in Status:
            make_confirmed(self.task(participating=[self.partner]), self.own, status)
        confirmed = make_confirmed(self.task(), self.own, Status.COMPLETED).report
        reopen(confirmed)
        self.task(lead=())
        self.task(by_duty=[self.own, self.partner, self.other], marked_by_duty=True)
        shared = self.task(by_duty=[self.own, self.partner])
        for agency in (self.own, self.partner):
            make_confirmed(shared, agency)
        Synopsis.objects.create(
            task=shared, text="总体推进顺利。", written_at=timezone.now(), written_by=self.office
        )
        adjusted = self.task(open_ended=True)
        WordingChange.objects.create(
            task=adjusted,
            text="修订办法。",
            document_number="9号",
            decided_at=timezone.now(),
            decided_by=self.office,
        )
        make_milestone(adjusted, due_on=in_days(-10))
        done = make_milestone(adjusted, due_on=in_days(40))
        report = make_report(adjusted, self.own)
        claim(report, done)
        confirm(report)
        given_otherwise = self.task()
        make_assignment(
            given_otherwise, self.other, AssignmentRole.PARTICIPATING, basis=AssignmentBasis.OFFICE
        )
        for basis in AssignmentBasis:
            make_assignment(self.task(lead=()), self.own, basis=basis)
        ended = make_assignment(given_otherwise, self.partner, AssignmentRole.PARTICIPATING)
        ended.in_force_until = timezone.now()
        ended.save()

    def _add_lights(self) -> None:
        """Set by hand, and from dates that passed, are near or far."""
        for colour in LightColour:
            make_light_by_hand(self.task(), colour, in_days(100), in_days(-1))
        make_light_by_hand(self.task(), "", in_days(-1), in_days(-20))
        for due in (-30, -1, 0, 5, 300):
            self.task(due_on=in_days(due))
        make_thresholds(in_days(-30), due_soon_days=20)

    def _add_reports_of_every_state(self) -> None:
        """By leads, for shares and by duty; what each can ask for; what was returned and begun anew."""
        for state in (ReportState.DRAFT, ReportState.PENDING_APPROVAL, ReportState.SUBMITTED):
            make_report(self.task(participating=[self.own], lead=self.partner), self.own, state)
            make_report(self.task(participating=[self.partner]), self.partner, state)
            make_report(self.task(by_duty=[self.own, self.partner]), self.own, state)
            make_report(self.task(by_duty=[self.collective, self.partner]), self.collective, state)
        passed_on = make_report(self.task(), self.own)
        Review.objects.create(
            report=passed_on,
            decision=ReviewDecision.APPROVE,
            decided_at=timezone.now(),
            decided_by=make_user(Role.APPROVER, self.own),
        )
        for decide in (accept, return_):
            decide(make_report(self.task(participating=[self.partner]), self.partner))
            decide(make_report(self.task(lead=self.partner, participating=[self.own]), self.own))
        for asked in Claim:
            made = make_report(self.task(), self.own, status=Status(asked), problem="请协调经费。")
            make_file(made)
            make_link(made)
            make_link(made, document_number="")
        revised = make_report(self.task(), self.own)
        return_(revised)
        make_report(revised.task, self.own, ReportState.DRAFT, revises=revised)
        shown = make_report(self.task(participating=[self.partner]), self.own)
        make_file(shown, document_number="1号")
        make_link(shown, document_date=None)
        confirm(shown)
        with_shares = self.task(participating=[self.partner, self.other])
        accept(make_report(with_shares, self.partner))
        make_report(with_shares, self.other)
        make_report(with_shares, self.own, ReportState.DRAFT)

    def _add_opinions(self) -> None:
        """Of a participant about a lead's report; and who of several leads has a task in hand."""
        for stance in Stance:
            made = make_report(self.task(participating=[self.partner, self.other]), self.own)
            self._say(made, self.partner, stance)
        for lead in (self.own, self.partner):
            joint = self.task(lead=[self.own, self.partner], participating=[self.other])
            self._hold(joint, lead)
            self._say(make_report(joint, lead), self.other, Stance.AGREE)
        self._hold(self.task(lead=[self.own, self.partner]), self.own)
        self._hold(self.task(lead=[self.own, self.partner]), self.partner, released=True)

    def _say(self, report: ProgressReport, agency: Agency, stance: Stance) -> None:
        Opinion.objects.create(
            report=report,
            agency=agency,
            stance=stance,
            reason="数据有出入。",
            given_at=timezone.now(),
            given_by=make_user(Role.STAFF, agency),
        )

    def _hold(self, task: Task, agency: Agency, *, released: bool = False) -> None:
        Consolidation.objects.create(
            task=task,
            agency=agency,
            taken_at=moment(in_days(-3)),
            taken_by=make_user(Role.STAFF, agency),
            released_at=timezone.now() if released else None,
        )

    def _add_rounds(self) -> None:
        """Not begun, under way, past its day, put off, closed; with every answer that there can be."""
        answered = [self.task() for _answer in range(5)]
        joint, settled = self.task(lead=[self.own, self.partner]), self.task()
        make_confirmed(settled, self.own, when=moment(in_days(-40)))
        asked = [*answered, joint, settled, self.task(participating=[self.partner])]
        now = make_round(self.plan, asked, name="进行中", opens_on=in_days(-20), due_on=in_days(-2))
        extend_round(now, in_days(10), in_days(-1))
        handed_in = moment(in_days(-1))
        answer(now, answered[0], self.own, handed_in)
        answer(now, answered[1], self.own, handed_in, state=ReportState.DRAFT)
        answer(now, answered[2], self.own, handed_in, state=ReportState.PENDING_APPROVAL)
        return_(answer(now, answered[3], self.own, handed_in))
        make_confirmed(answered[4], self.own, when=moment(in_days(-40)))
        same = answer(now, answered[4], self.own, handed_in)
        same.no_change = True
        same.save()
        confirm(answer(now, joint, self.own, handed_in))
        make_chase(now, self.own, note="请尽快填报。")
        signed = make_chase(now, self.partner)
        signed.acknowledged_at, signed.acknowledged_by = timezone.now(), self.people["partner"]
        signed.save()
        for name, opens_on, due_on, closed_on in (
            ("未开始", in_days(20), in_days(40), None),
            ("已过期", in_days(-30), in_days(-5), None),
            ("已结束", in_days(-90), in_days(-70), in_days(-60)),
        ):
            made = make_round(
                self.plan, asked[:3], name=name, opens_on=opens_on, due_on=due_on, closed_on=closed_on
            )
            if opens_on > today():
                made.opened_at = timezone.now()
                made.save()
                made.decisions.filter(step=RoundStep.OPEN).update(decided_at=made.opened_at)
            else:
                made.tasks.add(self.task())
                answer(made, made.tasks.latest("pk"), self.own, moment(due_on + datetime.timedelta(days=3)))

    def _add_requests(self) -> None:
        for state in RequestState:
            task = self.task(due_on=in_days(40), participating=[self.partner])
            request = make_request(task, self.own, in_days(40), in_days(90), author=self.author)
            if state != RequestState.ASKED:
                request.state = state
                request.decided_at, request.decided_by = timezone.now(), self.office
                request.decision_reason = "征求意见时间较长。"
                request.save()
        ended = make_milestone(ExtensionRequest.objects.latest("pk").task, due_on=in_days(20))
        ended.ended_at, ended.ended_by, ended.end_reason = timezone.now(), self.office, "不再需要"
        ended.save()
