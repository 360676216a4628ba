"""Duties that pass on twice: what the first body did counts on where the body in between said nothing."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency
from plans.models import Plan
from tasks.enums import Status
from tasks.models import ReportingRound
from tasks.services.reviews import unfinished_participants
from tasks.summaries.milestones import milestone_rows
from tasks.summaries.report_starts import report_start
from tasks.summaries.rounds import parts_asked
from tests.factories import (
    accept,
    answer,
    claim,
    confirm,
    make_agency,
    make_confirmed,
    make_milestone,
    make_report,
    make_round,
    make_succession,
    make_task,
    make_user,
)
from tests.tasks.services.duties.passing import passed, state_of

pytestmark = pytest.mark.django_db

FIRST, SECOND = datetime.date(2018, 3, 21), datetime.date(2023, 3, 16)


@pytest.fixture
def bodies() -> tuple[Agency, Agency, Agency]:
    """One body, its successor, and what another reform made of that."""
    bodies = (
        make_agency("银监会", ends_on=FIRST),
        make_agency("银保监会", ends_on=SECOND),
        make_agency("三局"),
    )
    for before, after, day in zip(bodies, bodies[1:], (FIRST, SECOND), strict=False):
        make_succession(before, after, day)
    return bodies


def test_what_was_confirmed_counts_on(plan: Plan, bodies: tuple[Agency, Agency, Agency]) -> None:
    old, between, new = bodies
    led, shared = make_task(plan, lead=old), make_task(plan, by_duty=[old])
    for task in (led, shared):
        confirm(make_report(task, old, percent=60, progress="上期进展"))
    passed(old, between, led, shared, day=FIRST)
    passed(between, new, led, shared)

    assert (state_of(led), state_of(shared)) == (("in_progress", 60), ("in_progress", 60))
    start = report_start(led, new, timezone.localdate())
    assert (start.values["percent"], start.values["progress"]) == (60, "上期进展")
    make_confirmed(led, new, percent=80)
    assert state_of(led) == ("in_progress", 80)


def test_of_two_bodies_before_the_later_one_counts(plan: Plan, bodies: tuple[Agency, Agency, Agency]) -> None:
    old, between, new = bodies
    task = make_task(plan, lead=old)
    make_confirmed(task, old, percent=60)
    passed(old, between, task, day=FIRST)
    make_confirmed(task, between, percent=70)
    passed(between, new, task)

    assert state_of(task) == ("in_progress", 70)


def test_what_was_handed_in_before_both_is_owed_no_more(
    plan: Plan, bodies: tuple[Agency, Agency, Agency]
) -> None:
    old, between, new = bodies
    answered, open_one = make_task(plan, lead=old), make_task(plan, lead=old)
    made = make_round(plan, [answered, open_one])
    answer(made, answered, old, timezone.now())
    passed(old, between, answered, open_one, day=FIRST)
    passed(between, new, answered, open_one)

    today = timezone.localdate()
    stated = ReportingRound.objects.with_state(today).get(pk=made.pk)
    parts = parts_asked(stated, make_user(Role.OFFICE), today)
    assert [(part.assignment.agency, part.owes) for part in parts] == [(new, False), (new, True)]


def test_milestones_that_were_reached_stay_reached(plan: Plan, bodies: tuple[Agency, Agency, Agency]) -> None:
    old, between, new = bodies
    task = make_task(plan, lead=old)
    report = make_report(task, old)
    claim(report, make_milestone(task))
    confirm(report)
    passed(old, between, task, day=FIRST)
    passed(between, new, task, day=SECOND)

    (row,) = milestone_rows(task, timezone.localdate(), {})
    assert (row.is_reached, row.reached_by) == (True, [new])


@pytest.mark.parametrize(("status", "unfinished"), [(Status.COMPLETED, []), (Status.IN_PROGRESS, ["三局"])])
def test_the_share_of_the_first_body_says_whether_the_participant_has_finished(
    plan: Plan, bodies: tuple[Agency, Agency, Agency], status: Status, unfinished: list[str]
) -> None:
    old, between, new = bodies
    lead = make_agency()
    task = make_task(plan, lead=lead, participating=[old])
    accept(make_report(task, old, status=status))
    passed(old, between, task, day=FIRST)
    passed(between, new, task, day=SECOND)

    left = unfinished_participants(make_report(task, lead, status=Status.COMPLETED), Status.COMPLETED)
    assert [part.agency.name for part in left] == unfinished
