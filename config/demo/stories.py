"""One report after another: what it says and how far it gets."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.utils import timezone

from agencies.enums import Role
from agencies.models import User
from config.demo.people import led_by_demo_agencies
from config.demo.words import DOCUMENT, MARK, PUBLISHED, REASON, TEXT
from tasks.enums import AssignmentRole, Status
from tasks.models import Assignment, ProgressReport
from tasks.services.evidence import Description, evidence_add_file, evidence_add_link
from tasks.services.reopening import report_reopen
from tasks.services.report_content import ConfirmedValue, ReportContent
from tasks.services.reports import report_draft, report_submit
from tasks.services.reviews import (
    report_accept,
    report_approve,
    report_confirm,
    report_return,
    unfinished_participants,
    value_meant,
)


@dataclass(frozen=True)
class Story:
    """What a report says and how far it gets: `nothing`, `draft`, `submitted`, `returned` or `settled`.

    `confirmed`: the percent that the office confirms instead (核定为); `reopened`: the one it reopens at;
    `late`: handed in after the round was due.
    """

    status: Status
    percent: int | None
    ends: str
    confirmed: int | None = None
    reopened: int | None = None
    late: bool = False


def report_told(part: Assignment, story: Story) -> ProgressReport:
    """The report that the agency makes on its part, handed in unless the story ends with a draft."""
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
        return report
    report = report_submit(actor=writer, report=report)
    approver = User.objects.filter(
        agency=part.agency, role=Role.APPROVER, agency__reporting_policy__two_person=True
    ).first()
    if approver:
        report_approve(actor=approver, report=report)
    return report


def report_decided(office: User, report: ProgressReport, story: Story) -> None:
    """What the story says of the report is decided, by `office` or by the task's lead."""
    decider = office
    if report.role == AssignmentRole.PARTICIPATING:
        leads = led_by_demo_agencies().filter(task=report.task)
        decider = User.objects.get(agency__assignments__in=leads, is_demo=True, role=Role.STAFF)
    if story.ends == "returned":
        report_return(actor=decider, report=report, reason=REASON)
    elif story.ends == "settled" and report.role == AssignmentRole.PARTICIPATING:
        report_accept(actor=decider, report=report)
    elif story.ends == "settled":
        value = value_meant(report, percent=story.confirmed)
        status = value.status if value else report.status
        report_confirm(
            actor=decider,
            report=report,
            confirmed=value,
            reason=REASON if value else "",
            override_reason=REASON if unfinished_participants(report, status) else "",
        )
        if story.reopened is not None:
            reopened = ConfirmedValue(Status.IN_PROGRESS, story.reopened)
            report_reopen(actor=decider, report=report, value=reopened, reason=REASON)


def _bear_out(writer: User, report: ProgressReport) -> None:
    """Evidence of every grade, by turns; none of it is a document that exists."""
    published = Description(f"{MARK}公开文件", DOCUMENT, timezone.localdate())
    file = ContentFile(f"{TEXT}\n".encode(), f"{MARK}佐证.txt")
    if report.task.number % 3:
        evidence_add_link(actor=writer, report=report, url=PUBLISHED, description=published)
    if report.task.number % 3 != 1:
        numbered = Description(f"{MARK}文件", DOCUMENT) if report.task.number % 2 else Description()
        evidence_add_file(actor=writer, report=report, file=file, description=numbered)
