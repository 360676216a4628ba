"""Tables given out as files."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override

from agencies.tables import Table, csv_chunks, csv_file, xlsx_file


class FileKind(StrEnum):
    """The kinds of files, each with the ending of its name."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """As it is registered."""
        if self == FileKind.CSV:
            return "text/csv"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class FileName:
    """Such as `任务-2020-2020-12-31`: what it holds, of which plan (empty: all), as of which day."""

    what: str
    plan: str
    day: datetime.date

    def __str__(self) -> str:
        return "-".join(part for part in (self.what, self.plan, self.day.isoformat()) if part)


AT_ONCE = 64 * 1024
"""Bytes of a file that leave together."""

HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
"""What keeps a browser from guessing what a file is, and from keeping it."""


def file_response(table: Table, kind: FileKind, called: FileName) -> HttpResponseBase:
    """`table` as an attachment of that name, which its sheets have after what it holds.

    CSV leaves row by row, XLSX and CSV that the database writes when all of it is written.
    """
    name = f"{called}.{kind.value}"
    if kind == FileKind.XLSX:
        return _whole(xlsx_file(table, called.what), kind.media_type, name)
    content_type = f"{kind.media_type}; charset=utf-8"
    if table.copy:
        return _whole(csv_file(table, table.copy), content_type, name)
    return streamed(csv_chunks(table), content_type, name)


def _whole(file: IO[bytes], content_type: str, name: str) -> HttpResponseBase:
    response = FileResponse(
        file, as_attachment=True, filename=name, content_type=content_type, headers=HEADERS
    )
    response.block_size = AT_ONCE
    return response


def streamed(chunks: Iterable[bytes], content_type: str, name: str) -> HttpResponseBase:
    """What is written while it is sent, in the language of the request."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return StreamingHttpResponse(
        _in_language(chunks, get_language()),
        content_type=content_type,
        headers={**HEADERS, "Content-Disposition": disposition},
    )


def _in_language(chunks: Iterable[bytes], language: str | None) -> Iterator[bytes]:
    with override(language):
        yield from chunks
