"""What a new report begins with."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tasks.enums import ReportState, Status
from tasks.summaries.report_starts import ReportStart, report_start, report_starts
from tests.factories import confirm, make_agency, make_plan, make_report, make_task, return_

pytestmark = pytest.mark.django_db


def test_it_begins_with_the_values_that_were_confirmed_where_they_differ() -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    confirm(make_report(task, agency, percent=80, progress="上期进展"), percent=60)

    start = report_start(task, agency, timezone.localdate())

    assert (start.values["percent"], start.values["progress"]) == (60, "上期进展")
    assert start.confirmed_otherwise


def test_after_a_return_it_begins_with_what_was_returned_and_not_with_the_confirmed_one() -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    confirm(make_report(task, agency, percent=60))
    return_(make_report(task, agency, percent=90, progress="退回的"))

    start = report_start(task, agency, timezone.localdate())

    assert (start.values["percent"], start.values["progress"]) == (90, "退回的")
    assert not start.confirmed_otherwise
    assert (start.confirmed_status, start.confirmed_percent) == (Status.IN_PROGRESS, 60)
    assert start.returned is not None


def test_a_draft_goes_before_both() -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    confirm(make_report(task, agency, percent=80), percent=60)
    make_report(task, agency, ReportState.DRAFT, percent=70)

    assert report_start(task, agency, timezone.localdate()).values["percent"] == 70


def test_without_any_report_it_begins_empty() -> None:
    agency = make_agency()
    start = report_start(make_task(lead=agency), agency, timezone.localdate())
    assert start == ReportStart(None, None, None, None, None, None, None, two_person=False)
    assert start.values == {}


@pytest.mark.parametrize("number", [1, 5])
def test_many_take_as_many_queries_as_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan, agency = make_plan(), make_agency()
    tasks = [make_task(plan, lead=agency) for _ in range(number)]
    for task in tasks:
        confirm(make_report(task, agency))
    with django_assert_num_queries(5):
        starts = report_starts(agency, [task.pk for task in tasks], None)
    assert all(starts[task.pk].settled for task in tasks)
