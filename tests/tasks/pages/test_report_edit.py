from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, AuditEntry, ReportingPolicy, User
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport, Task
from tests.factories import confirm, make_agency, make_report, make_task, make_user, return_
from tests.tasks.pages.writing import form_of, said

pytestmark = pytest.mark.django_db


def test_it_saves_a_draft(own: Client, task: Task, person: User) -> None:
    answer = own.post(form_of(task), said())

    assert answer.status_code == 302
    report = ProgressReport.objects.get()
    assert (report.state, report.status, report.percent) == ("draft", "in_progress", 40)
    assert (report.progress, report.next_step, report.created_by) == ("起草了办法。", "征求意见。", person)


def test_it_submits_in_one_click(own: Client, task: Task, person: User) -> None:
    own.post(form_of(task), said(action="submit"))

    report = ProgressReport.objects.get()
    assert (report.state, report.submitted_by) == (ReportState.SUBMITTED, person)
    assert set(AuditEntry.objects.values_list("action", "channel")) == {
        ("report.draft", "browser"),
        ("report.submit", "browser"),
    }


def test_it_sends_the_report_of_a_two_person_agency_to_its_approver(
    own: Client, task: Task, agency: Agency
) -> None:
    ReportingPolicy.objects.create(agency=agency, two_person=True)

    own.post(form_of(task), said(action="submit"))

    assert ProgressReport.objects.get().state == ReportState.PENDING_APPROVAL


@pytest.mark.parametrize(("status", "percent"), [("not_started", 0), ("completed", 100)])
def test_the_status_decides_the_percent_whatever_was_left_in_that_field(
    own: Client, task: Task, status: str, percent: int
) -> None:
    own.post(form_of(task), said(status=status, percent="37"))

    assert ProgressReport.objects.get().percent == percent


@pytest.mark.parametrize("percent", ["101", "-1", "四十", "40.5"])
def test_a_percent_that_is_none_is_told_what_one_is(own: Client, task: Task, percent: str) -> None:
    answer = own.post(form_of(task), said(percent=percent))

    assert answer.context["form"].errors == {"percent": ["完成比例须为 0 至 100 的整数。"]}
    assert "起草了办法。" in answer.content.decode()


def test_work_under_way_needs_a_percent_and_says_so_at_the_field(own: Client, task: Task) -> None:
    answer = own.post(form_of(task), said(percent=""))

    assert answer.context["form"].errors.keys() == {"percent"}
    assert "起草了办法。" in answer.content.decode()
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("left", ["status", "percent"])
def test_whoever_hands_in_an_empty_form_is_told_at_once_of_all_that_is_missing(
    own: Client, task: Task, left: str
) -> None:
    empty = said(action="submit", progress="", **{left: ""})
    assert own.post(form_of(task), empty).context["form"].errors.keys() == {left, "progress"}
    draft = own.post(form_of(task), {**empty, "action": "save"})
    assert draft.context["form"].errors.keys() == {left}


def test_a_submission_without_text_is_kept_as_a_draft_and_can_be_completed(own: Client, task: Task) -> None:
    answer = own.post(form_of(task), said(progress="", action="submit"))
    draft = ProgressReport.objects.get()

    assert answer.context["form"].errors.keys() == {"progress"}
    assert draft.state == ReportState.DRAFT
    own.post(form_of(task), said(action="submit", opened=answer.context["form"]["opened"].value(), version=1))
    assert ProgressReport.objects.get().state == ReportState.SUBMITTED


def test_it_opens_the_draft_that_lies_there(own: Client, task: Task, agency: Agency) -> None:
    draft = make_report(task, agency, ReportState.DRAFT, progress="写了一半")

    page = own.get(form_of(task)).content.decode()

    assert "写了一半" in page
    assert f'name="opened" value="{draft.pk}"' in page


def test_it_is_filled_with_the_last_confirmed_report(own: Client, task: Task, agency: Agency) -> None:
    confirm(make_report(task, agency, progress="上季度的进展", percent=30))

    answer = own.get(form_of(task))

    assert answer.context["form"].initial["progress"] == "上季度的进展"
    assert "opened" not in answer.context["form"].initial


def test_a_returned_report_shows_its_reason_and_is_revised_in_a_new_one(
    own: Client, task: Task, agency: Agency
) -> None:
    returned = make_report(task, agency, progress="太简单")
    return_(returned, reason="请写明文号。")

    page = own.get(form_of(task)).content.decode()
    own.post(form_of(task), said(action="submit"))

    assert 0 < page.index("请写明文号。") < page.index('id="task-text"')
    assert "太简单" in page
    revision = ProgressReport.objects.get(state=ReportState.SUBMITTED)
    assert revision.revises == returned


def test_a_report_that_waits_for_a_decision_is_shown_instead_of_the_form(
    own: Client, task: Task, agency: Agency
) -> None:
    report = make_report(task, agency)

    answer = own.get(form_of(task))

    assert answer.headers["Location"] == f"/reports/{report.pk}/"


def test_it_is_forbidden_to_agencies_without_a_part(client: Client, task: Task) -> None:
    client.force_login(make_user(Role.STAFF))

    assert client.get(form_of(task)).status_code == 403
    assert client.post(form_of(task), said()).status_code == 403


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OFFICE])
def test_it_is_forbidden_to_who_writes_for_no_agency(client: Client, task: Task, role: Role) -> None:
    client.force_login(make_user(role))

    assert client.get(form_of(task)).status_code == 403
    assert client.post(form_of(task), said()).status_code == 403


def test_it_asks_strangers_to_sign_in(client: Client, task: Task) -> None:
    assert client.get(form_of(task)).headers["Location"].startswith("/account/login/")


def test_it_knows_no_task_of_that_number(own: Client) -> None:
    assert own.get("/tasks/2020-999/report/").status_code == 404
    assert own.get("/tasks/x/report/").status_code == 404


def test_the_office_reports_for_a_collective(client: Client) -> None:
    collective = make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
    task = make_task(by_duty=[collective, make_agency("商务部")])
    client.force_login(make_user(Role.OFFICE))

    client.post(f"{form_of(task)}?agency={collective.pk}", said(action="submit"))

    report = ProgressReport.objects.get()
    assert (report.agency, report.state) == (collective, ReportState.SUBMITTED)


def test_nobody_reports_for_another_agency_by_naming_it(own: Client, task: Task) -> None:
    other = make_agency("商务部")

    assert own.get(f"{form_of(task)}?agency={other.pk}").status_code == 403


def test_every_status_is_offered_in_words(own: Client, task: Task) -> None:
    page = own.get(form_of(task)).content.decode()

    assert all(f'value="{status.value}"' in page for status in Status)


@pytest.mark.parametrize("reports", [1, 3])
def test_the_number_of_queries_does_not_grow_with_earlier_reports(
    own: Client, task: Task, agency: Agency, reports: int, django_assert_num_queries: Any
) -> None:
    for _ in range(reports):
        confirm(make_report(task, agency))

    with django_assert_num_queries(18):
        own.get(form_of(task))
