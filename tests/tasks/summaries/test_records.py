"""What rounds asked of an agency, and when it answered."""

from __future__ import annotations

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.enums import AssignmentRole, Promptness, ReportState, RoundStep
from tasks.models import Assignment, ReportingRound, Task
from tasks.summaries.records import AgencyRecord, agency_record
from tasks.summaries.rounds import round_sheet
from tests.factories import (
    accept,
    answer,
    confirm,
    make_agency,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
    moment,
    return_,
    take_back,
)

pytestmark = pytest.mark.django_db

OPENED, DUE = datetime.date(2020, 4, 1), datetime.date(2020, 4, 15)
LATE, CLOSED, DAY = (datetime.date(2020, 4, day) for day in (18, 20, 30))


def asked(tasks: list[Task], *, closed_on: datetime.date | None = CLOSED) -> ReportingRound:
    return make_round(tasks[0].plan, tasks, opens_on=OPENED, due_on=DUE, closed_on=closed_on)


def record_of(agency: Agency, day: datetime.date = DAY, reader: User | None = None) -> AgencyRecord:
    reader = reader or User(role=Role.OFFICE)
    return agency_record(Assignment.objects.filter(agency=agency), reader, day)


def promptness(record: AgencyRecord) -> dict[int, Promptness]:
    return {part.number: part.promptness for part in record.parts}


def test_what_was_handed_in_by_the_due_date_is_in_time_later_late_and_else_missed() -> None:
    plan, agency = make_plan(), make_agency()
    tasks = [make_task(plan, lead=agency) for _ in range(4)]
    made = asked(tasks)
    answer(made, tasks[0], agency, moment(DUE))
    answer(made, tasks[1], agency, moment(LATE))
    take_back(answer(made, tasks[2], agency, moment(DUE)), moment(LATE))
    record = record_of(agency)
    assert promptness(record) == {
        1: Promptness.IN_TIME,
        2: Promptness.LATE,
        3: Promptness.MISSED,
        4: Promptness.MISSED,
    }
    [late] = [part for part in record.parts if part.promptness == Promptness.LATE]
    assert (late.handed_in_on, late.days_late) == (LATE, 3)
    [of_round] = record.rounds
    assert (of_round.asked, of_round.by_promptness[Promptness.MISSED], of_round.is_over) == (4, 2, True)
    before = record_of(agency, DUE)
    assert promptness(before)[3] == Promptness.IN_TIME
    assert promptness(before)[2] == Promptness.AWAITED
    assert before.roles[0].asked == 0


def test_what_came_back_counts_as_handed_in_on_its_first_day() -> None:
    plan, agency, lead = make_plan(), make_agency(), make_agency()
    task, share = make_task(plan, lead=agency), make_task(plan, lead=lead, participating=[agency])
    made = asked([task, share])
    return_(answer(made, task, agency, moment(DUE)), moment(DUE))
    confirm(answer(made, task, agency, moment(LATE)), moment(LATE))
    accept(answer(made, share, agency, moment(DUE)), moment(DUE))
    [of_round] = record_of(agency).rounds
    assert of_round.by_promptness[Promptness.IN_TIME] == 2
    assert (of_round.confirmed, of_round.returned) == (2, 1)
    [before] = record_of(agency, DUE).rounds
    assert (before.confirmed, before.returned) == (1, 1)
    eve = OPENED - datetime.timedelta(days=1)
    made.decisions.filter(step=RoundStep.OPEN).update(decided_at=moment(eve))
    ReportingRound.objects.update(opened_at=moment(eve))
    assert record_of(agency, eve).rounds == []


def test_what_another_lead_handed_in_answers_for_all_leads_and_is_nobodys_record() -> None:
    plan, agency, other, partner = make_plan(), make_agency(), make_agency(), make_agency()
    task = make_task(plan, lead=[agency, other], participating=[partner])
    answer(asked([task]), task, other, moment(DUE))
    record = record_of(agency)
    assert promptness(record) == {1: Promptness.BY_OTHER_LEAD}
    assert record.roles[0].asked == 0
    assert promptness(record_of(partner)) == {1: Promptness.MISSED}


def test_a_part_that_was_given_after_the_round_or_taken_away_before_was_not_asked() -> None:
    plan, agency = make_plan(), make_agency()
    tasks = [make_task(plan, lead=agency) for _ in range(2)]
    asked(tasks)
    tasks[0].assignments.update(in_force_from=moment(CLOSED, 10))
    tasks[1].assignments.update(in_force_until=moment(OPENED, 10))
    assert record_of(agency).rounds == []


def test_a_share_in_time_needs_five_answers() -> None:
    plan, agency = make_plan(), make_agency()
    tasks = [make_task(plan, by_duty=[agency]) for _ in range(5)]
    led = [make_task(plan, lead=agency) for _ in range(4)]
    made = asked([*tasks, *led])
    for task in [*tasks[:4], *led]:
        answer(made, task, agency, moment(DUE))
    roles = {one.role: one for one in record_of(agency).roles}
    assert (roles[AssignmentRole.BY_DUTY].asked, roles[AssignmentRole.BY_DUTY].percent_in_time) == (5, 80)
    assert (roles[AssignmentRole.LEAD].asked, roles[AssignmentRole.LEAD].percent_in_time) == (4, None)


def test_it_takes_two_queries_however_much_was_asked(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    agency = make_agency()
    for year in ("2019", "2020"):
        plan = make_plan(year)
        tasks = [make_task(plan, lead=agency) for _ in range(3)]
        answer(asked(tasks, closed_on=None), tasks[0], agency, moment(DUE))
        with django_assert_num_queries(2):
            record_of(agency)


def test_a_draft_answers_nothing() -> None:
    plan, agency = make_plan(), make_agency()
    task = make_task(plan, lead=agency)
    made = asked([task])
    make_report(task, agency, ReportState.DRAFT, author=None)
    assert promptness(record_of(agency)) == {1: Promptness.MISSED}
    assert made.pk == record_of(agency).rounds[0].round.pk


def test_a_round_that_is_not_over_is_read_by_whoever_may_know_who_has_answered() -> None:
    plan, lead, partner, other = make_plan(), make_agency(), make_agency(), make_agency()
    shared = make_task(plan, lead=lead, participating=[partner])
    tasks = [shared, make_task(plan, lead=partner), make_task(plan, lead=other, participating=[partner])]
    made = asked(tasks, closed_on=None)
    answer(made, shared, partner, moment(OPENED))
    readers = {
        make_user(Role.OFFICE): {1, 2, 3},
        make_user(Role.STAFF, partner): {1, 2, 3},
        make_user(Role.STAFF, lead): {1},
        make_user(Role.STAFF, make_agency()): set(),
        make_user(Role.VIEWER): set(),
    }
    for reader, numbers in readers.items():
        open_ones = record_of(partner, DUE, reader)
        assert set(promptness(open_ones)) == numbers
        assert [one.asked for one in open_ones.rounds] == ([len(numbers)] if numbers else [])
        sheet = round_sheet(ReportingRound.objects.with_state(DUE).get(), reader, DUE)
        of_partner = [part for one in sheet.agencies if one.agency == partner for part in one.parts]
        assert {part.assignment.task.number for part in of_partner} == numbers
        # Once it is over it is everybody's.
        assert set(promptness(record_of(partner, LATE, reader))) == {1, 2, 3}
