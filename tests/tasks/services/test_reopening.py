"""重新开启: the office takes back that something is completed."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import AgencyKind, Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, User
from plans.clock import today
from tasks.enums import NoticeKind, ReportState, ReviewDecision, Standing, Status
from tasks.models import Notice, ProgressReport, Review, Task
from tasks.services.reopening import can_be_reopened, report_reopen
from tasks.services.report_content import ConfirmedValue
from tasks.services.rounds import askable
from tasks.summaries.report_starts import report_start
from tasks.summaries.worklist import standing_counts, worklist
from tests.factories import accept, confirm, make_agency, make_plan, make_report, make_task, make_user

pytestmark = pytest.mark.django_db

HALF = ConfirmedValue(Status.IN_PROGRESS, 60)
WHY = "成果未落实"


@pytest.fixture
def completed() -> ProgressReport:
    agency = make_agency()
    plan = make_plan(tracked_from=today() - datetime.timedelta(days=100))
    report = make_report(make_task(plan, lead=agency), agency, status=Status.COMPLETED)
    confirm(report)
    return report


def state_of(task: Task) -> tuple[str, int | None]:
    row = Task.objects.with_state(today()).get(pk=task.pk)
    return row.status, row.percent


def test_the_task_is_what_the_office_says_and_the_report_stays(
    office: User, completed: ProgressReport
) -> None:
    review = report_reopen(actor=office, report=completed, value=HALF, reason=f" {WHY} ")
    row = ProgressReport.objects.with_confirmed().get(pk=completed.pk)
    assert state_of(completed.task) == (Status.IN_PROGRESS, 60)
    assert (row.state, row.status, row.percent) == (ReportState.CONFIRMED, Status.COMPLETED, 100)
    assert (row.confirmed_status, row.confirmed_percent, row.reopened) == (Status.IN_PROGRESS, 60, True)
    assert row.version == completed.version + 1
    assert (review.decision, review.reason, review.changed) == (ReviewDecision.REOPEN, WHY, True)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before) == ("report.reopen", {"status": "completed", "percent": 100})
    assert entry.after["status"] == "in_progress"


def test_everyone_who_writes_for_the_agency_is_told(office: User, completed: ProgressReport) -> None:
    colleague = make_user(Role.APPROVER, completed.agency)
    make_user(Role.VIEWER, completed.agency)
    report_reopen(actor=office, report=completed, value=HALF, reason=WHY)
    told = Notice.objects.filter(kind=NoticeKind.TASK_REOPENED, report=completed)
    assert {notice.recipient for notice in told} == {completed.created_by, colleague}


def test_for_a_collective_the_office_is_told(office: User) -> None:
    collective = make_agency(kind=AgencyKind.COLLECTIVE)
    author = make_user(Role.OFFICE)
    report = make_report(make_task(lead=collective), collective, status=Status.COMPLETED, author=author)
    confirm(report)
    told = {user.pk for user in User.objects.filter(role=Role.OFFICE)} - {office.pk}
    report_reopen(actor=office, report=report, value=HALF, reason=WHY)
    assert set(Notice.objects.values_list("recipient", flat=True)) == told


def test_whoever_submitted_does_not_reopen(completed: ProgressReport) -> None:
    author = make_user(Role.OFFICE)
    ProgressReport.objects.filter(pk=completed.pk).update(submitted_by=author)
    with pytest.raises(PermissionDenied):
        report_reopen(actor=author, report=completed, value=HALF, reason=WHY)


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_nobody_but_the_office_reopens(completed: ProgressReport, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        report_reopen(actor=make_user(role, completed.agency), report=completed, value=HALF, reason=WHY)
    assert state_of(completed.task) == (Status.COMPLETED, 100)


def test_it_needs_a_reason(office: User, completed: ProgressReport) -> None:
    with pytest.raises(ValidationError) as refused:
        report_reopen(actor=office, report=completed, value=HALF, reason="\n")
    assert set(refused.value.message_dict) == {"reason"}


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (ConfirmedValue(Status.COMPLETED, 100), "status"),
        (ConfirmedValue(Status.IN_PROGRESS), "percent"),
        (ConfirmedValue(Status.DROPPED), "document_number"),
    ],
)
def test_it_needs_a_value_that_can_stand(
    office: User, completed: ProgressReport, value: ConfirmedValue, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        report_reopen(actor=office, report=completed, value=value, reason=WHY)
    assert set(refused.value.message_dict) == {field}


def test_it_is_not_reopened_twice(office: User, completed: ProgressReport) -> None:
    report_reopen(actor=office, report=completed, value=HALF, reason=WHY)
    with pytest.raises(Conflict):
        report_reopen(actor=make_user(Role.OFFICE), report=completed, value=HALF, reason=WHY)
    assert Review.objects.filter(decision=ReviewDecision.REOPEN).count() == 1


def test_not_after_a_newer_confirmation(office: User, completed: ProgressReport) -> None:
    confirm(make_report(completed.task, completed.agency, percent=80))
    with pytest.raises(Conflict):
        report_reopen(actor=office, report=completed, value=HALF, reason=WHY)


def test_of_two_completions_the_newer_is_reopened(office: User, completed: ProgressReport) -> None:
    newer = make_report(completed.task, completed.agency, status=Status.COMPLETED)
    confirm(newer)
    assert not can_be_reopened(office, completed)
    report_reopen(actor=office, report=newer, value=HALF, reason=WHY)
    assert state_of(completed.task) == (Status.IN_PROGRESS, 60)


def test_completed_again_it_can_be_reopened_again(office: User, completed: ProgressReport) -> None:
    report_reopen(actor=office, report=completed, value=HALF, reason=WHY)
    again = make_report(completed.task, completed.agency, status=Status.COMPLETED)
    confirm(again)
    assert state_of(completed.task) == (Status.COMPLETED, 100)
    report_reopen(actor=office, report=again, value=HALF, reason=WHY)
    assert state_of(completed.task) == (Status.IN_PROGRESS, 60)


def test_what_was_confirmed_as_completed_is_reopened_too(office: User) -> None:
    agency = make_agency()
    report = make_report(make_task(lead=agency), agency, percent=90)
    confirm(report, status=Status.COMPLETED)
    assert report_reopen(actor=office, report=report, value=HALF, reason=WHY).pk


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.ONGOING, Status.DROPPED])
def test_what_is_not_completed_is_not_reopened(office: User, status: Status) -> None:
    agency = make_agency()
    report = make_report(make_task(lead=agency), agency, status=status)
    confirm(report)
    with pytest.raises(Conflict):
        report_reopen(actor=office, report=report, value=HALF, reason=WHY)


@pytest.mark.parametrize("state", [state for state in ReportState if state != ReportState.CONFIRMED])
def test_only_a_confirmed_report_is_reopened(office: User, state: ReportState) -> None:
    lead, partner = make_agency(), make_agency()
    task = make_task(lead=lead, participating=[partner])
    report = make_report(
        task, partner if state == ReportState.ACCEPTED else lead, state, status=Status.COMPLETED
    )
    with pytest.raises(PermissionDenied):
        report_reopen(actor=office, report=report, value=HALF, reason=WHY)


def test_by_duty_it_reopens_one_share(office: User) -> None:
    first, second = make_agency(), make_agency()
    task = make_task(by_duty=[first, second])
    reports = [make_report(task, agency, status=Status.COMPLETED) for agency in (first, second)]
    for report in reports:
        confirm(report)
    assert state_of(task) == (Status.COMPLETED, 100)
    report_reopen(actor=office, report=reports[0], value=HALF, reason=WHY)
    assert state_of(task) == (Status.IN_PROGRESS, 80)


def test_of_joint_leads_the_reopening_is_the_latest_word(office: User) -> None:
    first, second = make_agency(), make_agency()
    task = make_task(lead=[first, second])
    report = make_report(task, first, status=Status.COMPLETED)
    confirm(report)
    confirm(make_report(task, second, status=Status.COMPLETED))
    report_reopen(actor=office, report=report, value=HALF, reason=WHY)
    assert state_of(task) == (Status.IN_PROGRESS, 60)


def test_the_agency_owes_again_until_it_takes_the_task_up(office: User, completed: ProgressReport) -> None:
    writer = completed.created_by
    assert standing_counts(worklist(writer, today())) == {Standing.SETTLED: 1}
    report_reopen(actor=office, report=completed, value=HALF, reason=WHY)
    assert standing_counts(worklist(writer, today())) == {Standing.REOPENED: 1}
    assert report_start(completed.task, completed.agency, today()).values["percent"] == 60
    make_report(completed.task, completed.agency, percent=70)
    assert standing_counts(worklist(writer, today())) == {Standing.SUBMITTED: 1}


def test_a_round_asks_about_it_again(office: User, completed: ProgressReport) -> None:
    plan = completed.task.plan
    assert list(askable(plan, today())) == []
    report_reopen(actor=office, report=completed, value=HALF, reason=WHY)
    assert list(askable(plan, today())) == [completed.task]


def test_an_accepted_share_completes_nothing_of_its_own() -> None:
    lead, partner = make_agency(), make_agency()
    share = make_report(make_task(lead=lead, participating=[partner]), partner, status=Status.COMPLETED)
    accept(share)
    assert not ProgressReport.objects.completing().exists()
