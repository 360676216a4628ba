"""The counts by agency are sums of what was added: exact after any mix of writes, also at once."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import Agency
from plans.clock import today
from tasks.enums import AssignmentRole, DerivedStatus, ReportState, Status
from tasks.jobs import compact_tallies
from tasks.models import AgencyTally, Task, TaskStanding
from tasks.services.assignments import Grant, agencies_assign, assignment_end
from tasks.services.reports import report_submit
from tasks.services.reviews import report_confirm
from tasks.services.standings import standings_refresh, standings_refresh_stale
from tasks.services.tallies import tallies_compact, tallies_forget, tallies_wrong
from tasks.summaries import agency_counts
from tasks.summaries.agencies import AgencyCounts, RoleCount
from tests.factories import (
    in_days,
    make_agency,
    make_assignment,
    make_confirmed,
    make_plan,
    make_report,
    make_task,
    make_user,
)

pytestmark = pytest.mark.django_db

NOTHING = DerivedStatus.NO_REPORT


def of(agency: Agency) -> AgencyCounts:
    return agency_counts(None, today(), [agency])[0]


def led_task() -> tuple[Task, Agency]:
    task = make_task(make_plan("2020"), lead=(agency := make_agency()))
    standings_refresh(tasks=[task.pk])
    return task, agency


def test_a_report_moves_its_agency_from_state_to_state() -> None:
    task, agency = led_task()
    assert of(agency).lead == RoleCount(1, 0, 0, tuple(int(status == NOTHING) for status in DerivedStatus))
    report = make_report(task, agency, ReportState.DRAFT, status=Status.IN_PROGRESS, percent=40)
    report_submit(actor=report.created_by, report=report)
    assert (of(agency).lead.reported, of(agency).lead.accepted) == (1, 0)
    report_confirm(actor=make_user(Role.OFFICE), report=report)
    lead = of(agency).lead
    assert (lead.total, lead.accepted) == (1, 1)
    assert (lead.by_status[DerivedStatus.IN_PROGRESS], lead.by_status[NOTHING]) == (1, 0)
    assert not tallies_wrong()


def test_a_part_that_is_changed_or_ended_leaves_its_count() -> None:
    task, agency = led_task()
    office, other = make_user(Role.OFFICE), make_agency()
    agencies_assign(actor=office, tasks=[task], grants=[Grant(other, AssignmentRole.LEAD)])
    agencies_assign(
        actor=office, tasks=[task], grants=[Grant(agency, AssignmentRole.PARTICIPATING)], reason="分工调整"
    )
    assert (of(agency).lead.total, of(agency).participating.total, of(other).lead.total) == (0, 1, 1)
    ended = task.assignments.get(agency=agency, in_force_until=None)
    assignment_end(actor=office, assignment=ended, reason="完成")
    assert [counts.agency for counts in agency_counts(None, today())] == [other]
    assert not tallies_wrong()


def test_what_was_written_past_the_services_is_counted_by_the_facts() -> None:
    task, agency = led_task()
    make_confirmed(task, agency, status=Status.COMPLETED, percent=100)
    make_assignment(make_task(task.plan, 2), agency, AssignmentRole.BY_DUTY)
    for plan in (None, task.plan):
        counts = agency_counts(plan, today(), [agency])[0]
        assert (counts.lead.by_status[DerivedStatus.COMPLETED], counts.lead.by_status[NOTHING]) == (1, 0)
        assert counts.by_duty.total == 1
    assert agency_counts(make_plan("2016"), today(), [agency])[0].lead.total == 0


def test_a_day_before_the_last_that_anything_was_recorded_of_is_counted_by_the_facts() -> None:
    _task, agency = led_task()
    AgencyTally.objects.update(total=7)
    assert of(agency).lead.total == 7
    assert agency_counts(None, in_days(-1), [agency])[0].lead.total == 1


def test_a_count_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _task, agency = led_task()
    with django_assert_num_queries(1):
        assert of(agency).lead.total == 1


def test_what_was_added_one_by_one_is_put_together_and_the_sums_stay() -> None:
    first = led_task()[0]
    tasks, office = [first, make_task(first.plan, 2)], make_user(Role.OFFICE)
    agency = make_agency()
    agencies_assign(actor=office, tasks=tasks, grants=[Grant(agency, AssignmentRole.PARTICIPATING)])
    agencies_assign(
        actor=make_user(Role.OFFICE),
        tasks=tasks[:1],
        grants=[Grant(agency, AssignmentRole.LEAD)],
        reason="调整",
    )
    before = of(agency)
    assert AgencyTally.objects.filter(agency=agency, plan=None).count() == 3
    assert compact_tallies() > 0
    assert AgencyTally.objects.filter(agency=agency, plan=None).count() == 2
    assert (of(agency), tallies_compact(), tallies_wrong()) == (before, 0, {})


def test_a_task_that_is_deleted_counts_no_more() -> None:
    task, agency = led_task()
    tallies_forget(keys=[task.pk])
    task.delete()
    assert (of(agency).lead.total, tallies_wrong()) == (0, {})


def test_the_recount_says_which_sum_is_wrong_and_puts_it_right(capsys: pytest.CaptureFixture[str]) -> None:
    _task, agency = led_task()
    AgencyTally.objects.filter(plan=None).update(total=5)
    with pytest.raises(CommandError, match="1"):
        call_command("recount")
    assert "-4" in capsys.readouterr().out
    call_command("recount", "--fix")
    call_command("recount")
    assert AgencyTally.objects.filter(plan=None, agency=agency).aggregate(sum=Sum("total")) == {"sum": 1}


def test_what_is_kept_of_parts_is_recounted_too(capsys: pytest.CaptureFixture[str]) -> None:
    task, agency = led_task()
    task.tally.parts = []
    task.tally.save()
    with pytest.raises(CommandError):
        call_command("recount")
    assert f"{task.reference} parts" in capsys.readouterr().out
    TaskStanding.objects.update(valid_through=datetime.date.min)
    standings_refresh_stale(day=today())
    call_command("recount", "--fix")
    assert of(agency).lead.total == 1
