"""Evidence over the API: listed, added as file or link, given out, removed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.enums import Role
from agencies.models import Agency, AuditEntry
from tasks.enums import ReportState
from tasks.models import Evidence, ProgressReport, Task
from tests.api_client import ApiClient, check
from tests.factories import confirm, make_report, make_user
from tests.factories.evidence import PUBLISHED, make_file, make_link
from tests.factories.files import PDF

pytestmark = pytest.mark.django_db

NUMBERED = {"title": "印发通知", "document_number": "国知办发〔2020〕1号", "document_date": "2020-05-13"}


@pytest.fixture
def staff(lead: Agency) -> ApiClient:
    return ApiClient(make_user(Role.STAFF, lead))


@pytest.fixture
def draft(task: Task, lead: Agency) -> ProgressReport:
    return make_report(task, lead, ReportState.DRAFT)


def address_of(report: ProgressReport) -> str:
    return f"progress-reports/{report.pk}/evidence/"


def upload(api: ApiClient, report: ProgressReport, content: bytes = PDF, **said: str) -> Any:
    path = f"/api/v1/{address_of(report)}"
    file = SimpleUploadedFile("通知.pdf", content)
    answer = api.client.post(path, {"file": file, **said}, headers=api.headers)
    check("POST", path, answer)
    return answer


def test_a_file_is_added_and_given_out_again(staff: ApiClient, draft: ProgressReport) -> None:
    added = upload(staff, draft, PDF, **NUMBERED)
    assert added.status_code == 201
    found = added.json()
    assert (found["kind"], found["grade"], found["file_name"]) == ("file", "document", "通知.pdf")
    assert (found["content_type"], found["size"]) == ("application/pdf", len(PDF))
    assert found["why"]
    again = staff.get(added["Location"].removeprefix("http://testserver/api/v1/"))
    assert (again.json(), again["ETag"]) == (found, added["ETag"])

    answer = staff.client.get(found["content"], headers=staff.headers)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]


def test_a_link_is_added(staff: ApiClient, draft: ProgressReport) -> None:
    added = staff.post(address_of(draft), {"url": PUBLISHED, **NUMBERED})
    assert added.status_code == 201
    assert (added.json()["grade"], added.json()["content"]) == ("public", None)
    assert AuditEntry.objects.get(action="evidence.add").channel == "api"


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({}, "/url"),
        ({"url": "javascript:alert(1)"}, "/url"),
        ({"url": "ftp://a.cn/x"}, "/url"),
        ({"url": PUBLISHED, "document_number": "1" * 101}, "/document_number"),
        ({"url": PUBLISHED, "document_date": "昨天"}, "/document_date"),
        ({"url": PUBLISHED, "title": "\0"}, "/title"),
    ],
)
def test_it_points_at_what_is_wrong_with_a_link(
    staff: ApiClient, draft: ProgressReport, sent: dict[str, str], pointer: str
) -> None:
    refused = staff.post(address_of(draft), sent)
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b""])
def test_it_points_at_a_file_that_is_not_taken(
    staff: ApiClient, draft: ProgressReport, content: bytes
) -> None:
    refused = upload(staff, draft, content)
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/file"]


def test_nobody_changes_evidence_of_a_version_they_have_not_seen(
    staff: ApiClient, draft: ProgressReport
) -> None:
    seen = staff.get(address_of(draft))["ETag"]
    kept = staff.post(address_of(draft), {"url": PUBLISHED}, If_Match=seen)
    assert staff.post(address_of(draft), {"url": f"{PUBLISHED}?2"}, If_Match=seen).status_code == 412
    assert staff.delete(f"evidence/{kept.json()['id']}/", If_Match=seen).status_code == 412
    assert staff.delete(f"evidence/{kept.json()['id']}/", If_Match=kept["ETag"]).status_code == 204
    assert not Evidence.objects.exists()


def test_a_report_says_what_bears_it_out_to_whom_that_is_for(
    staff: ApiClient, task: Task, lead: Agency
) -> None:
    report = make_report(task, lead)
    file, link = make_file(report, document_number="1号"), make_link(report)
    confirm(report)
    reader = ApiClient(make_user(Role.VIEWER))
    for api, seen in ((staff, [file.pk, link.pk]), (reader, [link.pk])):
        found = api.get(f"progress-reports/{report.pk}/").json()
        assert found["evidence_grade"] == "public"
        assert [piece["id"] for piece in found["evidence"]] == seen
        assert [piece["id"] for piece in api.get(address_of(report)).json()] == seen
    assert reader.get(f"evidence/{file.pk}/").status_code == 404
    assert reader.get(f"evidence/{file.pk}/content/").status_code == 404


def test_a_report_without_evidence_has_the_grade_none(staff: ApiClient, draft: ProgressReport) -> None:
    found = staff.get(f"progress-reports/{draft.pk}/").json()
    assert (found["evidence_grade"], found["evidence"]) == ("none", [])


def test_a_submitted_report_keeps_its_evidence(staff: ApiClient, task: Task, lead: Agency) -> None:
    link = make_link(make_report(task, lead))
    assert staff.delete(f"evidence/{link.pk}/").status_code == 409
    assert staff.post(address_of(link.report), {"url": f"{PUBLISHED}?2"}).status_code == 409
    assert upload(staff, link.report).status_code == 409


def test_a_file_that_is_missing_on_disk_is_a_problem_in_words(
    staff: ApiClient, draft: ProgressReport
) -> None:
    file = make_file(draft)
    file.file.storage.delete(file.file.name or "")
    missing = staff.get(f"evidence/{file.pk}/content/")
    assert missing.status_code == 404
    assert missing.json()["detail"] == "这份佐证已登记，但存储中找不到文件内容。"


def test_an_incomplete_claim_points_at_the_evidence(staff: ApiClient, draft: ProgressReport) -> None:
    said = {"status": "completed", "percent": 100, "outcome": "办法已印发。"}
    staff.patch(f"progress-reports/{draft.pk}/", said)
    refused = staff.post(f"progress-reports/{draft.pk}/submit/")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/evidence"]
