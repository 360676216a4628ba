"""Two people at the same moment, on real connections of their own."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, User
from tasks.enums import AssignmentRole, NoticeKind, ReportState, ReviewDecision, RoundStep, Status
from tasks.models import (
    Assignment,
    Consolidation,
    ExtensionRequest,
    Notice,
    ProgressReport,
    ReportingRound,
    Review,
    Task,
)
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.consolidation import ConsolidationHeld, consolidation_take
from tasks.services.extensions import extension_ask
from tasks.services.many_reviews import ManyConfirmed, reports_confirm_many
from tasks.services.notices import notices_dispatch, notices_mark_read
from tasks.services.reopening import report_reopen
from tasks.services.report_content import ConfirmedValue, ReportContent
from tasks.services.reports import report_draft, report_submit
from tasks.services.reviews import report_confirm, report_return
from tasks.services.rounds import round_extend, round_open
from tests.factories import (
    confirm,
    make_agency,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

HALF = ReportContent(status=Status.IN_PROGRESS, percent=50, progress="完成调研。")


def at_once(*actions: Callable[[], object]) -> list[Exception]:
    """Run the actions in threads that start together; returns what they raised."""
    barrier, raised = threading.Barrier(len(actions)), []

    def run(action: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            action()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return raised


def test_of_two_new_drafts_one_stays_and_the_other_is_shown_it() -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    people = [make_user(Role.STAFF, agency), make_user(Role.STAFF, agency)]
    raised = at_once(
        *(
            lambda person=person: report_draft(actor=person, task=task, agency=agency, content=HALF)
            for person in people
        )
    )
    report = ProgressReport.objects.get()
    assert [(type(error), getattr(error, "current", None)) for error in raised] == [(Conflict, report)]


def test_of_two_savers_of_one_draft_one_wins_and_nothing_is_overwritten() -> None:
    agency = make_agency()
    report = make_report(make_task(lead=agency), agency, ReportState.DRAFT)
    words = ["第一人所写。", "第二人所写。"]

    def save(text: str) -> None:
        report_draft(
            actor=report.created_by,
            task=report.task,
            agency=agency,
            content=ReportContent(status=Status.IN_PROGRESS, percent=50, progress=text),
            report=report,
            expected_version=1,
        )

    raised = at_once(*(lambda text=text: save(text) for text in words))
    report.refresh_from_db()
    assert report.version == 2
    assert report.progress in words
    assert [type(error) for error in raised] == [Conflict]
    assert AuditEntry.objects.count() == 1


def test_of_two_coordinators_one_decides() -> None:
    agency = make_agency()
    report = make_report(make_task(lead=agency), agency)
    first, second = make_user(Role.OFFICE), make_user(Role.OFFICE)
    raised = at_once(
        lambda: report_confirm(actor=first, report=report),
        lambda: report_return(actor=second, report=report, reason="请补充"),
    )
    assert [type(error) for error in raised] == [Conflict]
    assert Review.objects.count() == 1


def test_two_coordinators_who_confirm_the_same_many_confirm_each_once() -> None:
    agency = make_agency()
    reports = [make_report(make_task(lead=agency), agency) for _ in range(6)]
    shown = {report.pk: report.version for report in reports}
    outcomes: list[ManyConfirmed] = []
    offices = [make_user(Role.OFFICE) for _ in range(3)]

    def confirm_many(actor: User) -> None:
        outcomes.append(reports_confirm_many(actor=actor, shown=shown))

    raised = at_once(
        *(lambda actor=actor: confirm_many(actor) for actor in offices[:2]),
        lambda: report_return(actor=offices[2], report=reports[3], reason="请补充"),
    )
    assert [error for error in raised if not isinstance(error, Conflict)] == []
    decided = Review.objects.values_list("report", flat=True)
    assert sorted(decided) == [report.pk for report in reports]
    assert sum(len(outcome.confirmed) for outcome in outcomes) == 5 + len(raised)


def test_marking_all_as_read_never_waits_in_a_ring_with_confirming_many() -> None:
    agency, offices = make_agency(), [make_user(Role.OFFICE) for _ in range(3)]
    reports = [make_report(make_task(lead=agency), agency, ReportState.DRAFT) for _ in range(12)]
    for report in reversed(reports):
        report_submit(actor=report.created_by, report=report)
    shown = {report.pk: report.version + 1 for report in reports}
    raised = at_once(
        lambda: reports_confirm_many(actor=offices[0], shown=shown),
        *(
            lambda actor=actor: notices_mark_read(actor=actor, notices=Notice.objects.all())
            for actor in offices[1:]
        ),
    )
    assert raised == []
    assert not Notice.objects.unread().filter(kind=NoticeKind.REPORT_SUBMITTED).exists()


def test_a_completion_is_reopened_once() -> None:
    agency, offices = make_agency(), [make_user(Role.OFFICE), make_user(Role.OFFICE)]
    report = make_report(make_task(lead=agency), agency, status=Status.COMPLETED)
    confirm(report)
    value = ConfirmedValue(Status.IN_PROGRESS, 60)

    def reopen(actor: User) -> None:
        report_reopen(actor=actor, report=report, value=value, reason="未落实")

    raised = at_once(*(lambda actor=actor: reopen(actor) for actor in offices))
    assert [type(error) for error in raised] == [Conflict]
    assert Review.objects.filter(decision=ReviewDecision.REOPEN).count() == 1


def test_a_newer_confirmation_and_a_reopening_leave_the_one_that_came_last() -> None:
    agency = make_agency()
    report = make_report(make_task(lead=agency), agency, status=Status.COMPLETED)
    confirm(report)
    newer = make_report(report.task, agency, percent=80)
    value, office = ConfirmedValue(Status.IN_PROGRESS, 60), make_user(Role.OFFICE)
    raised = at_once(
        lambda: report_reopen(actor=office, report=report, value=value, reason="未落实"),
        lambda: report_confirm(actor=office, report=newer),
    )
    # Reopened first, the newer confirmation still counts; confirmed first, there is nothing to reopen.
    assert [type(error) for error in raised] in ([], [Conflict])
    assert Task.objects.with_state(timezone.localdate()).get().percent == 80


def test_two_submissions_of_one_report_tell_the_office_once() -> None:
    agency = make_agency()
    make_user(Role.OFFICE)
    report = make_report(make_task(lead=agency), agency, ReportState.DRAFT)
    raised = at_once(*[lambda: report_submit(actor=report.created_by, report=report)] * 2)
    assert [type(error) for error in raised] == [Conflict]
    assert Notice.objects.count() == 1


def test_two_who_assign_the_same_agency_make_one_assignment() -> None:
    task, agency, office = make_task(), make_agency(), make_user(Role.OFFICE)
    grants = [Grant(agency, AssignmentRole.LEAD)]
    raised = at_once(*[lambda: agencies_assign(actor=office, tasks=[task], grants=grants)] * 2)
    assert raised == []
    assert Assignment.objects.count() == 1


def test_of_two_requests_for_a_later_date_one_stays_and_the_other_is_shown_it() -> None:
    agency, due_on = make_agency(), datetime.date(2020, 6, 30)
    task = make_task(lead=agency, due_on=due_on)
    people = [make_user(Role.STAFF, agency), make_user(Role.STAFF, agency)]
    raised = at_once(
        *(
            lambda person=person: extension_ask(
                actor=person,
                task=task,
                agency=agency,
                asked_due_on=datetime.date(2020, 9, 30),
                reason="征求意见时间较长。",
                day=due_on,
            )
            for person in people
        )
    )
    request = ExtensionRequest.objects.get()
    assert [(type(error), getattr(error, "current", None)) for error in raised] == [(Conflict, request)]


def test_two_senders_never_send_the_same_notice(mailoutbox: list[object]) -> None:
    agency = make_agency()
    for _number in range(5):
        make_user(Role.OFFICE)
    report = make_report(make_task(lead=agency), agency, ReportState.DRAFT)
    sent: list[int] = []

    def send() -> None:
        sent.append(notices_dispatch(now=timezone.now()))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.REDIS_URL", "redis://127.0.0.1:1/0")
        report_submit(actor=report.created_by, report=report)
    assert at_once(send, send, send) == []
    assert sum(sent) == 5
    assert len(mailoutbox) == 5


def test_of_two_leads_who_begin_at_once_one_consolidates() -> None:
    leads = [make_agency(), make_agency()]
    task = make_task(lead=leads)
    people = [make_user(Role.STAFF, lead) for lead in leads]
    raised = at_once(
        *(
            lambda person=person, lead=lead: report_draft(actor=person, task=task, agency=lead, content=HALF)
            for person, lead in zip(people, leads, strict=True)
        )
    )
    report = ProgressReport.objects.get()
    held = Consolidation.objects.get()
    assert held.agency == report.agency
    assert [(type(error), getattr(error, "held", None)) for error in raised] == [(ConsolidationHeld, held)]


def test_a_lead_hands_in_or_loses_the_task_but_never_both() -> None:
    leads = [make_agency(), make_agency()]
    task = make_task(lead=leads)
    first, second = (make_user(Role.STAFF, lead) for lead in leads)
    draft = report_draft(actor=first, task=task, agency=leads[0], content=HALF)
    raised = at_once(
        lambda: report_submit(actor=first, report=draft),
        lambda: consolidation_take(actor=second, task=task, agency=leads[1], reason="由我部统稿。"),
    )
    draft.refresh_from_db()
    held = Consolidation.objects.get(released_at=None)
    assert [type(error) for error in raised] == [ConsolidationHeld]
    assert (draft.state == ReportState.SUBMITTED) == (held.agency == leads[0])


def test_a_closed_round_is_not_reopened_beside_one_that_is_opened_at_the_same_moment() -> None:
    today = timezone.localdate()
    task = make_task(make_plan(tracked_from=datetime.date(2020, 1, 1)), lead=make_agency())
    closed = make_round(task.plan, [task], closed_on=datetime.date(2020, 5, 1))
    office = [make_user(Role.OFFICE), make_user(Role.OFFICE)]
    raised = at_once(
        lambda: round_extend(
            actor=office[0], reporting_round=closed, due_on=today, reason="继续填报", day=today
        ),
        lambda: round_open(
            actor=office[1], plan=task.plan, name="新一期", opens_on=today, due_on=today, day=today
        ),
    )
    assert [type(error) for error in raised] == [Conflict]
    under_way = ReportingRound.objects.with_state(today).exclude(Q(step=RoundStep.CLOSE))
    assert under_way.count() == 1
