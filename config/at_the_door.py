"""What only pages or only browsers need, kept off the requests of scripts.

Messages, htmx and the policy of a page mean nothing to an answer under `/api/v1/`, and a session nothing to
who sends a token. What guards the site stands before all alike: HTTPS, host names, CSRF, the headers that
tell a browser what it may do with an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxMiddleware
from knox.settings import knox_settings

API = "/api/v1/"
"""Beside it, under `/api/`, is the page that shows the OpenAPI document."""

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""What an answer of the API may load, lead to or stand in."""


def is_for_api(request: HttpRequest) -> bool:
    """Whether rows are asked for, and no page."""
    return request.path.startswith(API)


def has_token(request: HttpRequest) -> bool:
    """Whether the API is asked by a token, right or wrong: then no session is looked at."""
    sent: str = request.META.get("HTTP_AUTHORIZATION", "")
    prefix: str = knox_settings.AUTH_HEADER_PREFIX
    return is_for_api(request) and sent.split(maxsplit=1)[:1] == [prefix]


class _Unless:
    """In front of a middleware: `passes` says which requests go past it."""

    get_response: Callable[[HttpRequest], Any]
    passes: Callable[[HttpRequest], bool]

    def __call__(self, request: HttpRequest) -> Any:
        """The answer."""
        if self.passes(request):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]


class PageMessages(_Unless, MessageMiddleware):
    """What is said on the next page."""

    passes = staticmethod(is_for_api)


class PageFragments(_Unless, HtmxMiddleware):
    """Whether a part of a page is asked for; who is not signed in any more signs in on a page of its own."""

    passes = staticmethod(is_for_api)

    def __call__(self, request: HttpRequest) -> Any:
        """The answer; htmx would put the page to sign in into the place of the part.

        Who sent something keeps the page that it stands on: 401.
        """
        response = super().__call__(request)
        if "HX-Request" in request.headers and response.get("Location", "").startswith(
            reverse(settings.LOGIN_URL)
        ):
            if request.method == "POST":
                return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
            return HttpResponseClientRedirect(response["Location"])
        return response


class BrowserSession(_Unless, SessionMiddleware):
    """The session of a browser; also of one that asks the API."""

    passes = staticmethod(has_token)


class BrowserUser(_Unless, AuthenticationMiddleware):
    """Who is signed in there."""

    passes = staticmethod(has_token)


class ContentPolicy(CSPMiddleware):
    """The content security policy: of pages that of the settings, of the API one that allows nothing."""

    def __call__(self, request: HttpRequest) -> Any:
        """The answer with its policy; one of its own stays."""
        if not is_for_api(request):
            return super().__call__(request)
        answer: Any = self.get_response(request)
        answer.headers.setdefault(HEADER, NOTHING)
        return answer
