"""What is kept of tasks: made with them, stale after any write, worked out anew by services, job, command."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Q
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import Agency
from plans.clock import today
from tasks import triggers
from tasks.enums import ReportState, RoundStep, Status
from tasks.jobs import refresh_standings
from tasks.models import Assignment, ProgressReport, ReportingRound, Task, TaskStanding
from tasks.models.standings import ALWAYS, NEVER
from tasks.services.reports import report_submit
from tasks.services.reviews import report_confirm
from tasks.services.standings import standings_refresh, standings_refresh_stale, standings_wrong
from tests.factories import (
    hand_in,
    in_days,
    make_agency,
    make_assignment,
    make_confirmed,
    make_light_by_hand,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
    moment,
    set_due_date,
    take_back,
)

pytestmark = pytest.mark.django_db


def kept(task: Task) -> TaskStanding:
    return TaskStanding.objects.get(pk=task.pk)


def asked_task() -> Task:
    """A task with a lead, which an open round asks about; what is kept of it holds."""
    plan = make_plan("2020", tracked_from=today())
    task = make_task(plan, lead=make_agency())
    make_round(plan, [task], opens_on=today(), due_on=in_days(1))
    standings_refresh(tasks=[task.pk])
    return task


def test_a_new_task_has_a_row_that_says_nothing_yet() -> None:
    task = make_task(make_plan("2020"), 7)
    assert (kept(task).valid_through, kept(task).plan, kept(task).number) == (NEVER, task.plan, 7)
    Task.objects.filter(pk=task.pk).update(number=8)
    assert kept(task).number == 8


def test_worked_out_it_holds_until_the_second_round_that_asks_about_the_task_is_over() -> None:
    task = asked_task()
    assert (kept(task).computed_on, kept(task).turns_after, kept(task).valid_through) == (
        today(),
        in_days(1),
        ALWAYS,
    )
    second = in_days(31)
    make_round(task.plan, [task], opens_on=today(), due_on=second)
    standings_refresh(tasks=[task.pk])
    assert (kept(task).turns_after, kept(task).valid_through) == (in_days(1), second)
    unasked = make_task(task.plan, 9)
    standings_refresh(tasks=[unasked.pk])
    assert kept(unasked).valid_through == ALWAYS


def test_a_round_that_was_closed_before_it_opens_is_looked_at_again_every_day() -> None:
    plan = make_plan("2020", tracked_from=today())
    task = make_task(plan, lead=make_agency())
    made = make_round(plan, [task], opens_on=in_days(1), due_on=in_days(1), closed_on=today())
    ReportingRound.objects.filter(pk=made.pk).update(opened_at=timezone.now())
    made.decisions.exclude(step=RoundStep.CLOSE).update(decided_at=moment(in_days(-1)))
    standings_refresh(tasks=[task.pk])
    assert (kept(task).turns_after, kept(task).valid_through) == (None, today())
    assert Task.objects.with_standing(in_days(1)).get().missed_rounds == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda task: make_assignment(task, make_agency()),
        lambda task: Assignment.objects.update(in_force_until=timezone.now()),
        lambda task: Assignment.objects.all().delete(),
        lambda task: set_due_date(task, in_days(1)),
        lambda task: make_light_by_hand(task, "red", in_days(1), today()),
        lambda task: make_confirmed(task, make_agency()),
        lambda task: make_round(task.plan, [task], opens_on=in_days(1), due_on=in_days(1)),
        lambda task: ReportingRound.objects.update(opens_on=in_days(1)),
        lambda task: task.plan.reporting_rounds.get().decisions.update(due_on=today()),
        lambda task: task.asked.all().delete(),
        lambda task: Agency.objects.filter(assignments__task=task).update(name="another name"),
    ],
)
def test_whoever_writes_a_fact_past_the_services_leaves_the_row_stale_and_the_answer_right(
    write: Callable[[Task], object],
) -> None:
    task = asked_task()
    other = make_task(task.plan, 9)
    standings_refresh(tasks=[other.pk])
    write(task)
    assert kept(task).valid_through == NEVER
    assert kept(other).valid_through == ALWAYS
    names = ("pk", "status", "due_on", "light", "missed_rounds", "shown_parts")
    for day in (today(), in_days(1), in_days(2)):
        facts = Task.objects.with_state(day).with_shown_parts(day)
        stale = TaskStanding.objects.stale_on(day).exists()
        shown = Task.objects.listed_by_rows(day, stale=stale)
        said, expected = (list(rows.order_by("pk").values(*names)) for rows in (shown, facts))
        assert said == expected


def test_an_agency_of_which_anything_else_is_written_leaves_the_row_as_it_is() -> None:
    task = asked_task()
    Agency.objects.update(full_name="a longer name", name=F("name"))
    assert kept(task).valid_through == ALWAYS


def test_what_is_handed_in_and_taken_back_makes_it_stale() -> None:
    task = asked_task()
    report = make_report(task, task.assignments.get().agency, ReportState.SUBMITTED)
    standings_refresh(tasks=[task.pk])
    hand_in(report, timezone.now())
    assert kept(task).valid_through == NEVER
    standings_refresh(tasks=[task.pk])
    take_back(report, timezone.now())
    assert kept(task).valid_through == NEVER


def test_a_past_day_is_read_from_the_facts() -> None:
    task = asked_task()
    before = in_days(-1)
    TaskStanding.objects.update(status=Status.DROPPED)
    assert Task.objects.with_standing(before).get(pk=task.pk).status == "no_report"
    assert Task.objects.with_standing(today()).get(pk=task.pk).status == "dropped"


def test_rows_are_read_with_one_query_more_than_the_facts(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    task = asked_task()
    with django_assert_num_queries(2):
        assert Task.objects.with_standing(today()).get() == task
    TaskStanding.objects.update(valid_through=NEVER)
    with django_assert_num_queries(2):
        assert Task.objects.with_standing(today()).get() == task


def test_to_work_one_out_takes_four_queries_and_two_more_where_a_count_changes(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    task = asked_task()
    # Its lock, the thresholds, what it says with its parts as kept, and its parts by the facts.
    with django_assert_num_queries(4):
        standings_refresh(tasks=[task.pk])
    make_assignment(task, make_agency())
    with django_assert_num_queries(6):
        standings_refresh(tasks=[task.pk])


def test_what_only_a_day_changed_is_not_counted_anew(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    task = asked_task()
    standings_refresh(tasks=[task.pk])
    # Of which plans the past was written; which are stale, have turned, are in another light; of the batch
    # its locks, the thresholds and what it says, and for what was written its parts.
    for through, queries in ((in_days(-1), 7), (NEVER, 8)):
        TaskStanding.objects.update(valid_through=through)
        with django_assert_num_queries(queries):
            assert standings_refresh_stale(day=today()) == 1
        assert kept(task).valid_through == ALWAYS


def test_what_the_services_write_is_kept_with_it() -> None:
    task = asked_task()
    agency = task.assignments.get().agency
    report = make_report(task, agency, ReportState.DRAFT, status=Status.IN_PROGRESS, percent=40)
    report_submit(actor=report.created_by, report=report)
    assert (kept(task).status, kept(task).valid_through) == ("no_report", ALWAYS)
    report_confirm(actor=make_user(Role.OFFICE), report=report)
    assert (kept(task).status, kept(task).percent, kept(task).valid_through) == ("in_progress", 40, ALWAYS)


def test_it_never_goes_back_where_another_clock_is_a_day_ahead() -> None:
    task = asked_task()
    TaskStanding.objects.update(computed_on=in_days(1))
    standings_refresh(tasks=[task.pk])
    assert kept(task).computed_on == in_days(1)


def test_what_is_stale_is_worked_out_by_the_job_and_what_holds_is_left_alone() -> None:
    task = asked_task()
    make_task(task.plan, 9)
    assert refresh_standings() == 1
    assert refresh_standings() == 0
    assert standings_refresh_stale(day=in_days(1)) == 0


def test_the_end_of_a_round_leaves_nothing_stale_and_the_job_moves_on_what_turned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    task = asked_task()
    answering, unasked = (make_task(task.plan, number, lead=make_agency()) for number in (8, 9))
    first, day, after, last = task.plan.reporting_rounds.get(), today(), in_days(2), in_days(7)
    make_round(task.plan, [task, answering], opens_on=today(), due_on=last)
    first.asked.create(task=answering)
    report = make_report(answering, answering.assignments.get().agency, ReportState.DRAFT)
    ProgressReport.objects.filter(pk=report.pk).update(round=first)
    report.refresh_from_db()
    hand_in(report, timezone.now())
    assert standings_refresh_stale(day=today()) == 3
    for later in (day, in_days(1), after, last):
        assert TaskStanding.objects.reach(later) == (False, False)
        assert list(standings_wrong(day=later)) == []
    assert TaskStanding.objects.reach(last + datetime.timedelta(days=1)) == (False, True)
    missed = {row.number: row.missed_rounds for row in Task.objects.with_standing(after)}
    assert missed == {task.number: 1, 8: 0, 9: 0}
    monkeypatch.setattr(timezone, "localdate", lambda *_: after)
    assert [standings_refresh_stale(day=after) for _ in range(2)] == [2, 0]
    assert (kept(task).missed_rounds, kept(task).turns_after, kept(unasked).computed_on) == (1, last, day)
    assert list(standings_wrong(day=after)) == []
    assert not TaskStanding.objects.stale_on(last + datetime.timedelta(days=1)).exists()


def test_the_recount_says_what_differs_and_puts_it_right(capsys: pytest.CaptureFixture[str]) -> None:
    task, other = asked_task(), make_task(make_plan("2016"), 5)
    call_command("recount")
    TaskStanding.objects.filter(pk=task.pk).update(status=Status.COMPLETED, missed_rounds=3, shown_parts=[])
    with pytest.raises(CommandError, match="1"):
        call_command("recount")
    said = capsys.readouterr().out
    assert f"{task.reference} status: completed ≠ no_report" in said
    assert f"{task.reference} missed_rounds: 3 ≠ 0" in said
    assert f"{task.reference} shown_parts: [] ≠ [{{'id': {task.assignments.get().pk}, " in said
    TaskStanding.objects.filter(pk=other.pk).delete()
    call_command("recount", "--fix")
    assert list(standings_wrong(day=today())) == []
    assert not TaskStanding.objects.stale_on(today()).exists()
    call_command("recount")


def test_an_upgrade_writes_the_parts_of_what_holds_as_they_would_be_written_anew() -> None:
    task, lead, other = asked_task(), make_agency(), make_agency()
    make_confirmed(task, task.assignments.get().agency, Status.IN_PROGRESS, percent=40)
    carried = make_assignment(task, lead, in_force_until=timezone.now())
    own = make_assignment(task, other)
    Assignment.objects.filter(pk=own.pk).update(received_from=carried)
    make_confirmed(task, lead, Status.COMPLETED)
    bare = make_task(task.plan, 9)
    standings_refresh(tasks=[task.pk, bare.pk])
    written = kept(task).shown_parts
    assert [part["confirmed_percent"] for part in written] == [40, 100]
    TaskStanding.objects.update(shown_parts=None)
    upgrade = import_module("tasks.migrations.0016_shown_parts")
    upgrade.fill(apps, SimpleNamespace(connection=connection))
    assert (kept(task).shown_parts, kept(bare).shown_parts) == (written, [])


def test_every_table_of_facts_has_its_triggers() -> None:
    named = (
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(named)
        found = set(cursor.fetchall())
    wanted = {(table, f"{table}_stale_{event}") for table in triggers.FACTS for event in triggers.EVENTS}
    wanted |= {("tasks_task", "standing_new"), ("tasks_task", "standing_moved")}
    assert wanted | {(triggers.AGENCY, triggers.RENAMED)} <= found


def test_lights_are_filtered_and_counted_over_rows() -> None:
    task = asked_task()
    make_light_by_hand(task, "red", today(), today())
    standings_refresh(tasks=[task.pk])
    assert Task.objects.with_standing(today()).filter(Q(light="red")).count() == 1
    assert Task.objects.with_standing(in_days(1)).filter(Q(light="red")).count() == 0
