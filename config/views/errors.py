"""What is answered when a request cannot be served: a page, or under `/api/` a problem."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views import defaults

from agencies.api.problems import problem_page


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is malformed."""
    if _is_api(request):
        return problem_page(HTTPStatus.BAD_REQUEST, _("What was sent is not valid."))
    return defaults.bad_request(request, exception, "400.html")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: seen, but not allowed."""
    if _is_api(request):
        return problem_page(HTTPStatus.FORBIDDEN, _("You may see this, but not do that."))
    return defaults.permission_denied(request, exception, "403.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this person."""
    if _is_api(request):
        return problem_page(HTTPStatus.NOT_FOUND, _("There is no such thing here, or you may not see it."))
    return defaults.page_not_found(request, exception, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; says nothing about its inside."""
    if _is_api(request):
        return problem_page(HTTPStatus.INTERNAL_SERVER_ERROR, _("Something went wrong on our side."))
    return defaults.server_error(request, "500.html")


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
