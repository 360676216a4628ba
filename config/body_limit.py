"""How much anybody may send in one request, and that they say so before it is read."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from agencies.api.problems import problem_page
from config.unavailable import is_api

PIECE = 64 * 1024
MOST_READ_AWAY = 256 * 1024 * 1024


class Body(Protocol):
    """What is sent."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes more."""


class BodyLimitMiddleware:
    """413 for a body above `REQUEST_MAX_BYTES` (with files) or `DATA_UPLOAD_MAX_MEMORY_SIZE` (without).

    411 for one whose length is not said (`Transfer-Encoding: chunked`): Django takes it for empty, and who
    sent it would believe that it was read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or the refusal."""
        if "Transfer-Encoding" in request.headers and "Content-Length" not in request.headers:
            _read_away(request.META["wsgi.input"], MOST_READ_AWAY)
            return without_length(request)
        length = request.headers.get("Content-Length", "")
        size = int(length) if length.isdecimal() else 0
        if size <= most_bytes(request):
            return self.get_response(request)
        _read_away(request, size)
        return too_large(request)


def most_bytes(request: HttpRequest) -> int:
    """How long the body of `request` may be."""
    with_files = (request.content_type or "").startswith("multipart/")
    most: int = settings.REQUEST_MAX_BYTES if with_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return most


def too_large(request: HttpRequest) -> HttpResponse:
    """413: a page that says what to do, or under `/api/` a problem."""
    if is_api(request):
        detail = _("What was sent is larger than this site takes.")
        return problem_page(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    most = {"most_a_file": settings.EVIDENCE_MAX_BYTES, "most_in_all": settings.REQUEST_MAX_BYTES}
    # Without the request: a form that was not read cannot be looked at by what the page's head needs.
    return HttpResponse(render_to_string("413.html", most), status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def without_length(request: HttpRequest) -> HttpResponse:
    """411: a line of text, since no browser sends so, or under `/api/` a problem."""
    detail = _("Say in Content-Length how long the body is; one sent in chunks is not read.")
    if is_api(request):
        return problem_page(HTTPStatus.LENGTH_REQUIRED, detail)
    return HttpResponse(detail, "text/plain; charset=utf-8", HTTPStatus.LENGTH_REQUIRED)


def _read_away(body: Body, size: int) -> None:
    """Let the sender finish: a browser that is cut off while it sends shows an error of its own, not ours."""
    left = min(size, MOST_READ_AWAY)
    try:
        while left > 0 and (piece := body.read(min(PIECE, left))):
            left -= len(piece)
    except OSError:
        return
