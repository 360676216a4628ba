"""核定为: the office confirms another value than the reported one."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from agencies.enums import Role
from agencies.models import AuditEntry, User
from plans.clock import today
from tasks.enums import LightColour, ReportState, Status
from tasks.models import ProgressReport, Task
from tasks.services.no_change import report_no_change
from tasks.services.report_content import ConfirmedValue
from tasks.services.reviews import report_accept, report_confirm
from tasks.summaries.lights import light_of
from tasks.summaries.report_starts import report_start
from tests.factories import accept, make_agency, make_plan, make_report, make_round, make_task, make_user

pytestmark = pytest.mark.django_db

IN_PROGRESS_70 = ConfirmedValue(Status.IN_PROGRESS, 70)


def report_of(status: Status = Status.COMPLETED, **values: object) -> ProgressReport:
    agency = make_agency()
    plan = make_plan(tracked_from=today() - datetime.timedelta(days=100))
    task = make_task(plan, lead=agency, due_on=today() - datetime.timedelta(days=3))
    return make_report(task, agency, status=status, **values)  # type: ignore[arg-type]


def state_of(task: Task) -> tuple[str, int | None, str]:
    row = Task.objects.with_state(today()).get(pk=task.pk)
    assert light_of(row, today()).colour == row.light
    return row.status, row.percent, row.light


def test_the_confirmed_value_decides_and_the_reported_one_stays(office: User) -> None:
    report = report_of(Status.COMPLETED)
    review = report_confirm(actor=office, report=report, confirmed=IN_PROGRESS_70, reason="办法尚未印发")
    row = ProgressReport.objects.with_confirmed().get(pk=report.pk)
    assert (row.state, row.status, row.percent) == (ReportState.CONFIRMED, Status.COMPLETED, 100)
    assert (review.status, review.percent, review.reason) == (Status.IN_PROGRESS, 70, "办法尚未印发")
    assert (row.confirmed_status, row.confirmed_percent, row.corrected) == (Status.IN_PROGRESS, 70, True)
    assert state_of(report.task) == (Status.IN_PROGRESS, 70, LightColour.RED)
    entry = AuditEntry.objects.get()
    assert (entry.after["percent"], entry.after["reason"]) == (70, "办法尚未印发")


def test_a_confirmation_as_reported_is_not_corrected(office: User) -> None:
    report = report_of(Status.COMPLETED)
    review = report_confirm(actor=office, report=report, confirmed=ConfirmedValue(Status.COMPLETED))
    assert review.closes_off
    assert not ProgressReport.objects.with_confirmed().get(pk=report.pk).corrected
    assert state_of(report.task) == (Status.COMPLETED, 100, LightColour.GREEN)


def test_another_value_needs_a_reason(office: User) -> None:
    report = report_of(Status.IN_PROGRESS, percent=80)
    with pytest.raises(ValidationError) as refused:
        report_confirm(actor=office, report=report, confirmed=IN_PROGRESS_70, reason=" ")
    assert set(refused.value.message_dict) == {"reason"}
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


@pytest.mark.parametrize(
    "value",
    [
        ConfirmedValue(Status.IN_PROGRESS),
        ConfirmedValue(Status.COMPLETED, 90),
        ConfirmedValue(Status.NOT_STARTED, 1),
        ConfirmedValue(Status.ONGOING, 101),
    ],
)
def test_its_percent_agrees_with_its_status(office: User, value: ConfirmedValue) -> None:
    with pytest.raises(ValidationError) as refused:
        report_confirm(actor=office, report=report_of(), confirmed=value, reason="核对后调整")
    assert set(refused.value.message_dict) == {"percent"}


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.DROPPED])
def test_setting_a_task_aside_needs_a_document_number(office: User, status: Status) -> None:
    report, value = report_of(Status.IN_PROGRESS, percent=20), ConfirmedValue(status)
    with pytest.raises(ValidationError) as refused:
        report_confirm(actor=office, report=report, confirmed=value, reason="上级决定")
    assert set(refused.value.message_dict) == {"document_number"}
    review = report_confirm(
        actor=office, report=report, confirmed=value, reason="上级决定", document_number=" 国办函〔2020〕1号 "
    )
    assert review.document_number == "国办函〔2020〕1号"


def test_the_document_of_the_report_itself_is_enough(office: User) -> None:
    report = report_of(Status.SUSPENDED)
    ProgressReport.objects.filter(pk=report.pk).update(document_number="国知发〔2020〕9号")
    assert report_confirm(actor=office, report=report).document_number == "国知发〔2020〕9号"


def test_what_is_confirmed_as_completed_asks_about_unfinished_participants(office: User) -> None:
    lead, partner = make_agency(), make_agency()
    task = make_task(lead=lead, participating=[partner])
    done = ConfirmedValue(Status.COMPLETED)
    report = make_report(task, lead, percent=90)
    with pytest.raises(ValidationError) as refused:
        report_confirm(actor=office, report=report, confirmed=done, reason="已公布")
    assert set(refused.value.message_dict) == {"override_reason"}
    accept(make_report(task, partner, status=Status.COMPLETED))
    assert report_confirm(actor=office, report=report, confirmed=done, reason="已公布").closes_off


def test_a_claim_of_completion_confirmed_as_less_does_not(office: User) -> None:
    lead = make_agency()
    report = make_report(make_task(lead=lead, participating=[make_agency()]), lead, status=Status.COMPLETED)
    assert report_confirm(actor=office, report=report, confirmed=IN_PROGRESS_70, reason="未印发").pk


def test_a_confirmation_says_whether_it_changed_anything(office: User) -> None:
    first = report_of(Status.IN_PROGRESS, percent=70)
    again = [
        lambda: make_report(first.task, first.agency, percent=70),
        lambda: make_report(first.task, first.agency, percent=90),
    ]
    assert report_confirm(actor=office, report=first).changed
    assert not report_confirm(actor=office, report=again[0]()).changed
    same = report_confirm(actor=office, report=again[1](), confirmed=IN_PROGRESS_70, reason="核对")
    assert not same.changed
    assert report_confirm(actor=office, report=again[1]()).changed


def test_another_agency_of_the_task_does_not_count_as_before(office: User) -> None:
    first, second = make_agency(), make_agency()
    task = make_task(by_duty=[first, second])
    report_confirm(actor=office, report=make_report(task, first, percent=30))
    assert report_confirm(actor=office, report=make_report(task, second, percent=30)).changed


def test_an_accepted_share_is_compared_with_the_share_accepted_before() -> None:
    lead, partner = make_agency(), make_agency()
    task = make_task(lead=lead, participating=[partner])
    staff = make_user(Role.STAFF, lead)
    assert report_accept(actor=staff, report=make_report(task, partner, percent=30)).changed
    assert not report_accept(actor=staff, report=make_report(task, partner, percent=30)).changed
    assert report_accept(actor=staff, report=make_report(task, partner, percent=31)).changed


def test_no_change_repeats_what_was_confirmed_and_not_what_was_reported(office: User) -> None:
    report = report_of(Status.IN_PROGRESS, percent=80)
    make_round(report.task.plan, [report.task], opens_on=today(), due_on=today() + datetime.timedelta(days=9))
    document = "国办函〔2020〕1号"
    report_confirm(
        actor=office,
        report=report,
        confirmed=ConfirmedValue(Status.SUSPENDED, 40),
        reason="上级决定",
        document_number=document,
    )
    again = report_no_change(actor=report.created_by, task=report.task, agency=report.agency)
    assert (again.status, again.percent, again.document_number) == (Status.SUSPENDED, 40, document)


def test_the_next_report_begins_with_what_was_confirmed(office: User) -> None:
    report = report_of(Status.COMPLETED)
    report_confirm(actor=office, report=report, confirmed=IN_PROGRESS_70, reason="未印发")
    start = report_start(report.task, report.agency, today())
    assert start.values.items() >= {"status": Status.IN_PROGRESS, "percent": 70}.items()
