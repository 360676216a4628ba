"""Forms that replace or end what the office decided, each with what somebody else decides meanwhile."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from agencies.enums import Role
from agencies.models import Agency
from agencies.services.accounts import policy_set
from plans.enums import MarkedByDuty
from plans.models import Plan
from plans.services import tracking_open
from tasks.enums import AssignmentBasis, AssignmentRole, LightColour
from tasks.models import Assignment, Milestone, ReportingRound, Task
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.due_dates import due_dates_set
from tasks.services.duties import duties_pass
from tasks.services.lights import light_set, thresholds_change
from tasks.services.mail_choices import mail_choices_set
from tasks.services.milestones import milestone_add, milestone_move
from tasks.services.readings import reading_change
from tasks.services.rounds import round_extend
from tasks.services.wordings import wording_change
from tasks.thresholds import Thresholds
from tests.factories import (
    make_agency,
    make_light_by_hand,
    make_milestone,
    make_plan,
    make_round,
    make_task,
    make_user,
)

DAY = datetime.date(2020, 6, 1)
THEIRS, MINE = datetime.date(2100, 2, 1), datetime.date(2100, 3, 1)
WHY = "经专题会议研究确定"
FIGURES = asdict(Thresholds(due_soon_days=20))


class Setting:
    """A plan with one of everything that the office decides about, and two people of the office."""

    def __init__(self) -> None:
        self.me = make_user(Role.OFFICE, username="me")
        self.other = make_user(Role.OFFICE, username="other", display_name="王同事")
        self.own, self.trade = make_agency("知识产权局"), make_agency("商务部")
        make_user(Role.APPROVER, self.own)
        self.plan: Plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
        self.task: Task = make_task(self.plan, 55, text="起草办法。", lead=self.own)
        self.by_duty: Task = make_task(
            self.plan, 56, by_duty=[self.own, make_agency("农业农村部")], marked_by_duty=True
        )
        Assignment.objects.update(basis=AssignmentBasis.READING)
        self.milestone: Milestone = make_milestone(self.task, "完成调研")
        self.round: ReportingRound = make_round(self.plan, [self.task])
        self.ended: Agency = make_agency("工商总局", ends_on=datetime.date(2018, 3, 21))
        self.duties = [make_task(self.plan, number, lead=self.ended).assignments.get() for number in (1, 2)]
        make_light_by_hand(self.by_duty, LightColour.GREEN, MINE, DAY)
        self.keys = {
            "task": self.task.pk,
            "milestone": self.milestone.pk,
            "round": self.round.pk,
            "agency": self.own.pk,
            "ended": self.ended.pk,
            "duty": self.duties[1].pk,
        }

    def said(self, text: str) -> str:
        """`text` with the keys of what it names."""
        return text.format(**self.keys)


@dataclass(frozen=True)
class Case:
    """A form on `page`, sent to `to` (None: the page itself) while `meanwhile` somebody else decides.

    Shown are then `now`, what they decided, and `typed`, what was filled in.
    """

    route: str
    page: str
    to: str | None
    sent: Mapping[str, str]
    meanwhile: Callable[[Setting], object]
    now: str
    typed: str = WHY
    by: str = "王同事"


def due(setting: Setting) -> object:
    return due_dates_set(actor=setting.other, tasks=[setting.task], due_on=THEIRS)


def moved(setting: Setting) -> object:
    return milestone_move(actor=setting.other, milestone=setting.milestone, due_on=THEIRS)


def light(task: Callable[[Setting], Task]) -> Callable[[Setting], object]:
    def change(setting: Setting) -> object:
        said = {"colour": LightColour.YELLOW, "until": THEIRS, "reason": "他人所设", "day": DAY}
        return light_set(actor=setting.other, task=task(setting), **said)  # type: ignore[arg-type]

    return change


def extended(setting: Setting) -> object:
    said = {"due_on": THEIRS, "reason": "他人延期", "day": DAY}
    return round_extend(actor=setting.other, reporting_round=setting.round, **said)  # type: ignore[arg-type]


def tracked(setting: Setting) -> object:
    return tracking_open(actor=setting.other, plan=setting.plan, tracked_from=datetime.date(2020, 2, 2))


def read(setting: Setting) -> object:
    means = MarkedByDuty.FIRST_LISTED_LEADS
    return reading_change(
        actor=setting.other, plan=setting.plan, marked_by_duty_means=means, reason="他人释义"
    )


def assigned(setting: Setting) -> object:
    grants = [Grant(setting.trade, AssignmentRole.PARTICIPATING)]
    return agencies_assign(actor=setting.other, tasks=[setting.task], grants=grants)


def passed(setting: Setting) -> object:
    return duties_pass(
        actor=setting.other,
        from_agency=setting.ended,
        to_agency=setting.trade,
        assignments=setting.duties[:1],
        reason="他人决定",
        day=DAY,
    )


DATES, MANAGE, ROUND = "/tasks/2020-55/dates/", "/plans/2020/manage/", "/rounds/{round}/"
CASES = [
    Case(
        "tasks:task_due_date",
        DATES,
        "/tasks/2020-55/due-date/",
        {"due_on": str(MINE), "reason": WHY},
        due,
        str(THEIRS),
    ),
    Case(
        "tasks:task_milestones",
        DATES,
        "/tasks/2020-55/milestones/",
        {"name": "印发文件"},
        lambda setting: milestone_add(actor=setting.other, task=setting.task, name="征求意见"),
        "完成调研、征求意见",
        "印发文件",
    ),
    Case(
        "tasks:task_wording",
        DATES,
        "/tasks/2020-55/wording/",
        {"text": "修订办法，报批。", "document_number": "9号"},
        lambda setting: wording_change(
            actor=setting.other, task=setting.task, text="废止办法。", document_number="8号"
        ),
        "废止办法。",
        "修订办法，报批。",
    ),
    Case(
        "tasks:milestone_move",
        DATES,
        "/milestones/{milestone}/move/",
        {"due_on": str(MINE), "reason": WHY},
        moved,
        str(THEIRS),
    ),
    Case("tasks:milestone_end", DATES, "/milestones/{milestone}/end/", {"reason": WHY}, moved, str(THEIRS)),
    Case(
        "tasks:task_light",
        "/tasks/2020-55/light/",
        None,
        {"colour": "green", "until": str(MINE), "reason": WHY},
        light(lambda setting: setting.task),
        "他人所设",
    ),
    Case(
        "tasks:task_light_lift",
        "/tasks/2020-56/light/",
        "/tasks/2020-56/light/lift/",
        {"reason": WHY},
        light(lambda setting: setting.by_duty),
        "他人所设",
    ),
    Case(
        "tasks:thresholds",
        "/thresholds/",
        None,
        {**{name: str(figure) for name, figure in FIGURES.items()}, "reason": WHY},
        lambda setting: thresholds_change(
            actor=setting.other, thresholds=Thresholds(due_soon_days=15), reason="他人调整", day=DAY
        ),
        "他人调整",
    ),
    Case(
        "tasks:round_extend",
        ROUND,
        "/rounds/{round}/extend/",
        {"due_on": str(MINE), "reason": WHY},
        extended,
        "他人延期",
    ),
    Case("tasks:round_close", ROUND, "/rounds/{round}/close/", {"reason": WHY}, extended, "他人延期"),
    Case(
        "tasks:plan_tracking",
        MANAGE,
        "/plans/2020/tracking/",
        {"action": "open", "tracked_from": "2020-03-03", "reason": WHY},
        tracked,
        "2020-02-02",
    ),
    Case(
        "tasks:plan_tracking",
        MANAGE,
        "/plans/2020/tracking/",
        {"action": "close", "reason": WHY},
        tracked,
        "2020-02-02",
    ),
    Case(
        "tasks:plan_reading",
        MANAGE,
        "/plans/2020/reading/",
        {"action": "apply", "marked_by_duty_means": "by_duty", "reason": WHY},
        read,
        "他人释义",
    ),
    Case(
        "tasks:plan_assign",
        MANAGE,
        "/plans/2020/assign/",
        {"tasks": "{task}", "participating": "农业农村部", "reason": WHY},
        assigned,
        "商务部（参与）",
    ),
    Case(
        "tasks:plan_due_dates",
        MANAGE,
        "/plans/2020/due-dates/",
        {"tasks": "{task}", "due_on": str(MINE), "reason": WHY},
        due,
        str(THEIRS),
    ),
    Case(
        "tasks:agency_duties",
        "/agencies/{ended}/duties/",
        None,
        {"pass-{duty}": "on", "to-{duty}": "商务部", "reason": WHY},
        passed,
        "2020-2",
    ),
    Case(
        "tasks:mail_choices",
        "/notices/mail/",
        None,
        {"due": "digest"},
        lambda setting: mail_choices_set(actor=setting.me, wanted=[]),
        "邮件通知：—",
        'value="digest"',
        by="",
    ),
    Case(
        "agencies:policy_edit",
        "/agencies/policies/",
        "/agencies/{agency}/policy/",
        {"two_person": "on"},
        lambda setting: policy_set(actor=setting.other, agency=setting.own, two_person=True),
        "知识产权局：",
        "知识产权局",
    ),
]
