"""Writing, submitting, taking back and discarding progress reports."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import AgencyKind, Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, ReportingPolicy
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport
from tasks.services.assignments import assignment_end
from tasks.services.report_content import ReportContent
from tasks.services.reports import (
    report_discard,
    report_draft,
    report_submit,
    report_withdraw,
)
from tasks.services.reviews import report_approve
from tests.factories import make_agency, make_report, make_task, make_user, return_
from tests.factories.evidence import make_link

pytestmark = pytest.mark.django_db

HALF = ReportContent(status=Status.IN_PROGRESS, percent=50, progress="完成调研。")


def draft(content: ReportContent = HALF) -> ProgressReport:
    agency = make_agency()
    task = make_task(lead=agency)
    return report_draft(actor=make_user(Role.STAFF, agency), task=task, agency=agency, content=content)


def test_a_draft_is_audited_in_the_same_transaction() -> None:
    report = draft()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target_id, entry.actor) == (
        "report.draft",
        str(report.pk),
        report.created_by,
    )
    assert entry.after["progress"] == "完成调研。"


@pytest.mark.parametrize(
    ("status", "given", "kept"),
    [
        (Status.NOT_STARTED, None, 0),
        (Status.COMPLETED, None, 100),
        (Status.ONGOING, None, None),
        (Status.SUSPENDED, 30, 30),
    ],
)
def test_the_status_gives_the_percent_where_it_can(
    status: Status, given: int | None, kept: int | None
) -> None:
    assert draft(ReportContent(status=status, percent=given)).percent == kept


@pytest.mark.parametrize(
    ("status", "percent"),
    [
        (Status.NOT_STARTED, 10),
        (Status.COMPLETED, 99),
        (Status.IN_PROGRESS, None),
        (Status.IN_PROGRESS, 101),
        (Status.ONGOING, -1),
    ],
)
def test_it_refuses_a_percent_that_disagrees_with_the_status(status: Status, percent: int | None) -> None:
    with pytest.raises(ValidationError) as refused:
        draft(ReportContent(status=status, percent=percent))
    assert set(refused.value.message_dict) == {"percent"}
    assert not ProgressReport.objects.exists()
    assert not AuditEntry.objects.exists()


def test_it_refuses_an_agency_without_a_part_in_the_task() -> None:
    stranger = make_agency()
    with pytest.raises(PermissionDenied):
        report_draft(
            actor=make_user(Role.STAFF, stranger),
            task=make_task(lead=make_agency()),
            agency=stranger,
            content=HALF,
        )


def test_it_refuses_to_write_for_another_agency() -> None:
    agency = make_agency()
    with pytest.raises(PermissionDenied):
        report_draft(actor=make_user(Role.STAFF), task=make_task(lead=agency), agency=agency, content=HALF)


def test_the_office_writes_for_a_collective_and_for_no_other_agency() -> None:
    office = make_user(Role.OFFICE)
    collective = make_agency(kind=AgencyKind.COLLECTIVE)
    task = make_task(lead=collective, participating=[make_agency()])
    assert report_draft(actor=office, task=task, agency=collective, content=HALF).pk
    with pytest.raises(PermissionDenied):
        report_draft(actor=office, task=task, agency=task.assignments.all()[1].agency, content=HALF)


def test_a_second_report_under_way_is_refused_and_shown() -> None:
    first = draft()
    with pytest.raises(Conflict) as refused:
        report_draft(actor=first.created_by, task=first.task, agency=first.agency, content=HALF)
    assert refused.value.current == first


def test_a_stale_version_never_overwrites() -> None:
    report = draft()
    other = make_user(Role.STAFF, report.agency)
    newer = ReportContent(status=Status.IN_PROGRESS, percent=60, progress="另一人所写。")
    report_draft(
        actor=other, task=report.task, agency=report.agency, content=newer, report=report, expected_version=1
    )
    with pytest.raises(Conflict) as refused:
        report_draft(
            actor=report.created_by,
            task=report.task,
            agency=report.agency,
            content=HALF,
            report=report,
            expected_version=1,
        )
    assert refused.value.stale
    report.refresh_from_db()
    assert (report.progress, report.version) == ("另一人所写。", 2)


def test_a_change_records_only_what_changed() -> None:
    report = draft()
    changed = ReportContent(status=Status.IN_PROGRESS, percent=70, progress="完成调研。")
    report_draft(
        actor=report.created_by, task=report.task, agency=report.agency, content=changed, report=report
    )
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.before, entry.after) == ({"percent": 50}, {"percent": 70})


def test_a_returned_report_is_followed_by_a_new_one_and_keeps_its_words() -> None:
    returned = make_report(make_task(lead=make_agency("知识产权局")), make_agency("知识产权局"))
    return_(returned)
    again = report_draft(actor=returned.created_by, task=returned.task, agency=returned.agency, content=HALF)
    assert again.revises == returned
    returned.refresh_from_db()
    assert returned.progress == "完成了阶段性工作。"


def test_submitting_signs_the_report() -> None:
    report = draft()
    submitted = report_submit(actor=report.created_by, report=report)
    assert submitted.state == ReportState.SUBMITTED
    assert submitted.submitted_by == report.created_by
    assert submitted.submitted_at


def test_where_two_pairs_of_eyes_are_wanted_it_waits_for_the_approver() -> None:
    report = draft()
    ReportingPolicy.objects.create(agency=report.agency, two_person=True)
    waiting = report_submit(actor=report.created_by, report=report)
    assert (waiting.state, waiting.submitted_at) == (ReportState.PENDING_APPROVAL, None)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (ReportContent(status=Status.IN_PROGRESS, percent=50, progress="  "), "progress"),
        (ReportContent(status=Status.COMPLETED, progress="已完成。"), "outcome"),
    ],
)
def test_submitting_needs_what_was_done_and_of_a_completed_task_the_outcome(
    content: ReportContent, field: str
) -> None:
    report = draft(content)
    make_link(report)
    with pytest.raises(ValidationError) as refused:
        report_submit(actor=report.created_by, report=report)
    assert set(refused.value.message_dict) == {field}
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_only_a_draft_can_be_submitted() -> None:
    report = draft()
    report_submit(actor=report.created_by, report=report)
    with pytest.raises(Conflict):
        report_submit(actor=report.created_by, report=report)


def test_an_agency_that_lost_its_part_cannot_submit() -> None:
    report = draft()
    part = report.task.assignments.get()
    assignment_end(actor=make_user(Role.OFFICE), assignment=part, reason="分工调整")
    with pytest.raises(Conflict):
        report_submit(actor=report.created_by, report=report)


def test_it_can_be_taken_back_until_somebody_decides() -> None:
    report = report_submit(actor=(first := draft()).created_by, report=first)
    back = report_withdraw(actor=report.created_by, report=report)
    assert (back.state, back.submitted_by) == (ReportState.DRAFT, None)
    confirmed = make_report(report.task, make_agency(), ReportState.CONFIRMED)
    with pytest.raises(Conflict):
        report_withdraw(actor=confirmed.created_by, report=confirmed)


def test_a_discarded_draft_lives_on_in_the_audit() -> None:
    report = draft()
    report_discard(actor=report.created_by, report=report)
    assert not ProgressReport.objects.exists()
    assert AuditEntry.objects.get(action="report.discard").before["progress"] == "完成调研。"


def test_nobody_else_submits_takes_back_or_discards() -> None:
    report = draft()
    stranger = make_user(Role.OFFICE)
    for service in (report_submit, report_withdraw, report_discard):
        with pytest.raises(PermissionDenied):
            service(actor=stranger, report=report)


def test_a_report_that_the_approver_had_passed_on_is_changed_and_not_discarded() -> None:
    agency = make_agency()
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    writer, approver = make_user(Role.STAFF, agency), make_user(Role.APPROVER, agency)
    report = make_report(make_task(lead=agency), agency, ReportState.DRAFT, author=writer)
    report_submit(actor=writer, report=report)
    report_approve(actor=approver, report=report)
    report_withdraw(actor=writer, report=report)
    with pytest.raises(Conflict, match="改"):
        report_discard(actor=writer, report=report)
    assert ProgressReport.objects.get() == report
