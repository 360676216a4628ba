"""Steps that people take about a report that they read, each with what becomes of it meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from agencies.enums import Role
from agencies.models import ReportingPolicy, User
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_draft, report_submit, report_withdraw
from tests.factories import confirm, make_agency, make_report, make_task, make_user

WHY = "数据口径需要说明。"


class Desk:
    """A task with a lead and a participant, whose share waits too, and who works on their reports."""

    def __init__(self) -> None:
        self.lead, self.partner = make_agency("知识产权局"), make_agency("商务部")
        self.task = make_task(lead=self.lead, participating=[self.partner])
        self.people: dict[str, User] = {
            "staff": make_user(Role.STAFF, self.lead),
            "approver": make_user(Role.APPROVER, self.lead),
            "partner": make_user(Role.STAFF, self.partner),
            "office": make_user(Role.OFFICE),
        }
        self.author = make_user(Role.STAFF, self.lead)

    def draft(self) -> ProgressReport:
        return make_report(self.task, self.lead, ReportState.DRAFT, author=self.author)

    def submitted(self) -> ProgressReport:
        return make_report(self.task, self.lead, author=self.author)

    def pending(self) -> ProgressReport:
        ReportingPolicy.objects.create(agency=self.lead, two_person=True)
        return make_report(self.task, self.lead, ReportState.PENDING_APPROVAL, author=self.author)

    def share(self) -> ProgressReport:
        return make_report(self.task, self.partner)

    def completed(self) -> ProgressReport:
        report = make_report(self.task, self.lead, status=Status.COMPLETED, author=self.author)
        confirm(report)
        return report


def changed(report: ProgressReport) -> None:
    """Its author goes on with the draft."""
    said = ReportContent(status=Status.IN_PROGRESS, percent=70, progress="改过的内容。")
    report_draft(actor=report.created_by, task=report.task, agency=report.agency, content=said, report=report)


def handed_in_again(report: ProgressReport) -> None:
    """Its author takes it back, changes it and hands it in once more."""
    report_withdraw(actor=report.created_by, report=report)
    changed(report)
    report_submit(actor=report.created_by, report=report)


@dataclass(frozen=True)
class ReportCase:
    """A step `by` somebody, named by its route and the last word of its address.

    The hidden field `says` what was read; `meanwhile` None: what changed meanwhile allows no such step.
    """

    route: str
    by: str
    made: Callable[[Desk], ProgressReport]
    meanwhile: Callable[[ProgressReport], None] | None
    sent: Mapping[str, str] = field(default_factory=dict)
    says: str = "version"

    @property
    def step(self) -> str:
        """The last word of its address."""
        return self.route.removeprefix("tasks:report_").removeprefix("tasks:").removesuffix("_give")


REPORT_CASES = [
    ReportCase("tasks:report_submit", "staff", Desk.draft, changed),
    ReportCase("tasks:report_discard", "staff", Desk.draft, changed),
    ReportCase("tasks:report_withdraw", "staff", Desk.submitted, handed_in_again),
    ReportCase("tasks:report_approve", "approver", Desk.pending, handed_in_again),
    ReportCase("tasks:report_confirm", "office", Desk.submitted, handed_in_again),
    ReportCase("tasks:report_return", "office", Desk.submitted, handed_in_again, {"reason": WHY}),
    ReportCase("tasks:report_accept", "staff", Desk.share, handed_in_again),
    ReportCase(
        "tasks:report_reopen",
        "office",
        Desk.completed,
        None,
        {"status": "in_progress", "percent": "60", "reason": WHY},
    ),
    ReportCase(
        "tasks:opinion_give",
        "partner",
        Desk.submitted,
        handed_in_again,
        {"stance": "dissent", "reason": WHY},
        says="read",
    ),
]
