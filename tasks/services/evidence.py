"""Evidence under a draft: added, removed, carried on. Files are looked at before anything is locked."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import InterfaceError, OperationalError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import User
from tasks import rules
from tasks.enums import EvidenceKind
from tasks.evidence_rules import MOST_PIECES, clean_name, grade_of
from tasks.file_kinds import kind_of
from tasks.models import Evidence, ProgressReport
from tasks.services.evidence_files import delete_files, delete_files_after_commit, said_of
from tasks.services.reports import locked


@dataclass(frozen=True)
class Description:
    """What the agency says a piece of evidence is; `title` empty: the name of the file, or the address."""

    title: str = ""
    document_number: str = ""
    document_date: datetime.date | None = None


NO_DESCRIPTION = Description()


def evidence_add_file(
    *,
    actor: User,
    report: ProgressReport,
    file: File[bytes],
    description: Description = NO_DESCRIPTION,
    expected_version: int | None = None,
) -> Evidence:
    """Keep `file` under the draft `report`; the row's `report` is the draft as it is then.

    Like every change of a draft it raises the version, so that nobody decides about a report, or goes on
    with it, whose evidence they have not seen. Raises `ValidationError` (`evidence`: not a kind that is
    taken, too large, there already, one too many), `PermissionDenied`, `Conflict`.
    """
    name, content_type, digest = _checked_file(file)
    stored: list[str] = []
    try:
        with transaction.atomic():
            row = _locked_draft(actor, report, expected_version)
            _require_new(row, sha256=digest)
            evidence = Evidence(
                report=row,
                kind=EvidenceKind.FILE,
                file_name=name,
                content_type=content_type,
                size=file.size,
                sha256=digest,
                **_described(description, default=name),
            )
            file.seek(0)
            evidence.file.save(name, file, save=False)
            stored.append(evidence.file.name or "")
            return _added(actor, evidence)
    except (OperationalError, InterfaceError):
        # Whether the row was kept is not known; a file that no row speaks of is swept away later.
        raise
    except BaseException:
        delete_files(stored)
        raise


@transaction.atomic
def evidence_add_link(
    *,
    actor: User,
    report: ProgressReport,
    url: str,
    description: Description = NO_DESCRIPTION,
    expected_version: int | None = None,
) -> Evidence:
    """Note a published document under the draft `report`; nothing is fetched from `url`.

    Raises `ValidationError` (`evidence_url`), `PermissionDenied`, `Conflict`.
    """
    address = url.strip()
    if not address.lower().startswith(("https://", "http://")):
        raise ValidationError({"evidence_url": _("An address begins with https:// or http://.")})
    row = _locked_draft(actor, report, expected_version)
    _require_new(row, url=address)
    described = _described(description, default=address, url=address)
    return _added(actor, Evidence(report=row, kind=EvidenceKind.LINK, url=address, **described))


@transaction.atomic
def evidence_remove(
    *, actor: User, evidence: Evidence, expected_version: int | None = None
) -> ProgressReport:
    """Take a piece away from its draft, which is returned as it is then; its file goes with the last row."""
    report = _locked_draft(actor, evidence.report, expected_version)
    row = report.evidence.filter(pk=evidence.pk).first()
    if row is None:
        raise Conflict(_("This piece of evidence was removed in the meantime."), current=report)
    record(actor=actor, action="evidence.remove", target=report, before=said_of(row))
    delete_files_after_commit([row.file.name or ""])
    row.delete()
    _touch(report)
    return report


def _checked_file(file: File[bytes]) -> tuple[str, str, str]:
    """The name, media type and digest of a file that is taken; raises `ValidationError` (`evidence`)."""
    try:
        name = clean_name(file.name or "")
        if file.size > settings.EVIDENCE_MAX_BYTES:
            raise ValidationError(
                _("%(size)s are too many: a file has at most %(most)s.")
                % {
                    "size": filesizeformat(file.size),
                    "most": filesizeformat(settings.EVIDENCE_MAX_BYTES),
                }
            )
        kind = kind_of(cast(BinaryIO, file), name)
    except ValidationError as refused:
        said = {"what": (file.name or "")[:100], "said": " ".join(refused.messages)}
        raise ValidationError({"evidence": _("%(what)s: %(said)s") % said}) from None
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return name, kind.content_type, digest.hexdigest()


def _described(description: Description, *, default: str, url: str = "") -> dict[str, Any]:
    number = description.document_number.strip()
    return {
        "title": (description.title.strip() or default)[:200],
        "document_number": number,
        "document_date": description.document_date,
        "grade": grade_of(url=url, document_number=number, document_date=description.document_date),
    }


def _locked_draft(actor: User, report: ProgressReport, expected_version: int | None) -> ProgressReport:
    row = locked(report, expected_version)
    if not rules.writes_for(actor, row.agency):
        raise PermissionDenied(_("Only the agency's own staff change the evidence of its reports."))
    if not rules.can_edit_report(actor, row):
        raise Conflict(
            _("Evidence is added and removed in a draft only; this report is “%(state)s”.")
            % {"state": row.get_state_display()},
            current=row,
        )
    return row


def _require_new(report: ProgressReport, **same: str) -> None:
    field = "evidence_url" if "url" in same else "evidence"
    if report.evidence.filter(**same).exists():
        raise ValidationError({field: _("The report has this very piece of evidence already.")})
    if report.evidence.count() >= MOST_PIECES:
        raise ValidationError(
            {field: _("A report has at most %(most)s pieces of evidence.") % {"most": MOST_PIECES}}
        )


def _added(actor: User, evidence: Evidence) -> Evidence:
    evidence.added_at = timezone.now()
    evidence.added_by = actor
    _require_fields(evidence)
    evidence.save(force_insert=True)
    _touch(evidence.report)
    record(actor=actor, action="evidence.add", target=evidence.report, after=said_of(evidence))
    return evidence


def _require_fields(evidence: Evidence) -> None:
    """What the columns cannot hold is refused in the words of the fields that asked for it."""
    try:
        evidence.full_clean(exclude=["file"], validate_unique=False, validate_constraints=False)
    except ValidationError as refused:
        fields = {"title": "evidence_title", "url": "evidence_url", "file_name": "evidence"}
        fields |= {"document_number": "evidence_number", "document_date": "evidence_date"}
        raise ValidationError(
            {fields.get(name, "evidence"): said for name, said in refused.message_dict.items()}
        ) from None


def _touch(report: ProgressReport) -> None:
    report.version += 1
    report.updated_at = timezone.now()
    report.save(update_fields=["version", "updated_at"])
