"""Reminders of a round: who is told what is due, on which day, once."""

import datetime
from collections import Counter

import pytest
from django.core import mail
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from tasks.enums import NoticeKind, ReportState, RoundStep
from tasks.models import (
    Notice,
    RoundDecision,
)
from tasks.services.notices import notices_dispatch
from tasks.services.reminders import reminders_send
from tests.factories import (
    make_agency,
    make_report,
    make_round,
    make_task,
    make_user,
    moment,
    set_due_date,
)
from tests.tasks.services.reminding import (
    APPROVER,
    DUE,
    HEAD,
    MONTH_AFTER,
    OPENED,
    STAFF,
    WEEK_AFTER,
    WEEK_BEFORE,
    asked,
    day,
    keys_of,
    told,
    tracked,
)

pytestmark = pytest.mark.django_db


def test_every_stage_of_a_round_is_told_on_its_day_and_only_then() -> None:
    agency = make_agency()
    person = make_user(STAFF, agency)
    asked(agency)
    planned = [
        "2020-05-15",  # a Saturday, moved back to Friday
        "2020-06-08",
        "2020-06-12",  # the Sunday before, moved back to Friday
        "2020-06-16",
        "2020-06-22",
        "2020-07-15",
    ]
    around = [day(each) + datetime.timedelta(days=number) for each in planned for number in (-1, 0, 1)]
    assert [str(each) for each in around if reminders_send(day=each)] == planned
    assert keys_of(person) == ["-30", "-7", "-1", "+1", "+7", "+30"]
    assert Notice.objects.filter(kind=NoticeKind.DIGEST, recipient=person).count() == 6


def test_run_again_it_tells_nothing_again() -> None:
    agency = make_agency()
    make_user(STAFF, agency)
    asked(agency, 3)
    assert reminders_send(day=WEEK_BEFORE) == 1
    assert reminders_send(day=WEEK_BEFORE) == 0
    assert reminders_send(day=WEEK_BEFORE + datetime.timedelta(days=1)) == 0
    assert Counter(Notice.objects.values_list("kind", flat=True)) == {"due_ahead": 1, "digest": 1}


def test_a_run_that_was_missed_is_made_up_for_by_the_latest_stage() -> None:
    agency = make_agency()
    person = make_user(STAFF, agency)
    asked(agency)
    assert reminders_send(day=day("2020-06-18")) == 1
    assert keys_of(person) == ["+1"]


@pytest.mark.parametrize("off", ["2020-06-13", "2020-06-25", "2020-10-01"])
def test_on_a_day_off_nobody_is_told_anything(off: str) -> None:
    agency = make_agency()
    make_user(STAFF, agency)
    asked(agency)
    assert reminders_send(day=day(off)) == 0
    assert not Notice.objects.exists()


def test_a_weekend_day_that_is_worked_counts() -> None:
    agency = make_agency()
    make_user(STAFF, agency)
    plan = tracked()
    make_round(plan, [make_task(plan, lead=agency)], opens_on=OPENED, due_on=day("2020-06-29"))
    assert reminders_send(day=day("2020-06-28")) == 1, "a Sunday worked for the Dragon Boat Festival"


def test_the_ladder_goes_from_staff_to_approver_to_office() -> None:
    agency = make_agency()
    staff, approver, office = make_user(STAFF, agency), make_user(APPROVER, agency), make_user(HEAD)
    make_user(Role.VIEWER, agency)
    asked(agency)
    for each in (WEEK_BEFORE, WEEK_AFTER, MONTH_AFTER):
        reminders_send(day=each)
    assert [notice.kind for notice in told(staff)] == ["due_ahead", "overdue", "overdue"]
    assert [notice.kind for notice in told(approver)] == ["escalated", "escalated"]
    assert [notice.kind for notice in told(office)] == ["escalated"]
    assert {notice.agency for notice in told(office)} == {agency}
    assert not Notice.objects.filter(recipient__role=Role.VIEWER).exists()


def test_an_agency_with_approvers_only_has_them_told_from_the_start() -> None:
    agency = make_agency()
    approver = make_user(APPROVER, agency)
    asked(agency)
    reminders_send(day=WEEK_BEFORE)
    assert [notice.kind for notice in told(approver)] == ["due_ahead"]


def test_for_a_collective_the_office_is_told() -> None:
    collective, office = make_agency(kind=AgencyKind.COLLECTIVE), make_user(HEAD)
    asked(collective)
    reminders_send(day=WEEK_BEFORE)
    assert [(notice.kind, notice.agency) for notice in told(office)] == [("due_ahead", collective)]


@pytest.mark.parametrize("ended", [None, datetime.date(2020, 5, 1)])
def test_an_agency_where_nobody_can_be_told_is_told_of_to_the_office(ended: datetime.date | None) -> None:
    agency, office = make_agency(ends_on=ended), make_user(HEAD)
    gone = make_user(STAFF, agency)
    gone.is_active = False
    gone.save()
    make_user(Role.VIEWER, agency)
    asked(agency)
    reminders_send(day=WEEK_BEFORE)
    assert [(notice.kind, notice.agency) for notice in told(office)] == [("escalated", agency)]
    assert {notice.recipient.role for notice in Notice.objects.all()} == {HEAD}
    notices_dispatch(now=timezone.now())
    assert "没有可以通知的人" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("state", "owes"),
    [
        (ReportState.DRAFT, True),
        (ReportState.PENDING_APPROVAL, True),
        (ReportState.RETURNED, True),
        (ReportState.SUBMITTED, False),
        (ReportState.CONFIRMED, False),
    ],
)
def test_who_has_handed_in_is_left_in_peace(state: ReportState, owes: bool) -> None:
    agency = make_agency()
    person = make_user(STAFF, agency)
    opened = asked(agency, 2)
    first, second = opened.tasks.order_by("number")
    for task, its_state in ((first, state), (second, ReportState.SUBMITTED)):
        report = make_report(task, agency, its_state, author=person)
        report.round = opened
        report.save()
    assert reminders_send(day=WEEK_BEFORE) == int(owes)
    assert [notice.text for notice in told(person)] == ([first.reference] if owes else [])


def test_a_participant_owes_its_share_to_the_round_but_not_to_the_date_of_the_task() -> None:
    plan, lead, partner = tracked(), make_agency(), make_agency()
    leading, sharing = make_user(STAFF, lead), make_user(STAFF, partner)
    task = make_task(plan, lead=lead, participating=[partner])
    make_round(plan, [task], opens_on=OPENED, due_on=DUE)
    set_due_date(task, DUE, moment(OPENED))
    assert reminders_send(day=WEEK_BEFORE) == 3
    assert [notice.round is not None for notice in told(leading)] == [True, False]
    assert [notice.round is not None for notice in told(sharing)] == [True]


def test_an_extension_begins_the_stages_anew() -> None:
    agency = make_agency()
    person = make_user(STAFF, agency)
    opened = asked(agency)
    reminders_send(day=day("2020-06-12"))
    RoundDecision.objects.create(
        round=opened,
        step=RoundStep.EXTEND,
        due_on=day("2020-07-06"),
        decided_at=moment(day("2020-06-15")),
        decided_by=make_user(HEAD),
    )
    for each in ("2020-06-16", "2020-06-22", "2020-06-29", "2020-07-03"):
        reminders_send(day=day(each))
    assert [(notice.due_on, notice.key.rpartition(":")[2]) for notice in told(person)] == [
        (DUE, "-1"),
        (day("2020-07-06"), "-7"),
        (day("2020-07-06"), "-1"),
    ]


def test_a_closed_round_and_one_that_has_not_begun_ask_nobody() -> None:
    agency, plan = make_agency(), tracked()
    make_user(STAFF, agency)
    make_round(plan, [make_task(plan, lead=agency)], opens_on=OPENED, due_on=DUE, closed_on=WEEK_BEFORE)
    make_round(plan, [make_task(plan, lead=agency)], opens_on=day("2020-06-09"), due_on=DUE)
    assert reminders_send(day=WEEK_BEFORE) == 0


def test_a_report_handed_in_between_two_stages_ends_them() -> None:
    agency = make_agency()
    person = make_user(STAFF, agency)
    opened = asked(agency)
    reminders_send(day=WEEK_BEFORE)
    report = make_report(opened.tasks.get(), agency)
    report.round = opened
    report.save()
    for each in ("2020-06-12", "2020-06-16", "2020-06-22", "2020-07-15"):
        reminders_send(day=day(each))
    assert keys_of(person) == ["-7"]
