"""One page, whole or in part: htmx asks for what changes, everybody else for all of it, of the same view."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect, push_url, retarget
from django_htmx.middleware import HtmxDetails

from agencies.downloads import FileKind, FileName, file_response
from agencies.tables import Table

FILE_MADE = "file_made"
"""The cookie that comes with a file."""


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx puts the answer into a page that is there; it asks for all of it to go back in history."""
    asked = cast(HtmxDetails, request.htmx)  # type: ignore[attr-defined]
    return bool(asked) and not asked.history_restore_request


def render_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """`page`, or its `part` for htmx. Whoever keeps answers is told that the same address has both."""
    in_part = wants_part(request)
    response = render(request, part if in_part else page, {**context, "in_part": in_part}, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-History-Restore-Request"))
    return response


def file_for_page(table: Table, kind: FileKind, name: FileName) -> HttpResponseBase:
    """`table` as a file, with the mark by which the page that asked for it knows that it is there."""
    response = file_response(table, kind, name)
    response.set_cookie(FILE_MADE, "1", max_age=60, secure=settings.SESSION_COOKIE_SECURE, samesite="Strict")
    return response


def leave_for(request: HttpRequest, address: str) -> HttpResponse:
    """Go on to another page; htmx, which would put it into the place of a part, is told to open it."""
    return HttpResponseClientRedirect(address) if wants_part(request) else redirect(address)


def in_place(response: HttpResponse, target: str) -> HttpResponse:
    """A part that is put over `target`, while the address of the page stays: of a form that was refused."""
    return push_url(retarget(response, target), url=False)
