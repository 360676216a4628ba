"""Passing on, confirming, accepting and returning progress reports."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, ReportingPolicy, User
from tasks.enums import AssignmentRole, NoticeKind, ReportState, ReviewDecision, Status
from tasks.models import Notice, ProgressReport, Review, Task
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.many_reviews import reports_confirm_many
from tasks.services.reopening import report_reopen
from tasks.services.report_content import ConfirmedValue
from tasks.services.reports import report_submit, report_withdraw
from tasks.services.reviews import report_accept, report_approve, report_confirm, report_return
from tasks.summaries.review_queue import awaiting
from tests.factories import accept, confirm, make_agency, make_report, make_task, make_user

pytestmark = pytest.mark.django_db


def led_task() -> Task:
    return make_task(lead=make_agency(), participating=[make_agency()])


def leads_report(**values: object) -> ProgressReport:
    task = led_task()
    return make_report(task, task.assignments.order_by("position")[0].agency, **values)  # type: ignore[arg-type]


def share(task: Task | None = None, **values: object) -> ProgressReport:
    task = task or led_task()
    return make_report(task, task.assignments.order_by("-position")[0].agency, **values)  # type: ignore[arg-type]


def test_the_office_confirms_and_the_reported_value_stays() -> None:
    report = leads_report(percent=40)
    review = report_confirm(actor=make_user(Role.OFFICE), report=report)
    report.refresh_from_db()
    assert (report.state, report.status, report.percent) == (
        ReportState.CONFIRMED,
        Status.IN_PROGRESS,
        40,
    )
    assert (review.status, review.percent) == (Status.IN_PROGRESS, 40)
    entry = AuditEntry.objects.get()
    assert entry.action == "report.confirm"
    assert entry.target_label == f"{report.task} {report.agency}", "no state in the words of one language"


def test_whoever_submitted_never_confirms() -> None:
    office = make_user(Role.OFFICE)
    task = make_task(lead=make_agency(kind=AgencyKind.COLLECTIVE))
    report = make_report(task, task.assignments.get().agency, author=office)
    with pytest.raises(PermissionDenied):
        report_confirm(actor=office, report=report)
    assert report_confirm(actor=make_user(Role.OFFICE), report=report).pk


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_nobody_but_the_office_confirms(role: Role) -> None:
    report = leads_report()
    actor = make_user(role, None if role == Role.VIEWER else report.agency)
    with pytest.raises(PermissionDenied):
        report_confirm(actor=actor, report=report)


def test_the_office_does_not_confirm_a_share() -> None:
    with pytest.raises(PermissionDenied):
        report_confirm(actor=make_user(Role.OFFICE), report=share())


def test_the_second_of_two_coordinators_hears_that_somebody_was_faster() -> None:
    report = leads_report()
    report_confirm(actor=make_user(Role.OFFICE), report=report)
    with pytest.raises(Conflict) as refused:
        report_return(actor=make_user(Role.OFFICE), report=report, reason="不实")
    assert not refused.value.stale
    assert Review.objects.count() == 1


def test_a_return_needs_a_reason_and_tells_the_author() -> None:
    report = leads_report()
    office = make_user(Role.OFFICE)
    with pytest.raises(ValidationError) as refused:
        report_return(actor=office, report=report, reason="  ")
    assert set(refused.value.message_dict) == {"reason"}
    report_return(actor=office, report=report, reason="请补充成果")
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (report.created_by, NoticeKind.REPORT_RETURNED)


def test_completing_with_an_unfinished_participant_needs_a_reason() -> None:
    report = leads_report(status=Status.COMPLETED)
    office = make_user(Role.OFFICE)
    with pytest.raises(ValidationError) as refused:
        report_confirm(actor=office, report=report)
    participant = report.task.assignments.order_by("-position")[0].name_as_written
    assert participant in refused.value.message_dict["override_reason"][0]
    review = report_confirm(actor=office, report=report, override_reason="该部门已无后续任务")
    assert review.override_reason == "该部门已无后续任务"


def test_completing_after_every_share_needs_none() -> None:
    report = leads_report(status=Status.COMPLETED)
    accept(share(report.task, status=Status.COMPLETED))
    assert report_confirm(actor=make_user(Role.OFFICE), report=report).pk


def test_the_lead_accepts_a_share() -> None:
    report = share()
    lead = report.task.assignments.order_by("position")[0].agency
    report_accept(actor=make_user(Role.STAFF, lead), report=report)
    report.refresh_from_db()
    assert report.state == ReportState.ACCEPTED


def test_an_agency_that_came_to_lead_does_not_accept_its_own_share() -> None:
    report = share()
    grant = Grant(report.agency, AssignmentRole.LEAD)
    agencies_assign(actor=make_user(Role.OFFICE), tasks=[report.task], grants=[grant], reason="分工调整")
    colleague = make_user(Role.STAFF, report.agency)
    with pytest.raises(PermissionDenied):
        report_accept(actor=colleague, report=report)
    assert not awaiting(colleague).exists()


@pytest.mark.parametrize("who", ["participant", "stranger", "office"])
def test_nobody_but_the_lead_accepts_a_share(who: str) -> None:
    report = share()
    actor = {
        "participant": lambda: make_user(Role.STAFF, report.agency),
        "stranger": lambda: make_user(Role.STAFF),
        "office": lambda: make_user(Role.OFFICE),
    }[who]()
    with pytest.raises(PermissionDenied):
        report_accept(actor=actor, report=report)


def test_the_office_accepts_a_share_where_nobody_leads() -> None:
    report = share(make_task(participating=[make_agency()]))
    assert report_accept(actor=make_user(Role.OFFICE), report=report).pk


def test_an_approver_passes_on_what_another_drafted() -> None:
    report = leads_report(state=ReportState.PENDING_APPROVAL)
    approver = make_user(Role.APPROVER, report.agency)
    review = report_approve(actor=approver, report=report)
    report.refresh_from_db()
    assert (report.state, report.submitted_by) == (ReportState.SUBMITTED, approver)
    assert review.decision == ReviewDecision.APPROVE


@pytest.mark.parametrize("who", ["drafter", "staff", "other agency", "office"])
def test_nobody_else_passes_it_on(who: str) -> None:
    agency = make_agency()
    drafter = make_user(Role.APPROVER, agency)
    report = make_report(make_task(lead=agency), agency, ReportState.PENDING_APPROVAL, author=drafter)
    actor = {
        "drafter": lambda: drafter,
        "staff": lambda: make_user(Role.STAFF, agency),
        "other agency": lambda: make_user(Role.APPROVER),
        "office": lambda: make_user(Role.OFFICE),
    }[who]()
    with pytest.raises(PermissionDenied):
        report_approve(actor=actor, report=report)


def test_an_approver_never_passes_on_what_they_submitted_themselves() -> None:
    agency = make_agency()
    approver = make_user(Role.APPROVER, agency)
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    drafted = make_report(make_task(lead=agency), agency, ReportState.DRAFT)
    report = report_submit(actor=approver, report=drafted)
    assert report.state == ReportState.PENDING_APPROVAL
    with pytest.raises(PermissionDenied):
        report_approve(actor=approver, report=report)
    assert not awaiting(approver).exists()
    assert report_approve(actor=make_user(Role.APPROVER, agency), report=report).pk


def test_an_approver_sends_it_back_inside_the_agency() -> None:
    report = leads_report(state=ReportState.PENDING_APPROVAL)
    report_return(actor=make_user(Role.APPROVER, report.agency), report=report, reason="请核对数字")
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED


def test_who_submitted_is_remembered_after_an_approver_passed_it_on_and_never_confirms() -> None:
    agency = make_agency("联席会议办公室", kind=AgencyKind.OFFICE)
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    submitter = make_user(Role.OFFICE, agency)
    draft = make_report(
        make_task(lead=agency), agency, ReportState.DRAFT, author=make_user(Role.STAFF, agency)
    )
    report_submit(actor=submitter, report=draft)
    report_approve(actor=make_user(Role.APPROVER, agency), report=draft)
    draft.refresh_from_db()
    assert draft.submitted_by == submitter
    with pytest.raises(PermissionDenied):
        report_confirm(actor=submitter, report=draft)
    assert report_confirm(actor=make_user(Role.OFFICE), report=draft).pk


def passed_on_by(approver: User, report: ProgressReport) -> ProgressReport:
    report_approve(actor=approver, report=report)
    report.refresh_from_db()
    return report


def test_an_approver_who_passed_a_report_on_never_confirms_it_after_moving_to_the_office() -> None:
    # The submitter signed before; the approver's name stands in the decision alone.
    author = make_user(Role.STAFF, make_agency())
    report = leads_report(state=ReportState.PENDING_APPROVAL)
    ProgressReport.objects.update(submitted_by=author)
    approver = make_user(Role.APPROVER, report.agency)
    passed_on_by(approver, report)

    approver.role, approver.agency = Role.OFFICE, None
    approver.save()

    assert not awaiting(approver).exists()
    with pytest.raises(PermissionDenied):
        report_confirm(actor=approver, report=report)
    with pytest.raises(PermissionDenied):
        report_return(actor=approver, report=report, reason="请补充")
    assert reports_confirm_many(actor=approver, shown={report.pk: report.version}).confirmed == []
    other = make_user(Role.OFFICE)
    assert awaiting(other).get() == report
    assert report_confirm(actor=other, report=report).pk


def test_nor_reopens_what_it_completed() -> None:
    report = leads_report(status=Status.COMPLETED)
    approver = make_user(Role.OFFICE)
    Review.objects.create(
        report=report, decision=ReviewDecision.APPROVE, decided_at=timezone.now(), decided_by=approver
    )
    confirm(report)
    with pytest.raises(PermissionDenied):
        report_reopen(
            actor=approver,
            report=report,
            value=ConfirmedValue(Status.IN_PROGRESS, 60),
            reason="成果未落实",
        )


def test_nor_accepts_a_share_after_moving_to_the_lead() -> None:
    part = share(state=ReportState.PENDING_APPROVAL)
    ProgressReport.objects.update(submitted_by=part.created_by)
    approver = make_user(Role.APPROVER, part.agency)
    passed_on_by(approver, part)

    approver.agency = part.task.assignments.get(role=AssignmentRole.LEAD).agency
    approver.save()

    assert not awaiting(approver).exists()
    with pytest.raises(PermissionDenied):
        report_accept(actor=approver, report=part)


def test_an_approver_passes_on_again_what_was_taken_back_and_changed() -> None:
    agency = make_agency()
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    approver = make_user(Role.APPROVER, agency)
    report = make_report(make_task(lead=agency), agency, ReportState.PENDING_APPROVAL)
    passed_on_by(approver, report)
    report_withdraw(actor=report.created_by, report=report)
    report_submit(actor=report.created_by, report=report)
    assert awaiting(approver).get() == report
    assert passed_on_by(approver, report).state == ReportState.SUBMITTED
