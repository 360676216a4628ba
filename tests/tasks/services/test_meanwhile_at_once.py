"""Facts recorded at the very moment in which what they hang on is moved, closed or decided."""

from __future__ import annotations

import datetime

import pytest
from django.db.models import F
from django.utils import timezone

from agencies.enums import Role
from agencies.errors import Conflict
from tasks.enums import AssignmentRole, LinkDecision, ReportState
from tasks.models import Assignment, ProgressReport, ReportingRound, Submission, Task, TaskLink, TaskStanding
from tasks.services.assignments import Grant, agencies_assign
from tasks.services.links import Ruling, link_decide
from tasks.services.reports import report_submit
from tasks.services.rounds import RoundClosed, round_close
from tasks.services.standings import standings_refresh, standings_wrong
from tests.factories import (
    make_agency,
    make_plan,
    make_report,
    make_round,
    make_section,
    make_task,
    make_user,
)
from tests.tasks.services.test_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

TIMES = 6
"""So often, that both orders are met."""


def nothing_kept_is_wrong() -> bool:
    """Whether what is kept of tasks is what their facts say."""
    return list(standings_wrong(day=timezone.localdate())) == []


def test_an_assignment_added_while_its_task_moves_stands_where_the_task_does() -> None:
    office, plan, other = make_user(Role.OFFICE), make_plan(), make_plan()
    section = make_section(other)
    for number in range(1, TIMES + 1):
        task, agency = make_task(plan), make_agency()

        def move(task: Task = task, number: int = number) -> None:
            Task.objects.filter(pk=task.pk).update(plan=other, section=section, number=number)

        def assign(task: Task = task, grant: Grant = Grant(agency, AssignmentRole.LEAD)) -> None:  # noqa: B008
            agencies_assign(actor=office, tasks=[task], grants=[grant])

        assert at_once(move, assign) == []
    placed = Assignment.objects.filter(plan=F("task__plan"), number=F("task__number"))
    assert placed.filter(plan=other).count() == TIMES
    assert TaskStanding.objects.filter(plan=other, section=section, number=F("task__number")).count() == TIMES
    assert nothing_kept_is_wrong()


def test_a_report_handed_in_while_its_round_closes_answers_it_or_stays_a_draft() -> None:
    office, today, agency = make_user(Role.OFFICE), timezone.localdate(), make_agency()
    for _ in range(TIMES):
        plan = make_plan(tracked_from=datetime.date(2020, 1, 1))
        task = make_task(plan, lead=agency)
        asked = make_round(plan, [task], opens_on=today, due_on=today)
        draft = make_report(task, agency, ReportState.DRAFT)
        draft.round = asked
        draft.save()
        standings_refresh(tasks=[task.pk])

        def close(asked: ReportingRound = asked) -> None:
            round_close(actor=office, reporting_round=asked)

        def submit(draft: ProgressReport = draft) -> None:
            report_submit(actor=draft.created_by, report=draft)

        raised = at_once(close, submit)
        draft.refresh_from_db()
        refused = [type(error) for error in raised]
        handed_in = list(Submission.objects.filter(report=draft).values_list("round", flat=True))
        assert (refused, draft.state, handed_in) in (
            ([], ReportState.SUBMITTED, [asked.pk]),
            ([RoundClosed], ReportState.DRAFT, []),
        )
    assert nothing_kept_is_wrong()


def test_of_two_who_confirm_one_link_one_decides_and_the_other_is_shown_it() -> None:
    earlier, later = make_task(make_plan("2016")), make_task(make_plan("2020"))
    people = [make_user(Role.OFFICE), make_user(Role.OFFICE)]
    ruling = Ruling(later, earlier, LinkDecision.CONFIRMED)
    raised = at_once(*(lambda person=person: link_decide(actor=person, ruling=ruling) for person in people))
    link = TaskLink.objects.get()
    assert [(type(error), getattr(error, "current", None)) for error in raised] == [(Conflict, link)]


def test_two_who_confirm_one_link_from_both_sides_make_one() -> None:
    tasks = [make_task(make_plan("2016")), make_task(make_plan("2020"))]
    people = [make_user(Role.OFFICE), make_user(Role.OFFICE)]
    rulings = [Ruling(later, earlier, LinkDecision.CONFIRMED) for later, earlier in (tasks, tasks[::-1])]
    raised = at_once(
        *(
            lambda person=person, ruling=ruling: link_decide(actor=person, ruling=ruling)
            for person, ruling in zip(people, rulings, strict=True)
        )
    )
    assert ([type(error) for error in raised], TaskLink.objects.count()) == ([Conflict], 1)
