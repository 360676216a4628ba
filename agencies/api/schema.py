"""What the OpenAPI document says of every operation: the ways it refuses, and what its lists can be asked."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.viewsets import ViewSetMixin

from agencies.api.etags import ETAG, ETAG_NOW, IF_NONE_MATCH
from agencies.api.exports import FORMATS
from agencies.api.preconditions import IF_MATCH
from agencies.api.problems import CONTENT_TYPE
from agencies.api.pulls import ASKED, NEXT
from agencies.api.replays import IDEMPOTENCY
from agencies.api.shapes import ShapedAutoSchema
from agencies.downloads import FileKind


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """One thing that is wrong: `pointer` into what was sent, or the `parameter` of the address."""

    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body; empty: all of it.")
    parameter = serializers.CharField(required=False, help_text="Name of the query parameter.")
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A refusal as RFC 9457 describes it."""

    type = serializers.CharField(help_text="`about:blank`: the kind of a problem is its `status`.")
    title = serializers.CharField(help_text="What the status is called, in the reader's language.")
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="What went wrong, in the reader's language.")
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]
    current = serializers.JSONField(
        required=False,
        help_text="With 412, and 409 where it is about one thing: that as it is now, as GET shows it.",
    )


REFUSALS = {
    400: "A field or parameter is wrong, or the body is not JSON.",
    401: "No token, or one that is unknown, revoked or expired.",
    403: "You may see this, but not do that.",
    404: "There is no such thing here, or you may not see it.",
    406: "It cannot be given in any media type that Accept names.",
    409: "It is no longer in a state in which this can be done.",
    411: "The body was sent without its length, in chunks.",
    412: "It is no longer as it was when it had the tag in If-Match.",
    413: "The body is larger than this site takes.",
    415: "The body is not of a media type that is taken here.",
    422: "The Idempotency-Key was used for another request.",
    428: "There is no If-Match that says what the caller has seen.",
    429: "Too many requests of this kind by this token, person or address. Nothing was done.",
    500: "The site failed, and has taken note of it.",
    503: "The site is busy, or its database is away. Nothing was done.",
}

STILL_RUNNING = "Or the first request with this Idempotency-Key is still being answered (with Retry-After)."

ALWAYS = (400, 406, 411, 413, 429, 500, 503)
"""What any operation can refuse with; a body is looked at before it is known that none is wanted."""


LINK = OpenApiParameter(
    "Link",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description='The pages beside this one, with rel="next" and rel="prev" (RFC 8288).',
    response=[200],
)


LOCATION = OpenApiParameter(
    "Location",
    OpenApiTypes.URI,
    OpenApiParameter.HEADER,
    description="The address of what was made, where it has one of its own.",
    response=[201],
)


RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    OpenApiTypes.INT,
    OpenApiParameter.HEADER,
    required=True,
    description="After how many seconds to try again.",
    response=[429, 503],
)


FORMAT = OpenApiParameter(
    "format",
    {"type": "string", "enum": FORMATS},
    description=(
        "Every row that is found, as a file, without `cursor`, `page_size` and `count`. `json`: one page "
        "that has all rows. CSV and XLSX, which `Accept` asks for too, have headings and words in the "
        "reader's language, and an apostrophe before what a spreadsheet could run. A cell of "
        "XLSX holds 32,767 characters; what goes beyond is cut off there."
    ),
)


TABLE_FORMAT = OpenApiParameter(
    "format",
    {"type": "string", "enum": list(FileKind)},
    description=(
        "The same as a table in a file, which `Accept` asks for too: headings and words are in the reader's "
        "language, with an apostrophe before what a spreadsheet could run."
    ),
)


class ProblemAutoSchema(ShapedAutoSchema):
    """Adds to every operation the refusals it can answer with.

    A view names in `refuses` what its services raise beyond the rest (409, 412); `restricted`: not everyone
    who is signed in reads it.
    """

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        responses: dict[str, Any] = super()._get_response_bodies(direction)
        if self.method == "GET" and self._gives_files():
            for kind in FileKind:
                responses["200"]["content"][kind.media_type] = {
                    "schema": {"type": "string", "format": "binary"}
                }
        if self.method == "GET":
            responses["304"] = {"description": "It is as it was when it had the tag named in If-None-Match."}
        for status in self.refusals():
            responses[str(status)] = self._problem(status)
        return responses

    def _gives_files(self) -> bool:
        is_one = not isinstance(self.view, ViewSetMixin)
        return getattr(self.view, "exports", False) and (is_one or self._is_list_view())

    def _get_paginator(self) -> Any:
        """What is written comes back whole; only reading has pages."""
        return super()._get_paginator() if self.method == "GET" else None  # type: ignore[no-untyped-call]

    def get_override_parameters(self) -> Any:
        """With the fields that a list can be cut down to, and the headers of answers."""
        parameters = [*super().get_override_parameters(), RETRY_AFTER]
        if self.method == "GET":
            parameters += [ETAG, IF_NONE_MATCH]
        elif self.method != "DELETE":
            parameters += [ETAG_NOW]
        if self._changes():
            parameters += [IF_MATCH]
        if self.method == "POST":
            parameters += [*IDEMPOTENCY, LOCATION]
        serializer: Any = self.get_response_serializers()
        if not (self._is_list_view() and self._get_paginator() and hasattr(serializer, "fields")):
            return parameters
        names = OpenApiParameter(
            "fields",
            {"type": "array", "items": {"type": "string", "enum": list(serializer.fields)}},
            description="Only these fields of every row; all where it is left out.",
            style="form",
            explode=False,
        )
        formats = [FORMAT] if getattr(self.view, "exports", False) else []
        filters = getattr(getattr(self.view, "filterset_class", None), "base_filters", {})
        pulls = [NEXT] if ASKED in filters else []
        return [*parameters, names, *formats, *pulls, LINK]

    def refusals(self) -> list[int]:
        """The statuses that this operation refuses with."""
        refusals = [*ALWAYS] if self.get_auth() == [{}] else [*ALWAYS, 401]
        if self.method != "GET":
            refusals += [403, *getattr(self.view, "refuses", ())]
        elif getattr(self.view, "restricted", False):
            refusals += [403]
        if self._changes():
            refusals += [412, 428]
        if self.method in {"POST", "PUT", "PATCH"} and self.get_request_serializer():
            refusals += [415]
        if self.method == "POST":
            refusals += [409, 422]
        if "{" in self.path:
            refusals += [404]
        return sorted(set(refusals))

    def _changes(self) -> bool:
        view: Any = self.view
        return bool(view.requires_match(self.method))

    def _problem(self, status: int) -> dict[str, Any]:
        said = REFUSALS[status]
        if status == 409 and self.method == "POST":
            said = f"{said} {STILL_RUNNING}"
        response = OpenApiResponse(ProblemSerializer, said)
        return self._get_response_for_code(  # type: ignore[no-untyped-call,no-any-return]
            response, str(status), [CONTENT_TYPE]
        )


def sparse_rows(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Lets rows of lists be without fields, since `?fields=` leaves them out."""
    schemas = result["components"]["schemas"]
    for schema in schemas.values():
        results = schema.get("properties", {}).get("results", {})
        if "next" in schema.get("properties", {}):
            row = schemas[results["items"]["$ref"].rpartition("/")[2]]
            results["items"] = {name: said for name, said in row.items() if name != "required"}
    return result
