"""What becomes of the files of evidence: kept, shared, deleted."""

from __future__ import annotations

import datetime
import stat
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry
from tasks.enums import EvidenceGrade, ReportState, Status
from tasks.models import Evidence, ProgressReport
from tasks.services import evidence_files
from tasks.services.evidence import evidence_add_file, evidence_remove
from tasks.services.no_change import report_no_change
from tasks.services.reports import report_discard, report_draft
from tasks.services.reviews import report_return
from tests.factories import confirm, make_agency, make_report, make_round, make_task, make_user, return_
from tests.factories.evidence import make_file, make_link
from tests.factories.files import PDF, PNG, TEXT
from tests.tasks.services.evidence.files import DONE, NUMBERED, pdf, stored

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_under_a_name_that_says_nothing(draft: ProgressReport, directory: Path) -> None:
    kept = evidence_add_file(actor=draft.created_by, report=draft, file=pdf(), description=NUMBERED)

    assert (kept.file_name, kept.content_type, kept.size) == ("通知.pdf", "application/pdf", len(PDF))
    assert (kept.title, kept.grade) == ("印发通知", EvidenceGrade.DOCUMENT)
    (path,) = stored(directory)
    assert path.read_bytes() == PDF
    assert path.suffix == ""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_stored_file_has_no_address(draft: ProgressReport) -> None:
    with pytest.raises(ValueError, match="/"):
        _ = make_file(draft).file.url


@pytest.mark.parametrize(
    ("name", "content"),
    [("网页.pdf", b"<html><script>alert(1)</script>"), ("通知.docx", PDF), ("空.txt", b"")],
)
def test_a_file_that_is_not_taken_leaves_nothing_behind(
    draft: ProgressReport, directory: Path, name: str, content: bytes
) -> None:
    with pytest.raises(ValidationError) as refused:
        evidence_add_file(actor=draft.created_by, report=draft, file=pdf(name, content))
    assert set(refused.value.message_dict) == {"evidence"}
    assert stored(directory) == []
    assert not AuditEntry.objects.exists()


def test_a_file_has_at_most_the_size_of_the_settings(
    draft: ProgressReport, directory: Path, settings: Settings
) -> None:
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    evidence_add_file(actor=draft.created_by, report=draft, file=pdf())
    with pytest.raises(ValidationError, match="通知文字"):
        evidence_add_file(actor=draft.created_by, report=draft, file=pdf("通知文字.txt", TEXT * 10))
    assert len(stored(directory)) == 1


def test_a_file_whose_row_is_not_kept_is_deleted_again(
    draft: ProgressReport, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_said: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("tasks.services.evidence.record", fail)
    with pytest.raises(RuntimeError):
        evidence_add_file(actor=draft.created_by, report=draft, file=pdf())
    assert not Evidence.objects.exists()
    assert stored(directory) == []


def test_a_removed_file_is_deleted_once_that_is_certain(
    draft: ProgressReport,
    directory: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    kept = make_file(draft)
    with django_capture_on_commit_callbacks(execute=True):
        evidence_remove(actor=draft.created_by, evidence=kept)
        assert len(stored(directory)) == 1
    assert stored(directory) == []


def test_a_removal_that_is_taken_back_keeps_the_file(
    draft: ProgressReport,
    directory: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    kept = make_file(draft)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        evidence_remove(actor=draft.created_by, evidence=kept)
        transaction.set_rollback(True)
    assert draft.evidence.get() == kept
    assert len(stored(directory)) == 1


def test_what_was_removed_already_is_not_removed_twice(draft: ProgressReport) -> None:
    kept = make_link(draft)
    evidence_remove(actor=draft.created_by, evidence=kept)
    kept.pk = 999999
    with pytest.raises(Conflict):
        evidence_remove(actor=draft.created_by, evidence=kept)


def test_a_revision_starts_with_the_evidence_of_what_was_returned(
    directory: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    agency = make_agency()
    first = make_report(make_task(lead=agency), agency)
    file, _link = make_file(first, document_number="1号"), make_link(first)
    report_return(actor=make_user(Role.OFFICE), report=first, reason="请补充")

    revision = report_draft(actor=first.created_by, task=first.task, agency=agency, content=DONE)

    assert revision.revises == first
    carried = {row.title: row for row in revision.evidence.all()}
    assert set(carried) == {row.title for row in first.evidence.all()}
    assert carried[file.title].file.name == file.file.name
    assert carried[file.title].grade == EvidenceGrade.DOCUMENT
    assert AuditEntry.objects.filter(action="evidence.carry", target_id=str(revision.pk)).count() == 2

    with django_capture_on_commit_callbacks(execute=True):
        evidence_remove(actor=first.created_by, evidence=carried[file.title])
    assert [path.read_bytes() for path in stored(directory)] == [PDF]
    assert first.evidence.count() == 2


def test_what_follows_a_confirmed_report_starts_without_evidence(draft: ProgressReport) -> None:
    agency = draft.agency
    task = make_task(lead=agency)
    settled = make_report(task, agency)
    make_link(settled)
    confirm(settled)
    following = report_draft(actor=draft.created_by, task=task, agency=agency, content=DONE)
    assert not following.evidence.exists()


def test_a_discarded_draft_takes_its_files_along_and_leaves_shared_ones(
    directory: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    agency = make_agency()
    first = make_report(make_task(lead=agency), agency)
    make_file(first)
    return_(first)
    revision = report_draft(actor=first.created_by, task=first.task, agency=agency, content=DONE)
    evidence_add_file(actor=first.created_by, report=revision, file=pdf("图.png", PNG))
    assert len(stored(directory)) == 2

    with django_capture_on_commit_callbacks(execute=True):
        report_discard(actor=first.created_by, report=revision)

    assert [path.read_bytes() for path in stored(directory)] == [PDF]
    assert list(Evidence.objects.values_list("report", flat=True)) == [first.pk]


def test_deleting_files_that_goes_wrong_altogether_fails_no_change_that_is_kept(
    draft: ProgressReport,
    directory: Path,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    kept = make_file(draft)
    draft.evidence.update(file="../outside")
    with django_capture_on_commit_callbacks(execute=True):
        evidence_remove(actor=draft.created_by, evidence=kept)
    assert not draft.evidence.exists()
    assert "outside" in caplog.text


def test_a_file_that_cannot_be_deleted_is_logged_and_fails_nothing(
    draft: ProgressReport, directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (directory / "ab" / "name").mkdir(parents=True)
    evidence_files.delete_files(["ab/name/missing", "ab"])
    assert "ab" in caplog.text


def test_no_change_of_a_completed_task_carries_its_evidence_along() -> None:
    agency = make_agency()
    task = make_task(lead=agency)
    settled = make_report(task, agency, status=Status.COMPLETED, outcome="办法已印发。")
    file = make_file(settled)
    confirm(settled)
    today = timezone.localdate()
    make_round(task.plan, [task], opens_on=today, due_on=today + datetime.timedelta(days=9))

    report = report_no_change(actor=settled.created_by, task=task, agency=agency)

    assert report.state == ReportState.SUBMITTED
    assert report.evidence.get().file.name == file.file.name


def test_the_directory_of_tests_is_not_that_of_the_site(directory: Path) -> None:
    assert Path(site.EVIDENCE_DIR) == directory
