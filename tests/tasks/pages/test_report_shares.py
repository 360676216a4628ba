"""The lead's form and its report show the shares; the office sees who was silent."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency
from tasks.enums import ReportState
from tasks.models import ProgressReport, Task
from tasks.services.reports import report_submit
from tests.factories import make_agency, make_report, make_task, make_user
from tests.tasks.pages.reading import as_user
from tests.tasks.pages.writing import form_of, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(task: Task) -> ProgressReport:
    return make_report(task, make_agency("商务部"), progress="商务部所做工作。", problem="商务部的问题。")


def test_the_form_of_the_lead_shows_the_shares(own: Client, task: Task, share: ProgressReport) -> None:
    page = own.get(form_of(task)).content.decode()

    assert "商务部所做工作。" in page
    assert "商务部的问题。" in page
    assert f'href="/reports/{share.pk}/"' in page


def test_the_form_of_a_participant_shows_no_shares(task: Task, share: ProgressReport) -> None:
    other = make_agency("教育部")
    task.assignments.create(
        agency=other, role="participating", position=3, name_as_written=other.name, basis="explicit"
    )

    answer = as_user(make_user(Role.STAFF, other)).get(form_of(task))

    assert answer.context["shares"] is None
    assert "商务部所做工作。" not in answer.content.decode()


def test_the_lead_hands_in_without_a_silent_participant_and_the_office_sees_it(
    own: Client, task: Task
) -> None:
    own.post(form_of(task), said(action="submit"))
    report = ProgressReport.objects.get()

    assert report.state == ReportState.SUBMITTED
    for address in ("/review/", f"/reports/{report.pk}/"):
        page = as_user(make_user(Role.OFFICE)).get(address).content.decode()
        assert "未反馈" in page


def test_a_share_handed_in_late_leaves_it_at_that(own: Client, task: Task) -> None:
    own.post(form_of(task), said(action="submit"))
    report = ProgressReport.objects.get()
    late = make_report(task, make_agency("商务部"), ReportState.DRAFT)
    report_submit(actor=late.created_by, report=late)

    page = as_user(make_user(Role.OFFICE)).get(f"/reports/{report.pk}/").content.decode()

    assert "未反馈" in page
    assert "其后于" in page


@pytest.mark.parametrize("number", [1, 4])
def test_the_number_of_queries_does_not_grow_with_the_shares(
    agency: Agency, number: int, django_assert_num_queries: Any
) -> None:
    partners = [make_agency() for _ in range(number)]
    task = make_task(lead=agency, participating=partners)
    report = make_report(task, agency)
    for partner in partners:
        make_report(task, partner)
    client = as_user(make_user(Role.OFFICE))

    with django_assert_num_queries(16):
        client.get(f"/reports/{report.pk}/")
