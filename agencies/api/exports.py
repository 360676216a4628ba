"""Lists over the API as files: everything that the filters find, in one answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer

from agencies.api.base import ApiView
from agencies.api.formats import ByFormat
from agencies.api.lists import Listed, asked_fields
from agencies.api.pagination import asked_order
from agencies.api.throttling import ThrottleScope
from agencies.downloads import FileKind, FileName, file_response, streamed
from agencies.tables import Table

Row = TypeVar("Row", bound=Model)

FETCHED = 2000
"""Rows fetched at a time; related rows are prefetched once for each such batch."""

AT_ONCE = 200
"""Rows of JSON sent at a time."""


class FileRenderer(JSONRenderer):
    """Marks that a file is wanted. The file is not rendered by it, and refusals are rendered as JSON."""


class CsvFile(FileRenderer):
    """CSV."""

    media_type, format = FileKind.CSV.media_type, FileKind.CSV.value
    charset = None


class XlsxFile(FileRenderer):
    """XLSX."""

    media_type, format = FileKind.XLSX.media_type, FileKind.XLSX.value


class WholeJson(FileRenderer):
    """The list as one page that has all rows."""


TABLES: tuple[type[FileRenderer], ...] = (CsvFile, XlsxFile)
FILES: tuple[type[FileRenderer], ...] = (*TABLES, WholeJson)
FORMATS = [renderer.format for renderer in FILES]


class WithFiles(ByFormat, ApiView):
    """A view whose answer can also be had as one of its `files`, by `?format=` or `Accept`."""

    exports = True
    files: ClassVar[Sequence[type[FileRenderer]]] = TABLES

    def offers_files(self) -> bool:
        """Whether this request can be answered with a file."""
        return True

    def get_renderers(self) -> list[BaseRenderer]:
        """With those of the files, if they are offered."""
        found = super().get_renderers()
        return [*found, *self.by_format()]

    def by_format(self) -> Sequence[BaseRenderer]:
        """The renderers that `?format=` may name."""
        return [file() for file in self.files] if self.offers_files() else ()

    def counted_as(self, request: Request) -> ThrottleScope:
        """Files are counted apart from pages."""
        return ThrottleScope.EXPORT if asks_for_file(request) else super().counted_as(request)


class Exported(WithFiles, Listed[Row]):
    """A list that can also be had whole, as CSV, XLSX or JSON."""

    files = FILES

    def offers_files(self) -> bool:
        """Only lists are given as files."""
        return self.action == "list"

    def table(self, rows: QuerySet[Any], fields: Sequence[str]) -> Table:
        """`rows` with the columns of `fields`; without any, with the usual columns."""
        raise NotImplementedError

    def export_name(self) -> FileName:
        """The name of the file, without its ending."""
        raise NotImplementedError

    def json_rows(self, rows: QuerySet[Any]) -> Iterable[Any]:
        """`rows` as the serializer of the list takes them."""
        return rows.iterator(chunk_size=FETCHED)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """The page or the file asked for."""
        return self.exported(request) or super().list(request, *args, **kwargs)  # type: ignore[misc]

    def exported(self, request: Request) -> HttpResponseBase | None:
        """The file asked for, None where a page is."""
        if not asks_for_file(request):
            return None
        renderer: Any = request.accepted_renderer
        _refuse_pages(request)
        order = asked_order(request, self.orderings)
        rows = order.sorted(self.filter_queryset(self.get_queryset()))
        row: Any = self.get_serializer()
        if isinstance(renderer, WholeJson):
            written = self._as_json(row, rows)
            return streamed(written, JSONRenderer.media_type, f"{self.export_name()}.json")
        fields = asked_fields(request, row.fields) if request.query_params.get("fields") else ()
        return file_response(self.table(rows, fields), FileKind(renderer.format), self.export_name())

    def json_texts(self, serializer: BaseSerializer[Any], rows: QuerySet[Any]) -> Iterable[str]:
        """`rows` as JSON, each as the serializer of the list shows it."""
        encoder = JSONRenderer.encoder_class(ensure_ascii=False)
        return (encoder.encode(serializer.to_representation(row)) for row in self.json_rows(rows))

    def _as_json(self, serializer: BaseSerializer[Any], rows: QuerySet[Any]) -> Iterator[bytes]:
        found, before = iter(self.json_texts(serializer, rows)), '{"next":null,"previous":null,"results":['
        while part := list(islice(found, AT_ONCE)):
            yield f"{before}{','.join(part)}".encode()
            before = ","
        yield f"{'' if before == ',' else before}]}}".encode()


def asks_for_file(request: Request) -> bool:
    """Whether the answer is to be a file."""
    return isinstance(getattr(request, "accepted_renderer", None), FileRenderer)


def _refuse_pages(request: Request) -> None:
    """A file has no pages."""
    asked = [name for name in ("cursor", "page_size", "count") if name in request.query_params]
    if asked:
        said = _("A file holds every row that is found; it has no pages.")
        raise ValidationError({name: [said] for name in asked})
