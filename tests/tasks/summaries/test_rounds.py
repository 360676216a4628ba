"""Who owes what in a round."""

import datetime

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from agencies.enums import AgencyKind, Role
from tasks.enums import Answer, ReportState
from tasks.models import ProgressReport, ReportingRound
from tasks.services.assignments import collective_expand
from tasks.summaries.rounds import RoundSheet, parts_owed, round_sheet
from tests.factories import (
    answer,
    confirm,
    hand_in,
    make_agency,
    make_assignment,
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

DUE = datetime.date(2020, 4, 15)
DAY = datetime.date(2020, 4, 20)


def stated(made: ReportingRound) -> ReportingRound:
    return ReportingRound.objects.with_state(DAY).get(pk=made.pk)


def answered(made: ReportingRound, report: ProgressReport, *, no_change: bool = False) -> None:
    report.round, report.no_change = made, no_change
    report.save()
    report.submissions.update(round=made)


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
    answered(made, make_report(task, one, submitted_at=moment(DUE)))
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
    for task in tasks:
        answer(made, task, task.assignments.get().agency, moment(DUE))
    with django_assert_num_queries(5):
        round_sheet(made, office, DAY)


def answer_on(made: ReportingRound, day: datetime.date) -> tuple[Answer, int]:
    known = ReportingRound.objects.with_state(day).get(pk=made.pk)
    sheet = round_sheet(known, make_user(Role.OFFICE), day, may_change=False)
    [part] = sheet.agencies[0].parts
    return part.answer, part.days_late


def days_after(number: int) -> datetime.date:
    return DUE + datetime.timedelta(days=number)


def test_a_past_day_shows_who_had_answered_by_then() -> None:
    plan, lead = make_plan(), make_agency("甲")
    task = make_task(plan, lead=lead)
    made = make_round(plan, [task], due_on=DUE)
    report = answer(made, task, lead, moment(days_after(1)))
    take_back(report, moment(days_after(3)))
    hand_in(report, moment(days_after(5)))
    return_(report, moment(days_after(7)))
    assert [answer_on(made, days_after(number)) for number in (0, 1, 2, 3, 4, 5, 6, 7)] == [
        (Answer.OWED, 0),
        (Answer.HANDED_IN, 1),
        (Answer.HANDED_IN, 1),
        (Answer.DRAFT, 0),
        (Answer.DRAFT, 0),
        (Answer.HANDED_IN, 5),
        (Answer.HANDED_IN, 5),
        (Answer.RETURNED, 0),
    ]


def test_what_answers_another_round_now_answered_this_one_then() -> None:
    plan, lead = make_plan(), make_agency("甲")
    task = make_task(plan, lead=lead)
    made = make_round(plan, [task], due_on=DUE)
    report = take_back(answer(made, task, lead, moment(DUE)), moment(days_after(2)))
    report.round = None
    hand_in(report, moment(days_after(4)))
    assert answer_on(made, days_after(1)) == (Answer.HANDED_IN, 0)
    assert answer_on(made, days_after(4)) == (Answer.OWED, 0)


def test_who_has_answered_and_begins_another_report_owes_nothing_by_that() -> None:
    plan, lead = make_plan(), make_agency("甲")
    task = make_task(plan, lead=lead)
    made = make_round(plan, [task], due_on=DUE)
    confirm(answer(made, task, lead, moment(DUE)), moment(DUE))
    another = make_report(task, lead, ReportState.DRAFT)
    another.round = made
    another.save()
    assert parts_owed(made, days_after(1)) == []


def test_what_was_thrown_away_later_had_been_handed_in() -> None:
    plan, lead = make_plan(), make_agency("甲")
    task = make_task(plan, lead=lead)
    made = make_round(plan, [task], due_on=DUE)
    take_back(answer(made, task, lead, moment(DUE)), moment(days_after(2))).delete()
    assert answer_on(made, days_after(1)) == (Answer.HANDED_IN, 0)
    assert answer_on(made, days_after(2)) == (Answer.OWED, 0)


def test_who_had_the_part_on_the_day_was_asked() -> None:
    plan, first, second = make_plan(), make_agency("甲"), make_agency("乙")
    task = make_task(plan, lead=first)
    made = make_round(plan, [task], due_on=DUE)
    part = task.assignments.get()
    part.in_force_until = moment(days_after(2))
    part.save()
    make_assignment(task, second, in_force_from=moment(days_after(2)))
    office = make_user(Role.OFFICE)
    for day, agency in ((days_after(1), "甲"), (days_after(2), "乙")):
        assert set(answers(round_sheet(stated(made), office, day, may_change=False))) == {f"1 {agency}"}


def test_a_collective_expanded_while_the_round_is_open_hands_the_question_to_its_members() -> None:
    plan, collective = make_plan(), make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
    task = make_task(plan, lead=collective)
    today = timezone.localdate()
    made = make_round(plan, [task], opens_on=today, due_on=today)
    office, member = make_user(Role.OFFICE), make_agency("商务部")
    now = ReportingRound.objects.with_state(today).get(pk=made.pk)
    assert set(answers(round_sheet(now, office, today))) == {"1 联席会议成员单位"}

    collective_expand(actor=office, assignment=task.assignments.get(), agencies=[member])

    assert answers(round_sheet(now, office, today)) == {"1 商务部": Answer.OWED}
    assert answers(round_sheet(now, make_user(Role.STAFF, member), today)) == {"1 商务部": Answer.OWED}
