"""Who gets a stored file and how; where evidence is shown, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency
from tasks.enums import AssignmentRole, ReportState
from tasks.models import Evidence, ProgressReport, Task
from tests.factories import accept, confirm, make_agency, make_report, make_user
from tests.factories.evidence import make_file, make_link
from tests.factories.files import PDF
from tests.tasks.pages.reading import as_user, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(task: Task, agency: Agency) -> ProgressReport:
    return make_report(task, agency)


def got(client: Client, evidence: Evidence) -> Any:
    return client.get(f"/evidence/{evidence.pk}/")


def content(answer: Any) -> bytes:
    """All of the file; reading it to its end closes the answer, which a test must not do a second time."""
    pieces: Iterator[bytes] = answer.streaming_content
    return b"".join(pieces)


def test_a_file_comes_as_an_attachment_that_no_browser_runs_or_keeps(
    own: Client, report: ProgressReport
) -> None:
    answer = got(own, make_file(report))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Length"] == str(len(PDF))
    assert answer.streaming
    assert content(answer) == PDF


@pytest.mark.parametrize("name", ["通知 2020.pdf", 'a"b\\c.pdf', "l'avis;x=1.pdf", "长" * 195 + ".pdf"])
def test_it_has_the_name_that_its_agency_gave_it(own: Client, report: ProgressReport, name: str) -> None:
    answer = got(own, make_file(report, name))
    header = answer["Content-Disposition"]
    assert content(answer) == PDF
    kept = unquote(header.partition("filename*=utf-8''")[2]) or header.partition('filename="')[2][:-1]
    assert kept.replace('\\"', '"').replace("\\\\", "\\") == name


def test_it_asks_whoever_is_not_signed_in(client: Client, report: ProgressReport) -> None:
    assert got(client, make_file(report))["Location"].startswith("/account/login/")


def test_other_agencies_and_readers_do_not_learn_that_there_is_a_file(report: ProgressReport) -> None:
    evidence = make_file(report, document_number="1号")
    outsiders = [as_user(make_user(Role.STAFF)), as_user(make_user(Role.VIEWER))]
    assert [got(client, evidence).status_code for client in outsiders] == [404, 404]
    confirm(report)
    assert [got(client, evidence).status_code for client in outsiders] == [404, 404]


def test_a_shares_file_is_for_its_agency_the_office_and_the_lead(own: Client, task: Task) -> None:
    partner = make_agency("商务部")
    third = make_agency("财政部")
    task.assignments.create(
        agency=third, role=AssignmentRole.PARTICIPATING, position=3, name_as_written="财政部", basis="rule"
    )
    share = make_report(task, partner, ReportState.DRAFT)
    evidence = make_file(share)
    assert got(own, evidence).status_code == 404

    share.delete()
    share = make_report(task, partner)
    evidence = make_file(share)
    may = [own, as_user(make_user(Role.STAFF, partner)), as_user(make_user(Role.OFFICE))]
    may_not = [as_user(make_user(Role.STAFF, third)), as_user(make_user(Role.VIEWER))]
    for _before_and_after in range(2):
        for client in may:
            assert content(got(client, evidence)) == PDF
        assert [got(client, evidence).status_code for client in may_not] == [404, 404]
        accept(share)


def test_a_file_that_is_missing_on_disk_is_said_and_logged(
    own: Client, report: ProgressReport, caplog: pytest.LogCaptureFixture
) -> None:
    evidence = make_file(report, "遗失.pdf")
    evidence.file.storage.delete(evidence.file.name or "")
    answer = got(own, evidence)
    assert answer.status_code == 404
    assert "遗失.pdf" in answer.content.decode()
    assert f"evidence {evidence.pk}" in caplog.text


def test_no_other_address_leads_to_a_file(own: Client, report: ProgressReport) -> None:
    evidence = make_file(report)
    name = evidence.file.name or ""
    assert (Path(settings.EVIDENCE_DIR) / name).is_file()
    page = text_of(own, f"/reports/{report.pk}/")
    assert f"/evidence/{evidence.pk}/" in page
    assert name not in page
    for address in (name, f"media/{name}", f"static/{name}", f"evidence/{name}", f"static/../{name}"):
        assert own.get(f"/{address}").status_code == 404


def test_only_reading_is_known_here(own: Client, report: ProgressReport) -> None:
    assert own.post(f"/evidence/{make_file(report).pk}/").status_code == 405


@pytest.mark.parametrize("page", ["/reports/{report}/", "/tasks/{task}/"])
def test_before_confirmation_evidence_is_shown_to_whom_the_report_is(
    own: Client, report: ProgressReport, page: str
) -> None:
    evidence = make_file(report, "内部.pdf")
    shown = text_of(own, page.format(report=report.pk, task=report.task.reference))
    assert "内部.pdf" in shown
    assert f"/evidence/{evidence.pk}/" in shown


@pytest.mark.parametrize("page", ["/reports/{report}/", "/tasks/{task}/"])
def test_after_confirmation_everyone_sees_public_links_and_how_far_the_report_is_borne_out(
    report: ProgressReport, page: str
) -> None:
    make_file(report, "内部.pdf", document_number="1号")
    make_link(report, title="公开的通知")
    confirm(report)
    shown = text_of(
        as_user(make_user(Role.VIEWER)), page.format(report=report.pk, task=report.task.reference)
    )
    assert "公开的通知" in shown
    assert "公开可查" in shown
    assert "另有 1 份" in shown
    assert "内部.pdf" not in shown
    assert report.evidence.exclude(file="").get().sha256 not in shown


def test_a_reviewer_reads_why_a_piece_has_its_grade(report: ProgressReport) -> None:
    make_file(report)
    shown = text_of(as_user(make_user(Role.OFFICE)), f"/review/?report={report.pk}")
    assert "自述材料" in shown
    assert "没有文号，除本部门外无人能说明它是什么。" in shown


def test_a_report_without_evidence_says_so(own: Client, report: ProgressReport) -> None:
    assert "无佐证" in text_of(own, f"/reports/{report.pk}/")


def test_words_from_outside_do_not_become_markup(own: Client, report: ProgressReport) -> None:
    make_link(report, "https://a.gov.cn/?a=<script>", title="<script>alert(1)</script>")
    make_file(report, '"><script>alert(2)</script>.pdf')
    shown = text_of(own, f"/reports/{report.pk}/")
    assert "<script>alert" not in shown
