"""Evidence under reports, written as the services do."""

from __future__ import annotations

import datetime
import hashlib

from django.core.files.base import ContentFile
from django.utils import timezone

from agencies.models import User
from tasks.enums import EvidenceKind
from tasks.evidence_rules import grade_of
from tasks.models import Evidence, ProgressReport
from tests.factories.files import PDF

PUBLISHED = "https://www.gov.cn/zhengce/content/2020-05/13/content_5511.htm"


def make_link(
    report: ProgressReport,
    url: str = PUBLISHED,
    *,
    title: str = "关于印发办法的通知",
    document_number: str = "国知办发〔2020〕1号",
    document_date: datetime.date | None = datetime.date(2020, 5, 13),
    added_by: User | None = None,
) -> Evidence:
    """A link under the report: public and checkable unless something is left out."""
    return Evidence.objects.create(
        report=report,
        kind=EvidenceKind.LINK,
        grade=grade_of(url=url, document_number=document_number, document_date=document_date),
        title=title,
        url=url,
        document_number=document_number,
        document_date=document_date,
        added_at=timezone.now(),
        added_by=added_by or report.created_by,
    )


def make_file(
    report: ProgressReport,
    name: str = "通知.pdf",
    content: bytes = PDF,
    *,
    content_type: str = "application/pdf",
    document_number: str = "",
) -> Evidence:
    """A stored file under the report: the agency's own word unless it has a document number."""
    evidence = Evidence(
        report=report,
        kind=EvidenceKind.FILE,
        grade=grade_of(document_number=document_number),
        title=name,
        file_name=name,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        document_number=document_number,
        added_at=timezone.now(),
        added_by=report.created_by,
    )
    evidence.file.save(name, ContentFile(content))
    return evidence
