"""Handing in and taking back leave dated facts."""

import pytest

from agencies.enums import Role
from agencies.models import ReportingPolicy
from tasks.enums import Status
from tasks.models import ProgressReport, Submission
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_discard, report_draft, report_submit, report_withdraw
from tasks.services.reviews import report_approve
from tests.factories import make_agency, make_task, make_user

pytestmark = pytest.mark.django_db


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
