"""Addresses that only buttons lead to: whoever looks at one is led to the page that has the button."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from agencies.addresses import page_above
from config.at_the_door import is_for_api


class PressedOnlyMiddleware:
    """In place of an empty 405 a page that says so: where a refused form stood, and was then loaded anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer."""
        response = self.get_response(request)
        looked = request.method == "GET" and not is_for_api(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or not looked:
            return response
        page = render(request, "405.html", {"above": page_above(request.path)}, status=response.status_code)
        page.headers["Allow"] = response.headers["Allow"]
        return page
