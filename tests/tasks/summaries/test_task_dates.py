"""The dates of one task: milestones reached or late, who sees what, and what was known when."""

import datetime

import pytest

from agencies.enums import Role
from agencies.models import User
from tasks.enums import ReportState, RequestState, ReviewDecision, Status
from tasks.models import Review, Task, WordingChange
from tasks.summaries.task_dates import TaskDates, task_dates
from tests.factories import (
    claim,
    confirm,
    make_agency,
    make_milestone,
    make_report,
    make_request,
    make_task,
    make_user,
    moment,
    return_,
    set_due_date,
)

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY, JUNE = (datetime.date(2020, month, 1) for month in (3, 4, 5, 6))


def dates(task: Task, day: datetime.date = JUNE, reader: User | None = None) -> TaskDates:
    return task_dates(Task.objects.get(pk=task.pk), reader or make_user(Role.VIEWER), day)


def reached(task: Task, day: datetime.date = JUNE) -> list[bool]:
    return [row.is_reached for row in dates(task, day).milestones]


def test_what_a_lead_claims_is_reached_once_it_is_confirmed() -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    first, second = make_milestone(task), make_milestone(task)
    report = make_report(task, agency)
    claim(report, first)
    assert reached(task) == [False, False]
    confirm(report, moment(APRIL))
    assert reached(task) == [True, False]
    assert reached(task, MARCH) == [False, False], "it was not confirmed then"
    again = make_report(task, agency)
    claim(again, first, second)
    assert reached(task) == [True, False]


@pytest.mark.parametrize("state", [ReportState.DRAFT, ReportState.SUBMITTED, ReportState.PENDING_APPROVAL])
def test_a_claim_nobody_confirmed_does_not_count(state: ReportState) -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    claim(make_report(task, agency, state), make_milestone(task))
    assert reached(task) == [False]


def test_a_returned_claim_and_one_of_a_participant_do_not_count() -> None:
    lead, partner = make_agency(), make_agency()
    task = make_task(lead=lead, participating=[partner])
    milestone = make_milestone(task)
    for agency in (lead, partner):
        report = make_report(task, agency)
        claim(report, milestone)
        return_(report)
    assert reached(task) == [False]


def test_completion_that_was_not_confirmed_or_was_reopened_leaves_what_was_reached_before() -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    first, second = make_milestone(task), make_milestone(task)
    before = make_report(task, agency)
    claim(before, first)
    confirm(before, moment(MARCH))
    done = make_report(task, agency, status=Status.COMPLETED)
    claim(done, first, second)
    confirm(done, moment(APRIL))
    assert reached(task) == [True, True]
    Review.objects.create(
        report=done,
        decision=ReviewDecision.REOPEN,
        status=Status.IN_PROGRESS,
        percent=50,
        decided_at=moment(MAY),
        decided_by=make_user(Role.OFFICE),
    )
    assert reached(task) == [True, False]
    assert reached(task, APRIL) == [True, True]


def test_by_duty_a_milestone_is_reached_when_every_share_not_dropped_has() -> None:
    one, two, three = make_agency("商务部"), make_agency("教育部"), make_agency("财政部")
    task = make_task(by_duty=[one, two, three])
    milestone = make_milestone(task)
    for agency in (one, three):
        report = make_report(task, agency, status=Status.DROPPED if agency == three else Status.IN_PROGRESS)
        claim(report, milestone)
        confirm(report, moment(MARCH))
    row = dates(task).milestones[0]
    assert (row.reached_by, row.missing, row.is_reached) == ([one], [two], False)
    report = make_report(task, two)
    claim(report, milestone)
    confirm(report, moment(APRIL))
    assert reached(task) == [True]


def test_a_milestone_is_late_from_the_day_after_its_date_until_it_is_reached() -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    milestone = make_milestone(task, due_on=APRIL)
    assert dates(task, APRIL).milestones[0].days_late == 0
    assert dates(task, MAY).milestones[0].days_late == 30
    report = make_report(task, agency)
    claim(report, milestone)
    confirm(report, moment(MAY))
    assert dates(task, MAY).milestones[0].days_late == 0


def test_an_ended_milestone_stands_apart_from_the_day_it_ended() -> None:
    task = make_task()
    milestone = make_milestone(task, due_on=APRIL)
    milestone.ended_at = moment(MAY)
    milestone.save()
    assert [(len(dates(task, day).milestones), len(dates(task, day).ended)) for day in (APRIL, MAY)] == [
        (1, 0),
        (0, 1),
    ]
    assert dates(task, JUNE).ended[0].days_late == 0
    assert dates(make_task()).milestones == []


def test_the_original_and_the_current_date_are_kept_apart_for_tasks_and_milestones() -> None:
    task = make_task()
    set_due_date(task, APRIL, moment(MARCH))
    set_due_date(task, JUNE, moment(APRIL))
    set_due_date(task, None, moment(MAY))
    known = {day: dates(task, day).due for day in (datetime.date(2020, 2, 1), MARCH, APRIL, MAY)}
    assert [(due.original, due.current, due.is_moved) for due in known.values()] == [
        (None, None, False),
        (APRIL, APRIL, False),
        (APRIL, JUNE, True),
        (APRIL, None, True),
    ]
    assert len(known[MAY].changes) == 3
    milestone = make_milestone(task, due_on=MARCH)
    assert dates(task).milestones[0].dates.original == MARCH
    assert dates(task).due.original == APRIL, f"{milestone} has a date of its own"


@pytest.mark.parametrize("document", ["", "9号"])
def test_it_says_adjusted_as_the_list_does(document: str) -> None:
    task = make_task()
    set_due_date(task, APRIL, moment(MARCH), document_number="1号")
    set_due_date(task, JUNE, moment(APRIL), document_number=document)
    listed = Task.objects.with_adjustments(JUNE).get()
    assert dates(task).is_adjusted == listed.is_adjusted == bool(document)


def test_a_wording_is_shown_in_pieces_against_the_printed_text() -> None:
    task = make_task(text="起草办法，报国务院。")
    WordingChange.objects.create(
        task=task,
        text="修订办法，报国务院。",
        document_number="9号",
        decided_at=moment(APRIL),
        decided_by=make_user(Role.OFFICE),
    )
    wording = dates(task).wording
    assert wording
    assert [(piece.change.value, piece.text) for piece in wording.pieces] == [
        ("removed", "起草办法，"),
        ("added", "修订办法，"),
        ("kept", "报国务院。"),
    ]
    assert dates(task).is_adjusted
    assert dates(task, MARCH).wording is None
    assert not dates(task, MARCH).is_adjusted


def test_requests_are_for_the_agency_and_the_office() -> None:
    lead, partner = make_agency(), make_agency()
    task = make_task(lead=lead, participating=[partner], due_on=JUNE)
    request = make_request(task, lead, JUNE, datetime.date(2020, 9, 1), asked_on=MARCH)
    staff, office = make_user(Role.STAFF, lead), make_user(Role.OFFICE)
    for reader in (make_user(Role.VIEWER), make_user(Role.STAFF, partner)):
        assert dates(task, reader=reader).requests == []
    own, theirs = dates(task, reader=staff).requests[0], dates(task, reader=office).requests[0]
    assert (own.request, own.may_withdraw, own.may_decide) == (request, True, False)
    assert (theirs.may_withdraw, theirs.may_decide, theirs.date_moved) == (False, True, False)
    set_due_date(task, datetime.date(2020, 7, 1), moment(APRIL))
    assert dates(task, reader=office).requests[0].date_moved
    assert dates(task, datetime.date(2020, 2, 1), office).requests == []
    assert own.state == RequestState.ASKED


def test_who_may_ask_is_offered_it_until_the_date_and_while_nothing_is_asked() -> None:
    lead, partner = make_agency(), make_agency()
    task = make_task(lead=lead, participating=[partner], due_on=APRIL)
    staff = make_user(Role.STAFF, lead)
    assert dates(task, APRIL, staff).may_ask == [lead]
    assert dates(task, MAY, staff).may_ask == []
    assert dates(task, APRIL, make_user(Role.STAFF, partner)).may_ask == []
    assert dates(task, APRIL, make_user(Role.OFFICE)).may_ask == []
    assert dates(make_task(lead=lead), APRIL, staff).may_ask == []
    make_request(task, lead, APRIL, MAY)
    assert dates(task, APRIL, staff).may_ask == []
