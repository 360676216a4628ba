"""Handing evidence in with the report form, and taking it away again."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from agencies.models import Agency
from tasks.enums import EvidenceGrade, ReportState
from tasks.models import Evidence, ProgressReport, Task
from tests.factories import make_report, make_task, return_
from tests.factories.evidence import PUBLISHED, make_file, make_link
from tests.factories.files import PDF, PNG, TEXT
from tests.tasks.pages.reading import text_of
from tests.tasks.pages.writing import form_of, opened, said

pytestmark = pytest.mark.django_db

DONE = {"status": "completed", "percent": "100", "outcome": "办法已印发。"}
LINK = {
    "evidence_url": PUBLISHED,
    "evidence_title": "关于印发办法的通知",
    "evidence_number": "国知办发〔2020〕1号",
    "evidence_date": "2020-05-13",
}


def chosen(*files: tuple[str, bytes]) -> dict[str, Any]:
    return {"evidence": [SimpleUploadedFile(name, content) for name, content in files]}


def titles() -> set[str]:
    return set(Evidence.objects.values_list("title", flat=True))


def test_what_is_taken_is_said_before_a_file_is_chosen(own: Client, task: Task, settings: Settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 3 * 1024 * 1024
    page = text_of(own, form_of(task))
    assert "OFD" in page
    assert "每个不超过 3.0" in page


def test_one_save_keeps_text_files_and_a_link_together(own: Client, task: Task) -> None:
    answer = own.post(form_of(task), said(**chosen(("通知.pdf", PDF), ("图.png", PNG)), **LINK))

    assert answer.status_code == 302
    report = ProgressReport.objects.get()
    assert (report.state, report.progress) == (ReportState.DRAFT, "起草了办法。")
    assert [row.file_name for row in report.evidence.exclude(file="")] == ["通知.pdf", "图.png"]
    link = report.evidence.get(file="")
    assert (link.url, link.grade) == (PUBLISHED, EvidenceGrade.PUBLIC)
    assert link.document_date == datetime.date(2020, 5, 13)


def test_one_click_hands_a_completed_task_in_with_its_evidence(own: Client, task: Task) -> None:
    own.post(form_of(task), said(action="submit", **DONE, **chosen(("通知.pdf", PDF))))
    assert ProgressReport.objects.get().state == ReportState.SUBMITTED


def test_a_completed_task_without_evidence_is_kept_as_a_draft_and_told_at_the_field(
    own: Client, task: Task
) -> None:
    answer = own.post(form_of(task), said(action="submit", **DONE))
    assert list(answer.context["form"].errors) == ["evidence"]
    assert "申请销号须有佐证" in answer.content.decode()
    assert ProgressReport.objects.get().state == ReportState.DRAFT


def test_a_refused_file_is_told_at_the_field_by_its_name_and_the_rest_is_kept(
    own: Client, task: Task
) -> None:
    files = chosen(("假.pdf", b"<html><script>alert(1)</script>"), ("通知.pdf", PDF), ("空.txt", b""))
    answer = own.post(form_of(task), said(action="submit", progress="写了很久", **files))

    errors = answer.context["form"].errors
    assert list(errors) == ["evidence"]
    assert [message.partition("：")[0] for message in errors["evidence"]] == ["假.pdf", "空.txt"]
    report = ProgressReport.objects.get()
    assert (report.state, report.progress) == (ReportState.DRAFT, "写了很久")
    assert titles() == {"通知.pdf"}
    assert "写了很久" in answer.content.decode()


def test_a_refused_file_is_told_with_the_marks_of_the_language_of_the_page(own: Client, task: Task) -> None:
    own.cookies["django_language"] = "en"
    answer = own.post(form_of(task), said(action="submit", **chosen(("空.txt", b""))))

    assert answer.context["form"].errors["evidence"][0].startswith("空.txt: ")


def test_what_was_kept_is_not_added_again_with_the_next_save(own: Client, task: Task) -> None:
    refused = own.post(form_of(task), said(**chosen(("假.pdf", TEXT)), **LINK))
    page = refused.context["form"]
    again = {name: page[name].value() or "" for name in (*LINK, "opened", "version")}
    assert again["evidence_url"] == ""
    assert again["evidence_number"] == LINK["evidence_number"]

    answer = own.post(form_of(task), said(**again, **chosen(("真.txt", TEXT))))

    assert answer.status_code == 302
    numbers = set(Evidence.objects.values_list("document_number", flat=True))
    assert (Evidence.objects.count(), numbers) == (2, {LINK["evidence_number"]})


def test_what_was_typed_about_a_kept_piece_is_gone_when_something_else_is_refused(
    own: Client, task: Task
) -> None:
    answer = own.post(form_of(task), said(action="submit", **{**DONE, "outcome": ""}, **LINK))
    form = answer.context["form"]
    assert list(form.errors) == ["outcome"]
    assert [form[name].value() for name in LINK] == [""] * 4
    assert titles() == {LINK["evidence_title"]}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"evidence_url": "javascript:alert(1)"}, "evidence_url"),
        ({"evidence_url": "不是网址"}, "evidence_url"),
        ({"evidence_url": f"https://a.cn/{'x' * 1000}"}, "evidence_url"),
        ({"evidence_url": "ftp://a.cn/x"}, "evidence_url"),
        ({"evidence_date": "昨天", "evidence_url": PUBLISHED}, "evidence_date"),
        ({"evidence_number": "1" * 101, "evidence_url": PUBLISHED}, "evidence_number"),
        ({"evidence_title": "零\0", "evidence_url": PUBLISHED}, "evidence_title"),
        ({"evidence_number": "国知办发〔2020〕1号"}, "evidence"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(
    own: Client, task: Task, typed: dict[str, str], field: str
) -> None:
    answer = own.post(form_of(task), said(progress="写了很久", **typed))
    assert list(answer.context["form"].errors) == [field]
    assert "写了很久" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_chosen_files_that_a_page_cannot_keep_are_asked_for_again(own: Client, task: Task) -> None:
    answer = own.post(form_of(task), said(percent="", **chosen(("通知.pdf", PDF))))
    assert list(answer.context["form"].errors) == ["percent"]
    assert "需要重新选择" in answer.content.decode()
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("crafted", [{"evidence-clear": "on"}, {"evidence": "文字"}])
def test_a_field_of_files_that_holds_something_else_adds_nothing(
    own: Client, task: Task, crafted: dict[str, str]
) -> None:
    assert own.post(form_of(task), said(**crafted)).status_code == 302
    assert not Evidence.objects.exists()


def test_a_file_that_is_too_large_is_told_at_the_field(own: Client, task: Task, settings: Settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 10
    answer = own.post(form_of(task), said(**chosen(("通知.pdf", PDF))))
    assert list(answer.context["form"].errors) == ["evidence"]


def test_a_piece_after_the_other_is_added_without_leaving_the_form(
    own: Client, task: Task, agency: Agency
) -> None:
    answer = own.post(form_of(task), said(action="evidence", **LINK))
    assert answer["Location"] == f"{form_of(task)}?agency={agency.pk}#evidence"
    page = text_of(own, form_of(task))
    assert LINK["evidence_title"] in page
    assert "公开可查" in page


def test_a_removed_piece_is_gone_and_the_text_of_the_form_saved(
    own: Client, task: Task, agency: Agency
) -> None:
    draft = make_report(task, agency, ReportState.DRAFT)
    kept, removed = make_link(draft), make_file(draft)
    form = own.get(form_of(task)).context["form"]
    assert f'value="remove-evidence-{removed.pk}"' in text_of(own, form_of(task))

    answer = own.post(
        form_of(task),
        said(
            progress="还没保存的话",
            action=f"remove-evidence-{removed.pk}",
            opened=form["opened"].value(),
            version=form["version"].value(),
        ),
    )

    assert answer["Location"].endswith("#evidence")
    draft.refresh_from_db()
    assert (draft.progress, list(draft.evidence.all())) == ("还没保存的话", [kept])


@pytest.mark.parametrize("key", ["999999", "", "x", "9" * 30, "-1"])
def test_a_piece_that_is_gone_already_is_told_and_the_text_saved(
    own: Client, task: Task, agency: Agency, key: str
) -> None:
    draft = make_report(task, agency, ReportState.DRAFT)
    answer = own.post(
        form_of(task), said(progress="还没保存的话", action=f"remove-evidence-{key}", **opened(draft))
    )
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.progress == "还没保存的话"


def test_the_evidence_of_another_report_is_not_removed_through_this_one(
    own: Client, task: Task, agency: Agency
) -> None:
    draft = make_report(task, agency, ReportState.DRAFT)
    other = make_link(make_report(make_task(lead=agency), agency, ReportState.DRAFT))
    answer = own.post(form_of(task), said(action=f"remove-evidence-{other.pk}", **opened(draft)))
    assert answer.status_code == 409
    assert Evidence.objects.filter(pk=other.pk).exists()


def test_the_first_button_of_the_form_saves_so_that_the_enter_key_removes_nothing(
    own: Client, task: Task, agency: Agency
) -> None:
    make_link(make_report(task, agency, ReportState.DRAFT))
    page = text_of(own, form_of(task))
    form = page[page.index("data-report-form") :]
    assert "name=" not in form[form.index("<button") :].partition(">")[0]
    own.post(form_of(task), {**said(**opened(ProgressReport.objects.get())), "action": ""})
    assert ProgressReport.objects.get().evidence.count() == 1


def test_a_colleague_who_adds_evidence_meanwhile_is_not_overwritten(
    own: Client, task: Task, agency: Agency
) -> None:
    draft = make_report(task, agency, ReportState.DRAFT)
    form = opened(draft)
    own.post(form_of(task), said(progress="同事的话", **LINK, **form))

    answer = own.post(form_of(task), said(progress="我的话", **chosen(("通知.pdf", PDF)), **form))

    assert answer.status_code == 409
    assert titles() == {LINK["evidence_title"]}
    assert LINK["evidence_title"] in answer.content.decode()
    assert "需要重新选择" in answer.content.decode()


def test_the_form_of_a_revision_shows_what_it_will_start_with(
    own: Client, task: Task, agency: Agency
) -> None:
    returned = make_report(task, agency)
    make_link(returned)
    return_(returned)
    page = text_of(own, form_of(task))
    assert "来自被退回的填报" in page
    assert "remove-evidence-" not in page

    own.post(form_of(task), said(action="submit", **DONE))

    assert ProgressReport.objects.get(revises=returned).evidence.get().url == PUBLISHED
