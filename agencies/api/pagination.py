"""Pages of API lists: each begins where a row of another ended, not at a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.signing import BadSignature
from django.db.models import QuerySet
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.cursors import Cursor, sealed, unsealed
from agencies.orderings import Key, Order, Orderings, Place
from agencies.stands import Cell

Found = TypeVar("Found")

PAGE_SIZE, MAX_PAGE_SIZE = 50, 200

MOST_COUNTED = 10_000
"""A total is counted no further: `count_is_exact` is false where there are more rows."""

LONGEST_ADDRESS = 8_100
"""Bytes from its path on: with method and protocol a request line of 8,190 at most, which servers take."""


@dataclass(frozen=True)
class Page(Generic[Found]):
    """The rows of a page, and the cursors of its neighbours, None where there is none."""

    rows: Sequence[Found]
    following: Cursor | None
    preceding: Cursor | None


@dataclass(frozen=True)
class AskedPage:
    """Which page of a list is asked for."""

    order: Order
    size: int
    cursor: Cursor | None = None

    @property
    def backwards(self) -> bool:
        """Whether it is the one before its cursor."""
        return self.cursor is not None and self.cursor.backwards

    def falls(self, key: Key) -> bool:
        """Whether rows are met in falling order of that column."""
        return key.falls != self.backwards

    @property
    def parted(self) -> tuple[AskedPage, dict[str, Cell]]:
        """The page without the place of its cursor, on which SQL need not depend, and that place by itself.

        It is given as the values of `order.places`.
        """
        if self.cursor is None:
            return self, {}
        return (
            replace(self, cursor=replace(self.cursor, position=())),
            self.order.placed(self.cursor.position),
        )

    def cut(self, queryset: QuerySet[Any], position: Sequence[Place] = ()) -> QuerySet[Any]:
        """Its rows of `queryset`, in the order in which they are met, and one more where there are more.

        `position` may stand for that of the cursor, where that is to be known later.
        """
        rows = self.order.sorted(queryset, backwards=self.backwards)
        if self.cursor:
            place, including = position or self.cursor.position, self.cursor.including
            rows = rows.filter(self.order.beyond(place, backwards=self.backwards, including=including))
        return rows[: self.size + 1]

    def page(self, cut: Sequence[Found], position: Callable[[Found], tuple[Cell, ...]]) -> Page[Found]:
        """The page of what was `cut`; `position` says where a row stands in the order."""
        rows, more, came = list(cut[: self.size]), len(cut) > self.size, self.cursor is not None
        if self.backwards:
            rows.reverse()
        places = [position(row) for row in (rows[-1:] + rows[:1])]
        after, before = (came, more) if self.backwards else (more, came)
        return Page(
            rows,
            self._beside(places[:1], backwards=False) if after else None,
            self._beside(places[1:], backwards=True) if before else None,
        )

    def _beside(self, places: Sequence[tuple[Cell, ...]], *, backwards: bool) -> Cursor | None:
        """On from that row; from an empty page back to where it was asked for."""
        if places:
            return Cursor(places[0], backwards)
        return self.cursor and Cursor(self.cursor.position, backwards, including=not self.cursor.including)


class CursorPagination(BasePagination):
    """Pages of 50 rows, `?page_size=` up to 200, more gives 200; each names the next and the previous one.

    A cursor holds the place of a row in the list's order: rows added or gone meanwhile move nothing. One
    that was changed, or belongs to another list or order, is refused.
    """

    asked: AskedPage
    found: Page[Any]
    counts: bool
    total: dict[str, Any]

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page asked for; raises `ValidationError` (400) at the parameter that is wrong."""
        asked = self.ask(request, view.orderings)
        if self.counts:
            self.count(queryset)
        self.found = asked.page(list(asked.cut(queryset)), asked.order.position)
        return list(self.found.rows)

    def ask(self, request: Request, orderings: Orderings) -> AskedPage:
        """Which page is asked for; raises `ValidationError` (400) as above."""
        self.request, size = request, asked_size(request)
        order = asked_order(request, orderings)
        self.asked = AskedPage(order, size, _asked_cursor(request, order))
        self.counts, self.total = asks_total(request), {}
        return self.asked

    def count(self, queryset: QuerySet[Any]) -> None:
        """Have the page say how many rows `queryset` has, counted no further than is bearable."""
        self.say_count(queryset.order_by()[: MOST_COUNTED + 1].count())

    def say_count(self, found: int) -> None:
        """The same where rows are counted otherwise: up to one more than `MOST_COUNTED`."""
        self.total = {"count": min(found, MOST_COUNTED), "count_is_exact": found <= MOST_COUNTED}

    def get_paginated_response(self, data: Any) -> Response:
        """The page with its neighbours, in its body and in the `Link` header (RFC 8288)."""
        head, headers = self.head(self.found)
        return Response({**head, "results": data}, headers=headers)

    def head(self, page: Page[Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """What is said of `page` before its rows, and the headers that say it.

        Raises `ValidationError` (400) where there is a neighbour whose address no server would take.
        """
        links = {"next": self._address(page.following), "prev": self._address(page.preceding)}
        header = ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items() if address)
        body = {"next": links["next"], "previous": links["prev"], **self.total}
        return body, {"Link": header} if header else {}

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

    def _address(self, cursor: Cursor | None) -> str | None:
        if cursor is None:
            return None
        parameters = dict(self.request.query_params.lists())
        parameters["cursor"] = [sealed(cursor, _purpose(self.request, self.asked.order))]
        address = f"{iri_to_uri(self.request.path)}?{urlencode(parameters, doseq=True)}"
        if len(address) > LONGEST_ADDRESS:
            said = _("With the place of another page this address is too long to be sent: ask for less.")
            raise ValidationError({"cursor": [said]})
        return self.request.build_absolute_uri(address)


def _asked_cursor(request: Request, order: Order) -> Cursor | None:
    asked = request.query_params.get("cursor")
    if not asked:
        return None
    try:
        return unsealed(asked, _purpose(request, order))
    except BadSignature:
        said = _("This is no cursor of this list in this order.")
        raise ValidationError({"cursor": [said]}) from None


def _purpose(request: Request, order: Order) -> str:
    return f"{request.path} by {order.name}"


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


def asks_total(request: Request) -> bool:
    """Whether the rows are to be counted; raises `ValidationError` (400) for anything but 0 and 1."""
    asked = request.query_params.get("count", "0")
    if asked not in {"0", "1"}:
        raise ValidationError({"count": [_("Send 1 to have the rows counted, else 0.")]})
    return asked == "1"


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    several = {"style": "form", "explode": False} if schema["type"] == "array" else {}
    return {"name": name, "in": "query", "description": description, "schema": schema, **several}
