"""What is kept of tasks and agencies stays exact beside many who write, and none waits for another's task."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection, transaction

from agencies.enums import Role
from agencies.models import Agency, User
from plans.clock import today
from plans.models import Plan
from tasks.enums import AssignmentRole, ReportState, Status
from tasks.models import ProgressReport, Task, TaskStanding
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.reopening import report_reopen
from tasks.services.report_content import ConfirmedValue
from tasks.services.reports import report_submit, report_withdraw
from tasks.services.reviews import report_confirm, report_return
from tasks.services.section_tallies import section_tallies_compact, section_tallies_wrong
from tasks.services.standings import standings_refresh_stale, standings_wrong
from tasks.services.tallies import tallies_compact, tallies_wrong
from tasks.summaries import agency_counts
from tasks.summaries.agencies import counts_of_parts
from tasks.summaries.parts import parts_of
from tests.factories import make_agency, make_plan, make_report, make_task, make_user
from tests.tasks.services.test_at_once import at_once
from tests.tasks.summaries.counting import assert_counted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def quarter(report: ProgressReport, office: User) -> None:
    """One report handed in, taken back, handed in again, returned or confirmed as completed, and reopened."""
    author = report.created_by
    report_submit(actor=author, report=report)
    report_withdraw(actor=author, report=report)
    report_submit(actor=author, report=report)
    if report.pk % 3 == 0:
        report_return(actor=office, report=report, reason="请补充")
        return
    done = ConfirmedValue(Status.COMPLETED, 100)
    report_confirm(actor=office, report=report, confirmed=done, reason="已核实", override_reason="已核实")
    if report.pk % 3 == 1:
        value = ConfirmedValue(Status.IN_PROGRESS, 60)
        report_reopen(actor=office, report=report, value=value, reason="成果未落实")


def with_another(report: ProgressReport, office: User, other: Agency) -> None:
    """The same, while another agency comes to take part, and a lead of its own comes to lead with it."""
    for role in (AssignmentRole.PARTICIPATING, AssignmentRole.LEAD):
        grants = [Grant(other, role)]
        agencies_assign(actor=office, tasks=[report.task], grants=grants, reason="分工调整")


def compact_again_and_again() -> None:
    """What the job does while others write."""
    for _ in range(20):
        tallies_compact()
        section_tallies_compact()


def exact(agencies: list[Agency]) -> None:
    """Everything kept is what the facts say, worked out in another way."""
    assert list(standings_wrong(day=today())) == []
    assert tallies_wrong() == {}
    assert section_tallies_wrong() == {}
    assert not TaskStanding.objects.written().exists()
    for counts in agency_counts(None, today(), agencies):
        held = counts.agency.assignments.current()
        assert counts == counts_of_parts(counts.agency, parts_of(held, today()))
    for plan in Plan.objects.all():
        assert_counted(plan, today())


def test_eight_who_write_of_one_plan_and_one_who_sums_up_leave_exact_counts() -> None:
    plan, office, other = make_plan("2020", tracked_from=today()), make_user(Role.OFFICE), make_agency()
    leads = [make_agency() for _ in range(4)]
    # Two agencies write of each task at once, and each agency of two tasks.
    pairs = [[leads[number], leads[(number + 1) % 4]] for number in range(4)]
    tasks = [make_task(plan, number, by_duty=pair) for number, pair in enumerate(pairs, 1)]
    reports = [
        make_report(task, agency, ReportState.DRAFT, role=AssignmentRole.BY_DUTY)
        for task, pair in zip(tasks, pairs, strict=True)
        for agency in pair
    ]
    standings_refresh_stale(day=today())
    writers: list[Callable[[], object]] = [partial(quarter, report, office) for report in reports]
    raised = at_once(*writers, *[compact_again_and_again] * 2)
    assert raised == []
    exact([*leads, other])


def test_roles_that_change_while_reports_are_decided_leave_exact_counts() -> None:
    plan, office, other = make_plan("2020"), make_user(Role.OFFICE), make_agency()
    leads = [make_agency() for _ in range(8)]
    tasks = [make_task(plan, number, lead=agency) for number, agency in enumerate(leads, 1)]
    held = zip(tasks, leads, strict=True)
    reports = [make_report(task, agency, ReportState.DRAFT) for task, agency in held]
    standings_refresh_stale(day=today())
    writers = [partial(quarter, report, office) for report in reports]
    assert at_once(*writers, *[partial(with_another, report, office, other) for report in reports]) == []
    exact([*leads, other])


def test_who_writes_of_one_task_does_not_wait_for_who_writes_of_another() -> None:
    plan, agency = make_plan("2020"), make_agency()
    tasks: list[Task] = [make_task(plan, number, lead=agency) for number in (1, 2)]
    reports = [make_report(task, agency, ReportState.DRAFT) for task in tasks]
    standings_refresh_stale(day=today())
    written, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            report_submit(actor=reports[0].created_by, report=reports[0])
            written.set()
            assert go_on.wait(timeout=20)

    def quick() -> None:
        assert written.wait(timeout=20)
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            report_submit(actor=reports[1].created_by, report=reports[1])
            tallies_compact()
            section_tallies_compact()
        finally:
            go_on.set()

    assert at_once(slow, quick) == []
    exact([agency])
