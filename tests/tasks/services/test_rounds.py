"""Opening, extending and closing rounds, and reports that answer them."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.errors import Conflict
from agencies.models import AuditEntry
from plans.models import Plan
from tasks.enums import AssignmentRole, NoticeKind, ReportState, RoundStep, Status
from tasks.models import Notice, ReportingRound, Task
from tasks.services.no_change import NO_CHANGE, report_no_change
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_draft, report_submit
from tasks.services.rounds import RoundClosed, round_close, round_extend, round_open
from tests.factories import (
    accept,
    confirm,
    make_agency,
    make_confirmed,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db

HALF = ReportContent(status=Status.IN_PROGRESS, percent=50, progress="完成调研。")
FORTNIGHT = datetime.timedelta(days=14)


def day() -> datetime.date:
    return timezone.localdate()


def tracked_plan() -> Plan:
    return make_plan(tracked_from=datetime.date(2020, 1, 1))


def opened(plan: Plan, tasks: list[Task] | None = None) -> ReportingRound:
    made = round_open(
        actor=make_user(Role.OFFICE),
        plan=plan,
        name="第三季度",
        opens_on=day(),
        due_on=day() + FORTNIGHT,
        day=day(),
        tasks=tasks,
    )
    return ReportingRound.objects.with_state(day()).get(pk=made.pk)


def test_by_default_it_asks_about_what_is_given_and_neither_completed_nor_dropped() -> None:
    plan, agency = tracked_plan(), make_agency()
    under_way, completed, dropped, suspended = (make_task(plan, lead=agency) for _ in range(4))
    make_task(plan)
    make_confirmed(completed, agency, Status.COMPLETED)
    make_confirmed(dropped, agency, Status.DROPPED)
    make_confirmed(suspended, agency, Status.SUSPENDED)

    made = opened(plan)

    assert set(made.tasks.all()) == {under_way, suspended}
    assert (made.due_on, made.step) == (day() + FORTNIGHT, RoundStep.OPEN)
    entry = AuditEntry.objects.get(action="round.open")
    assert entry.after["tasks"] == 2


def test_everyone_asked_is_told_and_nobody_else() -> None:
    plan, lead, partner, other = tracked_plan(), make_agency(), make_agency(), make_agency()
    make_task(plan, lead=lead, participating=[partner])
    asked = {make_user(Role.STAFF, lead), make_user(Role.APPROVER, lead), make_user(Role.STAFF, partner)}
    make_user(Role.VIEWER, lead)
    make_user(Role.STAFF, other)

    opened(plan)

    told = Notice.objects.filter(kind=NoticeKind.ROUND_OPENED)
    assert {notice.recipient for notice in told} == asked


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_only_the_office_opens_extends_and_closes(role: Role) -> None:
    plan = tracked_plan()
    made = make_round(plan, [make_task(plan, lead=make_agency())])
    person = make_user(role)
    with pytest.raises(PermissionDenied):
        round_close(actor=person, reporting_round=made)
    with pytest.raises(PermissionDenied):
        round_extend(actor=person, reporting_round=made, due_on=day(), reason="x", day=day())
    with pytest.raises(PermissionDenied):
        round_open(actor=person, plan=plan, name="x", opens_on=day(), due_on=day(), day=day())


def test_a_plan_has_one_open_round_at_a_time() -> None:
    plan = tracked_plan()
    make_task(plan, lead=make_agency())
    first = opened(plan)
    with pytest.raises(Conflict, match="第三季度"):
        opened(plan)
    round_close(actor=make_user(Role.OFFICE), reporting_round=first)
    with pytest.raises(ValidationError, match=r"name|名"):
        opened(plan)


@pytest.mark.parametrize(
    ("opens_in", "due_in", "field"), [(0, -1, "due_on"), (5, 3, "due_on"), (-9, -3, "due_on")]
)
def test_it_is_not_due_before_it_opens_nor_in_the_past(opens_in: int, due_in: int, field: str) -> None:
    plan = tracked_plan()
    make_task(plan, lead=make_agency())
    with pytest.raises(ValidationError) as refused:
        round_open(
            actor=make_user(Role.OFFICE),
            plan=plan,
            name="x",
            opens_on=day() + datetime.timedelta(days=opens_in),
            due_on=day() + datetime.timedelta(days=due_in),
            day=day(),
        )
    assert list(refused.value.message_dict) == [field]
    assert not ReportingRound.objects.exists()


def test_nothing_is_asked_of_a_plan_that_is_not_tracked_or_gives_nothing() -> None:
    untracked = make_plan()
    make_task(untracked, lead=make_agency())
    with pytest.raises(ValidationError):
        opened(untracked)
    with pytest.raises(ValidationError):
        opened(tracked_plan())


def test_an_extension_is_later_has_a_reason_and_opens_a_closed_round_again() -> None:
    plan, office = tracked_plan(), make_user(Role.OFFICE)
    made = opened(plan, [make_task(plan, lead=make_agency())])
    later = made.due_on + FORTNIGHT
    with pytest.raises(ValidationError):
        round_extend(actor=office, reporting_round=made, due_on=later, reason=" ", day=day())
    with pytest.raises(ValidationError):
        round_extend(actor=office, reporting_round=made, due_on=made.due_on, reason="节假日", day=day())
    round_close(actor=office, reporting_round=made)
    with pytest.raises(Conflict):
        round_close(actor=office, reporting_round=made)

    round_extend(actor=office, reporting_round=made, due_on=later, reason="节假日", day=day())

    now = ReportingRound.objects.open_on(day()).get()
    assert now.due_on == later
    assert AuditEntry.objects.get(action="round.extend").before == {"due_on": made.due_on.isoformat()}


def test_what_is_handed_in_answers_the_round_that_is_open_then() -> None:
    plan, agency = tracked_plan(), make_agency()
    asked, not_asked = make_task(plan, lead=agency), make_task(plan, lead=agency)
    staff = make_user(Role.STAFF, agency)
    early = report_draft(actor=staff, task=asked, agency=agency, content=HALF)
    made = opened(plan, [asked])

    assert report_submit(actor=staff, report=early).round == made
    outside = report_draft(actor=staff, task=not_asked, agency=agency, content=HALF)
    assert report_submit(actor=staff, report=outside).round is None


def test_a_round_closed_while_a_draft_lay_open_keeps_the_draft_and_lets_it_go_outside() -> None:
    plan, agency = tracked_plan(), make_agency()
    task, staff = make_task(plan, lead=agency), make_user(Role.STAFF, agency)
    made = opened(plan, [task])
    draft = report_draft(actor=staff, task=task, agency=agency, content=HALF)
    round_close(actor=make_user(Role.OFFICE), reporting_round=made)

    with pytest.raises(RoundClosed, match="第三季度"):
        report_submit(actor=staff, report=draft)
    draft.refresh_from_db()
    assert (draft.state, draft.progress) == (ReportState.DRAFT, HALF.progress)

    report = report_submit(actor=staff, report=draft, outside_round=True)
    assert (report.state, report.round) == (ReportState.SUBMITTED, None)


def test_no_change_hands_in_what_was_confirmed_and_says_so() -> None:
    plan, agency = tracked_plan(), make_agency()
    task, staff = make_task(plan, lead=agency), make_user(Role.STAFF, agency)
    confirm(make_report(task, agency, percent=70, outcome="印发通知"), percent=60)
    made = opened(plan, [task])

    report = report_no_change(actor=staff, task=task, agency=agency)

    assert report.no_change
    assert (report.state, report.round) == (ReportState.SUBMITTED, made)
    assert (report.status, report.percent, report.progress) == (Status.IN_PROGRESS, 60, NO_CHANGE)
    assert report.outcome == "印发通知"


def test_no_change_serves_a_share_too() -> None:
    plan, lead, partner = tracked_plan(), make_agency(), make_agency()
    task = make_task(plan, lead=lead, participating=[partner])
    accept(make_report(task, partner))
    opened(plan, [task])
    report = report_no_change(actor=make_user(Role.STAFF, partner), task=task, agency=partner)
    assert (report.role, report.state) == (AssignmentRole.PARTICIPATING, ReportState.SUBMITTED)


def test_no_change_needs_a_round_something_settled_and_one_of_the_agency() -> None:
    plan, agency = tracked_plan(), make_agency()
    task, staff = make_task(plan, lead=agency), make_user(Role.STAFF, agency)
    with pytest.raises(ValidationError):
        report_no_change(actor=staff, task=task, agency=agency)
    opened(plan, [task])
    with pytest.raises(ValidationError):
        report_no_change(actor=staff, task=task, agency=agency)
    make_confirmed(task, agency)
    with pytest.raises(PermissionDenied):
        report_no_change(actor=make_user(Role.STAFF), task=task, agency=agency)


@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.DROPPED])
def test_suspending_and_dropping_need_a_document_number(status: Status) -> None:
    agency = make_agency()
    task, staff = make_task(lead=agency), make_user(Role.STAFF, agency)
    said = ReportContent(status=status, progress="按文件执行。")
    draft = report_draft(actor=staff, task=task, agency=agency, content=said)
    with pytest.raises(ValidationError) as refused:
        report_submit(actor=staff, report=draft)
    assert list(refused.value.message_dict) == ["document_number"]
    with_number = ReportContent(status=status, progress="按文件执行。", document_number="国办函〔2016〕66号")
    report_draft(actor=staff, task=task, agency=agency, content=with_number, report=draft)
    assert report_submit(actor=staff, report=draft).state == ReportState.SUBMITTED


def test_a_collective_is_asked_of_the_office() -> None:
    plan, office = tracked_plan(), make_user(Role.OFFICE)
    collective = make_agency(kind=AgencyKind.COLLECTIVE)
    task = make_task(plan, lead=collective)
    opened(plan)
    report = report_draft(actor=office, task=task, agency=collective, content=HALF)
    assert report_submit(actor=office, report=report).round is not None
