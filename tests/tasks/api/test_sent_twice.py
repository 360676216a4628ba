"""`Idempotency-Key`: what is sent again is not done again, and only what was done is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from agencies.enums import Role
from agencies.models import Agency, AuditEntry, IdempotentAnswer, User
from tasks.enums import NoticeKind, ReportState
from tasks.models import Evidence, Notice, ProgressReport, Task
from tests.api_client import ApiClient, check
from tests.factories import make_report, make_user
from tests.factories.files import PDF, PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(lead: Agency) -> User:
    return make_user(Role.STAFF, lead)


@pytest.fixture
def staff(person: User) -> ApiClient:
    return ApiClient(person)


@pytest.fixture
def begun(task: Task) -> dict[str, Any]:
    return {"task": task.reference, "status": "in_progress", "percent": 10, "progress": "完成调研。"}


def headers_of(answer: Any) -> dict[str, str]:
    return {name: said for name, said in answer.items() if name != "Idempotency-Replayed"}


def test_the_first_answer_is_given_again_byte_for_byte_and_nothing_is_written(
    staff: ApiClient, begun: dict[str, Any]
) -> None:
    first = staff.post("progress-reports/", begun, Idempotency_Key="a-1")
    second = staff.post("progress-reports/", begun, Idempotency_Key="a-1", Accept_Language="en")

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    assert headers_of(second) == headers_of(first)
    assert first["Location"]
    assert first["ETag"]
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert ProgressReport.objects.count() == 1
    assert AuditEntry.objects.filter(action="report.draft").count() == 1


def test_handing_in_twice_tells_the_office_once_and_looks_at_no_version_again(
    staff: ApiClient, task: Task, lead: Agency
) -> None:
    make_user(Role.OFFICE)
    draft = make_report(task, lead, ReportState.DRAFT)
    address = f"progress-reports/{draft.pk}/"
    seen = staff.get(address)["ETag"]
    answers = [staff.post(f"{address}submit/", {}, Idempotency_Key="b", If_Match=seen) for _time in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.content for answer in answers}) == 1
    assert Notice.objects.filter(kind=NoticeKind.REPORT_SUBMITTED).count() == 1
    assert AuditEntry.objects.filter(action="report.submit").count() == 1


def test_a_key_stands_for_one_request(staff: ApiClient, begun: dict[str, Any]) -> None:
    staff.post("progress-reports/", begun, Idempotency_Key="c")
    for path, sent in (
        ("progress-reports/", {**begun, "percent": 20}),
        ("progress-reports/bulk/", begun),
        ("notices/read/", begun),
    ):
        refused = staff.post(path, sent, Idempotency_Key="c")
        assert refused.status_code == 422
        assert refused.json()["detail"] == "此键已用于另一请求，请换一个新键。"


def test_a_key_belongs_to_a_person(staff: ApiClient, begun: dict[str, Any], lead: Agency) -> None:
    colleague = ApiClient(make_user(Role.STAFF, lead))
    assert staff.post("progress-reports/", begun, Idempotency_Key="d").status_code == 201
    refused = colleague.post("progress-reports/", begun, Idempotency_Key="d")
    assert (refused.status_code, "Idempotency-Replayed" in refused) == (409, False)
    assert colleague.post("notices/read/", {}, Idempotency_Key="d").status_code == 200


def test_who_may_not_go_on_any_more_gets_no_answer_again(
    staff: ApiClient, person: User, begun: dict[str, Any], partner: Agency
) -> None:
    staff.post("progress-reports/", begun, Idempotency_Key="e")
    person.agency = partner
    person.save()
    assert staff.post("progress-reports/", begun, Idempotency_Key="e").status_code == 422
    person.role = Role.VIEWER
    person.save()
    assert staff.post("progress-reports/", begun, Idempotency_Key="e").status_code == 403
    person.is_active = False
    person.save()
    assert staff.post("progress-reports/", begun, Idempotency_Key="e").status_code == 401


@pytest.mark.parametrize("key", ["", "x" * 256, "two words", "a\tb", "键"])
def test_a_key_that_is_none_is_refused(staff: ApiClient, begun: dict[str, Any], key: str) -> None:
    address, headers = "/api/v1/progress-reports/", {**staff.headers, "Idempotency-Key": key}
    refused: Any = staff.client.post(address, begun, "application/json", headers=headers)
    check("POST", address, refused)
    assert refused.status_code == 400
    assert "255" in refused.json()["detail"]
    assert not ProgressReport.objects.exists()


def test_the_longest_key_is_taken(staff: ApiClient, begun: dict[str, Any]) -> None:
    assert staff.post("progress-reports/", begun, Idempotency_Key="x" * 255).status_code == 201


def test_a_refusal_is_not_kept_and_may_be_corrected_under_the_same_key(
    staff: ApiClient, begun: dict[str, Any]
) -> None:
    for wrong in ({**begun, "percent": 400}, "{", {**begun, "task": "2020-999"}):
        assert staff.post("progress-reports/", wrong, Idempotency_Key="f").status_code == 400
    assert not IdempotentAnswer.objects.exists()
    assert staff.post("progress-reports/", begun, Idempotency_Key="f").status_code == 201


def test_of_many_at_once_only_what_was_done_is_kept(staff: ApiClient, begun: dict[str, Any]) -> None:
    wrong = {**begun, "percent": 400}
    for mode, items, status in (
        ("all_or_nothing", [begun, wrong], 400),
        ("each", [wrong, begun], 207),
        ("each", [wrong, begun], 207),
        ("all_or_nothing", [begun], 422),
    ):
        answer = staff.post("progress-reports/bulk/", {"mode": mode, "items": items}, Idempotency_Key="j")
        assert answer.status_code == status
    assert ProgressReport.objects.count() == 1
    assert AuditEntry.objects.filter(action="report.draft").count() == 1


def test_what_breaks_off_leaves_neither_the_write_nor_an_answer(
    staff: ApiClient, begun: dict[str, Any]
) -> None:
    def break_off(execute: Any, sql: str, *said: Any) -> Any:
        if sql.startswith(f'INSERT INTO "{IdempotentAnswer._meta.db_table}"'):
            raise RuntimeError("the process dies")
        return execute(sql, *said)

    with connection.execute_wrapper(break_off):
        assert staff.post("progress-reports/", begun, Idempotency_Key="g").status_code == 500
    assert not ProgressReport.objects.exists()
    assert not AuditEntry.objects.filter(action="report.draft").exists()
    again = staff.post("progress-reports/", begun, Idempotency_Key="g")
    assert (again.status_code, "Idempotency-Replayed" in again) == (201, False)


def test_a_file_is_known_by_its_content_and_kept_once(staff: ApiClient, task: Task, lead: Agency) -> None:
    address = f"/api/v1/progress-reports/{make_report(task, lead, ReportState.DRAFT).pk}/evidence/"

    def upload(content: bytes, name: str = "a.pdf", title: str = "通知") -> Any:
        said = {"file": SimpleUploadedFile(name, content), "title": title}
        answer = staff.client.post(address, said, headers={**staff.headers, "Idempotency-Key": "h"})
        check("POST", address, answer)
        return answer

    first, second = upload(PDF), upload(PDF)
    assert (first.status_code, second.content) == (201, first.content)
    assert second["Idempotency-Replayed"] == "true"
    [kept] = Evidence.objects.all()
    assert kept.size == len(PDF)
    others = [upload(PDF + b"\n"), upload(PNG), upload(PDF, "b.pdf"), upload(PDF, title="意见")]
    assert [answer.status_code for answer in others] == [422] * 4


def test_a_key_means_nothing_where_nothing_is_posted(staff: ApiClient) -> None:
    answers = [staff.get("tasks/", Idempotency_Key="i") for _time in range(2)]
    assert ["Idempotency-Replayed" in answer for answer in answers] == [False, False]
    assert not IdempotentAnswer.objects.exists()
