"""503: what cannot be served now, and when to ask again."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from agencies.api.problems import problem_page

SECONDS_UNTIL_AGAIN = 5
"""When to ask again: neither a crowd nor a restart of the database takes longer."""


def is_api(request: HttpRequest) -> bool:
    """Whether it is answered with problems, not with pages."""
    return request.path.startswith("/api/")


def unavailable(request: HttpRequest, *, page: str, detail: str) -> HttpResponse:
    """The template `page`, or under `/api/` a problem that says `detail`."""
    if is_api(request):
        response: HttpResponse = problem_page(HTTPStatus.SERVICE_UNAVAILABLE, detail)
    else:
        # Without the request: who is signed in would have to be asked of the database.
        response = HttpResponse(render_to_string(page), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(SECONDS_UNTIL_AGAIN)
    return response
