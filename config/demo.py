"""Demo accounts and demo reports, so that a fresh copy shows something. Nothing in them is a fact.

Everything goes through the services, is marked as demo, and every text begins with 【演示】.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, User
from agencies.services.accounts import policy_set, user_save
from plans.models import Plan
from plans.services import tracking_open
from tasks.enums import AssignmentRole, ReportState, Stance, Status
from tasks.models import Assignment, ProgressReport, Task
from tasks.models.assignments import AssignmentQuerySet
from tasks.models.reports import open_to_opinion
from tasks.services.chases import agencies_chase
from tasks.services.due_dates import due_dates_set
from tasks.services.evidence import Description, evidence_add_file, evidence_add_link
from tasks.services.extensions import extension_ask
from tasks.services.milestones import milestone_add
from tasks.services.opinions import opinion_give
from tasks.services.reopening import report_reopen
from tasks.services.report_content import ConfirmedValue, ReportContent
from tasks.services.reports import report_draft, report_submit
from tasks.services.reviews import report_accept, report_approve, report_confirm, report_return, value_meant
from tasks.services.rounds import round_open
from tasks.services.synopses import synopsis_write
from tasks.services.wordings import wording_change

PASSWORD = "duban-demo"  # noqa: S105 - printed on the console, and only where DEBUG is on

MARK = "【演示】"
TEXT = f"{MARK}这是演示文字，不是任何部门填报的内容。"
REASON = f"{MARK}这是演示用的理由，不代表任何决定。"

DOCUMENT = f"{MARK}文号"
PUBLISHED = "https://www.example.org/demo/"
"""Reserved for examples: there is no document behind it."""

TRACKED_PLAN = "2020"
LEFT_ALONE = {55}
"""Tasks of the tracked plan in which nothing is reported, so that there is something to try."""


@dataclass(frozen=True)
class Account:
    """Who can sign in to look around; `agency` by name, or none."""

    username: str
    title: str
    role: Role
    agency: str = ""
    is_superuser: bool = False


ACCOUNTS = (
    Account("demo-office", "统筹员", Role.OFFICE, "联席会议办公室"),
    Account("demo-office-2", "统筹员二", Role.OFFICE),
    Account("demo-cnipa", "知识产权局填报人", Role.STAFF, "知识产权局"),
    Account("demo-cnipa-approver", "知识产权局审核人", Role.APPROVER, "知识产权局"),
    Account("demo-moe", "教育部填报人", Role.STAFF, "教育部"),
    Account("demo-moe-approver", "教育部审核人", Role.APPROVER, "教育部"),
    Account("demo-court", "最高人民法院填报人", Role.STAFF, "最高人民法院"),
    Account("demo-samr", "市场监管总局填报人", Role.STAFF, "市场监管总局"),
    Account("demo-publicity", "中央宣传部填报人", Role.STAFF, "中央宣传部"),
    Account("demo-mofcom", "商务部填报人", Role.STAFF, "商务部"),
    Account("demo-viewer", "读者", Role.VIEWER),
    Account("demo-admin", "系统管理员", Role.VIEWER, is_superuser=True),
)
TWO_PERSON_AGENCY = "教育部"
PRESSED_AGENCIES = ("知识产权局", "商务部")


@dataclass(frozen=True)
class Story:
    """What a report says and how far it gets: `draft`, `submitted`, `returned` or `settled`.

    `confirmed`: the percent that the office confirms instead (核定为); `reopened`: the one it reopens at.
    """

    status: Status
    percent: int | None
    ends: str
    confirmed: int | None = None
    reopened: int | None = None


LED = (
    Story(Status.IN_PROGRESS, 60, "settled"),
    Story(Status.COMPLETED, 100, "settled"),
    Story(Status.IN_PROGRESS, 35, "submitted"),
    Story(Status.ONGOING, None, "settled"),
    Story(Status.IN_PROGRESS, 20, "returned"),
    Story(Status.IN_PROGRESS, 80, "settled", confirmed=70),
    Story(Status.NOT_STARTED, 0, "settled"),
    Story(Status.IN_PROGRESS, 50, "draft"),
    Story(Status.COMPLETED, 100, "submitted"),
    Story(Status.SUSPENDED, None, "settled"),
    Story(Status.COMPLETED, 100, "settled", reopened=60),
)
SHARED = (
    Story(Status.COMPLETED, 100, "settled"),
    Story(Status.IN_PROGRESS, 45, "submitted"),
    Story(Status.IN_PROGRESS, 70, "settled"),
)
OTHER_MODES = (("2016", 70), ("2016", 60), ("66", 80))
"""Tasks done by duty or led by several, which the tracked plan has none of."""


@transaction.atomic
def demo_people() -> list[User]:
    """The accounts of `ACCOUNTS`; those that are there already stay as they are."""
    return [_person(account) for account in ACCOUNTS]


def _person(account: Account) -> User:
    there = User.objects.filter(username=account.username).first()
    if there:
        return there
    person = User(
        username=account.username,
        display_name=f"演示·{account.title}",
        role=account.role,
        agency=Agency.objects.get(name=account.agency) if account.agency else None,
        is_staff=account.is_superuser,
        is_superuser=account.is_superuser,
        is_demo=True,
    )
    return user_save(actor=None, user=person, password=PASSWORD)


@transaction.atomic
def demo_reports(day: datetime.date) -> int:
    """Track one plan, set dates around `day`, report and decide; returns how many reports there are now.

    Does nothing where demo reports exist already.
    """
    if ProgressReport.objects.filter(is_demo=True).exists():
        return 0
    office = User.objects.get(username="demo-office-2")
    policy_set(actor=office, agency=Agency.objects.get(name=TWO_PERSON_AGENCY), two_person=True)
    _track(office, day)
    _date(office, day)
    parts = Assignment.objects.current().select_related("task__plan", "agency")
    own = parts.filter(agency__users__is_demo=True, task__plan__code=TRACKED_PLAN).distinct()
    own = own.exclude(task__number__in=LEFT_ALONE).order_by("task__number", "position")
    shares = own.filter(role=AssignmentRole.PARTICIPATING, task__assignments__in=_led_by_demo_agencies())
    _tell(office, zip(islice(shares, 12), cycle(SHARED), strict=False))
    _tell(office, _two_of_three(zip(own.filter(role=AssignmentRole.LEAD), cycle(LED), strict=False)))
    for plan, number in OTHER_MODES:
        held = parts.filter(task__plan__code=plan, task__number=number, agency__users__is_demo=True)
        held = held.exclude(role=AssignmentRole.PARTICIPATING).distinct()
        _tell(office, zip(held, cycle(LED[:2]), strict=False))
    _say_of_each_other(office, day)
    return ProgressReport.objects.filter(is_demo=True).count()


def _say_of_each_other(office: User, day: datetime.date) -> None:
    """A participant dissents from what a lead handed in, and the office sums up shares by duty."""
    plan, number = OTHER_MODES[0]
    task = Task.objects.get(plan__code=plan, number=number)
    synopsis_write(actor=office, task=task, text=TEXT, read=None)
    asked = open_to_opinion(Agency.objects.get(name=TWO_PERSON_AGENCY).pk, day)
    report = ProgressReport.objects.filter(asked, state=ReportState.SUBMITTED).first()
    if report:
        partner = User.objects.get(username="demo-moe")
        opinion_give(actor=partner, report=report, stance=Stance.DISSENT, reason=REASON, day=day)


def _led_by_demo_agencies() -> AssignmentQuerySet:
    return Assignment.objects.current().filter(role=AssignmentRole.LEAD, agency__users__is_demo=True)


def _track(office: User, day: datetime.date) -> None:
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


def _date(office: User, day: datetime.date) -> None:
    """Milestones and an adjusted wording on the task left alone; a request for a later date of another."""
    task = Task.objects.get(plan__code=TRACKED_PLAN, number__in=LEFT_ALONE)
    for name, days in (("完成调研", -10), ("形成征求意见稿", 20), ("印发文件", 60)):
        milestone_add(
            actor=office, task=task, name=f"{MARK}{name}", due_on=day + datetime.timedelta(days=days)
        )
    wording_change(
        actor=office, task=task, text=f"{task.text}{MARK}", document_number=DOCUMENT, reason=REASON
    )
    led = _led_by_demo_agencies().filter(task__plan__code=TRACKED_PLAN).exclude(task=task)
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


def _two_of_three(stories: Iterable[tuple[Assignment, Story]]) -> Iterator[tuple[Assignment, Story]]:
    return (pair for number, pair in enumerate(stories) if number % 3 != 1)


def _tell(office: User, stories: Iterable[tuple[Assignment, Story]]) -> None:
    for part, story in stories:
        _tell_one(office, part, story)


def _tell_one(office: User, part: Assignment, story: Story) -> None:
    writer = User.objects.get(agency=part.agency, is_demo=True, role__in=[Role.STAFF, Role.OFFICE])
    report = report_draft(
        actor=writer,
        task=part.task,
        agency=part.agency,
        content=ReportContent(
            status=story.status,
            percent=story.percent,
            progress=TEXT,
            outcome=TEXT if story.status == Status.COMPLETED else "",
            problem=TEXT if story.status == Status.SUSPENDED else "",
            next_step=TEXT,
            document_number=DOCUMENT if story.status in {Status.SUSPENDED, Status.DROPPED} else "",
        ),
        is_demo=True,
    )
    if story.status == Status.COMPLETED:
        _bear_out(writer, report)
    if story.ends == "draft":
        return
    report = report_submit(actor=writer, report=report)
    approver = User.objects.filter(
        agency=part.agency, role=Role.APPROVER, agency__reporting_policy__two_person=True
    ).first()
    if approver:
        report_approve(actor=approver, report=report)
    _decide(office, report, story)


def _bear_out(writer: User, report: ProgressReport) -> None:
    """Evidence of every grade, by turns; none of it is a document that exists."""
    published = Description(f"{MARK}公开文件", DOCUMENT, timezone.localdate())
    file = ContentFile(f"{TEXT}\n".encode(), f"{MARK}佐证.txt")
    if report.task.number % 3:
        evidence_add_link(actor=writer, report=report, url=PUBLISHED, description=published)
    if report.task.number % 3 != 1:
        numbered = Description(f"{MARK}文件", DOCUMENT) if report.task.number % 2 else Description()
        evidence_add_file(actor=writer, report=report, file=file, description=numbered)


def _decide(office: User, report: ProgressReport, story: Story) -> None:
    decider = office
    if report.role == AssignmentRole.PARTICIPATING:
        leads = _led_by_demo_agencies().filter(task=report.task)
        decider = User.objects.get(agency__assignments__in=leads, is_demo=True, role=Role.STAFF)
    if story.ends == "returned":
        report_return(actor=decider, report=report, reason=REASON)
    elif story.ends == "settled" and report.role == AssignmentRole.PARTICIPATING:
        report_accept(actor=decider, report=report)
    elif story.ends == "settled":
        value = value_meant(report, percent=story.confirmed)
        report_confirm(
            actor=decider,
            report=report,
            confirmed=value,
            reason=REASON if value else "",
            override_reason=REASON,
        )
        if story.reopened is not None:
            reopened = ConfirmedValue(Status.IN_PROGRESS, story.reopened)
            report_reopen(actor=decider, report=report, value=reopened, reason=REASON)
