"""Tables given out as files."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from enum import StrEnum

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override

from agencies.tables import Table, csv_chunks, xlsx_file


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


HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
"""What keeps a browser from guessing what a file is, and from keeping it."""


def file_response(table: Table, kind: FileKind, name: str) -> HttpResponseBase:
    """`table` as an attachment of that name; CSV leaves row by row, XLSX when all of it is written."""
    name = f"{name}.{kind.value}"
    if kind == FileKind.XLSX:
        return FileResponse(
            xlsx_file(table),
            as_attachment=True,
            filename=name,
            content_type=kind.media_type,
            headers=HEADERS,
        )
    return streamed(csv_chunks(table), f"{kind.media_type}; charset=utf-8", name)


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


def file_name(what: str, plan: str, day: datetime.date) -> str:
    """Such as `任务-2020-2020-12-31`: what it holds, of which plan (empty: all), as of which day."""
    return "-".join(part for part in (what, plan, day.isoformat()) if part)
