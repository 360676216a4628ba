"""Pages of API lists: each begins where a row of another ended, not at a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.signing import BadSignature
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.cursors import Cursor, sealed, unsealed
from agencies.orderings import Order, Orderings

PAGE_SIZE, MAX_PAGE_SIZE = 50, 200

MOST_COUNTED = 10_000
"""A total is counted no further: `count_is_exact` is false where there are more rows."""


class CursorPagination(BasePagination):
    """Pages of 50 rows, `?page_size=` up to 200, more gives 200; each names the next and the previous one.

    A cursor holds the place of a row in the list's order: rows added or gone meanwhile move nothing. One
    that was changed, or belongs to another list or order, is refused.
    """

    order: Order
    cursor: Cursor | None
    following: Cursor | None
    preceding: Cursor | None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page asked for; raises `ValidationError` (400) at the parameter that is wrong."""
        self.request, self.size = request, asked_size(request)
        self.order = asked_order(request, view.orderings)
        self.cursor = self._asked_cursor()
        self.total = asked_total(request, queryset)
        return self._page(queryset)

    def get_paginated_response(self, data: Any) -> Response:
        """The page with its neighbours, in its body and in the `Link` header (RFC 8288)."""
        following, preceding = self._address(self.following), self._address(self.preceding)
        links = {"next": following, "prev": preceding}
        header = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items() if address)
        body = {"next": following, "previous": preceding, **self.total, "results": data}
        return Response(body, headers={"Link": header} if header else None)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What a page looks like."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": address,
                "previous": address,
                "count": {"type": "integer", "minimum": 0, "maximum": MOST_COUNTED},
                "count_is_exact": {"type": "boolean"},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters of pages, with their bounds."""
        return [
            _parameter("cursor", {"type": "string"}, "Where the page begins: from `next` or `previous`."),
            _parameter(
                "page_size",
                {"type": "integer", "minimum": 1, "default": PAGE_SIZE},
                f"Rows a page, at most {MAX_PAGE_SIZE}: more gives as many.",
            ),
            _parameter(
                "ordering",
                {"type": "array", "items": {"type": "string", "enum": view.orderings.names}},
                f"In what order, `{view.orderings.default}` where it is left out; what is level in the first "
                "is sorted by the next.",
            ),
            _parameter(
                "count",
                {"type": "string", "enum": ["0", "1"], "default": "0"},
                f"`1`: say how many rows there are, counted up to {MOST_COUNTED}.",
            ),
        ]

    def _page(self, queryset: QuerySet[Any]) -> list[Any]:
        """The rows; what comes after and before them is known by one row more than asked for."""
        cursor, backwards = self.cursor, bool(self.cursor and self.cursor.backwards)
        rows = self.order.sorted(queryset, backwards=backwards)
        if cursor:
            rows = rows.filter(
                self.order.beyond(cursor.position, backwards=backwards, including=cursor.including)
            )
        found = list(rows[: self.size + 1])
        page, more, came = found[: self.size], len(found) > self.size, cursor is not None
        if backwards:
            page.reverse()
        self.following = self._beside(page[-1:], backwards=False) if (came if backwards else more) else None
        self.preceding = self._beside(page[:1], backwards=True) if (more if backwards else came) else None
        return page

    def _beside(self, rows: Sequence[Any], *, backwards: bool) -> Cursor | None:
        """On from that row; from an empty page back to where it was asked for."""
        if rows:
            return Cursor(self.order.position(rows[0]), backwards)
        return self.cursor and Cursor(self.cursor.position, backwards, including=not self.cursor.including)

    def _asked_cursor(self) -> Cursor | None:
        asked = self.request.query_params.get("cursor")
        if not asked:
            return None
        try:
            return unsealed(asked, self._purpose)
        except BadSignature:
            said = _("This is no cursor of this list in this order.")
            raise ValidationError({"cursor": [said]}) from None

    def _address(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return None
        parameters = dict(self.request.query_params.lists())
        parameters["cursor"] = [sealed(cursor, self._purpose)]
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(parameters, doseq=True)}")

    @property
    def _purpose(self) -> str:
        return f"{self.request.path} by {self.order.name}"


def asked_size(request: Request) -> int:
    """Rows a page; raises `ValidationError` (400) where it is not a positive whole number."""
    asked = request.query_params.get("page_size", str(PAGE_SIZE))
    if not (asked.isascii() and asked.isdigit() and asked.strip("0")):
        raise ValidationError({"page_size": [_("The page size is a positive whole number.")]})
    return MAX_PAGE_SIZE if len(asked.lstrip("0")) > 3 else min(int(asked), MAX_PAGE_SIZE)


def asked_order(request: Request, orderings: Orderings) -> Order:
    """The order of `?ordering=`; raises `ValidationError` (400) naming what the list cannot be sorted by."""
    names = [name for name in request.query_params.get("ordering", "").split(",") if name]
    for name in names:
        if name not in orderings.names:
            said = _("This list cannot be sorted by “%(name)s”, only by %(names)s.")
            told = said % {"name": name, "names": ", ".join(orderings.choices)}
            raise ValidationError({"ordering": [told]})
    return orderings.chosen(names)


def asked_total(request: Request, queryset: QuerySet[Any]) -> dict[str, Any]:
    """With `?count=1` how many rows there are, counted no further than is bearable; else nothing."""
    asked = request.query_params.get("count", "0")
    if asked not in {"0", "1"}:
        raise ValidationError({"count": [_("Say 1 to have the rows counted, else 0.")]})
    if asked == "0":
        return {}
    found = queryset.order_by()[: MOST_COUNTED + 1].count()
    return {"count": min(found, MOST_COUNTED), "count_is_exact": found <= MOST_COUNTED}


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    several = {"style": "form", "explode": False} if schema["type"] == "array" else {}
    return {"name": name, "in": "query", "description": description, "schema": schema, **several}
