from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from agencies.enums import Role
from agencies.models import User
from plans.models import TrackingChange
from tasks.enums import AssignmentRole, ReportState
from tasks.models import DueDateChange, Evidence, Opinion, ProgressReport, Review, Synopsis
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
        *Opinion.objects.values_list("reason", flat=True),
        *Synopsis.objects.values_list("text", flat=True),
        *Evidence.objects.values_list("title", flat=True),
        *Evidence.objects.values_list("document_number", flat=True),
    ]
    assert all(text.startswith("【演示】") for text in words if text)
    assert set(Evidence.objects.values_list("grade", flat=True)) == {"own_word", "document", "public"}
    assert (Opinion.objects.count(), Synopsis.objects.count()) == (1, 1)
    people = User.objects.all()
    assert all(person.is_demo and "演示" in person.display_name for person in people)
    assert {person.role for person in people} == set(Role.values)
    assert all(person.username in said for person in people)

    create_demo()
    assert ProgressReport.objects.count() == len(made)
    assert User.objects.count() == len(people)
