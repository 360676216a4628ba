"""Files as people hand them in, and where they end up."""

from __future__ import annotations

import datetime
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from tasks.enums import Status
from tasks.services.evidence import Description
from tasks.services.report_content import ReportContent
from tests.factories.files import PDF

DONE = ReportContent(status=Status.COMPLETED, progress="已完成。", outcome="办法已印发。")
NUMBERED = Description("印发通知", "国知办发〔2020〕1号", datetime.date(2020, 5, 13))


def pdf(name: str = "通知.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def stored(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()]
