"""Who owes what in a round."""

import datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from agencies.enums import Role
from tasks.enums import Answer, ReportState
from tasks.models import ProgressReport, ReportingRound
from tasks.summaries.rounds import RoundSheet, round_sheet
from tests.factories import make_agency, make_plan, make_report, make_round, make_task, make_user, moment

pytestmark = pytest.mark.django_db

DUE = datetime.date(2020, 4, 15)
DAY = datetime.date(2020, 4, 20)


def stated(made: ReportingRound) -> ReportingRound:
    return ReportingRound.objects.with_state(DAY).get(pk=made.pk)


def answered(made: ReportingRound, report: ProgressReport, *, no_change: bool = False) -> None:
    report.round, report.no_change = made, no_change
    report.save()


def answers(sheet: RoundSheet) -> dict[str, Answer]:
    return {
        f"{part.assignment.task.number} {asked.agency}": part.answer
        for asked in sheet.agencies
        for part in asked.parts
    }


def test_every_part_has_its_answer_and_late_is_counted_in_days() -> None:
    plan, lead, partner = make_plan(), make_agency("甲"), make_agency("乙")
    tasks = [make_task(plan, lead=lead, participating=[partner]) for _ in range(4)]
    made = make_round(plan, tasks, due_on=DUE)
    answered(made, make_report(tasks[0], lead, submitted_at=moment(DUE)))
    answered(made, make_report(tasks[1], lead, submitted_at=moment(DUE + datetime.timedelta(days=3))))
    answered(made, make_report(tasks[2], lead, ReportState.RETURNED, submitted_at=moment(DUE)))
    answered(made, make_report(tasks[0], partner, submitted_at=moment(DUE)), no_change=True)
    make_report(tasks[1], partner, submitted_at=moment(DUE))

    sheet = round_sheet(stated(made), make_user(Role.OFFICE), DAY)

    assert answers(sheet) == {
        "1 甲": Answer.HANDED_IN,
        "2 甲": Answer.HANDED_IN,
        "3 甲": Answer.RETURNED,
        "4 甲": Answer.OWED,
        "1 乙": Answer.NO_CHANGE,
        "2 乙": Answer.OWED,
        "3 乙": Answer.OWED,
        "4 乙": Answer.OWED,
    }
    assert (sheet.total, sheet.owing) == (8, 5)
    assert [(str(asked.agency), asked.owing, asked.late) for asked in sheet.agencies] == [
        ("乙", 3, 0),
        ("甲", 2, 1),
    ]
    late = [part.days_late for asked in sheet.agencies for part in asked.parts if part.days_late]
    assert late == [3]


def test_one_of_several_leads_answers_for_all() -> None:
    plan, one, other = make_plan(), make_agency("甲"), make_agency("乙")
    task = make_task(plan, lead=[one, other])
    made = make_round(plan, [task])
    answered(made, make_report(task, one))
    sheet = round_sheet(stated(made), make_user(Role.OFFICE), DAY)
    assert answers(sheet) == {"1 甲": Answer.HANDED_IN, "1 乙": Answer.BY_OTHER_LEAD}
    assert sheet.owing == 0


def test_an_agency_sees_its_own_and_the_shares_of_what_it_leads() -> None:
    plan, lead, partner, other = make_plan(), make_agency("甲"), make_agency("乙"), make_agency("丙")
    tasks = [make_task(plan, lead=lead, participating=[partner]), make_task(plan, lead=other)]
    made = stated(make_round(plan, tasks))
    assert set(answers(round_sheet(made, make_user(Role.STAFF, lead), DAY))) == {"1 甲", "1 乙"}
    assert set(answers(round_sheet(made, make_user(Role.STAFF, partner), DAY))) == {"1 乙"}
    assert answers(round_sheet(made, make_user(Role.VIEWER), DAY)) == {}


@pytest.mark.parametrize("number", [1, 5])
def test_the_number_of_queries_does_not_grow(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan = make_plan()
    tasks = [make_task(plan, lead=make_agency()) for _ in range(number)]
    made, office = stated(make_round(plan, tasks)), make_user(Role.OFFICE)
    with django_assert_num_queries(2):
        round_sheet(made, office, DAY)
