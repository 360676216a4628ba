"""A report under way when the role of its agency changes: at most one lead's report awaits the office."""

from __future__ import annotations

import pytest

from agencies.enums import Role
from agencies.models import Agency, AuditEntry, User
from tasks.enums import AssignmentRole, NoticeKind, ReportState
from tasks.models import Notice, ProgressReport, Task
from tasks.services.assignments import Grant, agencies_assign, assignment_end
from tasks.services.consolidation import ConsolidationHeld, consolidation_take
from tasks.services.report_content import content_of
from tasks.services.reports import report_draft, report_submit
from tasks.services.reviews import report_confirm
from tests.factories import make_agency, make_report, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def partner() -> Agency:
    return make_agency("商务部")


@pytest.fixture
def task(lead: Agency, partner: Agency) -> Task:
    return make_task(lead=lead, participating=[partner])


@pytest.fixture
def share(task: Task, partner: Agency) -> ProgressReport:
    """A participant's share that waits for the lead."""
    return make_report(task, partner)


def raised(office: User, task: Task, agency: Agency) -> None:
    """The agency leads the task from now on."""
    grants = [Grant(agency, AssignmentRole.LEAD)]
    agencies_assign(actor=office, tasks=[task], grants=grants, reason="调整分工")


def before_the_office(task: Task) -> list[ProgressReport]:
    waiting = task.progress_reports.filter(role=AssignmentRole.LEAD, state=ReportState.SUBMITTED)
    return list(waiting)


def test_a_share_is_a_draft_again_where_another_lead_s_report_awaits_the_office(
    office: User, task: Task, lead: Agency, partner: Agency, share: ProgressReport
) -> None:
    report = make_report(task, lead)
    make_user(Role.VIEWER, partner)

    raised(office, task, partner)

    share.refresh_from_db()
    assert before_the_office(task) == [report]
    assert (share.state, share.role, share.submitted_at) == (ReportState.DRAFT, AssignmentRole.LEAD, None)
    assert share.submissions.get().withdrawn_by == office
    entry = AuditEntry.objects.get(action="report.role")
    assert (entry.before, entry.after) == (
        {"role": "participating", "state": "submitted"},
        {"role": "lead", "state": "draft"},
    )
    notice = Notice.objects.get(kind=NoticeKind.REPORT_SET_BACK)
    assert (notice.recipient, notice.report) == (share.created_by, share)


def test_the_draft_is_handed_in_once_the_other_lead_s_report_is_decided(
    office: User, task: Task, lead: Agency, partner: Agency, share: ProgressReport
) -> None:
    report = make_report(task, lead)
    raised(office, task, partner)
    with pytest.raises(ConsolidationHeld):
        report_submit(actor=share.created_by, report=share)

    report_confirm(actor=office, report=report)

    assert report_submit(actor=share.created_by, report=share).state == ReportState.SUBMITTED
    assert before_the_office(task) == [share]


def test_a_share_is_a_draft_again_where_another_lead_has_the_task_in_hand(
    office: User, task: Task, lead: Agency, partner: Agency, share: ProgressReport
) -> None:
    raised(office, task, make_agency("教育部"))
    consolidation_take(actor=make_user(Role.STAFF, lead), task=task, agency=lead)

    raised(office, task, partner)

    share.refresh_from_db()
    assert share.state == ReportState.DRAFT


def test_where_no_other_lead_reports_the_share_goes_on_to_the_office(
    office: User, task: Task, lead: Agency, partner: Agency, share: ProgressReport
) -> None:
    raised(office, task, partner)

    assert before_the_office(task) == [share]
    notice = Notice.objects.get(kind=NoticeKind.REPORT_SUBMITTED)
    assert (notice.recipient, notice.report) == (office, share)
    with pytest.raises(ConsolidationHeld):
        report_draft(actor=make_user(Role.STAFF, lead), task=task, agency=lead, content=content_of(share))


def test_a_draft_of_a_share_goes_on_as_a_lead_s_draft(
    office: User, task: Task, lead: Agency, partner: Agency
) -> None:
    make_report(task, lead)
    draft = make_report(task, partner, ReportState.DRAFT)

    raised(office, task, partner)

    draft.refresh_from_db()
    assert (draft.state, draft.role) == (ReportState.DRAFT, AssignmentRole.LEAD)
    assert not Notice.objects.filter(kind=NoticeKind.REPORT_SET_BACK).exists()


def test_a_lead_that_comes_back_finds_its_waiting_report_a_draft_where_another_reported_since(
    office: User, task: Task, lead: Agency, partner: Agency
) -> None:
    first = make_report(task, lead)
    raised(office, task, partner)
    part = task.assignments.get(agency=lead, in_force_until=None)
    assignment_end(actor=office, assignment=part, reason="调整分工")
    second = make_report(task, partner)

    raised(office, task, lead)

    first.refresh_from_db()
    assert (first.state, first.role) == (ReportState.DRAFT, AssignmentRole.LEAD)
    assert before_the_office(task) == [second]
