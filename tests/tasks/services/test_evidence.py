"""Evidence under a draft: added, removed, carried on, and what becomes of the files."""

from __future__ import annotations

import datetime
import stat
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, ReportingPolicy
from tasks.enums import AssignmentRole, EvidenceGrade, ReportState, Status
from tasks.models import Evidence, ProgressReport
from tasks.services import evidence_files
from tasks.services.evidence import Description, evidence_add_file, evidence_add_link, evidence_remove
from tasks.services.no_change import report_no_change
from tasks.services.report_content import ReportContent
from tasks.services.reports import report_discard, report_draft, report_submit, report_withdraw
from tasks.services.reviews import report_confirm, report_return
from tests.factories import confirm, make_agency, make_report, make_round, make_task, make_user, return_
from tests.factories.evidence import PUBLISHED, make_file, make_link
from tests.factories.files import PDF, PNG, TEXT

pytestmark = pytest.mark.django_db

DONE = ReportContent(status=Status.COMPLETED, progress="已完成。", outcome="办法已印发。")
NUMBERED = Description("印发通知", "国知办发〔2020〕1号", datetime.date(2020, 5, 13))


@pytest.fixture
def draft() -> ProgressReport:
    agency = make_agency()
    return make_report(make_task(lead=agency), agency, ReportState.DRAFT)


@pytest.fixture(autouse=True)
def directory(settings: Settings, tmp_path: Path) -> Path:
    settings.EVIDENCE_DIR = str(tmp_path / "evidence")
    return tmp_path / "evidence"


def pdf(name: str = "通知.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def stored(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]


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


def test_without_a_document_number_a_file_is_the_agencys_own_word(draft: ProgressReport) -> None:
    kept = evidence_add_file(actor=draft.created_by, report=draft, file=pdf())
    assert (kept.title, kept.grade) == ("通知.pdf", EvidenceGrade.OWN_WORD)


def test_a_link_with_number_and_date_is_public(draft: ProgressReport) -> None:
    kept = evidence_add_link(actor=draft.created_by, report=draft, url=PUBLISHED, description=NUMBERED)
    assert kept.grade == EvidenceGrade.PUBLIC
    assert evidence_add_link(actor=draft.created_by, report=draft, url="https://a.gov.cn/").title == (
        "https://a.gov.cn/"
    )


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a.cn/x", "https://", "https://a b.cn", "//a.cn", ""],
)
def test_what_is_no_web_address_is_refused(draft: ProgressReport, url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        evidence_add_link(actor=draft.created_by, report=draft, url=url)
    assert set(refused.value.message_dict) == {"evidence_url"}
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("description", "field"),
    [(Description(document_number="1" * 101), "evidence_number")],
)
def test_what_is_too_long_is_refused_at_its_field(
    draft: ProgressReport, directory: Path, description: Description, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        evidence_add_file(actor=draft.created_by, report=draft, file=pdf(), description=description)
    assert set(refused.value.message_dict) == {field}
    assert stored(directory) == []


def test_adding_and_removing_is_audited_with_what_it_was(draft: ProgressReport) -> None:
    kept = evidence_add_file(actor=draft.created_by, report=draft, file=pdf(), description=NUMBERED)
    evidence_remove(actor=draft.created_by, evidence=kept)

    added, removed = AuditEntry.objects.filter(action__startswith="evidence.").order_by("pk")
    assert (added.action, added.target_id, added.actor) == ("evidence.add", str(draft.pk), draft.created_by)
    assert added.after["sha256"] == kept.sha256
    assert added.after["document_number"] == "国知办发〔2020〕1号"
    assert (removed.action, removed.before) == ("evidence.remove", added.after)


def test_each_change_of_evidence_raises_the_version(draft: ProgressReport) -> None:
    kept = evidence_add_link(
        actor=draft.created_by, report=draft, url=PUBLISHED, expected_version=draft.version
    )
    assert kept.report.version == draft.version + 1
    with pytest.raises(Conflict) as stale:
        evidence_add_file(actor=draft.created_by, report=draft, file=pdf(), expected_version=draft.version)
    assert stale.value.stale
    assert evidence_remove(actor=draft.created_by, evidence=kept).version == draft.version + 2


def test_a_colleague_whose_form_was_open_meanwhile_overwrites_nothing(draft: ProgressReport) -> None:
    evidence_add_link(actor=draft.created_by, report=draft, url=PUBLISHED)
    with pytest.raises(Conflict):
        report_draft(
            actor=draft.created_by,
            task=draft.task,
            agency=draft.agency,
            content=DONE,
            report=draft,
            expected_version=draft.version,
        )


def test_nobody_confirms_a_report_whose_evidence_they_have_not_read(draft: ProgressReport) -> None:
    report = report_submit(actor=draft.created_by, report=draft)
    read = report.version
    back = report_withdraw(actor=draft.created_by, report=report)
    evidence_add_link(actor=draft.created_by, report=back, url=PUBLISHED)
    report_submit(actor=draft.created_by, report=back)
    with pytest.raises(Conflict):
        report_confirm(actor=make_user(Role.OFFICE), report=report, expected_version=read)


@pytest.mark.parametrize(
    "state",
    [ReportState.PENDING_APPROVAL, ReportState.SUBMITTED, ReportState.CONFIRMED, ReportState.RETURNED],
)
def test_only_a_draft_takes_and_gives_up_evidence(state: ReportState, directory: Path) -> None:
    agency = make_agency()
    report = make_report(make_task(lead=agency), agency, state)
    link = make_link(report)
    with pytest.raises(Conflict):
        evidence_add_file(actor=report.created_by, report=report, file=pdf())
    with pytest.raises(Conflict):
        evidence_add_link(actor=report.created_by, report=report, url="https://a.gov.cn/")
    with pytest.raises(Conflict):
        evidence_remove(actor=report.created_by, evidence=link)
    assert report.evidence.get() == link
    assert stored(directory) == []


@pytest.mark.parametrize("role", [Role.OFFICE, Role.STAFF, Role.VIEWER])
def test_nobody_else_touches_the_evidence_of_a_report(draft: ProgressReport, role: Role) -> None:
    link, stranger = make_link(draft), make_user(role)
    with pytest.raises(PermissionDenied):
        evidence_add_file(actor=stranger, report=draft, file=pdf())
    with pytest.raises(PermissionDenied):
        evidence_add_link(actor=stranger, report=draft, url="https://a.gov.cn/")
    with pytest.raises(PermissionDenied):
        evidence_remove(actor=stranger, evidence=link)


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


def test_the_same_piece_twice_is_refused(draft: ProgressReport, directory: Path) -> None:
    for kept in (True, False):
        try:
            evidence_add_file(actor=draft.created_by, report=draft, file=pdf("另名.pdf" if kept else "a.pdf"))
            evidence_add_link(actor=draft.created_by, report=draft, url=PUBLISHED)
        except ValidationError:
            assert not kept
    with pytest.raises(ValidationError):
        evidence_add_link(actor=draft.created_by, report=draft, url=PUBLISHED)
    assert (draft.evidence.count(), len(stored(directory))) == (2, 1)


def test_a_report_has_at_most_twenty_pieces(draft: ProgressReport, directory: Path) -> None:
    for number in range(20):
        make_link(draft, f"https://a.gov.cn/{number}")
    with pytest.raises(ValidationError):
        evidence_add_link(actor=draft.created_by, report=draft, url="https://a.gov.cn/x")
    with pytest.raises(ValidationError):
        evidence_add_file(actor=draft.created_by, report=draft, file=pdf())
    assert stored(directory) == []


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


def test_a_file_that_cannot_be_deleted_is_logged_and_fails_nothing(
    draft: ProgressReport, directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (directory / "ab" / "name").mkdir(parents=True)
    evidence_files.delete_files(["ab/name/missing", "ab"])
    assert "ab" in caplog.text


@pytest.mark.parametrize("role", [AssignmentRole.LEAD, AssignmentRole.BY_DUTY])
def test_a_claim_of_completion_needs_evidence(role: AssignmentRole) -> None:
    agency = make_agency()
    task = make_task(lead=agency) if role == AssignmentRole.LEAD else make_task(by_duty=[agency])
    staff = make_user(Role.STAFF, agency)
    draft = report_draft(actor=staff, task=task, agency=agency, content=DONE)
    with pytest.raises(ValidationError) as refused:
        report_submit(actor=staff, report=draft)
    assert set(refused.value.message_dict) == {"evidence"}

    evidence_add_file(actor=staff, report=draft, file=pdf())
    assert report_submit(actor=staff, report=draft).state == ReportState.SUBMITTED


def test_a_participants_share_needs_none() -> None:
    partner = make_agency()
    task = make_task(lead=make_agency(), participating=[partner])
    staff = make_user(Role.STAFF, partner)
    draft = report_draft(actor=staff, task=task, agency=partner, content=DONE)
    assert report_submit(actor=staff, report=draft).state == ReportState.SUBMITTED


def test_the_second_pair_of_eyes_gets_a_report_with_its_evidence() -> None:
    agency = make_agency()
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    staff = make_user(Role.STAFF, agency)
    draft = report_draft(actor=staff, task=make_task(lead=agency), agency=agency, content=DONE)
    with pytest.raises(ValidationError):
        report_submit(actor=staff, report=draft)


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
