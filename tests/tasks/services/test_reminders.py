"""Reminders: who is told what is due, on which day, once."""

import datetime
from collections import Counter

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from plans.models import Plan
from tasks.enums import AssignmentBasis, MailState, NoticeKind, ReportState, RoundStep, Status
from tasks.models import (
    DueDateChange,
    MailChoice,
    Milestone,
    Notice,
    ReportingRound,
    RoundDecision,
    Task,
)
from tasks.services.notices import notices_dispatch
from tasks.services.reminders import reminders_send
from tests.factories import (
    claim,
    make_agency,
    make_assignment,
    make_confirmed,
    make_milestone,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
    moment,
    return_,
    set_due_date,
)

pytestmark = pytest.mark.django_db

DUE = datetime.date(2020, 6, 15)  # a Monday
OPENED = datetime.date(2020, 4, 1)
WEEK_BEFORE = datetime.date(2020, 6, 8)
WEEK_AFTER = datetime.date(2020, 6, 22)
MONTH_AFTER = datetime.date(2020, 7, 15)
HEAD, STAFF, APPROVER = Role.OFFICE, Role.STAFF, Role.APPROVER


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def tracked() -> Plan:
    return make_plan("2020", tracked_from=datetime.date(2020, 1, 1))


def asked(agency: Agency, tasks: int = 1, *, plan: Plan | None = None) -> ReportingRound:
    """A round due on `DUE` that asks the agency about so many tasks which it leads."""
    plan = plan or tracked()
    return make_round(plan, [make_task(plan, lead=agency) for _ in range(tasks)], opens_on=OPENED, due_on=DUE)


def told(person: User, on: datetime.date | None = None) -> list[Notice]:
    """What stands in the digests of this person, or in that of one day."""
    items = Notice.objects.filter(recipient=person).exclude(digest=None).order_by("pk")
    return list(items.filter(digest__due_on=on) if on else items)


def keys_of(person: User) -> list[str]:
    return [notice.key.rpartition(":")[2] for notice in told(person)]


def test_every_stage_of_a_round_is_told_on_its_day_and_only_then() -> None:
    agency = make_agency()
    person = make_user(STAFF, agency)
    asked(agency)
    days = [day("2020-05-10") + datetime.timedelta(days=number) for number in range(70)]
    on = {each: reminders_send(day=each) for each in days}
    assert [str(each) for each, count in on.items() if count] == [
        "2020-05-15",  # a Saturday of May moved back
        "2020-06-08",
        "2020-06-12",  # the Sunday before, moved back to Friday
        "2020-06-16",
        "2020-06-22",
        "2020-07-15",
    ]
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


def test_the_date_of_a_task_presses_leads_and_who_works_by_duty() -> None:
    plan, lead, partner, worker = tracked(), make_agency(), make_agency(), make_agency()
    people = [make_user(STAFF, agency) for agency in (lead, partner, worker)]
    make_task(plan, lead=lead, participating=[partner], due_on=DUE)
    make_task(plan, by_duty=[worker], due_on=DUE)
    assert reminders_send(day=WEEK_BEFORE) == 2
    assert [len(told(person)) for person in people] == [1, 0, 1]


@pytest.mark.parametrize(
    ("status", "pressed"),
    [
        (Status.IN_PROGRESS, True),
        (Status.NOT_STARTED, True),
        (Status.COMPLETED, False),
        (Status.ONGOING, False),
        (Status.SUSPENDED, False),
        (Status.DROPPED, False),
    ],
)
def test_a_date_presses_only_whoever_has_not_done_its_part(status: Status, pressed: bool) -> None:
    plan, done, open_ = tracked(), make_agency(), make_agency()
    people = [make_user(STAFF, done), make_user(STAFF, open_)]
    task = make_task(plan, by_duty=[done, open_], due_on=DUE)
    make_confirmed(task, done, status, when=moment(OPENED))
    reminders_send(day=WEEK_BEFORE)
    assert [len(told(person)) for person in people] == [int(pressed), 1]


def test_an_undecided_report_keeps_every_lead_in_peace_until_it_is_returned() -> None:
    plan, first, second = tracked(), make_agency(), make_agency()
    author = make_user(STAFF, first)
    make_user(STAFF, second)
    task = make_task(plan, lead=[first, second], due_on=DUE)
    report = make_report(task, first, author=author)
    assert reminders_send(day=WEEK_BEFORE) == 0
    return_(report)
    assert reminders_send(day=day("2020-06-09")) == 2


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


def test_a_plan_that_is_not_tracked_and_a_date_taken_away_press_nobody() -> None:
    agency, plan = make_agency(), tracked()
    make_user(STAFF, agency)
    make_task(make_plan(), lead=agency, due_on=DUE)
    taken = make_task(plan, lead=agency, due_on=DUE)
    set_due_date(taken, None, moment(day("2020-05-01")))
    assert reminders_send(day=WEEK_BEFORE) == 0


@pytest.mark.parametrize("late_fact", ["date", "assignment", "tracking"])
def test_what_became_known_after_the_day_of_a_stage_skips_that_stage(late_fact: str) -> None:
    late = moment(day("2020-06-09"))
    tracking = day("2020-06-09") if late_fact == "tracking" else OPENED
    plan, agency = make_plan(tracked_from=tracking), make_agency()
    person = make_user(STAFF, agency)
    task = make_task(plan)
    set_due_date(task, DUE, late if late_fact == "date" else moment(OPENED))
    given = late if late_fact == "assignment" else moment(OPENED)
    make_assignment(task, agency, basis=AssignmentBasis.OFFICE, in_force_from=given)
    for each in ("2020-06-08", "2020-06-09", "2020-06-12"):
        reminders_send(day=day(each))
    assert keys_of(person) == ["-1"]


def reaches(task: Task, agency: Agency, *reached: Milestone, on: datetime.date) -> None:
    """A report of the agency that claims those milestones was confirmed on that day."""
    claim(make_confirmed(task, agency, when=moment(on)).report, *reached)


def test_a_milestone_presses_by_its_own_date_until_a_report_claims_it() -> None:
    plan, agency = tracked(), make_agency()
    person = make_user(STAFF, agency)
    task = make_task(plan, lead=agency)
    make_milestone(task, "印发通知", DUE)
    done, ended = make_milestone(task, "完成调研", DUE), make_milestone(task, "取消的", DUE)
    Milestone.objects.filter(pk=ended.pk).update(ended_at=moment(OPENED))
    reaches(task, agency, done, on=OPENED)
    reminders_send(day=WEEK_BEFORE)
    assert [(notice.task, notice.text) for notice in told(person)] == [(task, "印发通知")]


def test_of_several_leads_the_last_one_confirmed_says_whether_a_milestone_is_reached() -> None:
    plan, first, second = tracked(), make_agency(), make_agency()
    person = make_user(STAFF, second)
    task = make_task(plan, lead=[first, second])
    step = make_milestone(task, due_on=DUE)
    reaches(task, first, step, on=day("2020-04-02"))
    reminders_send(day=WEEK_BEFORE)
    assert keys_of(person) == []
    reaches(task, second, on=day("2020-06-09"))
    reminders_send(day=day("2020-06-12"))
    assert keys_of(person) == ["-1"]


def test_by_duty_each_reaches_a_milestone_for_itself() -> None:
    plan, first, second = tracked(), make_agency(), make_agency()
    people = [make_user(STAFF, first), make_user(STAFF, second)]
    task = make_task(plan, by_duty=[first, second])
    reaches(task, first, make_milestone(task, due_on=DUE), on=day("2020-04-02"))
    reminders_send(day=WEEK_BEFORE)
    assert [keys_of(person) for person in people] == [[], ["-7"]]


def test_one_digest_a_day_holds_everything_and_is_all_that_is_mailed() -> None:
    plan, agency = tracked(), make_agency("知识产权局")
    make_user(STAFF, agency, email="a@example.org")
    opened = asked(agency, 2, plan=plan)
    make_task(plan, lead=agency, text="完善制度。", due_on=day("2020-06-01"))
    reminders_send(day=WEEK_BEFORE)
    assert Counter(Notice.objects.values_list("mail_state", flat=True)) == {"pending": 1, "in_digest": 2}
    assert notices_dispatch(now=timezone.now()) == 1
    [letter] = mail.outbox
    assert letter.subject == "督办 2020-06-08：逾期 1 项，临期 1 项"
    assert letter.body.index("已逾期7天") < letter.body.index("还有7天")
    for said in ("2020-3", "完善制度。", "2020-1、2020-2", f"/rounds/{opened.pk}/", "/tasks/2020-3/"):
        assert said in letter.body
    assert letter.body.count("http") == 3


def test_what_arises_later_on_the_day_joins_the_digest_while_it_waits_and_else_the_next_working_days() -> (
    None
):
    plan, agency = tracked(), make_agency()
    person = make_user(STAFF, agency)
    friday, monday = day("2020-06-12"), day("2020-06-15")

    def due_on_monday() -> None:
        make_task(plan, lead=agency, due_on=monday)
        DueDateChange.objects.update(decided_at=moment(friday))
        assert reminders_send(day=friday) == 1

    due_on_monday()
    due_on_monday()
    assert len(told(person, friday)) == 2
    notices_dispatch(now=timezone.now())
    due_on_monday()
    assert (len(told(person, friday)), len(told(person, monday))) == (2, 1)
    later = Notice.objects.get(kind=NoticeKind.DIGEST, due_on=monday)
    assert later.next_attempt_at == moment(monday, 8)
    assert reminders_send(day=monday) == 0


def test_who_wants_no_digest_by_mail_or_has_no_address_is_told_in_the_app() -> None:
    agency = make_agency()
    without, unwilling = make_user(STAFF, agency), make_user(STAFF, agency)
    User.objects.filter(pk=without.pk).update(email="")
    MailChoice.objects.create(user=unwilling, kind=NoticeKind.DIGEST)
    asked(agency)
    assert reminders_send(day=WEEK_BEFORE) == 2
    letters = {letter.recipient: letter.mail_state for letter in Notice.objects.filter(digest=None)}
    assert letters == {without: MailState.NO_ADDRESS, unwilling: MailState.NOT_WANTED}
    assert notices_dispatch(now=timezone.now()) == 0


def test_the_office_hears_once_of_a_year_whose_holidays_nobody_knows() -> None:
    office = make_user(HEAD)
    for each in ("2030-12-30", "2030-12-31", "2031-01-02"):
        reminders_send(day=day(each))
    assert [(notice.kind, notice.text) for notice in told(office)] == [
        (NoticeKind.CALENDAR_UNKNOWN, "2030"),
        (NoticeKind.CALENDAR_UNKNOWN, "2031"),
    ]
    notices_dispatch(now=timezone.now())
    assert "2030" in mail.outbox[0].body


def test_the_number_of_queries_does_not_grow_with_agencies_tasks_or_people() -> None:
    counts = []
    plan = tracked()
    for people in (2, 40):
        Notice.objects.all().update(digest=None)
        Notice.objects.all().delete()
        tasks = []
        for _ in range(people):
            agency = make_agency()
            make_user(STAFF, agency)
            tasks.append(make_task(plan, lead=agency, due_on=DUE))
        with CaptureQueriesContext(connection) as queries:
            assert reminders_send(day=WEEK_BEFORE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
