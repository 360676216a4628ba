"""Evidence under a draft: added, removed, asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, ReportingPolicy
from tasks.enums import AssignmentRole, EvidenceGrade, ReportState
from tasks.models import Evidence, ProgressReport
from tasks.services.evidence import Description, evidence_add_file, evidence_add_link, evidence_remove
from tasks.services.reports import report_draft, report_submit, report_withdraw
from tasks.services.reviews import report_confirm
from tests.factories import make_agency, make_report, make_task, make_user
from tests.factories.evidence import PUBLISHED, make_link
from tests.tasks.services.evidence.files import DONE, NUMBERED, pdf, stored

pytestmark = pytest.mark.django_db


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
