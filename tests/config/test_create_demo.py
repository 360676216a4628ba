from __future__ import annotations

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from agencies.enums import Role
from agencies.models import AuditEntry, User
from config.demo.clock import clock_put_back
from plans.clock import today
from plans.models import Plan, TrackingChange
from tasks.enums import AssignmentRole, DerivedStatus, Promptness, ReportState, Status
from tasks.models import (
    Assignment,
    Chase,
    DueDateChange,
    Evidence,
    Opinion,
    ProgressReport,
    ReportingRound,
    Review,
    RoundEnd,
    Synopsis,
    TaskLink,
)
from tasks.services.standings import standings_wrong
from tasks.summaries.records import agency_record
from tasks.summaries.since import since_last_round
from tasks.summaries.trend import rounds_then
from tests.factories import make_plan

pytestmark = pytest.mark.django_db


def create_demo() -> str:
    said = StringIO()
    call_command("create_demo", stdout=said)
    return said.getvalue()


def test_it_refuses_where_debug_is_off(settings: Settings) -> None:
    settings.DEBUG = False
    make_plan("2020")

    with pytest.raises(CommandError):
        create_demo()

    assert not User.objects.filter(is_demo=True).exists()


def test_it_says_that_plans_are_missing(settings: Settings) -> None:
    settings.DEBUG = True

    with pytest.raises(CommandError):
        create_demo()


@pytest.mark.slow
@pytest.mark.any_database
def test_it_makes_what_is_marked_as_demo_and_nothing_more_when_run_again(settings: Settings) -> None:
    settings.DEBUG = True
    call_command("load_plans", stdout=StringIO())

    said = create_demo()

    made = list(ProgressReport.objects.all())
    assert {ReportState(report.state) for report in made} >= {
        ReportState.DRAFT,
        ReportState.SUBMITTED,
        ReportState.RETURNED,
        ReportState.CONFIRMED,
        ReportState.ACCEPTED,
    }
    assert {report.role for report in made} == set(AssignmentRole.values)
    assert all(report.is_demo for report in made)
    assert not ProgressReport.objects.filter(task__plan__code="2020", task__number=55).exists()
    words = [
        *(
            text
            for report in made
            for text in (report.progress, report.outcome, report.problem, report.next_step)
        ),
        *Review.objects.values_list("reason", flat=True),
        *Review.objects.values_list("override_reason", flat=True),
        *TrackingChange.objects.values_list("reason", flat=True),
        *DueDateChange.objects.values_list("reason", flat=True),
        *ReportingRound.objects.values_list("name", flat=True),
        *Chase.objects.values_list("note", flat=True),
        *TaskLink.objects.values_list("reason", flat=True),
        *Opinion.objects.values_list("reason", flat=True),
        *Synopsis.objects.values_list("text", flat=True),
        *Evidence.objects.values_list("title", flat=True),
        *Evidence.objects.values_list("document_number", flat=True),
    ]
    assert all(text.startswith("【演示】") for text in words if text)
    assert set(Evidence.objects.values_list("grade", flat=True)) == {"own_word", "document", "public"}
    assert (Opinion.objects.count(), Synopsis.objects.count()) == (1, 1)
    excused = Review.objects.exclude(override_reason="")
    assert set(excused.values_list("status", flat=True)) == {Status.COMPLETED}
    participating = Assignment.objects.filter(role=AssignmentRole.PARTICIPATING)
    assert not excused.exclude(report__task__assignments__in=participating).exists()
    people = User.objects.all()
    assert all(person.is_demo and "演示" in person.display_name for person in people)
    assert {person.role for person in people} == set(Role.values)
    assert all(person.username in said for person in people)

    _it_has_a_past()
    by_people = AuditEntry.objects.exclude(actor=None)
    assert set(by_people.values_list("channel", "actor__is_demo")) == {("demo", True)}

    create_demo()
    assert ProgressReport.objects.count() == len(made)
    assert User.objects.count() == len(people)


def _it_has_a_past() -> None:
    """Three rounds that are over and one that is open, after which things stand otherwise than before."""
    day, plan = today(), Plan.objects.get(code="2020")
    trend = rounds_then(plan, day)
    assert [then.ended_on < day for then in trend] == [True] * 3
    assert RoundEnd.objects.count() == 3
    reported = [then.then.total - then.then.by_status[DerivedStatus.NO_REPORT] for then in reversed(trend)]
    assert reported == sorted(set(reported))
    office = User.objects.get(username="demo-office")
    moved_on = since_last_round(office, plan, day, may_change=True)
    assert moved_on.turned
    assert 0 < moved_on.turned.total < 30
    assert moved_on.asking
    assert moved_on.asking.is_demo
    assert moved_on.owing
    assert Chase.objects.filter(acknowledged_at__isnull=False).count() == 4
    record = agency_record(Assignment.objects.filter(agency__name="知识产权局"), office, day)
    assert len(record.rounds) == 4
    lead = next(role for role in record.roles if role.role == AssignmentRole.LEAD)
    assert all(lead.by_promptness[one] for one in (Promptness.IN_TIME, Promptness.LATE, Promptness.MISSED))
    assert list(standings_wrong(day=day)) == []


def test_the_clock_goes_on_from_the_morning_of_a_day_and_is_right_again_afterwards() -> None:
    before, then = timezone.now(), datetime.date(2020, 4, 1)

    with clock_put_back(then) as day:
        moments = [timezone.now() for _ in range(3)]
        assert (today(), day) == (then, then)

    assert moments == sorted(moments)
    assert timezone.localtime(moments[0]).hour == 10
    assert timezone.now() >= before
