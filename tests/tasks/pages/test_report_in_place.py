"""The report form below its row of one's own tasks and on its task's page; the same with and without htmx."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency
from tasks.enums import AssignmentRole, ReportState
from tasks.models import ProgressReport, Task
from tests.factories import make_report, make_task, make_user, return_
from tests.factories.files import PDF
from tests.tasks.pages.reading import HTMX
from tests.tasks.pages.writing import form_of, opened, said

pytestmark = pytest.mark.django_db

LIST = "/my/?role=lead"


def part_of(task: Task) -> int:
    return task.assignments.get(role=AssignmentRole.LEAD).pk


def sent(own: Client, task: Task, **changed: Any) -> Any:
    """Sends the form that was opened on `LIST`."""
    return own.post(form_of(task), said(next=LIST, **changed), headers=HTMX)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_list_opens_the_form_below_its_row_and_leads_back_as_it_was_filtered(
    own: Client, task: Task, agency: Agency, headers: dict[str, str]
) -> None:
    make_task(lead=agency)

    answer = own.get(f"{LIST}&write={part_of(task)}", headers=headers)
    page = answer.content.decode()

    assert ("<html" in page) == (not headers)
    assert page.count("data-report-form") == 1
    assert f'action="/tasks/{task.reference}/report/?agency={agency.pk}"' in page
    assert f'name="next" value="{LIST}"' in page
    assert f'data-opened-by="write-{part_of(task)}"' in page
    assert f'id="write-{part_of(task)}" hx-get="?role=lead&amp;write={part_of(task)}"' in page
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_handed_in_in_place_leads_back_to_the_list(
    own: Client, task: Task, headers: dict[str, str]
) -> None:
    form = own.get(f"{LIST}&write={part_of(task)}").context["form"]
    typed = said(action="submit", next=LIST, opened=form["opened"].value() or "")

    answer = own.post(form_of(task), typed, headers=headers)
    page = own.get(answer["Location"], headers=headers).content.decode()

    assert answer["Location"] == LIST
    assert "填报已提交" in page
    assert "data-report-form" not in page
    assert ('id="messages" hx-swap-oob="innerHTML"' in page) == bool(headers)
    assert ProgressReport.objects.get().state == ReportState.SUBMITTED


def test_a_refusal_takes_the_place_of_the_form_with_what_was_typed(own: Client, task: Task) -> None:
    answer = sent(own, task, status="in_progress", percent="140", action="submit")
    page = answer.content.decode()

    assert (answer["HX-Retarget"], answer["HX-Push-Url"]) == ("#report-edit", "false")
    assert "<html" not in page
    assert 'id="report-edit"' in page
    assert "error-summary" in page
    assert "起草了办法。" in page
    assert f'name="next" value="{LIST}"' in page


def test_a_stale_form_shows_both_in_place(own: Client, task: Task, agency: Agency) -> None:
    form = opened(make_report(task, agency, ReportState.DRAFT, progress="原文"))
    sent(own, task, progress="同事先保存的", **form)

    answer = sent(own, task, progress="我后保存的", **form)

    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#report-edit"
    assert all(text in answer.content.decode() for text in ("同事先保存的", "我后保存的"))


def test_a_part_lost_meanwhile_is_told_in_place_with_the_text_kept(own: Client, task: Task) -> None:
    task.assignments.filter(role=AssignmentRole.LEAD).delete()

    answer = sent(own, task, progress="写好了")

    assert (answer.status_code, answer["HX-Retarget"]) == (403, "#report-edit")
    assert "写好了" in answer.content.decode()


def test_a_file_is_added_in_place_and_the_form_stays_open_on_the_draft(own: Client, task: Task) -> None:
    file = SimpleUploadedFile("办法.pdf", PDF)

    answer = sent(own, task, action="evidence", evidence=[file], evidence_number="国办发〔2020〕1号")
    page, draft = answer.content.decode(), ProgressReport.objects.get()

    assert answer["HX-Retarget"] == "#report-edit"
    assert "办法.pdf" in page
    assert 'id="messages" hx-swap-oob="innerHTML"><ul' in page
    assert f'name="version" value="{draft.version}"' in page
    assert "国办发〔2020〕1号" not in page.partition('name="evidence_number"')[2][:200]
    removed = sent(own, task, action=f"remove-evidence-{draft.evidence.get().pk}", **opened(draft))
    assert removed["HX-Retarget"] == "#report-edit"
    assert not draft.evidence.exists()


def test_why_a_report_came_back_stands_above_the_form_before_and_after_a_file_is_added(
    own: Client, task: Task, agency: Agency
) -> None:
    return_(make_report(task, agency), reason="请写明文号。")

    page = own.get(f"{LIST}&write={part_of(task)}").content.decode()
    answer = sent(own, task, action="evidence").content.decode()

    assert page.index('id="returned"') < page.index('id="task-text"') < page.index('id="report-edit"')
    assert '<section class="notice notice--warning" id="returned"' in answer
    assert answer.count("请写明文号。") == 1


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_page_of_a_task_opens_the_form_and_shows_what_became_of_it(
    own: Client, task: Task, headers: dict[str, str]
) -> None:
    address = f"/tasks/{task.reference}/"

    page = own.get(f"{address}?write={part_of(task)}", headers=headers).content.decode()
    answer = own.post(form_of(task), said(next=address), headers=headers)
    after = own.get(answer["Location"], headers=headers).content.decode()

    assert ("<html" in page) == (not headers)
    assert page.count("data-report-form") == 1
    assert f'name="next" value="{address}"' in page
    assert answer["Location"] == address
    assert "起草了办法。" in after
    assert "草稿已保存" in after


@pytest.mark.parametrize("state", [ReportState.SUBMITTED, ReportState.PENDING_APPROVAL])
def test_no_form_is_opened_over_a_report_on_its_way(
    own: Client, task: Task, agency: Agency, state: ReportState
) -> None:
    make_report(task, agency, state)

    assert "form" not in own.get(f"/my/?write={part_of(task)}").context
    assert "form" not in own.get(f"/tasks/{task.reference}/?write={part_of(task)}").context


def test_no_form_is_opened_for_others_or_on_a_day_that_has_passed(
    own: Client, client: Client, task: Task
) -> None:
    address, past = f"/tasks/{task.reference}/?write={part_of(task)}", datetime.date(2020, 1, 1)
    assert "form" in own.get(address).context
    assert "form" not in own.get(f"{address}&as_of={past}").context
    for written in ("0", "x", "9" * 30, "\0", ""):
        assert own.get("/my/", {"write": written}).status_code == 200
    client.force_login(make_user(Role.VIEWER))
    assert "form" not in client.get(address).context


def test_who_is_signed_out_keeps_the_page_with_what_was_typed(client: Client, task: Task) -> None:
    assert sent(client, task).status_code == 401
    assert client.post(form_of(task), said()).status_code == 302


@pytest.mark.parametrize("address", ["https://elsewhere.example/my/", "//elsewhere.example/", "?role=lead"])
def test_what_is_no_address_of_this_site_is_not_gone_on_to(own: Client, task: Task, address: str) -> None:
    answer = own.post(form_of(task), said(next=address))

    assert answer["Location"] == "/my/"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_office_decides_on_the_page_of_the_task(
    desk: Client, task: Task, agency: Agency, headers: dict[str, str]
) -> None:
    report, address = make_report(task, agency, problem="需要协调"), f"/tasks/{task.reference}/"

    page = desk.get(f"{address}?report={report.pk}", headers=headers).content.decode()
    step = {"version": report.version, "next": address}
    refused = desk.post(f"/reports/{report.pk}/return/", {**step, "reason": " "}, headers=headers)
    answer = desk.post(f"/reports/{report.pk}/return/", {**step, "reason": "请补充"}, headers=headers)
    after = desk.get(answer["Location"], headers=headers).content.decode()

    assert ("<html" in page) == (not headers)
    assert 'id="report-work"' in page
    assert page.count(f'name="next" value="{address}"') == page.count('name="version"')
    assert "error-summary" in refused.content.decode()
    assert answer["Location"] == address
    assert "请补充" in after
    assert 'id="report-work"' not in after


def test_nothing_is_decided_there_by_who_may_not(own: Client, task: Task, agency: Agency) -> None:
    report = make_report(task, agency)

    for written in (report.pk, "x", "9" * 30):
        page = own.get(f"/tasks/{task.reference}/?report={written}").content.decode()
        assert 'id="report-work"' not in page
