"""Handing in and taking back leave dated facts."""

import datetime
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.enums import Role
from agencies.models import ReportingPolicy
from tasks.enums import Answer, ReportState, Status
from tasks.models import ProgressReport, ReportingRound, Submission
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_discard, report_draft, report_submit, report_withdraw
from tasks.services.reviews import report_approve
from tasks.services.rounds import round_close
from tasks.summaries.rounds import parts_asked
from tests.factories import make_agency, make_plan, make_report, make_round, make_task, make_user

pytestmark = pytest.mark.django_db

READS_AND_WRITES = {"SELECT": 12, "INSERT": 6, "UPDATE": 1, "DELETE": 0}


@pytest.fixture
def draft() -> ProgressReport:
    agency = make_agency()
    half = ReportContent(status=Status.IN_PROGRESS, percent=50, progress="完成调研。")
    return report_draft(
        actor=make_user(Role.STAFF, agency), task=make_task(lead=agency), agency=agency, content=half
    )


def test_taking_back_closes_the_fact_and_handing_in_again_adds_another(draft: ProgressReport) -> None:
    person = draft.created_by
    report = report_submit(actor=person, report=draft)
    report_withdraw(actor=person, report=report)
    report_submit(actor=person, report=report)
    first, second = Submission.objects.filter(report=report, task=report.task, agency=report.agency)
    assert (first.submitted_by, first.withdrawn_by) == (person, person)
    assert first.withdrawn_at is not None
    assert first.submitted_at <= first.withdrawn_at <= second.submitted_at
    assert second.withdrawn_at is None


def test_handing_in_asks_nothing_twice(draft: ProgressReport) -> None:
    make_user(Role.OFFICE)
    with CaptureQueriesContext(connection) as made:
        report_submit(actor=draft.created_by, report=draft)
    # Read: task, report, parts, round, milestones, claims; row kept of the task, thresholds, its parts; the
    # office, who is asked for an opinion, who wants no mail. Written: submission, row of the task, its share
    # of the counts and their sums, report, audit, notices.
    asked = [query["sql"] for query in made.captured_queries]
    # What PostgreSQL keeps prepared is read as well.
    words = Counter("SELECT" if sql.startswith(("PREPARE", "EXECUTE")) else sql.split()[0] for sql in asked)
    assert {word: words[word] for word in READS_AND_WRITES} == READS_AND_WRITES


def test_throwing_the_draft_away_leaves_the_fact_that_it_was_handed_in(draft: ProgressReport) -> None:
    report = report_submit(actor=draft.created_by, report=draft)
    report_withdraw(actor=draft.created_by, report=report)
    report_discard(actor=draft.created_by, report=report)
    [kept] = Submission.objects.filter(task=draft.task)
    assert (kept.report, kept.agency) == (None, draft.agency)


def test_a_report_before_its_own_approver_is_not_handed_in(draft: ProgressReport) -> None:
    ReportingPolicy.objects.create(agency=draft.agency, two_person=True)
    report = report_submit(actor=draft.created_by, report=draft)
    assert not Submission.objects.exists()
    report_approve(actor=make_user(Role.APPROVER, draft.agency), report=report)
    [made] = Submission.objects.all()
    assert (made.report, made.submitted_by) == (report, draft.created_by)


def test_what_waited_for_its_approver_until_the_round_was_closed_does_not_answer_it() -> None:
    agency, office = make_agency(), make_user(Role.OFFICE)
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    task = make_task(make_plan(tracked_from=datetime.date(2020, 1, 1)), lead=agency)
    asking = make_round(task.plan, [task])
    report = report_submit(
        actor=make_user(Role.STAFF, agency), report=make_report(task, agency, ReportState.DRAFT)
    )
    assert report.round == asking
    round_close(actor=office, reporting_round=asking)

    report_approve(actor=make_user(Role.APPROVER, agency), report=report)

    [made] = Submission.objects.all()
    assert (made.round, made.report.round if made.report else asking) == (None, None)
    closed = ReportingRound.objects.with_state(timezone.localdate()).get()
    assert [part.answer for part in parts_asked(closed, office, timezone.localdate())] == [Answer.OWED]
