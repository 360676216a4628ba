"""What is answered when a request cannot be served: a page, or under `/api/` a problem."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token

from agencies.api.problems import problem_page
from agencies.errors import WrongAddress
from config.body_limit import too_large
from config.unavailable import is_api, unavailable
from tasks.views.asked import NoSuchPlan

CONNECTION_ERRORS = {"OperationalError", "InterfaceError"}
"""As PEP 249 names them: Django's errors and those of every driver."""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is malformed. 413 where it is the text of a form that is too long."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    if is_api(request):
        return problem_page(HTTPStatus.BAD_REQUEST, _("What was sent is not valid."))
    if not _has_readable_form(request):
        # Without the request, whose form the page's head would ask for again.
        return HttpResponse(render_to_string("400.html"), status=HTTPStatus.BAD_REQUEST)
    # Of all that is wrong only this is said in words for the reader.
    said = str(exception) if isinstance(exception, WrongAddress) else ""
    return _bad_request_page(request, said)


@requires_csrf_token
def _bad_request_page(request: HttpRequest, said: str) -> HttpResponse:
    return render(request, "400.html", {"said": said}, status=HTTPStatus.BAD_REQUEST)


def _has_readable_form(request: HttpRequest) -> bool:
    """Whether what was sent can be taken apart; a form in another charset than UTF-8 cannot."""
    try:
        return request.POST is not None
    except BadRequest:
        return False


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: seen, but not allowed."""
    if is_api(request):
        return problem_page(HTTPStatus.FORBIDDEN, _("You may see this, but not do that."))
    return defaults.permission_denied(request, exception, "403.html")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this person; of a plan that is not there which there are."""
    if is_api(request):
        return problem_page(HTTPStatus.NOT_FOUND, _("There is no such thing here, or you may not see it."))
    if isinstance(exception, NoSuchPlan):
        context = {"said": str(exception), "plans": exception.plans}
        return render(request, "tasks/no_such_plan.html", context, status=HTTPStatus.NOT_FOUND)
    return defaults.page_not_found(request, exception, "404.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; says nothing about its inside. 503 where it is the database that does not answer."""
    # Django calls this while it handles the error.
    if _is_of_the_connection(sys.exception()):
        return _database_unavailable(request)
    if is_api(request):
        return problem_page(HTTPStatus.INTERNAL_SERVER_ERROR, _("Something went wrong on our side."))
    return defaults.server_error(request, "500.html")


def _is_of_the_connection(error: BaseException | None) -> bool:
    """Whether the database did not answer, or broke off.

    The driver's own errors come by here too, as where Django closes a cursor. Of a connection that breaks in
    the middle of an answer the driver says no more than that it is an error of the database; what Django
    itself finds wrong with a change has no such cause.
    """
    kind = type(error)
    if CONNECTION_ERRORS & {base.__name__ for base in kind.__mro__}:
        return True
    of_the_driver = kind is not DatabaseError or (error is not None and error.__cause__ is not None)
    return kind.__name__ == DatabaseError.__name__ and of_the_driver


def _database_unavailable(request: HttpRequest) -> HttpResponse:
    detail = _("The database does not answer. Try again; what was just sent may not be kept.")
    return unavailable(request, page="503.html", detail=detail)
