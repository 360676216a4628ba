"""Reminders of the dates of tasks and milestones: whom they reach, and whom they leave in peace."""

import datetime

import pytest

from agencies.models import Agency
from tasks.enums import AssignmentBasis, Status
from tasks.models import (
    Milestone,
    Task,
)
from tasks.services.reminders import reminders_send
from tests.factories import (
    claim,
    make_agency,
    make_assignment,
    make_confirmed,
    make_milestone,
    make_plan,
    make_report,
    make_task,
    make_user,
    moment,
    return_,
    set_due_date,
)
from tests.tasks.services.reminding import (
    DUE,
    OPENED,
    STAFF,
    WEEK_BEFORE,
    day,
    keys_of,
    told,
    tracked,
)

pytestmark = pytest.mark.django_db


def test_the_date_of_a_task_presses_leads_and_who_works_by_duty() -> None:
    plan, lead, partner, worker = tracked(), make_agency(), make_agency(), make_agency()
    people = [make_user(STAFF, agency) for agency in (lead, partner, worker)]
    make_task(plan, lead=lead, participating=[partner], due_on=DUE)
    make_task(plan, by_duty=[worker], due_on=DUE)
    assert reminders_send(day=WEEK_BEFORE) == 2
    assert [len(told(person)) for person in people] == [1, 0, 1]


@pytest.mark.parametrize(
    ("status", "reminded"),
    [
        (Status.IN_PROGRESS, True),
        (Status.NOT_STARTED, True),
        (Status.COMPLETED, False),
        (Status.ONGOING, False),
        (Status.SUSPENDED, False),
        (Status.DROPPED, False),
    ],
)
def test_a_date_reminds_only_whoever_has_not_done_its_part(status: Status, reminded: bool) -> None:
    plan, done, open_ = tracked(), make_agency(), make_agency()
    people = [make_user(STAFF, done), make_user(STAFF, open_)]
    task = make_task(plan, by_duty=[done, open_], due_on=DUE)
    make_confirmed(task, done, status, when=moment(OPENED))
    reminders_send(day=WEEK_BEFORE)
    assert [len(told(person)) for person in people] == [int(reminded), 1]


def test_an_undecided_report_keeps_every_lead_in_peace_until_it_is_returned() -> None:
    plan, first, second = tracked(), make_agency(), make_agency()
    author = make_user(STAFF, first)
    make_user(STAFF, second)
    task = make_task(plan, lead=[first, second], due_on=DUE)
    report = make_report(task, first, author=author)
    assert reminders_send(day=WEEK_BEFORE) == 0
    return_(report)
    assert reminders_send(day=day("2020-06-09")) == 2


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
