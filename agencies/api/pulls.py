"""Incremental pulls: a list of what was written since it was asked for last, and from when to ask next."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import ApiView
from agencies.changes import safe_moment

ASKED = "updated_since"
HEADER = "Next-Updated-Since"

NEXT = OpenApiParameter(
    HEADER,
    OpenApiTypes.DATETIME,
    OpenApiParameter.HEADER,
    description=(
        "Where `updated_since` was asked, on the first page: the moment to send as `updated_since` the next "
        "time. What others were writing meanwhile is then given, and perhaps some rows twice; none is missed."
    ),
    response=[200],
)


class Pulled(ApiView):
    """Its first page says from when on to ask the next time, where it was asked for what is new.

    The moment is taken before the rows are read. Later pages, which are read later, belong to the same pull
    and name none.
    """

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Take the moment."""
        super().initial(request, *args, **kwargs)
        asked = request.query_params
        begins = request.method in {"GET", "HEAD"} and asked.get(ASKED) and not asked.get("cursor")
        self.next_since = safe_moment() if begins else None

    def may_be_known(self, request: Request) -> bool:
        """Not of a pull: its rows are read after the moment that it names."""
        return super().may_be_known(request) and ASKED not in request.query_params

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """Say it."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        moment = getattr(self, "next_since", None)
        if moment and answer.status_code in {200, 304}:
            answer[HEADER] = moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return answer
