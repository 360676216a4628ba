from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db.models import CharField, DateField, Value

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from tasks.enums import DerivedStatus, LightColour, ReportState, ReviewDecision, Standing, Status
from tasks.filters.orderings import WORK_ORDERINGS
from tasks.models import Task
from tasks.summaries.work_sql import standing_on
from tasks.summaries.worklist import WorkItem, owed_work, standing_counts, work_items, worklist
from tests.factories import (
    accept,
    confirm,
    make_agency,
    make_plan,
    make_report,
    make_task,
    make_user,
    moment,
    return_,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2020, 6, 1)


def stands(
    *,
    report: ReportState | None = None,
    settled: Status | None = None,
    task: DerivedStatus = DerivedStatus.NO_REPORT,
    light: LightColour = LightColour.GREY,
    tracked: bool = True,
    reopened: bool = False,
) -> Standing:
    """What `standing_on` says of one part of which this is known."""
    known = {
        "report_state": Value(report, output_field=CharField()),
        "settled": Value(settled or ""),
        "status": Value(task),
        "light": Value(light),
        "tracked_from": Value(DAY if tracked else None, output_field=DateField()),
        "last_decision": Value(ReviewDecision.REOPEN if reopened else ""),
    }
    make_agency()
    [found] = Agency.objects.annotate(**known).values_list(standing_on(DAY), flat=True)[:1]
    return Standing(found)


def test_a_reopened_report_presses_before_a_late_date() -> None:
    reopened: dict[str, Any] = {"report": ReportState.CONFIRMED, "reopened": True, "light": LightColour.RED}
    assert stands(**reopened) == Standing.REOPENED
    assert stands(**reopened, tracked=False) == Standing.SETTLED


def test_a_returned_report_presses_before_a_late_date() -> None:
    assert stands(report=ReportState.RETURNED, light=LightColour.RED) == Standing.RETURNED


@pytest.mark.parametrize("report", [None, ReportState.DRAFT, ReportState.CONFIRMED])
def test_a_late_task_is_overdue_until_something_is_handed_in(report: ReportState | None) -> None:
    assert stands(report=report, light=LightColour.RED) == Standing.OVERDUE
    assert stands(report=report, light=LightColour.YELLOW) == Standing.DUE_SOON


@pytest.mark.parametrize("report", [ReportState.SUBMITTED, ReportState.PENDING_APPROVAL])
def test_what_is_handed_in_waits_for_others(report: ReportState) -> None:
    assert stands(report=report, light=LightColour.RED) == Standing(report)


@pytest.mark.parametrize("settled", [Status.COMPLETED, Status.ONGOING, Status.SUSPENDED, Status.DROPPED])
def test_a_late_date_does_not_press_who_is_done(settled: Status) -> None:
    assert stands(report=ReportState.ACCEPTED, settled=settled, light=LightColour.RED) == Standing.SETTLED


def test_nothing_is_asked_in_a_plan_that_is_not_tracked() -> None:
    assert stands(tracked=False) == Standing.NOT_ASKED
    assert stands(tracked=False, report=ReportState.DRAFT) == Standing.DRAFT


def test_no_report_is_asked_about_a_task_that_is_done() -> None:
    assert stands(light=LightColour.GREEN, task=DerivedStatus.COMPLETED) == Standing.NOT_ASKED
    assert stands(light=LightColour.GREEN) == Standing.NO_REPORT


def test_every_state_has_a_standing() -> None:
    for report in [None, *ReportState]:
        for light in LightColour:
            assert stands(report=report, light=light) in Standing


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def person(agency: Agency) -> User:
    return make_user(Role.STAFF, agency)


def in_order(user: User, day: datetime.date = DAY) -> list[WorkItem]:
    return work_items(WORK_ORDERINGS.chosen(()).sorted(worklist(user, day)), user, day)


def owed(user: User) -> list[Task]:
    found = owed_work(user, DAY, 10)
    assert len(found.items) == found.total
    return [item.task for item in found.items]


def tracked_task(agency: Agency, **values: Any) -> Task:
    return make_task(make_plan(tracked_from=datetime.date(2020, 1, 1)), lead=agency, **values)


def test_what_presses_most_comes_first(agency: Agency, person: User) -> None:
    never = tracked_task(agency)
    late = tracked_task(agency, due_on=datetime.date(2020, 5, 1))
    draft = tracked_task(agency)
    make_report(draft, agency, ReportState.DRAFT)
    returned = tracked_task(agency)
    return_(make_report(returned, agency), reason="请补充。")
    soon = tracked_task(agency, due_on=datetime.date(2020, 6, 20))
    confirm(make_report(soon, agency, percent=80, submitted_at=moment(DAY)), moment(DAY))

    found = in_order(person)

    assert [item.task for item in found] == [returned, late, soon, draft, never]
    assert found[0].returned is not None
    assert found[0].returned.reason == "请补充。"
    assert [*standing_counts(worklist(person, DAY)).items()] == [
        (Standing.RETURNED, 1),
        (Standing.OVERDUE, 1),
        (Standing.DUE_SOON, 1),
        (Standing.DRAFT, 1),
        (Standing.NO_REPORT, 1),
    ]


def test_of_what_presses_alike_the_earlier_date_comes_first(agency: Agency, person: User) -> None:
    later = tracked_task(agency, due_on=datetime.date(2020, 5, 2))
    sooner = tracked_task(agency, due_on=datetime.date(2020, 5, 1))

    assert [item.task for item in in_order(person)] == [sooner, later]
    assert [item.task for item in owed_work(person, DAY, 1).items] == [sooner]
    assert owed_work(person, DAY, 1).total == 2


def test_a_participant_whose_share_is_done_is_not_chased_for_a_late_task(
    agency: Agency, person: User
) -> None:
    task = tracked_task(make_agency("商务部"), participating=[agency], due_on=datetime.date(2020, 5, 1))
    when = moment(datetime.date(2020, 4, 1))
    accept(make_report(task, agency, status=Status.COMPLETED, submitted_at=when), when)

    assert owed(person) == []


def test_tracked_plans_come_before_newer_ones_that_are_not(agency: Agency, person: User) -> None:
    newer = make_task(make_plan(year=2021), lead=agency)
    older = tracked_task(agency)

    confirm(make_report(older, agency, status=Status.ONGOING, submitted_at=moment(DAY)), moment(DAY))

    found = in_order(person)

    assert [(item.task, item.standing) for item in found] == [
        (older, Standing.SETTLED),
        (newer, Standing.NOT_ASKED),
    ]


def test_a_confirmed_report_leaves_nothing_to_do(agency: Agency, person: User) -> None:
    task = tracked_task(agency)
    confirm(make_report(task, agency))

    [item] = in_order(person)

    assert (item.standing, item.owed) == (Standing.SETTLED, False)


def test_other_agencies_tasks_are_not_in_it(agency: Agency, person: User) -> None:
    tracked_task(make_agency("商务部"))

    assert in_order(person) == []


def test_the_office_finds_what_collectives_were_given(agency: Agency) -> None:
    collective = make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
    task = tracked_task(agency, by_duty=())
    shared = make_task(task.plan, by_duty=[collective])

    assert owed(make_user(Role.OFFICE)) == [shared]


@pytest.mark.parametrize("tasks", [1, 3])
def test_the_number_of_queries_does_not_grow(
    agency: Agency, person: User, tasks: int, django_assert_num_queries: Any
) -> None:
    for _ in range(tasks):
        return_(make_report(tracked_task(agency), agency))

    with django_assert_num_queries(5):
        in_order(person)
