"""Notices: who is told, and once."""

import importlib

import pytest
from django.apps import apps
from django.utils import timezone

from agencies.enums import Role
from agencies.models import ReportingPolicy
from tasks.enums import AssignmentRole, NoticeKind, ReportState, Stance, Status
from tasks.models import Notice
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.extensions import extension_ask, extension_withdraw
from tasks.services.notices import notices_mark_read
from tasks.services.opinions import opinion_give
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_draft, report_submit, report_withdraw
from tasks.services.reviews import report_accept, report_approve, report_confirm, report_return
from tests.factories import in_days, make_agency, make_report, make_task, make_user
from tests.tasks.services.submitting import submitted

pytestmark = pytest.mark.django_db


def test_a_submitted_report_tells_every_coordinator_and_nobody_else() -> None:
    office = {make_user(Role.OFFICE), make_user(Role.OFFICE)}
    gone = make_user(Role.OFFICE)
    gone.is_active = False
    gone.save()
    make_user(Role.STAFF)
    submitted()
    assert {notice.recipient for notice in Notice.objects.all()} == office
    assert set(Notice.objects.values_list("kind", flat=True)) == {NoticeKind.REPORT_SUBMITTED}


def test_a_share_tells_the_lead_and_not_the_office() -> None:
    lead, participant = make_agency(), make_agency()
    make_user(Role.OFFICE)
    leading = make_user(Role.STAFF, lead)
    report = make_report(make_task(lead=lead, participating=[participant]), participant, ReportState.DRAFT)
    report_submit(actor=report.created_by, report=report)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (leading, NoticeKind.SHARE_SUBMITTED)


def test_where_two_pairs_of_eyes_are_wanted_the_approver_is_told_first() -> None:
    make_user(Role.OFFICE)
    agency = make_agency()
    approver = make_user(Role.APPROVER, agency)
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    report = make_report(make_task(lead=agency), agency, ReportState.DRAFT)
    report_submit(actor=report.created_by, report=report)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (approver, NoticeKind.APPROVAL_NEEDED)


def test_a_report_taken_back_and_submitted_again_is_told_again() -> None:
    make_user(Role.OFFICE)
    report = submitted()
    report_withdraw(actor=report.created_by, report=report)
    report_submit(actor=report.created_by, report=report)
    assert Notice.objects.count() == 2


def test_nobody_marks_anothers_notice_as_read() -> None:
    make_user(Role.OFFICE)
    submitted()
    assert notices_mark_read(actor=make_user(Role.OFFICE), notices=Notice.objects.all()) == 0
    notice = Notice.objects.get()
    assert notices_mark_read(actor=notice.recipient, notices=Notice.objects.all()) == 1


def test_a_change_that_is_refused_leaves_no_notice() -> None:
    make_user(Role.OFFICE)
    agency = make_agency()
    task = make_task(lead=agency)
    report = report_draft(
        actor=make_user(Role.STAFF, agency),
        task=task,
        agency=agency,
        content=ReportContent(status=Status.ONGOING),
    )
    with pytest.raises(Exception, match="progress"):
        report_submit(actor=report.created_by, report=report)
    assert not Notice.objects.exists()


def unread(*kinds: NoticeKind) -> int:
    return Notice.objects.unread().filter(kind__in=kinds).count()


@pytest.mark.parametrize("decision", ["confirm", "return", "withdraw", "role"])
def test_whatever_becomes_of_a_report_leaves_nobody_asked_about_it_as_it_was(decision: str) -> None:
    deciding = make_user(Role.OFFICE)
    make_user(Role.OFFICE)
    other, report = submitted(), submitted()
    assert unread(NoticeKind.REPORT_SUBMITTED) == 4
    match decision:
        case "confirm":
            report_confirm(actor=deciding, report=report)
        case "return":
            report_return(actor=deciding, report=report, reason="请补充")
        case "withdraw":
            report_withdraw(actor=report.created_by, report=report)
        case "role":
            leading = make_user(Role.STAFF, make_agency())
            assert leading.agency
            grants = [
                Grant(leading.agency, AssignmentRole.LEAD),
                Grant(report.agency, AssignmentRole.PARTICIPATING),
            ]
            agencies_assign(actor=deciding, tasks=[report.task], grants=grants, reason="更正")
            assert leading.notices.unread().get().kind == NoticeKind.SHARE_SUBMITTED
    assert set(Notice.objects.unread().filter(kind=NoticeKind.REPORT_SUBMITTED)) == set(other.notices.all())


def test_who_passes_a_report_on_or_accepts_a_share_leaves_no_other_asked() -> None:
    report = submitted(two_person=True)
    assert not Notice.objects.exists()
    report_withdraw(actor=report.created_by, report=report)
    approvers = [make_user(Role.APPROVER, report.agency) for _ in range(2)]
    report_submit(actor=report.created_by, report=report)
    assert unread(NoticeKind.APPROVAL_NEEDED) == 2
    report_approve(actor=approvers[0], report=report)
    assert unread(NoticeKind.APPROVAL_NEEDED) == 0

    lead, participant = make_agency(), make_agency()
    leading = [make_user(Role.STAFF, lead) for _ in range(2)]
    share = make_report(make_task(lead=lead, participating=[participant]), participant, ReportState.DRAFT)
    report_submit(actor=share.created_by, report=share)
    assert unread(NoticeKind.SHARE_SUBMITTED) == 2
    report_accept(actor=leading[0], report=share)
    assert unread(NoticeKind.SHARE_SUBMITTED) == 0


def test_an_agencys_opinion_and_a_return_leave_nobody_asked_for_one() -> None:
    lead, first, second = make_agency(), make_agency(), make_agency()
    people = [make_user(Role.STAFF, agency) for agency in (first, first, second)]
    report = make_report(make_task(lead=lead, participating=[first, second]), lead, ReportState.DRAFT)
    report_submit(actor=report.created_by, report=report)
    assert unread(NoticeKind.OPINION_ASKED) == 3

    opinion_give(actor=people[0], report=report, stance=Stance.AGREE, day=timezone.localdate())
    assert [notice.recipient for notice in Notice.objects.unread()] == [people[2]]

    report_return(actor=make_user(Role.OFFICE), report=report, reason="请补充")
    assert unread(NoticeKind.OPINION_ASKED) == 0


def test_a_confirmed_report_can_still_be_given_an_opinion_and_goes_on_asking() -> None:
    lead, partner = make_agency(), make_agency()
    make_user(Role.STAFF, partner)
    report = make_report(make_task(lead=lead, participating=[partner]), lead, ReportState.DRAFT)
    report_submit(actor=report.created_by, report=report)
    report_confirm(actor=make_user(Role.OFFICE), report=report)
    assert unread(NoticeKind.OPINION_ASKED) == 1


def test_what_was_decided_before_is_taken_as_read_once() -> None:
    make_user(Role.OFFICE)
    decided, waiting = submitted(), submitted()
    report_confirm(actor=make_user(Role.OFFICE), report=decided)
    asker = make_user(Role.STAFF, decided.agency)
    tasks = [make_task(lead=decided.agency, due_on=in_days(9)) for _ in range(2)]
    requests = [
        extension_ask(
            actor=asker,
            task=task,
            agency=decided.agency,
            asked_due_on=in_days(20),
            reason="征求意见",
            day=timezone.localdate(),
        )
        for task in tasks
    ]
    extension_withdraw(actor=asker, request=requests[0])
    Notice.objects.update(read_at=None)

    settled = importlib.import_module("tasks.migrations.0031_notices_dealt_with")
    settled.settle(apps, None)

    asking = Notice.objects.unread().filter(kind=NoticeKind.REPORT_SUBMITTED)
    assert {notice.report for notice in asking} == {waiting}
    assert Notice.objects.unread().filter(kind=NoticeKind.REPORT_CONFIRMED).exists()
    still = Notice.objects.unread().filter(kind=NoticeKind.EXTENSION_ASKED)
    assert {notice.task for notice in still} == {tasks[1]}
