"""Bodies that are too large are refused in words, wherever they are sent."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from agencies.enums import Role
from agencies.models import Agency
from tasks.models import ProgressReport, Task
from tests.api_client import ApiClient, check
from tests.factories import make_agency, make_task, make_user
from tests.factories.files import PDF
from tests.tasks.pages.writing import form_of, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def task(agency: Agency) -> Task:
    return make_task(lead=agency)


@pytest.fixture
def own(client: Client, agency: Agency) -> Client:
    client.force_login(make_user(Role.STAFF, agency))
    return client


def test_more_than_a_form_may_hold_is_told_with_the_limits(
    own: Client, task: Task, settings: Settings
) -> None:
    settings.REQUEST_MAX_BYTES, settings.EVIDENCE_MAX_BYTES = 3000, 1000
    file = SimpleUploadedFile("a.pdf", PDF + b" " * 4000)
    answer = own.post(form_of(task), said(evidence=file))
    assert answer.status_code == 413
    assert "1000" in answer.content.decode()
    assert "后退" in answer.content.decode()
    assert not ProgressReport.objects.exists()


def test_a_form_within_the_limit_goes_through(own: Client, task: Task, settings: Settings) -> None:
    settings.REQUEST_MAX_BYTES = 3000
    assert own.post(form_of(task), said(evidence=SimpleUploadedFile("a.pdf", PDF))).status_code == 302


@pytest.mark.parametrize("as_files", [True, False])
def test_a_text_that_is_too_long_is_told_too(
    own: Client, task: Task, settings: Settings, as_files: bool
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 3000
    text = said(progress="长" * 3000)
    if as_files:
        answer = own.post(form_of(task), text)
    else:
        answer = own.post(form_of(task), f"progress={'x' * 4000}", "application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert not ProgressReport.objects.exists()


def test_a_script_gets_a_problem(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = client.post("/api/v1/progress-reports/", {"progress": "x" * 200}, "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert answer.json()["status"] == 413
    read = client.generic("GET", "/api/v1/progress-reports/", "x" * 200)
    assert read.status_code == 413
    check("GET", "/api/v1/progress-reports/", read)


def test_a_body_whose_length_is_not_said_is_refused_before_it_is_taken_for_an_empty_one(
    agency: Agency, task: Task
) -> None:
    script = ApiClient(make_user(Role.STAFF, agency))
    draft = script.post(
        "progress-reports/",
        {"task": task.reference, "status": "in_progress", "percent": 40, "progress": "初稿"},
    )
    path = f"/api/v1/progress-reports/{draft.json()['id']}/"
    body = BytesIO(b'{"percent": 77}')
    headers = {**script.headers, "If-Match": "*", "Transfer-Encoding": "chunked", "Accept-Language": "en"}
    sent: Any = {"wsgi.input": body}
    answer = script.client.generic("PATCH", path, headers=headers, **sent)
    assert (answer.status_code, answer["Content-Type"]) == (411, "application/problem+json")
    assert "Content-Length" in answer.json()["detail"]
    assert body.read() == b"", "who is still sending would see a broken connection"
    check("PATCH", path, answer)


def test_a_page_says_so_too(own: Client, task: Task) -> None:
    body: Any = {"wsgi.input": BytesIO()}
    answer = own.generic("POST", form_of(task), headers={"Transfer-Encoding": "chunked"}, **body)
    assert (answer.status_code, answer["Content-Type"]) == (411, "text/plain; charset=utf-8")


def test_a_length_that_is_no_number_is_no_reason_to_fail(client: Client) -> None:
    assert client.get("/healthz", headers={"Content-Length": "²x"}).status_code == 200
