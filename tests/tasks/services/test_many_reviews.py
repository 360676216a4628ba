"""Many undisputed reports confirmed at once; what is disputed, or moved on meanwhile, is left and named."""

import sys
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, AuditEntry, User
from tasks.enums import Claim, NoticeKind, ReportState, ReviewDecision, Stance, Status
from tasks.models import Notice, Opinion, ProgressReport, Review
from tasks.services.many_reviews import MOST, reports_confirm_many
from tasks.services.reports import report_discard, report_withdraw
from tasks.summaries.disputes import BLANKS, is_undisputed, undisputed, with_dispute
from tasks.summaries.review_queue import awaiting
from tests.factories import confirm, make_agency, make_report, make_task, make_user, return_

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Agency:
    return make_agency()


def waiting(lead: Agency, **values: object) -> ProgressReport:
    return make_report(make_task(lead=lead), lead, **values)  # type: ignore[arg-type]


def shown(*reports: ProgressReport) -> dict[int, int]:
    return {report.pk: report.version for report in reports}


def state_of(report: ProgressReport) -> str:
    return ProgressReport.objects.get(pk=report.pk).state


def opine(report: ProgressReport, agency: Agency, stance: Stance) -> None:
    Opinion.objects.create(
        report=report,
        agency=agency,
        stance=stance,
        reason="数字有误",
        given_at=timezone.now(),
        given_by=make_user(Role.STAFF, agency),
    )


def is_agreed(user: User, report: ProgressReport) -> bool:
    """Whether the rule says so of the report as it stands there, and the list of them too."""
    found = is_undisputed(user, with_dispute(ProgressReport.objects.filter(pk=report.pk)).get())
    assert undisputed(awaiting(user)).filter(pk=report.pk).exists() is found
    return found


def test_they_are_confirmed_as_reported_each_on_record(office: User, lead: Agency) -> None:
    reports = [waiting(lead, percent=percent) for percent in (10, 20, 30)]
    outcome = reports_confirm_many(actor=office, shown=shown(*reports))
    assert set(outcome.confirmed) == set(reports)
    assert (outcome.left, outcome.gone) == ([], 0)
    assert {review.percent for review in Review.objects.all()} == {10, 20, 30}
    assert AuditEntry.objects.filter(action="report.confirm").count() == 3
    assert Notice.objects.filter(kind=NoticeKind.REPORT_CONFIRMED).count() == 3


def withdraw(report: ProgressReport) -> None:
    report_withdraw(actor=report.created_by, report=report)


def change(report: ProgressReport) -> None:
    ProgressReport.objects.filter(pk=report.pk).update(version=report.version + 2)


def dissent(report: ProgressReport) -> None:
    opine(report, make_agency(), Stance.DISSENT)


@pytest.mark.parametrize("meanwhile", [withdraw, change, confirm, return_, dissent])
def test_what_moved_on_while_the_list_was_open_is_left_and_named(
    office: User, lead: Agency, meanwhile: Callable[[ProgressReport], object]
) -> None:
    moved, other = waiting(lead), waiting(lead)
    opened = shown(moved, other)
    meanwhile(moved)
    before = state_of(moved)
    outcome = reports_confirm_many(actor=office, shown=opened)
    assert list(outcome.confirmed) == [other]
    assert [one.report for one in outcome.left] == [moved]
    assert outcome.left[0].why
    assert state_of(moved) == before


def test_what_was_thrown_away_meanwhile_is_counted(office: User, lead: Agency) -> None:
    thrown, other = waiting(lead), waiting(lead)
    opened = shown(thrown, other)
    withdraw(thrown)
    report_discard(actor=thrown.created_by, report=thrown)
    outcome = reports_confirm_many(actor=office, shown=opened)
    assert (list(outcome.confirmed), outcome.gone) == ([other], 1)


def test_whoever_submitted_never_confirms_in_bulk_either(office: User) -> None:
    collective = make_agency(kind=AgencyKind.COLLECTIVE)
    own = waiting(collective, author=office)
    other = waiting(make_agency())
    outcome = reports_confirm_many(actor=office, shown=shown(own, other))
    assert list(outcome.confirmed) == [other]
    assert state_of(own) == ReportState.SUBMITTED
    assert list(reports_confirm_many(actor=make_user(Role.OFFICE), shown=shown(own)).confirmed) == [own]


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_only_the_office_confirms_many(lead: Agency, role: Role) -> None:
    report = waiting(lead)
    with pytest.raises(PermissionDenied):
        reports_confirm_many(actor=make_user(role, lead), shown=shown(report))
    assert state_of(report) == ReportState.SUBMITTED


def test_nothing_ticked_is_refused(office: User) -> None:
    with pytest.raises(ValidationError) as refused:
        reports_confirm_many(actor=office, shown={})
    assert set(refused.value.message_dict) == {"reports"}


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.SUSPENDED, Status.DROPPED])
def test_a_claim_is_looked_at_by_itself(office: User, lead: Agency, status: Status) -> None:
    report = waiting(lead, status=status)
    outcome = reports_confirm_many(actor=office, shown=shown(report))
    assert [one.report for one in outcome.left] == [report]
    assert state_of(report) == ReportState.SUBMITTED


@pytest.mark.parametrize(
    ("problem", "agreed"),
    [("需要协调经费", False), ("\u3000。", False), (" \n", True), ("\u3000\xa0\t", True)],
)
def test_a_problem_is_looked_at_by_itself(office: User, lead: Agency, problem: str, agreed: bool) -> None:
    assert is_agreed(office, waiting(lead, problem=problem)) is agreed


def test_blanks_are_what_python_strips() -> None:
    assert {chr(one) for one in range(sys.maxunicode + 1) if chr(one).isspace()} == set(BLANKS)


@pytest.mark.parametrize("status", Status)
def test_the_list_of_them_follows_the_rule_whatever_is_reported(
    office: User, lead: Agency, status: Status
) -> None:
    task = make_task(lead=lead)
    confirm(make_report(task, lead, percent=90), status=Status.ONGOING, percent=None)
    assert is_agreed(office, make_report(task, lead, status=status, percent=None)) is (
        status not in Claim.values
    )


@pytest.mark.parametrize(("percent", "agreed"), [(59, False), (60, True), (61, True)])
def test_less_than_was_confirmed_is_looked_at_by_itself(
    office: User, lead: Agency, percent: int, agreed: bool
) -> None:
    task = make_task(lead=lead)
    confirm(make_report(task, lead, percent=90), status=Status.IN_PROGRESS, percent=60)
    assert is_agreed(office, make_report(task, lead, percent=percent)) is agreed


def test_what_somebody_passed_on_is_not_theirs_to_confirm_with_others(lead: Agency) -> None:
    report = waiting(lead)
    passed_on, other = make_user(Role.OFFICE), make_user(Role.OFFICE)
    Review.objects.create(
        report=report, decision=ReviewDecision.APPROVE, decided_at=timezone.now(), decided_by=passed_on
    )
    assert (is_agreed(passed_on, report), is_agreed(other, report)) == (False, True)


def test_more_than_a_call_takes_are_refused_as_a_whole(office: User, lead: Agency) -> None:
    report = waiting(lead)
    with pytest.raises(ValidationError):
        reports_confirm_many(actor=office, shown={**shown(report), **dict.fromkeys(range(-MOST, 0), 1)})
    assert state_of(report) == ReportState.SUBMITTED


def test_a_share_is_not_the_office_s_to_confirm(office: User, lead: Agency) -> None:
    partner = make_agency()
    share = make_report(make_task(lead=lead, participating=[partner]), partner)
    assert not is_agreed(office, share)


def test_the_latest_opinion_of_an_agency_holds(office: User, lead: Agency) -> None:
    report, partner = waiting(lead), make_agency()
    opine(report, partner, Stance.AGREE)
    assert is_agreed(office, report)
    opine(report, partner, Stance.DISSENT)
    assert not is_agreed(office, report)
    opine(report, make_agency(), Stance.AGREE)
    assert not is_agreed(office, report)
    opine(report, partner, Stance.AGREE)
    assert is_agreed(office, report)


def test_a_dissent_from_a_text_that_was_taken_back_counts_no_more(office: User, lead: Agency) -> None:
    report = waiting(lead)
    opine(report, make_agency(), Stance.DISSENT)
    ProgressReport.objects.filter(pk=report.pk).update(submitted_at=timezone.now())
    assert is_agreed(office, report)
