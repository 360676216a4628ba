"""Nobody overwrites on a page what they have not seen: both are shown, and sent again it is done."""

from __future__ import annotations

import datetime
import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency, AuditEntry
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
from tests.project.test_page_api_parity import pages
from tests.seen import seen_in
from tests.tasks.services.test_at_once import at_once

EXEMPT = Path(__file__).parent / "never_stale_pages.txt"
DAY = datetime.date(2020, 6, 1)
THEIRS, MINE = datetime.date(2100, 2, 1), datetime.date(2100, 3, 1)
WHY = "经专题会议研究确定"
FIGURES = {
    "due_soon_days": 20,
    "points_behind": 10,
    "points_far_behind": 25,
    "missed_rounds": 1,
    "missed_rounds_red": 2,
    "unchanged_rounds": 2,
    "opinion_days": 5,
}


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


@dataclass
class Form:
    """A form that I opened."""

    client: Client
    setting: Setting
    case: Case
    page: str = field(init=False)
    address: str = field(init=False)
    opened: str = field(init=False)

    def __post_init__(self) -> None:
        self.client.force_login(self.setting.me)
        self.page = self.setting.said(self.case.page)
        self.address = self.setting.said(self.case.to or self.case.page)
        self.opened = self.client.get(self.page).content.decode()

    def send(self, page: str | None = None) -> Any:
        """Send what I filled in, as `page` has it, by default the opened one; "": without what was seen."""
        shown = self.opened if page is None else page
        sent = {self.setting.said(name): self.setting.said(text) for name, text in self.case.sent.items()}
        seen = {"seen": html.unescape(seen_in(shown, self.address))} if shown else {}
        return self.client.post(self.address, {**sent, **seen})


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.route}-{case.sent.get('action', '')}")
def test_what_somebody_else_changed_is_shown_and_not_overwritten(client: Client, case: Case) -> None:
    setting = Setting()
    form = Form(client, setting, case)
    before = AuditEntry.objects.count()
    assert form.send("").status_code == 409, "it is let through without a word of what was seen"
    assert AuditEntry.objects.count() == before

    case.meanwhile(setting)
    before = AuditEntry.objects.count()
    refused = form.send()

    assert refused.status_code == 409
    assert AuditEntry.objects.count() == before
    page = refused.content.decode()
    told = page[page.index('class="error-summary"') :].partition("</div>")[0]
    assert "现行内容" in told
    assert case.now in told
    assert case.by in told
    assert case.typed in page.replace(told, "")
    again = form.send(page)
    assert again.status_code == 302, again.content.decode()
    assert AuditEntry.objects.count() > before


AT_ONCE = {
    "tasks:task_due_date",
    "tasks:milestone_move",
    "tasks:task_light",
    "tasks:thresholds",
    "tasks:round_extend",
    "tasks:plan_assign",
}
"""Forms of which the check is tried under each lock."""


def answered(setting: Setting, case: Case) -> list[int]:
    """What two get that opened the form of `case` and send it at the same moment."""
    forms, found = [Form(Client(), setting, case) for _time in range(2)], []
    assert at_once(*(lambda form=form: found.append(form.send().status_code) for form in forms)) == []
    return sorted(found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_of_two_who_saw_the_same_exactly_one_is_done() -> None:
    setting = Setting()
    outcomes = {case.route: answered(setting, case) for case in CASES if case.route in AT_ONCE}
    assert {route: codes for route, codes in outcomes.items() if codes != [302, 409]} == {}


def exempt() -> dict[str, str]:
    """The pages that cannot be stale, or look at what was seen in their own way, with the reason."""
    lines = EXEMPT.read_text(encoding="utf-8").splitlines()
    rows = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return {page: reason.strip() for page, _blank, reason in rows}


def test_every_page_that_changes_something_is_tried_here_or_says_why_not() -> None:
    tried = {case.route for case in CASES}
    assert pages() - tried - exempt().keys() == set(), "pages that may overwrite what was not seen"
    assert exempt().keys() - pages() == set(), "reasons of pages that are gone"
    assert tried & exempt().keys() == set(), "tried, and exempt"
    assert [page for page, reason in exempt().items() if not reason] == []
