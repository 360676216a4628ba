"""核定为 and 重新开启 on the pages: the form, and the reported beside the confirmed value everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency
from tasks.enums import Status
from tasks.models import ProgressReport, Review, Task
from tests.factories import confirm, make_report, make_user, reopen
from tests.tasks.pages.reading import text_of

pytestmark = pytest.mark.django_db


def post(desk: Client, report: ProgressReport, step: str, **values: Any) -> Any:
    return desk.post(f"/reports/{report.pk}/{step}/", {"version": report.version, **values})


def test_another_value_is_confirmed_with_its_reason(desk: Client, task: Task, agency: Agency) -> None:
    report = make_report(task, agency, percent=80)

    answer = post(desk, report, "confirm", status="", percent="60", reason="")
    assert answer.context["steps"]["confirm"].errors.keys() == {"reason"}

    post(desk, report, "confirm", status="in_progress", percent="60", reason="材料不足")
    assert (Review.objects.get().percent, Review.objects.get().reason) == (60, "材料不足")


def test_an_empty_form_confirms_what_was_reported(desk: Client, task: Task, agency: Agency) -> None:
    report = make_report(task, agency, status=Status.ONGOING, percent=30)

    post(desk, report, "confirm", status="", percent="", reason="", document_number="", override_reason="")

    assert (Review.objects.get().status, Review.objects.get().percent) == (Status.ONGOING, 30)


def test_a_completion_that_only_the_office_sees_asks_about_the_participants(
    desk: Client, task: Task, agency: Agency
) -> None:
    report = make_report(task, agency, percent=90)

    page = post(desk, report, "confirm", status="completed", reason="已印发").content.decode()

    assert 'name="override_reason"' in page
    assert "商务部" in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.COMPLETED, ("申请销号", "核定并销号")),
        (Status.SUSPENDED, ("申请暂缓", "核定暂缓")),
        (Status.DROPPED, ("申请不再推进", "核定不再推进")),
    ],
)
def test_a_claim_is_marked_and_its_button_says_what_it_does(
    desk: Client, task: Task, agency: Agency, status: Status, words: tuple[str, str]
) -> None:
    report = make_report(task, agency, status=status)

    page = text_of(desk, f"/reports/{report.pk}/")

    assert all(word in page for word in words)


def test_a_share_claims_nothing_of_the_office(task: Task, agency: Agency) -> None:
    partner = task.assignments.exclude(agency=agency).get().agency
    share = make_report(task, partner, status=Status.COMPLETED)
    lead = Client()
    lead.force_login(make_user(Role.STAFF, agency))

    assert "申请销号" not in text_of(lead, f"/reports/{share.pk}/")


def test_it_is_said_that_the_task_is_closed_off(desk: Client, task: Task, agency: Agency) -> None:
    report = make_report(task, agency, status=Status.COMPLETED)

    answer = post(desk, report, "confirm", override_reason="另行完成")
    assert "已核定并销号" in desk.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize("address", ["/reports/{report.pk}/", "/tasks/{report.task.reference}/", "/my/"])
def test_both_values_stand_wherever_the_report_is_shown(
    own: Client, task: Task, agency: Agency, address: str
) -> None:
    report = make_report(task, agency, percent=83)
    confirm(report, percent=61, status=Status.ONGOING)

    page = text_of(own, address.format(report=report))

    assert "核定为" in page
    assert "83%" in page
    assert "61%" in page


def test_a_value_confirmed_as_reported_stands_there_once(own: Client, task: Task, agency: Agency) -> None:
    report = make_report(task, agency, percent=83)
    confirm(report)

    assert "核定为" not in text_of(own, f"/tasks/{task.reference}/")


def test_the_next_report_is_compared_with_what_was_confirmed(
    desk: Client, task: Task, agency: Agency
) -> None:
    confirm(make_report(task, agency, percent=80), status=Status.IN_PROGRESS, percent=60)
    same, more = make_report(task, agency, percent=60), None

    sheet = desk.get(f"/reports/{same.pk}/").context["sheet"]
    assert not sheet.values_changed

    confirm(same)
    more = make_report(task, agency, percent=80)
    assert desk.get(f"/reports/{more.pk}/").context["sheet"].values_changed


def test_the_office_reopens_from_the_report(desk: Client, task: Task, agency: Agency) -> None:
    report = make_report(task, agency, status=Status.COMPLETED)
    confirm(report)
    assert f"/reports/{report.pk}/#reopen" in text_of(desk, f"/tasks/{task.reference}/")
    assert f"/reports/{report.pk}/reopen/" in text_of(desk, f"/reports/{report.pk}/")

    answer = post(desk, report, "reopen", status="in_progress", percent="60", reason="未落实")

    assert answer.status_code == 302
    assert "重新开启" in text_of(desk, f"/tasks/{task.reference}/")
    assert f"/reports/{report.pk}/#reopen" not in text_of(desk, f"/tasks/{task.reference}/")


def test_reopening_to_completed_is_no_choice(desk: Client, task: Task, agency: Agency) -> None:
    report = make_report(task, agency, status=Status.COMPLETED)
    confirm(report)

    answer = post(desk, report, "reopen", status="completed", reason="未落实")

    assert answer.context["steps"]["reopen"].errors.keys() == {"status"}


def test_a_second_reopening_is_told_so_and_keeps_what_was_typed(
    desk: Client, task: Task, agency: Agency
) -> None:
    report = make_report(task, agency, status=Status.COMPLETED)
    confirm(report)
    reopen(report, percent=40)

    answer = post(desk, report, "reopen", status="in_progress", percent="60", reason="第二人的理由")

    assert answer.status_code == 409
    assert "第二人的理由" in answer.content.decode()


def test_only_the_office_is_offered_to_reopen(own: Client, task: Task, agency: Agency) -> None:
    report = make_report(task, agency, status=Status.COMPLETED)
    confirm(report)

    assert "reopen" not in own.get(f"/reports/{report.pk}/").context["steps"]
    assert "#reopen" not in text_of(own, f"/tasks/{task.reference}/")


def test_the_reason_of_a_reopening_is_not_for_everyone(task: Task, agency: Agency) -> None:
    report = make_report(task, agency, status=Status.COMPLETED)
    confirm(report)
    reopen(report, percent=40)
    reader = Client()
    reader.force_login(make_user(Role.VIEWER))

    page = text_of(reader, f"/reports/{report.pk}/")

    assert "40%" in page
    assert "成果未落实" not in page
