"""Nothing typed is lost, and nobody is overwritten, where others write or decide meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agencies.models import Agency
from tasks.enums import AssignmentRole, ReportState
from tasks.models import ProgressReport, Task
from tests.factories import confirm, make_report, make_task, return_
from tests.tasks.pages.writing import form_of, opened, said

pytestmark = pytest.mark.django_db


def test_a_draft_saved_by_somebody_else_meanwhile_is_not_overwritten(
    own: Client, task: Task, agency: Agency
) -> None:
    draft = make_report(task, agency, ReportState.DRAFT, progress="原文")
    form = opened(draft)
    own.post(form_of(task), said(progress="同事先保存的", **form))

    answer = own.post(form_of(task), said(progress="我后保存的", **form))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ProgressReport.objects.get().progress == "同事先保存的"
    assert "同事先保存的" in page
    assert "我后保存的" in page
    assert [row.field.name for row in answer.context["form"].rows() if row.differs] == ["progress"]


def test_a_percent_that_the_status_decides_does_not_differ(own: Client, task: Task, agency: Agency) -> None:
    form = opened(make_report(task, agency, ReportState.DRAFT, progress="原文"))
    done = {"status": "completed", "percent": "100", "outcome": "办法已印发。", **form}
    own.post(form_of(task), said(progress="同事先保存的", **done))

    answer = own.post(form_of(task), said(progress="我后保存的", **done))

    assert [row.field.name for row in answer.context["form"].rows() if row.differs] == ["progress"]


def test_after_comparing_the_two_the_next_save_goes_through(own: Client, task: Task, agency: Agency) -> None:
    draft = make_report(task, agency, ReportState.DRAFT)
    form = opened(draft)
    own.post(form_of(task), said(progress="同事先保存的", **form))
    refused = own.post(form_of(task), said(progress="我后保存的", **form)).context["form"]

    own.post(
        form_of(task),
        said(progress="两人合并的", opened=refused["opened"].value(), version=refused["version"].value()),
    )

    assert ProgressReport.objects.get().progress == "两人合并的"


def test_two_people_who_both_began_anew_do_not_make_two_reports(own: Client, task: Task) -> None:
    own.post(form_of(task), said(progress="第一人"))

    answer = own.post(form_of(task), said(progress="第二人"))

    assert answer.status_code == 409
    assert ProgressReport.objects.get().progress == "第一人"
    assert "第二人" in answer.content.decode()
    assert answer.context["form"]["opened"].value() == str(ProgressReport.objects.get().pk)


def test_text_is_kept_where_the_draft_was_submitted_while_the_form_was_open(
    own: Client, task: Task, agency: Agency
) -> None:
    draft = make_report(task, agency, ReportState.DRAFT)
    form = opened(draft)
    own.post(form_of(task), said(progress="同事提交的", action="submit", **form))

    answer = own.post(form_of(task), said(progress="还想补充", **form))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "还想补充" in page
    assert f"/reports/{draft.pk}/" in page
    assert 'name="action"' not in page
    assert ProgressReport.objects.get().progress == "同事提交的"


@pytest.mark.parametrize("decide", [confirm, return_])
def test_text_typed_while_the_report_was_decided_begins_a_new_report(
    own: Client, task: Task, agency: Agency, decide: Any
) -> None:
    draft = make_report(task, agency, ReportState.DRAFT)
    form = opened(draft)
    own.post(form_of(task), said(action="submit", **form))
    decide(ProgressReport.objects.get())

    answer = own.post(form_of(task), said(progress="还想补充", **form))
    refused = answer.context["form"]
    own.post(
        form_of(task),
        said(
            progress="还想补充",
            opened=refused["opened"].value() or "",
            version=refused["version"].value() or "",
        ),
    )

    assert answer.status_code == 409
    assert ProgressReport.objects.get(state=ReportState.DRAFT).progress == "还想补充"
    assert ProgressReport.objects.count() == 2


def test_text_is_kept_where_the_draft_was_discarded_meanwhile(
    own: Client, task: Task, agency: Agency
) -> None:
    draft = make_report(task, agency, ReportState.DRAFT)
    form = opened(draft)
    draft.delete()

    answer = own.post(form_of(task), said(progress="还在写", **form))

    assert answer.status_code == 409
    assert "还在写" in answer.content.decode()
    assert not answer.context["form"]["opened"].value()


def test_text_is_kept_where_the_agency_lost_the_task_meanwhile(own: Client, task: Task) -> None:
    task.assignments.filter(role=AssignmentRole.LEAD).delete()

    answer = own.post(form_of(task), said(progress="写好了"))

    assert answer.status_code == 403
    assert "写好了" in answer.content.decode()
    assert not ProgressReport.objects.exists()


def test_the_draft_of_another_task_is_not_changed_through_this_one(
    own: Client, task: Task, agency: Agency
) -> None:
    other = make_report(make_task(lead=agency), agency, ReportState.DRAFT, progress="别的任务")

    answer = own.post(form_of(task), said(**opened(other)))

    assert answer.status_code == 409
    other.refresh_from_db()
    assert other.progress == "别的任务"


def test_a_form_that_does_not_say_which_version_it_shows_overwrites_nothing(
    own: Client, task: Task, agency: Agency
) -> None:
    draft = make_report(task, agency, ReportState.DRAFT, progress="同事先保存的")

    answer = own.post(form_of(task), said(progress="我后保存的", opened=draft.pk))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ProgressReport.objects.get().progress == "同事先保存的"
    assert "我后保存的" in page
    assert f'name="version" value="{draft.version}"' in page
