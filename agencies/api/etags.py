"""Entity tags of answers: what somebody has already need not be sent again."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

REVALIDATED = "private, no-cache"
"""Kept by who asked alone, and asked about again before each use."""

STAYS = ("Cache-Control", "ETag", "Vary")
"""What an answer without a body still says (RFC 9110, 15.4.5)."""


ETAG = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The tag of exactly this answer, for `If-None-Match` and, to change it, for `If-Match`.",
    response=[200, 304],
)
ETAG_NOW = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Where the answer is what GET gives from now on: the tag that it gives then.",
    response=[200, 201],
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The `ETag` of the answer that the caller has; 304 where it would be the same again.",
)


class Shown(Response):
    """What was written as GET gives it from now on, and so with the tag that it has there."""


class Tagged(APIView):
    """Its answers to GET and HEAD carry an `ETag`; who sends it back in `If-None-Match` gets 304.

    Files that are written while they are sent have none, unless their view knows it and asks for itself.
    """

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The answer with its tag, or 304 instead of it."""
        answer: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(answer, Shown):
            answer["ETag"] = tag_of(answer.render().content)
        if request.method not in SAFE_METHODS or answer.status_code != 200:
            return answer
        return answer if answer.streaming else conditional(request, tagged(answer))


def tag_of(content: bytes) -> str:
    """The strong tag of an answer: equal for equal bytes, and for no others.

    By the digest that processors have instructions for: of a long answer the others take twice as long.
    """
    return f'"{sha256(content).hexdigest()[:32]}"'


def tagged(answer: Any) -> HttpResponse:
    """`answer` with the tag of its content; one that its view knew already stays."""
    if isinstance(answer, Response):
        answer.render()
    if "ETag" not in answer:
        answer["ETag"] = tag_of(answer.content)
    answer.setdefault("Cache-Control", REVALIDATED)
    found: HttpResponse = answer
    return found


def conditional(request: Request, answer: HttpResponseBase) -> HttpResponseBase:
    """`answer`, or 304 where `request` names its tag as one that the caller has."""
    if not is_known(request, answer["ETag"]):
        return answer
    return HttpResponseNotModified(headers={name: answer[name] for name in STAYS if name in answer})


def is_known(request: Request, tag: str) -> bool:
    """Whether `If-None-Match` names `tag`, weak or strong, or any at all (`*`)."""
    named = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in named or tag in {name.removeprefix("W/") for name in named}
